import { calendarWith } from '../kernel/calendar.js';
import { given } from '../kernel/test-kit.js';
import { DEFAULT_POLICY } from '../organisation/policy.js';
import { EscalatedByLapse, EscalationAnswered, EscalationClockBreached, EscalationRaised } from './events.js';
import { currentStay, levelAbove, levelOf, timePerLevel } from './state.js';

const raised = EscalationRaised.of({
  escalationId: 'E-01',
  raiser: 'projectleider',
  level: 'L1',
  dueOn: '2025-11-18',
  subject: 'Koppeling',
  reason: 'r',
  impact: 'i',
  ask: 'a',
});
const history = [
  [raised, { on: '2025-11-11' }],
  [EscalationClockBreached.of({ escalationId: 'E-01', level: 'L1', dueOn: '2025-11-18' }), { on: '2025-11-19' }],
  [EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' }), { on: '2025-11-19' }],
] as const;

describe('escalations state', () => {
  it('LV-06 keeps six working days at L1 after the lapse to the BO', () => {
    const escalation = given(...history).escalations.all.get('E-01')!;
    expect(currentStay(escalation)).toMatchObject({ level: 'L3', from: '2025-11-19' });
    expect(escalation.history[0]).toMatchObject({ breached: true, lapsed: true, dueOn: '2025-11-18' });
    expect(timePerLevel(escalation, '2025-11-19', calendarWith([]))).toEqual({ L1: 6, L3: 0 });
  });
  it('does not move the level back for an answer that came after the lapse', () => {
    const late = EscalationAnswered.of({ escalationId: 'E-01', level: 'L1', answer: 'Ja' });
    const escalation = given(...history, [late, { on: '2025-11-20' }]).escalations.all.get('E-01')!;
    expect([escalation.status, currentStay(escalation).level]).toEqual(['open', 'L3']);
  });
  it('skips L2 in the projectdriehoek only, and never reaches the raad', () => {
    expect(levelAbove('L1', 'projectdriehoek', DEFAULT_POLICY)).toBe('L3');
    expect(levelAbove('L1', 'getrapt', DEFAULT_POLICY)).toBe('L2');
    expect(levelAbove('L4', 'getrapt', DEFAULT_POLICY)).toBeUndefined();
    expect(levelOf('BO')).toBe('L3');
  });
});
