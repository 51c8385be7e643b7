import type { HardDeadline } from '../frames/state.js';
import type { GoLive } from '../go-live/state.js';
import { daysBetween, dutchDay, plusDays } from '../kernel/time.js';
import { leftTheScope, openStreams, withoutOwner, type PaperStream, type Process } from '../processes/state.js';
import { later, raise, since, type Signal, type Situation } from './situation.js';

/** Processes and the paper beside them (S4-02, S4-03, S4-12). */
export function processes(situation: Situation): readonly Signal[] {
  return [...withoutEnd(situation), ...pastDeadline(situation), ...ledByPaper(situation), ...ownerless(situation)];
}

/** Nobody answers for a process that soon goes live. */
function ownerless({ state, policy, day }: Situation): readonly Signal[] {
  const signals = new Map<string, Signal>();
  for (const goLive of state.goLive.all.values()) {
    if (goLive.liveOn !== undefined) continue;
    const near = (on: string): boolean => daysBetween(on, plannedAsOf(goLive, on)) < policy.processOwnerBeforeDays;
    if (!near(day)) continue;
    const from = since(day, (on) => on >= goLive.plans[0]!.on && near(on));
    for (const { processId, recordedOn } of withoutOwner(state.processes, goLive)) {
      const detail = `Proces ${processId} heeft geen eigenaar; de livegang is op ${dutchDay(goLive.plannedOn)}.`;
      const signal = raise('PROCES_ZONDER_EIGENAAR', later(from, recordedOn), detail, processId);
      const known = signals.get(processId);
      if (known === undefined || signal.since < known.since) signals.set(processId, signal);
    }
  }
  return [...signals.values()];
}
/** The day on which it would go live, as the plan stood on a day. */
const plannedAsOf = ({ plans, plannedOn }: GoLive, day: string): string =>
  plans.findLast(({ on }) => on <= day)?.plannedOn ?? plannedOn;

/** The open paper that the programme still answers for: what left the scope takes its paper along. */
const streamsOf = (state: Situation['state']): readonly PaperStream[] =>
  openStreams(state.processes).filter(({ processId }) => !leftTheScope(state, processId));

function withoutEnd({ state }: Situation): readonly Signal[] {
  return streamsOf(state)
    .filter(({ phaseOutOn }) => phaseOutOn === undefined)
    .map(({ streamId, registeredOn }) => {
      const detail = `Papierstroom ${streamId} bestaat naast digitaal en heeft geen einddatum.`;
      return raise('HYBRIDE_ZONDER_EINDDATUM', registeredOn, detail, streamId);
    });
}

/** Paper that is still there after the first hard deadline that passed, or after the exemption that it has from it. */
function pastDeadline({ state, day }: Situation): readonly Signal[] {
  return streamsOf(state).flatMap((stream) => {
    const passed = [...state.frames.deadlines.values()]
      .map((deadline) => ({ deadline, last: lastDayFor(stream, deadline, state) }))
      .filter(({ last }) => last < day)
      .sort((a, b) => (a.last < b.last ? -1 : 1))[0];
    if (passed === undefined) return [];
    const { deadline, last } = passed;
    const from = later(later(plusDays(last, 1), deadline.dueSince), stream.registeredOn);
    const detail = `Papierstroom ${stream.streamId} bestaat nog; dat mocht tot en met ${dutchDay(last)}.`;
    return [raise('HYBRIDE_NA_DEADLINE', from, detail, stream.streamId)];
  });
}
/** A process that is live and of which the paper still counts; a process that left the scope is not looked at. */
function ledByPaper({ state }: Situation): readonly Signal[] {
  const live = [...state.goLive.all.values()].filter(({ liveOn }) => liveOn !== undefined);
  return [...state.processes.processes.values()].flatMap((process: Process) => {
    const { processId, leading } = process;
    const last = leading.at(-1);
    const went = live
      .filter(({ items }) => items.length === 0 || items.includes(processId))
      .map(({ liveOn }) => liveOn!)
      .sort()[0];
    if (last?.channel !== 'papier' || went === undefined || leftTheScope(state, processId)) return [];
    const detail = `Proces ${processId} is live sinds ${dutchDay(went)}, maar papier is leidend.`;
    return [raise('PAPIER_BLIJFT_LEIDEND', later(went, sincePaper(leading)), detail, processId)];
  });
}
/** The day from which paper counted without a break until now. */
const sincePaper = (leading: Process['leading']): string =>
  leading[leading.findLastIndex(({ channel }) => channel !== 'papier') + 1]!.on;

/** An exemption that names items holds for paper of those; one that names nothing holds for all paper. */
function lastDayFor({ processId }: PaperStream, deadline: HardDeadline, state: Situation['state']): string {
  return [...state.frames.exemptions.values()]
    .filter(({ deadlineId }) => deadlineId === deadline.deadlineId)
    .filter(({ items }) => items.length === 0 || (processId !== undefined && items.includes(processId)))
    .reduce((last, { until }) => later(last, until), deadline.dueOn);
}
