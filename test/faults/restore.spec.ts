import { play } from './play.js';

interface Drill {
  readonly signatures: number;
  readonly refused: Record<string, number>;
}

describe('an older copy that is put back, and a clone that runs beside its original', () => {
  it('never leads to two checkpoints that contradict each other', () => {
    const result = play('restore', '--rounds', '1');
    expect(result).toMatchObject({ failures: 0, inconsistent: { cosigned: 0, shown: 0, signed: 0 } });
    const drills = result['drills'] as Record<string, Drill>;
    // Which of two clones of a disk signs first is chance; that the witness stops one of them is not.
    expect(drills['diskCloned']!.refused['byWitness']).toBeGreaterThan(0);
    expect(drills['olderLog']!.refused).toEqual({ LOG_ROLLED_BACK: 1 });
    expect(drills['olderEverything']!.refused).toEqual({ GUARD_COPIED: 2, ADOPT_CONTRADICTED: 1 });
    expect(drills['clonesTwoGuards']!.refused).toEqual({ GUARD_COPIED: 1 });
    expect(drills['olderBackup']!.refused).toEqual({ RESTORE_OLDER: 1, LOG_ROLLED_BACK: 1 });
    expect(drills['clonesOneGuard']!.refused).toEqual({ secondServer: 1 });
    for (const { signatures } of Object.values(drills)) expect(signatures).toBeGreaterThan(1);
  }, 240_000);
});
