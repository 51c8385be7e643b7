// npm run faults -- <fault> [options]: breaks something on purpose and prints one JSON line with what it did.
// Exit code 0: nothing was lost and everything was noticed; 1: something was not; 2: it could not run.
import { parseArgs } from 'node:util';

const MAX_ROUNDS = 100_000;
const whole = (least, standard) => ({ least, standard });
const word = (...words) => ({ words, standard: words[0] });
/** Through the thread that asks, as commands record, or through the writing thread of a server. */
const OVER = word('both', 'direct', 'thread');

/** Each fault with its options, and how many of the things that must never happen did happen. */
const FAULTS = {
  kill: {
    options: { rounds: whole(1, 200), over: OVER },
    bad: ({ lost, gaps, duplicates, rootMismatches }) => lost + gaps + duplicates + rootMismatches,
  },
  syscalls: {
    options: { stride: whole(1, 1), over: OVER },
    bad: ({ lost, corrupt, ended }) => lost + corrupt + (ended.hung ?? 0),
  },
  tamper: {
    options: { rounds: whole(1, 200), bits: whole(1, 10_000) },
    bad: ({ missed, undetected }) => missed + undetected,
  },
  restore: { options: { rounds: whole(1, 50) }, bad: ({ failures }) => failures },
  // Over EventStoreDB: the server that BESLUITSPOOR_TEST_ESDB names, else its double.
  connection: {
    options: { rounds: whole(1, 500) },
    bad: ({ lost, duplicated, unresolved, gaps }) => lost + duplicated + unresolved + gaps,
  },
  sequencers: {
    options: { rounds: whole(1, 200) },
    bad: ({ forks, duplicates, gaps, lost }) => forks + duplicates + gaps + lost,
  },
  // Three servers as they are run, over EventStoreDB as above and PostgreSQL from Debian's package.
  servers: {
    options: { seconds: whole(1, 120), 'lag-ms': whole(1, 5_000) },
    bad: ({ lost, duplicated, gaps, unresolved, refused, forks, stopped, deadlinesTwice, ...views }) =>
      lost + duplicated + gaps + unresolved + refused + forks + stopped + deadlinesTwice + tooLate(views),
  },
};

const tooLate = ({ behind, maxLagMs, lagLimitMs }) => behind + (maxLagMs > lagLimitMs ? 1 : 0);

const asked = readOptions();
if (asked === undefined) {
  const valuesOf = ({ least, words }) => words?.join('|') ?? `<${least} to ${MAX_ROUNDS}>`;
  const words = Object.entries(FAULTS).map(([name, { options }]) =>
    [name, ...Object.entries(options).map(([option, kind]) => `[--${option} ${valuesOf(kind)}]`)].join(' '),
  );
  console.error(`Usage: npm run faults -- ${words.join('\n       npm run faults -- ')}`);
  process.exit(2);
}

const progress = (done, total) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}`);
};
try {
  const { name, options } = asked;
  const result = await (await import(`./${name}.mjs`))[name]({ ...options, progress });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(JSON.stringify(result));
  process.exitCode = FAULTS[name].bad(result) > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

function readOptions() {
  const name = process.argv[2];
  if (name === undefined || !Object.hasOwn(FAULTS, name)) return undefined;
  const known = FAULTS[name].options;
  try {
    const { values } = parseArgs({
      args: process.argv.slice(3),
      options: {
        ...Object.fromEntries(Object.keys(known).map((option) => [option, { type: 'string' }])),
        dist: { type: 'string' },
      },
    });
    const options = values.dist === undefined ? {} : { dist: values.dist };
    for (const [option, kind] of Object.entries(known)) {
      const value = values[option] ?? kind.standard;
      options[option] = kind.words === undefined ? Number(value) : value;
      if (!allowed(kind, options[option])) return undefined;
    }
    return { name, options };
  } catch {
    return undefined;
  }
}

function allowed({ least, words }, value) {
  if (words !== undefined) return words.includes(value);
  return Number.isInteger(value) && value >= least && value <= MAX_ROUNDS;
}
