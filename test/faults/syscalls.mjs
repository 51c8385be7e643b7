// Lets every system call on the files of a log fail in turn, or kills the process there, and looks at what is left.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { built, checkOnwards, isWhole, lostOf, newCheck, otherFrontier, unacknowledgedOf } from './check.mjs';

const ACTS = 6;
const CHILD = fileURLToPath(new URL('./syscalls-child.mjs', import.meta.url));
const LOG = 'libs/event-log/src/index.js';
const FAULTS = ['signal=KILL', 'error=EIO', 'error=ENOSPC'];
const LIMIT_MS = 60_000;
/** All that the pool does is counted on one thread. */
const ONE_THREAD = { ...process.env, UV_THREADPOOL_SIZE: '1' };
/** All that a program does with a file through its name or its descriptor. Memory that is mapped needs no call. */
const CALLS =
  'openat,read,pread64,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,fallocate,unlink,rename,fcntl,access,' +
  'stat,lstat,fstat,newfstatat,statx,lseek,close,mmap,fchmod,fchown';
const DRAFT = ['log.db.new', 'log.db.new-journal', 'log.db.new-wal', 'log.db.new-shm'];
const FILES = ['log.db', 'log.db-wal', 'log.db-shm', 'log.db-journal', 'log.db.lock', 'log.db.holder.json', ...DRAFT];

/** Returns the counts; every `stride`-th point is played, all of them with 1. */
export async function syscalls({ stride = 1, dist, progress = () => {} }) {
  const product = await built(dist);
  const root = mkdtempSync(join(tmpdir(), 'besluitspoor-syscalls-'));
  try {
    const calls = await callsOf(product, join(root, 'counted'));
    const points = calls.flatMap(({ name, count }) =>
      Array.from({ length: count }, (_, at) => FAULTS.map((fault) => ({ name, fault, nth: at + 1 }))).flat(),
    );
    const played = points.filter((_, at) => at % stride === 0);
    const totals = { lost: 0, corrupt: 0, ended: {}, notReached: 0, unacknowledged: 0, faults: [] };
    for (const [at, point] of played.entries()) {
      await playPoint(product, join(root, String(at)), point, totals);
      progress(at + 1, played.length);
    }
    const { lost, corrupt, ended, notReached, unacknowledged, faults } = totals;
    return {
      fault: 'syscalls',
      acts: ACTS,
      calls: Object.fromEntries(calls.map(({ name, count }) => [name, count])),
      points: played.length,
      lost,
      corrupt,
      ended,
      notReached,
      storedUnacknowledged: unacknowledged,
      ...(faults.length > 0 && { faults: faults.slice(0, 10) }),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** How often each call touches the files, when nothing fails. */
async function callsOf(product, folder) {
  mkdirSync(folder);
  const trace = join(folder, 'trace');
  const { code, lines } = await run(product, folder, ['-o', trace, '-e', `trace=${CALLS}`]);
  const said = lines.filter((line) => line.startsWith('ok ')).length;
  if (code !== 0 || said !== ACTS) throw new Error(`strace cannot trace here (code ${code}, ${said} acts)`);
  // strace counts the calls of each thread apart: the one that decides and writes, and the one that syncs.
  const counts = new Map();
  const byThread = new Map();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    // A call that another thread interrupts in the trace ends on a line of its own; it is one call.
    const [, thread, name] = /^(\d+) +([a-z0-9_]+)\(/.exec(line) ?? [];
    if (name === undefined) continue;
    const count = (byThread.get(`${thread} ${name}`) ?? 0) + 1;
    byThread.set(`${thread} ${name}`, count);
    counts.set(name, Math.max(counts.get(name) ?? 0, count));
  }
  return [...counts].map(([name, count]) => ({ name, count }));
}

async function playPoint(product, folder, { name, fault, nth }, totals) {
  mkdirSync(folder);
  const trace = join(folder, 'trace');
  const inject = ['-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`];
  const { code, signal, lines } = await run(product, folder, ['-o', trace, ...inject]);
  const ended = endedAs(code, signal, lines);
  totals.ended[ended] = (totals.ended[ended] ?? 0) + 1;
  // Timing decides how often some calls are made, so that the last of them may not come this time.
  if (ended !== 'killed' && !readFileSync(trace, 'utf8').includes('(INJECTED)')) totals.notReached++;
  const findings = await findingsIn(product, folder, lines);
  totals.lost += findings.lost;
  totals.corrupt += findings.corrupt;
  totals.unacknowledged += findings.unacknowledged;
  if (findings.words.length > 0) totals.faults.push({ name, fault, nth, words: findings.words });
  rmSync(folder, { recursive: true, force: true });
}

function endedAs(code, signal, lines) {
  if (signal === 'SIGKILL' || code === 137) return 'killed';
  if (lines.some((line) => line.startsWith('failed ') || line.startsWith('closed '))) return 'failed';
  return code === 0 ? 'finished' : `ended with ${signal ?? code}`;
}

/** Opens what was left as the next process does. */
async function findingsIn(product, folder, lines) {
  const { openSqliteLog } = await product.library('event-log');
  const { openFrontier } = await product.library('transparency');
  const acknowledged = new Map(
    lines
      .filter((line) => line.startsWith('ok '))
      .map((line) => line.split(' '))
      .map(([, position, count, act]) => [act, { position: Number(position), count: Number(count) }]),
  );
  const words = lines.filter((line) => line.startsWith('fault '));
  const check = newCheck(openFrontier());
  try {
    const log = await openSqliteLog({ file: join(folder, 'log.db'), holder: 'storingsproef' });
    await checkOnwards(log, check);
    if (await otherFrontier(log, check)) words.push('the stored frontier is another');
    await log.close();
  } catch (error) {
    words.push(`reopening: ${error.code ?? error.message}`);
    return { lost: acknowledged.size, corrupt: 1, unacknowledged: 0, words };
  }
  const lost = lostOf(acknowledged, check);
  const stored = unacknowledgedOf(acknowledged, check);
  const torn = check.gaps + check.duplicates + stored.filter(([, act]) => !isWhole(act)).length;
  if (lost + torn > 0) words.push(`${lost} lost, ${torn} torn`);
  return { lost, corrupt: torn + (words.length > 0 ? 1 : 0), unacknowledged: stored.length, words };
}

function run(product, folder, straceOptions) {
  const paths = [...FILES].flatMap((name) => ['-P', join(folder, name)]);
  const words = ['-f', '-qq', ...straceOptions, ...paths, '-P', folder];
  const child = [process.execPath, CHILD, product.file(LOG), join(folder, 'log.db'), String(ACTS)];
  return new Promise((resolve, reject) => {
    const strace = spawn('strace', [...words, ...child], { stdio: ['ignore', 'pipe', 'ignore'], env: ONE_THREAD });
    const limit = setTimeout(() => strace.kill('SIGKILL'), LIMIT_MS);
    let said = '';
    strace.stdout.on('data', (data) => (said += data));
    strace.on('error', (error) => reject(error.code === 'ENOENT' ? new Error('strace is not installed') : error));
    strace.on('close', (code, signal) => {
      clearTimeout(limit);
      // A line that was cut off was not an acknowledgement yet.
      resolve({ code, signal, lines: said.split('\n').slice(0, -1) });
    });
  });
}
