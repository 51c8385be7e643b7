import type { DossierContext, DossierState } from '../dossier.js';
import type { NewEvent } from '../kernel/event.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { NOT_FOUND } from '../kernel/refusals.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { chainOf } from '../mandates/state.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import * as rules from './refusals.js';
import { isInForce, suspendedUntil, type Decision } from './state.js';

/** Rules that several acts on proposals and decisions share. */

const OPEN: readonly Decision['status'][] = ['Concept', 'Ingediend', 'Voorgenomen', 'Aangehouden'];

/** The decision an act is about, or a broken guard. */
export function decisionOf(
  guard: Guard,
  state: DossierState,
  decisionId: string,
  field = 'decisionId',
): Decision | undefined {
  const decision = state.decisions.decisions.get(decisionId);
  if (decision === undefined) guard.add(NOT_FOUND, `Er is geen voorstel of besluit ${decisionId}.`, field);
  return decision;
}
export function openProposal(guard: Guard, state: DossierState, decisionId: string): Decision | undefined {
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
export function inForce(
  guard: Guard,
  state: DossierState,
  decisionId: string,
  field = 'decisionId',
): Decision | undefined {
  const decision = decisionOf(guard, state, decisionId, field);
  if (decision !== undefined)
    guard.require(
      isInForce(decision),
      rules.DECISION_NOT_TAKEN,
      `Besluit ${decisionId} is ${decision.status.toLowerCase()}.`,
      field,
    );
  return decision;
}
/** Whose decision it is: the body itself, and whoever gave the mandate it was taken under, all the way up. */
export function bodiesOver(state: DossierState, decision: Decision): readonly Decider[] {
  const { mandates } = state.mandates;
  const mandate = decision.basisMandateId === undefined ? undefined : mandates.get(decision.basisMandateId);
  const grantors = mandate === undefined ? [] : chainOf(mandates, mandate).map(({ grantor }) => grantor);
  return [...new Set([decision.body, ...grantors])];
}
/** The raad gave no mandate to the college, so it stands above none of the college's decisions (Awb 10:7, 10:8). */
export function requireSameBody(
  guard: Guard,
  state: DossierState,
  decision: Decision | undefined,
  context: DossierContext,
): void {
  if (decision === undefined) return;
  const allowed = bodiesOver(state, decision);
  guard.require(
    allowed.some((body) => body === context.actor.as),
    rules.OTHER_BODY,
    `Dit besluit is van ${allowed.join(' of ')}; u handelt als ${context.actor.as}.`,
  );
}
export function requireSubmitted(guard: Guard, proposal: Decision | undefined): void {
  if (proposal === undefined) return;
  guard.require(
    proposal.submittedOn !== undefined,
    rules.PROPOSAL_NOT_SUBMITTED,
    `Voorstel ${proposal.decisionId} is nog niet ingediend.`,
    'decisionId',
  );
}
/** A term that is set today does not end before today. */
export function requireAhead(guard: Guard, ends: string | undefined, begins: string, field: string): void {
  guard.require(
    ends === undefined || ends >= begins,
    rules.DATE_PASSED,
    () => `${dutchDay(ends!)} ligt voor ${dutchDay(begins)}.`,
    field,
  );
}
export function requireKnownType(guard: Guard, decisionType: string, context: DossierContext): void {
  const { policy } = policyOn(context.organisation, context.day);
  guard.require(
    decisionTypeOf(policy, decisionType) !== undefined,
    NOT_FOUND,
    `Het besluittype ${decisionType} staat niet in het beleid: ${Object.keys(policy.decisionTypes).join(', ')}.`,
    'decisionType',
  );
}
export function requireNoCycle(
  guard: Guard,
  state: DossierState,
  decisionId: string,
  dependsOn: readonly string[],
): void {
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
/** Against the works council, carrying out waits a month (WOR 25 lid 6). */
export function requireNotSuspended(guard: Guard, decision: Decision | undefined, context: DossierContext): void {
  if (decision === undefined) return;
  const { policy } = policyOn(context.organisation, context.day);
  const until = suspendedUntil(decision, decisionTypeOf(policy, decision.decisionType)?.advice ?? []);
  guard.require(
    until === undefined || context.day > until,
    rules.OR_SUSPENDED,
    () => `Besluit ${decision.decisionId} van ${dutchDay(decision.takenOn!)} wacht tot en met ${dutchDay(until!)}.`,
    'decisionId',
  );
}
/** Advice that is positive with conditions is followed only with conditions at the decision. */
export function requireAdviceConditions(guard: Guard, decision: Decision | undefined, state: DossierState): void {
  if (decision === undefined || decision.conditionalAdvice.length === 0) return;
  const { decisionId, conditionalAdvice } = decision;
  const attached = [...state.decisions.conditions.values()].some((condition) => condition.decisionId === decisionId);
  guard.require(
    attached,
    rules.ADVICE_CONDITIONS_MISSING,
    `Het advies bij ${decisionId} stelt voorwaarden (${conditionalAdvice.join(', ')}); er is er geen verbonden.`,
    'decisionId',
  );
}
export const begin = (state: DossierState): Guard => requireNotEnded(new Guard(), state);
/** An act on an open proposal that only records. */
export const onProposal = (state: DossierState, decisionId: string, event: () => NewEvent): Outcome => {
  const guard = begin(state);
  openProposal(guard, state, decisionId);
  return guard.then(() => [event()]);
};

export interface Votes {
  readonly votesFor?: number;
  readonly votesAgainst?: number;
}
/** The raad votes; other bodies may leave the votes out. */
export function requireVotes(
  guard: Guard,
  { votesFor, votesAgainst }: Votes,
  decider: Decider,
  context: DossierContext,
): void {
  if (decider === 'raad')
    guard.require(
      votesFor !== undefined && votesAgainst !== undefined,
      rules.VOTES_MISSING,
      'Noem de stemmen voor en tegen.',
      'votesFor',
    );
  if (votesFor === undefined || votesAgainst === undefined) return;
  guard.require(
    votesFor > votesAgainst,
    rules.VOTES_AGAINST,
    `${votesFor} voor en ${votesAgainst} tegen is geen meerderheid.`,
    'votesFor',
  );
  const body = [...context.organisation.bodies.values()].find((each) => each.function === decider);
  if (body?.seats === undefined) return;
  const votes = votesFor + votesAgainst;
  // The raad needs more than half of its members, the college at least half of them.
  const quorum = decider === 'college' ? Math.ceil(body.seats / 2) : Math.floor(body.seats / 2) + 1;
  guard.require(
    votes >= quorum && votes <= body.seats,
    rules.QUORUM_MISSING,
    `${votes} stemmen; ${body.name} heeft ${body.seats} zetels en besluit met minstens ${quorum}.`,
    'votesFor',
  );
}
