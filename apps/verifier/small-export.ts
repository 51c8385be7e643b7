import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  cosignatureSigner,
  ed25519Signer,
  encodeBase64,
  encodeBundle,
  growTiles,
  leafHash,
  openFrontier,
  signCheckpoint,
  signNote,
  tilePath,
  TILE_WIDTH,
} from '#transparency';

/**
 * Exports of a handful of entries, made without the program that makes real ones, so that the verifier is held against
 * the written format and each of its checks can be made to fail alone.
 */

export const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
/** RFC 8410 §7: what stands before the seed of an Ed25519 private key in its DER form. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** A private key that is the same in every run. */
export const testKey = (seed: number): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, Buffer.alloc(32, seed)]), format: 'der', type: 'pkcs8' });
export const ORIGIN = 'log.voorbeeld.example/1';
export const LOG_KEY = ed25519Signer(ORIGIN, testKey(1));
const witness = (organ: string, seed: number, at: string) =>
  cosignatureSigner(`getuige.example/${organ}`, testKey(seed), () => Math.floor(Date.parse(at) / 1000));
type Witness = ReturnType<typeof witness>;

/** Seconds after the beginning of the log. */
export const timeAt = (seconds: number): string => new Date(Date.UTC(2026, 0, 5, 9) + seconds * 1_000).toISOString();
export const raadAt = (seconds: number): Witness => witness('raad', 11, timeAt(seconds));
export const accountantAt = (seconds: number): Witness => witness('accountant', 12, timeAt(seconds));

/** A sealed value, and what the export does with it. */
export interface Value {
  readonly name: string;
  readonly value?: unknown;
  readonly shown?: false;
  /** Why it is not shown; without it the value is missing. */
  readonly ground?: object;
}
export interface Row {
  readonly stream: string;
  readonly type: string;
  readonly data?: object;
  readonly values?: readonly Value[];
  /** Digests of nothing; one in an open entry. */
  readonly decoys?: number;
  readonly confidential?: true;
  /** Other members of the entry than it would have. */
  readonly entry?: object;
}

export const TYPE = (name: string): string => `nl.programmabesturing.${name}.v1`;
export const WITHHELD = { kind: 'withheld', class: 'intern, handeling intern' };
const DECOY = { kind: 'decoy' };
const ERASER = 5;

/** Without the entry that tells the heads of the streams, which is made from those before it. */
export const rowsWith = (verifier: string): Row[] => [
  { stream: 'log', type: TYPE('log-opened'), data: { clock: 'real', format: 1, origin: 'urn:voorbeeld' } },
  { stream: 'log', type: TYPE('verifier-recorded'), data: { sha256: verifier, sourceSha256: verifier } },
  {
    stream: 'd-1',
    type: TYPE('decision-taken'),
    data: { occurredAt: '2026-01-05' },
    values: [
      { name: 'text', value: 'Wij doen het.' },
      { name: 'vote', value: true },
    ],
  },
  {
    stream: 'd-1',
    type: TYPE('person-registered'),
    values: [
      { name: 'name', shown: false, ground: { kind: 'erased', by: [ERASER] } },
      { name: 'note', shown: false, ground: WITHHELD },
      { name: 'place', value: 'Lindervoort' },
    ],
  },
  {
    stream: 'd-2',
    type: 'nl.gov.vertrouwelijk.v1',
    confidential: true,
    values: [
      { name: 'type', shown: false, ground: WITHHELD },
      { name: 'text', shown: false, ground: WITHHELD },
    ],
    decoys: 6,
  },
  { stream: 'o-1', type: TYPE('personal-data-shredded'), data: { person: 'p-1' } },
  {
    stream: 'd-2',
    type: 'nl.gov.vertrouwelijk.v1',
    confidential: true,
    values: [
      { name: 'type', value: TYPE('risk-recorded') },
      { name: 'text', value: 'Te duur.' },
    ],
    decoys: 6,
  },
];

/** The tree over the streams by name, as provability.md §3.4 has it. */
function headsOf(rows: readonly Row[]): object {
  const heads = new Map<string, number>();
  for (const { stream } of rows) heads.set(stream, (heads.get(stream) ?? -1) + 1);
  const frontier = openFrontier();
  for (const stream of [...heads.keys()].sort())
    frontier.append(leafHash(Buffer.from(`${stream}\n${heads.get(stream)}\n`)));
  return { size: rows.length, streams: heads.size, root: frontier.root().toString('hex') };
}
export const headsRow = (before: readonly Row[], data: object = {}): Row => ({
  stream: 'log',
  type: TYPE('stream-heads'),
  data: { ...headsOf(before), ...data },
});

export interface Recipe {
  readonly rows: readonly Row[];
  readonly verifier: Buffer;
  readonly audience?: string;
  readonly programme?: object;
  readonly cosigners?: readonly Witness[];
  readonly witnesses?: unknown;
  /** Stamped sizes, with the second at which the authority says so; the fake openssl of the spec reads the token. */
  readonly stamps?: readonly { size: number; token: string; root?: Buffer; note?: string }[];
  readonly manifest?: object;
  /** Before anything is hashed. */
  readonly entries?: (entries: Buffer[]) => void;
  readonly lines?: (lines: { index: number; disclosures: string[] }[]) => void;
  readonly timestamps?: object;
}

interface Sealed {
  readonly bytes: Buffer;
  readonly disclosures: string[];
  readonly grounds: [object, number][];
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const disclosureOf = (at: number, name: string, value: unknown): string => encode([`zout-${at}`, name, value]);
export const digestOf = (disclosure: string): string => sha256(disclosure).toString('base64url');

function seal(row: Row, index: number, revision: number): Sealed {
  const { values = [], confidential } = row;
  const made = values.map((value) => ({ ...value, disclosure: disclosureOf(index, value.name, value.value ?? 'weg') }));
  const decoys = Array.from({ length: row.decoys ?? 1 }, (_, at) => digestOf(`opvulling ${index} ${at}`));
  const digests = [...made.map(({ disclosure }) => digestOf(disclosure)), ...decoys].sort();
  const shown = made.filter((value) => value.shown !== false);
  const entry = {
    specversion: '1.0',
    id: `entry-${index}`,
    source: 'urn:voorbeeld',
    subject: row.stream,
    streamrev: revision,
    time: timeAt(index),
    type: row.type,
    commandid: `command-${index}`,
    commandindex: 0,
    data: { ...row.data, _sd: digests, _sd_alg: 'sha-256' },
    ...(confidential === true ? {} : { actorref: 'a-1', dataschema: 'urn:schema' }),
    ...row.entry,
  };
  const grounds = new Map<object, number>();
  for (const { ground } of made) if (ground !== undefined) grounds.set(ground, (grounds.get(ground) ?? 0) + 1);
  // Of an entry of which the type is withheld nothing is said, also not how many values it has.
  const closed = confidential === true && shown.length === 0;
  if (closed) grounds.set(WITHHELD, digests.length);
  else if (confidential === true) grounds.set(DECOY, decoys.length);
  return {
    bytes: Buffer.from(canonical(entry)),
    disclosures: shown
      .map(({ disclosure }) => disclosure)
      .sort((a, b) => digests.indexOf(digestOf(a)) - digests.indexOf(digestOf(b))),
    grounds: [...grounds],
  };
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** What stands in an export, by path. */
export type Files = Map<string, Buffer>;

export async function exportOf(recipe: Recipe): Promise<Files> {
  const files: Files = new Map();
  const revisions = new Map<string, number>();
  const sealed = recipe.rows.map((row, index) => {
    const revision = (revisions.get(row.stream) ?? -1) + 1;
    revisions.set(row.stream, revision);
    return seal(row, index, revision);
  });
  const entries = sealed.map(({ bytes }) => bytes);
  recipe.entries?.(entries);
  const root = putTree(files, entries);
  const lines = sealed.map(({ disclosures }, index) => ({ index, disclosures: [...disclosures] }));
  recipe.lines?.(lines);
  files.set('disclosures.jsonl', Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
  files.set('verifier.mjs', recipe.verifier);
  const size = entries.length;
  const signers = [LOG_KEY, ...(recipe.cosigners ?? [])];
  files.set('checkpoint', Buffer.from(await signCheckpoint({ origin: ORIGIN, size, root }, ...signers)));
  const timestamps = await putStamps(files, recipe, entries);
  const grounds = [...new Set(sealed.flatMap((each) => each.grounds.map(([ground]) => ground)))];
  const manifest = {
    format: 'besluitspoor-export/1',
    origin: ORIGIN,
    vkey: LOG_KEY.vkey,
    size,
    root: encodeBase64(root),
    audience: recipe.audience ?? 'college',
    madeAt: timeAt(1_000),
    ...(recipe.programme === undefined ? {} : { programme: recipe.programme }),
    witnesses: recipe.witnesses ?? { quorum: 0, keys: [] },
    ...(timestamps === undefined ? {} : { timestamps: { ...timestamps, ...recipe.timestamps } }),
    verifier: { sha256: sha256(recipe.verifier).toString('hex') },
    disclosures: { sha256: sha256(files.get('disclosures.jsonl')!).toString('hex'), count: 0 },
    grounds,
    entries: sealed.flatMap((each, index) =>
      each.grounds.length === 0 ? [] : [[index, each.grounds.map(([ground, n]) => [grounds.indexOf(ground), n])]],
    ),
    ...recipe.manifest,
  };
  await putManifest(files, `${JSON.stringify(manifest)}\n`);
  return files;
}

/** Signed, as a municipality with its own key can do it. */
export async function putManifest(files: Files, text: string, origin = ORIGIN): Promise<void> {
  files.set('manifest.json', Buffer.from(text));
  const note = `besluitspoor.nl/export-manifest/v1\n${origin}\n${sha256(text).toString('hex')}\n`;
  files.set('manifest.note', Buffer.from(await signNote(note, LOG_KEY)));
}
export async function resign(files: Files, change: (manifest: Record<string, never>) => unknown): Promise<void> {
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as Record<string, never>;
  await putManifest(files, `${JSON.stringify(change(manifest) ?? manifest)}\n`);
}

export function putTree(files: Files, entries: readonly Buffer[]): Buffer {
  const frontier = openFrontier();
  const leaves = entries.map(leafHash);
  for (const leaf of leaves) frontier.append(leaf);
  const none = (): never => {
    throw new Error('the tree begins empty');
  };
  for (const { bytes, ...address } of growTiles(0, none, leaves)) files.set(tilePath(address), Buffer.from(bytes));
  for (let first = 0; first < entries.length; first += TILE_WIDTH) {
    const some = entries.slice(first, first + TILE_WIDTH);
    files.set(
      tilePath({ level: 'entries', index: first / TILE_WIDTH, width: some.length }),
      Buffer.from(encodeBundle(some)),
    );
  }
  return frontier.root();
}

async function putStamps(files: Files, { stamps }: Recipe, entries: readonly Buffer[]): Promise<object | undefined> {
  if (stamps === undefined) return undefined;
  for (const { size, token, root, note } of stamps) {
    const rootThen = putTree(new Map(), entries.slice(0, size));
    const checkpoint = { origin: ORIGIN, size, root: root ?? rootThen };
    files.set(`timestamps/${size}.checkpoint`, Buffer.from(note ?? (await signCheckpoint(checkpoint, LOG_KEY))));
    files.set(`timestamps/${size}.tsr`, Buffer.from(token));
  }
  files.set('timestamps/ca.pem', Buffer.from('certificaten\n'));
  return { sizes: stamps.map(({ size }) => size), ca: sha256('certificaten\n').toString('hex') };
}

export function write(folder: string, files: Files): string {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}
