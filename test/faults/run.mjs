// npm run faults -- <fault> [--rounds N]: breaks something on purpose and prints one JSON line with what it did.
import { parseArgs } from 'node:util';
import { kill } from './kill.mjs';

const DEFAULT_ROUNDS = 200;
const MAX_ROUNDS = 100_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(DEFAULT_ROUNDS) }, dist: { type: 'string' } },
});
const rounds = Number(values.rounds);
if (positionals[0] !== 'kill' || !Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
  console.error('Usage: npm run faults -- kill [--rounds <1 to 100000>]');
  process.exit(2);
}

const progress = (done, entries) => {
  if (process.stderr.isTTY) process.stderr.write(`\rround ${done} of ${rounds}, ${entries} entries`);
};
try {
  const result = await kill({ rounds, progress, ...(values.dist && { dist: values.dist }) });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(JSON.stringify(result));
  process.exitCode = result.lost + result.gaps + result.duplicates > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
