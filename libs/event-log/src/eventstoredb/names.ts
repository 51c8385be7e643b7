import { createHash } from 'node:crypto';

/** How a log is found back on a server that others use as well: by the beginning of the names of its streams. */

const LOG_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The namespace of our own ids, RFC 9562 §5.5: made once, never to change. */
const NAMESPACE = 'b6a1f2c0-5e0d-4c55-9b0e-7d3f5a1c2e84';

export function checkLogId(logId: string): void {
  if (!LOG_ID.test(logId)) throw new RangeError('a log id has 1 to 64 letters, digits, dots, dashes or underscores');
}

export const entryPrefix = (logId: string): string => `besluitspoor/${logId}/`;
export const ledgerStream = (logId: string): string => `ledger-${logId}`;
/** Streams that hold the settings of another stream begin with this. */
export const METADATA_PREFIX = '$$';

/**
 * The id of a ledger record: UUIDv5 of the log and the SHA-256 of the record. An id made of the content, because the
 * server compares ids and not bytes: with an id made of the place alone, a second writer would be told that its other
 * record was stored.
 */
export function recordId(logId: string, record: Uint8Array): string {
  return uuid5(uuid5(NAMESPACE, Buffer.from(logId)), sha256(record));
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const UUID_BYTES = 16;

function uuid5(namespace: string, name: Uint8Array): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  const bytes = hash.subarray(0, UUID_BYTES);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
