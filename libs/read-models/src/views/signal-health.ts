import { daysBetween } from '#governance';
import type { PresentContext, PresentedSignal, ReadModel } from '../read-model.js';
import { nameOf, noteName, unnamed, type Figure, type Named } from './shared.js';

/** The signals of one day, as they would have been shown on it. */
export interface SignalWeek {
  readonly day: string;
  readonly signals: readonly PresentedSignal[];
}
export interface AgedSignal extends PresentedSignal {
  /** Calendar days since the first day on which it held. */
  readonly age: number;
  /** What people did with it; null when nobody did anything. */
  readonly mark: 'gezien' | 'geaccepteerd' | null;
  /** More than a week ago there were fewer of this code, as many, or more. */
  readonly trend: 'nieuw' | 'meer' | 'gelijk' | 'minder';
}
/** One stretch of weeks in which a signal held. */
export interface Episode {
  readonly code: string;
  readonly subjectId: string | null;
  readonly from: string;
  /** The first weekly look at which it was gone; null while it holds. */
  readonly goneOn: string | null;
  readonly days: number;
}
export interface CodeHistory {
  readonly code: string;
  readonly label: string;
  readonly severity: PresentedSignal['severity'];
  /** One number per week: how many signals of this code. */
  readonly perWeek: readonly number[];
  readonly weeks: number;
  readonly resolved: number;
  readonly meanDays: number | null;
}
export interface PresentedHealth {
  readonly day: string;
  readonly name: Figure<string>;
  readonly signals: readonly AgedSignal[];
  readonly weeks: readonly {
    readonly day: string;
    readonly rood: number;
    readonly oranje: number;
    readonly info: number;
  }[];
  readonly codes: readonly CodeHistory[];
  readonly episodes: readonly Episode[];
  /** Calendar days from the first day of a signal to the first weekly look without it, over all that went away. */
  readonly meanDays: number | null;
}

const RANK: Readonly<Record<PresentedSignal['severity'], number>> = { rood: 0, oranje: 1, info: 2 };
const bySeverity = (a: PresentedSignal, b: PresentedSignal): number =>
  RANK[a.severity] - RANK[b.severity] || a.since.localeCompare(b.since) || a.code.localeCompare(b.code);

function present(doc: Named, at: PresentContext): PresentedHealth {
  const weeks = at.signalWeeks ?? [];
  const episodes = episodesOf(weeks);
  const count = (signals: readonly PresentedSignal[], severity: PresentedSignal['severity']): number =>
    signals.filter((one) => one.severity === severity).length;
  return {
    day: at.day,
    name: nameOf(doc),
    signals: [...(at.signals ?? [])].sort(bySeverity).map((signal) => aged(signal, at, weeks)),
    weeks: weeks.map(({ day, signals }) => ({
      day,
      rood: count(signals, 'rood'),
      oranje: count(signals, 'oranje'),
      info: count(signals, 'info'),
    })),
    codes: codesOf(weeks, episodes),
    episodes,
    meanDays: mean(episodes),
  };
}

function aged(signal: PresentedSignal, at: PresentContext, weeks: readonly SignalWeek[]): AgedSignal {
  const of = (week: SignalWeek | undefined): number =>
    week?.signals.filter(({ code }) => code === signal.code).length ?? 0;
  const before = of(weeks.at(-2));
  const now = (at.signals ?? []).filter(({ code }) => code === signal.code).length;
  const { acceptedUntil, acknowledgedOn } = signal;
  return {
    ...signal,
    age: Math.max(0, daysBetween(signal.since, at.day)),
    mark: acceptedUntil !== undefined ? 'geaccepteerd' : acknowledgedOn !== undefined ? 'gezien' : null,
    trend: before === 0 ? 'nieuw' : now > before ? 'meer' : now < before ? 'minder' : 'gelijk',
  };
}

const keyOf = ({ code, subjectId }: PresentedSignal): string => `${code} ${subjectId ?? ''}`;
function episodesOf(weeks: readonly SignalWeek[]): readonly Episode[] {
  const running = new Map<string, { code: string; subjectId: string | null; from: string }>();
  const found: Episode[] = [];
  const close = (key: string, goneOn: string | null, until: string): void => {
    const { from, ...which } = running.get(key)!;
    found.push({ ...which, from, goneOn, days: Math.max(0, daysBetween(from, until)) });
    running.delete(key);
  };
  for (const { day, signals } of weeks) {
    const now = new Map(signals.map((signal) => [keyOf(signal), signal]));
    for (const key of [...running.keys()]) if (!now.has(key)) close(key, day, day);
    for (const [key, { code, subjectId, since }] of now)
      if (!running.has(key)) running.set(key, { code, subjectId: subjectId ?? null, from: since });
  }
  for (const key of [...running.keys()]) close(key, null, weeks.at(-1)!.day);
  return found.sort((a, b) => a.from.localeCompare(b.from) || a.code.localeCompare(b.code));
}

function codesOf(weeks: readonly SignalWeek[], episodes: readonly Episode[]): readonly CodeHistory[] {
  const all = new Map(weeks.flatMap(({ signals }) => signals.map((signal) => [signal.code, signal] as const)));
  return [...all.values()]
    .map(({ code, label, severity }) => {
      const perWeek = weeks.map(({ signals }) => signals.filter((one) => one.code === code).length);
      const own = episodes.filter((one) => one.code === code);
      const resolved = own.filter(({ goneOn }) => goneOn !== null).length;
      const held = perWeek.filter((count) => count > 0).length;
      return { code, label, severity, perWeek, weeks: held, resolved, meanDays: mean(own) };
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.weeks - a.weeks || a.code.localeCompare(b.code));
}
function mean(episodes: readonly Episode[]): number | null {
  const resolved = episodes.filter(({ goneOn }) => goneOn !== null);
  if (resolved.length === 0) return null;
  return Math.round(resolved.reduce((sum, { days }) => sum + days, 0) / resolved.length);
}

/** How healthy the governing is (governance.md, read model h): signals now, and week by week since the start. */
export const signalHealth: ReadModel<Named, PresentedHealth> = {
  name: 'signal-health',
  version: 1,
  initial: unnamed,
  evolve: noteName,
  present,
};
