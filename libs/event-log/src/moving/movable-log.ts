import type { Position, SealedGroup } from '../port.js';

/**
 * A log with all that its engine holds of it, so that another engine can be made to hold the same. What the port of a
 * log keeps to itself (recording times, batches, digests of commands) is told here. Nothing here is judged again: what
 * was recorded was judged when it was recorded.
 */

/** An entry with everything that is kept with it. */
export interface MovableEntry {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly commandId: string;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  /** The recording time, as in `AppendBatch`. */
  readonly time: string;
  /** Its place in its batch, and how many entries the batch has. */
  readonly index: number;
  readonly count: number;
  /** Sealed groups; with the first entry of a batch, under COMMAND_MAC_KEY_ID, the digest of the command as well. */
  readonly groups: readonly SealedGroup[];
}

export interface MovableLog {
  /** Which log this is, in words for people, and the same each time; never with a password. */
  readonly name: string;
  /** Others may be recording in it while it is open here. */
  readonly shared: boolean;
  /** Number of entries, everything counted that is durable now. */
  size(): Promise<number>;
  /** Why nothing may be added any more; undefined while something may. */
  haltedBecause(): Promise<string | undefined>;
  /** The right edge of the tree as the log itself keeps it. */
  frontier(): Promise<Uint8Array>;
  /** Entries from a position on, in order, at most `limit`, read from where they are stored. */
  read(from: number, limit: number): Promise<readonly MovableEntry[]>;
  /** Adds entries at their positions, which begin where the log ends; durable when it resolves. */
  add(entries: readonly MovableEntry[]): Promise<void>;
  /** Makes the groups of an entry that stands here those of the entry given. */
  setGroups(entry: MovableEntry): Promise<void>;
  /** Stops the log for good: nobody adds anything any more. */
  halt(reason: string): Promise<void>;
  /** The log is whole: from here on it can be found under its name. */
  finish(): Promise<void>;
  close(): Promise<void>;
}
