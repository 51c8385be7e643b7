import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { streamDeleted, thrown, timedOut } from './errors.js';
import { caughtUp, checkpointAt, confirmation, readAnswer, streamName, unsigned } from './messages.js';
import type { Node } from './node.js';
import type { Outlet } from './outlet.js';
import type { StoredEvent } from './storage.js';

type Options = ReadReq.Options;

/** Events that a subscription takes from the log at once, and what a live one may hold unsent, twice over. */
const BATCH = 32;
const UNSENT_LIMIT = 2 * BATCH;
const TOO_SLOW = 'Consumer too slow to handle event while live. Client resubscription required.';

/** Where a subscription stands: what it has yet to send, and how it goes on after what it has sent. */
interface Cursor {
  /** The next events, at most BATCH; none when it has caught up. May send messages of its own. */
  next(): Promise<readonly StoredEvent[]>;
  /** How many events wait that were not taken yet. */
  waiting(): number;
}

/**
 * A subscription to `$all` goes on after the given position: it reads one record there, whatever that is, and takes it
 * for seen. Where the event at the position was scavenged, that is a real event which nobody gets.
 */
export async function subscribeToAll(node: Node, outlet: Outlet, options: Options): Promise<void> {
  const { storage } = node;
  const all = options.getAll()!;
  const given = all.hasStart() ? undefined : all.hasEnd() ? 'end' : unsigned(all.getPosition()!.getCommitPosition());
  if (typeof given === 'bigint' && given <= storage.lastPosition && !storage.isBoundary(given)) {
    return outlet.fail(thrown());
  }
  let position = given === undefined ? 0n : given === 'end' ? storage.end : afterRecordAt(given);
  const filter = filterOf(options);
  let considered = 0;
  await run(node, outlet, {
    async next() {
      const page = storage.allFrom(position, filter?.window ?? BATCH);
      const last = page.at(-1);
      if (last === undefined) return [];
      position = last.position + 1n;
      if (filter === undefined) return page;
      considered += page.length;
      const passed = page.filter(filter.passes);
      if (considered < filter.interval) return passed.length > 0 ? passed : this.next();
      considered %= filter.interval;
      for (const event of passed) await outlet.write(readAnswer(event));
      await outlet.write(checkpointAt(last.position));
      return this.next();
    },
    waiting: () => storage.countFrom(position),
  });

  function afterRecordAt(from: bigint): bigint {
    const [record] = storage.allFrom(from, 1);
    return record === undefined ? storage.end : record.position + 1n;
  }
}

/** A subscription to a stream goes on after the given revision; the stream need not exist yet. */
export async function subscribeToStream(node: Node, outlet: Outlet, options: Options): Promise<void> {
  const { storage } = node;
  const from = options.getStream()!;
  const stream = streamName(from.getStreamIdentifier());
  if (storage.isTombstoned(stream)) return outlet.fail(streamDeleted(stream));
  const given = from.hasStart() ? undefined : from.hasEnd() ? 'end' : unsigned(from.getRevision());
  let revision = given === undefined ? 0n : given === 'end' ? storage.lastRevision(stream) + 1n : given + 1n;
  await run(node, outlet, {
    async next() {
      const events: StoredEvent[] = [];
      const first = storage.firstVisibleRevision(stream);
      const next = storage.lastRevision(stream) + 1n;
      if (revision < first) revision = first < next ? first : next;
      for (; events.length < BATCH && revision < next; revision += 1n) {
        const event = storage.eventAt(stream, revision);
        if (event !== undefined) events.push(event);
      }
      return events;
    },
    waiting: () => Number(storage.lastRevision(stream) + 1n - revision),
  });
}

interface Filter {
  readonly passes: (event: StoredEvent) => boolean;
  /** Events searched at once, and events searched between two checkpoints. */
  readonly window: number;
  readonly interval: number;
}

function filterOf(options: Options): Filter | undefined {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  const byType = filter.hasEventType();
  const expression = byType ? filter.getEventType() : filter.getStreamIdentifier();
  const pattern = expression?.getRegex() ?? '';
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = pattern === '' ? undefined : new RegExp(pattern);
  const window = filter.hasMax() ? filter.getMax() : BATCH;
  return {
    window,
    interval: window * filter.getCheckpointintervalmultiplier(),
    passes: (event) => {
      const name = byType ? event.type : event.stream;
      return regex === undefined ? prefixes.some((prefix) => name.startsWith(prefix)) : regex.test(name);
    },
  };
}

/** Confirms, sends what there is, says that it has caught up, and sends what comes, until the caller goes or lags. */
async function run(node: Node, outlet: Outlet, cursor: Cursor): Promise<void> {
  let live = false;
  let wake: (() => void) | undefined;
  const stops = [
    node.storage.watch(() => {
      wake?.();
      if (live) later(dropWhenTooSlow);
    }),
    node.faults.onDrop(() => outlet.fail(timedOut(TOO_SLOW))),
  ];
  outlet.onClose(() => {
    for (const stop of stops) stop();
    wake?.();
  });
  await outlet.write(confirmation(crypto.randomUUID()));
  while (!outlet.closed) {
    const events = await cursor.next();
    for (const event of events) await outlet.write(readAnswer(event));
    if (events.length > 0) continue;
    if (!live) await outlet.write(caughtUp());
    live = true;
    // What was committed while `caughtUp` was on its way is taken before going to sleep.
    if (cursor.waiting() === 0) await new Promise<void>((resolve) => (wake = resolve));
    wake = undefined;
  }
  for (const stop of stops) stop();

  function later(act: () => void): void {
    setTimeout(act, node.slowConsumerMs).unref();
  }

  function dropWhenTooSlow(): void {
    const since = outlet.blockedSince;
    const slow = since !== undefined && Date.now() - since >= node.slowConsumerMs;
    if (slow && cursor.waiting() + BATCH > UNSENT_LIMIT) outlet.fail(timedOut(TOO_SLOW));
  }
}
