import { calendarOn, policyOn, type DossierState } from '#governance';
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
