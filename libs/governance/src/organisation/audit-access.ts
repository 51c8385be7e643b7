import type { Role } from '../kernel/roles.js';
import type { OrganisationState } from './state.js';

/** Functions that read because they audit, each on its own basis: Gemw 183, Gemw 213, AVG 38, and the controller. */
export const AUDITING_FUNCTIONS: readonly Role[] = ['rekenkamer', 'accountant', 'FG', 'concerncontroller'];

/** What a recorded grant says: which function may read which programmes, from and until and including which day. */
export interface AuditAccess {
  readonly grantee: Role;
  readonly scope: string;
  /** Undefined: every programme of the municipality. */
  readonly dossierIds: readonly string[] | undefined;
  readonly from: string;
  readonly until: string;
}

/**
 * The grant by which an auditing function may read a dossier on a day; undefined when it may not (X6). The last grant
 * that was in force by then and covers the dossier decides, so a new grant with an earlier end takes access away: what
 * was granted itself is never changed. Other functions read on another ground, and get nothing here.
 *
 * The edge calls it for every reader in an auditing function, with the organisation as it stands and the day of today,
 * also when a report of an earlier day is asked: who may read is a question of today.
 */
export function auditAccessOn(
  organisation: OrganisationState,
  role: Role,
  dossierId: string,
  day: string,
): AuditAccess | undefined {
  if (!AUDITING_FUNCTIONS.includes(role)) return undefined;
  const last = organisation.auditAccess.findLast(
    ({ grantee, dossierIds, from }) =>
      grantee === role && from <= day && (dossierIds === undefined || dossierIds.includes(dossierId)),
  );
  return last !== undefined && day <= last.until ? last : undefined;
}
