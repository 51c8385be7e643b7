import type { DossierContext, DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import type { NewEvent } from '../kernel/event.js';
import { Guard, type Broken } from '../kernel/outcome.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { authorityFor } from '../mandates/authority.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import { DecisionTaken, type AdviceKind } from './events.js';
import {
  ADVICE_MISSING,
  ADVICE_NOT_FOLLOWED,
  CREDIT_PENDING,
  DECISION_TAKEN,
  OPTIONS_MISSING,
  PRIMACY_NOT_POLITICAL,
  PROPOSAL_CLOSED,
  PROPOSAL_MISSING,
  PROPOSAL_NOT_SUBMITTED,
  PROPOSAL_OF_OTHER,
} from './refusals.js';
import { isInForce, type Decision } from './state.js';

/** A decision that another act takes: approving a change, a go, a frame, an exemption, a discharge. */
export interface OwnDecision {
  readonly decisionId?: string;
  readonly decisionType: string;
  readonly body: Decider;
  readonly subject: string;
  readonly decision: string;
  readonly topics: readonly string[];
  readonly deciders?: readonly Decider[];
  readonly political?: boolean;
  readonly amount?: number;
  readonly days?: number;
  readonly scopeItems?: number;
  readonly why?: string;
  readonly art169?: 'geenIngrijpendeGevolgen' | 'raadGehoord' | 'nietVanToepassing';
  /** Why the decision goes against advice, or without advice that is asked (Awb 3:50). */
  readonly adviceDeviation?: string;
}
/** What TakeDecision itself knows more than other acts. */
export interface MoreOnDecision {
  readonly isAwbDecision?: boolean;
  readonly effectiveFrom?: string;
  readonly expiresOn?: string;
  readonly chosenOption?: string;
  readonly votesFor?: number;
  readonly votesAgainst?: number;
  readonly reservationPrimacy?: boolean;
  readonly informs?: readonly ('college' | 'raad')[];
  readonly retention?: string;
  readonly caseUri?: string;
  readonly dependsOn?: readonly string[];
  /** The mandate that the body says it decides on; without it the one that reaches is found. */
  readonly basisMandateId?: string;
}
export interface Taken {
  readonly decisionId: string;
  readonly broken: readonly Broken[];
  readonly events: readonly NewEvent[];
}

/** Who may say that politics come first (WOR 46d): bodies that are chosen, and the member that decides for one. */
const POLITICAL: readonly Decider[] = ['raad', 'college', 'burgemeester', 'BO'];

/** Checks authority, proposal, options and advice, and makes the DecisionTaken event. */
export function takeOwnDecision(
  own: OwnDecision,
  state: DossierState,
  context: DossierContext,
  more: MoreOnDecision = {},
): Taken {
  const decisionId = own.decisionId ?? context.newId('B');
  const guard = new Guard();
  const authority = authorityFor(
    defined({
      decisionType: own.decisionType,
      body: own.body,
      deciders: own.deciders,
      amount: own.amount,
      days: own.days,
      scopeItems: own.scopeItems,
      political: own.political,
      why: own.why,
      mandateId: more.basisMandateId,
    }),
    state,
    context,
  );
  if ('broken' in authority) guard.merge(authority.broken);
  const proposal = state.decisions.decisions.get(decisionId);
  requireProposal(guard, own, proposal, more, context);
  requireCredit(guard, proposal, state);
  if (!guard.holds || 'broken' in authority) return { decisionId, broken: guard.broken, events: [] };
  const openQuestions = [...(proposal?.questions.values() ?? [])].filter(({ answered }) => !answered).length;
  const event = DecisionTaken.of(
    defined({
      decisionId,
      decisionType: own.decisionType,
      body: own.body,
      subject: own.subject,
      decision: own.decision,
      basis: authority.basis.kind,
      basisMandateId: authority.basis.mandateId,
      topics: own.topics,
      isAwbDecision: more.isAwbDecision ?? proposal?.isAwbDecision ?? false,
      amount: own.amount,
      days: own.days,
      scopeItems: own.scopeItems,
      art169: own.art169 ?? 'nietVanToepassing',
      openQuestions,
      informs: more.informs ?? [],
      dependsOn: more.dependsOn ?? proposal?.dependsOn ?? [],
      effectiveFrom: more.effectiveFrom,
      expiresOn: more.expiresOn,
      chosenOption: more.chosenOption,
      votesFor: more.votesFor,
      votesAgainst: more.votesAgainst,
      adviceDeviation: own.adviceDeviation,
      deviatesFrom: deviations(own, proposal, context),
      reservationPrimacy: more.reservationPrimacy,
      retention: more.retention,
      caseUri: more.caseUri,
    }),
  );
  return { decisionId, broken: [], events: [event] };
}

function requireProposal(
  guard: Guard,
  own: OwnDecision,
  proposal: Decision | undefined,
  more: MoreOnDecision,
  context: DossierContext,
): void {
  const { policy } = policyOn(context.organisation, context.day);
  const type = decisionTypeOf(policy, own.decisionType);
  if (type === undefined) return;
  if (proposal === undefined) {
    const asksMore = type.options > 0 || type.advice.length > 0;
    guard.require(
      !asksMore,
      PROPOSAL_MISSING,
      `${type.label} vraagt een voorstel met ${type.options} opties${type.advice.length === 0 ? '' : ` en advies (${type.advice.join(', ')})`}.`,
      'decisionId',
    );
    return;
  }
  guard.require(
    proposal.takenOn === undefined,
    DECISION_TAKEN,
    `Besluit ${proposal.decisionId} is al genomen.`,
    'decisionId',
  );
  guard.require(
    !['Afgewezen', 'Voorstel ingetrokken'].includes(proposal.status),
    PROPOSAL_CLOSED,
    `Voorstel ${proposal.decisionId} is ${proposal.status.toLowerCase()}.`,
    'decisionId',
  );
  guard.require(
    proposal.decisionType === own.decisionType && proposal.body === own.body,
    PROPOSAL_OF_OTHER,
    `Voorstel ${proposal.decisionId} is van de soort ${proposal.decisionType}, aan ${proposal.body}; dit besluit is ${own.decisionType}, van ${own.body}.`,
    'decisionId',
  );
  guard.require(
    proposal.submittedOn !== undefined,
    PROPOSAL_NOT_SUBMITTED,
    `Voorstel ${proposal.decisionId} is nog niet ingediend.`,
    'decisionId',
  );
  const enough =
    proposal.options.length >= type.options &&
    (type.options === 0 || proposal.options.some(({ doNothing }) => doNothing));
  guard.require(
    enough,
    OPTIONS_MISSING,
    `Voorstel ${proposal.decisionId} noemt ${proposal.options.length} opties; nodig zijn er ${type.options}, met niets doen.`,
    'decisionId',
  );
  requireAdvice(guard, type.advice, proposal, own);
  guard.require(
    more.reservationPrimacy !== true || POLITICAL.includes(proposal.body),
    PRIMACY_NOT_POLITICAL,
    `${proposal.body} is geen politiek orgaan.`,
    'reservationPrimacy',
  );
}

/** What waits for credit waits for the raad: for a decision of the raad since the intention, still in force. */
function requireCredit(guard: Guard, proposal: Decision | undefined, state: DossierState): void {
  if (proposal?.intendedOn === undefined || !proposal.pending.includes('krediet')) return;
  const since = proposal.intendedOn;
  const byRaad = [...state.decisions.decisions.values()].some(
    (decision) => decision.body === 'raad' && isInForce(decision) && (decision.takenOn ?? '') >= since,
  );
  guard.require(
    byRaad,
    CREDIT_PENDING,
    `Het voornemen van ${dutchDay(since)} wacht op krediet, en de raad besloot sindsdien nog niets.`,
    'decisionId',
  );
}

/** Advice that the policy or the intention asks and that is not there. */
function missingAdvice(asked: readonly AdviceKind[], { pending, advice }: Decision): readonly AdviceKind[] {
  const kinds = new Set<AdviceKind>([...asked, ...(pending.includes('OR') ? (['OR'] as const) : [])]);
  return [...kinds].filter((kind) => advice.get(kind)?.rendered === undefined);
}
/** What the motive of the decision is about, so that it is known also when the motive itself may not be read. */
function deviations(
  own: OwnDecision,
  proposal: Decision | undefined,
  context: DossierContext,
): readonly AdviceKind[] | undefined {
  if (own.adviceDeviation === undefined || proposal === undefined) return undefined;
  const { policy } = policyOn(context.organisation, context.day);
  const asked = decisionTypeOf(policy, own.decisionType)?.advice ?? [];
  const otherwise = [...proposal.advice.values()].filter(({ rendered }) => OTHERWISE.includes(rendered?.verdict ?? ''));
  const kinds = [...missingAdvice(asked, proposal), ...otherwise.map(({ kind }) => kind)];
  return kinds.length === 0 ? undefined : kinds;
}
/** Advice that is not simply followed when the decision is taken as it was proposed. */
const OTHERWISE: readonly string[] = ['negatief', 'positiefMitsVoorwaarden'];

/** Advice that the policy or the intention asks is there and does not say no, or the decision says why (Awb 3:50). */
function requireAdvice(guard: Guard, kinds: readonly AdviceKind[], proposal: Decision, own: OwnDecision): void {
  const missing = missingAdvice(kinds, proposal);
  guard.require(
    missing.length === 0 || own.adviceDeviation !== undefined,
    ADVICE_MISSING,
    `Bij voorstel ${proposal.decisionId} ontbreekt advies: ${missing.join(', ')}.`,
    'adviceDeviation',
  );
  const against = [...proposal.advice.values()].filter(({ rendered }) => rendered?.verdict === 'negatief');
  guard.require(
    against.length === 0 || own.adviceDeviation !== undefined,
    ADVICE_NOT_FOLLOWED,
    `Het advies is negatief: ${against.map(({ kind }) => kind).join(', ')}. Geef de reden om daarvan af te wijken.`,
    'adviceDeviation',
  );
}
