import type { DossierEvent, DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import { LEVEL_HOLDER, LEVELS, type Level, type Role } from '../kernel/roles.js';
import type { Policy } from '../organisation/policy.js';

/** A stay at one level: from is the day it came in, until the day it left. Kept for ever. */
export interface LevelStay {
  readonly level: Level;
  readonly from: string;
  readonly dueOn: string;
  until: string | undefined;
  breached: boolean;
  lapsed: boolean;
}
export interface Escalation {
  readonly escalationId: string;
  readonly raiser: Role;
  readonly subject: string;
  readonly raisedOn: string;
  status: 'open' | 'beantwoord' | 'gesloten' | 'ingetrokken';
  receivedOn: string | undefined;
  answeredOn: string | undefined;
  lapses: number;
  readonly history: LevelStay[];
}
export interface EscalationsState {
  readonly all: Map<string, Escalation>;
}
export const initialEscalations = (): EscalationsState => ({ all: new Map() });

/** The one active level: the last stay. */
export const currentStay = (escalation: Escalation): LevelStay => escalation.history.at(-1)!;

/** The level above; the raad is never a level. The projectdriehoek skips what policy says. */
export function levelAbove(level: Level | undefined, mode: string, policy: Policy): Level | undefined {
  const skipped = mode === 'projectdriehoek' ? policy.skippedInTriangle : [];
  return LEVELS.slice(level === undefined ? 0 : LEVELS.indexOf(level) + 1).find((each) => !skipped.includes(each));
}
export function levelOf(role: Role): Level | undefined {
  return LEVELS.find((level) => LEVEL_HOLDER[level] === role);
}
/** Working days spent at each level, counted over (from, to]. */
export function timePerLevel(
  escalation: Escalation,
  until: string,
  calendar: Calendar,
): Partial<Record<Level, number>> {
  const time: Partial<Record<Level, number>> = {};
  for (const stay of escalation.history) {
    const last = stay.until !== undefined && stay.until < until ? stay.until : until;
    if (last < stay.from) continue;
    time[stay.level] = (time[stay.level] ?? 0) + calendar.workingDaysBetween(stay.from, last);
  }
  return time;
}

/** The escalation as it stands when it is raised. */
export const escalationOf = (
  raised: Pick<Escalation, 'escalationId' | 'raiser' | 'subject'> & Pick<LevelStay, 'level' | 'dueOn'>,
  day: string,
): Escalation => ({
  escalationId: raised.escalationId,
  raiser: raised.raiser,
  subject: raised.subject,
  raisedOn: day,
  status: 'open',
  receivedOn: undefined,
  answeredOn: undefined,
  lapses: 0,
  history: [stayAt(raised.level, day, raised.dueOn)],
});

export function evolveEscalations(state: EscalationsState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  if (event.type === 'EscalationRaised')
    return void state.all.set(event.data.escalationId, escalationOf(event.data, day));
  if (!('escalationId' in event.data)) return;
  const escalation = state.all.get(event.data.escalationId);
  if (escalation === undefined) return;
  const stay = currentStay(escalation);
  switch (event.type) {
    case 'EscalationReceived':
      escalation.receivedOn = day;
      return;
    case 'EscalationAnswered':
      // An answer recorded after a lapse is shown and does not move the level back (governance.md §4.13).
      escalation.answeredOn = day;
      if (event.data.level === stay.level) end(escalation, 'beantwoord', day);
      return;
    case 'EscalationRaisedToNextLevel':
    case 'EscalationDeEscalated':
      move(escalation, event.data.to, day, event.data.dueOn);
      return;
    case 'EscalationClockBreached':
      stay.breached = true;
      return;
    case 'EscalatedByLapse':
      stay.lapsed = true;
      escalation.lapses += 1;
      move(escalation, event.data.to, day, event.data.dueOn);
      return;
    case 'EscalationReopened':
      escalation.answeredOn = undefined;
      move(escalation, event.data.level, day, event.data.dueOn);
      return;
    case 'EscalationClosed':
      end(escalation, 'gesloten', day);
      return;
    case 'EscalationWithdrawn':
      end(escalation, 'ingetrokken', day);
      return;
  }
}
const stayAt = (level: Level, from: string, dueOn: string): LevelStay => ({
  level,
  from,
  dueOn,
  until: undefined,
  breached: false,
  lapsed: false,
});
function move(escalation: Escalation, to: Level, day: string, dueOn: string): void {
  currentStay(escalation).until ??= day;
  escalation.status = 'open';
  escalation.receivedOn = undefined;
  escalation.history.push(stayAt(to, day, dueOn));
}
function end(escalation: Escalation, status: Escalation['status'], day: string): void {
  currentStay(escalation).until ??= day;
  escalation.status = status;
}
