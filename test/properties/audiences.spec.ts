import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { momentOf, openedEventsAt, type AnyEvent } from '#dossier';
import {
  AUDIENCES,
  calendarOn,
  initialOrganisation,
  KNOWERS,
  knownTo,
  policyOn,
  type Audience,
  type OpenedDossierEvent,
} from '#governance';
import { readModels, viewsOnRequest } from '#read-models';
import {
  closeDossier,
  moves,
  picks,
  pointOf,
  readable,
  recordedDossier,
  wordsIn,
  type Dossier,
  type Point,
  type Readable,
  type Told,
} from './dossiers.js';
import { covering, dayOfPoint, knownBy, naiveView, openedBy } from './naive.js';

/** So many in every run; all ten thousand are asked for by name, as in secrets.spec.ts: `BESLUITSPOOR_RUNS=10000`. */
const DOSSIERS = Number(process.env['BESLUITSPOOR_RUNS'] ?? 1_000);
/** Properties that ask for several views of each dossier. */
const FEWER = Math.ceil(DOSSIERS / 10);
/** A dossier takes some ten milliseconds; a machine that is busy with other things may take twenty times as long. */
const TIME_LIMIT_MS = 60_000 + DOSSIERS * 200;
const MODELS = [...readModels, ...viewsOnRequest];
/** The timeline shows the guards' own fold, so the server gives it to nobody else. */
const MAY_SEE_STATE: readonly Audience[] = ['college', 'auditor'];

async function viewAt(dossier: Dossier, { known, day }: Point, audience: Audience): Promise<readonly AnyEvent[]> {
  const asked = { ...(known === undefined ? {} : { known }), ...(day === undefined ? {} : { day }) };
  const at = momentOf(asked, dossier.now);
  if (!at.ok) throw new Error(at.detail);
  return openedEventsAt(dossier.log, dossier.vault, dossier.stream, at.moment, audience);
}

interface Case {
  readonly dossier: Dossier;
  readonly points: readonly [Point, Point];
  readonly audience: Audience;
}
/** Runs one property over so many random dossiers, each with two points in time and one audience. */
async function overDossiers(numRuns: number, property: (given: Case) => Promise<void>): Promise<void> {
  const runs = fc.asyncProperty(moves, picks, fc.constantFrom(...AUDIENCES), async (steps, [one, two], audience) => {
    const dossier = await recordedDossier(steps);
    try {
      await property({ dossier, points: [pointOf(one, dossier), pointOf(two, dossier)], audience });
    } finally {
      await closeDossier(dossier);
    }
  });
  await fc.assert(runs, { numRuns });
}

/** All documents of a view and what they present, as text. */
function documentsOf(events: readonly AnyEvent[], day: string, audience: Audience): string {
  const organisation = initialOrganisation();
  const { policy } = policyOn(organisation, day);
  const context = { day, calendar: calendarOn(organisation), policy, personName: () => undefined, audience };
  const shown = MODELS.filter(({ name }) => name !== 'timeline' || MAY_SEE_STATE.includes(audience));
  const documents = shown.map((model) => {
    const document = model.initial();
    for (const event of events) model.evolve(document, event as unknown as OpenedDossierEvent);
    return [document, model.present(document, context)];
  });
  return JSON.stringify(documents);
}

/** The comparison of jest is slow and tells the difference; the other one is quick. */
function expectSame(seen: readonly Readable[], expected: readonly Readable[]): void {
  if (!isDeepStrictEqual(seen, expected)) expect(seen).toEqual(expected);
}

describe('what an audience sees, at any moment', () => {
  it(
    `(a) is what it could open then (${DOSSIERS} random dossiers), (b) holds no fact of later, and (c) no sealed word in any document or presented report`,
    async () => {
      await overDossiers(DOSSIERS, async ({ dossier, points: [point], audience }) => {
        const { told, now } = dossier;
        const events = await viewAt(dossier, point, audience);
        expectSame(events.map(readable), naiveView(told, point, audience, now));
        const known = knownBy(told, point);
        const later = wordsOf(told.slice(known.length));
        const earlier = wordsOf(known);
        const allowed = wordsIn(JSON.stringify(openedBy(told, point, audience)));
        for (const word of wordsIn(documentsOf(events, dayOfPoint(point, now), audience))) {
          if (later.has(word) && !earlier.has(word)) throw new Error(`a fact of later: ${word}`);
          if (!allowed.has(word)) throw new Error(`sealed for ${audience}: ${word}`);
        }
      });
    },
    TIME_LIMIT_MS,
  );

  it(
    `(d) only grows with what is known, but for corrections and secrecy (${FEWER} random dossiers)`,
    async () => {
      await overDossiers(FEWER, async ({ dossier, points, audience }) => {
        const [less, more] = [...points].sort(
          (a, b) => knownBy(dossier.told, a).length - knownBy(dossier.told, b).length,
        );
        const day = dayOfPoint(less!, dossier.now);
        if (day > dayOfPoint({ ...more!, day: undefined }, dossier.now)) return;
        const before = (await viewAt(dossier, { ...less!, day }, audience)).map(readable);
        const after = new Map(
          (await viewAt(dossier, { ...more!, day }, audience)).map((event) => [event.meta.position, event]),
        );
        for (const event of before) {
          const entry = dossier.told[event.position]!;
          if (changedBetween(entry, knownBy(dossier.told, less!), knownBy(dossier.told, more!))) continue;
          const known = after.get(event.position);
          if (known === undefined) throw new Error(`${event.type} at ${event.position} is no longer known`);
          for (const [name, value] of Object.entries(event.data))
            if (!isHidden(value)) expect([name, known.data[name]]).toEqual([name, value]);
        }
      });
    },
    TIME_LIMIT_MS,
  );

  it(
    `(e) holds all of what any function knew by then, by a cause in that same view (${FEWER} random dossiers)`,
    async () => {
      await overDossiers(FEWER, async ({ dossier, points: [point], audience }) => {
        const view = await viewAt(dossier, point, audience);
        for (const knower of KNOWERS) {
          const kept = knownTo(view, knower);
          const places = kept.map((event) => view.indexOf(event));
          if (places.some((place, at) => place < 0 || place <= (places[at - 1] ?? -1)))
            throw new Error('not a part of it');
          for (const event of kept)
            if (!view.some((act) => mayTell(act, event, knower))) throw new Error(`no cause: ${event.type}`);
        }
      });
    },
    TIME_LIMIT_MS,
  );
});

const wordsOf = (told: readonly Told[]): ReadonlySet<string> => wordsIn(JSON.stringify(told));
const isHidden = (value: unknown): boolean => typeof value === 'object' && value !== null && 'hidden' in value;

/** Corrected in between, or laid under a secrecy in between; for a correction, also when that happened to its target. */
function changedBetween(entry: Told, less: readonly Told[], more: readonly Told[]): boolean {
  const between = more.slice(less.length);
  const corrected = between.some(({ type, data }) => type === 'RecordRectified' && data['entryId'] === entry.entryId);
  return corrected || covering(entry, more).length > covering(entry, less).length;
}

/** An act by which a function can come to know of a fact: its own, one to it or about it, or one to everybody. */
function mayTell(act: AnyEvent, fact: AnyEvent, knower: string): boolean {
  if (act.meta.day < fact.meta.day) return false;
  const own = act.meta.role === knower || act.data['body'] === knower;
  const told = act.data['to'] === knower || act.data['to'] === 'openbaar';
  const level = act.type === 'EscalationRaised' && knower === 'AO';
  return own || (told && act.data['wholeBody'] === true) || level || act.type === 'DecisionPublished';
}
