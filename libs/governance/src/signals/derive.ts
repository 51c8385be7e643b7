import type { DossierState } from '../dossier.js';
import { informationDutySignals } from '../information-duties/signals.js';
import { isActive } from '../lifecycle/state.js';
import { meetingSignals } from '../meetings/signals.js';
import { calendarOn, policyOn, type OrganisationState } from '../organisation/state.js';
import { secrecySignals } from '../secrecy/signals.js';
import type { Severity } from './catalogue.js';
import { conditions, decisions, escalations } from './deciding.js';
import { goLives, restart, results, visibility } from './delivery.js';
import { integrity, lateness, silence } from './habits.js';
import { inventory } from './inventory.js';
import { instructions } from './instructions.js';
import { commitment, mandates, projectGroup, roles } from './people.js';
import { processes } from './processes.js';
import { raise, type Signal, type Situation } from './situation.js';
import { acceptanceOf, concerns } from './state.js';
import { skippedSteps } from './steps.js';
import { axes, deadlines, dependencies, scope } from './steering.js';

export type { Signal } from './situation.js';

/** What a slice found itself; how grave it is stands in the catalogue, unless that depends on what it found. */
type Finding = Omit<Signal, 'severity'> & { readonly severity?: Severity };
/** The findings of slices that derive their own signals: one line for each. */
const FOUND: readonly ((situation: Situation) => readonly Finding[])[] = [
  ({ state, day, policy, calendar }) => informationDutySignals(state, day, policy, calendar),
  secrecySignals,
  meetingSignals,
];
/** The signals that need more than one slice. */
const DERIVED: readonly ((situation: Situation) => readonly Signal[])[] = [
  roles,
  mandates,
  commitment,
  projectGroup,
  instructions,
  decisions,
  conditions,
  axes,
  deadlines,
  scope,
  dependencies,
  escalations,
  goLives,
  processes,
  inventory,
  results,
  restart,
  visibility,
  skippedSteps,
  silence,
  lateness,
  integrity,
];

/**
 * The signals of a programme on a day: a pure function of the dossier as folded up to that day, the organisation and
 * the day, so that any day can be shown exactly as it was (X4). Before its start and after its end a programme has
 * no signals.
 */
export function deriveSignals(state: DossierState, organisation: OrganisationState, day: string): readonly Signal[] {
  if (!isActive(state.lifecycle) || day < (state.lifecycle.initiatedOn ?? day)) return [];
  const { policy } = policyOn(organisation, day);
  const situation: Situation = { state, organisation, policy, calendar: calendarOn(organisation), day };
  const found = FOUND.flatMap((find) => find(situation)).map(({ severity, code, since, detail, subjectId }) => {
    const signal = raise(code, since, detail, subjectId);
    return severity === undefined ? signal : { ...signal, severity };
  });
  return [...DERIVED.flatMap((derive) => derive(situation)), ...found].map((signal) => withActs(signal, situation));
}

/** Adds what people did with the signal, and that it rests on history that was read in (X9). */
function withActs(signal: Signal, { state, day }: Situation): Signal {
  const seen = state.signals.acknowledged.findLast((each) => concerns(each, signal))?.on;
  const accepted = acceptanceOf(state.signals, signal, day);
  const imported = state.journal.batches.size > 0;
  return {
    ...signal,
    ...(seen === undefined || seen < signal.since ? {} : { acknowledgedOn: seen }),
    ...(accepted === undefined ? {} : { acceptedUntil: accepted.until }),
    ...(imported ? { detail: `${signal.detail} (uit import)` } : {}),
  };
}
