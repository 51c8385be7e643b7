import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { SealedGroup } from '../port.js';
import { MAX_LEAVES_AT_ONCE } from '../sealed-store.js';
import type { GroupsOfLeaf, SealedStore } from '../sealed-store.js';
import { inWordsOfTheLog } from './failures.js';
import type { SealedTables } from './sealed-tables.js';

/** A statement has room for 32,766 values in SQLite; a row of `sealed` is five. */
const MAX_ROWS_PER_STATEMENT = 5_000;
/** Puts that wait for the one under way go together in one transaction, at most so many groups. */
const MAX_ROWS_PER_TRANSACTION = 20_000;

type Row = SealedTables['sealed'];
interface Waiting {
  readonly rows: readonly Row[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** The sealed groups in SQLite or PostgreSQL. */
export class SqlSealedStore implements SealedStore {
  private waiting: Waiting[] = [];
  private putting: Promise<void> | undefined;

  constructor(private readonly database: Database<SealedTables>) {}

  /** Puts that come while the disk is busy share the next wait for it. */
  put(groups: readonly GroupsOfLeaf[], nowMs: number): Promise<void> {
    const rows = groups.flatMap(({ leafHash, groups: ofLeaf }) =>
      ofLeaf.map(({ keyId, box }) => ({ leaf: leafHash, keyid: keyId, box, put_ms: nowMs, settled: 0 })),
    );
    if (rows.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      this.waiting.push({ rows, done, failed });
      this.putting ??= this.putAll();
    });
  }

  async getMany(leafHashes: readonly Uint8Array[]): Promise<readonly (readonly SealedGroup[])[]> {
    checkCount(leafHashes);
    if (leafHashes.length === 0) return [];
    const rows = await this.ask((db) =>
      db
        .selectFrom('sealed')
        .where('leaf', 'in', [...leafHashes])
        .select(['leaf', 'keyid', 'box'])
        .orderBy('keyid')
        .execute(),
    );
    const groups = new Map<string, SealedGroup[]>();
    for (const { leaf, keyid, box } of rows) {
      const ofLeaf = groups.get(hex(leaf)) ?? [];
      // A client's Buffer may be a window on a larger block of memory; what goes out holds its own bytes and no more.
      ofLeaf.push({ keyId: keyid, box: Uint8Array.from(box) });
      groups.set(hex(leaf), ofLeaf);
    }
    return leafHashes.map((leafHash) => groups.get(hex(leafHash)) ?? []);
  }

  async replace(leafHash: Uint8Array, keyId: string, box: Uint8Array | undefined): Promise<void> {
    await this.ask(async (db) => {
      if (box === undefined)
        await db.deleteFrom('sealed').where('leaf', '=', leafHash).where('keyid', '=', keyId).execute();
      else
        await db.updateTable('sealed').set({ box }).where('leaf', '=', leafHash).where('keyid', '=', keyId).execute();
    });
  }

  async removeKey(keyId: string): Promise<number> {
    const { numDeletedRows } = await this.ask((db) =>
      db.deleteFrom('sealed').where('keyid', '=', keyId).executeTakeFirstOrThrow(),
    );
    await this.shredRemoved();
    return Number(numDeletedRows);
  }

  async settledSize(): Promise<number> {
    const { settled } = await this.ask((db) => db.selectFrom('progress').select('settled').executeTakeFirstOrThrow());
    return settled;
  }

  async settle(from: number, leafHashes: readonly Uint8Array[]): Promise<void> {
    checkCount(leafHashes);
    await this.ask((db) =>
      db.transaction().execute(async (transaction) => {
        // Written first, so that a second one who settles waits here instead of reading what is about to change.
        await transaction
          .updateTable('progress')
          .set({ settled: sql`case when settled < ${from} then settled else ${from + leafHashes.length} end` })
          .where('settled', '<', from + leafHashes.length)
          .execute();
        const { settled } = await transaction.selectFrom('progress').select('settled').executeTakeFirstOrThrow();
        if (settled < from) throw new RangeError(`${settled} leaves were settled; ${from} is beyond`);
        if (leafHashes.length === 0) return;
        await transaction
          .updateTable('sealed')
          .set({ settled: 1 })
          .where('leaf', 'in', [...leafHashes])
          .where('settled', '=', 0)
          .execute();
      }),
    );
  }

  async removeOrphans(putBeforeMs: number): Promise<number> {
    const { numDeletedRows } = await this.ask((db) =>
      db
        .deleteFrom('sealed')
        .where('settled', '=', 0)
        .where('put_ms', '<', putBeforeMs)
        // A group that came after its leaf was settled is no orphan either.
        .where((group) =>
          group.not(
            group.exists(
              group
                .selectFrom('sealed as other')
                .whereRef('other.leaf', '=', 'sealed.leaf')
                .where('other.settled', '=', 1)
                .select('other.keyid'),
            ),
          ),
        )
        .executeTakeFirstOrThrow(),
    );
    return Number(numDeletedRows);
  }

  async close(): Promise<void> {
    await this.putting;
    await this.database.db.destroy();
  }

  private async putAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.takeWaiting();
      try {
        await this.insert(group.flatMap(({ rows }) => rows));
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    // In the same turn as the last look: what comes later starts anew.
    this.putting = undefined;
  }

  private takeWaiting(): readonly Waiting[] {
    let rows = 0;
    let count = 0;
    for (const put of this.waiting) {
      rows += put.rows.length;
      if (count > 0 && rows > MAX_ROWS_PER_TRANSACTION) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async insert(rows: readonly Row[]): Promise<void> {
    // In one order everywhere: two servers that put the same leaf would else each wait for the other.
    const ordered = [...rows].sort((a, b) => Buffer.compare(a.leaf, b.leaf) || (a.keyid < b.keyid ? -1 : 1));
    const insert = (db: Database<SealedTables>['db'], some: readonly Row[]) =>
      db
        .insertInto('sealed')
        .values(some)
        .onConflict((conflict) => conflict.columns(['leaf', 'keyid']).doNothing())
        .execute();
    // One statement is a transaction by itself, without the two journeys that a named one costs.
    if (ordered.length <= MAX_ROWS_PER_STATEMENT) {
      await this.ask((db) => insert(db, ordered));
      return;
    }
    await this.ask((db) =>
      db.transaction().execute(async (transaction) => {
        for (let from = 0; from < ordered.length; from += MAX_ROWS_PER_STATEMENT)
          await insert(transaction, ordered.slice(from, from + MAX_ROWS_PER_STATEMENT));
      }),
    );
  }

  /**
   * Makes the storage let go of removed rows. In SQLite no file holds them afterwards. PostgreSQL gives their room
   * away, but older pages may stay in its write-ahead log and backups until those are recycled; there it is the
   * destroyed key that makes them unreadable.
   */
  private async shredRemoved(): Promise<void> {
    const { database } = this;
    await this.ask(async (db) => {
      if (database.dialect === 'sqlite') return database.connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      await sql`vacuum (truncate) ${sql.id(database.schema, 'sealed')}`.execute(db);
    });
  }

  private async ask<T>(question: (db: Database<SealedTables>['db']) => T | Promise<T>): Promise<T> {
    try {
      return await question(this.database.db);
    } catch (error) {
      throw inWordsOfTheLog(error);
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function checkCount(leafHashes: readonly Uint8Array[]): void {
  if (leafHashes.length > MAX_LEAVES_AT_ONCE) throw new RangeError(`at most ${MAX_LEAVES_AT_ONCE} leaves at once`);
}
