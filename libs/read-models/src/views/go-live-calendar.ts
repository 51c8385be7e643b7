import type { OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  evolveAround,
  initialAround,
  presentAround,
  secretCount,
  type AroundDoc,
  type PresentedAround,
  type ThingKind,
} from './around.js';
import { composed } from './composed.js';
import { decisionRegister, type DecisionsDoc } from './decision-register.js';
import { evolvePaper, initialPaper, presentPaper, type PaperDoc, type PresentedPaper } from './paper.js';
import {
  ensure,
  figure,
  find,
  nameOf,
  noteName,
  sinceOf,
  told,
  unnamed,
  type Figure,
  type Light,
  type Named,
  type Table,
  type Told,
} from './shared.js';

interface CriterionRow {
  criterionId: string;
  label: Told<string>;
  blocking: boolean;
  owner: string | null;
  met: boolean | null;
  evidence: Told<string>;
  assessedOn: string | null;
  entries: number[];
}
interface DatedCount {
  day: string;
  count: number;
  entries: number[];
}
interface GoLiveRow {
  goLiveId: string;
  label: Told<string>;
  strategy: string | null;
  citizenImpact: boolean;
  deadlineId: string | null;
  originalOn: string | null;
  plannedOn: string | null;
  /** The day on which it was first planned. */
  statedOn: string | null;
  moves: {
    from: string;
    to: string;
    day: string;
    reason: Told<string>;
    decisionId: string | null;
    entries: number[];
  }[];
  criteria: Table<CriterionRow>;
  readiness: { day: string; met: number; total: number; blockingOpen: number; entries: number[] }[];
  plan: { on: string; percent: number }[];
  verdicts: { day: string; verdict: string; decisionId: string; conditions: Told<number>; entries: number[] }[];
  steps: { label: string; day: string; entries: number[] }[];
  liveOn: string | null;
  aftercarePlanned: boolean;
  aftercareStartedOn: string | null;
  aftercareEndedOn: string | null;
  incidents: DatedCount[];
  entries: number[];
}
export interface DeadlineRow {
  deadlineId: string;
  kind: string;
  body: string;
  originalOn: string;
  dueOn: string;
  moves: { from: string; to: string; day: string; entries: number[] }[];
  missedOn: string | null;
  exemptions: { exemptionId: string; until: string; items: Told<number>; day: string; entries: number[] }[];
  entries: number[];
}
export interface GoLiveDoc extends Named {
  goLives: Table<GoLiveRow>;
  deadlines: Table<DeadlineRow>;
  improvements: Table<{
    itemId: string;
    label: Told<string>;
    addedOn: string;
    deliveredOn: string | null;
    entries: number[];
  }>;
}

export function initialGoLiveDoc(): GoLiveDoc {
  return { ...unnamed(), goLives: {}, deadlines: {}, improvements: {} };
}
const blank = (goLiveId: string): GoLiveRow => ({
  goLiveId,
  label: null,
  strategy: null,
  citizenImpact: false,
  deadlineId: null,
  originalOn: null,
  plannedOn: null,
  statedOn: null,
  moves: [],
  criteria: {},
  readiness: [],
  plan: [],
  verdicts: [],
  steps: [],
  liveOn: null,
  aftercarePlanned: false,
  aftercareStartedOn: null,
  aftercareEndedOn: null,
  incidents: [],
  entries: [],
});
const STEPS: Readonly<Record<string, string>> = {
  CutoverStarted: 'Overgang gestart',
  RollbackPointPassed: 'Terugvalpunt gepasseerd',
  RolledBack: 'Teruggedraaid',
  GoLiveConfirmed: 'Live',
  AftercareStarted: 'Nazorg begonnen',
  AftercareEnded: 'Nazorg afgerond',
};

// eslint-disable-next-line max-lines-per-function -- one switch that reads as a table, a case per event
export function evolveGoLiveDoc(doc: GoLiveDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  evolveDeadlines(doc, event);
  const { position, day } = event.meta;
  const entries = [position];
  const row = (id: string): GoLiveRow => {
    const found = ensure(doc.goLives, id, () => blank(id));
    found.entries.push(position);
    if (Object.hasOwn(STEPS, event.type)) found.steps.push({ label: STEPS[event.type]!, day, entries });
    return found;
  };
  const criterion = (goLiveId: string, criterionId: string): CriterionRow => {
    const made = { label: null, blocking: false, owner: null, met: null, evidence: null, assessedOn: null };
    const found = ensure(row(goLiveId).criteria, criterionId, () => ({ criterionId, ...made, entries: [] }));
    found.entries.push(position);
    return found;
  };
  switch (event.type) {
    case 'GoLivePlanned': {
      const { goLiveId, label, plannedOn, citizenImpact, deadlineId } = event.data;
      const target = row(goLiveId);
      target.originalOn ??= plannedOn;
      target.statedOn ??= day;
      Object.assign(target, { label: told(label), plannedOn, citizenImpact, deadlineId: deadlineId ?? null });
      return;
    }
    case 'GoLiveStrategyChosen':
      row(event.data.goLiveId).strategy = event.data.strategy;
      return;
    case 'GoLiveRescheduled': {
      const { goLiveId, from, to, reason, decisionId } = event.data;
      const target = row(goLiveId);
      target.originalOn ??= from;
      target.plannedOn = to;
      target.moves.push({ from, to, day, reason: told(reason), decisionId: decisionId ?? null, entries });
      return;
    }
    case 'CriterionDefined': {
      const { goLiveId, criterionId, label, blocking, owner } = event.data;
      Object.assign(criterion(goLiveId, criterionId), { label: told(label), blocking, owner: owner ?? null });
      return;
    }
    case 'CriterionAssessed': {
      const { goLiveId, criterionId, met, evidence } = event.data;
      Object.assign(criterion(goLiveId, criterionId), { met, evidence: told(evidence), assessedOn: day });
      return;
    }
    case 'ReadinessPlanSet':
      row(event.data.goLiveId).plan = event.data.steps.map((step) => ({ ...step }));
      return;
    case 'ReadinessAssessed': {
      const { goLiveId, met, total, blockingOpen } = event.data;
      row(goLiveId).readiness.push({ day, met, total, blockingOpen, entries });
      return;
    }
    case 'GoNoGoDecided': {
      const { goLiveId, verdict, decisionId, conditions } = event.data;
      const count = Array.isArray(conditions) ? conditions.length : (conditions as Told<number>);
      row(goLiveId).verdicts.push({ day, verdict, decisionId, conditions: count, entries });
      return;
    }
    case 'CutoverStarted':
    case 'RollbackPointPassed':
    case 'RolledBack':
      row(event.data.goLiveId);
      return;
    case 'GoLiveConfirmed':
      row(event.data.goLiveId).liveOn = event.data.liveOn;
      return;
    case 'AftercarePlanned':
      row(event.data.goLiveId).aftercarePlanned = true;
      return;
    case 'AftercareStarted':
      row(event.data.goLiveId).aftercareStartedOn = day;
      return;
    case 'AftercareEnded':
      row(event.data.goLiveId).aftercareEndedOn = day;
      return;
    case 'IncidentCountReported':
      row(event.data.goLiveId).incidents.push({ day: event.data.weekOf, count: event.data.count, entries });
      return;
    case 'ImprovementItemAdded': {
      const { itemId, label } = event.data;
      doc.improvements[itemId] = { itemId, label: told(label), addedOn: day, deliveredOn: null, entries };
      return;
    }
    case 'ImprovementItemDelivered': {
      const item = find(doc.improvements, event.data.itemId);
      if (item !== undefined) Object.assign(item, { deliveredOn: day, entries: [...item.entries, position] });
      return;
    }
    default:
      return;
  }
}

function evolveDeadlines(doc: GoLiveDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  switch (event.type) {
    case 'HardDeadlineSet': {
      const { deadlineId, kind, body, dueOn } = event.data;
      const made = { deadlineId, kind, body, originalOn: dueOn, dueOn, moves: [], missedOn: null, exemptions: [] };
      doc.deadlines[deadlineId] = { ...made, entries: [position] };
      return;
    }
    case 'HardDeadlineMoved':
    case 'HardDeadlineMissed':
    case 'ExemptionGranted': {
      const deadline = find(doc.deadlines, event.data.deadlineId);
      if (deadline === undefined) return;
      deadline.entries.push(position);
      if (event.type === 'HardDeadlineMissed') deadline.missedOn = day;
      else if (event.type === 'HardDeadlineMoved') {
        const { from, to } = event.data;
        deadline.dueOn = to;
        deadline.moves.push({ from, to, day, entries: [position] });
      } else {
        const { exemptionId, until, items } = event.data;
        const count = Array.isArray(items) ? items.length : (items as Told<number>);
        deadline.exemptions.push({ exemptionId, until, items: count, day, entries: [position] });
      }
      return;
    }
    default:
      return;
  }
}

export interface PresentedGoLive {
  readonly goLiveId: string;
  readonly label: Told<string>;
  readonly state: string;
  readonly strategy: string | null;
  readonly citizenImpact: boolean;
  readonly originalOn: Figure<string>;
  readonly plannedOn: Figure<string>;
  readonly liveOn: Figure<string>;
  /** Working days from the original to the current date. */
  readonly shift: Figure<number>;
  readonly shiftTolerance: number;
  readonly shiftLight: Light;
  readonly statedOn: string | null;
  readonly moves: GoLiveRow['moves'];
  readonly deadline: { readonly deadlineId: string; readonly dueOn: string } | null;
  /** Working days from the go-live to its hard deadline. */
  readonly margin: Figure<number>;
  readonly marginLight: Light;
  readonly readiness: {
    readonly met: Figure<number>;
    readonly total: Figure<number>;
    readonly percent: Figure<number>;
    readonly blockingOpen: Figure<number>;
  };
  readonly readinessHistory: readonly {
    readonly day: string;
    readonly percent: number;
    readonly met: number;
    readonly total: number;
    readonly blockingOpen: number;
    readonly entries: readonly number[];
  }[];
  readonly criteria: readonly Readonly<CriterionRow>[];
  readonly verdicts: GoLiveRow['verdicts'];
  readonly steps: GoLiveRow['steps'];
  readonly aftercarePlanned: boolean;
  readonly aftercareStartedOn: string | null;
  readonly aftercareEndedOn: string | null;
  readonly incidents: readonly DatedCount[];
  readonly entries: readonly number[];
}
export interface PresentedGoLiveCalendar {
  readonly day: string;
  readonly name: Figure<string>;
  readonly since: string;
  readonly goLives: readonly PresentedGoLive[];
  readonly deadlines: readonly (Readonly<DeadlineRow> & { readonly daysLeft: Figure<number> })[];
  readonly improvements: readonly GoLiveDoc['improvements'][string][];
}

const percent = (met: number, total: number): number | null => (total === 0 ? null : Math.round((met * 100) / total));

function stateOf(row: GoLiveRow): string {
  if (row.aftercareEndedOn !== null) return 'afgerond';
  if (row.aftercareStartedOn !== null) return 'nazorgperiode';
  if (row.liveOn !== null) return 'live';
  const step = row.steps.at(-1);
  if (step?.label === STEPS['RolledBack']) return 'teruggedraaid';
  if (step !== undefined) return 'overgang';
  const verdict = row.verdicts.at(-1);
  const movedAfter = verdict !== undefined && (row.moves.at(-1)?.entries[0] ?? -1) > verdict.entries[0]!;
  if (verdict !== undefined && !movedAfter) return verdict.verdict === 'noGo' ? 'no-go' : 'go';
  return row.readiness.length > 0 ? 'gereedheidstoets' : 'gepland';
}

function readinessOf(row: GoLiveRow): PresentedGoLive['readiness'] {
  const last = row.readiness.at(-1);
  const criteria = Object.values(row.criteria);
  if (last === undefined && criteria.length === 0) {
    return {
      met: figure<number>(null),
      total: figure<number>(null),
      percent: figure<number>(null),
      blockingOpen: figure<number>(null),
    };
  }
  const met = last?.met ?? criteria.filter((one) => one.met === true).length;
  const total = last?.total ?? criteria.length;
  const blockingOpen = last?.blockingOpen ?? criteria.filter((one) => one.blocking && one.met !== true).length;
  const entries = last?.entries ?? criteria.flatMap((one) => one.entries);
  const as = (value: number | null): Figure<number> => figure(value, entries);
  return { met: as(met), total: as(total), percent: as(percent(met, total)), blockingOpen: as(blockingOpen) };
}

/** The deadline that it names, or else the only one that there is. */
function deadlineOf(row: GoLiveRow, doc: GoLiveDoc): DeadlineRow | undefined {
  const deadlines = Object.values(doc.deadlines);
  const named = row.deadlineId === null ? undefined : find(doc.deadlines, row.deadlineId);
  return named ?? (deadlines.length === 1 ? deadlines[0] : undefined);
}

function presentGoLive(row: GoLiveRow, doc: GoLiveDoc, at: PresentContext): PresentedGoLive {
  const { calendar, policy } = at;
  const deadline = deadlineOf(row, doc);
  const date = row.liveOn ?? row.plannedOn;
  const margin = deadline === undefined || date === null ? null : calendar.workingDaysBetween(date, deadline.dueOn);
  const shift = row.originalOn === null || date === null ? null : calendar.workingDaysBetween(row.originalOn, date);
  const dated = [...row.entries.slice(0, 1), ...row.moves.flatMap((move) => move.entries)];
  const { originalOn, plannedOn, liveOn, criteria, readiness, plan: _plan, deadlineId: _id, ...rest } = row;
  return {
    ...rest,
    state: stateOf(row),
    originalOn: figure(originalOn, row.entries.slice(0, 1)),
    plannedOn: figure(plannedOn, dated),
    liveOn: figure(
      liveOn,
      row.steps.filter((step) => step.label === STEPS['GoLiveConfirmed']).flatMap((step) => step.entries),
    ),
    shift: figure(shift, dated),
    shiftTolerance: policy.goLiveShiftToleranceDays,
    shiftLight:
      shift === null ? 'geen gegevens' : lightOf(shift, policy.goLiveShiftToleranceDays, policy.toleranceNearPercent),
    deadline: deadline === undefined ? null : { deadlineId: deadline.deadlineId, dueOn: deadline.dueOn },
    margin: figure(margin, [...dated, ...(deadline?.entries ?? [])]),
    marginLight:
      margin === null
        ? 'geen gegevens'
        : margin < 0
          ? 'fout'
          : margin < policy.hardDeadlineMarginDays
            ? 'let op'
            : 'goed',
    readiness: readinessOf(row),
    readinessHistory: readiness.map((one) => ({ ...one, percent: percent(one.met, one.total) ?? 0 })),
    criteria: Object.values(criteria),
  };
}

/** Within the room, near its end, or beyond it. */
export function lightOf(used: number, limit: number, nearPercent: number): Light {
  if (Math.abs(used) > limit) return 'fout';
  return limit > 0 && Math.abs(used) * 100 >= limit * nearPercent ? 'let op' : 'goed';
}

export function presentGoLives(doc: GoLiveDoc, at: PresentContext): PresentedGoLiveCalendar {
  return {
    day: at.day,
    name: nameOf(doc),
    since: sinceOf(at),
    goLives: Object.values(doc.goLives)
      .map((row) => presentGoLive(row, doc, at))
      .sort((a, b) => a.goLiveId.localeCompare(b.goLiveId)),
    deadlines: Object.values(doc.deadlines).map((row) => ({
      ...row,
      daysLeft: figure(at.calendar.workingDaysBetween(at.day, row.dueOn), row.entries),
    })),
    improvements: Object.values(doc.improvements),
  };
}

const GO_LIVE: ThingKind = { field: 'goLiveId', link: 'livegang' };
interface OwnDoc extends GoLiveDoc {
  around: AroundDoc;
  paper: PaperDoc;
}
interface CalendarDoc extends OwnDoc {
  register: DecisionsDoc;
}
const own = {
  initial: (): OwnDoc => ({ ...initialGoLiveDoc(), around: initialAround(), paper: initialPaper() }),
  evolve(doc: OwnDoc, event: OpenedDossierEvent): void {
    evolveGoLiveDoc(doc, event);
    evolveAround(doc.around, event, GO_LIVE);
    evolvePaper(doc.paper, event);
  },
};
/** How much room a go-live had to its hard deadline, each time that one of the two dates was set. */
export interface Margin {
  readonly day: string;
  readonly plannedOn: string;
  readonly dueOn: string;
  /** Working days. */
  readonly margin: number;
}
export interface PresentedCalendarPage extends PresentedGoLiveCalendar {
  /** What the dossier says around each go-live, by its number. */
  readonly around: Readonly<Table<PresentedAround>>;
  readonly margins: Readonly<Table<readonly Margin[]>>;
  readonly paper: PresentedPaper;
  readonly secret: Figure<number>;
}

/** Go-live calendar and readiness (governance.md, read model f). */
export const goLiveCalendar: ReadModel<CalendarDoc, PresentedCalendarPage> = {
  name: 'go-live-calendar',
  version: 4,
  ...composed<OwnDoc, { register: DecisionsDoc }>(own, { register: decisionRegister }),
  present: (doc, at) => ({
    ...presentGoLives(doc, at),
    around: presentAround(doc.around, doc.register, Object.keys(doc.goLives), at),
    margins: Object.fromEntries(Object.values(doc.goLives).map((row) => [row.goLiveId, marginsOf(row, doc, at)])),
    paper: presentPaper(doc.paper, at),
    secret: secretCount(doc.around, at),
  }),
};

function marginsOf(row: GoLiveRow, doc: GoLiveDoc, at: PresentContext): readonly Margin[] {
  const deadline = deadlineOf(row, doc);
  const { originalOn, statedOn } = row;
  if (deadline === undefined || originalOn === null) return [];
  const days = [statedOn, ...row.moves.map(({ day }) => day), ...deadline.moves.map(({ day }) => day)];
  return [...new Set(days.filter((day) => day !== null))].sort().map((day) => {
    const plannedOn = row.moves.findLast((move) => move.day <= day)?.to ?? originalOn;
    const dueOn = deadline.moves.findLast((move) => move.day <= day)?.to ?? deadline.originalOn;
    return { day, plannedOn, dueOn, margin: at.calendar.workingDaysBetween(plannedOn, dueOn) };
  });
}
