export type { Policy, PresentContext, PresentedSignal, ReadModel, UnknownFact } from './read-model.js';
export { partsOf, readModels, viewsOnRequest } from './views/index.js';
export { collegeReport, type PresentedReport } from './views/college-report.js';
export { councilReport, type PresentedCouncilReport } from './views/council-report.js';
export type { PresentedAnnex } from './views/council-annex.js';
export type { CompletenessFacts, PresentedCompleteness } from './views/completeness.js';
export {
  MAX_TIMELINE_ROWS,
  TIMELINE_ROWS,
  type PresentedTimeline,
  type TimelinePage,
  type TimelineRow,
} from './views/timeline.js';
export type { PresentedHealth, SignalWeek } from './views/signal-health.js';
export type { Asked, Treated } from './views/asked.js';
export type { PresentedDuty, PresentedInforming, PresentedSource } from './views/informing.js';
export type { SecretItem } from './views/secret-items.js';
export {
  decisionRegister,
  type DecisionRelation,
  type PresentedDecision,
  type PresentedDecisionRegister,
} from './views/decision-register.js';
export {
  escalationLadder,
  type PresentedEscalation,
  type PresentedEscalationLadder,
  type PresentedLadder,
} from './views/escalation-ladder.js';
export { scopeHistory, type BaselineDifference, type PresentedScope } from './views/scope-history.js';
export {
  whatDidTheyKnow,
  type FactRow,
  type KnowledgeAnswer,
  type KnownSince,
  type PresentedKnowledge,
} from './views/who-knew-what.js';
export {
  goLiveCalendar,
  type Margin,
  type PresentedCalendarPage,
  type PresentedGoLiveCalendar,
} from './views/go-live-calendar.js';
export type { PresentedAround } from './views/around.js';
export type { PresentedPaper } from './views/paper.js';
export type { Figure, Light, Told } from './views/shared.js';
export { createRunner, WHOLE_RUNNER, type Lag, type Runner, type RunnerOptions } from './runner/runner.js';
export { rebuild, type RebuildOptions, type RebuildReport } from './runner/rebuild.js';
export { modelsKey, type FoldedModel } from './runner/folder.js';
export { partHere, sharedOut, type PartsOf } from './runner/part.js';
export { partInThread, servePart } from './runner/part-thread.js';
export { openViewStore, type ViewStoreOptions } from './runner/open-view-store.js';
export { ViewStoreUnavailable, type KeptDocument, type Parked } from './runner/stored.js';
export type { ViewStore } from './runner/view-store.js';
export { Visibility, type Visible } from './runner/visibility.js';
