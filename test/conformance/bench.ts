import { credentials } from '@grpc/grpc-js';
import { EventStoreDBClient, FORWARDS, NO_STREAM, binaryEvent } from '@eventstore/db-client';
import type {
  AllStreamResolvedEvent,
  AppendResult,
  AppendToStreamOptions,
  BinaryEventType,
  EventData,
  Position,
} from '@eventstore/db-client';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import operationsPb from '@eventstore/db-client/generated/operations_pb.js';

/** A server under test: a real one, or the double. */
export interface Subject {
  readonly url: string;
  /** Ends the process and begins it again; undefined where the suite has no hand in that. */
  readonly restart: (() => Promise<void>) | undefined;
}

/** One behaviour that the adapter leans on: the sentence it is written down in, and what shows it. */
export interface Behaviour {
  readonly id: string;
  readonly says: string;
  readonly needs?: 'restart';
  readonly show: (bench: Bench) => Promise<void>;
}

export type Entry = EventData<BinaryEventType>;

/**
 * How an append travels: with credentials it has a call of its own, without them it joins the client's batch stream. An
 * insecure server does not look at their values.
 */
export const PATHS = {
  alone: { credentials: { username: 'admin', password: 'changeit' } },
  batch: {},
} as const satisfies Record<string, Partial<AppendToStreamOptions>>;
export const { alone: ALONE, batch: BATCH } = PATHS;

export const entryOf = (text = 'x', id: string = crypto.randomUUID()): Entry =>
  binaryEvent({ id, type: 'entry', data: Buffer.from(text) });

export const entries = (count: number, text = 'x'): Entry[] => Array.from({ length: count }, () => entryOf(text));

/** A busy machine is no behaviour of the server. */
const PATIENCE_MS = 50_000;
const GIVE_UP_MS = 40_000;
const POLL_MS = 50;
const SCAVENGE_ROUND_MS = 2_000;
/** A chunk of the server's log must be full before it is scavenged: start the server with chunks of at most 4 MiB. */
const FILLER_EVENTS = 9;
const FILLER_BYTES = 500_000;

/** Clients, names and waiting for one behaviour; everything that it opened is closed after it. */
export class Bench {
  readonly restart: Subject['restart'];
  readonly #url: string;
  readonly #run: string;
  readonly #clients: EventStoreDBClient[] = [];

  constructor(subject: Subject, run: string) {
    this.#url = subject.url;
    this.restart = subject.restart;
    this.#run = run;
  }

  /** A stream that nobody used before: a server may hold what earlier runs left. */
  stream(name: string): string {
    return `${this.#run}-${name}`;
  }

  connect(parameters = ''): EventStoreDBClient {
    const patience = `${this.#url.includes('?') ? '&' : '?'}defaultDeadline=${PATIENCE_MS}`;
    const client = EventStoreDBClient.connectionString(this.#url + patience + parameters);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.dispose()));
  }

  /** Appends that are expected to succeed. */
  async write(stream: string, events: Entry | Entry[], expectedRevision: bigint | typeof NO_STREAM = NO_STREAM) {
    const result = await this.connect().appendToStream(stream, events, { expectedRevision, ...ALONE });
    return { ...result, position: positionOf(result) };
  }

  /** All that a stream read shows, as revision and text. */
  async read(stream: string): Promise<[revision: bigint, text: string][]> {
    const found: [bigint, string][] = [];
    for await (const { event } of this.connect().readStream(stream)) {
      found.push([event!.revision, Buffer.from(event!.data as Uint8Array).toString('utf8')]);
    }
    return found;
  }

  /** Revisions of these streams in `$all` from a position on. */
  async inAll(from: Position, ...streams: string[]): Promise<bigint[]> {
    const found: bigint[] = [];
    for await (const { event } of this.connect().readAll({ fromPosition: from, direction: FORWARDS })) {
      if (event !== undefined && streams.includes(event.streamId)) found.push(event.revision);
    }
    return found;
  }

  /**
   * Fills the chunk that the server writes in, scavenges, and waits until `gone` says so. A real server answers at once
   * and scavenges in the background.
   */
  async scavengeUntil(gone: () => Promise<boolean>): Promise<void> {
    const filler = this.stream('filler');
    const client = this.connect();
    for (let i = 0; i < FILLER_EVENTS; i++) {
      await client.appendToStream(filler, entryOf('f'.repeat(FILLER_BYTES)), { expectedRevision: 'any', ...ALONE });
    }
    // A scavenge that is under way began before ours and may not see what we hid: ask again until it is gone.
    const rounds = GIVE_UP_MS / SCAVENGE_ROUND_MS;
    for (let round = 0; round < rounds; round++) {
      await this.#startScavenge();
      const end = Date.now() + SCAVENGE_ROUND_MS;
      while (Date.now() < end) {
        if (await gone()) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }
    throw new Error('the scavenge left what is hidden: has the server chunks of at most 4 MiB?');
  }

  async #startScavenge(): Promise<void> {
    const address = /^esdb(?:\+discover)?:\/\/([^/?]+)/.exec(this.#url)![1]!;
    const client = new operationsGrpc.OperationsClient(address, credentials.createInsecure());
    const request = new operationsPb.StartScavengeReq();
    const options = new operationsPb.StartScavengeReq.Options();
    options.setThreadCount(1);
    request.setOptions(options);
    await new Promise<void>((resolve, reject) => {
      client.startScavenge(request, (error) => (error === null ? resolve() : reject(error)));
    });
    client.close();
  }
}

export function positionOf(result: AppendResult): Position {
  if (result.position === undefined) throw new Error('the append told no position');
  return result.position;
}

/** All that an iterable gives. */
export async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of given) found.push(item);
  return found;
}

export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${GIVE_UP_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The first events of a subscription that `wanted` accepts; the subscription is ended after `count` of them. */
export async function take(
  subscription: AsyncIterable<AllStreamResolvedEvent> & { unsubscribe(): Promise<void> },
  count: number,
  wanted: (streamId: string) => boolean,
): Promise<bigint[]> {
  const found: bigint[] = [];
  for await (const { event } of subscription) {
    if (event === undefined || !wanted(event.streamId)) continue;
    found.push(event.revision);
    if (found.length === count) break;
  }
  await subscription.unsubscribe();
  return found;
}
