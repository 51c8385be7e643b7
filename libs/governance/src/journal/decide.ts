import { on, type DossierState } from '../dossier.js';
import type { Declarations, NewEvent } from '../kernel/event.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { isDay } from '../kernel/time.js';
import { RecordJournalEntry } from './commands.js';
import { HistoryImported, JournalEntryRecorded } from './events.js';
import { BATCH_ALREADY_READ, IMPORT_SHAPE_WRONG } from './refusals.js';

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

/** One event of the past as a batch offers it. */
export interface ImportedEvent {
  readonly type: string;
  readonly occurredOn: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface HistoryBatch {
  readonly batch: string;
  readonly sha256: string;
  readonly sourceName: string;
  readonly events: readonly ImportedEvent[];
}

/**
 * History passes shape and dates, not guards (X9): what happened then cannot be refused now. The events themselves
 * are appended by the import with their own days; the line that closes the batch is added here.
 */
export function importHistory(
  batch: HistoryBatch,
  declarations: Declarations,
  state: DossierState,
  today: string,
): Outcome {
  const guard = new Guard().require(
    !state.journal.batches.has(batch.batch),
    BATCH_ALREADY_READ,
    `Partij ${batch.batch} is al ingelezen.`,
    'batch',
  );
  batch.events.forEach((each, index) => {
    for (const line of wrongWith(each, declarations, today))
      guard.add(IMPORT_SHAPE_WRONG, `Regel ${index + 1}: ${line}`);
  });
  return guard.then((): readonly NewEvent[] => [
    ...batch.events.map(({ type, data }) => ({ type, data })),
    HistoryImported.of({
      batch: batch.batch,
      sha256: batch.sha256,
      count: batch.events.length,
      sourceName: batch.sourceName,
    }),
  ]);
}

function wrongWith(
  { type, occurredOn, data }: ImportedEvent,
  declarations: Declarations,
  today: string,
): readonly string[] {
  const declaration = Object.hasOwn(declarations, type) ? declarations[type] : undefined;
  if (declaration === undefined) return [`de soort ${type} bestaat niet.`];
  const wrong: string[] = [];
  if (!isDay(occurredOn)) wrong.push(`${String(occurredOn)} is geen datum.`);
  else if (occurredOn > today) wrong.push(`${occurredOn} ligt na vandaag.`);
  for (const [name, field] of Object.entries(declaration.fields)) {
    if (data[name] === undefined && !field.kind.optional) wrong.push(`veld ${name} ontbreekt.`);
  }
  for (const name of Object.keys(data)) {
    if (!Object.hasOwn(declaration.fields, name)) wrong.push(`veld ${name} hoort niet bij ${type}.`);
  }
  return wrong;
}
