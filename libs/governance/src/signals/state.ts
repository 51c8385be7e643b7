import type { DossierEvent, DossierState } from '../dossier.js';
import type { CoalitionRole, Role } from '../kernel/roles.js';
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

/** A person in a role: `from` is in it, `until` is the first day after it. */
export interface Tenure {
  readonly role: CoalitionRole;
  readonly person: string;
  readonly from: string;
  until: string | undefined;
}
export interface DecisionFact {
  readonly decisionId: string;
  type: string;
  body: string;
  submittedOn: string | undefined;
  takenOn: string | undefined;
  attestedOn: string | undefined;
  /** Rejected, withdrawn, deferred, revoked, superseded, lapsed or annulled: it waits for nobody and binds nobody. */
  over: boolean;
  factual: boolean;
  readonly advice: Set<string>;
  amount: number;
  days: number;
  scopeItems: number;
}
export interface ConditionFact {
  readonly conditionId: string;
  readonly owner: string;
  readonly dueOn: string;
  fulfilled: boolean;
}
export interface EscalationFact {
  readonly escalationId: string;
  level: string;
  dueOn: string;
  waiting: boolean;
  open: boolean;
  lapsedOn: string | undefined;
}
export interface GoLiveFact {
  readonly goLiveId: string;
  plannedOn: string | undefined;
  deadlineId: string | undefined;
  strategy: string | undefined;
  aftercare: boolean;
  backlog: boolean;
  live: boolean;
  plan: readonly { readonly on: string; readonly percent: number }[];
  readiness: { readonly met: number; readonly total: number } | undefined;
}
export interface MandateFact {
  readonly mandateId: string;
  readonly grantee: string;
  readonly from: string;
  readonly until: string | undefined;
  withdrawnOn: string | undefined;
}
export interface BaselineFact {
  readonly number: number;
  readonly itemCount: number;
  readonly cumulativeAmount: number;
  readonly endDate: string | undefined;
  readonly domains: ReadonlySet<string>;
}

/**
 * Signals need the bare facts with their days and nothing of the rules that led to them. They are kept here, so that
 * a signal never changes because a slice changed how it guards.
 */
export interface SignalsState {
  readonly tenures: Tenure[];
  readonly conflictsAccepted: { readonly from: string; readonly until: string }[];
  readonly decisions: Map<string, DecisionFact>;
  readonly conditions: Map<string, ConditionFact>;
  readonly escalations: Map<string, EscalationFact>;
  readonly goLives: Map<string, GoLiveFact>;
  readonly mandates: Map<string, MandateFact>;
  firstBaseline: BaselineFact | undefined;
  baseline: BaselineFact | undefined;
  improvementOwner: string | undefined;
  readonly acknowledged: Map<string, string>;
  readonly acceptances: Acceptance[];
  /** Every act that was not imported, in the order of recording. */
  readonly lags: Lag[];
  lastActivityOn: string | undefined;
}
export const initialSignals = (): SignalsState => ({
  tenures: [],
  conflictsAccepted: [],
  decisions: new Map(),
  conditions: new Map(),
  escalations: new Map(),
  goLives: new Map(),
  mandates: new Map(),
  firstBaseline: undefined,
  baseline: undefined,
  improvementOwner: undefined,
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
  if (meta.role !== 'timekeeper' && (state.lastActivityOn === undefined || state.lastActivityOn < meta.day)) {
    state.lastActivityOn = meta.day;
  }
  if (event.type === 'SignalAcknowledged') state.acknowledged.set(event.data.code, meta.day);
  if (event.type === 'SignalAccepted') {
    const by = meta.onBehalfOf ?? meta.role;
    state.acceptances.push({ code: event.data.code, from: meta.day, until: event.data.until, by });
  }
  evolvePeople(state, event);
  evolveDecisions(state, event);
  evolveEscalations(state, event);
  evolveDelivery(state, event);
}

function evolvePeople(state: SignalsState, event: DossierEvent): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'RoleAppointed':
      state.tenures.push({ role: event.data.role, person: event.data.person, from: day, until: undefined });
      return;
    case 'RoleEnded': {
      const { role, person } = event.data;
      const held = state.tenures.find(
        (each) => each.role === role && each.person === person && each.until === undefined,
      );
      if (held !== undefined) held.until = day;
      return;
    }
    case 'ConflictOfRoleAccepted':
      state.conflictsAccepted.push({ from: day, until: event.data.until });
      return;
    case 'MandateGranted':
      state.mandates.set(event.data.mandateId, {
        mandateId: event.data.mandateId,
        grantee: event.data.grantee,
        from: event.data.validFrom,
        until: event.data.validUntil,
        withdrawnOn: undefined,
      });
      return;
    case 'MandateWithdrawn': {
      const mandate = state.mandates.get(event.data.mandateId);
      if (mandate !== undefined) mandate.withdrawnOn = day;
      return;
    }
  }
}

function decisionFact(state: SignalsState, decisionId: string): DecisionFact {
  let fact = state.decisions.get(decisionId);
  if (fact === undefined) {
    fact = {
      decisionId,
      type: '',
      body: '',
      submittedOn: undefined,
      takenOn: undefined,
      attestedOn: undefined,
      over: false,
      factual: false,
      advice: new Set(),
      amount: 0,
      days: 0,
      scopeItems: 0,
    };
    state.decisions.set(decisionId, fact);
  }
  return fact;
}

function evolveDecisions(state: SignalsState, event: DossierEvent): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'ProposalDrafted': {
      const fact = decisionFact(state, event.data.decisionId);
      fact.type = event.data.decisionType;
      fact.body = event.data.body;
      return;
    }
    case 'ProposalSubmitted': {
      const fact = decisionFact(state, event.data.decisionId);
      fact.submittedOn = day;
      fact.over = false;
      return;
    }
    case 'AdviceRendered':
      decisionFact(state, event.data.decisionId).advice.add(event.data.kind);
      return;
    case 'DecisionTaken':
    case 'FactualDecisionRecorded': {
      const fact = decisionFact(state, event.data.decisionId);
      fact.type = event.data.decisionType;
      fact.body = event.data.body;
      fact.takenOn = day;
      fact.over = false;
      if (event.type === 'FactualDecisionRecorded') fact.factual = true;
      else {
        fact.amount = event.data.amount ?? 0;
        fact.days = event.data.days ?? 0;
        fact.scopeItems = event.data.scopeItems ?? 0;
      }
      return;
    }
    case 'DecisionAttested':
      decisionFact(state, event.data.decisionId).attestedOn = day;
      return;
    case 'ProposalRejected':
    case 'ProposalWithdrawn':
    case 'DecisionDeferred':
    case 'DecisionRevoked':
    case 'DecisionSuperseded':
    case 'DecisionLapsed':
    case 'DecisionAnnulled':
      decisionFact(state, event.data.decisionId).over = true;
      return;
    case 'ConditionAttached': {
      const { conditionId, owner, dueOn } = event.data;
      state.conditions.set(conditionId, { conditionId, owner, dueOn, fulfilled: false });
      return;
    }
    case 'ConditionFulfilled': {
      const condition = state.conditions.get(event.data.conditionId);
      if (condition !== undefined) condition.fulfilled = true;
      return;
    }
  }
}

function evolveEscalations(state: SignalsState, event: DossierEvent): void {
  if (event.type === 'EscalationRaised') {
    const { escalationId, level, dueOn } = event.data;
    state.escalations.set(escalationId, { escalationId, level, dueOn, waiting: true, open: true, lapsedOn: undefined });
    return;
  }
  if (!('escalationId' in event.data)) return;
  const fact = state.escalations.get(event.data.escalationId);
  if (fact === undefined) return;
  switch (event.type) {
    case 'EscalationAnswered':
      fact.waiting = false;
      return;
    case 'EscalationRaisedToNextLevel':
    case 'EscalationDeEscalated':
    case 'EscalatedByLapse':
      fact.level = event.data.to;
      fact.dueOn = event.data.dueOn;
      fact.waiting = true;
      fact.lapsedOn = event.type === 'EscalatedByLapse' ? event.meta.day : undefined;
      return;
    case 'EscalationReopened':
      fact.level = event.data.level;
      fact.dueOn = event.data.dueOn;
      fact.waiting = true;
      fact.open = true;
      fact.lapsedOn = undefined;
      return;
    case 'EscalationClosed':
    case 'EscalationWithdrawn':
      fact.open = false;
      fact.waiting = false;
      return;
  }
}

function goLiveFact(state: SignalsState, goLiveId: string): GoLiveFact {
  let fact = state.goLives.get(goLiveId);
  if (fact === undefined) {
    fact = {
      goLiveId,
      plannedOn: undefined,
      deadlineId: undefined,
      strategy: undefined,
      aftercare: false,
      backlog: false,
      live: false,
      plan: [],
      readiness: undefined,
    };
    state.goLives.set(goLiveId, fact);
  }
  return fact;
}

function evolveDelivery(state: SignalsState, event: DossierEvent): void {
  switch (event.type) {
    case 'BaselineSet': {
      const { number, itemCount, cumulativeAmount, endDate, items } = event.data;
      const domains = new Set(items.map((item) => item.domain).filter((domain) => domain !== undefined));
      state.baseline = { number, itemCount, cumulativeAmount, endDate, domains };
      state.firstBaseline ??= state.baseline;
      return;
    }
    case 'GoLivePlanned': {
      const fact = goLiveFact(state, event.data.goLiveId);
      fact.plannedOn = event.data.plannedOn;
      fact.deadlineId = event.data.deadlineId;
      return;
    }
    case 'GoLiveRescheduled':
      goLiveFact(state, event.data.goLiveId).plannedOn = event.data.to;
      return;
    case 'GoLiveStrategyChosen':
      goLiveFact(state, event.data.goLiveId).strategy = event.data.strategy;
      return;
    case 'AftercarePlanned':
      goLiveFact(state, event.data.goLiveId).aftercare = true;
      return;
    case 'ImprovementBacklogSeeded':
      goLiveFact(state, event.data.goLiveId).backlog = true;
      return;
    case 'GoLiveConfirmed':
      goLiveFact(state, event.data.goLiveId).live = true;
      return;
    case 'ReadinessPlanSet':
      goLiveFact(state, event.data.goLiveId).plan = event.data.steps;
      return;
    case 'ReadinessAssessed':
      goLiveFact(state, event.data.goLiveId).readiness = { met: event.data.met, total: event.data.total };
      return;
    case 'ImprovementPhaseStarted':
      state.improvementOwner = event.data.owner;
      return;
  }
}
