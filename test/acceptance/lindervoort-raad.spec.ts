import { momentOf, openedEventsAt } from '#dossier';
import { calendarOn, statusOf, type Audience } from '#governance';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 120_000);
afterAll(() => story.close());

const dutyAbout = async (day: string, subject: string) =>
  [...(await story.stateOn(day)).informationDuties.duties.values()].find(({ about }) => about.includes(subject));

describe('what the raad was owed about SW-02', () => {
  it('arose on the day of the assessment, with the term of the raad itself', async () => {
    expect(await dutyAbout('2025-11-24', 'SW-02')).toBeUndefined();
    expect(await dutyAbout('2025-11-25', 'SW-02')).toMatchObject({
      creditor: 'raad',
      kind: 'kader',
      dueOn: '2025-12-09',
    });
  });
  it('was overdue on 10 December, written by the clock', async () => {
    expect((await dutyAbout('2025-12-09', 'SW-02'))!.overdueOn).toBeUndefined();
    expect((await dutyAbout('2025-12-10', 'SW-02'))!.overdueOn).toBe('2025-12-10');
    const { log, vault } = story.runtime;
    const entries = (await log.readStream(LINDERVOORT, 0, 5_000)).map((entry) => vault.open(entry, () => true));
    const overdue = entries.filter(({ type }) => type.includes('information-duty-overdue'));
    expect(overdue.map(({ data }) => data['role'])).toEqual(['timekeeper']);
  });
  it('was met on 12 December, three working days late, a day after the newspaper', async () => {
    expect(await story.signalsOn('2025-12-11')).toContain('RAAD_VIA_DE_KRANT');
    const duty = (await dutyAbout('2025-12-12', 'SW-02'))!;
    expect(duty).toMatchObject({ fulfilledOn: '2025-12-12', deliveryId: 'D-51' });
    expect(statusOf(duty)).toBe('Voldaan te laat');
    const calendar = calendarOn((await story.runtime.engine.organisation()).state);
    expect(calendar.workingDaysBetween(duty.dueOn, duty.fulfilledOn!)).toBe(3);
  });
});

describe('promise and motion', () => {
  it('kept the promise T-2025-11 in time', async () => {
    const { duties } = (await story.stateOn('2025-10-28')).informationDuties;
    expect(statusOf(duties.get('T-2025-11')!)).toBe('Voldaan');
  });
  it('owes nothing any more when the programme closes', async () => {
    const { duties } = (await story.stateOn('2026-10-13')).informationDuties;
    expect([...duties.values()].filter((duty) => !statusOf(duty).includes('oldaan'))).toEqual([]);
    expect(duties.get('M-2025-31')!.fulfilledOn).toBeDefined();
  });
});

describe('LV-07: the estimate of the tender', () => {
  const TEXT = 'Niet-openbare aanbesteding, met een raming als plafond.';
  /** What an audience reads of the decision in a view of what was known on a day. */
  async function read(known: string, audience: Audience): Promise<unknown> {
    const { engine, log, vault } = story.runtime;
    const at = momentOf({ known }, engine.options.clock.now());
    if (!at.ok) throw new Error(at.detail);
    const events = await openedEventsAt(log, vault, LINDERVOORT, at.moment, audience);
    return events.find(({ type, data }) => type === 'DecisionTaken' && data['decision'] === TEXT)?.data['decision'];
  }
  it.each([
    ['2025-06-30', 'raad', undefined],
    ['2025-07-01', 'raad', TEXT],
    ['2025-07-01', 'openbaar', undefined],
    ['2025-10-29', 'openbaar', undefined],
    ['2025-10-30', 'openbaar', TEXT],
    ['2025-06-24', 'college', TEXT],
  ] as const)('as known on %s, for %s', async (known, audience, text) => {
    expect(await read(known, audience)).toBe(text);
  });
  it('is lifted by the raad; the attempt of the college is refused and kept', async () => {
    expect(await story.attempts()).toContainEqual({
      on: '2025-10-14',
      command: 'LiftSecrecy',
      codes: ['SECRECY_OTHER_ORGAN'],
    });
    const secrecyOn = async (day: string) => (await story.stateOn(day)).secrecy.all.get('GH-raming')!;
    expect((await secrecyOn('2025-10-29')).liftedOn).toBeUndefined();
    expect((await secrecyOn('2025-10-30')).liftedOn).toBe('2025-10-30');
  });
});

describe('meetings and lists', () => {
  it.each([
    ['2025-12-05', false],
    ['2025-12-06', true],
    ['2025-12-11', true],
    ['2025-12-12', false],
  ])('on %s the list of 2 December is late: %s', async (day, late) => {
    expect((await story.signalsOn(day)).includes('BESLUITENLIJST_TE_LAAT')).toBe(late);
  });
  it.each(['2025-08-29', '2026-08-28'])('is not asleep in the summer, on %s', async (day) => {
    const signals = await story.signalsOn(day);
    expect(signals).not.toContain('PROGRAMMA_SLAAPT');
    expect(signals).not.toContain('VERSLAG_ONTBREEKT');
    expect(signals).not.toContain('OVERLEG_VALT_UIT');
  });
  it('has every number of a published list as a decision', async () => {
    expect(await story.signalsOn('2026-09-30')).not.toContain('LIJSTNUMMER_ZONDER_BESLUIT');
  });
});
