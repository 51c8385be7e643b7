import type { DossierEvent, DossierState } from '../dossier.js';
import type { CoalitionRole } from '../kernel/roles.js';
import { plusDays } from '../kernel/time.js';

/** A stretch in which one person fills a role: from is in it, until is the first day after it. */
export interface Tenure {
  readonly role: CoalitionRole;
  readonly person: string;
  readonly hired: boolean;
  readonly from: string;
  until: string | undefined;
}
export interface Substitution {
  readonly role: CoalitionRole;
  readonly person: string;
  readonly from: string;
  until: string | undefined;
}
export interface Member {
  readonly team: string;
  readonly expertise: string | undefined;
  readonly phase: string | undefined;
  readonly from: string;
  until: string | undefined;
}
/** Who answers for one deliverable, and since when it is named at all. */
export interface Responsibility {
  readonly since: string;
  readonly accountable: { readonly holder: string; readonly on: string }[];
}
export interface CoalitionState {
  readonly tenures: Tenure[];
  readonly substitutions: Substitution[];
  readonly acceptedAssignments: Set<string>;
  readonly acceptedConflicts: { readonly roles: readonly string[]; readonly from: string; readonly until: string }[];
  readonly teams: Set<string>;
  readonly members: Map<string, Member>;
  readonly accountable: Map<string, string>;
  readonly responsibilities: Map<string, Responsibility>;
  /** The last day on which each role was briefed. */
  readonly briefedOn: Map<CoalitionRole, string>;
  principlesOn: string | undefined;
  readonly partners: Map<string, { readonly from: string; until: string | undefined }>;
  formedOn: string | undefined;
  commitment: { readonly confirmed: boolean; readonly on: string } | undefined;
}
export const initialCoalition = (): CoalitionState => ({
  tenures: [],
  substitutions: [],
  acceptedAssignments: new Set(),
  acceptedConflicts: [],
  teams: new Set(),
  members: new Map(),
  accountable: new Map(),
  responsibilities: new Map(),
  briefedOn: new Map(),
  principlesOn: undefined,
  partners: new Map(),
  formedOn: undefined,
  commitment: undefined,
});

const holds = (period: { from: string; until: string | undefined }, day: string): boolean =>
  period.from <= day && (period.until === undefined || day < period.until);

/** Who was appointed to a role on a day; the appointment stands also when a substitute acts. */
export function holderOn(state: CoalitionState, role: string, day: string): Tenure | undefined {
  return state.tenures.find((tenure) => tenure.role === role && holds(tenure, day));
}
export function substituteOn(state: CoalitionState, role: string, day: string): Substitution | undefined {
  return state.substitutions.find((each) => each.role === role && holds(each, day));
}
/** Vacant: nobody is appointed. A substitute acts for a holder, not for nobody. */
export const isVacant = (state: CoalitionState, role: CoalitionRole, day: string): boolean =>
  holderOn(state, role, day) === undefined;

/**
 * The vacancy of a role as things stand: nothing when somebody fills it; without a day when nobody ever did.
 */
export function vacancyOf(state: CoalitionState, role: CoalitionRole): { since: string | undefined } | undefined {
  const ends = state.tenures.filter((tenure) => tenure.role === role).map(({ until }) => until);
  if (ends.includes(undefined)) return undefined;
  return { since: ends.reduce((last, end) => (last === undefined || end! > last ? end : last), undefined) };
}

export function evolveCoalition(state: CoalitionState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'CoalitionFormed':
      state.formedOn ??= day;
      return;
    case 'RoleAppointed': {
      const { role, person, hired } = event.data;
      state.tenures.push({ role, person, hired, from: day, until: undefined });
      return;
    }
    case 'RoleEnded': {
      const tenure = holderOn(state, event.data.role, day);
      if (tenure !== undefined) tenure.until = day;
      return;
    }
    case 'SubstituteDesignated': {
      const { role, person, from, until } = event.data;
      // The act names the last day; a period here ends on the first day after it.
      state.substitutions.push({ role, person, from, until: until === undefined ? undefined : plusDays(until, 1) });
      return;
    }
    case 'SubstituteWithdrawn':
      for (const each of state.substitutions) {
        if (each.role === event.data.role && each.person === event.data.person && holds(each, day)) each.until = day;
      }
      return;
    case 'AssignmentAccepted':
      state.acceptedAssignments.add(event.data.role);
      return;
    case 'ConflictOfRoleAccepted':
      state.acceptedConflicts.push({ roles: event.data.roles, from: day, until: event.data.until });
      return;
    case 'CommitmentConfirmed':
      state.commitment = { confirmed: true, on: day };
      return;
    case 'CommitmentWithdrawn':
      state.commitment = { confirmed: false, on: day };
      return;
    case 'TeamFormed':
      for (const team of event.data.teams) state.teams.add(team);
      return;
    case 'TeamMemberAdded':
      state.members.set(event.data.memberId, {
        team: event.data.team,
        expertise: event.data.expertise,
        phase: event.data.phase,
        from: day,
        until: undefined,
      });
      state.teams.add(event.data.team);
      return;
    case 'TeamMemberLeft': {
      const member = state.members.get(event.data.memberId);
      if (member !== undefined) member.until = day;
      return;
    }
    case 'ResponsibilityAccepted': {
      const { deliverable, kind, holder } = event.data;
      const known = state.responsibilities.get(deliverable) ?? { since: day, accountable: [] };
      state.responsibilities.set(deliverable, known);
      if (kind !== 'eindverantwoordelijk') return;
      state.accountable.set(deliverable, holder);
      if (!known.accountable.some((each) => each.holder === holder)) known.accountable.push({ holder, on: day });
      return;
    }
    case 'SponsorBriefed':
      state.briefedOn.set(event.data.role, day);
      return;
    case 'PrinciplesAdopted':
      state.principlesOn ??= day;
      return;
    case 'PartnerEngaged':
      state.partners.set(event.data.partnerId, { from: day, until: undefined });
      return;
    case 'PartnerReleased': {
      const partner = state.partners.get(event.data.partnerId);
      if (partner !== undefined) partner.until = day;
      return;
    }
  }
}
