import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { audienceOf } from '#access';
import { momentOf, openedEventsAt } from '#dossier';
import type { Role } from '#governance';
import type { PresentedCompleteness, PresentedHealth, PresentedReport, PresentedTimeline } from '#read-models';
import { FIRST_ATTEMPT } from '../../apps/cli/src/demo/story-history.js';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { createApp } from '../../apps/server/src/app.js';
import { ReportService } from '../../apps/server/src/views/report-service.js';
import { LoadedStory } from './lindervoort-story.js';

const NEVER = '9999-12-31T00:00:00.000Z';
let story: LoadedStory;
let app: NestFastifyApplication;
beforeAll(async () => {
  story = await LoadedStory.load();
  app = await createApp(story.runtime);
}, 120_000);
afterAll(async () => {
  await app.close();
  await story.close();
});

describe('completeness', () => {
  const completeness = async (known: string, stream = LINDERVOORT) =>
    (await story.report('volledigheid', { known }, 'auditor', stream)).presented as PresentedCompleteness;

  it('has no gap in the numbers, and counts every refused attempt', async () => {
    const { gaps, entries, refusedTotal } = await completeness('2026-10-27');
    expect(gaps).toEqual([]);
    expect(entries.value).toBe((await story.runtime.log.streamHead(LINDERVOORT))!.revision + 1);
    expect(refusedTotal.value).toBe(story.loaded.tally.refused);
    expect((await completeness('2025-01-26')).refusedTotal.value).toBe(0);
  });
  it.each([
    ['2025-12-05', []],
    ['2025-12-06', ['VG-college-2025-12-02']],
    ['2025-12-11', ['VG-college-2025-12-02']],
    ['2025-12-12', []],
  ])('misses the list of 2 December when its term is over, as known on %s', async (known, missing) => {
    expect((await completeness(known)).meetingsWithoutList.map(({ meetingId }) => meetingId)).toEqual(missing);
  });
  it('shows a correction from the day on which it was recorded', async () => {
    expect((await completeness('2026-07-06')).rectified).toEqual([]);
    expect((await completeness('2026-07-07')).rectified).toMatchObject([{ fields: ['amount'], on: '2026-07-07' }]);
  });
  it('counts what was read in, with its batch', async () => {
    const { imports } = await completeness('2026-10-27', FIRST_ATTEMPT);
    expect(imports).toMatchObject([{ batch: 'H-01', count: story.loaded.tally.history.recorded }]);
    expect(imports[0]!.stated).toBe(imports[0]!.count);
  });
});

describe('the timeline of the auditor', () => {
  async function page(after?: number, count = 100): Promise<PresentedTimeline> {
    const service = new ReportService(story.runtime.engine);
    const ask = { report: 'tijdlijn', stream: LINDERVOORT, asOf: {}, audience: 'auditor' as const };
    const asked = after === undefined ? { count } : { count, after };
    return (await service.make({ ...ask, page: asked })).presented as PresentedTimeline;
  }
  it('gives every entry once, page by page, in the order in which it happened', async () => {
    const { engine, log, vault } = story.runtime;
    const at = momentOf({}, engine.options.clock.now());
    if (!at.ok) throw new Error(at.detail);
    const events = await openedEventsAt(log, vault, LINDERVOORT, at.moment, 'auditor');
    const positions: number[] = [];
    for (let after: number | undefined; ;) {
      const { rows, nextAfter, total } = await page(after);
      positions.push(...rows.map(({ position }) => position));
      expect(total).toBe(events.length);
      if (nextAfter === null) break;
      after = nextAfter;
    }
    expect(positions).toEqual(events.map(({ meta }) => meta.position));
  });
  it('shows what each entry changed: before and after', async () => {
    const { rows } = await page(undefined, 200);
    const taken = rows.find(({ type }) => type === 'DecisionTaken')!;
    const state = taken.changes.find(({ path }) => path[0] === 'decisions' && path.at(-1) === 'status');
    expect([state?.before, state?.after]).toEqual(['Ingediend', 'Genomen']);
    expect(taken).toMatchObject({ lag: 0, marks: [] });
  });
  it('gives nothing after an entry that is not there', async () => {
    expect((await page(999_999)).rows).toEqual([]);
  });
});

describe('signals through time', () => {
  const health = async (known: string) =>
    (await story.report('signalen', { known }, 'auditor')).presented as PresentedHealth;

  it('shows each week as it would have been shown on that day', async () => {
    const { weeks, codes } = await health('2026-06-30');
    for (const at of [3, 10, 40, 60]) {
      const then = await story.signalsOn(weeks[at]!.day);
      expect(codes.flatMap(({ code, perWeek }) => Array<string>(perWeek[at]!).fill(code)).sort()).toEqual(
        [...then].sort(),
      );
    }
  });
  it('LV-02 has both times without a bestuurlijk opdrachtgever', async () => {
    const gaps = (await health('2026-06-30')).episodes.filter(({ code }) => code === 'ALLEEN_AMBTELIJK_OPDRACHTGEVER');
    expect(gaps[0]).toMatchObject({ from: '2025-01-14' });
    expect((await health('2025-03-04')).episodes.find(({ code }) => code === gaps[0]!.code)).toMatchObject({
      goneOn: '2025-03-04',
      days: 49,
    });
    const second = (await health('2026-06-08')).signals.find(({ code }) => code === gaps[0]!.code);
    expect(second).toMatchObject({ since: '2026-06-04', age: 4, severity: 'rood' });
  });
});

describe('the college report', () => {
  const college = async (known: string) =>
    (await story.report('collegerapportage', { known })).presented as PresentedReport;
  it('names what the raad does not know, until it is told', async () => {
    const types = async (known: string) =>
      (await college(known)).unknownToRaad!.map(({ type, subject }) => [type, subject]);
    expect(await types('2025-12-11')).toEqual([['ScopeChangeApproved', 'SW-02']]);
    expect(await types('2025-12-12')).toEqual([]);
  });
  it('has what is owed in the next 30 days and what is overdue', async () => {
    const about = async (known: string) => {
      const { soon, overdue } = (await college(known)).informing;
      return [soon, overdue].map((duties) => duties.flatMap((duty) => duty.about));
    };
    expect(await about('2025-11-25')).toEqual([['SW-02'], []]);
    expect(await about('2025-12-09')).toEqual([['SW-02'], []]);
    expect(await about('2025-12-10')).toEqual([[], ['SW-02']]);
    expect(await about('2025-12-12')).toEqual([[], []]);
  });
});

describe('who may read which report', () => {
  const status = async (role: Role, path: string): Promise<number> => {
    const { tokens } = story.runtime;
    const { token } = tokens.issue({ person: `p-${role}`, role, audience: audienceOf(role), expiresAt: NEVER });
    const url = `/v1/programmas/${LINDERVOORT}/${path}`;
    const headers = { authorization: `Bearer ${token}` };
    return (await app.getHttpAdapter().getInstance().inject({ method: 'GET', url, headers })).statusCode;
  };
  it.each<readonly [string, readonly [number, number, number, number]]>([
    ['tijdlijn', [200, 200, 403, 403]],
    ['volledigheid', [200, 200, 200, 403]],
    ['signalen', [200, 200, 200, 403]],
    ['beslotenbijlage', [200, 200, 403, 200]],
    ['raadsrapportage', [200, 200, 200, 200]],
  ])('%s', async (report, [rekenkamer, college, official, member]) => {
    expect(await status('rekenkamer', report)).toBe(rekenkamer);
    expect(await status('college', report)).toBe(college);
    expect(await status('projectleider', report)).toBe(official);
    expect(await status('raadslid', report)).toBe(member);
  });
  it.each([
    ['tijdlijn?na=57&aantal=10', 200],
    ['tijdlijn?aantal=0', 400],
    ['tijdlijn?aantal=201', 400],
    ['tijdlijn?na=x', 400],
    ['tijdlijn?bekendBij=raad', 400],
    ['signalen?na=1', 400],
    ['collegerapportage?aantal=1', 400],
  ])('%s is answered with %i', async (path, expected) => {
    expect(await status('rekenkamer', path)).toBe(expected);
  });
});
