import type { DossierEvent, DossierState } from '../dossier.js';
import type { GuardDataOf } from '../kernel/event.js';
import type { FrameAdopted } from './events.js';
import { type BENEFIT_KINDS, type FRAME_OWNERS, type STATUS_AXES } from './events.js';

export type FrameOwner = (typeof FRAME_OWNERS)[number];
export type StatusAxis = (typeof STATUS_AXES)[number];
export type Light = 'groen' | 'oranje' | 'rood';
type FrameData = Omit<GuardDataOf<typeof FrameAdopted.fields>, 'decisionId'>;
export type FrameTolerance = FrameData['tolerances'][number];
export type FrameNorm = FrameData['norms'][number];

export interface Frame extends FrameData {
  readonly decisionId: string | undefined;
  readonly on: string;
}
export interface HardDeadline {
  readonly deadlineId: string;
  readonly kind: 'intern' | 'extern';
  readonly body: string;
  /** The date as it was first set; it never disappears from view. */
  readonly originallyDueOn: string;
  dueOn: string;
  /** The day on which the present date was set. */
  dueSince: string;
  readonly setOn: string;
  readonly toleranceDays: number | undefined;
  missedOn: string | undefined;
}
export interface Exemption {
  readonly exemptionId: string;
  readonly deadlineId: string;
  readonly until: string;
  readonly items: readonly string[];
  readonly decisionId: string;
  readonly on: string;
}
export interface Milestone {
  readonly milestoneId: string;
  readonly label: string;
  readonly plannedOn: string;
  /** The day on which it was planned. */
  readonly on: string;
  /** Every expectation with the day on which it was stated, oldest first. */
  readonly forecasts: { readonly on: string; readonly forecastOn: string }[];
  reachedOn: string | undefined;
  /** The day of the act that says so; it may come later. */
  reachedRecordedOn: string | undefined;
}
export interface Benefit {
  readonly benefitId: string;
  readonly label: string;
  readonly owner: string | undefined;
  readonly kind: (typeof BENEFIT_KINDS)[number] | undefined;
  readonly on: string;
  readonly baseline: number | undefined;
  readonly target: number | undefined;
  readonly measurements: { readonly on: string; readonly value: number }[];
}
export interface StatusOverride {
  readonly axis: StatusAxis;
  readonly status: Light;
  readonly on: string;
  readonly until: string;
  readonly decisionId: string;
}

export interface FramesState {
  readonly proposed: Map<string, Frame>;
  /** At most one current frame per owning body. */
  readonly current: Map<FrameOwner, Frame>;
  /** The first frame of each owner: the original against which deviation is also shown (D5). */
  readonly original: Map<FrameOwner, Frame>;
  /** Every version in the order in which it was adopted. */
  readonly history: Frame[];
  readonly frameIds: Set<string>;
  riskAppetiteOn: string | undefined;
  readonly objectives: Map<string, string>;
  alignment: { version: number; on: string } | undefined;
  readonly deadlines: Map<string, HardDeadline>;
  readonly exemptions: Map<string, Exemption>;
  readonly milestones: Map<string, Milestone>;
  readonly benefits: Map<string, Benefit>;
  readonly overrides: StatusOverride[];
}

export const initialFrames = (): FramesState => ({
  proposed: new Map(),
  current: new Map(),
  original: new Map(),
  history: [],
  frameIds: new Set(),
  riskAppetiteOn: undefined,
  objectives: new Map(),
  alignment: undefined,
  deadlines: new Map(),
  exemptions: new Map(),
  milestones: new Map(),
  benefits: new Map(),
  overrides: [],
});

/** When a milestone is expected: its last forecast, else its plan. */
export function expectedOn(milestone: Milestone): string {
  return milestone.reachedOn ?? milestone.forecasts.at(-1)?.forecastOn ?? milestone.plannedOn;
}
/** The last day that still counts for a deadline, with the exemption that reaches furthest. */
export function lastDayOf(state: FramesState, deadline: HardDeadline): string {
  let last = deadline.dueOn;
  for (const exemption of state.exemptions.values()) {
    if (exemption.deadlineId === deadline.deadlineId && exemption.until > last) last = exemption.until;
  }
  return last;
}

export function evolveFrames(state: FramesState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'FrameProposed':
      state.frameIds.add(event.data.frameId);
      state.proposed.set(event.data.frameId, { ...event.data, decisionId: undefined, on: day });
      return;
    case 'FrameAdopted':
    case 'FrameAmended':
      adopt(state, { ...event.data, on: day });
      return;
    case 'RiskAppetiteDeclared':
      state.riskAppetiteOn = day;
      return;
    case 'ObjectiveSet':
      state.objectives.set(event.data.objectiveId, day);
      return;
    case 'RequirementsAligned':
      state.alignment = { version: event.data.version, on: day };
      return;
    case 'HardDeadlineSet':
      state.deadlines.set(event.data.deadlineId, {
        deadlineId: event.data.deadlineId,
        kind: event.data.kind,
        body: event.data.body,
        originallyDueOn: event.data.dueOn,
        dueOn: event.data.dueOn,
        dueSince: day,
        setOn: day,
        toleranceDays: event.data.toleranceDays,
        missedOn: undefined,
      });
      return;
    case 'HardDeadlineMoved': {
      const deadline = state.deadlines.get(event.data.deadlineId);
      if (deadline !== undefined) Object.assign(deadline, { dueOn: event.data.to, dueSince: day });
      return;
    }
    case 'HardDeadlineMissed': {
      const deadline = state.deadlines.get(event.data.deadlineId);
      if (deadline !== undefined) deadline.missedOn = event.data.dueOn;
      return;
    }
    case 'ExemptionGranted':
      state.exemptions.set(event.data.exemptionId, { ...event.data, on: day });
      return;
    case 'MilestonePlanned':
      state.milestones.set(event.data.milestoneId, {
        ...event.data,
        on: day,
        forecasts: [],
        reachedOn: undefined,
        reachedRecordedOn: undefined,
      });
      return;
    case 'MilestoneForecast':
      state.milestones.get(event.data.milestoneId)?.forecasts.push({ on: day, forecastOn: event.data.forecastOn });
      return;
    case 'MilestoneReached': {
      const milestone = state.milestones.get(event.data.milestoneId);
      if (milestone !== undefined)
        Object.assign(milestone, { reachedOn: event.data.reachedOn, reachedRecordedOn: day });
      return;
    }
    case 'BenefitDefined':
      state.benefits.set(event.data.benefitId, {
        benefitId: event.data.benefitId,
        label: event.data.label,
        owner: event.data.owner,
        kind: event.data.kind,
        on: day,
        baseline: event.data.baseline,
        target: event.data.target,
        measurements: [],
      });
      return;
    case 'BenefitMeasured':
      state.benefits.get(event.data.benefitId)?.measurements.push({ on: day, value: event.data.value });
      return;
    case 'StatusOverridden':
      state.overrides.push({
        axis: event.data.axis,
        status: event.data.status,
        on: day,
        until: event.data.until,
        decisionId: event.data.decisionId,
      });
      return;
  }
}

function adopt(state: FramesState, frame: Frame): void {
  state.frameIds.add(frame.frameId);
  state.proposed.delete(frame.frameId);
  state.current.set(frame.owner, frame);
  if (!state.original.has(frame.owner)) state.original.set(frame.owner, frame);
  state.history.push(frame);
}
