import Holidays from 'date-holidays';
import { plusDays, weekday } from './time.js';

/**
 * The working-day calendar of a municipality: Dutch public holidays plus the closing days it set itself.
 * date-holidays gives Good Friday and 5 May the type `school` and 31 December `bank`; only `public` days close a
 * municipality by themselves, the rest is policy (governance.md §4.13).
 */
export interface Calendar {
  isWorkingDay(day: string): boolean;
  /** The `n`th working day after `day`. With n = 0 the day itself. */
  plusWorkingDays(day: string, n: number): string;
  /** Working days counted over (from, to]; negative when `to` lies before `from` (governance.md X4). */
  workingDaysBetween(from: string, to: string): number;
}

/** No term runs over more than this many days; a longer search is a bug, not a term. */
const MAX_SEARCH_DAYS = 36_600;
const holidays = new Holidays('NL');
const publicHolidays = new Map<number, ReadonlySet<string>>();

function holidaysOf(year: number): ReadonlySet<string> {
  let days = publicHolidays.get(year);
  if (days === undefined) {
    const ofYear = holidays.getHolidays(year).filter((holiday) => holiday.type === 'public');
    days = new Set(ofYear.map((holiday) => holiday.date.slice(0, 10)));
    publicHolidays.set(year, days);
  }
  return days;
}

export function calendarWith(closingDays: readonly string[]): Calendar {
  const closed = new Set(closingDays);
  const isWorkingDay = (day: string): boolean => {
    const date = weekday(day);
    return date !== 0 && date !== 6 && !closed.has(day) && !holidaysOf(Number(day.slice(0, 4))).has(day);
  };
  const plusWorkingDays = (day: string, n: number): string => {
    let current = day;
    for (let counted = 0, steps = 0; counted < n && steps < MAX_SEARCH_DAYS; steps += 1) {
      current = plusDays(current, 1);
      if (isWorkingDay(current)) counted += 1;
    }
    return current;
  };
  const workingDaysBetween = (from: string, to: string): number => {
    if (to < from) return -workingDaysBetween(to, from);
    let counted = 0;
    for (let current = plusDays(from, 1); current <= to; current = plusDays(current, 1)) {
      if (isWorkingDay(current)) counted += 1;
    }
    return counted;
  };
  return { isWorkingDay, plusWorkingDays, workingDaysBetween };
}
