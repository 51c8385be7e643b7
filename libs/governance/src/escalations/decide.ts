import { isInForce } from '../decisions/state.js';
import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { LEVEL_HOLDER, LEVELS, type Level } from '../kernel/roles.js';
import { requireActive } from '../lifecycle/active.js';
import { policyOn } from '../organisation/state.js';
import * as act from './commands.js';
import * as made from './events.js';
import * as refusals from './refusals.js';
import { currentStay, type Escalation, levelAbove, levelOf } from './state.js';
import { termEnd } from './terms.js';

const policyOf = (context: DossierContext) => policyOn(context.organisation, context.day).policy;
const dueAt = (level: Level, state: DossierState, context: DossierContext): string =>
  termEnd(level, context.day, state, policyOf(context), context.calendar);
const rank = (level: Level): number => LEVELS.indexOf(level);

interface Found {
  readonly guard: Guard;
  readonly escalation: Escalation | undefined;
  readonly level: Level;
}
function find(escalationId: string, state: DossierState): Found {
  const guard = requireActive(new Guard(), state);
  const escalation = state.escalations.all.get(escalationId);
  guard.require(escalation !== undefined, NOT_FOUND, `Escalatie ${escalationId} bestaat niet.`, 'escalationId');
  return { guard, escalation, level: escalation === undefined ? 'L0' : currentStay(escalation).level };
}
function findOpen(escalationId: string, state: DossierState): Found {
  const found = find(escalationId, state);
  const status = found.escalation?.status ?? 'open';
  found.guard.require(status === 'open', refusals.ESCALATION_NOT_OPEN, `Escalatie ${escalationId} is ${status}.`);
  return found;
}
/** The acting function must carry the one active level. */
function findHeld(escalationId: string, state: DossierState, context: DossierContext): Found {
  const found = findOpen(escalationId, state);
  const holder = LEVEL_HOLDER[found.level];
  if (found.escalation !== undefined)
    found.guard.require(
      context.actor.as === holder,
      refusals.NOT_LEVEL_HOLDER,
      `Niveau ${found.level} ligt bij ${holder}, niet bij ${context.actor.as}.`,
    );
  return found;
}
const ended = (escalation: Escalation | undefined): boolean =>
  escalation?.status === 'gesloten' || escalation?.status === 'ingetrokken';
function mayClose(found: Found, context: DossierContext): void {
  const { guard, escalation, level } = found;
  const allowed = escalation === undefined || [escalation.raiser, LEVEL_HOLDER[level]].includes(context.actor.as);
  guard.require(
    allowed,
    refusals.NOT_LEVEL_HOLDER,
    `Dit doet de steller (${escalation?.raiser}) of ${LEVEL_HOLDER[level]}.`,
  );
}
/** The projectdriehoek has no stuurgroep between the opdrachtgevers: nothing goes to a level that is skipped. */
function requireExistingLevel(guard: Guard, to: Level, state: DossierState, context: DossierContext): void {
  const { mode } = state.lifecycle;
  const skipped = mode === 'projectdriehoek' && policyOf(context).skippedInTriangle.includes(to);
  guard.require(!skipped, refusals.LEVEL_SKIPPED, `Niveau ${to} wordt in de ${mode} overgeslagen.`, 'to');
}
/** A decision that is named as the answer was taken and still stands. */
function requireTaken(guard: Guard, decisionId: string | undefined, state: DossierState): void {
  if (decisionId === undefined) return;
  const decision = state.decisions.decisions.get(decisionId);
  guard.require(decision !== undefined, NOT_FOUND, `Besluit ${decisionId} bestaat niet.`, 'decisionId');
  guard.require(
    decision === undefined || isInForce(decision),
    refusals.ANSWER_DECISION_NOT_TAKEN,
    () => `Besluit ${decisionId} is ${decision?.status.toLowerCase()}.`,
    'decisionId',
  );
}

export const decideEscalations = [
  on(act.RaiseEscalation, (command, state, context) => {
    const escalationId = command.escalationId ?? context.newId('E');
    const raiser = context.actor.as;
    // Who carries no level asks as a member of the project does: at the level above the projectleider.
    const level = levelAbove(levelOf(raiser) ?? 'L0', state.lifecycle.mode, policyOf(context));
    const guard = requireActive(new Guard(), state);
    guard.require(
      !state.escalations.all.has(escalationId),
      ALREADY_EXISTS,
      `Escalatie ${escalationId} bestaat al.`,
      'escalationId',
    );
    guard.require(level !== undefined, refusals.NO_HIGHER_LEVEL, `Boven ${raiser} is geen trede.`);
    const { subject, reason, impact, ask } = command;
    return guard.then(() => [
      made.EscalationRaised.of({
        escalationId,
        raiser,
        level: level!,
        dueOn: dueAt(level!, state, context),
        subject,
        reason,
        impact,
        ask,
      }),
    ]);
  }),
  on(act.ReceiveEscalation, ({ escalationId }, state, context) =>
    findHeld(escalationId, state, context).guard.then(() => [made.EscalationReceived.of({ escalationId })]),
  ),
  on(act.AnswerEscalation, ({ escalationId, answer, decisionId }, state, context) => {
    const { guard, level } = findHeld(escalationId, state, context);
    guard.require(
      (answer ?? '').trim() !== '' || decisionId !== undefined,
      refusals.ANSWER_EMPTY,
      'Er is geen tekst en geen besluit genoemd.',
    );
    requireTaken(guard, decisionId, state);
    return guard.then(() => [made.EscalationAnswered.of({ escalationId, level, ...defined({ answer, decisionId }) })]);
  }),
  on(act.RaiseToNextLevel, ({ escalationId, ask }, state, context) => {
    const { guard, level } = findHeld(escalationId, state, context);
    const to = levelAbove(level, state.lifecycle.mode, policyOf(context));
    guard.require(to !== undefined, refusals.NO_HIGHER_LEVEL, `Boven ${level} is geen trede.`);
    return guard.then(() => [
      made.EscalationRaisedToNextLevel.of({
        escalationId,
        from: level,
        to: to!,
        dueOn: dueAt(to!, state, context),
        ask,
      }),
    ]);
  }),
  on(act.DeEscalate, ({ escalationId, to, assignment, term }, state, context) => {
    const { guard, level, escalation } = findHeld(escalationId, state, context);
    if (escalation !== undefined)
      guard.require(rank(to) < rank(level), refusals.LEVEL_ORDER, `${to} ligt niet onder ${level}.`, 'to');
    requireExistingLevel(guard, to, state, context);
    const dueOn = context.calendar.plusWorkingDays(context.day, term);
    return guard.then(() => [
      made.EscalationDeEscalated.of({ escalationId, from: level, to, term, dueOn, assignment }),
    ]);
  }),
  on(act.EmergencySkip, ({ escalationId, to, reason, ask, approvedBy }, state, context) => {
    const found = findOpen(escalationId, state);
    const { guard, level, escalation } = found;
    mayClose(found, context);
    if (escalation !== undefined)
      guard.require(rank(to) > rank(level), refusals.LEVEL_ORDER, `${to} ligt niet boven ${level}.`, 'to');
    requireExistingLevel(guard, to, state, context);
    return guard.then(() => [
      made.EmergencySkipUsed.of({ escalationId, from: level, to, reason, ...defined({ approvedBy }) }),
      made.EscalationRaisedToNextLevel.of({ escalationId, from: level, to, dueOn: dueAt(to, state, context), ask }),
    ]);
  }),
  on(act.CloseEscalation, ({ escalationId, conclusion }, state, context) => {
    const found = find(escalationId, state);
    mayClose(found, context);
    found.guard.require(!ended(found.escalation), refusals.ESCALATION_ENDED, `Escalatie ${escalationId} is al klaar.`);
    return found.guard.then(() => [made.EscalationClosed.of({ escalationId, conclusion })]);
  }),
  on(act.WithdrawEscalation, ({ escalationId, reason }, state, context) => {
    const { guard, escalation } = find(escalationId, state);
    const raiser = escalation?.raiser ?? context.actor.as;
    guard.require(raiser === context.actor.as, refusals.NOT_RAISER, `De vraag is gesteld door ${raiser}.`);
    guard.require(!ended(escalation), refusals.ESCALATION_ENDED, `Escalatie ${escalationId} is al klaar.`);
    return guard.then(() => [made.EscalationWithdrawn.of({ escalationId, reason })]);
  }),
  on(act.ReopenEscalation, ({ escalationId, reason }, state, context) => {
    const found = find(escalationId, state);
    mayClose(found, context);
    if (found.escalation !== undefined)
      found.guard.require(
        found.escalation.status !== 'open',
        refusals.ESCALATION_NOT_ENDED,
        `Escalatie ${escalationId} is open.`,
      );
    return found.guard.then(() => [
      made.EscalationReopened.of({
        escalationId,
        level: found.level,
        dueOn: dueAt(found.level, state, context),
        reason,
      }),
    ]);
  }),
];
