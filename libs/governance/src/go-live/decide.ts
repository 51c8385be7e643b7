import { requireAdviceConditions, requireNotSuspended } from '../decisions/rules.js';
import { isInForce, waitingConditions } from '../decisions/state.js';
import { takeOwnDecision } from '../decisions/taking.js';
import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import type { NewEvent } from '../kernel/event.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import { policyOn } from '../organisation/state.js';
import { withoutOwner } from '../processes/state.js';
import * as commands from './commands.js';
import { DEFAULT_CRITERIA } from './criteria.js';
import * as events from './events.js';
import * as rules from './refusals.js';
import { readinessOf, type GoLive, type GoLiveStatus } from './state.js';

const begin = (state: DossierState): Guard => requireActive(new Guard(), state);
/**
 * Improving goes on after the programme has closed: then the line does it, as its own stream and never as a change of
 * scope (S3-10). A programme that was broken off leaves nothing to improve.
 */
const improving = (state: DossierState): Guard =>
  state.lifecycle.ended?.how === 'gesloten' ? new Guard() : begin(state);

function goLiveOf(guard: Guard, state: DossierState, goLiveId: string): GoLive | undefined {
  const goLive = state.goLive.all.get(goLiveId);
  if (goLive === undefined) guard.add(NOT_FOUND, `Er is geen livegang ${goLiveId}.`, 'goLiveId');
  return goLive;
}
/** The go-live, in one of these states, else a broken guard. */
function inState(
  guard: Guard,
  state: DossierState,
  goLiveId: string,
  ...allowed: readonly GoLiveStatus[]
): GoLive | undefined {
  const goLive = goLiveOf(guard, state, goLiveId);
  if (goLive !== undefined)
    guard.require(
      allowed.includes(goLive.status),
      rules.GO_LIVE_STATE,
      `Livegang ${goLiveId} is ${goLive.status}; dit kan bij ${allowed.join(' of ')}.`,
    );
  return goLive;
}
const BEFORE_CUTOVER: readonly GoLiveStatus[] = ['Gepland', 'Gereedheidstoets', 'Go', 'NoGo', 'Teruggedraaid'];

/** A step that needs a state and says one thing. */
function step(state: DossierState, goLiveId: string, allowed: readonly GoLiveStatus[], event: () => NewEvent): Outcome {
  const guard = begin(state);
  inState(guard, state, goLiveId, ...allowed);
  return guard.then(() => [event()]);
}

export const decideGoLive = [
  on(commands.ChooseGoLiveStrategy, (command, state, context) => {
    const guard = begin(state);
    guard.require(
      command.preStudyId === undefined || state.lifecycle.preStudies.has(command.preStudyId),
      rules.PRE_STUDY_UNKNOWN,
      `Vooronderzoek ${command.preStudyId} is niet afgerond.`,
      'preStudyId',
    );
    const taken = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'go-livestrategie',
        body: context.actor.as as Decider,
        subject: `Livegangstrategie: ${events.IN_WORDS[command.strategy]}`,
        decision: command.decision,
        topics: [command.goLiveId],
      }),
      state,
      context,
    );
    const { goLiveId, strategy, preStudyId } = command;
    return guard
      .merge(taken.broken)
      .then(() => [
        ...taken.events,
        events.GoLiveStrategyChosen.of(defined({ goLiveId, strategy, decisionId: taken.decisionId, preStudyId })),
      ]);
  }),
  on(commands.PlanGoLive, (command, state, context) => {
    const guard = begin(state);
    const goLiveId = command.goLiveId ?? context.newId('LG');
    guard.require(!state.goLive.all.has(goLiveId), ALREADY_EXISTS, `Livegang ${goLiveId} bestaat al.`, 'goLiveId');
    guard.require(
      command.deadlineId === undefined || state.frames.deadlines.has(command.deadlineId),
      rules.DEADLINE_UNKNOWN,
      `Deadline ${command.deadlineId} bestaat niet.`,
      'deadlineId',
    );
    return guard.then(() => [events.GoLivePlanned.of(defined({ ...command, goLiveId, items: command.items ?? [] }))]);
  }),
  on(commands.RescheduleGoLive, (command, state, context) => {
    const guard = begin(state);
    const goLive = inState(guard, state, command.goLiveId, ...BEFORE_CUTOVER);
    if (goLive !== undefined) {
      const { policy } = policyOn(context.organisation, context.day);
      const shift = Math.abs(context.calendar.workingDaysBetween(goLive.plannedOn, command.to));
      const decided = command.decisionId !== undefined && isInForce(state.decisions.decisions.get(command.decisionId));
      guard.require(
        shift <= policy.goLiveShiftToleranceDays || decided,
        rules.SHIFT_NEEDS_DECISION,
        `De verschuiving is ${shift} werkdagen; zonder besluit mag het tot ${policy.goLiveShiftToleranceDays}.`,
        'to',
      );
    }
    return guard.then(() => [events.GoLiveRescheduled.of(defined({ ...command, from: goLive!.plannedOn }))]);
  }),
  on(commands.DefineCriterion, (command, state, context) => {
    const guard = begin(state);
    const criterionId = command.criterionId ?? context.newId('CR');
    const goLive = inState(guard, state, command.goLiveId, ...BEFORE_CUTOVER);
    guard.require(
      goLive?.criteria.has(criterionId) !== true,
      ALREADY_EXISTS,
      `Criterium ${criterionId} bestaat al.`,
      'criterionId',
    );
    return guard.then(() => [
      events.CriterionDefined.of(defined({ ...command, criterionId, blocking: command.blocking ?? true })),
    ]);
  }),
  on(commands.DefineDefaultCriteria, (command, state) => {
    const guard = begin(state);
    const goLive = inState(guard, state, command.goLiveId, ...BEFORE_CUTOVER);
    const missing = DEFAULT_CRITERIA.filter(({ criterionId }) => goLive?.criteria.has(criterionId) !== true);
    guard.require(missing.length > 0, ALREADY_EXISTS, 'De standaardcriteria gelden al.');
    return guard.then(() =>
      missing.map((criterion) => events.CriterionDefined.of({ goLiveId: command.goLiveId, ...criterion })),
    );
  }),
  on(commands.AssessCriterion, (command, state) => {
    const guard = begin(state);
    const goLive = inState(guard, state, command.goLiveId, ...BEFORE_CUTOVER);
    guard.require(
      goLive === undefined || goLive.criteria.has(command.criterionId),
      NOT_FOUND,
      `Er is geen criterium ${command.criterionId}.`,
      'criterionId',
    );
    return guard.then(() => [events.CriterionAssessed.of({ ...command })]);
  }),
  on(commands.SetReadinessPlan, (command, state) =>
    step(state, command.goLiveId, BEFORE_CUTOVER, () =>
      events.ReadinessPlanSet.of({ goLiveId: command.goLiveId, steps: command.steps.map((each) => ({ ...each })) }),
    ),
  ),
  on(commands.AssessReadiness, (command, state) => {
    const guard = begin(state);
    const goLive = inState(guard, state, command.goLiveId, 'Gepland', 'Gereedheidstoets', 'NoGo', 'Teruggedraaid');
    if (goLive !== undefined) guard.require(goLive.criteria.size > 0, NOT_FOUND, 'Er zijn nog geen criteria.');
    return guard.then(() => [
      events.ReadinessAssessed.of(
        defined({ goLiveId: command.goLiveId, ...readinessOf(goLive!), summary: command.summary }),
      ),
    ]);
  }),
  on(commands.DecideGoNoGo, decideGoNoGo),
  on(commands.StartCutover, (command, state, context) => {
    const guard = begin(state);
    const goLive = goLiveOf(guard, state, command.goLiveId);
    if (goLive !== undefined) {
      requireFreshGo(guard, goLive, context);
      requireCarriedOut(guard, goLive, state, context);
    }
    return guard.then(() => [events.CutoverStarted.of({ ...command })]);
  }),
  on(commands.PassRollbackPoint, (command, state) =>
    step(state, command.goLiveId, ['Overgang'], () => events.RollbackPointPassed.of(defined({ ...command }))),
  ),
  on(commands.RollBack, (command, state) => {
    const guard = begin(state);
    const goLive = inState(guard, state, command.goLiveId, 'Overgang');
    guard.require(
      goLive?.rollbackPassed !== true,
      rules.ROLLBACK_POINT_PASSED,
      `Livegang ${command.goLiveId} is het terugvalpunt voorbij.`,
    );
    return guard.then(() => [events.RolledBack.of({ ...command })]);
  }),
  on(commands.ConfirmGoLive, (command, state, context) =>
    step(state, command.goLiveId, ['Overgang'], () => events.GoLiveConfirmed.of({ ...command, liveOn: context.day })),
  ),
  on(commands.PlanAftercare, (command, state) =>
    begin(state).then(() => [events.AftercarePlanned.of(defined({ ...command }))]),
  ),
  on(commands.StartAftercare, (command, state) =>
    step(state, command.goLiveId, ['Live'], () => events.AftercareStarted.of({ ...command })),
  ),
  on(commands.EndAftercare, (command, state) =>
    step(state, command.goLiveId, ['Nazorgperiode'], () => events.AftercareEnded.of({ ...command })),
  ),
  on(commands.ReportIncidents, (command, state) =>
    step(state, command.goLiveId, ['Live', 'Nazorgperiode', 'Afgerond'], () =>
      events.IncidentCountReported.of({ ...command }),
    ),
  ),
  on(commands.SeedImprovementBacklog, (command, state) =>
    begin(state)
      .require(command.items.length > 0, rules.BACKLOG_EMPTY, 'Er staat niets op de verbeterlijst.', 'items')
      .then(() => [events.ImprovementBacklogSeeded.of({ ...command })]),
  ),
  on(commands.StartImprovementPhase, (command, state) =>
    begin(state).then(() => [events.ImprovementPhaseStarted.of(defined({ ...command }))]),
  ),
  on(commands.AddImprovementItem, (command, state, context) => {
    const itemId = command.itemId ?? context.newId('VP');
    return improving(state)
      .require(!state.goLive.improvements.has(itemId), ALREADY_EXISTS, `Verbeterpunt ${itemId} bestaat al.`, 'itemId')
      .then(() => [events.ImprovementItemAdded.of(defined({ ...command, itemId }))]);
  }),
  on(commands.DeliverImprovementItem, (command, state) =>
    improving(state)
      .require(
        state.goLive.improvements.get(command.itemId)?.delivered === false,
        NOT_FOUND,
        `Er is geen open verbeterpunt ${command.itemId}.`,
        'itemId',
      )
      .then(() => [events.ImprovementItemDelivered.of({ ...command })]),
  ),
] as const;

/** A go is good for a bounded number of working days. */
function requireFreshGo(guard: Guard, goLive: GoLive, context: DossierContext): void {
  if (goLive.status !== 'Go' || goLive.verdict === undefined)
    return void guard.add(rules.GO_MISSING, `Livegang ${goLive.goLiveId} heeft geen geldende go.`);
  const { policy } = policyOn(context.organisation, context.day);
  const age = context.calendar.workingDaysBetween(goLive.verdict.on, context.day);
  guard.require(
    age <= policy.goValidDays,
    rules.GO_EXPIRED,
    `De go is van ${dutchDay(goLive.verdict.on)}, ${age} werkdagen geleden; hij geldt ${policy.goValidDays}.`,
  );
}

/**
 * Going live carries out what was decided, so it waits while a decision is suspended against the works council
 * (WOR 25) or lacks the conditions of its advice. A decision that names go-lives is about those, any other about all of them.
 */
function requireCarriedOut(guard: Guard, goLive: GoLive, state: DossierState, context: DossierContext): void {
  const { all } = state.goLive;
  for (const decision of state.decisions.decisions.values()) {
    const named = decision.topics.filter((topic) => all.has(topic));
    const concerned = named.length === 0 || named.includes(goLive.goLiveId);
    if (!concerned || !isInForce(decision)) continue;
    requireNotSuspended(guard, decision, context);
    requireAdviceConditions(guard, decision, state);
  }
}

function decideGoNoGo(command: commands.DecideGoNoGo, state: DossierState, context: DossierContext): Outcome {
  const guard = begin(state);
  const goLive = inState(guard, state, command.goLiveId, 'Gepland', 'Gereedheidstoets', 'NoGo', 'Go');
  if (goLive === undefined) return guard.then(() => []);
  const touchesPolitics = goLive.deadlineId !== undefined || goLive.citizenImpact;
  const deciders: readonly Decider[] = touchesPolitics ? ['BO', 'college'] : ['AO', 'BO', 'college'];
  const why =
    goLive.deadlineId !== undefined
      ? 'een harde deadline is geraakt'
      : goLive.citizenImpact
        ? 'inwoners merken dit'
        : undefined;
  const taken = takeOwnDecision(
    defined({
      decisionId: command.decisionId,
      adviceDeviation: command.adviceDeviation,
      decisionType: 'go-no-go',
      body: context.actor.as as Decider,
      subject: `Go/no-go ${command.goLiveId}`,
      decision: command.decision,
      topics: [command.goLiveId],
      deciders,
      political: touchesPolitics,
      why,
    }),
    state,
    context,
  );
  guard.merge(taken.broken);
  if (command.verdict !== 'noGo') {
    requireReady(guard, goLive, command, state);
    requireCarriedOut(guard, goLive, state, context);
  }
  const conditions = (command.conditions ?? []).map((each) => defined({ ...each }));
  return guard.then(() => [
    ...taken.events,
    events.GoNoGoDecided.of({
      goLiveId: command.goLiveId,
      verdict: command.verdict,
      decisionId: taken.decisionId,
      conditions,
    }),
  ]);
}

function requireReady(guard: Guard, goLive: GoLive, command: commands.DecideGoNoGo, state: DossierState): void {
  const conditions = command.conditions ?? [];
  guard.require(
    goLive.status === 'Gereedheidstoets' || goLive.verdict !== undefined,
    rules.NOT_ASSESSED,
    `De gereedheid van ${goLive.goLiveId} is nog niet getoetst.`,
  );
  guard.require(
    command.verdict === 'go' || conditions.length > 0,
    rules.CONDITIONS_MISSING,
    'Noem de voorwaarden.',
    'conditions',
  );
  const covered = new Set(conditions.map(({ criterionId }) => criterionId));
  for (const criterion of goLive.criteria.values()) {
    const open = criterion.blocking && !criterion.met && !covered.has(criterion.criterionId);
    guard.require(!open, rules.BLOCKING_CRITERION_OPEN, `Criterium ${criterion.label} is niet gehaald.`, 'conditions');
  }
  for (const { conditionId, decisionId } of waitingConditions(state.decisions, 'go'))
    guard.add(rules.CONDITION_OPEN, `Voorwaarde ${conditionId} van besluit ${decisionId} is nog niet vervuld.`);
  for (const { processId, team } of withoutOwner(state.processes, goLive))
    guard.add(rules.PROCESS_WITHOUT_OWNER, `Proces ${processId} van team ${team} heeft geen eigenaar.`);
  const ready = goLive.strategy !== 'bigBang' || (goLive.aftercarePlanned && goLive.backlogSeeded);
  guard.require(ready, rules.AFTERCARE_MISSING, 'Bij deze big bang ontbreekt het nazorgplan of de verbeterlijst.');
}
