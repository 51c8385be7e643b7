import { postgresPrograms } from './postgres.mjs';

/** Set by .ci/run when it could install PostgreSQL: from then on its tests must run. */
const REQUIRED = process.env['BESLUITSPOOR_TEST_POSTGRES'] === 'required';

/**
 * For suites that need a server. Without the package they are skipped, and the title says why; in continuous
 * integration they then fail instead.
 */
export function describeWithPostgres(title: string, tests: () => void): void {
  if (postgresPrograms() !== undefined || REQUIRED) return describe(title, tests);
  describe.skip(`${title} (skipped: PostgreSQL is not installed; Debian has it as postgresql)`, tests);
}
