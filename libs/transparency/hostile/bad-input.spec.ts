import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import * as fc from 'fast-check';
import { refusalOf, testKey, testLeaves, readerOf, tilesOf } from '../src/fixtures.js';
import {
  cosignatureSigner,
  cosignatureTime,
  decodeBase64,
  ed25519Signer,
  encodeBundle,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVkey,
  leafHash,
  openFrontier,
  openNote,
  parseBundle,
  parseCheckpoint,
  parseNote,
  parseSignatureLines,
  parseTile,
  parseTilePath,
  parseTlogProof,
  parseVkey,
  proveInclusion,
  rangesFromTiles,
  signCheckpoint,
  tilePath,
  verifierFor,
  verifyBundle,
  verifyTlogProof,
} from '../src/index.js';

/** Whatever comes in, a parser answers or refuses by name; it never fails otherwise, hangs, or takes much memory. */

const RUNS = 500;
const LIMIT_MIB = 64;
const WITHIN_MS = 60_000;
jest.setTimeout(2 * WITHIN_MS);

const log = ed25519Signer('log.example/1', testKey(1));
const witness = cosignatureSigner('getuige.example/1', testKey(2), () => 1_800_000_000);
const leaves = testLeaves(300);
const trusted = { origin: log.name, logKeys: [verifierFor(log.vkey)], witnessKeys: [verifierFor(witness.vkey)] };
const frontier = openFrontier();
for (const leaf of leaves) frontier.append(leaf);

let good: Record<string, Buffer>;
beforeAll(async () => {
  const checkpoint = await signCheckpoint({ origin: log.name, size: 300, root: frontier.root() }, log, witness);
  const proof = proveInclusion(7, 300, rangesFromTiles(300, readerOf(tilesOf(leaves))));
  good = Object.fromEntries(
    Object.entries({
      note: checkpoint,
      checkpoint: checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1),
      lines: checkpoint.slice(checkpoint.indexOf('\n\n') + 2),
      proof: formatTlogProof({ index: 7, proof, checkpoint }),
      vkey: log.vkey,
      path: 'tile/entries/x001/x234/067.p/8',
      bundle: encodeBundle([Buffer.from('een'), Buffer.alloc(0), Buffer.alloc(300, 1)]),
      tile: Buffer.concat(leaves.slice(0, 3)),
      frontier: frontier.toBytes(),
      signature: Buffer.concat([Buffer.alloc(8), Buffer.alloc(64, 1)]),
      base64: 'AAECAwQ=',
    }).map(([name, value]) => [name, Buffer.from(value as string)]),
  );
});

/** What reads it, and what writes the same again: what is accepted has one spelling. */
const PARSERS: Readonly<Record<string, (bytes: Buffer) => Uint8Array | string | undefined>> = {
  note: (bytes) => formatNote(parseNote(bytes)),
  checkpoint: (bytes) => (isText(bytes) ? formatCheckpoint(parseCheckpoint(bytes.toString())) : undefined),
  lines: (bytes) => (isText(bytes) ? void parseSignatureLines(bytes.toString()) : undefined),
  proof: (bytes) => formatTlogProof(parseTlogProof(bytes)),
  vkey: (bytes) => (isText(bytes) ? formatVkey(parseVkey(bytes.toString())) : undefined),
  path: (bytes) => (isText(bytes) ? tilePath(parseTilePath(bytes.toString())) : undefined),
  bundle: (bytes) => encodeBundle(parseBundle(bytes, 3)),
  tile: (bytes) => Buffer.concat(parseTile(bytes, 3)),
  frontier: (bytes) => openFrontier(bytes).toBytes(),
  signature: (bytes) => void cosignatureTime({ signature: bytes }),
  base64: (bytes) => (isText(bytes) ? decodeBase64(bytes.toString(), 'x').toString('base64') : undefined),
};
const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString()).equals(bytes);

/** A good input with something cut out, put in, repeated or turned over. */
const spoiled = (name: string): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(40),
        put: fc.oneof(
          fc.uint8Array({ maxLength: 20 }),
          fc.constantFrom('\n', '\n\n', ' ', '+', '=', '\u2014 ', '0', 'x'),
        ),
        times: fc.constantFrom(1, 1, 1, 100),
      }),
      { maxLength: 4 },
    )
    .map((changes) =>
      changes.reduce((bytes, { at, cut, put, times }) => {
        const from = Math.floor(at * bytes.length);
        const inserted = Array.from({ length: times }, () => Buffer.from(put as string));
        return Buffer.concat([bytes.subarray(0, from), ...inserted, bytes.subarray(from + cut)]);
      }, good[name]!),
    );
const anything = fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes));

describe.each(Object.keys(PARSERS))('the parser of a %s', (name) => {
  const parse = PARSERS[name]!;
  it('reads what is good', () => {
    const written = parse(good[name]!);
    if (written !== undefined) expect(Buffer.from(written as string)).toEqual(good[name]);
  });
  it(`answers or refuses by name, ${2 * RUNS} times, and accepts one spelling`, () => {
    let refused = 0;
    const check = (bytes: Buffer): void => {
      let written: Uint8Array | string | undefined;
      const code = refusalOf(() => (written = parse(bytes)));
      if (code !== undefined) refused += 1;
      else if (written !== undefined) expect(Buffer.from(written as string)).toEqual(bytes);
    };
    fc.assert(fc.property(spoiled(name), check), { numRuns: RUNS });
    fc.assert(fc.property(anything, check), { numRuns: RUNS });
    expect(refused).toBeGreaterThan(name === 'lines' || name === 'base64' ? 10 : RUNS / 2);
  });
});

it('accepts no spoiled note, receipt or bundle that it can check', () => {
  const check = (name: string, verify: (bytes: Buffer) => unknown): void =>
    fc.assert(
      fc.property(spoiled(name), (bytes) => {
        if (refusalOf(() => verify(bytes)) !== undefined) return;
        // Unknown signatures are let be; what was signed is the same.
        const same = name === 'bundle' ? bytes.equals(good[name]!) : textOf(name, bytes) === textOf(name, good[name]!);
        expect(same).toBe(true);
      }),
      { numRuns: RUNS },
    );
  check('note', (bytes) => openNote(bytes, [verifierFor(log.vkey)]));
  check('proof', (bytes) => verifyTlogProof(bytes, leaves[7]!, trusted));
  const tile = [Buffer.from('een'), Buffer.alloc(0), Buffer.alloc(300, 1)];
  check('bundle', (bytes) => verifyBundle(bytes, tileOf(tile), 3));
});
const textOf = (name: string, bytes: Buffer): string =>
  parseNote(name === 'note' ? bytes : Buffer.from(parseTlogProof(bytes).checkpoint)).text;
const tileOf = (entries: readonly Buffer[]): Buffer => {
  const files = tilesOf(entries.map((entry) => leafHash(entry)));
  return Buffer.from(files.get('tile/0/000.p/3')!);
};

/** One MiB of the same again and again: what a parser without bounds would choke on. */
const SHAPES: Readonly<Record<string, string>> = {
  newlines: '\n',
  'signature lines': '\u2014 a AAAAAAA=\n',
  'signature dashes': '\u2014 ',
  'base64 letters': 'A',
  digits: '9',
  'lines of a proof': `${'A'.repeat(43)}=\n`,
  'groups of a path': 'x000/',
  pluses: '+',
  'zero bytes': '\0',
  'halves of characters': '\xff',
};

describe('one MiB', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    const src = join(__dirname, '../src');
    for (const file of readdirSync(src).filter((each) => each.endsWith('.ts') && !each.endsWith('.spec.ts'))) {
      const jsc = { target: 'es2022', parser: { syntax: 'typescript' } } as const;
      const { code } = transformSync(readFileSync(join(src, file), 'utf8'), {
        jsc,
        module: { type: 'commonjs' },
        configFile: false,
        swcrc: false,
      });
      writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), code);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(join(folder, 'child.js'), CHILD);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(SHAPES))(`of %s takes less than ${LIMIT_MIB} MiB`, (_, shape) => {
    writeFileSync(join(folder, 'shape'), Buffer.from(shape, shape === '\xff' ? 'latin1' : 'utf8'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'child.js')], {
      encoding: 'utf8',
      timeout: WITHIN_MS,
    });
    expect([status, stderr]).toEqual([0, '']);
    const { grownMib, answers } = JSON.parse(stdout) as { grownMib: number; answers: string[] };
    expect(grownMib).toBeLessThan(LIMIT_MIB);
    for (const answer of answers) expect(answer).toMatch(/^\w+ ([A-Z0-9_]+|accepted)$/);
  });
});

/** Runs every parser over one MiB in a process of its own, and tells how much more memory it had in use at most. */
const CHILD = `
const { readFileSync } = require('node:fs');
const t = require('./index.js');
const shape = readFileSync(__dirname + '/shape');
const bytes = Buffer.alloc(2 ** 20, shape);
const begun = Buffer.concat([Buffer.from('c2sp.org/tlog-proof@v1\\nindex 0\\n'), bytes]);
const text = bytes.toString('latin1');
const parsers = {
  note: () => t.parseNote(bytes),
  noteOfText: () => t.parseNote(Buffer.concat([Buffer.from('x\\n\\n'), bytes.subarray(0, 999_990)])),
  opened: () => t.openNote(bytes, []),
  lines: () => t.parseSignatureLines(bytes.toString('utf8')),
  checkpoint: () => t.parseCheckpoint(text),
  vkey: () => t.parseVkey(text),
  path: () => t.parseTilePath(text),
  proof: () => t.parseTlogProof(bytes),
  begunProof: () => t.parseTlogProof(begun),
  tile: () => t.parseTile(bytes, 256),
  bundle: () => t.parseBundle(bytes, 256),
  frontier: () => t.openFrontier(bytes),
  signature: () => t.cosignatureTime({ signature: bytes }),
  base64: () => t.decodeBase64(text, 'x'),
};
const before = process.resourceUsage().maxRSS;
const answers = Object.entries(parsers).map(([name, run]) => {
  try { run(); return name + ' accepted'; } catch (error) { return name + ' ' + (error.code ?? error.message); }
});
const grownMib = (process.resourceUsage().maxRSS - before) / 1024;
process.stdout.write(JSON.stringify({ grownMib, answers }));
`;
