import type { DossierEvent, DossierState } from '../dossier.js';
import type { Role } from '../kernel/roles.js';
import { dayOf } from '../kernel/time.js';

/** How late one act was recorded: the two days from which the lag in working days follows. */
export interface Lag {
  readonly occurredOn: string;
  readonly recordedOn: string;
}
/** Which signals an act is about: all of a code, or the one about a subject. */
export interface SignalName {
  readonly code: string;
  readonly subjectId?: string | undefined;
}
export interface Acceptance extends SignalName {
  readonly from: string;
  readonly until: string;
  readonly by: Role;
}

/**
 * What people did with signals, and the habits that no other slice keeps. Everything else a signal needs is read from
 * the slice that owns the event, so that a fact has one home.
 */
export interface SignalsState {
  /** Who said to have seen what, in the order of recording. */
  readonly acknowledged: (SignalName & { readonly on: string })[];
  readonly acceptances: Acceptance[];
  /** Every act that was not imported, in the order of recording. */
  readonly lags: Lag[];
  /** The last day on which something was decided, discussed or measured. */
  lastActivityOn: string | undefined;
}

/** A programme is awake when something is decided, discussed or measured; notes and appointments do not count (S4-04). */
const SIGNS_OF_LIFE: ReadonlySet<string> = new Set([
  'ProgrammeInitiated',
  'PhaseEntered',
  'ProgrammePaused',
  'ProgrammeResumed',
  'DecisionTaken',
  'FactualDecisionRecorded',
  'DecisionDeferred',
  'ProposalRejected',
  'ScopeChangeApproved',
  'ScopeChangeRejected',
  'EscalationAnswered',
  'GoNoGoDecided',
  'GoLiveConfirmed',
  'MeetingHeld',
  'OutcomeRecorded',
  'PdcaReviewHeld',
  'AdviceRendered',
  'ImpactAssessed',
  'MilestoneForecast',
  'MilestoneReached',
  'BenefitMeasured',
  'CriterionAssessed',
  'ReadinessAssessed',
  'IncidentCountReported',
  'RiskAssessed',
  'ForecastSet',
  'RealisationImported',
  'QualityAssessed',
  'AcceptanceMeasured',
  'AttitudeAssessed',
  'CompetenceAssessed',
  'ProcessMaturityAssessed',
  'EvaluationRecorded',
]);
export const initialSignals = (): SignalsState => ({
  acknowledged: [],
  acceptances: [],
  lags: [],
  lastActivityOn: undefined,
});

/** Is what was said of `named` said of this signal? Said without a subject, it is said of the whole code. */
export const concerns = (named: SignalName, signal: SignalName): boolean =>
  named.code === signal.code && (named.subjectId === undefined || named.subjectId === signal.subjectId);

/** By what a signal is accepted on this day; the last word counts. It holds until and including its end date. */
export function acceptanceOf(state: SignalsState, signal: SignalName, day: string): Acceptance | undefined {
  return state.acceptances.findLast((each) => concerns(each, signal) && each.from <= day && day <= each.until);
}

export function evolveSignals(state: SignalsState, event: DossierEvent, _whole: DossierState): void {
  const { meta } = event;
  if (meta.importBatch === undefined) state.lags.push({ occurredOn: meta.day, recordedOn: dayOf(meta.recordedAt) });
  if (SIGNS_OF_LIFE.has(event.type) && (state.lastActivityOn === undefined || state.lastActivityOn < meta.day)) {
    state.lastActivityOn = meta.day;
  }
  if (event.type === 'SignalAcknowledged') {
    const { code, subjectId } = event.data;
    state.acknowledged.push({ code, subjectId, on: meta.day });
  }
  if (event.type === 'SignalAccepted') {
    const by = meta.onBehalfOf ?? meta.role;
    const { code, subjectId, until } = event.data;
    state.acceptances.push({ code, subjectId, from: meta.day, until, by });
  }
}
