import { dutchDay, dutchEuro } from '#governance';

// Figures as people read them.
const MONTHS = ['jan', 'feb', 'mrt', 'apr', 'mei', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dec'];
const MINUS = '\u2212';

export const date = (day: string): string => dutchDay(day).replace(' ', '\u00a0');
/** For the little room in a chart: "6 mei 25". */
export const shortDate = (day: string): string =>
  `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(2, 4)}`;
export const euro = (cents: number): string => dutchEuro(cents).replaceAll(' ', '\u00a0');
export const workdays = (days: number): string =>
  `${days < 0 ? `${MINUS}${-days}` : days}\u00a0${Math.abs(days) === 1 ? 'werkdag' : 'werkdagen'}`;
export const signed = (count: number): string => (count > 0 ? `+${count}` : count < 0 ? `${MINUS}${-count}` : '0');
export const signedEuro = (cents: number): string => (cents > 0 ? `+\u00a0${euro(cents)}` : euro(cents));
/** 841 → "8,4%". */
export const percentShort = (points: number): string =>
  `${(Math.round(points / 10) / 10).toFixed(1).replace('.', ',')}%`;
/** 841 → "8,41%". */
export const percentLong = (points: number): string => `${(points / 100).toFixed(2).replace('.', ',')}%`;

export const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);
export const numeric = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
