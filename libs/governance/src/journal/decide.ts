import { dossierEvents, on, type DossierContext, type DossierState } from '../dossier.js';
import { mayOpenUnder, type Audience } from '../kernel/audience.js';
import type { RecordedEvent } from '../kernel/context.js';
import type { Declarations, Field, Fields, NewEvent } from '../kernel/event.js';
import { Guard, type Broken } from '../kernel/outcome.js';
import { NOT_FOUND } from '../kernel/refusals.js';
import type { Role } from '../kernel/roles.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { grantsFor } from '../secrecy/state.js';
import { DUTCH } from '../words.js';
import { RecordJournalEntry, RectifyRecord, type RectifiedField } from './commands.js';
import { HistoryImported, JournalEntryRecorded, RecordRectified } from './events.js';
import { valueFrom } from './rectification.js';
import {
  BATCH_ALREADY_READ,
  IMPORT_NEEDS_OWN_DOSSIER,
  IMPORT_SHAPE_WRONG,
  RECTIFY_NOT_ALLOWED,
  RECTIFY_NOT_READABLE,
  RECTIFY_VALUE_WRONG,
} from './refusals.js';
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
  on(RectifyRecord, (command, state, context) => {
    const target = context.recorded(command.entryId);
    const guard = new Guard().require(
      target !== undefined,
      NOT_FOUND,
      `Regel ${command.entryId} staat niet in dit dossier.`,
      'entryId',
    );
    const mayRead = readingOf(command.entryId, state, context);
    const changes =
      target === undefined ? [] : command.changes.flatMap((change) => corrected(change, target, { guard, mayRead }));
    return guard.then(() => [
      RecordRectified.of({
        entryId: command.entryId,
        fields: changes.map(({ field }) => field),
        changes,
        reason: command.reason,
        evidence: command.evidence,
      }),
    ]);
  }),
];

/** As whom they read who may record a correction. */
const READS_AS: Readonly<Partial<Record<Role, Audience>>> = { collegesecretariaat: 'college', griffie: 'raad' };

/** May the recorder read a value of this entry today? */
function readingOf(entryId: string, { secrecy }: DossierState, { actor }: DossierContext): (field: Field) => boolean {
  const entry = secrecy.entries.get(entryId);
  const audience = READS_AS[actor.role] ?? 'ambtelijk';
  return ({ disclosure, seal = 'intern' }) =>
    disclosure === 'open' && entry?.classification !== 'geheim'
      ? true
      : entry === undefined || mayOpenUnder(audience, seal, entry.classification, grantsFor(secrecy, entry));
}

/** What says which thing it is stays; what the engine derived or a person told is no value taken over from a paper. */
const NEVER_RECTIFIED: readonly string[] = ['RecordRectified', 'HistoryImported', 'CommandRefused'];

/** One correction, with the value that stands there now; what is wrong with it goes to the guard. */
function corrected(
  { field: written, is }: RectifiedField,
  { type, data }: RecordedEvent,
  { guard, mayRead }: { readonly guard: Guard; readonly mayRead: (field: Field) => boolean },
): readonly { readonly field: string; readonly was: string; readonly is: string }[] {
  const field = ENGLISH.get(written) ?? written;
  const { fields } = dossierEvents[type as keyof typeof dossierEvents] as { fields: Fields };
  const declared = Object.hasOwn(fields, field) ? fields[field] : undefined;
  const rectifiable =
    declared !== undefined &&
    !NEVER_RECTIFIED.includes(type) &&
    (declared.disclosure === 'open' || declared.disclosure === 'sealed') &&
    declared.kind.name !== 'id' &&
    declared.kind.item === undefined &&
    declared.kind.members === undefined &&
    data[field] !== undefined;
  guard.require(
    rectifiable,
    RECTIFY_NOT_ALLOWED,
    `${written} van deze regel kan niet worden gerectificeerd.`,
    'changes',
  );
  if (!rectifiable) return [];
  // Else the answer whether a value is the one that stands there would tell it to who keeps guessing.
  if (!mayRead(declared)) {
    guard.add(RECTIFY_NOT_READABLE, `${written} van deze regel kunt u niet lezen.`, 'changes');
    return [];
  }
  const value = valueFrom(declared.kind, is);
  guard.require(
    value !== undefined && value !== data[field],
    RECTIFY_VALUE_WRONG,
    value === undefined ? `${is} past niet bij ${written}.` : `${written} is al ${is}.`,
    'changes',
  );
  return [{ field, was: JSON.stringify(data[field]), is: JSON.stringify(value) }];
}
const ENGLISH: ReadonlyMap<string, string> = new Map(Object.entries(DUTCH).map(([english, dutch]) => [dutch, english]));

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
