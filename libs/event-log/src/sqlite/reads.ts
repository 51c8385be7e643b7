import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { LogHead, Position, SealedGroup, StoredEntry, StreamHead } from '../port.js';
import { checkPage, msToTime } from '../rules.js';
import { assertDense } from '../wake.js';

type EntryRow = [number, string, number, string, string, Uint8Array, Uint8Array];
type SealedRow = [number, string, Uint8Array];
type HeadRow = [string, number, number];

const ENTRY_COLUMNS = 'position, stream, revision, id, commandid, leaf_hash, bytes';
const NOTHING_SEALED: readonly SealedGroup[] = [];

/** The reading side over one connection; the writer and every reader have their own. */
export class SqliteReads {
  private readonly all: StatementSyncInstance;
  private readonly allSealed: StatementSyncInstance;
  private readonly ofStream: StatementSyncInstance;
  private readonly ofStreamSealed: StatementSyncInstance;
  private readonly headOfStream: StatementSyncInstance;
  private readonly nextStream: StatementSyncInstance;
  private readonly last: StatementSyncInstance;

  constructor(db: DatabaseSyncInstance) {
    // Rows as arrays, one at a time: measured at twice the rate of rows as objects, all at once.
    const prepare = (sql: string): StatementSyncInstance => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.all = prepare(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE position > ? ORDER BY position LIMIT ?`);
    this.allSealed = prepare(
      `SELECT position, keyid, box FROM sealed WHERE position BETWEEN ? AND ? AND keyid <> '' ORDER BY position`,
    );
    this.ofStream = prepare(
      `SELECT ${ENTRY_COLUMNS} FROM entry WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    // CROSS JOIN keeps the order of the loops: along the stream, and for each entry its few groups.
    this.ofStreamSealed = prepare(
      `SELECT s.position, s.keyid, s.box FROM entry e CROSS JOIN sealed s ON s.position = e.position
       WHERE e.stream = ? AND e.revision BETWEEN ? AND ? AND s.keyid <> '' ORDER BY e.revision`,
    );
    const headSql = (which: string): string =>
      `SELECT stream, revision, position FROM entry WHERE stream = ${which} ORDER BY revision DESC LIMIT 1`;
    this.headOfStream = prepare(headSql('?'));
    // Jumps from stream to stream along the index, instead of passing over every entry of each.
    this.nextStream = prepare(headSql('(SELECT min(stream) FROM entry WHERE stream > ?)'));
    this.last = prepare('SELECT position, high FROM entry ORDER BY position DESC LIMIT 1');
  }

  readAll(after: Position | undefined, limit: number): readonly StoredEntry[] {
    checkPage(limit, after);
    const rows = this.all.iterate(after ?? -1, limit) as IterableIterator<EntryRow>;
    const entries = toEntries(rows);
    assertDense(entries, after);
    const last = entries[entries.length - 1];
    if (last === undefined) return entries;
    return withSealed(entries, this.allSealed.iterate(entries[0]!.position, last.position));
  }

  readStream(stream: string, fromRevision: number, limit: number): readonly StoredEntry[] {
    checkPage(limit, fromRevision);
    const entries = toEntries(this.ofStream.iterate(stream, fromRevision, limit) as IterableIterator<EntryRow>);
    const last = entries[entries.length - 1];
    if (last === undefined) return entries;
    return withSealed(entries, this.ofStreamSealed.iterate(stream, entries[0]!.revision, last.revision));
  }

  streams(prefix: string): readonly StreamHead[] {
    const heads: StreamHead[] = [];
    let row = (this.headOfStream.get(prefix) ?? this.nextStream.get(prefix)) as HeadRow | undefined;
    while (row !== undefined && row[0].startsWith(prefix)) {
      heads.push(toHead(row));
      row = this.nextStream.get(row[0]) as HeadRow | undefined;
    }
    return heads;
  }

  streamHead(stream: string): StreamHead | undefined {
    const row = this.headOfStream.get(stream) as HeadRow | undefined;
    return row === undefined ? undefined : toHead(row);
  }

  head(): LogHead {
    const row = this.last.get() as [number, number] | undefined;
    if (row === undefined) return { position: undefined, size: 0, lastTime: undefined };
    return { position: row[0] as Position, size: row[0] + 1, lastTime: msToTime(row[1]) };
  }
}

const toHead = ([stream, revision, position]: HeadRow): StreamHead => ({
  stream,
  revision,
  lastPosition: position as Position,
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function toEntries(rows: IterableIterator<EntryRow>): Mutable<StoredEntry>[] {
  const entries: Mutable<StoredEntry>[] = [];
  for (const [position, stream, revision, id, commandId, leafHash, bytes] of rows) {
    const at = position as Position;
    entries.push({ position: at, stream, revision, id, commandId, leafHash, bytes, sealed: NOTHING_SEALED });
  }
  return entries;
}

// Both come in the order of position, so one walk along the two joins them.
function withSealed(entries: Mutable<StoredEntry>[], rows: Iterable<unknown>): readonly StoredEntry[] {
  let index = 0;
  for (const [position, keyId, box] of rows as Iterable<SealedRow>) {
    while (entries[index]!.position < position) index++;
    const entry = entries[index]!;
    if (entry.sealed === NOTHING_SEALED) entry.sealed = [{ keyId, box }];
    else (entry.sealed as SealedGroup[]).push({ keyId, box });
  }
  return entries;
}
