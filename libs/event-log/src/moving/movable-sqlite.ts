import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { LogUnavailable } from '../port.js';
import type { Position, SealedGroup } from '../port.js';
import { msToTime, timeToMs } from '../rules.js';
import { toUnavailable } from '../sqlite/errors.js';
import { haltFile, haltReason } from '../sqlite/halt.js';
import { takeLock } from '../sqlite/lock.js';
import type { LogLock } from '../sqlite/lock.js';
import { assertOurs, createIfMissing, upgrade } from '../sqlite/schema.js';
import { StoredTree } from '../sqlite/stored-tree.js';
import { syncFolder } from '../sqlite/sync-folder.js';
import { inTransaction } from '../sqlite/transaction.js';
import type { MovableEntry, MovableLog } from './movable-log.js';

const HOLDER = 'besluitspoor migrate';
const BUSY_TIMEOUT_MS = 2_000;
/** Where a log stands until it is whole, so that nobody begins to record in half a log. */
const DRAFT_SUFFIX = '.verhuizing';

/** Opens a log in a file to be moved away from; nobody records in it while it is open here. */
export async function openSqliteSource(file: string): Promise<MovableLog> {
  if (!existsSync(file))
    throw new LogUnavailable('LOG_IO', `Het logboek ${file} bestaat niet. Controleer de naam en de map.`);
  return open(file, file);
}

/**
 * Opens a file to move a log into: one that is there already, or else a draft beside it that gets the name when the log
 * is whole.
 */
export const openSqliteTarget = (file: string): Promise<MovableLog> =>
  open(existsSync(file) ? file : file + DRAFT_SUFFIX, file);

/** Where entries for this file stand now: a log that is not whole has no file of its own name yet. */
export const standsIn = (file: string): string => (existsSync(file) ? file : file + DRAFT_SUFFIX);

async function open(file: string, final: string): Promise<MovableLog> {
  let lock: LogLock | undefined;
  let db: DatabaseSyncInstance | undefined;
  try {
    lock = takeLock(file, HOLDER);
    createIfMissing(file);
    db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, defensive: true });
    assertOurs(db, file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    upgrade(db);
    return new SqliteMovable(db, lock, file, final);
  } catch (error) {
    db?.close();
    lock?.release();
    throw toUnavailable(error, file);
  }
}

interface EntryRow {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly commandid: string;
  readonly batch: number | null;
  readonly time: number;
  readonly leaf_hash: Uint8Array;
  readonly bytes: Uint8Array;
}
/** Where the batch of an entry begins in its stream, and how long it is. */
interface BatchPlace {
  readonly revision: number;
  readonly batch: number;
}

class SqliteMovable implements MovableLog {
  readonly name: string;
  readonly shared = false;
  private readonly tree: StoredTree;
  private readonly insertSealed: StatementSyncInstance;
  private closed = false;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly lock: LogLock,
    private readonly file: string,
    private readonly final: string,
  ) {
    this.name = `sqlite:${resolve(final)}`;
    this.tree = new StoredTree(db, file);
    this.insertSealed = db.prepare('INSERT INTO sealed (position, keyid, box) VALUES (?, ?, ?)');
  }

  async size(): Promise<number> {
    return this.work(() => this.tail().size);
  }

  async haltedBecause(): Promise<string | undefined> {
    return this.work(() => haltReason(this.db));
  }

  async frontier(): Promise<Uint8Array> {
    return this.work(() => this.tree.frontier().toBytes());
  }

  async read(from: number, limit: number): Promise<readonly MovableEntry[]> {
    return this.work(() => {
      const rows = this.db
        .prepare('SELECT * FROM entry WHERE position >= ? ORDER BY position LIMIT ?')
        .all(from, limit) as unknown as EntryRow[];
      const last = rows[rows.length - 1];
      if (last === undefined) return [];
      const groups = this.groupsBetween(from, last.position);
      const batches = new Map<string, BatchPlace>();
      return rows.map((row) => this.toEntry(row, groups.get(row.position) ?? [], batches));
    });
  }

  async add(entries: readonly MovableEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.work(() => inTransaction(this.db, () => this.insert(entries)));
  }

  async setGroups({ position, groups }: MovableEntry): Promise<void> {
    this.work(() =>
      inTransaction(this.db, () => {
        this.db.prepare('DELETE FROM sealed WHERE position = ?').run(position);
        this.insertGroups(position, groups);
      }),
    );
    // Nothing of what was erased elsewhere meanwhile stays behind in the write-ahead log.
    this.work(() => this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  async halt(reason: string): Promise<void> {
    this.work(() => haltFile(this.db, reason));
  }

  async finish(): Promise<void> {
    if (this.file === this.final) return this.close();
    // Never over another log that came there meanwhile.
    if (existsSync(this.final))
      throw new LogUnavailable('LOG_IO', `Het bestand ${this.final} is intussen door iets anders gemaakt.`);
    this.closed = true;
    this.work(() => {
      // Everything in one file: what stands beside it would keep the old name.
      const { busy } = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
      if (busy !== 0) throw new LogUnavailable('LOG_IO', `Een ander programma leest in ${this.file}. Sluit dat eerst.`);
      this.db.close();
      renameSync(this.file, this.final);
      for (const suffix of ['-wal', '-shm']) rmSync(this.file + suffix, { force: true });
      syncFolder(dirname(resolve(this.final)));
    });
    this.lock.release();
    rmSync(`${this.file}.lock`, { force: true });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.db.close();
    this.lock.release();
  }

  private tail(): { readonly size: number; readonly high: number } {
    const row = this.db.prepare('SELECT position, high FROM entry ORDER BY position DESC LIMIT 1').get() as
      { position: number; high: number } | undefined;
    return row === undefined ? { size: 0, high: 0 } : { size: row.position + 1, high: row.high };
  }

  private insert(entries: readonly MovableEntry[]): void {
    const tree = this.tree.frontier();
    let { size, high } = this.tail();
    const statement = this.db.prepare(
      `INSERT INTO entry (position, stream, revision, id, commandid, batch, time, high, leaf_hash, bytes, frontier)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    entries.forEach((entry, at) => {
      const { position, stream, revision, id, commandId, leafHash, bytes, index, count, groups } = entry;
      if (position !== size) throw new RangeError(`entry ${position} does not follow ${size} entries`);
      const time = timeToMs(entry.time);
      high = Math.max(high, time);
      tree.append(leafHash);
      const batch = index === 0 ? count : null;
      const frontier = at === entries.length - 1 ? tree.toBytes() : null;
      statement.run(position, stream, revision, id, commandId, batch, time, high, leafHash, bytes, frontier);
      this.insertGroups(position, groups);
      size++;
    });
  }

  private insertGroups(position: number, groups: readonly SealedGroup[]): void {
    for (const { keyId, box } of groups) this.insertSealed.run(position, keyId, box);
  }

  private groupsBetween(from: number, to: number): ReadonlyMap<number, readonly SealedGroup[]> {
    const rows = this.db
      .prepare('SELECT position, keyid, box FROM sealed WHERE position BETWEEN ? AND ? ORDER BY position, keyid')
      .all(from, to) as unknown as { position: number; keyid: string; box: Uint8Array }[];
    const groups = new Map<number, SealedGroup[]>();
    for (const { position, keyid: keyId, box } of rows) {
      const known = groups.get(position) ?? [];
      known.push({ keyId, box });
      groups.set(position, known);
    }
    return groups;
  }

  private toEntry(row: EntryRow, groups: readonly SealedGroup[], batches: Map<string, BatchPlace>): MovableEntry {
    const { position, stream, revision, id, commandid: commandId, leaf_hash: leafHash, bytes } = row;
    const place = row.batch === null ? (batches.get(stream) ?? this.batchOf(row)) : { revision, batch: row.batch };
    batches.set(stream, place);
    const inBatch = { index: revision - place.revision, count: place.batch };
    return { position, stream, revision, id, commandId, bytes, leafHash, time: msToTime(row.time), ...inBatch, groups };
  }

  /** Of an entry that is not the first of its batch, when that one stands on an earlier page. */
  private batchOf({ stream, revision }: EntryRow): BatchPlace {
    const first = this.db.prepare(
      `SELECT revision, batch FROM entry WHERE stream = ? AND revision < ? AND batch IS NOT NULL
       ORDER BY revision DESC LIMIT 1`,
    );
    return first.get(stream, revision) as BatchPlace;
  }

  private work<T>(from: () => T): T {
    try {
      return from();
    } catch (error) {
      throw toUnavailable(error, this.file);
    }
  }
}
