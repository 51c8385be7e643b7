import { describeWithPostgres } from '../kit/postgres.js';
import { play } from './play.js';

describeWithPostgres('three servers on one log, of which one is killed again and again', () => {
  it('lose and double nothing, and record no missed deadline twice', () => {
    const result = play('servers', '--seconds', '6', '--lag-ms', '60000');
    expect(result).toMatchObject({ lost: 0, duplicated: 0, gaps: 0, unresolved: 0, refused: 0, forks: 0, stopped: 0 });
    expect(result).toMatchObject({ deadlinesTwice: 0, behind: 0 });
    expect(result['acknowledged']).toBeGreaterThan(0);
    expect(result['kills']).toBeGreaterThan(0);
  }, 300_000);
});
