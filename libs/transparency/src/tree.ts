import { emptyRoot, HASH_BYTES, nodeHash, requireHash, requireSize } from './hash.js';
import { refuse } from './refusal.js';
import { viewOf } from './text.js';

/** A serialised frontier: the size as a big-endian u64, then the hashes of its full subtrees, the largest first. */
const SIZE_BYTES = 8;

/** The right edge of a growing tree: all that is needed to append and to tell the root. */
export interface Frontier {
  /** How many leaves were appended. */
  readonly size: number;
  /** Adds one leaf, by its hash (`leafHash` of the entry). Costs one node hash on average. */
  append(leaf: Uint8Array): void;
  /** RFC 9162 §2.1.1: MTH(D[size]). Costs as many node hashes as the size has ones in binary, less one. */
  root(): Buffer;
  /** Small enough to be written with every append: 8 bytes and at most 53 hashes. */
  toBytes(): Buffer;
}

/** A tree of which only the right edge is kept; the empty tree, or the one that `toBytes` described. */
export function openFrontier(bytes?: Uint8Array): Frontier {
  // peaks[h] is the hash of the full subtree of 2^h leaves, when the size has that bit.
  const { size, peaks } = bytes === undefined ? { size: 0, peaks: [] } : readFrontier(bytes);
  let leaves = size;
  return {
    get size() {
      return leaves;
    },
    append(leaf) {
      requireHash(leaf, 'the leaf hash');
      requireSize(leaves + 1, 'the size');
      let hash: Uint8Array = leaf;
      let height = 0;
      for (let rest = leaves; rest % 2 === 1; rest = half(rest)) {
        hash = nodeHash(peaks[height]!, hash);
        height += 1;
      }
      // What a node hash gives is ours alone; the caller's leaf is copied when it stays.
      peaks[height] = height === 0 ? Buffer.from(leaf) : viewOf(hash);
      leaves += 1;
    },
    root: () => rootOfPeaks(standing(leaves, peaks)),
    toBytes() {
      const size64 = Buffer.alloc(SIZE_BYTES);
      size64.writeBigUInt64BE(BigInt(leaves));
      return Buffer.concat([size64, ...standing(leaves, peaks)]);
    },
  };
}

/** The peaks of a size, the largest subtree first. */
function standing(size: number, peaks: readonly Buffer[]): Buffer[] {
  const found: Buffer[] = [];
  for (let rest = size, height = 0; rest > 0; rest = half(rest), height += 1) {
    if (rest % 2 === 1) found.unshift(peaks[height]!);
  }
  return found;
}

function rootOfPeaks(peaks: readonly Buffer[]): Buffer {
  if (peaks.length === 0) return emptyRoot();
  const root = peaks.reduceRight((right, left) => nodeHash(left, right));
  return Buffer.from(root);
}

function readFrontier(bytes: Uint8Array): { size: number; peaks: Buffer[] } {
  if (bytes.length < SIZE_BYTES) refuse('FRONTIER_MALFORMED', `a frontier has at least ${SIZE_BYTES} bytes`);
  const view = viewOf(bytes);
  const size = Number(view.readBigUInt64BE());
  requireSize(size, 'the size of the frontier');
  const heights = heightsOf(size);
  if (bytes.length !== SIZE_BYTES + heights.length * HASH_BYTES) {
    refuse('FRONTIER_MALFORMED', `a frontier of ${size} leaves has ${heights.length} hashes`);
  }
  const peaks: Buffer[] = [];
  heights.forEach((height, at) => {
    const from = SIZE_BYTES + at * HASH_BYTES;
    peaks[height] = Buffer.from(view.subarray(from, from + HASH_BYTES));
  });
  return { size, peaks };
}

/** The bits of a size, the highest first. */
function heightsOf(size: number): number[] {
  const heights: number[] = [];
  for (let rest = size, height = 0; rest > 0; rest = half(rest), height += 1) {
    if (rest % 2 === 1) heights.unshift(height);
  }
  return heights;
}

/** A shift to the right that also holds above 32 bits. */
export const half = (value: number): number => Math.floor(value / 2);

/** For a whole number above 0. */
export function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest = half(rest);
  return rest === 1;
}

/** RFC 9162 §2.1.1: the largest power of two smaller than n, for n > 1; there a tree of n leaves is split. */
export function splitPoint(n: number): number {
  if (n <= 2 ** 31) return 2 ** (31 - Math.clz32(n - 1));
  let k = 2 ** 31;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH(D[start:end]) of RFC 9162 §2.1.1, for a range that a node of the tree covers. */
export type RangeHash = (start: number, end: number) => Uint8Array;

/** Ranges from leaf hashes: simple, and as much work as the range has leaves. Tiles are cheaper for a large tree. */
export function rangesFromLeaves(leafHashAt: (index: number) => Uint8Array): RangeHash {
  return (start, end) => {
    const frontier = openFrontier();
    for (let index = start; index < end; index += 1) frontier.append(leafHashAt(index));
    return frontier.root();
  };
}
