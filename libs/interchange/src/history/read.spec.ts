import { readFileSync } from 'node:fs';
import { PortfolioError } from '../portfolio/portfolio-error.js';
import { readHistory } from './read.js';

const TODAY = '2025-02-03';
const read = (text: string, file = 'h.jsonl') => readHistory(file, Buffer.from(text), TODAY);
const example = (name: string) =>
  readHistory(name, readFileSync(new URL(`../../historie/${name}`, import.meta.url)), TODAY);
const start = (over: object = {}) => ({
  datum: '2022-03-15',
  soort: 'ProgrammeInitiated',
  gegevens: { name: 'n', objective: 'o', mode: 'getrapt' },
  ...over,
});
const line = (over: object = {}) => JSON.stringify(start(over));

describe('a file of history', () => {
  it('is read from JSON Lines and from CSV to the same events', () => {
    const lines = example('voorbeeld.jsonl');
    const cells = example('voorbeeld.csv');
    expect(lines.listed).toEqual([]);
    expect(cells.listed).toEqual([]);
    const bare = ({ row: _, ...event }: (typeof lines.events)[number]) => event;
    expect(cells.events.map(bare)).toEqual(lines.events.map(bare));
    expect(lines.events.at(-1)).toEqual({
      row: 3,
      type: 'ProgrammeTerminated',
      occurredOn: '2024-04-09',
      onBehalfOf: 'MT',
      classification: 'openbaar',
      publicSummary: 'Het programma is gestopt.',
      data: { causes: ['organisatie', 'bestuur'], explanation: 'Papier bleef leidend.' },
    });
  });
  it('says its digest', () => expect(example('voorbeeld.csv').sha256).toMatch(/^[0-9a-f]{64}$/));
  it('tells a field from a column of the row that has the same Dutch name', () => {
    const { events, listed } = read(
      line({ soort: 'JournalEntryRecorded', gegevens: { soort: 'succes', subject: 's', note: 'n', teams: [] } }),
    );
    expect(listed).toEqual([]);
    expect(events[0]).toMatchObject({ type: 'JournalEntryRecorded', data: { kind: 'succes' } });
  });

  it.each([
    ['a line that is no JSON', '{"datum":', undefined],
    ['a list', '[1]', undefined],
    ['an empty line', '', undefined],
    ['fields that are no object', line({ gegevens: [] }), undefined],
    ['an unknown type', line({ soort: 'Onbekend', gegevens: {} }), 'soort'],
    ['a type that is a number', line({ soort: 7, gegevens: {} }), 'soort'],
    ['an inherited name as type', line({ soort: 'constructor', gegevens: {} }), 'soort'],
    ['a date that does not exist', line({ datum: '2022-02-30' }), 'datum'],
    ['a date to come', line({ datum: '2025-02-04' }), 'datum'],
    ['an unknown function', line({ namens: 'de baas' }), 'namens'],
    ['the clock of the engine', line({ namens: 'timekeeper' }), 'namens'],
    ['an unknown class', line({ klasse: 'vertrouwelijk' }), 'klasse'],
    ['a public text that is a list', line({ openbareTekst: [] }), 'openbareTekst'],
    ['a missing field', line({ gegevens: { name: 'n', objective: 'o' } }), 'sturingsvorm'],
    ['a word outside the list', line({ gegevens: { ...start().gegevens, mode: 'los' } }), 'mode'],
    ['a strange field', line({ gegevens: { ...start().gegevens, kleur: 'rood' } }), 'kleur'],
    ['a strange column', line({ kleur: 'rood' }), 'kleur'],
  ])('lists %s by row, column and reason, and records the rest', (_name, wrong, column) => {
    const { rows, events, listed } = read(`${line()}\n${wrong}\n${line()}\n`);
    expect(rows).toBe(3);
    expect(events.map(({ row }) => row)).toEqual([1, 3]);
    expect(listed.map((each) => [each.row, each.column])).toEqual([[2, column]]);
    expect(listed[0]!.reason).toMatch(/\p{L}/u);
  });
  it('does not let a field reach what every object inherits', () => {
    const { events, listed } = read(
      `{"datum":"2022-03-15","soort":"ProgrammeInitiated","gegevens":{"__proto__":{"name":"x"}}}`,
    );
    expect(events).toEqual([]);
    expect(listed.map(({ column }) => column)).toEqual(expect.arrayContaining(['titel', '__proto__']));
    expect(({} as { name?: string }).name).toBeUndefined();
  });
  it('lists cells of a spreadsheet that say something else than they should', () => {
    const { rows, events, listed } = read(
      'datum;soort;rol;persoon;ingehuurd\n2022-09-01;Rol vervuld;AO;p-1;misschien\n;;;;\n2022-09-01;Rol vervuld;AO\n2022-09-02;Rol vervuld;AO;p-1;ja\n',
      'h.csv',
    );
    expect([rows, events.map(({ row }) => row)]).toEqual([4, [5]]);
    expect(listed.map(({ row, column }) => [row, column])).toEqual([
      [2, 'ingehuurd'],
      [3, undefined],
      [4, undefined],
    ]);
  });
  it.each([
    ['no dates', 'soort;naam\nx;y\n', 'COLUMN_MISSING'],
    ['one column twice', 'datum;soort;naam;naam\na;b;c;d\n', 'COLUMN_DOUBLE'],
    ['nothing', '', 'FILE_EMPTY'],
  ])('refuses a file with %s', (_name, text, code) => {
    expect(() => read(text, 'h.csv')).toThrow(PortfolioError);
    expect(() => read(text, 'h.csv')).toThrow(expect.objectContaining({ code }));
  });
  it('refuses bytes that are no text', () =>
    expect(() => readHistory('h', Uint8Array.of(0x7b, 0xff, 0xfe, 0x00), TODAY)).toThrow(
      expect.objectContaining({ code: 'ENCODING_WRONG' }),
    ));
});
