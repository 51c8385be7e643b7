import { dossierEvents } from '../dossier.js';
import { expectAccepted, expectRefused, given, when } from '../kernel/test-kit.js';
import { ProgrammeInitiated, ProgrammeClosed } from '../lifecycle/events.js';
import { RecordJournalEntry } from './commands.js';
import { decideJournal, importHistory } from './decide.js';
import { HistoryImported, JournalEntryRecorded } from './events.js';

const started = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'getrapt' });
const entry = { kind: 'succes' as const, subject: 's', note: 'n' };
const imported = (over: object = {}) => ({
  type: 'UrgencyEstablished',
  occurredOn: '2022-03-15',
  data: { owner: 'MT', statement: 's' },
  ...over,
});
const batch = (...events: ReturnType<typeof imported>[]) => ({
  batch: 'H-01',
  sha256: 'a'.repeat(64),
  sourceName: 'archief',
  events,
});

describe('journal', () => {
  it('records a soft event while the programme has not ended', () => {
    expectAccepted(when(given(started), decideJournal, RecordJournalEntry, entry), 'JournalEntryRecorded');
    const closed = given(started, ProgrammeClosed.of({ statement: 's' }));
    expectRefused(when(closed, decideJournal, RecordJournalEntry, entry), 'PROGRAMME_ENDED');
  });
  it('remembers the last day of each kind', () => {
    const made = JournalEntryRecorded.of({ ...entry, teams: [] });
    expect(given([made, { on: '2025-02-02' }], [made, { on: '2025-01-01' }]).journal.lastOn.get('succes')).toBe(
      '2025-02-02',
    );
  });
  it('X9 reads a batch in once, by shape and dates and without guards', () => {
    expectAccepted(
      importHistory(batch(imported()), dossierEvents, given(), '2025-02-03'),
      'UrgencyEstablished',
      'HistoryImported',
    );
    const again = given(HistoryImported.of({ batch: 'H-01', sha256: 'a'.repeat(64), count: 1, sourceName: 'archief' }));
    expectRefused(importHistory(batch(imported()), dossierEvents, again, '2025-02-03'), 'BATCH_ALREADY_READ');
  });
  it.each([
    ['an unknown type', { type: 'Onbekend' }],
    ['a day to come', { occurredOn: '2026-01-01' }],
    ['no day at all', { occurredOn: 'ooit' }],
    ['a missing field', { data: { owner: 'MT' } }],
    ['a strange field', { data: { owner: 'MT', statement: 's', x: 1 } }],
  ])('X9 refuses %s', (_name, over) =>
    expectRefused(importHistory(batch(imported(over)), dossierEvents, given(), '2025-02-03'), 'IMPORT_SHAPE_WRONG'),
  );
});
