import { lastDayOf, type HardDeadline } from '../frames/state.js';
import { toleranceChanges, tolerances } from '../frames/tolerances.js';
import { isDeadlineMet, type GoLive } from '../go-live/state.js';
import { dutchDay, plusDays } from '../kernel/time.js';
import { suspectedSplits } from '../scope/splitting.js';
import { later, raise, sinceChange, type Signal, type Situation } from './situation.js';

/** The room on every axis: nearly used, exceeded, or said to be otherwise. */
export function axes(situation: Situation): readonly Signal[] {
  const { state, policy, calendar, day } = situation;
  const signals: Signal[] = [];
  const changes = toleranceChanges(state);
  const lightOn = (axis: string, on: string): string | undefined =>
    tolerances(state, policy, on, calendar).find((each) => each.axis === axis)?.status;
  for (const { axis, status, limit, current, overridden } of tolerances(state, policy, day, calendar)) {
    const detail = `Op ${axis} is ${current} van ${limit} verbruikt.`;
    const from = (): string => sinceChange(changes, day, (on) => lightOn(axis, on) === status);
    if (status === 'oranje') signals.push(raise('TOLERANTIE_NADERT', from(), detail, axis));
    if (status === 'rood') {
      signals.push(raise('TOLERANTIE_OVERSCHREDEN', from(), detail, axis), ...silence(from(), axis, situation));
    }
    if (overridden !== undefined) {
      const { on, until, status: said } = overridden;
      const words = `De status van ${axis} is tot en met ${dutchDay(until)} op ${said} gesteld; afgeleid is ${status}.`;
      signals.push(raise('STATUS_OVERRULED', on, words, axis));
    }
  }
  return signals;
}

/** A red period in which nobody shared the disappointment (S2-07). */
function silence(redSince: string, axis: string, { state, policy, calendar, day }: Situation): readonly Signal[] {
  const shared = state.journal.lastOn.get('tegenslag');
  const from = calendar.plusWorkingDays(redSince, policy.markMilestoneWithinDays + 1);
  if (from > day || (shared !== undefined && shared >= redSince)) return [];
  const detail = `${axis} staat sinds ${dutchDay(redSince)} op rood; er is geen tegenslag gedeeld.`;
  return [raise('TEGENSLAG_NIET_GEDEELD', from, detail, axis)];
}

export function deadlines(situation: Situation): readonly Signal[] {
  return [...situation.state.frames.deadlines.values()].flatMap((deadline) => ofDeadline(deadline, situation));
}

function ofDeadline(deadline: HardDeadline, { state, policy, calendar, day }: Situation): readonly Signal[] {
  const { deadlineId, dueOn } = deadline;
  const linked = [...state.goLive.all.values()].filter((goLive) => goLive.deadlineId === deadlineId);
  if (isDeadlineMet(state.goLive, deadlineId)) return [];
  const last = lastDayOf(state.frames, deadline);
  if (last < day) {
    const detail = `De harde deadline van ${dutchDay(last)} is voorbij.`;
    return [raise('HARDE_DEADLINE_IN_GEVAAR', plusDays(last, 1), detail, deadlineId)];
  }
  const room = deadline.toleranceDays ?? policy.hardDeadlineMarginDays;
  const marginOn = (goLive: GoLive, on: string): number | undefined => {
    const plan = goLive.plans.findLast((each) => each.on <= on);
    return plan === undefined ? undefined : calendar.workingDaysBetween(plan.plannedOn, dueOn);
  };
  return linked.flatMap((goLive) => {
    const margin = marginOn(goLive, day);
    if (goLive.liveOn !== undefined || margin === undefined || margin >= room) return [];
    const moved = goLive.plans.map(({ on }) => on);
    const short = sinceChange(moved, day, (on) => (marginOn(goLive, on) ?? room) < room);
    const detail = `De marge is ${margin} werkdagen; nodig is ${room}.`;
    return [raise('HARDE_DEADLINE_IN_GEVAAR', later(short, deadline.dueSince), detail, deadlineId)];
  });
}

/** What the scope itself says: only technology, or one change in two halves. */
export function scope({ state, policy }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { baselines } = state.scope;
  const isOnlyIct = (index: number): boolean => {
    const items = baselines[index]?.items ?? [];
    return items.length > 0 && items.every(({ kind }) => kind === 'systeem');
  };
  let first = baselines.length - 1;
  if (isOnlyIct(first)) {
    while (isOnlyIct(first - 1)) first -= 1;
    const detail = 'Alle onderdelen van de scope zijn systemen; gedrag, processen en organisatie ontbreken.';
    signals.push(raise('SCOPE_ALLEEN_ICT', baselines[first]!.setOn, detail));
  }
  for (const { first: one, second, subject, on } of suspectedSplits(state, policy)) {
    const detail = `${one} en ${second} raken beide ${subject} en gaan samen over een grens waar elk apart onder blijft.`;
    signals.push(raise('OPKNIPPEN_VERMOED', on, detail, second));
  }
  return signals;
}

/** Programmes that must be in step with this one (S1-07). */
export function dependencies({ state, policy, day }: Situation): readonly Signal[] {
  return [...state.lifecycle.dependencies.values()].flatMap(({ dependencyId, sharedMilestoneOn, aligned, on }) => {
    if (aligned || sharedMilestoneOn === undefined) return [];
    const from = later(on, plusDays(sharedMilestoneOn, 1 - policy.dependencyAlignDays));
    if (from > day) return [];
    const detail = `Over ${dependencyId} is nog geen afspraak; de gezamenlijke mijlpaal is ${dutchDay(sharedMilestoneOn)}.`;
    return [raise('AFHANKELIJKHEID_NIET_AFGESTEMD', from, detail, dependencyId)];
  });
}
