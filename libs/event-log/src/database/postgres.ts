import type { Kysely, PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { databaseUnavailable, faultOf } from './unavailable.js';

/** PostgreSQL 13 is out of support; older ones are refused with words instead of failing on a statement. */
const OLDEST_VERSION = 140_000;
/** One for the leader, one for a rebuild beside it, and the rest for reading. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement without an answer for this long is given up: the other side of a half-open connection never answers. */
const QUERY_TIMEOUT_MS = 120_000;
const IDLE_TIMEOUT_MS = 30_000;
const KEEPALIVE_AFTER_MS = 10_000;
/** The object id of int8, which the client gives as text because not every one fits a number; positions and counts do. */
const INT8 = 20;
const SERVER_GONE = new Set(['DATABASE_UNREACHABLE', 'DATABASE_BUSY']);

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=…`. */
  readonly url: string;
  /** The PostgreSQL schema in which the caller's tables stand; several may share one database. */
  readonly schema: string;
  readonly queryTimeoutMs?: number;
}

/**
 * Opens a pool of connections to PostgreSQL. Every failure of server or network is a `DatabaseUnavailable`; a
 * connection that failed once is thrown away, so that no later statement reads the answer to an earlier one.
 */
export async function openPostgres<Tables>(options: PostgresOptions): Promise<Kysely<Tables>> {
  // Both packages take a tenth of a second and more to load; whoever works on SQLite alone never needs the client.
  const [{ Kysely, PostgresDialect, sql }, { default: pg }] = await Promise.all([import('kysely'), import('pg')]);
  const name = nameOf(options.url);
  const config: PoolConfig = {
    connectionString: options.url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: options.queryTimeoutMs ?? QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
    application_name: 'besluitspoor',
    types: {
      getTypeParser: (id: number, format?: 'text') =>
        id === INT8 ? Number : (pg.types.getTypeParser(id, format) as unknown),
    } as NonNullable<PoolConfig['types']>,
  };
  const pool = new TypedPool(new pg.Pool(config), name);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(options.schema);
  try {
    const found = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
      db,
    );
    if (found.rows[0]!.version < OLDEST_VERSION) throw databaseUnavailable('DATABASE_UNSUPPORTED', name);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Host and database for a message, without user and password. */
function nameOf(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url);
    const server = host || searchParams.get('host');
    return `${decodeURIComponent(pathname.slice(1))} op ${server || 'deze machine'}`;
  } catch (cause) {
    throw databaseUnavailable('DATABASE_URL_INVALID', '', cause);
  }
}

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
