import type { Audience } from '#governance';
import { dossierKind } from '#dossier';
import { amsterdamDay, type Point, type Readable, type Told } from './dossiers.js';

/**
 * Who could open what, written down from governance.md §4.13 as plainly as it can be, by searching the whole story for
 * every question. It shares nothing with the code under test but the declared class of each field.
 */
type SealClass = 'openbaar' | 'intern' | 'bestuur' | 'persoon';
const WITHHELD = { hidden: 'withheld' };
const PREPARATION = [
  'ProposalDrafted',
  'OptionRecorded',
  'AdviceRequested',
  'AdviceRendered',
  'QuestionRaised',
  'QuestionAnswered',
  'IntentionStated',
  'DissentRecorded',
];
const ACTS_OF_SECRECY = ['SecrecyImposed', 'SecretShared', 'SecrecyReviewed', 'SecrecyLifted'];

const ids = (value: unknown): readonly string[] => (value as readonly string[] | undefined) ?? [];
const imposedIn = (known: readonly Told[]): readonly Told[] => known.filter(({ type }) => type === 'SecrecyImposed');

/** Does this secrecy name this entry: itself, or the decision, document or meeting that it is about? */
function names({ data }: Told, entry: Told): boolean {
  return (
    ids(data['entryIds']).includes(entry.entryId) ||
    ids(data['decisionIds']).includes(entry.data['decisionId'] as string) ||
    ids(data['documentIds']).includes(entry.data['deliveryId'] as string) ||
    ids(data['meetingIds']).includes(entry.data['meetingId'] as string)
  );
}
const LISTS = ['entryIds', 'decisionIds', 'documentIds', 'meetingIds'];
const share = (a: Told, b: Told): boolean =>
  LISTS.some((list) => ids(a.data[list]).some((id) => ids(b.data[list]).includes(id)));

/** A secrecy may itself be laid over an act about another one. */
const hidesActOf = (own: Told, secrecy: Told, known: readonly Told[]): boolean =>
  known.some(
    ({ type, data, entryId }) =>
      ACTS_OF_SECRECY.includes(type) &&
      data['secrecyId'] === secrecy.data['secrecyId'] &&
      ids(own.data['entryIds']).includes(entryId),
  );

/** The secrecies, in force or not, under which an entry rests by what was recorded. */
export function covering(entry: Told, known: readonly Told[]): readonly Told[] {
  const all = imposedIn(known);
  const found = new Set(all.filter((secrecy) => names(secrecy, entry)));
  // An act about a secrecy says what is secret, and so does a secrecy over the same thing.
  const spokenOf = all.filter(
    ({ data }) => ACTS_OF_SECRECY.includes(entry.type) && data['secrecyId'] === entry.data['secrecyId'],
  );
  for (const own of spokenOf)
    for (const secrecy of all)
      if (secrecy === own || share(own, secrecy) || hidesActOf(own, secrecy, known)) found.add(secrecy);
  // A correction repeats what it corrects.
  const target = targetOf(entry, known);
  if (target !== undefined) for (const secrecy of covering(target, known)) found.add(secrecy);
  return [...found];
}
const targetOf = (entry: Told, known: readonly Told[]): Told | undefined =>
  entry.type === 'RecordRectified' ? known.find(({ entryId }) => entryId === entry.data['entryId']) : undefined;

const about = (known: readonly Told[], type: string, secrecy: Told): readonly Told[] =>
  known.filter((act) => act.type === type && act.data['secrecyId'] === secrecy.data['secrecyId']);
const inForce = (known: readonly Told[], secrecy: Told): boolean => about(known, 'SecrecyLifted', secrecy).length === 0;
const raadHas = (known: readonly Told[], secrecy: Told): boolean =>
  secrecy.data['imposedBy'] === 'raad' ||
  about(known, 'SecretShared', secrecy).some(({ data }) => data['to'] === 'raad' && data['wholeBody'] === true);

/** Delivered to everybody: a publication of what it is and of what it covers. */
const given = (known: readonly Told[]): readonly Told[] =>
  known.filter(({ type, data }) => type === 'InformationDelivered' && data['wholeBody'] === true);
const madePublic = (known: readonly Told[], id: string): boolean =>
  given(known).some(({ data, entryId }) => data['to'] === 'openbaar' && [entryId, ...ids(data['covers'])].includes(id));
const decisionPublic = (known: readonly Told[], id: string): boolean =>
  madePublic(known, id) || known.some(({ type, data }) => type === 'DecisionPublished' && data['decisionId'] === id);

function published(entry: Told, known: readonly Told[]): boolean {
  const { decisionId, deliveryId } = entry.data as Readonly<Record<string, string>>;
  if (madePublic(known, entry.entryId)) return true;
  if (decisionId !== undefined && !PREPARATION.includes(entry.type) && decisionPublic(known, decisionId)) return true;
  if (deliveryId !== undefined && madePublic(known, deliveryId)) return true;
  if (!ACTS_OF_SECRECY.includes(entry.type)) return false;
  const own = imposedIn(known).filter(({ data }) => data['secrecyId'] === entry.data['secrecyId']);
  return own.length > 0 && own.every((secrecy) => everythingPublished(secrecy, known));
}
function everythingPublished({ data }: Told, known: readonly Told[]): boolean {
  return (
    ids(data['meetingIds']).length === 0 &&
    ids(data['decisionIds']).every((id) => decisionPublic(known, id)) &&
    [...ids(data['entryIds']), ...ids(data['documentIds'])].every((id) => madePublic(known, id))
  );
}

/** Could this audience open values of this class in this entry, if `known` were all that was ever recorded? */
function could(audience: Audience, entry: Told, seal: SealClass, known: readonly Told[]): boolean {
  if (audience === 'college' || audience === 'auditor') return true;
  const over = covering(entry, known);
  const target = targetOf(entry, known);
  const classes = [entry, ...(target === undefined ? [] : [target])].map(({ classification }) => classification);
  const secret = over.length === 0 ? classes.includes('geheim') : over.some((secrecy) => inForce(known, secrecy));
  if (seal === 'persoon') return audience === 'ambtelijk' && !secret;
  const handed = given(known).includes(entry) && entry.data['to'] === 'raad' && entry.classification === 'geheim';
  const shared = over.length > 0 && over.every((secrecy) => raadHas(known, secrecy));
  if (audience === 'raad' && (handed || shared)) return true;
  if (secret) return false;
  // A correction of an intern act is read as such an act: its public summary is public, the values are not.
  const asIntern = entry.classification === 'openbaar' ? classes.includes('intern') : entry.classification === 'intern';
  if (asIntern) return seal === 'openbaar' || (audience === 'ambtelijk' && seal === 'intern');
  const outside =
    over.length === 0
      ? classes.every((each) => each === 'openbaar')
      : published(entry, known) || (target !== undefined && published(target, known));
  const open = outside && !classes.includes('intern');
  return open || (audience === 'ambtelijk' && seal !== 'bestuur');
}

/** Everything that was recorded by the moment; a day means its 24:00. */
export function knownBy(told: readonly Told[], { known }: Point): readonly Told[] {
  if (known === undefined) return told;
  const asDay = known.length === 'YYYY-MM-DD'.length;
  return told.filter(({ recordedAt }) => (asDay ? amsterdamDay(recordedAt) <= known : recordedAt <= known));
}
export const dayOfPoint = ({ known, day }: Point, now: string): string =>
  day ?? (known === undefined ? amsterdamDay(now) : known.length === 10 ? known : amsterdamDay(known));

/** What was granted by then and is still granted: an entry recorded later counts only for what is granted today. */
export function mayOpenAt(audience: Audience, told: readonly Told[], point: Point): MayOpen {
  const known = knownBy(told, point);
  const answers = new Map<string, boolean>();
  return (entry, seal) => {
    const question = `${entry.position} ${seal}`;
    const answer =
      answers.get(question) ??
      (could(audience, entry, seal, told) && (known === told || could(audience, entry, seal, known)));
    answers.set(question, answer);
    return answer;
  };
}
type MayOpen = (entry: Told, seal: SealClass) => boolean;

const sealOf = (type: string, name: string): SealClass | undefined => {
  const field = dossierKind.declarations[type]!.fields[name]!;
  return field.disclosure === 'open' ? undefined : (field.seal ?? 'intern');
};

/** One entry as the audience could open it; undefined when even what it is stays hidden. */
export function opened(entry: Told, may: MayOpen): Readable | undefined {
  const secretEnvelope = entry.classification === 'geheim';
  if (secretEnvelope && !may(entry, 'intern')) return undefined;
  const shown = (seal: SealClass | undefined, value: unknown): unknown =>
    value === undefined || seal === undefined || may(entry, seal) ? value : WITHHELD;
  const data = Object.fromEntries(
    Object.entries(entry.data).map(([name, value]) => [name, shown(sealOf(entry.type, name), value)]),
  );
  return {
    type: entry.type,
    data,
    position: entry.position,
    day: entry.day,
    recordedAt: entry.recordedAt,
    recorder: may(entry, 'intern') ? entry.person : undefined,
    publicSummary: shown('openbaar', entry.publicSummary),
    lateReason: shown('intern', entry.lateReason),
  };
}

/** All that an audience could open by the moment, whatever it happened to be about. */
export function openedBy(told: readonly Told[], point: Point, audience: Audience): readonly Readable[] {
  const may = mayOpenAt(audience, told, point);
  return knownBy(told, point).flatMap((entry) => opened(entry, may) ?? []);
}

/** The view of an audience, folded from nothing but what it could open then. */
export function naiveView(told: readonly Told[], point: Point, audience: Audience, now: string): readonly Readable[] {
  const seen = openedBy(told, point, audience);
  const corrected = seen.map((event) => ({ ...event, data: { ...event.data, ...corrections(event, seen, told) } }));
  const day = dayOfPoint(point, now);
  return corrected
    .filter((event) => event.day <= day)
    .sort((a, b) => (a.day === b.day ? a.position - b.position : a.day < b.day ? -1 : 1));
}

/** The last correction of an entry that the reader may know of; without its values the first ones are hidden too. */
function corrections(
  event: Readable,
  seen: readonly Readable[],
  told: readonly Told[],
): Readonly<Record<string, unknown>> {
  const own = seen.filter(
    ({ type, data }) =>
      type === 'RecordRectified' &&
      data['entryId'] === told.find(({ recordedAt }) => recordedAt === event.recordedAt)!.entryId,
  );
  const changes = own.at(-1)?.data['changes'];
  if (changes === undefined) return {};
  if (!Array.isArray(changes)) return { subject: changes };
  return { subject: JSON.parse((changes[0] as { is: string }).is) as unknown };
}
