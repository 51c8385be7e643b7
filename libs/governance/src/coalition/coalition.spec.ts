import type { DossierContext } from '../dossier.js';
import type { Role } from '../kernel/roles.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { initialOrganisation } from '../organisation/state.js';
import * as act from './commands.js';
import { decideCoalition } from './decide.js';
import * as happened from './events.js';
import { holderOn, isVacant, substituteOn } from './state.js';

const organisation = initialOrganisation();
for (const person of ['p-wethouder', 'p-directeur', 'p-lead'])
  organisation.persons.set(person, { publicOfficial: false, shredded: false });
organisation.bodies.set('B', { bodyId: 'B', name: 'College', function: 'college', seats: 5 });
organisation.memberships.push({ bodyId: 'B', person: 'p-wethouder', from: '2022-06-01', until: undefined });
organisation.teams.set('KCC', { teamId: 'KCC', name: 'KCC', size: 9 });

type About = Partial<DossierContext> & { readonly as?: Role };
const doing = <C extends object>(
  history: readonly Given[],
  command: new () => C,
  fields: Partial<C>,
  about: About = { as: 'college' },
) => when(given(...history), decideCoalition, command, fields, { organisation, ...about });
type CoalitionRole = act.AppointRole['role'];
const appointed = (role: CoalitionRole, person: string): Given => [
  happened.RoleAppointed.of({ role, person, hired: false }),
  { on: '2025-01-06' },
];
const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'getrapt' });
const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
const AO = appointed('AO', 'p-directeur');

describe('roles', () => {
  const appoint = (role: CoalitionRole, person: string, as: Role, ...history: readonly Given[]) =>
    doing(history, act.AppointRole, { role, person, hired: false }, { as });
  it('S1-02 are filled by known people, by who appoints them', () => {
    expectAccepted(appoint('projectleider', 'p-lead', 'AO'), 'RoleAppointed');
    expectRefused(appoint('projectleider', 'p-lead', 'MT'), 'NOT_THE_APPOINTER');
    expectRefused(appoint('AO', 'p-directeur', 'AO'), 'NOT_THE_APPOINTER');
    expectRefused(appoint('projectleider', 'p-onbekend', 'AO'), 'PERSON_UNKNOWN');
    expectRefused(appoint('projectleider', 'p-lead', 'AO', ended), 'PROGRAMME_ENDED');
  });
  it('S1-03 take the BO from the college, one person at a time', () => {
    expectAccepted(appoint('BO', 'p-wethouder', 'college'), 'RoleAppointed');
    expectRefused(appoint('BO', 'p-directeur', 'college'), 'BO_NOT_IN_COLLEGE');
    expectRefused(appoint('BO', 'p-wethouder', 'college', appointed('BO', 'p-wethouder')), 'ROLE_FILLED');
  });
  it('S1-08 take the AO from outside the college, and not the lead unless that was accepted', () => {
    expectAccepted(appoint('AO', 'p-directeur', 'MT'), 'RoleAppointed');
    expectRefused(appoint('AO', 'p-wethouder', 'MT'), 'AO_IN_COLLEGE');
    expectRefused(appoint('projectleider', 'p-directeur', 'AO', AO), 'ROLE_CONFLICT');
    const accepted = (until: string) =>
      happened.ConflictOfRoleAccepted.of({ roles: ['AO', 'projectleider'], until, reason: 'r' });
    expectAccepted(appoint('projectleider', 'p-directeur', 'AO', AO, accepted('2025-12-31')), 'RoleAppointed');
    expectRefused(appoint('projectleider', 'p-directeur', 'AO', AO, accepted('2025-06-01')), 'ROLE_CONFLICT');
  });
  it('end on a day, from which they are vacant', () => {
    const BO = appointed('BO', 'p-wethouder');
    expectAccepted(doing([BO], act.EndRole, { role: 'BO' }, { as: 'griffie' }), 'RoleEnded');
    expectRefused(doing([], act.EndRole, { role: 'BO' }), 'ROLE_NOT_FILLED');
    expectRefused(doing([BO], act.EndRole, { role: 'BO' }, { as: 'AO' }), 'NOT_THE_APPOINTER');
    const roleEnded = happened.RoleEnded.of({ role: 'BO', person: 'p-wethouder' });
    const { coalition } = given(BO, [roleEnded, { on: '2025-06-01' }]);
    expect(holderOn(coalition, 'BO', '2025-05-31')?.person).toBe('p-wethouder');
    expect(isVacant(coalition, 'BO', '2025-06-01')).toBe(true);
  });
  describe('S1-02 have a substitute beside a holder', () => {
    const fields = { role: 'AO', person: 'p-lead', from: '2025-06-02', until: '2025-06-20' } as const;
    const substituted = happened.SubstituteDesignated.of(fields);
    const designate = (more: Partial<act.DesignateSubstitute> = {}, ...history: readonly Given[]) =>
      doing([AO, ...history], act.DesignateSubstitute, { ...fields, ...more });
    it('who is another known person that fits the role', () => {
      expectAccepted(designate(), 'SubstituteDesignated');
      expectRefused(doing([], act.DesignateSubstitute, fields), 'ROLE_NOT_FILLED');
      expectRefused(designate({ person: 'p-directeur' }), 'SUBSTITUTE_IS_HOLDER');
      expectRefused(designate({ person: 'p-onbekend' }), 'PERSON_UNKNOWN');
      expectRefused(designate({ person: 'p-wethouder' }), 'AO_IN_COLLEGE');
    });
    it('named by who appoints to the role', () => {
      for (const as of ['college', 'MT'] as const)
        expectAccepted(doing([AO], act.DesignateSubstitute, fields, { as }), 'SubstituteDesignated');
      expectRefused(doing([AO], act.DesignateSubstitute, fields, { as: 'AO' }), 'NOT_THE_APPOINTER');
      expectRefused(doing([AO], act.DesignateSubstitute, fields, { as: 'projectleider' }), 'NOT_THE_APPOINTER');
    });
    it.each([
      ['from today on', {}, true],
      ['for one day', { until: '2025-06-02' }, true],
      ['in hindsight', { from: '2025-06-01' }, false],
      ['ending before it begins', { until: '2025-06-01' }, false],
    ])('%s: %3$s', (_how, more, good) => {
      if (good) expectAccepted(designate(more), 'SubstituteDesignated');
      else expectRefused(designate(more), 'SUBSTITUTE_INTERVAL');
    });
    it('one at a time, to the end of the last day', () => {
      expectRefused(designate({ from: '2025-06-20', until: '2025-06-30' }, substituted), 'SUBSTITUTE_INTERVAL');
      expectAccepted(designate({ from: '2025-06-21', until: '2025-06-30' }, substituted), 'SubstituteDesignated');
      const { coalition } = given(AO, substituted);
      expect(substituteOn(coalition, 'AO', '2025-06-20')?.person).toBe('p-lead');
      expect(substituteOn(coalition, 'AO', '2025-06-21')).toBeUndefined();
    });
    it('withdrawn by who appoints, once', () => {
      const withdraw = { role: 'AO', person: 'p-lead' } as const;
      const withdrawn = happened.SubstituteWithdrawn.of(withdraw);
      expectAccepted(doing([AO, substituted], act.WithdrawSubstitute, withdraw), 'SubstituteWithdrawn');
      expectRefused(doing([AO], act.WithdrawSubstitute, withdraw), 'ROLE_NOT_FILLED');
      expectRefused(doing([AO, substituted, withdrawn], act.WithdrawSubstitute, withdraw), 'ROLE_NOT_FILLED');
      expectRefused(doing([AO, substituted], act.WithdrawSubstitute, withdraw, { as: 'AO' }), 'NOT_THE_APPOINTER');
    });
  });
  it('S1-08 let a double role of AO and lead be accepted, until a day to come', () => {
    const accept = (fields: Partial<act.AcceptRoleConflict> = {}, ...history: readonly Given[]) =>
      doing(history, act.AcceptRoleConflict, {
        roles: ['AO', 'projectleider'],
        until: '2025-06-02',
        reason: 'r',
        ...fields,
      });
    expectAccepted(accept(), 'ConflictOfRoleAccepted');
    expectAccepted(accept({ roles: ['projectleider', 'AO', 'AO'] }), 'ConflictOfRoleAccepted');
    expectRefused(accept({ until: '2025-06-01' }), 'CONFLICT_INVALID');
    expectRefused(accept({ roles: ['AO'] }), 'CONFLICT_INVALID');
    expectRefused(accept({ roles: [] }), 'CONFLICT_INVALID');
    expectRefused(accept({ roles: ['BO', 'AO'] }), 'CONFLICT_INVALID');
    expectRefused(accept({}, ended), 'PROGRAMME_ENDED');
  });
  it('S1-08 let the holder accept the assignment', () => {
    expectAccepted(doing([AO], act.AcceptAssignment, { role: 'AO' }, { as: 'AO' }), 'AssignmentAccepted');
    expectRefused(doing([], act.AcceptAssignment, { role: 'AO' }, { as: 'AO' }), 'ROLE_NOT_FILLED');
    expectRefused(doing([AO], act.AcceptAssignment, { role: 'AO' }, { as: 'BO' }), 'ROLE_NOT_FILLED');
  });
});

describe('the team', () => {
  it('S1-28 has one person accountable per deliverable', () => {
    const fields = { deliverable: 'D', kind: 'eindverantwoordelijk', holder: 'p-a' } as const;
    const history = [started, happened.ResponsibilityAccepted.of(fields)];
    expectAccepted(doing(history, act.AcceptResponsibility, fields), 'ResponsibilityAccepted');
    expectRefused(doing(history, act.AcceptResponsibility, { ...fields, holder: 'p-b' }), 'ACCOUNTABLE_TAKEN');
    const other = { ...fields, holder: 'p-b', kind: 'uitvoerend' } as const;
    expectAccepted(doing(history, act.AcceptResponsibility, other), 'ResponsibilityAccepted');
  });
  it('S1-19 is formed of known teams', () => {
    expectAccepted(doing([started], act.FormTeam, { teams: ['KCC'] }), 'TeamFormed');
    expectRefused(doing([started], act.FormTeam, { teams: ['X'] }), 'TEAM_UNKNOWN');
    expect([...given(started, happened.TeamFormed.of({ teams: ['KCC'] })).coalition.teams]).toEqual(['KCC']);
  });
  it('S1-20 gets members per phase with their expertise, once, until they leave', () => {
    const fields = { memberId: 'L', team: 'KCC', expertise: 'Archief', phase: 'Voorbereiding' };
    const member = happened.TeamMemberAdded.of(fields);
    const left = happened.TeamMemberLeft.of({ memberId: 'L' });
    const added = doing([started], act.AddTeamMember, fields);
    expectAccepted(added, 'TeamMemberAdded');
    expect(added).toMatchObject({ events: [{ data: fields }] });
    expectRefused(doing([started], act.AddTeamMember, { ...fields, team: 'X' }), 'TEAM_UNKNOWN');
    expectRefused(doing([started, member], act.AddTeamMember, fields), 'ALREADY_EXISTS');
    expectAccepted(doing([started, member], act.RemoveTeamMember, { memberId: 'L' }), 'TeamMemberLeft');
    expectRefused(doing([started], act.RemoveTeamMember, { memberId: 'L' }), 'NOT_FOUND');
    expectRefused(doing([started, member, left], act.RemoveTeamMember, { memberId: 'L' }), 'NOT_FOUND');
    const { members } = given(started, member, [left, { on: '2025-06-09' }]).coalition;
    expect(members.get('L')).toMatchObject({ team: 'KCC', from: '2025-06-02', until: '2025-06-09' });
  });
  it('S1-21 names an ambassador, a known person in a known team', () => {
    const name = (team: string, person: string) => doing([started], act.NameAmbassador, { team, person });
    expectAccepted(name('KCC', 'p-lead'), 'AmbassadorNamed');
    expectRefused(name('X', 'p-lead'), 'TEAM_UNKNOWN');
    expectRefused(name('KCC', 'p-onbekend'), 'PERSON_UNKNOWN');
  });
  it('S3-06 engages a partner once and releases it once', () => {
    const fields = { partnerId: 'P', name: 'Bureau', task: 't' };
    const engaged = happened.PartnerEngaged.of(fields);
    const released = happened.PartnerReleased.of({ partnerId: 'P' });
    expectAccepted(doing([], act.EngagePartner, fields), 'PartnerEngaged');
    expectRefused(doing([engaged], act.EngagePartner, fields), 'ALREADY_EXISTS');
    expectAccepted(doing([engaged], act.ReleasePartner, { partnerId: 'P' }), 'PartnerReleased');
    expectRefused(doing([engaged, released], act.ReleasePartner, { partnerId: 'P' }), 'NOT_FOUND');
  });
  it.each([
    ['S1-06', 'CommitmentConfirmed', act.ConfirmCommitment, { statement: 's' }],
    ['S1-06', 'CommitmentWithdrawn', act.WithdrawCommitment, { reason: 'r' }],
    ['S1-14', 'SponsorBriefed', act.BriefSponsor, { role: 'AO', summary: 's' }],
    ['S1-26 S5-11', 'PrinciplesAdopted', act.AdoptPrinciples, { principles: 'p' }],
    ['S1-17', 'TeamFormed', act.FormTeam, { teams: ['KCC'] }],
  ] as const)('%s records %s in a running programme only', (_id, type, command, fields) => {
    expectAccepted(doing([started], command as new () => object, fields), type);
    expectRefused(doing([], command as new () => object, fields), 'PROGRAMME_NOT_STARTED');
    expectRefused(doing([started, ended], command as new () => object, fields), 'PROGRAMME_ENDED');
  });
  it('S1-06 remembers since when the government stands behind the programme, or no longer does', () => {
    const confirmed: Given = [happened.CommitmentConfirmed.of({ statement: 's' }), { on: '2025-01-10' }];
    const withdrawn: Given = [happened.CommitmentWithdrawn.of({ reason: 'r' }), { on: '2025-03-01' }];
    expect(given(started).coalition.commitment).toBeUndefined();
    expect(given(started, confirmed).coalition.commitment).toEqual({ confirmed: true, on: '2025-01-10' });
    expect(given(started, confirmed, withdrawn).coalition.commitment).toEqual({ confirmed: false, on: '2025-03-01' });
  });
  it('S1-02 forms a coalition until the end', () => {
    expectAccepted(doing([], act.FormCoalition, { statement: 's' }), 'CoalitionFormed');
    expectRefused(doing([ended], act.FormCoalition, { statement: 's' }), 'PROGRAMME_ENDED');
  });
});
