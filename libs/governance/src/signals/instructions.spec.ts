import { CapacityCommitted, InstructionIssued } from '../budget/events.js';
import { DecisionRevoked, FactualDecisionRecorded } from '../decisions/events.js';
import { codes, on, START, taken } from './spec-kit.js';

// The directie decides first, then the teams are told, and then they free the time.

const [NO_DECISION, NO_TIME] = ['INSTRUCTIE_VOOR_DIRECTIEBESLUIT', 'TEAM_MAAKT_GEEN_TIJD_VRIJ'];
const told = on(
  InstructionIssued.of({ instructionId: 'INS-1', teams: ['kcc', 'vth'], subject: 's', dueOn: '2025-02-14' }),
  '2025-02-03',
);
const behind = taken('B', { decisionType: 'programmastart', body: 'MT' });
const commits = (team: string, day: string) =>
  on(CapacityCommitted.of({ instructionId: 'INS-1', team, hoursPerWeek: 8 }), day);

describe('the directie first', () => {
  it('S4-08 teams that are told before the directie decided are a signal until it does', () => {
    expect(codes('2025-02-02', NO_DECISION, [])).toEqual([]);
    expect(codes('2025-02-03', NO_DECISION, [told])).toMatchObject([{ since: '2025-02-03', subjectId: 'INS-1' }]);
    expect(codes('2025-02-10', NO_DECISION, [told])).toMatchObject([{ since: '2025-02-03' }]);
    expect(codes('2025-02-11', NO_DECISION, [told, on(behind, '2025-02-11')])).toEqual([]);
  });
  it('S4-08 a decision of the directie that came first leaves nothing to signal, also when it is revoked later', () => {
    const decided = on(behind, START);
    expect(codes('2025-02-03', NO_DECISION, [decided, told])).toEqual([]);
    const revoked = on(DecisionRevoked.of({ decisionId: 'B', reason: 'r' }), '2025-03-03');
    expect(codes('2025-03-03', NO_DECISION, [decided, told, revoked])).toEqual([]);
  });
  it('S4-08 another body, or the directie without authority, puts no directie behind the programme', () => {
    const other = on(taken('B', { body: 'college' }), START);
    const factual = on(
      FactualDecisionRecorded.of({
        decisionId: 'F',
        decisionType: 'programmastart',
        body: 'MT',
        subject: 's',
        decision: 'd',
        missingBasis: [],
      }),
      START,
    );
    expect(codes('2025-02-03', NO_DECISION, [other, told])).toHaveLength(1);
    expect(codes('2025-02-03', NO_DECISION, [factual, told])).toHaveLength(1);
  });
});

describe('the time of teams', () => {
  it('S4-09 a team that committed no time is named from the day after its term until it does', () => {
    const one = commits('kcc', '2025-02-05');
    expect(codes('2025-02-14', NO_TIME, [told, one])).toEqual([]);
    const [signal] = codes('2025-02-15', NO_TIME, [told, one]);
    expect(signal).toMatchObject({ since: '2025-02-15', subjectId: 'INS-1' });
    expect(signal!.detail).toContain('vth');
    expect(signal!.detail).not.toContain('kcc');
    expect(codes('2025-02-18', NO_TIME, [told, one, commits('vth', '2025-02-18')])).toEqual([]);
  });
});
