import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { KeyringUnavailable } from './errors.js';
import {
  createKeyring,
  type Keyring,
  type KeyRow,
  type KeyStore,
  MASTER_KEY_BYTES,
  newMasterKey,
  type SharedKeys,
} from './keyring.js';
import type { RandomSource } from './random.js';

export interface KeyringFiles {
  /** The data keys, wrapped: a small SQLite file with backups of its own, that can expire. */
  readonly keysFile: string;
  /** The key that wraps them: one line of text, kept away from both the log and the key file. */
  readonly masterKeyFile: string;
  /** For a worker that only opens; it finds keys that the writer adds later. */
  readonly readOnly?: boolean;
  /**
   * Other processes make and destroy keys in this file as well: the servers of one log. A new key is then durable, and
   * the only one of its person or dossier, before anything is sealed under it; what others destroyed is forgotten.
   */
  readonly shared?: boolean;
}

const APPLICATION_ID = 0x62736b31; // "bsk1"
const SCHEMA_VERSION = 1;
const BUSY_TIMEOUT_MS = 5_000;
const PRIVATE = 0o600;
const MASTER_PREFIX = 'besluitspoor-hoofdsleutel-1:';

const SCHEMA = `
  CREATE TABLE data_key (
    key_id TEXT PRIMARY KEY,
    ref_mac BLOB NOT NULL UNIQUE,
    wrapped BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE named_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Opens the key file with its master key; both are made when there is no key file yet. */
export function openKeyring(files: KeyringFiles, random?: RandomSource): Keyring {
  const readOnly = files.readOnly === true;
  if (readOnly && !existsSync(files.keysFile)) throw keysMissing(files.keysFile);
  const db = translated(files.keysFile, () => new DatabaseSync(files.keysFile, { readOnly, timeout: BUSY_TIMEOUT_MS }));
  try {
    const isNew = translated(files.keysFile, () => checkOwner(db, files.keysFile));
    if (isNew && readOnly) throw keysMissing(files.keysFile);
    const master = existsSync(files.masterKeyFile) ? readMaster(files.masterKeyFile) : makeMaster(files, isNew);
    if (!readOnly) translated(files.keysFile, () => prepareWriter(db, files.keysFile));
    return createKeyring(
      sqliteStore(db, files.keysFile, { isNew, readOnly, shared: files.shared === true }),
      master,
      random,
    );
  } catch (error) {
    db.close();
    throw error;
  }
}

/** True when the file is new (or its making was cut short, in which case it holds nothing yet). */
function checkOwner(db: DatabaseSyncInstance, file: string): boolean {
  const applicationId = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  const tables = readOnce(db, 'SELECT count(*) FROM sqlite_schema');
  if (applicationId === 0 && version === 0 && tables === 0) return true;
  if (applicationId !== APPLICATION_ID) {
    throw new KeyringUnavailable(
      'KEYS_NOT_OURS',
      `${file} is geen sleutelbestand van Besluitspoor. Kies het goede bestand of geef een andere naam op.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new KeyringUnavailable(
      'KEYS_NEWER_VERSION',
      `${file} is gemaakt door een nieuwere versie van Besluitspoor. Werk het programma bij en probeer het opnieuw.`,
    );
  }
  return false;
}

/** `secure_delete` and the truncated WAL see to it that a destroyed key leaves no bytes behind. */
function prepareWriter(db: DatabaseSyncInstance, file: string): void {
  chmodSync(file, PRIVATE);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
}

function sqliteStore(
  db: DatabaseSyncInstance,
  file: string,
  { isNew, readOnly, shared }: { readonly isNew: boolean; readonly readOnly: boolean; readonly shared: boolean },
): KeyStore {
  const guard = <T>(work: () => T): T => translated(file, work);
  // Prepared at first use, since a new file has no tables before `insertNamed`.
  const statements = new Map<string, StatementSyncInstance>();
  const statement = (sql: string): StatementSyncInstance => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const prepared = db.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };
  const rowOf = (row: unknown): KeyRow | undefined => {
    if (row === undefined) return undefined;
    const { key_id, ref_mac, wrapped } = row as { key_id: string; ref_mac: Uint8Array; wrapped: Uint8Array };
    return { keyId: key_id, refMac: ref_mac, wrapped };
  };
  const byRef = (mac: Uint8Array): KeyRow | undefined =>
    guard(() => rowOf(statement('SELECT * FROM data_key WHERE ref_mac = ?').get(mac)));
  const sharing: SharedKeys = {
    claim: ({ keyId, refMac, wrapped }) => {
      const insert = 'INSERT INTO data_key VALUES (?, ?, ?) ON CONFLICT (ref_mac) DO NOTHING';
      guard(() => statement(insert).run(keyId, refMac, wrapped));
      // Destroyed again in between: then nothing more may be sealed for whom it was.
      return byRef(refMac) ?? { keyId, refMac, wrapped };
    },
    version: () => guard(() => (statement('PRAGMA data_version').get() as { data_version: number }).data_version),
  };
  return {
    isNew,
    readOnly,
    ...(shared && { shared: sharing }),
    byRef,
    byId: (keyId) => guard(() => rowOf(statement('SELECT * FROM data_key WHERE key_id = ?').get(keyId))),
    insert: (rows) =>
      guard(() =>
        inTransaction(db, () => {
          const insert = statement('INSERT INTO data_key (key_id, ref_mac, wrapped) VALUES (?, ?, ?)');
          for (const { keyId, refMac, wrapped } of rows) insert.run(keyId, refMac, wrapped);
        }),
      ),
    remove: (keyId) => guard(() => void statement('DELETE FROM data_key WHERE key_id = ?').run(keyId)),
    // The WAL still holds the page with the destroyed key; a reader in the way gets BUSY_TIMEOUT_MS to go.
    scrub: () =>
      guard(() => (statement('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number } | undefined)?.busy === 0),
    named: (name) =>
      guard(() => {
        const row = statement('SELECT wrapped FROM named_key WHERE name = ?').get(name) as
          { wrapped: Uint8Array } | undefined;
        return row?.wrapped;
      }),
    // Tables, mark and first keys in one transaction: a file that was cut short is still new, never half.
    insertNamed: (rows) =>
      guard(() =>
        inTransaction(db, () => {
          db.exec(SCHEMA);
          const insert = statement('INSERT INTO named_key (name, wrapped) VALUES (?, ?)');
          for (const { name, wrapped } of rows) insert.run(name, wrapped);
          db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
        }),
      ),
    close() {
      // The driver keeps the file open until its statements are collected, so the log is merged here and not by chance.
      if (!readOnly) guard(() => readOnce(db, 'PRAGMA wal_checkpoint(TRUNCATE)'));
      db.close();
    },
  };
}

function inTransaction(db: DatabaseSyncInstance, work: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const pragma = (db: DatabaseSyncInstance, name: string): number => readOnce(db, `PRAGMA ${name}`);

const readOnce = (db: DatabaseSyncInstance, sql: string): number =>
  Number(Object.values(db.prepare(sql).get() as Record<string, unknown>)[0]);

function readMaster(file: string): Buffer {
  const text = ioTranslated(file, () => readFileSync(file, 'utf8')).trim();
  const key = Buffer.from(text.slice(MASTER_PREFIX.length), 'base64url');
  const exact = text === `${MASTER_PREFIX}${key.toString('base64url')}`;
  if (exact && key.length === MASTER_KEY_BYTES) return key;
  throw new KeyringUnavailable(
    'KEYS_MASTER_INVALID',
    `${file} is geen hele hoofdsleutel van Besluitspoor. Zet de reservekopie van de hoofdsleutel terug.`,
  );
}

function makeMaster({ keysFile, masterKeyFile }: KeyringFiles, isNew: boolean): Buffer {
  if (!isNew) {
    throw new KeyringUnavailable(
      'KEYS_MASTER_MISSING',
      `De hoofdsleutel ${masterKeyFile} ontbreekt, terwijl het sleutelbestand ${keysFile} er wel is. ` +
        'Zet de reservekopie van de hoofdsleutel terug. Zonder die hoofdsleutel is niets afgeschermds meer te lezen.',
    );
  }
  const key = newMasterKey();
  ioTranslated(masterKeyFile, () => writeDurably(masterKeyFile, `${MASTER_PREFIX}${key.toString('base64url')}\n`));
  return key;
}

/** Under its own name only when it is whole and on disk: the first data key must never outlive its master. */
function writeDurably(file: string, text: string): void {
  const draft = `${file}.nieuw`;
  writeFileSync(draft, text, { mode: PRIVATE, flush: true });
  chmodSync(draft, PRIVATE);
  renameSync(draft, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const keysMissing = (file: string): KeyringUnavailable =>
  new KeyringUnavailable('KEYS_MISSING', `Het sleutelbestand ${file} is er niet. Start eerst de server of de CLI.`);

/** What SQLite says in English, with what to do about it. */
const SQLITE_WORDS: Readonly<Record<string, readonly [KeyringUnavailable['code'], string]>> = {
  SQLITE_BUSY: ['KEYS_LOCKED', 'is in gebruik door een ander proces. Sluit dat proces en probeer het opnieuw.'],
  SQLITE_LOCKED: ['KEYS_LOCKED', 'is in gebruik door een ander proces. Sluit dat proces en probeer het opnieuw.'],
  SQLITE_NOTADB: ['KEYS_NOT_OURS', 'is geen sleutelbestand van Besluitspoor. Kies het goede bestand.'],
  SQLITE_CORRUPT: ['KEYS_DAMAGED', 'is beschadigd. Zet de laatste reservekopie terug.'],
  SQLITE_READONLY: ['KEYS_READ_ONLY', 'is niet te schrijven. Geef het programma schrijfrechten op bestand en map.'],
  SQLITE_FULL: ['KEYS_DISK_FULL', 'past niet meer op de schijf. Maak ruimte vrij en probeer het opnieuw.'],
  SQLITE_CANTOPEN: ['KEYS_IO', 'is niet te openen. Controleer of de map bestaat en leesbaar is.'],
};

function translated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof KeyringUnavailable) throw cause;
    throw unavailable(file, cause);
  }
}

function unavailable(file: string, cause: unknown): KeyringUnavailable {
  const { sqliteCodeName = '' } = cause as { sqliteCodeName?: string };
  const words = SQLITE_WORDS[sqliteCodeName];
  if (words !== undefined) return new KeyringUnavailable(words[0], `Het sleutelbestand ${file} ${words[1]}`, { cause });
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (/not open/i.test(detail)) {
    return new KeyringUnavailable('KEYS_CLOSED', `Het sleutelbestand ${file} is al gesloten.`, { cause });
  }
  return new KeyringUnavailable(
    'KEYS_IO',
    `Het sleutelbestand ${file} is niet te gebruiken. Controleer of het een bestand is, en de schijf.`,
    { cause },
  );
}

function ioTranslated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new KeyringUnavailable(
      'KEYS_IO',
      `De hoofdsleutel ${file} is niet te lezen of te schrijven. Controleer de map en de rechten.`,
      { cause },
    );
  }
}
