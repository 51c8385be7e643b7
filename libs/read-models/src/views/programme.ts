import type { COALITION_ROLES } from '#governance';
import { type CoalitionRole, type OpenedDossierEvent } from '#governance';
import type { PresentContext } from '../read-model.js';
import {
  ensure,
  figure,
  known,
  noteChange,
  sinceOf,
  told,
  type Change,
  type Figure,
  type Table,
  type Told,
} from './shared.js';

interface RoleTerm {
  role: CoalitionRole;
  person: Told<string>;
  from: string;
  until: string | null;
  entries: number[];
}
interface FrameRow {
  frameId: string;
  owner: string;
  day: string;
  credit: Told<number>;
  contingency: Told<number>;
  endDate: Told<string>;
  scopeItems: Told<number>;
  tolerances: Told<{ level: string; cumulativePercent?: number; days?: number; scopeItems?: number }[]>;
  norms: Told<{ measure: string; label: string; norm: number }[]>;
  entries: number[];
}
interface MilestoneRow {
  milestoneId: string;
  label: Told<string>;
  plannedOn: string | null;
  /** The day on which it was put in the plan: where its line in the trend begins. */
  statedOn: string | null;
  forecasts: { forecastOn: string; day: string; entries: number[] }[];
  reachedOn: string | null;
  entries: number[];
}
/** Who, what phase and within which frames: the head of the college and the council report. */
export interface ProgrammeDoc {
  name: { value: Told<string>; entries: number[] };
  mode: string | null;
  startedOn: string | null;
  endedOn: string | null;
  phase: { value: string | null; entries: number[] };
  paused: { since: string; reason: string; entries: number[] } | null;
  terms: RoleTerm[];
  frames: FrameRow[];
  milestones: Table<MilestoneRow>;
  benefits: Table<{
    label: Told<string>;
    baseline: Told<number>;
    target: Told<number>;
    measured: { day: string; value: Told<number>; entries: number[] }[];
    entries: number[];
  }>;
  overrides: { axis: string; status: string; until: string; decisionId: string; day: string; entries: number[] }[];
  lessons: { lessonId: string; lesson: Told<string>; measure: Told<string>; entries: number[] }[];
  snapshots: {
    batch: string;
    day: string;
    fields: Told<{ field: string; state: string; was?: string; value?: string; ground?: string }[]>;
    entries: number[];
  }[];
  changes: Change[];
}

export const initialProgramme = (): ProgrammeDoc => ({
  name: { value: null, entries: [] },
  mode: null,
  startedOn: null,
  endedOn: null,
  phase: { value: null, entries: [] },
  paused: null,
  terms: [],
  frames: [],
  milestones: {},
  benefits: {},
  overrides: [],
  lessons: [],
  snapshots: [],
  changes: [],
});

// eslint-disable-next-line max-lines-per-function -- one switch that reads as a table, a case per event
export function evolveProgramme(doc: ProgrammeDoc, event: OpenedDossierEvent): void {
  noteChange(doc.changes, event);
  const { position, day } = event.meta;
  const entries = [position];
  const milestone = (id: string): MilestoneRow => {
    const made = { milestoneId: id, label: null, plannedOn: null, statedOn: null, forecasts: [], reachedOn: null };
    const found = ensure(doc.milestones, id, () => ({ ...made, entries: [] }));
    found.entries.push(position);
    return found;
  };
  const benefit = (id: string): ProgrammeDoc['benefits'][string] =>
    ensure(doc.benefits, id, () => ({ label: null, baseline: null, target: null, measured: [], entries }));
  switch (event.type) {
    case 'ProgrammeInitiated':
      Object.assign(doc, { mode: event.data.mode, startedOn: day, endedOn: null });
      doc.name = { value: event.data.name, entries };
      doc.phase = { value: 'Verkenning', entries };
      return;
    case 'PhaseEntered':
      doc.phase = { value: event.data.phase, entries };
      return;
    case 'ProgrammePaused':
      doc.paused = { since: day, reason: event.data.reason, entries };
      return;
    case 'ProgrammeResumed':
      doc.paused = null;
      return;
    case 'ProgrammeTerminated':
    case 'ProgrammeClosed':
      doc.endedOn = day;
      doc.phase = { value: event.type === 'ProgrammeClosed' ? 'Gesloten' : 'Beëindigd', entries };
      return;
    case 'GovernanceModeChanged':
      doc.mode = event.data.mode;
      return;
    case 'RoleAppointed':
      endTerm(doc, event.data.role, day, position);
      doc.terms.push({ role: event.data.role, person: event.data.person, from: day, until: null, entries });
      return;
    case 'RoleEnded':
      endTerm(doc, event.data.role, day, position);
      return;
    case 'FrameAdopted':
    case 'FrameAmended': {
      const { frameId, owner, credit, contingency, endDate, scopeItems, tolerances, norms } = event.data;
      const limits = { tolerances, norms } as unknown as Pick<FrameRow, 'tolerances' | 'norms'>;
      const sizes = { credit: told(credit), contingency: told(contingency), scopeItems: told(scopeItems) };
      doc.frames.push({ frameId, owner, day, ...sizes, endDate: told(endDate), ...limits, entries });
      return;
    }
    case 'MilestonePlanned':
      planMilestone(milestone(event.data.milestoneId), event.data, day);
      return;
    case 'MilestoneForecast':
      milestone(event.data.milestoneId).forecasts.push({ forecastOn: event.data.forecastOn, day, entries });
      return;
    case 'MilestoneReached':
      milestone(event.data.milestoneId).reachedOn = event.data.reachedOn;
      return;
    case 'BenefitDefined': {
      const { benefitId, label, baseline, target } = event.data;
      Object.assign(benefit(benefitId), { label, baseline: told(baseline), target: told(target) });
      return;
    }
    case 'BenefitMeasured':
      benefit(event.data.benefitId).measured.push({ day, value: event.data.value, entries });
      return;
    case 'StatusOverridden': {
      const { axis, status, until, decisionId } = event.data;
      doc.overrides.push({ axis, status, until, decisionId, day, entries });
      return;
    }
    case 'LessonRecorded':
      doc.lessons.push({ lessonId: event.data.lessonId, lesson: event.data.lesson, measure: null, entries });
      return;
    case 'LessonMappedToMeasure': {
      const { lessonId, measure } = event.data;
      const lesson = doc.lessons.find((one) => one.lessonId === lessonId);
      if (lesson === undefined) doc.lessons.push({ lessonId, lesson: null, measure, entries });
      else Object.assign(lesson, { measure, entries: [...lesson.entries, position] });
      return;
    }
    case 'SnapshotRecorded': {
      const fields = event.data.fields as unknown as ProgrammeDoc['snapshots'][number]['fields'];
      doc.snapshots.push({ batch: event.data.batch, day, fields, entries });
      return;
    }
    default:
      return;
  }
}

/** A later date for the same milestone is one more expectation; the first plan stays the plan. */
function planMilestone(row: MilestoneRow, data: { label: Told<string>; plannedOn: string }, day: string): void {
  row.label = data.label;
  if (row.plannedOn === null) Object.assign(row, { plannedOn: data.plannedOn, statedOn: day });
  else row.forecasts.push({ forecastOn: data.plannedOn, day, entries: row.entries.slice(-1) });
}

function endTerm(doc: ProgrammeDoc, role: CoalitionRole, day: string, position: number): void {
  for (const term of doc.terms) {
    if (term.role !== role || term.until !== null) continue;
    term.until = day;
    term.entries.push(position);
  }
}

export interface RoleGap {
  readonly role: CoalitionRole;
  readonly from: string;
  readonly until: string | null;
  /** Calendar days. */
  readonly days: Figure<number>;
}
const HELD_ROLES = ['BO', 'AO', 'projectleider'] as const satisfies readonly (typeof COALITION_ROLES)[number][];
const MS_PER_DAY = 86_400_000;
const daysFrom = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / MS_PER_DAY);

/** The stretches in which an active programme had nobody in a role (S1-02, S1-09). */
export function roleGaps(doc: ProgrammeDoc, day: string): RoleGap[] {
  if (doc.startedOn === null) return [];
  const end = doc.endedOn ?? day;
  return HELD_ROLES.flatMap((role) => {
    const terms = doc.terms.filter((term) => term.role === role).sort((a, b) => a.from.localeCompare(b.from));
    const gaps: RoleGap[] = [];
    let from: string | null = doc.startedOn;
    let entries: readonly number[] = doc.name.entries;
    for (const term of terms) {
      if (from !== null && term.from > from) {
        gaps.push({
          role,
          from,
          until: term.from,
          days: figure(daysFrom(from, term.from), [...entries, ...term.entries.slice(0, 1)]),
        });
      }
      from = term.until;
      entries = term.entries.slice(-1);
    }
    if (from !== null && end > from) gaps.push({ role, from, until: null, days: figure(daysFrom(from, end), entries) });
    return gaps;
  });
}

export interface PresentedRole {
  readonly role: CoalitionRole;
  /** Null when the role is vacant. */
  readonly person: Figure<string>;
  readonly since: string | null;
}
export function roles(doc: ProgrammeDoc, at: PresentContext): PresentedRole[] {
  return HELD_ROLES.map((role) => {
    const term = doc.terms.find((one) => one.role === role && one.until === null);
    if (term === undefined) return { role, person: figure<string>(null), since: null };
    const id = known(term.person);
    const name = id === undefined ? term.person : (at.personName(id) ?? ({ hidden: 'withheld' } as const));
    return { role, person: figure<string>(name, term.entries), since: term.from };
  });
}

export function changesSince(doc: ProgrammeDoc, at: PresentContext): { since: string; changes: readonly Change[] } {
  const since = sinceOf(at);
  return { since, changes: doc.changes.filter((change) => change.day > since && change.day <= at.day) };
}
