import type { DossierEvent, DossierState } from '../dossier.js';
import type { GoLive } from '../go-live/state.js';
import { currentBaseline, type Baseline } from '../scope/state.js';
import type { CHANNELS } from './events.js';

/** A work process as the line wrote it down. */
export interface Process {
  readonly processId: string;
  readonly label: string;
  readonly team: string;
  readonly recordedOn: string;
  owner: string | undefined;
  /** What counted from which day on, the first first. */
  readonly leading: { readonly on: string; readonly channel: (typeof CHANNELS)[number] }[];
}
/** Paper that goes on beside digital: what makes a process hybrid. */
export interface PaperStream {
  readonly streamId: string;
  readonly processId: string | undefined;
  readonly label: string;
  readonly registeredOn: string;
  /** The last day on which it may exist; undefined while nobody said so. */
  phaseOutOn: string | undefined;
  closedOn: string | undefined;
}
export interface ProcessesState {
  /** By team: the team's own list of what it does, until it said that the list is complete. */
  readonly inventories: Map<string, { completedOn: string | undefined }>;
  readonly processes: Map<string, Process>;
  readonly streams: Map<string, PaperStream>;
}
export const initialProcesses = (): ProcessesState => ({
  inventories: new Map(),
  processes: new Map(),
  streams: new Map(),
});

export const openStreams = ({ streams }: ProcessesState): readonly PaperStream[] =>
  [...streams.values()].filter(({ closedOn }) => closedOn === undefined);

/** The open paper of what the programme still has in its scope; paper that names no process belongs to all of it. */
export function streamsInScope(state: DossierState): readonly PaperStream[] {
  const inScope = new Set(currentBaseline(state.scope)?.items.map(({ itemId }) => itemId));
  return openStreams(state.processes).filter(({ processId }) => processId === undefined || inScope.has(processId));
}

/** Was it in the scope once, and is it there no longer? Paper of such a process is no business of the programme. */
export function leftTheScope({ scope }: DossierState, processId: string | undefined): boolean {
  const holds = ({ items }: Baseline): boolean => items.some(({ itemId }) => itemId === processId);
  return scope.baselines.some(holds) && !holds(currentBaseline(scope)!);
}

/**
 * The recorded processes of a go-live for which nobody answers. A go-live that names nothing is about all of them. What
 * no team wrote down has no place here: that the inventory is not complete is another matter.
 */
export const withoutOwner = ({ processes }: ProcessesState, { items }: GoLive): readonly Process[] =>
  [...processes.values()].filter(
    ({ processId, owner }) => owner === undefined && (items.length === 0 || items.includes(processId)),
  );

export function evolveProcesses(state: ProcessesState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'InventoryOpened':
      for (const team of event.data.teams) state.inventories.set(team, { completedOn: undefined });
      return;
    case 'InventoryCompleted': {
      const inventory = state.inventories.get(event.data.team);
      if (inventory !== undefined) inventory.completedOn = day;
      return;
    }
    case 'ProcessRecorded':
      state.processes.set(event.data.processId, { ...event.data, recordedOn: day, owner: undefined, leading: [] });
      return;
    case 'ProcessOwnerAssigned': {
      const process = state.processes.get(event.data.processId);
      if (process !== undefined) process.owner = event.data.owner;
      return;
    }
    case 'LeadingChannelSet':
      state.processes.get(event.data.processId)?.leading.push({ on: day, channel: event.data.leading });
      return;
    case 'PaperStreamRegistered': {
      const { streamId, label, processId } = event.data;
      state.streams.set(streamId, {
        streamId,
        processId,
        label,
        registeredOn: day,
        phaseOutOn: undefined,
        closedOn: undefined,
      });
      return;
    }
    case 'PhaseOutDateSet': {
      const stream = state.streams.get(event.data.streamId);
      if (stream !== undefined) stream.phaseOutOn = event.data.until;
      return;
    }
    case 'PaperStreamClosed': {
      const stream = state.streams.get(event.data.streamId);
      if (stream !== undefined) stream.closedOn = day;
      return;
    }
  }
}
