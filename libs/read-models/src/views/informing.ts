import {
  coveredBySecrecy,
  learnedFrom,
  plusDays,
  statusOf,
  type Creditor,
  type Duty,
  type DutyKind,
  type DutyStatus,
  type OpenedDossierEvent,
  type Role,
} from '#governance';
import type { PresentContext } from '../read-model.js';
import { ensure, figure, find, told, type Figure, type Light, type Table, type Told } from './shared.js';

interface DutyRow {
  dutyId: string;
  kind: DutyKind;
  owing: Role;
  creditor: Creditor;
  subject: Told<string>;
  about: string[];
  knownOn: string;
  dueOn: string;
  imported: boolean;
  plannedOn: string | null;
  overdueOn: string | null;
  fulfilledOn: string | null;
  deliveryId: string | null;
  supersededBy: string | null;
  withdrawnOn: string | null;
  entries: number[];
}
export type SourceKind = 'toezegging' | 'motie' | 'raadsvraag';
interface SourceRow {
  sourceId: string;
  kind: SourceKind;
  by: string;
  subject: Told<string>;
  on: string;
  dueOn: string;
  endedOn: string | null;
  deliveryId: string | null;
  entries: number[];
}
interface DeliveryRow {
  deliveryId: string;
  to: string;
  subject: Told<string>;
  channel: string;
  on: string;
  entries: number[];
}
/** What is owed, what was asked and promised, and what was given (governance.md §4.9). */
export interface InformingDoc {
  duties: Table<DutyRow>;
  sources: Table<SourceRow>;
  deliveries: Table<DeliveryRow>;
  /** The first day on which the college knew of a thing, by the reference of that thing. */
  college: Table<string>;
  secrets: Record<string, readonly string[]>;
}
export const initialInforming = (): InformingDoc => ({
  duties: {},
  sources: {},
  deliveries: {},
  college: {},
  secrets: {},
});

export function evolveInforming(doc: InformingDoc, event: OpenedDossierEvent): void {
  noteCollege(doc, event);
  evolveOwed(doc, event);
}

/** What is owed, asked and given alone, for a page that does not say since when the college knew. */
export function evolveOwed(doc: InformingDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  const entries = [position];
  switch (event.type) {
    case 'InformationDelivered': {
      const { deliveryId, to, subject, channel } = event.data;
      doc.deliveries[deliveryId] = { deliveryId, to, subject: told(subject), channel, on: day, entries };
      return;
    }
    case 'InformationDutyIncurred':
      doc.duties[event.data.dutyId] = dutyOf(event);
      return;
    case 'PromiseMade': {
      const { promiseId: sourceId, by, subject, dueOn } = event.data;
      return begin(doc, { sourceId, kind: 'toezegging', by, subject: told(subject), on: day, dueOn, entries });
    }
    case 'MotionAdopted': {
      const { motionId: sourceId, subject, dueOn } = event.data;
      return begin(doc, { sourceId, kind: 'motie', by: 'raad', subject: told(subject), on: day, dueOn, entries });
    }
    case 'CouncilQuestionAsked': {
      const { questionId: sourceId, subject, dueOn } = event.data;
      const asked = { sourceId, by: 'raadslid', subject: told(subject), on: day, dueOn, entries };
      return begin(doc, { ...asked, kind: 'raadsvraag' });
    }
    case 'PromiseFulfilled':
      return end(doc, event.data.promiseId, event.data.deliveryId, event);
    case 'MotionExecuted':
      return end(doc, event.data.motionId, event.data.deliveryId, event);
    case 'CouncilQuestionAnswered':
      return end(doc, event.data.questionId, event.data.deliveryId, event);
    default:
      evolveDuty(doc, event);
  }
}

/** What happened to a duty after it arose. */
function evolveDuty(doc: InformingDoc, event: OpenedDossierEvent): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'InformationPlanned':
      return change(doc, event.data.dutyId, event, { plannedOn: event.data.plannedOn });
    case 'InformationDutyOverdue':
      return change(doc, event.data.dutyId, event, { overdueOn: day });
    case 'InformationDutyFulfilled': {
      const { dutyId, fulfilledOn, deliveryId } = event.data;
      const known = find(doc.duties, dutyId)?.fulfilledOn ?? null;
      // The first document counts, in whatever order the deliveries were recorded.
      if (known === null || fulfilledOn < known) change(doc, dutyId, event, { fulfilledOn, deliveryId });
      return;
    }
    case 'InformationDutySuperseded':
      return change(doc, event.data.dutyId, event, { supersededBy: event.data.byDutyId });
    case 'InformationDutyWithdrawn':
      return change(doc, event.data.dutyId, event, { withdrawnOn: day });
    default:
      return;
  }
}
function dutyOf({ data, meta }: Extract<OpenedDossierEvent, { type: 'InformationDutyIncurred' }>): DutyRow {
  const { dutyId, kind, owing, creditor, subject, about, knownOn, dueOn } = data;
  return {
    ...{ dutyId, kind, owing, creditor, subject: told(subject), about: [...about], knownOn, dueOn },
    imported: meta.importBatch !== undefined,
    plannedOn: null,
    overdueOn: null,
    fulfilledOn: null,
    deliveryId: null,
    supersededBy: null,
    withdrawnOn: null,
    entries: [meta.position],
  };
}
function change(doc: InformingDoc, dutyId: string, { meta }: OpenedDossierEvent, changed: Partial<DutyRow>): void {
  const duty = find(doc.duties, dutyId);
  if (duty === undefined) return;
  Object.assign(duty, changed);
  duty.entries.push(meta.position);
}
function begin(doc: InformingDoc, source: Omit<SourceRow, 'endedOn' | 'deliveryId'>): void {
  doc.sources[source.sourceId] = { ...source, endedOn: null, deliveryId: null };
}
function end(doc: InformingDoc, sourceId: string, deliveryId: string, { meta }: OpenedDossierEvent): void {
  const source = find(doc.sources, sourceId);
  if (source === undefined) return;
  Object.assign(source, { endedOn: meta.day, deliveryId });
  source.entries.push(meta.position);
}

/** One event at a time, so that the document keeps a day per thing and not the whole matrix. */
function noteCollege(doc: InformingDoc, event: OpenedDossierEvent): void {
  if (event.type === 'SecrecyImposed') doc.secrets[event.data.secrecyId] = coveredBySecrecy(event);
  for (const { knower, on, covers } of learnedFrom(event, doc.secrets)) {
    if (knower !== 'college') continue;
    for (const id of covers) {
      if (id === event.meta.entryId) continue;
      const known = ensure(doc.college, id, () => on);
      if (on < known) doc.college[id] = on;
    }
  }
}

export interface PresentedDuty {
  readonly dutyId: string;
  readonly kind: DutyKind;
  readonly owing: Role;
  readonly creditor: Creditor;
  readonly subject: Told<string>;
  readonly about: readonly string[];
  /** The day on which the clock started: the owing body or its officials could know. */
  readonly knownOn: string;
  /** The first day on which the college itself knew of what it is about; null when that is nowhere recorded. */
  readonly collegeKnewOn: string | null;
  readonly dueOn: string;
  readonly plannedOn: string | null;
  readonly fulfilledOn: string | null;
  readonly document: Told<string>;
  readonly status: DutyStatus;
  readonly light: Light;
  /** After the term: up to the day of fulfilment, or while it is owed up to the day of the report. */
  readonly workingDaysLate: Figure<number>;
  readonly imported: boolean;
  readonly entries: readonly number[];
}
export interface PresentedSource {
  readonly sourceId: string;
  readonly kind: SourceKind;
  readonly by: string;
  readonly subject: Told<string>;
  readonly on: string;
  readonly dueOn: string;
  readonly endedOn: string | null;
  readonly document: Told<string>;
  readonly status: string;
  readonly light: Light;
  readonly entries: readonly number[];
}
export interface PresentedInforming {
  /** Everything that was ever owed: the ledger, what was due first. */
  readonly duties: readonly PresentedDuty[];
  readonly soon: readonly PresentedDuty[];
  readonly overdue: readonly PresentedDuty[];
  readonly later: readonly PresentedDuty[];
  readonly promised: readonly PresentedSource[];
}

/** How far ahead a report looks at what is owed. */
export const LOOK_AHEAD_DAYS = 30;
const OWED: ReadonlySet<DutyStatus> = new Set<DutyStatus>(['Ontstaan', 'Gepland', 'Verlopen']);

export function presentInforming(
  doc: InformingDoc,
  at: PresentContext,
  shows: (duty: Readonly<DutyRow>) => boolean = () => true,
): PresentedInforming {
  const duties = Object.values(doc.duties)
    .filter(shows)
    .map((row) => presentDuty(doc, row, at))
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.dutyId.localeCompare(b.dutyId));
  const owed = duties.filter(({ status }) => OWED.has(status));
  const horizon = plusDays(at.day, LOOK_AHEAD_DAYS);
  return {
    duties,
    overdue: owed.filter(({ dueOn }) => dueOn < at.day),
    soon: owed.filter(({ dueOn }) => dueOn >= at.day && dueOn <= horizon),
    later: owed.filter(({ dueOn }) => dueOn > horizon),
    promised: Object.values(doc.sources)
      .map((row) => presentSource(doc, row, at))
      .sort((a, b) => a.on.localeCompare(b.on) || a.sourceId.localeCompare(b.sourceId)),
  };
}

/** The clock writes that a term is over when it next runs; the day itself already tells. */
function stateOf(row: DutyRow, at: PresentContext): DutyStatus {
  const { supersededBy, withdrawnOn, plannedOn, fulfilledOn, overdueOn } = row;
  const status = statusOf({
    ...row,
    supersededBy: supersededBy ?? undefined,
    withdrawnOn: withdrawnOn ?? undefined,
    plannedOn: plannedOn ?? undefined,
    fulfilledOn: fulfilledOn ?? undefined,
    overdueOn: overdueOn ?? undefined,
  } as unknown as Duty);
  return OWED.has(status) && !row.imported && row.dueOn < at.day ? 'Verlopen' : status;
}
const DUTY_LIGHT: Readonly<Record<DutyStatus, Light>> = {
  Ontstaan: 'goed',
  Gepland: 'goed',
  Verlopen: 'fout',
  Voldaan: 'goed',
  'Voldaan te laat': 'fout',
  'Tijdig, te laat vastgelegd': 'let op',
  Vervallen: 'geen gegevens',
};
function presentDuty(doc: InformingDoc, row: DutyRow, at: PresentContext): PresentedDuty {
  const { dutyId, kind, owing, creditor, subject, about, knownOn, dueOn, plannedOn, fulfilledOn, imported } = row;
  const status = stateOf(row, at);
  const until = fulfilledOn ?? (status === 'Vervallen' ? dueOn : at.day);
  const late = until > dueOn && !imported ? at.calendar.workingDaysBetween(dueOn, until) : 0;
  const days = about.flatMap((id) => find(doc.college, id) ?? []).sort();
  // A reader who may not have an act has no way to its entry either; it was folded without its place.
  const entries = row.entries.filter((position) => position >= 0);
  return {
    ...{ dutyId, kind, owing, creditor, subject, about, knownOn, dueOn, plannedOn, fulfilledOn, imported },
    collegeKnewOn: days[0] ?? null,
    document: documentOf(doc, row.deliveryId),
    status,
    light: DUTY_LIGHT[status],
    workingDaysLate: figure(late, entries),
    entries,
  };
}
function documentOf(doc: InformingDoc, deliveryId: string | null): Told<string> {
  return deliveryId === null ? null : (find(doc.deliveries, deliveryId)?.subject ?? null);
}
const DONE: Readonly<Record<SourceKind, string>> = {
  toezegging: 'nagekomen',
  motie: 'afgedaan',
  raadsvraag: 'beantwoord',
};
function presentSource(doc: InformingDoc, row: SourceRow, at: PresentContext): PresentedSource {
  const { sourceId, kind, by, subject, on, dueOn, endedOn, entries } = row;
  const duty = find(doc.duties, sourceId);
  // The document may be there before somebody records that with it the promise was kept.
  const doneOn = duty?.fulfilledOn ?? endedOn;
  const late = (doneOn ?? at.day) > dueOn;
  const status = doneOn === null ? (late ? 'te laat' : 'loopt') : `${DONE[kind]}${late ? ', te laat' : ''}`;
  return {
    ...{ sourceId, kind, by, subject, on, dueOn, entries },
    endedOn: doneOn,
    document: documentOf(doc, duty?.deliveryId ?? row.deliveryId),
    status,
    light: late ? 'fout' : 'goed',
  };
}
