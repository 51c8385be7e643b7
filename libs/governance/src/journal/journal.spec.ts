import { dossierEvents } from '../dossier.js';
import { expectAccepted, expectRefused, given, when } from '../kernel/test-kit.js';
import { ProgrammeInitiated, ProgrammeClosed } from '../lifecycle/events.js';
import { RecordJournalEntry } from './commands.js';
import { closingOf, decideJournal, importFaults } from './decide.js';
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
  const codes = (each: ReturnType<typeof batch>, state = given()) =>
    importFaults(each, dossierEvents, state, '2025-02-03').map(({ refusal }) => refusal.code);
  it('X9 reads a batch in once, by shape and dates and without guards', () => {
    expect(codes(batch(imported()))).toEqual([]);
    const again = given(closingOf(batch(imported())));
    expect(codes(batch(imported()), again)).toEqual(['BATCH_ALREADY_READ']);
  });
  it('X9 counts what was read in', () =>
    expect(closingOf(batch(imported(), imported()))).toEqual(
      HistoryImported.of({ batch: 'H-01', sha256: 'a'.repeat(64), count: 2, sourceName: 'archief' }),
    ));
  it('X9 keeps history apart from the acts of today', () =>
    expect(codes(batch(imported()), given(started))).toEqual(['IMPORT_NEEDS_OWN_DOSSIER']));
  it.each([
    ['an unknown type', { type: 'Onbekend' }],
    ['an inherited name as type', { type: 'toString' }],
    ['a type that only the engine writes', { type: 'HistoryImported', data: closingOf(batch()).data }],
    ['a day to come', { occurredOn: '2026-01-01' }],
    ['no day at all', { occurredOn: 'ooit' }],
    ['a missing field', { data: { owner: 'MT' } }],
    ['a strange field', { data: { owner: 'MT', statement: 's', x: 1 } }],
    ['an empty text', { data: { owner: 'MT', statement: ' ' } }],
    ['a text that is too long', { data: { owner: 'MT', statement: 's'.repeat(10_001) } }],
    ['a reference with content', { data: { owner: 'het MT', statement: 's' } }],
    ['a number for a text', { data: { owner: 'MT', statement: 1 } }],
    ['no list', { type: 'ProgrammeTerminated', data: { causes: 'bestuur', explanation: 'e' } }],
    ['a word outside the list', { type: 'ProgrammeTerminated', data: { causes: ['pech'], explanation: 'e' } }],
    ['half an amount', { type: 'BenefitMeasured', data: { benefitId: 'BA-1', value: 1.5 } }],
    ['a word for yes', { type: 'RoleAppointed', data: { role: 'AO', person: 'p', hired: 'ja' } }],
  ])('X9 refuses %s', (_name, over) => expect(codes(batch(imported(over)))).toEqual(['IMPORT_SHAPE_WRONG']));
});
