import type { DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import { plusDays } from '../kernel/time.js';
import type { Policy } from '../organisation/policy.js';
import type { OrganisationState } from '../organisation/state.js';
import { signalCatalogue, type Severity } from './catalogue.js';

export interface Signal {
  readonly code: string;
  readonly severity: Severity;
  /** The first day on which the signal held. */
  readonly since: string;
  readonly detail: string;
  readonly subjectId?: string;
  /** The last day on which somebody said to have seen it. */
  readonly acknowledgedOn?: string;
  /** Until and including which day it may stand, by an act of AO or BO. */
  readonly acceptedUntil?: string;
}
/** What every signal is derived from: the dossier folded up to a day, the organisation and that day. */
export interface Situation {
  readonly state: DossierState;
  readonly organisation: OrganisationState;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly day: string;
}

/** No term is longer than this, so looking further back for the first day of a signal is of no use. */
const MAX_DAYS_BACK = 400;

export function raise(code: string, since: string, detail: string, subjectId?: string): Signal {
  const severity = signalCatalogue.get(code)?.severity ?? 'info';
  return { code, severity, since, detail, ...(subjectId === undefined ? {} : { subjectId }) };
}

/** The first day of the unbroken run of days, ending on `day`, on which something holds. */
export function since(day: string, holds: (day: string) => boolean): string {
  let first = day;
  for (let back = 0; back < MAX_DAYS_BACK && holds(plusDays(first, -1)); back += 1) first = plusDays(first, -1);
  return first;
}

/**
 * The first day of the unbroken run on which something holds that changes only on certain days. Without a change at or
 * before `day` it is `day` itself.
 */
export function sinceChange(changes: readonly string[], day: string, holds: (day: string) => boolean): string {
  const days = [...new Set(changes)]
    .filter((each) => each <= day)
    .sort()
    .reverse();
  let first = day;
  for (const each of days) {
    if (!holds(each)) return first;
    first = each;
  }
  return first;
}
export const later = (a: string, b: string): string => (a > b ? a : b);
