/** Why the door refuses a value or an entry. Codes are stable: they reach API clients. */
export type EntryRefusal =
  | 'LONE_SURROGATE'
  | 'UNSAFE_INTEGER'
  | 'NEGATIVE_ZERO'
  | 'NOT_FINITE'
  | 'INTEGER_LIKE_KEY'
  | 'FORBIDDEN_KEY'
  | 'RESERVED_NAME'
  | 'DUPLICATE_NAME'
  | 'UNDEFINED_VALUE'
  | 'NOT_JSON'
  | 'TOO_DEEP'
  | 'BAD_TIME'
  | 'ENTRY_TOO_LARGE'
  | 'SEALED_TOO_LARGE';

/** The value cannot stand in an entry that must read the same everywhere and for ever. The message is Dutch. */
export class EntryRefused extends Error {
  constructor(
    readonly code: EntryRefusal,
    message: string,
    /** Where in the value, as a JSON pointer; empty for the value itself. */
    readonly pointer: string = '',
  ) {
    super(pointer === '' ? message : `${message} (bij ${pointer})`);
    this.name = 'EntryRefused';
  }
}

/** What was read does not match what the entry commits to. The message is Dutch and names the entry. */
export class VaultDamaged extends Error {
  constructor(
    readonly code:
      | 'ENTRY_BYTES_CHANGED'
      | 'ENTRY_NOT_READABLE'
      | 'ENTRY_MISPLACED'
      | 'SEALED_BOX_CHANGED'
      | 'DISCLOSURE_NOT_COMMITTED',
    readonly entryId: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'VaultDamaged';
  }
}

/** The keys cannot be used; the message is Dutch and says what to do. */
export class KeyringUnavailable extends Error {
  constructor(
    readonly code:
      | 'KEYS_MISSING'
      | 'KEYS_MASTER_MISSING'
      | 'KEYS_MASTER_INVALID'
      | 'KEYS_MASTER_WRONG'
      | 'KEYS_OF_OTHER_LOG'
      | 'KEYS_NOT_OURS'
      | 'KEYS_NEWER_VERSION'
      | 'KEYS_DAMAGED'
      | 'KEYS_LOCKED'
      | 'KEYS_READ_ONLY'
      | 'KEYS_DISK_FULL'
      | 'KEYS_CLOSED'
      | 'KEYS_IO',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'KeyringUnavailable';
  }
}
