import { Temporal } from 'temporal-polyfill';

/** All governance dates are calendar days in this zone; all instants are UTC. */
export const ZONE = 'Europe/Amsterdam';

const DAY_PATTERN = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** No date in programme governance lies outside these years; whatever does is a slip of the pen or an attack. */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2100;
const isNear = (date: string): boolean => {
  const year = Number(date.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR;
};

export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !DAY_PATTERN.test(value) || !isNear(value)) return false;
  return new Date(`${value}T00:00:00Z`).toISOString().slice(0, 10) === value;
}
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !INSTANT_PATTERN.test(value) || !isNear(value)) return false;
  const instant = new Date(value);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === value;
}

/** Amsterdam's offset changes only on whole hours, so the day is the same within any clock hour. */
const dayByHour = new Map<string, string>();
const MAX_CACHED_HOURS = 50_000;

/** The Amsterdam day in which an instant falls. */
export function dayOf(instant: string): string {
  const hour = instant.slice(0, 13);
  let day = dayByHour.get(hour);
  if (day === undefined) {
    day = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE).toPlainDate().toString();
    if (dayByHour.size >= MAX_CACHED_HOURS) dayByHour.clear();
    dayByHour.set(hour, day);
  }
  return day;
}

const startByDay = new Map<string, string>();
/** The instant at which an Amsterdam day begins. */
export function startOf(day: string): string {
  let start = startByDay.get(day);
  if (start === undefined) {
    start = instantText(Temporal.PlainDate.from(day).toZonedDateTime(ZONE).toInstant());
    if (startByDay.size >= MAX_CACHED_HOURS) startByDay.clear();
    startByDay.set(day, start);
  }
  return start;
}
/** 12:00 Amsterdam: the instant that stands for a day known only to the day. */
export function noonOf(day: string): string {
  return instantText(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: ZONE, plainTime: '12:00' }).toInstant());
}
/** A term ends at 24:00 of its last day, which is the start of the next (governance.md X4). */
export function endOf(day: string): string {
  return startOf(plusDays(day, 1));
}
function instantText(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 });
}

const MS_PER_DAY = 86_400_000;
/** Days since 1 January 1970, so that days can be counted with. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);
export const dayOfNumber = (number: number): string => new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
export function plusDays(day: string, days: number): string {
  return dayOfNumber(dayNumber(day) + days);
}
/** The same date of a later month, or its last day when that month is shorter: 31 January becomes 28 February. */
export function plusMonths(day: string, months: number): string {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}
/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

const MONTHS = [
  'januari',
  'februari',
  'maart',
  'april',
  'mei',
  'juni',
  'juli',
  'augustus',
  'september',
  'oktober',
  'november',
  'december',
];
/** "19 mei 2026" */
export function dutchDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]} ${year}`;
}
/** "€ 84.000" or "€ 84.000,50" */
export function dutchEuro(cents: number): string {
  const sign = cents < 0 ? '− ' : '';
  const whole = Math.floor(Math.abs(cents) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '.');
  const rest = Math.abs(cents) % 100;
  return `${sign}€ ${whole}${rest === 0 ? '' : `,${String(rest).padStart(2, '0')}`}`;
}
