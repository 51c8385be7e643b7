// Two processes append and sequence the same log; one of the two is killed again and again at a random moment.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { built } from './check.mjs';
import { look, PATIENT, readLedger, startServer } from './log-server.mjs';

const MIN_LIFE_MS = 20;
const MAX_LIFE_MS = 400;
/** Generous: it waits its turn at a server that the others keep busy. */
const START_LIMIT_MS = 240_000;
const CHILD = fileURLToPath(new URL('./sequencers-child.mjs', import.meta.url));

/** Returns the counts: forks of the ledger, entries with two places, places without an entry, acknowledged acts lost. */
export async function sequencers({ rounds, dist, progress = () => {} }) {
  const { library, file } = await built(dist);
  const { openEventStoreDbLog, createMemorySealedStore } = await library('event-log');
  const server = await startServer();
  const logId = `proef-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'sequencers-'));
  const run = {
    library: file('libs/event-log/src/index.js'),
    url: server.url,
    logId,
    // As servers of one log keep it; without it every start reads the whole ledger, and each round is longer than the last.
    outline: join(folder, 'ledger'),
    acknowledged: new Map(),
    faults: [],
    alive: new Set(),
  };
  try {
    let children = await Promise.all([start(run, 'a0'), start(run, 'b0')]);
    for (let round = 1; round <= rounds; round++) {
      // The next one starts while both still run, so that two are always at work, and for a moment three.
      const [dying, staying] = round % 2 === 0 ? children : [children[1], children[0]];
      const fresh = start(run, `${round % 2 === 0 ? 'a' : 'b'}${round}`);
      await new Promise((resolve) => setTimeout(resolve, MIN_LIFE_MS + Math.random() * (MAX_LIFE_MS - MIN_LIFE_MS)));
      await kill(dying);
      children = round % 2 === 0 ? [await fresh, staying] : [staying, await fresh];
      progress(round, rounds);
    }
    await Promise.all(children.map(kill));
    const left = { url: server.url, logId, sealed: createMemorySealedStore(), limits: PATIENT };
    const log = await openEventStoreDbLog(left);
    await grownUp(log);
    const { entries, acts, acknowledged, lost, duplicated, gaps } = await look(log, run.acknowledged);
    await log.close();
    const { records, forks, places } = await readLedger(server.url, logId);
    const duplicates = duplicated + Math.max(0, places - entries);
    const all = { server: server.name, rounds, acts, acknowledged, entries, records, forks, duplicates, lost };
    return { fault: 'sequencers', ...all, gaps: gaps + Math.max(0, entries - places), faults: run.faults.slice(0, 10) };
  } finally {
    await Promise.all([...run.alive].map(kill));
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything that the last ones stored has its place once the log stands still for a while. */
async function grownUp(log) {
  for (let before = -1; ;) {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { size } = await log.head();
    if (size === before) return;
    before = size;
  }
}

/** Resolves with the child when it is at work. */
function start({ library, url, logId, outline, acknowledged, faults, alive }, name) {
  const child = spawn(process.execPath, [CHILD, library, url, logId, outline, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  alive.add(child);
  let rest = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('a process did not begin in time')), START_LIMIT_MS);
    const onLine = (line) => {
      const [what, position, count, act] = line.split(' ');
      if (what === 'ready') {
        clearTimeout(limit);
        resolve(child);
      } else if (what === 'ok')
        acknowledged.set(act, { position: position === '' ? undefined : Number(position), count: Number(count) });
      else faults.push(line);
    };
    child.stdout.on('data', (data) => {
      const lines = (rest + data).split('\n');
      // A line that was cut off by the kill was not an acknowledgement yet.
      rest = lines.pop();
      lines.forEach(onLine);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      alive.delete(child);
      clearTimeout(limit);
      reject(new Error(`a process ended by itself (code ${code}, signal ${signal})`));
    });
  });
}

/** Resolves when the child is gone and all that it wrote was read. */
function kill(child) {
  return new Promise((resolve) => {
    child.on('close', resolve);
    child.kill('SIGKILL');
  });
}
