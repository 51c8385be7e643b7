import { hash } from 'node:crypto';

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
  return uuidText(bytes.toString('hex'), '7');
}

export const UUIDV4_RANDOM_BYTES = 16;

/** RFC 9562 §5.4, of random bytes that the caller has: the same bytes, the same id. */
export function uuidv4(random: Uint8Array): string {
  if (random.length < UUIDV4_RANDOM_BYTES) throw new RangeError('uuidv4 needs 16 random bytes');
  return uuidText(Buffer.from(random).toString('hex'), '4');
}

/**
 * UUIDv5 over stream, actor and Idempotency-Key (provability.md §3.1), so that a repeat has the id of the first. It
 * stands in clear in the log: pass the actor's pseudonym (`actorRef`), since an Idempotency-Key may be guessable.
 */
export function commandIdOf(stream: string, actor: string, idempotencyKey: string): string {
  const name = Buffer.concat([COMMAND_NAMESPACE, lengthPrefixed([stream, actor, idempotencyKey])]);
  return uuidText(hash('sha1', name, 'hex'), '5');
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

/** The first 128 bits of a text in hexadecimal, with version and variant in their places. */
function uuidText(hex: string, version: string): string {
  const variant = VARIANTS[parseInt(hex.charAt(16), 16) & 3]!;
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-` +
    `${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  );
}
/** RFC 9562 §4.1: the variant takes two of the four bits. */
const VARIANTS = '89ab';
