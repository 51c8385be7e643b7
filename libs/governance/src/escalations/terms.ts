import type { DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import type { Level } from '../kernel/roles.js';
import { plusDays } from '../kernel/time.js';
import { nextMeeting } from '../meetings/state.js';
import type { Policy } from '../organisation/policy.js';

/**
 * The day on which the college next meets after `day`. When no later meeting of the college is in the log, the cadence
 * of policy says when that is: so many days later, and on the next working day when that one is closed. It is an
 * assumption, and the term that was counted with it stands, also when the college meets on another day.
 */
export function nextCollegeMeeting(state: DossierState, day: string, policy: Policy, calendar: Calendar): string {
  const known = nextMeeting(state.meetings, 'college', day);
  if (known !== undefined) return known;
  const expected = plusDays(day, policy.collegeMeetsEveryDays);
  return calendar.isWorkingDay(expected) ? expected : calendar.plusWorkingDays(expected, 1);
}

/** The last day of a level's term, counted over (from, to]. The college answers after it has met (§4.6). */
export function termEnd(level: Level, day: string, state: DossierState, policy: Policy, calendar: Calendar): string {
  const from = level === 'L4' ? nextCollegeMeeting(state, day, policy, calendar) : day;
  return calendar.plusWorkingDays(from, policy.escalationTerms[level]);
}
