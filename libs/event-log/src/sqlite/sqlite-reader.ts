import { existsSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { closedError } from '../group-commit.js';
import { LogUnavailable } from '../port.js';
import type { LogHead, LogReader, Position, StoredEntry, StreamHead } from '../port.js';
import { follow } from '../wake.js';
import { toUnavailable } from './errors.js';
import { SqliteReads } from './reads.js';
import { assertOurs } from './schema.js';
import { PollWake, sharedWake } from './sqlite-wake.js';

const BUSY_TIMEOUT_MS = 2_000;

/** Reads a log that another thread or process may be writing. Takes no lock and can change nothing. */
export async function openSqliteReader(file: string): Promise<LogReader> {
  if (!existsSync(file)) {
    throw new LogUnavailable('LOG_IO', `Het logboek ${file} bestaat niet. Controleer de naam en de map.`);
  }
  let db: DatabaseSyncInstance | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS, defensive: true });
    assertOurs(db, file);
    return new SqliteReader(db, file);
  } catch (error) {
    db?.close();
    throw toUnavailable(error, file);
  }
}

class SqliteReader implements LogReader {
  private readonly reads: SqliteReads;
  private readonly wake: PollWake;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly file: string,
  ) {
    this.reads = new SqliteReads(db);
    const version = db.prepare('PRAGMA data_version');
    this.wake = new PollWake(() => (version.get() as { data_version: number }).data_version, sharedWake(file));
  }

  async readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.read(() => this.reads.readStream(stream, fromRevision, limit));
  }

  async readAll(after: Position | undefined, limit: number): Promise<readonly StoredEntry[]> {
    return this.read(() => this.reads.readAll(after, limit));
  }

  async streams(prefix: string): Promise<readonly StreamHead[]> {
    return this.read(() => this.reads.streams(prefix));
  }

  async streamHead(stream: string): Promise<StreamHead | undefined> {
    return this.read(() => this.reads.streamHead(stream));
  }

  async head(): Promise<LogHead> {
    return this.read(() => this.reads.head());
  }

  subscribe(after: Position | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEntry[]> {
    return follow((last, limit) => this.readAll(last, limit), this.wake, after, signal);
  }

  async close(): Promise<void> {
    if (this.wake.closed) return;
    this.wake.close();
    this.db.close();
  }

  private read<T>(from: () => T): T {
    if (this.wake.closed) throw closedError();
    try {
      return from();
    } catch (error) {
      throw toUnavailable(error, this.file);
    }
  }
}
