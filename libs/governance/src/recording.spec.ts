import { RecordDissent } from './decisions/commands.js';
import { calendarWith } from './kernel/calendar.js';
import { describeCommand } from './kernel/command.js';
import type { ActEnvelope } from './kernel/context.js';
import type { Role } from './kernel/roles.js';
import { noonOf } from './kernel/time.js';
import { RegisterPerson } from './organisation/commands.js';
import { mayRecordFor, recordingRules } from './recording.js';

const NOW = '2025-06-10T09:00:00.000Z';
interface Case {
  readonly act?: Partial<ActEnvelope>;
  readonly role?: Role;
  readonly as?: Role;
  readonly command?: object;
}
const broken = ({ act = {}, role = 'projectbureau', as = 'college', command }: Case) =>
  recordingRules({
    description: describeCommand(RecordDissent),
    actor: { person: 'p', role, as },
    act: { occurredAt: noonOf('2025-06-10'), precision: 'day', classification: 'intern', ...act },
    now: NOW,
    calendar: calendarWith([]),
    lateAfterDays: 5,
    ...(command === undefined ? {} : { command }),
  });
const codes = (of: Case) => broken(of).map(({ refusal }) => refusal.code);
const dissent = (position: string) => Object.assign(new RecordDissent(), { decisionId: 'B-1', position });

describe('recording an act', () => {
  it('X2 has happened', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ act: { occurredAt: noonOf('2025-06-11') } })).toEqual(['OCCURRED_IN_FUTURE']);
    const minute = { precision: 'minute' } as const;
    expect(codes({ act: { ...minute, occurredAt: '2025-06-10T09:00:00.000Z' } })).toEqual([]);
    expect(codes({ act: { ...minute, occurredAt: '2025-06-10T09:00:00.001Z' } })).toEqual(['OCCURRED_IN_FUTURE']);
  });
  it('X2 asks a reason after five working days', () => {
    expect(codes({ act: { occurredAt: noonOf('2025-06-02') } })).toEqual([]);
    expect(codes({ act: { occurredAt: noonOf('2025-05-30') } })).toEqual(['LATE_REASON_MISSING']);
    expect(codes({ act: { occurredAt: noonOf('2025-05-30'), lateReason: 'vergeten' } })).toEqual([]);
  });
  it('X6 is by or for a function that may do it', () => {
    expect(codes({ role: 'griffie', as: 'raad' })).toEqual([]);
    expect(codes({ role: 'griffie', as: 'college' })).toEqual(['MAY_NOT_RECORD_FOR']);
    expect(codes({ as: 'OR' })).toEqual(['FUNCTION_NOT_ALLOWED']);
    expect(mayRecordFor('OR', 'OR')).toBe(true);
  });
  it('X8 warns for personal data, once for each place, with its field', () => {
    expect(codes({ command: dissent('De meerderheid ziet het anders.') })).toEqual([]);
    const found = broken({
      command: dissent('Mevrouw Jansen mailde a@b.nl.'),
      act: { publicSummary: 'Bel 0612345678' },
    });
    expect(found.map(({ refusal, field }) => `${refusal.code} ${field}`)).toEqual([
      'FREE_TEXT_WARNING position',
      'FREE_TEXT_WARNING position',
      'FREE_TEXT_WARNING publicSummary',
    ]);
    expect(found[1]?.detail).toContain('Teken 23 tot en met 28 lijkt op een e-mailadres');
    expect(found.map(({ detail }) => detail).join()).not.toContain('Jansen');
    expect(codes({ act: { lateReason: 'dhr. Bos was ziek' } })).toEqual(['FREE_TEXT_WARNING']);
    expect(codes({ act: { sources: [{ uri: 'urn:x', title: 'Brief van mw. Bos' }] } })).toEqual(['FREE_TEXT_WARNING']);
  });
  it('X8 goes on with a reason', () => {
    const command = dissent('Mevrouw Jansen is het oneens.');
    expect(codes({ command })).toEqual(['FREE_TEXT_WARNING']);
    expect(codes({ command, act: { lintOverride: 'Zij wil zelf genoemd worden.' } })).toEqual([]);
  });
  it('X8 leaves alone what is meant for personal data', () => {
    const person = Object.assign(new RegisterPerson(), {
      name: 'Mevrouw Jansen',
      contact: 'a@b.nl',
      publicOfficial: false,
    });
    expect(codes({ command: person })).toEqual([]);
  });
});
