import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where distributions put it. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const named = process.env['CHROMIUM'];
/** The browser that CHROMIUM names, else the first that is found. */
export const CHROMIUM = (named === undefined ? PLACES : [named]).find((place) => existsSync(place));

/** Without a browser these tests are skipped and named; continuous integration must have one. */
export const mayBeSkipped = (process.env['CI'] ?? '') === '';

/** A long report has thousands of elements to look at; on a busy machine that takes more than jest's five seconds. */
const PATIENCE_MS = 60_000;
jest.setTimeout(PATIENCE_MS);

const AXE = readFileSync(join(createRequire(__filename).resolve('axe-core'), '..', 'axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export function openBrowser(): Promise<Browser> {
  // Chromium refuses its own sandbox to root, which is who runs the tests in a container.
  return chromium.launch({ executablePath: CHROMIUM!, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** The page in a context of its own; who opens it closes that context. */
export async function openPage(browser: Browser, html: string, scripts = true): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, javaScriptEnabled: scripts });
  const page = await context.newPage();
  await page.setContent(html, { waitUntil: 'load' });
  return page;
}

// What runs inside the page is text: the code of this house is not compiled for a browser.
const ask = <T>(page: Page, script: string): Promise<T> => page.evaluate<T>(script);

/** What axe finds against WCAG 2.2 AA: rule and the first elements that break it. */
export async function violations(page: Page): Promise<readonly string[]> {
  await ask(page, AXE);
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
  return ask(
    page,
    `axe.run(document, ${options}).then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ': ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(', ')))`,
  );
}

export const pixelsTooWide = (page: Page): Promise<number> =>
  ask(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Links that lead nowhere: a link stays on its own page, or is that of a receipt at the server that made the page. */
export const brokenLinks = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))
      .filter((href) => !/^\\/v1\\/logboek\\/entries\\/[0-9]+\\/bewijs$/.test(href ?? ''))
      .filter((href) => !href?.startsWith('#') || document.getElementById(href.slice(1)) === null)`,
  );

export const doubleIds = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index)`,
  );

/** Charts without a title, or with something else than a table after them. */
export const poorCharts = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('svg')].filter((svg) => {
      const title = svg.querySelector('title')?.textContent ?? '';
      const next = svg.closest('figure')?.nextElementSibling;
      return title === '' || svg.getAttribute('role') !== 'img' || next?.querySelector('table') == null;
    }).map((svg) => svg.outerHTML.slice(0, 120))`,
  );

export const countOf = (page: Page, selector: string): Promise<number> =>
  ask(page, `document.querySelectorAll(${JSON.stringify(selector)}).length`);

/** Tables of which a part lies outside the paper or outside a box that cuts it off. */
export const cutOffTables = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('table')].filter((table) => {
      const box = table.parentElement;
      const spills = table.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
      return spills || (getComputedStyle(box).overflowX !== 'visible' && box.scrollWidth > box.clientWidth + 1);
    }).map((table) => table.caption?.textContent ?? 'a table without a caption')`,
  );

/** Texts in drawings of which a part falls outside the drawing. */
export const cutOffLetters = (page: Page): Promise<readonly string[]> =>
  ask(
    page,
    `[...document.querySelectorAll('svg text')].filter((text) => {
      const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      return inner.left < outer.left - 2 || inner.right > outer.right + 2;
    }).map((text) => text.textContent)`,
  );
