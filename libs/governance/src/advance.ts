import type { DossierState } from './dossier.js';
import { mayRaiseFrom, raisedByClock, raisedForDuty, type Raised } from './escalations/clock-raise.js';
import { EscalatedByLapse, EscalationClockBreached } from './escalations/events.js';
import { currentStay, levelAbove, type Escalation } from './escalations/state.js';
import { termEnd } from './escalations/terms.js';
import { HardDeadlineMissed } from './frames/events.js';
import { lastDayOf, type HardDeadline } from './frames/state.js';
import { InformationDutyOverdue } from './information-duties/events.js';
import { isDeadlineMet } from './go-live/state.js';
import { isOwed, type Duty } from './information-duties/state.js';
import type { Calendar } from './kernel/calendar.js';
import type { NewEvent } from './kernel/event.js';
import { dayOf, endOf } from './kernel/time.js';
import { policyOn, type OrganisationState } from './organisation/state.js';

/** A deadline that has passed: what it puts into the log, and when that happened. */
export interface DueEvent {
  /** Names the deadline; the command id is made from it, so that it is written once whoever writes it. */
  readonly key: string;
  /** 24:00 Amsterdam of the last day (governance.md X4). */
  readonly occurredAt: string;
  readonly events: readonly NewEvent[];
}

const isWaiting = (escalation: Escalation): boolean =>
  escalation.status === 'open' && !currentStay(escalation).breached;
const isPending = (state: DossierState, deadline: HardDeadline): boolean =>
  deadline.missedOn === undefined && !isDeadlineMet(state.goLive, deadline.deadlineId);

/** A duty runs on through a pause and past the end of a programme: what is owed stays owed (governance.md §4.9). */
const isRunning = (duty: Duty): boolean => duty.overdueOn === undefined && !duty.imported && isOwed(duty);

/**
 * The earliest instant at which something may be due, for the timekeeper: never later than what `advance` finds. History has no clocks (X9); an ended programme
 * only those of the information that is still owed.
 */
export function nextDeadline(state: DossierState): string | undefined {
  if (state.journal.batches.size > 0) return undefined;
  if (state.lifecycle.initiatedOn === undefined) return undefined;
  let next: string | undefined;
  const consider = (day: string): void => {
    if (next === undefined || day < next) next = day;
  };
  for (const duty of state.informationDuties.duties.values()) if (isRunning(duty)) consider(duty.dueOn);
  if (state.lifecycle.ended !== undefined) return next === undefined ? undefined : endOf(next);
  for (const escalation of state.escalations.all.values())
    if (isWaiting(escalation)) consider(currentStay(escalation).dueOn);
  for (const deadline of state.frames.deadlines.values())
    if (isPending(state, deadline)) consider(lastDayOf(state.frames, deadline));
  const end = next === undefined ? undefined : endOf(next);
  const raise = mayRaiseFrom(state);
  return end === undefined || (raise !== undefined && raise < end) ? raise : end;
}

/**
 * The deadline events that are due at `now`, oldest first. Pure: the handler and the timekeeper call the same function,
 * so no answer depends on when either ran.
 */
export function advance(
  state: DossierState,
  now: string,
  organisation: OrganisationState,
  calendar: Calendar,
): readonly DueEvent[] {
  const next = nextDeadline(state);
  if (next === undefined || next > now) return [];
  const running = state.lifecycle.ended === undefined;
  const raised: Raised[] = running ? [...raisedByClock(state, dayOf(now), organisation, calendar)] : [];
  const due: DueEvent[] = [];
  for (const duty of state.informationDuties.duties.values()) {
    if (!isRunning(duty) || endOf(duty.dueOn) > now) continue;
    const { dutyId, dueOn } = duty;
    const asked = running ? raisedForDuty(duty, state, organisation, calendar) : undefined;
    if (asked !== undefined) raised.push(asked);
    const occurredAt = endOf(dueOn);
    due.push({ key: `duty:${dutyId}:${dueOn}`, occurredAt, events: [InformationDutyOverdue.of({ dutyId, dueOn })] });
  }
  due.push(...raised.map(({ key, occurredAt, event }) => ({ key, occurredAt, events: [event] })));
  const open = [...state.escalations.all.values()].filter((escalation) => running && isWaiting(escalation));
  for (const escalation of [...open, ...raised.map((each) => each.escalation)])
    due.push(...lapses(escalation, state, now, organisation, calendar));
  for (const deadline of state.frames.deadlines.values()) {
    const last = lastDayOf(state.frames, deadline);
    if (!running || !isPending(state, deadline) || endOf(last) > now) continue;
    const { deadlineId, dueOn } = deadline;
    due.push({
      key: `deadline:${deadlineId}:${last}`,
      occurredAt: endOf(last),
      events: [HardDeadlineMissed.of({ deadlineId, dueOn })],
    });
  }
  return due.sort((a, b) =>
    a.occurredAt === b.occurredAt ? (a.key < b.key ? -1 : 1) : a.occurredAt < b.occurredAt ? -1 : 1,
  );
}

/** An unanswered question climbs a level each time a term passes; at the top it stays, breached. */
function lapses(
  escalation: Escalation,
  state: DossierState,
  now: string,
  organisation: OrganisationState,
  calendar: Calendar,
): readonly DueEvent[] {
  const due: DueEvent[] = [];
  const { escalationId } = escalation;
  let { level, dueOn } = currentStay(escalation);
  for (;;) {
    const occurredAt = endOf(dueOn);
    if (occurredAt > now) return due;
    const day = dayOf(occurredAt);
    const { policy } = policyOn(organisation, day);
    const to = policy.escalateOnLapse ? levelAbove(level, state.lifecycle.mode, policy) : undefined;
    const breach = EscalationClockBreached.of({ escalationId, level, dueOn });
    const key = `escalation:${escalationId}:${level}:${dueOn}`;
    if (to === undefined) return [...due, { key, occurredAt, events: [breach] }];
    const nextDue = termEnd(to, day, state, policy, calendar);
    due.push({
      key,
      occurredAt,
      events: [breach, EscalatedByLapse.of({ escalationId, from: level, to, dueOn: nextDue })],
    });
    level = to;
    dueOn = nextDue;
  }
}
