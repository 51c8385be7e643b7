import { coveredBySecrecy, KNOWERS, learnedFrom, type OpenedDossierEvent, type Way } from '#governance';
import type { PresentContext } from '../read-model.js';
import type { ConditionRow, DecisionsDoc } from './decision-register.js';
import { evolveOwed, initialInforming, presentInforming, type InformingDoc, type PresentedDuty } from './informing.js';
import { evolveSecrets, secretItems, type SecretsDoc } from './secret-items.js';
import { ensure, figure, find, told, type Figure, type Table, type Told } from './shared.js';

/**
 * What the rest of the dossier says about one thing, such as an escalation or a go-live: who was told of it, by which
 * document; what was decided about it and on which conditions; what is owed because of it; on which agendas it stood;
 * and how much around it is secret. A page about such things adds this to what they are themselves.
 */
interface ThingRow {
  decisionIds: string[];
  informed: Table<{ way: Way; on: string; deliveryId: string | null; entries: number[] }>;
  agenda: { meetingId: string; agendaItemId: string | null; subject: Told<string>; entries: number[] }[];
}
export interface AroundDoc {
  things: Table<ThingRow>;
  /** The thing behind each name under which a document or a secrecy may cover it: its own, and those of its entries. */
  names: Table<string>;
  meetings: Table<{ name: string | null; on: string; held: boolean }>;
  forums: Table<string>;
  owed: InformingDoc;
  secrets: SecretsDoc;
  /** What each secrecy covers, as far as the reader may know. */
  covers: Record<string, readonly string[]>;
}
export const initialAround = (): AroundDoc => ({
  things: {},
  names: {},
  meetings: {},
  forums: {},
  owed: initialInforming(),
  secrets: {},
  covers: {},
});

/** Which things a page is about: the field that names them, and the word by which an agenda does. */
export interface ThingKind {
  readonly field: 'escalationId' | 'goLiveId';
  readonly link: 'escalatie' | 'livegang';
}

export function evolveAround(doc: AroundDoc, event: OpenedDossierEvent, kind: ThingKind): void {
  const thing = thingOf(event, kind);
  if (thing !== undefined) noteThing(doc, event, thing);
  evolveOwed(doc.owed, event);
  evolveSecrets(doc.secrets, event);
  noteInformed(doc, event);
  noteMeeting(doc, event, kind);
}

function thingOf(event: OpenedDossierEvent, { field }: ThingKind): string | undefined {
  const id = (event.data as Readonly<Record<string, unknown>>)[field];
  return typeof id === 'string' ? id : undefined;
}
const blank = (): ThingRow => ({ decisionIds: [], informed: {}, agenda: [] });
function noteThing(doc: AroundDoc, event: OpenedDossierEvent, id: string): void {
  const row = ensure(doc.things, id, blank);
  doc.names[id] = id;
  doc.names[event.meta.entryId] = id;
  const { decisionId } = event.data as { readonly decisionId?: unknown };
  if (typeof decisionId === 'string' && !row.decisionIds.includes(decisionId)) row.decisionIds.push(decisionId);
}

/** One event at a time, so that the document keeps the first day per thing and not the whole matrix. */
function noteInformed(doc: AroundDoc, event: OpenedDossierEvent): void {
  if (event.type === 'SecrecyImposed') doc.covers[event.data.secrecyId] = coveredBySecrecy(event);
  for (const { knower, way, on, covers, deliveryId } of learnedFrom(event, doc.covers)) {
    for (const covered of covers) {
      // What an act is about stands among its other names.
      if (covered === event.meta.entryId) continue;
      const id = find(doc.names, covered);
      const row = id === undefined ? undefined : find(doc.things, id);
      if (row === undefined) continue;
      const known = find(row.informed, knower);
      if (known !== undefined && known.on <= on) continue;
      row.informed[knower] = { way, on, deliveryId: deliveryId ?? null, entries: [event.meta.position] };
    }
  }
}

function noteMeeting(doc: AroundDoc, event: OpenedDossierEvent, { link }: ThingKind): void {
  switch (event.type) {
    case 'ForumEstablished':
      doc.forums[event.data.forumId] = event.data.name;
      return;
    case 'MeetingScheduled':
    case 'MeetingHeld': {
      const { meetingId, forumId, body } = event.data;
      const held = event.type === 'MeetingHeld';
      const on = event.type === 'MeetingScheduled' ? event.data.on : event.meta.day;
      doc.meetings[meetingId] = { name: nameOfMeeting(doc, forumId, body), on, held };
      return;
    }
    case 'AgendaItemPlaced':
    case 'OutcomeRecorded': {
      const { meetingId, links } = event.data;
      const subject = event.type === 'AgendaItemPlaced' ? told(event.data.subject) : null;
      const agendaItemId = event.data.agendaItemId ?? null;
      for (const id of new Set(links.flatMap(({ kind, ref }) => (kind === link ? [ref] : []))))
        noteAgenda(ensure(doc.things, id, blank), { meetingId, agendaItemId, subject, entries: [event.meta.position] });
      return;
    }
    default:
      return;
  }
}
const nameOfMeeting = (doc: AroundDoc, forumId: string | undefined, body: string | undefined): string | null =>
  (forumId === undefined ? undefined : find(doc.forums, forumId)) ?? body ?? null;

/** An outcome belongs to the item that it came from; one without an item stands for itself. */
function noteAgenda({ agenda }: ThingRow, item: ThingRow['agenda'][number]): void {
  const there = agenda.find(
    ({ meetingId, agendaItemId }) => meetingId === item.meetingId && agendaItemId === item.agendaItemId,
  );
  if (there === undefined) agenda.push(item);
  else there.entries.push(...item.entries);
}

export interface PresentedAround {
  readonly informed: readonly {
    readonly knower: string;
    readonly way: Way;
    readonly on: string;
    readonly document: Told<string>;
    readonly entries: readonly number[];
  }[];
  /** Who has a column in the matrix and is nowhere recorded as having been told. */
  readonly notInformed: readonly string[];
  readonly decisions: readonly {
    readonly decisionId: string;
    readonly subject: Told<string>;
    readonly body: string | null;
    readonly takenOn: string | null;
    readonly entries: readonly number[];
  }[];
  readonly conditions: readonly (Readonly<ConditionRow> & { readonly overdue: boolean })[];
  readonly duties: readonly PresentedDuty[];
  readonly agenda: readonly {
    readonly meetingId: string;
    readonly meeting: string | null;
    readonly on: string | null;
    readonly held: boolean;
    readonly subject: Told<string>;
    readonly entries: readonly number[];
  }[];
  /** Secrecies in force around it of which the reader may know what they cover; never what they are about. */
  readonly secret: Figure<number>;
}

/** What there is around each of these things, by its id; what was decided stands in the register. */
export function presentAround(
  doc: AroundDoc,
  register: DecisionsDoc,
  ids: readonly string[],
  at: PresentContext,
): Readonly<Table<PresentedAround>> {
  const { duties } = presentInforming(doc.owed, at);
  return Object.fromEntries(ids.map((id) => [id, aroundOf(id, { doc, register, duties, at })]));
}
/** All that is secret in the programme, which everybody may count. */
export const secretCount = (doc: AroundDoc, at: PresentContext): Figure<number> => {
  const items = secretItems(doc.secrets, at);
  return figure(
    items.length,
    items.flatMap(({ entries }) => entries),
  );
};

interface Known {
  readonly doc: AroundDoc;
  readonly register: DecisionsDoc;
  readonly duties: readonly PresentedDuty[];
  readonly at: PresentContext;
}
function aroundOf(id: string, { doc, register, duties, at }: Known): PresentedAround {
  const row = find(doc.things, id) ?? blank();
  const decisionIds = new Set(row.decisionIds);
  for (const [decisionId, { topics }] of Object.entries(register.decisions))
    if (topics.includes(id)) decisionIds.add(decisionId);
  const isAbout = (name: string): boolean => find(doc.names, name) === id || decisionIds.has(name);
  const secret = secretItems(doc.secrets, at).filter(({ secrecyId }) =>
    (find(doc.covers as Table<readonly string[]>, secrecyId) ?? []).some(isAbout),
  );
  return {
    informed: Object.entries(row.informed)
      .map(([knower, { deliveryId, ...learned }]) => ({
        knower,
        ...learned,
        document: deliveryId === null ? null : (find(doc.owed.deliveries, deliveryId)?.subject ?? null),
      }))
      .sort((a, b) => a.on.localeCompare(b.on) || a.knower.localeCompare(b.knower)),
    notInformed: KNOWERS.filter((knower) => find(row.informed, knower) === undefined),
    decisions: [...decisionIds].map((decisionId) => decisionOf(register, decisionId)),
    conditions: Object.values(register.conditions)
      .filter(({ decisionId }) => decisionIds.has(decisionId))
      .map((one) => ({ ...one, overdue: one.fulfilledOn === null && one.dueOn < at.day })),
    duties: duties.filter(({ about }) => about.some(isAbout)),
    agenda: row.agenda.map(({ meetingId, subject, entries }) => {
      const meeting = find(doc.meetings, meetingId);
      const when = { meeting: meeting?.name ?? null, on: meeting?.on ?? null, held: meeting?.held ?? false };
      return { meetingId, ...when, subject, entries };
    }),
    secret: figure(
      secret.length,
      secret.flatMap(({ entries }) => entries),
    ),
  };
}
function decisionOf(register: DecisionsDoc, decisionId: string): PresentedAround['decisions'][number] {
  const row = find(register.decisions, decisionId);
  // An act names a decision of which this reader does not get to see what it is about.
  if (row === undefined || (row.draftedOn ?? row.takenOn) === null)
    return { decisionId, subject: { hidden: 'withheld' }, body: null, takenOn: null, entries: [] };
  const { subject, body, takenOn, entries } = row;
  return { decisionId, subject, body, takenOn, entries };
}
