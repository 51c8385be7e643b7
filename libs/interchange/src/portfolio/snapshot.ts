import { normalise, readDate, readMoney, readRating, readText, UNREADABLE_REASONS } from './cells.js';
import type { Cell, Currency, Rating, UnreadableReason } from './cells.js';
import { decodeFile } from './decode.js';
import type { DecodedFile, Delimiter, Encoding, RawRow } from './decode.js';
import { mappingOf } from './mapping.js';
import type { DeclaredRename, FieldName, FileMapping, PortfolioMapping } from './mapping.js';
import { PortfolioError } from './portfolio-error.js';

/** Titles of dossiers are at most this long (the kernel's limit on a title). */
const MAX_NAME_CHARS = 200;
/** What a listing quotes of a cell; the rest stands in the file itself. */
const MAX_QUOTED_CHARS = 300;

/** One project as one file reports it. */
export interface ProjectRow {
  readonly row: number;
  readonly number: string | null;
  readonly name: string;
  /** Empty when the file has no departments. */
  readonly department: string;
  readonly category: Cell<string>;
  readonly rating: Cell<Rating>;
  readonly startDate: Cell<string>;
  readonly endDate: Cell<string>;
  /** Money in whole cents. */
  readonly wholeLifeCost: Cell<number>;
  readonly yearlyBudget: Cell<number>;
  readonly yearlyForecast: Cell<number>;
  readonly description: Cell<string>;
  readonly ratingComment: Cell<string>;
  readonly scheduleComment: Cell<string>;
  readonly budgetComment: Cell<string>;
  readonly varianceComment: Cell<string>;
}

const ROW_REASONS = {
  EMPTY_ROW: 'Deze rij is leeg.',
  RAGGED_ROW: 'Deze rij heeft een ander aantal cellen dan de kopregel; het is niet zeker welke cel wat is.',
  NO_NAME: 'Deze rij heeft geen leesbare projectnaam.',
  NAME_TOO_LONG: 'De projectnaam is langer dan 200 tekens.',
  NO_DEPARTMENT: 'Deze rij heeft geen projectnummer en geen afdeling; het is niet zeker welk project dit is.',
  DUPLICATE_PROJECT: 'Dit project staat al eerder in dit bestand.',
} as const;
const REMARK_REASONS = {
  UNREADABLE_SIGN: 'Deze tekst bevat een teken dat in deze codering niet bestaat; het is vervangen door �.',
  END_BEFORE_START: 'De einddatum ligt voor de startdatum. Beide zijn vastgelegd zoals ze er staan.',
  NOT_A_KEY: 'Het projectnummer is niet leesbaar; het project is herkend aan naam en afdeling.',
} as const;
export type ListedReason = keyof typeof ROW_REASONS | keyof typeof REMARK_REASONS | UnreadableReason;

/**
 * What became of the thing that is listed.
 * - `row-not-recorded`: the whole row stands only in this list;
 * - `field-not-reported`: the row is recorded, this field counts as not reported;
 * - `recorded`: recorded, with a remark.
 */
export type ListedEffect = 'row-not-recorded' | 'field-not-reported' | 'recorded';
export interface Listed {
  readonly file: string;
  readonly row: number;
  /** The column's name in the file; null when the whole row is meant. */
  readonly column: string | null;
  readonly effect: ListedEffect;
  readonly reason: ListedReason;
  /** The reason as a Dutch sentence. */
  readonly words: string;
  /** What stands there, shortened. */
  readonly text: string;
}

export interface Snapshot {
  readonly portfolio: string;
  readonly file: string;
  readonly sha256: string;
  readonly referenceDate: string;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly recognised: DecodedFile['recognised'];
  readonly currency: Currency;
  /** Rows in the file, without the header. Always `rows.length` + the listed rows that are not recorded. */
  readonly rowsIn: number;
  readonly rows: readonly ProjectRow[];
  readonly listed: readonly Listed[];
  /** Columns of the file that the mapping does not name, so that nothing is left out unseen. */
  readonly unusedColumns: readonly string[];
  readonly renames: readonly DeclaredRename[];
}

/** Reads one file with its part of the mapping. Throws `PortfolioError` only when the file as a whole is unusable. */
export function readSnapshot(file: string, bytes: Uint8Array, mapping: PortfolioMapping): Snapshot {
  const own = mappingOf(mapping, file);
  const decoded = decodeFile(own.file, bytes, own);
  const columns = locateColumns(decoded, own);
  const reader = new RowReader(decoded, own, columns);
  for (const raw of decoded.rows) reader.read(raw);
  const used = new Set(columns.values());
  return {
    portfolio: mapping.portfolio,
    file: own.file,
    sha256: decoded.sha256,
    referenceDate: own.referenceDate,
    encoding: decoded.encoding,
    delimiter: decoded.delimiter,
    recognised: decoded.recognised,
    currency: own.notation.currency,
    rowsIn: decoded.rows.length,
    rows: reader.rows,
    listed: reader.listed,
    unusedColumns: decoded.header.filter((_, index) => !used.has(index)),
    renames: own.renames,
  };
}

/** Field → index of its column. A mapped column that is absent, or that stands there twice, makes the file unusable. */
function locateColumns(decoded: DecodedFile, mapping: FileMapping): ReadonlyMap<FieldName, number> {
  const names = decoded.header.map(normalise);
  const located = new Map<FieldName, number>();
  const missing: string[] = [];
  for (const [field, column] of mapping.columns) {
    const index = names.indexOf(normalise(column));
    if (index === -1) missing.push(column);
    else if (names.lastIndexOf(normalise(column)) !== index) {
      throw new PortfolioError('COLUMN_DOUBLE', `${decoded.file} heeft twee kolommen "${column}". Hernoem er een.`);
    }
    located.set(field, index);
  }
  if (missing.length === 0) return located;
  throw new PortfolioError(
    'COLUMN_MISSING',
    `${decoded.file} heeft geen kolom ${missing.map((name) => `"${name}"`).join(', ')}. Wel: ${shorten(decoded.header.join(', '))}.`,
    missing.map((name) => ({ where: name, message: 'Deze kolom uit de mapping staat niet in het bestand.' })),
  );
}

/** Reads rows one by one and keeps the account: each row ends up in `rows` or as a whole in `listed`. */
class RowReader {
  readonly rows: ProjectRow[] = [];
  readonly listed: Listed[] = [];
  private readonly byNumber = new Map<string, number>();
  /** Name and department → the first row under it, and the one without a number: there is at most one. */
  private readonly byName = new Map<string, { readonly first: number; readonly unnumbered: number | null }>();

  constructor(
    private readonly decoded: DecodedFile,
    private readonly mapping: FileMapping,
    private readonly columns: ReadonlyMap<FieldName, number>,
  ) {}

  read(raw: RawRow): void {
    if (raw.cells.every((cell) => cell.trim() === '')) return this.refuse(raw, 'EMPTY_ROW');
    if (!fits(raw.cells, this.decoded.header.length)) return this.refuse(raw, 'RAGGED_ROW');
    const remarks: Listed[] = [];
    const name = this.readLine(raw, 'name', remarks);
    const number = this.readNumber(raw, remarks);
    const department = this.readLine(raw, 'department', remarks);
    if (name.kind !== 'value') return this.refuse(raw, 'NO_NAME');
    if (name.value.length > MAX_NAME_CHARS) return this.refuse(raw, 'NAME_TOO_LONG');
    if (this.columns.has('department') && department.kind !== 'value' && number === null) {
      return this.refuse(raw, 'NO_DEPARTMENT');
    }
    const known = {
      number,
      name: oneLine(name.value),
      department: department.kind === 'value' ? oneLine(department.value) : '',
    };
    const earlier = this.claim(raw.row, known);
    if (earlier !== null) return this.refuse(raw, 'DUPLICATE_PROJECT', ` Zie rij ${earlier}.`);
    this.rows.push({ row: raw.row, ...known, ...this.readFields(raw, remarks) });
    this.listed.push(...remarks);
  }

  private readLine(raw: RawRow, field: FieldName, remarks: Listed[]): Cell<string> {
    return this.noted(raw, field, readText(this.cell(raw, field), this.mapping.notation), remarks);
  }

  private readNumber(raw: RawRow, remarks: Listed[]): string | null {
    const number = readText(this.cell(raw, 'number'), this.mapping.notation);
    if (number.kind === 'value' && number.value.length <= MAX_NAME_CHARS) return oneLine(number.value);
    if (number.kind === 'missing') return null;
    remarks.push(this.entry(raw, 'number', 'field-not-reported', 'NOT_A_KEY', REMARK_REASONS.NOT_A_KEY));
    return null;
  }

  /** Takes the project's keys for this row; answers the earlier row when that one is the same project. */
  private claim(row: number, known: Pick<ProjectRow, 'number' | 'name' | 'department'>): number | null {
    const number = known.number === null ? null : normalise(known.number);
    const name = nameKey(known.name, known.department);
    const sameNumber = number === null ? undefined : this.byNumber.get(number);
    if (sameNumber !== undefined) return sameNumber;
    // Two different numbers under one name are two projects; a name without a number cannot be told apart.
    const sameName = this.byName.get(name);
    const clash = number === null ? sameName?.first : (sameName?.unnumbered ?? undefined);
    if (clash !== undefined) return clash;
    if (number !== null) this.byNumber.set(number, row);
    this.byName.set(name, { first: sameName?.first ?? row, unnumbered: number === null ? row : null });
    return null;
  }

  private readFields(raw: RawRow, remarks: Listed[]): Omit<ProjectRow, 'row' | 'number' | 'name' | 'department'> {
    const notation = this.mapping.notation;
    const note = <T>(field: FieldName, read: (text: string, as: typeof notation) => Cell<T>): Cell<T> =>
      this.noted(raw, field, read(this.cell(raw, field), notation), remarks);
    const fields = {
      category: note('category', readText),
      rating: note('rating', readRating),
      startDate: note('startDate', readDate),
      endDate: note('endDate', readDate),
      wholeLifeCost: note('wholeLifeCost', readMoney),
      yearlyBudget: note('yearlyBudget', readMoney),
      yearlyForecast: note('yearlyForecast', readMoney),
      description: note('description', readText),
      ratingComment: note('ratingComment', readText),
      scheduleComment: note('scheduleComment', readText),
      budgetComment: note('budgetComment', readText),
      varianceComment: note('varianceComment', readText),
    };
    const { startDate, endDate } = fields;
    if (startDate.kind === 'value' && endDate.kind === 'value' && endDate.value < startDate.value) {
      remarks.push(this.entry(raw, 'endDate', 'recorded', 'END_BEFORE_START', REMARK_REASONS.END_BEFORE_START));
    }
    return fields;
  }

  /** Lists an unreadable cell, and replaces signs that no encoding has a place for. */
  private noted<T>(raw: RawRow, field: FieldName, cell: Cell<T>, remarks: Listed[]): Cell<T> {
    if (cell.kind === 'unreadable') {
      remarks.push(this.entry(raw, field, 'field-not-reported', cell.reason, UNREADABLE_REASONS[cell.reason]));
    }
    if (cell.kind !== 'value' || typeof cell.value !== 'string' || !STRAY_SIGNS.test(cell.value)) return cell;
    remarks.push(this.entry(raw, field, 'recorded', 'UNREADABLE_SIGN', REMARK_REASONS.UNREADABLE_SIGN));
    return { kind: 'value', value: cell.value.replace(ALL_STRAY_SIGNS, '\ufffd') as T };
  }

  private cell(raw: RawRow, field: FieldName): string {
    const index = this.columns.get(field);
    return index === undefined ? '' : (raw.cells[index] ?? '');
  }

  private refuse(raw: RawRow, reason: keyof typeof ROW_REASONS, more = ''): void {
    this.listed.push({
      file: this.decoded.file,
      row: raw.row,
      column: null,
      effect: 'row-not-recorded',
      reason,
      words: ROW_REASONS[reason] + more,
      text: shorten(raw.cells.join(this.decoded.delimiter)),
    });
  }

  private entry(raw: RawRow, field: FieldName, effect: ListedEffect, reason: ListedReason, words: string): Listed {
    const column = this.mapping.columns.get(field) ?? field;
    return {
      file: this.decoded.file,
      row: raw.row,
      column,
      effect,
      reason,
      words,
      text: shorten(this.cell(raw, field)),
    };
  }
}

/** Control characters other than tab and line breaks: what is left when a file names a sign its encoding lacks. */
const STRAY = '[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufffd]';
const STRAY_SIGNS = new RegExp(STRAY, 'u');
const ALL_STRAY_SIGNS = new RegExp(STRAY, 'gu');

/** Spreadsheets often end rows with a few empty cells too many; those carry nothing. Too few, or filled ones, do not fit. */
function fits(cells: readonly string[], width: number): boolean {
  return cells.length >= width && cells.slice(width).every((cell) => cell.trim() === '');
}

/** The key of a project without a number. */
export function nameKey(name: string, department: string): string {
  return JSON.stringify([normalise(name), normalise(department)]);
}

function oneLine(text: string): string {
  return text.replace(ALL_STRAY_SIGNS, '\ufffd').replace(/\s+/gu, ' ').trim();
}

function shorten(text: string): string {
  const line = oneLine(text);
  return line.length <= MAX_QUOTED_CHARS ? line : `${line.slice(0, MAX_QUOTED_CHARS)}…`;
}
