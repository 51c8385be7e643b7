import { ExemptionGranted, HardDeadlineMoved, HardDeadlineSet } from '../frames/events.js';
import { GoLiveConfirmed, GoLivePlanned, GoLiveRescheduled } from '../go-live/events.js';
import type { NewEvent } from '../kernel/event.js';
import type { Given } from '../kernel/test-kit.js';
import {
  LeadingChannelSet,
  PaperStreamClosed,
  PaperStreamRegistered,
  PhaseOutDateSet,
  ProcessOwnerAssigned,
  ProcessRecorded,
} from '../processes/events.js';
import { BaselineSet } from '../scope/events.js';
import { codes, on } from './spec-kit.js';

const recorded = (processId: string, day: string) =>
  on(ProcessRecorded.of({ processId, label: 'l', team: 'vth' }), day);
const owned = on(ProcessOwnerAssigned.of({ processId: 'P-01', owner: 'hoofd-vth' }), '2026-05-10');
const golive = (items: readonly string[] = []) =>
  on(
    GoLivePlanned.of({ goLiveId: 'G', label: 'l', plannedOn: '2026-06-01', citizenImpact: true, items }),
    '2025-05-06',
  );
const moved = (to: string, day: string) =>
  on(GoLiveRescheduled.of({ goLiveId: 'G', from: '2026-06-01', to, reason: 'r' }), day);
const live = on(GoLiveConfirmed.of({ goLiveId: 'G', liveOn: '2026-06-01' }), '2026-06-01');

const shown =
  (code: string) =>
  (day: string, ...history: readonly Given[]) =>
    codes(day, code, history).map(({ since, subjectId, severity }) => `${severity} ${since} ${subjectId}`);

describe('PROCES_ZONDER_EIGENAAR', () => {
  const found = shown('PROCES_ZONDER_EIGENAAR');
  const history = [golive(['P-01']), recorded('P-01', '2025-09-02')];

  it('S4-12 appears thirty days before the go-live, not counted itself, and disappears with an owner', () => {
    expect(found('2026-05-02', ...history)).toEqual([]);
    expect(found('2026-05-03', ...history)).toEqual(['rood 2026-05-03 P-01']);
    expect(found('2026-05-09', ...history)).toEqual(['rood 2026-05-03 P-01']);
    expect(found('2026-05-10', ...history, owned)).toEqual([]);
  });
  it('disappears when the go-live moves away or is done, and begins with a process that is found later', () => {
    expect(found('2026-05-04', ...history, moved('2026-09-01', '2026-05-04'))).toEqual([]);
    expect(found('2026-06-01', ...history, live)).toEqual([]);
    expect(found('2026-05-20', golive(), recorded('P-01', '2026-05-20'))).toEqual(['rood 2026-05-20 P-01']);
    // A go-live that comes nearer is near from the day on which that was said.
    expect(found('2026-04-20', ...history, moved('2026-05-10', '2026-04-20'))).toEqual(['rood 2026-04-20 P-01']);
  });
  it('is about the processes of the go-live alone, and says one thing once', () => {
    expect(found('2026-05-09', golive(['P-02']), recorded('P-01', '2025-09-02'))).toEqual([]);
    const second: NewEvent = GoLivePlanned.of({
      goLiveId: 'G-2',
      label: 'l',
      plannedOn: '2026-05-20',
      citizenImpact: true,
      items: ['P-01'],
    });
    expect(found('2026-05-09', ...history, on(second, '2025-05-06'))).toEqual(['rood 2026-04-21 P-01']);
  });
});

describe('paper beside digital', () => {
  const stream = on(PaperStreamRegistered.of({ streamId: 'PS-1', label: 'l', processId: 'P-01' }), '2025-09-02');
  const until = on(PhaseOutDateSet.of({ streamId: 'PS-1', until: '2026-10-01' }), '2025-09-10');
  const closed = (day: string) => on(PaperStreamClosed.of({ streamId: 'PS-1' }), day);
  const deadline = on(
    HardDeadlineSet.of({ deadlineId: 'D', kind: 'intern', body: 'college', dueOn: '2026-07-01', source: 's' }),
    '2025-05-06',
  );
  const exempted = (items: readonly string[]) =>
    on(
      ExemptionGranted.of({
        exemptionId: 'O',
        deadlineId: 'D',
        until: '2026-10-01',
        items,
        decisionId: 'B',
      }),
      '2026-06-30',
    );

  it('S4-02 HYBRIDE_ZONDER_EINDDATUM appears with the paper, and disappears with its last day or the paper itself', () => {
    const found = shown('HYBRIDE_ZONDER_EINDDATUM');
    expect(found('2025-09-01')).toEqual([]);
    expect(found('2025-09-02', stream)).toEqual(['oranje 2025-09-02 PS-1']);
    expect(found('2025-09-10', stream, until)).toEqual([]);
    expect(found('2025-09-03', stream, closed('2025-09-03'))).toEqual([]);
  });
  it('S4-02 HYBRIDE_NA_DEADLINE appears the day after the hard deadline, and disappears when the paper is closed', () => {
    const found = shown('HYBRIDE_NA_DEADLINE');
    expect(found('2026-07-01', deadline, stream, until)).toEqual([]);
    expect(found('2026-07-02', deadline, stream, until)).toEqual(['rood 2026-07-02 PS-1']);
    expect(found('2026-07-03', deadline, stream, until, closed('2026-07-03'))).toEqual([]);
    const later = HardDeadlineMoved.of({ deadlineId: 'D', from: '2026-07-01', to: '2026-08-01', decisionId: 'B' });
    expect(found('2026-07-05', deadline, stream, on(later, '2026-07-04'))).toEqual([]);
  });
  it('S4-02 an exemption puts it off for the paper that it names, and for no other', () => {
    const found = shown('HYBRIDE_NA_DEADLINE');
    expect(found('2026-10-01', deadline, stream, exempted(['P-01']))).toEqual([]);
    expect(found('2026-10-02', deadline, stream, exempted(['P-01']))).toEqual(['rood 2026-10-02 PS-1']);
    expect(found('2026-07-02', deadline, stream, exempted(['P-02']))).toEqual(['rood 2026-07-02 PS-1']);
    expect(found('2026-07-02', deadline, stream, exempted([]))).toEqual([]);
  });
  it('S4-02 what left the scope takes its paper along; what never was in it does not', () => {
    const found = shown('HYBRIDE_NA_DEADLINE');
    const scope = (number: number, itemId: string) =>
      on(
        BaselineSet.of({
          baselineId: `B${number}`,
          number,
          decisionId: 'V',
          changeIds: [],
          items: [{ itemId, kind: 'proces' }],
          itemCount: 1,
          cumulativeAmount: 0,
        }),
        '2025-05-06',
      );
    expect(found('2026-07-02', deadline, scope(0, 'P-01'), scope(1, 'P-02'), stream)).toEqual([]);
    expect(found('2026-07-02', deadline, scope(0, 'P-01'), stream)).toHaveLength(1);
    expect(found('2026-07-02', deadline, scope(0, 'P-02'), stream)).toHaveLength(1);
    const endless = shown('HYBRIDE_ZONDER_EINDDATUM');
    expect(endless('2026-07-02', scope(0, 'P-01'), scope(1, 'P-02'), stream)).toEqual([]);
    expect(endless('2026-07-02', scope(0, 'P-01'), stream)).toHaveLength(1);
  });
});

describe('PAPIER_BLIJFT_LEIDEND', () => {
  const found = shown('PAPIER_BLIJFT_LEIDEND');
  const leads = (leading: 'papier' | 'hybride' | 'digitaal', day: string) =>
    on(LeadingChannelSet.of({ processId: 'P-01', leading }), day);
  const process = recorded('P-01', '2025-09-02');
  const paper = leads('papier', '2025-09-02');

  it('S4-03 appears on the day of the go-live while paper counts, and disappears when something else does', () => {
    expect(found('2026-05-31', golive(), process, paper)).toEqual([]);
    expect(found('2026-06-01', golive(), process, paper, live)).toEqual(['rood 2026-06-01 P-01']);
    expect(found('2026-06-05', golive(), process, paper, live)).toEqual(['rood 2026-06-01 P-01']);
    expect(found('2026-06-08', golive(), process, paper, live, leads('hybride', '2026-06-08'))).toEqual([]);
  });
  it('S4-03 begins again with the day on which somebody goes back to paper', () => {
    const back = [leads('digitaal', '2026-06-02'), leads('papier', '2026-06-20'), leads('papier', '2026-06-25')];
    expect(found('2026-06-30', golive(), process, paper, live, ...back)).toEqual(['rood 2026-06-20 P-01']);
  });
  it('is about the processes of that go-live of which somebody said what counts', () => {
    expect(found('2026-06-01', golive(['P-02']), process, paper, live)).toEqual([]);
    expect(found('2026-06-01', golive(), process, live)).toEqual([]);
  });
});
