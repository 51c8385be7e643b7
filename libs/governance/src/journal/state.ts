import type { DossierEvent, DossierState } from '../dossier.js';
import type { JOURNAL_KINDS } from './events.js';

export type JournalKind = (typeof JOURNAL_KINDS)[number];

export interface JournalState {
  /** The last day on which an entry of each kind was made, for signals about silence. */
  readonly lastOn: Map<JournalKind, string>;
  /** Batches of history that were read in, with their digest, so that none is read in twice. */
  readonly batches: Map<string, { sha256: string; count: number; on: string }>;
  readonly snapshots: Set<string>;
  /** Events that were recorded here and not read in from elsewhere. */
  ownActs: number;
  /** Refused attempts; they never move the dossier's revision. */
  refusals: number;
}
export const initialJournal = (): JournalState => ({
  lastOn: new Map(),
  batches: new Map(),
  snapshots: new Set(),
  ownActs: 0,
  refusals: 0,
});

export function evolveJournal(state: JournalState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  if (event.meta.importBatch === undefined && event.type !== 'HistoryImported') state.ownActs += 1;
  switch (event.type) {
    case 'JournalEntryRecorded': {
      const last = state.lastOn.get(event.data.kind);
      if (last === undefined || last < day) state.lastOn.set(event.data.kind, day);
      return;
    }
    case 'HistoryImported':
      state.batches.set(event.data.batch, { sha256: event.data.sha256, count: event.data.count, on: day });
      return;
    case 'SnapshotRecorded':
      state.snapshots.add(`${event.data.batch}:${event.data.row}`);
      return;
    case 'CommandRefused':
      state.refusals += event.data.counted ?? 1;
      return;
  }
}
