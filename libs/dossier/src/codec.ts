import {
  mayOpen,
  mayOpenUnder,
  type ActEnvelope,
  type Audience,
  type Classification,
  type EntryGrants,
  type EventDeclaration,
  type Hidden,
  type NewEvent,
  type Recorded,
  type Role,
  type SealClass,
  dayOf,
} from '#governance';
import type { EntryDraft, Json, KeyRef, OpenedEntry, ToSeal } from '#vault';

/**
 * Between events of the domain and entries of the log. The declaration of an event says of each field how it is kept;
 * nothing is written here per event type.
 */

const TYPE_PREFIX = 'nl.programmabesturing.';
const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase();

/** What an entry calls its event and the schema of it, worked out once per declaration. */
interface EntryNames {
  readonly type: string;
  readonly schema: string;
}
const namesByDeclaration = new WeakMap<EventDeclaration, EntryNames>();
function namesOf(declaration: EventDeclaration): EntryNames {
  let names = namesByDeclaration.get(declaration);
  if (names === undefined) {
    const { type, version } = declaration;
    const name = kebab(type);
    names = { type: `${TYPE_PREFIX}${name}.v${version}`, schema: `urn:besluitspoor:schema:${name}:v${version}` };
    namesByDeclaration.set(declaration, names);
  }
  return names;
}
export const entryType = (declaration: EventDeclaration): string => namesOf(declaration).type;

/** A label in the vault holds all that the audience policy needs to know of a value. */
type Label = `${SealClass}/${Classification}`;
export function audienceMayOpen(audience: Audience): (label: string) => boolean {
  // There are few labels and very many values, so each label is taken apart once.
  const answers = new Map<string, boolean>();
  return (label) => {
    const known = answers.get(label);
    if (known !== undefined) return known;
    const [seal, classification] = label.split('/') as [SealClass, Classification];
    const answer = mayOpen(audience, seal, classification);
    answers.set(label, answer);
    return answer;
  };
}

/**
 * The same for an entry of a dossier in which secrecy or publication has a say (governance.md §4.13). With more than one
 * set of grants, as of then and of today, each of them must allow it.
 */
export const audienceMayOpenUnder =
  (audience: Audience, ...grants: readonly EntryGrants[]) =>
  (label: string): boolean => {
    const [seal, classification] = label.split('/') as [SealClass, Classification];
    return grants.every((each) => mayOpenUnder(audience, seal, classification, each));
  };

/** The members of `data` that every event carries beside its own fields (governance.md §4.1). */
const META_SEALED: Readonly<
  Record<'actorPerson' | 'publicSummary' | 'lateReason' | 'lintOverride' | 'sources', SealClass>
> = {
  actorPerson: 'intern',
  publicSummary: 'openbaar',
  lateReason: 'intern',
  lintOverride: 'intern',
  sources: 'intern',
};

export interface Recording {
  readonly entryId: string;
  readonly source: string;
  readonly stream: string;
  readonly revision: number;
  readonly time: string;
  readonly commandId: string;
  readonly commandIndex: number;
  readonly act: ActEnvelope;
  readonly actorRef: string;
  readonly person: string | undefined;
  readonly role: Role;
  readonly policyVersion: number;
  readonly late: boolean;
  readonly importBatch?: string;
}

export function draftOf(declaration: EventDeclaration, event: NewEvent, recording: Recording): EntryDraft {
  const { act } = recording;
  const dossierKey: KeyRef = { kind: 'dossier', id: recording.stream };
  const label = (seal: SealClass): Label => `${seal}/${act.classification}`;
  const open: Record<string, Json> = {
    occurredAt: act.occurredAt,
    precision: act.precision,
    role: recording.role,
    classification: act.classification,
    policyVersion: recording.policyVersion,
  };
  if (act.onBehalfOf !== undefined) open['onBehalfOf'] = act.onBehalfOf;
  if (recording.late) open['late'] = true;
  if (recording.importBatch !== undefined) open['importBatch'] = recording.importBatch;
  const sealed: ToSeal[] = [];
  const seal = (name: string, value: unknown, sealClass: SealClass, key: KeyRef): void => {
    if (value !== undefined) sealed.push({ name, value: value as Json, key, label: label(sealClass) });
  };
  seal('actorPerson', recording.person, META_SEALED.actorPerson, dossierKey);
  seal('publicSummary', act.publicSummary, META_SEALED.publicSummary, dossierKey);
  seal('lateReason', act.lateReason, META_SEALED.lateReason, dossierKey);
  seal('lintOverride', act.lintOverride, META_SEALED.lintOverride, dossierKey);
  seal('sources', act.sources, META_SEALED.sources, dossierKey);
  const data = event.data;
  for (const name in declaration.fields) {
    const field = declaration.fields[name]!;
    const value = data[name];
    if (value === undefined) continue;
    if (field.disclosure === 'open') open[name] = value as Json;
    else if (field.disclosure === 'personal') {
      seal(name, value, 'persoon', { kind: 'person', id: String(data[field.person!]) });
    } else seal(name, value, field.seal ?? 'intern', dossierKey);
  }
  return {
    id: recording.entryId,
    source: recording.source,
    type: entryType(declaration),
    subject: recording.stream,
    streamrev: recording.revision,
    time: recording.time,
    dataschema: namesOf(declaration).schema,
    actorref: recording.actorRef,
    commandid: recording.commandId,
    commandindex: recording.commandIndex,
    open,
    sealed,
    envelope: act.classification === 'geheim' ? 'confidential' : 'open',
    genericKey: dossierKey,
    genericLabel: label('intern'),
  };
}

/** What the engine gives `evolve` right after recording, without opening what it has just sealed. */
export function recordedOf(recording: Recording, position: number): Recorded {
  const { act } = recording;
  return {
    entryId: recording.entryId,
    revision: recording.revision,
    position,
    occurredAt: act.occurredAt,
    precision: act.precision,
    day: dayOf(act.occurredAt),
    recordedAt: recording.time,
    commandId: recording.commandId,
    actorRef: recording.actorRef,
    role: recording.role,
    classification: act.classification,
    policyVersion: recording.policyVersion,
    late: recording.late,
    ...(recording.person === undefined ? {} : { actorPerson: recording.person }),
    ...(act.onBehalfOf === undefined ? {} : { onBehalfOf: act.onBehalfOf }),
    ...(recording.importBatch === undefined ? {} : { importBatch: recording.importBatch }),
  };
}

type Meta = Recorded & Record<string, unknown>;

/** Members of every event's data that are not always there. */
const META_OPTIONAL: readonly string[] = ['actorPerson', 'onBehalfOf', 'policyVersion', 'importBatch'];
/** Those that a view reads and a guard does not; a reader may find them withheld. */
const META_FOR_VIEWS: readonly string[] = ['publicSummary', 'lateReason', 'lintOverride', 'sources'];

/** One literal and plain assignments: this is made for every entry that is opened. */
function recordedFrom(opened: OpenedEntry, position: number): Meta {
  const data = opened.data as Readonly<Record<string, string | number | boolean | undefined>>;
  const occurredAt = String(data['occurredAt']);
  const meta: Meta = {
    entryId: opened.id,
    revision: opened.streamrev,
    position,
    occurredAt,
    precision: data['precision'] === 'minute' ? 'minute' : 'day',
    day: dayOf(occurredAt),
    recordedAt: opened.time,
    commandId: opened.commandid,
    actorRef: opened.actorref ?? '',
    role: data['role'] as Role,
    classification: data['classification'] as Classification,
    late: data['late'] === true,
  };
  for (const name of META_OPTIONAL) if (data[name] !== undefined) meta[name] = data[name];
  return meta;
}

export interface AnyEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Recorded & Readonly<Record<string, unknown>>;
}

/** Finds declarations by the type that stands in an entry. */
export class EventTypes {
  private readonly byEntryType = new Map<string, Reading>();
  constructor(declarations: Readonly<Record<string, EventDeclaration>>) {
    for (const declaration of Object.values(declarations)) {
      this.byEntryType.set(entryType(declaration), readingOf(declaration));
    }
  }
  find(type: string): EventDeclaration | undefined {
    return this.byEntryType.get(type)?.declaration;
  }
  /** How entries of this type are read for a view. */
  reading(type: string): Reading | undefined {
    return this.byEntryType.get(type);
  }
}

/** What a declaration says about reading, worked out once per type instead of once per entry. */
interface Reading {
  readonly declaration: EventDeclaration;
  /** Every field, and whether its absence means that it was erased. */
  readonly fields: readonly { readonly name: string; readonly goneWhenAbsent: boolean }[];
}

const readingOf = (declaration: EventDeclaration): Reading => ({
  declaration,
  fields: Object.entries(declaration.fields).map(([name, { disclosure, kind }]) => ({
    name,
    goneWhenAbsent: disclosure !== 'open' && !kind.optional,
  })),
});

/** The event as guards may read it: open and sealed fields only. Undefined for an entry that is no event of ours. */
export function guardEventOf(types: EventTypes, opened: OpenedEntry, position: number): AnyEvent | undefined {
  const declaration = types.find(opened.type);
  if (declaration === undefined) return undefined;
  return {
    type: declaration.type,
    data: guardData(declaration, opened.data),
    meta: recordedFrom(opened, position),
  };
}
export function guardData(declaration: EventDeclaration, data: Readonly<Record<string, unknown>>) {
  const readable: Record<string, unknown> = {};
  for (const name in declaration.fields) {
    const { disclosure } = declaration.fields[name]!;
    if ((disclosure === 'open' || disclosure === 'sealed') && data[name] !== undefined) readable[name] = data[name];
  }
  return readable;
}

const WITHHELD: Hidden = Object.freeze({ hidden: 'withheld' });
const ERASED: Hidden = Object.freeze({ hidden: 'erased' });

/** The event as a view gets it, every value open, withheld or erased. Undefined when even its type is withheld. */
export function openedEventOf(types: EventTypes, opened: OpenedEntry, position: number): AnyEvent | undefined {
  const reading = types.reading(opened.type);
  if (reading === undefined) return undefined;
  const { data: values, withheld, erased } = opened;
  const data: Record<string, unknown> = {};
  for (const { name, goneWhenAbsent } of reading.fields) {
    const value = values[name];
    if (value !== undefined) data[name] = value;
    else if (withheld.includes(name)) data[name] = WITHHELD;
    else if (erased && goneWhenAbsent) data[name] = ERASED;
  }
  const meta = recordedFrom(opened, position);
  for (const name of META_FOR_VIEWS) {
    const value = values[name];
    if (value !== undefined) meta[name] = value;
    else if (withheld.includes(name)) meta[name] = WITHHELD;
  }
  return { type: reading.declaration.type, data, meta };
}
