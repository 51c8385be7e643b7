import {
  noonOf,
  type ActEnvelope,
  type Broken,
  type Classification,
  type DossierState,
  type NewEvent,
  type Role,
  type Source,
} from '#governance';
import type { Json } from '#vault';

/** Who asks, from the token. */
export interface Caller {
  readonly person: string;
  readonly role: Role;
}
/** An act as it comes in: the command and what it says about itself. */
export interface Act {
  readonly command: object;
  readonly stream: string;
  readonly caller: Caller;
  /** `YYYY-MM-DD` or an instant; default now. */
  readonly occurredAt?: string;
  readonly onBehalfOf?: Role;
  readonly classification?: Classification;
  readonly publicSummary?: string;
  readonly lateReason?: string;
  /** Why the text stays although it looks as if it holds personal data (X8). */
  readonly lintOverride?: string;
  readonly sources?: readonly Source[];
  /** The client's key; the same key with the same payload gives the first answer again. */
  readonly idempotencyKey?: string;
  /** Refuse when the dossier is not at this revision (`If-Match`). */
  readonly ifRevision?: number;
}
export type ActResult =
  | {
      readonly kind: 'recorded';
      readonly stream: string;
      readonly revision: number;
      /** Of its last entry; undefined when it is durable and has no place in the log yet (`placeOf`). */
      readonly position: number | undefined;
      readonly recordedAt: string;
      readonly events: readonly {
        type: string;
        revision: number;
        position: number | undefined;
        data: Readonly<Record<string, unknown>>;
      }[];
      readonly repeated: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly broken: readonly Broken[];
      /** What the refusals name that is secret: who may not open everything is told without these. */
      readonly secretNames?: readonly string[];
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'stale'; readonly revision: number }
  | { readonly kind: 'reused' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number }
  | { readonly kind: 'clock-untrusted' };

/** History for one dossier, as one append. */
export interface ImportBatch {
  readonly stream: string;
  readonly caller: Caller;
  readonly batch: string;
  /** Derived from the file and the row, so that a second run records nothing. */
  readonly key: string;
  readonly classification: Classification;
  readonly items: readonly ImportItem[];
  /** What stands in the way, given the dossier as it is at that moment; nothing is recorded when something does. */
  readonly faults?: (state: DossierState, today: string) => readonly Broken[];
}
export interface ImportItem {
  readonly event: NewEvent;
  readonly occurredAt: string;
  /** That of the batch unless the row says otherwise. */
  readonly classification?: Classification;
  readonly publicSummary?: string;
  readonly onBehalfOf?: Role;
  /** The line that closes the batch is an act of today: not late and without the mark of history. */
  readonly closing?: boolean;
}

/** What the act says of itself, with what it leaves out filled in. */
export function envelopeOf(act: Act, now: string): ActEnvelope {
  const given = act.occurredAt;
  const dayOnly = given !== undefined && given.length === 10;
  const optional = {
    ...(act.onBehalfOf === undefined || act.onBehalfOf === act.caller.role ? {} : { onBehalfOf: act.onBehalfOf }),
    ...(act.publicSummary === undefined ? {} : { publicSummary: act.publicSummary }),
    ...(act.lateReason === undefined ? {} : { lateReason: act.lateReason }),
    ...(act.lintOverride === undefined ? {} : { lintOverride: act.lintOverride }),
    ...(act.sources === undefined ? {} : { sources: act.sources }),
  };
  return {
    occurredAt: given === undefined ? now : dayOnly ? noonOf(given) : given,
    precision: dayOnly ? 'day' : 'minute',
    classification: act.classification ?? 'intern',
    ...optional,
  };
}

/** What an imported row says of itself; history is known to the day. */
export function importedEnvelope(item: ImportItem, batch: ImportBatch): ActEnvelope {
  return {
    occurredAt: noonOf(item.occurredAt),
    precision: 'day',
    classification: item.classification ?? batch.classification,
    ...(item.publicSummary === undefined ? {} : { publicSummary: item.publicSummary }),
    ...(item.onBehalfOf === undefined ? {} : { onBehalfOf: item.onBehalfOf }),
  };
}

/** What must be the same for a repeated command to get the first answer. */
export function payloadOf(act: Act): Json {
  const { command, occurredAt, onBehalfOf, classification, publicSummary, lateReason, lintOverride, sources } = act;
  return plain({
    type: command.constructor.name,
    command,
    occurredAt,
    onBehalfOf,
    classification,
    publicSummary,
    lateReason,
    lintOverride,
    sources,
  });
}

/** A command as plain JSON, without what was left out. */
function plain(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(plain);
  const object: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) if (member !== undefined) object[name] = plain(member);
  return object;
}
