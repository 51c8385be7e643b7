import { readFileSync } from 'node:fs';
import { LOG_KEY, putManifest, TYPE, WITHHELD, type Files, type Recipe, type Row, type Value } from './small-export.js';
import { begin, end, place, rows, run, small, source, VERIFIER, withHeads, type Told } from './verifier-under-test.js';
import { ed25519Signer, signCheckpoint, signNote } from '#transparency';
import { ORIGIN, sha256, testKey } from './small-export.js';

beforeAll(begin);
afterAll(end);

const compare = (a: Files, b: Files, ...words: readonly string[]): Told =>
  run('compare', place(a), place(b), '--sleutel', LOG_KEY.vkey, ...words);
/** Each one alone is accepted; `words` is what comparing them says. */
function told(a: Files, b: Files, code: number, words: RegExp): string {
  const { code: is, out } = compare(a, b);
  expect([is, out]).toEqual([code, expect.stringMatching(words)]);
  expect(out.match(/✓ Checkpoint van/g)).toHaveLength(2);
  return out;
}

const ERASED = { kind: 'erased', by: [5] };
/** The small export with these values in entry 2. */
const of = (audience: string, values: readonly Value[], recipe: Partial<Recipe> = {}): Promise<Files> => {
  const some = rows().with(2, { ...rows()[2]!, values });
  return small({ rows: withHeads(some), audience, ...recipe });
};
const shown = (name: string): Value => ({ name, value: `${name} zelf` });
const withheld = (name: string): Value => ({ ...shown(name), shown: false, ground: WITHHELD });
const erased = (name: string): Value => ({ ...shown(name), shown: false, ground: ERASED });
/** The same log, grown by one entry. */
const later = (values: readonly Value[], more: Row[] = []): Pick<Recipe, 'rows'> => ({
  rows: [...withHeads(rows().with(2, { ...rows()[2]!, values })), ...more, { stream: 'd-3', type: TYPE('x') }],
});

describe('two exports of one moment', () => {
  it('are one log; what only the wider has is counted, in whatever order they are given', async () => {
    const [narrow, wide] = [
      await of('openbaar', [shown('a'), withheld('b')]),
      await of('raad', [shown('a'), shown('b')]),
    ];
    const words =
      /✓ 4 waarden in beide; 1 alleen voor raad; 0 alleen voor openbaar, met grond \(0 sindsdien gewist, 0 in/;
    told(narrow, wide, 0, words);
    const out = told(wide, narrow, 0, words);
    expect(out).toMatch(/✓ Beide exports hebben hetzelfde logboek: 8 regels/);
    expect(out.match(/^— /gm)).toHaveLength(2);
  });
  it('are rejected when the narrower has what the wider withholds, or says is gone', async () => {
    const narrow = await of('openbaar', [shown('a'), shown('b')]);
    told(
      narrow,
      await of('raad', [shown('a'), withheld('b')]),
      1,
      /Bij regel 2 heeft openbaar 1 waarden die raad niet heeft/,
    );
    told(narrow, await of('raad', [withheld('a'), erased('b')]), 1, /Bij regel 2 heeft openbaar 2 waarden die raad/);
  });
  it('are rejected when the narrower says that something is gone that the wider shows', async () => {
    const wide = await of('raad', [shown('a'), shown('b')]);
    told(await of('openbaar', [shown('a'), erased('b')]), wide, 1, /Bij regel 2 heten 1 waarden gewist of opvulling/);
  });
  it('are rejected when one calls a value a decoy that the other shows', async () => {
    const secret = (values: readonly Value[]): Promise<Files> => {
      const row: Row = { ...rows()[6]!, values };
      return small({ rows: withHeads(rows().with(6, row)), audience: 'raad' });
    };
    const [type, text] = [shown('type'), shown('text')];
    const honest = await secret([type, text]);
    const lie = await secret([type, { ...text, shown: false, ground: { kind: 'decoy' } }]);
    told(lie, honest, 1, /Bij regel 6 heten 1 waarden gewist of opvulling/);
    told(honest, lie, 1, /Bij regel 6 he/);
    told(honest, honest, 0, /✓ 5 waarden in beide; 0 alleen voor raad/);
  });
  it('may lack values of another programme, with their ground', async () => {
    const whole = await of('auditor', [shown('a'), shown('b')], { audience: 'raad' });
    const one = await of('auditor', [withheld('a'), shown('b')], { programme: { stream: 'd-1', streamHeads: 7 } });
    told(one, whole, 0, /1 alleen voor raad, met grond \(0 sindsdien gewist, 1 in de andere achtergehouden\)/);
  });
});

describe('an export and one of later', () => {
  const [a, b] = [shown('a'), shown('b')];
  it('are one log that grew, and what was erased or made secret since is told', async () => {
    const before = await of('openbaar', [a, b]);
    const out = told(
      before,
      await small({ ...later([a, erased('b')]), audience: 'raad' }),
      0,
      /1 alleen voor openbaar, met grond \(1 sindsdien gewist, 0 in/,
    );
    expect(out).toContain('✓ Het ene logboek (8 regels) is het begin van het andere (9).');
    told(before, await small({ ...later([a, withheld('b')]), audience: 'raad' }), 0, /\(0 sindsdien gewist, 1 in/);
    // A later export may show what was lifted since, also to a narrower audience.
    const lifted = await small({ ...later([a, b]), audience: 'openbaar' });
    told(
      await of('raad', [a, withheld('b')]),
      lifted,
      0,
      /1 alleen voor openbaar, met grond \(0 sindsdien gewist, 1 in/,
    );
    // What was erased since is gone, and was there.
    told(
      await of('raad', [a, b]),
      await small({ ...later([a, erased('b')]), audience: 'openbaar' }),
      0,
      /1 alleen voor raad/,
    );
  });
  it('are rejected when the beginning is another', async () => {
    const other = await small({
      ...later([a, b]),
      audience: 'raad',
      entries: (entries) => void (entries[2] = Buffer.from(entries[2]!.toString().replace('command-2', 'command-x'))),
    });
    const out = told(
      await of('raad', [a, b]),
      other,
      1,
      /De eerste 8 regels van de twee exports verschillen, terwijl beide zijn ondertekend/,
    );
    expect(out).toContain('Bewaar ze allebei');
    told(other, await of('raad', [a, b]), 1, /De eerste 8 regels/);
  });
});

it('rejects exports of two keys of one name', async () => {
  const files = await small();
  const other = ed25519Signer(ORIGIN, testKey(9));
  const text = files.get('manifest.json')!.toString().replace(LOG_KEY.vkey, other.vkey);
  await putManifest(files, text);
  const note = `besluitspoor.nl/export-manifest/v1\n${ORIGIN}\n${sha256(text).toString('hex')}\n`;
  files.set('manifest.note', Buffer.from(await signNote(note, other)));
  const checkpoint = files.get('checkpoint')!.toString().split('\n');
  const root = Buffer.from(checkpoint[2]!, 'base64');
  files.set('checkpoint', Buffer.from(await signCheckpoint({ origin: ORIGIN, size: 8, root }, other)));
  const { code, out } = run('compare', place(await small()), place(files));
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/De twee exports zijn van verschillende logboeken of sleutels/),
  ]);
  // With the key that the auditor brings, the other is rejected before anything else.
  expect(compare(await small(), files).out).toMatch(/^✗ De export is van een andere sleutel/);
});

it('compares in English', async () => {
  const { code, out } = compare(await small(), await small(), '--taal', 'en');
  expect([code, out]).toEqual([0, expect.stringContaining('✓ Both exports have the same log: 8 entries')]);
});

it('is one file that imports nothing but Node', () => {
  const text = readFileSync(VERIFIER, 'utf8');
  expect(source.toString()).toBe(text);
  const imported = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(/g)].map(([, name]) => name);
  expect(imported.filter((name) => name?.startsWith('node:') !== true)).toEqual([]);
});
