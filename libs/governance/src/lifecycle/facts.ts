import type { DossierState } from '../dossier.js';
import type { CoalitionRole } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';

// What the lifecycle asks of the other slices, in one place.

/** Who fills a role on a day. */
export function holderOf(state: DossierState, role: CoalitionRole, day: string): string | undefined {
  return state.signals.tenures.find(
    (tenure) => tenure.role === role && tenure.from <= day && (tenure.until === undefined || day < tenure.until),
  )?.person;
}
/** Was this decision taken by one of these bodies, and does it still stand? */
export function decisionTakenBy(state: DossierState, decisionId: string, bodies: readonly string[]): boolean {
  const fact = state.signals.decisions.get(decisionId);
  return fact?.takenOn !== undefined && !fact.over && !fact.factual && bodies.includes(fact.body);
}
export const improvementOwner = (state: DossierState): string | undefined => state.signals.improvementOwner;
/** The scope domains of the current baseline. */
export const domainsInScope = (state: DossierState): readonly string[] => [...(state.signals.baseline?.domains ?? [])];

/** What must be done before a programme may close, as Dutch sentences. */
export function openWork(state: DossierState): readonly string[] {
  const conditions = [...state.signals.conditions.values()].filter((condition) => !condition.fulfilled);
  const escalations = [...state.signals.escalations.values()].filter((escalation) => escalation.open);
  return [
    ...conditions.map((each) => `Voorwaarde ${each.conditionId} van ${dutchDay(each.dueOn)} is niet vervuld.`),
    ...escalations.map((each) => `Escalatie ${each.escalationId} staat open op ${each.level}.`),
  ];
}
