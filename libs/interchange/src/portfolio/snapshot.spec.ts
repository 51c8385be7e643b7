import fc from 'fast-check';
import { parseMapping } from './mapping.js';
import { PortfolioError } from './portfolio-error.js';
import { readSnapshot } from './snapshot.js';
import type { Snapshot } from './snapshot.js';
import { summarise } from './summary.js';

const mapping = parseMapping(
  JSON.stringify({
    versie: 1,
    portefeuille: 'Proef',
    bedrageenheid: 'een',
    decimaalteken: ',',
    datumnotaties: ['dd-mm-jjjj'],
    oordelen: { Groen: 'groen', Rood: 'rood' },
    nietOpenbaar: ['Geheim'],
    nietGemeld: ['n.n.b.'],
    bestanden: [
      {
        bestand: 'a.csv',
        peildatum: '2026-06-30',
        scheidingsteken: ';',
        kolommen: {
          nummer: 'Nr',
          naam: 'Project',
          afdeling: 'Afdeling',
          oordeel: 'Stoplicht',
          start: 'Start',
          einde: 'Einde',
          totaleKosten: 'Kosten',
          beschrijving: 'Tekst',
        },
      },
    ],
  }),
);
const HEADER = 'Nr;Project;Afdeling;Stoplicht;Start;Einde;Kosten;Tekst';
const read = (...lines: readonly string[]): Snapshot =>
  readSnapshot('a.csv', Buffer.from([HEADER, ...lines].join('\n')), mapping);
const listing = (snapshot: Snapshot): string[] =>
  snapshot.listed.map(({ row, column, effect, reason }) => `${row} ${column ?? '*'} ${effect} ${reason}`);

it('reads a row into typed cells', () => {
  const { rows, listed, rowsIn } = read('7;Het  plein;Ruimte;groen;01-02-2026;Geheim, Woo 5.1;€ 1.000,50;n.n.b.');
  expect(rowsIn).toBe(1);
  expect(listed).toEqual([]);
  expect(rows[0]).toMatchObject({
    row: 2,
    number: '7',
    name: 'Het plein',
    department: 'Ruimte',
    rating: { kind: 'value', value: 'groen' },
    startDate: { kind: 'value', value: '2026-02-01' },
    endDate: { kind: 'withheld', ground: 'Geheim, Woo 5.1' },
    wholeLifeCost: { kind: 'value', value: 100_050 },
    description: { kind: 'missing', words: 'n.n.b.' },
    yearlyBudget: { kind: 'missing' },
  });
});

it('keeps a row with an unreadable cell and lists the cell by its column', () => {
  const snapshot = read('1;A;R;paars;eind mei;31-02-2026;=1+1;@SUM(A1)', '2;B;R;rood;02-01-2026;01-01-2026;5;x\u009dy');
  expect(snapshot.rows).toHaveLength(2);
  expect(listing(snapshot)).toEqual([
    '2 Stoplicht field-not-reported UNKNOWN_RATING',
    '2 Start field-not-reported NOT_A_DATE',
    '2 Einde field-not-reported DATE_DOES_NOT_EXIST',
    '2 Kosten field-not-reported FORMULA',
    '2 Tekst field-not-reported FORMULA',
    '3 Tekst recorded UNREADABLE_SIGN',
    '3 Einde recorded END_BEFORE_START',
  ]);
  expect(snapshot.listed[1]).toMatchObject({ file: 'a.csv', text: 'eind mei' });
  expect(snapshot.rows[1]?.description).toEqual({ kind: 'value', value: 'x\ufffdy' });
});

it('lists a row that cannot be identified as a whole', () => {
  const snapshot = read(
    ';;;;;;;',
    '',
    '1;A;R;groen',
    '1;A;R;groen;;;;;te veel',
    '2;;R;;;;;',
    '3;=A1;R;;;;;',
    ';Zonder afdeling;;;;;;',
    `4;${'x'.repeat(201)};R;;;;;`,
    '5;Lege cellen achteraan;R;;;;;;;;',
  );
  expect(listing(snapshot)).toEqual([
    '2 * row-not-recorded EMPTY_ROW',
    '3 * row-not-recorded EMPTY_ROW',
    '4 * row-not-recorded RAGGED_ROW',
    '5 * row-not-recorded RAGGED_ROW',
    '6 * row-not-recorded NO_NAME',
    '7 * row-not-recorded NO_NAME',
    '8 * row-not-recorded NO_DEPARTMENT',
    '9 * row-not-recorded NAME_TOO_LONG',
  ]);
  expect(snapshot.rows.map((row) => row.name)).toEqual(['Lege cellen achteraan']);
});

it('lists a second row of the same project and names the first', () => {
  const snapshot = read('1;A;R;;;;;', '1;B;R;;;;;', ';a ;r;;;;;', '2;A;R;;;;;', ';C;R;;;;;', ';c;R;;;;;', '3;C;R;;;;;');
  expect(listing(snapshot)).toEqual([
    '3 * row-not-recorded DUPLICATE_PROJECT',
    '4 * row-not-recorded DUPLICATE_PROJECT',
    '7 * row-not-recorded DUPLICATE_PROJECT',
    '8 * row-not-recorded DUPLICATE_PROJECT',
  ]);
  expect(snapshot.listed[0]?.words).toBe('Dit project staat al eerder in dit bestand. Zie rij 2.');
});

it('names columns that nobody reads, and refuses absent or doubled ones', () => {
  const with_ = (header: string, row: string): Snapshot =>
    readSnapshot('a.csv', Buffer.from(`${header}\n${row}`), mapping);
  expect(with_(`${HEADER};Jaar`, '1;A;R;;;;;;2026').unusedColumns).toEqual(['Jaar']);
  expect(() => with_(HEADER.replace('Kosten', 'Prijs'), '1;A;R;;;;;')).toThrow(
    'a.csv heeft geen kolom "Kosten". Wel: Nr, ',
  );
  expect(() => with_(`${HEADER}; kosten`, '1;A;R;;;;;;')).toThrow('a.csv heeft twee kolommen "Kosten".');
});

/** A table as a well-formed CSV: every cell in quotes. */
function stringify(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';')).join('\r\n');
}

describe('no row is lost', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '1',
      'A',
      'B',
      'Groen',
      '01-01-2026',
      '€ 5',
      'Geheim',
      '=1',
      '\u009d',
      '__proto__',
      'a\nb',
      '"',
      ';',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }).map((text) => Buffer.from(text.replaceAll('\0', '')).toString()),
  );
  const account = (snapshot: Snapshot): void => {
    const { rowsIn, rowsRecorded, rowsListed } = summarise(snapshot);
    expect(rowsIn).toBe(rowsRecorded + rowsListed);
    const seen = [
      ...snapshot.rows.map((row) => row.row),
      ...snapshot.listed.filter((listed) => listed.column === null).map((listed) => listed.row),
    ].sort((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: rowsIn }, (_, index) => index + 2));
  };

  it('rows in = rows recorded + rows listed for any table', () => {
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(table, (rows) => {
        const snapshot = readSnapshot('a.csv', Buffer.from(`${HEADER}\n${stringify(rows)}`), mapping);
        expect(snapshot.rowsIn).toBe(rows.length);
        account(snapshot);
      }),
      { numRuns: 500 },
    );
  });

  it('any bytes after the header are either refused with a sentence or accounted for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          let snapshot: Snapshot;
          try {
            snapshot = readSnapshot('a.csv', Buffer.concat([Buffer.from(`${HEADER}\n`), bytes]), mapping);
          } catch (error) {
            expect(error).toBeInstanceOf(PortfolioError);
            return;
          }
          account(snapshot);
        },
      ),
      { numRuns: 500 },
    );
  });
});
