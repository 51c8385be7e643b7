import type { DossierContext, DossierState } from '../dossier.js';
import { limitsOn } from '../frames/limits.js';
import { lastDayOf } from '../frames/state.js';
import type { NewEvent } from '../kernel/event.js';
import { dutchDay } from '../kernel/time.js';
import { policyOn } from '../organisation/state.js';
import { EscalationRaised } from './events.js';
import { levelAbove, levelOf } from './state.js';
import { termEnd } from './terms.js';

/** A question that an act asks by itself: its name, and what it says. */
interface Asked {
  readonly name: string;
  readonly subject: string;
  readonly reason: string;
  readonly impact: string;
  readonly ask: string;
}

/**
 * The escalations that an act raises by itself, for the same append (governance.md §4.6): who plans a go-live after its
 * hard deadline, or expects something beyond the room of the frame, asks the level above at once, since nobody may keep
 * that for himself (S4-06). The raad is never asked by the engine, so what the college plans stays with the college.
 */
export function escalationsFrom(
  events: readonly NewEvent[],
  state: DossierState,
  context: DossierContext,
): readonly NewEvent[] {
  const { policy } = policyOn(context.organisation, context.day);
  const raiser = context.actor.as;
  const level = levelAbove(levelOf(raiser) ?? 'L0', state.lifecycle.mode, policy);
  if (level === undefined) return [];
  const asked = events.flatMap((event) => [
    ...(policy.autoRaise.includes('deadline') ? lateFor(event, state) : []),
    ...(policy.autoRaise.includes('prognose') ? beyondRoom(event, state, context) : []),
  ]);
  return asked.flatMap(({ name, ...says }) => {
    const escalationId = freeName(name, state, context);
    if (escalationId === undefined) return [];
    const dueOn = termEnd(level, context.day, state, policy, context.calendar);
    return [EscalationRaised.of({ escalationId, raiser, level, dueOn, ...says })];
  });
}

type Data = Readonly<Record<string, string | undefined>>;

/** The go-live that this event puts after its hard deadline, with the exemption that reaches furthest. */
function lateFor(event: NewEvent, state: DossierState): readonly Asked[] {
  const { goLiveId, deadlineId, plannedOn, to } = event.data as Data;
  const moved = event.type === 'GoLiveRescheduled';
  if ((event.type !== 'GoLivePlanned' && !moved) || goLiveId === undefined) return [];
  const linked = moved ? state.goLive.all.get(goLiveId)?.deadlineId : deadlineId;
  const expected = moved ? to : plannedOn;
  const deadline = linked === undefined ? undefined : state.frames.deadlines.get(linked);
  if (deadline === undefined || expected === undefined) return [];
  const dueOn = lastDayOf(state.frames, deadline);
  if (expected <= dueOn) return [];
  return [
    {
      name: `E-${deadline.deadlineId}`,
      subject: `Livegang na de harde deadline ${deadline.deadlineId}`,
      reason: `Livegang ${goLiveId} staat op ${dutchDay(expected)}; de harde deadline is ${dutchDay(dueOn)}.`,
      impact: 'De harde deadline wordt zo niet gehaald.',
      ask: 'Hoe halen we de deadline alsnog, of wie vraagt ontheffing of uitstel?',
    },
  ];
}

/** Which field of an event says when something is now expected. */
const EXPECTS: Readonly<Record<string, string>> = {
  MilestonePlanned: 'plannedOn',
  MilestoneForecast: 'forecastOn',
  GoLivePlanned: 'plannedOn',
  GoLiveRescheduled: 'to',
};
/** What is now expected further past the end date of the frame than the room that the frame leaves the AO. */
function beyondRoom(event: NewEvent, state: DossierState, context: DossierContext): readonly Asked[] {
  const data = event.data as Data;
  const expected = data[EXPECTS[event.type] ?? ''];
  const { endDate, tolerances } = limitsOn(state.frames, context.day);
  const room = tolerances.find(({ level }) => level === 'AO')?.days;
  if (expected === undefined || endDate === undefined || room === undefined) return [];
  const over = context.calendar.workingDaysBetween(endDate, expected);
  if (over <= room) return [];
  const what = data['milestoneId'] === undefined ? `Livegang ${data['goLiveId']}` : `Mijlpaal ${data['milestoneId']}`;
  return [
    {
      name: 'E-tijd',
      subject: 'Prognose buiten de ruimte van het kader',
      reason: `${what} staat op ${dutchDay(expected)}, ${over} werkdagen na de einddatum van het kader; de ruimte is ${room}.`,
      impact: 'De tolerantie op tijd wordt overschreden.',
      ask: 'Sturen we bij, of vragen we een ruimer kader?',
    },
  ];
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
