import {
  calendarOn,
  CloseProgramme,
  currentBaseline,
  decideDossier,
  openStreams,
  policyOn,
  streamsInScope,
  type DossierContext,
  type DossierState,
} from '#governance';
import type { PresentedCalendarPage } from '#read-models';
import { STORY } from '../../apps/cli/src/demo/story.js';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 120_000);
afterAll(() => story.close());

const goLiveIn = (state: DossierState) => state.goLive.all.get('LG-1')!;
async function organisation() {
  return (await story.runtime.engine.organisation()).state;
}

describe('LV-08: readiness, no-go and the new date', () => {
  it('counts 14 of 18 criteria, 78%, and two that block', async () => {
    const { readiness, criteria } = goLiveIn(await story.stateOn('2026-05-12'));
    expect(readiness).toMatchObject({ met: 14, total: 18 });
    expect([...criteria.values()].filter(({ blocking, met }) => blocking && !met)).toHaveLength(2);
    expect(Math.round((readiness!.met / readiness!.total) * 100)).toBe(78);
    const { html } = await story.report('livegangkalender', { day: '2026-05-12' });
    expect(html).toMatch(/14 van (de )?18/);
  });
  it('moves ten working days after the no-go, within the fifteen of the tolerance', async () => {
    const before = goLiveIn(await story.stateOn('2026-05-18'));
    const after = goLiveIn(await story.stateOn('2026-05-19'));
    const calendar = calendarOn(await organisation());
    const { policy } = policyOn(await organisation(), '2026-05-19');
    expect(after.verdict).toMatchObject({ verdict: 'noGo', on: '2026-05-19' });
    expect(calendar.workingDaysBetween(before.plannedOn, after.plannedOn)).toBe(10);
    expect(policy.goLiveShiftToleranceDays).toBe(15);
  });
  it('leaves twelve working days to the hard deadline, so it is not in danger', async () => {
    const state = await story.stateOn('2026-05-19');
    const deadline = state.frames.deadlines.get('HD-1')!;
    const margin = calendarOn(await organisation()).workingDaysBetween(goLiveIn(state).plannedOn, deadline.dueOn);
    expect(margin).toBe(12);
    expect(await story.signalsOn('2026-05-19')).not.toContain('HARDE_DEADLINE_IN_GEVAAR');
  });
});

describe('LV-09: who may say go', () => {
  it('refuses the go of the ambtelijk opdrachtgever for both rules that it breaks', async () => {
    const attempts = (await story.attempts()).filter(({ on }) => on === '2026-06-08');
    expect(attempts.map(({ command }) => command)).toEqual(['DecideGoNoGo']);
    expect([...(attempts[0]!.codes as string[])].sort()).toEqual(['OUTSIDE_AUTHORITY', 'ROLE_VACANT']);
    expect(goLiveIn(await story.stateOn('2026-06-08')).verdict).toMatchObject({ verdict: 'noGo' });
  });
  it('accepts the go of the college a day later, with its condition', async () => {
    const state = await story.stateOn('2026-06-09');
    expect(goLiveIn(state)).toMatchObject({
      status: 'Go',
      verdict: { verdict: 'goOnderVoorwaarden', on: '2026-06-09' },
    });
    expect(state.decisions.decisions.get('B-go')).toMatchObject({ body: 'college', status: 'Genomen' });
    const condition = state.decisions.conditions.get('VW-terugval')!;
    expect(condition).toMatchObject({ dueOn: '2026-06-14', blocks: 'niets' });
    expect(condition.fulfilledOn).toBeUndefined();
    expect((await story.stateOn('2026-06-14')).decisions.conditions.get('VW-terugval')!.fulfilledOn).toBe('2026-06-14');
  });
  it('goes live on 15 June and closes on 13 October', async () => {
    const live = await story.stateOn('2026-06-15');
    expect(goLiveIn(live)).toMatchObject({ liveOn: '2026-06-15' });
    expect(live.lifecycle.phase).toBe('Nazorg');
    expect((await story.stateOn('2026-10-12')).lifecycle.ended).toBeUndefined();
    expect((await story.stateOn('2026-10-13')).lifecycle.ended).toBeDefined();
  });
});

describe('LV-12: the whole organisation digital by the hard deadline', () => {
  /** The processes of the scope, and those of them without paper beside digital. */
  const digitalIn = (state: DossierState) => {
    const items = currentBaseline(state.scope)!.items.map(({ itemId }) => itemId);
    const onPaper = new Set(streamsInScope(state).map(({ processId }) => processId));
    return { digital: items.filter((itemId) => !onPaper.has(itemId)), items };
  };
  it.each([
    ['2026-06-14', 0, 43, 0],
    ['2026-07-01', 40, 43, 93],
    ['2026-09-30', 40, 43, 93],
    ['2026-10-01', 43, 43, 100],
  ])('on %s %i of %i processes are digital: %i%%', async (day, digital, all, percent) => {
    const found = digitalIn(await story.stateOn(day));
    expect([found.digital.length, found.items.length]).toEqual([digital, all]);
    expect(Math.round((found.digital.length / found.items.length) * 100)).toBe(percent);
  });
  it('what is left on 1 July is what the exemption names, so nobody is late with it', async () => {
    const state = await story.stateOn('2026-07-01');
    const [exemption] = [...state.frames.exemptions.values()];
    const left = streamsInScope(state);
    expect(new Set(left.map(({ processId }) => processId))).toEqual(new Set(exemption!.items));
    expect(left.every(({ phaseOutOn }) => phaseOutOn === exemption!.until)).toBe(true);
    for (const day of ['2025-09-02', '2026-06-14', '2026-06-15', '2026-07-02', '2026-10-01', '2026-10-02'])
      expect((await story.signalsOn(day)).filter((code) => /HYBRIDE|PAPIER|PROCES_ZONDER/.test(code))).toEqual([]);
  });
  it('cites the exemption in the calendar, and counts what is digital', async () => {
    const { html, presented } = await story.report('livegangkalender', { day: '2026-07-01' });
    const { paper, deadlines } = presented as PresentedCalendarPage;
    expect([paper.inScope!.digital.value, paper.inScope!.all.value]).toEqual([40, 43]);
    expect(deadlines[0]!.exemptions).toMatchObject([{ exemptionId: 'ONT-1', until: '2026-10-01', items: 3 }]);
    expect(html).toMatch(/ONT-1 tot en met 1.oktober.2026/);
    const open = paper.streams.filter(({ closedOn, leftScope }) => closedOn === null && !leftScope);
    expect(open.map(({ light, until }) => `${light} ${until}`)).toEqual(Array(3).fill('goed 2026-10-01'));
    expect(html).not.toContain('Er zijn geen papierstromen vastgelegd.');
  });
});

describe('row 34: what the teams wrote down', () => {
  it('is a process with an owner and paper with a last day for each item of the scope, and for what they found', async () => {
    const before = await story.stateOn('2025-09-01');
    const { processes, scope } = await story.stateOn('2025-09-16');
    expect([before.processes.processes.size, processes.processes.size]).toEqual([0, 46]);
    const items = currentBaseline(scope)!.items.map(({ itemId, team }) => `${itemId} ${team}`);
    const rows = [...processes.processes.values()];
    expect(rows.map(({ processId, team }) => `${processId} ${team}`).sort()).toEqual([...items].sort());
    expect(rows.filter(({ owner }) => owner === undefined)).toEqual([]);
    expect(openStreams(processes)).toHaveLength(46);
    expect(openStreams(processes).filter(({ phaseOutOn }) => phaseOutOn === undefined)).toEqual([]);
  });
  it('row 78 closes 40 streams and row 86 the last three', async () => {
    const openOn = async (day: string) => streamsInScope(await story.stateOn(day)).length;
    expect([await openOn('2026-06-14'), await openOn('2026-06-15'), await openOn('2026-10-01')]).toEqual([43, 3, 0]);
  });
});

describe('LV-14: no programme closes while paper of its scope is open', () => {
  /** What closing would have met on a day, with the words of the story. */
  async function closingOn(day: string): Promise<readonly string[]> {
    const told = STORY.find((act) => act.do === 'CloseProgramme')!;
    const state = await story.stateOn(day);
    const command = Object.assign(new CloseProgramme(), told.with);
    const context = { ...(await contextOn(day)), then: state };
    const outcome = decideDossier(command, state, context);
    return outcome.ok ? [] : outcome.broken.map(({ detail }) => detail);
  }
  async function contextOn(day: string): Promise<Omit<DossierContext, 'then'>> {
    const state = await organisation();
    return {
      now: `${day}T12:00:00.000Z`,
      today: day,
      day,
      act: { occurredAt: `${day}T12:00:00.000Z`, precision: 'day', classification: 'openbaar' },
      actor: { person: 'p-tichelaar', role: 'AO', as: 'AO' },
      newId: (prefix) => `${prefix}-1`,
      organisation: state,
      calendar: calendarOn(state),
      recorded: () => undefined,
    };
  }
  it('names the three hybrid streams the day before they are closed, and none after', async () => {
    const open = streamsInScope(await story.stateOn('2026-09-30')).map(({ streamId }) => streamId);
    expect(open).toHaveLength(3);
    const paper = (lines: readonly string[]) => lines.filter((line) => line.startsWith('Papierstroom'));
    expect(paper(await closingOn('2026-09-30'))).toEqual(
      open.map((streamId) => `Papierstroom ${streamId} is nog niet gesloten.`),
    );
    expect(paper(await closingOn('2026-10-01'))).toEqual([]);
    expect((await story.stateOn('2026-10-13')).lifecycle.ended).toMatchObject({ on: '2026-10-13' });
  });
});

it('rows 30 and 34: each team completes its own list, and what they found is in the change of that day', async () => {
  const { processes } = await story.stateOn('2025-09-02');
  expect([...processes.inventories.values()]).toEqual(Array(9).fill({ completedOn: '2025-09-02' }));
  expect([...(await story.stateOn('2025-09-01')).processes.inventories.values()]).toEqual(
    Array(9).fill({ completedOn: undefined }),
  );
  for (const day of ['2025-09-02', '2025-09-15', '2025-09-16', '2026-04-14', '2026-10-12'])
    expect(await story.signalsOn(day)).not.toContain('INVENTARISATIE_WIJKT_AF');
});
