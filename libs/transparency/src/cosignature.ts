import { type KeyObject, sign } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.js';
import {
  COSIGNATURE_TYPE,
  ED25519_SIGNATURE_BYTES,
  ed25519Check,
  ed25519PublicKey,
  ed25519Verifier,
  formatVkey,
  keyIdOf,
  type NoteSigner,
  type NoteVerifier,
  parseVkey,
  type VerifierKey,
} from './keys.js';
import { MAX_NOTE_BYTES, type NoteSignature } from './note.js';
import { refuse } from './refusal.js';
import { decodeText, viewOf } from './text.js';

const TIME_BYTES = 8;
/** tlog-cosignature, "Format": u64 timestamp, then the Ed25519 signature. */
export const COSIGNATURE_BYTES = TIME_BYTES + ED25519_SIGNATURE_BYTES;
/** tlog-cosignature, "Format": the timestamp does not exceed this. */
const MAX_TIMESTAMP = 2n ** 63n - 1n;

/** tlog-cosignature, "Ed25519 signed message": two lines, then the whole text of the checkpoint. */
const signedMessage = (timestamp: bigint, text: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`cosignature/v1\ntime ${timestamp}\n`, 'utf8'), text]);

/**
 * tlog-cosignature, "Format": a witness's signer. `now` gives POSIX seconds. Each cosigner needs a key of its own, since
 * the signed message does not hold the cosigner's name; and it signs nothing but checkpoints.
 */
export function cosignatureSigner(
  name: string,
  privateKey: KeyObject,
  now: () => number,
): NoteSigner & { readonly vkey: string } {
  const publicKey = ed25519PublicKey(privateKey);
  return {
    name,
    keyId: keyIdOf(name, COSIGNATURE_TYPE, publicKey),
    vkey: formatVkey({ name, type: COSIGNATURE_TYPE, publicKey }),
    sign(text) {
      parseCheckpoint(decodeText(text, MAX_NOTE_BYTES, 'the checkpoint'));
      const seconds = now();
      if (!Number.isSafeInteger(seconds) || seconds < 0) {
        refuse('COSIGNATURE_MALFORMED', `the time of a cosignature is in whole POSIX seconds, not ${seconds}`);
      }
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64BE(BigInt(seconds));
      return Buffer.concat([time, sign(null, signedMessage(BigInt(seconds), text), privateKey)]);
    },
  };
}

/** tlog-cosignature, "Ed25519 signed message", checked. */
export function cosignatureVerifier({ name, keyId, publicKey }: VerifierKey): NoteVerifier {
  const check = ed25519Check(publicKey);
  return {
    name,
    keyId,
    type: COSIGNATURE_TYPE,
    verify(text, signature) {
      if (signature.length !== COSIGNATURE_BYTES) return false;
      const view = viewOf(signature);
      const timestamp = view.readBigUInt64BE();
      return timestamp <= MAX_TIMESTAMP && check(signedMessage(timestamp, text), view.subarray(TIME_BYTES));
    },
  };
}

/** tlog-cosignature, "Format": when it was given, in POSIX seconds. Means nothing before the cosignature is verified. */
export function cosignatureTime({ signature }: Pick<NoteSignature, 'signature'>): number {
  if (signature.length !== COSIGNATURE_BYTES) {
    return refuse('COSIGNATURE_MALFORMED', `a cosignature has ${COSIGNATURE_BYTES} bytes, not ${signature.length}`);
  }
  const seconds = Number(viewOf(signature).readBigUInt64BE());
  if (!Number.isSafeInteger(seconds)) {
    refuse('COSIGNATURE_MALFORMED', 'the time of this cosignature is beyond 2^53 seconds');
  }
  return seconds;
}

/** The verifier for a vkey (signed-note, "Verifier keys"): type 0x01 is a log's, type 0x04 a witness's. */
export function verifierFor(vkey: string): NoteVerifier {
  const key = parseVkey(vkey);
  return key.type === COSIGNATURE_TYPE ? cosignatureVerifier(key) : ed25519Verifier(key);
}
