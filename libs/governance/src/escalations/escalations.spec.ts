import { ExemptionGranted, HardDeadlineSet } from '../frames/events.js';
import { PlanGoLive, RescheduleGoLive } from '../go-live/commands.js';
import { GoLivePlanned } from '../go-live/events.js';
import { decideDossier } from '../handling.js';
import { calendarWith } from '../kernel/calendar.js';
import { DecisionRevoked } from '../decisions/events.js';
import { taken as decisionTaken } from '../decisions/spec-kit.js';
import { context, expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { MeetingScheduled } from '../meetings/events.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { DEFAULT_POLICY } from '../organisation/policy.js';
import { initialOrganisation } from '../organisation/state.js';
import * as act from './commands.js';
import { decideEscalations } from './decide.js';
import {
  EscalatedByLapse,
  EscalationAnswered,
  EscalationClosed,
  EscalationClockBreached,
  EscalationRaised,
  EscalationWithdrawn,
} from './events.js';
import { currentStay, levelAbove, levelOf, timePerLevel } from './state.js';

const raised = EscalationRaised.of({
  escalationId: 'E-01',
  raiser: 'projectleider',
  level: 'L1',
  dueOn: '2025-11-18',
  subject: 'Koppeling',
  reason: 'r',
  impact: 'i',
  ask: 'a',
});
const history = [
  [raised, { on: '2025-11-11' }],
  [EscalationClockBreached.of({ escalationId: 'E-01', level: 'L1', dueOn: '2025-11-18' }), { on: '2025-11-19' }],
  [EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' }), { on: '2025-11-19' }],
] as const;

describe('escalations state', () => {
  it('LV-06 keeps six working days at L1 after the lapse to the BO', () => {
    const escalation = given(...history).escalations.all.get('E-01')!;
    expect(currentStay(escalation)).toMatchObject({ level: 'L3', from: '2025-11-19' });
    expect(escalation.history[0]).toMatchObject({ breached: true, lapsed: true, dueOn: '2025-11-18' });
    expect(timePerLevel(escalation, '2025-11-19', calendarWith([]))).toEqual({ L1: 6, L3: 0 });
  });
  it('does not move the level back for an answer that came after the lapse', () => {
    const late = EscalationAnswered.of({ escalationId: 'E-01', level: 'L1', answer: 'Ja' });
    const escalation = given(...history, [late, { on: '2025-11-20' }]).escalations.all.get('E-01')!;
    expect([escalation.status, currentStay(escalation).level]).toEqual(['open', 'L3']);
  });
  it('skips L2 in the projectdriehoek only, and never reaches the raad', () => {
    expect(levelAbove('L1', 'projectdriehoek', DEFAULT_POLICY)).toBe('L3');
    expect(levelAbove('L1', 'getrapt', DEFAULT_POLICY)).toBe('L2');
    expect(levelAbove('L4', 'getrapt', DEFAULT_POLICY)).toBeUndefined();
    expect(levelOf('BO')).toBe('L3');
  });
});

describe('escalations guards', () => {
  const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' });
  const ask = { escalationId: 'E-01', subject: 'S', reason: 'r', impact: 'i', ask: 'a' };
  const open = () => given(started, [raised, { on: '2025-11-11' }]);
  const withdrawn = () => given(started, raised, EscalationWithdrawn.of({ escalationId: 'E-01', reason: 'r' }));
  const rules = decideEscalations;
  const E = { escalationId: 'E-01' };

  it('LV-06 raises to the own next level with the term of policy', () => {
    const outcome = when(given(started), rules, act.RaiseEscalation, ask, { as: 'projectleider', day: '2025-11-11' });
    expect(outcome).toMatchObject({ events: [{ data: { level: 'L1', dueOn: '2025-11-18' } }] });
    expectRefused(when(open(), rules, act.RaiseEscalation, ask), 'ALREADY_EXISTS');
    expectRefused(when(given(), rules, act.RaiseEscalation, ask), 'PROGRAMME_NOT_STARTED');
  });
  it('lets only the holder answer, with a text or a decision', () => {
    expectAccepted(
      when(open(), rules, act.AnswerEscalation, { ...E, answer: 'Ja' }, { as: 'AO' }),
      'EscalationAnswered',
    );
    expectRefused(when(open(), rules, act.AnswerEscalation, E, { as: 'BO' }), 'ANSWER_EMPTY', 'NOT_LEVEL_HOLDER');
    expectRefused(
      when(withdrawn(), rules, act.AnswerEscalation, { ...E, answer: 'Ja' }, { as: 'AO' }),
      'ESCALATION_NOT_OPEN',
    );
    expectRefused(when(given(started), rules, act.ReceiveEscalation, E, { as: 'AO' }), 'NOT_FOUND');
  });
  it('moves up and down in the right direction', () => {
    expect(when(open(), rules, act.RaiseToNextLevel, { ...E, ask: 'a' }, { as: 'AO' })).toMatchObject({
      events: [{ data: { to: 'L3' } }],
    });
    const back = { ...E, assignment: 'x', term: 3 };
    expectAccepted(when(open(), rules, act.DeEscalate, { ...back, to: 'L0' }, { as: 'AO' }), 'EscalationDeEscalated');
    expectRefused(when(open(), rules, act.DeEscalate, { ...back, to: 'L3' }, { as: 'AO' }), 'LEVEL_ORDER');
    const skip = { ...E, to: 'L4' as const, reason: 'r', ask: 'a' };
    expectAccepted(when(open(), rules, act.EmergencySkip, skip), 'EmergencySkipUsed', 'EscalationRaisedToNextLevel');
    expectRefused(when(open(), rules, act.EmergencySkip, { ...skip, to: 'L0' }), 'LEVEL_ORDER');
  });
  it('answers with a decision only when that was taken and stands', () => {
    const taken = decisionTaken({
      decisionId: 'B',
      decisionType: 'inrichting',
      body: 'AO',
      subject: 's',
      basis: 'mandaat',
    });
    const revoked = DecisionRevoked.of({ decisionId: 'B', reason: 'r' });
    const answering = (...after: readonly Given[]) =>
      when(given(started, raised, ...after), rules, act.AnswerEscalation, { ...E, decisionId: 'B' }, { as: 'AO' });
    expectAccepted(answering(taken), 'EscalationAnswered');
    expectRefused(answering(), 'NOT_FOUND');
    expectRefused(answering(taken, revoked), 'ANSWER_DECISION_NOT_TAKEN');
  });
  it('knows no L2 in the projectdriehoek, in either direction', () => {
    const stepped = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'getrapt' });
    const atBo = EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' });
    const back = { ...E, to: 'L2' as const, assignment: 'x', term: 3 };
    const skip = { ...E, to: 'L2' as const, reason: 'r', ask: 'a' };
    const down = (first: Given) => when(given(first, raised, atBo), rules, act.DeEscalate, back, { as: 'BO' });
    const up = (first: Given) => when(given(first, raised), rules, act.EmergencySkip, skip);
    expectRefused(down(started), 'LEVEL_SKIPPED');
    expectAccepted(down(stepped), 'EscalationDeEscalated');
    expectRefused(up(started), 'LEVEL_SKIPPED');
    expectAccepted(up(stepped), 'EmergencySkipUsed', 'EscalationRaisedToNextLevel');
  });
  it('gives the college until two working days after it has met', () => {
    const atBo = EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' });
    const rise = (day: string) =>
      when(given(started, raised, atBo), rules, act.RaiseToNextLevel, { ...E, ask: 'a' }, { as: 'BO', day });
    // By the cadence of policy it meets on Tuesday 2 December, seven days later.
    expect(rise('2025-11-25')).toMatchObject({ events: [{ data: { to: 'L4', dueOn: '2025-12-04' } }] });
    // Seven days after Thursday 18 December is first Christmas Day; the next working day is Monday the 29th.
    expect(rise('2025-12-18')).toMatchObject({ events: [{ data: { to: 'L4', dueOn: '2025-12-31' } }] });
    // A meeting in the log says better: Tuesday 9 December.
    const meeting = MeetingScheduled.of({
      meetingId: 'BW',
      body: 'college',
      meetingType: 'besluitvormend',
      on: '2025-12-09',
    });
    const known = given(started, raised, atBo, meeting);
    const about = { as: 'BO', day: '2025-11-25' } as const;
    expect(when(known, rules, act.RaiseToNextLevel, { ...E, ask: 'a' }, about)).toMatchObject({
      events: [{ data: { to: 'L4', dueOn: '2025-12-11' } }],
    });
  });
  it('is closed by raiser or holder, withdrawn by the raiser, reopened when done', () => {
    expectAccepted(when(open(), rules, act.CloseEscalation, { ...E, conclusion: 'c' }), 'EscalationClosed');
    expectRefused(
      when(open(), rules, act.CloseEscalation, { ...E, conclusion: 'c' }, { as: 'BO' }),
      'NOT_LEVEL_HOLDER',
    );
    expectRefused(when(open(), rules, act.WithdrawEscalation, { ...E, reason: 'r' }, { as: 'AO' }), 'NOT_RAISER');
    expectAccepted(when(withdrawn(), rules, act.ReopenEscalation, { ...E, reason: 'r' }), 'EscalationReopened');
    expectRefused(when(open(), rules, act.ReopenEscalation, { ...E, reason: 'r' }), 'ESCALATION_NOT_ENDED');
  });
});

describe('what escalates by itself', () => {
  const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' });
  const deadline = HardDeadlineSet.of({
    deadlineId: 'HD',
    kind: 'intern',
    body: 'college',
    dueOn: '2026-07-01',
    source: 's',
  });
  const G = { goLiveId: 'LG', label: 'l', plannedOn: '2026-06-25', citizenImpact: true, deadlineId: 'HD' };
  const planned = GoLivePlanned.of({ ...G, items: [] });
  const history = [started, deadline, planned];
  const moving = (to: string, about: object, ...after: readonly Given[]) => {
    const state = given(...history, ...after);
    const command = Object.assign(new RescheduleGoLive(), { goLiveId: 'LG', to, reason: 'r' });
    const outcome = decideDossier(command, state, context({ then: state, day: '2026-05-19', ...about }));
    return outcome.ok ? outcome.events.filter(({ type }) => type === 'EscalationRaised') : outcome;
  };
  const raisedFor = EscalationRaised.of({
    escalationId: 'E-HD',
    raiser: 'projectleider',
    level: 'L1',
    dueOn: '2026-05-27',
    subject: 's',
    reason: 'r',
    impact: 'i',
    ask: 'a',
  });
  it('S4-06 a go-live planned after its hard deadline goes one level up at once', () => {
    expect(moving('2026-07-02', { as: 'projectleider' })).toMatchObject([
      { data: { escalationId: 'E-HD', raiser: 'projectleider', level: 'L1', dueOn: '2026-05-27' } },
    ]);
    expect(moving('2026-07-01', { as: 'projectleider' })).toEqual([]);
    expect(moving('2026-07-02', { as: 'AO' })).toMatchObject([{ data: { level: 'L3' } }]);
    expect(moving('2026-07-02', { as: 'college' })).toEqual([]);
    const command = Object.assign(new PlanGoLive(), { ...G, plannedOn: '2026-07-06' });
    const state = given(started, deadline);
    expect(decideDossier(command, state, context({ then: state, day: '2026-05-19' }))).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ type: 'EscalationRaised' })]) as unknown[],
    });
  });
  it('S4-06 asks the same thing once, until that question is closed', () => {
    const closed = EscalationClosed.of({ escalationId: 'E-HD', conclusion: 'c' });
    expect(moving('2026-07-06', {}, raisedFor)).toEqual([]);
    expect(moving('2026-07-06', {}, raisedFor, closed)).toMatchObject([{ data: { escalationId: 'E-HD.2' } }]);
  });
  it('S4-06 counts the exemption that reaches furthest, and follows policy', () => {
    const exempt = { exemptionId: 'O', deadlineId: 'HD', until: '2026-07-10', items: ['P'], decisionId: 'B' };
    expect(moving('2026-07-10', {}, ExemptionGranted.of(exempt))).toEqual([]);
    const organisation = initialOrganisation();
    const policy = { ...DEFAULT_POLICY, autoRaise: [] };
    organisation.policies.push({ version: 1, effectiveFrom: '2025-01-01', policy });
    expect(moving('2026-07-02', { organisation })).toEqual([]);
  });
});
