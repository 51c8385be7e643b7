import { CloseProgramme } from '../lifecycle/commands.js';
import { decideLifecycle } from '../lifecycle/decide.js';
import { ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { GoLivePlanned, ReadinessAssessed } from '../go-live/events.js';
import { DecideGoNoGo } from '../go-live/commands.js';
import { decideGoLive } from '../go-live/decide.js';
import { describeCommand } from '../kernel/command.js';
import type { NewEvent } from '../kernel/event.js';
import type { Outcome } from '../kernel/outcome.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { initialOrganisation } from '../organisation/state.js';
import { BaselineSet } from '../scope/events.js';
import * as commands from './commands.js';
import { decideProcesses } from './decide.js';
import * as events from './events.js';
import { streamsInScope } from './state.js';

const start = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'projectdriehoek' });
const recorded = (processId: string): NewEvent => events.ProcessRecorded.of({ processId, label: 'l', team: 'vth' });
const owned = (processId: string): NewEvent => events.ProcessOwnerAssigned.of({ processId, owner: 'afdelingshoofd' });
const paper = (streamId: string, processId?: string): NewEvent =>
  events.PaperStreamRegistered.of({ streamId, label: 'l', ...(processId === undefined ? {} : { processId }) });
const closed = events.PaperStreamClosed.of({ streamId: 'PS-1' });
const doing = <C extends object>(command: new () => C, fields: Partial<C>, ...history: readonly Given[]): Outcome => {
  const organisation = initialOrganisation();
  organisation.teams.set('vth', { teamId: 'vth', name: 'VTH', size: 20 });
  return when(given(start, ...history), decideProcesses, command, fields, { as: 'teamleider', organisation });
};

describe('the inventory of processes', () => {
  it('keeps a process of a team that exists, once', () => {
    const fields = { processId: 'P-01', label: 'Kapmelding', team: 'vth' };
    expectAccepted(doing(commands.RecordProcess, fields), 'ProcessRecorded');
    expectRefused(doing(commands.RecordProcess, fields, recorded('P-01')), 'ALREADY_EXISTS');
    expectRefused(doing(commands.RecordProcess, { ...fields, team: 'onbekend' }), 'TEAM_UNKNOWN');
    expectRefused(
      doing(commands.RecordProcess, fields, ProgrammeTerminated.of({ causes: [], explanation: 'e' })),
      'PROGRAMME_ENDED',
    );
  });
  it('S4-11 is opened for known teams and completed by each team itself, once', () => {
    const opened = events.InventoryOpened.of({ teams: ['vth'] });
    expectAccepted(doing(commands.OpenInventory, { teams: ['vth', 'vth'] }), 'InventoryOpened');
    expectRefused(doing(commands.OpenInventory, { teams: [] }), 'INVENTORY_WITHOUT_TEAM');
    expectRefused(doing(commands.OpenInventory, { teams: ['onbekend'] }), 'TEAM_UNKNOWN');
    expectRefused(doing(commands.OpenInventory, { teams: ['vth'] }, opened), 'ALREADY_EXISTS');
    const done = { team: 'vth' };
    expectAccepted(doing(commands.CompleteInventory, done, opened), 'InventoryCompleted');
    expectRefused(doing(commands.CompleteInventory, done), 'INVENTORY_NOT_OPEN');
    expectRefused(
      doing(commands.CompleteInventory, done, opened, events.InventoryCompleted.of(done)),
      'INVENTORY_NOT_OPEN',
    );
    expect(describeCommand(commands.CompleteInventory).who).toEqual(['teamleider']);
  });
  it('S4-12 gives a process an owner; the last one counts', () => {
    const fields = { processId: 'P-01', owner: 'p-1' };
    expectAccepted(doing(commands.AssignProcessOwner, fields, recorded('P-01')), 'ProcessOwnerAssigned');
    expectRefused(doing(commands.AssignProcessOwner, fields), 'NOT_FOUND');
    const twice = given(start, recorded('P-01'), owned('P-01'), events.ProcessOwnerAssigned.of(fields));
    expect(twice.processes.processes.get('P-01')?.owner).toBe('p-1');
  });
  it('S4-03 keeps what counts for a process, on paper or digital', () => {
    const fields = { processId: 'P-01', leading: 'hybride' as const };
    expectAccepted(doing(commands.SetLeadingChannel, fields, recorded('P-01')), 'LeadingChannelSet');
    expectRefused(doing(commands.SetLeadingChannel, fields), 'NOT_FOUND');
    const leads = (leading: 'papier' | 'digitaal') => events.LeadingChannelSet.of({ processId: 'P-01', leading });
    const { processes } = given(start, recorded('P-01'), leads('papier'), leads('digitaal')).processes;
    expect(processes.get('P-01')?.leading.map(({ channel }) => channel)).toEqual(['papier', 'digitaal']);
  });
  it('S4-02 keeps paper with the last day it may exist, until it is closed', () => {
    const stream = { streamId: 'PS-1', label: 'Papieren bouwdossier', processId: 'P-01' };
    expectAccepted(doing(commands.RegisterPaperStream, stream, recorded('P-01')), 'PaperStreamRegistered');
    expectRefused(doing(commands.RegisterPaperStream, stream), 'NOT_FOUND');
    expectRefused(
      doing(commands.RegisterPaperStream, { ...stream, label: 'x' }, paper('PS-1')),
      'ALREADY_EXISTS',
      'NOT_FOUND',
    );
    const until = { streamId: 'PS-1', until: '2025-06-02' };
    expectAccepted(doing(commands.SetPhaseOutDate, until, paper('PS-1')), 'PhaseOutDateSet');
    expectRefused(
      doing(commands.SetPhaseOutDate, { ...until, until: '2025-06-01' }, paper('PS-1')),
      'PHASE_OUT_IN_PAST',
    );
    expectRefused(doing(commands.SetPhaseOutDate, until, paper('PS-1'), closed), 'PAPER_STREAM_CLOSED');
    expectAccepted(doing(commands.ClosePaperStream, { streamId: 'PS-1' }, paper('PS-1')), 'PaperStreamClosed');
    expectRefused(doing(commands.ClosePaperStream, { streamId: 'PS-1' }, paper('PS-1'), closed), 'PAPER_STREAM_CLOSED');
    expectRefused(doing(commands.ClosePaperStream, { streamId: 'PS-9' }), 'NOT_FOUND');
  });
});

describe('what waits for processes and paper', () => {
  const golive = (items: readonly string[]): NewEvent =>
    GoLivePlanned.of({ goLiveId: 'G', label: 'l', plannedOn: '2025-07-01', citizenImpact: false, items });
  const assessed = ReadinessAssessed.of({ goLiveId: 'G', met: 0, total: 0, blockingOpen: 0 });
  const go = (...history: readonly Given[]): readonly string[] => {
    const fields = { goLiveId: 'G', verdict: 'go' as const, decision: 'd' };
    const outcome = when(given(start, ...history, assessed), decideGoLive, DecideGoNoGo, fields, { as: 'college' });
    return outcome.ok ? [] : outcome.broken.map(({ refusal }) => refusal.code);
  };
  it('S4-12 a process without an owner does not go live', () => {
    expect(go(golive(['P-01']), recorded('P-01'))).toContain('PROCESS_WITHOUT_OWNER');
    expect(go(golive([]), recorded('P-01'))).toContain('PROCESS_WITHOUT_OWNER');
    expect(go(golive(['P-01']), recorded('P-01'), owned('P-01'))).not.toContain('PROCESS_WITHOUT_OWNER');
    expect(go(golive(['P-02']), recorded('P-01'))).not.toContain('PROCESS_WITHOUT_OWNER');
  });
  it('S4-02 no programme closes while paper of its scope is open; what left the scope takes its paper along', () => {
    const closing = (...history: readonly Given[]): readonly string[] => {
      const outcome = when(given(start, ...history), decideLifecycle, CloseProgramme, {}, { as: 'AO' });
      return outcome.ok ? [] : outcome.broken.map(({ detail }) => detail);
    };
    const line = 'Papierstroom PS-1 is nog niet gesloten.';
    const scope = (itemId: string): NewEvent =>
      BaselineSet.of({
        baselineId: `B-${itemId}`,
        number: 0,
        decisionId: 'V',
        changeIds: [],
        items: [{ itemId, kind: 'proces' }],
        itemCount: 1,
        cumulativeAmount: 0,
      });
    expect(closing(paper('PS-1'))).toContain(line);
    expect(closing(paper('PS-1'), closed)).not.toContain(line);
    expect(closing(scope('P-01'), paper('PS-1', 'P-01'))).toContain(line);
    expect(closing(scope('P-02'), paper('PS-1', 'P-01'))).not.toContain(line);
    expect(streamsInScope(given(start, paper('PS-1')))).toHaveLength(1);
  });
});
