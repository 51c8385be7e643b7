import {
  atRevision,
  COMMAND_MAC_KEY_ID,
  MAX_BATCH_ENTRIES,
  MAX_CLOCK_SKEW_MS,
  MAX_ENTRY_BYTES,
  MAX_PAGE,
  NO_STREAM,
} from './port.js';
import type { AppendBatch, AppendResult, NewEntry, Position, StoredCommand } from './port.js';

/** What every adapter must hold, in one place: the shape of a batch, and the order in which it is judged. */

export const LEAF_HASH_BYTES = 32;
// A stream name is compared byte by byte in one adapter and by UTF-16 unit in another; ASCII is equal in both.
const NAME = /^[\x20-\x7e]{1,128}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Where a stream ends: its last revision and the recording time of its last entry. */
export interface StreamTail {
  readonly revision: number;
  readonly timeMs: number;
}

/** Throws for a programmer's mistake; one bad batch must never reach the group that it would take down with it. */
export function checkBatch(batch: AppendBatch): void {
  checkName('stream', batch.stream);
  checkName('commandId', batch.commandId);
  const count = batch.entries.length;
  if (count < 1 || count > MAX_BATCH_ENTRIES) throw new RangeError(`a batch has 1 to ${MAX_BATCH_ENTRIES} entries`);
  if (batch.expected.kind === 'revision') checkWhole('expected.revision', batch.expected.revision);
  for (const entry of batch.entries) checkEntry(entry);
}

function checkEntry(entry: NewEntry): void {
  checkName('entry id', entry.id);
  const size = entry.bytes.byteLength;
  if (size < 1 || size > MAX_ENTRY_BYTES)
    throw new RangeError(`an entry has 1 to ${MAX_ENTRY_BYTES} bytes, not ${size}`);
  if (entry.leafHash.byteLength !== LEAF_HASH_BYTES) throw new RangeError(`a leaf hash has ${LEAF_HASH_BYTES} bytes`);
  for (let i = 0; i < entry.sealed.length; i++) {
    const keyId = entry.sealed[i]!.keyId;
    checkName('key id', keyId);
    for (let j = 0; j < i; j++) {
      if (entry.sealed[j]!.keyId === keyId) throw new RangeError('an entry has one sealed group per key');
    }
  }
}

function checkName(what: string, name: string): void {
  if (!NAME.test(name)) throw new RangeError(`${what} must be 1 to 128 printable ASCII characters`);
}

function checkWhole(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} must be a whole number from 0`);
}

export function checkPage(limit: number, from = 0): void {
  checkWhole('from', from);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new RangeError(`a page has 1 to ${MAX_PAGE} entries`);
  }
}

export function checkReplacement(position: Position, keyId: string, box: Uint8Array | undefined): void {
  checkWhole('position', position);
  if (keyId !== COMMAND_MAC_KEY_ID) checkName('key id', keyId);
  else if (box !== undefined) throw new RangeError('a command digest can be dropped, not replaced');
}

// Acts come many to the millisecond; the time that was read last is often the time that comes next.
let lastText = '';
let lastMs = 0;

/** Milliseconds of a recording time; throws when it is not exactly `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export function timeToMs(text: string): number {
  if (text === lastText) return lastMs;
  const ms = TIME.test(text) ? Date.parse(text) : NaN;
  // The comparison refuses 30 February, which Date.parse would take for a day in March.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) throw new RangeError(`not a recording time: ${text}`);
  lastText = text;
  lastMs = ms;
  return ms;
}

export const msToTime = (ms: number): string => new Date(ms).toISOString();

/** Why this batch cannot follow what is stored, or undefined when it can. Repeats are the adapter's to look up first. */
export function refusal(
  batch: AppendBatch,
  timeMs: number,
  tail: StreamTail | undefined,
  highMs: number | undefined,
): AppendResult | undefined {
  const actual = tail === undefined ? -1 : tail.revision;
  const wanted = batch.expected.kind === 'no-stream' ? -1 : batch.expected.revision;
  if (actual !== wanted) return { kind: 'conflict', actual: actual < 0 ? NO_STREAM : atRevision(actual) };
  if (highMs === undefined) return undefined;
  const beforeStream = tail !== undefined && timeMs < tail.timeMs;
  if (beforeStream || timeMs < highMs - MAX_CLOCK_SKEW_MS)
    return { kind: 'clock-untrusted', lastTime: msToTime(highMs) };
  return undefined;
}

/** The answer to a command id that stands in the log already. */
export function answerAgain(batch: AppendBatch, first: StoredCommand): AppendResult {
  const { firstPosition, firstRevision, count, mac } = first;
  if (mac !== undefined && batch.commandMac !== undefined && !sameBytes(mac, batch.commandMac)) {
    return { kind: 'command-reused', firstPosition };
  }
  return { kind: 'repeated', firstPosition, firstRevision, count };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}

export function batchBytes(batch: AppendBatch): number {
  let total = 0;
  for (const entry of batch.entries) {
    total += entry.bytes.byteLength;
    for (const group of entry.sealed) total += group.box.byteLength;
  }
  return total;
}
