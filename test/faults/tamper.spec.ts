import { play } from './play.js';

interface Noticed {
  readonly withLatest: number;
  readonly withPrevious: number;
}
interface Flips {
  readonly flips: number;
  readonly undetected: number;
}

describe('a stored log that somebody changed who has the file and not the key', () => {
  it('is noticed with the latest checkpoint, and its tail not with an older one', () => {
    const result = play('tamper', '--rounds', '2', '--bits', '40');
    expect(result).toMatchObject({ missed: 0, undetected: 0 });
    const operators = result['operators'] as Record<string, Noticed>;
    expect(Object.keys(operators)).toHaveLength(7);
    for (const { withLatest } of Object.values(operators)) expect(withLatest).toBe(2);
    // Otherwise the checkpoint would show nothing that the log does not show by itself.
    for (const name of ['truncate', 'rollBack', 'rollBackAndAppend']) expect(operators[name]!.withPrevious).toBe(0);
    const flips = result['flips'] as Record<string, Flips>;
    expect(flips['checkpoint']!.flips).toBeGreaterThan(1_000);
    for (const { undetected } of Object.values(flips)) expect(undetected).toBe(0);
  }, 240_000);
});
