import {
  daysBetween,
  dutchDay,
  dossierEvents,
  evolveKnowledge,
  firstInPress,
  firstLearned,
  indexKnowledge,
  KNOWERS,
  noKnowledge,
  type KnowableFact,
  type Knower,
  type Knowledge,
  type KnowledgeIndex,
  type Learning,
  type Press,
  type OpenedDossierEvent,
  type Way,
} from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import { known, nameOf, noteName, told, unnamed, type Figure, type Named, type Told } from './shared.js';

/** The duties that say by when the raad or another body should have known. */
interface DutyRow {
  readonly dutyId: string;
  readonly creditor: string;
  readonly about: readonly string[];
  readonly dueOn: string;
  fulfilledOn: string | null;
  overdueOn: string | null;
  readonly entries: number[];
}
interface WhoKnewDoc extends Named {
  knowledge: Knowledge;
  /** What an entry is called: its thing, and in words. */
  titles: Record<string, Told<string>>;
  documents: Record<string, { title: Told<string>; channel: string; sha256: Told<string>; entries: number[] }>;
  press: Record<string, { medium: Told<string>; headline: Told<string>; entries: number[] }>;
  duties: DutyRow[];
}

/** One cell: since when somebody knew, how, and how long after it happened. */
export interface KnownSince {
  readonly since: string;
  readonly way: Way;
  readonly document: Told<string>;
  readonly sha256: Told<string>;
  readonly days: number;
  readonly workingDays: number;
  readonly entries: readonly number[];
}
export interface PressBefore {
  readonly on: string;
  readonly medium: Told<string>;
  readonly headline: Told<string>;
  readonly days: number;
  readonly workingDays: number;
  readonly entries: readonly number[];
}
export interface Term {
  readonly dutyId: string;
  readonly creditor: string;
  readonly dueOn: string;
  readonly fulfilledOn: string | null;
  /** Working days after the term, up to the day of fulfilment or, when it is still owed, up to the day asked for. */
  readonly workingDaysLate: number;
  readonly entries: readonly number[];
}
/** One row: something that happened, and since when each knew of it. */
export interface FactRow {
  readonly position: number;
  readonly type: string;
  readonly label: string;
  readonly subject: string | null;
  readonly title: Told<string>;
  readonly on: string;
  /** Happens to be of a kind that policy calls material for the raad. */
  readonly material: boolean;
  readonly known: Readonly<Record<Knower, KnownSince | null>>;
  readonly press: PressBefore | null;
  readonly terms: readonly Term[];
  readonly ids: readonly string[];
}
export interface PresentedKnowledge {
  readonly name: Figure<string>;
  readonly day: string;
  readonly knowers: readonly Knower[];
  readonly facts: readonly FactRow[];
}

/** Which of a dossier's events are facts of their own: what is decided, changed, escalated or goes live. */
const NO_FACTS: ReadonlySet<string> = new Set([
  'OptionRecorded',
  'CriterionDefined',
  'HistoryImported',
  'InformationDelivered',
  'InformationPlanned',
  'InformationDutyIncurred',
  'InformationDutyFulfilled',
  'InformationDutyOverdue',
  'ReceiptConfirmed',
  'DecisionAttested',
  'DecisionListPublished',
  'PublicExposureRecorded',
]);
const TITLE_FIELDS = ['subject', 'title', 'name', 'label', 'question'] as const;

/** Who knew what, and when (governance.md, read model g): facts, and since when each function knew of them. */
export const whoKnewWhat: ReadModel<WhoKnewDoc, PresentedKnowledge> = {
  name: 'who-knew-what',
  version: 1,
  initial: () => ({ ...unnamed(), knowledge: noKnowledge(), titles: {}, documents: {}, press: {}, duties: [] }),
  evolve,
  present,
};

function evolve(doc: WhoKnewDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  evolveKnowledge(doc.knowledge, event);
  const entries = [event.meta.position];
  noteTitle(doc, event);
  switch (event.type) {
    case 'InformationDelivered': {
      const { deliveryId, subject, channel, sha256 } = event.data;
      doc.documents[deliveryId] = { title: told(subject), channel, sha256: told(sha256), entries };
      return;
    }
    case 'PublicExposureRecorded': {
      const { exposureId, medium, headline } = event.data;
      doc.press[exposureId] = { medium: told(medium), headline: told(headline), entries };
      return;
    }
    case 'InformationDutyIncurred': {
      const { dutyId, creditor, about, dueOn } = event.data;
      doc.duties.push({ dutyId, creditor, about, dueOn, fulfilledOn: null, overdueOn: null, entries });
      return;
    }
    case 'InformationDutyFulfilled':
      return noteDuty(doc, event.data.dutyId, (duty) => {
        duty.fulfilledOn ??= event.data.fulfilledOn;
        duty.entries.push(event.meta.position);
      });
    case 'InformationDutyOverdue':
      return noteDuty(doc, event.data.dutyId, (duty) => {
        duty.overdueOn = event.meta.day;
        duty.entries.push(event.meta.position);
      });
    default:
      return;
  }
}
function noteDuty(doc: WhoKnewDoc, dutyId: string, change: (duty: DutyRow) => void): void {
  const duty = doc.duties.find((row) => row.dutyId === dutyId);
  if (duty !== undefined) change(duty);
}
/** The first words by which a thing was called stay its title. */
function noteTitle(doc: WhoKnewDoc, event: OpenedDossierEvent): void {
  const data = event.data as Readonly<Record<string, unknown>>;
  const subject = subjectOf(data);
  const field = TITLE_FIELDS.find((name) => data[name] !== undefined);
  if (subject === null || field === undefined || Object.hasOwn(doc.titles, subject)) return;
  doc.titles[subject] = told(data[field] as string);
}
/** The thing that an event is about: the first id that it names. */
function subjectOf(data: Readonly<Record<string, unknown>>): string | null {
  const name = Object.keys(data).find((key) => key.endsWith('Id') && typeof data[key] === 'string');
  return name === undefined ? null : (data[name] as string);
}

function present(doc: WhoKnewDoc, at: PresentContext): PresentedKnowledge {
  const facts = doc.knowledge.facts.filter(({ type }) => !NO_FACTS.has(type));
  const index = indexKnowledge(doc.knowledge);
  return {
    name: nameOf(doc),
    day: at.day,
    knowers: KNOWERS,
    facts: facts.map((fact) => rowOf(doc, index, fact, at)).sort((a, b) => a.position - b.position),
  };
}

function rowOf(doc: WhoKnewDoc, index: KnowledgeIndex, fact: KnowableFact, at: PresentContext): FactRow {
  const [first] = fact.ids;
  const subject = fact.ids.length > 1 ? first! : null;
  const declaration = dossierEvents[fact.type as keyof typeof dossierEvents];
  return {
    position: fact.position,
    type: fact.type,
    label: declaration?.label ?? fact.type,
    subject,
    title: subject !== null && Object.hasOwn(doc.titles, subject) ? doc.titles[subject]! : null,
    on: fact.on,
    material: at.policy.materialForRaad.includes(fact.type),
    known: Object.fromEntries(
      KNOWERS.map((knower) => [knower, cellOf(doc, firstLearned(index, fact, knower), fact, knower, at)]),
    ) as FactRow['known'],
    press: pressOf(doc, firstInPress(index, fact), fact, at),
    terms: termsOf(doc, fact, at),
    ids: fact.ids,
  };
}

function cellOf(
  doc: WhoKnewDoc,
  learned: Learning | undefined,
  fact: KnowableFact,
  knower: Knower,
  at: PresentContext,
): KnownSince | null {
  if (learned === undefined) return null;
  const document = learned.deliveryId === undefined ? undefined : doc.documents[learned.deliveryId];
  return {
    since: learned.on,
    way: learned.knower === 'openbaar' && knower !== 'openbaar' ? 'openbaar' : learned.way,
    document: document?.title ?? null,
    sha256: document?.sha256 ?? null,
    ...lag(fact.on, learned.on, at),
    entries: [learned.position],
  };
}
function pressOf(
  doc: WhoKnewDoc,
  press: Press | undefined,
  fact: KnowableFact,
  at: PresentContext,
): PressBefore | null {
  const row = press === undefined ? undefined : doc.press[press.exposureId];
  if (press === undefined || row === undefined) return null;
  return {
    on: press.on,
    medium: row.medium,
    headline: row.headline,
    ...lag(fact.on, press.on, at),
    entries: row.entries,
  };
}
function termsOf(doc: WhoKnewDoc, fact: KnowableFact, at: PresentContext): readonly Term[] {
  return doc.duties
    .filter(({ about }) => about.some((id) => fact.ids.includes(id)))
    .map(({ dutyId, creditor, dueOn, fulfilledOn, entries }) => ({
      dutyId,
      creditor,
      dueOn,
      fulfilledOn,
      workingDaysLate: Math.max(0, workingDays(dueOn, fulfilledOn ?? at.day, at)),
      entries,
    }));
}
const lag = (from: string, to: string, at: PresentContext) => ({
  days: daysBetween(from, to),
  workingDays: workingDays(from, to, at),
});
const workingDays = (from: string, to: string, at: PresentContext): number =>
  to <= from ? 0 : at.calendar.workingDaysBetween(from, to);

/** The question "Wat wist {orgaan} op {datum} over {onderwerp}?", answered with its evidence. */
export interface KnowledgeAnswer {
  readonly name: Figure<string>;
  readonly knower: Knower;
  readonly day: string;
  readonly subject: string;
  readonly title: Told<string>;
  /** The answer in one or two sentences. */
  readonly answer: string;
  /** One line per fact, what was known first. */
  readonly lines: readonly string[];
  readonly knew: readonly FactRow[];
  readonly didNotKnow: readonly FactRow[];
}

/** `day` is that of the matrix: a fact and an act by which it became known both happened by then. */
export function whatDidTheyKnow(matrix: PresentedKnowledge, knower: Knower, subject: string): KnowledgeAnswer {
  const facts = matrix.facts.filter((fact) => fact.ids.includes(subject));
  const knew = facts.filter((fact) => fact.known[knower] !== null);
  const didNotKnow = facts.filter((fact) => fact.known[knower] === null);
  return {
    name: matrix.name,
    knower,
    day: matrix.day,
    subject,
    title: facts.find(({ title }) => title !== null)?.title ?? null,
    answer: answerTo(facts, knew, `${KNOWER_WORDS[knower]} op ${dutchDay(matrix.day)}`, subject),
    lines: [...knew, ...didNotKnow].map((fact) => lineOf(fact, knower)),
    knew,
    didNotKnow,
  };
}

const KNOWER_WORDS: Readonly<Record<Knower, string>> = {
  projectleider: 'de projectleider',
  AO: 'de ambtelijk opdrachtgever',
  BO: 'de bestuurlijk opdrachtgever',
  college: 'het college',
  raad: 'de raad',
  openbaar: 'het publiek',
};

function answerTo(facts: readonly FactRow[], knew: readonly FactRow[], who: string, subject: string): string {
  if (facts.length === 0) return `Er was toen niets vastgelegd over ${subject}.`;
  const press = facts.find((fact) => fact.press !== null)?.press;
  const alsoPress = press === undefined || press === null ? '' : ` De pers bracht het op ${dutchDay(press.on)}.`;
  if (knew.length === 0)
    return `Van de ${facts.length} feiten over ${subject} wist ${who} niets uit een eigen handeling of een document.${alsoPress}`;
  return `Van de ${facts.length} feiten over ${subject} wist ${who} er ${knew.length}.${alsoPress}`;
}
function lineOf(fact: FactRow, knower: Knower): string {
  const what = `${fact.label} op ${dutchDay(fact.on)} (regel ${fact.position})`;
  const cell = fact.known[knower];
  if (cell === null) return `✗ ${what}: niet bekend`;
  const title = known(cell.document);
  const by = title === undefined ? cell.way : `${cell.way} "${title}"`;
  return `✓ ${what}: bekend sinds ${dutchDay(cell.since)} door ${by}, na ${cell.days} dagen (${cell.workingDays} werkdagen; regel ${cell.entries.join(', ')})`;
}
