import { createDecipheriv, hash } from 'node:crypto';
import type { SealedGroup, StoredEntry } from '#event-log';
import { digestOf, readDisclosure } from './disclosure.js';
import {
  BOX_CIPHER,
  BOX_NONCE_BYTES,
  BOX_TAG_BYTES,
  BOX_VERSION,
  boxAad,
  CONFIDENTIAL_TYPE,
  HIDDEN_ACTORREF,
  HIDDEN_DATASCHEMA,
  HIDDEN_TYPE,
  MAX_SEALABLE_ENTRY_BYTES,
} from './entry.js';
import { VaultDamaged } from './errors.js';
import type { Keyring } from './keyring.js';
import type { Json, MayOpen, OpenedEntry } from './port.js';

/** Stands in `withheld` when the reader may not even know what the entry is about: its names would say it. */
export const WITHHELD_ALL = '*';

export interface ClearEntry {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly streamrev: number;
  readonly time: string;
  readonly dataschema?: string;
  readonly actorref?: string;
  readonly commandid: string;
  readonly commandindex: number;
  readonly data: Readonly<Record<string, Json>> & { readonly _sd: readonly string[] };
}

/** What the boxes of one entry gave. */
interface Unsealed {
  /** In an open envelope the open fields stand here as well. */
  readonly data: Record<string, Json>;
  readonly withheld: string[];
  /** Values that are still there, handed out or not. */
  present: number;
  /** Values that were sealed, as every box of the entry knows; undefined when no box opened. */
  sealed: number | undefined;
}

/** Checks an entry against its leaf hash and its boxes against the entry, and hands out what `mayOpen` allows. */
export function openEntry(entry: StoredEntry, keyring: Keyring, mayOpen: MayOpen): OpenedEntry {
  const clear = readClear(entry);
  const confidential = clear.type === CONFIDENTIAL_TYPE;
  const unsealed: Unsealed = {
    data: confidential ? {} : openFields(clear),
    withheld: [],
    present: 0,
    sealed: undefined,
  };
  for (const group of entry.sealed) unsealGroup(group, clear, keyring, mayOpen, unsealed);
  return confidential ? openConfidential(clear, unsealed) : openPlain(clear, unsealed);
}

function openFields({ data: clear }: ClearEntry): Record<string, Json> {
  const data: Record<string, Json> = {};
  for (const name in clear) if (name !== '_sd' && name !== '_sd_alg') data[name] = clear[name] as Json;
  return data;
}

function openPlain(clear: ClearEntry, { data, withheld, present, sealed }: Unsealed): OpenedEntry {
  return {
    id: clear.id,
    source: clear.source,
    type: clear.type,
    subject: clear.subject,
    streamrev: clear.streamrev,
    time: clear.time,
    dataschema: clear.dataschema,
    actorref: clear.actorref,
    commandid: clear.commandid,
    commandindex: clear.commandindex,
    data,
    withheld,
    // One digest of an open envelope is a decoy, so without any box the number of sealed values is still known.
    erased: present < (sealed ?? clear.data._sd.length - 1),
  };
}

/** Who may not have the type gets no value either: a value without its type means nothing, and its name says much. */
function openConfidential(clear: ClearEntry, unsealed: Unsealed): OpenedEntry {
  const { [HIDDEN_TYPE]: type, [HIDDEN_DATASCHEMA]: dataschema, [HIDDEN_ACTORREF]: actorref, ...data } = unsealed.data;
  // A confidential entry always has sealed values, so no box at all means that they are gone.
  const erased = unsealed.sealed === undefined || unsealed.present < unsealed.sealed;
  const known = typeof type === 'string';
  const typeWithheld = unsealed.withheld.includes(HIDDEN_TYPE);
  return {
    id: clear.id,
    source: clear.source,
    type: known ? type : CONFIDENTIAL_TYPE,
    subject: clear.subject,
    streamrev: clear.streamrev,
    time: clear.time,
    dataschema: known ? (dataschema as string) : undefined,
    actorref: known ? (actorref as string) : undefined,
    commandid: clear.commandid,
    commandindex: clear.commandindex,
    data: known ? data : {},
    withheld: known ? unsealed.withheld : typeWithheld ? [WITHHELD_ALL] : [],
    erased,
  };
}

export function readClear(entry: StoredEntry): ClearEntry {
  if (!leafMatches(entry)) {
    throw damaged('ENTRY_BYTES_CHANGED', entry.id, 'is veranderd nadat zij is vastgelegd');
  }
  let clear: ClearEntry;
  try {
    clear = JSON.parse(asBuffer(entry.bytes).toString('utf8')) as ClearEntry;
  } catch (cause) {
    throw damaged('ENTRY_NOT_READABLE', entry.id, 'is niet te lezen', cause);
  }
  if (!Array.isArray(clear?.data?._sd)) throw damaged('ENTRY_NOT_READABLE', entry.id, 'is niet te lezen');
  if (clear.id !== entry.id || clear.subject !== entry.stream || clear.streamrev !== entry.revision) {
    throw damaged('ENTRY_MISPLACED', entry.id, 'staat niet op de plaats waar zij is vastgelegd');
  }
  return clear;
}

/** Reused for every check: the zero byte of RFC 6962 §2.1 must stand before the bytes. */
const leaf = Buffer.alloc(1 + MAX_SEALABLE_ENTRY_BYTES);

function leafMatches({ bytes, leafHash }: StoredEntry): boolean {
  if (bytes.length > MAX_SEALABLE_ENTRY_BYTES) return false;
  leaf.set(bytes, 1);
  // A digest as text is half the price of a digest as a buffer.
  return hash('sha256', leaf.subarray(0, bytes.length + 1), 'binary') === asBuffer(leafHash).toString('binary');
}

/** A group that was emptied (its tombstone is a box of length zero) or whose key is gone gives nothing. */
function unsealGroup(
  group: SealedGroup,
  clear: ClearEntry,
  keyring: Keyring,
  mayOpen: MayOpen,
  unsealed: Unsealed,
): void {
  if (group.box.length === 0) return;
  const plaintext = openBox(group, clear, keyring);
  if (plaintext === undefined) return;
  const members = JSON.parse(plaintext) as readonly [number, ...string[]];
  unsealed.sealed = members[0];
  for (let i = 1; i < members.length; i += 2) {
    const disclosure = members[i] as string;
    const { name, value } = readDisclosure(disclosure, clear.id);
    unsealed.present++;
    if (!mayOpen(members[i + 1] as string)) unsealed.withheld.push(name);
    else unsealed.data[name] = committed(value, disclosure, clear);
  }
}

/** A sealed value as its box keeps it. */
interface BoxMember {
  readonly disclosure: string;
  readonly label: string;
}

/** All values of an entry that are still there, and how many there were as its boxes know. */
export function readBoxes(
  entry: StoredEntry,
  clear: ClearEntry,
  keyring: Keyring,
): { readonly members: readonly BoxMember[]; readonly sealed: number | undefined } {
  const members: BoxMember[] = [];
  let sealed: number | undefined;
  for (const group of entry.sealed) {
    const plaintext = group.box.length === 0 ? undefined : openBox(group, clear, keyring);
    if (plaintext === undefined) continue;
    const [count, ...rest] = JSON.parse(plaintext) as [number, ...string[]];
    sealed = count;
    for (let i = 0; i < rest.length; i += 2) members.push({ disclosure: rest[i]!, label: rest[i + 1]! });
  }
  return { members, sealed };
}

/** AES-GCM commits to no key and no text; the digest in the entry does, so only what it covers is handed out. */
function committed(value: Json, disclosure: string, clear: ClearEntry): Json {
  if (clear.data._sd.includes(digestOf(disclosure))) return value;
  throw damaged('DISCLOSURE_NOT_COMMITTED', clear.id, 'heeft een afgeschermde waarde die er niet bij hoort');
}

/** Undefined when the key is gone. */
function openBox({ keyId, box }: SealedGroup, clear: ClearEntry, keyring: Keyring): string | undefined {
  const key = keyring.keyById(keyId);
  if (key === undefined) return undefined;
  const bodyStart = 1 + BOX_NONCE_BYTES;
  const bodyEnd = box.length - BOX_TAG_BYTES;
  if (box[0] !== BOX_VERSION || bodyEnd < bodyStart) throw boxChanged(clear.id);
  try {
    copyInto(nonce, box, 1);
    copyInto(tag, box, bodyEnd);
    const decipher = createDecipheriv(BOX_CIPHER, key, nonce, CIPHER_OPTIONS);
    decipher.setAAD(boxAad(clear.source, clear.id, keyId));
    decipher.setAuthTag(tag);
    const plaintext = decipher.update(box.subarray(bodyStart, bodyEnd));
    decipher.final();
    return plaintext.toString('utf8');
  } catch (cause) {
    throw boxChanged(clear.id, cause);
  }
}

const CIPHER_OPTIONS = { authTagLength: BOX_TAG_BYTES } as const;
/** Reused for every box: a cipher takes its own copy. */
const nonce = Buffer.alloc(BOX_NONCE_BYTES);
const tag = Buffer.alloc(BOX_TAG_BYTES);

/** For so few bytes a loop costs less than an object that looks at them. */
function copyInto(target: Buffer, source: Uint8Array, start: number): void {
  for (let i = 0; i < target.length; i++) target[i] = source[start + i]!;
}

const boxChanged = (entryId: string, cause?: unknown): VaultDamaged =>
  damaged('SEALED_BOX_CHANGED', entryId, 'heeft afgeschermde gegevens die veranderd zijn', cause);

const damaged = (code: VaultDamaged['code'], entryId: string, what: string, cause?: unknown): VaultDamaged =>
  new VaultDamaged(code, entryId, `Regel ${entryId} ${what}. Controleer het logboek en zet de reservekopie terug.`, {
    cause,
  });

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
