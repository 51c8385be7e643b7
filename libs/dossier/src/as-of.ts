import type { LogReader, StoredEntry } from '#event-log';
import {
  accessByEntry,
  dayOf,
  isDay,
  startOf,
  plusDays,
  rectified,
  RecordRectified,
  SecrecyImposed,
  type Audience,
  type DossierEvent,
  type DossierState,
} from '#governance';
import { CONFIDENTIAL_TYPE, type MayOpen, type Vault } from '#vault';
import {
  audienceMayOpen,
  audienceMayOpenUnder,
  entryType,
  guardEventOf,
  openedEventOf,
  type AnyEvent,
} from './codec.js';
import { dossierKind, organisationKind } from './engine.js';
import type { EventTypes } from './codec.js';

/**
 * A point on both axes (governance.md §4.13). `known`: what had been recorded by then; `day`: what had happened by
 * then. Absent means now.
 */
export interface AsOf {
  /** `zoalsBekendOp`: a day (its 24:00, Amsterdam) or an instant. */
  readonly known?: string;
  /** `opPeildatum`: a day; default the day of `known`. */
  readonly day?: string;
}
export interface Moment {
  /** Entries recorded before this instant count. */
  readonly knownUntil: string | undefined;
  readonly day: string;
}
export type MomentResult =
  { readonly ok: true; readonly moment: Moment } | { readonly ok: false; readonly detail: string };

/** Resolves the two axes; asking for a day after what was known is a mistake of the asker (400). */
export function momentOf(asOf: AsOf, now: string): MomentResult {
  const knownUntil =
    asOf.known === undefined ? undefined : isDay(asOf.known) ? startOf(plusDays(asOf.known, 1)) : justAfter(asOf.known);
  const knownDay = asOf.known === undefined ? dayOf(now) : isDay(asOf.known) ? asOf.known : dayOf(asOf.known);
  const day = asOf.day ?? knownDay;
  if (day > knownDay)
    return { ok: false, detail: `De peildatum ${day} ligt na ${knownDay}, de dag waarop het bekend moest zijn.` };
  return { ok: true, moment: { knownUntil, day } };
}

/** What was recorded at the very instant asked for counts; recording times are whole milliseconds. */
const justAfter = (instant: string): string => new Date(Date.parse(instant) + 1).toISOString();

const PAGE = 1_000;

/** All that a fold of the past needs of the log. */
type StreamReader = Pick<LogReader, 'readStream'>;

/** All entries of one stream, in its own order. */
export async function entriesOf(log: StreamReader, stream: string): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (;;) {
    const page = await log.readStream(stream, entries.length, PAGE);
    entries.push(...page);
    if (page.length < PAGE) return entries;
  }
}

/**
 * Keeps what was recorded and had happened by the moment, in fold order. Corrections that were recorded by then are put
 * in their place first, so that they count from the day on which the corrected thing happened (X1).
 */
export function atMoment(events: readonly AnyEvent[], { knownUntil, day }: Moment): readonly AnyEvent[] {
  const known = events.filter(({ meta }) => knownUntil === undefined || meta.recordedAt < knownUntil);
  return rectified(known)
    .filter((event) => event.meta.day <= day || holdsForDaysBefore(event))
    .sort(foldOrder);
}
/** What says itself from which day it holds is kept by its recording alone: a rule may hold for days before it was made. */
export const holdsForDaysBefore = ({ type }: Pick<AnyEvent, 'type'>): boolean =>
  type === 'PolicyAdopted' || type === 'CalendarSet';
export function foldOrder(a: AnyEvent, b: AnyEvent): number {
  return a.meta.day === b.meta.day ? a.meta.position - b.meta.position : a.meta.day < b.meta.day ? -1 : 1;
}

/** These open whatever secrecy there is, so for them nobody needs to know which acts are about it. */
const opensSecrets = (audience: Audience): boolean => audience === 'college' || audience === 'auditor';

/** The types of entry without which every entry says for itself who may open it, in whatever version. */
const SECRET_TYPES = [CONFIDENTIAL_TYPE, entryType(SecrecyImposed), entryType(RecordRectified)].map((type) =>
  type.replace(/\.v\d+$/, '.v'),
);
/** Most dossiers have none, and then nothing has to be opened twice. Free text with such a word in it costs only time. */
const holdsSecrets = (entries: readonly StoredEntry[]): boolean =>
  entries.some(({ bytes }) => {
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return SECRET_TYPES.some((type) => line.includes(type));
  });

/**
 * What an audience may open of each entry of a dossier, in a view of what was known before an instant: what was granted
 * by then and is still granted today. `entries` are all of the dossier in the order of the log. It opens them for the
 * guards first, for what an entry grants stands in other entries.
 */
export function accessFor(
  vault: Vault,
  entries: readonly StoredEntry[],
  audience: Audience,
  knownUntil: string | undefined,
): (entry: StoredEntry) => MayOpen {
  const plain = audienceMayOpen(audience);
  if (opensSecrets(audience) || !holdsSecrets(entries)) return () => plain;
  const events = entries.flatMap((entry) => {
    const event = guardEventOf(
      dossierKind.types,
      vault.open(entry, () => true),
      entry.position,
    );
    return event === undefined ? [] : [event];
  });
  const grantsOf = accessByEntry(events as unknown as readonly DossierEvent[], knownUntil);
  return (entry) => {
    const grants = grantsOf(entry.id);
    return grants === undefined ? plain : audienceMayOpenUnder(audience, ...grants);
  };
}

/** The events of a stream at a moment, in fold order, opened for an audience. */
export async function openedEventsAt(
  log: StreamReader,
  vault: Vault,
  stream: string,
  moment: Moment,
  audience: Audience,
): Promise<readonly AnyEvent[]> {
  const ofOrganisation = stream.startsWith(organisationKind.prefix);
  const types: EventTypes = ofOrganisation ? organisationKind.types : dossierKind.types;
  const entries = await entriesOf(log, stream);
  // Secrecy rests on what stands in a dossier; the organisation has bodies and persons, and no secrets of its own.
  const plain = audienceMayOpen(audience);
  const may = ofOrganisation ? () => plain : accessFor(vault, entries, audience, moment.knownUntil);
  const events: AnyEvent[] = [];
  for (const entry of entries) {
    const event = openedEventOf(types, vault.open(entry, may(entry)), entry.position);
    if (event !== undefined) events.push(event);
  }
  return atMoment(events, moment);
}

/**
 * The state that the guards would have seen at a moment. For an audience it leaves out every entry of which that may
 * not even know what it is, so that nothing that is derived from it tells that there is one.
 */
export async function stateAt(
  log: StreamReader,
  vault: Vault,
  stream: string,
  moment: Moment,
  audience: Audience = 'auditor',
): Promise<DossierState> {
  const state = dossierKind.initial();
  const events: AnyEvent[] = [];
  const entries = await entriesOf(log, stream);
  const may = accessFor(vault, entries, audience, moment.knownUntil);
  for (const entry of entries) {
    if (!opensSecrets(audience) && dossierKind.types.find(vault.open(entry, may(entry)).type) === undefined) continue;
    const event = guardEventOf(
      dossierKind.types,
      vault.open(entry, () => true),
      entry.position,
    );
    if (event !== undefined) events.push(event);
  }
  for (const event of atMoment(events, moment)) dossierKind.evolve(state, event);
  return state;
}
