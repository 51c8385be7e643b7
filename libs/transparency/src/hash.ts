import { hash } from 'node:crypto';
import { refuse } from './refusal.js';
import { viewOf } from './text.js';

/** RFC 9162 §2.1.1: SHA-256, so that a hash has 32 bytes. */
export const HASH_BYTES = 32;
/** 2^53 - 1: sizes and indices are JavaScript numbers, and above this they would no longer be exact. */
export const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER;

const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = 0x01;

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** RFC 9162 §2.1.1: the hash of a tree without leaves is the hash of nothing. A copy each time: nobody can change it. */
export const emptyRoot = (): Buffer => sha256(Buffer.alloc(0));

/** RFC 9162 §2.1.1: SHA-256 of 0x00 and the entry. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF_PREFIX, entry]));

/** One buffer for the input of every inner node: the hash is computed at once, and nothing keeps the input. */
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, NODE_PREFIX);

/** RFC 9162 §2.1.1: SHA-256 of 0x01, the left and the right hash. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  requireHash(left, 'the left hash');
  requireHash(right, 'the right hash');
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256(nodeInput);
}

export function requireHash(bytes: Uint8Array, what: string): void {
  if (bytes.length !== HASH_BYTES) {
    refuse('HASH_WRONG_SIZE', `${what} has ${bytes.length} bytes; a SHA-256 hash has ${HASH_BYTES}`);
  }
}

export function requireSize(size: number, what: string): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    refuse('SIZE_OUT_OF_RANGE', `${what} is ${size}; a tree has 0 to 2^53 - 1 leaves`);
  }
}

export function requireIndex(index: number, size: number): void {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    refuse('INDEX_OUT_OF_RANGE', `leaf ${index} is not in a tree of ${size} leaves`);
  }
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => viewOf(one).equals(other);
