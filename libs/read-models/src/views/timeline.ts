import {
  dayOf,
  dossierEvents,
  evolveDossier,
  initialDossier,
  plusDays,
  type DossierEvent,
  type OpenedDossierEvent,
} from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import { nameOf, noteName, told, unnamed, type Figure, type Named, type Told } from './shared.js';
import { differences, flattened, type StateChange } from './state-difference.js';
import { whoKnewWhat, type FactRow } from './who-knew-what.js';

interface TimelineDoc extends Named {
  events: OpenedDossierEvent[];
}
/** Which part of the timeline is asked for. */
export interface TimelinePage {
  /** Begin after this entry, in the order in which things happened; absent for the beginning. */
  readonly after?: number;
  readonly count: number;
}
export const MAX_TIMELINE_ROWS = 200;
export const TIMELINE_ROWS = 25;
/** An entry changes a handful of values; a restart or an import many more, which the count tells. */
const MAX_CHANGES = 20;

export interface TimelineRow {
  readonly position: number;
  readonly revision: number;
  readonly entryId: string;
  readonly type: string;
  readonly label: string;
  readonly on: string;
  readonly occurredAt: string;
  readonly precision: 'day' | 'minute';
  readonly recordedAt: string;
  /** Working days. */
  readonly lag: number;
  readonly role: string;
  readonly onBehalfOf: string | null;
  readonly classification: string;
  readonly policyVersion: number | null;
  readonly marks: readonly string[];
  readonly lateReason: Told<string>;
  readonly changes: readonly StateChange[];
  readonly moreChanges: number;
}
export interface PresentedTimeline {
  readonly day: string;
  readonly name: Figure<string>;
  readonly total: number;
  readonly rows: readonly TimelineRow[];
  /** What to ask for after this page; null on the last one. */
  readonly nextAfter: number | null;
  readonly first: number;
  /** Own acts by how late they were recorded. */
  readonly lags: readonly { readonly on: string; readonly lag: number; readonly position: number }[];
  readonly weeks: readonly { readonly week: string; readonly count: number; readonly late: number }[];
  /** The facts that are material for the raad, with since when each knew. */
  readonly disclosures: readonly FactRow[];
  readonly knowers: readonly string[];
}

function present(doc: TimelineDoc, at: PresentContext): PresentedTimeline {
  const { after, count } = at.page ?? { count: TIMELINE_ROWS };
  const place = doc.events.findIndex(({ meta }) => meta.position === after);
  // After an entry that is not there comes nothing.
  const begin = after === undefined ? 0 : place < 0 ? doc.events.length : place + 1;
  const end = Math.min(doc.events.length, begin + Math.min(count, MAX_TIMELINE_ROWS));
  const matrix = whoKnewWhat.initial();
  for (const event of doc.events) whoKnewWhat.evolve(matrix, event);
  const knowledge = whoKnewWhat.present(matrix, at);
  const own = doc.events.filter(({ meta }) => meta.importBatch === undefined);
  return {
    day: at.day,
    name: nameOf(doc),
    total: doc.events.length,
    rows: rowsOf(doc, begin, end, at),
    nextAfter: end < doc.events.length ? doc.events[end - 1]!.meta.position : null,
    first: begin,
    lags: own.map(({ meta }) => ({ on: meta.day, lag: lagOf(meta, at), position: meta.position })),
    weeks: weeksOf(doc.events),
    disclosures: knowledge.facts.filter(({ material }) => material),
    knowers: knowledge.knowers,
  };
}

/** The whole fold up to the page, and for the entries of the page what each of them changed. */
function rowsOf(doc: TimelineDoc, begin: number, end: number, at: PresentContext): readonly TimelineRow[] {
  const state = initialDossier();
  const corrected = new Set(
    doc.events.flatMap((event) => (event.type === 'RecordRectified' ? [event.data.entryId] : [])),
  );
  for (const event of doc.events.slice(0, begin)) evolveDossier(state, event as unknown as DossierEvent);
  let before = flattened(state);
  return doc.events.slice(begin, end).map((event) => {
    // This view is folded for who may open everything that guards read, so the guards' own fold can be shown.
    evolveDossier(state, event as unknown as DossierEvent);
    const now = flattened(state);
    const changes = differences(before, now);
    before = now;
    return rowOf(event, changes, corrected, at);
  });
}
function rowOf(
  event: OpenedDossierEvent,
  changes: readonly StateChange[],
  corrected: ReadonlySet<string>,
  at: PresentContext,
): TimelineRow {
  const { meta, type } = event;
  const marks = [
    ...(meta.late && meta.importBatch === undefined ? ['laat vastgelegd'] : []),
    ...(meta.importBatch === undefined ? [] : [`uit import ${meta.importBatch}`]),
    ...(corrected.has(meta.entryId) ? ['later gerectificeerd; het juiste telt hier'] : []),
    ...(type === 'RecordRectified' ? ['rectificatie'] : []),
  ];
  return {
    position: meta.position,
    revision: meta.revision,
    entryId: meta.entryId,
    type,
    label: dossierEvents[type].label,
    on: meta.day,
    occurredAt: meta.occurredAt,
    precision: meta.precision,
    recordedAt: meta.recordedAt,
    lag: lagOf(meta, at),
    role: meta.role,
    onBehalfOf: meta.onBehalfOf ?? null,
    classification: meta.classification,
    policyVersion: meta.policyVersion ?? null,
    marks,
    lateReason: told(meta.lateReason),
    changes: changes.slice(0, MAX_CHANGES),
    moreChanges: Math.max(0, changes.length - MAX_CHANGES),
  };
}
function lagOf({ day, recordedAt }: { day: string; recordedAt: string }, at: PresentContext): number {
  const recordedOn = dayOf(recordedAt);
  return recordedOn <= day ? 0 : at.calendar.workingDaysBetween(day, recordedOn);
}

const DAYS_A_WEEK = 7;
/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
const mondayOf = (day: string): string =>
  plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % DAYS_A_WEEK));
function weeksOf(events: readonly OpenedDossierEvent[]): PresentedTimeline['weeks'] {
  const weeks = new Map<string, { week: string; count: number; late: number }>();
  for (const { meta } of events) {
    const week = mondayOf(meta.day);
    const row = weeks.get(week) ?? { week, count: 0, late: 0 };
    row.count += 1;
    if (meta.late) row.late += 1;
    weeks.set(week, row);
  }
  return [...weeks.values()].sort((a, b) => a.week.localeCompare(b.week));
}

/** The auditor's timeline (governance.md, read model g): every entry, with the state before and after it. */
export const timeline: ReadModel<TimelineDoc, PresentedTimeline> = {
  name: 'timeline',
  version: 1,
  initial: () => ({ ...unnamed(), events: [] }),
  evolve(doc, event) {
    noteName(doc, event);
    doc.events.push(event);
  },
  present,
};
