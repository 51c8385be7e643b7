import { spawnSync } from 'node:child_process';
import { play } from './play.js';

const strace = spawnSync('strace', ['-V']).error === undefined;

/** Every so many points: the whole run takes half an hour and is played by hand. */
const STRIDE = '397';

(strace ? describe : describe.skip)(
  'a process of which a system call on the log fails, or that is killed there',
  () => {
    it('loses nothing that it acknowledged, and leaves a log that opens whole', () => {
      const result = play('syscalls', '--stride', STRIDE);
      expect(result).toMatchObject({ lost: 0, corrupt: 0 });
      const { points, ended, calls } = result as {
        points: number;
        ended: Record<string, number>;
        calls: Record<string, Record<string, number>>;
      };
      expect(Object.keys(calls)).toEqual(['all', 'deciding', 'writing']);
      expect(points).toBeGreaterThan(5);
      // Otherwise strace did nothing, and nothing was shown.
      expect(ended['killed']).toBeGreaterThan(0);
    }, 240_000);
  },
);
