import { readinessOf, type GoLive } from '../go-live/state.js';
import { dutchDay } from '../kernel/time.js';
import { raise, since, type Signal, type Situation } from './situation.js';

export function goLives(situation: Situation): readonly Signal[] {
  return [...situation.state.goLive.all.values()]
    .filter(({ liveOn }) => liveOn === undefined)
    .flatMap((goLive) => [...readiness(goLive, situation), ...aftercare(goLive, situation)]);
}

function readiness(goLive: GoLive, { day }: Situation): readonly Signal[] {
  const step = goLive.readinessPlan
    .filter(({ on }) => on <= day)
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .at(-1);
  // Criteria say more than the last count of them; imported go-lives have only the count.
  const { met, total } = goLive.criteria.size > 0 ? readinessOf(goLive) : (goLive.readiness ?? { met: 0, total: 0 });
  const behind = step !== undefined && (total === 0 ? step.percent > 0 : met * 100 < step.percent * total);
  if (!behind) return [];
  const detail = `Er zijn ${met} van ${total} criteria gehaald; gepland was ${step.percent}%.`;
  return [raise('GEREEDHEID_ACHTER', step.on, detail, goLive.goLiveId)];
}

function aftercare(goLive: GoLive, { policy, calendar, day }: Situation): readonly Signal[] {
  const { plannedOn, aftercarePlanned, backlogSeeded } = goLive;
  const missing = [...(aftercarePlanned ? [] : ['nazorgplan']), ...(backlogSeeded ? [] : ['verbeterlijst'])];
  if (goLive.strategy !== 'bigBang' || missing.length === 0) return [];
  const near = (on: string): boolean => calendar.workingDaysBetween(on, plannedOn) < policy.bigBangAftercareDays;
  if (!near(day)) return [];
  const detail = `Livegang op ${dutchDay(plannedOn)}; nog niet: ${missing.join(' en ')}.`;
  return [raise('GO_ZONDER_NAZORGPLAN', since(day, near), detail, goLive.goLiveId)];
}

/** What was reached and what it brings: marked, and measured from a known start (S2-07, S2-08). */
export function results({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { lastOn } = state.journal;
  const marked = (reachedOn: string): boolean =>
    (['succes', 'tegenslag'] as const).some((kind) => (lastOn.get(kind) ?? '') >= reachedOn);
  for (const { milestoneId, reachedOn } of state.frames.milestones.values()) {
    if (reachedOn === undefined || marked(reachedOn)) continue;
    const from = calendar.plusWorkingDays(reachedOn, policy.markMilestoneWithinDays + 1);
    const detail = `Mijlpaal ${milestoneId} is bereikt op ${dutchDay(reachedOn)}, maar niet gemarkeerd.`;
    if (from <= day) signals.push(raise('MIJLPAAL_NIET_GEMARKEERD', from, detail, milestoneId));
  }
  for (const { benefitId, owner, baseline, on } of state.frames.benefits.values()) {
    const missing = [...(owner === undefined ? ['eigenaar'] : []), ...(baseline === undefined ? ['nulmeting'] : [])];
    if (missing.length === 0) continue;
    signals.push(raise('BAAT_ZONDER_BASIS', on, `Baat ${benefitId} heeft geen ${missing.join(' en ')}.`, benefitId));
  }
  return signals;
}

/** What a new attempt owes to the one before (S4-13). */
export function restart({ state }: Situation): readonly Signal[] {
  const { restart: declared, lessons, unmappedLessons } = state.lifecycle;
  if (declared === undefined || (unmappedLessons === 0 && lessons.size > 0)) return [];
  const detail =
    lessons.size === 0
      ? 'De lessen van de voorganger ontbreken.'
      : `${unmappedLessons} van ${lessons.size} lessen zijn niet vertaald.`;
  return [raise('HERSTART_ZONDER_LESSEN', declared.on, detail, declared.predecessor)];
}

/** Is the director seen in this phase (S1-15)? */
export function visibility({ state, day }: Situation): readonly Signal[] {
  const phase = state.lifecycle.phases.at(-1);
  const seen = state.journal.lastOn.get('boegbeeld');
  if (phase === undefined || phase.from > day || (seen !== undefined && seen >= phase.from)) return [];
  const detail = `In de fase ${phase.phase} heeft het boegbeeld zich nog niet laten zien.`;
  return [raise('BOEGBEELD_NIET_ZICHTBAAR', phase.from, detail, phase.phase)];
}
