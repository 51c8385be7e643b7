import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mappingOf, parseMapping } from './mapping.js';
import { PortfolioError } from './portfolio-error.js';

const folder = join(process.cwd(), 'libs/interchange/mappings');
const example = readFileSync(join(folder, 'voorbeeld.json'), 'utf8');

/** The example as plain JSON, to put mistakes into. */
interface Loose {
  [key: string]: unknown;
  oordelen: Record<string, unknown>;
  bestanden: { [key: string]: unknown; kolommen: Record<string, unknown> }[];
}
const fileOf = (mapping: Loose, index: number): Loose['bestanden'][number] => {
  const file = mapping.bestanden[index];
  if (file === undefined) throw new Error(`the example has no file ${index}`);
  return file;
};

/** The problems found after one change to the example mapping. */
function problemsAfter(change: (mapping: Loose) => void): string[] {
  const mapping = JSON.parse(example) as Loose;
  change(mapping);
  try {
    parseMapping(JSON.stringify(mapping));
  } catch (error) {
    if (error instanceof PortfolioError) return error.problems.map((problem) => `${problem.where}: ${problem.message}`);
    throw error;
  }
  return [];
}

it.each(['voorbeeld.json', 'gmpp.json'])('the committed mapping %s is valid', (name) => {
  expect(parseMapping(readFileSync(join(folder, name), 'utf8')).files.length).toBeGreaterThan(0);
});

it('lets a file differ from what is said for all files', () => {
  const mapping = parseMapping(example);
  expect(mapping.files.map((file) => file.notation.moneyUnit)).toEqual(['duizend', 'een']);
  expect(mappingOf(mapping, '/ergens/Portefeuille-2026.CSV').referenceDate).toBe('2026-06-30');
  expect(() => mappingOf(mapping, 'anders.csv')).toThrow(
    'anders.csv staat niet in de mapping. Wel bekend: portefeuille-2025.csv',
  );
});

it.each<[string, (mapping: Loose) => void, string]>([
  ['an unknown key', (m) => (m['peildatums'] = 1), 'mapping.peildatums: Onbekend onderdeel.'],
  ['another version', (m) => (m['versie'] = 2), 'versie: Moet 1 zijn.'],
  [
    'no unit of money',
    (m) => delete m['bedrageenheid'],
    'bedrageenheid: Ontbreekt. Kies uit: een, duizend, miljoen, miljard.',
  ],
  ['an unknown date format', (m) => (m['datumnotaties'] = ['mm/dd/jjjj']), 'datumnotaties[0]: Kies uit:'],
  ['an unknown rating', (m) => (m.oordelen['Groen'] = 'paars'), 'oordelen.Groen: Kies uit: groen,'],
  ['no files', (m) => (m.bestanden = []), 'bestanden: Noem minstens één bestand.'],
  [
    'a day that does not exist',
    (m) => (fileOf(m, 0)['peildatum'] = '2025-02-30'),
    'bestanden[0].peildatum: Moet een bestaande datum zijn',
  ],
  [
    'one reference date twice',
    (m) => (fileOf(m, 1)['peildatum'] = '2025-12-31'),
    'bestanden: Twee keer peildatum "2025-12-31".',
  ],
  ['no column for the name', (m) => delete fileOf(m, 0).kolommen['naam'], 'bestanden[0].kolommen.naam: Noem de kolom'],
  [
    'one column for two fields',
    (m) => (fileOf(m, 0).kolommen['einde'] = 'Start'),
    'bestanden[0].kolommen: Twee keer kolom "start".',
  ],
  [
    'an unknown delimiter',
    (m) => (fileOf(m, 0)['scheidingsteken'] = '|'),
    'bestanden[0].scheidingsteken: Kies uit: ,, ;, \\t.',
  ],
])('refuses %s and says where', (_, change, expected) => {
  expect(problemsAfter(change)).toEqual([expect.stringContaining(expected)]);
});

it('names all problems together, and a shared one once', () => {
  const problems = problemsAfter((mapping) => {
    mapping['munt'] = 'USD';
    fileOf(mapping, 0).kolommen['naam'] = '';
  });
  expect(problems).toHaveLength(2);
});

it.each(['', '[]', 'null', '{"bestanden": 3}', '{', '"x"'])('refuses %j with a mapping error', (json) => {
  expect(() => parseMapping(json)).toThrow(PortfolioError);
});
