import type { LogReader, StoredEntry } from '#event-log';
import {
  accessFor,
  audienceMayOpen,
  dossierKind,
  entriesOf,
  guardEventOf,
  isDossierStream,
  organisationKind,
  type AnyEvent,
} from '#dossier';
import {
  grantsFor,
  secrecyAt,
  secreciesOn,
  secrecyGround,
  secretEntryOf,
  type Audience,
  type DossierEvent,
} from '#governance';
import type { MayOpen, Vault } from '#vault';
import type { SecrecyNamed } from './grounds.js';

/** An export is for one of these; the organisation works with the system itself. */
export const EXPORT_AUDIENCES = ['raad', 'college', 'openbaar', 'auditor'] as const;
export type ExportAudience = (typeof EXPORT_AUDIENCES)[number];

/** What an audience may have of the entries of one stream, and what an export says of the rest. */
export interface StreamAccess {
  mayOpen(entry: StoredEntry): MayOpen;
  /** The class of a value that is withheld. */
  classOf(label: string): string;
  secrecyOn(entry: StoredEntry): readonly SecrecyNamed[];
  /** The secrecies in force on an entry that is secret and that this audience may read nevertheless. */
  secretRead(entry: StoredEntry): readonly string[] | undefined;
}

const OTHER_PROGRAMME = 'ander-programma';
const BESIDE_DOSSIER = 'pogingen en inzage';
const CLOSED_BY_OTHER = ', gesloten door een andere handeling';
/** Gemw 87 is what every secrecy rests on; of one that is itself secret nothing more is said. */
const SECRECY_ARTICLE = 'Gemw 87';
const CLOSED_MEETING_ARTICLE = 'Gemw 23 lid 4';
const UNNAMED = 'niet genoemd';

const nothing = (): boolean => false;
const noSecrecy = (): readonly SecrecyNamed[] => [];
const notSecret = (): undefined => undefined;
const opensEverything = (audience: Audience): boolean => audience === 'college' || audience === 'auditor';

export interface Asked {
  readonly audience: ExportAudience;
  /** Only values of this dossier. */
  readonly programme?: string;
}

/** Works out what may be opened in one stream; a dossier is read as a whole, since what an entry grants stands elsewhere. */
export async function accessToStream(
  log: LogReader,
  vault: Vault,
  stream: string,
  { audience, programme }: Asked,
): Promise<StreamAccess> {
  if (programme !== undefined && stream !== programme && !stream.startsWith(`${programme}/`))
    return closed(OTHER_PROGRAMME);
  if (isDossierStream(stream)) return accessToDossier(vault, await entriesOf(log, stream), audience);
  const ofDossier = stream.startsWith(dossierKind.prefix);
  // Refused attempts and reads of secrets repeat what was asked, whatever secrecy rests on it since.
  if (ofDossier && !opensEverything(audience)) return closed(BESIDE_DOSSIER);
  const plain = audienceMayOpen(audience);
  return { mayOpen: () => plain, classOf, secrecyOn: noSecrecy, secretRead: notSecret };
}

const closed = (because: string): StreamAccess => ({
  mayOpen: () => nothing,
  classOf: () => because,
  secrecyOn: noSecrecy,
  secretRead: notSecret,
});

/** `intern/geheim` is the class of the value and the classification of the act. */
const classOf = (label: string): string => label.replace('/', ', handeling ');

function accessToDossier(vault: Vault, entries: readonly StoredEntry[], audience: Audience): StreamAccess {
  const plain = audienceMayOpen(audience);
  const { named, readBy } = secrecyOf(vault, entries);
  return {
    mayOpen: accessFor(vault, entries, audience, undefined),
    // By its class alone this audience would have it; secrecy, or what the entry corrects, closes it.
    classOf: (label) => classOf(label) + (plain(label) ? CLOSED_BY_OTHER : ''),
    secrecyOn: opensEverything(audience) ? noSecrecy : named,
    secretRead: readBy(audience),
  };
}

function secrecyOf(vault: Vault, entries: readonly StoredEntry[]) {
  const events = new Map<string, AnyEvent>();
  for (const entry of entries) {
    const event = guardEventOf(
      dossierKind.types,
      vault.open(entry, () => true),
      entry.position,
    );
    if (event !== undefined) events.set(entry.id, event);
  }
  const state = secrecyAt([...events.values()] as unknown as readonly DossierEvent[], undefined);
  const openlyImposed = new Set(
    [...events.values()]
      .filter(({ type, meta }) => type === 'SecrecyImposed' && meta.classification !== 'geheim')
      .map(({ data }) => String(data['secrecyId'])),
  );
  const named: StreamAccess['secrecyOn'] = ({ id }) => {
    const event = events.get(id);
    if (event === undefined) return [];
    const inForce = secreciesOn(state, secretEntryOf(event));
    const unnamed = inForce.some((secrecyId) => !openlyImposed.has(secrecyId));
    return [
      ...inForce.filter((secrecyId) => openlyImposed.has(secrecyId)).map((secrecyId) => nameOf(secrecyId, state.all)),
      ...(unnamed ? [{ id: UNNAMED, articles: [SECRECY_ARTICLE] }] : []),
    ];
  };
  const readBy =
    (audience: Audience): StreamAccess['secretRead'] =>
    ({ id }) => {
      const event = events.get(id);
      if (event === undefined) return undefined;
      const secret = secretEntryOf(event);
      const grants = grantsFor(state, secret);
      const opens = opensEverything(audience) || (audience === 'raad' && grants.raad);
      return grants.secret && opens ? secreciesOn(state, secret) : undefined;
    };
  return { named, readBy };
}

function nameOf(id: string, all: ReturnType<typeof secrecyAt>['all']): SecrecyNamed {
  const { byLaw = false, grounds = [] } = all.get(id) ?? {};
  const articles = grounds.map((code) => secrecyGround(code)?.article ?? code);
  return { id, articles: [SECRECY_ARTICLE, ...(byLaw ? [CLOSED_MEETING_ARTICLE] : []), ...articles] };
}

/** At which entry each person's data were erased. */
export async function erasuresIn(log: LogReader, vault: Vault): Promise<ReadonlyMap<string, number>> {
  const erased = new Map<string, number>();
  for (const { stream } of await log.streams(organisationKind.prefix))
    for (const entry of await entriesOf(log, stream)) {
      const event = guardEventOf(
        organisationKind.types,
        vault.open(entry, () => true),
        entry.position,
      );
      if (event?.type === 'PersonalDataShredded') erased.set(String(event.data['person']), entry.position);
    }
  return erased;
}
