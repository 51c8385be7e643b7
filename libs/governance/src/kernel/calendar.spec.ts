import Holidays from 'date-holidays';
import fc from 'fast-check';
import { calendarWith } from './calendar.js';
import { dayNumber, dayOfNumber, isDay, isInstant, plusDays } from './time.js';

const aDay = fc.integer({ min: dayNumber('1990-02-01'), max: dayNumber('2097-01-01') }).map(dayOfNumber);
/** What the calendar computes, said in the plainest way: is this a weekday, no public holiday, and not closed? */
const holidays = new Holidays('NL');
const publicDays = new Map<string, ReadonlySet<string>>();
function plainly(day: string, closed: readonly string[]): boolean {
  const year = day.slice(0, 4);
  if (!publicDays.has(year)) {
    const of = holidays.getHolidays(Number(year)).filter(({ type }) => type === 'public');
    publicDays.set(year, new Set(of.map(({ date }) => date.slice(0, 10))));
  }
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !closed.includes(day) && !publicDays.get(year)!.has(day);
}
/** Closing days around the days that are counted, as distances to the first. */
const closings = fc.array(fc.integer({ min: -20, max: 420 }), { maxLength: 40 });

describe('the working-day calendar', () => {
  it('X4 counts over (from, to] as a walk day by day does', () => {
    fc.assert(
      fc.property(aDay, fc.integer({ min: 0, max: 1_200 }), closings, (from, length, distances) => {
        const closed = distances.map((days) => plusDays(from, days));
        const calendar = calendarWith(closed);
        let walked = 0;
        for (let day = 1; day <= length; day += 1) if (plainly(plusDays(from, day), closed)) walked += 1;
        const to = plusDays(from, length);
        expect(calendar.workingDaysBetween(from, to)).toBe(walked);
        expect(calendar.workingDaysBetween(to, from)).toBe(0 - walked);
      }),
      { numRuns: 60 },
    );
  });
  it('X4 goes forward to the n-th working day as a walk does', () => {
    fc.assert(
      fc.property(aDay, fc.integer({ min: 0, max: 300 }), closings, (from, n, distances) => {
        const closed = distances.map((days) => plusDays(from, days));
        const calendar = calendarWith(closed);
        let walked = from;
        for (let counted = 0; counted < n;) {
          walked = plusDays(walked, 1);
          if (plainly(walked, closed)) counted += 1;
        }
        expect(calendar.plusWorkingDays(from, n)).toBe(walked);
      }),
      { numRuns: 60 },
    );
  });
  it.each([
    ['2026-04-03', true, 'Goede Vrijdag'],
    ['2026-04-06', false, 'tweede paasdag'],
    ['2026-04-27', false, 'Koningsdag'],
    ['2026-05-05', true, 'Bevrijdingsdag in a year that is no lustrum'],
    ['2026-05-14', false, 'Hemelvaart'],
    ['2026-05-15', true, 'the day after Hemelvaart, unless the municipality closes'],
    ['2026-12-25', false, 'eerste kerstdag'],
    ['2026-12-31', true, 'oudejaarsdag'],
    ['2026-06-06', false, 'a Saturday'],
    ['2026-06-07', false, 'a Sunday'],
    ['2026-06-08', true, 'a Monday'],
  ])('§4.13 takes %s for a working day: %s (%s)', (day, expected) => {
    expect(calendarWith([]).isWorkingDay(day)).toBe(expected);
  });
  it('§4.13 closes a day of the municipality once, also when it is a holiday', () => {
    const calendar = calendarWith(['2026-05-15', '2026-05-15', '2026-05-14', '2026-05-16']);
    expect(calendar.isWorkingDay('2026-05-15')).toBe(false);
    expect(calendar.workingDaysBetween('2026-05-12', '2026-05-18')).toBe(2);
  });
  it('counts a century at once, and stops a search that has no end', () => {
    const calendar = calendarWith([]);
    // Day by day this would not end before the limit of the test.
    for (let times = 0; times < 100_000; times += 1) calendar.workingDaysBetween('1990-01-01', '2100-12-31');
    expect(isDay(calendar.plusWorkingDays('1990-01-01', 1e12))).toBe(true);
  }, 60_000);
});

describe('dates', () => {
  it.each([
    ['1989-12-31', false],
    ['1990-01-01', true],
    ['2100-12-31', true],
    ['2101-01-01', false],
    ['2025-02-29', false],
    ['2024-02-29', true],
    ['2025-2-1', false],
  ])('take %s for a day: %s', (day, good) => {
    expect(isDay(day)).toBe(good);
    expect(isInstant(`${day}T10:00:00.000Z`)).toBe(good);
  });
  it('take only a real moment', () => {
    expect(isInstant('2025-06-02T24:00:00.000Z')).toBe(false);
    expect(isInstant('2025-06-02T10:00:00Z')).toBe(false);
    expect(isDay(20250602)).toBe(false);
  });
});
