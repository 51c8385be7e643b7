// npm run bench -- eventstoredb: append and read through the log's port against the client alone, on the same server, over
// the same path, connections and window. Sealed values are left out: they are kept elsewhere.
import { createHash, randomUUID } from 'node:crypto';
import { closedLoop, line, quantile, round, takeTurns } from './measure.mjs';

const GOAL = 0.8;
const CONNECTIONS = 3;
const CALLS_PER_CONNECTION = 90;
const IN_FLIGHT = [1, 64, 256];
const ENTRY_BYTES = 914;
const PAGE = 1_000;
const WARM_UP_MS = 3_000;
const SETTLE_MS = 1_000;
/** From durable to its place in the ledger. */
const LAG_IN_FLIGHT = 8;
const LAG_P99_GOAL_MS = 200;
const DEADLINE_MS = 5_000;
const CREDENTIALS = { username: 'besluitspoor', password: 'geen' };

/** Yields one line of figures per comparison. */
export async function* eventstoredb({ dist, rounds, roundMs, say }) {
  const url = process.env.BESLUITSPOOR_TEST_ESDB;
  if (url === undefined) {
    const skipped = 'no server: name one in BESLUITSPOOR_TEST_ESDB (a double would only measure itself)';
    return yield { bench: 'eventstoredb', measure: 'append and read', skipped };
  }
  const ours = await openOurs(url, dist);
  const raw = await openRaw(url);
  try {
    // A server that was just started compiles what it runs: the first half minute would measure that.
    for (const { append } of [ours, raw, ours, raw]) await closedLoop({ inFlight: 64, ms: WARM_UP_MS, call: append });
    for (const inFlight of IN_FLIGHT) yield await appends(ours, raw, inFlight, { rounds, roundMs, say });
    yield await lag(ours, { rounds, roundMs });
    yield await reads(ours, raw, { rounds, say });
  } finally {
    await ours.close();
    await raw.close();
  }
}

async function appends(ours, raw, inFlight, { rounds, roundMs, say }) {
  const results = await takeTurns(
    {
      [`log, ${inFlight} in flight`]: () => closedLoop({ inFlight, ms: roundMs, call: ours.append }),
      [`client, ${inFlight} in flight`]: () => closedLoop({ inFlight, ms: roundMs, call: raw.append }),
    },
    rounds,
    say,
  );
  return line({
    bench: 'eventstoredb',
    measure: `append, ${inFlight} in flight, answered when durable`,
    ours: results[`log, ${inFlight} in flight`],
    peer: results[`client, ${inFlight} in flight`],
    peerIs: `the client alone, same calls, answered when durable, ${CONNECTIONS} connections of ${CALLS_PER_CONNECTION}`,
    goal: GOAL,
    entryBytes: ENTRY_BYTES,
  });
}

/** How much later than its answer an entry has its place, as a subscriber sees it; one that was seen before counts as 0. */
async function lag(ours, { rounds, roundMs }) {
  const answered = new Map();
  const late = [];
  const stop = new AbortController();
  await ours.placed();
  const following = ours.follow(stop.signal, (id) => {
    const at = answered.get(id);
    if (at !== undefined) late.push(performance.now() - at);
    // Seen before its answer.
    else answered.set(id, undefined);
  });
  const { errors } = await closedLoop({
    inFlight: LAG_IN_FLIGHT,
    ms: rounds * roundMs,
    call: async (writer) => {
      const id = await ours.append(writer);
      if (answered.has(id)) late.push(0);
      answered.set(id, performance.now());
    },
  });
  await ours.placed();
  stop.abort();
  await following;
  late.sort((a, b) => a - b);
  const [p50, p99] = [quantile(late, 0.5), quantile(late, 0.99)];
  return {
    bench: 'eventstoredb',
    measure: `from its answer to its place in the ledger, as a subscriber sees it, ${LAG_IN_FLIGHT} in flight`,
    entries: late.length,
    p50: round(p50, 1),
    p99: round(p99, 1),
    p99Goal: LAG_P99_GOAL_MS,
    met: p99 <= LAG_P99_GOAL_MS,
    ...(Object.keys(errors).length > 0 && { oursErrors: errors }),
  };
}

async function reads(ours, raw, { rounds, say }) {
  const results = await takeTurns(
    { 'log, readAll': timed(ours.readAll), 'client, readAll': timed(() => raw.readAll(ours.prefix)) },
    rounds,
    say,
  );
  return line({
    bench: 'eventstoredb',
    measure: 'read of the whole log, entries per second, each held against the ledger',
    ours: results['log, readAll'],
    peer: results['client, readAll'],
    peerIs: 'readAll of the client alone over the same part of the server, pages of 1,000, the same entries counted',
    goal: GOAL,
  });
}

const timed = (read) => async () => {
  const begin = performance.now();
  const count = await read();
  return { perSecond: count / ((performance.now() - begin) / 1000), latencies: [], errors: {} };
};

function entry() {
  const bytes = new TextEncoder().encode(JSON.stringify({ id: randomUUID() }).padEnd(ENTRY_BYTES));
  const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
  return { id: randomUUID(), bytes, leafHash, sealed: [] };
}

async function openOurs(url, dist) {
  const { openEventStoreDbLog, createMemorySealedStore, atRevision } = await dist('libs/event-log/src/index.js');
  const logId = `meting-${randomUUID()}`;
  const log = await openEventStoreDbLog({ url, logId, sealed: createMemorySealedStore(), connections: CONNECTIONS });
  const revisions = new Map();
  return {
    /** How the streams of its entries are called on the server. */
    prefix: `besluitspoor/${logId}/`,
    async append(writer) {
      const stream = `s${writer}`;
      const revision = revisions.get(stream) ?? -1;
      const commandId = randomUUID();
      const time = new Date().toISOString();
      const entries = [entry()];
      const answer = await log.append({ stream, expected: atRevision(revision), commandId, time, entries });
      if (answer.kind !== 'appended') throw Object.assign(new Error(answer.kind), { code: answer.kind });
      revisions.set(stream, answer.firstRevision);
      return entries[0].id;
    },
    /** Resolves when everything has its place and the subscriber had a moment to see it. */
    async placed() {
      await log.head();
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    },
    /** Tells of every entry that comes from now on, by its id. */
    async follow(signal, tell) {
      const { position } = await log.head();
      for await (const page of log.subscribe(position, signal)) for (const { id } of page) tell(id);
    },
    async readAll() {
      let read = 0;
      for (let page = []; ;) {
        page = await log.readAll(read === 0 ? undefined : read - 1, PAGE);
        read += page.length;
        if (page.length < PAGE) return read;
      }
    },
    close: () => log.close(),
  };
}

/** What anyone would write who had only the client, with the same care for connections. */
async function openRaw(url) {
  const { EventStoreDBClient, binaryEvent } = await import('@eventstore/db-client');
  const clients = Array.from({ length: CONNECTIONS }, () => EventStoreDBClient.connectionString(url));
  const prefix = `meting-client-${randomUUID()}/`;
  const revisions = new Map();
  const start = (await clients[0].readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }).toArray())[0];
  for (const client of clients) await client.readAll({ maxCount: 1 }).toArray();
  return {
    async append(writer) {
      const stream = `${prefix}s${writer}`;
      const revision = revisions.get(stream);
      const expectedRevision = revision ?? 'no_stream';
      const metadata = { commandid: randomUUID(), time: new Date().toISOString(), index: 0, count: 1 };
      const event = binaryEvent({ type: 'entry', data: entry().bytes, metadata });
      const options = { expectedRevision, credentials: CREDENTIALS, requiresLeader: true, deadline: DEADLINE_MS };
      const { nextExpectedRevision } = await clients[writer % CONNECTIONS].appendToStream(stream, event, options);
      revisions.set(stream, nextExpectedRevision);
    },
    /** Counts the events of streams that begin so. */
    async readAll(counted) {
      let [from, count] = [start?.event?.position ?? 'start', 0];
      for (;;) {
        let last;
        let size = 0;
        for await (const { event } of clients[0].readAll({
          fromPosition: from,
          maxCount: PAGE,
          requiresLeader: true,
        })) {
          size++;
          last = event.position;
          if (event.streamId.startsWith(counted)) count++;
        }
        if (size < PAGE) return count;
        from = last;
      }
    },
    close: () => Promise.all(clients.map((client) => client.dispose())),
  };
}
