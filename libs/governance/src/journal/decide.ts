import { on, type DossierState } from '../dossier.js';
import type { Declarations, NewEvent } from '../kernel/event.js';
import { Guard, type Broken } from '../kernel/outcome.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { RecordJournalEntry } from './commands.js';
import { HistoryImported, JournalEntryRecorded } from './events.js';
import { BATCH_ALREADY_READ, IMPORT_NEEDS_OWN_DOSSIER, IMPORT_SHAPE_WRONG } from './refusals.js';
import { shapeFaults, type ImportedEvent } from './shape.js';

export { shapeFaults, type ImportedEvent, type ShapeFault } from './shape.js';

export const decideJournal = [
  on(RecordJournalEntry, (command, state) =>
    requireNotEnded(new Guard(), state).then(() => [
      JournalEntryRecorded.of({
        kind: command.kind,
        subject: command.subject,
        note: command.note,
        teams: command.teams ?? [],
      }),
    ]),
  ),
];

export interface HistoryBatch {
  readonly batch: string;
  readonly sha256: string;
  readonly sourceName: string;
  readonly events: readonly ImportedEvent[];
}

/**
 * What stands in the way of reading this batch into this dossier. History passes shape and dates, not guards (X9): what
 * happened then cannot be refused now. It has a dossier of its own, so that nobody takes it for acts of today.
 */
export function importFaults(
  batch: HistoryBatch,
  declarations: Declarations,
  state: DossierState,
  today: string,
): readonly Broken[] {
  const guard = new Guard()
    .require(
      !state.journal.batches.has(batch.batch),
      BATCH_ALREADY_READ,
      `Partij ${batch.batch} is al ingelezen.`,
      'batch',
    )
    .require(
      state.journal.ownActs === 0,
      IMPORT_NEEDS_OWN_DOSSIER,
      `In dit dossier staan al ${state.journal.ownActs} gewone gebeurtenissen.`,
    );
  batch.events.forEach((each, index) => {
    for (const { part, reason } of shapeFaults(each, declarations, today))
      guard.add(IMPORT_SHAPE_WRONG, `Regel ${index + 1}, ${part}: ${reason}.`);
  });
  return guard.broken;
}

/** The line that closes a batch; the events themselves are appended before it, each with its own day. */
export const closingOf = ({ batch, sha256, sourceName, events }: HistoryBatch): NewEvent =>
  HistoryImported.of({ batch, sha256, count: events.length, sourceName });
