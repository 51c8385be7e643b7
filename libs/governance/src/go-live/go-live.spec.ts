import { calendarWith } from '../kernel/calendar.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { HardDeadlineSet } from '../frames/events.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { DEFAULT_CRITERIA } from './criteria.js';
import * as commands from './commands.js';
import { decideGoLive } from './decide.js';
import * as events from './events.js';
import { deadlineMargin, readinessPercent } from './state.js';

const goLiveId = 'LG-1';
const at = (event: Given, on: string): Given => [event as Exclude<Given, readonly unknown[]>, { on }];
const started = ProgrammeInitiated.of({ name: 'P', objective: 'O', mode: 'getrapt' });
const deadline = HardDeadlineSet.of({
  deadlineId: 'HD',
  kind: 'intern',
  body: 'college',
  dueOn: '2026-07-01',
  source: 'x',
});
const planned = events.GoLivePlanned.of({
  goLiveId,
  label: 'Livegang',
  plannedOn: '2026-06-01',
  citizenImpact: false,
  deadlineId: 'HD',
  items: [],
});
const criteria = DEFAULT_CRITERIA.map((criterion) => events.CriterionDefined.of({ goLiveId, ...criterion }));
const met = (count: number) =>
  DEFAULT_CRITERIA.slice(0, count).map(({ criterionId }) =>
    events.CriterionAssessed.of({ goLiveId, criterionId, met: true, evidence: 'x' }),
  );
const assessed = events.ReadinessAssessed.of({ goLiveId, met: 18, total: 18, blockingOpen: 0 });
const go = events.GoNoGoDecided.of({ goLiveId, verdict: 'go', decisionId: 'B', conditions: [] });
const cutover = events.CutoverStarted.of({ goLiveId });
const prepared = [started, deadline, planned, ...criteria];
const day = '2026-06-08';

describe('go-live', () => {
  it('LV-08 counts 14 of 18 as 78%, a shift of 10 and a margin of 12 working days', () => {
    const calendar = calendarWith([]);
    expect(DEFAULT_CRITERIA).toHaveLength(18);
    expect(readinessPercent(14, 18)).toBe(78);
    expect(calendar.workingDaysBetween('2026-06-01', '2026-06-15')).toBe(10);
    expect(deadlineMargin('2026-06-15', '2026-07-01', calendar)).toBe(12);
    const outcome = when(given(...prepared, ...met(14)), decideGoLive, commands.AssessReadiness, { goLiveId });
    expect(outcome.ok && outcome.events[0]?.data).toMatchObject({ met: 14, total: 18 });
  });
  it('LV-09 S1-09 refuses a go by the AO without BO for both rules, and accepts that of the college', () => {
    const state = given(...prepared, ...met(18), assessed);
    const fields = { goLiveId, verdict: 'go', decision: 'Go' } as const;
    expectRefused(
      when(state, decideGoLive, commands.DecideGoNoGo, fields, { as: 'AO', day }),
      'ROLE_VACANT',
      'OUTSIDE_AUTHORITY',
    );
    const conditions = [{ conditionId: 'VW', owner: 'AO', dueOn: '2026-06-14', condition: 'Terugvalplan' }];
    const withCondition = { ...fields, verdict: 'goOnderVoorwaarden', conditions } as const;
    expectAccepted(
      when(state, decideGoLive, commands.DecideGoNoGo, withCondition, { as: 'college', day }),
      'DecisionTaken',
      'GoNoGoDecided',
    );
  });
  it('S3-15 asks the blocking criteria for a go, or a condition that names them', () => {
    const state = given(...prepared, ...met(17), assessed);
    const fields = { goLiveId, verdict: 'go', decision: 'Go' } as const;
    expectRefused(
      when(state, decideGoLive, commands.DecideGoNoGo, fields, { as: 'college', day }),
      'BLOCKING_CRITERION_OPEN',
    );
    expectAccepted(
      when(state, decideGoLive, commands.DecideGoNoGo, { ...fields, verdict: 'noGo' }, { as: 'college', day }),
      'DecisionTaken',
      'GoNoGoDecided',
    );
  });
  it('S3-09 lets no big bang go without aftercare and backlog', () => {
    const bigBang = events.GoLiveStrategyChosen.of({ goLiveId, strategy: 'bigBang', decisionId: 'B' });
    const plan = events.AftercarePlanned.of({ goLiveId, plan: 'x' });
    const backlog = events.ImprovementBacklogSeeded.of({ goLiveId, items: ['x'] });
    const fields = { goLiveId, verdict: 'go', decision: 'Go' } as const;
    const bare = given(...prepared, bigBang, ...met(18), assessed);
    expectRefused(when(bare, decideGoLive, commands.DecideGoNoGo, fields, { as: 'college', day }), 'AFTERCARE_MISSING');
    const ready = given(...prepared, bigBang, plan, backlog, ...met(18), assessed);
    expectAccepted(
      when(ready, decideGoLive, commands.DecideGoNoGo, fields, { as: 'college', day }),
      'DecisionTaken',
      'GoNoGoDecided',
    );
  });
  it('starts a cutover only on a go of at most ten working days old', () => {
    const fields = { goLiveId };
    expectRefused(when(given(...prepared), decideGoLive, commands.StartCutover, fields, { day }), 'GO_MISSING');
    const decided = given(...prepared, at(go, '2026-06-08'));
    expectAccepted(when(decided, decideGoLive, commands.StartCutover, fields, { day: '2026-06-22' }), 'CutoverStarted');
    expectRefused(when(decided, decideGoLive, commands.StartCutover, fields, { day: '2026-06-23' }), 'GO_EXPIRED');
  });
  it('turns back until the rollback point and not after it', () => {
    const fields = { goLiveId, reason: 'Fout' };
    expectAccepted(when(given(...prepared, go, cutover), decideGoLive, commands.RollBack, fields), 'RolledBack');
    const passed = given(...prepared, go, cutover, events.RollbackPointPassed.of({ goLiveId }));
    expectRefused(when(passed, decideGoLive, commands.RollBack, fields), 'ROLLBACK_POINT_PASSED');
  });
  it('moves within fifteen working days as a forecast, and further only by decision', () => {
    const state = given(...prepared);
    expectAccepted(
      when(state, decideGoLive, commands.RescheduleGoLive, { goLiveId, to: '2026-06-22', reason: 'x' }),
      'GoLiveRescheduled',
    );
    expectRefused(
      when(state, decideGoLive, commands.RescheduleGoLive, { goLiveId, to: '2026-06-23', reason: 'x' }),
      'SHIFT_NEEDS_DECISION',
    );
  });
});
