import { DEFAULT_CALENDAR_DAYS, at, story } from './story.fixture.js';
import { readModels, viewsOnRequest } from '#read-models';
import { evidenceOf, renderReport, type Footer } from './index.js';

const hostile = '<script>alert(1)</script>';
function page(name: string, events = story(), more: Partial<Footer> = {}): string {
  const model = [...readModels, ...viewsOnRequest].find((one) => one.name === name)!;
  const doc = model.initial();
  for (const event of events) model.evolve(doc, event);
  const stored: unknown = JSON.parse(JSON.stringify(doc));
  const footer = { position: 99, viewVersion: 1, day: '2026-05-20', logSize: 120, ...more };
  return renderReport(name, model.present(stored, at('2026-05-20')), footer, evidenceOf(events));
}
const KEPT = readModels.map((one) => one.name);
const NAMES = [...KEPT, ...viewsOnRequest.map((one) => one.name)];

describe('reports', () => {
  it('finds all six', () => expect([KEPT.length, DEFAULT_CALENDAR_DAYS.length]).toEqual([6, 0]));

  it.each(NAMES)('%s is a complete and accessible page', (name) => {
    const html = page(name);
    expect(html).toContain('<html lang="nl"');
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html).toContain('href="#inhoud"');
    expect(html.match(/<table/g)?.length).toBe(html.match(/<caption/g)?.length);
    expect(html).not.toMatch(/<th(?![^>]*scope=)[ >]/);
    expect(html.match(/<svg/g)?.length ?? 0).toBe(html.match(/<desc/g)?.length ?? 0);
    expect(html).toContain('Logpositie: 99');
    expect(html).toContain('@media print');
    expect(html).not.toMatch(/undefined|NaN|\[object/);
    expect(html.length).toBeLessThan(200_000);
  });

  it.each(NAMES)('%s gives the same bytes for the same input', (name) => expect(page(name)).toBe(page(name)));

  it.each(NAMES)('%s says so when there is nothing', (name) => {
    expect(page(name, [])).toMatch(/Er (is|zijn) (nog )?(geen|niets)/);
  });

  it.each(NAMES)('%s never fails on withheld or erased values', (name) => {
    expect(page(name, story({ hide: 'withheld' }))).toContain('<main');
    expect(page(name, story({ hide: 'erased' }))).toContain('<main');
  });

  it('prints what may not be read as such', () => {
    expect(page('decision-register', story({ hide: 'withheld' }))).toContain('niet openbaar');
    expect(page('decision-register', story({ hide: 'erased' }))).toContain('gewist');
  });

  it.each(['college-report', 'decision-register', 'scope-history', 'go-live-calendar'])(
    '%s escapes hostile text',
    (name) => {
      const html = page(name, story({ subject: hostile }));
      expect(html).not.toContain('<script');
      expect(html).toContain('&lt;script&gt;');
    },
  );

  it('LV-04 prints the share of the original krediet and links each figure to its entries', () => {
    const html = page('college-report');
    expect(html).toContain('8,4%');
    expect(html).toContain('8,41%');
    expect(html).toMatch(/href="#regel-\d+"/);
    expect(html).toContain('B0');
  });

  it('LV-16 leaves internal texts and names out of the council report, and counts them', () => {
    const html = page('council-report');
    expect(html).toContain('1 onderwerp is als geheim vastgelegd');
    expect(html).toContain('1 onderwerp onder geheimhouding');
    expect(html).toContain('Daarnaast is er 1 informatieplicht');
    expect(html).not.toContain('Verborgen onderwerp');
    expect(html).not.toContain('SW-99');
    expect(html).not.toContain('Geheime raming');
    expect(html).not.toContain('Ruben Tichelaar');
  });

  describe('what it says of the log', () => {
    const root = '0123456789abcdef'.repeat(4);
    const signed = { size: 20, root, signedAt: '2026-05-19T22:30:00.000Z' };
    const foot = (html: string): string => /<footer[\s\S]*<\/footer>/.exec(html)![0].replace(/<[^>]+>/g, '');

    it('names size, root and time of the checkpoint, and what is not signed yet', () => {
      const told = foot(page('decision-register', story(), { signed })).replaceAll('\u00a0', ' ');
      expect(told).toContain('Ondertekend: 20 regels, op 19 mei 2026, 22:30 uur UTC.');
      expect(told).toContain('De regels vanaf 20 zijn nog niet ondertekend.');
      expect(told).toContain(`Wortel: ${root}`);
      expect(foot(page('decision-register', story(), { signed: { ...signed, size: 120 } }))).not.toContain('vanaf');
      expect(foot(page('decision-register'))).toContain('120 regels en is nog niet ondertekend');
    });
    it('leads from its foot to the list of entries, and from there to the receipt of each that is signed', () => {
      const html = page('decision-register', story(), { signed });
      expect(html).toContain('href="#bewijs"');
      expect(html).toContain('id="bewijs"');
      const list = html.slice(html.indexOf('id="bewijs"'));
      const listed = [...list.matchAll(/id="regel-(\d+)"/g)].map(([, position]) => Number(position));
      const receipts = [...list.matchAll(/\/v1\/logboek\/entries\/(\d+)\/bewijs/g)].map(([, at]) => Number(at));
      expect(receipts).toEqual(listed.filter((position) => position < signed.size));
      expect(list.match(/nog niet ondertekend<\/div>/g)).toHaveLength(listed.length - receipts.length);
      expect([receipts.length > 0, receipts.length < listed.length]).toEqual([true, true]);
    });
    it('says that a demonstration has a clock of its own', () => {
      expect(foot(page('timeline', story(), { clock: 'simulated' }))).toContain('klok van de demonstratie');
      expect(foot(page('timeline', story(), { clock: 'real' }))).not.toContain('klok');
    });
    it('carries what it was made of where only a program looks, whatever stands in it', () => {
      const origin = { rapport: 'besluitenregister', programma: '"><script>' };
      const html = page('decision-register', story(), { origin });
      const content = /<meta name="besluitspoor-herkomst" content="([^"]*)"/.exec(html)![1]!;
      expect(JSON.parse(content.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<'))).toEqual(
        origin,
      );
      expect(html).not.toContain('<script');
    });
  });
});
