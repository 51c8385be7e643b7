import { createHash } from 'node:crypto';
import { decodeFile, MAX_FILE_BYTES, MAX_ROWS } from '../portfolio/decode.js';
import { PortfolioError } from '../portfolio/portfolio-error.js';

/** A row as it stands in the file, before anybody has looked at what it says. */
export interface RawHistoryRow {
  /** Line of a JSON Lines file; row of a spreadsheet (its header is row 1). */
  readonly row: number;
  /** What the row says of itself and of its event, by column; absent when the row cannot be read at all. */
  readonly said?: { readonly own: Cells; readonly data: Cells };
  readonly problem?: string;
}
type Cells = Readonly<Record<string, unknown>>;
export interface RawHistoryFile {
  readonly format: 'jsonl' | 'csv';
  readonly sha256: string;
  readonly rows: readonly RawHistoryRow[];
}

/** Columns that every row has beside the fields of its event. */
const ROW_COLUMNS = ['datum', 'soort', 'namens', 'klasse', 'openbareTekst'] as const;
const REQUIRED: readonly string[] = ['datum', 'soort'];

/** The format shows in the first sign: a line of JSON begins with a brace, a header of a spreadsheet does not. */
export function readRows(file: string, bytes: Uint8Array): RawHistoryFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const start = Buffer.from(bytes.subarray(0, 1_024))
    .toString('utf8')
    .replace(/^\ufeff/u, '')
    .trimStart();
  if (start.startsWith('{')) return { format: 'jsonl', sha256, rows: jsonLines(file, bytes) };
  return { format: 'csv', sha256, rows: csvRows(file, bytes) };
}

function jsonLines(file: string, bytes: Uint8Array): readonly RawHistoryRow[] {
  if (bytes.length > MAX_FILE_BYTES)
    throw new PortfolioError('FILE_TOO_LARGE', `${file} is groter dan 50 MiB. Splits het bestand.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PortfolioError('ENCODING_WRONG', `${file} is geen geldige UTF-8. Sla het op als UTF-8.`);
  }
  const lines = text.split(/\r?\n/u);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > MAX_ROWS)
    throw new PortfolioError('TOO_MANY_ROWS', `${file} heeft meer dan 100.000 regels. Splits het bestand.`);
  return lines.map((line, index) => ({ row: index + 1, ...parsedLine(line) }));
}
function parsedLine(line: string): Omit<RawHistoryRow, 'row'> {
  if (line.trim() === '') return { problem: 'de regel is leeg' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'de regel is geen geldige JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'de regel is geen JSON-object' };
  const { gegevens = {}, ...own } = value as Record<string, unknown>;
  if (typeof gegevens !== 'object' || gegevens === null || Array.isArray(gegevens))
    return { problem: 'gegevens is geen JSON-object' };
  const { own: ours, data: others } = apart(Object.entries(own));
  return { said: { own: ours, data: { ...others, ...gegevens } } };
}

function csvRows(file: string, bytes: Uint8Array): readonly RawHistoryRow[] {
  const { header, rows } = decodeFile(file, bytes);
  const missing = REQUIRED.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new PortfolioError('COLUMN_MISSING', `In ${file} ontbreekt de kolom ${missing.join(' en ')}.`);
  const double = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (double !== undefined)
    throw new PortfolioError('COLUMN_DOUBLE', `In ${file} staat de kolom ${double} meer dan één keer.`);
  return rows.map(({ row, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return { row, problem: 'de rij is leeg' };
    if (cells.length !== header.length)
      return { row, problem: `de rij heeft ${cells.length} cellen; de kopregel heeft er ${header.length}` };
    const filled = header.map((name, index) => [name, (cells[index] ?? '').trim()] as const);
    return { row, said: apart(filled.filter(([, cell]) => cell !== '')) };
  });
}

/** Fields of the event may have the name of a column of the row, so the two stay apart from here on. */
function apart(cells: readonly (readonly [string, unknown])[]): { readonly own: Cells; readonly data: Cells } {
  const isOwn = ([name]: readonly [string, unknown]): boolean => (ROW_COLUMNS as readonly string[]).includes(name);
  return {
    own: Object.fromEntries(cells.filter(isOwn)),
    data: Object.fromEntries(cells.filter((cell) => !isOwn(cell))),
  };
}
