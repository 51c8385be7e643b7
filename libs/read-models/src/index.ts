export type { Policy, PresentContext, PresentedSignal, ReadModel } from './read-model.js';
export { readModels, viewsOnRequest } from './views/index.js';
export { collegeReport, type PresentedReport } from './views/college-report.js';
export { councilReport, type PresentedCouncilReport } from './views/council-report.js';
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
} from './views/escalation-ladder.js';
export { scopeHistory, type BaselineDifference, type PresentedScope } from './views/scope-history.js';
export {
  whatDidTheyKnow,
  type FactRow,
  type KnowledgeAnswer,
  type KnownSince,
  type PresentedKnowledge,
} from './views/who-knew-what.js';
export { goLiveCalendar, type PresentedGoLiveCalendar } from './views/go-live-calendar.js';
export type { Figure, Light, Told } from './views/shared.js';
export { createRunner, WHOLE_RUNNER, type Lag, type Runner, type RunnerOptions } from './runner/runner.js';
export { rebuild, type RebuildOptions, type RebuildReport } from './runner/rebuild.js';
export type { FoldedModel } from './runner/folder.js';
export {
  openViewStore,
  ViewStoreUnavailable,
  type KeptDocument,
  type Parked,
  type ViewStore,
  type ViewStoreOptions,
} from './runner/view-store.js';
export { Visibility, type Visible } from './runner/visibility.js';
