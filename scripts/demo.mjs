// `npm run demo [-- --once] [-- --json]`: from a bare clone to a running demonstration.
import { prepare, ROOT, run } from './prepare.mjs';
import { join } from 'node:path';

const flags = process.argv.slice(2);
const json = flags.includes('--json');
// With --json the one object on stdout is the answer; everything on the way there is for whoever watches.
const say = (line) => (json ? process.stderr : process.stdout).write(`demo: ${line}\n`);

// The child gets Ctrl-C too (it is in the same process group) and closes its files; we wait for it to do so.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

try {
  await prepare({ say, quiet: json });
  process.exitCode = await run(process.execPath, [join(ROOT, 'bin/besluitspoor.mjs'), 'demo', ...flags]);
} catch (error) {
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = 1;
}
