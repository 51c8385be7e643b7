import { existsSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { draftPlace } from './guard-place.js';

/** What the log last signed: it may never sign anything else of that size, nor a smaller tree. */
export interface Guarded {
  readonly size: number;
  readonly root: Uint8Array;
  /** The hash of the last entry, for a look at every opening; the root is checked when the tree is rebuilt. */
  readonly lastLeaf: Uint8Array;
  /** The signed checkpoint. */
  readonly note: string;
  readonly signedAt: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS guard (
  id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL, last_leaf BLOB NOT NULL,
  note TEXT NOT NULL, signed_at TEXT NOT NULL) STRICT`;
const BUSY_TIMEOUT_MS = 2_000;

const READ = 'SELECT size, root, last_leaf AS lastLeaf, note, signed_at AS signedAt FROM guard';

/** What was signed last, read beside whoever signs; undefined when nothing was. Makes no file, and changes none. */
export function readGuard(file: string): Guarded | undefined {
  if (!existsSync(file)) return undefined;
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return database.prepare(READ).get() as Guarded | undefined;
  } finally {
    database.close();
  }
}

/**
 * The last signed checkpoint, in a store of its own that is only changed by compare-and-swap. Best on another disk than
 * the log: whoever puts an older copy of the log back then cannot put back what it had signed.
 */
export class Guard {
  private readonly database: DatabaseSyncInstance;

  constructor(readonly file: string) {
    this.database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    // One file and nothing beside it, so that a copy of it is all of it.
    this.database.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; ${SCHEMA}`);
  }

  read(): Guarded | undefined {
    return this.database.prepare(READ).get() as Guarded | undefined;
  }

  /** False when somebody else signed meanwhile; nothing is changed then. */
  replace(before: Guarded | undefined, next: Guarded): boolean {
    const place = draftPlace(this.file, next.size);
    try {
      if (!this.swap(before, next)) return false;
      place.take();
      return true;
    } finally {
      place.drop();
    }
  }

  private swap(before: Guarded | undefined, next: Guarded): boolean {
    const { size, root, lastLeaf, note, signedAt } = next;
    const values = [size, root, lastLeaf, note, signedAt];
    const { changes } =
      before === undefined
        ? this.database.prepare('INSERT OR IGNORE INTO guard VALUES (1, ?, ?, ?, ?, ?)').run(...values)
        : this.database
            .prepare(
              'UPDATE guard SET size = ?, root = ?, last_leaf = ?, note = ?, signed_at = ? WHERE size = ? AND note = ?',
            )
            .run(...values, before.size, before.note);
    return changes === 1;
  }

  close(): void {
    this.database.close();
  }
}
