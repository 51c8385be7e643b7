// npm run bench -- startup: how long a server takes to be ready, and how much memory it then holds, with a small log and
// with a large one. Each start is a process of its own, from the built product, as people start it.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverApart } from '../faults/server-apart.mjs';
import { median, round } from './measure.mjs';
import { DOSSIERS, fillLog, load } from './rebuild.mjs';

const LOGS = [1_000, 1_000_000];
/** The large log at most so many times the small one, in time and in memory. */
const GOAL = 1.5;
const READY_LIMIT_MS = 300_000;
/** Until it is at rest: the log is compared with what was signed; once, its views are built and its deadlines read. */
const REST_LIMIT_MS = 3_600_000;
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 20;
const TELL_EVERY_MS = 10_000;
/** Entries per append while a log is filled, unless there are fewer for each dossier: a tenth of what one may hold. */
const FILL_BATCH = 100;
/** A double keeps all in memory: some 2 KB for each entry. */
const DOUBLE_HEAP_MIB = 8_192;
/** Milliseconds: filling takes what a busy machine needs. */
const PATIENT = { appendMs: 120_000, appendTryMs: 600_000, orderMs: 600_000 };
const BYTES_PER_MIB = 1_048_576;
const CLI = fileURLToPath(new URL('../../bin/besluitspoor.mjs', import.meta.url));

/** Yields three lines per engine: until it is ready, until an act is signed, and memory. */
export async function* startup({ folder, dist, rounds, say, logs = LOGS }) {
  const libs = { ...(await load(dist)), ...(await dist('apps/server/src/proof/guard.js')) };
  const place = (engine) => (entries) =>
    newPlace(libs, join(folder, `${engine.name}-${entries}`), entries, engine, say);
  yield* onEngine('SQLite', place({ name: 'sqlite', open: inFile }));
  // The server that BESLUITSPOOR_TEST_ESDB names, else the double: what is measured is our own process.
  const server = await serverApart([`--max-old-space-size=${DOUBLE_HEAP_MIB}`]);
  try {
    yield* onEngine(`EventStoreDB (${server.name})`, place({ name: 'server', open: onServer(server.url) }));
  } finally {
    await server.stop();
  }

  async function* onEngine(engine, make) {
    const places = [];
    // The large one first: on a server the small one would otherwise stand before all of the large one, and look through it.
    for (const entries of logs.toReversed()) places.unshift(await make(entries));
    const starts = places.map(() => []);
    for (let turn = 0; turn <= rounds; turn++) {
      for (const [index, place] of places.entries()) {
        const start = await startOnce(place, say, turn === 0);
        // The first start of each is not that of a log that is at rest, as a server finds it on any other day.
        if (turn > 0) starts[index].push(start);
        const when = turn === 0 ? 'first start' : `round ${turn} of ${rounds}`;
        say(`${engine}, ${when}: ${logs[index]} entries, ${JSON.stringify(start)}`);
      }
    }
    const line = (figure, measure, goal = GOAL) =>
      lineOf(starts, { figure, measure: `${engine}: ${measure}`, goal, logs });
    yield line('readyMs', 'ms from the start of the process until its readiness probe is green');
    // Told without a goal: nothing is signed before the whole log is compared with what was signed before, on purpose.
    yield line('signedMs', 'ms from the start of the process until an act that is sent at once is signed', null);
    yield line('rssMiB', 'MiB of memory that the process holds when its views have that act too');
  }
}

function lineOf(starts, { figure, measure, goal, logs }) {
  const [small, large] = starts.map((all) => median(all.map((start) => start[figure])));
  const ratio = large / small;
  return {
    bench: 'startup',
    measure,
    ours: round(large, 1),
    oursIs: `with ${logs[1]} entries`,
    peer: round(small, 1),
    peerIs: `with ${logs[0]} entries`,
    ratio: round(ratio, 3),
    ...(goal !== null && { goal, met: ratio <= goal }),
    oursRounds: starts[1].map((start) => Math.round(start[figure])),
    peerRounds: starts[0].map((start) => Math.round(start[figure])),
  };
}

/** A data folder with a log that is filled through the port, and somebody who may act in it. */
async function newPlace(libs, folder, entries, { name, open }, say) {
  mkdirSync(folder, { recursive: true });
  const files = { keysFile: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
  const vault = libs.vault.openVault({ keyring: libs.vault.openKeyring(files) });
  const { log, env } = await open(libs, folder);
  const batch = Math.min(FILL_BATCH, entries / DOSSIERS);
  await fillLog(libs, log, vault, { entries, batch }, (text) => say(`${name}: ${text}`));
  vault.close();
  // Whoever makes a log makes its guard with it; a log without one is taken for a copy.
  new libs.Guard(join(folder, 'guard.db')).close();
  const made = cli(['token', 'maak', '--data', folder, '--persoon', 'p-meting', '--functie', 'MT', '--json'], env);
  const ended = new Promise((resolve) => made.once('close', resolve));
  const { token } = JSON.parse(await firstLine(made));
  await ended;
  return { folder, token, env };
}

/** Nothing of the filling is measured, so it may skip waiting for the disk. */
async function inFile({ eventLog }, folder) {
  const file = join(folder, 'log.db');
  const log = await eventLog.openSqliteLog({ file, durability: 'normal', holder: 'prestatiemeting' });
  return { log, env: {} };
}

/** A log of its own on a server, with the sealed values in a file. */
const onServer =
  (url) =>
  async ({ eventLog }, folder) => {
    const [logId, sealedUrl] = [`meting-${randomUUID()}`, `sqlite:${join(folder, 'sealed.db')}`];
    const sealed = await eventLog.openSealedStore(sealedUrl);
    const log = await eventLog.openEventStoreDbLog({ url, logId, sealed, limits: PATIENT });
    const close = log.close.bind(log);
    log.close = () => close().finally(() => sealed.close());
    const env = { BESLUITSPOOR_LOG_URL: url, BESLUITSPOOR_LOG_ID: logId, BESLUITSPOOR_SEALED_URL: sealedUrl };
    return { log, env };
  };

/** With `firstTime` it waits until everything is done that is done once for a log. */
async function startOnce({ folder, token, env }, say, firstTime) {
  const begin = performance.now();
  const child = cli(['serve', '--data', folder, '--poort', '0', '--json'], env);
  try {
    const { url } = JSON.parse(await firstLine(child));
    await until(READY_LIMIT_MS, async () => (await fetch(`${url}/v1/gezondheid/gereed`)).status === 200);
    const readyMs = performance.now() - begin;
    await act(url, token);
    const health = async () => (await fetch(`${url}/v1/gezondheid`)).json();
    const tell = seldom(say);
    await until(REST_LIMIT_MS, async () => {
      const { regels, bewijs } = await health();
      tell(`signed ${bewijs.ondertekendeRegels} of ${regels}`);
      return bewijs.ondertekendeRegels === regels;
    });
    const signedMs = performance.now() - begin;
    // Only now has every thread done what it does at a start, with a small log as with a large one.
    await until(REST_LIMIT_MS, async () => {
      const { achterstand } = (await health()).weergaven;
      tell(`views: ${achterstand} entries to go`);
      return achterstand === 0;
    });
    if (firstTime) await until(REST_LIMIT_MS, () => clocksIn(folder) >= DOSSIERS);
    return { readyMs: round(readyMs, 0), signedMs: round(signedMs, 0), rssMiB: round(rssMiB(child.pid), 1) };
  } finally {
    await stop(child);
  }
}

/** A connection that ends meanwhile is asked again: a machine that stood still for a while has lost them all. */
async function until(limitMs, holds) {
  const end = performance.now() + limitMs;
  while (!(await Promise.resolve(holds()).catch(connectionLost))) {
    if (performance.now() > end) throw new Error(`not so within ${limitMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function connectionLost(error) {
  if (error.message !== 'fetch failed') throw error;
  return false;
}

function seldom(say) {
  let next = performance.now() + TELL_EVERY_MS;
  return (text) => {
    if (performance.now() < next) return;
    next = performance.now() + TELL_EVERY_MS;
    say(text);
  };
}

/** How many dossiers were read for their deadlines. */
function clocksIn(folder) {
  const file = join(folder, 'clocks.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).clocks.length : 0;
}

/** As any client would: the same key again while the log is not available, so that it is recorded once. */
async function act(url, token) {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
  };
  const body = JSON.stringify({ eigenaar: 'MT', verklaring: 'Een meting.' });
  await until(READY_LIMIT_MS, async () => {
    const answer = await fetch(`${url}/v1/programmas`, { method: 'POST', headers, body });
    const said = await answer.text();
    if (!answer.ok && answer.status !== 503) throw new Error(`the act was answered with ${answer.status}: ${said}`);
    return answer.ok;
  });
}

const cli = (args, env = {}) =>
  spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
const firstLine = (child) =>
  new Promise((resolve, reject) => {
    child.stdout.once('data', (part) => resolve(String(part)));
    child.once('close', (code) => reject(new Error(`the server ended with ${code}`)));
  });
/** Linux only: memory that the process really holds. */
const rssMiB = (pid) =>
  (Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1_024) / BYTES_PER_MIB;

async function stop(child) {
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await closed;
  clearTimeout(timer);
}
