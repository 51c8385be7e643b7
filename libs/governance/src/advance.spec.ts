import fc from 'fast-check';
import { advance, nextDeadline, type DueEvent } from './advance.js';
import { RoleAppointed } from './coalition/events.js';
import { evolveDossier, type DossierEvent, type DossierState } from './dossier.js';
import { EscalationAnswered, EscalationRaised } from './escalations/events.js';
import { ExemptionGranted, HardDeadlineSet } from './frames/events.js';
import { GoLiveConfirmed, GoLivePlanned } from './go-live/events.js';
import { calendarWith } from './kernel/calendar.js';
import type { Level } from './kernel/roles.js';
import { given, type Given } from './kernel/test-kit.js';
import { dayOf, endOf, noonOf, plusDays } from './kernel/time.js';
import { ProgrammeInitiated, ProgrammeTerminated } from './lifecycle/events.js';
import { DEFAULT_POLICY } from './organisation/policy.js';
import { initialOrganisation } from './organisation/state.js';

const organisation = initialOrganisation();
const calendar = calendarWith([]);
const initiated = (mode: 'projectdriehoek' | 'getrapt'): Given => [
  ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode }),
  { on: '2025-01-06' },
];
const started = initiated('projectdriehoek');
const filled: Given = [RoleAppointed.of({ role: 'BO', person: 'p', hired: false }), { on: '2025-01-06' }];
const raised = (escalationId: string, level: Level, dueOn: string): Given => [
  EscalationRaised.of({
    escalationId,
    raiser: 'projectleider',
    level,
    dueOn,
    subject: 'S',
    reason: 'r',
    impact: 'i',
    ask: 'a',
  }),
  { on: '2025-11-11' },
];
const deadline = (deadlineId: string, dueOn: string) =>
  HardDeadlineSet.of({ deadlineId, kind: 'extern', body: 'extern', dueOn, source: 's' });
const due = (state: DossierState, now: string, organised = organisation) => advance(state, now, organised, calendar);
const types = (found: readonly DueEvent[]) => found.flatMap(({ events }) => events.map(({ type }) => type));

/** Writes what is due, as the handler and the timekeeper do. */
function write(state: DossierState, found: readonly DueEvent[]): void {
  for (const { occurredAt, events } of found)
    for (const event of events)
      evolveDossier(state, {
        ...event,
        meta: { day: dayOf(occurredAt), occurredAt, recordedAt: occurredAt },
      } as unknown as DossierEvent);
}

describe('deadlines', () => {
  const LV06 = [started, filled, raised('E-01', 'L1', '2025-11-18')];
  it('LV-06 lapses at 24:00 of the last day, from the AO past the MT to the BO', () => {
    expect(due(given(...LV06), '2025-11-18T22:59:59.999Z')).toEqual([]);
    expect(due(given(...LV06), '2025-11-18T23:00:00.000Z')).toEqual([
      {
        key: 'escalation:E-01:L1:2025-11-18',
        occurredAt: '2025-11-18T23:00:00.000Z',
        events: [
          { type: 'EscalationClockBreached', data: { escalationId: 'E-01', level: 'L1', dueOn: '2025-11-18' } },
          { type: 'EscalatedByLapse', data: { escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' } },
        ],
      },
    ]);
    expect(nextDeadline(given(...LV06))).toBe('2025-11-18T23:00:00.000Z');
  });
  it('LV-06 passes the MT where the programme is stepped', () => {
    const state = given(initiated('getrapt'), LV06.at(-1)!);
    expect(due(state, endOf('2025-11-18'))[0]).toMatchObject({ events: [{}, { data: { to: 'L2' } }] });
  });
  it('stays at the college once breached, and never reaches the raad', () => {
    const state = given(started, filled, raised('E-01', 'L4', '2025-11-18'));
    const found = due(state, noonOf('2030-01-01'));
    expect(types(found)).toEqual(['EscalationClockBreached']);
    write(state, found);
    expect([due(state, noonOf('2030-01-01')), nextDeadline(state)]).toEqual([[], undefined]);
  });
  it('D7 stays where it is when policy does not escalate on lapse', () => {
    const organised = initialOrganisation();
    const policy = { ...DEFAULT_POLICY, escalateOnLapse: false };
    organised.policies.push({ version: 1, effectiveFrom: '2025-01-01', policy });
    expect(types(due(given(...LV06), noonOf('2026-01-05'), organised))).toEqual(['EscalationClockBreached']);
  });
  it('leaves an answered question alone', () => {
    const answered = EscalationAnswered.of({ escalationId: 'E-01', level: 'L1', answer: 'Ja' });
    expect(due(given(...LV06, answered), noonOf('2026-01-05'))).toEqual([]);
  });
  it('misses a hard deadline after its last day, or after its exemption', () => {
    const state = given(started, filled, deadline('D-1', '2026-06-30'));
    expect(due(state, noonOf('2026-06-30'))).toEqual([]);
    expect(types(due(state, endOf('2026-06-30')))).toEqual(['HardDeadlineMissed']);
    write(state, due(state, endOf('2026-06-30')));
    expect(due(state, endOf('2026-06-30'))).toEqual([]);
    const exempt = { exemptionId: 'O-1', deadlineId: 'D-1', until: '2026-09-30', items: ['P-1'], decisionId: 'B' };
    const exempted = given(started, filled, deadline('D-1', '2026-06-30'), ExemptionGranted.of(exempt));
    expect(nextDeadline(exempted)).toBe(endOf('2026-09-30'));
    expect(due(exempted, noonOf('2026-09-30'))).toEqual([]);
    expect(due(exempted, endOf('2026-09-30'))[0]).toMatchObject({ key: 'deadline:D-1:2026-09-30' });
  });
  it('S4-06 S4-19 is met by the go-lives that name it, or by any when none does', () => {
    const planned = (goLiveId: string, deadlineId?: string) =>
      GoLivePlanned.of({
        goLiveId,
        label: 'l',
        plannedOn: '2026-06-01',
        citizenImpact: true,
        items: [],
        ...(deadlineId === undefined ? {} : { deadlineId }),
      });
    const live = (goLiveId: string) => GoLiveConfirmed.of({ goLiveId, liveOn: '2026-06-01' });
    const missed = (...history: readonly Given[]) =>
      types(due(given(started, filled, deadline('D-1', '2026-06-30'), ...history), endOf('2026-06-30')));
    expect(missed(planned('A', 'D-1'), live('A'))).toEqual([]);
    expect(missed(planned('A', 'D-1'), planned('B', 'D-1'), live('A'))).toEqual(['HardDeadlineMissed']);
    expect(missed(planned('A', 'D-1'), planned('B'), live('B'))).toEqual(['HardDeadlineMissed']);
    expect(missed(planned('B'), live('B'))).toEqual([]);
    expect(missed(planned('B'))).toEqual(['HardDeadlineMissed']);
  });
  it('has no clocks before the start and after the end', () => {
    const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
    for (const state of [given(LV06.at(-1)!), given(...LV06, ended)])
      expect([due(state, noonOf('2026-01-05')), nextDeadline(state)]).toEqual([[], undefined]);
  });
});

describe('advancing', () => {
  const day = fc.integer({ min: 0, max: 400 }).map((days) => plusDays('2025-11-11', days));
  const history = fc.record({
    mode: fc.constantFrom('projectdriehoek' as const, 'getrapt' as const),
    escalations: fc.array(fc.tuple(fc.constantFrom<Level[]>('L0', 'L1', 'L2', 'L3', 'L4'), day), { maxLength: 5 }),
    deadlines: fc.array(day, { maxLength: 4 }),
  });
  type History = typeof history extends fc.Arbitrary<infer H> ? H : never;
  const stateOf = ({ mode, escalations, deadlines }: History) =>
    given(
      initiated(mode),
      filled,
      ...escalations.map(([level, dueOn], index) => raised(`E-${index}`, level, dueOn)),
      ...deadlines.map((dueOn, index) => deadline(`D-${index}`, dueOn)),
    );
  it('X4 gives in one step what it gives in many', () => {
    fc.assert(
      fc.property(history, fc.array(day, { maxLength: 8 }), day, (made, stops, last) => {
        const stepped = stateOf(made);
        const found: DueEvent[] = [];
        for (const stop of [...stops.filter((each) => each < last).sort(), last]) {
          const some = due(stepped, noonOf(stop));
          write(stepped, some);
          found.push(...some);
        }
        const atOnce = stateOf(made);
        const all = due(atOnce, noonOf(last));
        write(atOnce, all);
        expect(found).toEqual(all);
        expect(stepped.escalations).toEqual(atOnce.escalations);
      }),
    );
  });
  it('X4 finds something exactly when the next deadline has come', () => {
    fc.assert(
      fc.property(history, day, (made, now) => {
        const state = stateOf(made);
        const next = nextDeadline(state);
        expect(due(state, noonOf(now)).length > 0).toBe(next !== undefined && next <= noonOf(now));
        write(state, due(state, noonOf(now)));
        expect(due(state, noonOf(now))).toEqual([]);
      }),
    );
  });
});
