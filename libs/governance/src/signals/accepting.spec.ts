import { RoleAppointed } from '../coalition/events.js';
import { HistoryImported } from '../journal/events.js';
import type { NewEvent } from '../kernel/event.js';
import { given, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { initialOrganisation } from '../organisation/state.js';
import { deriveSignals } from './derive.js';
import { SignalAccepted, SignalAcknowledged } from './events.js';

const START = '2025-01-14';
const on = (event: NewEvent, day: string): Given => [event, { on: day }];
const start = on(ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' }), START);
const ao = on(RoleAppointed.of({ role: 'AO', person: 'ruben', hired: false }), START);
const codes = (day: string, code: string, history: readonly Given[]) =>
  deriveSignals(given(start, ...history), initialOrganisation(), day).filter((signal) => signal.code === code);

describe('what people do with a signal', () => {
  const code = 'ALLEEN_AMBTELIJK_OPDRACHTGEVER';
  const seen = on(SignalAcknowledged.of({ code, note: 'n' }), '2025-01-20');
  const accepted = on(SignalAccepted.of({ code, until: '2025-02-28', reason: 'r' }), '2025-01-21');
  it('X4 stands beside it until the last day, and the signal stays', () => {
    expect(codes('2025-01-20', code, [ao, seen])).toMatchObject([{ acknowledgedOn: '2025-01-20' }]);
    expect(codes('2025-02-28', code, [ao, seen, accepted])).toMatchObject([{ acceptedUntil: '2025-02-28' }]);
    expect(codes('2025-03-01', code, [ao, seen, accepted])[0]).not.toHaveProperty('acceptedUntil');
  });
  it('X9 says of signals over history that they were read in', () => {
    const batch = on(HistoryImported.of({ batch: 'H', sha256: 'a'.repeat(64), count: 1, sourceName: 's' }), START);
    expect(codes('2025-01-20', code, [ao, batch])[0]?.detail).toMatch(/\(uit import\)$/);
    expect(codes('2025-01-20', code, [ao])[0]?.detail).not.toMatch(/uit import/);
  });
});
