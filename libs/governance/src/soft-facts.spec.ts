import { dossierEvents } from './dossier.js';
import { decideDossier } from './handling.js';
import { RecordJournalEntry } from './journal/commands.js';
import { JournalEntryRecorded } from './journal/events.js';
import type { JournalKind } from './journal/state.js';
import { calendarWith } from './kernel/calendar.js';
import { describeCommand, type CommandClass } from './kernel/command.js';
import { context, expectAccepted, expectRefused, given, type Given } from './kernel/test-kit.js';
import { noonOf } from './kernel/time.js';
import { CloseProgramme, TakeAnchoringMeasure } from './lifecycle/commands.js';
import { AnchoringMeasureTaken, ProgrammeInitiated, ProgrammeTerminated } from './lifecycle/events.js';
import { recordingRules } from './recording.js';
import { BaselineSet } from './scope/events.js';

// Rows of the trace table that only record: what they say is kept, and what may not be said is asked about first.

const started = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'getrapt' });
const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
const doing = (command: object, ...history: readonly Given[]) => {
  const state = given(...history);
  return decideDossier(command, state, context({ then: state, as: 'projectleider' }));
};
const warnings = (command: object) =>
  recordingRules({
    description: describeCommand(command.constructor as CommandClass),
    command,
    actor: { person: 'p', role: 'projectleider', as: 'projectleider' },
    act: { occurredAt: noonOf('2025-06-02'), precision: 'day', classification: 'intern' },
    now: noonOf('2025-06-02'),
    calendar: calendarWith([]),
    lateAfterDays: 5,
  }).map(({ refusal }) => refusal.code);

const notes: readonly (readonly [string, JournalKind, string, string])[] = [
  ['S2-10', 'dialoog', 'Open gesprek over werkdruk', 'Medewerkers van alle lagen spraken met de directie.'],
  ['S2-17', 'referentiebezoek', 'Bezoek aan Hengelo', 'Daar staan de applicatiebeheerders op de werkvloer.'],
  ['S4-17', 'kennisbron', 'Kennisbank van de vereniging', 'Het stappenplan van een andere gemeente is overgenomen.'],
];
describe('soft facts', () => {
  it.each(notes)('%s keeps a %s with the teams it concerns', (_row, kind, subject, note) => {
    const command = Object.assign(new RecordJournalEntry(), { kind, subject, note, teams: ['kcc', 'vth'] });
    expect(doing(command, started)).toEqual({
      ok: true,
      events: [JournalEntryRecorded.of({ kind, subject, note, teams: ['kcc', 'vth'] })],
    });
    expect(warnings(command)).toEqual([]);
    const state = given(started, [JournalEntryRecorded.of({ kind, subject, note, teams: [] }), { on: '2025-06-03' }]);
    expect(state.journal.lastOn.get(kind)).toBe('2025-06-03');
    expectRefused(doing(command, started, ended), 'PROGRAMME_ENDED');
  });
  it('S2-10 warns when a talk names who said something', () =>
    expect(
      warnings(
        Object.assign(new RecordJournalEntry(), { kind: 'dialoog', subject: 's', note: 'Mevrouw Jansen zei nee.' }),
      ),
    ).toEqual(['FREE_TEXT_WARNING']));
});

describe('S5-16 the yearly talks of the organisation', () => {
  const measure = (text: string) => Object.assign(new TakeAnchoringMeasure(), { domain: 'HR-cyclus', measure: text });
  it('hold the new way of working at the level of the organisation', () => {
    const command = measure('Zaakgericht werken is een vast onderwerp in de gesprekken.');
    expectAccepted(doing(command, started), 'AnchoringMeasureTaken');
    expect(warnings(command)).toEqual([]);
    expect(
      given(started, AnchoringMeasureTaken.of({ domain: 'HR-cyclus', measure: 'm' })).lifecycle.anchored.has(
        'HR-cyclus',
      ),
    ).toBe(true);
  });
  it('take no data of a person: no field for one, and a warning for a name', () => {
    const { fields } = dossierEvents.AnchoringMeasureTaken;
    expect(Object.values(fields).map(({ disclosure }) => disclosure)).not.toContain('personal');
    expect(Object.keys(fields)).toEqual(['domain', 'measure']);
    expect(warnings(measure('De heer Bos krijgt een aantekening.'))).toEqual(['FREE_TEXT_WARNING']);
  });
  it('take the place of no domain of the scope', () => {
    const baseline = BaselineSet.of({
      baselineId: 'B0',
      number: 0,
      decisionId: 'B',
      changeIds: [],
      items: [{ itemId: 'P', kind: 'proces', domain: 'post' }],
      itemCount: 1,
      cumulativeAmount: 0,
    });
    const closing = (domain: 'HR-cyclus' | 'post') => {
      const outcome = doing(
        Object.assign(new CloseProgramme(), { statement: 's' }),
        started,
        baseline,
        AnchoringMeasureTaken.of({ domain, measure: 'm' }),
      );
      return outcome.ok ? [] : outcome.broken.map(({ refusal }) => refusal.code);
    };
    expect(closing('HR-cyclus')).toContain('ANCHORING_MISSING');
    expect(closing('post')).not.toContain('ANCHORING_MISSING');
  });
});
