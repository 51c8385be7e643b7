import fc from 'fast-check';
import { advance, nextDeadline, type DueEvent } from '../advance.js';
import { RoleAppointed, RoleEnded } from '../coalition/events.js';
import { DecisionDeferred, ProposalDrafted, ProposalRejected, ProposalSubmitted } from '../decisions/events.js';
import { decideDossier } from '../handling.js';
import { evolveDossier, type DossierEvent, type DossierState } from '../dossier.js';
import { ForecastMilestone } from '../frames/commands.js';
import { FrameAdopted, MilestonePlanned } from '../frames/events.js';
import { InformationDutyIncurred } from '../information-duties/events.js';
import { HistoryImported } from '../journal/events.js';
import { calendarWith } from '../kernel/calendar.js';
import type { Decider } from '../kernel/roles.js';
import { context, given, type Given } from '../kernel/test-kit.js';
import { dayOf, endOf, noonOf, plusDays } from '../kernel/time.js';
import { ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { AUTO_RAISE, DEFAULT_POLICY, type AutoRaise, type Policy } from '../organisation/policy.js';
import { initialOrganisation, type OrganisationState } from '../organisation/state.js';
import { EscalationClosed } from './events.js';

const calendar = calendarWith([]);
const START = '2025-06-02';
type Settings = Partial<Policy> & { readonly from?: string };
/** An organisation whose policies follow each other. */
function organised(...settings: readonly Settings[]): OrganisationState {
  const organisation = initialOrganisation();
  settings.forEach(({ from = '2025-01-01', ...policy }, index) =>
    organisation.policies.push({ version: index + 1, effectiveFrom: from, policy: { ...DEFAULT_POLICY, ...policy } }),
  );
  return organisation;
}
const raising = (...autoRaise: readonly AutoRaise[]): Settings => ({ autoRaise });
const started: Given = [ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'projectdriehoek' }), { on: START }];
const filled: Given = [RoleAppointed.of({ role: 'BO', person: 'p', hired: false }), { on: START }];
const proposal = (decisionId: string, body: Decider, on: string): readonly Given[] => [
  [
    ProposalDrafted.of({
      decisionId,
      decisionType: 'inrichting',
      body,
      subject: 's',
      question: 'q',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    }),
    { on },
  ],
  [ProposalSubmitted.of({ decisionId }), { on }],
];
const due = (state: DossierState, day: string, organisation: OrganisationState) =>
  advance(state, noonOf(day), organisation, calendar);
const seen = (found: readonly DueEvent[]) =>
  found.map(({ occurredAt, events }) => [
    occurredAt,
    ...events.map(({ type, data }) => {
      const { escalationId, dutyId, level } = data as Readonly<Record<string, string | undefined>>;
      return `${type} ${escalationId ?? dutyId} ${level ?? ''}`;
    }),
  ]);
function write(state: DossierState, found: readonly DueEvent[]): DossierState {
  for (const { occurredAt, events } of found)
    for (const event of events)
      evolveDossier(state, {
        ...event,
        meta: { day: dayOf(occurredAt), occurredAt, recordedAt: occurredAt },
      } as unknown as DossierEvent);
  return state;
}

describe('§4.6 a proposal on which nobody decides', () => {
  const history = [started, filled, ...proposal('B-1', 'AO', START)];
  const five = organised({ ...raising('besluit'), decideWithinDaysOf: { AO: 5 } });
  // 9 June 2025 is the second day of Pinksteren.
  it('is asked one level up at the end of its term, once', () => {
    expect(due(given(...history), '2025-06-10', five)).toEqual([]);
    const state = given(...history);
    const found = due(state, '2025-06-11', five);
    expect(seen(found)).toEqual([['2025-06-10T22:00:00.000Z', 'EscalationRaised E-B-1 L3']]);
    expect(found[0]).toMatchObject({
      key: `raise:E-B-1:${START}`,
      events: [{ data: { raiser: 'timekeeper', dueOn: '2025-06-18' } }],
    });
    expect(due(write(state, found), '2025-06-11', five)).toEqual([]);
    const closed = EscalationClosed.of({ escalationId: 'E-B-1', conclusion: 'c' });
    const asked: Given = [found[0]!.events[0]!, { on: '2025-06-11' }];
    const over = given(...history, asked, [closed, { on: '2025-06-12' }]);
    expect([due(over, '2025-12-01', five), nextDeadline(over)]).toEqual([[], undefined]);
  });
  it('climbs on from there like every question', () =>
    expect(seen(due(given(...history), '2025-06-19', five))).toEqual([
      ['2025-06-10T22:00:00.000Z', 'EscalationRaised E-B-1 L3'],
      ['2025-06-18T22:00:00.000Z', 'EscalationClockBreached E-B-1 L3', 'EscalatedByLapse E-B-1 '],
    ]));
  it.each([
    ['deferred', DecisionDeferred.of({ decisionId: 'B-1', reason: 'r' })],
    ['rejected', ProposalRejected.of({ decisionId: 'B-1', reason: 'r' })],
    ['of an ended programme', ProgrammeTerminated.of({ causes: [], explanation: 'e' })],
  ])('is not asked when it is %s', (_, event) => expect(due(given(...history, event), '2025-12-01', five)).toEqual([]));
  it.each([
    ['projectleider', 'L1'],
    ['MT', 'L3'],
    ['stuurgroep', 'L3'],
    ['BO', 'L4'],
    ['college', undefined],
    ['raad', undefined],
  ] as const)('D6 D7 of %s goes to %s, and never to the raad', (body, level) => {
    const state = given(started, filled, ...proposal('B-1', body, START));
    const [found] = due(state, '2025-06-25', organised(raising('besluit')));
    expect(found?.events[0]?.data['level']).toBe(level);
  });
});

describe('§4.6 a vacancy of the bestuurlijk opdrachtgever', () => {
  const policy = organised(raising('vacatureBO'));
  const left: Given = [RoleEnded.of({ role: 'BO', person: 'p' }), { on: '2025-06-16' }];
  it('goes to the college after five working days', () => {
    const state = given(started, filled, left);
    expect(due(state, '2025-06-23', policy)).toEqual([]);
    expect(seen(due(state, '2025-06-24', policy))).toEqual([
      ['2025-06-23T22:00:00.000Z', 'EscalationRaised E-BO-2025-06-16 L4'],
    ]);
    const again: Given = [RoleAppointed.of({ role: 'BO', person: 'q', hired: false }), { on: '2025-06-23' }];
    expect(due(given(started, filled, left, again), '2025-12-01', policy)).toEqual([]);
  });
  it('counts from the start when there never was one', () =>
    expect(seen(due(given(started), '2025-06-11', policy))).toEqual([
      ['2025-06-10T22:00:00.000Z', `EscalationRaised E-BO-${START} L4`],
    ]));
});

describe('§4.6 information that is not given in time', () => {
  const owed = (creditor: 'raad' | 'college'): Given => [
    InformationDutyIncurred.of({
      dutyId: 'IP-1',
      kind: 'kader',
      owing: 'college',
      creditor,
      subject: 's',
      about: [],
      knownOn: START,
      dueOn: '2025-06-17',
    }),
    { on: START },
  ];
  it.each([
    ['raad', 'L4'],
    ['college', 'L3'],
  ] as const)('to the %s goes to %s with the breach, once', (creditor, level) => {
    const policy = organised(raising('informatieplicht'));
    const state = given(started, filled, owed(creditor));
    expect(seen(due(state, '2025-06-18', policy))).toEqual([
      ['2025-06-17T22:00:00.000Z', 'InformationDutyOverdue IP-1 '],
      ['2025-06-17T22:00:00.000Z', `EscalationRaised E-IP-1 ${level}`],
    ]);
    expect(due(write(state, due(state, '2025-06-18', policy)), '2025-06-18', policy)).toEqual([]);
    expect(seen(due(given(started, filled, owed(creditor)), '2025-06-18', organised()))).toHaveLength(1);
  });
});

describe('§4.6 a forecast beyond the room of the frame', () => {
  const frame = FrameAdopted.of({
    frameId: 'K',
    owner: 'college',
    scope: 's',
    scopeItems: 1,
    endDate: '2026-07-01',
    tolerances: [{ level: 'AO', days: 15 }],
    norms: [],
    decisionId: 'B',
  });
  const milestone = MilestonePlanned.of({ milestoneId: 'M', label: 'l', plannedOn: '2026-06-01' });
  const forecasting = (forecastOn: string, settings: Settings, ...more: readonly Given[]) => {
    const state = given(started, filled, frame, milestone, ...more);
    const command = Object.assign(new ForecastMilestone(), { milestoneId: 'M', forecastOn, reason: 'r' });
    const outcome = decideDossier(command, state, context({ then: state, organisation: organised(settings) }));
    return outcome.ok ? outcome.events.filter(({ type }) => type === 'EscalationRaised') : outcome;
  };
  it('goes one level up with the forecast itself', () => {
    expect(forecasting('2026-07-22', raising('prognose'))).toEqual([]);
    expect(forecasting('2026-07-23', raising('prognose'))).toMatchObject([
      { data: { escalationId: 'E-tijd', raiser: 'projectleider', level: 'L1' } },
    ]);
    expect(forecasting('2026-07-23', raising('deadline'))).toEqual([]);
  });
});

describe('§4.6 policy', () => {
  const late = [started, ...proposal('B-1', 'AO', START)];
  it('leaves it to people unless the municipality says otherwise', () => {
    expect(due(given(...late), '2026-01-05', organised())).toEqual([]);
    expect(DEFAULT_POLICY.autoRaise).toEqual(['deadline']);
  });
  it('§4.13 raises from the day on which the policy of that day says so', () => {
    const later = organised({ autoRaise: [] }, { ...raising('besluit'), from: '2025-09-01' });
    expect(due(given(...late), '2025-08-29', later)).toEqual([]);
    expect(seen(due(given(...late), '2025-09-01', later))).toEqual([
      ['2025-08-31T22:00:00.000Z', 'EscalationRaised E-B-1 L3'],
    ]);
    const shorter = organised(raising('besluit'), { ...raising('besluit'), decideWithinDays: 5, from: '2025-06-16' });
    expect(due(given(...late), '2025-06-16', shorter)[0]?.occurredAt).toBe('2025-06-15T22:00:00.000Z');
  });
  const bodies = fc.constantFrom<Decider[]>('projectleider', 'AO', 'MT', 'BO', 'college', 'raad');
  const day = fc.integer({ min: 0, max: 300 }).map((days) => plusDays(START, days));
  it('X4 gives in one step what it gives in many, whatever the clock raises', () => {
    const all = organised({ autoRaise: AUTO_RAISE });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bodies, day), { maxLength: 4 }),
        fc.array(day, { maxLength: 6 }),
        day,
        (proposals, stops, last) => {
          const history = [started, ...proposals.flatMap(([body, on], index) => proposal(`B-${index}`, body, on))];
          const stepped = given(...history);
          const found: DueEvent[] = [];
          for (const stop of [...stops.filter((each) => each < last).sort(), last]) {
            const some = due(stepped, stop, all);
            write(stepped, some);
            found.push(...some);
          }
          const once = given(...history);
          const next = nextDeadline(once);
          const atOnce = due(once, last, all);
          expect(found).toEqual(atOnce);
          for (const { occurredAt } of atOnce) expect(next! <= occurredAt).toBe(true);
          expect(due(write(once, atOnce), last, all)).toEqual([]);
        },
      ),
    );
  });
  it('X9 has no clock over history', () => {
    const read = HistoryImported.of({ batch: 'H-01', sha256: 'a'.repeat(64), count: 3, sourceName: 's' });
    const state = given(...late, read);
    expect(nextDeadline(given(...late))).toBe(endOf(START));
    const all = organised({ autoRaise: AUTO_RAISE });
    expect([nextDeadline(state), due(state, '2026-01-05', all)]).toEqual([undefined, []]);
  });
});
