import {
  dayOf,
  type Completeness,
  type DecisionList,
  type MissingOfMeeting,
  type OpenedDossierEvent,
} from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  ensure,
  figure,
  find,
  median,
  nameOf,
  noteName,
  told,
  unnamed,
  type Figure,
  type Named,
  type Table,
  type Told,
} from './shared.js';

interface LateRow {
  type: string;
  on: string;
  recordedOn: string;
  role: string;
  reason: Told<string>;
  entries: number[];
}
interface CompletenessDoc extends Named {
  /** The entries about a meeting, a list or a decision, by the id of that thing. */
  entriesOf: Table<number[]>;
  /** Own acts by the pair of days on which they happened and were recorded. */
  lags: Table<{ on: string; recordedOn: string; count: number }>;
  late: LateRow[];
  rectified: RectifiedRow[];
  imports: Table<ImportRow>;
}
interface RectifiedRow {
  entryId: string;
  fields: string[];
  on: string;
  reason: Told<string>;
  evidence: Told<string>;
  entries: number[];
}
interface ImportRow {
  batch: string;
  sha256: string | null;
  source: Told<string>;
  stated: number | null;
  count: number;
  on: string | null;
  entries: number[];
}

/** What only the log and the guards can tell; the caller asked them for the same moment. */
export interface CompletenessFacts {
  readonly findings: Completeness;
  /** Entries of this dossier, and the numbers that are missing between them. */
  readonly entries: number;
  readonly gaps: readonly number[];
  readonly refused: readonly { readonly code: string; readonly count: number }[];
  readonly refusedTotal: number;
}

function evolve(doc: CompletenessDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  const { position, day, recordedAt, importBatch, late, role, onBehalfOf, lateReason } = event.meta;
  const data = event.data as Readonly<Record<string, unknown>>;
  for (const name of ['meetingId', 'listId', 'decisionId']) {
    const id = data[name];
    if (typeof id === 'string') ensure(doc.entriesOf, id, () => []).push(position);
  }
  if (importBatch !== undefined) {
    importOf(doc, importBatch).count += 1;
  }
  const recordedOn = dayOf(recordedAt);
  if (importBatch === undefined && event.type !== 'HistoryImported') {
    ensure(doc.lags, `${day} ${recordedOn}`, () => ({ on: day, recordedOn, count: 0 })).count += 1;
    if (late) {
      const reason = told(lateReason);
      doc.late.push({ type: event.type, on: day, recordedOn, role: onBehalfOf ?? role, reason, entries: [position] });
    }
  }
  if (event.type === 'HistoryImported') {
    const { batch, sha256, count, sourceName } = event.data;
    const stated = { sha256, stated: count, source: told(sourceName), on: day, entries: [position] };
    Object.assign(importOf(doc, batch), stated);
  }
  if (event.type === 'RecordRectified') {
    const { entryId, fields, reason, evidence } = event.data;
    const why = { reason: told(reason), evidence: told(evidence) };
    doc.rectified.push({ entryId, fields: [...fields], on: day, ...why, entries: [position] });
  }
}
function importOf(doc: CompletenessDoc, batch: string): ImportRow {
  const made = { batch, sha256: null, source: null, stated: null, count: 0, on: null, entries: [] };
  return ensure(doc.imports, batch, () => made);
}

type Late = LateRow & { readonly lag: number };
export interface PresentedCompleteness {
  readonly day: string;
  readonly name: Figure<string>;
  readonly entries: Figure<number>;
  /** Must be empty. */
  readonly gaps: readonly number[];
  readonly meetingsWithoutReport: readonly (MissingOfMeeting & { readonly entries: readonly number[] })[];
  readonly meetingsWithoutList: readonly (MissingOfMeeting & { readonly entries: readonly number[] })[];
  readonly numbersWithoutDecision: readonly Unlisted[];
  readonly decisionsNotListed: readonly Unlisted[];
  /** Working days between an act and its recording, over all own acts. */
  readonly medianLag: Figure<number>;
  readonly late: readonly Late[];
  readonly rectified: readonly RectifiedRow[];
  readonly imports: readonly ImportRow[];
  readonly refused: CompletenessFacts['refused'];
  readonly refusedTotal: Figure<number>;
}
interface Unlisted {
  readonly number: string;
  readonly list: DecisionList;
  readonly entries: readonly number[];
}

const NO_FACTS: CompletenessFacts = {
  findings: {
    meetingsWithoutReport: [],
    meetingsWithoutList: [],
    numbersWithoutDecision: [],
    decisionsNotListed: [],
  },
  entries: 0,
  gaps: [],
  refused: [],
  refusedTotal: 0,
};
function present(doc: CompletenessDoc, at: PresentContext): PresentedCompleteness {
  const { findings, entries, gaps, refused, refusedTotal } = at.completeness ?? NO_FACTS;
  const cited = (id: string): readonly number[] => find(doc.entriesOf, id) ?? [];
  const ofMeeting = (one: MissingOfMeeting) => ({ ...one, entries: cited(one.meetingId) });
  const lag = ({ on, recordedOn }: { on: string; recordedOn: string }): number =>
    recordedOn <= on ? 0 : at.calendar.workingDaysBetween(on, recordedOn);
  const lags = Object.values(doc.lags).flatMap((row) => Array<number>(row.count).fill(lag(row)));
  return {
    day: at.day,
    name: nameOf(doc),
    entries: figure(entries),
    gaps,
    meetingsWithoutReport: findings.meetingsWithoutReport.map(ofMeeting),
    meetingsWithoutList: findings.meetingsWithoutList.map(ofMeeting),
    numbersWithoutDecision: findings.numbersWithoutDecision.map(({ number, list }) => ({
      ...{ number, list },
      entries: cited(list.listId),
    })),
    decisionsNotListed: findings.decisionsNotListed.map(({ decisionId, list }) => ({
      ...{ number: decisionId, list },
      entries: cited(decisionId),
    })),
    medianLag: figure(median(lags)),
    late: doc.late.map((row) => ({ ...row, lag: lag(row) })),
    rectified: doc.rectified,
    imports: Object.values(doc.imports),
    refused,
    refusedTotal: figure(refusedTotal),
  };
}

/** What should be there and is not, what came late, what was corrected and what was read in (read model g). */
export const completeness: ReadModel<CompletenessDoc, PresentedCompleteness> = {
  name: 'completeness',
  version: 1,
  initial: () => ({ ...unnamed(), entriesOf: {}, lags: {}, late: [], rectified: [], imports: {} }),
  evolve,
  present,
};
