// npm run bench -- startup: how long a server takes to be ready, and how much memory it then holds, with a small log and
// with a large one. Each start is a process of its own, from the built product, as people start it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, round } from './measure.mjs';
import { fill, load } from './rebuild.mjs';

const LOGS = [1_000, 1_000_000];
/** The large log at most so many times the small one, in time and in memory. */
const GOAL = 1.5;
const READY_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 20;
const BYTES_PER_MIB = 1_048_576;
const CLI = fileURLToPath(new URL('../../bin/besluitspoor.mjs', import.meta.url));

/** Yields one line for time to the first answer, one for time until an act is signed, and one for memory. */
export async function* startup({ folder, dist, rounds, say }) {
  const libs = await load(dist);
  const places = [];
  for (const entries of LOGS) places.push(await newPlace(libs, join(folder, String(entries)), entries, say));
  const starts = places.map(() => []);
  for (let turn = 0; turn <= rounds; turn++) {
    for (const [index, place] of places.entries()) {
      const start = await startOnce(place);
      // The first start of each signs what was filled in; only later ones are starts of a log that is at rest.
      if (turn > 0) starts[index].push(start);
      say(
        `${turn === 0 ? 'first start' : `round ${turn} of ${rounds}`}: ${LOGS[index]} entries, ${JSON.stringify(start)}`,
      );
    }
  }
  yield lineOf(starts, 'answersMs', 'ms from the start of the process to its first answer');
  // Nothing is signed before the whole log is compared with what was signed before.
  yield lineOf(starts, 'signedMs', 'ms from the start of the process until an act that is sent at once is signed');
  yield lineOf(starts, 'rssMiB', 'MiB of memory that the process then holds');
  yield {
    bench: 'startup',
    measure: 'the same on EventStoreDB',
    skipped: 'a log of 1,000,000 entries is not filled into a server here; BESLUITSPOOR_LOG_URL starts a server on one',
  };
}

function lineOf(starts, figure, measure) {
  const [small, large] = starts.map((all) => median(all.map((start) => start[figure])));
  const ratio = large / small;
  return {
    bench: 'startup',
    measure,
    ours: round(large, 1),
    oursIs: `with ${LOGS[1]} entries`,
    peer: round(small, 1),
    peerIs: `with ${LOGS[0]} entries`,
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
  return { folder, token };
}

async function startOnce({ folder, token }) {
  const begin = performance.now();
  const child = cli(['serve', '--data', folder, '--poort', '0', '--json']);
  try {
    const { url } = JSON.parse(await firstLine(child));
    await (await fetch(`${url}/v1/gezondheid/levend`)).arrayBuffer();
    const answersMs = performance.now() - begin;
    await act(url, token);
    for (;;) {
      const { regels, bewijs, redenen } = await (await fetch(`${url}/v1/gezondheid`)).json();
      if (bewijs.ondertekendeRegels === regels) break;
      if (performance.now() - begin > READY_LIMIT_MS) throw new Error(`not signed in time: ${redenen.join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return {
      answersMs: round(answersMs, 0),
      signedMs: round(performance.now() - begin, 0),
      rssMiB: round(rssMiB(child.pid), 1),
    };
  } finally {
    await stop(child);
  }
}

async function act(url, token) {
  const answer = await fetch(`${url}/v1/programmas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ eigenaar: 'MT', verklaring: 'Een meting.' }),
  });
  if (answer.status !== 201) throw new Error(`the act was answered with ${answer.status}: ${await answer.text()}`);
}

const cli = (args) => spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
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
