import type { GuardDataOf } from '../kernel/event.js';
import type { Role } from '../kernel/roles.js';
import { daysBetween, plusDays } from '../kernel/time.js';
import type { IntegrityVerified } from './events.js';

/** The functions that may check the log: none of them keeps it, and none of them runs a programme (BIO2 8.15.06). */
export const INDEPENDENT_FUNCTIONS = [
  'FG',
  'CISO',
  'concerncontroller',
  'accountant',
  'rekenkamer',
] as const satisfies readonly Role[];

/** The functions that keep the log: who acted in one of them does not check it, in whatever function. */
const OPERATING: readonly Role[] = ['functioneelBeheer', 'projectbureau'];
export const isOperating = (role: Role): boolean => OPERATING.includes(role);

/** One check of the log by an independent officer. */
export interface IntegrityCheck {
  readonly on: string;
  readonly intact: boolean;
  /** How many entries were checked, and the root of the tree over them as lower-case hexadecimal. */
  readonly size: number;
  readonly root: string | undefined;
  /** The first thing that was wrong. */
  readonly finding: string | undefined;
}
export const checkFrom = (
  { intact, size, root, finding }: GuardDataOf<typeof IntegrityVerified.fields>,
  on: string,
): IntegrityCheck => ({ on, intact, size, root, finding });

/** How the checks of the log stand on a day. */
export interface IntegrityStanding {
  readonly last: IntegrityCheck | undefined;
  /** The first day of the failure that has not been followed by a good check. */
  readonly brokenSince: string | undefined;
  /** The first day on which the check is overdue; it may still be to come. */
  readonly overdueFrom: string;
  readonly overdue: boolean;
}

/**
 * `from` is the day from which a first check is counted: that of the programme, or of the log itself. Signals, health
 * and `doctor` all ask here, so that they say the same.
 */
export function integrityOn(
  checks: readonly IntegrityCheck[],
  from: string,
  withinDays: number,
  day: string,
): IntegrityStanding {
  const done = checks.filter(({ on }) => on <= day);
  const last = done.at(-1);
  const whole = done.findLastIndex(({ intact }) => intact);
  const base = last?.on ?? from;
  return {
    last,
    brokenSince: last?.intact === false ? done[whole + 1]!.on : undefined,
    overdueFrom: plusDays(base, withinDays + 1),
    overdue: daysBetween(base, day) > withinDays,
  };
}
