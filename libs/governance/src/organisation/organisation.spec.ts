import type { NewEvent } from '../kernel/event.js';
import { expectAccepted, expectRefused, context } from '../kernel/test-kit.js';
import {
  AdoptPolicy,
  EndMembership,
  GrantAuditAccess,
  RegisterBody,
  RegisterPerson,
  RegisterTeam,
  RecordContextEvent,
  SetCalendar,
  StartMembership,
} from './commands.js';
import type { Role } from '../kernel/roles.js';
import { auditAccessOn, AUDITING_FUNCTIONS } from './audit-access.js';
import { decideOrganisation } from './decide.js';
import {
  AuditAccessGranted,
  BodyRegistered,
  CalendarSet,
  ContextEventRecorded,
  MembershipStarted,
  PersonalDataShredded,
  PersonRegistered,
  PolicyAdopted,
  TeamRegistered,
} from './events.js';
import { decisionTypeOf, DEFAULT_POLICY } from './policy.js';
import {
  calendarOn,
  evolveOrganisation,
  initialOrganisation,
  isMemberOf,
  policyOn,
  type OrganisationEvent,
} from './state.js';

const DAY = '2025-06-02';
const given = (...events: readonly NewEvent[]) =>
  events.reduce(
    (state, event) => evolveOrganisation(state, { ...event, meta: { day: DAY } } as unknown as OrganisationEvent),
    initialOrganisation(),
  );
const when = <C extends object>(state: ReturnType<typeof given>, command: new () => C, fields: Partial<C>) =>
  decideOrganisation
    .find((rule) => rule.command === command)!
    .decide(Object.assign(new command(), fields) as never, state, {
      ...context({ day: DAY }),
      then: state,
      organisation: state,
    });

const college = BodyRegistered.of({ bodyId: 'B', name: 'College', function: 'college' });
const person = PersonRegistered.of({ person: 'P', name: 'Wethouder', publicOfficial: true });
const member = MembershipStarted.of({ bodyId: 'B', person: 'P' });
const shredded = PersonalDataShredded.of({ person: 'P', ground: 'verzoek', authority: 'FG' });

describe('the organisation', () => {
  it('registers each body, team and person once', () => {
    const state = given(college, person, TeamRegistered.of({ teamId: 'T', name: 'KCC', size: 9 }));
    expectRefused(when(state, RegisterBody, { bodyId: 'B', name: 'x', function: 'raad' }), 'ALREADY_EXISTS');
    expectRefused(when(state, RegisterTeam, { teamId: 'T', name: 'x', size: 1 }), 'ALREADY_EXISTS');
    expectRefused(when(state, RegisterPerson, { person: 'P', name: 'x', publicOfficial: false }), 'ALREADY_EXISTS');
    expectAccepted(when(state, RegisterBody, { name: 'Raad', function: 'raad' }), 'BodyRegistered');
    expectAccepted(when(state, RegisterTeam, { name: 'VTH', size: 5 }), 'TeamRegistered');
    expectAccepted(when(state, RegisterPerson, { name: 'x', publicOfficial: false }), 'PersonRegistered');
  });
  it('S1-03 knows who is a member of which body', () => {
    expectAccepted(when(given(college, person), StartMembership, { bodyId: 'B', person: 'P' }), 'MembershipStarted');
    expectRefused(when(given(), StartMembership, { bodyId: 'B', person: 'P' }), 'NOT_FOUND', 'NOT_FOUND');
    expectRefused(
      when(given(college, person, member), StartMembership, { bodyId: 'B', person: 'P' }),
      'ALREADY_MEMBER',
    );
    expectRefused(
      when(given(college, person, shredded), StartMembership, { bodyId: 'B', person: 'P' }),
      'PERSON_SHREDDED',
    );
    expectAccepted(
      when(given(college, person, member), EndMembership, { bodyId: 'B', person: 'P' }),
      'MembershipEnded',
    );
    expectRefused(when(given(college, person), EndMembership, { bodyId: 'B', person: 'P' }), 'NOT_FOUND');
    expect(isMemberOf(given(college, person, member), 'P', 'college', DAY)).toBe(true);
    expect(isMemberOf(given(college, person, member), 'P', 'college', '2025-06-01')).toBe(false);
  });
  it.each([
    ['{"lateAfterDays":7}', true],
    ['{"decisionTypes":{"huur":{"label":"Huur","options":0,"advice":[],"political":false,"deciders":["AO"]}}}', true],
    ['{"lateAfterDays":"7"}', false],
    ['{"onbekend":1}', false],
    ['{"decideWithinDaysOf":{"raad":30,"AO":5}}', true],
    ['{"decideWithinDaysOf":{"niemand":30}}', false],
    ['{"decideWithinDaysOf":{"raad":"30"}}', false],
    ['{"decideWithinDaysOf":30}', false],
    ['{"decisionTypes":{"huur":{"label":"Huur"}}}', false],
    [
      '{"decisionTypes":{"huur":{"label":"Huur","options":0,"advice":["x"],"political":false,"deciders":["AO"]}}}',
      false,
    ],
    ['{"decisionTypes":{"huur":{"label":"Huur","options":0,"advice":[],"political":false,"deciders":["x"]}}}', false],
    ['{"hiredConsentOf":"beiden"}', true],
    ['{"hiredConsentOf":"niemand"}', false],
    ['{"skippedInTriangle":["L1","L2"]}', true],
    ['{"skippedInTriangle":["L9"]}', false],
    ['{"autoRaise":["deadline","besluit"]}', true],
    ['{"autoRaise":["regen"]}', false],
    ['{"lateAfterDays":1e13}', false],
    ['[]', false],
    ['geen json', false],
  ])('X5 takes policy %s: %s', (settings, good) => {
    const outcome = when(given(), AdoptPolicy, { effectiveFrom: DAY, settings, title: 'Beleid' });
    expect(outcome.ok).toBe(good);
    if (!outcome.ok)
      expect(new Set(outcome.broken.map(({ refusal }) => refusal.code))).toEqual(new Set(['POLICY_INVALID']));
  });
  it('X5 lays policy over the default from its day on, version after version', () => {
    const state = given(
      PolicyAdopted.of({ policyVersion: 1, effectiveFrom: DAY, settings: '{"escalationTerms":{"L1":9}}', title: 'x' }),
    );
    expect(policyOn(state, DAY).policy.escalationTerms).toEqual({ ...DEFAULT_POLICY.escalationTerms, L1: 9 });
    expect(policyOn(state, '2025-06-01').version).toBe(0);
    expectRefused(
      when(state, AdoptPolicy, { policyVersion: 1, effectiveFrom: DAY, settings: '{}', title: 'x' }),
      'POLICY_VERSION',
    );
  });
  it('§4.13 closes each day by the calendar that holds on that day', () => {
    const set = (effectiveFrom: string, ...closingDays: readonly string[]) =>
      CalendarSet.of({ effectiveFrom, closingDays });
    const thisYear = set('2025-01-01', '2025-05-30', '2025-12-24', '2026-01-02');
    const nextYear = set('2026-01-01', '2025-12-31', '2026-05-15');
    const works = (state: ReturnType<typeof given>, ...days: readonly string[]) =>
      days.map((day) => calendarOn(state).isWorkingDay(day));
    const days = ['2025-05-30', '2025-12-24', '2025-12-31', '2026-01-02', '2026-05-15'];
    expect(works(given(), ...days)).toEqual([true, true, true, true, true]);
    expect(works(given(thisYear), ...days)).toEqual([false, false, true, false, true]);
    expect(works(given(thisYear, nextYear), ...days)).toEqual([false, false, true, true, false]);
    expect(calendarOn(given(thisYear, nextYear)).workingDaysBetween('2025-12-22', '2026-01-02')).toBe(5);
  });
  it('knows only the decision types that the policy names', () => {
    expect(decisionTypeOf(DEFAULT_POLICY, 'kaders')?.options).toBe(2);
    expect(decisionTypeOf(DEFAULT_POLICY, 'huur')).toBeUndefined();
    expect(decisionTypeOf(DEFAULT_POLICY, 'constructor')).toBeUndefined();
  });
  it.each([
    ['CalendarSet', SetCalendar, { closingDays: ['2025-05-30'], effectiveFrom: '2025-01-01' }],
    ['ContextEventRecorded', RecordContextEvent, { kind: 'verkiezingen', description: 'd' }],
  ] as const)('records %s', (type, command, fields) => {
    expectAccepted(when(given(), command as new () => object, fields), type);
  });
  it('S1-06 knows the days of elections, after which the government confirms its commitment again', () => {
    const event = (kind: 'verkiezingen' | 'anders') => ContextEventRecorded.of({ kind, description: 'd' });
    expect(given(event('verkiezingen')).elections).toEqual([DAY]);
    expect(given(event('anders')).elections).toEqual([]);
  });
  it('D9 forgets a person who was shredded', () => {
    expect(given(person, shredded).persons.get('P')).toEqual({ publicOfficial: true, shredded: true });
    expect(given(shredded).persons.size).toBe(0);
  });
  describe('X6 lets who audits read what the recorded grant says', () => {
    const grant = (
      until: string,
      dossierIds?: readonly string[],
      grantee: 'rekenkamer' | 'accountant' = 'rekenkamer',
    ) => AuditAccessGranted.of({ grantee, scope: 's', until, ...(dossierIds === undefined ? {} : { dossierIds }) });
    const reads = (state: ReturnType<typeof given>, role: Role, dossierId: string, day: string) =>
      auditAccessOn(state, role, dossierId, day) !== undefined;
    it('from the day of the grant up to and including its last', () => {
      const state = given(grant('2025-06-30'));
      const days = ['2025-06-01', DAY, '2025-06-30', '2025-07-01'];
      expect(days.map((day) => reads(state, 'rekenkamer', 'd-1', day))).toEqual([false, true, true, false]);
      expect(auditAccessOn(state, 'rekenkamer', 'd-1', DAY)).toMatchObject({ scope: 's', until: '2025-06-30' });
    });
    it('of the programmes that it names, or of all when it names none', () => {
      const named = given(grant('2025-06-30', ['d-1']));
      expect(['d-1', 'd-2'].map((id) => reads(named, 'rekenkamer', id, DAY))).toEqual([true, false]);
      expect(reads(given(grant('2025-06-30')), 'rekenkamer', 'd-2', DAY)).toBe(true);
    });
    it('in its own function only, and nothing without a grant', () => {
      const state = given(grant('2025-06-30'));
      const others = ['accountant', 'FG', 'concerncontroller', 'functioneelBeheer', 'college'] as const;
      expect(others.map((role) => reads(state, role, 'd-1', DAY))).toEqual(others.map(() => false));
      for (const role of AUDITING_FUNCTIONS) expect(reads(given(), role, 'd-1', DAY)).toBe(false);
      expect(reads(given(grant('2025-06-30', undefined, 'accountant')), 'accountant', 'd-1', DAY)).toBe(true);
    });
    it('until a later grant over the same programme ends it', () => {
      const shorter = given(grant('2025-12-31'), grant(DAY, ['d-1']));
      expect(['d-1', 'd-2'].map((id) => reads(shorter, 'rekenkamer', id, '2025-06-03'))).toEqual([false, true]);
      expect(reads(shorter, 'rekenkamer', 'd-1', DAY)).toBe(true);
    });
  });
  it('X6 grants access to who audits, over something', () => {
    const grant = (fields: Partial<GrantAuditAccess>) =>
      when(given(), GrantAuditAccess, { grantee: 'rekenkamer', scope: 's', until: DAY, ...fields });
    expect(grant({ dossierIds: ['d-1'] })).toMatchObject({ events: [{ data: { dossierIds: ['d-1'] } }] });
    expectRefused(grant({ dossierIds: [] }), 'SCOPE_EMPTY');
    for (const grantee of ['functioneelBeheer', 'raad', 'college', 'projectleider'] as const)
      expectRefused(grant({ grantee }), 'NOT_AUDITING');
  });
  it('grants access only ahead', () => {
    expectAccepted(
      when(given(), GrantAuditAccess, { grantee: 'rekenkamer', scope: 'alles', until: DAY }),
      'AuditAccessGranted',
    );
    expectRefused(
      when(given(), GrantAuditAccess, { grantee: 'rekenkamer', scope: 'alles', until: '2025-06-01' }),
      'PERIOD_INVALID',
    );
  });
});
