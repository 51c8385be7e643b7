import type { DossierState } from '../dossier.js';
import type { Guard } from '../kernel/outcome.js';
import { PROGRAMME_ENDED, PROGRAMME_NOT_STARTED } from '../kernel/refusals.js';
import { dutchDay } from '../kernel/time.js';

/** Breaks the guard when the programme was not started yet or has ended. A paused programme is active. */
export function requireActive<G extends Guard>(guard: G, state: DossierState): G {
  const { initiatedOn } = state.lifecycle;
  guard.require(initiatedOn !== undefined, PROGRAMME_NOT_STARTED, 'Het programma is nog niet gestart.');
  return requireNotEnded(guard, state);
}
/** For the few acts that may come before the start, such as stating the urgency or granting the first mandate. */
export function requireNotEnded<G extends Guard>(guard: G, state: DossierState): G {
  const { ended } = state.lifecycle;
  if (ended !== undefined) guard.add(PROGRAMME_ENDED, `Het programma is ${ended.how} op ${dutchDay(ended.on)}.`);
  return guard;
}
