import type { DossierContext, DossierState } from '../dossier.js';
import type { Broken } from '../kernel/outcome.js';
import type { Decider } from '../kernel/roles.js';

/** What somebody wants to decide. */
export interface Ask {
  readonly decisionType: string;
  /** The body whose decision it is; normally the acting function. */
  readonly body: Decider;
  /** Who may decide this here, lowest first, when the matter itself says more than the type (scope routing, deadline). */
  readonly deciders?: readonly Decider[];
  readonly amount?: number;
  readonly days?: number;
  readonly scopeItems?: number;
  /** Taken at political level although its type is not (a go that touches a hard deadline). */
  readonly political?: boolean;
  readonly why?: string;
}
export interface Basis {
  readonly kind: 'eigen' | 'mandaat' | 'machtiging' | 'volmacht';
  readonly mandateId?: string;
}
export type Authority = { readonly basis: Basis } | { readonly broken: readonly Broken[] };

/** Stands here until the mandate register is written. */
export declare function authorityFor(ask: Ask, state: DossierState, context: DossierContext): Authority;
