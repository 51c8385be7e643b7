import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { inTransaction } from './transaction.js';

/**
 * How a log in a file is stopped for good. The reason stands in the file itself, so that it goes along with every copy;
 * the trigger stops a program that is too old to look for it.
 */
const HALT = `
  CREATE TABLE halted (reason TEXT NOT NULL) STRICT;
  CREATE TRIGGER entry_no_insert BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'this log was halted'); END;
`;

/** Why nothing is recorded in this file any more; undefined for a log at work. */
export function haltReason(db: DatabaseSyncInstance): string | undefined {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'halted'").all();
  if (tables.length === 0) return undefined;
  return (db.prepare('SELECT reason FROM halted').get() as { reason: string }).reason;
}

/** Durable when it returns. Does nothing to a log that was stopped before. */
export function haltFile(db: DatabaseSyncInstance, reason: string): void {
  if (haltReason(db) !== undefined) return;
  inTransaction(db, () => {
    db.exec(HALT);
    db.prepare('INSERT INTO halted (reason) VALUES (?)').run(reason);
  });
}
