import { daysBetween, dutchDay, plusDays } from '../kernel/time.js';
import { integrityOn } from '../organisation/integrity.js';
import { raise, since, type Signal, type Situation } from './situation.js';

/** Lateness is judged over so many days, so that old habits stop counting. */
const LAG_WINDOW_DAYS = 90;

/** Is anything decided, discussed or measured (S4-04)? */
export function silence({ state, policy, day }: Situation): readonly Signal[] {
  const quietFrom = state.signals.lastActivityOn ?? state.lifecycle.initiatedOn;
  if (quietFrom === undefined || daysBetween(quietFrom, day) < policy.dormantAfterDays) return [];
  const detail = `Sinds ${dutchDay(quietFrom)} is er geen besluit, overleg of meting.`;
  return [raise('PROGRAMMA_SLAAPT', plusDays(quietFrom, policy.dormantAfterDays), detail)];
}

export function lateness({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const oldest = plusDays(day, -2 * LAG_WINDOW_DAYS);
  const lags = state.signals.lags
    .filter(({ recordedOn }) => oldest < recordedOn && recordedOn <= day)
    .map(({ occurredOn, recordedOn }) => ({
      recordedOn,
      days: calendar.workingDaysBetween(occurredOn, recordedOn),
    }));
  const medianOn = (on: string): number => {
    const start = plusDays(on, -LAG_WINDOW_DAYS);
    const counted = lags
      .filter(({ recordedOn }) => start < recordedOn && recordedOn <= on)
      .map(({ days }) => days)
      .sort((a, b) => a - b);
    return counted[Math.floor((counted.length - 1) / 2)] ?? 0;
  };
  const median = medianOn(day);
  if (median <= policy.lateAfterDays) return [];
  // Beyond the window the lags of before it are gone, so a longer run shows as one that began there.
  const first = since(day, (on) => daysBetween(on, day) < LAG_WINDOW_DAYS && medianOn(on) > policy.lateAfterDays);
  return [raise('LAAT_VASTGELEGD', first, `De helft wordt later dan ${median - 1} werkdagen vastgelegd.`)];
}

/** Did somebody independent check the log, and was it whole? */
export function integrity({ state, organisation, policy, day }: Situation): readonly Signal[] {
  const from = state.lifecycle.initiatedOn ?? day;
  const standing = integrityOn(organisation.integrityChecks, from, policy.integrityCheckDays, day);
  const { last, brokenSince, overdue, overdueFrom } = standing;
  const signals: Signal[] = [];
  if (brokenSince !== undefined) {
    const found = last?.finding === undefined ? '' : ` ${last.finding}`;
    const detail = `Bij de toets van ${dutchDay(last!.on)} bleek het logboek niet ongewijzigd.${found}`;
    signals.push(raise('KETEN_ONGELDIG', brokenSince, detail));
  }
  if (overdue) {
    const words = last === undefined ? 'nog niet' : `voor het laatst op ${dutchDay(last.on)}`;
    const detail = `De integriteit van het logboek is ${words} getoetst.`;
    signals.push(raise('INTEGRITEIT_NIET_GETOETST', overdueFrom, detail));
  }
  return signals;
}
