import { knownTo, type KnownEvent } from './knowledge.js';
import { evolveDossier, initialDossier, type DossierEvent } from '../dossier.js';
import { toldOn } from './state.js';

type Line = readonly [day: string, type: string, data: Readonly<Record<string, unknown>>, role?: string];
const story = (...lines: readonly Line[]): readonly KnownEvent[] =>
  lines.map(([day, type, data, role = 'projectbureau'], position) => ({
    type,
    data,
    meta: { entryId: `e-${position}`, position, day, role, recordedAt: `${day}T11:00:00.000Z` } as KnownEvent['meta'],
  }));

const taken = (decisionId: string, body: string): Line => [
  '2025-12-02',
  'DecisionTaken',
  { decisionId, body, decisionType: 'x', subject: 's', topics: [], dependsOn: [], informs: [], basis: 'eigen' },
];
const attested = (decisionId: string): Line => [
  '2025-12-03',
  'DecisionAttested',
  { decisionId, evidence: 'besluitenlijst', listNumber: '1' },
];
const published = (body: string, withheld: readonly string[] = []): Line => [
  '2025-12-03',
  'DecisionListPublished',
  { listId: 'L', body, meetingOn: '2025-12-02', numbers: ['1', '2'], withheld },
];

/** Who knows the decision B, by the matrix and by the guards: there is one rule, so they say the same. */
function knows(events: readonly KnownEvent[], knower: 'openbaar' | 'raad'): boolean {
  const state = initialDossier();
  for (const event of events) evolveDossier(state, event as unknown as DossierEvent);
  const guards = toldOn(state.informationDuties, knower, 'B') !== undefined;
  const matrix = knownTo(events, knower).some(({ type }) => type === 'DecisionTaken');
  expect(guards).toBe(matrix);
  return matrix;
}

describe('what a list of decisions tells the public', () => {
  const college = taken('B', 'college');
  it('is every number on it, whether that was tied to its decision before or after', () => {
    expect(knows(story(college, attested('B'), published('college')), 'openbaar')).toBe(true);
    expect(knows(story(college, published('college'), attested('B')), 'openbaar')).toBe(true);
    expect(knows(story(college, attested('B')), 'openbaar')).toBe(false);
  });
  it('is never a number that was kept from it', () => {
    for (const rest of [
      [attested('B'), published('college', ['1'])],
      [published('college', ['1']), attested('B')],
    ])
      expect(knows(story(college, ...rest), 'openbaar')).toBe(false);
  });
  it('is never the same number on the list of another body', () => {
    expect(knows(story(college, attested('B'), published('raad')), 'openbaar')).toBe(false);
  });
});

it('knows by its own act, and by no act of another', () => {
  expect(knows(story(taken('B', 'raad')), 'raad')).toBe(true);
  expect(knows(story(taken('B', 'college')), 'raad')).toBe(false);
});
