import type { DossierEvent, DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import type { STRATEGIES, VERDICTS } from './events.js';

export type GoLiveStatus =
  'Gepland' | 'Gereedheidstoets' | 'Go' | 'NoGo' | 'Overgang' | 'Teruggedraaid' | 'Live' | 'Nazorgperiode' | 'Afgerond';
export interface Criterion {
  readonly criterionId: string;
  readonly label: string;
  readonly blocking: boolean;
  met: boolean;
  assessedOn: string | undefined;
}
export interface GoLive {
  readonly goLiveId: string;
  readonly originallyPlannedOn: string;
  plannedOn: string;
  /** Every planned day with the day on which it was said, oldest first; the first is the original. */
  readonly plans: { readonly on: string; readonly plannedOn: string }[];
  readonly citizenImpact: boolean;
  readonly deadlineId: string | undefined;
  /** The items of the scope that go live; none means all of them. */
  readonly items: readonly string[];
  status: GoLiveStatus;
  strategy: (typeof STRATEGIES)[number] | undefined;
  readonly criteria: Map<string, Criterion>;
  verdict: { readonly verdict: (typeof VERDICTS)[number]; readonly on: string } | undefined;
  rollbackPassed: boolean;
  aftercarePlanned: boolean;
  backlogSeeded: boolean;
  liveOn: string | undefined;
  /** Which share of the criteria should be met on which day. */
  readinessPlan: readonly { readonly on: string; readonly percent: number }[];
  /** The last assessment: how many criteria were met. */
  readiness: { readonly met: number; readonly total: number } | undefined;
}
export interface GoLiveState {
  readonly all: Map<string, GoLive>;
  /** A strategy may be chosen before the go-live is planned. */
  readonly strategies: Map<string, (typeof STRATEGIES)[number]>;
  readonly prepared: { readonly aftercare: Set<string>; readonly backlog: Set<string> };
  readonly improvements: Map<string, { delivered: boolean }>;
  improvementOwner: string | undefined;
}
export const initialGoLive = (): GoLiveState => ({
  all: new Map(),
  strategies: new Map(),
  prepared: { aftercare: new Set(), backlog: new Set() },
  improvements: new Map(),
  improvementOwner: undefined,
});

/** Whole percent of the criteria that are met; 14 of 18 is 78. */
export const readinessPercent = (met: number, total: number): number =>
  total === 0 ? 0 : Math.round((met * 100) / total);
/** Working days between the planned day and the deadline; negative when the plan lies after it. */
export const deadlineMargin = (plannedOn: string, dueOn: string, calendar: Calendar): number =>
  calendar.workingDaysBetween(plannedOn, dueOn);

/**
 * A deadline is met when every go-live that names it is live. When none names it, one that is live is enough: then the
 * office did not say which of them the deadline is about.
 */
export function isDeadlineMet(state: GoLiveState, deadlineId: string): boolean {
  const all = [...state.all.values()];
  const linked = all.filter((goLive) => goLive.deadlineId === deadlineId);
  return linked.length > 0
    ? linked.every(({ liveOn }) => liveOn !== undefined)
    : all.some(({ liveOn }) => liveOn !== undefined);
}
/** The margin after every move of the plan, oldest first, in working days (S4-19). */
export const marginTrend = (
  goLive: GoLive,
  dueOn: string,
  calendar: Calendar,
): readonly { readonly on: string; readonly margin: number }[] =>
  goLive.plans.map(({ on, plannedOn }) => ({ on, margin: deadlineMargin(plannedOn, dueOn, calendar) }));

export function readinessOf(goLive: GoLive): {
  readonly met: number;
  readonly total: number;
  readonly blockingOpen: number;
} {
  const criteria = [...goLive.criteria.values()];
  return {
    met: criteria.filter(({ met }) => met).length,
    total: criteria.length,
    blockingOpen: criteria.filter(({ met, blocking }) => blocking && !met).length,
  };
}

export function evolveGoLive(state: GoLiveState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  const change = (goLiveId: string, apply: (goLive: GoLive) => void): void => {
    const goLive = state.all.get(goLiveId);
    if (goLive !== undefined) apply(goLive);
  };
  const become = (goLiveId: string, status: GoLiveStatus): void =>
    change(goLiveId, (goLive) => void (goLive.status = status));
  switch (event.type) {
    case 'GoLiveStrategyChosen':
      state.strategies.set(event.data.goLiveId, event.data.strategy);
      change(event.data.goLiveId, (goLive) => void (goLive.strategy = event.data.strategy));
      return;
    case 'GoLivePlanned':
      plan(state, event.data, day);
      return;
    case 'GoLiveRescheduled':
      change(event.data.goLiveId, (goLive) => {
        goLive.plannedOn = event.data.to;
        goLive.plans.push({ on: day, plannedOn: event.data.to });
        if (goLive.status === 'NoGo' || goLive.status === 'Teruggedraaid') goLive.status = 'Gepland';
      });
      return;
    case 'CriterionDefined': {
      const { goLiveId, criterionId, label, blocking } = event.data;
      change(
        goLiveId,
        (goLive) =>
          void goLive.criteria.set(criterionId, { criterionId, label, blocking, met: false, assessedOn: undefined }),
      );
      return;
    }
    case 'CriterionAssessed':
      change(event.data.goLiveId, (goLive) => {
        const criterion = goLive.criteria.get(event.data.criterionId);
        if (criterion !== undefined) Object.assign(criterion, { met: event.data.met, assessedOn: day });
      });
      return;
    case 'ReadinessPlanSet':
      change(event.data.goLiveId, (goLive) => void (goLive.readinessPlan = event.data.steps));
      return;
    case 'ReadinessAssessed':
      become(event.data.goLiveId, 'Gereedheidstoets');
      change(
        event.data.goLiveId,
        (goLive) => void (goLive.readiness = { met: event.data.met, total: event.data.total }),
      );
      return;
    case 'GoNoGoDecided':
      change(event.data.goLiveId, (goLive) => {
        goLive.verdict = { verdict: event.data.verdict, on: day };
        goLive.status = event.data.verdict === 'noGo' ? 'NoGo' : 'Go';
      });
      return;
    case 'CutoverStarted':
      become(event.data.goLiveId, 'Overgang');
      return;
    case 'RollbackPointPassed':
      change(event.data.goLiveId, (goLive) => void (goLive.rollbackPassed = true));
      return;
    case 'RolledBack':
      become(event.data.goLiveId, 'Teruggedraaid');
      return;
    case 'GoLiveConfirmed':
      change(event.data.goLiveId, (goLive) => Object.assign(goLive, { status: 'Live', liveOn: event.data.liveOn }));
      return;
    case 'AftercarePlanned':
      state.prepared.aftercare.add(event.data.goLiveId);
      change(event.data.goLiveId, (goLive) => void (goLive.aftercarePlanned = true));
      return;
    case 'ImprovementBacklogSeeded':
      state.prepared.backlog.add(event.data.goLiveId);
      change(event.data.goLiveId, (goLive) => void (goLive.backlogSeeded = true));
      return;
    case 'AftercareStarted':
      become(event.data.goLiveId, 'Nazorgperiode');
      return;
    case 'AftercareEnded':
      become(event.data.goLiveId, 'Afgerond');
      return;
    case 'ImprovementPhaseStarted':
      state.improvementOwner = event.data.owner;
      return;
    case 'ImprovementItemAdded':
      state.improvements.set(event.data.itemId, { delivered: false });
      return;
    case 'ImprovementItemDelivered': {
      const item = state.improvements.get(event.data.itemId);
      if (item !== undefined) item.delivered = true;
      return;
    }
  }
}

function plan(
  state: GoLiveState,
  data: {
    readonly goLiveId: string;
    readonly plannedOn: string;
    readonly citizenImpact: boolean;
    readonly deadlineId?: string;
    readonly items: readonly string[];
  },
  day: string,
): void {
  const { goLiveId, plannedOn, citizenImpact, deadlineId, items } = data;
  state.all.set(goLiveId, {
    goLiveId,
    originallyPlannedOn: plannedOn,
    plannedOn,
    plans: [{ on: day, plannedOn }],
    citizenImpact,
    deadlineId,
    items,
    status: 'Gepland',
    strategy: state.strategies.get(goLiveId),
    criteria: new Map(),
    verdict: undefined,
    rollbackPassed: false,
    aftercarePlanned: state.prepared.aftercare.has(goLiveId),
    backlogSeeded: state.prepared.backlog.has(goLiveId),
    liveOn: undefined,
    readinessPlan: [],
    readiness: undefined,
  });
}
