import { initialOrganisation, type IntegrityCheck, type OrganisationState } from '#governance';
import { verificationStanding } from './verify-standing.js';

const check = (on: string, finding?: string): IntegrityCheck => ({
  on,
  intact: finding === undefined,
  size: 9,
  root: undefined,
  finding,
});
const of = (...integrityChecks: IntegrityCheck[]): OrganisationState => ({ ...initialOrganisation(), integrityChecks });

it('says that a log was never checked from the ninety-first day on', () => {
  expect(verificationStanding(of(), '2025-01-14', '2025-04-14')).toMatchObject({ last: undefined, overdue: undefined });
  expect(verificationStanding(of(), '2025-01-14', '2025-04-15').overdue).toContain('is nog niet door');
});
it('says when it was checked last, and when that is too long ago', () => {
  const checked = of(check('2025-02-01'));
  expect(verificationStanding(checked, '2025-01-14', '2025-05-02')).toMatchObject({
    overdue: undefined,
    broken: undefined,
  });
  expect(verificationStanding(checked, '2025-01-14', '2025-05-03').overdue).toContain('1 februari 2025');
});
it('says what was found, until a good check', () => {
  const failed = check('2025-02-01', 'Regel 3 is veranderd.');
  expect(verificationStanding(of(failed), '2025-01-14', '2025-02-02').broken).toContain('Regel 3 is veranderd.');
  expect(verificationStanding(of(failed, check('2025-02-03')), '2025-01-14', '2025-02-03').broken).toBeUndefined();
});
