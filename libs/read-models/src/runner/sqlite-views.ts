import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { sql } from 'kysely';
import { kyselyOnSqlite, openSqliteFile } from '#event-log';
import { newerVersion, ViewStoreUnavailable } from './stored.js';
import { ViewStore, type Leadership, type ViewEngine } from './view-store.js';
import { MIGRATIONS, type SchemaWords, type ViewTables } from './view-tables.js';

/** 'BSPV': tells the file of the views from any other SQLite file. */
const APPLICATION_ID = 0x42535056;
/** A document is often larger than SQLite's usual page, and each page of it costs (measured: half for a comparison). */
const PAGE_BYTES = 16_384;
const SQLITE_BUSY = 5;

const WORDS: SchemaWords = {
  text: 'text',
  number: 'integer',
  counting: (column) => column.autoIncrement(),
  tableEnd: sql`strict`,
  keyedTableEnd: sql`strict, without rowid`,
};

/** Opens the file of the kept documents, or makes it; it never is the log's own, so a rebuild cannot block an append. */
export async function openSqliteViews(file: string, readOnly: boolean): Promise<ViewStore> {
  const db = openSqliteFile(file, readOnly);
  try {
    if (isEmpty(db, file)) db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    else assertOurs(db, file);
    const engine = await engineOf(db, file);
    if (!readOnly) await migrate(engine, db, file);
    return new ViewStore(engine);
  } catch (error) {
    db.close();
    throw error;
  }
}

async function migrate(engine: ViewEngine, db: DatabaseSyncInstance, file: string): Promise<void> {
  await engine.db.transaction().execute(async (transaction) => {
    // Asked once more inside the transaction: another thread may have made the tables a moment ago.
    const version = isEmpty(db, file) ? 0 : pragma(db, 'user_version', file);
    for (const migration of MIGRATIONS.slice(version)) await migration(transaction, WORDS);
    if (version < MIGRATIONS.length)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536',
  );
}

async function engineOf(db: DatabaseSyncInstance, file: string): Promise<ViewEngine> {
  const engine: ViewEngine = {
    db: await kyselyOnSqlite<ViewTables>(db),
    // Every transaction begins as the only writer, so that whatever it reads stays as it is.
    pointer: (transaction) => transaction.selectFrom('pointer').select(['live', 'previous']).executeTakeFirstOrThrow(),
    withoutSync: async (off) => db.exec(`PRAGMA synchronous = ${off ? 'OFF' : 'NORMAL'}`),
    // Rows are overwritten when they go (secure_delete); what is left of them stands in the write-ahead log.
    shredRemoved: async () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
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
    if (((error as { errcode?: number }).errcode ?? 0) === SQLITE_BUSY) return undefined;
    throw error;
  }
  return {
    store: new ViewStore(engine),
    lost: new AbortController().signal,
    release: async () => lock.close(),
  };
}

const isEmpty = (db: DatabaseSyncInstance, file: string): boolean =>
  pragma(db, 'application_id', file) === 0 && pragma(db, 'schema_version', file) === 0;

function assertOurs(db: DatabaseSyncInstance, file: string): void {
  if (pragma(db, 'application_id', file) !== APPLICATION_ID) throw notOurs(file);
  if (pragma(db, 'user_version', file) > MIGRATIONS.length) throw newerVersion(file);
}

function pragma(db: DatabaseSyncInstance, name: string, file: string): number {
  try {
    return (db.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]!;
  } catch (error) {
    throw notOurs(file, error);
  }
}

const notOurs = (file: string, cause?: unknown): ViewStoreUnavailable =>
  new ViewStoreUnavailable(
    'VIEWS_NOT_OURS',
    `Het bestand ${file} bevat geen leesbare weergaven. Verplaats het; de weergaven worden dan opnieuw opgebouwd uit het logboek.`,
    { cause },
  );
