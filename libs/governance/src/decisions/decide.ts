import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import type { Role } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { authorityFor } from '../mandates/authority.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { isMemberOf, policyOn } from '../organisation/state.js';
import { grantsFor } from '../secrecy/state.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';
import {
  begin,
  bodiesOver,
  decisionOf,
  inForce,
  onProposal,
  openProposal,
  requireAdviceConditions,
  requireAhead,
  requireKnownType,
  requireNoCycle,
  requireNotSuspended,
  requireSameBody,
  requireSubmitted,
  requireVotes,
} from './rules.js';
import { waitingConditions, type Decision } from './state.js';
import { takeOwnDecision } from './taking.js';

/** Advice that only one function can give; the other kinds are open to every adviser. */
const ADVISER_OF: Readonly<Partial<Record<events.AdviceKind, readonly Role[]>>> = {
  financieel: ['concerncontroller', 'adviseur'],
  CISO: ['CISO'],
  DPIA: ['FG'],
  OR: ['OR'],
};
const SECRETARIATS: readonly Role[] = ['collegesecretariaat', 'griffie'];

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
    for (const objective of command.objectives)
      guard.require(
        state.frames.objectives.has(objective),
        NOT_FOUND,
        `Er is geen doel ${objective} vastgesteld.`,
        'objectives',
      );
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
    const proposal = openProposal(guard, state, command.decisionId);
    requireSubmitted(guard, proposal);
    requireSameBody(guard, state, proposal, context);
    return guard.then(() => [events.ProposalRejected.of({ ...command })]);
  }),
  on(commands.WithdrawProposal, (command, state) =>
    onProposal(state, command.decisionId, () => events.ProposalWithdrawn.of({ ...command })),
  ),
  on(commands.DeferDecision, (command, state, context) => {
    const guard = begin(state);
    const proposal = openProposal(guard, state, command.decisionId);
    requireSubmitted(guard, proposal);
    requireSameBody(guard, state, proposal, context);
    requireAhead(guard, command.until, context.day, 'until');
    return guard.then(() => [events.DecisionDeferred.of(defined({ ...command }))]);
  }),
  on(commands.RequestAdvice, (command, state, context) => {
    const guard = begin(state);
    openProposal(guard, state, command.decisionId);
    requireAhead(guard, command.dueOn, context.day, 'dueOn');
    return guard.then(() => [events.AdviceRequested.of(defined({ ...command }))]);
  }),
  on(commands.RenderAdvice, (command, state, context) => {
    const guard = begin(state);
    decisionOf(guard, state, command.decisionId);
    const advisers = ADVISER_OF[command.kind];
    guard.require(
      advisers === undefined || advisers.includes(context.actor.as),
      rules.OTHER_ADVISER,
      () => `Advies van de soort ${command.kind} geeft ${advisers!.join(' of ')}; u handelt als ${context.actor.as}.`,
      'kind',
    );
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
    requireSubmitted(guard, proposal);
    guard.require(
      command.pending.length > 0,
      rules.NOTHING_PENDING,
      'Noem waarop het besluit wacht: OR, wensenEnBedenkingen of krediet.',
      'pending',
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
  on(commands.RecordDissent, (command, state, context) => {
    const guard = begin(state);
    requireDissenter(guard, command, state, context);
    return guard.then(() => [events.DissentRecorded.of(defined({ ...command }))]);
  }),
  on(commands.AttachCondition, (command, state, context) => {
    const guard = begin(state);
    const conditionId = command.conditionId ?? context.newId('VW');
    const decision = inForce(guard, state, command.decisionId);
    requireSameBody(guard, state, decision, context);
    requireAhead(guard, command.dueOn, context.day, 'dueOn');
    guard.require(
      command.blocks !== 'uitvoering' || decision?.executionStartedOn === undefined,
      rules.CONDITION_TOO_LATE,
      () => `De uitvoering van ${command.decisionId} begon op ${dutchDay(decision!.executionStartedOn!)}.`,
      'blocks',
    );
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
    // The decision that ends a programme is confirmed after it, and so is the last one before it.
    const guard = new Guard();
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
    // The secretariats keep the lists; whoever else confirms is the body that decided.
    if (!SECRETARIATS.includes(context.actor.as)) requireSameBody(guard, state, decision, context);
    guard.require(
      command.evidence !== 'besluitenlijst' || command.listNumber !== undefined,
      rules.EVIDENCE_MISSING,
      'Het nummer op de besluitenlijst ontbreekt.',
      'listNumber',
    );
    return guard.then(() => [events.DecisionAttested.of(defined({ ...command }))]);
  }),
  on(commands.PublishDecision, (command, state, context) => {
    const guard = begin(state);
    const decision = inForce(guard, state, command.decisionId);
    guard.require(
      decision === undefined || !isSecret(decision, state),
      rules.DECISION_SECRET,
      `Op besluit ${command.decisionId} rust geheimhouding die niet is opgeheven.`,
      'decisionId',
    );
    guard.require(
      decision?.publishedOn === undefined,
      rules.ALREADY_PUBLISHED,
      () => `Besluit ${command.decisionId} is openbaar sinds ${dutchDay(decision!.publishedOn!)}.`,
      'decisionId',
    );
    guard.require(
      context.act.classification !== 'geheim',
      rules.DECISION_SECRET,
      'Een openbare tekst kan niet zelf geheim zijn.',
      'classification',
    );
    return guard.then(() => [events.DecisionPublished.of({ ...command })]);
  }),
  on(commands.StartExecution, (command, state, context) => {
    const guard = begin(state);
    const decision = inForce(guard, state, command.decisionId);
    requireNotSuspended(guard, decision, context);
    requireAdviceConditions(guard, decision, state);
    for (const { conditionId } of waitingConditions(state.decisions, 'uitvoering', command.decisionId))
      guard.add(rules.CONDITION_BLOCKS_EXECUTION, `Voorwaarde ${conditionId} is nog niet vervuld.`);
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
    const decision = inForce(guard, state, command.decisionId);
    requireSameBody(guard, state, decision, context);
    requireSuccessor(guard, decision, command.byDecisionId, state);
    return guard.then(() => [events.DecisionSuperseded.of({ ...command })]);
  }),
  on(commands.RevokeDecision, (command, state, context) => {
    const guard = begin(state);
    const decision = inForce(guard, state, command.decisionId);
    requireSameBody(guard, state, decision, context);
    if (command.byDecisionId !== undefined) requireSuccessor(guard, decision, command.byDecisionId, state);
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
  const { decisionId, decision, art169, amount, days, scopeItems, adviceDeviation, ...more } = command;
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
      adviceDeviation,
    }),
    state,
    context,
    defined({ ...more, dependsOn: proposal.dependsOn }),
  );
  guard.merge(taken.broken);
  requireAhead(guard, command.expiresOn, command.effectiveFrom ?? context.day, 'expiresOn');
  guard.require(
    command.chosenOption === undefined || proposal.options.some(({ optionId }) => optionId === command.chosenOption),
    rules.OPTION_UNKNOWN,
    `Optie ${command.chosenOption} staat niet in het voorstel.`,
    'chosenOption',
  );
  requireVotes(guard, command, proposal.body, context);
  const awaitsRaad = proposal.pending.includes('wensenEnBedenkingen');
  guard.require(
    !awaitsRaad || art169 === 'raadGehoord',
    rules.RAAD_NOT_HEARD,
    'Het voornemen wacht op wensen en bedenkingen van de raad.',
    'art169',
  );
  return guard.then(() => taken.events);
}

/** Bodies of which the members are known by name. */
const WITH_MEMBERS: readonly string[] = ['college', 'raad', 'commissie'];
/** Dissent is about a decision that was taken, whatever became of it, by somebody of the body that took it. */
function requireDissenter(
  guard: Guard,
  command: commands.RecordDissent,
  state: DossierState,
  context: DossierContext,
): void {
  const decision = decisionOf(guard, state, command.decisionId);
  if (decision === undefined) return;
  const { takenOn, body } = decision;
  if (takenOn === undefined)
    return void guard.add(rules.DECISION_NOT_TAKEN, `Besluit ${command.decisionId} is nog niet genomen.`, 'decisionId');
  guard.require(
    context.actor.as === body,
    rules.NOT_A_MEMBER,
    `Het besluit is van ${body}; u handelt als ${context.actor.as}.`,
  );
  if (command.person === undefined || !WITH_MEMBERS.includes(body)) return;
  guard.require(
    isMemberOf(context.organisation, command.person, body, takenOn),
    rules.NOT_A_MEMBER,
    `Persoon ${command.person} was op ${dutchDay(takenOn)} geen lid van ${body}.`,
    'person',
  );
}

/** Is there secrecy over the decision that was not lifted? */
function isSecret(decision: Decision, state: DossierState): boolean {
  const { decisionId, takenIn } = decision;
  return takenIn !== undefined && grantsFor(state.secrecy, { ...takenIn, decisionId }).secret;
}

/** What comes in the place of a decision: another one, in force, not older, of the same body or its mandator. */
function requireSuccessor(
  guard: Guard,
  decision: Decision | undefined,
  byDecisionId: string,
  state: DossierState,
): void {
  const successor = inForce(guard, state, byDecisionId, 'byDecisionId');
  if (decision === undefined || successor === undefined) return;
  if (byDecisionId === decision.decisionId)
    return void guard.add(rules.DEPENDENCY_CYCLE, 'Een besluit vervangt niet zichzelf.', 'byDecisionId');
  guard.require(
    successor.takenOn! >= decision.takenOn!,
    rules.SUPERSEDED_BY_EARLIER,
    `Besluit ${byDecisionId} is van ${dutchDay(successor.takenOn!)}, dit van ${dutchDay(decision.takenOn!)}.`,
    'byDecisionId',
  );
  const allowed = bodiesOver(state, decision);
  guard.require(
    allowed.includes(successor.body),
    rules.OTHER_BODY,
    `Besluit ${byDecisionId} is van ${successor.body}; dit besluit is van ${allowed.join(' of ')}.`,
    'byDecisionId',
  );
}
