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
export const entryType = (declaration: EventDeclaration): string =>
  `${TYPE_PREFIX}${kebab(declaration.type)}.v${declaration.version}`;
const schemaOf = (declaration: EventDeclaration): string =>
  `urn:besluitspoor:schema:${kebab(declaration.type)}:v${declaration.version}`;

/** A label in the vault holds all that the audience policy needs to know of a value. */
type Label = `${SealClass}/${Classification}`;
export const audienceMayOpen =
  (audience: Audience) =>
  (label: string): boolean => {
    const [seal, classification] = label.split('/') as [SealClass, Classification];
    return mayOpen(audience, seal, classification);
  };

/** The same for an entry of a dossier in which secrecy or publication has a say (governance.md §4.13). */
export const audienceMayOpenUnder =
  (audience: Audience, grants: EntryGrants) =>
  (label: string): boolean => {
    const [seal, classification] = label.split('/') as [SealClass, Classification];
    return mayOpenUnder(audience, seal, classification, grants);
  };

/** The members of `data` that every event carries beside its own fields (governance.md §4.1). */
const META_SEALED: Readonly<Record<'actorPerson' | 'publicSummary' | 'lateReason' | 'sources', SealClass>> = {
  actorPerson: 'intern',
  publicSummary: 'openbaar',
  lateReason: 'intern',
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
    dataschema: schemaOf(declaration),
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

function recordedFrom(opened: OpenedEntry, position: number): Recorded {
  const data = opened.data as Readonly<Record<string, string | number | boolean | undefined>>;
  const occurredAt = String(data['occurredAt']);
  const optional = (name: string): Record<string, unknown> => (data[name] === undefined ? {} : { [name]: data[name] });
  return {
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
    ...optional('actorPerson'),
    ...optional('onBehalfOf'),
    ...optional('policyVersion'),
    ...optional('importBatch'),
  };
}

export interface AnyEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Recorded & Readonly<Record<string, unknown>>;
}

/** Finds declarations by the type that stands in an entry. */
export class EventTypes {
  private readonly byEntryType = new Map<string, EventDeclaration>();
  constructor(declarations: Readonly<Record<string, EventDeclaration>>) {
    for (const declaration of Object.values(declarations)) this.byEntryType.set(entryType(declaration), declaration);
  }
  find(type: string): EventDeclaration | undefined {
    return this.byEntryType.get(type);
  }
}

/** The event as guards may read it: open and sealed fields only. Undefined for an entry that is no event of ours. */
export function guardEventOf(types: EventTypes, opened: OpenedEntry, position: number): AnyEvent | undefined {
  const declaration = types.find(opened.type);
  if (declaration === undefined) return undefined;
  return {
    type: declaration.type,
    data: guardData(declaration, opened.data),
    meta: recordedFrom(opened, position) as AnyEvent['meta'],
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
  const declaration = types.find(opened.type);
  if (declaration === undefined) return undefined;
  const data: Record<string, unknown> = {};
  for (const name in declaration.fields) {
    const value = opened.data[name];
    if (value !== undefined) data[name] = value;
    else if (opened.withheld.includes(name)) data[name] = WITHHELD;
    else if (
      opened.erased &&
      declaration.fields[name]!.disclosure !== 'open' &&
      !declaration.fields[name]!.kind.optional
    ) {
      data[name] = ERASED;
    }
  }
  const meta: Record<string, unknown> = { ...recordedFrom(opened, position) };
  for (const name of ['publicSummary', 'lateReason', 'sources']) {
    if (opened.data[name] !== undefined) meta[name] = opened.data[name];
    else if (opened.withheld.includes(name)) meta[name] = WITHHELD;
  }
  return { type: declaration.type, data, meta: meta as unknown as AnyEvent['meta'] };
}
