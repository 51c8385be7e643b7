import { MAX_LEAVES_AT_ONCE } from '../sealed-store.js';
import type { GroupsOfLeaf, SealedStore } from '../sealed-store.js';
import type { SealedGroup } from '../port.js';

interface Leaf {
  readonly boxes: Map<string, Uint8Array>;
  readonly putMs: number;
  settled: boolean;
}

/** Sealed groups for tests and trials: every promise of the port but durability. */
export function createMemorySealedStore(): SealedStore {
  return new MemorySealedStore();
}

class MemorySealedStore implements SealedStore {
  private readonly leaves = new Map<string, Leaf>();
  /** Leaves that stand in the log; a leaf may be settled before its groups are put, when it has none. */
  private settled = 0;

  async put(groups: readonly GroupsOfLeaf[], nowMs: number): Promise<void> {
    for (const { leafHash, groups: ofLeaf } of groups) {
      const leaf = this.leaves.get(hex(leafHash)) ?? { boxes: new Map(), putMs: nowMs, settled: false };
      for (const { keyId, box } of ofLeaf) if (!leaf.boxes.has(keyId)) leaf.boxes.set(keyId, box.slice());
      this.leaves.set(hex(leafHash), leaf);
    }
  }

  async getMany(leafHashes: readonly Uint8Array[]): Promise<readonly (readonly SealedGroup[])[]> {
    checkCount(leafHashes);
    return leafHashes.map((leafHash) => {
      const boxes = this.leaves.get(hex(leafHash))?.boxes ?? new Map<string, Uint8Array>();
      return [...boxes].map(([keyId, box]) => ({ keyId, box: box.slice() }));
    });
  }

  async replace(leafHash: Uint8Array, keyId: string, box: Uint8Array | undefined): Promise<void> {
    const boxes = this.leaves.get(hex(leafHash))?.boxes;
    if (boxes === undefined || !boxes.has(keyId)) return;
    if (box === undefined) boxes.delete(keyId);
    else boxes.set(keyId, box.slice());
  }

  async removeKey(keyId: string): Promise<number> {
    let removed = 0;
    for (const { boxes } of this.leaves.values()) if (boxes.delete(keyId)) removed++;
    return removed;
  }

  async settledSize(): Promise<number> {
    return this.settled;
  }

  async settle(from: number, leafHashes: readonly Uint8Array[]): Promise<void> {
    checkCount(leafHashes);
    if (from > this.settled) throw new RangeError(`${this.settled} leaves were settled; ${from} is beyond`);
    for (const leafHash of leafHashes) {
      const leaf = this.leaves.get(hex(leafHash));
      if (leaf !== undefined) leaf.settled = true;
    }
    this.settled = Math.max(this.settled, from + leafHashes.length);
  }

  async removeOrphans(putBeforeMs: number): Promise<number> {
    let removed = 0;
    for (const [key, { boxes, putMs, settled }] of this.leaves) {
      if (settled || putMs >= putBeforeMs) continue;
      removed += boxes.size;
      this.leaves.delete(key);
    }
    return removed;
  }

  async close(): Promise<void> {}
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function checkCount(leafHashes: readonly Uint8Array[]): void {
  if (leafHashes.length > MAX_LEAVES_AT_ONCE) throw new RangeError(`at most ${MAX_LEAVES_AT_ONCE} leaves at once`);
}
