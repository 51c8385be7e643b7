import { deciderFor } from '../kernel/decider.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { AUDITING_FUNCTIONS } from './audit-access.js';
import * as c from './commands.js';
import * as e from './events.js';
import { readPolicy } from './policy-settings.js';
import {
  ALREADY_MEMBER,
  NOT_AUDITING,
  NOT_INDEPENDENT,
  PERIOD_INVALID,
  SCOPE_EMPTY,
  PERSON_SHREDDED,
  POLICY_INVALID,
  POLICY_VERSION,
  VERIFICATION_INCOMPLETE,
} from './refusals.js';
import type { OrganisationContext, OrganisationState } from './state.js';

export const onOrganisation = deciderFor<OrganisationState, OrganisationContext>();

const openMembership = (state: OrganisationState, bodyId: string, person: string) =>
  state.memberships.find((each) => each.bodyId === bodyId && each.person === person && each.until === undefined);

function requirePerson(guard: Guard, state: OrganisationState, person: string): void {
  const known = state.persons.get(person);
  guard.require(known !== undefined, NOT_FOUND, `Persoon ${person} is niet geregistreerd.`, 'person');
  guard.require(
    known?.shredded !== true,
    PERSON_SHREDDED,
    `De gegevens van persoon ${person} zijn vernietigd.`,
    'person',
  );
}

export const decideOrganisation = [
  onOrganisation(c.RegisterBody, (command, state, context) => {
    const bodyId = command.bodyId ?? context.newId('O');
    return new Guard()
      .require(!state.bodies.has(bodyId), ALREADY_EXISTS, `Orgaan ${bodyId} bestaat al.`, 'bodyId')
      .then(() => [
        e.BodyRegistered.of(defined({ bodyId, name: command.name, function: command.function, seats: command.seats })),
      ]);
  }),
  onOrganisation(c.StartMembership, (command, state) => {
    const guard = new Guard();
    guard.require(
      state.bodies.has(command.bodyId),
      NOT_FOUND,
      `Orgaan ${command.bodyId} is niet geregistreerd.`,
      'bodyId',
    );
    requirePerson(guard, state, command.person);
    guard.require(
      openMembership(state, command.bodyId, command.person) === undefined,
      ALREADY_MEMBER,
      `Persoon ${command.person} is al lid van ${command.bodyId}.`,
      'person',
    );
    return guard.then(() => [
      e.MembershipStarted.of(defined({ bodyId: command.bodyId, person: command.person, function: command.function })),
    ]);
  }),
  onOrganisation(c.EndMembership, (command, state, context) => {
    const membership = openMembership(state, command.bodyId, command.person);
    return new Guard()
      .require(
        membership !== undefined && membership.from <= context.day,
        NOT_FOUND,
        `Persoon ${command.person} is dan geen lid van ${command.bodyId}.`,
        'person',
      )
      .then(() => [
        e.MembershipEnded.of(defined({ bodyId: command.bodyId, person: command.person, reason: command.reason })),
      ]);
  }),
  onOrganisation(c.RegisterTeam, (command, state, context) => {
    const teamId = command.teamId ?? context.newId('T');
    return new Guard()
      .require(!state.teams.has(teamId), ALREADY_EXISTS, `Team ${teamId} bestaat al.`, 'teamId')
      .then(() => [e.TeamRegistered.of({ teamId, name: command.name, size: command.size })]);
  }),
  onOrganisation(c.SetCalendar, (command) =>
    new Guard().then(() => [
      e.CalendarSet.of({ closingDays: command.closingDays, effectiveFrom: command.effectiveFrom }),
    ]),
  ),
  onOrganisation(c.AdoptPolicy, (command, state) => {
    const next = (state.policies.at(-1)?.version ?? 0) + 1;
    const policyVersion = command.policyVersion ?? next;
    const guard = new Guard().require(
      policyVersion === next,
      POLICY_VERSION,
      `De volgende versie is ${next}, niet ${policyVersion}.`,
      'policyVersion',
    );
    const read = readPolicy(command.settings);
    if (!read.ok) for (const wrong of read.wrong) guard.add(POLICY_INVALID, `In het beleid: ${wrong}.`, 'settings');
    return guard.then(() => [
      e.PolicyAdopted.of({
        policyVersion,
        effectiveFrom: command.effectiveFrom,
        settings: command.settings,
        title: command.title,
      }),
    ]);
  }),
  onOrganisation(c.RecordContextEvent, (command) =>
    new Guard().then(() => [e.ContextEventRecorded.of({ kind: command.kind, description: command.description })]),
  ),
  onOrganisation(c.RegisterPerson, (command, state, context) => {
    const person = command.person ?? context.newId('P');
    return new Guard()
      .require(!state.persons.has(person), ALREADY_EXISTS, `Persoon ${person} bestaat al.`, 'person')
      .then(() => [
        e.PersonRegistered.of(
          defined({ person, name: command.name, contact: command.contact, publicOfficial: command.publicOfficial }),
        ),
      ]);
  }),
  onOrganisation(c.ShredPersonalData, (command, state) => {
    const guard = new Guard();
    requirePerson(guard, state, command.person);
    return guard.then(() => [
      e.PersonalDataShredded.of({ person: command.person, ground: command.ground, authority: command.authority }),
    ]);
  }),
  onOrganisation(c.GrantAuditAccess, (command, _state, context) =>
    new Guard()
      .require(
        command.until >= context.day,
        PERIOD_INVALID,
        `De inzage eindigt op ${command.until}, voor ${context.day}.`,
        'until',
      )
      .require(
        AUDITING_FUNCTIONS.includes(command.grantee),
        NOT_AUDITING,
        `${command.grantee} controleert niet; inzage is er voor ${AUDITING_FUNCTIONS.join(', ')}.`,
        'grantee',
      )
      .require(
        command.dossierIds?.length !== 0,
        SCOPE_EMPTY,
        'Noem minstens één programma, of laat de lijst weg voor alle programma’s.',
        'dossierIds',
      )
      .then(() => [
        e.AuditAccessGranted.of(
          defined({
            grantee: command.grantee,
            scope: command.scope,
            until: command.until,
            dossierIds: command.dossierIds,
          }),
        ),
      ]),
  ),
  onOrganisation(c.VerifyIntegrity, (command, state, { actor }) => {
    const { size, intact, tool, root, finding } = command;
    return new Guard()
      .require(
        actor.role === actor.as,
        NOT_INDEPENDENT,
        `${actor.role} legt deze toets vast namens ${actor.as}. Laat ${actor.as} het zelf doen.`,
        'onBehalfOf',
      )
      .require(
        !state.operators.has(actor.person),
        NOT_INDEPENDENT,
        'U hebt zelf als functioneel beheerder of projectbureau vastgelegd. Laat een ander het logboek toetsen.',
      )
      .require(!intact || root !== undefined, VERIFICATION_INCOMPLETE, 'De wortel ontbreekt.', 'root')
      .require(intact || finding !== undefined, VERIFICATION_INCOMPLETE, 'Wat er niet klopt ontbreekt.', 'finding')
      .then(() => [e.IntegrityVerified.of(defined({ size, intact, tool, root, finding }))]);
  }),
] as const;
