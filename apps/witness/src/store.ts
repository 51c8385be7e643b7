import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/** What the witness cosigned last of a log: it never cosigns anything that does not begin with it. */
export interface Cosigned {
  readonly size: number;
  readonly root: Uint8Array;
  /** The checkpoint with the log's signature and the witness's own. */
  readonly note: string;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS cosigned (
  origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL) STRICT`;
const BUSY_TIMEOUT_MS = 2_000;

/**
 * The memory of the witness: one row for each log, changed by compare-and-swap alone. Two requests at once, or two
 * witnesses that were started on one store by mistake, can so never take it back to something smaller.
 */
export class WitnessStore {
  private readonly database: DatabaseSyncInstance;

  constructor(file: string) {
    this.database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    // On the disk before it is answered: a cosignature that was given out must survive the loss of power.
    this.database.exec(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; ${SCHEMA}`);
  }

  read(origin: string): Cosigned | undefined {
    return this.database.prepare('SELECT size, root, note FROM cosigned WHERE origin = ?').get(origin) as
      Cosigned | undefined;
  }

  /** False when something else was cosigned meanwhile; nothing is changed then. */
  replace(origin: string, before: Cosigned | undefined, { size, root, note }: Cosigned): boolean {
    const { changes } =
      before === undefined
        ? this.database.prepare('INSERT OR IGNORE INTO cosigned VALUES (?, ?, ?, ?)').run(origin, size, root, note)
        : this.database
            .prepare('UPDATE cosigned SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ? AND root = ?')
            .run(size, root, note, origin, before.size, before.root);
    return changes === 1;
  }

  close(): void {
    this.database.close();
  }
}
