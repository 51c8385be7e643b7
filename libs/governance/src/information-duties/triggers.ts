import type { DossierEvent, DossierState } from '../dossier.js';
import { IN_WORDS } from '../go-live/events.js';
import { dutchDay } from '../kernel/time.js';
import type { Creditor, DutyKind } from './events.js';

/** Something that happened from which the creditor may expect information (governance.md §4.2, §4.12 "duty"). */
export interface Trigger {
  /** The type of the event. */
  readonly trigger: string;
  readonly kind: DutyKind;
  readonly creditor: Creditor;
  readonly about: readonly string[];
  readonly subject: string;
}
/** What a trigger is read from: an event, whether it is recorded already or only decided. */
export type Happening = Pick<DossierEvent, 'type' | 'data'>;

/** Which duty came first: the same matter to the same body is owed once. */
export const keyOf = (trigger: Trigger): string =>
  [trigger.trigger, trigger.creditor, trigger.about[0] ?? ''].join(' ');

/**
 * The duties that follow from an event. `by` is who acted: no body is owed what it did itself.
 * `state` may be that before or after the event.
 */
export function triggersOf(event: Happening, state: DossierState, by: string): readonly Trigger[] {
  return candidates(event as DossierEvent, state).filter(({ creditor }) => creditor !== by);
}

function candidates(event: DossierEvent, state: DossierState): readonly Trigger[] {
  const toRaad = (about: readonly string[], subject: string, kind: DutyKind = 'wettelijk'): Trigger => ({
    trigger: event.type,
    kind,
    creditor: 'raad',
    about,
    subject,
  });
  switch (event.type) {
    case 'ImpactAssessed': {
      const { changeId, amount, days, milestoneId } = event.data;
      const before = state.scope.baselines.at(-1)?.cumulativeAmount ?? 0;
      return moneyBeyond(before + amount, before, state) || daysBeyond(days, milestoneId, state)
        ? [toRaad([changeId], `Scopewijziging ${changeId} gaat over de grens van de raad`, 'kader')]
        : [];
    }
    case 'BaselineSet': {
      // Two changes that each stayed within the limit can cross it together: seen only when the second is approved.
      const [changeId] = event.data.changeIds;
      if (changeId === undefined || !crossesByApproval(changeId, event.data, state)) return [];
      return [toRaad([changeId], `Scopewijziging ${changeId} gaat over de grens van de raad`, 'kader')];
    }
    case 'HardDeadlineMoved': {
      const { deadlineId, from, to, decisionId } = event.data;
      return state.frames.deadlines.get(deadlineId)?.kind === 'intern'
        ? [toRaad([decisionId], `Harde deadline van ${dutchDay(from)} naar ${dutchDay(to)}`)]
        : [];
    }
    case 'ExemptionGranted': {
      const { deadlineId, until, decisionId } = event.data;
      return state.frames.deadlines.get(deadlineId)?.kind === 'intern'
        ? [toRaad([decisionId], `Ontheffing van de harde deadline tot en met ${dutchDay(until)}`)]
        : [];
    }
    case 'GoNoGoDecided': {
      const goLive = state.goLive.all.get(event.data.goLiveId);
      return goLive !== undefined && (goLive.deadlineId !== undefined || goLive.citizenImpact)
        ? [
            toRaad(
              [event.data.decisionId],
              `Besluit over livegang ${event.data.goLiveId}: ${IN_WORDS[event.data.verdict]}`,
            ),
          ]
        : [];
    }
    case 'GoLiveRescheduled':
      return [toRaad([event.data.goLiveId], `Livegang ${event.data.goLiveId} naar ${dutchDay(event.data.to)}`)];
    case 'ProgrammePaused': {
      const subject = `Programma stilgelegd: ${event.data.reason}`;
      const college: Trigger = { ...toRaad([], subject, 'college'), creditor: 'college' };
      return state.frames.current.get('raad')?.informRaadOnPause === true
        ? [college, toRaad([], subject, 'kader')]
        : [college];
    }
    case 'DecisionTaken':
      return event.data.informs.map((creditor) => ({
        ...toRaad([event.data.decisionId], `Besluit: ${event.data.subject}`.slice(0, MAX_SUBJECT)),
        kind: creditor === 'raad' ? 'wettelijk' : 'college',
        creditor,
      }));
    default:
      return [];
  }
}
const MAX_SUBJECT = 200;
const PERMILLE = 1_000;

/** The raad's own limits; without a frame of the raad those to which the college bound itself. */
const limitsOf = (state: DossierState) => state.frames.current.get('raad') ?? state.frames.current.get('college');

/** Upward over a limit, or further up above it. A change that takes less never gives a duty. */
function moneyBeyond(after: number, before: number, state: DossierState): boolean {
  const limit = limitsOf(state)?.informRaadAbovePercent;
  const credit = state.frames.current.get('raad')?.credit ?? state.frames.current.get('college')?.credit;
  if (limit === undefined || credit === undefined || credit === 0) return false;
  // Without rounding: a fraction over the limit is over the limit.
  return after > before && after * PERMILLE > limit * credit;
}
function daysBeyond(days: number, milestoneId: string | undefined, state: DossierState): boolean {
  const limit = limitsOf(state)?.informRaadAboveDays;
  const moved = milestoneId === undefined ? 0 : (state.scope.daysPerMilestone.get(milestoneId) ?? 0);
  return limit !== undefined && days > 0 && moved + days > limit;
}
function crossesByApproval(
  changeId: string,
  next: { readonly parent?: string; readonly cumulativeAmount: number },
  state: DossierState,
): boolean {
  const { duties } = state.informationDuties;
  if ([...duties.values()].some((duty) => duty.kind === 'kader' && duty.about.includes(changeId))) return false;
  const before = state.scope.baselines.find(({ baselineId }) => baselineId === next.parent)?.cumulativeAmount ?? 0;
  return moneyBeyond(next.cumulativeAmount, before, state) || daysNowBeyond(changeId, state);
}
/** With the days of the change itself counted once, whether or not it is in the sum already. */
function daysNowBeyond(changeId: string, state: DossierState): boolean {
  const change = state.scope.changes.get(changeId);
  const limit = limitsOf(state)?.informRaadAboveDays;
  if (change?.impact === undefined || limit === undefined || change.impact.days <= 0) return false;
  const { days, milestoneId } = change.impact;
  const moved = milestoneId === undefined ? 0 : (state.scope.daysPerMilestone.get(milestoneId) ?? 0);
  const counted = change.status === 'Goedgekeurd' && milestoneId !== undefined;
  return moved + (counted ? 0 : days) > limit;
}
