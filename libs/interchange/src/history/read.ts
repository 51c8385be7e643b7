import {
  CLASSIFICATIONS,
  dossierEvents,
  DUTCH,
  ROLES,
  shapeFaults,
  type Classification,
  type Declarations,
  type Fields,
  type ImportedEvent,
  type kinds,
  type Role,
} from '#governance';
import { readRows, type RawHistoryRow } from './rows.js';

/** One event of the past, readable and ready to be recorded. */
export interface HistoryEvent extends ImportedEvent {
  readonly row: number;
  readonly classification: Classification;
  readonly onBehalfOf?: Role;
  readonly publicSummary?: string;
}
/** A row that cannot be recorded: where, and why. */
export interface ListedRow {
  readonly file: string;
  readonly row: number;
  /** The column or field; absent when it is about the whole row. */
  readonly column?: string;
  readonly reason: string;
}
export interface HistoryFile {
  readonly file: string;
  readonly format: 'jsonl' | 'csv';
  readonly sha256: string;
  /** Rows in; always as many as `events` and rows in `listed` together. */
  readonly rows: number;
  readonly events: readonly HistoryEvent[];
  readonly listed: readonly ListedRow[];
}

const DECLARATIONS: Declarations = dossierEvents;
/** A type goes by its name or by its Dutch label. */
const TYPE_NAMES = new Map(
  Object.values(DECLARATIONS).flatMap(({ type, label }) => [
    [type, type],
    [label.toLowerCase(), type],
  ]),
);
const MAX_SUMMARY_LENGTH = 10_000;
const DEFAULT_CLASS: Classification = 'intern';

/** Reads a file of history: what can be recorded, and every row that cannot with its reason. No row gets lost. */
export function readHistory(file: string, bytes: Uint8Array, today: string): HistoryFile {
  const { format, sha256, rows } = readRows(file, bytes);
  const events: HistoryEvent[] = [];
  const listed: ListedRow[] = [];
  for (const raw of rows) {
    const read = readRow(raw, format, today);
    if ('event' in read) events.push(read.event);
    else listed.push(...read.faults.map((fault) => ({ file, row: raw.row, ...fault })));
  }
  return { file, format, sha256, rows: rows.length, events, listed };
}

type Fault = Omit<ListedRow, 'file' | 'row'>;
type Read = { readonly event: HistoryEvent } | { readonly faults: readonly Fault[] };

function readRow({ row, said, problem }: RawHistoryRow, format: HistoryFile['format'], today: string): Read {
  if (said === undefined) return { faults: [{ reason: problem ?? 'de rij is niet te lezen' }] };
  const own = (name: string): unknown => (Object.hasOwn(said.own, name) ? said.own[name] : undefined);
  const kind = words(own('soort'));
  const type = TYPE_NAMES.get(kind) ?? TYPE_NAMES.get(kind.toLowerCase()) ?? kind;
  const declaration = Object.hasOwn(DECLARATIONS, type) ? DECLARATIONS[type] : undefined;
  const { data, columns } = dataOf(declaration?.fields ?? {}, Object.entries(said.data), format);
  const event: ImportedEvent = { type, occurredOn: words(own('datum')), data };
  const faults: Fault[] = shapeFaults(event, DECLARATIONS, today).map(({ part, reason }) => ({
    column: part === 'type' ? 'soort' : part === 'occurredOn' ? 'datum' : (columns.get(part) ?? DUTCH[part] ?? part),
    reason,
  }));
  const about = rowFields(own('namens'), own('klasse'), own('openbareTekst'), faults);
  return faults.length > 0 ? { faults } : { event: { row, ...event, ...about } };
}

const words = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** What every row may say beside its event. */
function rowFields(namens: unknown, klasse: unknown, text: unknown, faults: Fault[]) {
  const onBehalfOf = ROLES.find((role) => role === namens);
  if (namens !== undefined && (onBehalfOf === undefined || onBehalfOf === 'timekeeper'))
    faults.push({ column: 'namens', reason: `moet een functie zijn: ${ROLES.join(', ')}` });
  const classification = klasse === undefined ? DEFAULT_CLASS : CLASSIFICATIONS.find((each) => each === klasse);
  if (classification === undefined)
    faults.push({ column: 'klasse', reason: `moet een van ${CLASSIFICATIONS.join(', ')} zijn` });
  const isText = typeof text === 'string' && text !== '' && text.length <= MAX_SUMMARY_LENGTH;
  if (text !== undefined && !isText)
    faults.push({ column: 'openbareTekst', reason: `moet tekst van hooguit ${MAX_SUMMARY_LENGTH} tekens zijn` });
  return {
    classification: classification ?? DEFAULT_CLASS,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(isText ? { publicSummary: text } : {}),
  };
}

/** The fields of the event under their names in the code, and under which name each stood in the file. */
function dataOf(
  fields: Fields,
  given: readonly (readonly [string, unknown])[],
  format: HistoryFile['format'],
): { readonly data: Readonly<Record<string, unknown>>; readonly columns: ReadonlyMap<string, string> } {
  const names = namesOf(Object.keys(fields));
  const data: [string, unknown][] = [];
  const columns = new Map<string, string>();
  for (const [column, value] of given) {
    const name = names.get(column) ?? column;
    const kind = Object.hasOwn(fields, name) ? fields[name]!.kind : undefined;
    columns.set(name, column);
    data.push([
      name,
      kind === undefined ? value : named(kind, format === 'csv' ? fromCell(kind, words(value)) : value),
    ]);
  }
  // From entries, so that a field called __proto__ is a strange field like any other.
  return { data: Object.fromEntries(data), columns };
}
const namesOf = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    names.flatMap((name) => [...(DUTCH[name] === undefined ? [] : [[DUTCH[name], name] as const]), [name, name]]),
  );

type AnyKind = kinds.Kind<unknown>;
/** Members of parts may have Dutch names too. */
function named(kind: AnyKind, value: unknown): unknown {
  if (Array.isArray(value)) return kind.item === undefined ? value : value.map((each) => named(kind.item!, each));
  if (kind.members === undefined || typeof value !== 'object' || value === null) return value;
  const names = namesOf(Object.keys(kind.members));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = names.get(key) ?? key;
      const member = Object.hasOwn(kind.members!, name) ? kind.members![name] : undefined;
      return [name, member === undefined ? inner : named(member, inner)];
    }),
  );
}

/** A cell is text; its kind says what it stands for. What does not fit stays text, so that the check names it. */
function fromCell(kind: AnyKind, cell: string): unknown {
  if (kind.members !== undefined || kind.item?.members !== undefined) return jsonOr(cell);
  if (kind.item !== undefined) return cell.split('|').map((each) => fromCell(kind.item!, each.trim()));
  if (kind.schema['type'] === 'integer') return /^-?\d{1,15}$/u.test(cell) ? Number(cell) : cell;
  if (kind.schema['type'] === 'boolean') return cell === 'ja' ? true : cell === 'nee' ? false : cell;
  return cell;
}
function jsonOr(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
}
