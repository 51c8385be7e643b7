import type { DossierState } from '../dossier.js';
import { daysBetween } from '../kernel/time.js';
import type { ChangeLimit, Policy } from '../organisation/policy.js';
import { limitsFor } from './routing.js';
import type { Impact, ScopeChange } from './state.js';

/** Two changes that together ask for more than the level that each of them alone went to. */
export interface SuspectedSplit {
  readonly first: string;
  readonly second: string;
  /** What they both touch: an item or a milestone. */
  readonly subject: string;
  /** The day on which the impact of both was known. */
  readonly on: string;
}

const OVER: readonly string[] = ['Afgewezen', 'Ingetrokken'];
type Known = ScopeChange & { readonly impact: Impact; readonly assessedOn: string };
const isKnown = (change: ScopeChange): change is Known =>
  change.impact !== undefined && change.assessedOn !== undefined && !OVER.includes(change.status);

/**
 * Two changes on one item or milestone within the window of policy, each within the room of a level and together beyond
 * it (governance.md §4.5). It is a suspicion, never a verdict: that is why it refuses nothing.
 */
export function suspectedSplits(state: DossierState, policy: Policy): readonly SuspectedSplit[] {
  const known = [...state.scope.changes.values()].filter(isKnown);
  const limits = limitsFor(state, policy);
  return known.flatMap((second, index) =>
    known.slice(0, index).flatMap((first) => {
      const subject = touched(first).find((each) => touched(second).includes(each));
      const near = Math.abs(daysBetween(first.proposedOn, second.proposedOn)) <= policy.splitWindowDays;
      if (subject === undefined || !near) return [];
      if (!limits.some((limit) => isSplit(first.impact, second.impact, limit))) return [];
      const on = first.assessedOn > second.assessedOn ? first.assessedOn : second.assessedOn;
      return [{ first: first.changeId, second: second.changeId, subject, on }];
    }),
  );
}

const touched = ({ added, removed, impact }: Known): readonly string[] => [
  ...added.map(({ itemId }) => itemId),
  ...removed,
  ...(impact.milestoneId === undefined ? [] : [impact.milestoneId]),
];

type Size = Pick<Impact, 'amount' | 'days' | 'scopeItems'>;
const within = (size: Size, limit: ChangeLimit): boolean =>
  Math.abs(size.amount) <= limit.amountPerChange &&
  Math.abs(size.days) <= limit.days &&
  Math.abs(size.scopeItems) <= limit.scopeItems;
function isSplit(a: Size, b: Size, limit: ChangeLimit): boolean {
  const together = { amount: a.amount + b.amount, days: a.days + b.days, scopeItems: a.scopeItems + b.scopeItems };
  return within(a, limit) && within(b, limit) && !within(together, limit);
}
