import { CoalitionFormed, RoleAppointed } from '../coalition/events.js';
import { ConditionAttached, ConditionFulfilled, DecisionRevoked, DecisionTaken } from '../decisions/events.js';
import { FrameAdopted } from '../frames/events.js';
import { ImprovementPhaseStarted } from '../go-live/events.js';
import { AUDIENCES, type Classification } from '../kernel/audience.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import type { Role } from '../kernel/roles.js';
import { MandateGranted } from '../mandates/events.js';
import { initialOrganisation } from '../organisation/state.js';
import { BaselineSet } from '../scope/events.js';
import { SignalAccepted } from '../signals/events.js';
import * as commands from './commands.js';
import { decideLifecycle } from './decide.js';
import * as events from './events.js';
import { causesOfLessons, programmeNameFor } from './state.js';
import { templateSteps } from './template.js';

// What it takes to decide is specified with the decisions; here every own decision is within the power of its body.
jest.mock('../decisions/taking.js', () => ({ takeOwnDecision: () => ({ decisionId: 'B-1', broken: [], events: [] }) }));

type History = readonly Given[];
const urgency = events.UrgencyEstablished.of({ owner: 'MT', statement: 's' });
const start = (mode: 'getrapt' | 'projectdriehoek' = 'getrapt') =>
  events.ProgrammeInitiated.of({ name: 'n', objective: 'o', mode });
const roles = (['BO', 'AO', 'projectleider'] as const).flatMap((role) => [
  RoleAppointed.of({ role, person: role, hired: false }),
  MandateGranted.of({
    mandateId: role,
    kind: 'mandaat',
    grantor: 'college',
    grantee: role,
    decisionTypes: ['fase'],
    subMandateAllowed: false,
    validFrom: '2025-01-01',
  }),
]);
const organisation = initialOrganisation();
organisation.bodies.set('college', { bodyId: 'college', name: 'College', function: 'college', seats: undefined });
organisation.memberships.push({ bodyId: 'college', person: 'BO', from: '2020-01-01', until: undefined });
const phase = (name: events.Phase) => events.PhaseEntered.of({ phase: name });
const frame = FrameAdopted.of({
  frameId: 'K',
  owner: 'college',
  scope: 's',
  scopeItems: 42,
  credit: 1,
  endDate: '2026-07-01',
  tolerances: [{ level: 'AO' }],
  norms: [{ measure: 'm', label: 'l', norm: 1 }],
  decisionId: 'B',
});
const lesson = events.LessonRecorded.of({ lessonId: 'L', causeType: 'bestuur', lesson: 'x' });
const mapped = events.LessonMappedToMeasure.of({ lessonId: 'L', applicable: 'ja', measure: 'm' });
const restarted = events.ProgrammeRestarted.of({ predecessor: 'oud', justification: 'j' });
const paused = events.ProgrammePaused.of({ reason: 'informatieplicht', explanation: 'e' });
const ended = events.ProgrammeClosed.of({ statement: 's' });
const designated = events.MajorProjectDesignated.of({ decisionId: 'B' });
const decision = {
  decisionId: 'BO-1',
  decisionType: 'fase',
  body: 'BO',
  subject: 's',
  decision: 'd',
  basis: 'machtiging',
  topics: [],
  isAwbDecision: false,
  art169: 'nietVanToepassing',
  openQuestions: 0,
  dependsOn: [],
  informs: [],
} as const;
const byBo = DecisionTaken.of(decision);
const ready = [urgency, start(), ...roles];
const closable = [
  ...ready,
  byBo,
  phase('Nazorg'),
  events.EvaluationRecorded.of({ evaluationId: 'E', summary: 's' }),
  ImprovementPhaseStarted.of({ owner: 'lijn' }),
  BaselineSet.of({
    baselineId: 'B0',
    number: 0,
    decisionId: 'B',
    changeIds: [],
    items: [{ itemId: 'P', kind: 'proces', domain: 'post' }],
    itemCount: 1,
    cumulativeAmount: 0,
  }),
  events.AnchoringMeasureTaken.of({ domain: 'post', measure: 'm' }),
];
const without = (history: readonly { type: string }[], type: string) =>
  history.filter((each) => each.type !== type) as never[];
const attached = {
  decisionId: 'BO-1',
  conditionId: 'C',
  owner: 'PL',
  dueOn: '2025-12-01',
  blocks: 'niets',
  condition: 'c',
} as const;
const condition = ConditionAttached.of(attached);
const done = ConditionFulfilled.of({ conditionId: 'C', evidence: 'e' });
const pause = { reason: 'informatieplicht' as const, explanation: 'e' };
const terminate = { causes: ['bestuur' as const], explanation: 'e' };
const close = { statement: 's', coDecisionId: 'BO-1' };

const template = { templateId: 'zeven-stappen', version: 2, steps: ['Urgentie', 'Coalitie', 'Kaders', 'Vieren'] };
const map = { lessonId: 'L', applicable: 'ja', measure: 'm' };
const dependency = events.DependencyRegistered.of({ dependencyId: 'A', kind: 'cultuur', description: 'd' });

/** Command, fields, who acts, history, the refusals; none means accepted. */
type Row = readonly [
  name: string,
  command: new () => object,
  fields: object,
  as: Role,
  history: History,
  ...codes: string[],
];
const rows: readonly Row[] = [
  ['starts with urgency', commands.InitiateProgramme, { name: 'n', objective: 'o', mode: 'getrapt' }, 'MT', [urgency]],
  ['S1-01 does not start without', commands.InitiateProgramme, { name: 'n' }, 'MT', [], 'URGENCY_MISSING'],
  ['starts once', commands.InitiateProgramme, { name: 'n' }, 'MT', [urgency, start()], 'PROGRAMME_ALREADY_STARTED'],
  ['enters the next phase', commands.EnterPhase, { phase: 'Voorbereiding' }, 'AO', ready],
  ['keeps the order', commands.EnterPhase, { phase: 'Nazorg' }, 'AO', ready, 'PHASE_OUT_OF_ORDER'],
  [
    'S1-01 stays in Verkenning without urgency',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [start(), ...roles],
    'URGENCY_MISSING',
  ],
  [
    'does not move while paused',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [...ready, paused],
    'PROGRAMME_PAUSED',
  ],
  [
    'S4-13 restart with mapped lessons',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [...ready, restarted, lesson, mapped],
  ],
  [
    'S4-13 restart with an unmapped lesson',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [...ready, restarted, lesson],
    'RESTART_LESSONS_UNMAPPED',
    'BLOCKING_SIGNAL_OPEN',
  ],
  [
    'S4-13 an accepted signal does not map a lesson',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [
      ...ready,
      restarted,
      lesson,
      SignalAccepted.of({ code: 'HERSTART_ZONDER_LESSEN', until: '2025-12-31', reason: 'r' }),
    ],
    'RESTART_LESSONS_UNMAPPED',
  ],
  [
    '§4.2 a signal accepted about something else still blocks',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [
      ...ready,
      restarted,
      lesson,
      SignalAccepted.of({ code: 'HERSTART_ZONDER_LESSEN', subjectId: 'ander', until: '2025-12-31', reason: 'r' }),
    ],
    'RESTART_LESSONS_UNMAPPED',
    'BLOCKING_SIGNAL_OPEN',
  ],
  [
    'runs within a frame',
    commands.EnterPhase,
    { phase: 'Uitvoering' },
    'AO',
    [...ready, frame, phase('Voorbereiding')],
  ],
  [
    'does not run without',
    commands.EnterPhase,
    { phase: 'Uitvoering' },
    'AO',
    [...ready, phase('Voorbereiding')],
    'FRAME_NOT_ADOPTED',
  ],
  [
    'driehoek needs the other',
    commands.EnterPhase,
    { phase: 'Voorbereiding' },
    'AO',
    [urgency, start('projectdriehoek'), ...roles],
    'CO_DECISION_MISSING',
  ],
  [
    'driehoek with the other',
    commands.EnterPhase,
    { phase: 'Voorbereiding', coDecisionId: 'BO-1' },
    'AO',
    [urgency, start('projectdriehoek'), ...roles, byBo],
  ],
  ['S1-10 pauses', commands.PauseProgramme, pause, 'BO', ready],
  ['pauses once', commands.PauseProgramme, pause, 'BO', [...ready, paused], 'PROGRAMME_PAUSED'],
  ['resumes', commands.ResumeProgramme, { explanation: 'e' }, 'college', [...ready, paused]],
  ['resumes only what rests', commands.ResumeProgramme, { explanation: 'e' }, 'college', ready, 'PROGRAMME_NOT_PAUSED'],
  ['S4-01 ends with causes and a lesson', commands.TerminateProgramme, terminate, 'MT', [...ready, lesson]],
  [
    'S4-01 does not end without',
    commands.TerminateProgramme,
    { ...terminate, causes: [] },
    'MT',
    ready,
    'CAUSES_MISSING',
    'LESSON_MISSING',
  ],
  [
    'only the owner of the frame ends it',
    commands.TerminateProgramme,
    terminate,
    'AO',
    [...ready, lesson, frame],
    'NOT_FRAME_OWNER',
  ],
  ['restarts in Verkenning', commands.RestartProgramme, { predecessor: 'oud', justification: 'j' }, 'MT', ready],
  [
    'restarts not later',
    commands.RestartProgramme,
    { predecessor: 'oud' },
    'MT',
    [...ready, phase('Voorbereiding')],
    'RESTART_ONLY_IN_EXPLORATION',
  ],
  [
    'changes mode together',
    commands.ChangeGovernanceMode,
    { mode: 'projectdriehoek', reason: 'r', coDecisionId: 'BO-1' },
    'AO',
    [...ready, byBo],
  ],
  [
    'changes mode not alone nor to the same',
    commands.ChangeGovernanceMode,
    { mode: 'getrapt' },
    'AO',
    ready,
    'CO_DECISION_MISSING',
    'MODE_UNCHANGED',
  ],
  ['designates', commands.DesignateMajorProject, {}, 'raad', ready],
  ['designates once', commands.DesignateMajorProject, {}, 'raad', [...ready, designated], 'MAJOR_PROJECT_STATE'],
  ['suspends', commands.SuspendMajorProject, { reviveCondition: 'r' }, 'raad', [...ready, designated]],
  [
    'suspends only what is designated',
    commands.SuspendMajorProject,
    { reviveCondition: 'r' },
    'raad',
    ready,
    'MAJOR_PROJECT_STATE',
  ],
  ['ends the designation', commands.EndMajorProject, {}, 'raad', [...ready, designated]],
  [
    'maps a lesson once',
    commands.MapLessonToMeasure,
    { lessonId: 'L' },
    'AO',
    [...ready, lesson, mapped],
    'LESSON_ALREADY_MAPPED',
  ],
  ['maps no unknown lesson', commands.MapLessonToMeasure, { lessonId: 'X' }, 'AO', ready, 'NOT_FOUND'],
  [
    'discharges once',
    commands.GrantDischarge,
    { statement: 's' },
    'AO',
    [...ready, events.DischargeGranted.of({ decisionId: 'B', role: 'projectleider' })],
    'ALREADY_DISCHARGED',
  ],
  ['closes', commands.CloseProgramme, close, 'AO', [...closable, condition, done]],
  [
    'closes when an open condition fell with its decision',
    commands.CloseProgramme,
    close,
    'AO',
    [
      ...closable,
      DecisionTaken.of({ ...decision, decisionId: 'F' }),
      ConditionAttached.of({ ...attached, decisionId: 'F' }),
      DecisionRevoked.of({ decisionId: 'F', reason: 'r' }),
    ],
  ],
  [
    'S3-20 closes not without evaluation',
    commands.CloseProgramme,
    close,
    'AO',
    without(closable, 'EvaluationRecorded'),
    'EVALUATION_MISSING',
  ],
  [
    'S3-16 closes not without owner',
    commands.CloseProgramme,
    close,
    'AO',
    without(closable, 'ImprovementPhaseStarted'),
    'IMPROVEMENT_OWNER_MISSING',
  ],
  [
    'S4-14 closes not without anchoring',
    commands.CloseProgramme,
    close,
    'AO',
    without(closable, 'AnchoringMeasureTaken'),
    'ANCHORING_MISSING',
  ],
  [
    'closes not with an open condition',
    commands.CloseProgramme,
    close,
    'AO',
    [...closable, condition],
    'OPEN_WORK_LEFT',
  ],
  [
    'closes not before Nazorg nor alone',
    commands.CloseProgramme,
    { statement: 's' },
    'AO',
    without(closable, 'PhaseEntered'),
    'CLOSE_BEFORE_AFTERCARE',
    'CO_DECISION_MISSING',
  ],
  ['S1-01 establishes urgency before the start', commands.EstablishUrgency, { owner: 'MT', statement: 's' }, 'MT', []],
  ['S1-29 applies a template', commands.ApplyTemplate, template, 'MT', ready],
  ['S1-29 applies it after the start', commands.ApplyTemplate, template, 'MT', [urgency], 'PROGRAMME_NOT_STARTED'],
  ['S3-07 completes a pre-study', commands.CompletePreStudy, { studyId: 'VO', summary: 's' }, 'projectleider', ready],
  [
    'S3-07 completes it once',
    commands.CompletePreStudy,
    { studyId: 'VO', summary: 's' },
    'projectleider',
    [...ready, events.PreStudyCompleted.of({ studyId: 'VO', summary: 's' })],
    'ALREADY_EXISTS',
  ],
  [
    'S4-18 records a lesson with its cause',
    commands.RecordLesson,
    { lessonId: 'L', causeType: 'bestuur', lesson: 'x' },
    'projectleider',
    ready,
  ],
  [
    'S4-18 records it once',
    commands.RecordLesson,
    { lessonId: 'L', causeType: 'bestuur', lesson: 'x' },
    'projectleider',
    [...ready, lesson],
    'ALREADY_EXISTS',
  ],
  ['S4-13 maps a lesson', commands.MapLessonToMeasure, map, 'projectleider', [...ready, lesson]],
  ['S4-13 maps what is there', commands.MapLessonToMeasure, map, 'projectleider', ready, 'NOT_FOUND'],
  [
    'S4-13 maps it once',
    commands.MapLessonToMeasure,
    map,
    'projectleider',
    [...ready, lesson, mapped],
    'LESSON_ALREADY_MAPPED',
  ],
  [
    'S3-20 records an evaluation',
    commands.RecordEvaluation,
    { evaluationId: 'E', summary: 's' },
    'AO',
    [...ready, ended],
  ],
  [
    'S3-20 records it once',
    commands.RecordEvaluation,
    { evaluationId: 'E', summary: 's' },
    'AO',
    closable,
    'ALREADY_EXISTS',
  ],
  ['S4-14 anchors', commands.TakeAnchoringMeasure, { domain: 'post', measure: 'm' }, 'AO', ready],
  [
    'S4-14 anchors before the end',
    commands.TakeAnchoringMeasure,
    { domain: 'post', measure: 'm' },
    'AO',
    [...ready, ended],
    'PROGRAMME_ENDED',
  ],
  [
    'S1-07 S5-15 registers a dependency',
    commands.RegisterDependency,
    { dependencyId: 'A', kind: 'cultuur', description: 'd' },
    'projectleider',
    ready,
  ],
  [
    'S1-07 registers it once',
    commands.RegisterDependency,
    { dependencyId: 'A', kind: 'cultuur', description: 'd' },
    'projectleider',
    [...ready, dependency],
    'ALREADY_EXISTS',
  ],
  [
    'S1-07 aligns',
    commands.AlignDependency,
    { dependencyId: 'A', agreement: 'a' },
    'projectleider',
    [...ready, dependency],
  ],
  [
    'S1-07 aligns what is there',
    commands.AlignDependency,
    { dependencyId: 'A', agreement: 'a' },
    'projectleider',
    ready,
    'NOT_FOUND',
  ],
  ['joins a collaboration', commands.JoinCollaboration, { partner: 'DOWR', rights: 'r' }, 'college', ready],
  [
    'joins while it runs',
    commands.JoinCollaboration,
    { partner: 'DOWR', rights: 'r' },
    'college',
    [...ready, ended],
    'PROGRAMME_ENDED',
  ],
  ['nothing after the end', commands.PauseProgramme, pause, 'BO', [...ready, ended], 'PROGRAMME_ENDED'],
  ['nothing before the start', commands.PauseProgramme, pause, 'BO', [], 'PROGRAMME_NOT_STARTED'],
];

describe('lifecycle', () => {
  for (const [name, command, fields, as, history, ...codes] of rows) {
    it(name, () => {
      const outcome = when(given(...history), decideLifecycle, command, fields, { as, organisation });
      if (codes.length > 0) expectRefused(outcome, ...codes);
      else expect(outcome).toMatchObject({ ok: true });
    });
  }
  it('S1-02 names every vacant role', () => {
    const outcome = when(
      given(urgency, start()),
      decideLifecycle,
      commands.EnterPhase,
      { phase: 'Voorbereiding' },
      { as: 'AO' },
    );
    expect(
      outcome.ok ? [] : outcome.broken.filter((each) => each.refusal.code === 'MANDATORY_ROLE_VACANT'),
    ).toHaveLength(3);
  });
  it('records lessons after the end', () =>
    expectAccepted(
      when(given(...ready, ended), decideLifecycle, commands.RecordLesson, { causeType: 'gedrag', lesson: 'x' }),
      'LessonRecorded',
    ));
});

describe('the name of a programme', () => {
  const named = (classification: Classification) => given([start(), { classification }]);
  const seenBy = (classification: Classification) =>
    AUDIENCES.filter((audience) => programmeNameFor(named(classification), audience) === 'n');
  it('is for everyone when the act is public, for the organisation when it is not, for the college when it is secret', () => {
    expect(seenBy('openbaar')).toEqual(['openbaar', 'raad', 'college', 'ambtelijk', 'auditor']);
    expect(seenBy('intern')).toEqual(['college', 'ambtelijk', 'auditor']);
    expect(seenBy('geheim')).toEqual(['college', 'auditor']);
  });
  it('is not there before the start', () => expect(programmeNameFor(given(urgency), 'college')).toBeUndefined());
});

describe('the steps of a template', () => {
  const applied = events.TemplateApplied.of(template);
  const decided = (topics: readonly string[]) => DecisionTaken.of({ ...decision, decisionId: 'STAP', topics });
  const shown = (...after: readonly Given[]) =>
    templateSteps(given([urgency, { on: '2025-01-14' }], [start(), { on: '2025-01-14' }], applied, ...after)).map(
      ({ number, doneOn, passedOn, leftOutBy }) => [number, doneOn, passedOn, leftOutBy],
    );
  it('S1-29 S3-19 shows what was done, what was passed by and what cannot be judged', () => {
    expect(shown([frame, { on: '2025-06-10' }])).toEqual([
      [1, '2025-01-14', undefined, undefined],
      [2, undefined, '2025-06-10', undefined],
      [3, '2025-06-10', undefined, undefined],
      [4, undefined, undefined, undefined],
    ]);
  });
  it('S1-29 S3-19 calls no step passed by before a later one is done, and names the decision that left it out', () => {
    expect(shown()[1]).toEqual([2, undefined, undefined, undefined]);
    expect(shown([frame, { on: '2025-06-10' }], decided(['stap-2']))[1]).toEqual([2, undefined, '2025-06-10', 'STAP']);
    expect(shown([CoalitionFormed.of({ statement: 's' }), { on: '2025-03-04' }], frame)[1]?.[1]).toBe('2025-03-04');
  });
  it('S3-19 follows the version that was applied last', () => {
    const newer = events.TemplateApplied.of({ ...template, version: 3, steps: ['Urgentie'] });
    const state = given(start(), applied, newer);
    expect(state.lifecycle.templates.map(({ version }) => version)).toEqual([2, 3]);
    expect(templateSteps(state)).toHaveLength(1);
  });
});

describe('lessons', () => {
  it('S4-18 shows how often each kind of cause was there', () => {
    const of = (lessonId: string, causeType: 'bestuur' | 'gedrag' | 'techniek') =>
      events.LessonRecorded.of({ lessonId, causeType, lesson: 'x' });
    const state = given(start(), of('1', 'gedrag'), of('2', 'bestuur'), of('3', 'gedrag'), of('4', 'techniek'));
    expect(causesOfLessons(state.lifecycle)).toEqual([
      { causeType: 'gedrag', count: 2 },
      { causeType: 'bestuur', count: 1 },
      { causeType: 'techniek', count: 1 },
    ]);
  });
});
