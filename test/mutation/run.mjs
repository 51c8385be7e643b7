// Mutation test of what auditors rely on: libs/transparency and the verifier. Every check is taken out or turned round in
// turn, in memory, and the specs beside it must turn red. Prints killed / total and what survived.
//
//   npm run mutation [-- --only transparency|verifier] [--from N] [--to N] [--every N]
//
// With --every only a sample is tried: each Nth mutant.
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutantsOf } from './mutants.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const GOAL = 0.95;
/** What makes a loop endless is stopped after so many times as long as the specs take unchanged, and not sooner than this. */
const TIMES_AS_LONG = 5;
const LEAST_SECONDS = 20;
const CLEAN_SECONDS = 600;
const SECOND_MS = 1_000;
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
  /** Gives why a spec was red; undefined when all were green. */
  async run(folder, mutant) {
    const isNew = this.child === undefined;
    this.child ??= fork(join(ROOT, 'test/mutation/runner.mjs'), [ROOT]);
    // First without a change: it compiles, and learns which tests are cheap.
    if (isNew) {
      const { because, seconds } = await this.ask({ folder }, CLEAN_SECONDS);
      if (because !== undefined)
        throw new Error(`the specs in ${folder} are red before anything is changed: ${because}`);
      this.limit = Math.max(LEAST_SECONDS, TIMES_AS_LONG * seconds);
    }
    return (await this.ask({ folder, mutant }, this.limit)).because;
  }

  /** Why a spec was red, and how long it took. Seconds are counted, so that those in which this machine slept are none. */
  ask(message, limit) {
    const { child } = this;
    return new Promise((done) => {
      let seconds = 0;
      const finish = (because, isLost) => {
        clearInterval(timer);
        child.removeAllListeners();
        if (isLost) this.stop();
        done({ because, seconds });
      };
      const timer = setInterval(() => {
        seconds += 1;
        if (seconds > limit) finish(TOO_LONG, true);
      }, SECOND_MS);
      child.on('message', ({ because }) => finish(because, false));
      child.on('exit', (code, signal) => finish(`the process ended (${signal ?? code})`, true));
      child.send(message);
    });
  }

  stop() {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

async function testPart({ name, folder, sources }, { from = 0, to = Infinity, every = 1 }) {
  const mutants = sources.flatMap((file) => {
    const path = `${folder}/${file}`;
    return mutantsOf(path, readFileSync(join(ROOT, path), 'utf8'));
  });
  const chosen = mutants.slice(Number(from), Number(to)).filter((_, at) => at % Number(every) === 0);
  const runner = new Runner();
  const survivors = [];
  for (const [at, mutant] of chosen.entries()) {
    const because = await runner.run(folder, mutant);
    // Told, for on a busy machine it may be the clock and not the check.
    if (because === TOO_LONG) console.log(`killed by the clock: ${mutant.path}:${mutant.line} ${mutant.what}`);
    if (because === undefined) {
      survivors.push(mutant);
      console.log(`survived: ${mutant.path}:${mutant.line} ${mutant.what}`);
    }
    if (process.stderr.isTTY || (at + 1) % 50 === 0) process.stderr.write(`\r${name} ${at + 1}/${chosen.length} `);
  }
  // Nothing of a mutant may have stayed behind: that would count as killing all after it.
  const after = await runner.run(folder, undefined);
  runner.stop();
  if (after !== undefined) throw new Error(`the specs in ${folder} stay red after the last mutant: ${after}`);
  tell(name, chosen.length, survivors.length);
  return { total: chosen.length, survived: survivors.length };
}

function tell(what, total, survived) {
  const share = (100 * (total - survived)) / total;
  console.log(`mutation of ${what}: ${total - survived}/${total} killed (${share.toFixed(1)}%), goal ${100 * GOAL}%`);
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, every: { type: 'string' } },
});
const parts = PARTS.filter(({ name }) => values.only === undefined || values.only === name);
let total = 0;
let survived = 0;
for (const part of parts) {
  const tested = await testPart(part, values);
  total += tested.total;
  survived += tested.survived;
}
tell(parts.map(({ name }) => name).join(' and '), total, survived);
process.exitCode = total > 0 && survived <= (1 - GOAL) * total ? 0 : 1;
