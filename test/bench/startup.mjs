// npm run bench -- startup: how long a server takes to be ready, and how much memory it then holds, with a small log and
// with a large one. Each start is a process of its own, from the built product, as people start it.
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, round } from './measure.mjs';
import { DOSSIERS, fill, load } from './rebuild.mjs';

const LOGS = [1_000, 1_000_000];
/** The large log at most so many times the small one, in time and in memory. */
const GOAL = 1.5;
const READY_LIMIT_MS = 300_000;
/** What a server does once for a log that it never saw: it builds the views, and reads every dossier for its deadlines. */
const REST_LIMIT_MS = 3_600_000;
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 20;
const BYTES_PER_MIB = 1_048_576;
const CLI = fileURLToPath(new URL('../../bin/besluitspoor.mjs', import.meta.url));

/** Yields three lines per engine: until it is ready, until an act is signed, and memory. */
export async function* startup({ folder, dist, rounds, say, logs = LOGS }) {
  const libs = await load(dist);
  yield* onEngine('SQLite', (entries) => newPlace(libs, join(folder, String(entries)), entries, say));
  const url = process.env.BESLUITSPOOR_TEST_ESDB;
  if (url === undefined) {
    const skipped = 'no server: name one in BESLUITSPOOR_TEST_ESDB (a double would only measure itself)';
    return yield { bench: 'startup', measure: 'the same on EventStoreDB', skipped };
  }
  yield* onEngine('EventStoreDB', async (entries) => {
    const place = await newPlace(libs, join(folder, `server-${entries}`), entries, say);
    return moved(place, url, say);
  });

  async function* onEngine(engine, make) {
    const places = [];
    for (const entries of logs) places.push(await make(entries));
    const starts = places.map(() => []);
    for (let turn = 0; turn <= rounds; turn++) {
      for (const [index, place] of places.entries()) {
        const start = await startOnce(place, turn === 0);
        // The first start of each is not that of a log that is at rest, as a server finds it on any other day.
        if (turn > 0) starts[index].push(start);
        const when = turn === 0 ? 'first start' : `round ${turn} of ${rounds}`;
        say(`${engine}, ${when}: ${logs[index]} entries, ${JSON.stringify(start)}`);
      }
    }
    const line = (figure, measure) => lineOf(starts, figure, `${engine}: ${measure}`, logs);
    yield line('readyMs', 'ms from the start of the process until its readiness probe is green');
    // Nothing is signed before the whole log is compared with what was signed before.
    yield line('signedMs', 'ms from the start of the process until an act that is sent at once is signed');
    yield line('rssMiB', 'MiB of memory that the process holds when its views have that act too');
  }
}

function lineOf(starts, figure, measure, logs) {
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
    goal: GOAL,
    met: ratio <= GOAL,
    oursRounds: starts[1].map((start) => Math.round(start[figure])),
    peerRounds: starts[0].map((start) => Math.round(start[figure])),
  };
}

/** A data folder with a log that was filled beforehand, and somebody who may act in it. */
async function newPlace(libs, folder, entries, say) {
  mkdirSync(folder, { recursive: true });
  const files = { keysFile: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
  const vault = libs.vault.openVault({ keyring: libs.vault.openKeyring(files) });
  await fill(libs, join(folder, 'log.db'), vault, entries, say);
  vault.flushKeys();
  vault.close();
  const made = cli(['token', 'maak', '--data', folder, '--persoon', 'p-meting', '--functie', 'MT', '--json']);
  const { token } = JSON.parse(await firstLine(made));
  return { folder, token, env: {} };
}

/** The same log on a server. */
async function moved({ folder, token }, url, say) {
  const [logId, sealed] = [`meting-${randomUUID()}`, `sqlite:${join(folder, 'sealed.db')}`];
  say(`moving the log to the server, as ${logId}`);
  const from = `sqlite:${join(folder, 'log.db')}`;
  const to = ['--to', url, '--log-id', logId, '--verzegeld', sealed];
  const moving = cli(['migrate', '--from', from, ...to, '--data', folder, '--json']);
  await new Promise((resolve, reject) =>
    moving.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`the move ended with ${code}`)))),
  );
  const env = { BESLUITSPOOR_LOG_URL: url, BESLUITSPOOR_LOG_ID: logId, BESLUITSPOOR_SEALED_URL: sealed };
  return { folder, token, env };
}

async function startOnce({ folder, token, env }, untilAtRest) {
  const begin = performance.now();
  const child = cli(['serve', '--data', folder, '--poort', '0', '--json'], env);
  try {
    const { url } = JSON.parse(await firstLine(child));
    await until(READY_LIMIT_MS, async () => (await fetch(`${url}/v1/gezondheid/gereed`)).status === 200);
    const readyMs = performance.now() - begin;
    await act(url, token);
    const health = async () => (await fetch(`${url}/v1/gezondheid`)).json();
    const limitMs = untilAtRest ? REST_LIMIT_MS : READY_LIMIT_MS;
    await until(limitMs, async () => {
      const { regels, bewijs } = await health();
      return bewijs.ondertekendeRegels === regels;
    });
    const signedMs = performance.now() - begin;
    // Only now has every thread done what it does at a start, with a small log as with a large one.
    await until(limitMs, async () => (await health()).weergaven.achterstand === 0);
    if (untilAtRest) await until(limitMs, () => clocksIn(folder) >= DOSSIERS);
    return { readyMs: round(readyMs, 0), signedMs: round(signedMs, 0), rssMiB: round(rssMiB(child.pid), 1) };
  } finally {
    await stop(child);
  }
}

async function until(limitMs, holds) {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not so within ${limitMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
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
