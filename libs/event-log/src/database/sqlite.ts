import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { Kysely, sql, SqliteDialect, type Driver, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { isBusy } from '../sqlite/errors.js';
import type { DatabaseOptions, SchemaWords, SqliteDatabase as OpenedSqlite } from './database.js';

/** Statements of so many forms stay prepared; forms that hold a list of values vary in number. */
const MAX_PREPARED = 200;

/** A rebuild in another thread holds the file for one comparison; longer than this is a fault to report. */
const BUSY_LIMIT_MS = 10_000;
const LOOK_AGAIN_MS = 5;

const WORDS: SchemaWords = {
  text: 'text',
  bytes: 'blob',
  number: 'integer',
  counting: (column) => column.autoIncrement(),
  tableEnd: sql`strict`,
  keyedTableEnd: sql`strict, without rowid`,
};

export async function openSqlite<Tables>(
  file: string,
  options: DatabaseOptions<Tables>,
): Promise<OpenedSqlite<Tables>> {
  const { readOnly = false, pageBytes } = options;
  const connection = new DatabaseSync(file, { timeout: BUSY_LIMIT_MS, readOnly });
  try {
    const pragmas = new Pragmas(connection, (cause) => options.notOurs(file, cause));
    if (!pragmas.empty) assertOurs(pragmas, file, options);
    else if (pageBytes !== undefined) connection.exec(`PRAGMA page_size = ${pageBytes}`);
    const db = kyselyOn<Tables>(connection);
    if (!readOnly) {
      await migrate(db, connection, pragmas, options);
      connection.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536');
      connection.exec(`PRAGMA synchronous = ${options.durable ? 'FULL' : 'NORMAL'}`);
    }
    return { dialect: 'sqlite', db, file, connection };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function migrate<Tables>(
  db: Kysely<Tables>,
  connection: DatabaseSyncInstance,
  pragmas: Pragmas,
  { migrations, applicationId }: DatabaseOptions<Tables>,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Asked once more inside the transaction: another thread may have made the tables a moment ago.
    const version = pragmas.empty ? 0 : pragmas.get('user_version');
    if (version === migrations.length) return;
    for (const migration of migrations.slice(version)) await migration(transaction, WORDS);
    connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  });
}

function assertOurs<Tables>(pragmas: Pragmas, file: string, options: DatabaseOptions<Tables>): void {
  if (pragmas.get('application_id') !== options.applicationId) throw options.notOurs(file);
  if (pragmas.get('user_version') > options.migrations.length) throw options.newerVersion(file);
}

class Pragmas {
  constructor(
    private readonly connection: DatabaseSyncInstance,
    private readonly unreadable: (cause: unknown) => Error,
  ) {}

  get empty(): boolean {
    return this.get('application_id') === 0 && this.get('schema_version') === 0;
  }

  get(name: string): number {
    try {
      return (this.connection.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]!;
    } catch (error) {
      throw this.unreadable(error);
    }
  }
}

function kyselyOn<Tables>(connection: DatabaseSyncInstance): Kysely<Tables> {
  const dialect = new SqliteDialect({ database: new PreparedDatabase(connection) });
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => patient(createDriver(), connection);
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
