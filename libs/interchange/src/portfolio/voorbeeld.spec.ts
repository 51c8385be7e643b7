import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMapping } from './mapping.js';
import { readSnapshot } from './snapshot.js';

const folder = join(process.cwd(), 'libs/interchange/mappings');

it('the example in mappings/README.md is read as that page says', () => {
  const sample =
    /```csv\n(?<csv>.*?)```/su.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.groups?.['csv'] ?? '';
  const mapping = parseMapping(readFileSync(join(folder, 'voorbeeld.json'), 'utf8'));
  const { rows, listed, recognised } = readSnapshot('portefeuille-2025.csv', Buffer.from(sample), mapping);
  expect(listed).toEqual([]);
  expect(recognised).toEqual(['encoding', 'delimiter']);
  expect(rows).toMatchObject([
    {
      number: 'P-014',
      endDate: { kind: 'value', value: '2026-12-31' },
      wholeLifeCost: { kind: 'value', value: 125_050_000 },
      rating: { kind: 'value', value: 'oranje' },
    },
  ]);
});
