// Kills a process that appends under load, again and again on the same file, and looks at what it left.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MIN_LIFE_MS = 20;
const MAX_LIFE_MS = 200;
const START_LIMIT_MS = 30_000;
const PAGE = 5_000;
const CHILD = fileURLToPath(new URL('./kill-child.mjs', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist/libs/event-log/src/index.js', import.meta.url));

/** Returns the counts; `dist` is the built log, `progress` hears of each round. */
export async function kill({ rounds, dist = DIST, progress = () => {} }) {
  if (!existsSync(dist)) throw new Error(`${dist} is missing: run \`npm run build\` first`);
  const folder = mkdtempSync(join(tmpdir(), 'besluitspoor-kill-'));
  try {
    return await playRounds({ rounds, dist, progress, file: join(folder, 'log.db') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function playRounds({ rounds, dist, progress, file }) {
  const { openSqliteLog } = await import(pathToFileURL(dist).href);
  const acknowledged = new Map();
  const faults = [];
  let seen = newCheck();
  for (let round = 0; round < rounds; round++) {
    await runAndKill(dist, file, acknowledged, faults);
    // Opening for writing at once also shows that the lock died with its holder.
    const log = await openSqliteLog({ file, holder: 'storingsproef' });
    // What earlier rounds stored was looked at then; the whole log is looked at once more at the end.
    await checkOnwards(log, seen);
    await log.close();
    progress(round + 1, seen.next);
  }
  const log = await openSqliteLog({ file, holder: 'storingsproef' });
  seen = newCheck();
  await checkOnwards(log, seen);
  await log.close();
  return summary(rounds, acknowledged, seen, faults);
}

// Settles when the child is gone and all that it wrote was read.
function runAndKill(dist, file, acknowledged, faults) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, dist, file], { stdio: ['ignore', 'pipe', 'inherit'] });
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

const newCheck = () => ({ next: 0, gaps: 0, duplicates: 0, revisions: new Map(), ids: new Set(), acts: new Map() });

async function checkOnwards(log, check) {
  for (;;) {
    const page = await log.readAll(check.next === 0 ? undefined : check.next - 1, PAGE);
    if (page.length === 0) return;
    for (const entry of page) checkEntry(entry, check);
  }
}

function checkEntry(entry, check) {
  if (entry.position !== check.next) check.gaps++;
  check.next = entry.position + 1;
  const revision = (check.revisions.get(entry.stream) ?? -1) + 1;
  if (entry.revision > revision) check.gaps++;
  if (entry.revision < revision || check.ids.has(entry.id)) check.duplicates++;
  check.revisions.set(entry.stream, entry.revision);
  check.ids.add(entry.id);
  noteAct(entry, check);
}

// An act is whole when each of its entries is there once, in order, with its own bytes and its sealed group.
function noteAct(entry, check) {
  const { stream, act, index, count } = JSON.parse(Buffer.from(entry.bytes).toString());
  const known = check.acts.get(act) ?? { first: entry.position, count, stored: 0, whole: true };
  const leaf = createHash('sha256').update(Uint8Array.of(0)).update(entry.bytes).digest();
  const group = entry.sealed.length === 1 ? Buffer.from(entry.sealed[0].box).toString() : '';
  const inPlace = index === known.stored && entry.position === known.first + index && entry.stream === stream;
  if (!inPlace || !leaf.equals(entry.leafHash) || group !== entry.id || entry.commandId !== act) known.whole = false;
  known.stored++;
  check.acts.set(act, known);
}

function summary(rounds, acknowledged, check, faults) {
  const whole = (act) => act !== undefined && act.whole && act.stored === act.count;
  let lost = 0;
  for (const [act, { position, count }] of acknowledged) {
    const stored = check.acts.get(act);
    if (!whole(stored) || stored.first !== position || stored.count !== count) lost++;
  }
  const unacknowledged = [...check.acts].filter(([act]) => !acknowledged.has(act));
  return {
    fault: 'kill',
    rounds,
    acknowledged: acknowledged.size,
    lost,
    gaps: check.gaps + unacknowledged.filter(([, act]) => !whole(act)).length,
    duplicates: check.duplicates + faults.length,
    committedUnacknowledged: unacknowledged.length,
    entries: check.next,
    ...(faults.length > 0 && { faults: faults.slice(0, 10) }),
  };
}
