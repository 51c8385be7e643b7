import type { DossierEvent, DossierState } from '../dossier.js';
import type { Role } from '../kernel/roles.js';
import { dayOf } from '../kernel/time.js';

/** How late one act was recorded: the two days from which the lag in working days follows. */
export interface Lag {
  readonly occurredOn: string;
  readonly recordedOn: string;
}
export interface Acceptance {
  readonly code: string;
  readonly from: string;
  readonly until: string;
  readonly by: Role;
}

/**
 * What people did with signals, and the habits that no other slice keeps. Everything else a signal needs is read from
 * the slice that owns the event, so that a fact has one home.
 */
export interface SignalsState {
  /** The last day on which each signal was seen. */
  readonly acknowledged: Map<string, string>;
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
  acknowledged: new Map(),
  acceptances: [],
  lags: [],
  lastActivityOn: undefined,
});

/** Is this signal accepted on this day? An acceptance holds until and including its end date. */
export function isAccepted(state: SignalsState, code: string, day: string): boolean {
  return state.acceptances.some((each) => each.code === code && each.from <= day && day <= each.until);
}

export function evolveSignals(state: SignalsState, event: DossierEvent, _whole: DossierState): void {
  const { meta } = event;
  if (meta.importBatch === undefined) state.lags.push({ occurredOn: meta.day, recordedOn: dayOf(meta.recordedAt) });
  if (SIGNS_OF_LIFE.has(event.type) && (state.lastActivityOn === undefined || state.lastActivityOn < meta.day)) {
    state.lastActivityOn = meta.day;
  }
  if (event.type === 'SignalAcknowledged') state.acknowledged.set(event.data.code, meta.day);
  if (event.type === 'SignalAccepted') {
    const by = meta.onBehalfOf ?? meta.role;
    state.acceptances.push({ code: event.data.code, from: meta.day, until: event.data.until, by });
  }
}
