import { dutchDay, plusDays } from '../kernel/time.js';
import { raise, type Signal, type Situation } from './situation.js';

/** What teams were told to do: did the directie decide first (S4-08), and do the teams free the time (S4-09)? */
export function instructions({ state, day }: Situation): readonly Signal[] {
  // A decision without authority commits nobody, and so does not put the directie behind the programme.
  const decided = [...state.decisions.decisions.values()].some(
    ({ body, status, takenOn }) => body === 'MT' && takenOn !== undefined && status !== 'Feitelijk',
  );
  return [...state.budget.instructions.values()].flatMap(({ instructionId, issuedOn, dueOn, teams }) => {
    const signals: Signal[] = [];
    if (!decided) {
      const detail = `Instructie ${instructionId} ging naar de teams zonder besluit van de directie.`;
      signals.push(raise('INSTRUCTIE_VOOR_DIRECTIEBESLUIT', issuedOn, detail, instructionId));
    }
    const silent = [...teams].filter(([, hours]) => hours === undefined).map(([team]) => team);
    if (silent.length > 0 && dueOn < day) {
      const detail = `Op instructie ${instructionId} is uiterlijk ${dutchDay(dueOn)} geen tijd toegezegd door ${silent.join(', ')}.`;
      signals.push(raise('TEAM_MAAKT_GEEN_TIJD_VRIJ', plusDays(dueOn, 1), detail, instructionId));
    }
    return signals;
  });
}
