import { isInForce } from '../decisions/state.js';
import { takeOwnDecision } from '../decisions/taking.js';
import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { DECIDERS } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import { authorityFor } from '../mandates/authority.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';
import { route } from './routing.js';
import { countOf, currentBaseline, type Baseline, type Impact, type ScopeChange, type ScopeItem } from './state.js';

const begin = (state: DossierState): Guard => requireActive(new Guard(), state);

/** The change an act is about, while it is still open. */
function openChange(guard: Guard, state: DossierState, changeId: string): ScopeChange | undefined {
  const change = state.scope.changes.get(changeId);
  if (change === undefined) {
    guard.add(NOT_FOUND, `Er is geen scopewijziging ${changeId}.`, 'changeId');
    return undefined;
  }
  const open = ['Voorgesteld', 'Beoordeeld', 'Gerouteerd'].includes(change.status);
  guard.require(open, rules.CHANGE_CLOSED, `Scopewijziging ${changeId} is ${change.status.toLowerCase()}.`, 'changeId');
  return change;
}
function requireUnique(guard: Guard, ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  guard.require(twice === undefined, rules.ITEM_TWICE, `Onderdeel ${twice} staat er twee keer.`, 'items');
}
/** Alignment must be as fresh as the frames (S1-11). */
function requireAlignment(guard: Guard, state: DossierState): void {
  const lastFrame = state.frames.history.at(-1)?.on;
  const aligned = state.frames.alignment?.on;
  const fresh = aligned !== undefined && (lastFrame === undefined || aligned >= lastFrame);
  guard.require(
    fresh,
    rules.ALIGNMENT_MISSING,
    `De kaders zijn van ${lastFrame === undefined ? 'nu' : dutchDay(lastFrame)}; daarna is niet meer afgestemd.`,
  );
}
/** Baseline n+1 is n with exactly the approved change. */
function nextBaseline(
  current: Baseline,
  change: ScopeChange,
  decisionId: string,
): Parameters<typeof events.BaselineSet.of>[0] {
  const kept = current.items.filter(({ itemId }) => !change.removed.includes(itemId));
  const items: readonly ScopeItem[] = [...kept, ...change.added];
  const number = current.number + 1;
  return defined({
    baselineId: `B${number}`,
    number,
    parent: current.baselineId,
    decisionId,
    changeIds: [change.changeId],
    items,
    itemCount: countOf(items),
    cumulativeAmount: current.cumulativeAmount + (change.impact?.amount ?? 0),
    endDate: current.endDate,
  });
}
type Routed = NonNullable<ScopeChange['routed']>;
/**
 * The level the change was routed to, or a higher one when changes approved since have used up the room: otherwise a
 * row of changes assessed on one day would pass the cumulative limit. Higher levels may decide too, which authority
 * knows; beyond the krediet only the raad.
 */
function levelNow(impact: Impact, routed: Routed, state: DossierState, context: DossierContext): Routed {
  const now = route(impact, state, context);
  return events.SCOPE_LEVELS.indexOf(now.level) > events.SCOPE_LEVELS.indexOf(routed.level) ? now : routed;
}
/**
 * Saying no is deciding too: only the level to which the change was routed, or one above it, may. How much it would
 * cost does not matter then, for nothing is spent.
 */
function requireOwnLevel(guard: Guard, change: ScopeChange, state: DossierState, context: DossierContext): void {
  const { changeId, routed } = change;
  const body = DECIDERS.find((decider) => decider === context.actor.as);
  if (routed === undefined || body === undefined)
    return void guard.add(rules.CHANGE_NOT_ROUTED, `De gevolgen van ${changeId} zijn nog niet beoordeeld.`);
  const why = routed.reasons.length === 0 ? undefined : `vanwege ${routed.reasons.join(', ')}`;
  const ask = defined({ decisionType: 'scopewijziging', body, deciders: [routed.level], why });
  const authority = authorityFor(ask, state, context);
  if ('broken' in authority) guard.merge(authority.broken);
}
/** What goes out must be in the baseline, and nothing may be in it twice. */
function requireFits(
  guard: Guard,
  baseline: Baseline | undefined,
  added: readonly ScopeItem[],
  removed: readonly string[],
): void {
  const present = (baseline?.items ?? []).map(({ itemId }) => itemId);
  for (const itemId of removed)
    guard.require(
      present.includes(itemId),
      rules.ITEM_UNKNOWN,
      `Onderdeel ${itemId} staat niet in ${baseline?.baselineId ?? 'de baseline'}.`,
      'removed',
    );
  requireUnique(guard, [
    ...present.filter((itemId) => !removed.includes(itemId)),
    ...added.map(({ itemId }) => itemId),
  ]);
}

export const decideScope = [
  on(commands.SetBaseline, (command, state) => {
    const guard = begin(state);
    guard.require(state.scope.baselines.length === 0, rules.BASELINE_EXISTS, 'B0 bestaat al.');
    guard.require(
      isInForce(state.decisions.decisions.get(command.decisionId)),
      rules.BASELINE_DECISION_MISSING,
      `Besluit ${command.decisionId} is niet genomen.`,
      'decisionId',
    );
    requireAlignment(guard, state);
    requireUnique(
      guard,
      command.items.map(({ itemId }) => itemId),
    );
    const items = command.items.map((item) => defined({ ...item }));
    return guard.then(() => [
      events.BaselineSet.of(
        defined({
          baselineId: 'B0',
          number: 0,
          decisionId: command.decisionId,
          changeIds: [],
          items,
          itemCount: countOf(items),
          cumulativeAmount: 0,
          endDate: command.endDate,
        }),
      ),
    ]);
  }),
  on(commands.ProposeScopeChange, (command, state, context) => {
    const guard = begin(state);
    const baseline = currentBaseline(state.scope);
    guard.require(baseline !== undefined, rules.BASELINE_MISSING, 'Er is nog geen baseline.');
    const changeId = command.changeId ?? context.newId('SW');
    guard.require(
      !state.scope.changes.has(changeId),
      ALREADY_EXISTS,
      `Scopewijziging ${changeId} bestaat al.`,
      'changeId',
    );
    const removed = command.removed ?? [];
    const added = (command.added ?? []).map((item) => defined({ ...item }));
    requireFits(guard, baseline, added, removed);
    return guard.then(() => [events.ScopeChangeProposed.of(defined({ ...command, changeId, added, removed }))]);
  }),
  on(commands.AssessImpact, (command, state, context) => {
    const guard = begin(state);
    const change = openChange(guard, state, command.changeId);
    if (change !== undefined) {
      const items = currentBaseline(state.scope)?.items ?? [];
      const proposed = countOf(change.added) - countOf(items.filter(({ itemId }) => change.removed.includes(itemId)));
      guard.require(
        proposed === command.scopeItems,
        rules.IMPACT_DIFFERS,
        `Het voorstel verandert ${proposed} onderdelen, de beoordeling noemt ${command.scopeItems}.`,
        'scopeItems',
      );
    }
    return guard.then(() => {
      const routed = route({ ...command, milestoneId: command.milestoneId }, state, context);
      return [
        events.ImpactAssessed.of(defined({ ...command })),
        events.ScopeChangeRouted.of(
          defined({
            changeId: command.changeId,
            level: routed.level,
            reasons: routed.reasons,
            cumulativeAmount: routed.cumulativeAmount,
            cumulativePermille: routed.cumulativePermille,
          }),
        ),
      ];
    });
  }),
  on(commands.ApproveScopeChange, approve),
  on(commands.RejectScopeChange, (command, state, context) => {
    const guard = begin(state);
    const change = openChange(guard, state, command.changeId);
    if (change !== undefined) requireOwnLevel(guard, change, state, context);
    return guard.then(() => [events.ScopeChangeRejected.of({ ...command })]);
  }),
  on(commands.WithdrawScopeChange, (command, state) => {
    const guard = begin(state);
    openChange(guard, state, command.changeId);
    return guard.then(() => [events.ScopeChangeWithdrawn.of({ ...command })]);
  }),
] as const;

function approve(command: commands.ApproveScopeChange, state: DossierState, context: DossierContext) {
  const guard = begin(state);
  const change = openChange(guard, state, command.changeId);
  const baseline = currentBaseline(state.scope);
  const body = DECIDERS.find((decider) => decider === context.actor.as);
  if (change === undefined || baseline === undefined || body === undefined) return guard.then(() => []);
  if (change.impact === undefined || change.routed === undefined) {
    return guard
      .add(rules.CHANGE_NOT_ROUTED, `De gevolgen van ${command.changeId} zijn nog niet beoordeeld.`)
      .then(() => []);
  }
  const { impact } = change;
  const routed = levelNow(impact, change.routed, state, context);
  // Another change may have been approved since this one was proposed.
  requireFits(guard, baseline, change.added, change.removed);
  const taken = takeOwnDecision(
    defined({
      decisionId: command.decisionId,
      adviceDeviation: command.adviceDeviation,
      decisionType: 'scopewijziging',
      body,
      subject: change.subject,
      decision: command.decision,
      topics: [command.changeId],
      deciders: [routed.level],
      political: routed.level === 'college' || routed.level === 'raad',
      amount: impact.amount,
      days: impact.days,
      scopeItems: impact.scopeItems,
      why: `vanwege ${routed.reasons.join(', ')}`,
    }),
    state,
    context,
  );
  guard.merge(taken.broken);
  return guard.then(() => [
    ...taken.events,
    events.ScopeChangeApproved.of({ changeId: command.changeId, decisionId: taken.decisionId }),
    events.BaselineSet.of(nextBaseline(baseline, change, taken.decisionId)),
  ]);
}
