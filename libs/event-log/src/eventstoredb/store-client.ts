import type { Credentials, EventStoreDBClient } from '@eventstore/db-client';
import { StoreFailure, toFailure } from './failures.js';
import type { Limits } from './limits.js';
import { jittered, pause, within } from './waiting.js';

/** The client keeps its deadlines for most appends; ours, a little later, holds for all. */
const DEADLINE_MARGIN_MS = 500;
/** A connection is not taken for dead sooner than this after it was made. */
const LEAST_LIFE_MS = 2_000;
/** Events that the client may hold ready while we read a page. */
const HIGH_WATER_MARK = 64;
/**
 * Bytes that the server may send before it hears that they were read. With the 64 KB of HTTP/2 itself a page of a
 * thousand entries waits a dozen times for a turn of a busy process: 512 events were seen to take a second.
 */
const FLOW_WINDOW_BYTES = 4_194_304;

/** The type of every entry: the log must not show what an entry is about. */
export const ENTRY_TYPE = 'entry';

/** A place in the server's own log: increasing, with gaps. */
export interface StorePosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Whether `a` comes after `b`: the order of the server's log. */
export const isAfter = (a: StorePosition, b: StorePosition): boolean =>
  a.commit > b.commit || (a.commit === b.commit && a.prepare > b.prepare);

/** One event as we write it. */
export interface NewRecord {
  /** A UUID. */
  readonly id: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** JSON. */
  readonly metadata?: Uint8Array | undefined;
}

/** One event as the server gives it. */
export interface StoredRecord {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  /** The bytes exactly as they were written; undefined when the event was not written as bytes. */
  readonly bytes: Uint8Array | undefined;
  readonly metadata: unknown;
  /** Only in reads of the whole log. */
  readonly position: StorePosition | undefined;
}

/** What we use of the event that the client gives, in the shapes that it was seen to have. */
interface ClientEvent {
  readonly streamId: string;
  readonly revision: bigint | number;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position?: { readonly commit: bigint | number; readonly prepare: bigint | number };
}

/** What we use of the client's streams. */
interface ClientStream extends AsyncIterable<{ readonly event?: unknown }> {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  destroy(): unknown;
  cancel?(): Promise<void>;
  unsubscribe?(): Promise<void>;
}

/**
 * One connection to the server. Every call has a deadline, and whatever goes wrong comes out as a StoreFailure.
 *
 * Appends give credentials with each call, which makes the client use its plain append instead of its batch stream: on
 * that stream one failure rejects every append of the process, and may end the process (docs/adr/0010). A server without
 * TLS pays no attention to their value.
 */
export class StoreClient {
  private client: EventStoreDBClient;
  private renewedAt = -Infinity;
  private readonly closing = new AbortController();
  private readonly replaced = new Set<Promise<void>>();

  private constructor(
    private readonly open: () => EventStoreDBClient,
    private readonly credentials: Credentials,
    private readonly limits: Limits,
  ) {
    this.client = open();
  }

  /** The package is loaded here and nowhere else, and only when somebody opens such a log: it is large. */
  static async connect(url: string, limits: Limits): Promise<StoreClient> {
    const { EventStoreDBClient } = await import('@eventstore/db-client');
    try {
      const open = (): EventStoreDBClient => withWideWindow(EventStoreDBClient.connectionString(url));
      return new StoreClient(open, credentialsOf(url), limits);
    } catch (error) {
      throw new StoreFailure('bad-address', 'the address of the server cannot be read', error);
    }
  }

  /**
   * Appends after revision `expected` (-1: the stream holds nothing); all of it or nothing. Gives where the last of it
   * stands in the server's log; undefined when the server does not tell.
   */
  async append(stream: string, expected: number, records: readonly NewRecord[]): Promise<StorePosition | undefined> {
    const events = records.map(toEvent);
    const expectedRevision = expected < 0 ? ('no_stream' as const) : BigInt(expected);
    const { credentials } = this;
    const options = { expectedRevision, credentials, requiresLeader: true, deadline: this.limits.appendMs };
    try {
      const call = this.client.appendToStream(stream, events, options);
      const { nextExpectedRevision, position } = await within(
        this.limits.appendMs + DEADLINE_MARGIN_MS,
        'an append',
        call,
      );
      const last = expected + records.length;
      if (Number(nextExpectedRevision) !== last)
        throw new StoreFailure('outcome-unknown', `stored up to ${nextExpectedRevision} and not to ${last}`);
      return position;
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** Events of a stream from a revision on, in order; none when the stream does not exist. */
  async readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredRecord[]> {
    const fromRevisionBig = BigInt(fromRevision);
    return this.collectStream(() =>
      this.client.readStream(
        stream,
        { fromRevision: fromRevisionBig, maxCount: limit, ...this.readOptions() },
        { highWaterMark: HIGH_WATER_MARK },
      ),
    );
  }

  async readLast(stream: string): Promise<StoredRecord | undefined> {
    const [last] = await this.collectStream(() =>
      this.client.readStream(stream, {
        fromRevision: 'end',
        direction: 'backwards',
        maxCount: 1,
        ...this.readOptions(),
      }),
    );
    return last;
  }

  /** Events of the whole server from a position on, that one included, in the order of its log. Nothing is filtered. */
  async readAll(from: StorePosition | undefined, limit: number): Promise<readonly StoredRecord[]> {
    const fromPosition = from === undefined ? ('start' as const) : from;
    return this.collect(() =>
      this.client.readAll({ fromPosition, maxCount: limit, ...this.readOptions() }, { highWaterMark: HIGH_WATER_MARK }),
    );
  }

  /** The last position of the whole server, or undefined when it holds nothing. */
  async lastPosition(): Promise<StorePosition | undefined> {
    const [last] = await this.collect(() =>
      this.client.readAll({ fromPosition: 'end', direction: 'backwards', maxCount: 1, ...this.readOptions() }),
    );
    return last?.position;
  }

  /**
   * Calls `wake` when something may have been added to a stream, until `signal` aborts: with the revision of what was
   * added, so that who knows it already need not look, and without one when nobody knows what came meanwhile. It wakes
   * and tells nothing: a subscription may be dropped, late, or silent, so who is woken reads for himself. Comes back by
   * itself, with a jittered wait.
   */
  async watch(stream: string, wake: (revision?: number) => void, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      await this.watchOnce(
        stream,
        (revision) => {
          attempt = 0;
          wake(revision);
        },
        signal,
      );
      await pause(jittered(attempt), signal);
    }
  }

  /** Ends what is under way and closes the connection; the client itself would leave it open. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([dispose(this.client), ...this.replaced]);
  }

  private readOptions(): { requiresLeader: true; credentials: Credentials } {
    // A follower may be behind: it would hide from us what we wrote ourselves.
    return { requiresLeader: true, credentials: this.credentials };
  }

  private async collectStream(open: () => unknown): Promise<readonly StoredRecord[]> {
    try {
      return await this.collect(open);
    } catch (error) {
      if (error instanceof StoreFailure && error.kind === 'no-stream') return [];
      throw error;
    }
  }

  private async collect(open: () => unknown): Promise<readonly StoredRecord[]> {
    const records: StoredRecord[] = [];
    try {
      const stream = open() as ClientStream;
      // An error that comes after we have stopped reading must not end the process.
      stream.on('error', () => undefined);
      const reading = (async () => {
        for await (const { event } of stream) if (event !== undefined) records.push(toRecord(event as ClientEvent));
      })();
      await within(this.limits.readMs, 'a read', reading, () => end(stream));
      return records;
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** A call without any answer may have gone into a connection that is dead and does not know it: take a new one. */
  private failed(error: unknown): StoreFailure {
    const failure = toFailure(error);
    if (failure.kind === 'no-answer' && performance.now() - this.renewedAt > LEAST_LIFE_MS) this.renew();
    return failure;
  }

  private renew(): void {
    const old = this.client;
    this.renewedAt = performance.now();
    this.client = this.open();
    // What is under way over it may still be answered; every call has ended by then.
    const ended = pause(this.limits.appendMs + this.limits.readMs, this.closing.signal).then(() => dispose(old));
    this.replaced.add(ended);
    void ended.then(() => this.replaced.delete(ended));
  }

  private watchOnce(stream: string, wake: (revision?: number) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const { credentials } = this;
      const options = { fromRevision: 'end' as const, requiresLeader: true, credentials };
      const subscription = this.client.subscribeToStream(stream, options) as unknown as ClientStream;
      const stop = (): void => {
        signal.removeEventListener('abort', stop);
        end(subscription);
        resolve();
      };
      signal.addEventListener('abort', stop);
      subscription.on('confirmation', () => wake());
      subscription.on('data', (resolved) => wake(revisionOf(resolved)));
      for (const ending of ['error', 'end', 'close']) subscription.on(ending, stop);
    });
  }
}

/** The client has no setting for it, so its channel is told before it connects; one of another shape stays as it is. */
function withWideWindow(client: EventStoreDBClient): EventStoreDBClient {
  const inside = client as unknown as { createChannel?(): Promise<ChannelInside> };
  const create = inside.createChannel?.bind(inside);
  if (create === undefined) return client;
  inside.createChannel = async () => {
    const channel = await create();
    const options = channel.internalChannel?.options;
    if (options !== undefined) options['grpc-node.flow_control_window'] = FLOW_WINDOW_BYTES;
    return channel;
  };
  return client;
}

/** What we use of the channel of the gRPC library. */
interface ChannelInside {
  readonly internalChannel?: { readonly options?: Record<string, unknown> };
}

async function dispose(client: EventStoreDBClient): Promise<void> {
  await within(DEADLINE_MARGIN_MS, 'closing', client.dispose()).catch(() => undefined);
  const open = client as unknown as { getChannel(): Promise<{ close(): void }> };
  await within(DEADLINE_MARGIN_MS, 'closing', open.getChannel()).then(
    (channel) => channel.close(),
    () => undefined,
  );
}

function end(stream: ClientStream): void {
  const cancel = stream.cancel?.bind(stream) ?? stream.unsubscribe?.bind(stream);
  void cancel?.().catch(() => undefined);
  stream.destroy();
}

function revisionOf(resolved: unknown): number | undefined {
  const revision = (resolved as { readonly event?: ClientEvent }).event?.revision;
  return revision === undefined ? undefined : Number(revision);
}

const toEvent = ({ id, type, bytes, metadata }: NewRecord) => ({
  id,
  type,
  contentType: 'application/octet-stream' as const,
  data: bytes,
  metadata,
});

function toRecord(event: ClientEvent): StoredRecord {
  const { position } = event;
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    id: event.id,
    type: event.type,
    bytes: !event.isJson && event.data instanceof Uint8Array ? event.data : undefined,
    metadata: event.metadata,
    // Seen as bigint and as number, by the way the client reads.
    position: position && { commit: BigInt(position.commit), prepare: BigInt(position.prepare) },
  };
}

/** `esdb://name:password@…`; a placeholder where there is none, which a server with TLS refuses and says so. */
function credentialsOf(url: string): Credentials {
  const found = /^[a-z+]+:\/\/([^:@/]+):([^@/]*)@/.exec(url);
  if (found === null) return { username: 'besluitspoor', password: 'geen' };
  return { username: decodeURIComponent(found[1]!), password: decodeURIComponent(found[2]!) };
}
