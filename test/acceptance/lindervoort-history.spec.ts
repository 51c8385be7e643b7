import { momentOf, openedEventsAt, type AnyEvent } from '#dossier';
import { FIRST_ATTEMPT } from '../../apps/cli/src/demo/story-history.js';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 120_000);
afterAll(() => story.close());

async function knownOn(known: string, audience: 'college' | 'openbaar' = 'college'): Promise<readonly AnyEvent[]> {
  const { engine, log, vault } = story.runtime;
  const at = momentOf({ known }, engine.options.clock.now());
  if (!at.ok) throw new Error(at.detail);
  return openedEventsAt(log, vault, FIRST_ATTEMPT, at.moment, audience);
}
const EXPECTED_DAYS = ['2022-03-15', '2022-09-01', '2023-11-14', '2024-04-09', '2024-11-28'];

describe('LV-01: the first attempt, read in on 3 February 2025', () => {
  it('was not known on 2 February', async () => {
    expect(await knownOn('2025-02-02')).toEqual([]);
    const before = await story.report('collegerapportage', { known: '2025-02-02' }, 'college', FIRST_ATTEMPT);
    expect(before.position).toBe(-1);
    expect(before.html).not.toContain('Digitaal Werken');
  });
  it('was known on 4 February, with the days on which it happened and the mark of its batch', async () => {
    const events = await knownOn('2025-02-04');
    const history = events.filter(({ type }) => type !== 'HistoryImported');
    const days = [...new Set(history.map(({ meta }) => meta.day))];
    expect(days).toEqual(expect.arrayContaining(EXPECTED_DAYS));
    expect(days.every((day) => '2022-01-01' <= day && day <= '2024-12-31')).toBe(true);
    expect(history.every(({ meta }) => meta.importBatch === 'H-01' && meta.late)).toBe(true);
    expect(history.every(({ meta }) => meta.recordedAt.startsWith('2025-02-03'))).toBe(true);
    const after = await story.report('collegerapportage', { known: '2025-02-04' }, 'college', FIRST_ATTEMPT);
    expect(after.html).toContain('Digitaal Werken');
  });
  it('closes the batch with its digest and the number that was read in, which with what is listed is the whole file', async () => {
    const closing = (await knownOn('2025-02-04')).at(-1)!;
    const { rows, recorded, listed } = story.loaded.tally.history;
    expect(closing.type).toBe('HistoryImported');
    expect(closing.data).toMatchObject({ batch: 'H-01', count: recorded });
    expect(closing.data['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(rows).toBe(12);
    expect(recorded + new Set(listed.map(({ row }) => row)).size).toBe(rows);
  });
  it('shows the public only what was public then', async () => {
    const events = await knownOn('2025-02-04', 'openbaar');
    const terminated = events.find(({ type }) => type === 'ProgrammeTerminated')!;
    const started = events.find(({ type }) => type === 'ProgrammeInitiated')!;
    expect(terminated.data['explanation']).toMatch(/^Gestopt/);
    expect(started.data['name']).toEqual({ hidden: 'withheld' });
  });
  it('keeps no clock and stays apart from the programme that followed', async () => {
    const { engine, log } = story.runtime;
    const before = (await log.streamHead(FIRST_ATTEMPT))!.revision;
    await engine.advanceDossier(FIRST_ATTEMPT);
    expect((await log.streamHead(FIRST_ATTEMPT))!.revision).toBe(before);
    expect((await story.stateOn('2025-03-11')).lifecycle.restart?.predecessor).toBe(FIRST_ATTEMPT);
  });
});
