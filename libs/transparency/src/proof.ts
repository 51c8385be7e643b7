import { nodeHash, requireHash, requireIndex, requireSize, sameBytes } from './hash.js';
import { refuse } from './refusal.js';
import { half, isPowerOfTwo, splitPoint, type RangeHash } from './tree.js';

/** A tree of fewer than 2^63 leaves has no longer proof; tlog-witness "Request" allows no more lines than this. */
export const MAX_PROOF_HASHES = 63;

/** The leaves start … end - 1 below one node of a proof. */
export type LeafRange = readonly [start: number, end: number];

/** RFC 9162 §2.1.3.1: the ranges whose hashes prove that leaf `index` is in the tree, from the leaf to the root. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  requireSize(size, 'the size');
  requireIndex(index, size);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
    }
  }
  return ranges.reverse();
}

/** RFC 9162 §2.1.3.1: PATH(index, D[size]). */
export const proveInclusion = (index: number, size: number, rangeHash: RangeHash): Uint8Array[] =>
  inclusionRanges(index, size).map(([start, end]) => rangeHash(start, end));

/** RFC 9162 §2.1.4.1: the ranges whose hashes prove that the tree of size2 begins with the tree of size1. */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  requireConsistencySizes(size1, size2);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size2;
  while (end !== size1) {
    const middle = start + splitPoint(end - start);
    if (size1 <= middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
    }
  }
  // Whoever checks knows the old root; the old tree's right edge is told only when it is not that root itself.
  if (start !== 0) ranges.push([start, end]);
  return ranges.reverse();
}

/** RFC 9162 §2.1.4.1: PROOF(size1, D[size2]); empty when the sizes are equal. */
export const proveConsistency = (size1: number, size2: number, rangeHash: RangeHash): Uint8Array[] =>
  consistencyRanges(size1, size2).map(([start, end]) => rangeHash(start, end));

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 §2.1.3.2. Returns when the leaf is in the tree, and refuses otherwise. */
export function verifyInclusion({ index, size, leafHash, root, proof }: InclusionClaim): void {
  requireSize(size, 'the size');
  requireIndex(index, size);
  requireHash(leafHash, 'the leaf hash');
  requireHash(root, 'the root');
  let fn = index;
  let sn = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (sn === 0) wrongLength('inclusion', 'long');
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash);
      [fn, sn] = skipMissingSiblings(fn, sn);
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) wrongLength('inclusion', 'short');
  if (!sameBytes(hash, root)) {
    refuse(
      'PROOF_ROOT_DIFFERS',
      `the inclusion proof of leaf ${index} leads to another root than that of size ${size}`,
    );
  }
}

export interface ConsistencyClaim {
  readonly size1: number;
  readonly root1: Uint8Array;
  readonly size2: number;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.4.2. Returns when the tree of size2 begins with the tree of size1, and refuses otherwise. A proof from
 * size 0 is refused: every tree begins with the empty one, so that it would prove nothing and let any root pass.
 */
export function verifyConsistency({ size1, root1, size2, root2, proof }: ConsistencyClaim): void {
  requireConsistencySizes(size1, size2);
  // Equal sizes are one tree with one root: nothing is hashed, and the public vectors have roots here that are no hash.
  if (size1 === size2) return verifySameTree(size1, root1, root2, proof);
  requireHash(root1, 'the old root');
  requireHash(root2, 'the new root');
  const path = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  let [fn, sn] = skipFullSubtrees(size1 - 1, size2 - 1);
  const [first, ...rest] = path;
  if (first === undefined) return wrongLength('consistency', 'short');
  let oldHash = first;
  let newHash = first;
  for (const hash of rest) {
    if (sn === 0) wrongLength('consistency', 'long');
    if (isOdd(fn) || fn === sn) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      [fn, sn] = skipMissingSiblings(fn, sn);
    } else {
      newHash = nodeHash(newHash, hash);
    }
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) wrongLength('consistency', 'short');
  if (!sameBytes(oldHash, root1)) {
    refuse('PROOF_OLD_ROOT_DIFFERS', `the consistency proof does not lead to the root of size ${size1}`);
  }
  if (!sameBytes(newHash, root2)) {
    refuse('PROOF_ROOT_DIFFERS', `the consistency proof does not lead to the root of size ${size2}`);
  }
}

function verifySameTree(size: number, root1: Uint8Array, root2: Uint8Array, proof: readonly Uint8Array[]): void {
  if (proof.length > 0) wrongLength('consistency', 'long');
  if (!sameBytes(root1, root2)) refuse('PROOF_ROOT_DIFFERS', `two different roots for the same size ${size}`);
}

function requireConsistencySizes(size1: number, size2: number): void {
  requireSize(size1, 'the old size');
  requireSize(size2, 'the new size');
  if (size1 === 0) refuse('PROOF_FROM_EMPTY_TREE', 'a consistency proof from size 0 proves nothing');
  if (size1 > size2) refuse('PROOF_SIZES_REVERSED', `the old size ${size1} is larger than the new size ${size2}`);
}

const wrongLength = (kind: string, how: string): never =>
  refuse('PROOF_WRONG_LENGTH', `the ${kind} proof is too ${how}`);

/**
 * A node at the right edge has no sibling on the levels where it is a left child: those levels are passed over. The index is
 * not zero here, as it is odd or equal to a last index that is not zero.
 */
function skipMissingSiblings(fn: number, sn: number): [number, number] {
  let [first, second] = [fn, sn];
  while (!isOdd(first)) [first, second] = [half(first), half(second)];
  return [first, second];
}

/** The old tree's last full subtree stands unchanged in the new one: the proof begins at its root. */
function skipFullSubtrees(fn: number, sn: number): [number, number] {
  let [first, second] = [fn, sn];
  while (isOdd(first)) [first, second] = [half(first), half(second)];
  return [first, second];
}

const isOdd = (value: number): boolean => value % 2 === 1;
