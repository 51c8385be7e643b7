import { play } from './play.js';

describe('a process that appends under load and is killed', () => {
  it('loses nothing that it acknowledged, leaves no gap and no duplicate, and a tree with the same root', () => {
    const result = play('kill', '--rounds', '6');
    expect(result).toMatchObject({ rounds: 6, lost: 0, gaps: 0, duplicates: 0, rootMismatches: 0 });
    expect(result['acknowledged']).toBeGreaterThan(0);
    expect(Object.keys(result['acknowledgedOver'] as object)).toEqual(['direct', 'thread']);
  }, 120_000);
});
