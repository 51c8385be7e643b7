import type { EventStoreDbLogOptions } from '../eventstoredb/eventstoredb-log.js';
import { MAX_APPEND_BYTES, sizeOf, toNewRecord } from '../eventstoredb/entry-record.js';
import { failureOf, StoreFailure, toUnavailable, toUnreadable } from '../eventstoredb/failures.js';
import { haltLog } from '../eventstoredb/halting.js';
import { Ledger } from '../eventstoredb/ledger.js';
import { DEFAULT_LIMITS } from '../eventstoredb/limits.js';
import { checkLogId, entryPrefix } from '../eventstoredb/names.js';
import { Sequencer } from '../eventstoredb/sequencer.js';
import { StoreClient } from '../eventstoredb/store-client.js';
import type { NewRecord, StoredRecord } from '../eventstoredb/store-client.js';
import { jittered, pause, retried } from '../eventstoredb/waiting.js';
import { damaged, readOrdered } from '../eventstoredb/whole-log.js';
import type { ReadMark } from '../eventstoredb/whole-log.js';
import type { SealedStore } from '../sealed-store.js';
import type { MovableEntry, MovableLog } from './movable-log.js';
import { MoveRefused } from './move-refused.js';

/** Events in one append: a whole page of small entries would make the server hold up everybody else. */
const MAX_RUN_ENTRIES = 500;
/** How often an append is tried of which nobody knows what became, before the move stops; it can be taken up again. */
const MAX_TRIES = 12;
const LIMITS = DEFAULT_LIMITS;
const NEVER = new AbortController().signal;

/** A server that holds the log, and which log on it. */
export interface EventStoreDbPlace extends Pick<EventStoreDbLogOptions, 'url' | 'logId' | 'sealed'> {
  /** The address without a password. */
  readonly shown: string;
}

/** Opens a log on a server to be moved away from or, with `begin`, into: then it is begun when it is not there yet. */
export async function openEventStoreDbMovable(place: EventStoreDbPlace, begin: boolean): Promise<MovableLog> {
  checkLogId(place.logId);
  let client: StoreClient | undefined;
  try {
    client = await StoreClient.connect(place.url, LIMITS);
    const ledger = new Ledger(client, place.logId);
    // Asked again as a whole: whether the first record stands is told by the ledger, and not by the answer to writing it.
    await retried(LIMITS.readTryMs, NEVER, () => known(client!, ledger, place, begin));
    return new EventStoreDbMovable(client, ledger, place);
  } catch (error) {
    await client?.close();
    throw toUnreadable(error);
  }
}

/** Reads the ledger, and begins it when it is not there and `begin` says so. */
async function known(client: StoreClient, ledger: Ledger, place: EventStoreDbPlace, begin: boolean): Promise<void> {
  await ledger.catchUp();
  if (!begin || ledger.index.size > 0) return;
  if ((await place.sealed.settledSize()) > 0) throw sealedOther();
  if (ledger.index.revision >= 0) return;
  const after = await client.lastPosition();
  await ledger.write({ kind: 'opened', log: place.logId, after }).catch((error: unknown) => {
    const failure = failureOf(error);
    // It stands already: ours that came late, or one that is as good.
    if (failure.kind !== 'conflict') throw failure;
  });
  await ledger.catchUp();
}

/** Entries that go to the server in one append: of one stream, one behind the other. */
interface Run {
  readonly stream: string;
  readonly firstRevision: number;
  readonly records: NewRecord[];
  bytes: number;
}

class EventStoreDbMovable implements MovableLog {
  readonly name: string;
  readonly shared = true;
  private readonly prefix: string;
  private readonly sequencer: Sequencer;
  private readonly sealed: SealedStore;
  private readonly mark: ReadMark = {};

  constructor(
    private readonly client: StoreClient,
    private readonly ledger: Ledger,
    { shown, logId, sealed }: EventStoreDbPlace,
  ) {
    this.name = `${shown}, logboek ${logId}`;
    this.prefix = entryPrefix(logId);
    this.sealed = sealed;
    this.sequencer = new Sequencer({ client, ledger, prefix: this.prefix, onFinding: () => undefined });
  }

  async size(): Promise<number> {
    await this.placed();
    return this.ledger.index.size;
  }

  async haltedBecause(): Promise<string | undefined> {
    await this.asked(() => this.ledger.catchUp());
    return this.ledger.index.haltingBecause;
  }

  async frontier(): Promise<Uint8Array> {
    return this.ledger.index.frontier();
  }

  async read(from: number, limit: number): Promise<readonly MovableEntry[]> {
    const entries = await this.asked(() =>
      readOrdered(this.client, this.ledger, this.prefix, from, { limit, mark: this.mark }),
    );
    if (entries.length === 0) return [];
    const groups = await this.sealed.getMany(entries.map(({ leafHash }) => leafHash));
    return entries.map((entry, at) => ({ ...entry, groups: groups[at]! }));
  }

  /**
   * One append after the other, each answered before the next goes out: the order of the server's log is the order of
   * the log, and what stands there cannot change places.
   */
  async add(entries: readonly MovableEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const withGroups = entries.filter(({ groups }) => groups.length > 0);
    await this.sealed.put(withGroups, Date.now());
    for (const run of runsOf(entries)) await this.store(run);
    await this.placed();
    await this.settle();
  }

  async setGroups({ leafHash, groups }: MovableEntry): Promise<void> {
    const [known = []] = await this.sealed.getMany([leafHash]);
    const wanted = new Set(groups.map(({ keyId }) => keyId));
    for (const { keyId } of known) if (!wanted.has(keyId)) await this.sealed.replace(leafHash, keyId, undefined);
    await this.sealed.put([{ leafHash, groups }], Date.now());
    for (const { keyId, box } of groups) await this.sealed.replace(leafHash, keyId, box);
  }

  async halt(reason: string): Promise<void> {
    const placeAll = (): Promise<void> => this.placed();
    const catchUp = (): Promise<void> => this.asked(() => this.ledger.catchUp());
    await haltLog({ ledger: this.ledger, reason, placeAll, catchUp, signal: NEVER });
  }

  async finish(): Promise<void> {
    await this.close();
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** Gives everything that is durable its place; a log that was stopped has given its last. */
  private async placed(): Promise<void> {
    await this.asked(async () => {
      await this.ledger.catchUp();
      const { haltedBecause, revision } = this.ledger.index;
      if (haltedBecause === undefined && revision >= 0) await this.sequencer.pass();
    });
  }

  /** The groups of entries that have their place are no orphans. */
  private async settle(): Promise<void> {
    for (let from = await this.sealed.settledSize(); from < this.ledger.index.size;) {
      const [batch] = await this.asked(() => this.ledger.batchesFrom(from, 1));
      if (batch === undefined) throw damaged(from);
      await this.sealed.settle(from, batch.leafHashes.slice(from - batch.from));
      from = batch.from + batch.leafHashes.length;
    }
  }

  /**
   * Whether the records stand is told by reading them back whenever the answer leaves a doubt; the same bytes with the
   * same ids at the same revision cannot be stored twice.
   */
  private async store({ stream, firstRevision, records }: Run): Promise<void> {
    const name = this.prefix + stream;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.client.append(name, firstRevision - 1, records);
        return;
      } catch (error) {
        const failure = failureOf(error);
        const mayStand = failure.retryable || failure.kind === 'conflict';
        if (!mayStand || attempt + 1 >= MAX_TRIES) throw toUnavailable(failure);
        const found = await this.asked(() => this.client.readStream(name, firstRevision, records.length));
        if (found.length === records.length && records.every((record, at) => same(record, found[at]!))) return;
        if (found.length > 0 || failure.kind === 'conflict') throw toUnavailable(someoneElse(name, failure));
        await pause(jittered(attempt));
      }
    }
  }

  private async asked<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await retried(LIMITS.readTryMs, NEVER, question);
    } catch (error) {
      throw toUnreadable(error);
    }
  }
}

function runsOf(entries: readonly MovableEntry[]): readonly Run[] {
  const runs: Run[] = [];
  for (const entry of entries) {
    const record = recordOf(entry);
    const bytes = sizeOf(record);
    const last = runs[runs.length - 1];
    const fits =
      last !== undefined &&
      last.stream === entry.stream &&
      last.records.length < MAX_RUN_ENTRIES &&
      last.bytes + bytes <= MAX_APPEND_BYTES;
    if (fits) {
      last.records.push(record);
      last.bytes += bytes;
    } else runs.push({ stream: entry.stream, firstRevision: entry.revision, records: [record], bytes });
  }
  return runs;
}

function recordOf(entry: MovableEntry): NewRecord {
  try {
    return toNewRecord(entry);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MoveRefused(
      'MIGRATE_ENTRY_UNFIT',
      `Regel ${entry.position} kan niet op EventStoreDB staan (${error.message}). Draai: besluitspoor verify`,
    );
  }
}

const same = (written: NewRecord, read: StoredRecord): boolean =>
  written.id === read.id && read.bytes !== undefined && Buffer.compare(written.bytes, read.bytes) === 0;

const someoneElse = (stream: string, cause: unknown): StoreFailure =>
  new StoreFailure('misuse', `something else writes in ${stream}`, cause);

const sealedOther = (): MoveRefused =>
  new MoveRefused(
    'MIGRATE_SEALED_OTHER',
    'De plaats voor verzegelde waarden hoort bij een ander logboek. Kies een lege plaats, bijvoorbeeld een eigen schema (?schema=…).',
  );
