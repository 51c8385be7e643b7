import { EntryRefused } from './errors.js';
import type { Json } from './port.js';

/** Deeper values are refused: no form of a municipality needs them, and every reader has a limit somewhere. */
export const MAX_NESTING = 32;

/** Engines list such keys first, whatever the order in the text, so that text → object → text would change it. */
const INTEGER_LIKE_KEY = /^(?:0|[1-9][0-9]*)$/;

/** RFC 9901 gives these keys a meaning at every depth; in a value they would read as digests of hidden fields. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(['_sd', '_sd_alg', '...']);

/** ES2024, in every Node that we support; the compiler's library is a year older. */
export const isWellFormed = (text: string): boolean => (text as unknown as { isWellFormed(): boolean }).isWellFormed();

/** RFC 8785 canonical JSON. Refuses only what that RFC cannot express; `refuseUnsafe` is the stricter door. */
export function canonicalize(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(',')}]`;
  if (typeof value !== 'object') throw notJson('');
  const object = value as Readonly<Record<string, Json>>;
  // The default sort compares UTF-16 code units, which is the order that the RFC asks for.
  let members = '';
  for (const key of Object.keys(object).sort()) {
    const separator = members === '' ? '' : ',';
    members += `${separator}${canonicalString(key)}:${canonicalize(object[key] as Json)}`;
  }
  return `{${members}}`;
}

function canonicalString(text: string): string {
  if (!isWellFormed(text)) throw loneSurrogate('');
  return JSON.stringify(text);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw notFinite('');
  return String(value === 0 ? 0 : value);
}

/**
 * The door: refuses every value that two readers could read differently, so that nothing in the log depends on the
 * parser of the day. `pointer` is where the value stands in what its caller is looking at.
 */
export function refuseUnsafe(value: unknown, pointer = '', depth = 0): asserts value is Json {
  if (typeof value === 'string') return refuseUnsafeString(value, pointer);
  if (typeof value === 'number') return refuseUnsafeNumber(value, pointer);
  if (value === null || typeof value === 'boolean') return;
  if (value === undefined) throw new EntryRefused('UNDEFINED_VALUE', 'Er ontbreekt een waarde.', pointer);
  if (typeof value !== 'object') throw notJson(pointer);
  if (depth >= MAX_NESTING) {
    throw new EntryRefused('TOO_DEEP', `De gegevens zijn dieper genest dan ${MAX_NESTING} niveaus.`, pointer);
  }
  if (Array.isArray(value)) {
    // An index loop, since `forEach` steps over holes.
    for (let i = 0; i < value.length; i++) refuseUnsafe(value[i], `${pointer}/${i}`, depth + 1);
    return;
  }
  if (!isPlainObject(value)) throw notJson(pointer);
  for (const [key, member] of Object.entries(value)) {
    refuseUnsafeKey(key, pointer);
    refuseUnsafe(member, `${pointer}/${escapePointer(key)}`, depth + 1);
  }
}

/** Also refuses what RFC 9901 reserves; for keys inside a value and for names of fields. */
export function refuseUnsafeKey(key: string, pointer: string): void {
  if (!isWellFormed(key)) throw loneSurrogate(pointer);
  if (key === '__proto__') {
    throw new EntryRefused('FORBIDDEN_KEY', 'De naam "__proto__" mag niet als veldnaam.', pointer);
  }
  if (INTEGER_LIKE_KEY.test(key)) {
    throw new EntryRefused('INTEGER_LIKE_KEY', `Een veldnaam mag geen getal zijn: "${key}".`, pointer);
  }
  if (RESERVED_KEYS.has(key)) {
    throw new EntryRefused('RESERVED_NAME', `De veldnaam "${key}" is gereserveerd.`, pointer);
  }
}

export const isIntegerLikeKey = (key: string): boolean => INTEGER_LIKE_KEY.test(key);

export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Canonical text of a value that passed the door. */
export function safeText(value: Json, pointer: string): string {
  refuseUnsafe(value, pointer);
  return typeof value === 'string' ? JSON.stringify(value) : canonicalize(value);
}

function refuseUnsafeString(text: string, pointer: string): void {
  if (!isWellFormed(text)) throw loneSurrogate(pointer);
}

function refuseUnsafeNumber(value: number, pointer: string): void {
  if (!Number.isFinite(value)) throw notFinite(pointer);
  if (Object.is(value, -0)) throw new EntryRefused('NEGATIVE_ZERO', 'Het getal -0 mag niet; schrijf 0.', pointer);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new EntryRefused('UNSAFE_INTEGER', 'Dit gehele getal is te groot; schrijf het als tekst.', pointer);
  }
}

/** True for `{}` of any realm; false for dates, maps and class instances, whose text is not their content. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const loneSurrogate = (pointer: string): EntryRefused =>
  new EntryRefused('LONE_SURROGATE', 'De tekst bevat een half teken (een los surrogaat).', pointer);
const notFinite = (pointer: string): EntryRefused =>
  new EntryRefused('NOT_FINITE', 'Dit getal is geen gewoon getal (oneindig of NaN).', pointer);
const notJson = (pointer: string): EntryRefused =>
  new EntryRefused('NOT_JSON', 'Deze waarde past niet in JSON.', pointer);
