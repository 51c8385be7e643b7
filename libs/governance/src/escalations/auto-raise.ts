import type { DossierContext, DossierState } from '../dossier.js';
import { lastDayOf } from '../frames/state.js';
import type { NewEvent } from '../kernel/event.js';
import { dutchDay } from '../kernel/time.js';
import { policyOn } from '../organisation/state.js';
import { EscalationRaised } from './events.js';
import { levelAbove, levelOf } from './state.js';
import { termEnd } from './terms.js';

/** What policy may name in `autoRaise`. */
const DEADLINE_TRIGGER = 'deadline';

interface Late {
  readonly goLiveId: string;
  readonly deadlineId: string;
  readonly plannedOn: string;
  readonly dueOn: string;
}

/**
 * The escalations that an act raises by itself, for the same append (governance.md §4.6): who plans a go-live after its
 * hard deadline asks the level above at once, since nobody may keep that for himself (S4-06). The raad is never asked
 * by the engine, so what the college plans stays with the college.
 */
export function escalationsFrom(
  events: readonly NewEvent[],
  state: DossierState,
  context: DossierContext,
): readonly NewEvent[] {
  const { policy } = policyOn(context.organisation, context.day);
  if (!policy.autoRaise.includes(DEADLINE_TRIGGER)) return [];
  const raiser = context.actor.as;
  const level = levelAbove(levelOf(raiser) ?? 'L0', state.lifecycle.mode, policy);
  if (level === undefined) return [];
  return events.flatMap((event) => {
    const late = lateIn(event, state);
    const escalationId = late === undefined ? '' : freeName(`E-${late.deadlineId}`, state, context);
    if (late === undefined || escalationId === undefined) return [];
    return [
      EscalationRaised.of({
        escalationId,
        raiser,
        level,
        dueOn: termEnd(level, context.day, state, policy, context.calendar),
        subject: `Livegang na de harde deadline ${late.deadlineId}`,
        reason: `Livegang ${late.goLiveId} staat op ${dutchDay(late.plannedOn)}; de harde deadline is ${dutchDay(late.dueOn)}.`,
        impact: 'De harde deadline wordt zo niet gehaald.',
        ask: 'Hoe halen we de deadline alsnog, of wie vraagt ontheffing of uitstel?',
      }),
    ];
  });
}

/** The go-live that this event puts after its hard deadline, with the exemption that reaches furthest. */
function lateIn(event: NewEvent, state: DossierState): Late | undefined {
  const { goLiveId, deadlineId, plannedOn, to } = event.data as Readonly<Record<string, string | undefined>>;
  const moved = event.type === 'GoLiveRescheduled';
  if ((event.type !== 'GoLivePlanned' && !moved) || goLiveId === undefined) return undefined;
  const linked = moved ? state.goLive.all.get(goLiveId)?.deadlineId : deadlineId;
  const expected = moved ? to : plannedOn;
  const deadline = linked === undefined ? undefined : state.frames.deadlines.get(linked);
  if (deadline === undefined || expected === undefined) return undefined;
  const dueOn = lastDayOf(state.frames, deadline);
  return expected > dueOn ? { goLiveId, deadlineId: deadline.deadlineId, plannedOn: expected, dueOn } : undefined;
}

const OPEN: readonly string[] = ['open', 'beantwoord'];
/** Leaves room for the number within the length of a reference. */
const MAX_NAME_LENGTH = 56;
/** Named after the deadline; undefined while the same question is still there, for it need not be asked twice. */
function freeName(name: string, state: DossierState, context: DossierContext): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return context.newId('E');
  const { all } = state.escalations;
  for (let number = 1; ; number += 1) {
    const escalationId = number === 1 ? name : `${name}.${number}`;
    const known = all.get(escalationId);
    if (known === undefined) return escalationId;
    if (OPEN.includes(known.status)) return undefined;
  }
}
