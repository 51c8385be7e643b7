import type { DossierEvent, DossierState } from '../dossier.js';
import { grantsFor } from '../secrecy/state.js';
import { mayOpenUnder, type Audience, type Classification } from '../kernel/audience.js';
import { ProgrammeInitiated, type GOVERNANCE_MODES, type Phase } from './events.js';

export type GovernanceMode = (typeof GOVERNANCE_MODES)[number];

/** A stretch of days in which the programme lay still: from is in it, until is the first day after it. */
export interface Pause {
  readonly from: string;
  until: string | undefined;
  readonly reason: string;
}
export interface PhasePeriod {
  readonly phase: Phase;
  readonly from: string;
}
export interface Lesson {
  readonly lessonId: string;
  readonly causeType: string;
  readonly on: string;
  mapped: 'ja' | 'nietVanToepassing' | undefined;
}
export interface Dependency {
  readonly dependencyId: string;
  readonly kind: string;
  readonly sharedMilestoneOn: string | undefined;
  readonly on: string;
  aligned: boolean;
}

export interface LifecycleState {
  /** The name and how the act that gave it was classified, so that it can be shown by audience. */
  name: { readonly text: string; readonly entryId: string; readonly classification: Classification } | undefined;
  initiatedOn: string | undefined;
  mode: GovernanceMode;
  urgency: { owner: string; on: string } | undefined;
  phase: Phase | undefined;
  /** All phases with their first day, oldest first. */
  readonly phases: PhasePeriod[];
  readonly pauses: Pause[];
  /** Why and when the programme ended, when it did. */
  ended: { how: 'gesloten' | 'beëindigd'; on: string } | undefined;
  restart: { predecessor: string; on: string } | undefined;
  majorProject: 'geen' | 'aangewezen' | 'opgeschort';
  readonly lessons: Map<string, Lesson>;
  /** Running number of lessons without a measure, so that the signal needs no search. */
  unmappedLessons: number;
  readonly preStudies: Set<string>;
  readonly evaluations: Set<string>;
  /** Scope domains for which anchoring is arranged, with the day. */
  readonly anchored: Map<string, string>;
  readonly discharged: Set<string>;
  readonly dependencies: Map<string, Dependency>;
  readonly templates: { templateId: string; version: number; steps: readonly string[]; on: string }[];
}

export const initialLifecycle = (): LifecycleState => ({
  name: undefined,
  initiatedOn: undefined,
  mode: 'getrapt',
  urgency: undefined,
  phase: undefined,
  phases: [],
  pauses: [],
  ended: undefined,
  restart: undefined,
  majorProject: 'geen',
  lessons: new Map(),
  unmappedLessons: 0,
  preStudies: new Set(),
  evaluations: new Set(),
  anchored: new Map(),
  discharged: new Set(),
  dependencies: new Map(),
  templates: [],
});

/** How often each kind of cause was behind a lesson, most first (S4-18). */
export function causesOfLessons(
  state: LifecycleState,
): readonly { readonly causeType: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { causeType } of state.lessons.values()) counts.set(causeType, (counts.get(causeType) ?? 0) + 1);
  return [...counts]
    .map(([causeType, count]) => ({ causeType, count }))
    .sort((a, b) => b.count - a.count || (a.causeType < b.causeType ? -1 : 1));
}
/**
 * The programme's name as far as this audience may open it, so that a list of programmes needs no log. The vault's own
 * policy decides, with the seal of the field, the classification of the act and what secrecy says of the entry.
 */
export function programmeNameFor(state: DossierState, audience: Audience): string | undefined {
  const { name } = state.lifecycle;
  if (name === undefined) return undefined;
  const seal = ProgrammeInitiated.fields.name.seal ?? 'intern';
  const grants = grantsFor(state.secrecy, name);
  return mayOpenUnder(audience, seal, name.classification, grants) ? name.text : undefined;
}
/** The pause that is on now, when there is one. */
export function openPause(state: LifecycleState): Pause | undefined {
  const last = state.pauses.at(-1);
  return last !== undefined && last.until === undefined ? last : undefined;
}

/** The state of the programme as people name it (governance.md §4.2): its phase, or how it stands still or ended. */
export function stateOf(state: LifecycleState): string {
  if (state.ended !== undefined) return state.ended.how === 'gesloten' ? 'Gesloten' : 'Beëindigd';
  return openPause(state) === undefined ? (state.phase ?? 'Nog niet gestart') : 'Gepauzeerd';
}

/** Active is started and not ended; a paused programme is active (governance.md §4.2). */
export function isActive(state: LifecycleState): boolean {
  return state.initiatedOn !== undefined && state.ended === undefined;
}

export function evolveLifecycle(state: LifecycleState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'ProgrammeInitiated':
      state.name ??= {
        text: event.data.name,
        entryId: event.meta.entryId,
        classification: event.meta.classification,
      };
      state.initiatedOn ??= day;
      state.mode = event.data.mode;
      state.phase ??= 'Verkenning';
      if (state.phases.length === 0) state.phases.push({ phase: 'Verkenning', from: day });
      return;
    case 'UrgencyEstablished':
      state.urgency = { owner: event.data.owner, on: day };
      return;
    case 'PhaseEntered':
      state.phase = event.data.phase;
      state.phases.push({ phase: event.data.phase, from: day });
      return;
    case 'ProgrammePaused':
      state.pauses.push({ from: day, until: undefined, reason: event.data.reason });
      return;
    case 'ProgrammeResumed':
      endPause(state, day);
      return;
    case 'ProgrammeTerminated':
      endPause(state, day);
      state.ended = { how: 'beëindigd', on: day };
      return;
    case 'ProgrammeClosed':
      endPause(state, day);
      state.ended = { how: 'gesloten', on: day };
      return;
    case 'ProgrammeRestarted':
      state.restart = { predecessor: event.data.predecessor, on: day };
      return;
    case 'GovernanceModeChanged':
      state.mode = event.data.mode;
      return;
    case 'MajorProjectDesignated':
      state.majorProject = 'aangewezen';
      return;
    case 'MajorProjectSuspended':
      state.majorProject = 'opgeschort';
      return;
    case 'MajorProjectEnded':
      state.majorProject = 'geen';
      return;
    case 'TemplateApplied':
      state.templates.push({
        templateId: event.data.templateId,
        version: event.data.version,
        steps: event.data.steps,
        on: day,
      });
      return;
    case 'PreStudyCompleted':
      state.preStudies.add(event.data.studyId);
      return;
    case 'LessonRecorded':
      if (!state.lessons.has(event.data.lessonId)) state.unmappedLessons += 1;
      state.lessons.set(event.data.lessonId, {
        lessonId: event.data.lessonId,
        causeType: event.data.causeType,
        on: day,
        mapped: state.lessons.get(event.data.lessonId)?.mapped,
      });
      return;
    case 'LessonMappedToMeasure':
      mapLesson(state, event.data.lessonId, event.data.applicable);
      return;
    case 'EvaluationRecorded':
      state.evaluations.add(event.data.evaluationId);
      return;
    case 'AnchoringMeasureTaken':
      state.anchored.set(event.data.domain, day);
      return;
    case 'DischargeGranted':
      state.discharged.add(event.data.role);
      return;
    case 'DependencyRegistered':
      state.dependencies.set(event.data.dependencyId, {
        dependencyId: event.data.dependencyId,
        kind: event.data.kind,
        sharedMilestoneOn: event.data.sharedMilestoneOn,
        on: day,
        aligned: false,
      });
      return;
    case 'DependencyAligned': {
      const dependency = state.dependencies.get(event.data.dependencyId);
      if (dependency !== undefined) dependency.aligned = true;
      return;
    }
  }
}

function endPause(state: LifecycleState, day: string): void {
  const pause = openPause(state);
  if (pause !== undefined) pause.until = day;
}
function mapLesson(state: LifecycleState, lessonId: string, applicable: 'ja' | 'nietVanToepassing'): void {
  const lesson = state.lessons.get(lessonId);
  if (lesson === undefined) return;
  if (lesson.mapped === undefined) state.unmappedLessons -= 1;
  lesson.mapped = applicable;
}
