import { calendarOn, roleGaps, timePerLevel } from '#governance';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { REPORTS } from '../../apps/server/src/views/report-service.js';
import { HISTORY, HISTORY_ROW } from '../../apps/cli/src/demo/story-history.js';
import { STORY } from '../../apps/cli/src/demo/story.js';
import { LoadedStory } from './lindervoort-story.js';

/** Rows that are derived or written by the clock; they are never entered. */
const BY_ITSELF = [10, 44, 45, 49];
const ROWS = Array.from({ length: 90 }, (_, index) => index + 1)
  .filter((row) => !BY_ITSELF.includes(row))
  .map(String);

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 120_000);
afterAll(() => story.close());

describe('LV-02: the time without a bestuurlijk opdrachtgever', () => {
  it('counts the gaps of 49 and 5 days', async () => {
    const gaps = roleGaps(await story.stateOn('2026-06-25'), 'BO', '2026-06-25');
    expect(gaps).toEqual([
      { from: '2025-01-14', to: '2025-03-04', days: 49 },
      { from: '2026-06-04', to: '2026-06-09', days: 5 },
    ]);
  });
  it.each([
    ['2025-01-14', true],
    ['2025-03-03', true],
    ['2025-03-04', false],
    ['2026-06-03', false],
    ['2026-06-04', true],
    ['2026-06-08', true],
    ['2026-06-09', false],
  ])('on %s the signal stands on the health timeline: %s', async (day, stands) => {
    expect((await story.signalsOn(day)).includes('ALLEEN_AMBTELIJK_OPDRACHTGEVER')).toBe(stands);
  });
});

describe('LV-03: who decides on SW-01', () => {
  it('sends it to the college for the scope alone', async () => {
    const change = (await story.stateOn('2025-09-09')).scope.changes.get('SW-01');
    expect(change?.routed).toEqual({ level: 'college', reasons: ['scope'] });
    expect(change?.status).toBe('Gerouteerd');
  });
  it('keeps the refused attempt of the ambtelijk opdrachtgever', async () => {
    expect(await story.attempts()).toContainEqual({
      on: '2025-09-09',
      command: 'ApproveScopeChange',
      codes: ['OUTSIDE_AUTHORITY'],
    });
    expect((await story.stateOn('2025-09-16')).scope.changes.get('SW-01')?.decisionId).toBe('B-SW-01');
  });
});

it('keeps the mandate that was refused for want of consent, and grants it when consent is there', async () => {
  expect(await story.attempts()).toContainEqual({
    on: '2025-01-27',
    command: 'GrantMandate',
    codes: ['MANDATE_CONSENT_MISSING'],
  });
  expect((await story.stateOn('2025-01-28')).mandates.mandates.has('M-PL')).toBe(false);
  expect((await story.stateOn('2025-01-29')).mandates.mandates.has('M-PL')).toBe(true);
});

it('enters every row or says which part of the domain it waits for, and is refused only where the story says so', () => {
  const { tally } = story.loaded;
  expect(tally.recorded).toBeGreaterThan(250);
  expect(tally.refused).toBe(STORY.filter(({ refused }) => refused !== undefined).length);
  const told = new Set([...STORY.map(({ row }) => row), ...HISTORY.map((line) => line.story), HISTORY_ROW.row]);
  const missing = ROWS.filter((row) => !told.has(row) && !tally.leftOut.some((left) => left.row === row));
  expect(missing).toEqual([]);
});

describe('LV-04: cumulative changes over the original krediet', () => {
  it.each([
    ['SW-02', '2025-12-02', '2026-07-06', 122_000_00, '8,41'],
    ['SW-03', '2026-04-14', '2026-07-06', 102_000_00, '7,03'],
    ['SW-02, rectified,', '2025-12-02', '2026-07-07', 119_500_00, '8,24'],
    ['SW-03, rectified,', '2026-07-07', '2026-07-07', 99_500_00, '6,86'],
  ])('after %s on %s, as known on %s', async (_change, day, known, amount, percent) => {
    const state = await story.stateOn(day, known);
    const baseline = state.scope.baselines.at(-1)!;
    const credit = state.frames.original.get('raad')!.credit!;
    expect(baseline.cumulativeAmount).toBe(amount);
    expect(((baseline.cumulativeAmount / credit) * 100).toFixed(2).replace('.', ',')).toBe(percent);
    const { html } = await story.report('collegerapportage', { day, known });
    expect(html).toMatch(new RegExp(`(?<![\\d.,])${percent}(\\s|&nbsp;)?%`));
  });
});

describe('LV-06: escalation E-01', () => {
  it('was due on 18 November and breached', async () => {
    const stay = (await story.stateOn('2025-11-19')).escalations.all.get('E-01')!.history[0]!;
    expect(stay).toMatchObject({ level: 'L1', dueOn: '2025-11-18', breached: true, lapsed: true, until: '2025-11-19' });
    expect((await story.stateOn('2025-11-18')).escalations.all.get('E-01')!.history).toHaveLength(1);
  });
  it('lapsed to L3 on 19 November, by the timekeeper, after six working days at L1', async () => {
    const escalation = (await story.stateOn('2025-11-19')).escalations.all.get('E-01')!;
    expect(escalation.history.at(-1)).toMatchObject({ level: 'L3', from: '2025-11-19' });
    const organisation = await story.runtime.engine.organisation();
    expect(timePerLevel(escalation, '2025-11-19', calendarOn(organisation.state)).L1).toBe(6);
    const opened = (await story.runtime.log.readStream(LINDERVOORT, 0, 5_000)).map((entry) =>
      story.runtime.vault.open(entry, () => true),
    );
    const lapse = opened.find(({ type }) => type.includes('escalated-by-lapse'))!;
    expect(lapse.data['role']).toBe('timekeeper');
  });
});

describe('time travel', () => {
  it('does not show an act before it was recorded', async () => {
    const before = await story.report('besluitenregister', { known: '2025-09-17' });
    const after = await story.report('besluitenregister', { known: '2025-09-18' });
    expect(before.html).not.toContain('2025-38/4');
    expect(after.html).toContain('2025-38/4');
    expect(before.position).toBeLessThan(after.position);
  });
  it('shows at most the baselines that had been set', async () => {
    const { html } = await story.report('scopegeschiedenis', { known: '2025-09-15' });
    expect(html).not.toContain('SW-02');
    expect(html).toContain('SW-01');
  });
});

// Last, since it closes the log that the others read.
it('LV-15: reports rebuilt from the log alone are the same bytes at the same position', async () => {
  const names = Object.keys(REPORTS);
  const all = async (): Promise<readonly (readonly [number, string])[]> => {
    const reports = await Promise.all(names.map((name) => story.report(name)));
    return reports.map(({ position, html }) => [position, html] as const);
  };
  const first = await all();
  await story.reopen();
  expect(await all()).toEqual(first);
});
