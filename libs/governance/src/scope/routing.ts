import type { DossierContext, DossierState } from '../dossier.js';
import type { FrameTolerance } from '../frames/state.js';
import type { ChangeLimit, Policy } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import type { RoutingReason, ScopeLevel } from './events.js';
import { currentBaseline, type Impact } from './state.js';

export interface Route {
  readonly level: ScopeLevel;
  readonly reasons: readonly RoutingReason[];
  readonly cumulativeAmount: number;
  /** Over the krediet, in thousandths; undefined while there is no krediet. */
  readonly cumulativePermille: number | undefined;
}
const PERMILLE = 1_000;

/**
 * The highest level that any limit asks for, with every reason that pushed the change past the level below it
 * (governance.md §4.5). Limits are policy, narrowed by the tolerances of the current frames.
 */
export function route(impact: Impact, state: DossierState, context: DossierContext): Route {
  const credit = state.frames.current.get('raad')?.credit ?? state.frames.current.get('college')?.credit;
  const contingency = state.frames.current.get('raad')?.contingency;
  const cumulativeAmount = (currentBaseline(state.scope)?.cumulativeAmount ?? 0) + impact.amount;
  const cumulativePermille =
    credit === undefined || credit === 0 ? undefined : Math.round((cumulativeAmount * PERMILLE) / credit);
  const days =
    impact.days + (impact.milestoneId === undefined ? 0 : (state.scope.daysPerMilestone.get(impact.milestoneId) ?? 0));
  const measured = { impact, cumulativeAmount, credit, days };
  // The krediet holds B0 and the money for the unforeseen: changes that eat more than the latter go beyond it.
  const beyondCredit = contingency !== undefined && cumulativeAmount > contingency;
  if (beyondCredit) return { level: 'raad', reasons: ['krediet'], cumulativeAmount, cumulativePermille };
  let level: ScopeLevel = 'projectleider';
  let reasons: readonly RoutingReason[] = [];
  for (const limit of limitsFor(state, policyOn(context.organisation, context.day).policy)) {
    const exceeded = exceeding(limit, measured);
    if (exceeded.length === 0) return { level: limit.level, reasons, cumulativeAmount, cumulativePermille };
    reasons = exceeded;
    level = limit.level === 'projectleider' ? 'AO' : 'college';
  }
  return { level, reasons, cumulativeAmount, cumulativePermille };
}

export function limitsFor(state: DossierState, policy: Policy): readonly ChangeLimit[] {
  const tolerances = [...state.frames.current.values()].flatMap((frame) => frame.tolerances);
  return policy.changeLimits.map((limit) => {
    const own = tolerances.filter((tolerance) => tolerance.level === limit.level);
    const cumulativePermille = narrowest(own, 'cumulativePercent') ?? limit.cumulativePermille;
    return {
      level: limit.level,
      amountPerChange: narrowest(own, 'amountPerChange') ?? limit.amountPerChange,
      days: narrowest(own, 'days') ?? limit.days,
      scopeItems: narrowest(own, 'scopeItems') ?? limit.scopeItems,
      ...(cumulativePermille === undefined ? {} : { cumulativePermille }),
    };
  });
}
/** Frames of raad and college both count: the narrowest room that either of them leaves. */
function narrowest(
  tolerances: readonly FrameTolerance[],
  key: Exclude<keyof FrameTolerance, 'level'>,
): number | undefined {
  const values = tolerances.map((tolerance) => tolerance[key]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : Math.min(...values);
}

interface Measured {
  readonly impact: Impact;
  readonly cumulativeAmount: number;
  readonly credit: number | undefined;
  readonly days: number;
}
/** In thousandths of the krediet, without rounding: a fraction over the limit is over the limit. */
function exceeding(limit: ChangeLimit, { impact, cumulativeAmount, credit, days }: Measured): readonly RoutingReason[] {
  const reasons: RoutingReason[] = [];
  if (Math.abs(impact.amount) > limit.amountPerChange) reasons.push('bedrag');
  if (
    limit.cumulativePermille !== undefined &&
    credit !== undefined &&
    cumulativeAmount * PERMILLE > limit.cumulativePermille * credit
  )
    reasons.push('cumulatief');
  if (days > limit.days) reasons.push('dagen');
  if (Math.abs(impact.scopeItems) > limit.scopeItems) reasons.push('scope');
  if (impact.hardDeadlineTouched) reasons.push('deadline');
  if (impact.benefitDropped) reasons.push('baat');
  if (impact.normLowered) reasons.push('kwaliteit');
  return reasons;
}
