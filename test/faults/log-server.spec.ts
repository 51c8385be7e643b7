import { play } from './play.js';

describe('a log on EventStoreDB, over its double', () => {
  it('loses, doubles and forgets nothing when the network breaks in every way', () => {
    const result = play('connection', '--rounds', '6');
    expect(result).toMatchObject({ rounds: 6, lost: 0, duplicated: 0, unresolved: 0, gaps: 0 });
    expect(result['acknowledged']).toBeGreaterThan(0);
  }, 240_000);

  it('keeps one order when sequencers are killed at random', () => {
    const result = play('sequencers', '--rounds', '3');
    expect(result).toMatchObject({ rounds: 3, forks: 0, duplicates: 0, gaps: 0, lost: 0, faults: [] });
    expect(result['acknowledged']).toBeGreaterThan(0);
  }, 240_000);
});
