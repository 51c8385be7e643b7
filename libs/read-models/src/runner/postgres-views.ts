import { sql, type Kysely, type Transaction } from 'kysely';
import { ViewStore, type Leadership, type ViewEngine } from './view-store.js';
import type { ViewTables } from './view-tables.js';

/** 'BSPV': the first half of the advisory lock of whoever leads; the second is made of the schema's name. */
const LEADER_LOCK = 0x42535056;
/** How soon a leader whose connection is gone knows that it no longer leads. */
const HEARTBEAT_MS = 2_000;
/** Seconds: a leader's machine that vanished is noticed by the server after about idle + interval × count. */
const KEEPALIVE = { idle: 10, interval: 5, count: 3 } as const;

export function postgresEngine(db: Kysely<ViewTables>, schema: string): ViewEngine {
  return {
    db,
    pointer: (transaction, reason) =>
      reason === 'change' ? pointerToChange(transaction) : pointerToFlush(transaction),
    // Each flush says for itself that it need not wait.
    withoutSync: () => Promise.resolve(),
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
  const key = sql`hashtext(${schema})`;
  return new Promise((resolve, reject) => {
    const held = db.connection().execute(async (connection) => {
      const asked = sql<{ held: boolean }>`select pg_try_advisory_lock(${LEADER_LOCK}, ${key}) as held`;
      if ((await asked.execute(connection)).rows[0]?.held !== true) return resolve(undefined);
      await keepAlive(connection);
      await whileLeading(connection, (lost, letGo) => {
        const release = async (): Promise<void> => {
          letGo();
          // A connection that broke has given its right back already.
          await held.catch(() => undefined);
        };
        resolve({ store: new ViewStore(postgresEngine(connection, schema)), lost, release });
      });
      await sql`select pg_advisory_unlock(${LEADER_LOCK}, ${key})`.execute(connection);
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
