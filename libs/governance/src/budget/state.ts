import type { DossierEvent, DossierState } from '../dossier.js';

/** An instruction to teams to free time. */
export interface Instruction {
  readonly instructionId: string;
  readonly issuedOn: string;
  /** The last day on which a team may commit its time. */
  readonly dueOn: string;
  /** Each team with the hours a week it committed; undefined while it committed nothing. */
  readonly teams: Map<string, number | undefined>;
}
export interface BudgetState {
  readonly instructions: Map<string, Instruction>;
}
export const initialBudget = (): BudgetState => ({ instructions: new Map() });

export function evolveBudget(state: BudgetState, event: DossierEvent, _whole: DossierState): void {
  switch (event.type) {
    case 'InstructionIssued': {
      const { instructionId, dueOn, teams } = event.data;
      state.instructions.set(instructionId, {
        instructionId,
        issuedOn: event.meta.day,
        dueOn,
        teams: new Map(teams.map((team) => [team, undefined])),
      });
      return;
    }
    case 'CapacityCommitted':
      state.instructions.get(event.data.instructionId)?.teams.set(event.data.team, event.data.hoursPerWeek);
      return;
  }
}
