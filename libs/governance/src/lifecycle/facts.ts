import { holderOn } from '../coalition/state.js';
import { isInForce, standingConditions } from '../decisions/state.js';
import type { DossierState } from '../dossier.js';
import { currentStay } from '../escalations/state.js';
import type { CoalitionRole } from '../kernel/roles.js';
import { isOwed } from '../information-duties/state.js';
import { dutchDay } from '../kernel/time.js';
import { streamsInScope } from '../processes/state.js';
import { currentBaseline } from '../scope/state.js';

// What the lifecycle asks of the other slices, in one place; each fact is kept by the slice that owns its event.

/** Who fills a role on a day. */
export const holderOf = (state: DossierState, role: CoalitionRole, day: string): string | undefined =>
  holderOn(state.coalition, role, day)?.person;

/** Was this decision taken by one of these bodies, and does it still stand? */
export function decisionTakenBy(state: DossierState, decisionId: string, bodies: readonly string[]): boolean {
  const decision = state.decisions.decisions.get(decisionId);
  return isInForce(decision) && bodies.includes(decision.body);
}
export const improvementOwner = (state: DossierState): string | undefined => state.goLive.improvementOwner;

/** The scope domains of the current baseline. */
export function domainsInScope(state: DossierState): readonly string[] {
  const domains = (currentBaseline(state.scope)?.items ?? []).map(({ domain }) => domain);
  return [...new Set(domains.filter((domain) => domain !== undefined))];
}

/** What must be done before a programme may close, as Dutch sentences. */
export function openWork(state: DossierState): readonly string[] {
  const conditions = standingConditions(state.decisions);
  const escalations = [...state.escalations.all.values()].filter(
    ({ status }) => status !== 'gesloten' && status !== 'ingetrokken',
  );
  const owed = [...state.informationDuties.duties.values()].filter(isOwed);
  return [
    ...owed.map((each) => `Informatieplicht ${each.dutyId} aan ${each.creditor} is niet vervuld.`),
    ...conditions.map((each) => `Voorwaarde ${each.conditionId} van ${dutchDay(each.dueOn)} is niet vervuld.`),
    // An exemption postpones the end of paper; it does not close it.
    ...streamsInScope(state).map((each) => `Papierstroom ${each.streamId} is nog niet gesloten.`),
    ...escalations.map((each) => `Escalatie ${each.escalationId} staat open op ${currentStay(each).level}.`),
  ];
}
