// Lets every system call on the files of a log and its keys fail in turn, or kills the process there, and looks at what
// is left. A server writes in a thread of its own: its calls are counted and failed apart from those of the thread that
// decides, or the first to fail would hide the other.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, WAYS } from './acts.mjs';
import { built, checkOnwards, isWhole, lostOf, newCheck, otherFrontier, unacknowledgedOf } from './check.mjs';

const ACTS = 6;
const CHILD = fileURLToPath(new URL('./syscalls-child.mjs', import.meta.url));
const FAULTS = ['signal=KILL', 'error=EIO', 'error=ENOSPC'];
/** Long, since a machine that does other things as well is no fault; what takes longer hangs, and is said to. */
const LIMIT_MS = 600_000;
const AT_ONCE = 4;
/** All that the pool does is counted on one thread. */
const ONE_THREAD = { ...process.env, UV_THREADPOOL_SIZE: '1' };
/** All that a program does with a file through its name or its descriptor. Memory that is mapped needs no call. */
const CALLS =
  'openat,read,pread64,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,fallocate,unlink,rename,fcntl,access,' +
  'stat,lstat,fstat,newfstatat,statx,lseek,close,mmap,chmod,fchmod,fchown';
const DRAFT = ['log.db.new', 'log.db.new-journal', 'log.db.new-wal', 'log.db.new-shm'];
const KEYS = ['keys.db', 'keys.db-wal', 'keys.db-shm', 'keys.db-journal', 'master.key', 'master.key.nieuw'];
const FILES = [
  ...['log.db', 'log.db-wal', 'log.db-shm', 'log.db-journal', 'log.db.lock', 'log.db.holder.json'],
  ...DRAFT,
  ...KEYS,
];

/** Of which threads the calls fail: all of the process, or one of the two. Each gives what strace is told. */
const TARGETS = {
  direct: { all: ([pid]) => ['-f', '-p', pid] },
  thread: { deciding: ([pid]) => ['-p', pid], writing: ([, thread]) => ['-p', thread] },
};

/** Returns the counts; every `stride`-th point is played, all of them with 1. */
export async function syscalls({ stride = 1, over = 'both', dist, progress = () => {} }) {
  const product = await built(dist);
  const root = mkdtempSync(join(tmpdir(), 'besluitspoor-syscalls-'));
  try {
    const calls = {};
    const points = [];
    for (const way of over === 'both' ? WAYS : [over])
      for (const thread of Object.keys(TARGETS[way])) {
        const target = { way, thread };
        const counts = await callsOf(product, join(root, `counted-${thread}`), target);
        calls[thread] = Object.fromEntries(counts);
        for (const [name, count] of counts)
          for (let nth = 1; nth <= count; nth++) points.push(...FAULTS.map((fault) => ({ target, name, fault, nth })));
      }
    const played = points.filter((_, at) => at % stride === 0);
    const totals = { lost: 0, corrupt: 0, ended: {}, notReached: 0, unacknowledged: 0, faults: [] };
    const left = played.entries();
    let done = 0;
    // Each player takes the next point until there is none; a process that starts or is traced mostly waits.
    const play = async () => {
      for (const [at, point] of left) {
        await playPoint(product, join(root, String(at)), point, totals);
        progress(++done, played.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, play));
    const { lost, corrupt, ended, notReached, unacknowledged, faults } = totals;
    return {
      fault: 'syscalls',
      acts: ACTS,
      calls,
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
async function callsOf(product, folder, target) {
  mkdirSync(folder);
  const trace = join(folder, 'trace');
  const { code, lines } = await runUnder(product, folder, target, ['-o', trace, '-e', `trace=${CALLS}`]);
  const said = lines.filter((line) => line.startsWith('ok ')).length;
  if (code !== 0 || said !== ACTS) throw new Error(`strace cannot trace here (code ${code}, ${said} acts)`);
  // strace counts the calls of each thread apart, and names the thread when it looks at more than one.
  const counts = new Map();
  const byThread = new Map();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    // A call that another thread interrupts in the trace ends on a line of its own; it is one call.
    const [, thread = '', name] = /^(?:(\d+) +)?([a-z0-9_]+)\(/.exec(line) ?? [];
    if (name === undefined) continue;
    const count = (byThread.get(`${thread} ${name}`) ?? 0) + 1;
    byThread.set(`${thread} ${name}`, count);
    counts.set(name, Math.max(counts.get(name) ?? 0, count));
  }
  return [...counts];
}

async function playPoint(product, folder, { target, name, fault, nth }, totals) {
  mkdirSync(folder);
  const trace = join(folder, 'trace');
  const inject = ['-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`];
  const run = await runUnder(product, folder, target, ['-o', trace, ...inject]);
  const { lines } = run;
  const ended = endedAs(run);
  totals.ended[ended] = (totals.ended[ended] ?? 0) + 1;
  // Timing decides how often some calls are made, so that the last of them may not come this time.
  if (ended !== 'killed' && !readFileSync(trace, 'utf8').includes('(INJECTED)')) totals.notReached++;
  const findings = await findingsIn(product, folder, lines);
  totals.lost += findings.lost;
  totals.corrupt += findings.corrupt;
  totals.unacknowledged += findings.unacknowledged;
  if (findings.words.length > 0) totals.faults.push({ ...target, name, fault, nth, words: findings.words });
  rmSync(folder, { recursive: true, force: true });
}

function endedAs({ code, signal, hung, lines }) {
  if (hung) return 'hung';
  if (signal === 'SIGKILL') return 'killed';
  if (lines.some((line) => line.startsWith('failed ') || line.startsWith('closed '))) return 'failed';
  return code === 0 ? 'finished' : `ended with ${signal ?? code}`;
}

/** Opens what was left as the next process does. */
async function findingsIn({ library }, folder, lines) {
  const [{ openSqliteLog }, { openFrontier }, { openKeyring, openVault }] = await Promise.all(
    ['event-log', 'transparency', 'vault'].map(library),
  );
  const acknowledged = new Map(
    lines
      .filter((line) => line.startsWith('ok '))
      .map((line) => line.split(' '))
      .map(([, position, count, act]) => [act, { position: Number(position), count: Number(count) }]),
  );
  const words = lines.filter((line) => line.startsWith('fault '));
  const { logFile, ...keys } = filesIn(folder);
  let check;
  try {
    const vault = openVault({ keyring: openKeyring(keys) });
    check = newCheck(openFrontier(), vault);
    const log = await openSqliteLog({ file: logFile, holder: 'storingsproef' });
    await checkOnwards(log, check);
    if (await otherFrontier(log, check)) words.push('the stored frontier is another');
    await log.close();
    vault.close();
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

/** The process waits for a sign before it opens anything, which strace gives it by being there. */
function runUnder(product, folder, { way, thread }, straceOptions) {
  const paths = FILES.flatMap((name) => ['-P', join(folder, name)]);
  const child = spawn(process.execPath, [CHILD, product.file(''), folder, way, String(ACTS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: ONE_THREAD,
  });
  let strace;
  let said = '';
  let hung = false;
  const look = (threads) => {
    const words = [...TARGETS[way][thread](threads), ...straceOptions, ...paths, '-P', folder];
    strace = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    strace.on('error', () => child.kill('SIGKILL'));
    strace.stderr.once('data', () => child.stdin.write('\n'));
  };
  child.stdout.on('data', (data) => {
    said += data;
    const [, threads] = /^threads (.*)\n/.exec(said) ?? [];
    if (strace === undefined && threads !== undefined) look(threads.split(' '));
  });
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => (hung = child.kill('SIGKILL')), LIMIT_MS);
    child.on('error', reject);
    child.on('close', async (code, signal) => {
      clearTimeout(limit);
      // What it traced is on the disk when it is gone too.
      if (strace?.exitCode === null && strace.signalCode === null) await once(strace, 'close');
      // A line that was cut off was not an acknowledgement yet.
      resolve({ code, signal, hung, lines: said.split('\n').slice(0, -1) });
    });
  });
}
