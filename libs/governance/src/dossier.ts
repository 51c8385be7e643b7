import type { Context } from './kernel/context.js';
import { deciderFor } from './kernel/decider.js';
import type { Declarations, GuardEventOf, OpenedEventOf } from './kernel/event.js';
import { budgetEvents } from './budget/events.js';
import { evolveBudget, initialBudget, type BudgetState } from './budget/state.js';
import { coalitionEvents } from './coalition/events.js';
import { evolveCoalition, initialCoalition, type CoalitionState } from './coalition/state.js';
import { decisionsEvents } from './decisions/events.js';
import { evolveDecisions, initialDecisions, type DecisionsState } from './decisions/state.js';
import { escalationsEvents } from './escalations/events.js';
import { evolveEscalations, initialEscalations, type EscalationsState } from './escalations/state.js';
import { framesEvents } from './frames/events.js';
import { evolveFrames, initialFrames, type FramesState } from './frames/state.js';
import { goLiveEvents } from './go-live/events.js';
import { evolveGoLive, initialGoLive, type GoLiveState } from './go-live/state.js';
import { informationDutiesEvents } from './information-duties/events.js';
import {
  evolveInformationDuties,
  initialInformationDuties,
  type InformationDutiesState,
} from './information-duties/state.js';
import { journalEvents } from './journal/events.js';
import { evolveJournal, initialJournal, type JournalState } from './journal/state.js';
import { lifecycleEvents } from './lifecycle/events.js';
import { evolveLifecycle, initialLifecycle, type LifecycleState } from './lifecycle/state.js';
import { mandatesEvents } from './mandates/events.js';
import { evolveMandates, initialMandates, type MandatesState } from './mandates/state.js';
import { meetingsEvents } from './meetings/events.js';
import { evolveMeetings, initialMeetings, type MeetingsState } from './meetings/state.js';
import type { OrganisationState } from './organisation/state.js';
import { processesEvents } from './processes/events.js';
import { evolveProcesses, initialProcesses, type ProcessesState } from './processes/state.js';
import { scopeEvents } from './scope/events.js';
import { evolveScope, initialScope, type ScopeState } from './scope/state.js';
import { secrecyEvents } from './secrecy/events.js';
import { evolveSecrecy, initialSecrecy, type SecrecyState } from './secrecy/state.js';
import { signalsEvents } from './signals/events.js';
import { evolveSignals, initialSignals, type SignalsState } from './signals/state.js';

/** All events of one programme. A slice reads the others' state and changes only its own. */
export const dossierEvents = {
  ...lifecycleEvents,
  ...framesEvents,
  ...coalitionEvents,
  ...mandatesEvents,
  ...decisionsEvents,
  ...scopeEvents,
  ...escalationsEvents,
  ...goLiveEvents,
  ...processesEvents,
  ...budgetEvents,
  ...informationDutiesEvents,
  ...meetingsEvents,
  ...secrecyEvents,
  ...journalEvents,
  ...signalsEvents,
} as const satisfies Declarations;

export type DossierEvent = GuardEventOf<typeof dossierEvents>;
export type OpenedDossierEvent = OpenedEventOf<typeof dossierEvents>;

export interface DossierState {
  readonly lifecycle: LifecycleState;
  readonly frames: FramesState;
  readonly coalition: CoalitionState;
  readonly mandates: MandatesState;
  readonly decisions: DecisionsState;
  readonly scope: ScopeState;
  readonly escalations: EscalationsState;
  readonly goLive: GoLiveState;
  readonly processes: ProcessesState;
  readonly budget: BudgetState;
  readonly informationDuties: InformationDutiesState;
  readonly meetings: MeetingsState;
  readonly secrecy: SecrecyState;
  readonly journal: JournalState;
  readonly signals: SignalsState;
  /** The last event's day, and whether anything was recorded at all. */
  readonly activity: { events: number; lastDay: string | undefined };
}
export type DossierContext = Context<DossierState, OrganisationState>;
/** Ties a command of this dossier to its decision. */
export const on = deciderFor<DossierState, DossierContext>();

export function initialDossier(): DossierState {
  return {
    lifecycle: initialLifecycle(),
    frames: initialFrames(),
    coalition: initialCoalition(),
    mandates: initialMandates(),
    decisions: initialDecisions(),
    scope: initialScope(),
    escalations: initialEscalations(),
    goLive: initialGoLive(),
    processes: initialProcesses(),
    budget: initialBudget(),
    informationDuties: initialInformationDuties(),
    meetings: initialMeetings(),
    secrecy: initialSecrecy(),
    journal: initialJournal(),
    signals: initialSignals(),
    activity: { events: 0, lastDay: undefined },
  };
}

/**
 * Folds one event into the state it owns. It changes the state in place, for a dossier is folded thousands of times a
 * second and its owner never shares it half-way; it cannot fail.
 */
export function evolveDossier(state: DossierState, event: DossierEvent): DossierState {
  evolveLifecycle(state.lifecycle, event, state);
  evolveFrames(state.frames, event, state);
  evolveCoalition(state.coalition, event, state);
  evolveMandates(state.mandates, event, state);
  evolveDecisions(state.decisions, event, state);
  evolveScope(state.scope, event, state);
  evolveEscalations(state.escalations, event, state);
  evolveGoLive(state.goLive, event, state);
  evolveProcesses(state.processes, event, state);
  evolveBudget(state.budget, event, state);
  evolveInformationDuties(state.informationDuties, event, state);
  evolveMeetings(state.meetings, event, state);
  evolveSecrecy(state.secrecy, event, state);
  evolveJournal(state.journal, event, state);
  evolveSignals(state.signals, event, state);
  state.activity.events += 1;
  state.activity.lastDay = event.meta.day;
  return state;
}
