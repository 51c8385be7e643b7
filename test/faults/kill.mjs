// Kills a process that appends under load, again and again on the same file, and looks at what it left.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, WAYS } from './acts.mjs';
import { built, checkOnwards, isWhole, lostOf, newCheck, otherFrontier, unacknowledgedOf } from './check.mjs';

const MIN_LIFE_MS = 20;
const MAX_LIFE_MS = 400;
const START_LIMIT_MS = 30_000;
const CHILD = fileURLToPath(new URL('./kill-child.mjs', import.meta.url));

/**
 * Returns the counts; `dist` is the folder of the built product, `progress` hears of each round. With `both` the rounds
 * take turns on one log: what one way left, the other goes on with.
 */
export async function kill({ rounds, over = 'both', dist, progress = () => {} }) {
  const product = await built(dist);
  const folder = mkdtempSync(join(tmpdir(), 'besluitspoor-kill-'));
  try {
    return await playRounds({ rounds, ways: over === 'both' ? WAYS : [over], product, progress, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function playRounds({ rounds, ways, product, progress, folder }) {
  const { openFrontier } = await product.library('transparency');
  const acknowledged = new Map();
  const acknowledgedOver = Object.fromEntries(ways.map((way) => [way, 0]));
  const faults = [];
  // The root after each kill, by size.
  const roots = new Map();
  const seen = newCheck(openFrontier());
  let otherFrontiers = 0;
  for (let round = 0; round < rounds; round++) {
    const way = ways[round % ways.length];
    const before = acknowledged.size;
    await runAndKill([product.file(''), folder, way], acknowledged, faults);
    acknowledgedOver[way] += acknowledged.size - before;
    // Opening for writing at once also shows that the lock died with its holder.
    await lookAt(product, folder, async (log, vault) => {
      // What earlier rounds stored was looked at then; the whole log is looked at once more at the end.
      await checkOnwards(log, Object.assign(seen, { vault }));
      if (await otherFrontier(log, seen)) otherFrontiers++;
    });
    roots.set(seen.next, seen.frontier.root());
    progress(round + 1, rounds);
  }
  const check = newCheck(withRoots(openFrontier(), roots));
  await lookAt(product, folder, (log, vault) => checkOnwards(log, Object.assign(check, { vault })));
  return { ...summary(rounds, acknowledged, check, { faults, otherFrontiers }), acknowledgedOver };
}

/** Opens what was left as the next process does. */
async function lookAt({ library }, folder, look) {
  const [{ openSqliteLog }, { openKeyring, openVault }] = await Promise.all(['event-log', 'vault'].map(library));
  const { logFile, ...keys } = filesIn(folder);
  const vault = openVault({ keyring: openKeyring(keys) });
  const log = await openSqliteLog({ file: logFile, holder: 'storingsproef' });
  await look(log, vault);
  await log.close();
  vault.close();
}

/** A tree that is built anew, and counts at the sizes that it had after each kill whether its root is another now. */
function withRoots(frontier, roots) {
  let mismatches = 0;
  return {
    append(leaf) {
      frontier.append(leaf);
      const before = roots.get(frontier.size);
      if (before !== undefined && !before.equals(frontier.root())) mismatches++;
    },
    get mismatches() {
      return mismatches + [...roots.keys()].filter((size) => size > frontier.size).length;
    },
  };
}

// Settles when the child is gone and all that it wrote was read.
function runAndKill(args, acknowledged, faults) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let rest = '';
    let killer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
    let killed = false;
    const onLine = (line) => {
      if (line === 'ready') {
        clearTimeout(killer);
        const life = MIN_LIFE_MS + Math.random() * (MAX_LIFE_MS - MIN_LIFE_MS);
        killer = setTimeout(() => (killed = child.kill('SIGKILL')), life);
      } else if (line.startsWith('ok ')) {
        const [, position, count, act] = line.split(' ');
        acknowledged.set(act, { position: Number(position), count: Number(count) });
      } else faults.push(line);
    };
    child.stdout.on('data', (data) => {
      const lines = (rest + data).split('\n');
      // A line that was cut off by the kill was not an acknowledgement yet.
      rest = lines.pop();
      lines.forEach(onLine);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(killer);
      if (killed && signal === 'SIGKILL') resolve();
      else reject(new Error(`the appending process ended by itself (code ${code}, signal ${signal})`));
    });
  });
}

function summary(rounds, acknowledged, check, { faults, otherFrontiers }) {
  const unacknowledged = unacknowledgedOf(acknowledged, check);
  return {
    fault: 'kill',
    rounds,
    acknowledged: acknowledged.size,
    lost: lostOf(acknowledged, check),
    gaps: check.gaps + unacknowledged.filter(([, act]) => !isWhole(act)).length,
    duplicates: check.duplicates + faults.length,
    rootMismatches: check.frontier.mismatches + otherFrontiers,
    committedUnacknowledged: unacknowledged.length,
    entries: check.next,
    ...(faults.length > 0 && { faults: faults.slice(0, 10) }),
  };
}
