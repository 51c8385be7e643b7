import { createHash } from 'node:crypto';

/** Random bytes in a UUIDv7, version and variant bits included. */
export const UUIDV7_RANDOM_BYTES = 10;

/** Namespace of our command ids, fixed for ever: the same command has the same id after every release. */
const COMMAND_NAMESPACE = Buffer.from('6b1f8f0c4d5e4a7b9c3d2e1f0a9b8c7d', 'hex');

/** RFC 9562 §5.7. `random` is used at once and not kept. */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  if (random.length < UUIDV7_RANDOM_BYTES) throw new RangeError('uuidv7 needs 10 random bytes');
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.set(random.subarray(0, UUIDV7_RANDOM_BYTES), 6);
  return uuidText(bytes, 0x70);
}

/**
 * UUIDv5 over stream, actor and Idempotency-Key (provability.md §3.1), so that a repeat has the id of the first. It
 * stands in clear in the log: pass the actor's pseudonym (`actorRef`), since an Idempotency-Key may be guessable.
 */
export function commandIdOf(stream: string, actor: string, idempotencyKey: string): string {
  const hasher = createHash('sha1').update(COMMAND_NAMESPACE);
  hasher.update(lengthPrefixed([stream, actor, idempotencyKey]));
  return uuidText(hasher.digest().subarray(0, 16), 0x50);
}

/** Each part after its length in four bytes, so that no two lists of parts give the same bytes. */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  let size = 0;
  for (const part of parts) size += 4 + Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    const written = bytes.write(part, at + 4, 'utf8');
    bytes.writeUInt32BE(written, at);
    at += 4 + written;
  }
  return bytes;
}

function uuidText(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | version;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
