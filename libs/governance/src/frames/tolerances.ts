import type { DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import type { Policy } from '../organisation/policy.js';
import { limitsOn, originalLimits } from './limits.js';
import { type Light, type StatusAxis, type StatusOverride } from './state.js';

/** One axis of the state of the programme: derived, never typed in (D5). */
export interface AxisStatus {
  readonly axis: StatusAxis;
  /** How much deviation is allowed, how much there is against the current and the original; in the axis's own unit. */
  readonly limit: number | undefined;
  readonly current: number | undefined;
  readonly original: number | undefined;
  readonly status: Light | 'onbekend';
  readonly overridden?: StatusOverride;
}

const PERMILLE = 1000;
const percent = (part: number, whole: number): number =>
  whole === 0 ? (part > 0 ? Infinity : 0) : (part / whole) * 100;

/**
 * The light of every axis as it stood on `day`, which may lie before the last fact. Scope in items, tijd in working days, geld in permille of the krediet, kwaliteit and risico
 * and baten in tenths. An axis about which nothing is recorded yet is `onbekend`, never green.
 */
export function tolerances(
  state: DossierState,
  policy: Policy,
  day: string,
  calendar: Calendar,
): readonly AxisStatus[] {
  const limits = limitsOn(state.frames, day);
  const original = originalLimits(state.frames);
  const ao = limits.tolerances.find((tolerance) => tolerance.level === 'AO');
  const [firstBaseline] = state.scope.baselines;
  const baseline = state.scope.baselines.findLast(({ setOn }) => setOn <= day);
  const expected = expectedEnd(state, day);
  const light = (
    axis: StatusAxis,
    limit: number | undefined,
    current: number | undefined,
    first: number | undefined,
  ): AxisStatus => {
    const overridden = state.frames.overrides.findLast(
      (each) => each.axis === axis && each.on <= day && day <= each.until,
    );
    const status = lightOf(limit, current, policy.toleranceNearPercent);
    return { axis, limit, current, original: first, status, ...(overridden === undefined ? {} : { overridden }) };
  };
  const overrun = (end: string | undefined): number | undefined =>
    expected === undefined || end === undefined ? undefined : Math.max(0, calendar.workingDaysBetween(end, expected));
  const spent = (credit: number | undefined): number | undefined =>
    credit === undefined || credit <= 0 || baseline === undefined
      ? undefined
      : Math.round((baseline.cumulativeAmount * PERMILLE) / credit);
  const items = (from: number | undefined): number | undefined =>
    from === undefined || baseline === undefined ? undefined : Math.abs(baseline.itemCount - from);
  return [
    light('scope', ao?.scopeItems, items(limits.scopeItems), items(firstBaseline?.itemCount)),
    light('tijd', ao?.days, overrun(limits.endDate), overrun(original.endDate)),
    light('geld', ao?.cumulativePercent, spent(limits.credit), spent(original.credit)),
    light('kwaliteit', undefined, undefined, undefined),
    light('risico', undefined, undefined, undefined),
    benefitsAxis(state, day, light),
  ];
}

/** Near is at the policy's share of the room; over is beyond the room itself. */
export function lightOf(
  limit: number | undefined,
  current: number | undefined,
  nearPercent: number,
): Light | 'onbekend' {
  if (limit === undefined || current === undefined) return 'onbekend';
  const used = percent(current, limit);
  if (used > 100) return 'rood';
  return used >= nearPercent && current > 0 ? 'oranje' : 'groen';
}

function benefitsAxis(
  state: DossierState,
  day: string,
  light: (
    axis: StatusAxis,
    limit: number | undefined,
    current: number | undefined,
    first: number | undefined,
  ) => AxisStatus,
): AxisStatus {
  const measured = [...state.frames.benefits.values()]
    .map((benefit) => ({ ...benefit, measurements: benefit.measurements.filter(({ on }) => on <= day) }))
    .filter(
      ({ measurements, target, baseline }) => measurements.length > 0 && target !== undefined && baseline !== undefined,
    );
  if (measured.length === 0) return light('baten', undefined, undefined, undefined);
  // A benefit that is worse than its own baseline has gone the wrong way, whichever way is better.
  const worse = measured.filter(({ baseline = 0, target = 0, measurements }) => {
    const value = measurements.at(-1)?.value ?? baseline;
    return target >= baseline ? value < baseline : value > baseline;
  });
  return light('baten', 0, worse.length, undefined);
}

/** The latest day on which something that counts was still expected, as far as was said by `day`. */
function expectedEnd(state: DossierState, day: string): string | undefined {
  const milestones = [...state.frames.milestones.values()]
    .filter(({ on }) => on <= day)
    .map(({ plannedOn, forecasts, reachedOn, reachedRecordedOn }) => {
      if (reachedOn !== undefined && (reachedRecordedOn ?? reachedOn) <= day) return reachedOn;
      return forecasts.findLast(({ on }) => on <= day)?.forecastOn ?? plannedOn;
    });
  const goLives = [...state.goLive.all.values()].map(({ plans }) => plans.findLast(({ on }) => on <= day)?.plannedOn);
  return [...milestones, ...goLives].reduce(
    (last, on) => (on !== undefined && (last === undefined || on > last) ? on : last),
    undefined,
  );
}

/** The days on which a light can have changed: every act that moves a limit or what is measured against it. */
export function toleranceChanges(state: DossierState): readonly string[] {
  const { history, milestones, benefits } = state.frames;
  return [
    ...history.map(({ on }) => on),
    ...state.scope.baselines.map(({ setOn }) => setOn),
    ...[...milestones.values()].flatMap(({ on, forecasts, reachedRecordedOn }) => [
      on,
      ...forecasts.map((each) => each.on),
      ...(reachedRecordedOn === undefined ? [] : [reachedRecordedOn]),
    ]),
    ...[...benefits.values()].flatMap(({ measurements }) => measurements.map(({ on }) => on)),
    ...[...state.goLive.all.values()].flatMap(({ plans }) => plans.map(({ on }) => on)),
  ];
}
