import type { Classification, OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  evolveCollege,
  initialCollege,
  presentCollege,
  type CollegeDoc,
  type PresentedReport,
} from './college-report.js';
import { figure, find, type Figure, type Table } from './shared.js';

export interface CouncilDoc {
  report: CollegeDoc;
  /** Every subject with how public it is by now: only the counts ever leave this view. */
  subjects: Table<Classification>;
}
export interface PresentedCouncilReport extends Omit<PresentedReport, 'signals'> {
  /** How many subjects this report leaves out. Their entries are left out too. */
  readonly withheld: { readonly intern: Figure<number>; readonly geheim: Figure<number> };
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
  const subject = subjectOf(event);
  if (isForCouncil(event)) {
    if (subject !== undefined) doc.subjects[subject] = 'openbaar';
    evolveCollege(doc.report, event);
    return;
  }
  if (subject === undefined || find(doc.subjects, subject) === 'openbaar') return;
  if (find(doc.subjects, subject) !== 'geheim') doc.subjects[subject] = event.meta.classification;
}

function presentCouncil(doc: CouncilDoc, at: PresentContext): PresentedCouncilReport {
  const { signals: _internal, ...report } = presentCollege(doc.report, at);
  const count = (kind: Classification): Figure<number> =>
    figure(Object.values(doc.subjects).filter((one) => one === kind).length);
  return {
    ...report,
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
    withheld: { intern: count('intern'), geheim: count('geheim') },
  };
}

/** The council report (governance.md, read model b): only what was released, and how much was not. */
export const councilReport: ReadModel<CouncilDoc, PresentedCouncilReport> = {
  name: 'council-report',
  version: 2,
  initial: () => ({ report: initialCollege(), subjects: {} }),
  evolve: evolveCouncil,
  present: presentCouncil,
};
