import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const built = join(root, 'dist', 'libs', 'event-log', 'src', 'index.js');

describe('a process that appends under load and is killed', () => {
  it('loses nothing that it acknowledged, and leaves no gap and no duplicate', () => {
    if (!existsSync(built)) throw new Error('dist/ is missing: run `npm run build` first (npm test does so by itself)');
    const run = spawnSync(process.execPath, [join(root, 'test/faults/run.mjs'), 'kill', '--rounds', '5'], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    const result = JSON.parse(run.stdout) as Record<string, number>;
    expect(result).toMatchObject({ rounds: 5, lost: 0, gaps: 0, duplicates: 0 });
    expect(result['acknowledged']).toBeGreaterThan(0);
    expect(run.status).toBe(0);
  }, 120_000);
});
