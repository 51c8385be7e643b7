import { DatabaseSync } from '@photostructure/sqlite';
import { createMemoryLog, type EventLog } from '#event-log';
import type { FoldedModel } from './folder.js';
import { counter, record, sourceOf, temporaryViews, words, type TemporaryViews } from './fixtures.js';
import { rebuild, type RebuildOptions } from './rebuild.js';
import { createRunner } from './runner.js';
import { openViewStore, ViewStoreUnavailable } from './view-store.js';

const SOON_MS = 5_000;

describe('a rebuild', () => {
  let log: EventLog;
  let views: TemporaryViews;
  const models: readonly FoldedModel[] = [words, counter()];
  beforeEach(async () => {
    log = createMemoryLog();
    views = temporaryViews();
    for (let index = 0; index < 30; index++) {
      // Every third act is recorded late, so that the fold is not in the order of the log.
      const day = `2026-01-${String(index % 3 === 2 ? 1 : 10 + Math.floor(index / 3)).padStart(2, '0')}`;
      await record(log, `dossier-${index % 4}`, { day, word: `${index}` });
    }
  });
  afterEach(async () => {
    await log.close();
    views.remove();
  });
  const options = (part: Partial<RebuildOptions> = {}): RebuildOptions => ({
    ...sourceOf(log),
    store: views.store,
    ...part,
  });
  const follow = async (): Promise<void> => {
    const runner = createRunner({ ...sourceOf(log), store: views.store, models });
    const head = (await log.head()).position!;
    expect(await runner.waitFor(head, SOON_MS)).toMatchObject({ kind: 'visible' });
    await runner.stop();
  };

  it('gives the same bytes as following did, and says how far it is', async () => {
    await rebuild(models, options({ log: createMemoryLog() }));
    await follow();
    const { version } = views.store.live()!;
    const seen: [number, number][] = [];
    const report = await rebuild(models, options({ progress: (done, total) => seen.push([done, total]) }));
    expect(report).toMatchObject({ position: 29, dossiers: 4, documents: 8, compared: true, differing: 0, parked: [] });
    expect(report.version).toBeGreaterThan(version);
    expect(seen.at(-1)).toEqual([30, 30]);
    expect(views.store.live()!.version).toBe(report.version);
  });

  it('names the documents that differ, replaces them, and can be undone', async () => {
    await follow();
    const before = views.store.document('words', 'dossier-2')!.json;
    const other = new DatabaseSync(views.file);
    other.exec(`UPDATE view SET document = '{"words":["vals"]}' WHERE name = 'words' AND dossier = 'dossier-2'`);
    other.exec(`DELETE FROM view WHERE name = 'counter' AND dossier = 'dossier-1'`);
    other.close();
    const report = await rebuild(models, options());
    expect(report).toMatchObject({ compared: true, differing: 2, documents: 8 });
    expect(report.differences).toEqual(
      expect.arrayContaining([
        { name: 'words', dossier: 'dossier-2' },
        { name: 'counter', dossier: 'dossier-1' },
      ]),
    );
    expect(views.store.document('words', 'dossier-2')!.json).toBe(before);
    expect(views.store.rollback()).toBe(true);
    expect(views.store.document('words', 'dossier-2')!.json).toBe('{"words":["vals"]}');
  });

  it('leaves the live documents alone when it is broken off, and removes what it left at the next', async () => {
    await follow();
    const live = views.store.live()!;
    await expect(rebuild(models, options({ signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow('stop');
    expect(views.store.live()).toEqual(live);
    const { version } = await rebuild(models, options());
    expect(views.store.build(version - 1)).toBeUndefined();
    expect(views.store.build(live.version)).toBeDefined();
  });

  it('is taken over by a runner that is at work', async () => {
    const runner = createRunner({ ...sourceOf(log), store: views.store, models });
    expect((await runner.waitFor((await log.head()).position!, SOON_MS)).kind).toBe('visible');
    const other = openViewStore({ file: views.file });
    const report = await rebuild(models, options({ store: other }));
    other.close();
    await record(log, 'dossier-0', { day: '2026-02-01', word: 'erna' });
    expect((await runner.waitFor((await log.head()).position!, SOON_MS)).kind).toBe('visible');
    expect(views.store.live()).toMatchObject({ version: report.version, position: 30 });
    expect(views.store.document('words', 'dossier-0')!.json).toContain('erna');
    await runner.stop();
  });

  it('does not compare with documents of another version', async () => {
    await follow();
    const report = await rebuild([{ ...words, version: 2 }], options());
    expect(report).toMatchObject({ compared: false, differing: 0, documents: 4 });
  });

  it('compares what is whole when a model is parked', async () => {
    await rebuild([words, counter({ word: '7' })], options());
    const report = await rebuild(models, options());
    expect(report).toMatchObject({ compared: true, differing: 0, documents: 4, parked: [] });
  });
});

describe('the file of the views', () => {
  it('is refused with words when it is of a newer program or of somebody else', () => {
    const views = temporaryViews();
    const other = new DatabaseSync(views.file);
    other.exec('PRAGMA user_version = 99');
    expect(() => openViewStore({ file: views.file })).toThrow(ViewStoreUnavailable);
    other.exec('PRAGMA user_version = 1; PRAGMA application_id = 7');
    expect(() => openViewStore({ file: views.file })).toThrow('Verplaats het');
    other.close();
    views.remove();
  });
});
