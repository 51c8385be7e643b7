/**
 * The event log: an append-only sequence of entries, grouped in streams. It knows no municipality and reads no entry;
 * an entry is bytes, stored and returned exactly as they were written.
 *
 * Guarantees, for every adapter (one contract suite holds them):
 * - a resolved `appended` is durable, and has or gets its place in the log;
 * - positions are dense over the log, revisions dense within a stream, and commit order is position order;
 * - a batch is stored whole or not at all, its sealed groups with it where the adapter keeps them;
 * - nothing that was appended can be changed or removed through the port; only sealed groups can be erased.
 */

/** Place in the whole log: 0, 1, 2 … Opaque to callers: compare with `comparePositions`, show with `positionText`. */
export type Position = number & { readonly __position: unique symbol };
export const positionText = (position: Position): string => String(position);
export const comparePositions = (a: Position, b: Position): number => a - b;

/** The state a writer believes its stream to be in. A closed type: there is no "any". */
export type Expected = { readonly kind: 'no-stream' } | { readonly kind: 'revision'; readonly revision: number };
export const NO_STREAM: Expected = { kind: 'no-stream' };
export const atRevision = (revision: number): Expected => (revision < 0 ? NO_STREAM : { kind: 'revision', revision });

export const MAX_ENTRY_BYTES = 65_535;
/** Stream names, command ids, entry ids and key ids are printable ASCII of at most this length. */
export const MAX_STREAM_NAME_LENGTH = 128;
export const MAX_QUEUED_BATCHES = 10_000;
export const MAX_GROUP_BATCHES = 512;
export const MAX_GROUP_BYTES = 1_048_576;
export const MAX_BATCH_ENTRIES = 1_000;
export const MAX_PAGE = 5_000;

/** All values of one entry that lie under one key, as one ciphertext. The log does not look inside. */
export interface SealedGroup {
  readonly keyId: string;
  readonly box: Uint8Array;
}

export interface NewEntry {
  /** UUIDv7, fresh per sealing. */
  readonly id: string;
  /** At most MAX_ENTRY_BYTES. */
  readonly bytes: Uint8Array;
  /** SHA-256(0x00 ‖ bytes), RFC 6962 §2.1. */
  readonly leafHash: Uint8Array;
  readonly sealed: readonly SealedGroup[];
}

/**
 * The reserved key id under which a command's digest may be dropped:
 * `replaceSealed(firstPosition, COMMAND_MAC_KEY_ID, undefined)`.
 */
export const COMMAND_MAC_KEY_ID = '';

/** What one act adds to one stream. */
export interface AppendBatch {
  readonly stream: string;
  readonly expected: Expected;
  /** One batch per command id and stream; a repeated id gives the first answer and stores nothing. */
  readonly commandId: string;
  /**
   * A keyed digest of the command's payload, to tell a repeat from a reuse. Kept apart from the entries, so that it can
   * be dropped; absent when the caller has no need of the comparison.
   */
  readonly commandMac?: Uint8Array;
  /** The recording time that stands in the entries, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly time: string;
  readonly entries: readonly NewEntry[];
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      /**
       * Undefined when it has no place yet, where places are given after the fact (EventStoreDB); `placeOf` waits for it.
       * Whatever is read afterwards through the same log has it.
       */
      readonly firstPosition: Position | undefined;
      readonly firstRevision: number;
      readonly count: number;
    }
  /** This command id was stored before in this stream, with the same payload: the first answer again. */
  | {
      readonly kind: 'repeated';
      readonly firstPosition: Position;
      readonly firstRevision: number;
      readonly count: number;
    }
  /** This command id was stored before in this stream with another payload. */
  | { readonly kind: 'command-reused'; readonly firstPosition: Position }
  /** The stream is not where the writer believed it to be; `actual` is where it is. */
  | { readonly kind: 'conflict'; readonly actual: Expected }
  /** The queue is full; nothing was stored. */
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number }
  /** `time` lies more than MAX_CLOCK_SKEW_MS before what the log already holds, or before its stream's last. */
  | { readonly kind: 'clock-untrusted'; readonly lastTime: string };

export const MAX_CLOCK_SKEW_MS = 5_000;

export interface StoredEntry {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly commandId: string;
  readonly leafHash: Uint8Array;
  readonly bytes: Uint8Array;
  /** In no promised order. Empty where the groups were erased, or where the adapter keeps none. */
  readonly sealed: readonly SealedGroup[];
}

/** What a stream holds of one command. */
export interface StoredCommand {
  readonly firstPosition: Position;
  readonly firstRevision: number;
  readonly count: number;
  /** Undefined when the caller gave none or when it was dropped since. */
  readonly mac: Uint8Array | undefined;
}

export interface StreamHead {
  readonly stream: string;
  readonly revision: number;
  readonly lastPosition: Position;
}

export interface LogHead {
  /** Position of the last entry, or undefined when the log is empty. */
  readonly position: Position | undefined;
  /** Number of entries. */
  readonly size: number;
  /** The highest recording time in the log, or undefined when it is empty. */
  readonly lastTime: string | undefined;
}

/** What a read may leave out. */
export interface ReadOptions {
  /** Gives entries without sealed groups, for who looks at their bytes only: those take more than half of a read. */
  readonly withoutSealed?: boolean;
}

/** Reading side. */
export interface LogReader {
  /** Why nothing is recorded in this log any more: it was stopped for good. Undefined, or absent, for a log at work. */
  readonly haltedBecause?: string | undefined;
  /** Entries of one stream from `fromRevision` on, in order, at most `limit` (≤ MAX_PAGE). */
  readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredEntry[]>;
  /** Entries after `after` (undefined: from the beginning), in position order, at most `limit` (≤ MAX_PAGE). */
  readAll(after: Position | undefined, limit: number, options?: ReadOptions): Promise<readonly StoredEntry[]>;
  /** All streams whose name begins with `prefix`, by name. */
  streams(prefix: string): Promise<readonly StreamHead[]>;
  streamHead(stream: string): Promise<StreamHead | undefined>;
  head(): Promise<LogHead>;
  /**
   * Only of a log that other processes record in as well: takes in all that was durable at the call, by whomever. What
   * is read without it may be behind by what another recorded a moment ago.
   */
  catchUp?(): Promise<void>;
  /**
   * The right edge of the RFC 6962 tree over the leaf hashes of all entries, as `openFrontier` reads it: durable with
   * the entries that it covers, so that size and root of the log are known without reading it.
   */
  frontier(): Promise<Uint8Array>;
  /**
   * Pages of entries after `after`, first what is there and then what comes, until `signal` aborts or the log closes. Wakes on commit;
   * never polls faster than the adapter's own wake-up. Every page is dense: first = last seen + 1.
   */
  subscribe(after: Position | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEntry[]>;
  close(): Promise<void>;
}

/** The whole port. Input errors of a programmer (an empty batch, a too large entry) throw; everything else is a result. */
export interface EventLog extends LogReader {
  append(batch: AppendBatch): Promise<AppendResult>;
  /** What a command stored in a stream, or undefined when it stored nothing there. */
  findCommand(stream: string, commandId: string): Promise<StoredCommand | undefined>;
  /**
   * Replaces or removes the sealed groups of one key at one position (erasure). `box` undefined removes; a key
   * that has no group there is left alone. The entry's bytes are untouched.
   */
  replaceSealed(position: Position, keyId: string, box: Uint8Array | undefined): Promise<void>;
  /** Removes every sealed group of a key, and what it left in the files; gives how many there were (erasure). */
  removeGroups(keyId: string): Promise<number>;
}

/**
 * The place of an entry that was appended; waits until it has one. Rejects with LOG_ORDER_LATE when that takes too long,
 * and with a RangeError when there is no such entry.
 */
export async function placeOf(log: Pick<LogReader, 'readStream'>, stream: string, revision: number): Promise<Position> {
  const [entry] = await log.readStream(stream, revision, 1);
  if (entry === undefined) throw new RangeError(`${stream} has no revision ${revision}`);
  return entry.position;
}

/** What can be wrong with a log on a server, beside what can be wrong with any log. */
export type RemoteCode =
  /** The server cannot be reached or is not ready; nothing was recorded. */
  | 'LOG_UNREACHABLE'
  /** No answer: recorded or not, the same command id tells later. */
  | 'LOG_OUTCOME_UNKNOWN'
  /** What was recorded is durable, but has no place in the log yet: asked again, it tells later. */
  | 'LOG_ORDER_LATE'
  /** Entries of a stream were deleted, truncated or closed on the server. */
  | 'LOG_STREAM_GONE'
  | 'LOG_CREDENTIALS'
  | 'LOG_CERTIFICATE'
  | 'LOG_UNSUPPORTED'
  /** The address cannot be read. */
  | 'LOG_ADDRESS'
  /** The operator stopped this log for good. */
  | 'LOG_HALTED';

/** The log cannot be used; the message is Dutch and says what to do. `code` is stable. */
export class LogUnavailable extends Error {
  constructor(
    readonly code:
      | 'LOG_LOCKED'
      | 'LOG_NEWER_VERSION'
      | 'LOG_OLDER_VERSION'
      | 'LOG_NOT_OURS'
      | 'LOG_DAMAGED'
      | 'LOG_READ_ONLY'
      | 'LOG_DISK_FULL'
      /** Fewer entries than were signed before. */
      | 'LOG_ROLLED_BACK'
      /** Other entries than were signed before. */
      | 'LOG_FORKED'
      /** What knows what was signed last is a copy, and its original may go on elsewhere. */
      | 'GUARD_COPIED'
      | 'GUARD_MISSING'
      | 'LOG_CLOSED'
      | 'LOG_IO'
      | RemoteCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'LogUnavailable';
  }
}
