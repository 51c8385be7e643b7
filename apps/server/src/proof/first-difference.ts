import type { ReportFormat } from '../views/report-origin.js';

/** As much of a text as is shown around a difference. */
const MAX_SHOWN = 120;

/** The first place where a saved report is not what the log gives, in a Dutch sentence. */
export function firstDifference(file: string, expected: string, format: ReportFormat, mayShow: boolean): string {
  const { place, found, wanted } = (format === 'html' ? inPage : inJson)(file, expected);
  const shown = mayShow
    ? ` In het bestand staat ${quoted(found)}; het logboek geeft ${quoted(wanted)}.`
    : ` In het bestand staat ${quoted(found)}. Wat er hoort te staan kan geheim zijn en wordt hier niet getoond.`;
  return `Het rapport is niet wat het logboek geeft. Het eerste verschil staat ${place}.${shown}`;
}
interface Difference {
  readonly place: string;
  readonly found: string | undefined;
  readonly wanted: string | undefined;
}
const quoted = (text: string | undefined): string =>
  text === undefined ? 'niets meer' : `“${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}”`;

/** Tags and texts in turn: what a reader sees is compared as he sees it. */
const PIECES = /<[^>]*>|[^<]+/g;
function inPage(file: string, expected: string): Difference {
  const [found, wanted] = [file.match(PIECES) ?? [], expected.match(PIECES) ?? []];
  let at = 0;
  while (at < wanted.length && found[at] === wanted[at]) at += 1;
  const heading = wanted.slice(0, at).findLastIndex((piece) => /^<h[12][ >]/.test(piece));
  const offset = wanted.slice(0, at).reduce((length, piece) => length + piece.length, 0);
  const place = heading < 0 ? `bij teken ${offset + 1}` : `onder “${wanted[heading + 1]}”, bij teken ${offset + 1}`;
  return { place, found: found[at], wanted: wanted[at] };
}

function inJson(file: string, expected: string): Difference {
  const differing = parsed(file) === undefined ? undefined : differingMember(parsed(file), parsed(expected), []);
  if (differing !== undefined) return differing;
  let at = 0;
  while (at < expected.length && file[at] === expected[at]) at += 1;
  const shown = (text: string): string | undefined => (at < text.length ? text.slice(at, at + MAX_SHOWN) : undefined);
  return { place: `bij teken ${at + 1}`, found: shown(file), wanted: shown(expected) };
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
type Members = Readonly<Record<string, unknown>>;
const isBranch = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** The first member that differs, in the order of what is expected; what the file has too much comes after. */
function differingMember(found: unknown, wanted: unknown, path: readonly string[]): Difference | undefined {
  if (!isBranch(found) || !isBranch(wanted) || Array.isArray(found) !== Array.isArray(wanted)) {
    if (found === wanted) return undefined;
    return { place: `bij ${path.join('.')}`, found: asText(found), wanted: asText(wanted) };
  }
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
    const own = (members: Members): unknown => (Object.hasOwn(members, name) ? members[name] : undefined);
    const difference = differingMember(own(found), own(wanted), [...path, name]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
const asText = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));
