import { TEAM_UNKNOWN } from '../coalition/refusals.js';
import { on } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';

export const decideBudget = [
  on(commands.IssueInstruction, ({ teams, subject, dueOn, instruction, ...command }, state, context) => {
    const instructionId = command.instructionId ?? context.newId('INS');
    const guard = requireActive(new Guard(), state)
      .require(
        !state.budget.instructions.has(instructionId),
        ALREADY_EXISTS,
        `Instructie ${instructionId} bestaat al.`,
        'instructionId',
      )
      .require(teams.length > 0, rules.INSTRUCTION_WITHOUT_TEAM, 'Noem ten minste één team.', 'teams')
      .require(
        dueOn >= context.day,
        rules.INSTRUCTION_DUE_IN_PAST,
        () => `${dutchDay(dueOn)} ligt voor ${dutchDay(context.day)}.`,
        'dueOn',
      );
    for (const team of teams)
      guard.require(
        context.organisation.teams.has(team),
        TEAM_UNKNOWN,
        `Team ${team} staat niet in het register.`,
        'teams',
      );
    return guard.then(() => [
      events.InstructionIssued.of(defined({ instructionId, teams: [...new Set(teams)], subject, dueOn, instruction })),
    ]);
  }),
  on(commands.CommitCapacity, ({ instructionId, team, hoursPerWeek }, state) => {
    const instruction = state.budget.instructions.get(instructionId);
    const guard = requireActive(new Guard(), state)
      .require(instruction !== undefined, NOT_FOUND, `Er is geen instructie ${instructionId}.`, 'instructionId')
      .require(hoursPerWeek > 0, rules.CAPACITY_EMPTY, 'Het aantal uren per week is nul.', 'hoursPerWeek');
    if (instruction !== undefined && !instruction.teams.has(team))
      guard.add(rules.TEAM_NOT_INSTRUCTED, `Team ${team} staat niet in instructie ${instructionId}.`, 'team');
    return guard.then(() => [events.CapacityCommitted.of({ instructionId, team, hoursPerWeek })]);
  }),
] as const;
