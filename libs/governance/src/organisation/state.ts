import type { Calendar } from '../kernel/calendar.js';
import { calendarWith } from '../kernel/calendar.js';
import type { GuardEventOf } from '../kernel/event.js';
import type { Context } from '../kernel/context.js';
import type { Role } from '../kernel/roles.js';
import type { AuditAccess } from './audit-access.js';
import type { organisationEvents } from './events.js';
import { checkFrom, isOperating, type IntegrityCheck } from './integrity.js';
import { readPolicy } from './policy-settings.js';
import { DEFAULT_POLICY, type Policy } from './policy.js';

export type OrganisationEvent = GuardEventOf<typeof organisationEvents>;

interface Membership {
  readonly bodyId: string;
  readonly person: string;
  readonly from: string;
  until: string | undefined;
}
/** Bodies, members, teams, calendar and policy: what a municipality sets for all its programmes. */
export interface OrganisationState {
  readonly bodies: Map<string, { bodyId: string; name: string; function: Role; seats: number | undefined }>;
  readonly memberships: Membership[];
  readonly teams: Map<string, { teamId: string; name: string; size: number }>;
  readonly persons: Map<string, { publicOfficial: boolean; shredded: boolean }>;
  /** The days on which the municipality is closed beside the holidays, each by the calendar that holds on that day. */
  closingDays: readonly string[];
  readonly policies: { version: number; effectiveFrom: string; policy: Policy }[];
  readonly elections: string[];
  /** Every independent check of the log, oldest first. */
  readonly integrityChecks: IntegrityCheck[];
  /** Who ran the system or recorded for a programme: they do not check their own work. */
  readonly operators: Set<string>;
  /** Who may read to audit, oldest first. */
  readonly auditAccess: AuditAccess[];
}
/** What an organisation command sees; `then` is the organisation as it stood on the day of the act. */
export type OrganisationContext = Context<OrganisationState, OrganisationState>;

export const initialOrganisation = (): OrganisationState => ({
  bodies: new Map(),
  memberships: [],
  teams: new Map(),
  persons: new Map(),
  closingDays: [],
  policies: [],
  elections: [],
  integrityChecks: [],
  operators: new Set(),
  auditAccess: [],
});

/** Is this person a member of a body with this function (for instance `college`) on this day? */
export function isMemberOf(state: OrganisationState, person: string, body: Role, day: string): boolean {
  return state.memberships.some(
    (membership) =>
      membership.person === person &&
      state.bodies.get(membership.bodyId)?.function === body &&
      membership.from <= day &&
      (membership.until === undefined || day < membership.until),
  );
}
/** The policy that holds on a day, with its version (X5). Version 0 is the product's default, before any was adopted. */
export function policyOn(state: OrganisationState, day: string): { version: number; policy: Policy } {
  let found: { version: number; effectiveFrom: string; policy: Policy } | undefined;
  for (const candidate of state.policies) {
    if (candidate.effectiveFrom <= day && (found === undefined || candidate.version > found.version)) found = candidate;
  }
  return found ?? { version: 0, policy: DEFAULT_POLICY };
}
const calendars = new WeakMap<readonly string[], Calendar>();
/**
 * The working days of the municipality. Every day is judged by the calendar that holds on that day, so a term that runs
 * into the next year counts with next year's closing days; the caller has no day to choose.
 */
export function calendarOn(state: OrganisationState): Calendar {
  let calendar = calendars.get(state.closingDays);
  if (calendar === undefined) calendars.set(state.closingDays, (calendar = calendarWith(state.closingDays)));
  return calendar;
}

export function evolveOrganisation(state: OrganisationState, event: OrganisationEvent): OrganisationState {
  const { day, role, actorPerson } = event.meta;
  if (actorPerson !== undefined && isOperating(role)) state.operators.add(actorPerson);
  switch (event.type) {
    case 'BodyRegistered': {
      const { bodyId, name, function: role, seats } = event.data;
      state.bodies.set(bodyId, { bodyId, name, function: role, seats });
      break;
    }
    case 'MembershipStarted':
      state.memberships.push({ bodyId: event.data.bodyId, person: event.data.person, from: day, until: undefined });
      break;
    case 'MembershipEnded':
      for (const each of state.memberships) {
        if (each.bodyId === event.data.bodyId && each.person === event.data.person) each.until ??= day;
      }
      break;
    case 'TeamRegistered':
      state.teams.set(event.data.teamId, { ...event.data });
      break;
    case 'CalendarSet': {
      const { effectiveFrom, closingDays } = event.data;
      state.closingDays = [
        ...state.closingDays.filter((closed) => closed < effectiveFrom),
        ...closingDays.filter((closed) => closed >= effectiveFrom),
      ];
      break;
    }
    case 'PolicyAdopted': {
      const read = readPolicy(event.data.settings);
      const policy = read.ok ? read.policy : DEFAULT_POLICY;
      state.policies.push({ version: event.data.policyVersion, effectiveFrom: event.data.effectiveFrom, policy });
      break;
    }
    case 'ContextEventRecorded':
      if (event.data.kind === 'verkiezingen') state.elections.push(day);
      break;
    case 'IntegrityVerified':
      state.integrityChecks.push(checkFrom(event.data, day));
      break;
    case 'AuditAccessGranted': {
      const { grantee, scope, dossierIds, until } = event.data;
      state.auditAccess.push({ grantee, scope, dossierIds, from: day, until });
      break;
    }
    case 'PersonRegistered':
      state.persons.set(event.data.person, { publicOfficial: event.data.publicOfficial, shredded: false });
      break;
    case 'PersonalDataShredded': {
      const person = state.persons.get(event.data.person);
      if (person !== undefined) person.shredded = true;
      break;
    }
  }
  return state;
}
