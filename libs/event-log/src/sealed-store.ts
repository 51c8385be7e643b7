import { COMMAND_MAC_KEY_ID } from './port.js';
import type { SealedGroup } from './port.js';

/**
 * Where a log keeps its sealed groups when it cannot keep them itself (EventStoreDB): beside the entries, in a database
 * of which rows can be erased.
 *
 * The order that makes this safe: groups are durable here BEFORE their entry is appended, so an acknowledged entry never
 * lacks its values. What stands here without an entry (the append was refused, or never arrived) is an orphan; it is
 * removed once it is old enough that nobody can still be appending it.
 *
 * Groups are found by the leaf hash of their entry, never by its id: an act that is decided again has other salts and
 * therefore another leaf. The digest of a command's payload stands under `COMMAND_MAC_KEY_ID` with the leaf of the
 * command's first entry, and is returned by `getMany` like any other group.
 *
 * Every method is one transaction: it happens whole or it rejects with `LogUnavailable` and nothing happened. One suite
 * holds every implementation: test/contract/sealed-store.contract.ts.
 */
export interface SealedStore {
  /**
   * Resolves when the groups are durable. What stands already under the same leaf and key is left as it is, so that a
   * repeat cannot undo a replacement. The log puts a leaf only before its entry is appended, so nothing that was erased
   * comes back this way.
   */
  put(groups: readonly GroupsOfLeaf[], nowMs: number): Promise<void>;

  /** The groups of each leaf, in the order of the question (at most MAX_LEAVES_AT_ONCE); empty where there are none. */
  getMany(leafHashes: readonly Uint8Array[]): Promise<readonly (readonly SealedGroup[])[]>;

  /** Replaces the box of one key at one leaf, or removes it (`undefined`). A key that has no group there is left alone. */
  replace(leafHash: Uint8Array, keyId: string, box: Uint8Array | undefined): Promise<void>;

  /** Removes every group of a key; gives how many there were. Afterwards no file of the store holds them. */
  removeKey(keyId: string): Promise<number>;

  /** Number of positions of the log, from 0 on, whose leaves were settled; 0 for a new store. */
  settledSize(): Promise<number>;

  /**
   * Notes that these leaves stand in the log, at `from`, `from` + 1, … (at most MAX_LEAVES_AT_ONCE), so that they are no
   * orphans; `settledSize` becomes `from` + their number unless it was higher. Throws a RangeError when `from` is beyond
   * `settledSize`: what was skipped would be taken for orphans.
   */
  settle(from: number, leafHashes: readonly Uint8Array[]): Promise<void>;

  /** Removes the groups that were put before `putBeforeMs` and whose leaf is not settled; gives how many there were. */
  removeOrphans(putBeforeMs: number): Promise<number>;

  close(): Promise<void>;
}

/** What is put under one leaf. */
export interface GroupsOfLeaf {
  /** SHA-256(0x00 ‖ bytes) of the entry, 32 bytes. */
  readonly leafHash: Uint8Array;
  /** At most one per key. The key id may be `COMMAND_MAC_KEY_ID` here. */
  readonly groups: readonly SealedGroup[];
}

/** Leaves per call of `getMany` and `settle`. */
export const MAX_LEAVES_AT_ONCE = 5_000;

/** An append that is older than this has long been answered; its groups are orphans when no entry came. */
export const ORPHAN_AGE_MS = 24 * 60 * 60 * 1_000;

/** What the store holds for an entry, without the digest of the command. */
export const withoutMac = (groups: readonly SealedGroup[]): readonly SealedGroup[] =>
  groups.filter(({ keyId }) => keyId !== COMMAND_MAC_KEY_ID);
