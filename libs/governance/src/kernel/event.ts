import type { SealClass, Classification } from './audience.js';
import type { Role } from './roles.js';
import type { Kind } from './values.js';

/**
 * How a field is kept (provability.md §3.2). The default for content is confidential:
 * - `open`: in clear in the entry, for everyone, for ever;
 * - `sealed`: confidential, read by guards and therefore never erasable on its own;
 * - `narrative`: confidential free text, erasable, and so never read by a guard;
 * - `personal`: about one person, erasable with that person's key, never read by a guard.
 */
export type Disclosure = 'open' | 'sealed' | 'narrative' | 'personal';

export interface Field<T = unknown, D extends Disclosure = Disclosure> {
  readonly kind: Kind<T>;
  readonly disclosure: D;
  readonly seal?: SealClass;
  /** For a personal field: the name of the open or sealed field that holds the person's id. */
  readonly person?: string;
}
export type Fields = Readonly<Record<string, Field>>;

export const open = <T>(kind: Kind<T>): Field<T, 'open'> => ({ kind, disclosure: 'open' });
export const sealed = <T>(kind: Kind<T>, seal: SealClass = 'intern'): Field<T, 'sealed'> => ({
  kind,
  disclosure: 'sealed',
  seal,
});
export const narrative = <T>(kind: Kind<T>, seal: SealClass = 'intern'): Field<T, 'narrative'> => ({
  kind,
  disclosure: 'narrative',
  seal,
});
export const personal = <T>(kind: Kind<T>, person: string): Field<T, 'personal'> => ({
  kind,
  disclosure: 'personal',
  seal: 'persoon',
  person,
});

type FieldValue<F> = F extends Field<infer T> ? T : never;
type Named<F extends Fields, D extends Disclosure> = {
  [K in keyof F]: F[K] extends Field<unknown, infer X> ? (X extends D ? K : never) : never;
}[keyof F];
type Loose<F extends Fields> = { [K in keyof F]: undefined extends FieldValue<F[K]> ? K : never }[keyof F];
type Pick2<F extends Fields, K extends keyof F> = {
  readonly [N in Exclude<K, Loose<F>>]: FieldValue<F[N]>;
} & { readonly [N in Extract<K, Loose<F>>]?: Exclude<FieldValue<F[N]>, undefined> };

/** All of an event's data, as `decide` makes it. */
export type DataOf<F extends Fields> = Pick2<F, keyof F>;
/** What guards may read: nothing in it can ever be erased. */
export type GuardDataOf<F extends Fields> = Pick2<F, Named<F, 'open' | 'sealed'>>;

/** A value that the reader may not have. Opening never throws; it says which of the two it is. */
export interface Hidden {
  readonly hidden: 'withheld' | 'erased';
}
export type Opened<T> = T | Hidden;
export function isHidden(value: unknown): value is Hidden {
  return typeof value === 'object' && value !== null && 'hidden' in value;
}
/** The value when the reader may have it, else undefined. */
export function shown<T>(value: Opened<T> | undefined): T | undefined {
  return isHidden(value) ? undefined : value;
}
type OpenKeys<F extends Fields> = Named<F, 'open'>;
/** What a view gets: open values as they are, sealed ones as far as this audience may open them. */
export type OpenedDataOf<F extends Fields> = Pick2<F, OpenKeys<F>> & {
  readonly [K in Exclude<keyof F, OpenKeys<F> | Loose<F>>]: Opened<FieldValue<F[K]>>;
} & { readonly [K in Exclude<Loose<F>, OpenKeys<F>>]?: Opened<Exclude<FieldValue<F[K]>, undefined>> };

export interface EventCatalogueEntry {
  /** Dutch label, as a heading or a line in the timeline. */
  readonly label: string;
  /** One or two sentences in plain Dutch (B1). */
  readonly explain: string;
  /** Legal, policy or seed source of the rule behind it. */
  readonly source?: string;
}

export interface EventDeclaration<T extends string = string, F extends Fields = Fields> extends EventCatalogueEntry {
  readonly type: T;
  readonly version: number;
  readonly fields: F;
  /** Makes the event for `decide` to return. */
  of(data: DataOf<F>): NewEvent<T, DataOf<F>>;
}

/** An event as `decide` returns it: nothing of clock, stream or actor yet. */
export interface NewEvent<T extends string = string, D = Readonly<Record<string, unknown>>> {
  readonly type: T;
  readonly data: D;
}

/**
 * Declares an event: the stored format. A declaration that has been released is never changed; a new shape is a new
 * version with an upcaster, because entries in the log cannot be migrated.
 */
export function event<const T extends string, const F extends Fields>(
  type: T,
  label: string,
  explain: string,
  fields: F,
  source?: string,
): EventDeclaration<T, F> {
  return {
    type,
    version: 1,
    label,
    explain,
    fields,
    ...(source === undefined ? {} : { source }),
    of: (data) => ({ type, data }),
  };
}

/** What the log adds to every event (governance.md §4.1). Guards and views read it; nothing in it can be erased. */
export interface Recorded {
  readonly entryId: string;
  readonly revision: number;
  /** Place in the whole log, 0, 1, 2 … */
  readonly position: number;
  /** When it happened, UTC. With precision `day` it is 12:00 Amsterdam of that day. */
  readonly occurredAt: string;
  readonly precision: 'day' | 'minute';
  /** The Amsterdam day of `occurredAt`. */
  readonly day: string;
  readonly recordedAt: string;
  readonly commandId: string;
  readonly actorRef: string;
  readonly actorPerson?: string;
  /** The function that recorded. */
  readonly role: Role;
  /** The function that acted, when somebody else recorded it. */
  readonly onBehalfOf?: Role;
  readonly mandateId?: string;
  readonly classification: Classification;
  readonly policyVersion?: number;
  readonly importBatch?: string;
  readonly late: boolean;
}

type FieldsOf<D> = D extends EventDeclaration<string, infer F> ? F : never;
type TypeOf<D> = D extends EventDeclaration<infer T, Fields> ? T : never;

/** The event as `evolve` of the state gets it, with only what guards may read. */
export type GuardEvent<D> = D extends unknown
  ? { readonly type: TypeOf<D>; readonly data: GuardDataOf<FieldsOf<D>>; readonly meta: Recorded }
  : never;
/** The event as a view gets it. */
export type OpenedEvent<D> = D extends unknown
  ? {
      readonly type: TypeOf<D>;
      readonly data: OpenedDataOf<FieldsOf<D>>;
      readonly meta: Recorded & {
        readonly publicSummary?: Opened<string>;
        readonly lateReason?: Opened<string>;
        readonly lintOverride?: Opened<string>;
        readonly sources?: Opened<readonly Source[]>;
      };
    }
  : never;
export type Declarations = Readonly<Record<string, EventDeclaration>>;
export type GuardEventOf<M extends Declarations> = { [K in keyof M]: GuardEvent<M[K]> }[keyof M];
export type OpenedEventOf<M extends Declarations> = { [K in keyof M]: OpenedEvent<M[K]> }[keyof M];

export interface Source {
  readonly uri: string;
  readonly sha256?: string;
  readonly title: string;
}
