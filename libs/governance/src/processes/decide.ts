import { TEAM_UNKNOWN } from '../coalition/refusals.js';
import { on, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import * as commands from './commands.js';
import * as events from './events.js';
import * as rules from './refusals.js';

const begin = (state: DossierState): Guard => requireActive(new Guard(), state);

function requireProcess(guard: Guard, state: DossierState, processId: string): Guard {
  return guard.require(
    state.processes.processes.has(processId),
    NOT_FOUND,
    `Proces ${processId} is niet vastgelegd.`,
    'processId',
  );
}
/** A stream that exists and is still open. */
function requireOpenStream(guard: Guard, state: DossierState, streamId: string): Guard {
  const stream = state.processes.streams.get(streamId);
  if (stream === undefined) return guard.add(NOT_FOUND, `Er is geen papierstroom ${streamId}.`, 'streamId');
  if (stream.closedOn === undefined) return guard;
  return guard.add(
    rules.PAPER_STREAM_CLOSED,
    `Papierstroom ${streamId} is gesloten op ${dutchDay(stream.closedOn)}.`,
    'streamId',
  );
}

export const decideProcesses = [
  on(commands.OpenInventory, ({ teams }, state, { organisation }) => {
    const guard = begin(state).require(
      teams.length > 0,
      rules.INVENTORY_WITHOUT_TEAM,
      'Noem ten minste één team.',
      'teams',
    );
    for (const team of teams)
      guard
        .require(organisation.teams.has(team), TEAM_UNKNOWN, `Team ${team} staat niet in het register.`, 'teams')
        .require(
          !state.processes.inventories.has(team),
          ALREADY_EXISTS,
          `Voor team ${team} is de inventarisatie al geopend.`,
          'teams',
        );
    return guard.then(() => [events.InventoryOpened.of({ teams: [...new Set(teams)] })]);
  }),
  on(commands.CompleteInventory, ({ team }, state) => {
    const inventory = state.processes.inventories.get(team);
    return begin(state)
      .require(
        inventory !== undefined && inventory.completedOn === undefined,
        rules.INVENTORY_NOT_OPEN,
        `Voor team ${team} staat geen inventarisatie open.`,
        'team',
      )
      .then(() => [events.InventoryCompleted.of({ team })]);
  }),
  on(commands.RecordProcess, ({ label, team, ...command }, state, context) => {
    const processId = command.processId ?? context.newId('P');
    return begin(state)
      .require(
        !state.processes.processes.has(processId),
        ALREADY_EXISTS,
        `Proces ${processId} is al vastgelegd.`,
        'processId',
      )
      .require(context.organisation.teams.has(team), TEAM_UNKNOWN, `Team ${team} staat niet in het register.`, 'team')
      .then(() => [events.ProcessRecorded.of({ processId, label, team })]);
  }),
  on(commands.AssignProcessOwner, ({ processId, owner }, state) =>
    requireProcess(begin(state), state, processId).then(() => [events.ProcessOwnerAssigned.of({ processId, owner })]),
  ),
  on(commands.RegisterPaperStream, ({ label, processId, ...command }, state, context) => {
    const streamId = command.streamId ?? context.newId('PS');
    const guard = begin(state).require(
      !state.processes.streams.has(streamId),
      ALREADY_EXISTS,
      `Papierstroom ${streamId} bestaat al.`,
      'streamId',
    );
    if (processId !== undefined) requireProcess(guard, state, processId);
    return guard.then(() => [events.PaperStreamRegistered.of(defined({ streamId, label, processId }))]);
  }),
  on(commands.SetPhaseOutDate, ({ streamId, until }, state, { day }) =>
    requireOpenStream(begin(state), state, streamId)
      .require(until >= day, rules.PHASE_OUT_IN_PAST, () => `${dutchDay(until)} ligt voor ${dutchDay(day)}.`, 'until')
      .then(() => [events.PhaseOutDateSet.of({ streamId, until })]),
  ),
  on(commands.ClosePaperStream, ({ streamId }, state) =>
    requireOpenStream(begin(state), state, streamId).then(() => [events.PaperStreamClosed.of({ streamId })]),
  ),
  on(commands.SetLeadingChannel, ({ processId, leading }, state) =>
    requireProcess(begin(state), state, processId).then(() => [events.LeadingChannelSet.of({ processId, leading })]),
  ),
] as const;
