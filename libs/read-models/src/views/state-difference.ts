/** One value of the dossier's state before and after an entry; null when it was not there. */
export interface StateChange {
  readonly path: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}
type Flat = ReadonlyMap<string, string>;

/**
 * Counts and look-up tables that every entry moves. They repeat what stands elsewhere in the state, so in a comparison
 * they would only be in the way.
 */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'activity',
  'journal ownActs',
  'signals lags',
  'signals lastActivityOn',
  'secrecy entries',
  'secrecy covering',
  'informationDuties subjects',
  'informationDuties facts',
  'informationDuties told',
  'informationDuties pending',
  'informationDuties sizes',
  'informationDuties memory',
]);
/** Ids never hold a control sign, so paths stay apart. */
const SEPARATOR = '\u0000';
const MAX_VALUE = 120;

/** The state as paths with a text each. */
export function flattened(state: object): Flat {
  const flat = new Map<string, string>();
  for (const [slice, value] of Object.entries(state)) {
    if (BOOKKEEPING.has(slice)) continue;
    for (const [name, inner] of Object.entries(value as object)) {
      if (!BOOKKEEPING.has(`${slice} ${name}`)) put(flat, [slice, name], inner);
    }
  }
  return flat;
}
function put(flat: Map<string, string>, path: readonly string[], value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null) {
    flat.set(path.join(SEPARATOR), shortened(typeof value === 'string' ? value : JSON.stringify(value)));
    return;
  }
  if (value instanceof Set) {
    for (const each of value) flat.set([...path, shortened(JSON.stringify(each))].join(SEPARATOR), 'ja');
    return;
  }
  const inner: Iterable<readonly [unknown, unknown]> =
    value instanceof Map ? value : Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, each] of inner) put(flat, [...path, String(key)], each);
}
const shortened = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text);

/** What differs, in the order of the state. */
export function differences(before: Flat, after: Flat): readonly StateChange[] {
  const changes: StateChange[] = [];
  for (const [path, value] of after) {
    const was = before.get(path);
    if (was !== value) changes.push({ path: path.split(SEPARATOR), before: was ?? null, after: value });
  }
  for (const [path, was] of before)
    if (!after.has(path)) changes.push({ path: path.split(SEPARATOR), before: was, after: null });
  return changes;
}
