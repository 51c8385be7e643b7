import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Everything that `change` does, or nothing of it. For what is rare: the writer has a transaction of its own. */
export function inTransaction(db: DatabaseSyncInstance, change: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    change();
    db.exec('COMMIT');
  } catch (error) {
    // A full disk ends a transaction by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
