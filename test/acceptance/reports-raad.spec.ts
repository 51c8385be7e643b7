import { momentOf, openedEventsAt, type AnyEvent } from '#dossier';
import type { KNOWERS } from '#governance';
import { isHidden, type Audience } from '#governance';
import type { KnowledgeAnswer, PresentedAnnex, PresentedCouncilReport, PresentedDecisionRegister } from '#read-models';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { ReportService } from '../../apps/server/src/views/report-service.js';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 120_000);
afterAll(() => story.close());

const council = async (known: string, audience: Audience = 'raad') =>
  (await story.report('raadsrapportage', { known }, audience)).presented as PresentedCouncilReport;

describe('LV-05: what the raad knew of SW-02 on 11 December 2025', () => {
  async function answer(day: string, knower: (typeof KNOWERS)[number], audience: Audience): Promise<KnowledgeAnswer> {
    const service = new ReportService(story.runtime.engine);
    const ask = { stream: LINDERVOORT, asOf: { known: day }, audience };
    return (await service.answer(ask, knower, 'SW-02')).presented as KnowledgeAnswer;
  }
  it.each(['college', 'ambtelijk', 'auditor'] as const)('nothing, and the %s can read that', async (audience) => {
    const { knew, didNotKnow } = await answer('2025-12-11', 'raad', audience);
    expect(knew).toEqual([]);
    const approved = didNotKnow.find(({ type }) => type === 'ScopeChangeApproved')!;
    expect(approved.on).toBe('2025-12-02');
    expect(approved.press?.on).toBe('2025-12-11');
    expect(approved.known.college?.since).toBe('2025-12-02');
    expect(approved.terms).toMatchObject([{ dueOn: '2025-12-09', fulfilledOn: null, workingDaysLate: 2 }]);
  });
  it('a day later by letter, 17 days or 13 working days after it was known, three working days late', async () => {
    const { knew } = await answer('2025-12-12', 'raad', 'college');
    const assessed = knew.find(({ type }) => type === 'ScopeChangeRouted')!;
    expect(assessed.on).toBe('2025-11-25');
    expect(assessed.known.raad).toMatchObject({ since: '2025-12-12', way: 'document', days: 17, workingDays: 13 });
    expect(assessed.terms).toMatchObject([{ dueOn: '2025-12-09', fulfilledOn: '2025-12-12', workingDaysLate: 3 }]);
  });
  it.each(['raad', 'openbaar'] as const)('stands in the ledger of the council report, for %s', async (audience) => {
    const about = async (known: string) =>
      (await council(known, audience)).informing.duties.find((duty) => duty.about.includes('SW-02'));
    // Until the college decides, that there is a change at all is not public: it is only counted.
    expect(await about('2025-12-01')).toBeUndefined();
    expect((await council('2025-12-01', audience)).withheld.duties.value).toBe(1);
    expect(await about('2025-12-11')).toMatchObject({ status: 'Verlopen', workingDaysLate: { value: 2 } });
    expect(await about('2025-12-12')).toMatchObject({
      collegeKnewOn: '2025-12-02',
      dueOn: '2025-12-09',
      fulfilledOn: '2025-12-12',
      status: 'Voldaan te laat',
      workingDaysLate: { value: 3 },
      document: 'Raadsinformatiebrief vertraging',
    });
  });
});

describe('what is asked of the raad', () => {
  const asked = async (known: string, audience: 'raad' | 'openbaar') =>
    (await council(known, audience)).asked.map(({ reference, what }) => [reference, what]);
  it.each(['raad', 'openbaar'] as const)(
    'is a proposal from its offer until the raad decides, for %s',
    async (audience) => {
      expect(await asked('2025-04-07', audience)).toEqual([]);
      const offered = [['B-kaders-raad', 'Krediet en kaders Zaakgericht Lindervoort']];
      expect(await asked('2025-04-08', audience)).toEqual(offered);
      expect(await asked('2025-04-23', audience)).toEqual(offered);
      expect(await asked('2025-04-24', audience)).toEqual([]);
    },
  );
});

describe('what the raad was promised', () => {
  it('lists promise and motion with how they ended', async () => {
    const { promised } = (await council('2026-10-27')).informing;
    expect(promised.map(({ sourceId, status, endedOn }) => [sourceId, status, endedOn])).toEqual([
      ['T-2025-11', 'nagekomen', '2025-10-28'],
      ['M-2025-31', 'afgedaan', '2026-06-16'],
    ]);
  });
  it('counts changes from the last report that was given', async () => {
    expect((await council('2025-10-28')).since).toBe('2025-09-28');
    expect((await council('2025-10-29')).since).toBe('2025-10-28');
    expect((await council('2026-04-01')).since).toBe('2026-03-31');
  });
});

describe('LV-07: the estimate in the reports', () => {
  const TEXT = 'Niet-openbare aanbesteding, met een raming als plafond.';
  it.each([
    ['2025-06-30', 'raad', false],
    ['2025-07-01', 'raad', true],
    ['2025-07-01', 'openbaar', false],
    ['2025-10-29', 'openbaar', false],
    ['2025-10-30', 'openbaar', true],
    ['2025-06-24', 'college', true],
  ] as const)('in the register as known on %s, for %s: %s', async (known, audience, readable) => {
    const { presented, html } = await story.report('besluitenregister', { known }, audience);
    const { decisions } = presented as PresentedDecisionRegister;
    expect(decisions.some(({ text }) => text === TEXT)).toBe(readable);
    expect(JSON.stringify(presented).includes('Raming van de aanbesteding') && audience === 'openbaar').toBe(false);
    if (!readable) expect(html).not.toContain('raming als plafond');
  });
  it.each([
    ['2025-06-23', 0, 0],
    ['2025-06-30', 0, 1],
    ['2025-07-01', 1, 0],
    ['2025-10-29', 1, 0],
    ['2025-10-30', 0, 0],
  ])('in the closed annex as known on %s: %i items, %i counted', async (known, items, counted) => {
    const annex = (await story.report('beslotenbijlage', { known }, 'raad')).presented as PresentedAnnex;
    expect([annex.items.length, annex.notShared.value]).toEqual([items, counted]);
    for (const item of annex.items) {
      expect(item.subject).toBe('Raming van de aanbesteding');
      expect(item.decisions.map(({ text }) => text)).toEqual([TEXT]);
    }
  });
  it('names list, publication, category and secrecy in the register of the college', async () => {
    const { presented } = await story.report('besluitenregister', { known: '2025-10-30' });
    const { decisions } = presented as PresentedDecisionRegister;
    expect(decisions.find(({ decisionId }) => decisionId === 'B-aanbesteding')).toMatchObject({
      list: { publishedOn: '2025-06-26', withheld: true },
      publishedOn: '2025-10-30',
      wooCategory: 'besluitenlijst',
      secrecy: [{ articles: ['Woo 5.1 lid 2 b'], imposedOn: '2025-06-24', liftedOn: '2025-10-30' }],
    });
  });
});

describe('LV-16: the council report', () => {
  it.each([
    ['2025-06-23', 0],
    ['2025-06-24', 1],
    ['2025-10-29', 1],
    ['2025-10-30', 0],
  ])('counts what is secret on %s: %i', async (known, count) => {
    for (const audience of ['raad', 'openbaar'] as const)
      expect((await council(known, audience)).secretItems).toHaveLength(count);
  });
  it('says on which ground, by whom and until when, and not about what', async () => {
    const { presented, html } = await story.report('raadsrapportage', { known: '2025-07-01' }, 'raad');
    expect((presented as PresentedCouncilReport).secretItems).toMatchObject([
      { articles: ['Gemw 87', 'Woo 5.1 lid 2 b'], imposedBy: 'college', liftableBy: 'raad', reviewOn: '2025-12-01' },
    ]);
    expect(html).toContain('1 onderwerp onder geheimhouding');
    expect(html).not.toMatch(/raming/i);
  });

  /** Before the programme began. */
  const BEFORE = '2025-01-07';
  /** Through the whole story, so that each text stood in a report of its own time. */
  const DAYS = ['2025-02-03', '2025-03-12', '2025-05-07', '2025-07-01', '2025-09-17', '2025-10-29', '2025-12-11'];
  it.each([...DAYS, '2026-02-18', '2026-05-27', '2026-10-27'])(
    'holds no text that is intern or geheim, as known on %s',
    async (known) => {
      // A word that stands in the report of an empty dossier is a heading of the report, not a text of the story.
      const headings = unescaped((await story.report('raadsrapportage', { known: BEFORE }, 'raad')).html);
      const sealed = [...(await sealedTexts(known))].filter((text) => !headings.includes(text));
      expect(sealed.length).toBeGreaterThan(known < '2025-03' ? 5 : 20);
      for (const audience of ['raad', 'openbaar'] as const) {
        const { presented, html } = await story.report('raadsrapportage', { known }, audience);
        const text = `${JSON.stringify(presented)} ${unescaped(html)}`;
        expect(sealed.filter((each) => text.includes(each))).toEqual([]);
      }
    },
  );
  it('names no official who is not public', async () => {
    const people = await peopleOf();
    const hidden = people.filter(({ publicOfficial }) => publicOfficial !== true).map(({ name }) => name as string);
    expect(hidden.length).toBeGreaterThan(2);
    for (const known of [...DAYS, '2026-10-27']) {
      const { html } = await story.report('raadsrapportage', { known }, 'raad');
      expect(hidden.filter((name) => html.includes(name))).toEqual([]);
    }
  });
});

const unescaped = (html: string): string =>
  html
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('<wbr/>', '');

async function eventsFor(known: string, audience: Audience): Promise<readonly AnyEvent[]> {
  const { engine, log, vault } = story.runtime;
  const at = momentOf({ known }, engine.options.clock.now());
  if (!at.ok) throw new Error(at.detail);
  return openedEventsAt(log, vault, LINDERVOORT, at.moment, audience);
}
/** Shorter texts are words of the trade, which also stand in headings. */
const SHORTEST_TEXT = 8;
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length < SHORTEST_TEXT ? [] : [value];
  if (typeof value !== 'object' || value === null || isHidden(value)) return [];
  return Object.values(value).flatMap(textsIn);
}
/** What stands sealed in entries that are intern or geheim, and is public in no entry. */
async function sealedTexts(known: string): Promise<ReadonlySet<string>> {
  const texts = ({ data, meta }: AnyEvent): readonly string[] => [
    ...textsIn(data),
    ...textsIn((meta as { publicSummary?: unknown }).publicSummary),
  ];
  const open = (await eventsFor(known, 'openbaar')).flatMap(texts);
  const raad = (await eventsFor(known, 'raad')).filter(({ meta }) => (meta.onBehalfOf ?? meta.role) === 'raad');
  // The raad may read its own acts, whatever their classification.
  const released = new Set([...open, ...raad.flatMap(texts)]);
  const closed = (await eventsFor(known, 'auditor')).filter(({ meta }) => meta.classification !== 'openbaar');
  return new Set(closed.flatMap(texts).filter((text) => !released.has(text)));
}
async function peopleOf(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { engine, log, vault } = story.runtime;
  const { stream } = await engine.organisation();
  const moment = { knownUntil: undefined, day: '2026-10-27' };
  const events = await openedEventsAt(log, vault, stream, moment, 'auditor');
  return events.filter(({ type }) => type === 'PersonRegistered').map(({ data }) => data);
}
