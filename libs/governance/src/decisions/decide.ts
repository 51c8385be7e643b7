import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { dutchDay } from '../kernel/time.js';
import type { NewEvent } from '../kernel/event.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { authorityFor } from '../mandates/authority.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';
import { isInForce, type Decision } from './state.js';
import { takeOwnDecision } from './taking.js';

const OPEN: readonly Decision['status'][] = ['Concept', 'Ingediend', 'Voorgenomen', 'Aangehouden'];

/** The decision an act is about, or a broken guard. */
function decisionOf(guard: Guard, state: DossierState, decisionId: string): Decision | undefined {
  const decision = state.decisions.decisions.get(decisionId);
  if (decision === undefined) guard.add(NOT_FOUND, `Er is geen voorstel of besluit ${decisionId}.`, 'decisionId');
  return decision;
}
function openProposal(guard: Guard, state: DossierState, decisionId: string): Decision | undefined {
  const decision = decisionOf(guard, state, decisionId);
  if (decision === undefined) return undefined;
  guard.require(
    decision.takenOn === undefined,
    rules.DECISION_TAKEN,
    `Besluit ${decisionId} is al genomen.`,
    'decisionId',
  );
  if (decision.takenOn === undefined)
    guard.require(
      OPEN.includes(decision.status),
      rules.PROPOSAL_CLOSED,
      `Voorstel ${decisionId} is ${decision.status.toLowerCase()}.`,
      'decisionId',
    );
  return decision;
}
function inForce(guard: Guard, state: DossierState, decisionId: string): Decision | undefined {
  const decision = decisionOf(guard, state, decisionId);
  if (decision !== undefined)
    guard.require(
      isInForce(decision),
      rules.DECISION_NOT_TAKEN,
      `Besluit ${decisionId} is ${decision.status.toLowerCase()}.`,
      'decisionId',
    );
  return decision;
}
/** The body itself, or the one that gave the mandate it was taken under (Awb 10:7, 10:8). */
function requireSameBody(
  guard: Guard,
  state: DossierState,
  decision: Decision | undefined,
  context: DossierContext,
): void {
  if (decision === undefined) return;
  const mandate =
    decision.basisMandateId === undefined ? undefined : state.mandates.mandates.get(decision.basisMandateId);
  const allowed = [decision.body, ...(mandate === undefined ? [] : [mandate.grantor])];
  guard.require(
    allowed.some((body) => body === context.actor.as),
    rules.OTHER_BODY,
    `Dit besluit is van ${allowed.join(' of ')}; u handelt als ${context.actor.as}.`,
  );
}
function requireKnownType(guard: Guard, decisionType: string, context: DossierContext): void {
  const { policy } = policyOn(context.organisation, context.day);
  guard.require(
    decisionTypeOf(policy, decisionType) !== undefined,
    NOT_FOUND,
    `Het besluittype ${decisionType} staat niet in het beleid: ${Object.keys(policy.decisionTypes).join(', ')}.`,
    'decisionType',
  );
}
function requireNoCycle(guard: Guard, state: DossierState, decisionId: string, dependsOn: readonly string[]): void {
  const seen = new Set<string>();
  const pending = [...dependsOn];
  while (pending.length > 0) {
    const current = pending.pop()!;
    if (current === decisionId)
      return void guard.add(
        rules.DEPENDENCY_CYCLE,
        `Besluit ${decisionId} zou via zijn afhankelijkheden van zichzelf afhangen.`,
        'dependsOn',
      );
    if (seen.has(current)) continue;
    seen.add(current);
    pending.push(...(state.decisions.decisions.get(current)?.dependsOn ?? []));
  }
}
const begin = (state: DossierState): Guard => requireNotEnded(new Guard(), state);
/** An act on an open proposal that only records. */
const onProposal = (state: DossierState, decisionId: string, event: () => NewEvent): Outcome => {
  const guard = begin(state);
  openProposal(guard, state, decisionId);
  return guard.then(() => [event()]);
};

export const decideDecisions = [
  on(commands.DraftProposal, (command, state, context) => {
    const guard = begin(state);
    const decisionId = command.decisionId ?? context.newId('B');
    guard.require(
      !state.decisions.decisions.has(decisionId),
      ALREADY_EXISTS,
      `Besluit ${decisionId} bestaat al.`,
      'decisionId',
    );
    requireKnownType(guard, command.decisionType, context);
    requireNoCycle(guard, state, decisionId, command.dependsOn ?? []);
    return guard.then(() => [
      events.ProposalDrafted.of({
        ...command,
        decisionId,
        dependsOn: command.dependsOn ?? [],
        topics: command.topics ?? [],
        isAwbDecision: command.isAwbDecision ?? false,
      }),
    ]);
  }),
  on(commands.RecordOption, (command, state, context) => {
    const guard = begin(state);
    const proposal = openProposal(guard, state, command.decisionId);
    const optionId = command.optionId ?? context.newId('O');
    guard.require(
      proposal?.options.every((option) => option.optionId !== optionId) ?? true,
      ALREADY_EXISTS,
      `Optie ${optionId} bestaat al.`,
      'optionId',
    );
    guard.require(
      !command.doNothing || (proposal?.options.every(({ doNothing }) => !doNothing) ?? true),
      rules.OPTION_EFFECTS,
      'Niets doen staat al bij de opties.',
      'doNothing',
    );
    return guard.then(() => [events.OptionRecorded.of({ ...command, optionId })]);
  }),
  on(commands.SubmitProposal, (command, state, context) => {
    const guard = begin(state);
    const proposal = openProposal(guard, state, command.decisionId);
    if (proposal !== undefined) {
      guard.require(
        proposal.submittedOn === undefined,
        rules.PROPOSAL_SUBMITTED,
        () => `Voorstel ${command.decisionId} is ingediend op ${dutchDay(proposal.submittedOn!)}.`,
        'decisionId',
      );
      const { policy } = policyOn(context.organisation, context.day);
      const least = decisionTypeOf(policy, proposal.decisionType)?.options ?? 0;
      const enough =
        proposal.options.length >= least && (least === 0 || proposal.options.some(({ doNothing }) => doNothing));
      guard.require(
        enough,
        rules.OPTIONS_MISSING,
        `Er zijn ${proposal.options.length} opties; nodig zijn er ${least}, met niets doen.`,
      );
    }
    return guard.then(() => [events.ProposalSubmitted.of({ ...command })]);
  }),
  on(commands.RejectProposal, (command, state, context) => {
    const guard = begin(state);
    requireSameBody(guard, state, openProposal(guard, state, command.decisionId), context);
    return guard.then(() => [events.ProposalRejected.of({ ...command })]);
  }),
  on(commands.WithdrawProposal, (command, state) =>
    onProposal(state, command.decisionId, () => events.ProposalWithdrawn.of({ ...command })),
  ),
  on(commands.DeferDecision, (command, state, context) => {
    const guard = begin(state);
    requireSameBody(guard, state, openProposal(guard, state, command.decisionId), context);
    return guard.then(() => [events.DecisionDeferred.of(defined({ ...command }))]);
  }),
  on(commands.RequestAdvice, (command, state) =>
    onProposal(state, command.decisionId, () => events.AdviceRequested.of(defined({ ...command }))),
  ),
  on(commands.RenderAdvice, (command, state) => {
    const guard = begin(state);
    decisionOf(guard, state, command.decisionId);
    return guard.then(() => [events.AdviceRendered.of(defined({ ...command }))]);
  }),
  on(commands.RaiseQuestion, (command, state, context) =>
    onProposal(state, command.decisionId, () =>
      events.QuestionRaised.of({ ...command, questionId: command.questionId ?? context.newId('V') }),
    ),
  ),
  on(commands.AnswerQuestion, (command, state) => {
    const guard = begin(state);
    const decision = decisionOf(guard, state, command.decisionId);
    guard.require(
      decision?.questions.has(command.questionId) ?? true,
      NOT_FOUND,
      `Er is geen vraag ${command.questionId}.`,
      'questionId',
    );
    return guard.then(() => [events.QuestionAnswered.of({ ...command })]);
  }),
  on(commands.StateIntention, (command, state, context) => {
    const guard = begin(state);
    const proposal = openProposal(guard, state, command.decisionId);
    requireSameBody(guard, state, proposal, context);
    if (proposal !== undefined)
      guard.require(
        proposal.submittedOn !== undefined,
        rules.PROPOSAL_NOT_SUBMITTED,
        `Voorstel ${command.decisionId} is nog niet ingediend.`,
      );
    return guard.then(() => [events.IntentionStated.of({ ...command })]);
  }),
  on(commands.TakeDecision, takeDecision),
  on(commands.RecordFactualDecision, (command, state, context) => {
    const guard = begin(state);
    const decisionId = command.decisionId ?? context.newId('B');
    guard.require(
      !state.decisions.decisions.has(decisionId),
      ALREADY_EXISTS,
      `Besluit ${decisionId} bestaat al.`,
      'decisionId',
    );
    const authority = authorityFor({ decisionType: command.decisionType, body: command.body }, state, {
      ...context,
      actor: { ...context.actor, as: command.body },
    });
    requireKnownType(guard, command.decisionType, context);
    const missing = 'broken' in authority ? authority.broken.map(({ refusal }) => refusal.code) : [];
    guard.require(
      missing.length > 0,
      rules.BASIS_IS_VALID,
      `${command.body} was op ${dutchDay(context.day)} bevoegd; leg het vast als gewoon besluit.`,
    );
    return guard.then(() => [events.FactualDecisionRecorded.of({ ...command, decisionId, missingBasis: missing })]);
  }),
  on(commands.RecordDissent, (command, state) => {
    const guard = begin(state);
    decisionOf(guard, state, command.decisionId);
    return guard.then(() => [events.DissentRecorded.of(defined({ ...command }))]);
  }),
  on(commands.AttachCondition, (command, state, context) => {
    const guard = begin(state);
    const conditionId = command.conditionId ?? context.newId('VW');
    requireSameBody(guard, state, inForce(guard, state, command.decisionId), context);
    guard.require(
      !state.decisions.conditions.has(conditionId),
      ALREADY_EXISTS,
      `Voorwaarde ${conditionId} bestaat al.`,
      'conditionId',
    );
    return guard.then(() => [events.ConditionAttached.of({ ...command, conditionId })]);
  }),
  on(commands.FulfilCondition, (command, state) => {
    const guard = begin(state);
    const condition = state.decisions.conditions.get(command.conditionId);
    guard.require(
      condition !== undefined && condition.fulfilledOn === undefined,
      NOT_FOUND,
      `Er is geen open voorwaarde ${command.conditionId}.`,
      'conditionId',
    );
    return guard.then(() => [events.ConditionFulfilled.of({ ...command })]);
  }),
  on(commands.AttestDecision, (command, state, context) => {
    const guard = begin(state);
    const decision = inForce(guard, state, command.decisionId);
    guard.require(
      decision?.recordedBy === undefined || decision.recordedBy !== context.actor.person,
      rules.ATTESTER_IS_RECORDER,
      `U legde besluit ${command.decisionId} zelf vast.`,
    );
    guard.require(
      decision?.attestedOn === undefined,
      rules.ALREADY_ATTESTED,
      `Besluit ${command.decisionId} is al bevestigd.`,
    );
    return guard.then(() => [events.DecisionAttested.of(defined({ ...command }))]);
  }),
  on(commands.PublishDecision, (command, state) => {
    const guard = begin(state);
    inForce(guard, state, command.decisionId);
    return guard.then(() => [events.DecisionPublished.of({ ...command })]);
  }),
  on(commands.StartExecution, (command, state) => {
    const guard = begin(state);
    inForce(guard, state, command.decisionId);
    for (const condition of state.decisions.conditions.values()) {
      const waits =
        condition.decisionId === command.decisionId &&
        condition.blocks === 'uitvoering' &&
        condition.fulfilledOn === undefined;
      guard.require(
        !waits,
        rules.CONDITION_BLOCKS_EXECUTION,
        `Voorwaarde ${condition.conditionId} is nog niet vervuld.`,
      );
    }
    return guard.then(() => [events.ExecutionStarted.of({ ...command })]);
  }),
  on(commands.CompleteExecution, (command, state) => {
    const guard = begin(state);
    const decision = inForce(guard, state, command.decisionId);
    guard.require(
      decision === undefined || decision.executionStartedOn !== undefined,
      rules.DECISION_NOT_TAKEN,
      `De uitvoering van ${command.decisionId} is nog niet begonnen.`,
    );
    return guard.then(() => [events.ExecutionCompleted.of({ ...command })]);
  }),
  on(commands.SupersedeDecision, (command, state, context) => {
    const guard = begin(state);
    requireSameBody(guard, state, inForce(guard, state, command.decisionId), context);
    inForce(guard, state, command.byDecisionId);
    guard.require(
      command.byDecisionId !== command.decisionId,
      rules.DEPENDENCY_CYCLE,
      'Een besluit vervangt niet zichzelf.',
      'byDecisionId',
    );
    return guard.then(() => [events.DecisionSuperseded.of({ ...command })]);
  }),
  on(commands.RevokeDecision, (command, state, context) => {
    const guard = begin(state);
    requireSameBody(guard, state, inForce(guard, state, command.decisionId), context);
    return guard.then(() => [events.DecisionRevoked.of(defined({ ...command }))]);
  }),
  on(commands.RecordLapse, (command, state) => {
    const guard = begin(state);
    inForce(guard, state, command.decisionId);
    return guard.then(() => [events.DecisionLapsed.of({ ...command })]);
  }),
  on(commands.RecordAnnulment, (command, state) => {
    const guard = begin(state);
    inForce(guard, state, command.decisionId);
    return guard.then(() => [events.DecisionAnnulled.of({ ...command })]);
  }),
] as const;

function takeDecision(command: commands.TakeDecision, state: DossierState, context: DossierContext): Outcome {
  const guard = begin(state);
  const proposal = decisionOf(guard, state, command.decisionId);
  if (proposal === undefined) return guard.then(() => []);
  const { decisionId, decision, art169, amount, days, scopeItems, ...more } = command;
  const taken = takeOwnDecision(
    defined({
      decisionId,
      decisionType: proposal.decisionType,
      body: proposal.body,
      subject: proposal.subject,
      decision,
      topics: proposal.topics,
      amount,
      days,
      scopeItems,
      art169,
    }),
    state,
    context,
    defined({ ...more, dependsOn: proposal.dependsOn }),
  );
  guard.merge(taken.broken);
  guard.require(
    command.chosenOption === undefined || proposal.options.some(({ optionId }) => optionId === command.chosenOption),
    rules.OPTION_UNKNOWN,
    `Optie ${command.chosenOption} staat niet in het voorstel.`,
    'chosenOption',
  );
  requireVotes(guard, command, proposal);
  const awaitsRaad = proposal.pending.includes('wensenEnBedenkingen');
  guard.require(
    !awaitsRaad || art169 === 'raadGehoord',
    rules.RAAD_NOT_HEARD,
    'Het voornemen wacht op wensen en bedenkingen van de raad.',
    'art169',
  );
  return guard.then(() => taken.events);
}

/** The raad votes; other bodies may leave the votes out. */
function requireVotes(guard: Guard, command: commands.TakeDecision, proposal: Decision): void {
  const { votesFor, votesAgainst } = command;
  if (proposal.body === 'raad')
    guard.require(
      votesFor !== undefined && votesAgainst !== undefined,
      rules.VOTES_MISSING,
      'Noem de stemmen voor en tegen.',
      'votesFor',
    );
  if (votesFor !== undefined && votesAgainst !== undefined)
    guard.require(
      votesFor > votesAgainst,
      rules.VOTES_AGAINST,
      `${votesFor} voor en ${votesAgainst} tegen is geen meerderheid.`,
      'votesFor',
    );
}
