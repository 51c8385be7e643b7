import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { SimulatedClock } from '#dossier';
import { readModels, viewsOnRequest } from '#read-models';
import { evidenceOf, renderReport } from '#reports';
import { loadLindervoort, LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { openRuntime } from '../../apps/server/src/runtime/runtime.js';
import { audienceFor, REPORTS, ReportService } from '../../apps/server/src/views/report-service.js';
import { at, story } from '../../libs/reports/src/story.fixture.js';
import {
  CHROMIUM,
  brokenLinks,
  countOf,
  cutOffLetters,
  cutOffTables,
  doubleIds,
  mayBeSkipped,
  openBrowser,
  openPage,
  pixelsTooWide,
  poorCharts,
  violations,
} from './browser.js';

/** A desk and a phone. */
const WIDTHS = [1200, 380];
/** What A4 leaves between the margins of the style sheet, in CSS pixels: upright, and on its side for the registers. */
const LANDSCAPE = 1016;
const WIDE = ['besluitenregister', 'escalatieladder', 'kennismatrix', 'tijdlijn', 'signalen'];
const PAPER: Readonly<Record<string, number>> = Object.fromEntries(WIDE.map((name) => [name, LANDSCAPE]));
const BUSY = ', halverwege';
const BUSY_DAYS: Readonly<Record<string, string>> = {
  collegerapportage: '2025-12-11',
  raadsrapportage: '2025-12-11',
  beslotenbijlage: '2025-08-01',
  volledigheid: '2025-12-11',
  signalen: '2025-12-11',
};
const UPRIGHT = 672;
/** A short story with what the example municipality may lack: slipping milestones, decisions that rest on each other. */
const FIXTURE_DAY = '2026-05-20';
const MINUTES = 60_000;

const pages = new Map<string, string>();
let browser: Browser;

async function exampleMunicipality(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  const clock = new SimulatedClock(STORY_START);
  const runtime = await openRuntime({ folder, clock });
  try {
    await loadLindervoort(runtime.engine, clock, () => {});
    const service = new ReportService(runtime.engine);
    for (const name of Object.keys(REPORTS)) {
      const ask = { report: name, stream: LINDERVOORT, audience: audienceFor(name, 'college') };
      pages.set(name, await (await service.make({ ...ask, asOf: {} })).html());
      // At the end of the story nothing is owed, secret or signalled any more; these days have all of it.
      const known = BUSY_DAYS[name];
      if (known !== undefined) pages.set(name + BUSY, await (await service.make({ ...ask, asOf: { known } })).html());
    }
  } finally {
    await runtime.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function shortStory(hide?: 'withheld'): void {
  const events = story(hide === undefined ? {} : { hide });
  for (const [name, model] of Object.entries(REPORTS)) {
    const { initial, evolve, present, version } = [...readModels, ...viewsOnRequest].find((one) => one.name === model)!;
    const document = initial();
    for (const event of events) evolve(document, event);
    // Half of it signed, so that the page has receipts as well as what is still to be signed.
    const signed = {
      size: Math.floor(events.length / 2),
      root: 'a1'.repeat(32),
      signedAt: `${FIXTURE_DAY}T10:00:00.000Z`,
    };
    const foot = {
      position: events.length - 1,
      viewVersion: version,
      day: FIXTURE_DAY,
      logSize: events.length,
      signed,
    };
    const html = renderReport(model, present(document, at(FIXTURE_DAY)), foot, evidenceOf(events));
    pages.set(`${name}, ${hide === undefined ? 'kort verhaal' : 'met onthouden waarden'}`, html);
  }
}

/** Which reports, and at which widths: what was withheld makes a page narrower, never wider. */
const STORIES: readonly (readonly [string, readonly number[]])[] = [
  ['', WIDTHS],
  [', kort verhaal', WIDTHS],
  [', met onthouden waarden', WIDTHS.slice(-1)],
];
const CASES = [
  ...STORIES.flatMap(([which, widths]) => Object.keys(REPORTS).map((name) => [name + which, widths] as const)),
  ...Object.keys(BUSY_DAYS).map((name) => [name + BUSY, WIDTHS] as const),
];

if (CHROMIUM === undefined && mayBeSkipped) {
  describe('reports in a browser', () => {
    it.skip('skipped: no Chromium was found; the variable CHROMIUM may hold its path', () => {});
  });
} else {
  describe('reports in a browser', () => {
    beforeAll(async () => {
      if (CHROMIUM === undefined) throw new Error('continuous integration needs Chromium; CHROMIUM may hold its path');
      browser = await openBrowser();
      await exampleMunicipality();
      shortStory();
      shortStory('withheld');
    }, 2 * MINUTES);
    afterAll(async () => browser?.close());

    describe.each(CASES)('%s', (name, widths) => {
      let page: Page;
      beforeAll(async () => {
        page = await openPage(browser, pages.get(name)!);
      });
      afterAll(async () => page?.context().close());

      it.each([...widths])('is accessible and fits at %s pixels', async (width) => {
        await page.setViewportSize({ width, height: 900 });
        expect(await violations(page)).toEqual([]);
        expect(await pixelsTooWide(page)).toBeLessThanOrEqual(0);
        expect(await cutOffLetters(page)).toEqual([]);
      });

      it('leads to its own evidence, and each chart to its table', async () => {
        expect(await brokenLinks(page)).toEqual([]);
        expect(await doubleIds(page)).toEqual([]);
        expect(await poorCharts(page)).toEqual([]);
        expect(await countOf(page, 'main h2')).toBeGreaterThan(2);
        expect(await countOf(page, 'script, [onclick], link, img, iframe')).toBe(0);
      });

      it('keeps every table whole on paper', async () => {
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: PAPER[name.split(',')[0]!] ?? UPRIGHT, height: 900 });
        expect(await cutOffTables(page)).toEqual([]);
        expect(await pixelsTooWide(page)).toBeLessThanOrEqual(0);
        const paper = await page.pdf({ preferCSSPageSize: true });
        expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
      });
    });

    it.each(Object.keys(REPORTS))('%s looks the same without scripts', async (name) => {
      const picture = async (scripts: boolean): Promise<Buffer> => {
        const page = await openPage(browser, pages.get(name)!, scripts);
        const taken = await page.screenshot();
        await page.context().close();
        return taken;
      };
      expect((await picture(false)).equals(await picture(true))).toBe(true);
    });

    it('shows every kind of chart at least once', () => {
      const all = [...pages.values()].join('');
      const titles = ['Mijlpaaltrend', 'Welk besluit op welk ander rust', 'Van B0 naar nu', 'Tijd per niveau'];
      titles.push('Van ontstaan tot geïnformeerd', 'Bekend geworden bij', 'Signaal per week', 'Signalen per week');
      titles.push('Tijd tussen handeling en vastlegging', 'Handelingen per week');
      for (const title of titles) expect(all).toContain(`${title}</title>`);
    });
  });
}
