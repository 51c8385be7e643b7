/**
 * One cell of a portfolio file, read. Four outcomes and no fifth: what stands there, that it is withheld and on which
 * ground, that nothing was reported (with the words when there are words), or that it cannot be read and why.
 */
export type Cell<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'withheld'; readonly ground: string }
  | { readonly kind: 'missing'; readonly words?: string }
  | { readonly kind: 'unreadable'; readonly text: string; readonly reason: UnreadableReason };

export const UNREADABLE_REASONS = {
  NOT_AN_AMOUNT: 'Dit is geen bedrag in de notatie van de mapping.',
  OTHER_CURRENCY: 'Dit bedrag staat in een andere munt dan de mapping zegt.',
  FINER_THAN_A_CENT: 'Dit bedrag is fijner dan een cent.',
  AMOUNT_TOO_LARGE: 'Dit bedrag is te groot om exact te bewaren.',
  NOT_A_DATE: 'Dit is geen datum in een notatie van de mapping.',
  DATE_DOES_NOT_EXIST: 'Deze datum bestaat niet.',
  DATE_AMBIGUOUS: 'Deze datum betekent in twee notaties van de mapping iets anders.',
  UNKNOWN_RATING: 'Dit oordeel staat niet in de mapping.',
  FORMULA: 'Dit is een formule en geen waarde.',
  TOO_LONG: 'Deze tekst is langer dan 10.000 tekens.',
} as const;
export type UnreadableReason = keyof typeof UNREADABLE_REASONS;

/** Delivery confidence as a portfolio reports it, from good to bad. A three-colour scale uses three of the five. */
export const RATINGS = ['groen', 'groen-oranje', 'oranje', 'oranje-rood', 'rood'] as const;
export type Rating = (typeof RATINGS)[number];

/** In words: `een` is whole euros (or pounds). The value is the power of ten. */
export const MONEY_UNITS = { een: 0, duizend: 3, miljoen: 6, miljard: 9 } as const;
export type MoneyUnit = keyof typeof MONEY_UNITS;
export const CURRENCY_SIGNS = { EUR: ['€', 'EUR'], GBP: ['£', 'GBP'] } as const;
export type Currency = keyof typeof CURRENCY_SIGNS;
export const DATE_FORMATS = [
  'jjjj-mm-dd',
  'dd-mm-jjjj',
  'dd.mm.jjjj',
  'dd/mm/jjjj',
  'dd-mm-jj',
  'dd.mm.jj',
  'dd/mm/jj',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];
export type DecimalSign = '.' | ',';

/** How the cells of one file are written; from the mapping. */
export interface Notation {
  readonly currency: Currency;
  readonly moneyUnit: MoneyUnit;
  readonly decimalSign: DecimalSign;
  readonly dateFormats: readonly DateFormat[];
  /** First year of the hundred that a two-digit year can mean: with 1970, `98` is 1998 and `40` is 2040. */
  readonly centuryFrom: number;
  /** Normalised word → rating. */
  readonly ratings: ReadonlyMap<string, Rating>;
  /** Normalised beginnings of "withheld with ground". */
  readonly withheldPrefixes: readonly string[];
  /** Normalised words that mean "not reported". */
  readonly notReported: ReadonlySet<string>;
}

/** The limit on free text of architecture.md. */
const MAX_TEXT_CHARS = 10_000;

/** For comparing words: case, kind and number of spaces never carry meaning in a spreadsheet. */
export function normalise(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
}

const value = <T>(of: T): Cell<T> => ({ kind: 'value', value: of });
const unreadable = (text: string, reason: UnreadableReason): Cell<never> => ({ kind: 'unreadable', text, reason });

export function readMoney(raw: string, notation: Notation): Cell<number> {
  return readCell(raw, notation, (text) => parseMoney(text, notation));
}
export function readDate(raw: string, notation: Notation): Cell<string> {
  return readCell(raw, notation, (text) => parseDate(text, notation));
}
export function readRating(raw: string, notation: Notation): Cell<Rating> {
  return readCell(raw, notation, (text) => {
    const rating = notation.ratings.get(normalise(text));
    return rating === undefined ? unreadable(text, 'UNKNOWN_RATING') : value(rating);
  });
}
export function readText(raw: string, notation: Notation): Cell<string> {
  return readCell(raw, notation, (text) => (text.length > MAX_TEXT_CHARS ? unreadable(text, 'TOO_LONG') : value(text)));
}

/** What is the same for every kind: blank, words for "not reported", withheld with its ground, formulas. */
function readCell<T>(raw: string, notation: Notation, parse: (text: string) => Cell<T>): Cell<T> {
  const text = raw.trim();
  if (text === '') return { kind: 'missing' };
  const words = normalise(text);
  if (notation.notReported.has(words)) return { kind: 'missing', words: text };
  if (notation.withheldPrefixes.some((prefix) => words.startsWith(prefix))) {
    return text.length > MAX_TEXT_CHARS ? unreadable(text, 'TOO_LONG') : { kind: 'withheld', ground: text };
  }
  // A spreadsheet that opens our export would run this text; nothing a project office reports begins this way.
  if (/^[=@]/u.test(text)) return unreadable(text, 'FORMULA');
  return parse(text);
}

/** No amount needs more; it also keeps a hostile cell of a million digits away from BigInt. */
const MAX_AMOUNT_CHARS = 40;

function parseMoney(text: string, notation: Notation): Cell<number> {
  if (text.length > MAX_AMOUNT_CHARS) return unreadable(text, 'NOT_AN_AMOUNT');
  const bare = withoutCurrency(text, notation.currency);
  if (bare === null) return unreadable(text, 'OTHER_CURRENCY');
  const [whole = '', fraction = '', ...rest] = bare.replace(/^-/u, '').split(notation.decimalSign);
  const grouped = notation.decimalSign === '.' ? /^\d{1,3}(,\d{3})+$/u : /^\d{1,3}(\.\d{3})+$/u;
  const spaced = /^\d{1,3}([\u0020\u00a0\u202f]\d{3})+$/u;
  const wholeOk = /^\d+$/u.test(whole) || grouped.test(whole) || spaced.test(whole);
  const fractionOk = bare.includes(notation.decimalSign) ? /^(\d+|-)$/u.test(fraction) : true;
  if (!wholeOk || !fractionOk || rest.length > 0) return unreadable(text, 'NOT_AN_AMOUNT');
  return toCents(text, bare.startsWith('-'), whole.replace(/\D/gu, ''), fraction.replace('-', ''), notation.moneyUnit);
}

/** `£12`, `-£12`, `£-12`, `12 EUR`; null when it names another known currency. */
function withoutCurrency(text: string, currency: Currency): string | null {
  const others = Object.entries(CURRENCY_SIGNS).filter(([name]) => name !== currency);
  if (others.some(([, signs]) => signs.some((sign) => text.includes(sign)))) return null;
  const minus = text.startsWith('-') ? '-' : '';
  let bare = text.slice(minus.length).trim();
  for (const sign of CURRENCY_SIGNS[currency]) {
    if (bare.startsWith(sign)) return minus + bare.slice(sign.length).trim();
    if (bare.endsWith(sign)) bare = bare.slice(0, -sign.length).trim();
  }
  return minus + bare;
}

/** Decimal text to whole cents without a float in between. */
function toCents(text: string, negative: boolean, whole: string, fraction: string, unit: MoneyUnit): Cell<number> {
  const places = MONEY_UNITS[unit] + 2;
  if (/[1-9]/u.test(fraction.slice(places))) return unreadable(text, 'FINER_THAN_A_CENT');
  const cents = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  if (cents > BigInt(Number.MAX_SAFE_INTEGER)) return unreadable(text, 'AMOUNT_TOO_LARGE');
  return value(negative && cents !== 0n ? -Number(cents) : Number(cents));
}

function parseDate(text: string, notation: Notation): Cell<string> {
  const matched = notation.dateFormats.map((format) => matchDate(text, format, notation.centuryFrom));
  const shaped = matched.filter((day) => day !== null);
  if (shaped.length === 0) return unreadable(text, 'NOT_A_DATE');
  const days = new Set(shaped.filter((day) => exists(day)));
  if (days.size > 1) return unreadable(text, 'DATE_AMBIGUOUS');
  const [day] = days;
  return day === undefined ? unreadable(text, 'DATE_DOES_NOT_EXIST') : value(day);
}

/** The text in this format as `YYYY-MM-DD`, unchecked; null when it has another shape. */
function matchDate(text: string, format: DateFormat, centuryFrom: number): string | null {
  const pattern = format
    .replaceAll('.', '\\.')
    .replace('jjjj', '(?<year>\\d{4})')
    .replace('jj', '(?<year>\\d{2})')
    .replace('mm', '(?<month>\\d{1,2})')
    .replace('dd', '(?<day>\\d{1,2})');
  const groups = new RegExp(`^${pattern}$`, 'u').exec(text)?.groups;
  if (groups === undefined) return null;
  const year = fullYear(groups['year'] ?? '', centuryFrom);
  return `${year}-${(groups['month'] ?? '').padStart(2, '0')}-${(groups['day'] ?? '').padStart(2, '0')}`;
}

function fullYear(digits: string, centuryFrom: number): string {
  if (digits.length === 4) return digits;
  const inCentury = centuryFrom - (centuryFrom % 100) + Number(digits);
  return String(inCentury < centuryFrom ? inCentury + 100 : inCentury);
}

/** Is this `YYYY-MM-DD` a day of the calendar, not before 1900? */
export function exists(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || day < '1900') return false;
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
