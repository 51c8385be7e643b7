import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { momentOf, openedEventsAt, type AnyEvent } from '#dossier';
import { AUDIENCES, knownTo, KNOWERS, type Audience } from '#governance';
import {
  closeDossier,
  moves,
  picks,
  pointOf,
  readable,
  recordedDossier,
  STREAM,
  type Dossier,
  type Point,
  type Readable,
} from './dossiers.js';
import { covering, dayOfPoint, knownBy, naiveView } from './naive.js';

const DOSSIERS = 10_000;
const MINUTES_MS = 60_000;

async function viewAt({ log, vault, now }: Dossier, point: Point, audience: Audience): Promise<readonly AnyEvent[]> {
  const { known, day } = point;
  const at = momentOf({ ...(known === undefined ? {} : { known }), ...(day === undefined ? {} : { day }) }, now);
  if (!at.ok) throw new Error(at.detail);
  return openedEventsAt(log, vault, STREAM, at.moment, audience);
}

/** Runs one property over so many random dossiers, each with two points in time and one audience. */
function overDossiers(
  numRuns: number,
  property: (dossier: Dossier, points: readonly [Point, Point], audience: Audience) => Promise<void>,
): Promise<void> {
  const runs = fc.asyncProperty(moves, picks, fc.constantFrom(...AUDIENCES), async (steps, [one, two], audience) => {
    const dossier = await recordedDossier(steps);
    try {
      await property(dossier, [pointOf(one, dossier), pointOf(two, dossier)], audience);
    } finally {
      await closeDossier(dossier);
    }
  });
  return Promise.resolve(fc.assert(runs, { numRuns }));
}

describe('what an audience sees, at any moment', () => {
  it(
    `(a) is what it could open then, and nothing else (${DOSSIERS} random dossiers)`,
    async () => {
      await overDossiers(DOSSIERS, async (dossier, points, audience) => {
        for (const point of points) {
          const seen = (await viewAt(dossier, point, audience)).map(readable);
          const expected = naiveView(dossier.told, point, audience, dossier.now);
          // The comparison of jest is slow and tells the difference; this one is quick.
          if (!isDeepStrictEqual(seen, expected)) expect(seen).toEqual(expected);
        }
      });
    },
    3 * MINUTES_MS,
  );
});
