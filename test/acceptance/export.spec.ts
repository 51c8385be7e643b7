import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, hash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { READS_SUFFIX } from '#dossier';
import { commands, type Role } from '#governance';
import { EXPORT_AUDIENCES, manifestNoteText, type ExportAudience, type Manifest } from '#interchange';
import {
  cosignatureSigner,
  ed25519Signer,
  encodeBase64,
  encodeBundle,
  formatCheckpoint,
  formatNote,
  growTiles,
  leafHash,
  openFrontier,
  parseBundle,
  parseNote,
  signatureOver,
  signCheckpoint,
  signNote,
  tilePath,
} from '#transparency';
import { readDisclosure } from '#vault';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { writeExports } from '../../apps/cli/src/export/write-export.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { openLogKey } from '../../apps/server/src/proof/log-key.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { LoadedStory } from './lindervoort-story.js';

const VERIFIER = join(__dirname, '../../apps/verifier/verifier.mjs');
const PERSON = 'p-inwonerspanel';
const NAME = 'Xanthippe Zwaluwstaart';
/** What was published is made secret again, so that something is secret when the exports are made. */
const SECRECY = {
  secrecyId: 'GH-proef',
  subject: 'Waarom het nog niet doorgaat',
  grounds: ['5.1.2.b'],
  motivation: 'De leverancier onderhandelt nog.',
  reviewOn: '2027-01-01',
  decisionIds: ['B-no-go'],
};

let story: LoadedStory;
let checkpointer: Checkpointer;
let root: string;
let vkey: string;

async function act(name: string, fields: object, role: Role, dossier?: string): Promise<void> {
  const { engine } = story.runtime;
  const stream = dossier ?? (await engine.organisation()).stream;
  const command = plainToInstance(
    commands.find((each) => each.name === name)!,
    fields,
  );
  const result = await engine.handle({ command, stream, caller: { person: `p-${role}`, role } });
  if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
}
const READER = { person: 'p-griffier', role: 'griffie' } as const;
async function exported(audience: ExportAudience, name: string = audience, programme?: string): Promise<string> {
  const folder = join(root, name);
  const asked = { exports: [{ audience, folder }], verifierFile: VERIFIER, reader: READER };
  await writeExports(story.runtime, checkpointer, { ...asked, ...(programme === undefined ? {} : { programme }) });
  return folder;
}
function verifier(...words: readonly string[]): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFIER, ...words], { encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
}
const check = (folder: string, ...words: readonly string[]) => verifier(folder, '--sleutel', vkey, ...words);

const read = (...path: readonly string[]): Buffer => readFileSync(join(...path));
const manifestOf = (folder: string): Manifest => JSON.parse(read(folder, 'manifest.json').toString()) as Manifest;
interface Line {
  index: number;
  disclosures: string[];
}
const linesOf = (folder: string): Line[] =>
  read(folder, 'disclosures.jsonl')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const writeLines = (folder: string, lines: readonly Line[]): void =>
  writeFileSync(join(folder, 'disclosures.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const valuesOf = (folder: string): string =>
  linesOf(folder)
    .flatMap(({ disclosures }) => disclosures.map((each) => JSON.stringify(readDisclosure(each, '').value)))
    .join('\n');
const logFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((path) => path === 'checkpoint' || path.startsWith('tile/'))
    .sort();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'export-'));
  story = await LoadedStory.load();
  await act('RegisterPerson', { person: PERSON, name: NAME, publicOfficial: false }, 'projectbureau');
  await act('ImposeSecrecy', SECRECY, 'college', LINDERVOORT);
  checkpointer = startCheckpointer(story.runtime);
  await checkpointer.ready;
  vkey = checkpointer.status().vkey;
  const exports = EXPORT_AUDIENCES.map((audience) => ({ audience, folder: join(root, audience) }));
  await writeExports(story.runtime, checkpointer, { exports, verifierFile: VERIFIER, reader: READER });
}, 180_000);
afterAll(async () => {
  await checkpointer.stop();
  await story.close();
  rmSync(root, { recursive: true, force: true });
});

describe('an export', () => {
  it.each([...EXPORT_AUDIENCES])('for %s is accepted, in both languages', (audience) => {
    const { code, out } = check(join(root, audience));
    expect([code, out]).toEqual([0, expect.stringContaining('✓ Alles wat te controleren is, klopt.')]);
    expect(out).toMatch(/Deze verifier \(sha256 [0-9a-f]{64}\) staat in het logboek, in regel \d+/);
    const english = check(join(root, audience), '--taal', 'en');
    expect(english.out).toContain('Everything that can be checked is right.');
    expect(english.out).toContain('its clock is not real');
  });
  it('has the same checkpoint, tiles and bundles for everybody, byte for byte', () => {
    const files = logFiles(join(root, 'auditor'));
    expect(files.length).toBeGreaterThan(3);
    for (const audience of EXPORT_AUDIENCES) {
      expect(logFiles(join(root, audience))).toEqual(files);
      for (const file of files) expect(read(root, audience, file).equals(read(root, 'auditor', file))).toBe(true);
    }
  });
  it.each([
    ['openbaar', 'raad'],
    ['raad', 'college'],
    ['college', 'auditor'],
    ['openbaar', 'auditor'],
  ])('gives %s nothing that %s does not have', (narrow, wide) => {
    const { code, out } = verifier('compare', join(root, narrow), join(root, wide), '--sleutel', vkey);
    expect([code, out]).toEqual([0, expect.stringContaining(`0 alleen voor ${narrow}`)]);
  });
  it('gives an auditor every value that there is', async () => {
    const lines = linesOf(join(root, 'auditor'));
    const { size } = manifestOf(join(root, 'auditor'));
    for (const entry of await story.runtime.log.readAll(undefined, size)) {
      const { digests } = story.runtime.vault.disclose(entry, () => true);
      const there = digests.filter(({ kind }) => kind === 'disclosed').length;
      expect(lines[entry.position]!.disclosures).toHaveLength(there);
    }
    expect(manifestOf(join(root, 'auditor')).grounds.map(({ kind }) => kind)).not.toContain('withheld');
  });
});

describe('an export with what is secret', () => {
  it('is recorded as read, after its last entry and by audience, for auditors to see', async () => {
    const { log, vault } = story.runtime;
    const { size } = manifestOf(join(root, 'raad'));
    const reads = (await log.readStream(`${LINDERVOORT}${READS_SUFFIX}a`, 0, 100))
      .filter(({ position }) => position >= size)
      .map((entry) => vault.open(entry, () => true).data);
    const read = (audience: string) => reads.filter(({ document }) => document === `export-${audience}`);
    for (const audience of ['college', 'auditor'])
      expect(read(audience)).toMatchObject([{ reader: READER.person, audience, atPosition: size - 1 }]);
    // What was given to the raad has been published since; the rest it does not get.
    expect([...read('openbaar'), ...read('raad')]).toEqual([]);
    expect(read('college')[0]?.['secrecyIds']).toContain(SECRECY.secrecyId);
  });
  it('is not made for nobody, and leaves nothing behind', async () => {
    const before = readdirSync(root);
    const asked = {
      verifierFile: VERIFIER,
      exports: [{ audience: 'college' as const, folder: join(root, 'niemand') }],
    };
    await expect(writeExports(story.runtime, checkpointer, asked)).rejects.toMatchObject({ code: 'READER_UNKNOWN' });
    expect(readdirSync(root)).toEqual(before);
  });
});

describe('what an audience does not get', () => {
  /** Who may have what is sealed in an act of these classifications, when no secrecy has a say (governance.md §4.13). */
  it('is, for openbaar and raad, all that is intern or geheim', async () => {
    const { log, vault } = story.runtime;
    const lines = { openbaar: linesOf(join(root, 'openbaar')), raad: linesOf(join(root, 'raad')) };
    let closed = 0;
    for (const entry of await log.readStream(LINDERVOORT, 0, 5_000)) {
      const { classification, decisionId, secrecyId } = vault.open(entry, () => true).data;
      const labels: string[] = [];
      vault.disclose(entry, (label) => labels.push(label) > 0);
      const ofPublic = labels.filter((label) => label.startsWith('openbaar/')).length;
      const given = lines.openbaar[entry.position]!.disclosures.length;
      // The story publishes this decision in the end; what went before it stays closed.
      if (classification === 'geheim' && decisionId !== 'B-aanbesteding') expect(given).toBe(0);
      if (classification === 'intern') expect(given).toBeLessThanOrEqual(ofPublic);
      // The acts of a secrecy that was shared with the raad are the raad's as well.
      if (classification === 'intern' && secrecyId === undefined)
        expect(lines.raad[entry.position]!.disclosures.length).toBeLessThan(labels.length);
      if (classification !== 'openbaar') closed += labels.length - given;
    }
    expect(closed).toBeGreaterThan(100);
  });
  it.each([
    ['Wie de raming kent, biedt daar net onder.', ['raad', 'college', 'auditor']],
    [SECRECY.motivation, ['college', 'auditor']],
    [SECRECY.subject, ['college', 'auditor']],
    [NAME, ['college', 'auditor']],
  ])('"%s" is for %s', (text, audiences) => {
    expect(EXPORT_AUDIENCES.filter((audience) => valuesOf(join(root, audience)).includes(text))).toEqual(audiences);
  });
  it('is told with its ground: the class, the secrecy and its articles', () => {
    const { code, out } = check(join(root, 'openbaar'));
    expect(code).toBe(0);
    expect(out).toContain('GH-proef (Gemw 87; Woo 5.1 lid 2 b)');
    expect(out).toContain('achtergehouden met grond: intern, handeling intern');
    expect(out).toContain('achtergehouden met grond: vertrouwelijk');
    expect(out).toContain('handeling openbaar, gesloten door een andere handeling');
  });
  it('is, of one programme, every value of the others', async () => {
    const folder = await exported('auditor', 'programma', LINDERVOORT);
    const { code, out } = check(folder);
    expect([code, out]).toEqual([0, expect.stringContaining(`alleen waarden van ${LINDERVOORT}`)]);
    const { revision } = (await story.runtime.log.streamHead(LINDERVOORT))!;
    expect(out).toContain(`${LINDERVOORT} is volledig, tot en met nummer ${revision}.`);
    expect(out).toContain('ander programma');
    expect(valuesOf(folder)).not.toContain(NAME);
    expect(verifier('compare', folder, join(root, 'auditor')).code).toBe(0);
    await expect(exported('auditor', 'onbekend', 'd-bestaat-niet')).rejects.toThrow('is er niet');
    expect(readdirSync(root).filter((name) => name.startsWith('onbekend'))).toEqual([]);
  });
});

/** A copy of an export, changed. */
function twin(of: string, change: (folder: string) => void | Promise<void>): Promise<string> {
  const folder = mkdtempSync(join(root, 'twin-'));
  cpSync(join(root, of), folder, { recursive: true });
  return Promise.resolve(change(folder)).then(() => folder);
}
const edit = (folder: string, path: string, change: (bytes: Buffer) => Uint8Array): void =>
  writeFileSync(join(folder, path), change(read(folder, path)));
const flip = (bytes: Buffer): Buffer => {
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  return bytes;
};
const fileLike = (folder: string, start: string): string => logFiles(folder).find((path) => path.startsWith(start))!;
const first = (lines: readonly Line[]): Line => lines.find(({ disclosures }) => disclosures.length > 1)!;
const editLines = (folder: string, change: (lines: Line[]) => void): void => {
  const lines = linesOf(folder);
  change(lines);
  writeLines(folder, lines);
};
interface Loose {
  size: number;
  audience: string;
  disclosures: { sha256: string };
  grounds: object[];
  entries: [number, [number, number][]][];
}
/** As a municipality with its own key could do it. */
async function resigned(folder: string, change: (manifest: Loose) => unknown): Promise<void> {
  const manifest = JSON.parse(read(folder, 'manifest.json').toString()) as Loose;
  manifest.disclosures.sha256 = hash('sha256', read(folder, 'disclosures.jsonl'), 'hex');
  change(manifest);
  const text = `${JSON.stringify(manifest)}\n`;
  writeFileSync(join(folder, 'manifest.json'), text);
  const key = openLogKey(join(story.runtime.folder, FILES.logKey));
  const note = await signNote(manifestNoteText(key.origin, hash('sha256', text, 'hex')), key);
  writeFileSync(join(folder, 'manifest.note'), note);
}
const withEntries = (folder: string, at: number, change: (entries: Buffer[]) => void): void => {
  const path = logFiles(folder).filter((each) => each.startsWith('tile/entries/'))[at]!;
  const width = Number(/\.p\/(\d+)$/.exec(path)?.[1] ?? 256);
  edit(folder, path, (bytes) => {
    const entries = parseBundle(bytes, width);
    change(entries);
    return encodeBundle(entries);
  });
};

/** Changes one entry and makes every tile again, so that only the signed root tells. Gives the new root. */
function rewritten(folder: string): Uint8Array {
  withEntries(folder, 0, (entries) => {
    entries[3] = Buffer.from(entries[3]!.toString().replace(/"commandid":"./, '"commandid":"z'));
  });
  const leaves = logFiles(folder)
    .filter((path) => path.startsWith('tile/entries/'))
    .flatMap((path) => parseBundle(read(folder, path), Number(/\.p\/(\d+)$/.exec(path)?.[1] ?? 256)))
    .map(leafHash);
  const none = (): never => {
    throw new Error('the tree begins empty');
  };
  for (const { bytes, ...address } of growTiles(0, none, leaves)) writeFileSync(join(folder, tilePath(address)), bytes);
  const frontier = openFrontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

describe('a tampered twin is rejected, and told in words', () => {
  const twins: readonly [string, RegExp, (folder: string) => void | Promise<void>][] = [
    ['a flipped bit in the checkpoint', /checkpoint|logboek/, (folder) => edit(folder, 'checkpoint', flip)],
    [
      'a flipped bit in a hash tile',
      /tile\/0\/.* hoort niet/,
      (folder) => edit(folder, fileLike(folder, 'tile/0/'), flip),
    ],
    [
      'a flipped bit in a tile above',
      /tile\/1\/.* hoort niet/,
      (folder) => edit(folder, fileLike(folder, 'tile/1/'), flip),
    ],
    [
      'a flipped bit in a bundle',
      /regel \d+|bestand/i,
      (folder) => edit(folder, fileLike(folder, 'tile/entries/'), flip),
    ],
    [
      'a flipped bit in the disclosures',
      /regel (van nummer )?\d+/i,
      (folder) => edit(folder, 'disclosures.jsonl', flip),
    ],
    ['a flipped bit in the manifest', /manifest/, (folder) => edit(folder, 'manifest.json', flip)],
    ['a flipped bit in its note', /manifest/, (folder) => edit(folder, 'manifest.note', flip)],
    ['a flipped bit in its verifier', /verifier\.mjs/, (folder) => edit(folder, 'verifier.mjs', flip)],
    ['a removed tile', /ontbreekt/, (folder) => rmSync(join(folder, fileLike(folder, 'tile/0/')))],
    ['a removed note', /manifest\.note ontbreekt/, (folder) => rmSync(join(folder, 'manifest.note'))],
    [
      'a removed disclosure',
      /ontbreken 1 waarden zonder grond/,
      (folder) => editLines(folder, (lines) => void first(lines).disclosures.pop()),
    ],
    [
      'a disclosure of another entry',
      /niet is vastgelegd/,
      (folder) =>
        editLines(folder, (lines) => {
          const [one, other] = lines.filter(({ disclosures }) => disclosures.length > 0);
          [one!.disclosures[0], other!.disclosures[0]] = [other!.disclosures[0]!, one!.disclosures[0]!];
        }),
    ],
    [
      'a disclosure that stands there twice',
      /twee keer/,
      (folder) => editLines(folder, (lines) => first(lines).disclosures.splice(1, 0, first(lines).disclosures[0]!)),
    ],
    [
      'a disclosure with other words',
      /niet is vastgelegd/,
      (folder) =>
        editLines(folder, (lines) => {
          const { disclosures } = first(lines);
          const [salt, name] = JSON.parse(Buffer.from(disclosures[0]!, 'base64url').toString()) as string[];
          disclosures[0] = Buffer.from(JSON.stringify([salt, name, 'iets anders'])).toString('base64url');
        }),
    ],
    ['a line too few', /ontbreekt de regel van nummer/, (folder) => editLines(folder, (lines) => void lines.pop())],
    [
      'a line too many',
      /staat meer dan/,
      (folder) => editLines(folder, (lines) => void lines.push({ index: lines.length, disclosures: [] })),
    ],
    [
      'a forged manifest',
      /Het manifest is niet het manifest dat is ondertekend/,
      (folder) => edit(folder, 'manifest.json', (text) => Buffer.from(text.toString().replace('"raad"', '"openbaar"'))),
    ],
    [
      'a manifest of another export',
      /ontbreken \d+ waarden zonder grond/,
      (folder) => {
        for (const file of ['manifest.json', 'manifest.note'])
          writeFileSync(join(folder, file), read(root, 'college', file));
      },
    ],
    [
      'a truncated bundle',
      /houdt op in regel \d+: er ontbreekt een stuk/,
      (folder) => edit(folder, fileLike(folder, 'tile/entries/'), (bytes) => bytes.subarray(0, bytes.length - 7)),
    ],
    [
      'a bundle with bytes behind it',
      /meer bytes dan zijn regels/,
      (folder) => edit(folder, fileLike(folder, 'tile/entries/'), (bytes) => Buffer.concat([bytes, Buffer.of(0)])),
    ],
    [
      'an entry that was replaced',
      /hoort niet bij de regels/,
      (folder) =>
        withEntries(folder, 0, (entries) => {
          entries[3] = Buffer.from(entries[3]!.toString().replace(/"time":"(\d{4})-/, '"time":"$1-'));
          entries[3] = Buffer.from(entries[3].toString().replace(/"commandid":"./, '"commandid":"z'));
        }),
    ],
    [
      'two entries that changed places',
      /komt nu nummer|Bij regel|niet is vastgelegd/,
      (folder) => withEntries(folder, 0, (entries) => void entries.splice(20, 2, entries[21]!, entries[20]!)),
    ],
    [
      'an entry that is not canonical',
      /canonieke JSON/,
      (folder) =>
        withEntries(folder, 0, (entries) => {
          entries[3] = Buffer.from(entries[3]!.toString().replace('{', '{ '));
        }),
    ],
    [
      'an entry with an earlier time',
      /eerder dan de vorige|meer dan 5 seconden/,
      (folder) =>
        withEntries(folder, 0, (entries) => {
          entries[30] = Buffer.from(entries[30]!.toString().replace(/"time":"\d{4}/, '"time":"1999'));
        }),
    ],
    [
      'a log that was written anew, tiles and all',
      /niet de regels die zijn ondertekend/,
      (folder) => void rewritten(folder),
    ],
    // These are signed by the log itself: a municipality that leaves something out.
    [
      'a value left out by whoever has the key',
      /ontbreken 1 waarden zonder grond/,
      async (folder) => {
        editLines(folder, (lines) => void first(lines).disclosures.pop());
        await resigned(folder, () => undefined);
      },
    ],
    [
      'a ground that stands for nothing',
      /waarden te veel/,
      (folder) => resigned(folder, (manifest) => (manifest.entries[0]![1][0]![1] += 1)),
    ],
    [
      'an erasure by an entry that erases nothing',
      /heet een waarde gewist door regel 5/,
      (folder) =>
        resigned(folder, (manifest) => (manifest.grounds = manifest.grounds.map(() => ({ kind: 'erased', by: [5] })))),
    ],
    [
      'an erasure that no entry orders',
      /geen regel zegt waarom/,
      (folder) =>
        resigned(folder, (manifest) => (manifest.grounds = manifest.grounds.map(() => ({ kind: 'erased', by: [] })))),
    ],
    [
      'withheld values called decoys',
      /opvulling; zoveel kan niet/,
      (folder) => resigned(folder, (manifest) => (manifest.grounds = manifest.grounds.map(() => ({ kind: 'decoy' })))),
    ],
    [
      'withholding from an auditor',
      /een auditor alles krijgt/,
      (folder) => resigned(folder, (manifest) => (manifest.audience = 'auditor')),
    ],
    ['another size in the manifest', /zegt size/, (folder) => resigned(folder, (manifest) => (manifest.size += 1))],
    [
      'disclosures other than the signed ones',
      /niet het bestand dat is ondertekend/,
      (folder) => resigned(folder, (manifest) => (manifest.disclosures = { ...manifest.disclosures, sha256: '0' })),
    ],
  ];
  it.each(twins)('%s', async (_name, words, change) => {
    const { code, out } = check(await twin('raad', change));
    expect([code, out]).toEqual([1, expect.stringMatching(words)]);
    expect(out).toContain('✗ ');
    expect(out).not.toMatch(/undefined|\[object|Error/);
  });

  it('another key, as soon as the auditor brings his own', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const stranger = ed25519Signer(checkpointer.status().origin, privateKey);
    const folder = await twin('raad', async (copy) => {
      const text = `${JSON.stringify({ ...manifestOf(copy), vkey: stranger.vkey })}\n`;
      writeFileSync(join(copy, 'manifest.json'), text);
      const checkpoint = read(copy, 'checkpoint').toString().split('\n\n')[0]!;
      writeFileSync(join(copy, 'checkpoint'), await signNote(`${checkpoint}\n`, stranger));
      const note = manifestNoteText(stranger.name, hash('sha256', text, 'hex'));
      writeFileSync(join(copy, 'manifest.note'), await signNote(note, stranger));
    });
    expect(check(folder)).toMatchObject({ code: 1, out: expect.stringContaining('van een andere sleutel') });
    expect(verifier(folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('De sleutel komt uit de export zelf'),
    });
  });

  it('a second log under the same key, as soon as two exports are compared', async () => {
    const key = openLogKey(join(story.runtime.folder, FILES.logKey));
    const folder = await twin('raad', async (copy) => {
      const root = rewritten(copy);
      const { size } = manifestOf(copy);
      writeFileSync(join(copy, 'checkpoint'), await signCheckpoint({ origin: key.origin, size, root }, key));
      await resigned(copy, (manifest) => Object.assign(manifest, { root: encodeBase64(root) }));
    });
    expect(check(folder).code).toBe(0);
    const { code, out } = verifier('compare', join(root, 'raad'), folder, '--sleutel', vkey);
    expect([code, out]).toEqual([1, expect.stringContaining('verschillen, terwijl beide zijn ondertekend')]);
  });

  it('a witness whose signature does not hold; one that does is named', async () => {
    const witness = cosignatureSigner(
      'getuige.example',
      generateKeyPairSync('ed25519').privateKey,
      () => 1_800_000_000,
    );
    const cosigned = (forged: boolean): Promise<string> =>
      twin('raad', async (copy) => {
        const { text, signatures } = parseNote(read(copy, 'checkpoint'));
        const cosignature = await signatureOver(
          forged ? formatCheckpoint({ origin: 'x', size: 1, root: Buffer.alloc(32) }) : text,
          witness,
        );
        writeFileSync(join(copy, 'checkpoint'), formatNote({ text, signatures: [...signatures, cosignature] }));
      });
    const [good, forged] = [await cosigned(false), await cosigned(true)];
    const known = ['--getuige', witness.vkey];
    expect(check(good, ...known)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Medeondertekend door: getuige.example'),
    });
    expect(check(good)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 handtekeningen van sleutels die hier niet'),
    });
    expect(check(forged, ...known)).toMatchObject({
      code: 1,
      out: expect.stringContaining('hoort niet bij deze tekst'),
    });
    expect(check(join(root, 'raad'), ...known).out).toContain('1 van de bekende getuigen tekenden niet');
  });

  it('says of what is no export, or no command, that it cannot be read', () => {
    expect(verifier().code).toBe(2);
    expect(verifier(join(root, 'raad'), '--taal', 'fr').code).toBe(2);
    expect(verifier(join(root, 'niets'))).toMatchObject({ code: 2, out: expect.stringContaining('geen map') });
    expect(verifier(root)).toMatchObject({ code: 2, out: expect.stringContaining('geen export') });
    expect(verifier(join(root, 'raad'), '--sleutel', 'x')).toMatchObject({ code: 2 });
  });

  it('says which files it did not look at', async () => {
    const folder = await twin('raad', (copy) => writeFileSync(join(copy, 'lees-mij.txt'), 'x'));
    expect(check(folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('niet bij de export horen: lees-mij.txt'),
    });
  });

  it('finds what a wider export lacks that a narrower one has', async () => {
    const folder = await twin('college', async (copy) => {
      const manifest = manifestOf(copy);
      editLines(copy, (lines) => {
        const { index, disclosures } = linesOf(join(root, 'openbaar')).find((line) => line.disclosures.length > 0)!;
        lines[index]!.disclosures = lines[index]!.disclosures.filter((each) => !disclosures.includes(each));
        const entries = manifest.entries.filter(([at]) => at !== index);
        entries.push([index, [[manifest.grounds.length, disclosures.length]]]);
        Object.assign(manifest, { entries: entries.sort(([a], [b]) => a - b) });
      });
      const grounds = [...manifest.grounds, { kind: 'withheld', class: 'vergeten' }];
      await resigned(copy, (each) => Object.assign(each, { entries: manifest.entries, grounds }));
    });
    expect(check(folder).code).toBe(0);
    const { code, out } = verifier('compare', join(root, 'openbaar'), folder, '--sleutel', vkey);
    expect([code, out]).toEqual([1, expect.stringContaining('die college niet heeft')]);
  });
});

/** Last, for it changes the log. */
describe('after the erasure of a person', () => {
  it('an export has nothing of her, and the verifier names the entry that erased it', async () => {
    await act('ShredPersonalData', { person: PERSON, ground: 'Verzoek', authority: 'FG' }, 'FG');
    const folder = await exported('auditor', 'na-wissen');
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) expect(read(file.parentPath, file.name).includes(NAME)).toBe(false);
    expect(valuesOf(folder)).not.toContain('Zwaluwstaart');
    const position = manifestOf(folder).size - 1;
    expect(check(folder)).toMatchObject({ code: 0, out: expect.stringContaining(`1 gewist door regel ${position}.`) });
    const english = check(folder, '--taal', 'en');
    expect(english.out).toContain(`1 erased by entry ${position}.`);

    const { code, out } = verifier('compare', join(root, 'auditor'), folder, '--sleutel', vkey);
    expect([code, out]).toEqual([0, expect.stringContaining('is het begin van het andere')]);
    expect(out).toContain('1 alleen voor auditor, met grond');
  }, 60_000);
});

describe('the verifier', () => {
  it('imports nothing but Node, and its types hold', () => {
    const source = read(VERIFIER).toString();
    const imported = [...source.matchAll(/\bfrom '([^']+)'|\bimport\(/g)].map(([, name]) => name);
    expect(imported.length).toBeGreaterThan(2);
    expect(imported.filter((name) => name?.startsWith('node:') !== true)).toEqual([]);
    const tsc = join(__dirname, '../../node_modules/typescript/bin/tsc');
    const config = join(__dirname, '../../apps/verifier/tsconfig.json');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', config], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '']);
  }, 60_000);
});

// Last, for it adds to the dossier that the others have exported.
describe('what is secret and given to the raad', () => {
  const shared = { secrecyId: SECRECY.secrecyId, to: 'raad' };
  /** The readings that an export for the raad brought about, and whether the secret text is in it. */
  async function givenToRaad(name: string) {
    const folder = await exported('raad', name);
    const { size } = manifestOf(folder);
    const { log, vault } = story.runtime;
    const beside = await log.streams(LINDERVOORT + READS_SUFFIX);
    const reads = await Promise.all(beside.map(({ stream }) => log.readStream(stream, 0, 100)));
    const after = reads.flat().filter(({ position }) => position >= size);
    return {
      reads: after.map((entry) => vault.open(entry, () => true).data),
      size,
      inIt: valuesOf(folder).includes(SECRECY.motivation),
    };
  }
  it('is no reading of the raad while only some of its members have it', async () => {
    await act('ShareSecret', { ...shared, wholeBody: false, recipients: ['p-raadslid-1'] }, 'college', LINDERVOORT);
    expect(await givenToRaad('raad-deels')).toMatchObject({ reads: [], inIt: false });
  });
  it('is recorded as read by the raad once all of it has it', async () => {
    await act('ShareSecret', { ...shared, wholeBody: true }, 'college', LINDERVOORT);
    const { reads, size, inIt } = await givenToRaad('raad-geheel');
    expect(inIt).toBe(true);
    expect(reads).toMatchObject([
      { reader: READER.person, audience: 'raad', document: 'export-raad', atPosition: size - 1 },
    ]);
    expect(reads[0]!['secrecyIds']).toEqual([SECRECY.secrecyId]);
  });
  it('is no reading any more when the raad has lifted it', async () => {
    const lifted = { secrecyId: SECRECY.secrecyId, motivation: 'Er is gegund.' };
    await act('LiftSecrecy', lifted, 'raad', LINDERVOORT);
    expect((await givenToRaad('raad-na-opheffing')).reads).toEqual([]);
  });
});
