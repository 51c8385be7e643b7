import type { Classification, OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  askedOfRaad,
  evolveMeetingsDoc,
  initialMeetingsDoc,
  treatedByRaad,
  type Asked,
  type MeetingsDoc,
  type Treated,
} from './asked.js';
import { collegeReport, presentCollege, type CollegeDoc, type PresentedReport } from './college-report.js';
import { evolveInforming, initialInforming, presentInforming, type InformingDoc } from './informing.js';
import { noteRecorded } from './scope-history.js';
import { evolveSecrets, secretItems, type SecretsDoc } from './secret-items.js';
import { figure, find, type Figure, type Table } from './shared.js';

export interface CouncilDoc {
  report: CollegeDoc;
  meetings: MeetingsDoc;
  /** Of every duty, with its texts and entries taken out when its act was not released. */
  owed: InformingDoc;
  /** Of every secrecy, its open fields. */
  secrets: SecretsDoc;
  /** The things that released acts name: what a duty is about may be shown when it is one of these. */
  released: Table<true>;
  /** Every subject with how public it is by now: only the counts ever leave this view. */
  subjects: Table<Classification>;
}
export interface PresentedCouncilReport extends Omit<PresentedReport, 'signals' | 'unknownToRaad'> {
  /** How many subjects this report leaves out. Their entries are left out too. */
  readonly withheld: {
    readonly intern: Figure<number>;
    readonly geheim: Figure<number>;
    readonly duties: Figure<number>;
  };
  readonly asked: readonly Asked[];
  readonly treated: readonly Treated[];
  /** The next day on which the raad is to be told something; null when nothing is owed. */
  readonly nextOn: string | null;
}

const SUBJECT_IDS = ['decisionId', 'changeId', 'escalationId', 'goLiveId', 'frameId', 'lessonId'] as const;
function subjectOf(event: OpenedDossierEvent): string | undefined {
  const data = event.data as Readonly<Record<string, unknown>>;
  const name = SUBJECT_IDS.find((field) => typeof data[field] === 'string');
  return name === undefined ? undefined : `${name}:${String(data[name])}`;
}

/** Released to everyone, or an act of the raad itself. A secret act never enters by its author. */
function isForCouncil(event: OpenedDossierEvent): boolean {
  const { classification, role, onBehalfOf } = event.meta;
  return classification === 'openbaar' || (classification === 'intern' && (onBehalfOf ?? role) === 'raad');
}

export function evolveCouncil(doc: CouncilDoc, event: OpenedDossierEvent): void {
  const released = isForCouncil(event);
  const shown = released ? event : bare(event);
  evolveSecrets(doc.secrets, event);
  evolveInforming(doc.owed, shown);
  const subject = subjectOf(event);
  if (released) {
    for (const reference of referencesOf(event)) doc.released[reference] = true;
    if (subject !== undefined) doc.subjects[subject] = 'openbaar';
    evolveMeetingsDoc(doc.meetings, event);
    collegeReport.evolve(doc.report, event);
    return;
  }
  // A correction may be released although what it corrects is not; then it still says which thing it sets right.
  noteRecorded(doc.report.scope, shown);
  if (subject === undefined || find(doc.subjects, subject) === 'openbaar') return;
  if (find(doc.subjects, subject) !== 'geheim') doc.subjects[subject] = event.meta.classification;
}

const WITHHELD = { hidden: 'withheld' } as const;
/** No entry of the log has this place. */
const NOWHERE = -1;
/** An act that was not released: its open fields, without the words and without the way to its entry. */
function bare(event: OpenedDossierEvent): OpenedDossierEvent {
  const data = event.data as Readonly<Record<string, unknown>>;
  const kept = 'subject' in data ? { ...data, subject: WITHHELD } : data;
  return { ...event, data: kept, meta: { ...event.meta, position: NOWHERE } } as OpenedDossierEvent;
}
function referencesOf({ data }: OpenedDossierEvent): readonly string[] {
  return Object.entries(data).flatMap(([name, value]) =>
    name.endsWith('Id') && typeof value === 'string' ? [value] : name === 'covers' ? (value as string[]) : [],
  );
}

function presentCouncil(doc: CouncilDoc, at: PresentContext): PresentedCouncilReport {
  const { signals: _signals, unknownToRaad: _unknown, ...report } = presentCollege(doc.report, at);
  const count = (kind: Classification): Figure<number> =>
    figure(Object.values(doc.subjects).filter((one) => one === kind).length);
  const owedToRaad = Object.values(doc.owed.duties).filter(({ creditor }) => creditor === 'raad');
  const mayShow = (row: { creditor: string; dutyId: string; about: readonly string[] }): boolean =>
    row.creditor === 'raad' && [row.dutyId, ...row.about].some((id) => find(doc.released, id) === true);
  const { promised } = report.informing;
  const informing = { ...presentInforming(doc.owed, at, mayShow), promised };
  const owed = [...informing.soon, ...informing.later].map(({ plannedOn, dueOn }) => plannedOn ?? dueOn);
  return {
    ...report,
    informing,
    secretItems: secretItems(doc.secrets, at),
    asked: askedOfRaad(doc.meetings, report.decisionsWaiting, at),
    treated: treatedByRaad(doc.meetings),
    nextOn: owed.sort()[0] ?? null,
    name: report.name.value === null ? figure<string>({ hidden: 'withheld' }) : report.name,
    // Only a public official is named; the AO and the projectleider are functions here. Nor is a role called vacant:
    // an appointment that was not released looks the same as none.
    roles: report.roles.map((role) =>
      role.role === 'BO' && role.person.value !== null
        ? role
        : { ...role, person: figure<string>({ hidden: 'withheld' }, role.person.entries) },
    ),
    // Vacancies are judged over public acts only, so a gap here could be one that was merely not published.
    roleGaps: [],
    status: report.tolerances.some((one) => one.light === 'fout')
      ? 'fout'
      : report.tolerances.some((one) => one.light === 'let op')
        ? 'let op'
        : report.tolerances.some((one) => one.light === 'goed')
          ? 'goed'
          : 'geen gegevens',
    withheld: {
      intern: count('intern'),
      geheim: count('geheim'),
      duties: figure(owedToRaad.filter((row) => !mayShow(row)).length),
    },
  };
}

/** The council report (governance.md, read model b): only what was released, and how much was not. */
export const councilReport: ReadModel<CouncilDoc, PresentedCouncilReport> = {
  name: 'council-report',
  version: 3,
  initial: () => ({
    report: collegeReport.initial(),
    meetings: initialMeetingsDoc(),
    owed: initialInforming(),
    secrets: {},
    released: {},
    subjects: {},
  }),
  evolve: evolveCouncil,
  present: presentCouncil,
};
