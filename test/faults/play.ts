import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const built = join(root, 'dist', 'libs', 'event-log', 'src', 'index.js');

/** Plays a fault as `npm run faults` does, in a small version, and gives what it printed; it must have ended well. */
export function play(fault: string, ...options: readonly string[]): Record<string, unknown> {
  if (!existsSync(built)) throw new Error('dist/ is missing: run `npm run build` first (npm test does so by itself)');
  const run = spawnSync(process.execPath, [join(root, 'test/faults/run.mjs'), fault, ...options], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect({ status: run.status, printed: run.stdout }).toMatchObject({ status: 0 });
  return JSON.parse(run.stdout) as Record<string, unknown>;
}
