import { openFrontier } from '#transparency';
import { LogUnavailable, MAX_CLOCK_SKEW_MS } from '../port.js';
import { timeToMs } from '../rules.js';
import { notOurs, toEntry } from './entry-record.js';
import type { ReadEntry } from './entry-record.js';
import { failureOf, remoteUnavailable, StoreFailure } from './failures.js';
import { MAX_RECORD_ENTRIES } from './ledger-record.js';
import type { BatchRecord } from './ledger-record.js';
import type { Ledger } from './ledger.js';
import { METADATA_PREFIX } from './names.js';
import { isAfter } from './store-client.js';
import type { StoreClient, StorePosition, StoredRecord } from './store-client.js';
import { coalesced, jittered, pause } from './waiting.js';

/** Events of the whole server per read. */
const PAGE = 512;
/** How often a record is tried that nobody else puts in our place; beyond this the server does not take records. */
const MAX_TRIES = 8;
/** Who waits for another to give places looks at the ledger this often. */
const LOOK_AGAIN_MS = 20;

/** Something on the server that does not stop the log and that somebody must look at. */
export interface LogFinding {
  readonly kind:
    /** Somebody changed the settings of one of our streams, so that the server may hide or remove entries. */
    | 'stream-settings-changed'
    /** Somebody closed one of our streams for ever. */
    | 'stream-closed'
    /** An entry was recorded by a clock that is behind by more than is allowed. */
    | 'clock-behind';
  /** The stream, by its name on the server. */
  readonly stream: string;
}

interface PlacedEntry extends ReadEntry {
  readonly at: StorePosition;
}

interface SequencerOptions {
  readonly client: StoreClient;
  readonly ledger: Ledger;
  /** How the names of the streams with entries begin. */
  readonly prefix: string;
  /** Undefined: it writes the places down. Otherwise another process does, and this is how long it is waited for. */
  readonly waitMs?: number | undefined;
  readonly onFinding: (finding: LogFinding) => void;
}

/**
 * Gives every entry its place: reads the server's own log in order, and writes the places down in the ledger, record by
 * record, each under the exact revision of the ledger. Many may run at the same time: of two that write after the same
 * record one is refused, reads what the other wrote, and goes on after it. Nothing is kept that the ledger does not say,
 * so one that dies leaves nothing behind.
 */
export class Sequencer {
  /**
   * Gives a place to everything that stood on the server at the call, or with `waitMs` sees to it that it has one. Of a
   * log that was stopped nothing more gets a place.
   */
  readonly pass: () => Promise<void>;
  /** How far we looked, which may be beyond the last entry that has its place. */
  private scanned: StorePosition | undefined;
  private pending: PlacedEntry[] = [];
  private ahead:
    { readonly from: StorePosition | undefined; readonly page: Promise<readonly StoredRecord[]> } | undefined;

  constructor(private readonly options: SequencerOptions) {
    this.pass = coalesced(() => this.placeAll());
  }

  private async placeAll(): Promise<void> {
    const { ledger, waitMs } = this.options;
    const end = performance.now() + (waitMs ?? Infinity);
    // What was read before this call may lack what stood at the call.
    this.ahead = undefined;
    for (let tries = 0, atEnd = false; ledger.index.haltedBecause === undefined;) {
      // One look at the end is enough: what came after it came after the call.
      if (!atEnd) atEnd = await this.scan();
      // While we read, the ledger may have grown by a record of another about these very entries.
      this.dropPlaced();
      if (this.pending.length === 0 && atEnd) return;
      if (this.pending.length === 0) continue;
      const before = ledger.index.revision;
      if (waitMs !== undefined) {
        if (performance.now() >= end) throw remoteUnavailable('LOG_ORDER_LATE');
        await pause(LOOK_AGAIN_MS);
        await ledger.catchUp();
        continue;
      }
      const failure = await this.tryToWrite();
      // Whether our record stands, or that of another, is told by the ledger and by nothing else; it may have told already.
      if (ledger.index.revision === before) await ledger.catchUp();
      if (ledger.index.revision > before) tries = 0;
      else if (++tries >= MAX_TRIES) throw failure ?? new StoreFailure('unavailable', 'the ledger does not grow');
      else await pause(jittered(tries));
    }
  }

  private async tryToWrite(): Promise<StoreFailure | undefined> {
    this.options.ledger.assertGrowing();
    try {
      await this.options.ledger.write(this.compose(this.pending.slice(0, MAX_RECORD_ENTRIES)));
      return undefined;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'conflict' || failure.retryable) return failure;
      throw error;
    }
  }

  /**
   * Fills `pending` for one record, from where we looked last, or from where another sequencer was. True when it saw the
   * end of the server's log.
   */
  private async scan(): Promise<boolean> {
    this.dropPlaced();
    while (this.pending.length < MAX_RECORD_ENTRIES) {
      const page = await this.readOn();
      for (const record of page) this.look(record);
      if (page.length < PAGE) return true;
      this.readAhead();
    }
    return false;
  }

  private readOn(): Promise<readonly StoredRecord[]> {
    const { ahead } = this;
    this.ahead = undefined;
    if (ahead !== undefined && ahead.from === this.scanned) return ahead.page;
    return this.options.client.readAll(this.scanned, PAGE);
  }

  /** Whoever is behind reads the next page while he writes down the places of this one. */
  private readAhead(): void {
    const page = this.options.client.readAll(this.scanned, PAGE);
    // When it fails and nobody asks for it, nobody needs to know.
    page.catch(() => undefined);
    this.ahead = { from: this.scanned, page };
  }

  private dropPlaced(): void {
    const placed = this.options.ledger.index.lastPosition;
    if (placed === undefined) return;
    this.pending = this.pending.filter(({ at }) => isAfter(at, placed));
    if (this.scanned === undefined || isAfter(placed, this.scanned)) this.scanned = placed;
  }

  private look(record: StoredRecord): void {
    const at = record.position!;
    // Reading from a position gives what stands there once more.
    if (this.scanned !== undefined && !isAfter(at, this.scanned)) return;
    const { prefix, ledger, onFinding } = this.options;
    const { stream } = record;
    if (stream.startsWith(METADATA_PREFIX)) {
      const of = stream.slice(METADATA_PREFIX.length);
      if (of === ledger.stream || of.startsWith(prefix)) onFinding({ kind: 'stream-settings-changed', stream: of });
    } else if (stream.startsWith(prefix)) {
      // The server's own mark that the stream is closed; everything else must be an entry.
      if (record.type.startsWith('$')) onFinding({ kind: 'stream-closed', stream });
      else this.pending.push({ ...this.read(record), at });
    }
    this.scanned = at;
  }

  private read(record: StoredRecord): ReadEntry {
    try {
      return toEntry(record, this.options.prefix);
    } catch (error) {
      if (error instanceof LogUnavailable) this.options.ledger.breakWith(error);
      throw error;
    }
  }

  private compose(entries: readonly PlacedEntry[]): BatchRecord {
    const { index } = this.options.ledger;
    const tree = openFrontier(index.frontier());
    const next = new Map<string, number>();
    let lastTime = index.lastTime ?? entries[0]!.time;
    for (const { stream, revision, leafHash, time } of entries) {
      const wanted = next.get(stream) ?? index.countOf(stream);
      if (revision !== wanted) throw this.fail(revision < wanted ? notOurs(stream, revision) : gone(stream, wanted));
      next.set(stream, revision + 1);
      tree.append(leafHash);
      if (time >= lastTime) lastTime = time;
      else if (timeToMs(time) < timeToMs(lastTime) - MAX_CLOCK_SKEW_MS)
        this.options.onFinding({ kind: 'clock-behind', stream });
    }
    return {
      kind: 'batch',
      from: index.size,
      leafHashes: entries.map(({ leafHash }) => leafHash),
      refs: entries.map(({ stream, revision, id }) => ({ stream, revision, id })),
      lastPosition: entries[entries.length - 1]!.at,
      lastTime,
      frontier: tree.toBytes(),
    };
  }

  private fail(error: LogUnavailable): LogUnavailable {
    this.options.ledger.breakWith(error);
    return error;
  }
}

const gone = (stream: string, revision: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_STREAM_GONE',
    `Op de logboekserver is ${stream}, regel ${revision}, verdwenen voordat hij een plaats in het logboek had. ` +
      'Leg niets meer vast en roep de beheerder.',
  );
