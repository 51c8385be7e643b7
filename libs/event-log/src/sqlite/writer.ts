import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Pending } from '../group-commit.js';
import { COMMAND_MAC_KEY_ID, LogUnavailable } from '../port.js';
import type { AppendBatch, AppendResult, NewEntry, Position, StoredCommand } from '../port.js';
import { answerAgain, refusal } from '../rules.js';
import type { StreamTail } from '../rules.js';
import { toUnavailable } from './errors.js';

/** Streams whose tail is kept in memory; the one that was known longest makes room. */
const MAX_CACHED_TAILS = 100_000;

const INSERT_COLUMNS = 'position, stream, revision, id, commandid, batch, time, high, leaf_hash, bytes';

interface Replacement {
  readonly position: Position;
  readonly keyId: string;
  readonly box: Uint8Array | undefined;
}

/** The one connection that writes. What it remembers of the log is dropped whenever a group does not reach its commit. */
export class SqliteWriter {
  private readonly begin: StatementSyncInstance;
  private readonly commitWork: StatementSyncInstance;
  private readonly insertFirst: StatementSyncInstance;
  private readonly insertNext: StatementSyncInstance;
  private readonly insertSealed: StatementSyncInstance;
  private readonly command: StatementSyncInstance;
  private readonly commandMac: StatementSyncInstance;
  private readonly tailOfStream: StatementSyncInstance;
  private readonly tailOfLog: StatementSyncInstance;
  private readonly tails = new Map<string, StreamTail>();
  /** Undefined until read, and again after a failure. */
  private next: number | undefined;
  private highMs: number | undefined;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly file: string,
    private readonly beforeCommit: (() => void) | undefined,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commitWork = db.prepare('COMMIT');
    // The insert itself tells that the command id was there before, so a new act costs no look-up.
    const insert = `INSERT INTO entry (${INSERT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    this.insertFirst = db.prepare(`${insert} ON CONFLICT (commandid, stream) WHERE batch IS NOT NULL DO NOTHING`);
    this.insertNext = db.prepare(insert);
    this.insertSealed = db.prepare('INSERT INTO sealed (position, keyid, box) VALUES (?, ?, ?)');
    this.command = db.prepare(
      'SELECT position, revision, batch FROM entry WHERE commandid = ? AND stream = ? AND batch IS NOT NULL',
    );
    this.commandMac = db.prepare('SELECT box FROM sealed WHERE position = ? AND keyid = ?');
    this.tailOfStream = db.prepare('SELECT revision, time FROM entry WHERE stream = ? ORDER BY revision DESC LIMIT 1');
    this.tailOfLog = db.prepare('SELECT position, high FROM entry ORDER BY position DESC LIMIT 1');
  }

  /** One transaction for the group. Returns after COMMIT, or throws with nothing stored. */
  commit(group: readonly Pending[]): readonly AppendResult[] {
    try {
      this.begin.run();
      const before = this.loadTail();
      const answers = group.map((pending) => this.put(pending));
      if (this.next !== before) this.beforeCommit?.();
      this.commitWork.run();
      return answers;
    } catch (error) {
      this.abandon();
      throw this.failure(error);
    }
  }

  /** Where groups of a key lie. A scan: erasure is rare, and an index would cost every act. */
  positionsUnder(keyId: string): readonly Position[] {
    const rows = this.db.prepare('SELECT position FROM sealed WHERE keyid = ?').all(keyId) as { position: Position }[];
    return rows.map(({ position }) => position);
  }

  /** One transaction, and then nothing of the old boxes is left in the write-ahead log either. */
  erase(replacements: readonly Replacement[]): void {
    try {
      this.begin.run();
      const remove = this.db.prepare('DELETE FROM sealed WHERE position = ? AND keyid = ?');
      const replace = this.db.prepare('UPDATE sealed SET box = ? WHERE position = ? AND keyid = ?');
      for (const { position, keyId, box } of replacements) {
        if (box === undefined) remove.run(position, keyId);
        else replace.run(box, position, keyId);
      }
      this.commitWork.run();
    } catch (error) {
      this.abandon();
      throw this.failure(error);
    }
    this.clearWal();
  }

  /** What a command stored, or undefined. */
  find(stream: string, commandId: string): StoredCommand | undefined {
    const row = this.command.get(commandId, stream) as
      { position: number; revision: number; batch: number } | undefined;
    if (row === undefined) return undefined;
    const mac = this.commandMac.get(row.position, COMMAND_MAC_KEY_ID) as { box: Uint8Array } | undefined;
    return {
      firstPosition: row.position as Position,
      firstRevision: row.revision,
      count: row.batch,
      mac: mac?.box,
    };
  }

  private clearWal(): void {
    const { busy } = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
    if (busy === 0) return;
    throw new LogUnavailable(
      'LOG_IO',
      'De gegevens zijn gewist, maar een ander programma leest nog mee en houdt een kopie vast. ' +
        'Sluit dat programma en wis opnieuw.',
    );
  }

  private put({ batch, timeMs }: Pending): AppendResult {
    const tail = this.tailOf(batch.stream);
    const refused = refusal(batch, timeMs, tail, this.highMs);
    // A repeat is answered before its revision or its time is judged: it was right when it was stored.
    if (refused !== undefined) return this.again(batch) ?? refused;
    const firstPosition = this.next!;
    const firstRevision = tail === undefined ? 0 : tail.revision + 1;
    const highMs = Math.max(this.highMs ?? timeMs, timeMs);
    if (!this.insertEntries(batch, timeMs, highMs, firstPosition, firstRevision)) return this.again(batch)!;
    const count = batch.entries.length;
    this.next = firstPosition + count;
    this.highMs = highMs;
    this.remember(batch.stream, { revision: firstRevision + count - 1, timeMs });
    return { kind: 'appended', firstPosition: firstPosition as Position, firstRevision, count };
  }

  /** False, with nothing inserted, when this command id stands in this stream already. */
  private insertEntries(
    batch: AppendBatch,
    timeMs: number,
    highMs: number,
    position: number,
    revision: number,
  ): boolean {
    const { stream, commandId, commandMac, entries } = batch;
    for (let i = 0; i < entries.length; i++) {
      const { id, leafHash, bytes } = entries[i]!;
      const insert = i === 0 ? this.insertFirst : this.insertNext;
      const size = i === 0 ? entries.length : null;
      const at = position + i;
      const { changes } = insert.run(at, stream, revision + i, id, commandId, size, timeMs, highMs, leafHash, bytes);
      if (changes === 0) return false;
      if (i === 0 && commandMac !== undefined) this.insertSealed.run(at, COMMAND_MAC_KEY_ID, commandMac);
      this.insertGroups(at, entries[i]!);
    }
    return true;
  }

  private insertGroups(position: number, entry: NewEntry): void {
    for (const { keyId, box } of entry.sealed) this.insertSealed.run(position, keyId, box);
  }

  private again(batch: AppendBatch): AppendResult | undefined {
    const first = this.find(batch.stream, batch.commandId);
    return first === undefined ? undefined : answerAgain(batch, first);
  }

  private loadTail(): number {
    if (this.next !== undefined) return this.next;
    const row = this.tailOfLog.get() as { position: number; high: number } | undefined;
    this.highMs = row?.high;
    this.next = row === undefined ? 0 : row.position + 1;
    return this.next;
  }

  private tailOf(stream: string): StreamTail | undefined {
    const known = this.tails.get(stream);
    if (known !== undefined) return known;
    const row = this.tailOfStream.get(stream) as { revision: number; time: number } | undefined;
    if (row === undefined) return undefined;
    const tail = { revision: row.revision, timeMs: row.time };
    this.remember(stream, tail);
    return tail;
  }

  private remember(stream: string, tail: StreamTail): void {
    this.tails.set(stream, tail);
    if (this.tails.size > MAX_CACHED_TAILS) this.tails.delete(this.tails.keys().next().value!);
  }

  private abandon(): void {
    this.next = undefined;
    this.highMs = undefined;
    this.tails.clear();
    try {
      // A full disk ends the transaction by itself; then there is nothing left to roll back.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
    } catch {
      // The first failure is the one to report; the next BEGIN fails when the connection is beyond repair.
    }
  }

  private failure(error: unknown): LogUnavailable {
    const known = toUnavailable(error, this.file);
    if (known instanceof LogUnavailable) return known;
    const words = 'Er is niets vastgelegd, omdat het opslaan onverwacht mislukte. Probeer het opnieuw.';
    return new LogUnavailable('LOG_IO', words, { cause: error });
  }
}
