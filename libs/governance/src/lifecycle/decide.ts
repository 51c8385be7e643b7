import { takeOwnDecision } from '../decisions/taking.js';
import { on, type DossierContext, type DossierState } from '../dossier.js';
import { missingFrameAxes } from '../frames/limits.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { deriveSignals } from '../signals/derive.js';
import { requireActive, requireNotEnded } from './active.js';
import * as commands from './commands.js';
import * as events from './events.js';
import { decisionTakenBy, domainsInScope, holderOf, improvementOwner, openWork } from './facts.js';
import * as refusals from './refusals.js';
import { openPause } from './state.js';

const MANDATORY_ROLES = ['BO', 'AO', 'projectleider'] as const;

export const decideLifecycle = [
  on(commands.EstablishUrgency, (command, state) =>
    requireNotEnded(new Guard(), state).then(() => [
      events.UrgencyEstablished.of(
        defined({ owner: command.owner, statement: command.statement, evidence: command.evidence }),
      ),
    ]),
  ),

  on(commands.InitiateProgramme, (command, state) => {
    const { initiatedOn, urgency } = state.lifecycle;
    return requireNotEnded(new Guard(), state)
      .require(
        initiatedOn === undefined,
        refusals.PROGRAMME_ALREADY_STARTED,
        () => `Het programma is gestart op ${dutchDay(initiatedOn ?? '')}.`,
      )
      .require(urgency !== undefined, refusals.URGENCY_MISSING, 'Er is nog geen urgentie vastgesteld.')
      .then(() => [
        events.ProgrammeInitiated.of({ name: command.name, objective: command.objective, mode: command.mode }),
      ]);
  }),

  on(commands.EnterPhase, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    requirePhaseOrder(guard, command.phase, state);
    requireRolesAndCalm(guard, state, context);
    if (command.phase === 'Voorbereiding') requireLessonsMapped(guard, state);
    if (command.phase === 'Uitvoering') {
      const missing = missingFrameAxes(state);
      guard.require(
        missing.length === 0,
        refusals.FRAME_NOT_ADOPTED,
        () => `In de vastgestelde kaders ontbreekt: ${missing.join(', ')}.`,
      );
    }
    if (state.lifecycle.mode === 'projectdriehoek') requireCoDecision(guard, command.coDecisionId, state, context);
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'fase',
        body: context.actor.as as Decider,
        subject: `Faseovergang naar ${command.phase}`,
        decision: `Het programma gaat naar de fase ${command.phase}.`,
        topics: ['fase', command.phase],
      }),
      state,
      context,
    );
    return guard
      .merge(own.broken)
      .then(() => [...own.events, events.PhaseEntered.of({ phase: command.phase, decisionId: own.decisionId })]);
  }),

  on(commands.PauseProgramme, (command, state) =>
    requireActive(new Guard(), state)
      .require(openPause(state.lifecycle) === undefined, refusals.PROGRAMME_PAUSED, 'Het programma ligt al stil.')
      .then(() => [events.ProgrammePaused.of({ reason: command.reason, explanation: command.explanation })]),
  ),

  on(commands.ResumeProgramme, (command, state, context) => {
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'hervatten',
        body: context.actor.as as Decider,
        subject: 'Programma hervatten',
        decision: command.explanation,
        topics: ['hervatten'],
      }),
      state,
      context,
    );
    return requireActive(new Guard(), state)
      .require(openPause(state.lifecycle) !== undefined, refusals.PROGRAMME_NOT_PAUSED, 'Het programma ligt niet stil.')
      .merge(own.broken)
      .then(() => [
        ...own.events,
        events.ProgrammeResumed.of({ decisionId: own.decisionId, explanation: command.explanation }),
      ]);
  }),

  on(commands.TerminateProgramme, (command, state, context) => {
    const guard = requireActive(new Guard(), state)
      .require(command.causes.length > 0, refusals.CAUSES_MISSING, 'Er zijn geen oorzaken genoemd.', 'causes')
      .require(state.lifecycle.lessons.size > 0, refusals.LESSON_MISSING, 'Er is nog geen les vastgelegd.');
    const owners = [...state.frames.current.keys()];
    // Before any frame there is no owner yet; then whoever may start a programme may also stop it.
    if (owners.length > 0) {
      guard.require(
        owners.includes(context.actor.as as (typeof owners)[number]),
        refusals.NOT_FRAME_OWNER,
        `De kaders zijn van ${owners.join(' en ')}; ${context.actor.as} kan het programma niet beëindigen.`,
      );
    }
    return guard.then(() => [
      events.ProgrammeTerminated.of({ causes: command.causes, explanation: command.explanation }),
    ]);
  }),

  on(commands.RestartProgramme, (command, state) => {
    const { phase, restart } = state.lifecycle;
    return requireActive(new Guard(), state)
      .require(
        phase === undefined || phase === 'Verkenning',
        refusals.RESTART_ONLY_IN_EXPLORATION,
        `Het programma is al in de fase ${phase}.`,
      )
      .require(
        restart === undefined,
        refusals.RESTART_ONLY_IN_EXPLORATION,
        `De herstart van ${restart?.predecessor} is al verklaard.`,
      )
      .then(() => [
        events.ProgrammeRestarted.of({ predecessor: command.predecessor, justification: command.justification }),
      ]);
  }),

  on(commands.CloseProgramme, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    requireClosable(guard, state);
    requireCoDecision(guard, command.coDecisionId, state, context);
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'fase',
        body: context.actor.as as Decider,
        subject: 'Programma sluiten',
        decision: command.statement,
        topics: ['fase', 'sluiten'],
      }),
      state,
      context,
    );
    return guard
      .merge(own.broken)
      .then(() => [...own.events, events.ProgrammeClosed.of({ statement: command.statement })]);
  }),

  on(commands.ChangeGovernanceMode, (command, state, context) => {
    const guard = requireActive(new Guard(), state).require(
      command.mode !== state.lifecycle.mode,
      refusals.MODE_UNCHANGED,
      `De sturingsvorm is al ${state.lifecycle.mode}.`,
      'mode',
    );
    requireCoDecision(guard, command.coDecisionId, state, context);
    return guard.then(() => [events.GovernanceModeChanged.of({ mode: command.mode, reason: command.reason })]);
  }),

  on(commands.DesignateMajorProject, (command, state, context) => {
    const own = raadDecision('Groot project aanwijzen', command, state, context);
    return requireActive(new Guard(), state)
      .require(
        state.lifecycle.majorProject !== 'aangewezen',
        refusals.MAJOR_PROJECT_STATE,
        'Het programma is al een groot project.',
      )
      .merge(own.broken)
      .then(() => [
        ...own.events,
        events.MajorProjectDesignated.of(
          defined({ decisionId: own.decisionId, reviveCondition: command.reviveCondition }),
        ),
      ]);
  }),

  on(commands.SuspendMajorProject, (command, state, context) => {
    const own = raadDecision('Aanwijzing groot project opschorten', command, state, context);
    return requireActive(new Guard(), state)
      .require(
        state.lifecycle.majorProject === 'aangewezen',
        refusals.MAJOR_PROJECT_STATE,
        'Het programma is geen groot project, of het toezicht rust al.',
      )
      .merge(own.broken)
      .then(() => [
        ...own.events,
        events.MajorProjectSuspended.of({ decisionId: own.decisionId, reviveCondition: command.reviveCondition }),
      ]);
  }),

  on(commands.EndMajorProject, (command, state, context) => {
    const own = raadDecision('Aanwijzing groot project beëindigen', command, state, context);
    return requireActive(new Guard(), state)
      .require(
        state.lifecycle.majorProject !== 'geen',
        refusals.MAJOR_PROJECT_STATE,
        'Het programma is geen groot project.',
      )
      .merge(own.broken)
      .then(() => [...own.events, events.MajorProjectEnded.of({ decisionId: own.decisionId })]);
  }),

  on(commands.ApplyTemplate, (command, state) =>
    requireActive(new Guard(), state).then(() => [
      events.TemplateApplied.of({ templateId: command.templateId, version: command.version, steps: command.steps }),
    ]),
  ),

  on(commands.CompletePreStudy, (command, state, context) => {
    const studyId = command.studyId ?? context.newId('VO');
    return requireActive(new Guard(), state)
      .require(
        !state.lifecycle.preStudies.has(studyId),
        ALREADY_EXISTS,
        `Vooronderzoek ${studyId} bestaat al.`,
        'studyId',
      )
      .then(() => [events.PreStudyCompleted.of({ studyId, summary: command.summary })]);
  }),

  // Lessons and evaluations come after the end too: the raad discusses a failed attempt when it is over.
  on(commands.RecordLesson, (command, state, context) => {
    const lessonId = command.lessonId ?? context.newId('LES');
    return new Guard()
      .require(!state.lifecycle.lessons.has(lessonId), ALREADY_EXISTS, `Les ${lessonId} bestaat al.`, 'lessonId')
      .then(() => [events.LessonRecorded.of({ lessonId, causeType: command.causeType, lesson: command.lesson })]);
  }),

  on(commands.MapLessonToMeasure, (command, state) => {
    const lesson = state.lifecycle.lessons.get(command.lessonId);
    return requireActive(new Guard(), state)
      .require(lesson !== undefined, NOT_FOUND, `Les ${command.lessonId} bestaat niet.`, 'lessonId')
      .require(lesson?.mapped === undefined, refusals.LESSON_ALREADY_MAPPED, `Les ${command.lessonId} is al vertaald.`)
      .then(() => [
        events.LessonMappedToMeasure.of({
          lessonId: command.lessonId,
          applicable: command.applicable,
          measure: command.measure,
        }),
      ]);
  }),

  on(commands.RecordEvaluation, (command, state, context) => {
    const evaluationId = command.evaluationId ?? context.newId('EVAL');
    return new Guard()
      .require(
        !state.lifecycle.evaluations.has(evaluationId),
        ALREADY_EXISTS,
        `Evaluatie ${evaluationId} bestaat al.`,
        'evaluationId',
      )
      .then(() => [
        events.EvaluationRecorded.of(
          defined({
            evaluationId,
            summary: command.summary,
            recommendationsAdopted: command.recommendationsAdopted,
          }),
        ),
      ]);
  }),

  on(commands.TakeAnchoringMeasure, (command, state) =>
    requireActive(new Guard(), state).then(() => [
      events.AnchoringMeasureTaken.of({ domain: command.domain, measure: command.measure }),
    ]),
  ),

  on(commands.GrantDischarge, (command, state, context) => {
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'decharge',
        body: context.actor.as as Decider,
        subject: 'Decharge projectleider',
        decision: command.statement,
        topics: ['decharge'],
      }),
      state,
      context,
    );
    return requireActive(new Guard(), state)
      .require(
        !state.lifecycle.discharged.has('projectleider'),
        refusals.ALREADY_DISCHARGED,
        'De projectleider heeft al decharge.',
      )
      .merge(own.broken)
      .then(() => [...own.events, events.DischargeGranted.of({ decisionId: own.decisionId, role: 'projectleider' })]);
  }),

  on(commands.RegisterDependency, (command, state, context) => {
    const dependencyId = command.dependencyId ?? context.newId('AFH');
    return requireActive(new Guard(), state)
      .require(
        !state.lifecycle.dependencies.has(dependencyId),
        ALREADY_EXISTS,
        `Afhankelijkheid ${dependencyId} bestaat al.`,
        'dependencyId',
      )
      .then(() => [
        events.DependencyRegistered.of(
          defined({
            dependencyId,
            kind: command.kind,
            description: command.description,
            sharedMilestoneOn: command.sharedMilestoneOn,
          }),
        ),
      ]);
  }),

  on(commands.AlignDependency, (command, state) =>
    requireActive(new Guard(), state)
      .require(
        state.lifecycle.dependencies.has(command.dependencyId),
        NOT_FOUND,
        `Afhankelijkheid ${command.dependencyId} bestaat niet.`,
        'dependencyId',
      )
      .then(() => [events.DependencyAligned.of({ dependencyId: command.dependencyId, agreement: command.agreement })]),
  ),

  on(commands.JoinCollaboration, (command, state) =>
    requireActive(new Guard(), state).then(() => [
      events.CollaborationJoined.of({ partner: command.partner, rights: command.rights }),
    ]),
  ),
];

function requirePhaseOrder(guard: Guard, phase: events.Phase, state: DossierState): void {
  const { lifecycle } = state;
  const now = lifecycle.phase;
  if (now === undefined) return;
  guard
    .require(
      events.PHASES.indexOf(phase) === events.PHASES.indexOf(now) + 1,
      refusals.PHASE_OUT_OF_ORDER,
      `Na ${now} komt niet ${phase}.`,
      'phase',
    )
    .require(openPause(lifecycle) === undefined, refusals.PROGRAMME_PAUSED, 'Het programma ligt stil.')
    .require(
      now !== 'Verkenning' || lifecycle.urgency !== undefined,
      refusals.URGENCY_MISSING,
      'Er is nog geen urgentie vastgesteld.',
    );
}

function requireRolesAndCalm(guard: Guard, state: DossierState, context: DossierContext): void {
  for (const role of MANDATORY_ROLES) {
    guard.require(
      holderOf(context.then, role, context.day) !== undefined,
      refusals.MANDATORY_ROLE_VACANT,
      `De rol ${role} is op ${dutchDay(context.day)} niet vervuld.`,
    );
  }
  for (const signal of deriveSignals(state, context.organisation, context.day)) {
    if (signal.severity === 'rood' && signal.acceptedUntil === undefined) {
      guard.add(refusals.BLOCKING_SIGNAL_OPEN, `${signal.code}: ${signal.detail}`);
    }
  }
}

function requireLessonsMapped(guard: Guard, state: DossierState): void {
  const { restart, lessons, unmappedLessons } = state.lifecycle;
  if (restart === undefined) return;
  guard
    .require(
      lessons.size > 0,
      refusals.RESTART_LESSONS_UNMAPPED,
      `De lessen van ${restart.predecessor} staan nog niet in dit dossier.`,
    )
    .require(
      unmappedLessons === 0,
      refusals.RESTART_LESSONS_UNMAPPED,
      `Van de ${lessons.size} lessen zijn er ${unmappedLessons} nog niet vertaald naar een maatregel.`,
    );
}

function requireClosable(guard: Guard, state: DossierState): void {
  const { lifecycle } = state;
  guard
    .require(
      lifecycle.phase === 'Nazorg',
      refusals.CLOSE_BEFORE_AFTERCARE,
      `Het programma is in de fase ${lifecycle.phase}.`,
    )
    .require(lifecycle.evaluations.size > 0, refusals.EVALUATION_MISSING, 'Er is nog geen evaluatie vastgelegd.')
    .require(
      improvementOwner(state) !== undefined,
      refusals.IMPROVEMENT_OWNER_MISSING,
      'De doorontwikkeling heeft nog geen eigenaar.',
    );
  const missing = domainsInScope(state).filter((domain) => !lifecycle.anchored.has(domain));
  guard.require(missing.length === 0, refusals.ANCHORING_MISSING, () => `Nog niet verankerd: ${missing.join(', ')}.`);
  for (const line of openWork(state)) guard.add(refusals.OPEN_WORK_LEFT, line);
}

/**
 * Where AO and BO decide together there is one taken decision per named body (governance.md §4.2). The acting one
 * decides here; the other's decision is cited. The college is above both and decides alone.
 */
function requireCoDecision(
  guard: Guard,
  coDecisionId: string | undefined,
  state: DossierState,
  context: DossierContext,
): void {
  if (context.actor.as === 'college') return;
  const other = context.actor.as === 'AO' ? 'BO' : 'AO';
  const taken = coDecisionId !== undefined && decisionTakenBy(state, coDecisionId, [other, 'college']);
  guard.require(
    taken,
    refusals.CO_DECISION_MISSING,
    `Een genomen besluit van ${other} (of het college) is nodig.`,
    'coDecisionId',
  );
}

function raadDecision(
  subject: string,
  { decisionId, adviceDeviation }: { readonly decisionId?: string; readonly adviceDeviation?: string },
  state: DossierState,
  context: DossierContext,
) {
  return takeOwnDecision(
    defined({
      decisionId,
      adviceDeviation,
      decisionType: 'groot-project',
      body: 'raad' as const,
      subject,
      decision: `${subject}.`,
      topics: ['groot-project'],
    }),
    state,
    context,
  );
}
