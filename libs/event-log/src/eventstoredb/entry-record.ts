import { leafHash } from '#transparency';
import { LogUnavailable, MAX_ENTRY_BYTES } from '../port.js';
import type { AppendBatch } from '../port.js';
import { ENTRY_TYPE } from './store-client.js';
import type { NewRecord, StoredRecord } from './store-client.js';

/** An entry as an event of the server. What the log must know of it and cannot read from its bytes is its metadata. */

/** What one append may hold on the server, with what it counts beside the bytes. */
export const MAX_APPEND_BYTES = 1_048_576;
const encoder = new TextEncoder();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Beside the entry and not in it, because the log reads no entry. The leaf hash does not cover it: the same command id
 * and time stand in the entry's bytes too, where the verifier finds them.
 */
interface EntryMetadata {
  readonly commandid: string;
  readonly time: string;
  /** Place in the batch, and how many entries the batch has. */
  readonly index: number;
  readonly count: number;
}

/** An entry as it was read, whatever its place in the whole log may be. */
export interface ReadEntry {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly commandId: string;
  readonly time: string;
  readonly index: number;
  readonly count: number;
}

/** Throws for what this server cannot hold; a mistake of the programmer, as in `checkBatch`. */
export function toRecords(batch: AppendBatch): readonly NewRecord[] {
  const { commandId, time, entries } = batch;
  const count = entries.length;
  const records = entries.map(({ id, bytes, leafHash: leaf }, index) =>
    toNewRecord({ id, bytes, leafHash: leaf, commandId, time, index, count }),
  );
  const size = records.reduce((sum, record) => sum + sizeOf(record), 0);
  if (size > MAX_APPEND_BYTES) throw new RangeError(`on this server a batch has at most ${MAX_APPEND_BYTES} bytes`);
  return records;
}

/** One entry as it goes to the server; throws for what the server cannot hold. */
export function toNewRecord(entry: Omit<ReadEntry, 'stream' | 'revision'>): NewRecord {
  const { id, bytes, leafHash: leaf, commandId, time, index, count } = entry;
  if (!UUID.test(id)) throw new RangeError(`on this server the id of an entry is a UUID, not ${id}`);
  if (!leafHash(bytes).equals(leaf)) throw new RangeError('the leaf hash is not that of the bytes');
  const metadata: EntryMetadata = { commandid: commandId, time, index, count };
  // A copy: what is sent again later must be what was sent first.
  return { id, type: ENTRY_TYPE, bytes: new Uint8Array(bytes), metadata: encoder.encode(JSON.stringify(metadata)) };
}

/** What the server counts of a record against MAX_APPEND_BYTES. */
export const sizeOf = ({ bytes, metadata }: NewRecord): number =>
  bytes.byteLength + (metadata?.byteLength ?? 0) + 2 * ENTRY_TYPE.length;

/** Reads an event of ours back; an event that we cannot have written makes the log unusable and is never passed over. */
export function toEntry(record: StoredRecord, prefix: string): ReadEntry {
  const { bytes, type, id, revision } = record;
  const stream = record.stream.slice(prefix.length);
  const metadata = record.metadata as Partial<EntryMetadata> | undefined;
  const { commandid, time, index, count } = metadata ?? {};
  const ours =
    type === ENTRY_TYPE &&
    bytes !== undefined &&
    bytes.byteLength > 0 &&
    bytes.byteLength <= MAX_ENTRY_BYTES &&
    typeof commandid === 'string' &&
    typeof time === 'string' &&
    Number.isInteger(index) &&
    Number.isInteger(count);
  if (!ours) throw notOurs(stream, revision);
  const leaf = leafHash(bytes);
  return { stream, revision, id, bytes, leafHash: leaf, commandId: commandid, time, index: index!, count: count! };
}

export const notOurs = (stream: string, revision: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_NOT_OURS',
    `In het logboek staat bij ${stream}, regel ${revision}, iets dat dit programma niet heeft geschreven. ` +
      'Leg niets meer vast en roep de beheerder.',
  );
