import { halted } from '../halted.js';
import { LogUnavailable } from '../port.js';
import type { Position } from '../port.js';
import { LocalWake } from '../wake.js';
import { remoteUnavailable } from './failures.js';
import { forked, LedgerIndex } from './ledger-index.js';
import { decodeRecord, encodeRecord, LEDGER_TYPE } from './ledger-record.js';
import type { BatchRecord, LedgerRecord } from './ledger-record.js';
import { ledgerStream, recordId } from './names.js';
import { readOutline, writeOutline } from './outline.js';
import { Promised } from './promised.js';
import { isAfter } from './store-client.js';
import type { StoreClient, StorePosition, StoredRecord } from './store-client.js';
import { coalesced } from './waiting.js';

/** Ledger records per read: a full record has some 35 KB. */
const RECORDS_PER_READ = 64;

/** Whoever waits for the place of one entry. */
interface Waiter {
  readonly resolve: (position: Position) => void;
  readonly reject: (error: unknown) => void;
}

/** The ledger of one log: follows it, and writes the next record of it. */
export class Ledger {
  index: LedgerIndex;
  /** Notified whenever entries got their place. */
  readonly wake = new LocalWake();
  /** Reads what was added to the ledger, by whomever; resolves when all that stood at the call was taken in. */
  readonly catchUp: () => Promise<void>;
  readonly stream: string;
  /** What this process stored and has no place yet. */
  readonly promised = new Promised();
  /** Revision of the last record that came out of a file, -1 when none did. */
  recalled = -1;
  /** Records that are on their way to the server. */
  private writing = 0;
  private readonly waiters = new Map<string, Waiter[]>();
  /** Once the ledger is not what it was, nothing is promised any more until the log is opened again. */
  private broken: LogUnavailable | undefined;

  constructor(
    private readonly client: StoreClient,
    private readonly logId: string,
  ) {
    this.index = new LedgerIndex(logId);
    this.stream = ledgerStream(logId);
    this.catchUp = coalesced(() => this.readOn());
  }

  /** Begins with what was kept in a file, when the server still has the very record up to which that goes. */
  async recall(file: string): Promise<void> {
    const kept = await readOutline(file);
    const index = kept && LedgerIndex.fromOutline(this.logId, kept);
    if (index === undefined) return;
    const [last] = await this.client.readStream(this.stream, index.revision, 1);
    if (last === undefined || !index.endsWithBytes(last)) return;
    this.index = index;
    this.recalled = index.revision;
  }

  /** Keeps what is known now in a file, for `recall`. */
  async keep(file: string): Promise<void> {
    if (this.broken === undefined) await writeOutline(file, this.index.outlined());
  }

  /** Why the log is not what it was, or cannot be gone on with. */
  get brokenBy(): LogUnavailable | undefined {
    return this.broken;
  }

  /** From here on the entries of a batch that stands are held against the place that they get, or have already. */
  promise(stream: string, firstRevision: number, leafHashes: readonly Uint8Array[], at: StorePosition): void {
    const upTo = this.index.lastPosition;
    leafHashes.forEach((leafHash, index) => {
      const revision = firstRevision + index;
      const isPlaced = this.index.positionOf(stream, revision) !== undefined;
      if (isPlaced || (upTo !== undefined && !isAfter(at, upTo))) this.assertFits(stream, revision, leafHash);
      else this.promised.add(stream, { revision, leafHash, at });
    });
  }

  /** Throws, and breaks the log, when an entry that has its place is not the one that was stored. */
  assertFits(stream: string, revision: number, leafHash: Uint8Array): void {
    const position = this.index.positionOf(stream, revision);
    if (position === undefined || !this.index.fits(position, leafHash)) throw this.fail(changed(stream, revision));
  }

  /** Throws when nothing new may be acknowledged any more. */
  assertUsable(): void {
    if (this.broken !== undefined) throw this.broken;
    if (this.index.haltingBecause !== undefined) throw halted(this.index.haltingBecause);
  }

  /** Throws when nothing gets a place any more. */
  assertGrowing(): void {
    if (this.broken !== undefined) throw this.broken;
    if (this.index.haltedBecause !== undefined) throw halted(this.index.haltedBecause);
  }

  /** Stops all promises for good, and tells whoever waits. */
  breakWith(error: LogUnavailable): void {
    this.broken ??= error;
    this.refuseWaiters(this.broken);
  }

  /** Writes a record behind the last that we know; whether it stands is seen by catching up, and only by that. */
  async write(record: LedgerRecord): Promise<void> {
    const bytes = encodeRecord(record, this.index.tipHash);
    const id = recordId(this.logId, bytes);
    this.writing++;
    try {
      await this.client.append(this.stream, this.index.revision, [{ id, type: LEDGER_TYPE, bytes }]);
    } finally {
      this.writing--;
    }
  }

  /** Reads on because something was added, unless that is known, or is what whoever writes here reads back himself. */
  follow(revision = Infinity): void {
    if (revision <= this.index.revision || (this.writing > 0 && revision === this.index.revision + 1)) return;
    void this.catchUp().catch(() => undefined);
  }

  /** The records that hold the places from `position` on, `limit` of them, as they stand on the server now. */
  async batchesFrom(position: number, limit: number): Promise<readonly BatchRecord[]> {
    const { revision } = this.index.recordAt(position);
    const stored = await this.client.readStream(this.stream, revision, limit);
    return stored.flatMap(({ bytes }) => {
      const record = bytes && decodeRecord(bytes).record;
      return record?.kind === 'batch' ? [record] : [];
    });
  }

  /** Resolves with the place of an entry as soon as it has one; rejects with LOG_ORDER_LATE after `ms`. */
  async placeOf(stream: string, revision: number, ms: number): Promise<Position> {
    const known = this.index.positionOf(stream, revision);
    if (known !== undefined) return known;
    // What has no place when the log is stopped never gets one.
    this.assertGrowing();
    const key = waiterKey(stream, revision);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Position>((resolve, reject) => {
        const waiter = { resolve, reject };
        this.waiters.set(key, [...(this.waiters.get(key) ?? []), waiter]);
        timer = setTimeout(() => {
          this.forget(key, waiter);
          reject(remoteUnavailable('LOG_ORDER_LATE'));
        }, ms);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private forget(key: string, waiter: Waiter): void {
    const left = (this.waiters.get(key) ?? []).filter((other) => other !== waiter);
    if (left.length > 0) this.waiters.set(key, left);
    else this.waiters.delete(key);
  }

  /** The last record that we know is read again each time: when it is not there, the server went back in time. */
  private async readOn(): Promise<void> {
    for (;;) {
      const known = this.index.revision;
      const records = await this.client.readStream(this.stream, Math.max(known, 0), RECORDS_PER_READ);
      const [first] = records;
      // Ours is gone, also when something was written behind it since.
      if (known >= 0 && (first === undefined || first.revision > known)) throw this.fail(rolledBack());
      if (known >= 0 && !this.index.endsWith(first!)) throw this.fail(forked(known));
      const fresh = known >= 0 ? records.slice(1) : records;
      for (const record of fresh) this.take(record);
      if (records.length < RECORDS_PER_READ) return;
    }
  }

  private take(stored: StoredRecord): void {
    let record: LedgerRecord;
    try {
      record = this.index.apply(stored);
    } catch (error) {
      throw error instanceof LogUnavailable ? this.fail(error) : error;
    }
    if (record.kind === 'halted') this.refuseWaiters(halted(record.reason));
    if (record.kind !== 'batch') return;
    const other = this.promised.placed(record);
    if (other !== undefined) throw this.fail(changed(other.stream, other.revision));
    this.answerWaiters(record);
    this.wake.notify();
  }

  private answerWaiters({ refs, from }: BatchRecord): void {
    if (this.waiters.size === 0) return;
    refs.forEach(({ stream, revision }, index) => {
      const key = waiterKey(stream, revision);
      for (const { resolve } of this.waiters.get(key) ?? []) resolve((from + index) as Position);
      this.waiters.delete(key);
    });
  }

  private refuseWaiters(error: LogUnavailable): void {
    for (const waiters of this.waiters.values()) for (const { reject } of waiters) reject(error);
    this.waiters.clear();
  }

  private fail(error: LogUnavailable): LogUnavailable {
    this.breakWith(error);
    return error;
  }
}

// A line break cannot occur in the name of a stream.
const waiterKey = (stream: string, revision: number): string => `${stream}\n${revision}`;

/** What was acknowledged here is not what the ledger has, or the ledger has gone on without it. */
const changed = (stream: string, revision: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    `Op de logboekserver is ${stream}, regel ${revision}, verdwenen of veranderd voordat hij een plaats in het logboek had. ` +
      'Leg niets meer vast en roep de beheerder.',
  );

/** The server holds less than it held before: an older copy was put back. */
export const rolledBack = (): LogUnavailable =>
  new LogUnavailable(
    'LOG_ROLLED_BACK',
    'De logboekserver bevat minder dan eerder is vastgelegd. Waarschijnlijk is een oude kopie teruggezet. ' +
      'Leg niets meer vast en roep de beheerder.',
  );
