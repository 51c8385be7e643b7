import type { NewEvent } from '../kernel/event.js';
import type { Given } from '../kernel/test-kit.js';
import { InventoryCompleted, InventoryOpened, ProcessRecorded } from '../processes/events.js';
import { BaselineSet, ScopeChangeProposed, ScopeChangeRejected } from '../scope/events.js';
import { codes, on } from './spec-kit.js';

// The teams say themselves what they do; what differs from the scope asks for a change of it.

const scope = (number: number, ...ids: readonly string[]): NewEvent =>
  BaselineSet.of({
    baselineId: `B${number}`,
    number,
    decisionId: 'V',
    changeIds: [],
    items: ids.map((itemId) => ({ itemId, kind: 'proces', team: 'vth' })),
    itemCount: ids.length,
    cumulativeAmount: 0,
  });
const opened = on(InventoryOpened.of({ teams: ['vth'] }), '2025-06-10');
const recorded = (processId: string, team = 'vth') =>
  on(ProcessRecorded.of({ processId, label: 'l', team }), '2025-08-28');
const completed = on(InventoryCompleted.of({ team: 'vth' }), '2025-09-02');
const asks = (fields: { added?: readonly string[]; removed?: readonly string[] }, day: string) =>
  on(
    ScopeChangeProposed.of({
      changeId: 'SW-01',
      subject: 's',
      motivation: 'm',
      added: (fields.added ?? []).map((itemId) => ({ itemId, kind: 'proces' as const })),
      removed: fields.removed ?? [],
      amount: 0,
      days: 0,
    }),
    day,
  );
const first = on(scope(0, 'P-01', 'P-02'), '2025-05-06');
const found = (day: string, ...history: readonly Given[]) => codes(day, 'INVENTARISATIE_WIJKT_AF', [first, ...history]);

describe('INVENTARISATIE_WIJKT_AF', () => {
  const more = [opened, recorded('P-01'), recorded('P-02'), recorded('P-43')];
  it('S4-11 appears when the last team is ready with something else than the scope, and goes with a proposed change', () => {
    expect(found('2025-09-01', ...more)).toEqual([]);
    expect(found('2025-09-02', ...more, completed)).toMatchObject([{ since: '2025-09-02' }]);
    expect(found('2025-09-04', ...more, completed, asks({ added: ['P-43'] }, '2025-09-04'))).toEqual([]);
    expect(found('2025-09-04', ...more, completed, asks({ added: ['P-44'] }, '2025-09-04'))).toHaveLength(1);
    expect(found('2025-09-16', ...more, completed, on(scope(1, 'P-01', 'P-02', 'P-43'), '2025-09-16'))).toEqual([]);
  });
  it('S4-11 is about what the teams did not find as well', () => {
    const less = [opened, recorded('P-01'), completed];
    expect(found('2025-09-02', ...less)).toMatchObject([{ since: '2025-09-02' }]);
    expect(found('2025-09-04', ...less, asks({ removed: ['P-02'] }, '2025-09-04'))).toEqual([]);
    expect(found('2025-09-02', opened, recorded('P-01'), recorded('P-02'), completed)).toEqual([]);
  });
  it('begins again on the day on which the change was rejected', () => {
    const asked = asks({ added: ['P-43'] }, '2025-09-04');
    const rejected = on(ScopeChangeRejected.of({ changeId: 'SW-01', reason: 'r' }), '2025-09-16');
    expect(found('2025-09-20', ...more, completed, asked, rejected)).toMatchObject([{ since: '2025-09-16' }]);
  });
  it('leaves alone what left the scope by a decision, and teams that were not asked', () => {
    const left = on(scope(1, 'P-01'), '2025-09-01');
    expect(found('2025-09-02', opened, recorded('P-01'), recorded('P-02'), left, completed)).toEqual([]);
    expect(found('2025-09-02', ...more.slice(0, 3), recorded('P-99', 'kcc'), completed)).toEqual([]);
    expect(found('2025-09-02', recorded('P-43'))).toEqual([]);
  });
});
