import { sql, type Kysely, type Transaction } from 'kysely';
import { databaseUnavailable, openPostgres } from '#event-log';
import { newerVersion, ViewStoreUnavailable } from './stored.js';
import { ViewStore, type Leadership, type ViewEngine } from './view-store.js';
import { MIGRATIONS, type SchemaWords, type ViewTables } from './view-tables.js';

const DEFAULT_SCHEMA = 'besluitspoor_views';
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
/** 'BSPV': the first half of the advisory locks; the second says which schema, and which of its two rights. */
const LOCK_SPACE = 0x42535056;
const RIGHT = { lead: 'lead', migrate: 'migrate' } as const;
/** A reader does not wait long: the caller folds from the log what the store does not give in time. */
const READ_TIMEOUT_MS = 5_000;
/** How soon a leader whose connection is gone knows that it no longer leads. */
const HEARTBEAT_MS = 2_000;
/** Seconds: a leader's machine that vanished is noticed by the server after about idle + interval × count. */
const KEEPALIVE = { idle: 10, interval: 5, count: 3 } as const;
const DUPLICATE_TABLE = '42P07';

interface WithVersion extends ViewTables {
  migration: { version: number };
}

const WORDS: SchemaWords = {
  // Compared and ordered by their bytes, as SQLite does, whatever the language of the database.
  text: sql`text collate "C"`,
  number: 'bigint',
  counting: (column) => column.generatedAlwaysAsIdentity(),
  tableEnd: sql``,
  keyedTableEnd: sql``,
};

export async function openPostgresViews(url: string, readOnly: boolean): Promise<ViewStore> {
  const { address, schema } = addressOf(url);
  const timeout = readOnly ? { queryTimeoutMs: READ_TIMEOUT_MS } : {};
  const db = await openPostgres<WithVersion>({ url: address, schema, ...timeout });
  try {
    if (!readOnly) await migrate(db, schema);
    else if ((await versionOf(db)) > MIGRATIONS.length) throw newerVersion(schema);
    return new ViewStore(engineOn(db, schema));
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function addressOf(url: string): { readonly address: string; readonly schema: string } {
  try {
    const address = new URL(url);
    const schema = address.searchParams.get('schema') ?? DEFAULT_SCHEMA;
    if (!SCHEMA_NAME.test(schema)) throw new RangeError(`${schema} is no name of a schema`);
    address.searchParams.delete('schema');
    return { address: address.href, schema };
  } catch (cause) {
    throw databaseUnavailable('DATABASE_URL_INVALID', '', cause);
  }
}

/** One process at a time brings the tables up to this program's version; the others find that done. */
async function migrate(db: Kysely<WithVersion>, schema: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const key = lockKey(schema, RIGHT.migrate);
    await sql`select pg_advisory_xact_lock(${LOCK_SPACE}, ${key})`.execute(transaction);
    await makeSchema(transaction, schema);
    const version = await versionOf(transaction);
    if (version > MIGRATIONS.length) throw newerVersion(schema);
    if (version === MIGRATIONS.length) return;
    for (const migration of MIGRATIONS.slice(version))
      await migration(transaction as unknown as Transaction<ViewTables>, WORDS).catch(inWords(schema));
    await transaction.updateTable('migration').set({ version: MIGRATIONS.length }).execute();
  });
}

async function makeSchema(db: Kysely<WithVersion>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_tables where schemaname = ${schema} and tablename = 'migration'`.execute(
    db,
  );
  if (rows.length > 0) return;
  // Asked first: PostgreSQL wants the right to make a schema even when there is one already.
  const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
  if (found.rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(db);
  await db.schema
    .createTable('migration')
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
  await db.insertInto('migration').values({ version: 0 }).execute();
}

const versionOf = async (db: Kysely<WithVersion>): Promise<number> =>
  (await db.selectFrom('migration').select('version').executeTakeFirstOrThrow()).version;

const inWords =
  (schema: string) =>
  (error: unknown): never => {
    if ((error as { code?: unknown }).code !== DUPLICATE_TABLE) throw error;
    throw new ViewStoreUnavailable(
      'VIEWS_NOT_OURS',
      `In het schema ${schema} van de database staan tabellen van een ander programma. Kies met ?schema= een ander schema.`,
      { cause: error },
    );
  };

function engineOn(db: Kysely<ViewTables>, schema: string): ViewEngine {
  return {
    db,
    pointer: (transaction, reason) =>
      reason === 'change' ? pointerToChange(transaction) : pointerToFlush(transaction),
    // Each flush says for itself that it need not wait.
    withoutSync: () => Promise.resolve(),
    shredRemoved: async () => {
      await sql`vacuum (truncate) ${sql.id(schema, 'view')}`.execute(db);
    },
    tryLead: () => tryLead(db, schema),
  };
}

const pointerToChange = (transaction: Transaction<ViewTables>) =>
  transaction.selectFrom('pointer').select(['live', 'previous']).forUpdate().executeTakeFirstOrThrow();

/**
 * A flush need not wait for the disk, since it can be made again from the log. Checkpoint and documents are lost or kept
 * together, and the flip after a rebuild does wait, and with it for every flush before.
 */
const pointerToFlush = (transaction: Transaction<ViewTables>) =>
  transaction
    .selectFrom('pointer')
    .select(['live', 'previous', sql`set_config('synchronous_commit', 'off', true)`.as('setting')])
    .forShare()
    .executeTakeFirstOrThrow();

/**
 * The right belongs to one connection, and the leader writes through that very connection: when it is gone, so is the
 * right, and nothing that was sent over it can still be committed beside the next leader.
 */
function tryLead(db: Kysely<ViewTables>, schema: string): Promise<Leadership | undefined> {
  const key = lockKey(schema, RIGHT.lead);
  return new Promise((resolve, reject) => {
    const held = db.connection().execute(async (connection) => {
      const asked = sql<{ held: boolean }>`select pg_try_advisory_lock(${LOCK_SPACE}, ${key}) as held`;
      if ((await asked.execute(connection)).rows[0]?.held !== true) return resolve(undefined);
      await keepAlive(connection);
      await whileLeading(connection, (lost, letGo) => {
        const release = async (): Promise<void> => {
          letGo();
          // A connection that broke has given its right back already.
          await held.catch(() => undefined);
        };
        resolve({ store: new ViewStore(engineOn(connection, schema)), lost, release });
      });
      await sql`select pg_advisory_unlock(${LOCK_SPACE}, ${key})`.execute(connection);
    });
    // Once this promise has an answer a failure has no effect on it: the leader's next statement meets it as well.
    held.catch(reject);
  });
}

/** Looks after the connection until the leader lets go. */
async function whileLeading(
  connection: Kysely<ViewTables>,
  lead: (lost: AbortSignal, letGo: () => void) => void,
): Promise<void> {
  const lost = new AbortController();
  const heartbeat = setInterval(() => void beat(connection, lost), HEARTBEAT_MS);
  await new Promise<void>((letGo) => lead(lost.signal, letGo));
  clearInterval(heartbeat);
}

async function beat(connection: Kysely<ViewTables>, lost: AbortController): Promise<void> {
  try {
    await sql`select 1`.execute(connection);
  } catch {
    lost.abort();
  }
}

async function keepAlive(connection: Kysely<ViewTables>): Promise<void> {
  const { idle, interval, count } = KEEPALIVE;
  await sql`select set_config('tcp_keepalives_idle', ${String(idle)}, false),
    set_config('tcp_keepalives_interval', ${String(interval)}, false),
    set_config('tcp_keepalives_count', ${String(count)}, false)`.execute(connection);
}

/** PostgreSQL's advisory locks are numbers and belong to a database, in which several schemas may stand. */
function lockKey(schema: string, right: string): number {
  let key = 0;
  for (const character of `${schema}/${right}`) key = (Math.imul(key, 31) + character.codePointAt(0)!) | 0;
  return key;
}
