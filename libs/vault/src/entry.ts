import { createCipheriv, hash, type KeyObject } from 'node:crypto';
import type { SealedGroup } from '#event-log';
import { decoyDigest, digestOf, makeDisclosure } from './disclosure.js';
import { EntryRefused } from './errors.js';
import { isWellFormed, refuseUnsafeKey, safeText } from './jcs.js';
import type { Keyring } from './keyring.js';
import type { EntryDraft, KeyRef, SealedEntry } from './port.js';
import type { RandomSource } from './random.js';

/** What stands where the type would stand, when even the type is not public (provability.md §3.4). */
export const CONFIDENTIAL_TYPE = 'nl.gov.vertrouwelijk.v1';

/** Names of the disclosures that hold what the generic envelope hides. No field of data may begin with an underscore. */
export const HIDDEN_TYPE = '_type';
export const HIDDEN_DATASCHEMA = '_dataschema';
export const HIDDEN_ACTORREF = '_actorref';
const RESERVED_PREFIX = '_';

/** tlog-tiles gives an entry a length of 16 bits. */
export const MAX_SEALABLE_ENTRY_BYTES = 65_535;
/** All sealed values of one entry: they follow the entry into memory, so they are bounded as well. */
export const MAX_SEALED_BYTES = 262_144;
/** A confidential entry has a multiple of this many digests, so that their number tells little. */
export const CONFIDENTIAL_DIGEST_STEP = 8;

/** First byte of a box, so that a later cipher can stand beside this one. */
export const BOX_VERSION = 1;
export const BOX_NONCE_BYTES = 12;
export const BOX_TAG_BYTES = 16;
export const BOX_CIPHER = 'aes-256-gcm';

const RECORDING_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Makes the bytes of an entry, which no release may ever make differently (the golden entries hold that), and the boxes
 * that go with it. The JSON text is written in canonical order at once: making an object and sorting it afterwards is
 * the dearest step of recording.
 */
export function sealEntry(draft: EntryDraft, keyring: Keyring, random: RandomSource): SealedEntry {
  const commitments = new Commitments(draft, keyring, random);
  const open = new Map<string, string>();
  const confidential = draft.envelope === 'confidential';
  if (confidential) {
    commitments.hideEnvelope(HIDDEN_TYPE, draft.type);
    commitments.hideEnvelope(HIDDEN_DATASCHEMA, draft.dataschema);
    commitments.hideEnvelope(HIDDEN_ACTORREF, draft.actorref);
  }
  for (const name of Object.keys(draft.open)) {
    const valueText = safeText(draft.open[name] as never, `/${name}`);
    const nameText = commitments.nameText(name);
    if (confidential) commitments.add(nameText, valueText, draft.genericKey, draft.genericLabel);
    else open.set(name, `${nameText}:${valueText}`);
  }
  for (const { name, value, key, label } of draft.sealed) {
    commitments.add(commitments.nameText(name), safeText(value, `/${name}`), key, label);
  }
  const data = dataText(open, commitments.digests(confidential));
  const { bytes, leafHash } = hashedBytes(entryText(draft, data, confidential));
  return { id: draft.id, bytes, leafHash, sealed: commitments.boxes() };
}

/** Members in the order of RFC 8785, which is alphabetical here. */
function entryText(draft: EntryDraft, data: string, confidential: boolean): string {
  if (!RECORDING_TIME.test(draft.time)) {
    throw new EntryRefused('BAD_TIME', 'De registratietijd moet de vorm 2026-01-31T09:00:00.000Z hebben.', '/time');
  }
  const actorref = confidential ? '' : `"actorref":${quoted(draft.actorref, '/actorref')},`;
  const dataschema = confidential ? '' : `"dataschema":${quoted(draft.dataschema, '/dataschema')},`;
  const type = confidential ? CONFIDENTIAL_TYPE : draft.type;
  return (
    `{${actorref}"commandid":${quoted(draft.commandid, '/commandid')},` +
    `"commandindex":${count(draft.commandindex)},"data":${data},${dataschema}"id":${quoted(draft.id, '/id')},` +
    `"source":${quoted(draft.source, '/source')},"specversion":"1.0","streamrev":${count(draft.streamrev)},` +
    `"subject":${quoted(draft.subject, '/subject')},"time":"${draft.time}","type":${quoted(type, '/type')}}`
  );
}

function dataText(open: ReadonlyMap<string, string>, digests: readonly string[]): string {
  let text = '';
  for (const name of [DIGESTS, DIGEST_ALGORITHM, ...open.keys()].sort()) {
    const separator = text === '' ? '{' : ',';
    if (name === DIGESTS) text += `${separator}"_sd":["${digests.join('","')}"]`;
    else if (name === DIGEST_ALGORITHM) text += `${separator}"_sd_alg":"sha-256"`;
    else text += separator + open.get(name)!;
  }
  return `${text}}`;
}
const DIGESTS = '_sd';
const DIGEST_ALGORITHM = '_sd_alg';

/** RFC 6962 §2.1: a leaf is hashed behind a zero byte. The byte stands before the entry in one buffer: no copy. */
function hashedBytes(text: string): { bytes: Uint8Array; leafHash: Uint8Array } {
  const prefixed = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
  if (prefixed.length - 1 > MAX_SEALABLE_ENTRY_BYTES) {
    throw new EntryRefused(
      'ENTRY_TOO_LARGE',
      `De openbare gegevens zijn samen te groot: ${prefixed.length - 1} bytes, ten hoogste ${MAX_SEALABLE_ENTRY_BYTES}.`,
    );
  }
  prefixed[0] = 0;
  prefixed.write(text, 1, 'utf8');
  return { bytes: prefixed.subarray(1), leafHash: hash('sha256', prefixed, 'buffer') };
}

/** The JSON text of names that were found good; there are a few hundred, and every entry has a dozen. */
const nameTexts = new Map<string, string>();
const MAX_KNOWN_NAMES = 10_000;

/** Refuses a name that a reader could take for something else. */
function fieldName(name: string): string {
  const known = nameTexts.get(name);
  if (known !== undefined) return known;
  refuseUnsafeKey(name, '/data');
  if (name.startsWith(RESERVED_PREFIX)) {
    throw new EntryRefused('RESERVED_NAME', `De veldnaam "${name}" begint met een streepje (_); dat mag niet.`);
  }
  const text = JSON.stringify(name);
  if (nameTexts.size < MAX_KNOWN_NAMES) nameTexts.set(name, text);
  return text;
}

interface OpenGroup {
  readonly key: KeyObject;
  members: string;
}

/** The digests of one entry, and per key the values that they commit to. */
class Commitments {
  private readonly names = new Set<string>();
  private readonly made: string[] = [];
  private readonly groups = new Map<string, OpenGroup>();

  constructor(
    private readonly draft: EntryDraft,
    private readonly keyring: Keyring,
    private readonly random: RandomSource,
  ) {}

  /** Refuses a second field of the same name. */
  nameText(name: string): string {
    const text = fieldName(name);
    if (this.names.has(name)) throw new EntryRefused('DUPLICATE_NAME', `Het veld "${name}" staat er twee keer.`);
    this.names.add(name);
    return text;
  }

  hideEnvelope(name: string, value: string): void {
    this.add(`"${name}"`, quoted(value, `/${name}`), this.draft.genericKey, this.draft.genericLabel);
  }

  add(nameText: string, valueText: string, ref: KeyRef, label: string): void {
    const disclosure = makeDisclosure(this.random, nameText, valueText);
    this.made.push(digestOf(disclosure));
    const { id, key } = this.keyring.keyFor(ref);
    const member = `,"${disclosure}",${JSON.stringify(label)}`;
    const group = this.groups.get(id);
    if (group === undefined) this.groups.set(id, { key, members: member });
    else group.members += member;
  }

  /**
   * Sorted, so that their order tells nothing. An open envelope has exactly one decoy: that hides the leaf, and leaves
   * the number of sealed values known, so that `open` can tell an erased value when its whole group is gone.
   */
  digests(confidential: boolean): readonly string[] {
    const digests = [...this.made, decoyDigest(this.random)];
    while (confidential && digests.length % CONFIDENTIAL_DIGEST_STEP !== 0) digests.push(decoyDigest(this.random));
    return digests.sort();
  }

  boxes(): readonly SealedGroup[] {
    const boxes: SealedGroup[] = [];
    let size = 0;
    for (const [keyId, { key, members }] of this.groups) {
      const aad = boxAad(this.draft.source, this.draft.id, keyId);
      const box = sealBox(key, aad, `[${this.made.length}${members}]`, this.random);
      size += box.length;
      boxes.push({ keyId, box });
    }
    if (size > MAX_SEALED_BYTES) {
      throw new EntryRefused(
        'SEALED_TOO_LARGE',
        `De afgeschermde gegevens zijn samen te groot: ${size} bytes, ten hoogste ${MAX_SEALED_BYTES}.`,
      );
    }
    return boxes;
  }
}

/** Reused for every box. An entry fits, and so does a key id beside it; what does not fit opens no box. */
const boundTo = Buffer.alloc(2 * MAX_SEALABLE_ENTRY_BYTES);
const LENGTH_BYTES = 4;

/**
 * A box belongs to one log, one entry and one key; moved elsewhere it does not open. The same bytes as `lengthPrefixed`
 * gives; the next call writes over them, and a cipher takes its own copy at once.
 */
export function boxAad(source: string, entryId: string, keyId: string): Buffer {
  if (source !== boundEntry.source || entryId !== boundEntry.entryId) {
    boundEntry = { source, entryId, end: putPrefixed(entryId, putPrefixed(source, 0)) };
  }
  return boundTo.subarray(0, putPrefixed(keyId, boundEntry.end));
}
/** The entry that stands in front: all boxes of one entry begin with it. */
let boundEntry = { source: '', entryId: '', end: putPrefixed('', putPrefixed('', 0)) };

function putPrefixed(text: string, at: number): number {
  const written = boundTo.write(text, at + LENGTH_BYTES, 'utf8');
  boundTo.writeUInt32BE(written, at);
  return at + LENGTH_BYTES + written;
}

/** version ‖ nonce ‖ ciphertext ‖ tag, written into one buffer. */
function sealBox(key: KeyObject, aad: Buffer, plaintext: string, random: RandomSource): Uint8Array {
  const nonce = random.take(BOX_NONCE_BYTES);
  const cipher = createCipheriv(BOX_CIPHER, key, nonce);
  cipher.setAAD(aad);
  const body = cipher.update(plaintext, 'utf8');
  cipher.final(); // Empty in a counter mode, but it makes the tag.
  const box = Buffer.allocUnsafe(1 + BOX_NONCE_BYTES + body.length + BOX_TAG_BYTES);
  box[0] = BOX_VERSION;
  box.set(nonce, 1);
  box.set(body, 1 + BOX_NONCE_BYTES);
  box.set(cipher.getAuthTag(), 1 + BOX_NONCE_BYTES + body.length);
  return box;
}

function quoted(text: string, pointer: string): string {
  if (!isWellFormed(text)) {
    throw new EntryRefused('LONE_SURROGATE', 'De tekst bevat een half teken (een los surrogaat).', pointer);
  }
  return JSON.stringify(text);
}

function count(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a count: ${value}`);
  return String(value === 0 ? 0 : value);
}
