import { Bench } from './bench.js';
import type { Behaviour, Subject } from './bench.js';
import { ERRORS } from './errors.js';
import { IDEMPOTENCY } from './idempotency.js';
import { ORDER } from './order.js';
import { SUBSCRIPTIONS } from './subscriptions.js';
import { VISIBILITY } from './visibility.js';

const CHAPTERS: readonly (readonly [title: string, behaviours: readonly Behaviour[]])[] = [
  ['order, positions, reading', ORDER],
  ['idempotency', IDEMPOTENCY],
  ['what is hidden', VISIBILITY],
  ['subscriptions', SUBSCRIPTIONS],
  ['limits and errors', ERRORS],
];
const TIMEOUT_MS = 60_000;

/**
 * What our adapter leans on, shown on any server that speaks the protocol of EventStoreDB. Behaviours that need what the
 * subject does not have are skipped, with the reason in their title.
 */
export function eventStoreConformance(
  name: string,
  has: readonly NonNullable<Behaviour['needs']>[],
  start: () => Promise<Subject>,
): void {
  describe(`conformance of ${name}`, () => {
    let subject: Subject;
    let bench: Bench | undefined;
    beforeAll(async () => {
      subject = await start();
    });
    afterEach(() => bench?.close());

    describe.each(CHAPTERS)('%s', (_title, behaviours) => {
      for (const { id, says, needs, show } of behaviours) {
        if (needs !== undefined && !has.includes(needs)) {
          it.skip(`${id}: ${says} (skipped: this suite cannot ${needs} it)`, () => undefined);
          continue;
        }
        const run = async (): Promise<void> => {
          bench = new Bench(subject, `${id}-${crypto.randomUUID()}`);
          await show(bench);
        };
        it(`${id}: ${says}`, run, TIMEOUT_MS);
      }
    });
  });
}
