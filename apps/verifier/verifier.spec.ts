import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosignatureSigner, ed25519Signer, formatVkey, signCheckpoint } from '#transparency';
import {
  accountantAt,
  exportOf,
  headsRow,
  LOG_KEY,
  ORIGIN,
  putManifest,
  raadAt,
  sha256,
  timeAt,
  TYPE,
  WITHHELD,
  type Files,
  type Recipe,
  type Row,
  testKey,
} from './small-export.js';
import {
  begin,
  BUNDLE,
  bytesOf,
  check,
  end,
  entryChanged,
  fileChanged,
  flip,
  folder,
  keys,
  place,
  rowChanged,
  rows,
  run,
  small,
  source,
  sourceHash,
  values,
  withHeads,
} from './verifier-under-test.js';

beforeAll(begin);
afterAll(end);

const without = async (path: string): Promise<Files> => {
  const files = await small();
  files.delete(path);
  return files;
};
const noteOf = (change: (text: string) => string): Promise<Files> =>
  fileChanged('checkpoint', (bytes) => change(bytes.toString()));

async function accepted(files: Files | Promise<Files>, ...words: readonly string[]): Promise<string> {
  const { code, out } = check(await files, ...words);
  expect([code, out]).toEqual([0, expect.stringContaining('✓ Alles wat te controleren is, klopt.')]);
  return out;
}

describe('the small export', () => {
  it('is accepted, and told', async () => {
    const out = await accepted(small());
    for (const told of [
      `✓ Checkpoint van ${ORIGIN}: 8 regels`,
      'voor college, gemaakt op 2026-01-05',
      '2 bestanden, elk byte voor byte',
      '✓ 8 regels in 4 reeksen',
      '✓ 5 waarden getoond',
      '1 gewist door regel 5.',
      '9 achtergehouden met grond: intern, handeling intern.',
      '6 opvulling',
      `✓ Deze verifier (sha256 ${sourceHash}) staat in het logboek, in regel 1.`,
      'dit logboek heeft er geen, en u gaf er geen',
      'tijdstempels van buiten: dit logboek heeft er geen',
      'of een genoemde grond terecht is',
    ])
      expect(out).toContain(told);
    expect(out).not.toMatch(
      /✗|undefined|zijn klok niet echt|handtekeningen van sleutels|niet bij de export|uit de export/,
    );
  });
  it('is accepted in English', async () => {
    const { code, out } = run(place(await small()), '--taal', 'en', '--sleutel', LOG_KEY.vkey);
    expect([code, out]).toEqual([0, expect.stringContaining('✓ Everything that can be checked is right.')]);
  });
  it('is accepted with the character that stands for broken UTF-8, when it was recorded', async () => {
    await accepted(
      values({ name: 'text', value: 'Een vraagteken in een ruit: \ufffd' }, { name: 'vote', value: true }),
    );
  });
  // 248 make a tree of exactly one full tile.
  it.each([1, 2, 248, 255, 256, 257, 600])('of %s more entries is accepted too', async (more) => {
    const row = (at: number): Row => ({ stream: `d-${at % 7}`, type: TYPE('note-made') });
    const some = [...rows(), ...Array.from({ length: more }, (_, at) => row(at))];
    const files = await small({ rows: withHeads(some) });
    expect(await accepted(files)).toContain(`${some.length + 1} regels`);
    if (more < 600) return;
    const above = [...files.keys()].find((path) => path.startsWith('tile/1/'))!;
    const told = check(files.set(above, flip(files.get(above)!)));
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining(`Het bestand ${above} hoort niet`) });
  });
  it('says when the key is not brought, and when the verifier is another', async () => {
    expect(run(place(await small())).out).toContain('De sleutel komt uit de export zelf');
    const other = Buffer.from('// een andere verifier');
    const hash = sha256(other).toString('hex');
    const some = rows().with(1, { stream: 'log', type: TYPE('verifier-recorded'), data: { sha256: hash } });
    expect(await accepted(small({ rows: withHeads(some), verifier: other }))).toContain('staat niet in het logboek');
    const files = await small();
    files.delete('verifier.mjs');
    await accepted(files);
  });
  it('says when the clock of the log is not real', async () => {
    const some = rows().with(0, { stream: 'log', type: TYPE('log-opened'), data: { clock: 'simulated' } });
    expect(await accepted(small({ rows: withHeads(some) }))).toContain('zijn klok niet echt is');
    const other = rows().with(0, { stream: 'log', type: TYPE('note-made'), data: { clock: 'real' } });
    expect(await accepted(small({ rows: withHeads(other) }))).toContain('zijn klok niet echt is');
    const opening: Row = { stream: 'x', type: TYPE('log-opened'), data: { clock: 'real' } };
    const unknown = withHeads([rows()[1]!, opening]);
    expect(await accepted(small({ rows: unknown }))).toContain('zijn klok niet echt is');
  });
  it('needs a key that is one, and of a log', async () => {
    for (const vkey of ['x', raadAt(9).vkey]) {
      const files = await small();
      await putManifest(files, files.get('manifest.json')!.toString().replace(LOG_KEY.vkey, vkey));
      const told = run(place(files));
      expect(told).toMatchObject({ code: 1, out: expect.stringContaining('klopt de vorm van "vkey" niet') });
    }
    const told = check(await small(), '--sleutel', raadAt(9).vkey);
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining('klopt de vorm van "vkey" niet') });
    const other = ed25519Signer(ORIGIN, testKey(9)).vkey;
    expect(check(await small(), '--sleutel', other)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`van een andere sleutel (${LOG_KEY.vkey}) dan die u gaf (${other})`),
    });
  });
  it('says which files it did not look at, five by name', async () => {
    const files = await small();
    for (let at = 0; at < 7; at += 1) files.set(`los/${at}.txt`, Buffer.from('x'));
    const out = await accepted(files);
    expect(out).toMatch(/7 bestanden die niet bij de export horen: (los\/\d\.txt(, )?){5};/);
  });
});

describe('what cannot be read', () => {
  it('is told with exit code 2', async () => {
    const here = place(await small());
    const of = (...words: string[]) => run(...words);
    expect(of()).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of(here, here, here)).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of('compare', here)).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of(here, '--taal', 'fr')).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of(here, '--onzin', 'x')).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of(here, '--sleutel')).toMatchObject({ code: 2, out: expect.stringContaining('Gebruik:') });
    expect(of(join(here, 'niets'))).toMatchObject({ code: 2, out: expect.stringContaining('is geen map') });
    expect(of(join(here, 'checkpoint'))).toMatchObject({ code: 2, out: expect.stringContaining('is geen map') });
    const otherType = formatVkey({ name: ORIGIN, type: 2, publicKey: Buffer.alloc(32, 9) });
    const longKey = formatVkey({ name: ORIGIN, type: 1, publicKey: Buffer.alloc(33, 9) });
    const otherId = LOG_KEY.vkey.replace(/\+[0-9a-f]{8}/, '+01234567');
    for (const key of ['x', LOG_KEY.vkey.replace('+AY', '+CY'), otherId, otherType, longKey]) {
      expect(of(here, '--sleutel', key)).toMatchObject({
        code: 2,
        out: expect.stringContaining('geen controlesleutel'),
      });
      expect(of(here, '--getuige', key)).toMatchObject({
        code: 2,
        out: expect.stringContaining('geen controlesleutel'),
      });
    }
    for (const path of ['checkpoint', 'manifest.json'])
      expect(check(await without(path))).toMatchObject({
        code: 2,
        out: `Niet te lezen: het bestand ${path} ontbreekt, dus dit is geen export.`,
      });
  });
  it('is no pipe, no device and no folder', async () => {
    const devices = place(await small());
    rmSync(join(devices, 'disclosures.jsonl'));
    symlinkSync('/dev/zero', join(devices, 'disclosures.jsonl'));
    expect(run(devices)).toMatchObject({ code: 1, out: expect.stringContaining('geen gewoon bestand') });
    const folders = place(await small());
    rmSync(join(folders, BUNDLE));
    mkdirSync(join(folders, BUNDLE));
    expect(run(folders)).toMatchObject({ code: 1, out: expect.stringContaining('geen gewoon bestand') });
  });
});

describe('what just holds', () => {
  it('is a secrecy with its articles, and a withheld value of another programme', async () => {
    const ground = { ...WITHHELD, secrecy: [{ id: 'GH-1', articles: ['Gemw 87', 'Woo 5.1'] }] };
    const other = { kind: 'withheld', class: 'ander-programma' };
    const files = values({ name: 'text', shown: false, ground }, { name: 'vote', shown: false, ground: other });
    const out = await accepted(files);
    expect(out).toContain('1 achtergehouden met grond: intern, handeling intern; GH-1 (Gemw 87; Woo 5.1).');
    expect(out).toContain('1 achtergehouden met grond: ander programma.');
  });
  it('is what an auditor gets, and of one programme not all of it', async () => {
    const shown = (row: Row): Row => ({
      ...row,
      values: (row.values ?? []).map(({ name, ground }) => ({
        name,
        value: 1,
        ...(ground === WITHHELD ? {} : ground && { shown: false, ground }),
      })),
    });
    const whole = withHeads(rows().map(shown));
    await accepted(small({ rows: whole, audience: 'auditor' }));
    expect(check(await small({ audience: 'auditor' })).out).toContain('een auditor alles krijgt');
    await accepted(small({ audience: 'auditor', programme: { stream: 'd-1', streamHeads: 7 } }));
  });
  it('is a time of five seconds before, in another stream, and one that is the same in its own', async () => {
    await accepted(entryChanged(5, { time: timeAt(-1) }));
    await accepted(entryChanged(3, { time: timeAt(2) }));
    // What is compared is the latest of all before, not the last.
    const files = await entryChanged(5, { time: timeAt(3) });
    expect(check(files).code).toBe(0);
    const some = withHeads(rows()).map((row, at) => (at === 4 ? { ...row, entry: { time: timeAt(9) } } : row));
    some[5] = { ...some[5]!, entry: { time: timeAt(4) } };
    some[6] = { ...some[6]!, entry: { time: timeAt(9) } };
    some[7] = { ...some[7]!, entry: { time: timeAt(3.999) } };
    expect(check(await small({ rows: some })).out).toMatch(/Regel 7 heeft tijd .*, meer dan 5 seconden voor .*09.000Z/);
  });
  it('is an entry of forty levels, and a stream of 128 characters', async () => {
    await accepted(bytesOf((t) => t.replace('"2026-01-05"', `${'['.repeat(39)}${']'.repeat(39)}`)));
    await accepted(small({ rows: withHeads([...rows(), { stream: 'd'.repeat(128), type: TYPE('x') }]) }));
    await accepted(small({ rows: withHeads([...rows(), { stream: 'een "naam"\\', type: TYPE('x') }]) }));
  });
  it('is a value that is longer than what is read at once', async () => {
    const long = { values: [{ name: 'text', value: 'x'.repeat(200_000) }] };
    await accepted(rowChanged(2, long));
  });

  it('is a note of a hundred signatures, and one by keys that are not known', async () => {
    const more = Array.from({ length: 99 }, (_, at) => `— x${at} AAAAAAA=\n`).join('');
    const out = await accepted(noteOf((text) => text + more));
    expect(out).toContain('99 handtekeningen van sleutels die hier niet bekend zijn');
  });
  it('is a value that is erased by a later entry, named with others', async () => {
    const some = [...rows(), { stream: 'o-1', type: TYPE('personal-data-shredded') }];
    some[3] = { ...some[3]!, values: [{ name: 'name', shown: false, ground: { kind: 'erased', by: [5, 7] } }] };
    expect(await accepted(small({ rows: withHeads(some) }))).toContain('1 gewist door regel 5, 7.');
  });
});

describe('an export of one programme', () => {
  const of = (programme: object, recipe: Partial<Recipe> = {}): Promise<Files> => small({ programme, ...recipe });
  it('tells that the dossier is whole, by the last entry', async () => {
    const out = await accepted(of({ stream: 'd-1', streamHeads: 7 }));
    expect(out).toContain('✓ Regel 7 legt vast tot waar elke reeks gaat: d-1 is volledig, tot en met nummer 1.');
    expect(out).toContain('alleen waarden van d-1');
  });
  it('does not end elsewhere', async () => {
    const wrong = async (files: Promise<Files>, words: RegExp) =>
      expect(check(await files)).toMatchObject({ code: 1, out: expect.stringMatching(words) });
    await wrong(
      of({ stream: 'd-1', streamHeads: 6 }),
      /laatste regel hoort te zeggen tot waar elke reeks gaat; regel 6/,
    );
    await wrong(of({ stream: 'd-1', streamHeads: 6 }, { rows: rows() }), /regel 6 doet dat niet/);
    const after = [...withHeads(rows()), { stream: 'd-1', type: TYPE('x') }];
    await wrong(of({ stream: 'd-1', streamHeads: 7 }, { rows: after }), /regel 7 doet dat niet/);
    await wrong(of({ stream: 'd-9', streamHeads: 7 }), /programma "d-9" staat niet in dit logboek/);
    // Heads of an earlier moment say nothing; an export may hold them and cannot end with them.
    const late = [...rows(), headsRow(rows().slice(0, 6))];
    await accepted(small({ rows: late }));
    await wrong(of({ stream: 'd-1', streamHeads: 7 }, { rows: late }), /regel 7 doet dat niet/);
  });
});

describe('witnesses', () => {
  const [raad, accountant] = [raadAt(9), accountantAt(9)];
  const policy = { quorum: 2, keys: keys(raad, accountant) };
  it('are counted by organ, and named', async () => {
    const files = await small({ witnesses: policy, cosigners: [raad, accountant] });
    const out = await accepted(files);
    expect(out).toContain(
      'Medeondertekend door: getuige.example/raad, getuige.example/accountant. Organen: raad, accountant; nodig: 2.',
    );
    expect(out).toContain('De sleutels van getuigen komen uit de export zelf');
    expect(out).toContain('✓ Geen regel heeft een tijd die niet past');
    expect(out).not.toMatch(/tekenden niet|er geen, en u gaf/);
    const brought = await accepted(files, '--getuige', raad.vkey, '--getuige', accountant.vkey);
    expect(brought).not.toContain('De sleutels van getuigen komen uit de export zelf');
    const half = await accepted(files, '--getuige', raad.vkey);
    expect(half).toContain('De sleutels van getuigen komen uit de export zelf');
  });
  it('are too few when they are of one organ', async () => {
    const [one, two] = keys(raad, accountant) as [object, object];
    const same = {
      quorum: 2,
      keys: [one, { ...two, organ: 'raad' }, { organ: 'ander', vkey: witnessOf('ander').vkey }],
    };
    const told = check(await small({ witnesses: same, cosigners: [raad, accountant] }));
    expect(told).toMatchObject({
      code: 1,
      out: expect.stringContaining('De getuigen van 1 organen ondertekenden mee; dit logboek wil er 2.'),
    });
    expect(check(await small({ witnesses: policy, cosigners: [raad] })).out).toContain('van 1 organen');
    expect(check(await small({ witnesses: policy })).out).toContain('van 0 organen');
  });
  it('may be fewer than there are, when enough signed', async () => {
    const out = await accepted(small({ witnesses: { ...policy, quorum: 1 }, cosigners: [raad] }));
    expect(out).toContain('1 van de bekende getuigen tekenden niet');
  });
  it('are believed only when their signature holds', async () => {
    const of = raadAt(9);
    const wrong = { ...of, sign: async (text: Uint8Array) => flip(Buffer.from(await of.sign(text)), 70) };
    const lateTime = { ...of, sign: async (text: Uint8Array) => flip(Buffer.from(await of.sign(text)), 7) };
    const short = { ...of, sign: async (text: Uint8Array) => Buffer.from(await of.sign(text)).subarray(0, 64) };
    const timeless = { ...of, sign: async (text: Uint8Array) => Buffer.from(await of.sign(text)).subarray(0, 4) };
    for (const forged of [wrong, lateTime, short, timeless])
      expect(check(await small({ cosigners: [forged] }), '--getuige', of.vkey)).toMatchObject({
        code: 1,
        out: expect.stringContaining('handtekening van "getuige.example/raad" onder checkpoint hoort niet'),
      });
    const out = await accepted(small({ cosigners: [of] }), '--getuige', of.vkey);
    expect(out).toContain('✓ Medeondertekend door: getuige.example/raad.\n');
    expect(await accepted(small({ cosigners: [of] }))).toContain('1 handtekeningen van sleutels die hier niet bekend');
  });
  it('cannot be the log itself', async () => {
    expect(check(await small(), '--getuige', LOG_KEY.vkey).code).toBe(1);
    const told = run(place(await small()), '--sleutel', raad.vkey);
    expect(told.code).toBe(1);
  });
  const witnessOf = (organ: string) => cosignatureSigner(`getuige.example/${organ}`, testKey(33), () => 1);
});

/** Stands in for OpenSSL: a token says when it was made, and whether it holds. What it is asked is kept. */
const OPENSSL = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
while [ $# -gt 0 ]; do [ "$1" = -in ] && token=$2; [ "$1" = -reply ] && reply=1; shift; done
if [ -n "$reply" ]; then cat "$token"; else grep -q good "$token"; fi
`;
describe('timestamps', () => {
  const path = process.env['PATH'];
  let bin: string;
  beforeAll(() => {
    bin = folder();
    writeFileSync(join(bin, 'openssl'), OPENSSL);
    chmodSync(join(bin, 'openssl'), 0o755);
  });
  beforeEach(() => {
    process.env['PATH'] = `${bin}:${path}`;
    rmSync(join(bin, 'asked'), { force: true });
  });
  afterEach(() => void (process.env['PATH'] = path));

  const stamp = (size: number, seconds: number, more: object = {}) => ({
    size,
    token: `good\nTime stamp: ${new Date(timeAt(seconds)).toUTCString()}\n`,
    ...more,
  });
  const stamped = (...stamps: NonNullable<Recipe['stamps']>): Promise<Files> => small({ stamps });
  const wrong = async (files: Files | Promise<Files>, words: RegExp, ...more: string[]) =>
    expect(check(await files, ...more)).toMatchObject({ code: 1, out: expect.stringMatching(words) });

  it('are told, and the certificates that were not brought', async () => {
    const files = await stamped(stamp(3, 3), stamp(8, 8));
    const out = await accepted(files);
    expect(out).toContain('✓ 2 tijdstempels: 8 regels waren er op 2026-01-05T09:00:08.000Z.');
    expect(out).toContain('De certificaten van de tijdstempeldienst komen uit de export zelf');
    expect(out).toContain('✓ Geen regel heeft een tijd die niet past');
    expect(out).not.toMatch(/tijdstempels van buiten|niet bij de export horen/);
    const here = place(files);
    expect(run(here, '--tsa', join(here, 'eigen.pem')).out).not.toContain(
      'certificaten van de tijdstempeldienst komen',
    );
    const asked = readAsked();
    expect(asked).toContain(`-CAfile ${join(here, 'eigen.pem')}`);
    expect(asked).toContain(`-attime ${Date.parse(timeAt(8)) / 1000}`);
    expect(asked).not.toContain('-untrusted');
  });
  it('are checked with certificates between, when there are', async () => {
    const files = await small({ stamps: [stamp(8, 8)], timestamps: { untrusted: sha256('tussen').toString('hex') } });
    await wrong(files, /timestamps\/untrusted\.pem ontbreekt/);
    await wrong(files.set('timestamps/untrusted.pem', Buffer.from('ander')), /untrusted\.pem is niet het bestand/);
    await accepted(files.set('timestamps/untrusted.pem', Buffer.from('tussen')));
    expect(readAsked()).toMatch(/-untrusted \S+timestamps\/untrusted\.pem/);
    await wrong(files.set('timestamps/ca.pem', Buffer.from('ander')), /ca\.pem is niet het bestand/);
    await wrong(files.set('timestamps/ca.pem', Buffer.alloc(2 ** 20 + 1)), /ca\.pem is groter/);
  });
  it('are findings when they do not hold', async () => {
    await wrong(
      stamped(stamp(8, 8, { token: 'bad\nTime stamp: Jan  5 09:00:08 2026 GMT\n' })),
      /De tijdstempel timestamps\/8\.tsr klopt niet/,
    );
    await wrong(stamped(stamp(8, 8, { token: 'good\n' })), /8\.tsr klopt niet/);
    await wrong(stamped(stamp(8, 8, { token: 'good\nTime stamp: gisteren GMT\n' })), /8\.tsr klopt niet/);
    await wrong(stamped(stamp(8, 8, { token: 'g'.repeat(65_537) })), /8\.tsr is groter/);
    await wrong(
      stamped(stamp(3, 3, { root: Buffer.alloc(32) })),
      /De eerste 3 regels zijn niet de regels die toen zijn gestempeld/,
    );
    await wrong(stamped(stamp(8, 8, { root: Buffer.alloc(32) })), /De eerste 8 regels zijn niet/);
    await wrong(stamped(stamp(3, 3, { note: 'x' })), /timestamps\/3\.checkpoint heeft niet de vorm/);
    const other = await signCheckpoint({ origin: ORIGIN, size: 4, root: Buffer.alloc(32) }, LOG_KEY);
    await wrong(stamped(stamp(3, 3, { note: other })), /timestamps\/3\.checkpoint is niet het bestand/);
    const foreign = await signCheckpoint({ origin: 'elders', size: 3, root: Buffer.alloc(32) }, LOG_KEY);
    await wrong(stamped(stamp(3, 3, { note: foreign })), /van logboek "elders"/);
    const files = await stamped(stamp(3, 3));
    files.delete('timestamps/3.tsr');
    await wrong(files, /timestamps\/3\.tsr ontbreekt/);
  });
  it('bound from both sides when an entry can have been recorded', async () => {
    // Entry i has second i. Five seconds on either side are within what clocks may differ.
    await accepted(stamped(stamp(3, 8), stamp(5, 8)));
    await wrong(
      stamped(stamp(3, 9)),
      /Regel 3 heeft tijd .*03\.000Z, maar stond op .*09\.000Z nog niet in het logboek/,
    );
    await accepted(stamped(stamp(8, 2)));
    await wrong(stamped(stamp(8, 1)), /Regel 7 heeft tijd .*07\.000Z, maar stond op .*01\.000Z al in het logboek/);
    await wrong(stamped(stamp(7, 0)), /Regel 6 heeft tijd .*06\.000Z, maar stond op/);
    await accepted(stamped(stamp(6, 0)));
    // The earlier of two bounds holds, however they are ordered.
    await wrong(
      stamped(stamp(2, 2), stamp(6, 20), stamp(8, 1)),
      /Regel 6 heeft tijd .*, maar stond op .*20\.000Z nog niet/,
    );
    await wrong(stamped(stamp(6, 20), stamp(8, 21)), /Regel 6 heeft tijd .*, maar stond op .*20\.000Z nog niet/);
    await wrong(
      stamped(stamp(2, 2), stamp(7, 30), stamp(8, 1)),
      /Regel 7 heeft tijd .*, maar stond op .*30\.000Z nog niet/,
    );
  });
  it('bound together with what witnesses say', async () => {
    const of = (seconds: number) => small({ cosigners: [raadAt(seconds)] });
    await accepted(of(2), '--getuige', raadAt(2).vkey);
    await wrong(of(1), /Regel 7 heeft tijd .*, maar stond op .*01\.000Z al/, '--getuige', raadAt(1).vkey);
    await accepted(of(1));
  });
  it('say nothing of a clock that is not real', async () => {
    const some = rows().with(0, { stream: 'log', type: TYPE('log-opened'), data: { clock: 'simulated' } });
    const out = await accepted(small({ rows: withHeads(some), stamps: [stamp(8, 100_000)] }));
    expect(out).not.toContain('Geen regel heeft een tijd');
  });
  it('are told as unchecked without OpenSSL', async () => {
    process.env['PATH'] = folder();
    const out = await accepted(stamped(stamp(8, 8)));
    expect(out).toContain('de tijdstempels van buiten: op deze machine staat geen OpenSSL');
    expect(out).not.toMatch(/✓ 1 tijdstempels|Geen regel heeft een tijd/);
  });
  it('are refused, and not left unchecked, when OpenSSL is there and cannot be started', async () => {
    const place = folder();
    writeFileSync(join(place, 'openssl'), '', { mode: 0o600 });
    process.env['PATH'] = place;
    await wrong(stamped(stamp(8, 8)), /tijdstempel timestamps\/8\.tsr klopt niet/);
  });
  const readAsked = (): string => readFileSync(join(bin, 'asked'), 'utf8');
});

it('accepts an empty log that says so, and nothing else', async () => {
  const empty = await exportOf({ rows: [], verifier: source });
  expect(check(empty)).toMatchObject({ code: 1, out: expect.stringContaining('niet in het logboek staat') });
});
