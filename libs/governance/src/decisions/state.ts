import type { DossierEvent, DossierState } from '../dossier.js';
import type { Classification } from '../kernel/audience.js';
import type { Decider } from '../kernel/roles.js';
import { plusMonths } from '../kernel/time.js';
import type { AdviceKind } from './events.js';

export type DecisionStatus =
  | 'Concept'
  | 'Ingediend'
  | 'Voorgenomen'
  | 'Genomen'
  | 'Aangehouden'
  | 'Afgewezen'
  | 'Voorstel ingetrokken'
  | 'Vervangen'
  | 'Ingetrokken'
  | 'Vervallen'
  | 'Vernietigd'
  | 'Feitelijk';
export interface Advice {
  readonly kind: AdviceKind;
  requestedOn: string | undefined;
  dueOn: string | undefined;
  rendered: { readonly on: string; readonly verdict: string } | undefined;
}
export interface Condition {
  readonly conditionId: string;
  readonly decisionId: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly blocks: 'uitvoering' | 'go' | 'niets';
  fulfilledOn: string | undefined;
}
export interface Decision {
  readonly decisionId: string;
  decisionType: string;
  /** Whose decision it is: the body of the proposal until it is taken, then the body that took it. */
  body: Decider;
  readonly subject: string;
  status: DecisionStatus;
  dependsOn: readonly string[];
  topics: readonly string[];
  isAwbDecision: boolean;
  readonly draftedOn: string | undefined;
  submittedOn: string | undefined;
  takenOn: string | undefined;
  attestedOn: string | undefined;
  publishedOn: string | undefined;
  executionStartedOn: string | undefined;
  executedOn: string | undefined;
  readonly options: { readonly optionId: string; readonly doNothing: boolean }[];
  readonly advice: Map<AdviceKind, Advice>;
  readonly questions: Map<string, { answered: boolean }>;
  /** The last intention: its day, and what it waits for. A new intention takes the place of the one before. */
  intendedOn: string | undefined;
  pending: readonly string[];
  basis: string | undefined;
  basisMandateId: string | undefined;
  amount: number | undefined;
  days: number | undefined;
  scopeItems: number | undefined;
  /** What the works council had said when the decision was taken; later advice does not change what was decided. */
  worksCouncil: 'nietGevraagd' | 'nietTegen' | 'tegen' | 'uitgebleven';
  /** Advice that was positive with conditions when the decision was taken, and from which it does not deviate. */
  conditionalAdvice: readonly AdviceKind[];
  /** The body relied on the primacy of politics (WOR 46d), so nothing waits for the works council. */
  reservationPrimacy: boolean;
  /** The entry that says the decision, and how it was classified: secrecy asks by them. */
  takenIn: { readonly entryId: string; readonly classification: Classification } | undefined;
  /** Who recorded the taking: may not attest it (X6). */
  recordedBy: string | undefined;
  supersededBy: string | undefined;
}
export interface DecisionsState {
  readonly decisions: Map<string, Decision>;
  readonly conditions: Map<string, Condition>;
}
export const initialDecisions = (): DecisionsState => ({ decisions: new Map(), conditions: new Map() });

const ENDED: readonly DecisionStatus[] = ['Vervangen', 'Ingetrokken', 'Vervallen', 'Vernietigd'];
/** Taken by a competent body and still in force. */
export function isInForce(decision: Decision | undefined): decision is Decision {
  return decision !== undefined && decision.status === 'Genomen';
}
/** The conditions that are still to be met. A condition falls with its decision. */
export const standingConditions = (state: DecisionsState): readonly Condition[] =>
  [...state.conditions.values()].filter(
    ({ fulfilledOn, decisionId }) => fulfilledOn === undefined && isInForce(state.decisions.get(decisionId)),
  );
/** Those that keep something waiting. */
export function waitingConditions(
  state: DecisionsState,
  blocks: Condition['blocks'],
  decisionId?: string,
): readonly Condition[] {
  return standingConditions(state).filter(
    (condition) => condition.blocks === blocks && (decisionId === undefined || condition.decisionId === decisionId),
  );
}
export const isEnded = (decision: Decision): boolean => ENDED.includes(decision.status);

function blank(
  decisionId: string,
  decisionType: string,
  body: Decider,
  subject: string,
  status: DecisionStatus,
  draftedOn?: string,
): Decision {
  return {
    decisionId,
    decisionType,
    body,
    subject,
    status,
    dependsOn: [],
    topics: [],
    isAwbDecision: false,
    draftedOn,
    submittedOn: undefined,
    takenOn: undefined,
    attestedOn: undefined,
    publishedOn: undefined,
    executionStartedOn: undefined,
    executedOn: undefined,
    options: [],
    advice: new Map(),
    questions: new Map(),
    intendedOn: undefined,
    pending: [],
    basis: undefined,
    basisMandateId: undefined,
    amount: undefined,
    days: undefined,
    scopeItems: undefined,
    worksCouncil: 'nietGevraagd',
    conditionalAdvice: [],
    reservationPrimacy: false,
    takenIn: undefined,
    recordedBy: undefined,
    supersededBy: undefined,
  };
}
function adviceOf(decision: Decision, kind: AdviceKind): Advice {
  const advice = decision.advice.get(kind) ?? { kind, requestedOn: undefined, dueOn: undefined, rendered: undefined };
  decision.advice.set(kind, advice);
  return advice;
}

function worksCouncilOn({ advice }: Decision): Decision['worksCouncil'] {
  const council = advice.get('OR');
  if (council === undefined) return 'nietGevraagd';
  if (council.rendered === undefined) return 'uitgebleven';
  return council.rendered.verdict === 'negatief' ? 'tegen' : 'nietTegen';
}
const conditionalOn = ({ advice }: Decision, deviates: readonly AdviceKind[]): readonly AdviceKind[] =>
  [...advice.values()]
    .filter(({ kind, rendered }) => rendered?.verdict === 'positiefMitsVoorwaarden' && !deviates.includes(kind))
    .map(({ kind }) => kind);
/**
 * The last day on which a decision may not be carried out yet, because the works council advised against it or its
 * advice, where the policy asks it, is not there: one month after the day of the decision, of which the works council
 * is told in writing (WOR 25 lid 5 and 6). Undefined when nothing waits.
 */
export function suspendedUntil(decision: Decision, advice: readonly AdviceKind[]): string | undefined {
  if (decision.takenOn === undefined || decision.reservationPrimacy) return undefined;
  const { worksCouncil } = decision;
  const against =
    worksCouncil === 'tegen' ||
    worksCouncil === 'uitgebleven' ||
    (worksCouncil === 'nietGevraagd' && advice.includes('OR'));
  return against ? plusMonths(decision.takenOn, 1) : undefined;
}

export function evolveDecisions(state: DecisionsState, event: DossierEvent, _whole: DossierState): void {
  const { day, actorPerson } = event.meta;
  const withDecision = (decisionId: string, change: (decision: Decision) => void): void => {
    const decision = state.decisions.get(decisionId);
    if (decision !== undefined) change(decision);
  };
  switch (event.type) {
    case 'ProposalDrafted': {
      const { decisionId, decisionType, body, subject, dependsOn, topics, isAwbDecision } = event.data;
      const proposal = blank(decisionId, decisionType, body, subject, 'Concept', day);
      state.decisions.set(decisionId, { ...proposal, dependsOn, topics, isAwbDecision });
      return;
    }
    case 'OptionRecorded':
      withDecision(
        event.data.decisionId,
        (decision) => void decision.options.push({ optionId: event.data.optionId, doNothing: event.data.doNothing }),
      );
      return;
    case 'ProposalSubmitted':
      withDecision(event.data.decisionId, (decision) => {
        decision.status = 'Ingediend';
        decision.submittedOn ??= day;
      });
      return;
    case 'ProposalRejected':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Afgewezen'));
      return;
    case 'ProposalWithdrawn':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Voorstel ingetrokken'));
      return;
    case 'AdviceRequested':
      withDecision(event.data.decisionId, (decision) =>
        Object.assign(adviceOf(decision, event.data.kind), { requestedOn: day, dueOn: event.data.dueOn }),
      );
      return;
    case 'AdviceRendered':
      withDecision(
        event.data.decisionId,
        (decision) => void (adviceOf(decision, event.data.kind).rendered = { on: day, verdict: event.data.verdict }),
      );
      return;
    case 'QuestionRaised':
      withDecision(
        event.data.decisionId,
        (decision) => void decision.questions.set(event.data.questionId, { answered: false }),
      );
      return;
    case 'QuestionAnswered':
      withDecision(
        event.data.decisionId,
        (decision) => void decision.questions.set(event.data.questionId, { answered: true }),
      );
      return;
    case 'IntentionStated':
      withDecision(event.data.decisionId, (decision) => {
        decision.status = 'Voorgenomen';
        decision.intendedOn = day;
        decision.pending = event.data.pending;
      });
      return;
    case 'DecisionTaken': {
      const { decisionId, decisionType, body, subject, basis, basisMandateId, amount, dependsOn } = event.data;
      const decision = state.decisions.get(decisionId) ?? blank(decisionId, decisionType, body, subject, 'Genomen');
      Object.assign(decision, {
        status: 'Genomen',
        decisionType,
        body,
        takenOn: day,
        basis,
        basisMandateId,
        amount,
        days: event.data.days,
        scopeItems: event.data.scopeItems,
        topics: [...new Set([...decision.topics, ...event.data.topics])],
        worksCouncil: worksCouncilOn(decision),
        conditionalAdvice: conditionalOn(decision, event.data.deviatesFrom ?? []),
        reservationPrimacy: event.data.reservationPrimacy ?? false,
        takenIn: { entryId: event.meta.entryId, classification: event.meta.classification },
        recordedBy: actorPerson,
      });
      if (dependsOn.length > 0) decision.dependsOn = dependsOn;
      state.decisions.set(decisionId, decision);
      return;
    }
    case 'FactualDecisionRecorded': {
      const { decisionId, decisionType, body, subject } = event.data;
      state.decisions.set(decisionId, { ...blank(decisionId, decisionType, body, subject, 'Feitelijk'), takenOn: day });
      return;
    }
    case 'DecisionDeferred':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Aangehouden'));
      return;
    case 'DecisionAttested':
      withDecision(event.data.decisionId, (decision) => void (decision.attestedOn ??= day));
      return;
    case 'DecisionPublished':
      withDecision(event.data.decisionId, (decision) => void (decision.publishedOn ??= day));
      return;
    case 'DecisionSuperseded':
      withDecision(event.data.decisionId, (decision) => {
        decision.status = 'Vervangen';
        decision.supersededBy = event.data.byDecisionId;
      });
      return;
    case 'DecisionRevoked':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Ingetrokken'));
      return;
    case 'DecisionLapsed':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Vervallen'));
      return;
    case 'DecisionAnnulled':
      withDecision(event.data.decisionId, (decision) => void (decision.status = 'Vernietigd'));
      return;
    case 'ConditionAttached': {
      const { conditionId, decisionId, owner, dueOn, blocks } = event.data;
      state.conditions.set(conditionId, { conditionId, decisionId, owner, dueOn, blocks, fulfilledOn: undefined });
      return;
    }
    case 'ConditionFulfilled': {
      const condition = state.conditions.get(event.data.conditionId);
      if (condition !== undefined) condition.fulfilledOn ??= day;
      return;
    }
    case 'ExecutionStarted':
      withDecision(event.data.decisionId, (decision) => void (decision.executionStartedOn ??= day));
      return;
    case 'ExecutionCompleted':
      withDecision(event.data.decisionId, (decision) => void (decision.executedOn ??= day));
      return;
  }
}
