import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { isNotADatabase, unavailable } from './errors.js';

/** 'BSPR': tells our file from any other SQLite file. */
const APPLICATION_ID = 0x42535052;
/** Raised with every change of the tables below. A program never opens a file of a higher version. */
export const SCHEMA_VERSION = 2;

/**
 * `batch` stands on the first entry of a batch only and counts its entries: it tells which commands a stream holds.
 * `time` is the recording time in milliseconds, `high` the highest recording time up to here: both are needed at the
 * next append, and the log does not look into the bytes.
 * `frontier` stands on the last entry of a group: the right edge of the tree over all entries up to it.
 * A row of `sealed` under the empty key id is the command's digest: erasable, and no tree of its own.
 */
const SCHEMA = `
  CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    commandid TEXT NOT NULL,
    batch INTEGER,
    time INTEGER NOT NULL,
    high INTEGER NOT NULL,
    leaf_hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    frontier BLOB,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE sealed (
    position INTEGER NOT NULL,
    keyid TEXT NOT NULL,
    box BLOB NOT NULL,
    PRIMARY KEY (position, keyid)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries cannot be changed'); END;
  CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries cannot be removed'); END;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Makes the file beside its place and then moves it there. So a file that exists is a whole log, and an empty file is a
 * log that lost its contents; a crash half-way never makes the one look like the other.
 */
export function createIfMissing(file: string): void {
  if (existsSync(file)) return;
  // A -wal or -shm without its main file belongs to a log that is gone; SQLite would read it into the new one.
  if (existsSync(`${file}-wal`)) throw unavailable('LOG_DAMAGED', file);
  const draft = `${file}.new`;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
  const db = new DatabaseSync(draft);
  try {
    db.exec(`PRAGMA synchronous = EXTRA; BEGIN IMMEDIATE; ${SCHEMA} COMMIT; PRAGMA journal_mode = WAL;`);
  } finally {
    db.close();
  }
  renameSync(draft, file);
}

/**
 * Refuses what is not a log of ours, or of a newer program. The file is never opened except through SQLite: closing any
 * other descriptor would drop the locks that this process holds on it.
 */
export function assertOurs(db: DatabaseSyncInstance, file: string): void {
  if (statSync(file).size === 0) throw unavailable('LOG_DAMAGED', file);
  const applicationId = pragma(db, 'application_id', file);
  const version = pragma(db, 'user_version', file);
  if (applicationId !== APPLICATION_ID) throw unavailable('LOG_NOT_OURS', file);
  if (version > SCHEMA_VERSION) throw unavailable('LOG_NEWER_VERSION', file);
  if (version < 1) throw unavailable('LOG_DAMAGED', file);
  // Reads the last page of both trees that every append touches: a file that was cut off is met here, not later.
  db.prepare('SELECT max(position) FROM entry').get();
  db.prepare('SELECT max(position) FROM sealed').get();
}

/** Who only reads cannot bring an older log up to date. */
export function assertUpgraded(db: DatabaseSyncInstance, file: string): void {
  if (pragma(db, 'user_version', file) < SCHEMA_VERSION) throw unavailable('LOG_OLDER_VERSION', file);
}

/** Brings a log of an older program up to this one's tables; its entries stay byte for byte what they are. */
export function upgrade(db: DatabaseSyncInstance): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version >= SCHEMA_VERSION) return;
  db.exec(
    `BEGIN IMMEDIATE; ALTER TABLE entry ADD COLUMN frontier BLOB; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
  );
}

function pragma(db: DatabaseSyncInstance, name: string, file: string): number {
  try {
    return (db.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]!;
  } catch (error) {
    throw isNotADatabase(error) ? unavailable('LOG_NOT_OURS', file, error) : error;
  }
}
