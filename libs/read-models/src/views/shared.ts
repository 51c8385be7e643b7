import { dossierEvents, isHidden, type Hidden, type OpenedDossierEvent } from '#governance';
import type { PresentContext } from '../read-model.js';

/** A value as a reader gets it: itself, withheld or erased, or null when it was never recorded. */
export type Told<T> = T | Hidden | null;

/** A figure of a report, with the log positions behind it. */
export interface Figure<T> {
  readonly value: Told<T>;
  readonly entries: readonly number[];
}

export type Light = 'goed' | 'let op' | 'fout' | 'geen gegevens';
/** A table keyed by an id that people choose; read it with `find`, since an id may be called "constructor". */
export type Table<T> = { [id: string]: T };

export function find<T>(table: Table<T>, id: string): T | undefined {
  // In this order, because most names are not there and the second look is then not needed.
  const row = table[id];
  return row !== undefined && Object.hasOwn(table, id) ? row : undefined;
}
/** The row, made when an earlier event about it may not be read or lies outside the period. */
export function ensure<T>(table: Table<T>, id: string, make: () => T): T {
  const row = find(table, id);
  if (row !== undefined) return row;
  const made = make();
  table[id] = made;
  return made;
}

export function told<T>(value: T | Hidden | undefined): Told<T> {
  return value === undefined ? null : value;
}
/** The value when it was recorded and may be read. */
export function known<T>(value: Told<T> | undefined): T | undefined {
  return value === null || value === undefined || isHidden(value) ? undefined : value;
}
export function figure<T>(value: Told<T> | undefined, entries: readonly number[] = []): Figure<T> {
  return { value: value ?? null, entries };
}
/** What stands in for a figure that cannot be computed: why it cannot, or null when nothing was recorded. */
export function missing(...values: readonly unknown[]): Hidden | null {
  return values.find(isHidden) ?? null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
/** Hundredths of a percent, rounded: 122 of 1450 is 841. Whole numbers keep reports the same to the byte. */
export function basisPoints(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 10_000) / whole);
}

const quarterOf = (day: string): number => Math.ceil(Number(day.slice(5, 7)) / 3);
export const quarter = (day: string): string => `${day.slice(0, 4)}-${quarterOf(day)}`;

/** A page of its own has to say which programme it is about. */
export interface Named {
  programme: { value: Told<string>; entries: number[] };
}
export const unnamed = (): Named => ({ programme: { value: null, entries: [] } });
export function noteName(doc: Named, event: OpenedDossierEvent): void {
  if (event.type !== 'ProgrammeInitiated') return;
  doc.programme = { value: told(event.data.name), entries: [event.meta.position] };
}
export const nameOf = (doc: Named): Figure<string> => figure(doc.programme.value, doc.programme.entries);

/** Without a previous report the block "changed since" looks back so many days. */
const LOOK_BACK_DAYS = 30;
const MS_PER_DAY = 86_400_000;
export function sinceOf(at: PresentContext): string {
  return at.previousReportDay ?? new Date(Date.parse(at.day) - LOOK_BACK_DAYS * MS_PER_DAY).toISOString().slice(0, 10);
}

/** What happened, for "changed since the last report". */
export interface Change {
  readonly position: number;
  readonly day: string;
  readonly type: string;
  readonly label: string;
  readonly what: Told<string>;
}
/** A report looks back a month or two; the log itself holds the rest. */
export const MAX_CHANGES = 200;

/** Events that say nothing to a college or raad by themselves. */
const QUIET: ReadonlySet<string> = new Set(['OptionRecorded', 'CommandRefused', 'CriterionDefined', 'HistoryImported']);

export function noteChange(changes: Change[], event: OpenedDossierEvent): void {
  if (QUIET.has(event.type)) return;
  const { position, day, publicSummary } = event.meta;
  const what = told(publicSummary) ?? subjectOf(event);
  changes.push({ position, day, type: event.type, label: dossierEvents[event.type].label, what });
  if (changes.length > MAX_CHANGES) changes.shift();
}

const SUBJECT_FIELDS = ['subject', 'label', 'name', 'objective', 'decision', 'statement', 'explanation'] as const;
const SUBJECT_IDS = ['escalationId', 'changeId', 'decisionId', 'goLiveId', 'milestoneId', 'role'] as const;
function subjectOf(event: OpenedDossierEvent): Told<string> {
  const data = event.data as Readonly<Record<string, unknown>>;
  for (const name of SUBJECT_FIELDS) {
    const value = data[name];
    if (typeof value === 'string') return value;
    if (isHidden(value)) return value;
  }
  // Many acts only point at their subject; its number still tells which one it was.
  const id = SUBJECT_IDS.map((name) => data[name]).find((value) => typeof value === 'string');
  return typeof id === 'string' ? id : null;
}
