// Mutation test of what auditors rely on: libs/transparency and the verifier. Every check is taken out or turned round in
// turn, in memory, and the specs beside it must turn red. Prints what survived, and at the end how many were killed.
//
//   npm run mutation [-- --only transparency|verifier] [--from N] [--to N] [--every N] [--jobs N]
//
// With --every only a sample is tried: each Nth mutant. As many processes try them as the machine has processors, or --jobs.
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EQUIVALENT } from './equivalent.mjs';
import { mutantsOf } from './mutants.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const GOAL = 0.95;
/** What makes a loop endless is stopped when a test takes so many times as long as unchanged, and not sooner than this. */
const TIMES_AS_LONG = 5;
const LEAST_SECONDS = 3;
/** And so is what makes every test slow. */
const LEAST_SECONDS_OF_ALL = 20;
/** For what has no time of its own yet. */
const CLEAN_SECONDS = 600;
/** And one that takes up memory without end is stopped here, before the machine has none left. */
const MEMORY_MIB = 768;
const SECOND_MS = 1_000;
/** A process gets so many mutants at a time, side by side in a source: what killed one of them is tried first on the next. */
const AT_A_TIME = 15;
const PROGRESS_EVERY = 50;
const TOO_LONG = 'it takes too long';
/** Lists of names, words of refusals, and what only specs use: no checks. */
const NO_CHECKS = ['index.ts', 'fixtures.ts', 'refusal.ts'];

const PARTS = [
  {
    name: 'transparency',
    folder: 'libs/transparency/src',
    sources: readdirSync(join(ROOT, 'libs/transparency/src')).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !NO_CHECKS.includes(file),
    ),
  },
  { name: 'verifier', folder: 'apps/verifier', sources: ['verifier.mjs'] },
];

/** One process that runs the specs again and again; it is replaced when a mutant hangs it. */
class Runner {
  /** @param {string} folder of the sources, with their specs beside them */
  constructor(folder) {
    this.folder = folder;
  }

  /** Gives why a spec was red; undefined when all were green. */
  async run(mutant) {
    // First without a change: it compiles, and learns which tests are cheap.
    if (this.costs === undefined) {
      const first = await this.ask({ folder: this.folder });
      // And once more with the cheap ones first: a test that needs those before it would kill every mutant.
      const { because, costs } =
        first.because === undefined ? await this.ask({ ...first, folder: this.folder }) : first;
      if (because !== undefined)
        throw new Error(`the specs in ${this.folder} are red before anything is changed: ${because}`);
      this.costs = costs;
    }
    return (await this.ask({ folder: this.folder, mutant, costs: this.costs })).because;
  }

  /** What the process answers. */
  ask(message) {
    const execArgv = [`--max-old-space-size=${MEMORY_MIB}`];
    // What Node writes when it runs out of memory is told in fewer words.
    const stdio = ['ignore', 'inherit', 'ignore', 'ipc'];
    this.child ??= fork(join(ROOT, 'test/mutation/runner.mjs'), [ROOT], { execArgv, stdio });
    const { child } = this;
    return new Promise((done) => {
      const cleanMs = (this.costs ?? []).reduce((sum, [, ms]) => sum + ms, 0);
      const limitOfAll = cleanMs === 0 ? CLEAN_SECONDS : limitFor(LEAST_SECONDS_OF_ALL, cleanMs);
      const begin = secondsOf(child.pid);
      let start = begin;
      let limit = CLEAN_SECONDS;
      const finish = (answer, isLost) => {
        clearInterval(timer);
        child.removeAllListeners();
        if (isLost) this.stop();
        done(answer);
      };
      const timer = setInterval(() => {
        const now = secondsOf(child.pid);
        if (now - start > limit || now - begin > limitOfAll) finish({ because: TOO_LONG }, true);
      }, SECOND_MS);
      child.on('message', (answer) => {
        if (answer.startedMs === undefined) return finish(answer, false);
        start = secondsOf(child.pid);
        limit = limitFor(LEAST_SECONDS, answer.startedMs);
      });
      child.on('exit', (code, signal) => finish({ because: `the process ended (${signal ?? code})` }, true));
      child.send(message);
    });
  }

  stop() {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

const limitFor = (least, cleanMs) => Math.max(least, (TIMES_AS_LONG * cleanMs) / SECOND_MS);

const TICKS_PER_SECOND = 100;
/** How long a process has worked. Where the system does not tell, how late it is: a busy machine then looks like a loop. */
function secondsOf(pid) {
  try {
    // proc(5): user and system time are the 12th and 13th field behind the name.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return performance.now() / SECOND_MS;
  }
}

async function testPart({ name, folder, sources }, { from = 0, to = Infinity, every = 1, jobs }) {
  const mutants = sources.flatMap((file) => {
    const path = `${folder}/${file}`;
    return mutantsOf(path, readFileSync(join(ROOT, path), 'utf8'));
  });
  const chosen = mutants.slice(Number(from), Number(to)).filter((_, at) => at % Number(every) === 0);
  const counts = { name, total: chosen.length, survived: 0, equivalent: 0 };
  let begun = 0;
  let tried = 0;
  const work = async () => {
    const runner = new Runner(folder);
    while (begun < chosen.length) {
      const some = chosen.slice(begun, (begun += AT_A_TIME));
      for (const mutant of some) {
        await tryMutant(runner, mutant, counts);
        tried += 1;
        if (process.stderr.isTTY) process.stderr.write(`\r${name} ${tried}/${chosen.length} `);
        else if (tried % PROGRESS_EVERY === 0) process.stderr.write(`${name} ${tried}/${chosen.length}\n`);
      }
    }
    // Nothing of a mutant may have stayed behind: that would count as killing all after it.
    const after = await runner.run(undefined);
    runner.stop();
    if (after !== undefined) throw new Error(`the specs in ${folder} stay red after the last mutant: ${after}`);
  };
  await Promise.all(Array.from({ length: Number(jobs ?? availableParallelism()) }, work));
  tell(counts);
  return counts;
}

async function tryMutant(runner, mutant, counts) {
  const where = `${mutant.path}:${mutant.line} ${mutant.what}`;
  const because = await runner.run(mutant);
  // Told, for it may be the clock and not the check.
  if (because === TOO_LONG) console.log(`killed by the clock: ${where}`);
  if (because !== undefined) return;
  counts.survived += 1;
  const same = EQUIVALENT.find(
    ({ path, line, what }) => path === mutant.path && line === mutant.source && what === mutant.what,
  );
  if (same !== undefined) counts.equivalent += 1;
  console.log(same === undefined ? `survived: ${where}` : `changes nothing: ${where} (${same.why})`);
}

function tell({ name, total, survived, equivalent }) {
  const killed = total - survived;
  const share = (100 * killed) / total;
  console.log(
    `mutation of ${name}: ${killed}/${total} killed (${share.toFixed(1)}%), goal ${100 * GOAL}%; ` +
      `${survived} survived, of which ${equivalent} change nothing`,
  );
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    every: { type: 'string' },
    jobs: { type: 'string' },
  },
});
const tested = [];
for (const part of PARTS) {
  if (values.only === undefined || values.only === part.name) tested.push(await testPart(part, values));
}
const sum = (what) => tested.reduce((total, each) => total + each[what], 0);
const all = {
  name: tested.map(({ name }) => name).join(' and '),
  total: sum('total'),
  survived: sum('survived'),
  equivalent: sum('equivalent'),
};
if (tested.length > 1) tell(all);
process.exitCode = all.total > 0 && all.survived <= (1 - GOAL) * all.total ? 0 : 1;
