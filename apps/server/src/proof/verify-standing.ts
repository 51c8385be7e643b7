import { dutchDay, integrityOn, policyOn, type IntegrityCheck, type OrganisationState } from '#governance';

/** How the checks of the log by independent officers stand, for health and `doctor` alike. */
export interface VerificationStanding {
  readonly last: IntegrityCheck | undefined;
  /** Of the last check: the log was not whole. */
  readonly broken: string | undefined;
  /** There was no check in time. */
  readonly overdue: string | undefined;
}

/** `openedOn` is the day on which the log began: from then on a first check is counted. */
export function verificationStanding(
  organisation: OrganisationState,
  openedOn: string,
  today: string,
): VerificationStanding {
  const { policy } = policyOn(organisation, today);
  const checks = organisation.integrityChecks;
  const { last, brokenSince, overdue } = integrityOn(checks, openedOn, policy.integrityCheckDays, today);
  const found = last?.finding === undefined ? '' : ` ${last.finding}`;
  const words = last === undefined ? 'nog niet' : `voor het laatst op ${dutchDay(last.on)}`;
  return {
    last,
    broken:
      brokenSince === undefined
        ? undefined
        : `Bij de toets van ${dutchDay(last!.on)} bleek het logboek niet ongewijzigd.${found}`,
    overdue: overdue
      ? `Het logboek is ${words} door een onafhankelijke functionaris getoetst; dat hoort om de ${policy.integrityCheckDays} dagen.`
      : undefined,
  };
}
