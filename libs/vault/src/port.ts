import type { SealedGroup, StoredEntry } from '#event-log';

/**
 * The vault seals what an entry commits to but does not show, and opens it again for those who may have it.
 * It knows no municipality: names, values and labels are the caller's.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whose data key a value lies under: the person it is about, else the dossier (provability.md §3.3). */
export type KeyRef = { readonly kind: 'dossier' | 'person'; readonly id: string };

export interface ToSeal {
  readonly name: string;
  readonly value: Json;
  readonly key: KeyRef;
  /** Kept beside the value inside the ciphertext; `open` hands it to the caller's policy. */
  readonly label: string;
}

/** An entry before sealing. The vault adds `_sd`, `_sd_alg`, decoys, and makes the bytes. */
export interface EntryDraft {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The stream. */
  readonly subject: string;
  readonly streamrev: number;
  readonly time: string;
  readonly dataschema: string;
  readonly actorref: string;
  readonly commandid: string;
  readonly commandindex: number;
  /** Public fields, in clear. */
  readonly open: Readonly<Record<string, Json>>;
  readonly sealed: readonly ToSeal[];
  /**
   * `open`: type, dataschema, actorref and open fields stand in clear.
   * `confidential`: the generic envelope (provability.md §3.4): type `nl.gov.vertrouwelijk.v1`, the real type,
   * dataschema, actorref and `open` are disclosures under `genericKey`, `sealed` are under their own keys, and the digests are padded to a multiple of 8.
   */
  readonly envelope: 'open' | 'confidential';
  readonly genericKey: KeyRef;
  /** The label of what only the generic envelope hides. */
  readonly genericLabel: string;
}

export interface SealedEntry {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly sealed: readonly SealedGroup[];
}

/** May this reader have a value with this label? */
export type MayOpen = (label: string) => boolean;

export interface OpenedEntry {
  readonly id: string;
  readonly source: string;
  /** The real type, or `nl.gov.vertrouwelijk.v1` when the reader may not have it. */
  readonly type: string;
  readonly subject: string;
  readonly streamrev: number;
  readonly time: string;
  /** Undefined, like `actorref`, when the reader may not have them (confidential envelope) or they were erased. */
  readonly dataschema: string | undefined;
  readonly actorref: string | undefined;
  readonly commandid: string;
  readonly commandindex: number;
  /** Open fields and those sealed values that the reader may have. */
  readonly data: Readonly<Record<string, Json>>;
  /**
   * Names of values that exist and that this reader may not have; `*` alone (WITHHELD_ALL) when the reader may not
   * have the type of a confidential entry, whose names would tell what it is about.
   */
  readonly withheld: readonly string[];
  /**
   * True when a key, a group or a value of this entry is gone: what is in neither `data` nor `withheld` was erased.
   * It needs no mark in the log: every box knows how many values its entry was sealed with, an open envelope has one
   * digest more than it has sealed values, and a confidential one is never without. An emptied box (length zero) and
   * a removed one are read alike.
   */
  readonly erased: boolean;
}

/** What one digest of an entry commits to, for one reader. */
export type DisclosedDigest =
  | { readonly kind: 'disclosed'; readonly disclosure: string }
  | { readonly kind: 'withheld'; readonly label: string }
  /** Erased, or a decoy from the beginning: nobody can tell which of the two. */
  | { readonly kind: 'absent' };

export interface DisclosedEntry {
  /** In the order of the entry's digests, which is that of their bytes and tells nothing. */
  readonly digests: readonly DisclosedDigest[];
  readonly confidential: boolean;
  /** The reader may not know what the entry is about, so every value of it is withheld. */
  readonly typeWithheld: boolean;
  /** How many of the absent digests were values; the others are decoys. */
  readonly erased: number;
}

export interface Vault {
  /** Synchronous and pure but for salts, nonces and new keys; new keys become durable through `flushKeys`. */
  seal(draft: EntryDraft): SealedEntry;
  /** Makes the keys that sealing this draft needs, when it is another thread that seals it. Durable after `flushKeys`. */
  introduceKeys(draft: EntryDraft): void;
  /** Makes new keys durable. To be called before the entries that use them are committed. */
  flushKeys(): void;
  /** Drops keys from memory, when another thread destroyed one. */
  forgetKeys(): void;
  /** Never throws for what is withheld or erased; throws `VaultDamaged` when bytes do not match their commitment. */
  open(entry: StoredEntry, mayOpen: MayOpen): OpenedEntry;
  /** The same as strings that the reader can check against the entry himself (RFC 9901), for exports. */
  disclose(entry: StoredEntry, mayOpen: MayOpen): DisclosedEntry;
  /** A pseudonym for this person in this dossier; the clear log links nobody across dossiers. */
  actorRef(person: string, dossier: string): string;
  /** HMAC-SHA-256 under the command key of a command's canonical payload (provability.md §3.1). */
  commandMac(payload: Json): Uint8Array;
  /** Under which id the values of a person or dossier lie in the log; undefined when nothing is kept (any more). */
  keyIdOf(ref: KeyRef): string | undefined;
  /**
   * Erasure: nothing sealed under this key opens again, here or (once key backups have expired) anywhere. False when
   * another process kept old bytes in the key file: repeat it later.
   */
  destroyKey(ref: KeyRef): boolean;
  close(): void;
}
