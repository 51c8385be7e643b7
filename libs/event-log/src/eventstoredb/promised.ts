import type { EntryRef, BatchRecord } from './ledger-record.js';
import { isAfter } from './store-client.js';
import type { StorePosition } from './store-client.js';

/** One entry that was stored and has no place yet. */
interface Unplaced {
  readonly revision: number;
  readonly leafHash: Uint8Array;
  /** Where the last entry of its batch stands in the server's log: this one stands there or before. */
  readonly at: StorePosition;
}

/**
 * What this process stored and acknowledged, until the ledger says where it is in the log. Until then nothing but this
 * knows what it was: an entry that somebody changes or removes on the server before that gets another place or none, and
 * here it is noticed.
 */
export class Promised {
  private readonly byStream = new Map<string, Unplaced[]>();
  private count = 0;

  /** Entries without a place. */
  get size(): number {
    return this.count;
  }

  has(stream: string): boolean {
    return this.byStream.has(stream);
  }

  /** In the order of the stream. */
  add(stream: string, entry: Unplaced): void {
    const unplaced = this.byStream.get(stream);
    if (unplaced === undefined) this.byStream.set(stream, [entry]);
    else unplaced.push(entry);
    this.count++;
  }

  /** Takes a record of the ledger in; gives what it has otherwise, or does not have, than was stored. */
  placed({ refs, leafHashes, lastPosition }: BatchRecord): Pick<EntryRef, 'stream' | 'revision'> | undefined {
    if (this.count === 0) return undefined;
    for (const [index, { stream, revision }] of refs.entries()) {
      // In its own order, so that the first is the one.
      const first = this.byStream.get(stream)?.[0];
      if (first?.revision !== revision) continue;
      if (Buffer.compare(first.leafHash, leafHashes[index]!) !== 0) return { stream, revision };
      this.drop(stream);
    }
    return this.passedOver(lastPosition);
  }

  private drop(stream: string): void {
    const unplaced = this.byStream.get(stream)!;
    unplaced.shift();
    this.count--;
    if (unplaced.length === 0) this.byStream.delete(stream);
  }

  /** Nothing at or before `upTo` gets a place any more. */
  private passedOver(upTo: StorePosition): Pick<EntryRef, 'stream' | 'revision'> | undefined {
    for (const [stream, [first]] of this.byStream)
      if (first !== undefined && !isAfter(first.at, upTo)) return { stream, revision: first.revision };
    return undefined;
  }
}
