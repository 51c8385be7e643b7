import { growTiles, openFrontier, rangesFromTiles, type HashTileAddress, type RangeHash } from '#transparency';

const HASH_BYTES = 32;

/** The tree over all entries of the log (RFC 9162), with its tiles in memory: 32 bytes per entry. */
export class LogTree {
  private readonly frontier = openFrontier();
  /** By level and index, the widest that there is: a narrower one is its beginning. */
  private readonly tiles = new Map<string, Uint8Array>();

  get size(): number {
    return this.frontier.size;
  }
  root(): Uint8Array {
    return this.frontier.root();
  }

  /** Adds the hashes of the next entries. */
  grow(leaves: readonly Uint8Array[]): void {
    const before = this.size;
    for (const leaf of leaves) this.frontier.append(leaf);
    for (const { level, index, bytes } of growTiles(before, (address) => this.tile(address), leaves))
      this.tiles.set(`${level}/${index}`, bytes);
  }

  /** The root that the tree had at an earlier size. */
  rootAt(size: number): Uint8Array {
    if (size === this.size) return this.root();
    return size === 0 ? openFrontier().root() : this.ranges(size)(0, size);
  }

  /** What proofs of a tree of this size are made of. */
  ranges(size: number): RangeHash {
    return rangesFromTiles(size, (address) => this.tile(address));
  }

  tile({ level, index, width }: HashTileAddress): Uint8Array {
    const bytes = this.tiles.get(`${level}/${index}`);
    if (bytes === undefined || bytes.length < width * HASH_BYTES) throw new RangeError('there is no such tile');
    return bytes.subarray(0, width * HASH_BYTES);
  }
}
