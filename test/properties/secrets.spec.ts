import './as-served.js';
import fc from 'fast-check';
import type { SimulatedClock } from '#dossier';
import type { Audience } from '#governance';
import { openHouse, type House } from '../hostile/http-kit.js';
import { fewMoves, moves, picks, pointOf, recordedDossier, wordsIn, type Dossier, type Point } from './dossiers.js';
import { listen, type Listener } from './feed.js';
import { openedBy } from './naive.js';
import { act, addressesOf, read, readAll, READERS, refusedAct, REFUSED_WORD, type Answer } from './outlets.js';

/**
 * Each of these passes one outlet, drawn by chance. Ten thousand take minutes, so that as many is asked for by name:
 * `BESLUITSPOOR_RUNS=10000 npx jest --selectProjects whole -- test/properties/secrets`.
 */
const DOSSIERS = Number(process.env['BESLUITSPOOR_RUNS'] ?? 500);
/** Each of these passes every outlet, which takes about a second. */
const DOSSIERS_THROUGH_ALL = 8;
/** A log of more stories would run past the last year that is a date here. */
const DOSSIERS_A_HOUSE = 500;
const TIME_LIMIT_MS = 30 * 60_000;
/** One in so many is an act that is refused, the others are questions. */
const ACT_IN = 5;
const NOW: Point = { known: undefined, day: undefined };

const written: string[] = [];
beforeAll(() => {
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => (written.push(String(text)), true));
});
afterAll(() => jest.restoreAllMocks());

async function recordIn({ runtime }: House, steps: Parameters<typeof recordedDossier>[0]): Promise<Dossier> {
  const { log, vault, engine } = runtime;
  const dossier = await recordedDossier(steps, { log, vault });
  (engine.options.clock as SimulatedClock).set(dossier.now);
  return dossier;
}

/** No word of the dossier that this audience may not open, and nothing of what was refused outside the organisation. */
function mustHoldNothing(dossier: Dossier, { audience, outlet, text, asked }: Answer): void {
  const found = [...wordsIn(text)].filter((word) => word.split('.')[1] === dossier.serial && !asked.includes(word));
  const allowed = found.length === 0 ? new Set<string>() : allowedOf(dossier, audience);
  const leaked = found.filter((word) => !allowed.has(word));
  if (!INSIDE.includes(audience) && !asked.includes(REFUSED_WORD) && text.includes(REFUSED_WORD))
    leaked.push(REFUSED_WORD);
  if (leaked.length > 0)
    throw new Error(`${audience} reads ${leaked.join(' ')} in ${outlet}: ${around(text, leaked[0]!)}`);
}
const INSIDE: readonly Audience[] = ['ambtelijk', 'college', 'auditor'];
const allowedOf = (dossier: Dossier, audience: Audience): ReadonlySet<string> =>
  wordsIn(JSON.stringify(openedBy(dossier.told, NOW, audience)));
const around = (text: string, word: string): string =>
  text.slice(Math.max(0, text.indexOf(word) - 300), text.indexOf(word) + 100);

const draws = fc.record({ outlet: fc.nat(), reader: fc.nat(READERS.length - 1), media: fc.nat(1), then: fc.boolean() });

describe('what leaves the house', () => {
  it(
    `(c) holds no byte of a sealed value for who may not open it: pages, answers, refusals, attempts, log lines (${DOSSIERS} random dossiers, one outlet each)`,
    async () => {
      let house: House | undefined;
      let recorded = 0;
      const runs = fc.asyncProperty(
        fewMoves,
        picks,
        draws,
        async (steps, [chosen], { outlet, reader, media, then }) => {
          if (recorded % DOSSIERS_A_HOUSE === 0) {
            await house?.close();
            house = await openHouse('in memory');
          }
          recorded += 1;
          const dossier = await recordIn(house!, steps);
          if (outlet % ACT_IN === 0)
            return (await act(house!, dossier, outlet)).forEach((answer) => mustHoldNothing(dossier, answer));
          const urls = addressesOf(dossier, then ? pointOf(chosen, dossier) : NOW);
          mustHoldNothing(dossier, await read(house!, urls[outlet % urls.length]!, reader, media));
        },
      );
      await fc.assert(runs, { numRuns: DOSSIERS, endOnFailure: true });
      await house?.close();
      expect(written.filter((line) => wordsIn(line).size > 0)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );

  it(
    `(c) holds it at every outlet at once, the live feed and the description of the API among them (${DOSSIERS_THROUGH_ALL} random dossiers)`,
    async () => {
      const house = await openHouse();
      const listeners = await Promise.all(READERS.map(([audience, role]) => listen(house, audience, role)));
      const runs = fc.asyncProperty(moves, picks, async (steps, [chosen]) => {
        const dossier = await recordIn(house, steps);
        for (const answer of await refusedAct(house, dossier)) mustHoldNothing(dossier, answer);
        for (const point of [NOW, pointOf(chosen, dossier)])
          for (const answer of await readAll(house, dossier, point)) mustHoldNothing(dossier, answer);
        for (const listener of listeners) await mustHaveFed(listener, dossier);
      });
      try {
        await fc.assert(runs, { numRuns: DOSSIERS_THROUGH_ALL, endOnFailure: true });
      } finally {
        for (const listener of listeners) listener.stop();
        await house.close();
      }
      expect(written.filter((line) => wordsIn(line).size > 0)).toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});

/** The feed shows an entry once, as it may be opened at some moment since: what became secret later went out before. */
async function mustHaveFed({ audience, until }: Listener, { told, serial, first }: Dossier): Promise<void> {
  const text = await until(first + told.length - 1);
  const allowed = new Set(
    told.flatMap((_, at) => [...wordsIn(JSON.stringify(openedBy(told.slice(0, at + 1), NOW, audience)))]),
  );
  const leaked = [...wordsIn(text)].filter((word) => word.split('.')[1] === serial && !allowed.has(word));
  if (leaked.length > 0) throw new Error(`${audience} is fed ${leaked.join(' ')}: ${around(text, leaked[0]!)}`);
}
