import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg, { type Pool, type PoolClient, type PoolConfig } from 'pg';
import type { DatabaseOptions, PostgresDatabase, SchemaWords } from './database.js';
import { databaseUnavailable, faultOf } from './unavailable.js';

/** PostgreSQL 13 is out of support; older ones are refused with words instead of failing on a statement. */
const OLDEST_VERSION = 140_000;
/** One for the leader, one for a rebuild beside it, and the rest for reading. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement without an answer for this long is given up: the other side of a half-open connection never answers. */
const QUERY_TIMEOUT_MS = 120_000;
/** A reader does not wait long: it has another way, or says that it is later than usual. */
const READ_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const KEEPALIVE_AFTER_MS = 10_000;
/** The object id of int8, which the client gives as text because not every one fits a number; positions and counts do. */
const INT8 = 20;
const SERVER_GONE = new Set(['DATABASE_UNREACHABLE', 'DATABASE_BUSY']);

const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
/** 'BSPM': the first half of the advisory lock under which one process at a time changes tables. */
const MIGRATION_LOCK = 0x4253504d;
const DUPLICATE_TABLE = '42P07';
const NO_TABLE = '42P01';

const WORDS: SchemaWords = {
  text: sql`text collate "C"`,
  bytes: 'bytea',
  number: 'bigint',
  counting: (column) => column.generatedAlwaysAsIdentity(),
  tableEnd: sql``,
  keyedTableEnd: sql``,
};

interface Versioned {
  migration: { version: number };
}

/**
 * Opens a pool of connections to PostgreSQL. Every failure of server or network is a `DatabaseUnavailable`; a
 * connection that failed once is thrown away, so that no later statement reads the answer to an earlier one.
 */
export async function openPostgres<Tables>(options: DatabaseOptions<Tables>): Promise<PostgresDatabase<Tables>> {
  const { address, name, schema } = addressOf(options.url, options.schema);
  const config: PoolConfig = {
    connectionString: address,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: options.readOnly === true ? READ_TIMEOUT_MS : QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
    application_name: 'besluitspoor',
    types: {
      getTypeParser: (id: number, format?: 'text') =>
        id === INT8 ? Number : (pg.types.getTypeParser(id, format) as unknown),
    } as NonNullable<PoolConfig['types']>,
  };
  const pool = new TypedPool(new pg.Pool(config), name);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schema);
  try {
    const found = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
      db,
    );
    if (found.rows[0]!.version < OLDEST_VERSION) throw databaseUnavailable('DATABASE_UNSUPPORTED', name);
    await mustFit(db, schema, options);
    return { dialect: 'postgres', db, schema };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** The address for the client, without what only we understand; and a name for messages, without user and password. */
function addressOf(url: string, schemaUnlessNamed: string) {
  try {
    const address = new URL(url);
    const { host, pathname, searchParams } = address;
    const schema = searchParams.get('schema') ?? schemaUnlessNamed;
    if (!SCHEMA_NAME.test(schema)) throw new RangeError(`${schema} is no name of a schema`);
    searchParams.delete('schema');
    const server = host || searchParams.get('host') || 'deze machine';
    return { address: address.href, schema, name: `${decodeURIComponent(pathname.slice(1))} op ${server}` };
  } catch (cause) {
    throw databaseUnavailable('DATABASE_URL_INVALID', '', cause);
  }
}

/** One process at a time brings the tables up to this program's version; the others find that done. */
async function mustFit<Tables>(db: Kysely<Tables>, schema: string, options: DatabaseOptions<Tables>): Promise<void> {
  const { migrations, readOnly = false } = options;
  if (readOnly) {
    const version = await versionOf(db).catch((error: unknown) => {
      throw (error as { code?: unknown }).code === NO_TABLE ? options.notOurs(schema, error) : error;
    });
    if (version > migrations.length) throw options.newerVersion(schema);
    return;
  }
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}, hashtext(${schema}))`.execute(transaction);
    await makeSchema(transaction, schema);
    const version = await versionOf(transaction);
    if (version > migrations.length) throw options.newerVersion(schema);
    if (version === migrations.length) return;
    for (const migration of migrations.slice(version)) {
      await migration(transaction, WORDS).catch((error: unknown) => {
        const known = (error as { code?: unknown }).code === DUPLICATE_TABLE;
        throw known ? options.notOurs(schema, error) : error;
      });
    }
    await versioned(transaction).updateTable('migration').set({ version: migrations.length }).execute();
  });
}

async function makeSchema<Tables>(db: Kysely<Tables>, schema: string): Promise<void> {
  const ours = sql`select 1 from pg_tables where schemaname = ${schema} and tablename = 'migration'`;
  if ((await ours.execute(db)).rows.length > 0) return;
  // Asked first: PostgreSQL wants the right to make a schema even when there is one already.
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
  if (found.rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(db);
  await db.schema
    .createTable('migration')
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
  await versioned(db).insertInto('migration').values({ version: 0 }).execute();
}

const versioned = <Tables>(db: Kysely<Tables>): Kysely<Versioned> => db as unknown as Kysely<Versioned>;

const versionOf = async <Tables>(db: Kysely<Tables>): Promise<number> =>
  (await versioned(db).selectFrom('migration').select('version').executeTakeFirstOrThrow()).version;

/** The client's own pool, with failures in words. */
class TypedPool implements PostgresPool {
  private readonly clients = new WeakMap<PoolClient, TypedClient>();

  constructor(
    private readonly pool: Pool,
    private readonly name: string,
  ) {
    // An event without a listener would end the process; the next statement reports the same failure to who asked.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
  }

  async connect(): Promise<TypedClient> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw inWords(error, this.name);
    });
    const typed = this.clients.get(client) ?? new TypedClient(client, this.name);
    this.clients.set(client, typed);
    return typed;
  }

  async end(): Promise<void> {
    await this.pool.end();
  }
}

class TypedClient implements PostgresPoolClient {
  private broken = false;

  constructor(
    private readonly client: PoolClient,
    private readonly name: string,
  ) {}

  // Kysely also names a form with a cursor, which is never asked for.
  query = (async (text: string, parameters: readonly unknown[]) => {
    try {
      return await this.client.query(text, [...parameters]);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== undefined && SERVER_GONE.has(fault)) this.broken = true;
      throw inWords(error, this.name);
    }
  }) as unknown as PostgresPoolClient['query'];

  release(): void {
    this.client.release(this.broken);
  }
}

function inWords(error: unknown, name: string): unknown {
  const fault = faultOf(error);
  return fault === undefined ? error : databaseUnavailable(fault, name, error);
}
