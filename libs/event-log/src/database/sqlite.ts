import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Driver, Kysely, SqliteDatabase, SqliteStatement } from 'kysely';
import { isBusy } from '../sqlite/errors.js';

/** Statements of so many forms stay prepared; forms that hold a list of values vary in number. */
const MAX_PREPARED = 200;

/** A rebuild in another thread holds the file for one comparison; longer than this is a fault to report. */
const BUSY_LIMIT_MS = 10_000;
const LOOK_AGAIN_MS = 5;

/** Opens a SQLite file for Kysely; `close` or destroying what `kyselyOnSqlite` gives closes it. */
export const openSqliteFile = (file: string, readOnly = false): DatabaseSyncInstance =>
  new DatabaseSync(file, { timeout: BUSY_LIMIT_MS, readOnly });

export async function kyselyOnSqlite<Tables>(db: DatabaseSyncInstance): Promise<Kysely<Tables>> {
  // It takes a tenth of a second and more to load, which not every program needs.
  const { Kysely, SqliteDialect } = await import('kysely');
  const dialect = new SqliteDialect({ database: new PreparedDatabase(db) });
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => patient(createDriver(), db);
  return new Kysely<Tables>({ dialect });
}

/**
 * Waits for another writer without holding up this thread: the other one may well be in it, half-way a transaction, and
 * would then never end.
 */
function patient(driver: Driver, db: DatabaseSyncInstance): Driver {
  const begin = driver.beginTransaction.bind(driver);
  driver.beginTransaction = async (connection, settings) => {
    const limit = Date.now() + BUSY_LIMIT_MS;
    for (;;) {
      try {
        db.exec('PRAGMA busy_timeout = 0');
        return await begin(connection, settings);
      } catch (error) {
        if (!isBusy(error) || Date.now() > limit) throw error;
      } finally {
        db.exec(`PRAGMA busy_timeout = ${BUSY_LIMIT_MS}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  };
  return driver;
}

/** Between Kysely and `@photostructure/sqlite`: keeps statements prepared, and lets every transaction begin as a writer. */
class PreparedDatabase implements SqliteDatabase {
  private readonly prepared = new Map<string, SqliteStatement>();

  constructor(private readonly db: DatabaseSyncInstance) {}

  prepare(text: string): SqliteStatement {
    // After a full disk SQLite has rolled back by itself; failing here would hide why.
    if (text === 'rollback' && !this.db.isTransaction) return NOTHING_TO_DO;
    const found = this.prepared.get(text);
    if (found !== undefined) return found;
    // Two writers that both begin as readers cannot both go on: the second would fail half-way instead of wait.
    const statement = statementOf(this.db.prepare(text === 'begin' ? 'begin immediate' : text));
    if (this.prepared.size >= MAX_PREPARED) this.prepared.delete(this.prepared.keys().next().value!);
    this.prepared.set(text, statement);
    return statement;
  }

  close(): void {
    this.prepared.clear();
    this.db.close();
  }
}

const NOTHING_TO_DO: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function statementOf(statement: StatementSyncInstance): SqliteStatement {
  // The driver itself checks what can be bound.
  const values = (parameters: readonly unknown[]): never[] => parameters as never[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)) as unknown[],
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
  };
}
