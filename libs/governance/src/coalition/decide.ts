import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import type { CoalitionRole, Role } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive, requireNotEnded } from '../lifecycle/active.js';
import { isMemberOf } from '../organisation/state.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';
import { holderOn, substituteOn } from './state.js';

/** Who appoints to which role (governance.md §4.3). */
const APPOINTERS: Readonly<Record<CoalitionRole, readonly Role[]>> = {
  BO: ['college'],
  AO: ['college', 'MT'],
  projectleider: ['AO', 'college'],
  concerncontroller: ['college', 'MT', 'AO'],
  omgevingsmanager: ['AO', 'projectleider'],
};

function requireAppointer(
  guard: Guard,
  role: CoalitionRole,
  context: DossierContext,
  also: readonly Role[] = [],
): void {
  const allowed = [...APPOINTERS[role], ...also];
  guard.require(
    allowed.includes(context.actor.as),
    rules.NOT_THE_APPOINTER,
    `De rol ${role} vervult ${allowed.join(' of ')}, niet ${context.actor.as}.`,
    'role',
  );
}
function requirePerson(guard: Guard, person: string, context: DossierContext): void {
  guard.require(
    context.organisation.persons.has(person),
    rules.PERSON_UNKNOWN,
    `Persoon ${person} staat niet in het register.`,
    'person',
  );
}
/** A substitute acts from now on, never in hindsight, and one at a time. */
function requireInterval(
  guard: Guard,
  command: commands.DesignateSubstitute,
  state: DossierState,
  context: DossierContext,
): void {
  const { role, from, until } = command;
  guard.require(
    from >= context.day,
    rules.SUBSTITUTE_INTERVAL,
    `De vervanging zou beginnen op ${dutchDay(from)}, voor de aanwijzing op ${dutchDay(context.day)}.`,
    'from',
  );
  guard.require(
    until === undefined || until >= from,
    rules.SUBSTITUTE_INTERVAL,
    () => `De laatste dag, ${dutchDay(until!)}, ligt voor de eerste, ${dutchDay(from)}.`,
    'until',
  );
  const other = state.coalition.substitutions.find(
    (each) =>
      each.role === role &&
      (until === undefined || each.from <= until) &&
      (each.until === undefined || each.until > from),
  );
  guard.require(
    other === undefined,
    rules.SUBSTITUTE_INTERVAL,
    () => `Vanaf ${dutchDay(other!.from)} neemt ${other!.person} al waar.`,
    'from',
  );
}
/** The only double role that can be allowed: a member of the college is never the AO. */
const ACCEPTABLE_CONFLICT: readonly CoalitionRole[] = ['AO', 'projectleider'];

function conflictAccepted(state: DossierState, roles: readonly string[], day: string): boolean {
  return state.coalition.acceptedConflicts.some(
    (accepted) => accepted.until >= day && roles.every((role) => accepted.roles.includes(role)),
  );
}
/** AO and project leader are two people; a person in or out of the college fits the role. */
function requireFit(
  guard: Guard,
  role: CoalitionRole,
  person: string,
  state: DossierState,
  context: DossierContext,
): void {
  const inCollege = isMemberOf(context.organisation, person, 'college', context.day);
  if (role === 'BO')
    guard.require(
      inCollege,
      rules.BO_NOT_IN_COLLEGE,
      `Persoon ${person} is op ${dutchDay(context.day)} geen lid van het college.`,
      'person',
    );
  if (role === 'AO')
    guard.require(!inCollege, rules.AO_IN_COLLEGE, `Persoon ${person} is lid van het college.`, 'person');
  const other = role === 'AO' ? 'projectleider' : role === 'projectleider' ? 'AO' : undefined;
  if (other !== undefined && holderOn(context.then.coalition, other, context.day)?.person === person) {
    guard.require(
      conflictAccepted(state, ['AO', 'projectleider'], context.day),
      rules.ROLE_CONFLICT,
      `Persoon ${person} vervult al de rol ${other}.`,
      'person',
    );
  }
}

export const decideCoalition = [
  on(commands.FormCoalition, (command, state) =>
    requireNotEnded(new Guard(), state).then(() => [events.CoalitionFormed.of({ ...command })]),
  ),
  on(commands.AppointRole, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    requireAppointer(guard, command.role, context);
    requirePerson(guard, command.person, context);
    requireFit(guard, command.role, command.person, state, context);
    const overlapping = state.coalition.tenures.find(
      ({ role, until }) => role === command.role && (until === undefined || until > context.day),
    );
    guard.require(
      overlapping === undefined,
      rules.ROLE_FILLED,
      () => `De rol ${command.role} is al vervuld vanaf ${dutchDay(overlapping!.from)}.`,
      'role',
    );
    return guard.then(() => [events.RoleAppointed.of(defined({ ...command }))]);
  }),
  on(commands.EndRole, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    requireAppointer(guard, command.role, context, command.role === 'BO' ? ['griffie'] : []);
    const holder = holderOn(context.then.coalition, command.role, context.day);
    guard.require(
      holder !== undefined,
      rules.ROLE_NOT_FILLED,
      `De rol ${command.role} is op ${dutchDay(context.day)} niet vervuld.`,
      'role',
    );
    return guard.then(() => [events.RoleEnded.of(defined({ ...command, person: holder!.person }))]);
  }),
  on(commands.DesignateSubstitute, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    const holder = holderOn(state.coalition, command.role, context.day);
    guard.require(
      holder !== undefined,
      rules.ROLE_NOT_FILLED,
      `De rol ${command.role} is niet vervuld; er valt niemand te vervangen.`,
      'role',
    );
    guard.require(
      holder?.person !== command.person,
      rules.SUBSTITUTE_IS_HOLDER,
      `Persoon ${command.person} vervult de rol zelf.`,
      'person',
    );
    requireAppointer(guard, command.role, context);
    requireInterval(guard, command, state, context);
    requirePerson(guard, command.person, context);
    requireFit(guard, command.role, command.person, state, context);
    return guard.then(() => [events.SubstituteDesignated.of(defined({ ...command }))]);
  }),
  on(commands.WithdrawSubstitute, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    requireAppointer(guard, command.role, context);
    const found = substituteOn(state.coalition, command.role, context.day);
    guard.require(
      found?.person === command.person,
      rules.ROLE_NOT_FILLED,
      `Persoon ${command.person} vervangt niemand in de rol ${command.role}.`,
      'person',
    );
    return guard.then(() => [events.SubstituteWithdrawn.of({ ...command })]);
  }),
  on(commands.AcceptAssignment, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    guard.require(
      context.actor.as === command.role && holderOn(state.coalition, command.role, context.day) !== undefined,
      rules.ROLE_NOT_FILLED,
      `De opdracht aanvaardt wie de rol ${command.role} vervult.`,
      'role',
    );
    return guard.then(() => [events.AssignmentAccepted.of(defined({ ...command }))]);
  }),
  on(commands.ConfirmCommitment, (command, state) =>
    requireActive(new Guard(), state).then(() => [events.CommitmentConfirmed.of({ ...command })]),
  ),
  on(commands.WithdrawCommitment, (command, state) =>
    requireActive(new Guard(), state).then(() => [events.CommitmentWithdrawn.of({ ...command })]),
  ),
  on(commands.AcceptRoleConflict, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    const roles = [...new Set(command.roles)];
    guard.require(
      roles.length === ACCEPTABLE_CONFLICT.length && roles.every((role) => ACCEPTABLE_CONFLICT.includes(role)),
      rules.CONFLICT_INVALID,
      `U noemt ${roles.join(', ') || 'geen rollen'}; aanvaard kan alleen ${ACCEPTABLE_CONFLICT.join(' met ')}.`,
      'roles',
    );
    guard.require(
      command.until >= context.day,
      rules.CONFLICT_INVALID,
      `De laatste dag, ${dutchDay(command.until)}, is al voorbij.`,
      'until',
    );
    return guard.then(() => [events.ConflictOfRoleAccepted.of({ ...command, roles })]);
  }),
  on(commands.FormTeam, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    for (const team of command.teams) requireTeam(guard, team, context);
    return guard.then(() => [events.TeamFormed.of(defined({ ...command }))]);
  }),
  on(commands.AddTeamMember, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    const memberId = command.memberId ?? context.newId('LID');
    guard.require(!state.coalition.members.has(memberId), ALREADY_EXISTS, `Lid ${memberId} bestaat al.`, 'memberId');
    requireTeam(guard, command.team, context);
    return guard.then(() => [events.TeamMemberAdded.of(defined({ ...command, memberId }))]);
  }),
  on(commands.RemoveTeamMember, (command, state) => {
    const guard = requireActive(new Guard(), state);
    const member = state.coalition.members.get(command.memberId);
    guard.require(
      member !== undefined && member.until === undefined,
      NOT_FOUND,
      `Er is geen lid ${command.memberId}.`,
      'memberId',
    );
    return guard.then(() => [events.TeamMemberLeft.of({ ...command })]);
  }),
  on(commands.NameAmbassador, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    requireTeam(guard, command.team, context);
    requirePerson(guard, command.person, context);
    return guard.then(() => [events.AmbassadorNamed.of({ ...command })]);
  }),
  on(commands.AcceptResponsibility, (command, state) => {
    const guard = requireActive(new Guard(), state);
    const accountable = state.coalition.accountable.get(command.deliverable);
    const clash =
      command.kind === 'eindverantwoordelijk' && accountable !== undefined && accountable !== command.holder;
    guard.require(
      !clash,
      rules.ACCOUNTABLE_TAKEN,
      `Voor ${command.deliverable} is ${accountable} al eindverantwoordelijk.`,
      'holder',
    );
    return guard.then(() => [events.ResponsibilityAccepted.of({ ...command })]);
  }),
  on(commands.BriefSponsor, (command, state) =>
    requireActive(new Guard(), state).then(() => [
      events.SponsorBriefed.of({ role: command.role, topics: command.summary }),
    ]),
  ),
  on(commands.AdoptPrinciples, (command, state) =>
    requireActive(new Guard(), state).then(() => [events.PrinciplesAdopted.of({ ...command })]),
  ),
  on(commands.EngagePartner, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    const partnerId = command.partnerId ?? context.newId('P');
    guard.require(
      !state.coalition.partners.has(partnerId),
      ALREADY_EXISTS,
      `Partij ${partnerId} bestaat al.`,
      'partnerId',
    );
    return guard.then(() => [events.PartnerEngaged.of({ ...command, partnerId })]);
  }),
  on(commands.ReleasePartner, (command, state) => {
    const guard = requireNotEnded(new Guard(), state);
    const partner = state.coalition.partners.get(command.partnerId);
    guard.require(
      partner !== undefined && partner.until === undefined,
      NOT_FOUND,
      `Er is geen partij ${command.partnerId}.`,
      'partnerId',
    );
    return guard.then(() => [events.PartnerReleased.of({ ...command })]);
  }),
] as const;

function requireTeam(guard: Guard, team: string, context: DossierContext): void {
  guard.require(
    context.organisation.teams.has(team),
    rules.TEAM_UNKNOWN,
    `Team ${team} staat niet in het register.`,
    'teams',
  );
}
