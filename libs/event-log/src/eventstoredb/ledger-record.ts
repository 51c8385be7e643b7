import { LogUnavailable } from '../port.js';
import { LEAF_HASH_BYTES } from '../rules.js';
import type { StorePosition } from './store-client.js';

/**
 * The ledger: one stream of records that say, batch by batch, which entry has which place in the log. Each record names
 * the hash of the one before it. JSON, so that an auditor can read it with any tool; the bytes are what counts.
 */

export const LEDGER_TYPE = 'ledger';
/** Entries per record: a record stays well below what one append may hold. */
export const MAX_RECORD_ENTRIES = 256;
const FORMAT = 1;

/** Where an entry stands on the server. */
export interface EntryRef {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
}

/** The first record of every ledger: nothing of this log stands before `after`. */
interface OpenedRecord {
  readonly kind: 'opened';
  readonly log: string;
  readonly after: StorePosition | undefined;
}

/** The places `from` to `from` + the number of leaf hashes. */
export interface BatchRecord {
  readonly kind: 'batch';
  readonly from: number;
  readonly leafHashes: readonly Uint8Array[];
  readonly refs: readonly EntryRef[];
  /** Where the last of the entries stands in the server's log. */
  readonly lastPosition: StorePosition;
  /** The highest recording time up to and including this record. */
  readonly lastTime: string;
  /** The right edge of the tree over all leaves up to and including this record. */
  readonly frontier: Uint8Array;
}

/** The log is being stopped: nobody acknowledges anything new, and what stands still gets its place. */
interface HaltingRecord {
  readonly kind: 'halting';
  readonly reason: string;
}

/** The last of a log that was stopped. Logs that were stopped by an older version have no `halting` before it. */
interface HaltedRecord {
  readonly kind: 'halted';
  readonly reason: string;
}

export type LedgerRecord = OpenedRecord | BatchRecord | HaltingRecord | HaltedRecord;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const positionText = ({ commit, prepare }: StorePosition): readonly string[] => [String(commit), String(prepare)];

/** `previous` is the SHA-256 of the record before, undefined for the first. */
export function encodeRecord(record: LedgerRecord, previous: Uint8Array | undefined): Uint8Array {
  const head = { format: FORMAT, kind: record.kind, previous: previous === undefined ? null : base64(previous) };
  return new TextEncoder().encode(JSON.stringify({ ...head, ...bodyOf(record) }));
}

function bodyOf(record: LedgerRecord): object {
  if (record.kind === 'opened')
    return { log: record.log, after: record.after === undefined ? null : positionText(record.after) };
  if (record.kind === 'halting' || record.kind === 'halted') return { reason: record.reason };
  return {
    from: record.from,
    count: record.refs.length,
    leafHashes: record.leafHashes.map(base64),
    refs: record.refs.map(({ stream, revision, id }) => [stream, revision, id]),
    lastPosition: positionText(record.lastPosition),
    lastTime: record.lastTime,
    frontier: base64(record.frontier),
  };
}

/** The record and the hash that it names; refuses whatever we cannot have written. */
export function decodeRecord(bytes: Uint8Array): { record: LedgerRecord; previous: Uint8Array | undefined } {
  try {
    const raw = JSON.parse(Buffer.from(bytes).toString('utf8')) as Raw;
    need(raw.format === FORMAT);
    const previous = raw.previous === null ? undefined : bytesOf(raw.previous, LEAF_HASH_BYTES);
    return { record: toRecord(raw), previous };
  } catch (error) {
    throw unreadable(error);
  }
}

type Raw = Record<string, unknown> & { format: unknown; kind: unknown; previous: unknown };

function toRecord(raw: Raw): LedgerRecord {
  if (raw.kind === 'opened') {
    const after = raw['after'] === null ? undefined : toPosition(raw['after']);
    return { kind: 'opened', log: text(raw['log']), after };
  }
  if (raw.kind === 'halting' || raw.kind === 'halted') return { kind: raw.kind, reason: text(raw['reason']) };
  need(raw.kind === 'batch');
  const leafHashes = list(raw['leafHashes']).map((hash) => bytesOf(hash, LEAF_HASH_BYTES));
  const refs = list(raw['refs']).map(toRef);
  need(refs.length === leafHashes.length && refs.length === raw['count']);
  need(refs.length >= 1 && refs.length <= MAX_RECORD_ENTRIES);
  return {
    kind: 'batch',
    from: whole(raw['from']),
    leafHashes,
    refs,
    lastPosition: toPosition(raw['lastPosition']),
    lastTime: text(raw['lastTime']),
    frontier: bytesOf(raw['frontier']),
  };
}

function toRef(raw: unknown): EntryRef {
  const [stream, revision, id] = list(raw);
  return { stream: text(stream), revision: whole(revision), id: text(id) };
}

function toPosition(raw: unknown): StorePosition {
  const [commit, prepare] = list(raw);
  return { commit: BigInt(text(commit)), prepare: BigInt(text(prepare)) };
}

function need(condition: boolean): asserts condition {
  if (!condition) throw new RangeError('not a ledger record of this format');
}

function list(raw: unknown): readonly unknown[] {
  need(Array.isArray(raw));
  return raw;
}

function text(raw: unknown): string {
  need(typeof raw === 'string');
  return raw;
}

function whole(raw: unknown): number {
  need(Number.isSafeInteger(raw) && (raw as number) >= 0);
  return raw as number;
}

function bytesOf(raw: unknown, length?: number): Uint8Array {
  const bytes = Buffer.from(text(raw), 'base64');
  need(bytes.toString('base64') === raw && (length === undefined || bytes.length === length));
  return bytes;
}

const unreadable = (cause: unknown): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    'De volgorde van het logboek (de ledger op de logboekserver) is niet te lezen. Leg niets meer vast en roep de beheerder.',
    { cause },
  );
