import { HASH_BYTES, nodeHash, requireHash, requireIndex, requireSize, sameBytes } from './hash.js';
import { refuse } from './refusal.js';
import { viewOf } from './text.js';
import { hashesOnLevel, TILE_WIDTH, type TileAddress, tilePath, tileWidth } from './tile-path.js';
import { isPowerOfTwo, openFrontier, splitPoint, type RangeHash } from './tree.js';

/** 256 hashes of 32 bytes: 8,192 bytes (tlog-tiles, "Merkle Tree"). */
export const MAX_TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** A tile on level l stands on nodes of height 8 × l. */
const TILE_HEIGHT = 8;

/** Where a hash tile stands. */
export interface HashTileAddress extends TileAddress {
  readonly level: number;
}

/** A hash tile with its bytes. */
export interface HashTile extends HashTileAddress {
  readonly bytes: Uint8Array;
}

/** Gives the bytes of a hash tile; `width` is what the tree needs, and exactly that many hashes are expected. */
export type TileReader = (address: HashTileAddress) => Uint8Array;

/** tlog-tiles, "Merkle Tree": concatenated hashes. */
export function encodeTile(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length < 1 || hashes.length > TILE_WIDTH) {
    refuse('TILE_WRONG_SIZE', `a tile holds 1 to ${TILE_WIDTH} hashes, not ${hashes.length}`);
  }
  for (const hash of hashes) requireHash(hash, 'a hash of the tile');
  return Buffer.concat(hashes);
}

/** The hashes of a tile of which the width is known (tlog-tiles, "Partial Tiles"); shares the bytes. */
export function parseTile(bytes: Uint8Array, width: number): Buffer[] {
  requireTileBytes(bytes, width, `a tile`);
  const view = viewOf(bytes);
  return Array.from({ length: width }, (_, at) => view.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

function requireTileBytes(bytes: Uint8Array, width: number, what: string): void {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    refuse('TILE_OUT_OF_RANGE', `a tile is 1 to ${TILE_WIDTH} wide, not ${width}`);
  }
  if (bytes.length !== width * HASH_BYTES) {
    refuse('TILE_WRONG_SIZE', `${what} has ${bytes.length} bytes; ${width} hashes have ${width * HASH_BYTES}`);
  }
}

function read(readTile: TileReader, address: HashTileAddress): Buffer[] {
  const bytes = readTile(address);
  requireTileBytes(bytes, address.width, tilePath(address));
  return parseTile(bytes, address.width);
}

/** The Merkle tree hash of consecutive nodes of one height, of which the first stands at a left edge. */
export function hashOfNodes(nodes: readonly Uint8Array[]): Uint8Array {
  if (nodes.length === 1) return nodes[0]!;
  const middle = splitPoint(nodes.length);
  return nodeHash(hashOfNodes(nodes.slice(0, middle)), hashOfNodes(nodes.slice(middle)));
}

/**
 * Ranges of a tree of `size` from its tiles: at most two tiles of each level for one proof. The tiles are believed
 * here; the proof that is made of them is checked against a signed root, and that fails when a tile was wrong.
 */
export function rangesFromTiles(size: number, readTile: TileReader): RangeHash {
  requireSize(size, 'the size');
  /** The tile last read of each level: a proof asks for several ranges of one tile in a row. */
  const last = new Map<number, { index: number; hashes: Buffer[] }>();
  const tile = (level: number, index: number): Buffer[] => {
    const kept = last.get(level);
    if (kept?.index === index) return kept.hashes;
    const hashes = read(readTile, { level, index, width: tileWidth({ level, index }, size) });
    last.set(level, { index, hashes });
    return hashes;
  };
  const fullSubtree = (start: number, height: number): Uint8Array => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = start / TILE_WIDTH ** level;
    const at = first % TILE_WIDTH;
    return hashOfNodes(tile(level, Math.floor(first / TILE_WIDTH)).slice(at, at + count));
  };
  const range = (start: number, end: number): Uint8Array => {
    const leaves = end - start;
    if (isPowerOfTwo(leaves)) return fullSubtree(start, Math.log2(leaves));
    const middle = start + splitPoint(leaves);
    return nodeHash(range(start, middle), range(middle, end));
  };
  return (start, end) => {
    requireIndex(start, end);
    requireIndex(end - 1, size);
    return range(start, end);
  };
}

/**
 * The hash tiles that change when leaves are added to a tree of `oldSize`: the full ones as soon as they are full, the
 * partial ones at the end (tlog-tiles, "Merkle Tree" and "Partial Tiles"). Linear in the added leaves; of the old tree
 * it reads one tile of each level. With size 0 it makes all tiles of a tree.
 */
export function* growTiles(
  oldSize: number,
  readTile: TileReader,
  leafHashes: Iterable<Uint8Array>,
): Generator<HashTile> {
  const edge = rightEdge(oldSize, readTile);
  for (const leaf of leafHashes) {
    requireHash(leaf, 'a leaf hash');
    let hash: Uint8Array | undefined = leaf;
    for (let level = 0; hash !== undefined; level += 1) {
      const growing: Growing = (edge[level] ??= { index: 0, hashes: [], grew: false });
      growing.hashes.push(hash);
      growing.grew = true;
      hash = undefined;
      if (growing.hashes.length === TILE_WIDTH) {
        yield { level, index: growing.index, width: TILE_WIDTH, bytes: encodeTile(growing.hashes) };
        hash = hashOfNodes(growing.hashes);
        edge[level] = { index: growing.index + 1, hashes: [], grew: false };
      }
    }
  }
  for (const [level, { index, hashes, grew }] of edge.entries()) {
    if (grew) yield { level, index, width: hashes.length, bytes: encodeTile(hashes) };
  }
}

interface Growing {
  readonly index: number;
  readonly hashes: Uint8Array[];
  grew: boolean;
}

function rightEdge(size: number, readTile: TileReader): Growing[] {
  requireSize(size, 'the old size');
  const edge: Growing[] = [];
  for (let level = 0; hashesOnLevel(level, size) > 0; level += 1) {
    const index = Math.floor(hashesOnLevel(level, size) / TILE_WIDTH);
    const width = tileWidth({ level, index }, size);
    edge.push({ index, hashes: width === 0 ? [] : read(readTile, { level, index, width }), grew: false });
  }
  return edge;
}

/** The leaf hashes of a tree of `size`, from its level 0 tiles. */
export function* leavesFromTiles(size: number, readTile: TileReader): Generator<Uint8Array> {
  requireSize(size, 'the size');
  for (let index = 0; ; index += 1) {
    const width = tileWidth({ level: 0, index }, size);
    if (width === 0) return;
    yield* read(readTile, { level: 0, index, width });
  }
}

/**
 * Checks every tile of a tree against its root: rebuilds the tree from level 0, compares the tiles above byte for byte
 * and the root with `root` (tlog-tiles, "Merkle Tree"). Linear; returns when all agree.
 */
export function verifyTiles(size: number, root: Uint8Array, readTile: TileReader): void {
  const frontier = openFrontier();
  function* counted(): Generator<Uint8Array> {
    for (const leaf of leavesFromTiles(size, readTile)) {
      frontier.append(leaf);
      yield leaf;
    }
  }
  for (const { bytes, ...address } of growTiles(0, readTile, counted())) {
    // Level 0 is what the others are made from; it is held by the root.
    if (address.level > 0 && !sameBytes(bytes, readTile(address))) {
      refuse('TILE_DIFFERS', `${tilePath(address)} is not made of the tiles below it`);
    }
  }
  if (!sameBytes(frontier.root(), root)) {
    refuse('PROOF_ROOT_DIFFERS', `the tiles have another root than the one given for size ${size}`);
  }
}
