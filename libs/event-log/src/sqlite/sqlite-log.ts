import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { closedError, GroupCommit } from '../group-commit.js';
import { halted } from '../halted.js';
import type { AppendBatch, AppendResult, EventLog, Position, StoredCommand } from '../port.js';
import { checkReplacement } from '../rules.js';
import { LocalWake } from '../wake.js';
import { toUnavailable } from './errors.js';
import { haltReason } from './halt.js';
import { takeLock } from './lock.js';
import type { LogLock } from './lock.js';
import { SqliteReading } from './reading.js';
import { assertOurs, createIfMissing, SCHEMA_VERSION, upgrade } from './schema.js';
import { sharedWake } from './sqlite-wake.js';
import { WalSync } from './wal-sync.js';
import { SqliteWriter } from './writer.js';

/** A tool of somebody else may hold the file for a moment; longer than this is a fault to report. */
const BUSY_TIMEOUT_MS = 2_000;
/**
 * Pages in the write-ahead log before they are copied to the main file (8 MiB). Whoever appends meanwhile waits for the
 * copying: larger parts stand in the slowest hundredth of the acts, smaller ones copy the same pages more often.
 */
const WAL_PAGES = 2_048;

export interface SqliteLogOptions {
  readonly file: string;
  /** Called before a group that stores something is committed, so that new keys are durable before what they seal. */
  readonly beforeCommit?: () => void;
  /** `full` (default): an answered act survives loss of power. `normal`: it survives the end of the process only. */
  readonly durability?: 'full' | 'normal';
  /**
   * Whether the thread that commits always waits for the disk itself, which is right when writing is all that it does.
   * Else it does so for a lone batch only, and goes on with other work meanwhile (docs/adr/0009).
   */
  readonly waitForDisk?: boolean;
  /** Who writes, in words for whoever finds the log locked. */
  readonly holder?: string;
  /** How many batches may wait; MAX_QUEUED_BATCHES unless told. */
  readonly maxQueuedBatches?: number;
}

export interface SqliteLog extends EventLog {
  readonly file: string;
  readonly durability: 'full' | 'normal';
}

/** Opens the log for writing, or makes it; refuses with LogUnavailable when it cannot be this process's alone. */
export async function openSqliteLog(options: SqliteLogOptions): Promise<SqliteLog> {
  let lock: LogLock | undefined;
  let db: DatabaseSyncInstance | undefined;
  try {
    lock = takeLock(options.file, options.holder ?? 'Besluitspoor');
    createIfMissing(options.file);
    db = new DatabaseSync(options.file, { timeout: BUSY_TIMEOUT_MS, defensive: true });
    assertOurs(db, options.file);
    const reason = haltReason(db);
    if (reason !== undefined) throw halted(reason);
    prepareForWriting(db);
    upgrade(db);
    return new OpenSqliteLog(db, lock, options);
  } catch (error) {
    db?.close();
    lock?.release();
    throw toUnavailable(error, options.file);
  }
}

/**
 * `NORMAL`: SQLite itself syncs only around a checkpoint. The sync of every commit is done by `WalSync`, off this
 * thread, before anybody has an answer (docs/adr/0009).
 */
function prepareForWriting(db: DatabaseSyncInstance): void {
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = ${WAL_PAGES};
  `);
  // SQLite opens a file that may not be written without a word, and even begins; only a write tells, so try one now.
  db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${SCHEMA_VERSION}; ROLLBACK`);
}

interface Erasure {
  readonly position: Position;
  readonly keyId: string;
  readonly box: Uint8Array | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class OpenSqliteLog extends SqliteReading<LocalWake> implements SqliteLog {
  readonly durability: 'full' | 'normal';
  private readonly writer: SqliteWriter;
  private readonly queue: GroupCommit;
  private readonly wal: WalSync | undefined;
  private readonly shared: LocalWake;
  private erasures: Erasure[] = [];

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly lock: LogLock,
    options: SqliteLogOptions,
  ) {
    super(db, options.file, new LocalWake());
    this.durability = options.durability ?? 'full';
    this.writer = new SqliteWriter(db, options.file, options.beforeCommit);
    this.shared = sharedWake(options.file);
    this.wal = this.durability === 'full' ? new WalSync(options.file) : undefined;
    this.queue = new GroupCommit({
      commit: (group) => this.writer.commit(group),
      sync: async (alone) => {
        if (alone || options.waitForDisk === true) this.wal?.syncNow();
        else await this.wal?.sync();
        this.notify();
      },
      limit: options.maxQueuedBatches,
    });
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return this.queue.append(batch);
  }

  async findCommand(stream: string, commandId: string): Promise<StoredCommand | undefined> {
    return this.read(() => this.writer.find(stream, commandId));
  }

  /** Erasures asked for in one turn share a transaction and the clearing of the write-ahead log. */
  replaceSealed(position: Position, keyId: string, box: Uint8Array | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.wake.closed) throw closedError();
      checkReplacement(position, keyId, box);
      if (this.erasures.length === 0) setImmediate(() => this.erase());
      this.erasures.push({ position, keyId, box, resolve, reject });
    });
  }

  async removeGroups(keyId: string): Promise<number> {
    const positions = this.read(() => this.writer.positionsUnder(keyId));
    await Promise.all(positions.map((position) => this.replaceSealed(position, keyId, undefined)));
    return positions.length;
  }

  async close(): Promise<void> {
    if (this.wake.closed) return;
    await this.queue.close();
    this.erase();
    this.wake.close();
    this.settle();
    this.wal?.close();
    this.db.close();
    this.lock.release();
  }

  /** Leaves one whole file: SQLite does this itself only when no statement and no reader is left. */
  private settle(): void {
    try {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Everything is durable in the write-ahead log; the next opening reads it from there.
    }
  }

  private erase(): void {
    const asked = this.erasures;
    if (asked.length === 0) return;
    this.erasures = [];
    try {
      this.writer.erase(asked);
      for (const { resolve } of asked) resolve();
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private notify(): void {
    this.wake.notify();
    this.shared.notify();
  }
}
