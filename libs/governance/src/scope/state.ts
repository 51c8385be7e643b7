import type { DossierEvent, DossierState } from '../dossier.js';
import type { RoutingReason, ScopeLevel } from './events.js';

export interface ScopeItem {
  readonly itemId: string;
  readonly kind: 'systeem' | 'proces' | 'gedrag' | 'organisatie' | 'informatie';
  readonly domain?: string;
  readonly label?: string;
  readonly team?: string;
  /** How many things this item stands for; 1 unless said. */
  readonly count?: number;
}
export interface Baseline {
  readonly baselineId: string;
  readonly number: number;
  readonly parent: string | undefined;
  readonly decisionId: string;
  readonly items: readonly ScopeItem[];
  readonly itemCount: number;
  /** Sum of the approved changes since B0, in cents. */
  readonly cumulativeAmount: number;
  readonly endDate: string | undefined;
  readonly setOn: string;
}
export interface Impact {
  readonly amount: number;
  readonly days: number;
  readonly scopeItems: number;
  readonly milestoneId: string | undefined;
  readonly hardDeadlineTouched: boolean;
  readonly benefitDropped: boolean;
  readonly normLowered: boolean;
}
export type ScopeChangeStatus =
  'Voorgesteld' | 'Beoordeeld' | 'Gerouteerd' | 'Goedgekeurd' | 'Afgewezen' | 'Ingetrokken';
export interface ScopeChange {
  readonly changeId: string;
  readonly subject: string;
  readonly added: readonly ScopeItem[];
  readonly removed: readonly string[];
  readonly proposedOn: string;
  /** The day on which it was approved, rejected or withdrawn. */
  endedOn: string | undefined;
  status: ScopeChangeStatus;
  impact: Impact | undefined;
  assessedOn: string | undefined;
  routed: { readonly level: ScopeLevel; readonly reasons: readonly RoutingReason[] } | undefined;
  decisionId: string | undefined;
}
export interface ScopeState {
  /** B0 first. */
  readonly baselines: Baseline[];
  readonly changes: Map<string, ScopeChange>;
  /** Working days moved by approved changes, per milestone. */
  readonly daysPerMilestone: Map<string, number>;
}
export const initialScope = (): ScopeState => ({ baselines: [], changes: new Map(), daysPerMilestone: new Map() });

export const currentBaseline = (state: ScopeState): Baseline | undefined => state.baselines.at(-1);
export const countOf = (items: readonly ScopeItem[]): number => items.reduce((sum, item) => sum + (item.count ?? 1), 0);
/** How much of the scope lies in each domain, most first; what names no domain counts as `onbekend` (S3-04). */
export function coverageByDomain(
  items: readonly ScopeItem[],
): readonly { readonly domain: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { domain = 'onbekend', count = 1 } of items) counts.set(domain, (counts.get(domain) ?? 0) + count);
  return [...counts]
    .map(([domain, count]) => ({ domain, count }))
    .sort((a, b) => b.count - a.count || (a.domain < b.domain ? -1 : 1));
}

/**
 * What the changes since B0 cost together: that of the parent and of the changes in this one, so that a correction of
 * an amount counts from there on. The amount that was recorded stands where the changes are not known here.
 */
function cumulativeOf(
  state: ScopeState,
  { parent, changeIds, cumulativeAmount }: { parent?: string; changeIds: readonly string[]; cumulativeAmount: number },
): number {
  const before = state.baselines.find(({ baselineId }) => baselineId === parent)?.cumulativeAmount;
  const amounts = changeIds.map((changeId) => state.changes.get(changeId)?.impact?.amount);
  if (before === undefined || amounts.includes(undefined)) return cumulativeAmount;
  return amounts.reduce<number>((sum, amount) => sum + amount!, before);
}

export function evolveScope(state: ScopeState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'BaselineSet': {
      const { baselineId, number, parent, decisionId, items, itemCount, endDate } = event.data;
      state.baselines.push({
        baselineId,
        number,
        parent,
        decisionId,
        items,
        itemCount,
        cumulativeAmount: cumulativeOf(state, event.data),
        endDate,
        setOn: day,
      });
      return;
    }
    case 'ScopeChangeProposed': {
      const { changeId, subject, added, removed } = event.data;
      state.changes.set(changeId, {
        changeId,
        subject,
        added,
        removed,
        proposedOn: day,
        endedOn: undefined,
        status: 'Voorgesteld',
        impact: undefined,
        assessedOn: undefined,
        routed: undefined,
        decisionId: undefined,
      });
      return;
    }
    case 'ImpactAssessed': {
      const change = state.changes.get(event.data.changeId);
      if (change === undefined) return;
      const { amount, days, scopeItems, milestoneId, hardDeadlineTouched, benefitDropped, normLowered } = event.data;
      change.status = 'Beoordeeld';
      change.assessedOn = day;
      change.impact = { amount, days, scopeItems, milestoneId, hardDeadlineTouched, benefitDropped, normLowered };
      return;
    }
    case 'ScopeChangeRouted': {
      const change = state.changes.get(event.data.changeId);
      if (change === undefined) return;
      change.status = 'Gerouteerd';
      change.routed = { level: event.data.level, reasons: event.data.reasons };
      return;
    }
    case 'ScopeChangeApproved': {
      const change = state.changes.get(event.data.changeId);
      if (change === undefined) return;
      change.status = 'Goedgekeurd';
      change.endedOn = day;
      change.decisionId = event.data.decisionId;
      const { milestoneId, days } = change.impact ?? {};
      if (milestoneId !== undefined)
        state.daysPerMilestone.set(milestoneId, (state.daysPerMilestone.get(milestoneId) ?? 0) + (days ?? 0));
      return;
    }
    case 'ScopeChangeRejected':
    case 'ScopeChangeWithdrawn': {
      const change = state.changes.get(event.data.changeId);
      if (change === undefined) return;
      change.status = event.type === 'ScopeChangeRejected' ? 'Afgewezen' : 'Ingetrokken';
      change.endedOn = day;
      return;
    }
  }
}
