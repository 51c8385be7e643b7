import { backup, DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

const BUSY_TIMEOUT_MS = 5_000;
/** Pages per step; between two steps progress is told. */
const PAGES_PER_STEP = 1_000;

/**
 * A database as it is at one moment. Whoever writes in it is not stopped, and what is written after that moment is not
 * seen: a copy that is made page by page is still one moment. As long as it is open, erased values stay in the
 * write-ahead log of that database, so it is closed as soon as the copy is made.
 */
export class Snapshot {
  private readonly db: DatabaseSyncInstance;

  constructor(readonly file: string) {
    this.db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    // A transaction begins at its first reading, not at BEGIN.
    this.db.exec('BEGIN');
    this.db.prepare('SELECT count(*) FROM sqlite_schema').get();
  }

  /** The first column of what a query gives. */
  column(sql: string): readonly unknown[] {
    return this.db
      .prepare(sql)
      .all()
      .map((row) => Object.values(row as object)[0] as unknown);
  }

  /** Leaves one whole file, with nothing beside it. */
  async copyTo(target: string, onPages: (done: number, total: number) => void = () => undefined): Promise<void> {
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }): void =>
      onPages(totalPages - remainingPages, totalPages);
    await backup(this.db, target, { rate: PAGES_PER_STEP, progress });
    const copy = new DatabaseSync(target);
    try {
      // Can then be read from a disk that may not be written, and has no companion that can be left behind.
      copy.exec('PRAGMA journal_mode = DELETE');
    } finally {
      copy.close();
    }
  }

  close(): void {
    // The driver keeps the file open until its statements are collected; the moment must not last that long.
    this.db.exec('ROLLBACK');
    this.db.close();
  }
}
