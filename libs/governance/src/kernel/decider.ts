import type { CommandClass } from './command.js';
import type { Outcome } from './outcome.js';

/** Handlers by command class. `decide` is pure and never throws: it returns events, or every rule that is broken. */
export interface DecideRule<State, Context> {
  readonly command: CommandClass;
  readonly decide: (command: never, state: State, context: Context) => Outcome;
}
/** Ties a command class to the function that decides it, with the types checked. */
export function deciderFor<State, Context>() {
  return <C extends object>(
    command: new () => C,
    decide: (command: C, state: State, context: Context) => Outcome,
  ): DecideRule<State, Context> => ({ command, decide: decide });
}
