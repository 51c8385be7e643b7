import { requireVotes } from '../decisions/rules.js';
import { takeOwnDecision } from '../decisions/taking.js';
import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive, requireNotEnded } from '../lifecycle/active.js';
import { holderOf } from '../lifecycle/facts.js';
import * as commands from './commands.js';
import * as events from './events.js';
import { beyondRaad, limitsOf, missingAxes } from './limits.js';
import * as refusals from './refusals.js';
import type { FrameOwner, HardDeadline, Milestone } from './state.js';

export const decideFrames = [
  on(commands.ProposeFrame, (command, state, context) => {
    const frameId = command.frameId ?? context.newId('KADER');
    return requireActive(new Guard(), state)
      .require(!state.frames.frameIds.has(frameId), ALREADY_EXISTS, `Kader ${frameId} bestaat al.`, 'frameId')
      .then(() => [events.FrameProposed.of({ frameId, owner: command.owner, ...contents(command.frame) })]);
  }),

  on(commands.AdoptFrame, (command, state, context) => {
    const owner = context.actor.as as FrameOwner;
    const frameId = command.frameId ?? context.newId('KADER');
    const guard = requireActive(new Guard(), state);
    const existing = state.frames.current.get(owner);
    const proposed = state.frames.proposed.get(frameId);
    guard
      .require(existing === undefined, refusals.FRAME_EXISTS, `Kader ${existing?.frameId} van de ${owner} geldt al.`)
      .require(
        proposed === undefined ? !state.frames.frameIds.has(frameId) : proposed.owner === owner,
        ALREADY_EXISTS,
        `Kader ${frameId} is van een ander orgaan of bestaat al.`,
        'frameId',
      );
    return frameDecision(command, frameId, events.FrameAdopted, guard, state, context);
  }),

  on(commands.AmendFrame, (command, state, context) => {
    const guard = requireActive(new Guard(), state);
    const frame = [...state.frames.current.values()].find((each) => each.frameId === command.frameId);
    guard.require(frame !== undefined, NOT_FOUND, `Kader ${command.frameId} geldt niet.`, 'frameId');
    if (frame !== undefined) {
      guard.require(
        frame.owner === context.actor.as,
        refusals.NOT_THE_FRAME_OWNER,
        `Kader ${frame.frameId} is van de ${frame.owner}; ${context.actor.as} kan het niet wijzigen.`,
      );
    }
    return frameDecision(command, command.frameId, events.FrameAmended, guard, state, context);
  }),

  on(commands.DeclareRiskAppetite, (command, state) =>
    requireActive(new Guard(), state).then(() => [events.RiskAppetiteDeclared.of({ statement: command.statement })]),
  ),

  on(commands.SetObjective, (command, state, context) => {
    const objectiveId = command.objectiveId ?? context.newId('DOEL');
    return requireNotEnded(new Guard(), state)
      .require(
        !state.frames.objectives.has(objectiveId),
        ALREADY_EXISTS,
        `Doel ${objectiveId} bestaat al.`,
        'objectiveId',
      )
      .then(() => [events.ObjectiveSet.of({ objectiveId, objective: command.objective })]);
  }),

  on(commands.AlignRequirements, (command, state, context) => {
    const last = state.frames.alignment?.version ?? -1;
    const guard = requireActive(new Guard(), state).require(
      command.version > last,
      refusals.ALIGNMENT_VERSION_OLD,
      `Versie ${command.version} is niet hoger dan de vorige, ${last}.`,
      'version',
    );
    for (const role of ['BO', 'AO'] as const) {
      guard.require(
        holderOf(context.then, role, context.day) !== undefined,
        refusals.ALIGNMENT_NEEDS_BOTH,
        `De rol ${role} is op ${dutchDay(context.day)} niet vervuld.`,
      );
    }
    return guard.then(() => [
      events.RequirementsAligned.of({ version: command.version, agreement: command.agreement }),
    ]);
  }),

  on(commands.SetHardDeadline, (command, state, context) => {
    const deadlineId = command.deadlineId ?? context.newId('DL');
    const guard = requireActive(new Guard(), state).require(
      !state.frames.deadlines.has(deadlineId),
      ALREADY_EXISTS,
      `Deadline ${deadlineId} bestaat al.`,
      'deadlineId',
    );
    const base = defined({
      deadlineId,
      dueOn: command.dueOn,
      source: command.source,
      toleranceDays: command.toleranceDays,
    });
    if (command.kind === 'extern') {
      // Somebody outside imposed it: the municipality records it and decides nothing.
      const cited = defined({ decisionId: command.decisionId });
      return guard.then(() => [events.HardDeadlineSet.of({ ...base, ...cited, kind: 'extern', body: 'extern' })]);
    }
    const body = context.actor.as as Decider;
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'deadline',
        body,
        subject: `Harde deadline ${dutchDay(command.dueOn)}`,
        decision: `De harde deadline is ${dutchDay(command.dueOn)}: ${command.source}`,
        topics: ['deadline', deadlineId],
        deciders: INTERNAL_DEADLINE_SETTERS,
      }),
      state,
      context,
    );
    return guard
      .merge(own.broken)
      .then(() => [
        ...own.events,
        events.HardDeadlineSet.of({ ...base, kind: 'intern', body, decisionId: own.decisionId }),
      ]);
  }),

  on(commands.MoveHardDeadline, (command, state, context) =>
    withDeadline(command.deadlineId, state, (deadline, guard) => {
      if (deadline.kind === 'extern') {
        return guard
          .add(
            refusals.EXTERNAL_DEADLINE_FIXED,
            `Deadline ${deadline.deadlineId} is extern opgelegd en verschuift niet.`,
          )
          .then(() => []);
      }
      requireSettingBody(guard, deadline, context);
      guard.require(
        command.to !== deadline.dueOn,
        refusals.DEADLINE_UNCHANGED,
        `De deadline is al ${dutchDay(deadline.dueOn)}.`,
        'to',
      );
      const own = takeOwnDecision(
        defined({
          decisionId: command.decisionId,
          adviceDeviation: command.adviceDeviation,
          decisionType: 'deadline',
          body: context.actor.as as Decider,
          subject: `Verschuiven harde deadline ${deadline.deadlineId}`,
          decision: `De harde deadline gaat van ${dutchDay(deadline.dueOn)} naar ${dutchDay(command.to)}.`,
          topics: ['deadline', deadline.deadlineId],
          deciders: [deadline.body as Decider],
        }),
        state,
        context,
      );
      return guard.merge(own.broken).then(() => [
        ...own.events,
        events.HardDeadlineMoved.of({
          deadlineId: deadline.deadlineId,
          from: deadline.dueOn,
          to: command.to,
          decisionId: own.decisionId,
        }),
      ]);
    }),
  ),

  on(commands.GrantExemption, (command, state, context) =>
    withDeadline(command.deadlineId, state, (deadline, guard) => {
      const exemptionId = command.exemptionId ?? context.newId('ONT');
      guard
        .require(!state.frames.exemptions.has(exemptionId), ALREADY_EXISTS, `Ontheffing ${exemptionId} bestaat al.`)
        .require(
          command.items.length > 0,
          refusals.EXEMPTION_EMPTY,
          'Er staan geen onderdelen in de ontheffing.',
          'items',
        )
        .require(
          command.until > deadline.dueOn,
          refusals.EXEMPTION_EMPTY,
          `De ontheffing loopt tot ${dutchDay(command.until)}, niet voorbij de deadline ${dutchDay(deadline.dueOn)}.`,
          'until',
        );
      const data = { exemptionId, deadlineId: deadline.deadlineId, until: command.until, items: command.items };
      if (deadline.kind === 'extern') {
        const decisionId = command.decisionId ?? '';
        return guard
          .require(
            decisionId !== '',
            refusals.EXTERNAL_DECISION_MISSING,
            'Noem het kenmerk van het besluit waarmee de oplegger ontheffing gaf.',
            'decisionId',
          )
          .then(() => [events.ExemptionGranted.of({ ...data, decisionId })]);
      }
      requireSettingBody(guard, deadline, context);
      const own = takeOwnDecision(
        defined({
          decisionId: command.decisionId,
          adviceDeviation: command.adviceDeviation,
          decisionType: 'ontheffing',
          body: context.actor.as as Decider,
          subject: `Ontheffing van harde deadline ${deadline.deadlineId}`,
          decision: `Voor ${command.items.join(', ')} geldt de deadline ${dutchDay(command.until)}.`,
          topics: ['ontheffing', deadline.deadlineId],
          deciders: [deadline.body as Decider],
        }),
        state,
        context,
      );
      return guard
        .merge(own.broken)
        .then(() => [...own.events, events.ExemptionGranted.of({ ...data, decisionId: own.decisionId })]);
    }),
  ),

  on(commands.PlanMilestone, (command, state, context) => {
    const milestoneId = command.milestoneId ?? context.newId('MP');
    return requireActive(new Guard(), state)
      .require(!state.frames.milestones.has(milestoneId), ALREADY_EXISTS, `Mijlpaal ${milestoneId} bestaat al.`)
      .then(() => [events.MilestonePlanned.of({ milestoneId, label: command.label, plannedOn: command.plannedOn })]);
  }),

  on(commands.ForecastMilestone, (command, state) =>
    withMilestone(command.milestoneId, state, (_milestone, guard) =>
      guard.then(() => [
        events.MilestoneForecast.of(
          defined({ milestoneId: command.milestoneId, forecastOn: command.forecastOn, reason: command.reason }),
        ),
      ]),
    ),
  ),

  on(commands.ReachMilestone, (command, state, context) =>
    withMilestone(command.milestoneId, state, (_milestone, guard) =>
      guard
        .require(
          command.reachedOn <= context.today,
          refusals.DAY_IN_FUTURE,
          `${dutchDay(command.reachedOn)} ligt na vandaag.`,
          'reachedOn',
        )
        .then(() => [events.MilestoneReached.of({ milestoneId: command.milestoneId, reachedOn: command.reachedOn })]),
    ),
  ),

  on(commands.DefineBenefit, (command, state, context) => {
    const benefitId = command.benefitId ?? context.newId('BAAT');
    return requireActive(new Guard(), state)
      .require(!state.frames.benefits.has(benefitId), ALREADY_EXISTS, `Baat ${benefitId} bestaat al.`)
      .then(() => [
        events.BenefitDefined.of(
          defined({
            benefitId,
            label: command.label,
            owner: command.owner,
            kind: command.kind,
            baseline: command.baseline,
            target: command.target,
          }),
        ),
      ]);
  }),

  on(commands.MeasureBenefit, (command, state) =>
    // Benefits are also measured after the programme has closed; that is when most of them show.
    new Guard()
      .require(state.frames.benefits.has(command.benefitId), NOT_FOUND, `Baat ${command.benefitId} bestaat niet.`)
      .then(() => [events.BenefitMeasured.of({ benefitId: command.benefitId, value: command.value })]),
  ),

  on(commands.OverrideStatus, (command, state, context) => {
    const own = takeOwnDecision(
      defined({
        decisionId: command.decisionId,
        adviceDeviation: command.adviceDeviation,
        decisionType: 'status',
        body: context.actor.as as Decider,
        subject: `Status ${command.axis} op ${command.status}`,
        decision: `De status van ${command.axis} is ${command.status} tot en met ${dutchDay(command.until)}: ${command.reason}`,
        topics: ['status', command.axis],
      }),
      state,
      context,
    );
    return requireActive(new Guard(), state)
      .require(
        command.until >= context.day,
        refusals.END_DATE_PASSED,
        `${dutchDay(command.until)} ligt voor ${dutchDay(context.day)}.`,
        'until',
      )
      .merge(own.broken)
      .then(() => [
        ...own.events,
        events.StatusOverridden.of({
          axis: command.axis,
          status: command.status,
          until: command.until,
          reason: command.reason,
          decisionId: own.decisionId,
        }),
      ]);
  }),
];

/** A deadline may be set at every level that can keep it; only the same body may move it afterwards. */
const INTERNAL_DEADLINE_SETTERS: readonly Decider[] = ['AO', 'BO', 'college', 'raad'];

/** Adopting and amending ask the same: complete, within the raad's, and decided by the owner itself. */
function frameDecision(
  command: commands.AdoptFrame | commands.AmendFrame,
  frameId: string,
  declaration: typeof events.FrameAdopted | typeof events.FrameAmended,
  guard: Guard,
  state: DossierState,
  context: DossierContext,
): Outcome {
  const owner = context.actor.as as FrameOwner;
  const frame = contents(command.frame);
  const raad = state.frames.current.get('raad');
  if (owner === 'college') {
    // The raad may set the first frame in parts; with the college's word everything must be there.
    const missing = missingAxes(limitsOf(raad === undefined ? [frame] : [raad, frame]));
    guard.require(
      missing.length === 0,
      refusals.FRAME_INCOMPLETE,
      () => `In de kaders ontbreekt: ${missing.join(', ')}.`,
    );
    if (raad !== undefined) for (const line of beyondRaad(frame, raad)) guard.add(refusals.FRAME_BEYOND_RAAD, line);
  } else {
    const says = frame.credit !== undefined || frame.endDate !== undefined || frame.scopeItems !== undefined;
    guard.require(says, refusals.FRAME_INCOMPLETE, 'Het kader van de raad noemt geen krediet, einddatum of omvang.');
  }
  const own = takeOwnDecision(
    defined({
      decisionId: command.decisionId,
      adviceDeviation: command.adviceDeviation,
      decisionType: 'kaders',
      body: owner,
      subject: `Kaders ${frameId}`,
      decision: command.frame.scope,
      topics: ['kaders'],
      deciders: [owner],
    }),
    state,
    context,
    defined({ votesFor: command.votesFor, votesAgainst: command.votesAgainst }),
  );
  requireVotes(guard, command, owner, context);
  return guard
    .merge(own.broken)
    .then(() => [...own.events, declaration.of({ frameId, owner, ...frame, decisionId: own.decisionId })]);
}

function contents(frame: commands.FramePart) {
  const { tolerances, norms, ...rest } = frame;
  return {
    ...defined({
      scope: rest.scope,
      scopeItems: rest.scopeItems,
      endDate: rest.endDate,
      credit: rest.credit,
      contingency: rest.contingency,
      informRaadWithin: rest.informRaadWithin,
      informRaadAbovePercent: rest.informRaadAbovePercent,
      informRaadAboveDays: rest.informRaadAboveDays,
      informRaadOnPause: rest.informRaadOnPause,
    }),
    // The stored format holds plain objects, never instances of the command's classes.
    tolerances: tolerances.map(({ level, amountPerChange, cumulativePercent, days, scopeItems }) =>
      defined({ level, amountPerChange, cumulativePercent, days, scopeItems }),
    ),
    norms: norms.map(({ measure, label, norm, higherIsBetter }) => defined({ measure, label, norm, higherIsBetter })),
  };
}

function requireSettingBody(guard: Guard, deadline: HardDeadline, context: DossierContext): void {
  guard.require(
    deadline.body === context.actor.as,
    refusals.DEADLINE_NOT_YOURS,
    `Deadline ${deadline.deadlineId} is gesteld door ${deadline.body}, niet door ${context.actor.as}.`,
  );
}

function withDeadline(
  deadlineId: string,
  state: DossierState,
  then: (deadline: HardDeadline, guard: Guard) => Outcome,
): Outcome {
  const guard = requireActive(new Guard(), state);
  const deadline = state.frames.deadlines.get(deadlineId);
  if (deadline === undefined) {
    return guard.add(NOT_FOUND, `Deadline ${deadlineId} bestaat niet.`, 'deadlineId').then(() => []);
  }
  return then(deadline, guard);
}

function withMilestone(
  milestoneId: string,
  state: DossierState,
  then: (milestone: Milestone, guard: Guard) => Outcome,
): Outcome {
  const guard = requireActive(new Guard(), state);
  const milestone = state.frames.milestones.get(milestoneId);
  if (milestone === undefined) {
    return guard.add(NOT_FOUND, `Mijlpaal ${milestoneId} bestaat niet.`, 'milestoneId').then(() => []);
  }
  guard.require(
    milestone.reachedOn === undefined,
    refusals.MILESTONE_ALREADY_REACHED,
    () => `Mijlpaal ${milestoneId} is bereikt op ${dutchDay(milestone.reachedOn ?? '')}.`,
  );
  return then(milestone, guard);
}
