import { calendarWith } from '../kernel/calendar.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { HardDeadlineSet } from '../frames/events.js';
import {
  AdviceRendered,
  ConditionAttached,
  ConditionFulfilled,
  DecisionRevoked,
  DecisionTaken,
  OptionRecorded,
  ProposalDrafted,
  ProposalSubmitted,
} from '../decisions/events.js';
import { PreStudyCompleted, ProgrammeClosed, ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { ProposeScopeChange } from '../scope/commands.js';
import { decideScope } from '../scope/decide.js';
import { DEFAULT_CRITERIA } from './criteria.js';
import * as commands from './commands.js';
import { decideGoLive } from './decide.js';
import * as events from './events.js';
import { deadlineMargin, marginTrend, readinessPercent } from './state.js';

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
const proposed = (decisionId: string) =>
  ProposalDrafted.of({
    decisionId,
    decisionType: 'inrichting',
    body: 'college',
    subject: 's',
    question: 'q',
    objectives: [],
    dependsOn: [],
    topics: [],
    isAwbDecision: false,
  });
const decided = (decisionId: string, ...topics: readonly string[]) =>
  DecisionTaken.of({
    decisionId,
    decisionType: 'inrichting',
    body: 'college',
    subject: 's',
    decision: 'd',
    basis: 'eigen',
    topics,
    isAwbDecision: false,
    art169: 'nietVanToepassing',
    openQuestions: 0,
    dependsOn: [],
    informs: [],
  });

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

describe('choosing a strategy', () => {
  const study = PreStudyCompleted.of({ studyId: 'VO-1', summary: 's' });
  const B = { decisionId: 'B-1' };
  const option = (optionId: string, doNothing: boolean) =>
    OptionRecorded.of({
      ...B,
      optionId,
      doNothing,
      label: 'l',
      effectScope: 's',
      effectTime: 't',
      effectMoney: 'm',
      effectQuality: 'q',
      effectRisk: 'r',
    });
  const proposal = [
    ProposalDrafted.of({
      ...B,
      decisionType: 'go-livestrategie',
      body: 'college',
      subject: 's',
      question: 'q',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    }),
    option('niets', true),
  ];
  const submitted = ProposalSubmitted.of(B);
  const choosing = (preStudyId: string | undefined, ...history: readonly Given[]) =>
    when(
      given(started, ...history),
      decideGoLive,
      commands.ChooseGoLiveStrategy,
      { goLiveId, strategy: 'bigBang', decision: 'd', ...B, ...(preStudyId === undefined ? {} : { preStudyId }) },
      { as: 'college', day },
    );
  it('S3-08 is a decision with options, and nothing less', () => {
    const outcome = choosing(undefined, ...proposal, option('pilot', false), submitted);
    expectAccepted(outcome, 'DecisionTaken', 'GoLiveStrategyChosen');
    expect(outcome).toMatchObject({
      events: [
        { data: { subject: 'Livegangstrategie: big bang' } },
        { data: { strategy: 'bigBang', decisionId: 'B-1' } },
      ],
    });
    expectRefused(choosing(undefined), 'PROPOSAL_MISSING');
    expectRefused(choosing(undefined, ...proposal, submitted), 'OPTIONS_MISSING');
  });
  it('S3-07 cites a pre-study that was completed', () => {
    const options = [...proposal, option('pilot', false), submitted];
    expectAccepted(choosing('VO-1', study, ...options), 'DecisionTaken', 'GoLiveStrategyChosen');
    expectRefused(choosing('VO-1', ...options), 'PRE_STUDY_UNKNOWN');
  });
});

describe('preparing and improving', () => {
  const closed = ProgrammeClosed.of({ statement: 's' });
  const broken = ProgrammeTerminated.of({ causes: ['bestuur'], explanation: 'e' });
  const doing = <C extends object>(history: readonly Given[], command: new () => C, fields: Partial<C>, on = day) =>
    when(given(...history), decideGoLive, command, fields, { as: 'projectleider', day: on });
  const item = events.ImprovementItemAdded.of({ itemId: 'VP-1', label: 'e-dienst' });

  it('S2-11 makes a criterion blocking unless told otherwise', () => {
    const equipment = { goLiveId, criterionId: 'apparatuur', label: 'Werkplekken werken' };
    const blocking = (fields: object) => doing(prepared, commands.DefineCriterion, { ...equipment, ...fields });
    expect(blocking({})).toMatchObject({ events: [{ data: { blocking: true } }] });
    expect(blocking({ blocking: false })).toMatchObject({ events: [{ data: { blocking: false } }] });
    expectRefused(
      doing(prepared, commands.DefineCriterion, { ...equipment, criterionId: 'terugval' }),
      'ALREADY_EXISTS',
    );
    const open = events.CriterionDefined.of({ ...equipment, blocking: true });
    const decide = (...after: readonly Given[]) =>
      when(
        given(...prepared, open, ...met(18), ...after, assessed),
        decideGoLive,
        commands.DecideGoNoGo,
        { goLiveId, verdict: 'go', decision: 'Go' },
        { as: 'college', day },
      );
    expectRefused(decide(), 'BLOCKING_CRITERION_OPEN');
    const works = events.CriterionAssessed.of({ goLiveId, criterionId: 'apparatuur', met: true, evidence: 'e' });
    expectAccepted(decide(works), 'DecisionTaken', 'GoNoGoDecided');
  });
  it('S3-09 plans the aftercare and starts a list with something on it', () => {
    expectAccepted(doing([started], commands.PlanAftercare, { goLiveId, plan: 'p' }), 'AftercarePlanned');
    expectRefused(doing([started, closed], commands.PlanAftercare, { goLiveId, plan: 'p' }), 'PROGRAMME_ENDED');
    const seed = (history: readonly Given[], items: readonly string[]) =>
      doing(history, commands.SeedImprovementBacklog, { goLiveId, items });
    expectAccepted(seed([started], ['x']), 'ImprovementBacklogSeeded');
    expectRefused(seed([started], []), 'BACKLOG_EMPTY');
    expectRefused(seed([], ['x']), 'PROGRAMME_NOT_STARTED');
  });
  it('S3-10 improves as a stream of its own, also after the programme has closed', () => {
    const add = { itemId: 'VP-1', label: 'Formulier korter' };
    expectAccepted(doing([started], commands.AddImprovementItem, add), 'ImprovementItemAdded');
    expectAccepted(doing([started, closed], commands.AddImprovementItem, add), 'ImprovementItemAdded');
    expectRefused(doing([started, broken], commands.AddImprovementItem, add), 'PROGRAMME_ENDED');
    expectRefused(doing([started, item], commands.AddImprovementItem, add), 'ALREADY_EXISTS');
    const change = { changeId: 'SW', subject: 's', motivation: 'm', amount: 0, days: 0 };
    expect(when(given(started, closed), decideScope, ProposeScopeChange, change)).toMatchObject({ ok: false });
  });
  it('S3-18 delivers what came after, such as e-services and reports', () => {
    const deliver = { itemId: 'VP-1' };
    expectAccepted(
      doing([started, closed, item], commands.DeliverImprovementItem, deliver),
      'ImprovementItemDelivered',
    );
    const done = events.ImprovementItemDelivered.of(deliver);
    expectRefused(doing([started, item, done], commands.DeliverImprovementItem, deliver), 'NOT_FOUND');
    expectRefused(doing([started], commands.DeliverImprovementItem, deliver), 'NOT_FOUND');
  });
  it('S3-16 gives the improving an owner', () =>
    expectAccepted(doing([started], commands.StartImprovementPhase, { owner: 'lijn' }), 'ImprovementPhaseStarted'));
  it('S4-19 keeps the margin to the deadline after every move', () => {
    const moved = events.GoLiveRescheduled.of({ goLiveId, from: '2026-06-01', to: '2026-06-15', reason: 'r' });
    const state = given(
      at(started, '2025-05-06'),
      at(deadline, '2025-05-06'),
      at(planned, '2025-05-06'),
      at(moved, '2026-05-19'),
    );
    const goLive = state.goLive.all.get(goLiveId)!;
    expect(marginTrend(goLive, '2026-07-01', calendarWith([]))).toEqual([
      { on: '2025-05-06', margin: 22 },
      { on: '2026-05-19', margin: 12 },
    ]);
  });
});

describe('the steps of a go-live', () => {
  const E = { goLiveId };
  const confirmed = events.GoLiveConfirmed.of({ ...E, liveOn: day });
  const live = [...prepared, go, cutover, confirmed];
  const started2 = events.AftercareStarted.of(E);
  const steps: readonly (readonly [string, new () => object, object, readonly Given[], readonly Given[]])[] = [
    ['passes the rollback point', commands.PassRollbackPoint, E, [...prepared, go, cutover], prepared],
    ['S3-15 confirms', commands.ConfirmGoLive, E, [...prepared, go, cutover], [...prepared, go]],
    ['begins aftercare', commands.StartAftercare, E, live, prepared],
    ['ends aftercare', commands.EndAftercare, { ...E, conclusion: 'c' }, [...live, started2], live],
    ['counts incidents', commands.ReportIncidents, { ...E, weekOf: '2026-06-15', count: 3 }, live, prepared],
    ['sets a readiness plan', commands.SetReadinessPlan, { ...E, steps: [{ on: day, percent: 80 }] }, prepared, live],
  ];
  it.each(steps)('%s in its own state only', (_name, command, fields, good, wrong) => {
    expect(when(given(...good), decideGoLive, command, fields, { day }).ok).toBe(true);
    expectRefused(when(given(...wrong), decideGoLive, command, fields, { day }), 'GO_LIVE_STATE');
  });
  it('S3-15 asks an assessment, named conditions, and no condition that still blocks', () => {
    const deciding = (fields: object, ...history: readonly Given[]) =>
      when(
        given(...prepared, ...met(18), ...history),
        decideGoLive,
        commands.DecideGoNoGo,
        { goLiveId, verdict: 'go', decision: 'd', ...fields },
        { as: 'college', day },
      );
    expectRefused(deciding({}), 'NOT_ASSESSED');
    expectRefused(deciding({ verdict: 'goOnderVoorwaarden' }, assessed), 'CONDITIONS_MISSING');
    const blocks = ConditionAttached.of({
      decisionId: 'B',
      conditionId: 'C',
      owner: 'AO',
      dueOn: day,
      blocks: 'go',
      condition: 'c',
    });
    expectRefused(deciding({}, assessed, decided('B'), blocks), 'CONDITION_OPEN');
    const done = ConditionFulfilled.of({ conditionId: 'C', evidence: 'e' });
    expectAccepted(deciding({}, assessed, decided('B'), blocks, done), 'DecisionTaken', 'GoNoGoDecided');
    // A condition falls with its decision.
    const revoked = DecisionRevoked.of({ decisionId: 'B', reason: 'r' });
    expectAccepted(deciding({}, assessed, decided('B'), blocks, revoked), 'DecisionTaken', 'GoNoGoDecided');
  });
  const against = (decisionId: string, on: string, ...topics: readonly string[]): readonly Given[] => [
    proposed(decisionId),
    AdviceRendered.of({ decisionId, kind: 'OR', verdict: 'negatief', facts: 'f' }),
    at(decided(decisionId, ...topics), on),
  ];
  it('WOR 25 gives no go while a decision against the OR may not be carried out', () => {
    const deciding = (history: readonly Given[], verdict: 'go' | 'noGo' = 'go') =>
      when(
        given(...prepared, ...met(18), assessed, ...history),
        decideGoLive,
        commands.DecideGoNoGo,
        { goLiveId, verdict, decision: 'd' },
        { as: 'college', day },
      );
    expectRefused(deciding(against('B', '2026-05-08')), 'OR_SUSPENDED');
    expectRefused(deciding(against('B', '2026-05-08', goLiveId)), 'OR_SUSPENDED');
    const revoked = DecisionRevoked.of({ decisionId: 'B', reason: 'r' });
    const other = events.GoLivePlanned.of({
      ...E,
      goLiveId: 'LG-2',
      label: 'l',
      plannedOn: day,
      citizenImpact: false,
      items: [],
    });
    for (const fine of [
      against('B', '2026-05-07'),
      [...against('B', '2026-05-08'), revoked],
      [other, ...against('B', '2026-05-08', 'LG-2')],
    ])
      expectAccepted(deciding(fine), 'DecisionTaken', 'GoNoGoDecided');
    expectAccepted(deciding(against('B', '2026-05-08'), 'noGo'), 'DecisionTaken', 'GoNoGoDecided');
  });
  it('WOR 25 starts no cutover while a decision against the OR may not be carried out', () => {
    const starting = (on: string) =>
      when(
        given(...prepared, at(go, day), ...against('B', '2026-05-20', goLiveId)),
        decideGoLive,
        commands.StartCutover,
        { goLiveId },
        { day: on },
      );
    expectRefused(starting('2026-06-20'), 'OR_SUSPENDED');
    expectAccepted(starting('2026-06-21'), 'CutoverStarted');
  });
  it('Awb 3:50 gives no go on conditional advice without its conditions', () => {
    const advice = (deviatesFrom?: readonly ['OR']): readonly Given[] => [
      proposed('B'),
      AdviceRendered.of({ decisionId: 'B', kind: 'OR', verdict: 'positiefMitsVoorwaarden', facts: 'f' }),
      deviatesFrom === undefined
        ? decided('B')
        : DecisionTaken.of({ ...decided('B').data, adviceDeviation: 'r', deviatesFrom }),
    ];
    const condition = ConditionAttached.of({
      decisionId: 'B',
      conditionId: 'C',
      owner: 'AO',
      dueOn: day,
      blocks: 'niets',
      condition: 'c',
    });
    const deciding = (...history: readonly Given[]) =>
      when(
        given(...prepared, ...met(18), assessed, ...history),
        decideGoLive,
        commands.DecideGoNoGo,
        { goLiveId, verdict: 'go', decision: 'd' },
        { as: 'college', day },
      );
    expectRefused(deciding(...advice()), 'ADVICE_CONDITIONS_MISSING');
    expectAccepted(deciding(...advice(), condition), 'DecisionTaken', 'GoNoGoDecided');
    expectAccepted(deciding(...advice(['OR'])), 'DecisionTaken', 'GoNoGoDecided');
  });
  it('links to a deadline that exists', () => {
    const plan = { goLiveId: 'LG-2', label: 'l', plannedOn: '2026-06-01', citizenImpact: false, deadlineId: 'HD' };
    expect(when(given(...prepared), decideGoLive, commands.PlanGoLive, plan).ok).toBe(true);
    expectRefused(when(given(started), decideGoLive, commands.PlanGoLive, plan), 'DEADLINE_UNKNOWN');
    expectRefused(when(given(...prepared), decideGoLive, commands.PlanGoLive, { ...plan, goLiveId }), 'ALREADY_EXISTS');
  });
});
