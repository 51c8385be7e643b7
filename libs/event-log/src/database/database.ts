import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ColumnDefinitionBuilder, Kysely, RawBuilder } from 'kysely';
import { databaseUnavailable } from './unavailable.js';

/** How a dialect says what the two say differently about tables. */
export interface SchemaWords {
  /** Compared and ordered by its bytes. */
  readonly text: 'text' | RawBuilder<unknown>;
  readonly bytes: 'blob' | 'bytea';
  /** Up to 2⁵³ − 1. */
  readonly number: 'integer' | 'bigint';
  /** Gives the column the next number by itself. */
  readonly counting: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** After the columns of every table, and of one that is only found by its key. */
  readonly tableEnd: RawBuilder<unknown>;
  readonly keyedTableEnd: RawBuilder<unknown>;
}

/**
 * Brings the tables one version further; the version of a database is how many it has had. The list is only ever added
 * to: what stands in it has run at people's.
 */
export type Migration<Tables> = (db: Kysely<Tables>, words: SchemaWords) => Promise<void>;

export interface DatabaseOptions<Tables> {
  /** `sqlite:<file>` or `postgres://user:password@host:port/database?sslmode=…`. */
  readonly url: string;
  readonly migrations: readonly Migration<Tables>[];
  /** In SQLite: tells this file from any other. */
  readonly applicationId: number;
  /** In PostgreSQL: where the tables stand, unless the address names another schema (`?schema=…`). */
  readonly schema: string;
  /** Neither makes nor changes tables, and gives a question up sooner. */
  readonly readOnly?: boolean;
  /** False for what can be made again: a loss of power may then take the last changes along. */
  readonly durable: boolean;
  readonly pageBytes?: number;
  /** The words with which the owner of the tables refuses what stands there already. */
  readonly newerVersion: (where: string) => Error;
  readonly notOurs: (where: string, cause?: unknown) => Error;
}

/** An open database with its tables up to date. `db.destroy()` closes it. */
export type Database<Tables> = SqliteDatabase<Tables> | PostgresDatabase<Tables>;

export interface SqliteDatabase<Tables> {
  readonly dialect: 'sqlite';
  readonly db: Kysely<Tables>;
  readonly file: string;
  /** For what only SQLite has. */
  readonly connection: DatabaseSyncInstance;
}

export interface PostgresDatabase<Tables> {
  readonly dialect: 'postgres';
  /** Every table is looked for in `schema`. */
  readonly db: Kysely<Tables>;
  readonly schema: string;
}

const SQLITE = /^sqlite:(.+)$/;
const POSTGRES = /^postgres(?:ql)?:\/\//;

/**
 * Opens a database, and makes or migrates its tables. Rejects with `DatabaseUnavailable` for what is wrong with a
 * server, and in the caller's words for tables that are newer or not its own.
 */
export async function openDatabase<Tables>(options: DatabaseOptions<Tables>): Promise<Database<Tables>> {
  const file = SQLITE.exec(options.url)?.[1];
  // Clients take a third of a second to load; each program loads only the one that it needs, when it needs it.
  if (file !== undefined) return (await import('./sqlite.js')).openSqlite(file, options);
  if (POSTGRES.test(options.url)) return (await import('./postgres.js')).openPostgres(options);
  throw databaseUnavailable('DATABASE_URL_INVALID', '');
}
