import type { DossierEvent, DossierState } from '../dossier.js';
import {
  CLASSIFICATIONS,
  grantsOfClassification,
  type Audience,
  type Classification,
  type EntryGrants,
} from '../kernel/audience.js';
import { rectifies } from '../journal/rectification.js';
import type { SecrecyOrgan } from './events.js';

export interface Secrecy {
  readonly secrecyId: string;
  readonly subject: string;
  readonly imposedBy: SecrecyOrgan;
  readonly grounds: readonly string[];
  /** Because a meeting of raad or commissie was closed (Gemw 23 lid 4). */
  readonly byLaw: boolean;
  readonly imposedOn: string;
  reviewOn: string | undefined;
  /** The whole raad has it; from then on only the raad lifts. */
  sharedWithRaadOn: string | undefined;
  /** Organs of which every member has it, the imposing one first. */
  readonly heldBy: SecrecyOrgan[];
  /** Some members of an organ have it and the others not yet: since when, per organ. */
  readonly unequal: Map<SecrecyOrgan, string>;
  reviewedOn: string | undefined;
  liftedOn: string | undefined;
  /** What it covers, by kind and id. */
  readonly subjects: readonly string[];
  /** The entries of its own acts; they say what is secret, so they rest under it too. */
  readonly acts: Set<string>;
  readonly imported: boolean;
}
/** What says of an entry which secrecy covers it: its own id, or what it is about. */
export interface SecretEntry {
  readonly entryId: string;
  readonly classification: Classification;
  readonly decisionId?: string;
  readonly documentId?: string;
  readonly meetingId?: string;
  /** Goes before a decision: publishing the decision does not publish it (Woo 5.2). */
  readonly preparation?: boolean;
  /** The entry that this one corrects: it repeats what stands there, so it is open to nobody who may not have that. */
  readonly corrects?: string;
}
export interface SecrecyState {
  readonly all: Map<string, Secrecy>;
  /** Which secrecies cover what: the key is the kind and the id. */
  readonly covering: Map<string, Secrecy[]>;
  readonly published: Set<string>;
  /** Entries that are themselves a secret delivery to the whole raad. */
  readonly givenToRaad: Set<string>;
  /** Every entry of the dossier: none can be made secret that is not there, and a correction is as secret as its target. */
  readonly entries: Map<string, SecretEntry>;
  /** Acts about a secrecy that by their dates come before it: they count as soon as it is there. */
  readonly early: Map<string, DossierEvent[]>;
}
export const initialSecrecy = (): SecrecyState => ({
  all: new Map(),
  covering: new Map(),
  published: new Set(),
  givenToRaad: new Set(),
  entries: new Map(),
  early: new Map(),
});

type Subject = 'entry' | 'decision' | 'document' | 'meeting';
/** What a publication covers is named by id alone; ids of different kinds do not meet. */
const PUBLISHED_AS: readonly Subject[] = ['entry', 'decision', 'document'];
const keyOf = (kind: Subject, id: string): string => `${kind} ${id}`;

export const isInForceSecrecy = (secrecy: Secrecy | undefined): secrecy is Secrecy =>
  secrecy !== undefined && secrecy.liftedOn === undefined;

/** Who may lift: the organ that imposed it, until the whole raad has it (Gemw 89). */
export const liftableBy = (secrecy: Secrecy): SecrecyOrgan =>
  secrecy.sharedWithRaadOn === undefined ? secrecy.imposedBy : 'raad';

/** Does a secrecy that is in force cover this decision? Then it cannot be published. */
export function isDecisionSecret(state: SecrecyState, decisionId: string): boolean {
  return (state.covering.get(keyOf('decision', decisionId)) ?? []).some(isInForceSecrecy);
}

/** Fields that tie an entry to a subject of secrecy; a document is known by the delivery in which it was given. */
const NAMED_BY: readonly (readonly [keyof SecretEntry, string])[] = [
  ['decisionId', 'decisionId'],
  ['documentId', 'deliveryId'],
  ['meetingId', 'meetingId'],
];

/** What goes before a decision stays within the organisation when the decision itself is published. */
const PREPARATION: readonly string[] = [
  'ProposalDrafted',
  'OptionRecorded',
  'AdviceRequested',
  'AdviceRendered',
  'QuestionRaised',
  'QuestionAnswered',
  'IntentionStated',
  'DissentRecorded',
];

/** What an event says of the entry it stands in. */
export function secretEntryOf(event: {
  readonly type: string;
  readonly data: object;
  readonly meta: { readonly entryId: string; readonly classification: Classification };
}): SecretEntry {
  const { entryId, classification } = event.meta;
  const named: Record<string, string> = {};
  for (const [key, name] of NAMED_BY) {
    const value = (event.data as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') named[key] = value;
  }
  if (PREPARATION.includes(event.type)) return { entryId, classification, ...named, preparation: true };
  if (!rectifies(event)) return { entryId, classification, ...named };
  return { entryId, classification, corrects: String((event.data as { readonly entryId?: unknown }).entryId) };
}

const targetOf = (state: SecrecyState, { corrects }: SecretEntry): SecretEntry | undefined =>
  corrects === undefined ? undefined : state.entries.get(corrects);

function coveringOf(state: SecrecyState, entry: SecretEntry): readonly Secrecy[] {
  const target = targetOf(state, entry);
  const own = namedBy(state, entry);
  return target === undefined ? own : [...own, ...namedBy(state, target)];
}

function namedBy(state: SecrecyState, entry: SecretEntry): readonly Secrecy[] {
  const { entryId, decisionId, documentId, meetingId } = entry;
  const keys = [keyOf('entry', entryId)];
  if (decisionId !== undefined) keys.push(keyOf('decision', decisionId));
  if (documentId !== undefined) keys.push(keyOf('document', documentId));
  if (meetingId !== undefined) keys.push(keyOf('meeting', meetingId));
  const found = keys.flatMap((key) => state.covering.get(key) ?? []);
  // An act of an earlier secrecy says what a later one hides again.
  const spokenOf = found.filter(({ acts }) => acts.has(entryId)).flatMap(({ subjects }) => subjects);
  for (const key of spokenOf) found.push(...(state.covering.get(key) ?? []));
  return found;
}

/** The secrecies in force over an entry: reading it is itself recorded, with these. */
export function secreciesOn(state: SecrecyState, entry: SecretEntry): readonly string[] {
  const inForce = coveringOf(state, entry).filter(isInForceSecrecy);
  return [...new Set(inForce.map(({ secrecyId }) => secrecyId))].sort();
}

/**
 * What secrecy and publication grant for one entry, by the acts folded so far. An entry that no act is about keeps what
 * its classification says. Lifting is not publishing: what once was secret is public from its own act of publication.
 */
export function grantsFor(state: SecrecyState, entry: SecretEntry): EntryGrants {
  const covering = coveringOf(state, entry);
  const target = targetOf(state, entry);
  const classification = target === undefined ? entry.classification : closest(entry, target);
  const given = state.givenToRaad.has(entry.entryId);
  // The summary that an open correction of an intern act has for the public is open; what it corrects is not.
  const intern = entry.classification === 'openbaar' && classification === 'intern' ? { intern: true as const } : {};
  if (covering.length === 0) return { ...grantsOfClassification(classification), raad: given, ...intern };
  return {
    secret: covering.some(isInForceSecrecy),
    raad: given || covering.every(({ heldBy }) => heldBy.includes('raad')),
    public:
      entry.classification !== 'intern' &&
      target?.classification !== 'intern' &&
      [entry, ...(target === undefined ? [] : [target])].some((each) => isPublished(state, each, covering)),
    ...intern,
  };
}
const closest = (a: SecretEntry, b: SecretEntry): Classification =>
  CLASSIFICATIONS[Math.max(CLASSIFICATIONS.indexOf(a.classification), CLASSIFICATIONS.indexOf(b.classification))]!;

/** Made public by an act: itself, by the decision or document it is, or as an act about what has all been published. */
function isPublished(state: SecrecyState, entry: SecretEntry, covering: readonly Secrecy[]): boolean {
  const { entryId, decisionId, documentId, preparation } = entry;
  const has = (key: string): boolean => state.published.has(key);
  if (has(keyOf('entry', entryId))) return true;
  if (decisionId !== undefined && preparation !== true && has(keyOf('decision', decisionId))) return true;
  if (documentId !== undefined && has(keyOf('document', documentId))) return true;
  const own = covering.filter(({ acts }) => acts.has(entryId));
  return own.length > 0 && own.every(({ subjects }) => subjects.every(has));
}

export function evolveSecrecy(state: SecrecyState, event: DossierEvent, _whole?: DossierState): void {
  const { day, entryId } = event.meta;
  state.entries.set(entryId, secretEntryOf(event));
  switch (event.type) {
    case 'SecrecyImposed': {
      const { secrecyId, subject, imposedBy, grounds, byLaw, reviewOn } = event.data;
      const subjects = [
        ...event.data.entryIds.map((id) => keyOf('entry', id)),
        ...event.data.decisionIds.map((id) => keyOf('decision', id)),
        ...event.data.documentIds.map((id) => keyOf('document', id)),
        ...event.data.meetingIds.map((id) => keyOf('meeting', id)),
      ];
      const secrecy: Secrecy = {
        secrecyId,
        subject,
        imposedBy,
        grounds,
        byLaw,
        imposedOn: day,
        reviewOn,
        sharedWithRaadOn: imposedBy === 'raad' ? day : undefined,
        heldBy: [imposedBy],
        unequal: new Map(),
        reviewedOn: undefined,
        liftedOn: undefined,
        subjects,
        acts: new Set(),
        imported: event.meta.importBatch !== undefined,
      };
      state.all.set(secrecyId, secrecy);
      for (const key of subjects) coverWith(state, secrecy, key);
      ownAct(state, secrecyId, entryId);
      for (const early of state.early.get(secrecyId) ?? []) evolveSecrecy(state, early);
      state.early.delete(secrecyId);
      return;
    }
    case 'SecretShared': {
      const secrecy = ownAct(state, event.data.secrecyId, entryId);
      if (secrecy === undefined) return tooEarly(state, event.data.secrecyId, event);
      const { to, wholeBody } = event.data;
      if (!wholeBody) {
        if (!secrecy.heldBy.includes(to) && !secrecy.unequal.has(to)) secrecy.unequal.set(to, day);
        return;
      }
      secrecy.unequal.delete(to);
      if (!secrecy.heldBy.includes(to)) secrecy.heldBy.push(to);
      if (to === 'raad') secrecy.sharedWithRaadOn ??= day;
      return;
    }
    case 'SecrecyReviewed': {
      const secrecy = ownAct(state, event.data.secrecyId, entryId);
      if (secrecy === undefined) return tooEarly(state, event.data.secrecyId, event);
      secrecy.reviewedOn = day;
      secrecy.reviewOn = event.data.reviewOn ?? secrecy.reviewOn;
      return;
    }
    case 'SecrecyLifted': {
      const secrecy = ownAct(state, event.data.secrecyId, entryId);
      if (secrecy === undefined) return tooEarly(state, event.data.secrecyId, event);
      secrecy.liftedOn ??= day;
      return;
    }
    case 'DecisionPublished':
      state.published.add(keyOf('decision', event.data.decisionId));
      return;
    case 'InformationDelivered': {
      const { to, wholeBody, covers } = event.data;
      if (!wholeBody) return;
      if (to === 'raad' && event.meta.classification === 'geheim') state.givenToRaad.add(entryId);
      if (to !== 'openbaar') return;
      state.published.add(keyOf('entry', entryId));
      for (const id of covers) for (const kind of PUBLISHED_AS) state.published.add(keyOf(kind, id));
      return;
    }
  }
}

function coverWith(state: SecrecyState, secrecy: Secrecy, key: string): void {
  const covering = state.covering.get(key);
  if (covering === undefined) state.covering.set(key, [secrecy]);
  else if (!covering.includes(secrecy)) covering.push(secrecy);
}

function tooEarly({ early }: SecrecyState, secrecyId: string, event: DossierEvent): void {
  early.set(secrecyId, [...(early.get(secrecyId) ?? []), event]);
}

/** An act about a secrecy says what is secret, so it rests under it too. */
function ownAct(state: SecrecyState, secrecyId: string, entryId: string): Secrecy | undefined {
  const secrecy = state.all.get(secrecyId);
  if (secrecy === undefined) return undefined;
  secrecy.acts.add(entryId);
  coverWith(state, secrecy, keyOf('entry', entryId));
  return secrecy;
}

/** The secrecies in force of which this audience may read what they cover. */
export const secreciesReadBy = (state: SecrecyState, audience: Audience): readonly string[] =>
  [...state.all.values()]
    .filter(isInForceSecrecy)
    .filter(({ heldBy }) => OPENS_SECRETS.includes(audience) || (audience === 'raad' && heldBy.includes('raad')))
    .map(({ secrecyId }) => secrecyId);
const OPENS_SECRETS: readonly Audience[] = ['college', 'auditor'];
