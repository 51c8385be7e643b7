import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { closedError } from '../group-commit.js';
import type { LogHead, LogReader, Position, ReadOptions, StoredEntry, StreamHead } from '../port.js';
import { follow } from '../wake.js';
import type { Wake } from '../wake.js';
import { toUnavailable } from './errors.js';
import { SqliteReads } from './reads.js';

/** The reading side of the port, the same for the writer and for whoever only reads; they differ in what wakes them. */
export abstract class SqliteReading<W extends Wake> implements LogReader {
  private readonly reads: SqliteReads;

  constructor(
    db: DatabaseSyncInstance,
    readonly file: string,
    protected readonly wake: W,
  ) {
    this.reads = new SqliteReads(db, file);
  }

  abstract close(): Promise<void>;

  async readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.read(() => this.reads.readStream(stream, fromRevision, limit));
  }

  async readAll(after: Position | undefined, limit: number, options?: ReadOptions): Promise<readonly StoredEntry[]> {
    return this.read(() => this.reads.readAll(after, limit, options));
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

  async frontier(): Promise<Uint8Array> {
    return this.read(() => this.reads.frontier());
  }

  subscribe(after: Position | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEntry[]> {
    return follow((last, limit) => this.readAll(last, limit), this.wake, after, signal);
  }

  protected read<T>(from: () => T): T {
    if (this.wake.closed) throw closedError();
    try {
      return from();
    } catch (error) {
      throw toUnavailable(error, this.file);
    }
  }
}
