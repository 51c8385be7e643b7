import { decodeFile, MAX_FILE_BYTES } from './decode.js';
import { PortfolioError } from './portfolio-error.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The code of the refusal; fails the test when there is none, or when its sentence is not one. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (!(error instanceof PortfolioError)) throw error;
    expect(error.message).toMatch(/^\S.+\.$/u);
    return error.code;
  }
  throw new Error('was not refused');
}

describe('encoding', () => {
  const read = (content: Uint8Array): string => {
    const decoded = decodeFile('a.csv', content);
    return `${decoded.encoding}: ${decoded.rows[0]?.cells.join('|')}`;
  };

  it('takes valid UTF-8 as such, and leaves a byte order mark out of the first column name', () => {
    expect(read(bytes('naam,kosten\nCoöperatie,€ 5'))).toBe('utf-8: Coöperatie|€ 5');
    expect(decodeFile('a.csv', bytes('\ufeffnaam,kosten\nA,1')).header).toEqual(['naam', 'kosten']);
  });
  it('recognises UTF-16 by its mark', () => {
    expect(read(Buffer.from('\ufeffnaam\tkosten\nEén\t1', 'utf16le'))).toBe('utf-16le: Eén|1');
  });
  it('recognises windows-1252 by typed apostrophes, dashes and euro signs, and decodes them as such', () => {
    expect(read(latin1('naam,kosten\nlast year\x92s plan \x96 new,\x80 5'))).toBe(
      'windows-1252: last year’s plan – new|€ 5',
    );
    expect(read(latin1('naam,kosten\nCo\xebffici\xebnt,\xa35'))).toBe('windows-1252: Coëfficiënt|£5');
  });
  it('recognises macintosh where windows-1252 would put signs inside words', () => {
    expect(read(latin1('naam,kosten\nCo\x91ffici\x91nt en caf\x8e,\xdb 5'))).toBe('macintosh: Coëfficiënt en café|€ 5');
    expect(read(latin1('naam,kosten\nlast year\xd5s plan,\xa35'))).toBe('macintosh: last year’s plan|£5');
  });
  it('does not call a draw: a pound sign reads the same in both, an unreadable file must be told', () => {
    expect(read(latin1('naam,kosten\nA,\xa35'))).toBe('windows-1252: A|£5');
    expect(refusal(() => decodeFile('a.csv', latin1('naam,kosten\nA \xe6 B,5 \xe6')))).toBe('ENCODING_UNCLEAR');
  });
  it('refuses a file that is not what the mapping says', () => {
    expect(refusal(() => decodeFile('a.csv', latin1('naam,x\nA,\xa3'), { encoding: 'utf-8' }))).toBe('ENCODING_WRONG');
  });
});

describe('delimiter', () => {
  it.each([',', ';', '\t'])('recognises %j in the header, quotes aside', (delimiter) => {
    const text = `naam${delimiter}"kosten, in; euro\n(x)"${delimiter}einde\nA${delimiter}1${delimiter}2`;
    const decoded = decodeFile('a.csv', bytes(text));
    expect(decoded.delimiter).toBe(delimiter);
    expect(decoded.recognised).toEqual(['encoding', 'delimiter']);
  });
  it('refuses a draw and a header without any', () => {
    expect(refusal(() => decodeFile('a.csv', bytes('naam,kosten;einde\n1')))).toBe('DELIMITER_UNCLEAR');
    expect(refusal(() => decodeFile('a.csv', bytes('naam\nA')))).toBe('DELIMITER_UNCLEAR');
    expect(decodeFile('a.csv', bytes('naam\nA'), { delimiter: ';' }).recognised).toEqual(['encoding']);
  });
});

describe('rows', () => {
  it('keeps line breaks inside quotes, blank lines and ragged rows, with the row numbers of a spreadsheet', () => {
    const decoded = decodeFile('a.csv', bytes('a,b\r\n"x\ny\r\nz",1\n\n1,2,3\r\n4'));
    expect(decoded.rows).toEqual([
      { row: 2, cells: ['x\ny\r\nz', '1'] },
      { row: 3, cells: [''] },
      { row: 4, cells: ['1', '2', '3'] },
      { row: 5, cells: ['4'] },
    ]);
  });
  it.each([
    ['FILE_EMPTY', ''],
    ['FILE_EMPTY', ' \r\n '],
    ['FILE_NOT_TEXT', 'a,b\n1,\0'],
    ['NO_ROWS', 'a,b\n'],
    ['CSV_BROKEN', 'a,b\n"open,1\n2,3'],
    ['CSV_BROKEN', 'a,b\nhalf "quoted",1'],
    ['CSV_BROKEN', `a,b\n"${'x'.repeat(1_100_000)}",1`],
    ['TOO_MANY_COLUMNS', `${'a,'.repeat(1_000)}b\n1`],
    ['TOO_MANY_ROWS', `a,b\n${'1,2\n'.repeat(100_001)}`],
  ])('refuses with %s', (code, text) => {
    expect(refusal(() => decodeFile('a.csv', bytes(text)))).toBe(code);
  });
  it('refuses a file over the limit without decoding it', () => {
    expect(refusal(() => decodeFile('a.csv', new Uint8Array(MAX_FILE_BYTES + 1)))).toBe('FILE_TOO_LARGE');
  });
});
