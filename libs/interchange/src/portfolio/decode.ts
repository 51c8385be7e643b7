import { createHash } from 'node:crypto';
import { CsvError, parse } from 'csv-parse/sync';
import { PortfolioError } from './portfolio-error.js';

/** Limits of architecture.md on an import file. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;
export const MAX_ROWS = 100_000;
const MAX_COLUMNS = 1_000;
/** One record larger than this is an unclosed quote or an attack, not a row of a spreadsheet. */
const MAX_RECORD_CHARS = 1024 * 1024;
/** The header record must end within this many characters for the delimiter to be recognised. */
const MAX_HEADER_CHARS = 64 * 1024;

export const ENCODINGS = ['utf-8', 'utf-16le', 'windows-1252', 'macintosh'] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** A record as it stands in the file. */
export interface RawRow {
  /** The row number a spreadsheet shows: the header is row 1, a record with line breaks in it is still one row. */
  readonly row: number;
  readonly cells: readonly string[];
}

export interface DecodedFile {
  readonly file: string;
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Which of the two were recognised rather than given; the caller shows this, so that it is no silent guess. */
  readonly recognised: readonly ('encoding' | 'delimiter')[];
  readonly header: readonly string[];
  readonly rows: readonly RawRow[];
}

interface DecodeOptions {
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
}

/**
 * Bytes to header and rows. Every record of the file comes out, also empty and ragged ones, because later steps must
 * account for each of them. Throws `PortfolioError` when the file as a whole cannot be trusted.
 */
export function decodeFile(file: string, bytes: Uint8Array, options: DecodeOptions = {}): DecodedFile {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new PortfolioError(
      'FILE_TOO_LARGE',
      `${file} is groter dan 50 MiB. Splits het bestand of laat kolommen weg.`,
    );
  }
  const encoding = options.encoding ?? recogniseEncoding(file, bytes);
  const text = decodeText(file, bytes, encoding);
  if (text.trim() === '')
    throw new PortfolioError('FILE_EMPTY', `${file} is leeg. Kies een bestand met een kopregel en rijen.`);
  if (text.includes('\0')) {
    throw new PortfolioError('FILE_NOT_TEXT', `${file} bevat nultekens en is dus geen tekst. Sla het op als CSV.`);
  }
  const delimiter = options.delimiter ?? recogniseDelimiter(file, text);
  const [header = [], ...records] = parseRecords(file, text, delimiter);
  if (header.length > MAX_COLUMNS) {
    throw new PortfolioError('TOO_MANY_COLUMNS', `${file} heeft meer dan ${MAX_COLUMNS} kolommen.`);
  }
  if (records.length === 0) {
    throw new PortfolioError('NO_ROWS', `${file} heeft een kopregel maar geen rijen. Er is niets om in te lezen.`);
  }
  return {
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    encoding,
    delimiter,
    recognised: [
      ...(options.encoding === undefined ? (['encoding'] as const) : []),
      ...(options.delimiter === undefined ? (['delimiter'] as const) : []),
    ],
    header: header.map((name) => name.trim()),
    rows: records.map((cells, index) => ({ row: index + 2, cells })),
  };
}

function parseRecords(file: string, text: string, delimiter: Delimiter): string[][] {
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      // Named in full: left to itself the parser takes the first line's break for the whole file, and a file with
      // mixed breaks would then lose rows inside cells.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: MAX_RECORD_CHARS,
      to: MAX_ROWS + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw brokenCsv(file, error);
  }
  if (records.length > MAX_ROWS + 1) {
    throw new PortfolioError('TOO_MANY_ROWS', `${file} heeft meer dan 100.000 rijen. Splits het bestand.`);
  }
  return records;
}

/** After a broken quote nobody knows where cells begin, so the whole file is refused and not only the one row. */
function brokenCsv(file: string, error: CsvError): PortfolioError {
  const lines: unknown = error['lines'];
  const line = typeof lines === 'number' ? ` bij regel ${lines}` : '';
  const message =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? `${file}: een rij${line} is groter dan 1 MiB. Waarschijnlijk is een aanhalingsteken niet gesloten.`
      : `${file}: de aanhalingstekens kloppen niet${line}. Herstel dit in het bronbestand en lees het opnieuw in.`;
  return new PortfolioError('CSV_BROKEN', message, [{ where: line.trim(), message: error.code }]);
}

function decodeText(file: string, bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'windows-1252') return decodeWindows1252(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new PortfolioError(
      'ENCODING_WRONG',
      `${file} is geen geldige ${encoding}. Geef de juiste codering op of sla het bestand op als UTF-8.`,
    );
  }
}

/** Bytes 0x80–0x9F of windows-1252; the five that it leaves open stay the control characters they are in Latin-1. */
const WINDOWS_1252_SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Not by TextDecoder: Node 20.18.3 up to 24 decodes windows-1252 as Latin-1 (nodejs/node#56542), so that each typed
 * apostrophe and euro sign would silently become a control character.
 */
function decodeWindows1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\u0080-\u009f]/gu, (sign) => WINDOWS_1252_SIGNS[sign.charCodeAt(0) - 0x80] ?? sign);
}

/**
 * UTF-8 is certain when the bytes are valid. Between the two one-byte encodings every byte is valid in both, so the
 * one that reads as text wins; when neither reads better, the user must say.
 */
function recogniseEncoding(file: string, bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    // Not UTF-8: fall through to the one-byte encodings.
  }
  const windows = decodeWindows1252(bytes);
  const mac = new TextDecoder('macintosh').decode(bytes);
  if (windows === mac) return 'windows-1252';
  const difference = readability(windows) - readability(mac);
  if (difference !== 0) return difference > 0 ? 'windows-1252' : 'macintosh';
  throw new PortfolioError(
    'ENCODING_UNCLEAR',
    `De codering van ${file} is niet te herkennen. Geef haar op: ${ENCODINGS.join(', ')}.`,
  );
}

const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
/** Signs that office programs put into running text. */
const OFFICE_SIGNS = new Set('’–—…•£€\u00a0');
const OPENING_QUOTES = new Set('‘“');
const USUAL_ACCENTS = new Set('éèêëïöüçáàóÉ');

/** How much the characters outside ASCII look like Western European office text; only comparisons mean something. */
function readability(text: string): number {
  let score = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) < 0x80) continue;
    score += readabilityOf(text[at] ?? '', text[at - 1] ?? '', text[at + 1] ?? '');
  }
  return score;
}

function readabilityOf(sign: string, before: string, after: string): number {
  const insideWord = LETTER.test(before) && LETTER.test(after);
  if (OPENING_QUOTES.has(sign)) return LETTER.test(before) ? -2 : 2;
  if (sign === '”') return insideWord ? -2 : 2;
  if (OFFICE_SIGNS.has(sign)) return insideWord && sign !== '’' && sign !== '\u00a0' ? -2 : 2;
  if (UPPER.test(sign) && LOWER.test(before)) return -2;
  if (USUAL_ACCENTS.has(sign)) return LETTER.test(before) || LETTER.test(after) ? 1 : 0;
  return LETTER.test(sign) ? 0 : -2;
}

/** The candidate that cuts the header into most cells; a draw or no cut at all is for the user to settle. */
function recogniseDelimiter(file: string, text: string): Delimiter {
  const counts = headerCounts(text);
  const [best, second] = [...DELIMITERS].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const most = counts.get(best ?? ',') ?? 0;
  if (best === undefined || most === 0 || most === counts.get(second ?? ',')) {
    throw new PortfolioError(
      'DELIMITER_UNCLEAR',
      `Het scheidingsteken van ${file} is niet te herkennen aan de kopregel. Geef het op: komma, puntkomma of tab.`,
    );
  }
  return best;
}

function headerCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>(DELIMITERS.map((sign) => [sign, 0]));
  let quoted = false;
  for (const sign of text.slice(0, MAX_HEADER_CHARS)) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '\n' || sign === '\r')) break;
    else if (!quoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  return counts;
}
