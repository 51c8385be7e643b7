import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Kysely } from 'kysely';
import { ViewStore, type Leadership, type ViewEngine } from './view-store.js';
import type { ViewTables } from './view-tables.js';

const SQLITE_BUSY = 5;

export function sqliteEngine(db: Kysely<ViewTables>, connection: DatabaseSyncInstance, file: string): ViewEngine {
  const engine: ViewEngine = {
    db,
    // Every transaction begins as the only writer, so that whatever it reads stays as it is.
    pointer: (transaction) => transaction.selectFrom('pointer').select(['live', 'previous']).executeTakeFirstOrThrow(),
    withoutSync: async (off) => connection.exec(`PRAGMA synchronous = ${off ? 'OFF' : 'NORMAL'}`),
    tryLead: async () => takeLock(file, engine),
  };
  return engine;
}

/** An open transaction on a file of its own: the operating system drops it when the process dies, however it dies. */
function takeLock(file: string, engine: ViewEngine): Leadership | undefined {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return {
    store: new ViewStore(engine),
    lost: new AbortController().signal,
    release: async () => lock.close(),
  };
}
