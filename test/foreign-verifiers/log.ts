import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ed25519Signer,
  encodeBundle,
  formatTlogProof,
  growTiles,
  leafHash,
  openFrontier,
  proveInclusion,
  rangesFromTiles,
  signCheckpoint,
  tileAddresses,
  tilePath,
} from '#transparency';

export const ORIGIN = 'log.lindervoort.example/besluiten';
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A signer whose key is the same in every run. */
export function signerOf(seed: number, name = ORIGIN): ReturnType<typeof ed25519Signer> {
  const key: KeyObject = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, Buffer.alloc(32, seed)]),
    format: 'der',
    type: 'pkcs8',
  });
  return ed25519Signer(name, key);
}

/** Entries of many sizes, among them an empty one and one of the largest size there is. */
export const entriesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => {
    if (at === 3) return Buffer.alloc(0);
    if (at === 5) return Buffer.alloc(65_535, 0xfe);
    return Buffer.from(JSON.stringify({ id: at, type: 'nl.voorbeeld.v1', data: 'ë'.repeat(at % 41) }), 'utf8');
  });

/** A published log: what stands in its folder, by path. */
export type Files = Map<string, Uint8Array>;

/** All files of a log, as tlog-tiles lays them out, with the receipts of some entries. */
export async function publish(
  entries: readonly Uint8Array[],
  signer = signerOf(1),
  receipts: readonly number[] = [],
): Promise<Files> {
  const files: Files = new Map();
  for (const { level, index, width } of tileAddresses(entries.length)) {
    if (level !== 'entries') continue;
    files.set(tilePath({ level, index, width }), encodeBundle(entries.slice(index * 256, index * 256 + width)));
  }
  const noTiles = () => {
    throw new Error('an empty log has no tiles');
  };
  for (const { bytes, ...address } of growTiles(0, noTiles, entries.map(leafHash))) {
    files.set(tilePath(address), bytes);
  }
  const checkpoint = await checkpointOf(entries, signer);
  files.set('checkpoint', Buffer.from(checkpoint));
  const ranges = rangesFromTiles(entries.length, (address) => files.get(tilePath(address))!);
  for (const index of receipts) {
    const receipt = formatTlogProof({ index, proof: proveInclusion(index, entries.length, ranges), checkpoint });
    files.set(`receipts/${index}.tlog-proof`, Buffer.from(receipt));
  }
  return files;
}

/** The signed head of a log with these entries. */
export function checkpointOf(entries: readonly Uint8Array[], signer = signerOf(1)): Promise<string> {
  const frontier = openFrontier();
  for (const entry of entries) frontier.append(leafHash(entry));
  return signCheckpoint({ origin: ORIGIN, size: entries.length, root: frontier.root() }, signer);
}

export function write(folder: string, files: Files): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
