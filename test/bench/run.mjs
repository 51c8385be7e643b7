// npm run bench -- append|act|rebuild|as-of|lag|verify|startup|eventstoredb|postgres-views: prints one JSON line per comparison on stdout, and progress on stderr.
// Exit code 0: every goal was met; 1: a goal was missed or a part was skipped; 2: it could not run.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers } from './peers.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const BENCHES = ['append', 'act', 'rebuild', 'as-of', 'lag', 'verify', 'startup', 'eventstoredb', 'postgres-views'];
const DEFAULT_ROUNDS = 5;
const MAX_ROUNDS = 100;
const DEFAULT_ROUND_MS = 500;
const MAX_ROUND_MS = 60_000;

const say = (text) => process.stderr.write(`${text}\n`);
// Libraries under test may print; stdout is for figures only.
console.log = console.info = (...what) => console.error(...what);

const options = readOptions();
if (options === undefined) {
  say(
    `Usage: npm run bench -- <${BENCHES.join('|')}> [--rounds 1..${MAX_ROUNDS}] [--round-ms 100..${MAX_ROUND_MS}] [--no-build]`,
  );
  process.exit(2);
}
try {
  process.exitCode = await run(options);
} catch (error) {
  say(error.stack ?? String(error));
  process.exitCode = 2;
}

function readOptions() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
        'round-ms': { type: 'string', default: String(DEFAULT_ROUND_MS) },
        'no-build': { type: 'boolean', default: false },
      },
    });
    const rounds = Number(values.rounds);
    const roundMs = Number(values['round-ms']);
    const whole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
    const known = positionals.length === 1 && BENCHES.includes(positionals[0]);
    if (!known || !whole(rounds, 1, MAX_ROUNDS) || !whole(roundMs, 100, MAX_ROUND_MS)) return undefined;
    return { bench: positionals[0], rounds, roundMs, build: !values['no-build'] };
  } catch {
    return undefined;
  }
}

async function run({ bench, rounds, roundMs, build }) {
  if (build) await (await import('../../scripts/prepare.mjs')).prepare({ say, quiet: true });
  // Beside the checkout and not in the system's temporary folder: that may be memory, where a flush costs nothing.
  mkdirSync(join(ROOT, 'data'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'data', `bench-${bench}-`));
  try {
    const play = (await import(`./${bench}.mjs`))[bench];
    return await print(play({ folder, dist, peers, rounds, roundMs, say }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function print(lines) {
  let exitCode = 0;
  for await (const line of lines) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (line.met === false || line.skipped !== undefined) exitCode = 1;
  }
  return exitCode;
}

/** A module of the built product. */
function dist(path) {
  const file = join(ROOT, 'dist', path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
  return import(pathToFileURL(file).href);
}

/** The version of the peer, installed when it is not; or `missing` with the reason, so that the other comparisons still run. */
async function peers() {
  try {
    await installPeers(say);
    const { version } = JSON.parse(
      readFileSync(join(HERE, 'node_modules/@event-driven-io/emmett-sqlite/package.json'), 'utf8'),
    );
    return { version };
  } catch (error) {
    return { missing: error.message };
  }
}
