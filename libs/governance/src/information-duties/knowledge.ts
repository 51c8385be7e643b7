import type { Recorded } from '../kernel/event.js';
import { LEVEL_HOLDER, type Level, type Role } from '../kernel/roles.js';
import type { Delivery } from './state.js';

/**
 * Who knew what, and when (governance.md §4.13, `bekendBij`). It is about who *knew*, not about what a reader may open:
 * it rests on open fields alone, so it is the same whoever asks, but for what a secrecy covers. This is the only place
 * that says which act tells whom: the matrix, the reports and the guards all go by it.
 */

/** The columns of the matrix. An organ's knowledge survives its members, so these are functions and no people. */
export const KNOWERS = ['projectleider', 'AO', 'BO', 'college', 'raad', 'openbaar'] as const;
export type Knower = (typeof KNOWERS)[number];
/** The commissie has no column in the matrix; it can be told in part, which signals must know. */
type Learner = Knower | 'commissie';
export const isKnower = (text: string): text is Knower => (KNOWERS as readonly string[]).includes(text);

/** How somebody came to know. What the press brought is none of these: it never counts as a document. */
export type Way = 'eigen handeling' | 'document' | 'geheim gedeeld' | 'escalatie' | 'bijgepraat' | 'openbaar';

/** An event as a reader has it: open fields are always there, and nothing else is read. */
export interface KnownEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Pick<Recorded, 'entryId' | 'position' | 'day' | 'role' | 'onBehalfOf'>;
}

/** Something that happened, by every reference under which a document may cover it. */
export interface KnowableFact {
  readonly type: string;
  readonly position: number;
  readonly on: string;
  /** The thing it is about first, then what else it names, and its own entry. */
  readonly ids: readonly string[];
}
/** One act by which somebody came to know everything that had happened with `covers` until then. */
export interface Learning {
  readonly knower: Learner;
  readonly way: Way;
  readonly on: string;
  readonly position: number;
  readonly covers: readonly string[];
  readonly deliveryId?: string;
}
export interface Press {
  readonly exposureId: string;
  readonly on: string;
  readonly position: number;
  readonly covers: readonly string[];
}
/** Plain JSON, so that a view can keep it. */
export interface Knowledge {
  readonly facts: KnowableFact[];
  readonly learned: Learning[];
  readonly press: Press[];
  /** What each secrecy covers, for when it is shared. */
  readonly secrets: Record<string, readonly string[]>;
  /** The body of each decision, and the decision behind a number on the list of that body. */
  readonly bodies: Record<string, string>;
  readonly numbered: Record<string, string>;
  /** When a number of a body's list was published. */
  readonly published: Record<string, { readonly on: string; readonly position: number }>;
}
export const noKnowledge = (): Knowledge => ({
  facts: [],
  learned: [],
  press: [],
  secrets: {},
  bodies: {},
  numbered: {},
  published: {},
});

/** How to cite what has no reference of its own, such as the end of a programme: by what it is and its day. */
export const nameOfFact = (type: string, day: string): string => `${type}:${day}`;

/** Does this delivery count as knowledge? Part of a body knows for nobody; talk counts with a dated note only. */
export const counts = (delivery: Pick<Delivery, 'wholeBody' | 'channel' | 'noteOn'>): boolean =>
  delivery.wholeBody && (delivery.channel !== 'mondeling' || delivery.noteOn !== undefined);
/** The day from which it counts: what was told counts from the date of the note. */
export const countsFrom = (delivery: Pick<Delivery, 'on' | 'noteOn'>): string =>
  delivery.noteOn !== undefined && delivery.noteOn > delivery.on ? delivery.noteOn : delivery.on;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** People choose these names, and one may be called "constructor". */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** What an event names, and what a decision is about. */
interface References {
  readonly named: readonly string[];
  /** With the event's own entry. */
  readonly ids: readonly string[];
}
/** Several views ask about the same event one after the other, so the last answer is kept. */
let lastAsked: { readonly event: KnownEvent; readonly references: References } | undefined;

function referencesOf(event: KnownEvent): References {
  if (lastAsked?.event === event) return lastAsked.references;
  const { type, data, meta } = event;
  const named: string[] = [];
  const add = (id: string): void => {
    if (!named.includes(id)) named.push(id);
  };
  for (const name in data) {
    const value = name.endsWith('Id') ? text(data[name]) : undefined;
    if (value !== undefined) add(value);
  }
  if (named.length === 0) add(nameOfFact(type, meta.day));
  list(data['topics']).forEach(add);
  list(data['about']).forEach(add);
  const references = { named, ids: [...named, meta.entryId] };
  lastAsked = { event, references };
  return references;
}

/** Folds one event; events come in the order in which they happened. Never fails. */
export function evolveKnowledge(knowledge: Knowledge, event: KnownEvent): void {
  const { type, data, meta } = event;
  knowledge.facts.push({ type, position: meta.position, on: meta.day, ids: referencesOf(event).ids });
  knowledge.learned.push(...learnedFrom(event, knowledge.secrets));
  switch (type) {
    case 'SecrecyImposed':
      knowledge.secrets[String(data['secrecyId'])] = coveredBySecrecy(event);
      return;
    case 'ProposalDrafted':
    case 'DecisionTaken':
      knowledge.bodies[String(data['decisionId'])] = String(data['body']);
      return;
    case 'DecisionAttested':
    case 'DecisionListPublished':
      return readList(knowledge, event);
    case 'PublicExposureRecorded':
      knowledge.press.push({
        exposureId: String(data['exposureId']),
        on: meta.day,
        position: meta.position,
        covers: list(data['covers']),
      });
  }
}

/** What a secrecy that is imposed here covers. */
export const coveredBySecrecy = ({ data }: KnownEvent): readonly string[] => [
  String(data['secrecyId']),
  ...list(data['entryIds']),
  ...list(data['decisionIds']),
  ...list(data['documentIds']),
  ...list(data['meetingIds']),
];

/**
 * What one event by itself tells whom; `secrets` says what each secrecy covers. What a published list of decisions tells
 * depends on its numbers as well, and is known to `evolveKnowledge` alone. Never fails.
 */
export function learnedFrom(event: KnownEvent, secrets: Knowledge['secrets']): readonly Learning[] {
  // Only of a shared secret the answer depends on more than the event.
  if (event.type === 'SecretShared') return learnedNow(event, secrets);
  if (lastLearned?.event !== event) lastLearned = { event, learned: learnedNow(event, secrets) };
  return lastLearned.learned;
}
let lastLearned: { readonly event: KnownEvent; readonly learned: readonly Learning[] } | undefined;

function learnedNow(event: KnownEvent, secrets: Knowledge['secrets']): readonly Learning[] {
  const { data, meta } = event;
  const { named, ids } = referencesOf(event);
  const learned: Learning[] = [];
  const learn = (
    knower: string | undefined,
    way: Way,
    covers: readonly string[],
    more: Partial<Learning> = {},
  ): void => {
    if (knower === undefined || !(isKnower(knower) || knower === 'commissie') || covers.length === 0) return;
    learned.push({ knower, way, on: meta.day, position: meta.position, covers, ...more });
  };
  learn(actorOf(event), 'eigen handeling', ids);
  switch (event.type) {
    case 'InformationDelivered': {
      const told = {
        wholeBody: data['wholeBody'] === true,
        channel: String(data['channel']),
        noteOn: text(data['noteOn']),
        on: meta.day,
      };
      const more = { on: countsFrom(told), deliveryId: String(data['deliveryId']) };
      if (counts(told)) learn(text(data['to']), 'document', list(data['covers']), more);
      break;
    }
    case 'SecretShared':
      if (data['wholeBody'] === true)
        learn(text(data['to']), 'geheim gedeeld', own(secrets, String(data['secrecyId'])) ?? []);
      break;
    case 'EscalationRaised':
    case 'EscalationReopened':
      learn(holderOf(data['level']), 'escalatie', named);
      break;
    case 'EscalationRaisedToNextLevel':
    case 'EscalationDeEscalated':
    case 'EmergencySkipUsed':
      learn(holderOf(data['to']), 'escalatie', named);
      break;
    case 'EscalatedByLapse':
      // A lapse tells both: who let it pass and who has it now.
      learn(holderOf(data['from']), 'escalatie', named);
      learn(holderOf(data['to']), 'escalatie', named);
      break;
    case 'DecisionPublished':
      learn('openbaar', 'openbaar', [String(data['decisionId'])]);
  }
  return learned;
}

/** A decision is the act of the body that took it, whoever recorded it. */
function actorOf({ type, data, meta }: KnownEvent): string | undefined {
  if (type === 'DecisionTaken') return text(data['body']);
  return meta.onBehalfOf ?? meta.role;
}
const holderOf = (level: unknown): Role | undefined => LEVEL_HOLDER[level as Level];

/**
 * A list makes its decisions public but for the numbers that are kept from it, whether a number was tied to its decision
 * before or after the list came out. Every body numbers its own.
 */
function readList(knowledge: Knowledge, { type, data, meta }: KnownEvent): void {
  const { bodies, numbered, published, learned } = knowledge;
  const publish = (at: { readonly on: string; readonly position: number }, covers: readonly string[]): void => {
    if (covers.length > 0) learned.push({ knower: 'openbaar', way: 'openbaar', ...at, covers });
  };
  if (type === 'DecisionAttested') {
    const decisionId = String(data['decisionId']);
    const number = text(data['listNumber']);
    if (number === undefined) return;
    const key = `${own(bodies, decisionId)} ${number}`;
    numbered[key] = decisionId;
    const before = own(published, key);
    if (before !== undefined) publish(before, [decisionId]);
    return;
  }
  const at = { on: meta.day, position: meta.position };
  const withheld = list(data['withheld']);
  const keys = list(data['numbers']).flatMap((number) =>
    withheld.includes(number) ? [] : [`${String(data['body'])} ${number}`],
  );
  for (const key of keys) published[key] = at;
  publish(
    at,
    keys.flatMap((key) => own(numbered, key) ?? []),
  );
}

/** Acts by what they cover, so that a matrix of a thousand facts is a matter of milliseconds. */
export interface KnowledgeIndex {
  readonly learned: ReadonlyMap<string, readonly Learning[]>;
  readonly press: ReadonlyMap<string, readonly Press[]>;
}
export const indexKnowledge = (knowledge: Knowledge): KnowledgeIndex => ({
  learned: byCovered(knowledge.learned),
  press: byCovered(knowledge.press),
});
function byCovered<T extends { readonly covers: readonly string[] }>(acts: readonly T[]): ReadonlyMap<string, T[]> {
  const index = new Map<string, T[]>();
  for (const act of acts) {
    for (const id of act.covers) {
      const there = index.get(id);
      if (there === undefined) index.set(id, [act]);
      else there.push(act);
    }
  }
  return index;
}

/** The first act by which a knower knew of a fact. What is public is known to everybody, *via openbaar*. */
export function firstLearned(index: KnowledgeIndex, fact: KnowableFact, knower: Knower): Learning | undefined {
  const ways = fact.ids.flatMap((id) => index.learned.get(id) ?? []);
  return earliest(ways.filter((way) => (way.knower === knower || way.knower === 'openbaar') && way.on >= fact.on));
}

/** The first time that the press brought it. */
export function firstInPress(index: KnowledgeIndex, fact: KnowableFact): Press | undefined {
  return earliest(fact.ids.flatMap((id) => index.press.get(id) ?? []).filter(({ on }) => on >= fact.on));
}

/**
 * Keeps what `knower` knew. A document covers what had happened when it was written; what happened with the same thing
 * later is news again. `events` are those of the moment asked for, in the order in which they happened.
 */
export function knownTo<E extends KnownEvent>(events: readonly E[], knower: Knower): readonly E[] {
  const knowledge = noKnowledge();
  for (const event of events) evolveKnowledge(knowledge, event);
  const index = indexKnowledge(knowledge);
  return events.filter((_, at) => firstLearned(index, knowledge.facts[at]!, knower) !== undefined);
}

function earliest<T extends { readonly on: string; readonly position: number }>(acts: readonly T[]): T | undefined {
  return acts.reduce<T | undefined>(
    (first, act) =>
      first === undefined || act.on < first.on || (act.on === first.on && act.position < first.position) ? act : first,
    undefined,
  );
}
