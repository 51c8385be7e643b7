import type Holidays from 'date-holidays';
import { loadLate } from './late.js';
import { dayNumber, dayOfNumber } from './time.js';

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
const DAYS_PER_WEEK = 7;
const WORKDAYS_PER_WEEK = 5;
/** 1970-01-01 was a Thursday; days are numbered from the Monday of that week, so that weeks divide evenly. */
const MONDAY_OF_DAY_0 = 3;

let holidays: Holidays | undefined;
const publicHolidays = new Map<number, readonly number[]>();

/** The public holidays of a year that fall from Monday to Friday, as sorted day numbers. */
function holidaysOf(year: number): readonly number[] {
  let days = publicHolidays.get(year);
  if (days === undefined) {
    holidays ??= new (loadLate('date-holidays') as typeof Holidays)('NL');
    const ofYear = holidays.getHolidays(year).filter((holiday) => holiday.type === 'public');
    days = weekdaysAmong(ofYear.map((holiday) => holiday.date.slice(0, 10)));
    publicHolidays.set(year, days);
  }
  return days;
}
const isWeekday = (day: number): boolean => weekdaysUpTo(day) > weekdaysUpTo(day - 1);
const weekdaysAmong = (days: readonly string[]): readonly number[] =>
  [...new Set(days.map(dayNumber))].filter(isWeekday).sort((a, b) => a - b);

/** Mondays to Fridays among the days up to and including this one, counted from a fixed Monday. */
function weekdaysUpTo(day: number): number {
  const sinceMonday = day + MONDAY_OF_DAY_0 + 1;
  const weeks = Math.floor(sinceMonday / DAYS_PER_WEEK);
  return weeks * WORKDAYS_PER_WEEK + Math.min(sinceMonday - weeks * DAYS_PER_WEEK, WORKDAYS_PER_WEEK);
}
/** How many of these sorted days lie in (from, to]. */
const countWithin = (days: readonly number[], from: number, to: number): number => upTo(days, to) - upTo(days, from);
function upTo(days: readonly number[], last: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}
const yearOf = (day: number): number => Number(dayOfNumber(day).slice(0, 4));

/** A calendar with these closing days, beside the public holidays. */
export function calendarWith(closingDays: readonly string[]): Calendar {
  // A closing day that is a holiday too closes only once.
  const closed = weekdaysAmong(closingDays).filter((day) => !holidaysOf(yearOf(day)).includes(day));
  /** Working days in (from, to], for from <= to: weekdays by arithmetic, minus what is closed among them. */
  const between = (from: number, to: number): number => {
    let counted = weekdaysUpTo(to) - weekdaysUpTo(from) - countWithin(closed, from, to);
    const last = yearOf(to);
    for (let year = yearOf(from); year <= last; year += 1) counted -= countWithin(holidaysOf(year), from, to);
    return counted;
  };
  const plusWorkingDays = (day: string, n: number): string => {
    let current = dayNumber(day);
    const last = current + MAX_SEARCH_DAYS;
    // No more working days pass than calendar days, so a step of what is left never goes too far.
    for (let left = n; left > 0 && current < last;) {
      const next = Math.min(current + left, last);
      left -= between(current, next);
      current = next;
    }
    return dayOfNumber(current);
  };
  return {
    isWorkingDay: (day) => between(dayNumber(day) - 1, dayNumber(day)) === 1,
    plusWorkingDays,
    workingDaysBetween: (from, to) =>
      to < from ? 0 - between(dayNumber(to), dayNumber(from)) : between(dayNumber(from), dayNumber(to)),
  };
}
