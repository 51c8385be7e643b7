import type { Frontier } from '#transparency';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { Pending } from '../group-commit.js';
import { COMMAND_MAC_KEY_ID, LogUnavailable } from '../port.js';
import type { AppendBatch, AppendResult, NewEntry, Position, StoredCommand } from '../port.js';
import { answerAgain, refusal } from '../rules.js';
import type { StreamTail } from '../rules.js';
import { toUnavailable } from './errors.js';
import { StoredTree } from './stored-tree.js';

/** What is kept in memory of streams, all together; the stream that was used longest ago makes room. */
const MAX_KNOWN_STREAMS = 20_000;
const MAX_KNOWN_COMMANDS = 250_000;

const INSERT_COLUMNS = 'position, stream, revision, id, commandid, batch, time, high, leaf_hash, bytes, frontier';

/** The values of INSERT_COLUMNS but for the frontier. */
type EntryRow = [number, string, number, string, string, number | null, number, number, Uint8Array, Uint8Array];

interface Replacement {
  readonly position: Position;
  readonly keyId: string;
  readonly box: Uint8Array | undefined;
}

/** What the writer knows of a stream: where it ends, and the first position of each of its commands. */
interface KnownStream {
  tail: StreamTail | undefined;
  readonly commands: Map<string, number>;
}

/**
 * The one connection that writes. What it remembers of the log is dropped whenever a group does not reach its commit.
 *
 * Whether a command was stored before is answered from memory, read once per stream: in an index, the random ids of a
 * group would each change a page of their own, and writing those pages costs a third of the commit.
 */
export class SqliteWriter {
  private readonly begin: StatementSyncInstance;
  private readonly commitWork: StatementSyncInstance;
  private readonly insertEntry: StatementSyncInstance;
  private readonly insertSealed: StatementSyncInstance;
  private readonly batchAt: StatementSyncInstance;
  private readonly commandMac: StatementSyncInstance;
  private readonly tailOfStream: StatementSyncInstance;
  private readonly commandsOfStream: StatementSyncInstance;
  private readonly tailOfLog: StatementSyncInstance;
  private readonly streams = new Map<string, KnownStream>();
  private commandCount = 0;
  private readonly storedTree: StoredTree;
  /** Undefined until read, and again after a failure. */
  private next: number | undefined;
  private tree: Frontier | undefined;
  /** The last entry of the group at hand waits for its end: it is the one that carries the frontier. */
  private held: EntryRow | undefined;
  private highMs: number | undefined;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly file: string,
    private readonly beforeCommit: (() => void) | undefined,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commitWork = db.prepare('COMMIT');
    this.insertEntry = db.prepare(`INSERT INTO entry (${INSERT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.insertSealed = db.prepare('INSERT INTO sealed (position, keyid, box) VALUES (?, ?, ?)');
    this.batchAt = db.prepare('SELECT revision, batch FROM entry WHERE position = ?');
    this.commandMac = db.prepare('SELECT box FROM sealed WHERE position = ? AND keyid = ?');
    this.tailOfStream = db.prepare('SELECT revision, time FROM entry WHERE stream = ? ORDER BY revision DESC LIMIT 1');
    this.commandsOfStream = db.prepare('SELECT commandid, position FROM entry WHERE stream = ? AND batch IS NOT NULL');
    this.tailOfLog = db.prepare('SELECT position, high FROM entry ORDER BY position DESC LIMIT 1');
    this.storedTree = new StoredTree(db, file);
  }

  /** One transaction for the group. Returns after COMMIT, or throws with nothing stored. */
  commit(group: readonly Pending[]): readonly AppendResult[] {
    try {
      this.begin.run();
      const before = this.loadTail();
      const answers = group.map((pending) => this.put(pending));
      this.insertHeld(this.next === before ? null : this.tree!.toBytes());
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
    const position = this.known(stream).commands.get(commandId);
    if (position === undefined) return undefined;
    const { revision, batch } = this.firstOf(position);
    const mac = this.commandMac.get(position, COMMAND_MAC_KEY_ID) as { box: Uint8Array } | undefined;
    return {
      firstPosition: position as Position,
      firstRevision: revision,
      count: batch,
      mac: mac?.box,
    };
  }

  private firstOf(position: number): { revision: number; batch: number } {
    const [held, , revision, , , batch] = this.held ?? [];
    if (held === position) return { revision: revision!, batch: batch! };
    return this.batchAt.get(position) as { revision: number; batch: number };
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
    const known = this.known(batch.stream);
    // A repeat is answered before its revision or its time is judged: it was right when it was stored.
    if (known.commands.has(batch.commandId)) return answerAgain(batch, this.find(batch.stream, batch.commandId)!);
    const refused = refusal(batch, timeMs, known.tail, this.highMs);
    if (refused !== undefined) return refused;
    const firstPosition = this.next!;
    const firstRevision = known.tail === undefined ? 0 : known.tail.revision + 1;
    const highMs = Math.max(this.highMs ?? timeMs, timeMs);
    this.insertEntries(batch, timeMs, highMs, firstPosition, firstRevision);
    const count = batch.entries.length;
    this.next = firstPosition + count;
    this.highMs = highMs;
    known.tail = { revision: firstRevision + count - 1, timeMs };
    known.commands.set(batch.commandId, firstPosition);
    this.commandCount += 1;
    return { kind: 'appended', firstPosition: firstPosition as Position, firstRevision, count };
  }

  private insertEntries(batch: AppendBatch, timeMs: number, highMs: number, position: number, revision: number): void {
    const { stream, commandId, commandMac, entries } = batch;
    for (let i = 0; i < entries.length; i++) {
      const { id, leafHash, bytes } = entries[i]!;
      const size = i === 0 ? entries.length : null;
      const at = position + i;
      this.insertHeld(null);
      this.held = [at, stream, revision + i, id, commandId, size, timeMs, highMs, leafHash, bytes];
      this.tree!.append(leafHash);
      if (i === 0 && commandMac !== undefined) this.insertSealed.run(at, COMMAND_MAC_KEY_ID, commandMac);
      this.insertGroups(at, entries[i]!);
    }
  }

  private insertHeld(frontier: Uint8Array | null): void {
    if (this.held === undefined) return;
    this.insertEntry.run(...this.held, frontier);
    this.held = undefined;
  }

  private insertGroups(position: number, entry: NewEntry): void {
    for (const { keyId, box } of entry.sealed) this.insertSealed.run(position, keyId, box);
  }

  private loadTail(): number {
    if (this.next !== undefined) return this.next;
    const row = this.tailOfLog.get() as { position: number; high: number } | undefined;
    this.highMs = row?.high;
    this.next = row === undefined ? 0 : row.position + 1;
    this.tree = this.storedTree.frontier();
    return this.next;
  }

  /** Moves the stream behind all others, so that the first of them is the one that was used longest ago. */
  private known(stream: string): KnownStream {
    const known = this.streams.get(stream);
    if (known === undefined) return this.load(stream);
    this.streams.delete(stream);
    this.streams.set(stream, known);
    return known;
  }

  private load(stream: string): KnownStream {
    const row = this.tailOfStream.get(stream) as { revision: number; time: number } | undefined;
    const commands = new Map<string, number>();
    if (row !== undefined) {
      const rows = this.commandsOfStream.all(stream) as { commandid: string; position: number }[];
      for (const { commandid, position } of rows) commands.set(commandid, position);
    }
    const tail = row === undefined ? undefined : { revision: row.revision, timeMs: row.time };
    this.makeRoom();
    const known = { tail, commands };
    this.streams.set(stream, known);
    this.commandCount += commands.size;
    return known;
  }

  private makeRoom(): void {
    for (const [stream, { commands }] of this.streams) {
      if (this.streams.size < MAX_KNOWN_STREAMS && this.commandCount < MAX_KNOWN_COMMANDS) return;
      this.streams.delete(stream);
      this.commandCount -= commands.size;
    }
  }

  private abandon(): void {
    this.next = undefined;
    this.tree = undefined;
    this.held = undefined;
    this.highMs = undefined;
    this.streams.clear();
    this.commandCount = 0;
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
