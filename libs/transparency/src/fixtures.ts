import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { leafHash } from './hash.js';
import { TransparencyRefused } from './refusal.js';
import { type HashTile, growTiles, type TileReader } from './tiles.js';
import { tilePath } from './tile-path.js';

/** RFC 8410 §7: what stands before the seed of an Ed25519 private key in its DER form. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A private key that is the same in every run. */
export const testKey = (seed: number): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, Buffer.alloc(32, seed)]),
    format: 'der',
    type: 'pkcs8',
  });

export const testLeaves = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`entry ${at}`, 'utf8')));

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 9162 §2.1.1 word for word, with nothing of the library: what everything else is compared with. */
export function naiveRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return Buffer.from(leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

const noTiles: TileReader = () => {
  throw new Error('an empty tree has no tiles');
};

/** The hash tiles of a tree, by path. */
export function tilesOf(leaves: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const tile of growTiles(0, noTiles, leaves)) keep(files, tile);
  return files;
}

export const keep = (files: Map<string, Uint8Array>, { bytes, ...address }: HashTile): void =>
  void files.set(tilePath(address), bytes);

export const readerOf =
  (files: ReadonlyMap<string, Uint8Array>): TileReader =>
  (address) => {
    const bytes = files.get(tilePath(address));
    if (bytes === undefined) throw new Error(`no tile ${tilePath(address)}`);
    return bytes;
  };

/** The code with which something is refused, or undefined when it is accepted; any other error is passed on. */
export function refusalOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof TransparencyRefused) return error.code;
    throw error;
  }
}

/** The same bytes with one bit turned over. */
export function flip(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
