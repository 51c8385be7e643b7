import type { DossierContext, DossierState } from '../dossier.js';
import type { NewEvent } from '../kernel/event.js';
import type { Broken } from '../kernel/outcome.js';
import type { Decider } from '../kernel/roles.js';

/** A decision that another slice's act takes by itself (governance.md §4.4). */
export interface OwnDecision {
  readonly decisionId?: string;
  readonly decisionType: string;
  readonly body: Decider;
  readonly subject: string;
  readonly decision: string;
  readonly topics: readonly string[];
  readonly deciders?: readonly Decider[];
  readonly political?: boolean;
  readonly amount?: number;
  readonly days?: number;
  readonly scopeItems?: number;
  readonly why?: string;
  readonly art169?: 'geenIngrijpendeGevolgen' | 'raadGehoord' | 'nietVanToepassing';
}

/** Stands here until the decisions are written. */
export declare function takeOwnDecision(
  own: OwnDecision,
  state: DossierState,
  context: DossierContext,
): { decisionId: string; broken: readonly Broken[]; events: readonly NewEvent[] };
