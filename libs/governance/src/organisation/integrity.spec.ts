import type { NewEvent } from '../kernel/event.js';
import type { Role } from '../kernel/roles.js';
import { context, expectAccepted, expectRefused, given as givenDossier } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { deriveSignals } from '../signals/derive.js';
import { VerifyIntegrity } from './commands.js';
import { decideOrganisation } from './decide.js';
import { IntegrityVerified, PolicyAdopted, TeamRegistered } from './events.js';
import { INDEPENDENT_FUNCTIONS, integrityOn } from './integrity.js';
import { evolveOrganisation, initialOrganisation, type OrganisationEvent, type OrganisationState } from './state.js';

const ROOT = 'a'.repeat(64);
const GOOD = { size: 7, intact: true, tool: 'besluitspoor verify', root: ROOT };
const BAD = { size: 7, intact: false, tool: 'besluitspoor verify', finding: 'Regel 3 is veranderd.' };

interface Told {
  readonly event: NewEvent;
  readonly on: string;
  readonly role?: Role;
  readonly person?: string;
}
const given = (...told: readonly Told[]): OrganisationState =>
  told.reduce((state, { event, on, role, person }) => {
    const meta = { day: on, role: role ?? 'CISO', actorPerson: person ?? 'p-ciso' };
    return evolveOrganisation(state, { ...event, meta } as unknown as OrganisationEvent);
  }, initialOrganisation());
const checked = (on: string, data: typeof GOOD | typeof BAD = GOOD): Told => ({
  event: IntegrityVerified.of(data),
  on,
});

const rule = decideOrganisation.find(({ command }) => command === VerifyIntegrity)!;
function when(fields: Partial<VerifyIntegrity>, role: Role, as: Role = role, state = given(), person = 'p-ciso') {
  const command = Object.assign(new VerifyIntegrity(), fields);
  const about = context({ actor: { person, role, as } });
  return rule.decide(command as never, state, { ...about, then: state, organisation: state });
}

describe('BIO2 8.15.06 an independent officer checks the log', () => {
  it.each(INDEPENDENT_FUNCTIONS)('%s records the outcome, good or bad', (role) => {
    expectAccepted(when(GOOD, role), 'IntegrityVerified');
    expectAccepted(when(BAD, role), 'IntegrityVerified');
  });
  it('refuses who records it for another', () => {
    expectRefused(when(GOOD, 'projectbureau', 'rekenkamer'), 'NOT_INDEPENDENT');
    expectRefused(when(GOOD, 'CISO', 'rekenkamer'), 'NOT_INDEPENDENT');
  });
  it.each(['functioneelBeheer', 'projectbureau'] as const)('refuses who acted as %s, in any function', (role) => {
    const team = TeamRegistered.of({ teamId: 'T', name: 'KCC', size: 9 });
    const state = given({ event: team, on: '2025-01-06', role, person: 'p-beheer' });
    expectRefused(when(GOOD, 'CISO', 'CISO', state, 'p-beheer'), 'NOT_INDEPENDENT');
    expectAccepted(when(GOOD, 'CISO', 'CISO', state, 'p-ander'), 'IntegrityVerified');
  });
  it('asks the root of a log that is whole, and what is wrong with one that is not', () => {
    const { root: _root, ...noRoot } = GOOD;
    const { finding: _finding, ...noFinding } = BAD;
    expectRefused(when(noRoot, 'FG'), 'VERIFICATION_INCOMPLETE');
    expectRefused(when(noFinding, 'FG'), 'VERIFICATION_INCOMPLETE');
  });
});

describe('the signals of integrity', () => {
  const programme = givenDossier([
    ProgrammeInitiated.of({ name: 'Programma', objective: 'Digitaal werken', mode: 'getrapt' }),
    { on: '2025-01-14' },
  ]);
  const signal = (code: string, day: string, ...told: readonly Told[]) =>
    deriveSignals(programme, given(...told), day).find((each) => each.code === code);

  it('INTEGRITEIT_NIET_GETOETST appears on the ninety-first day after the start and goes with a check', () => {
    const code = 'INTEGRITEIT_NIET_GETOETST';
    expect(signal(code, '2025-04-14')).toBeUndefined();
    expect(signal(code, '2025-04-15')).toMatchObject({ since: '2025-04-15', severity: 'oranje' });
    expect(signal(code, '2025-05-01')).toMatchObject({ since: '2025-04-15' });
    expect(signal(code, '2025-05-01', checked('2025-05-01'))).toBeUndefined();
  });
  it('INTEGRITEIT_NIET_GETOETST appears on the ninety-first day after the last check, whatever it found', () => {
    const code = 'INTEGRITEIT_NIET_GETOETST';
    expect(signal(code, '2025-05-02', checked('2025-02-01'))).toBeUndefined();
    expect(signal(code, '2025-05-03', checked('2025-02-01'))).toMatchObject({ since: '2025-05-03' });
    expect(signal(code, '2025-05-03', checked('2025-02-01'), checked('2025-02-02', BAD))).toBeUndefined();
  });
  it('INTEGRITEIT_NIET_GETOETST follows the days of the policy', () => {
    const policy = PolicyAdopted.of({
      policyVersion: 1,
      effectiveFrom: '2025-01-01',
      settings: '{"integrityCheckDays":30}',
      title: 'Beleid',
    });
    const told = [{ event: policy, on: '2025-01-01' }, checked('2025-02-01')];
    expect(signal('INTEGRITEIT_NIET_GETOETST', '2025-03-03', ...told)).toBeUndefined();
    expect(signal('INTEGRITEIT_NIET_GETOETST', '2025-03-04', ...told)).toMatchObject({ since: '2025-03-04' });
  });
  it('KETEN_ONGELDIG appears on the day of the first failure and goes on the day of a good check', () => {
    const code = 'KETEN_ONGELDIG';
    const failed = [checked('2025-02-01'), checked('2025-04-01', BAD)];
    expect(signal(code, '2025-03-31', ...failed)).toBeUndefined();
    expect(signal(code, '2025-04-01', ...failed)).toMatchObject({ since: '2025-04-01', severity: 'rood' });
    expect(signal(code, '2025-04-01', ...failed)!.detail).toContain('Regel 3 is veranderd.');
    expect(signal(code, '2025-04-05', ...failed, checked('2025-04-04', BAD))).toMatchObject({ since: '2025-04-01' });
    expect(signal(code, '2025-04-07', ...failed, checked('2025-04-08'))).toBeDefined();
    expect(signal(code, '2025-04-08', ...failed, checked('2025-04-08'))).toBeUndefined();
  });
});

it('tells how the checks stand, also of a log that nobody checked', () => {
  const { integrityChecks } = given(checked('2025-02-01'));
  expect(integrityOn(integrityChecks, '2025-01-01', 90, '2025-02-01')).toEqual({
    last: { on: '2025-02-01', intact: true, size: 7, root: ROOT, finding: undefined },
    brokenSince: undefined,
    overdueFrom: '2025-05-03',
    overdue: false,
  });
  expect(integrityOn([], '2025-01-01', 90, '2025-04-02')).toMatchObject({ last: undefined, overdue: true });
});
