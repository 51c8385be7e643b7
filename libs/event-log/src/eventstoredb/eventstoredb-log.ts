import { closedError, RETRY_AFTER_MS } from '../group-commit.js';
import { COMMAND_MAC_KEY_ID, MAX_QUEUED_BATCHES } from '../port.js';
import type {
  AppendBatch,
  AppendResult,
  EventLog,
  LogHead,
  LogUnavailable,
  Position,
  ReadOptions,
  StoredCommand,
  StoredEntry,
  StreamHead,
} from '../port.js';
import { answerAgain, checkBatch, checkPage, checkReplacement, timeToMs } from '../rules.js';
import { ORPHAN_AGE_MS, withoutMac } from '../sealed-store.js';
import type { SealedStore } from '../sealed-store.js';
import { assertDense, follow } from '../wake.js';
import { Appender } from './appender.js';
import { toEntry, toRecords } from './entry-record.js';
import type { ReadEntry } from './entry-record.js';
import { remoteUnavailable, failureOf, StoreFailure, toUnreadable } from './failures.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { Limits } from './limits.js';
import { haltLog } from './halting.js';
import { Lease, momentNow } from './lease.js';
import { missing } from './ledger-index.js';
import { Ledger, rolledBack } from './ledger.js';
import { checkLogId, entryPrefix } from './names.js';
import { Sequencer } from './sequencer.js';
import type { LogFinding } from './sequencer.js';
import { isAfter, StoreClient } from './store-client.js';
import type { StoredRecord } from './store-client.js';
import { StreamCache } from './stream-cache.js';
import type { KnownCommand } from './stream-cache.js';
import { coalesced, pause, retried } from './waiting.js';
import { damaged, readOrdered } from './whole-log.js';
import type { ReadMark } from './whole-log.js';
import { Window } from './window.js';

/** Connections for appends and reads of streams, beside one for the order of the log. */
const DEFAULT_CONNECTIONS = 3;
/** One connection carries 100 calls; a few stay free for a subscription and for what is being cancelled. */
const CALLS_PER_CONNECTION = 90;
/** So many ledger records more than the outline has are worth writing it anew at once. */
const OUTLINE_RECORDS = 256;
/**
 * What was appended waits so long for its place, so that many get it at once and the ledger takes little from appends. A
 * place is to be there within 200 ms, of which reading and writing take their part.
 */
const PLACE_PAUSE_MS = 25;
/** Entries that may be acknowledged here and have no place yet; some seconds of a busy server. */
const MAX_UNPLACED_ENTRIES = 10_000;
/** Findings that are kept for whoever asks; the first are kept, because they tell where it began. */
const MAX_FINDINGS = 1_000;

export interface EventStoreDbLogOptions {
  /** The connection string: `esdb://…` or `esdb+discover://…`, with name and password unless the server has no TLS. */
  readonly url: string;
  /** Which log on that server: 1 to 64 letters, digits, dots, dashes or underscores. */
  readonly logId: string;
  /** Where sealed groups are kept; the caller closes it after the log. */
  readonly sealed: SealedStore;
  /** Called before a batch is sent, so that new keys are durable before what they seal. */
  readonly beforeCommit?: () => void;
  /** How many batches may be under way; MAX_QUEUED_BATCHES unless told. */
  readonly maxQueuedBatches?: number;
  /** Connections for appends and reads; 3 unless told. */
  readonly connections?: number;
  /** Whether this process gives entries their place; yes unless told. At least one that uses the log must. */
  readonly sequence?: boolean;
  /**
   * The size that was signed before, which the log may never be smaller than. Asked at opening and every half second;
   * while the log is smaller nothing is acknowledged.
   */
  readonly signedSize?: () => number | undefined | Promise<number | undefined>;
  /**
   * Where the outline of the ledger is kept between two openings; without it each opening reads the whole ledger. Derived:
   * it may be thrown away. Written by a process that gives places, and taken only when the server's ledger bears it out.
   */
  readonly outlineFile?: string | undefined;
  /** Hears of what somebody did on the server to our streams; see `findings`. */
  readonly onFinding?: (finding: LogFinding) => void;
  /** Milliseconds since 1970, for the age of sealed groups. */
  readonly now?: () => number;
  /** How long things may take, where that is not what DEFAULT_LIMITS says. */
  readonly limits?: Partial<Limits>;
}

export interface EventStoreDbLog extends EventLog {
  readonly logId: string;
  /** What was seen on the server since this log was opened, each kind once per stream, at most 1,000. */
  readonly findings: readonly LogFinding[];
  /** Stops the log for good, for every server: nobody acknowledges anything after it. `reason` is kept in the ledger. */
  halt(reason: string): Promise<void>;
  /** Notes which sealed groups have their entry, and removes those that never got one; gives how many it removed. */
  tidySealed(): Promise<number>;
}

/**
 * Opens the log `logId` on an EventStoreDB or KurrentDB server, or begins it. Several processes may have it open and
 * append; docs/adr/0010 says how they keep one order. Refuses with LogUnavailable.
 */
export async function openEventStoreDbLog(options: EventStoreDbLogOptions): Promise<EventStoreDbLog> {
  checkLogId(options.logId);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clients: StoreClient[] = [];
  try {
    for (let i = 0; i <= (options.connections ?? DEFAULT_CONNECTIONS); i++)
      clients.push(await StoreClient.connect(options.url, limits));
    const [ordering, ...others] = clients as [StoreClient, ...StoreClient[]];
    const ledger = new Ledger(ordering, options.logId);
    const patiently = <T>(work: () => Promise<T>): Promise<T> =>
      retried(limits.readTryMs, new AbortController().signal, work);
    await patiently(() => begin(ordering, ledger, options));
    // Already now, and not only at the end: a process may be killed, and its other threads open the log after this.
    const { outlineFile, sequence } = options;
    if (outlineFile !== undefined && sequence !== false && ledger.index.revision >= ledger.recalled + OUTLINE_RECORDS)
      await ledger.keep(outlineFile);
    // A hundred calls at once on a fresh connection were seen to hang, so each begins with one.
    await Promise.all(others.map((client) => patiently(() => client.readLast(ledger.stream))));
    return new OpenEventStoreDbLog(ordering, others, ledger, limits, options);
  } catch (error) {
    await Promise.all(clients.map((client) => client.close()));
    throw toUnreadable(error);
  }
}

/** Reads the ledger, or writes its first record: nothing of this log can stand before the server's end at that moment. */
async function begin(
  client: StoreClient,
  ledger: Ledger,
  { logId, signedSize, outlineFile }: EventStoreDbLogOptions,
): Promise<void> {
  if (outlineFile !== undefined && ledger.index.revision < 0) await ledger.recall(outlineFile);
  // Asked first: another server may sign what it recorded after our look at the ledger.
  const signed = (await signedSize?.()) ?? 0;
  await ledger.catchUp();
  if (ledger.index.size < signed) throw rolledBack();
  if (ledger.index.revision >= 0) return;
  const after = await client.lastPosition();
  await ledger.write({ kind: 'opened', log: logId, after }).catch((error: unknown) => {
    const failure = failureOf(error);
    // Another process was first; its record is as good as ours.
    if (failure.kind !== 'conflict') throw failure;
  });
  await ledger.catchUp();
  // Something stands there and cannot be seen: its beginning was hidden, and it is not begun anew.
  if (ledger.index.revision < 0) throw missing(0);
}

class OpenEventStoreDbLog implements EventStoreDbLog {
  readonly logId: string;
  readonly findings: LogFinding[] = [];
  private readonly prefix: string;
  private readonly window: Window<StoreClient>;
  private readonly streamCache: StreamCache;
  private readonly appender: Appender;
  private readonly sequencer: Sequencer;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly background: Promise<unknown>;
  private readonly lease = new Lease();
  /** Looks whether the log may still be recorded in; when it may, that holds for a while from the begin of the look. */
  private readonly look: () => Promise<void>;
  private highMs: number | undefined;
  private readonly mark: ReadMark = {};
  private placingSoon = false;
  private closing = false;
  /** While the log is smaller than what was signed; see `signedSize`. */
  private smaller: LogUnavailable | undefined;

  constructor(
    private readonly ordering: StoreClient,
    private readonly others: readonly StoreClient[],
    private readonly ledger: Ledger,
    private readonly limits: Limits,
    private readonly options: EventStoreDbLogOptions,
  ) {
    this.logId = options.logId;
    this.prefix = entryPrefix(options.logId);
    this.window = new Window(others, CALLS_PER_CONNECTION);
    this.streamCache = new StreamCache((...what) => this.readRecords(...what), this.prefix);
    this.appender = new Appender({
      window: this.window,
      streams: this.streamCache,
      sealed: options.sealed,
      prefix: this.prefix,
      limits,
      beforeCommit: options.beforeCommit,
      now: () => this.now(),
      highMs: () => this.highest(),
    });
    const onFinding = (finding: LogFinding): void => this.find(finding);
    const waitMs = options.sequence === false ? limits.orderMs : undefined;
    this.sequencer = new Sequencer({ client: ordering, ledger, prefix: this.prefix, waitMs, onFinding });
    this.look = coalesced(() => this.lookOnce());
    const wake = (revision?: number): void => ledger.follow(revision);
    this.background = Promise.all([this.sweep(), ordering.watch(ledger.stream, wake, this.stopping.signal)]);
  }

  get haltedBecause(): string | undefined {
    return this.ledger.index.haltingBecause;
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    const answer = this.take(batch);
    this.underWay.add(answer);
    const done = (): void => void this.underWay.delete(answer);
    answer.then(done, done);
    return answer;
  }

  async findCommand(stream: string, commandId: string): Promise<StoredCommand | undefined> {
    this.assertOpen();
    const known = await this.reading(() => this.streamCache.refreshed(stream));
    const command = known.commands.get(commandId);
    return command && this.storedCommand(stream, command);
  }

  async replaceSealed(position: Position, keyId: string, box: Uint8Array | undefined): Promise<void> {
    this.assertOpen();
    checkReplacement(position, keyId, box);
    await this.ownPlaced();
    if (position >= this.ledger.index.size) return;
    const [batch] = await this.reading(() => this.ordered((ledger) => ledger.batchesFrom(position, 1)));
    const leafHash = batch?.leafHashes[position - batch.from];
    if (leafHash === undefined) throw damaged(position);
    await this.options.sealed.replace(leafHash, keyId, box);
  }

  async removeGroups(keyId: string): Promise<number> {
    this.assertOpen();
    return this.options.sealed.removeKey(keyId);
  }

  async readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredEntry[]> {
    this.assertOpen();
    checkPage(limit, fromRevision);
    const records = await this.reading(() => this.readRecords(this.prefix + stream, fromRevision, limit));
    const entries = records.map((record) => toEntry(record, this.prefix));
    if (this.ledger.promised.has(stream)) await this.ownPlaced();
    this.assertWhole(stream, fromRevision, limit, entries);
    const ours = this.isClosed ? entries.filter(({ revision }) => this.has(stream, revision)) : entries;
    const last = ours[ours.length - 1];
    if (last === undefined) return [];
    await this.place(stream, last.revision);
    return this.withSealed(ours.map((entry) => ({ ...entry, position: this.checkedPosition(entry) })));
  }

  async readAll(after: Position | undefined, limit: number, options?: ReadOptions): Promise<readonly StoredEntry[]> {
    this.assertOpen();
    checkPage(limit, after);
    await this.ownPlaced();
    return this.readPlaced(after, limit, options);
  }

  async streams(prefix: string): Promise<readonly StreamHead[]> {
    this.assertOpen();
    await this.ownPlaced();
    return this.ledger.index.heads(prefix);
  }

  async streamHead(stream: string): Promise<StreamHead | undefined> {
    this.assertOpen();
    const last = await this.reading(() => this.window.use((client) => client.readLast(this.prefix + stream)));
    if (this.ledger.promised.has(stream)) await this.ownPlaced();
    const revision = last?.revision ?? -1;
    if (revision + 1 < this.ledger.index.countOf(stream)) throw remoteUnavailable('LOG_STREAM_GONE');
    if (last === undefined) return undefined;
    if (this.isClosed) return this.ledger.index.headOf(stream);
    return { stream, revision, lastPosition: await this.place(stream, revision) };
  }

  async head(): Promise<LogHead> {
    this.assertOpen();
    await this.ownPlaced();
    const { size, lastTime } = this.ledger.index;
    return { position: size === 0 ? undefined : ((size - 1) as Position), size, lastTime };
  }

  async catchUp(): Promise<void> {
    this.assertOpen();
    await this.reading(async () => {
      await this.ledgerRead();
      await this.patiently(() => this.sequencer.pass());
      // Nobody signs a log of which something that was acknowledged is gone.
      if (this.ledger.brokenBy !== undefined) throw this.ledger.brokenBy;
    });
  }

  async frontier(): Promise<Uint8Array> {
    this.assertOpen();
    await this.ownPlaced();
    return this.ledger.index.frontier();
  }

  subscribe(after: Position | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEntry[]> {
    // It is woken for what gets its place later, so it waits for none.
    return follow((last, limit) => this.readPlaced(last, limit), this.ledger.wake, after, signal);
  }

  async halt(reason: string): Promise<void> {
    this.assertOpen();
    const placeAll = (): Promise<void> => this.patiently(() => this.sequencer.pass());
    const catchUp = (): Promise<void> => this.ledgerRead();
    const { ledger } = this;
    await this.reading(() => haltLog({ ledger, reason, placeAll, catchUp, signal: this.stopping.signal }));
  }

  async tidySealed(): Promise<number> {
    this.assertOpen();
    const { sealed } = this.options;
    const putBefore = this.now() - ORPHAN_AGE_MS;
    // Everything that stands gets its place first: what has none afterwards and is old never arrived.
    await this.reading(() => this.sequencer.pass());
    for (let from = await sealed.settledSize(); from < this.ledger.index.size;) {
      const [batch] = await this.reading(() => this.ordered((ledger) => ledger.batchesFrom(from, 1)));
      if (batch === undefined) throw damaged(from);
      await sealed.settle(from, batch.leafHashes.slice(from - batch.from));
      from = batch.from + batch.leafHashes.length;
    }
    return sealed.removeOrphans(putBefore);
  }

  async close(): Promise<void> {
    if (this.ledger.wake.closed) return;
    this.closing = true;
    await Promise.allSettled([...this.underWay]);
    // Whoever opens it next finds what was acknowledged here; what cannot be placed now is placed by another, or then.
    if (this.places && this.isBehind) await this.sequencer.pass().catch(() => undefined);
    this.ledger.wake.close();
    this.stopping.abort();
    await this.background;
    const { outlineFile, sequence } = this.options;
    if (outlineFile !== undefined && sequence !== false) await this.ledger.keep(outlineFile);
    await Promise.all([this.ordering, ...this.others].map((client) => client.close()));
  }

  private async take(batch: AppendBatch): Promise<AppendResult> {
    if (this.closing) throw closedError();
    checkBatch(batch);
    const asked = { batch, timeMs: timeToMs(batch.time), records: toRecords(batch) };
    this.assertUsable();
    // Acts wait as well when the order falls behind: what has no place yet is kept in memory.
    const isFull = this.ledger.promised.size >= MAX_UNPLACED_ENTRIES;
    if (isFull || this.underWay.size >= (this.options.maxQueuedBatches ?? MAX_QUEUED_BATCHES))
      return { kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS };
    const knownUpTo = this.ledger.index.lastPosition;
    const outcome = await this.appender.append(asked);
    if (outcome.kind === 'conflict' || outcome.kind === 'clock-untrusted') return outcome;
    if (outcome.kind === 'known') {
      return answerAgain(batch, await this.storedCommand(batch.stream, outcome.command));
    }
    this.highMs = Math.max(this.highMs ?? asked.timeMs, asked.timeMs);
    const { firstRevision, count, at } = outcome;
    // With any doubt on the way, or before what is known to stand, the server may not be what it was: its place tells.
    if (at === undefined || (knownUpTo !== undefined && !isAfter(at, knownUpTo))) {
      this.lease.end();
      await this.place(batch.stream, firstRevision + count - 1);
      batch.entries.forEach(({ leafHash }, index) =>
        this.ledger.assertFits(batch.stream, firstRevision + index, leafHash),
      );
    } else {
      const leafHashes = batch.entries.map(({ leafHash }) => leafHash);
      this.ledger.promise(batch.stream, firstRevision, leafHashes, at);
      this.placeSoon();
    }
    await this.mayAcknowledge();
    const firstPosition = this.ledger.index.positionOf(batch.stream, firstRevision);
    return { kind: 'appended', firstPosition, firstRevision, count };
  }

  /** Resolves when an act that is durable may be told to be so; see `Lease`. The look comes after the append. */
  private async mayAcknowledge(): Promise<void> {
    for (const end = performance.now() + this.limits.orderMs; ;) {
      this.assertUsable();
      if (this.lease.holds()) return;
      if (performance.now() >= end) throw remoteUnavailable('LOG_OUTCOME_UNKNOWN');
      await this.patiently(() => this.look()).catch((error: unknown) => {
        throw error instanceof StoreFailure ? remoteUnavailable('LOG_OUTCOME_UNKNOWN', error) : error;
      });
    }
  }

  private async lookOnce(): Promise<void> {
    const begun = momentNow();
    // Asked first: another server may sign what it recorded after our look at the ledger.
    const signed = (await this.options.signedSize?.()) ?? 0;
    await this.ledger.catchUp();
    this.smaller = this.ledger.index.size < signed ? rolledBack() : undefined;
    this.lease.renew(begun);
  }

  /** Lets what was appended get its place, together with what comes in the meantime. */
  private placeSoon(): void {
    const { signal } = this.stopping;
    if (this.placingSoon || !this.places || !this.isBehind || signal.aborted) return;
    this.placingSoon = true;
    const placed = pause(PLACE_PAUSE_MS, signal).then(() => (signal.aborted ? undefined : this.sequencer.pass()));
    void placed.then(
      () => {
        this.placingSoon = false;
        this.placeSoon();
      },
      // The next act tries again, or the next turn of the sweep.
      () => (this.placingSoon = false),
    );
  }

  /** Whether this process gives places, and the log still has them to give. */
  private get places(): boolean {
    return this.options.sequence !== false && !this.isClosed;
  }

  /** Whether something that was stored here has no place yet. */
  private get isBehind(): boolean {
    return this.ledger.promised.size > 0;
  }

  /** The log was stopped: what has no place in it is not in it. */
  private get isClosed(): boolean {
    return this.ledger.index.haltedBecause !== undefined;
  }

  /** Resolves when everything that was acknowledged here before the call has its place. */
  private async ownPlaced(): Promise<void> {
    if (!this.isBehind || this.isClosed || this.ledger.brokenBy !== undefined) return;
    await this.reading(() => this.patiently(() => this.sequencer.pass()));
  }

  private async readPlaced(
    after: Position | undefined,
    limit: number,
    options?: ReadOptions,
  ): Promise<readonly StoredEntry[]> {
    const from = after === undefined ? 0 : after + 1;
    const entries = await this.reading(() =>
      this.ordered((ledger, client) => readOrdered(client, ledger, this.prefix, from, { limit, mark: this.mark })),
    );
    const page = await this.withSealed(entries, options);
    assertDense(page, after);
    return page;
  }

  private async storedCommand(stream: string, command: KnownCommand): Promise<StoredCommand> {
    const { firstRevision, count } = command;
    await this.place(stream, firstRevision);
    // Its digest is kept with its first entry.
    const [record] = await this.readRecords(this.prefix + stream, firstRevision, 1);
    if (record === undefined) throw remoteUnavailable('LOG_STREAM_GONE');
    const first = toEntry(record, this.prefix);
    const firstPosition = this.checkedPosition(first);
    const [groups] = await this.options.sealed.getMany([first.leafHash]);
    const mac = groups?.find(({ keyId }) => keyId === COMMAND_MAC_KEY_ID)?.box;
    return { firstPosition, firstRevision, count, mac };
  }

  /** The place of an entry that stands in its stream; asks for it when it has none yet. */
  private async place(stream: string, revision: number): Promise<Position> {
    const known = this.ledger.index.positionOf(stream, revision);
    if (known !== undefined) return known;
    if (this.options.sequence !== false) void this.sequencer.pass().catch(() => undefined);
    return this.ledger.placeOf(stream, revision, this.limits.orderMs);
  }

  /** What the ledger has of a stream and the server no longer gives was deleted there. */
  private assertWhole(stream: string, from: number, limit: number, entries: readonly ReadEntry[]): void {
    const wanted = Math.min(limit, this.ledger.index.countOf(stream) - from);
    const whole = entries.length >= wanted && entries.every(({ revision }, index) => revision === from + index);
    if (!whole) throw remoteUnavailable('LOG_STREAM_GONE');
  }

  /** What reached the server of a log that was stopped before it had a place is not in that log, and never will be. */
  private has(stream: string, revision: number): boolean {
    return this.ledger.index.positionOf(stream, revision) !== undefined;
  }

  private checkedPosition(entry: ReadEntry): Position {
    const position = this.ledger.index.positionOf(entry.stream, entry.revision)!;
    if (!this.ledger.index.fits(position, entry.leafHash)) throw damaged(position);
    return position;
  }

  private async withSealed(
    entries: readonly (ReadEntry & { readonly position: Position })[],
    { withoutSealed = false }: ReadOptions = {},
  ): Promise<readonly StoredEntry[]> {
    if (entries.length === 0) return [];
    const leafHashes = entries.map(({ leafHash }) => leafHash);
    const groups = withoutSealed ? [] : await this.options.sealed.getMany(leafHashes);
    return entries.map(({ position, stream, revision, id, commandId, leafHash, bytes }, index) => {
      const sealed = withoutMac(groups[index] ?? []);
      return { position, stream, revision, id, commandId, leafHash, bytes, sealed };
    });
  }

  private readRecords(stream: string, from: number, limit: number): Promise<readonly StoredRecord[]> {
    return this.patiently(() => this.window.use((client) => client.readStream(stream, from, limit)));
  }

  private ordered<T>(read: (ledger: Ledger, client: StoreClient) => Promise<T>): Promise<T> {
    return this.patiently(() => read(this.ledger, this.ordering));
  }

  private ledgerRead(): Promise<void> {
    return this.patiently(() => this.ledger.catchUp());
  }

  /** For what stores nothing, or nothing twice. */
  private patiently<T>(work: () => Promise<T>): Promise<T> {
    return retried(this.limits.readTryMs, this.stopping.signal, work);
  }

  private async reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw toUnreadable(error);
    }
  }

  /** Goes on for as long as the log is open; whatever fails is tried again at the next turn. */
  private async sweep(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(this.limits.sweepMs, signal);
      if (signal.aborted) return;
      await this.sweepOnce().catch(() => undefined);
    }
  }

  private async sweepOnce(): Promise<void> {
    await this.look();
    if (this.options.sequence !== false) await this.sequencer.pass();
  }

  private highest(): number | undefined {
    const { lastTime } = this.ledger.index;
    if (lastTime === undefined) return this.highMs;
    return Math.max(timeToMs(lastTime), this.highMs ?? -Infinity);
  }

  private find(finding: LogFinding): void {
    const known = this.findings.some(({ kind, stream }) => kind === finding.kind && stream === finding.stream);
    if (known || this.findings.length >= MAX_FINDINGS) return;
    this.findings.push(finding);
    this.options.onFinding?.(finding);
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private assertUsable(): void {
    this.ledger.assertUsable();
    if (this.smaller !== undefined) throw this.smaller;
  }

  private assertOpen(): void {
    if (this.ledger.wake.closed) throw closedError();
  }
}
