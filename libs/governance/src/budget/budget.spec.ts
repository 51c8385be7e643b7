import { CommitCapacity, IssueInstruction } from './commands.js';
import { decideBudget } from './decide.js';
import * as happened from './events.js';
import type { Outcome } from '../kernel/outcome.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { initialOrganisation } from '../organisation/state.js';

const start = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'projectdriehoek' });
const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
const fields = { instructionId: 'INS-1', teams: ['kcc', 'vth'], subject: 'Maak tijd vrij', dueOn: '2025-06-20' };
const issued = happened.InstructionIssued.of(fields);
const doing = <C extends object>(
  command: new () => C,
  values: Partial<C>,
  [as, ...history]: readonly ['MT' | 'teamleider' | 'projectleider', ...Given[]],
): Outcome => {
  const organisation = initialOrganisation();
  for (const teamId of ['kcc', 'vth']) organisation.teams.set(teamId, { teamId, name: teamId, size: 9 });
  return when(given(...history), decideBudget, command, values, { as, organisation });
};

describe('instructions to teams', () => {
  const issue = (changed: Partial<IssueInstruction>, ...history: readonly Given[]): Outcome =>
    doing(IssueInstruction, { ...fields, ...changed }, ['MT', ...history]);
  it('S4-09 go to known teams, each once, with a day that is still to come', () => {
    expectAccepted(issue({}, start), 'InstructionIssued');
    expectAccepted(issue({ dueOn: '2025-06-02' }, start), 'InstructionIssued');
    expectRefused(issue({ dueOn: '2025-06-01' }, start), 'INSTRUCTION_DUE_IN_PAST');
    expectRefused(issue({ teams: [] }, start), 'INSTRUCTION_WITHOUT_TEAM');
    expectRefused(issue({ teams: ['kcc', 'onbekend'] }, start), 'TEAM_UNKNOWN');
    expectRefused(issue({}, start, issued), 'ALREADY_EXISTS');
    expect(issue({ teams: ['kcc', 'kcc'] }, start)).toMatchObject({ events: [{ data: { teams: ['kcc'] } }] });
  });
  it('are given while the programme runs', () => {
    expectRefused(issue({}), 'PROGRAMME_NOT_STARTED');
    expectRefused(issue({}, start, ended), 'PROGRAMME_ENDED');
  });
});

describe('what teams free', () => {
  const commit = (changed: Partial<CommitCapacity>, ...history: readonly Given[]): Outcome =>
    doing(CommitCapacity, { instructionId: 'INS-1', team: 'kcc', hoursPerWeek: 8, ...changed }, [
      'teamleider',
      start,
      ...history,
    ]);
  it('S4-09 a team commits time to what it was told; the last figure counts', () => {
    expectAccepted(commit({}, issued), 'CapacityCommitted');
    expectRefused(commit({}), 'NOT_FOUND');
    expectRefused(commit({ team: 'ruimte' }, issued), 'TEAM_NOT_INSTRUCTED');
    expectRefused(commit({ hoursPerWeek: 0 }, issued), 'CAPACITY_EMPTY');
    expectRefused(commit({}, issued, ended), 'PROGRAMME_ENDED');
    const hours = (hoursPerWeek: number) =>
      happened.CapacityCommitted.of({ instructionId: 'INS-1', team: 'kcc', hoursPerWeek });
    const { teams } = given(start, issued, hours(8), hours(4)).budget.instructions.get('INS-1')!;
    expect([...teams]).toEqual([
      ['kcc', 4],
      ['vth', undefined],
    ]);
  });
});
