// Breaks the connection between the log and its server in every way that a network can, while acts are appended.
import { randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { built } from './check.mjs';
import { batchOf, look, PATIENT, startServer } from './log-server.mjs';

const HOST = '127.0.0.1';
const WRITERS = 8;
/** Short deadlines, so that a fault of half a second is one that outlives them. */
const LIMITS = { appendMs: 400, readMs: 1_500, appendTryMs: 4_000, readTryMs: 6_000, orderMs: 6_000, sweepMs: 100 };
const FAULT_MS = 150;
const BEYOND_DEADLINE_MS = 600;
/** Long enough for the connection to be made anew, so that acts are under way when the next fault comes. */
const CALM_MS = 900;
const BYTES_PER_SECOND = 1;
/** How often a caller asks again before its act counts as unresolved; between two tries the network may be broken. */
const MAX_ASKS = 20;

/** What the proxy does to the bytes of a connection while a fault lasts; `pass` says what becomes of one piece. */
const FAULTS = {
  reset: { ms: FAULT_MS, begin: (proxy) => proxy.resetAll() },
  'half-open': { ms: BEYOND_DEADLINE_MS, pass: () => 'swallow' },
  'cut after request': { ms: FAULT_MS, pass: (way) => (way === 'request' ? 'pass' : 'cut') },
  'cut mid-response': { ms: FAULT_MS, pass: (way) => (way === 'request' ? 'pass' : 'half') },
  'delay beyond deadline': { ms: BEYOND_DEADLINE_MS, pass: (way) => (way === 'request' ? 'pass' : 'hold') },
  '1 byte/s': { ms: BEYOND_DEADLINE_MS, pass: () => 'drip' },
};

/** Returns the counts: acknowledged acts lost, acts stored twice, and acts of which nobody could say what became. */
export async function connection({ rounds, dist, progress = () => {} }) {
  const { library } = await built(dist);
  const { openEventStoreDbLog, createMemorySealedStore, ...words } = await library('event-log');
  const server = await startServer();
  const { hostname, port } = new URL(server.url);
  const proxy = await startProxy(hostname, Number(port));
  const logId = `proef-${randomUUID()}`;
  const common = { logId, sealed: createMemorySealedStore() };
  const through = server.url.replace(`${hostname}:${port}`, `${HOST}:${proxy.port}`);
  const tally = { acknowledged: new Map(), unresolved: 0, askedAgain: 0, errors: {} };
  try {
    const log = await openEventStoreDbLog({ ...common, url: through, limits: LIMITS });
    const stop = { now: false };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(log, writer, words, tally, stop));
    await breakAgainAndAgain(proxy, rounds, progress);
    stop.now = true;
    await Promise.all(writers);
    await log.close();
    const direct = await openEventStoreDbLog({ ...common, url: server.url, limits: PATIENT });
    const { entries, acts, acknowledged, lost, duplicated, gaps } = await look(direct, tally.acknowledged);
    await direct.close();
    const { unresolved, askedAgain, errors } = tally;
    const counts = { entries, acts, acknowledged, lost, duplicated, gaps, unresolved, askedAgain };
    return { fault: 'connection', server: server.name, rounds, ...counts, told: errors };
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

async function breakAgainAndAgain(proxy, rounds, progress) {
  const names = Object.keys(FAULTS);
  for (let round = 0; round < rounds; round++) {
    const fault = FAULTS[names[round % names.length]];
    fault.begin?.(proxy);
    proxy.pass = fault.pass;
    await new Promise((resolve) => setTimeout(resolve, fault.ms));
    proxy.pass = undefined;
    // A connection in which bytes went missing is of no use to anybody any more.
    if (fault.pass !== undefined) proxy.resetDamaged();
    await new Promise((resolve) => setTimeout(resolve, CALM_MS));
    progress(round + 1, rounds);
  }
}

/** Appends act after act to a stream of its own; every act is asked again, decided anew, until it has an answer. */
async function write(log, writer, { NO_STREAM, atRevision }, tally, stop) {
  const stream = `s${writer}`;
  let revision = -1;
  for (let n = 0; !stop.now; n++) {
    const act = `${stream}-${n}`;
    const count = 1 + (n % 3);
    let answer;
    for (let asks = 0; asks < MAX_ASKS && answer === undefined; asks++) {
      if (asks > 0) tally.askedAgain++;
      const expected = revision < 0 ? NO_STREAM : atRevision(revision);
      answer = await log.append(batchOf({ stream, expected, act, count })).catch((error) => {
        tally.errors[error.code ?? error.message] = (tally.errors[error.code ?? error.message] ?? 0) + 1;
      });
    }
    if (answer?.kind !== 'appended' && answer?.kind !== 'repeated') {
      tally.unresolved++;
      return;
    }
    tally.acknowledged.set(act, { position: answer.firstPosition, count });
    revision = answer.firstRevision + count - 1;
  }
}

/** A proxy whose connections can all be spoiled at once. */
async function startProxy(host, port) {
  const lines = new Set();
  const proxy = { pass: undefined, resetAll, resetDamaged, stop };
  const server = createServer((caller) => {
    const inner = connect(port, host);
    const line = { caller, inner, damaged: false, held: 0 };
    lines.add(line);
    const end = () => {
      lines.delete(line);
      hangUp(line);
    };
    for (const socket of [caller, inner]) socket.setNoDelay(true).on('error', end).on('close', end);
    caller.on('data', (bytes) => carry(line, 'request', inner, bytes));
    inner.on('data', (bytes) => carry(line, 'response', caller, bytes));
  });
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  proxy.port = server.address().port;
  return proxy;

  function carry(line, way, to, bytes) {
    // What is held keeps its place: later bytes wait behind it.
    const what = line.damaged
      ? 'swallow'
      : line.held > 0 && way === 'response'
        ? 'hold'
        : (proxy.pass?.(way) ?? 'pass');
    if (what === 'pass') to.write(bytes);
    else if (what === 'cut') hangUp(line);
    else if (what === 'half') to.write(bytes.subarray(0, bytes.length >> 1), () => hangUp(line));
    else if (what === 'hold') hold(line, to, bytes);
    else {
      line.damaged = true;
      if (what === 'drip') drip(to, bytes);
    }
  }

  function hold(line, to, bytes) {
    line.held++;
    setTimeout(() => {
      line.held--;
      if (to.writable) to.write(bytes);
    }, BEYOND_DEADLINE_MS);
  }

  function drip(to, bytes) {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent >= bytes.length || !to.writable) clearInterval(timer);
      else to.write(bytes.subarray(sent, ++sent));
    }, 1_000 / BYTES_PER_SECOND);
    to.once('close', () => clearInterval(timer));
  }

  function resetAll() {
    for (const line of lines) hangUp(line);
  }

  function resetDamaged() {
    for (const line of lines) if (line.damaged) hangUp(line);
  }

  async function stop() {
    resetAll();
    await new Promise((resolve) => server.close(resolve));
  }
}

function hangUp({ caller, inner }) {
  if (!caller.destroyed) caller.resetAndDestroy();
  if (!inner.destroyed) inner.destroy();
}
