import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { KeyringUnavailable } from './errors.js';
import { lengthPrefixed } from './ids.js';
import type { KeyRef } from './port.js';
import { pooledRandom, type RandomSource } from './random.js';

/** A data key and the random name under which boxes refer to it. */
export interface DataKey {
  readonly id: string;
  readonly key: KeyObject;
}

export interface DestroyedKey {
  /** The groups under this id can now be removed; undefined when there was no key (any more). */
  readonly keyId: string | undefined;
  /** False when another process kept old bytes in the file; the key is gone for every program, not yet for a thief. */
  readonly scrubbed: boolean;
}

/** The keys of one municipality. What it forgets can never be read again, and that is its use. */
export interface Keyring {
  /** True when this opening made the key file. A log with entries beside a new key file has lost its keys. */
  readonly isNew: boolean;
  /** HMAC key of the payload comparison of repeated commands. */
  readonly commandKey: KeyObject;
  /** HMAC key of the pseudonyms. */
  readonly actorKey: KeyObject;
  /** The key of this person or dossier, made when there is none. A new key is durable only after `flush`. */
  keyFor(ref: KeyRef): DataKey;
  /** The id of the key of this person or dossier, without making one. */
  idOf(ref: KeyRef): string | undefined;
  /** Undefined when the key was destroyed, or was never here. */
  keyById(id: string): KeyObject | undefined;
  /** Makes all new keys durable in one transaction; free when there are none. */
  flush(): void;
  /**
   * Erasure: nothing sealed under this key opens again, here or (once key backups have expired) anywhere. Safe to
   * repeat, which is what to do when the answer is not `scrubbed`.
   */
  destroyKey(ref: KeyRef): DestroyedKey;
  /** Drops unwrapped keys from memory, for a reader that must notice a destruction elsewhere. */
  forgetCached(): void;
  close(): void;
}

export interface KeyRow {
  readonly keyId: string;
  /** HMAC of the person or dossier, so that the file lists nobody. */
  readonly refMac: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** What a store does for several processes that make keys in it. */
export interface SharedKeys {
  /** Puts this key there, durably, unless its person or dossier has one; gives the one that is there afterwards. */
  claim(row: KeyRow): KeyRow;
  /** Another number whenever another process changed the keys. */
  version(): number;
}

/** Where wrapped keys lie. */
export interface KeyStore {
  readonly isNew: boolean;
  readonly readOnly: boolean;
  byRef(refMac: Uint8Array): KeyRow | undefined;
  byId(keyId: string): KeyRow | undefined;
  /** Where other processes make and destroy keys too; undefined where this process is the only one. */
  readonly shared?: SharedKeys;
  /** All or none, durable when it returns. */
  insert(rows: readonly KeyRow[]): void;
  remove(keyId: string): void;
  /** Wipes what removed rows left in the files; false when a reader is in the way. */
  scrub(): boolean;
  named(name: string): Uint8Array | undefined;
  insertNamed(rows: readonly { readonly name: string; readonly wrapped: Uint8Array }[]): void;
  close(): void;
}

export const MASTER_KEY_BYTES = 32;
const DATA_KEY_BYTES = 32;
const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const COMMAND_KEY = 'command';
const ACTOR_KEY = 'actor';

/** A keyring that is gone with the process: tests, benchmarks, a dry run. */
export const memoryKeyring = (random: RandomSource = pooledRandom()): Keyring =>
  createKeyring(memoryStore(), Buffer.from(random.take(MASTER_KEY_BYTES)), random);

/** Binds a store to its master key. The master itself wraps nothing: each use has a key of its own, derived from it. */
export function createKeyring(store: KeyStore, master: Uint8Array, random: RandomSource = pooledRandom()): Keyring {
  const wrapKey = derive(master, 'besluitspoor/v1/wrap');
  const refKey = derive(master, 'besluitspoor/v1/ref');
  const special = namedKeys(store, wrapKey, random);
  const byId = new Map<string, KeyObject>();
  const byRef = new Map<string, DataKey>();
  let pending: KeyRow[] = [];

  const remember = (refText: string, id: string, key: KeyObject): DataKey => {
    const dataKey = { id, key };
    byId.set(id, key);
    byRef.set(refText, dataKey);
    return dataKey;
  };
  const unwrapRow = (row: KeyRow): KeyObject => createSecretKey(unwrap(wrapKey, row.keyId, row.wrapped));
  const forgetSaved = (): void => {
    // Keys that are not yet in the file exist only here.
    const unsaved = new Set(pending.map((row) => row.keyId));
    for (const id of byId.keys()) if (!unsaved.has(id)) byId.delete(id);
    for (const [refText, { id }] of byRef) if (!unsaved.has(id)) byRef.delete(refText);
  };
  const forgetChanged = onChange(store.shared, forgetSaved);

  const create = (refText: string, refMac: Uint8Array): DataKey => {
    const { row, key } = newKey(store, refMac, wrapKey, random);
    if (store.shared === undefined) {
      pending.push(row);
      return remember(refText, row.keyId, key);
    }
    // Two servers may meet the same person at the same moment. What was sealed under a key that lost would be lost.
    const there = store.shared.claim(row);
    return remember(refText, there.keyId, unwrapRow(there));
  };

  return {
    isNew: store.isNew,
    commandKey: special.command,
    actorKey: special.actor,

    keyFor(ref) {
      forgetChanged();
      const refText = textOf(ref);
      const known = byRef.get(refText);
      if (known !== undefined) return known;
      const refMac = macOf(refKey, ref);
      const row = store.byRef(refMac);
      return row === undefined ? create(refText, refMac) : remember(refText, row.keyId, unwrapRow(row));
    },

    idOf(ref) {
      forgetChanged();
      return byRef.get(textOf(ref))?.id ?? store.byRef(macOf(refKey, ref))?.keyId;
    },

    keyById(id) {
      forgetChanged();
      const known = byId.get(id);
      if (known !== undefined) return known;
      const row = store.byId(id);
      if (row === undefined) return undefined;
      const key = unwrapRow(row);
      byId.set(id, key);
      return key;
    },

    flush() {
      if (pending.length === 0) return;
      store.insert(pending);
      pending = [];
    },

    destroyKey(ref) {
      if (store.readOnly) throw readOnly();
      const id = this.idOf(ref);
      if (id !== undefined) {
        // Memory first: after a failure the file tells what is true, and nothing is sealed under a key that is gone.
        byRef.delete(textOf(ref));
        byId.delete(id);
        pending = pending.filter((row) => row.keyId !== id);
        store.remove(id);
      }
      return { keyId: id, scrubbed: store.scrub() };
    },

    forgetCached: forgetSaved,

    close() {
      byId.clear();
      byRef.clear();
      store.close();
    },
  };
}

/** What another process changed, such as a key that it destroyed, must not be used from memory any more. */
function onChange(shared: SharedKeys | undefined, forget: () => void): () => void {
  if (shared === undefined) return () => undefined;
  let known = shared.version();
  return () => {
    const version = shared.version();
    if (version !== known) forget();
    known = version;
  };
}

function newKey(store: KeyStore, refMac: Uint8Array, wrapKey: Buffer, random: RandomSource) {
  if (store.readOnly) throw readOnly();
  const plain = Buffer.from(random.take(DATA_KEY_BYTES));
  const keyId = random.take(KEY_ID_BYTES).toString('base64url');
  const row = { keyId, refMac, wrapped: wrap(wrapKey, keyId, plain, random) };
  const key = createSecretKey(plain);
  plain.fill(0);
  return { row, key };
}

function namedKeys(store: KeyStore, wrapKey: Buffer, random: RandomSource): { command: KeyObject; actor: KeyObject } {
  if (store.isNew) {
    const rows = [COMMAND_KEY, ACTOR_KEY].map((name) => ({
      name,
      wrapped: wrap(wrapKey, name, Buffer.from(random.take(DATA_KEY_BYTES)), random),
    }));
    store.insertNamed(rows);
  }
  const read = (name: string): KeyObject => {
    const wrapped = store.named(name);
    if (wrapped === undefined) {
      throw new KeyringUnavailable(
        'KEYS_DAMAGED',
        'Het sleutelbestand is niet compleet. Zet de laatste reservekopie van het sleutelbestand terug.',
      );
    }
    return createSecretKey(unwrap(wrapKey, name, wrapped));
  };
  return { command: read(COMMAND_KEY), actor: read(ACTOR_KEY) };
}

function memoryStore(): KeyStore {
  const rows = new Map<string, KeyRow>();
  const ids = new Map<string, string>();
  const names = new Map<string, Uint8Array>();
  const refText = (mac: Uint8Array): string => Buffer.from(mac).toString('hex');
  return {
    isNew: true,
    readOnly: false,
    byRef: (mac) => rows.get(ids.get(refText(mac)) ?? ''),
    byId: (keyId) => rows.get(keyId),
    insert(added) {
      for (const row of added) {
        rows.set(row.keyId, row);
        ids.set(refText(row.refMac), row.keyId);
      }
    },
    remove(keyId) {
      const row = rows.get(keyId);
      if (row !== undefined) ids.delete(refText(row.refMac));
      rows.delete(keyId);
    },
    scrub: () => true,
    named: (name) => names.get(name),
    insertNamed(added) {
      for (const { name, wrapped } of added) names.set(name, wrapped);
    },
    close() {},
  };
}

export const newMasterKey = (): Buffer => randomBytes(MASTER_KEY_BYTES);

const derive = (master: Uint8Array, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), use, DATA_KEY_BYTES));

const textOf = (ref: KeyRef): string => `${ref.kind}:${ref.id}`;
const macOf = (refKey: Buffer, ref: KeyRef): Buffer =>
  createHmac('sha256', refKey)
    .update(lengthPrefixed([ref.kind, ref.id]))
    .digest();

/** The name is authenticated with the key, so that two wrapped keys cannot change places. */
function wrap(wrapKey: Buffer, name: string, plain: Buffer, random: RandomSource): Buffer {
  const nonce = Buffer.from(random.take(NONCE_BYTES));
  const cipher = createCipheriv(CIPHER, wrapKey, nonce);
  cipher.setAAD(Buffer.from(name));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(wrapKey: Buffer, name: string, wrapped: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(CIPHER, wrapKey, wrapped.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES));
    const plain = decipher.update(wrapped.subarray(NONCE_BYTES, wrapped.length - TAG_BYTES));
    return Buffer.concat([plain, decipher.final()]);
  } catch (cause) {
    throw new KeyringUnavailable(
      'KEYS_MASTER_WRONG',
      'De hoofdsleutel past niet op het sleutelbestand. Zet de hoofdsleutel en het sleutelbestand terug die bij elkaar horen.',
      { cause },
    );
  }
}

const readOnly = (): KeyringUnavailable =>
  new KeyringUnavailable('KEYS_READ_ONLY', 'De sleutels zijn hier alleen te lezen. Doe dit via de draaiende server.');
