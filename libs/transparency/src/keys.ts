import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { refuse } from './refusal.js';
import { decodeBase64, encodeBase64, shown, viewOf } from './text.js';

/** signed-note, "Signature types". */
export const ED25519_TYPE = 0x01;
/** signed-note, "Signature types": timestamped Ed25519 witness cosignature (tlog-cosignature). */
export const COSIGNATURE_TYPE = 0x04;
/** signed-note, "Format": the key ID has 32 bits. */
export const KEY_ID_BYTES = 4;
export const ED25519_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;
/** A key name is a schema-less URL; tlog-cosignature, "ML-DSA-44 signed message", has room for 255 bytes of it. */
export const MAX_KEY_NAME_BYTES = 255;
const KEY_ID_DIGITS = 8;
/** Base64 of a type and a key. */
const KEY_CHARACTERS = 44;
const MAX_VKEY_CHARACTERS = MAX_KEY_NAME_BYTES + '+'.length + KEY_ID_DIGITS + '+'.length + KEY_CHARACTERS;

/** What makes a signature. The key may live elsewhere (a file, a device, another process): only this is asked of it. */
export interface NoteSigner {
  readonly name: string;
  /** uint32; `keyIdText` shows it as people write it. */
  readonly keyId: number;
  /** The signature over the text of a note, without the key ID before it. */
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** What checks one: a name and key ID that are trusted, with their public key. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  /** Which of the "Signature types" of signed-note. */
  readonly type: number;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

/** Eight hexadecimal digits, as in a vkey. */
export const keyIdText = (keyId: number): string => keyId.toString(16).padStart(KEY_ID_DIGITS, '0');

/** signed-note, "Signatures": the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), big-endian. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  requireKeyName(name);
  const input = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.of(type), publicKey]);
  return hash('sha256', input, 'buffer').readUInt32BE();
}

/** signed-note, "Format": not empty, without Unicode spaces, without plus, and without control characters. */
export function isKeyName(name: string): boolean {
  // A lone surrogate has no UTF-8 and would come back as another name.
  const isText = Buffer.from(name, 'utf8').toString('utf8') === name;
  return name !== '' && isText && !/[\p{White_Space}+]/u.test(name) && !/[^\u0020-\u{10ffff}]/u.test(name);
}

/** The name of a key that is used here. A stranger's signature line may have a longer one: it is ignored anyway. */
export function requireKeyName(name: string): void {
  if (!isKeyName(name) || Buffer.byteLength(name, 'utf8') > MAX_KEY_NAME_BYTES) {
    refuse(
      'KEY_NAME_INVALID',
      `a key name has 1 to ${MAX_KEY_NAME_BYTES} bytes, no space and no plus sign: ${shown(name)}`,
    );
  }
}

/** signed-note, "Verifier keys": `<name>+<key ID in hexadecimal>+<base64 of type ‖ public key>`. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: number;
  readonly type: number;
  readonly publicKey: Uint8Array;
}

export function formatVkey({ name, type, publicKey }: Omit<VerifierKey, 'keyId'>): string {
  const keyId = keyIdOf(name, type, publicKey);
  return `${name}+${keyIdText(keyId)}+${encodeBase64(Buffer.concat([Buffer.of(type), publicKey]))}`;
}

/** Reads a vkey of type 0x01 or 0x04, and refuses one whose key ID is not that of its name and key. */
export function parseVkey(vkey: string): VerifierKey {
  const [, name = '', id = '', material = ''] =
    (vkey.length <= MAX_VKEY_CHARACTERS ? /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(vkey) : null) ??
    refuse('KEY_MALFORMED', `a verifier key is <name>+<key ID>+<base64>: ${shown(vkey)}`);
  const bytes = decodeBase64(material, 'the verifier key');
  const type = bytes[0];
  if (type !== ED25519_TYPE && type !== COSIGNATURE_TYPE) {
    return refuse('KEY_TYPE_UNSUPPORTED', `signature type ${type} is not supported; 1 and 4 (Ed25519) are`);
  }
  const publicKey = bytes.subarray(1);
  requireKeyBytes(publicKey);
  const keyId = Number.parseInt(id, 16);
  if (keyIdOf(name, type, publicKey) !== keyId) {
    refuse('KEY_ID_DIFFERS', `key ID ${id} does not belong to this name and key: ${shown(name)}`);
  }
  return { name, keyId, type, publicKey };
}

function requireKeyBytes(publicKey: Uint8Array): void {
  if (publicKey.length !== ED25519_KEY_BYTES) {
    refuse('KEY_MALFORMED', `an Ed25519 public key has ${ED25519_KEY_BYTES} bytes, not ${publicKey.length}`);
  }
}

/** RFC 8410 §4: what stands before the 32 bytes of an Ed25519 public key in its DER form. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** RFC 8032 §5.1.5: the 32 bytes of the public half of an Ed25519 key. */
export function ed25519PublicKey(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'ed25519') return refuse('KEY_MALFORMED', 'this is not an Ed25519 key');
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return spki.subarray(SPKI_PREFIX.length);
}

/** signed-note, "Ed25519 signatures": type 0x01, over the text of the note. */
export function ed25519Signer(name: string, privateKey: KeyObject): NoteSigner & { readonly vkey: string } {
  const publicKey = ed25519PublicKey(privateKey);
  return {
    name,
    keyId: keyIdOf(name, ED25519_TYPE, publicKey),
    vkey: formatVkey({ name, type: ED25519_TYPE, publicKey }),
    sign: (text) => sign(null, text, privateKey),
  };
}

/** signed-note, "Ed25519 signatures", checked as RFC 8032 §5.1.7 says. */
export function ed25519Verifier(key: VerifierKey): NoteVerifier {
  const check = ed25519Check(key.publicKey);
  return { name: key.name, keyId: key.keyId, type: ED25519_TYPE, verify: check };
}

export function ed25519Check(publicKey: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean {
  requireKeyBytes(publicKey);
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return (message, signature) => verify(null, message, key, viewOf(signature));
}
