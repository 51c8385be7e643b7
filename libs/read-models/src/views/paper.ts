import type { OpenedDossierEvent } from '#governance';
import type { PresentContext } from '../read-model.js';
import { ensure, figure, find, known, told, type Figure, type Light, type Table, type Told } from './shared.js';

/** Work processes with who answers for them, and the paper that goes on beside digital (S4-02, S4-03, S4-12). */
interface ProcessRow {
  processId: string;
  label: Told<string>;
  team: string | null;
  owner: string | null;
  /** Whether paper counts, digital, or both; null when nobody said so. */
  leading: string | null;
  entries: number[];
}
interface StreamRow {
  streamId: string;
  label: Told<string>;
  processId: string | null;
  registeredOn: string | null;
  /** The last day on which it may exist; every earlier one is kept. */
  until: string | null;
  earlier: string[];
  closedOn: string | null;
  entries: number[];
}
export interface PaperDoc {
  processes: Table<ProcessRow>;
  streams: Table<StreamRow>;
  /** What the last baseline holds; null without one, or for who may not read it. */
  scope: { items: string[]; entries: number[] } | null;
  /** What any baseline so far held. */
  everInScope: string[];
}
export const initialPaper = (): PaperDoc => ({ processes: {}, streams: {}, scope: null, everInScope: [] });

export function evolvePaper(doc: PaperDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  const process = (processId: string, changed: Partial<ProcessRow>): void => {
    const made = { label: null, team: null, owner: null, leading: null, entries: [] };
    const row = ensure<ProcessRow>(doc.processes, processId, () => ({ processId, ...made }));
    Object.assign(row, changed);
    row.entries.push(position);
  };
  const stream = (streamId: string, changed: Partial<StreamRow>): void => {
    const made = { label: null, processId: null, registeredOn: null, until: null, earlier: [], closedOn: null };
    const row = ensure<StreamRow>(doc.streams, streamId, () => ({ streamId, ...made, entries: [] }));
    Object.assign(row, changed);
    row.entries.push(position);
  };
  switch (event.type) {
    case 'ProcessRecorded': {
      const { processId, label, team } = event.data;
      return process(processId, { label: told(label), team });
    }
    case 'ProcessOwnerAssigned':
      return process(event.data.processId, { owner: event.data.owner });
    case 'LeadingChannelSet':
      return process(event.data.processId, { leading: event.data.leading });
    case 'PaperStreamRegistered': {
      const { streamId, label, processId } = event.data;
      return stream(streamId, { label: told(label), processId: processId ?? null, registeredOn: day });
    }
    case 'PhaseOutDateSet': {
      const { streamId, until } = event.data;
      const before = find(doc.streams, streamId);
      const earlier = before === undefined || before.until === null ? [] : [...before.earlier, before.until];
      return stream(streamId, { until, earlier });
    }
    case 'PaperStreamClosed':
      return stream(event.data.streamId, { closedOn: day });
    case 'BaselineSet': {
      const items = known(told(event.data.items))?.map(({ itemId }) => itemId);
      doc.scope = items === undefined ? null : { items, entries: [position] };
      doc.everInScope = [...new Set([...doc.everInScope, ...(items ?? [])])];
      return;
    }
    default:
      return;
  }
}

export interface PresentedStream extends Readonly<StreamRow> {
  readonly process: Told<string>;
  readonly team: string | null;
  /** Its process was in the scope and is so no longer: the programme has no more to do with its paper. */
  readonly leftScope: boolean;
  readonly light: Light;
  /** Working days that it exists after its last day; 0 when that has not passed. */
  readonly workingDaysOver: number;
}
export interface PresentedTeam {
  readonly team: string;
  readonly processes: Figure<number>;
  readonly withoutOwner: Figure<number>;
  /** Processes with paper beside digital. */
  readonly hybrid: Figure<number>;
  readonly digital: Figure<number>;
  /** Processes of which the paper counts. */
  readonly ledByPaper: Figure<number>;
}
export interface PresentedPaper {
  /** Those that are open first, the first last day first; what has none before those that have. */
  readonly streams: readonly PresentedStream[];
  readonly withoutOwner: readonly Readonly<ProcessRow>[];
  readonly teams: readonly PresentedTeam[];
  readonly counts: { readonly open: Figure<number>; readonly closed: Figure<number> };
  /** How many processes of the scope have no paper beside them; null when no process was written down. */
  readonly inScope: { readonly digital: Figure<number>; readonly all: Figure<number> } | null;
}

export function presentPaper(doc: PaperDoc, at: PresentContext): PresentedPaper {
  const processes = Object.values(doc.processes);
  const streams = Object.values(doc.streams)
    .map((row) => presentStream(doc, row, at))
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
  const teams = [...new Set(processes.flatMap(({ team }) => team ?? []))].sort();
  return {
    streams,
    withoutOwner: processes.filter(({ owner }) => owner === null),
    teams: teams.map((team) => presentTeam(doc, team)),
    counts: {
      open: counted(streams.filter(({ closedOn }) => closedOn === null)),
      closed: counted(streams.filter(({ closedOn }) => closedOn !== null)),
    },
    inScope: presentScope(doc),
  };
}
/** A process that nobody wrote down is in the scope, and is not known to be digital. */
function presentScope({ scope, processes, streams }: PaperDoc): PresentedPaper['inScope'] {
  if (scope === null || Object.keys(processes).length === 0) return null;
  const onPaper = new Set(
    Object.values(streams).flatMap((row) => (row.closedOn === null ? (row.processId ?? []) : [])),
  );
  const digital = scope.items.flatMap((itemId) => (onPaper.has(itemId) ? [] : (find(processes, itemId) ?? [])));
  return { digital: counted(digital), all: figure(scope.items.length, scope.entries) };
}
const orderOf = ({ closedOn, until, streamId }: StreamRow): string =>
  `${closedOn === null ? 0 : 1} ${until ?? ''} ${streamId}`;
const counted = (rows: readonly { readonly entries: readonly number[] }[]): Figure<number> =>
  figure(
    rows.length,
    rows.flatMap(({ entries }) => entries),
  );

function presentStream(doc: PaperDoc, row: StreamRow, at: PresentContext): PresentedStream {
  const process = row.processId === null ? undefined : find(doc.processes, row.processId);
  const over = row.until !== null && (row.closedOn ?? at.day) > row.until;
  const days = over ? at.calendar.workingDaysBetween(row.until!, row.closedOn ?? at.day) : 0;
  const leftScope = row.processId !== null && hasLeft(doc, row.processId);
  const open: Light = leftScope ? 'goed' : row.until === null ? 'let op' : over ? 'fout' : 'goed';
  return {
    ...row,
    leftScope,
    process: process?.label ?? row.processId,
    team: process?.team ?? null,
    light: row.closedOn === null ? open : over ? 'let op' : 'goed',
    workingDaysOver: days,
  };
}

const hasLeft = ({ scope, everInScope }: PaperDoc, processId: string): boolean =>
  scope !== null && everInScope.includes(processId) && !scope.items.includes(processId);

function presentTeam(doc: PaperDoc, team: string): PresentedTeam {
  const own = Object.values(doc.processes).filter((process) => process.team === team);
  const onPaper = new Set(
    Object.values(doc.streams).flatMap(({ closedOn, processId }) => (closedOn === null ? (processId ?? []) : [])),
  );
  return {
    team,
    processes: counted(own),
    withoutOwner: counted(own.filter(({ owner }) => owner === null)),
    hybrid: counted(own.filter(({ processId }) => onPaper.has(processId))),
    digital: counted(own.filter(({ processId }) => !onPaper.has(processId))),
    ledByPaper: counted(own.filter(({ leading }) => leading === 'papier')),
  };
}
