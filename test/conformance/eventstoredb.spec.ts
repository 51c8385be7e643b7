import type { EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { startDouble } from '../kit/eventstoredb-double/index.js';
import { eventStoreConformance } from './eventstoredb.conformance.js';

/** Connection string of a real server, with chunks of at most 4 MiB so that a scavenge has something to do. */
const REAL = process.env['BESLUITSPOOR_TEST_ESDB'];

let double: EventStoreDouble | undefined;
afterAll(() => double?.stop());

eventStoreConformance('the double', ['restart'], async () => {
  const started = await startDouble();
  double = started;
  return { url: started.url, restart: () => started.restart() };
});

if (REAL === undefined || REAL === '') {
  it.skip('conformance of the real server (skipped: BESLUITSPOOR_TEST_ESDB names none)', () => undefined);
} else {
  eventStoreConformance('the real server', [], async () => ({ url: REAL, restart: undefined }));
}
