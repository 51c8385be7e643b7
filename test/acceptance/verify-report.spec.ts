import type { Act } from '#dossier';
import type { Audience, Knower } from '#governance';
import { signedLogOf } from '../../apps/server/src/proof/signed-log.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { verifyReport, type ReportVerification } from '../../apps/server/src/proof/verify-report.js';
import { audienceFor, REPORTS, ReportService, type Report } from '../../apps/server/src/views/report-service.js';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { RecordJournalEntry } from '../../libs/governance/src/journal/commands.js';
import { EnterPhase, EstablishUrgency, InitiateProgramme } from '../../libs/governance/src/lifecycle/commands.js';
import { AdoptPolicy, ShredPersonalData } from '../../libs/governance/src/organisation/commands.js';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
/** Every report as it was saved, before more was recorded. */
const saved: { readonly name: string; readonly html: string; readonly json: string }[] = [];

const check = (text: string): Promise<ReportVerification> =>
  verifyReport({ text, log: story.runtime.log, vault: story.runtime.vault });
const codes = async (text: string): Promise<readonly string[]> => (await check(text)).findings.map(({ code }) => code);

const rapportOf = (json: string): string => JSON.stringify((JSON.parse(json) as { rapport: unknown }).rapport);
async function keep(name: string, report: Report): Promise<void> {
  saved.push({ name, html: await report.html(), json: report.json() });
}
/** A programme that still runs, unlike that of the story. */
const RUNNING = 'd-lopend';
async function perform(
  command: object,
  role: 'projectbureau' | 'AO' | 'functioneelBeheer' | 'FG',
  more: Partial<Act> = {},
) {
  const { engine } = story.runtime;
  const organisation = command instanceof AdoptPolicy || command instanceof ShredPersonalData;
  const stream = organisation ? (await engine.organisation()).stream : RUNNING;
  return (await engine.handle({ command, stream, caller: { person: `p-${role.toLowerCase()}`, role }, ...more })).kind;
}
async function startAnother(): Promise<void> {
  const late: Partial<Act> = { occurredAt: '2026-08-03', lateReason: 'Later ingericht.' };
  const urgency = Object.assign(new EstablishUrgency(), { owner: 'MT', statement: 'Het kost tijd.' });
  const start = Object.assign(new InitiateProgramme(), { name: 'Lopend', objective: 'Sneller.', mode: 'getrapt' });
  expect(await perform(urgency, 'AO', late)).toBe('recorded');
  expect(await perform(start, 'AO', late)).toBe('recorded');
}
/** What would change the reports if they were made again from all of the log. */
async function recordMore(): Promise<void> {
  const note = Object.assign(new RecordJournalEntry(), { kind: 'succes', subject: 'Later', note: 'Na het rapport.' });
  const phase = Object.assign(new EnterPhase(), { phase: 'Uitvoering' });
  const policy = Object.assign(new AdoptPolicy(), {
    effectiveFrom: '2025-01-01',
    settings: '{"lateAfterDays":1,"dormantAfterDays":1,"integrityCheckDays":1}',
    title: 'Later beleid',
  });
  expect(await perform(policy, 'functioneelBeheer')).toBe('recorded');
  expect(await perform(note, 'AO')).toBe('recorded');
  expect(await perform(phase, 'AO')).toBe('refused');
}

beforeAll(async () => {
  story = await LoadedStory.load();
  await startAnother();
  const { runtime } = story;
  const checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  const signedLog = signedLogOf(runtime, checkpointer);
  const service = new ReportService(runtime.engine, undefined, signedLog);
  const ask = { stream: LINDERVOORT, asOf: {} };
  for (const report of Object.keys(REPORTS)) {
    const audience = audienceFor(report, 'college');
    await keep(report, await service.make({ ...ask, report, audience }));
    await keep(`${report} lopend`, await service.make({ ...ask, stream: RUNNING, report, audience }));
    const known = { day: '2025-12-11', known: '2026-03-01' };
    await keep(`${report} toen`, await service.make({ ...ask, report, audience, asOf: known }));
  }
  for (const audience of ['openbaar', 'raad', 'ambtelijk', 'auditor'] as const satisfies readonly Audience[])
    await keep(`collegerapportage ${audience}`, await service.make({ ...ask, report: 'collegerapportage', audience }));
  const knownBy: Knower = 'raad';
  await keep(
    'bekend bij de raad',
    await service.make({ ...ask, report: 'besluitenregister', audience: 'college', knownBy }),
  );
  const page = { after: 40, count: 7 };
  await keep('een deel', await service.make({ ...ask, report: 'tijdlijn', audience: 'auditor', page }));
  await keep('een vraag', await service.answer({ ...ask, audience: 'auditor' }, 'raad', 'SW-02'));
  await checkpointer.stop();
  await recordMore();
}, 300_000);
afterAll(() => story.close());

describe('a saved report', () => {
  it('is of every kind, and the log has grown since', async () => {
    expect(saved.length).toBe(3 * Object.keys(REPORTS).length + 7);
    const { size } = await story.runtime.log.head();
    expect((await check(saved[0]!.html)).origin!.logomvang).toBeLessThan(size);
  });
  it('would be another one from all of the log', async () => {
    const service = new ReportService(story.runtime.engine);
    const differs = async (report: string): Promise<boolean> => {
      const before = saved.find(({ name }) => name === `${report} lopend`)!;
      const now = await service.make({ stream: RUNNING, asOf: {}, report, audience: audienceFor(report, 'college') });
      return rapportOf(before.json) !== rapportOf(now.json());
    };
    for (const report of ['signalen', 'tijdlijn', 'volledigheid'])
      expect([report, await differs(report)]).toEqual([report, true]);
  });
  it('is made again byte for byte from the log as it was, as page and as JSON', async () => {
    for (const { name, html, json } of saved) {
      expect([name, await check(html)]).toMatchObject([name, { findings: [], remarks: [] }]);
      expect([name, await check(json)]).toMatchObject([name, { findings: [], remarks: [] }]);
    }
  }, 300_000);
  it('may have the line end that a terminal adds, and no more', async () => {
    const { json } = saved[0]!;
    expect([await codes(`${json}\n`), await codes(`${json}\n\n`)]).toEqual([[], ['REPORT_DIFFERS']]);
  });

  it('is refused when one figure is another, with the place', async () => {
    const { html } = saved.find(({ name }) => name === 'scopegeschiedenis')!;
    // A figure of its own: the same digits may stand in a hash or a time.
    const changed = html.replace(/(?<![\w:.-])43(?![\w:.-])/, '44');
    expect(changed).not.toBe(html);
    const { findings } = await check(changed);
    expect(findings[0]).toMatchObject({ code: 'REPORT_DIFFERS' });
    expect(findings[0]!.words).toMatch(
      /Het eerste verschil staat .*In het bestand staat “.*44.*”; het logboek geeft “.*43/,
    );
  });
  it('is refused when one value of the JSON is another, by its path', async () => {
    const { json } = saved.find(({ name }) => name === 'besluitenregister')!;
    const changed = JSON.parse(json) as { rapport: { naam: unknown } };
    changed.rapport.naam = 'Iets anders';
    const { findings } = await check(JSON.stringify(changed));
    expect(findings[0]!.words).toMatch(/staat bij rapport\.naam\./);
  });
  it('is refused when anything at all is changed: every page and every JSON', async () => {
    for (const { name, html, json } of saved.filter((_, index) => index % 5 === 0)) {
      const middle = Math.floor(html.length * 0.6);
      expect([name, await codes(`${html.slice(0, middle)}x${html.slice(middle)}`)]).toEqual([name, ['REPORT_DIFFERS']]);
      expect([name, await codes(`${json.slice(0, -2)} ${json.slice(-2)}`)]).toEqual([name, ['REPORT_DIFFERS']]);
      expect([name, await codes(html.slice(0, -10))]).toEqual([name, ['REPORT_DIFFERS']]);
    }
  }, 300_000);
});

describe('what a saved report says it was made of', () => {
  interface Saved {
    herkomst: Record<string, unknown> & { ondertekend: Record<string, unknown> };
  }
  const changed = (change: (origin: Saved['herkomst']) => void): string => {
    const report = JSON.parse(saved[0]!.json) as Saved;
    change(report.herkomst);
    return JSON.stringify(report);
  };
  it.each([
    ['REPORT_ROOT_DIFFERS', ({ ondertekend }: Saved['herkomst']) => (ondertekend['wortel'] = 'a'.repeat(64))],
    ['REPORT_TIME_IMPOSSIBLE', ({ ondertekend }) => (ondertekend['tijdstip'] = '2025-01-01T00:00:00.000Z')],
    ['REPORT_TIME_IMPOSSIBLE', ({ ondertekend }) => (ondertekend['tijdstip'] = '2030-01-01T00:00:00.000Z')],
    ['REPORT_OF_OTHER_LOG', (origin) => (origin['logomvang'] = 1_000_000)],
    ['REPORT_OF_OTHER_LOG', (origin) => (origin['programma'] = 'd-nergens')],
    ['REPORT_OF_OTHER_LOG', (origin) => (origin['rapport'] = 'constructor')],
    ['REPORT_DIFFERS', (origin) => (origin['lezerskring'] = 'openbaar')],
    ['REPORT_DIFFERS', (origin) => (origin['opPeildatum'] = '2025-06-01')],
    ['REPORT_DIFFERS', (origin) => Object.assign(origin, { opPeildatum: '2025-12-11', zoalsBekendOp: '2025-12-11' })],
    ['REPORT_DIFFERS', (origin) => (origin['positie'] = 3)],
    ['REPORT_UNREADABLE', (origin) => (origin['lezerskring'] = 'iedereen')],
    ['REPORT_UNREADABLE', (origin) => (origin['programma'] = 'o-organisatie')],
    ['REPORT_UNREADABLE', (origin) => (origin['extra'] = 1)],
    ['REPORT_UNREADABLE', (origin) => delete origin['logomvang']],
  ] as const satisfies readonly (readonly [string, (origin: Saved['herkomst']) => unknown])[])(
    'is refused as %s',
    async (code, change) => expect(await codes(changed(change))).toEqual([code]),
  );
  it.each(['', '{}', 'null', '<html></html>', 'tekst', '[1]'])('is not there in %j', async (text) =>
    expect(await codes(text)).toEqual(['REPORT_UNREADABLE']),
  );
  it('names the version that made it when that may explain a difference', async () => {
    const other = changed((origin) => (origin['productversie'] = '0.0.1'));
    expect(await check(other)).toMatchObject({ findings: [] });
    const { remarks } = await check(other.replace('"rapport":{', '"rapport":{"x":1,'));
    expect(remarks.join()).toContain('versie 0.0.1');
  });
});

it('says that erasure since then may be the difference', async () => {
  const registered = Object.assign(new ShredPersonalData(), {
    person: 'p-tichelaar',
    ground: 'Verzoek',
    authority: 'FG',
  });
  const { html } = saved.find(({ name }) => name === 'collegerapportage')!;
  expect(html).toContain('Ruben');
  expect(await perform(registered, 'FG')).toBe('recorded');
  const { findings, remarks } = await check(html);
  expect(findings.map(({ code }) => code)).toEqual(['REPORT_DIFFERS']);
  expect(remarks.join()).toMatch(/Na het rapport zijn persoonsgegevens gewist \(regel \d+\)/);
});
