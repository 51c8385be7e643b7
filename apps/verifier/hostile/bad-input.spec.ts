import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { LOG_KEY, putManifest, type Files } from '../small-export.js';
import { begin, check, end, folder, place, small, VERIFIER } from '../verifier-under-test.js';

/** Whatever stands in an export, the verifier says in words what is wrong; it never fails otherwise, hangs or swells. */

const RUNS = 500;
const LIMIT_MIB = 64;
const WITHIN_MS = 60_000;
const MIB = 2 ** 20;
jest.setTimeout(3 * WITHIN_MS);

let good: Files;
beforeAll(begin);
beforeAll(async () => void (good = await small()));
afterAll(end);

const PATHS = [
  'checkpoint',
  'manifest.json',
  'manifest.note',
  'disclosures.jsonl',
  'verifier.mjs',
  'tile/0/000.p/8',
  'tile/entries/000.p/8',
];

it(`finds each of ${RUNS} changes of a file, in words`, () => {
  const change = fc.record({
    path: fc.constantFrom(...PATHS),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    cut: fc.constantFrom(0, 0, 1, 1, 7, 100_000),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 9 }),
      fc.constantFrom('\n', '{', '[[[[', '"', ',', '\u2014 ', '=', '\\ud800'),
    ),
  });
  fc.assert(
    fc.property(change, ({ path, at, cut, put }) => {
      const bytes = good.get(path)!;
      const from = Math.floor(at * bytes.length);
      const changed = Buffer.concat([bytes.subarray(0, from), Buffer.from(put as string), bytes.subarray(from + cut)]);
      fc.pre(!changed.equals(bytes));
      const { code, out } = check(new Map(good).set(path, changed));
      expect([code, out]).toEqual([1, expect.stringMatching(/^✗ [A-Z].+\.\n {2}Dit is het eerste/)]);
      expect(out).not.toMatch(/undefined|\[object|NaN/);
    }),
    { numRuns: RUNS },
  );
});

const filled = (shape: string, before = '', after = ''): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.alloc(MIB - before.length - after.length, shape), Buffer.from(after)]);
const SHAPES: Readonly<Record<string, Buffer>> = {
  newlines: filled('\n'),
  'open brackets': filled('['),
  'empty lists': filled('[],', '[', '[]]'),
  'empty members': filled('{"":', '', ''),
  'small objects': filled('{},', '[', '{}]'),
  numbers: filled('7,', '[', '7]'),
  digits: filled('9'),
  signatures: filled('\u2014 a AAAAAAA=\n', 'x\n\n'),
  'halves of characters': Buffer.alloc(MIB, 0xff),
  'zero bytes': Buffer.alloc(MIB),
};

/** Runs the verifier over a good export, and then over one with one MiB of bad input, in one process. */
const CHILD = `
import { main } from ${JSON.stringify(`file://${VERIFIER}`)};
const [good, ...bad] = process.argv.slice(2);
const check = (folder) => { const lines = []; return { code: main([folder, '--sleutel', ${JSON.stringify(LOG_KEY.vkey)}], (line) => lines.push(line)), out: lines.join('\\n') }; };
if (check(good).code !== 0) throw new Error('the good export is not accepted');
const before = process.resourceUsage().maxRSS;
const told = bad.map(check);
process.stdout.write(JSON.stringify({ grownMib: (process.resourceUsage().maxRSS - before) / 1024, told }));
`;
describe('one MiB', () => {
  it.each(Object.entries(SHAPES))(
    `of %s in any file takes less than ${LIMIT_MIB} MiB, and is told`,
    async (_, bytes) => {
      const exports = PATHS.map((path) => new Map(good).set(path, bytes));
      const inside = async (name: string): Promise<Files> => {
        const files = new Map(good);
        const manifest = files.get('manifest.json')!.toString();
        await putManifest(
          files,
          manifest.replace(/"grounds":/, `"grounds":${JSON.stringify(bytes.toString('latin1'))},"${name}":`),
        );
        return files;
      };
      const folders = [good, ...exports, await inside('x')].map(place);
      const script = join(folder(), 'child.mjs');
      writeFileSync(script, CHILD);
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...folders], {
        encoding: 'utf8',
        timeout: WITHIN_MS,
      });
      expect([status, stderr]).toEqual([0, '']);
      const { grownMib, told } = JSON.parse(stdout) as { grownMib: number; told: { code: number; out: string }[] };
      expect(grownMib).toBeLessThan(LIMIT_MIB);
      for (const { code, out } of told) expect([code, out]).toEqual([1, expect.stringMatching(/^✗ [A-Z].+\.\n/)]);
      for (const each of folders) rmSync(each, { recursive: true });
    },
  );
});
