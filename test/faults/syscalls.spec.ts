import { spawnSync } from 'node:child_process';
import { play } from './play.js';

const strace = spawnSync('strace', ['-V']).error === undefined;

/** Every so many points: the whole run takes minutes and is played by hand. */
const STRIDE = '97';

(strace ? describe : describe.skip)(
  'a process of which a system call on the log fails, or that is killed there',
  () => {
    it('loses nothing that it acknowledged, and leaves a log that opens whole', () => {
      const result = play('syscalls', '--stride', STRIDE);
      expect(result).toMatchObject({ lost: 0, corrupt: 0 });
      const { points, ended } = result as { points: number; ended: Record<string, number> };
      expect(points).toBeGreaterThan(5);
      // Otherwise strace did nothing, and nothing was shown.
      expect(ended['killed']).toBeGreaterThan(0);
    }, 240_000);
  },
);
