import * as fc from 'fast-check';
import { createMemoryLog, type EventLog, type Position, type StoredEntry } from '#event-log';
import { eventsOf, GapInLog, type FoldedModel } from './folder.js';
import {
  counter,
  record,
  recordIn,
  scratch,
  sourceOf,
  temporaryViews,
  words,
  type TemporaryViews,
} from './fixtures.js';
import { createRunner, WHOLE_RUNNER, type Runner, type RunnerOptions } from './runner.js';

const SOON_MS = 5_000;

/** Forty files of views are made and removed, which takes its time on a busy disk. */
const MANY_FILES_MS = 30_000;

describe('the runner', () => {
  let log: EventLog;
  let views: TemporaryViews;
  const runners: Runner[] = [];
  beforeEach(() => {
    log = createMemoryLog();
    views = temporaryViews();
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
    await log.close();
    views.remove();
  });
  const start = (models: readonly FoldedModel[] = [words, counter()], part: Partial<RunnerOptions> = {}): Runner => {
    const runner = createRunner({ ...sourceOf(log), store: views.store, models, ...part });
    runners.push(runner);
    return runner;
  };
  const caughtUp = async (runner: Runner): Promise<void> => {
    const head = (await log.head()).position!;
    expect(await runner.waitFor(head, SOON_MS)).toMatchObject({ kind: 'visible' });
  };
  const json = (name: string, dossier: string): unknown => {
    const found = views.store.document(name, dossier);
    return found === undefined ? undefined : JSON.parse(found.json);
  };
  const eventually = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(holds()).toBe(true);
  };

  it('shows what was there and what comes, per dossier, and leaves other streams alone', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    const runner = start();
    await caughtUp(runner);
    await recordIn(log, 'organisatie', { day: '2026-01-02', word: 'beleid' });
    await record(log, 'b', { day: '2026-01-01', word: 'twee' }, { day: '2026-01-02', word: 'drie' });
    await caughtUp(runner);
    expect(json('words', 'a')).toEqual({ words: ['een'] });
    expect(json('words', 'b')).toEqual({ words: ['twee', 'drie'] });
    expect(views.store.document('counter', 'b')).toMatchObject({ position: 3, checkpoint: 3, json: '{"count":2}' });
    expect([...views.store.documents('counter')].map(({ dossier }) => dossier)).toEqual(['a', 'b']);
    expect(await runner.lag()).toEqual({ entries: 0, ms: 0 });
  });

  it('opens an entry once for all models', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' }, { day: '2026-01-02', word: 'twee' });
    const source = sourceOf(log);
    const opened: number[] = [];
    const open = (entry: StoredEntry) => {
      opened.push(entry.position);
      return source.open(entry);
    };
    await caughtUp(start(undefined, { open }));
    expect(opened).toEqual([0, 1]);
  });

  it('builds afresh when the log has less than the documents saw, as after loss of power', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' }, { day: '2026-01-02', word: 'verloren' });
    const before = start();
    await caughtUp(before);
    await before.stop();
    await log.close();
    log = createMemoryLog();
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    const runner = start();
    await caughtUp(runner);
    await record(log, 'a', { day: '2026-01-02', word: 'anders' });
    await caughtUp(runner);
    expect(json('words', 'a')).toEqual({ words: ['een', 'anders'] });
  });

  it('goes on from the checkpoint after a stop', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    const first = start();
    await caughtUp(first);
    await first.stop();
    await record(log, 'a', { day: '2026-01-02', word: 'twee' });
    const seen: number[] = [];
    const second = start(undefined, { onVisible: (position) => seen.push(position) });
    await caughtUp(second);
    expect(seen).toEqual([0, 1]);
    expect(json('words', 'a')).toEqual({ words: ['een', 'twee'] });
  });

  it('makes checkpoint and documents visible together, or neither', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    const first = start();
    await caughtUp(first);
    await first.stop();
    const { version } = views.store.live()!;
    const killed = () =>
      views.store.flush({
        version,
        from: 0,
        position: 1,
        onlyWhenLive: true,
        views: [{ name: 'words', dossier: 'a', position: 1, document: '{"words":["een","half"]}' }],
        folded: [{ dossier: 'a', position: 1, day: '2026-01-02' }],
        // A row that the table refuses, after all others were written: what a kill half-way leaves.
        parked: [{ consumer: null as unknown as string, position: 1, reason: '', since: '' }],
      });
    expect(killed).toThrow();
    expect(views.store.live()).toMatchObject({ position: 0 });
    expect(json('words', 'a')).toEqual({ words: ['een'] });
    expect(views.store.folded(version, 'a')).toEqual({ position: 0, day: '2026-01-01' });
  });

  it('tries again from the checkpoint when a flush fails, and counts nothing twice', async () => {
    const flush = views.store.flush.bind(views.store);
    let failures = 2;
    views.store.flush = (what) => {
      if (failures-- > 0) throw new Error('disk');
      flush(what);
    };
    const runner = start();
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    await caughtUp(runner);
    expect(json('counter', 'a')).toEqual({ count: 1 });
  });

  it('is parked as a whole when the log skips an entry, and shows nothing of that page', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' }, { day: '2026-01-02', word: 'twee' });
    let broken = true;
    const holed: EventLog = Object.create(log) as EventLog;
    holed.subscribe = async function* (after, signal) {
      for await (const page of log.subscribe(after, signal)) yield broken ? page.slice(1) : page;
    };
    // The empty first build is made from the log's own reads; the hole is only in what is followed.
    const empty = createMemoryLog();
    const first = createRunner({ ...sourceOf(empty), store: views.store, models: [words] });
    await eventually(() => views.store.live() !== undefined);
    await first.stop();
    const runner = start([words], { log: holed });
    await eventually(() => runner.parked().length > 0);
    expect(runner.parked()).toMatchObject([
      { consumer: WHOLE_RUNNER, position: 0, reason: new GapInLog(0, 1).message },
    ]);
    expect(json('words', 'a')).toBeUndefined();
    expect(await runner.waitFor(1 as Position, 10)).toEqual({ kind: 'not-yet-visible', asked: 1, position: -1 });
    expect(await runner.lag()).toMatchObject({ entries: 2 });
    broken = false;
    await runner.retry(WHOLE_RUNNER);
    await caughtUp(runner);
    expect(runner.parked()).toEqual([]);
    expect(json('words', 'a')).toEqual({ words: ['een', 'twee'] });
  });

  it(
    'folds a dossier again when something is recorded late, the same as from scratch',
    async () => {
      const dayArbitrary = fc.integer({ min: 1, max: 9 }).map((day) => `2026-01-0${day}`);
      const act = fc.record({ dossier: fc.constantFrom('a', 'b'), day: dayArbitrary, pause: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
          const own = createMemoryLog();
          const kept = temporaryViews();
          const source = sourceOf(own);
          const runner = createRunner({ ...source, store: kept.store, models: [words, counter()] });
          let last = 0;
          for (const [index, { dossier, day, pause }] of acts.entries()) {
            last = await record(own, dossier, { day, word: `${index}` });
            if (pause) await runner.waitFor(last as Position, SOON_MS);
          }
          expect((await runner.waitFor(last as Position, SOON_MS)).kind).toBe('visible');
          for (const { dossier } of acts) {
            const events = await eventsOf(source, dossier, last);
            expect(kept.store.document('words', dossier)?.json).toBe(scratch(words, events));
            expect(kept.store.document('counter', dossier)?.json).toBe(scratch(counter(), events));
          }
          await runner.stop();
          kept.remove();
        }),
        { numRuns: 40 },
      );
    },
    MANY_FILES_MS,
  );

  it('parks the model that fails, lets the others go on, and takes it back when asked', async () => {
    const poison: { word?: string } = { word: 'gif' };
    const runner = start([words, counter(poison)]);
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    await caughtUp(runner);
    await record(log, 'a', { day: '2026-01-02', word: 'gif' }, { day: '2026-01-03', word: 'drie' });
    await caughtUp(runner);
    expect(runner.parked()).toMatchObject([
      { consumer: 'counter', position: 1, reason: 'Het woord gif kan niet worden geteld.' },
    ]);
    expect(json('counter', 'a')).toEqual({ count: 1 });
    expect(json('words', 'a')).toEqual({ words: ['een', 'gif', 'drie'] });
    await expect(runner.retry('counter')).rejects.toThrow('gif');
    expect(runner.parked()).toHaveLength(1);
    delete poison.word;
    await runner.retry('counter');
    expect(runner.parked()).toEqual([]);
    expect(json('counter', 'a')).toEqual({ count: 3 });
    await record(log, 'a', { day: '2026-01-04', word: 'vier' });
    await caughtUp(runner);
    expect(json('counter', 'a')).toEqual({ count: 4 });
  });

  it('stays parked over a restart', async () => {
    const poison = { word: 'gif' };
    await record(log, 'a', { day: '2026-01-01', word: 'gif' });
    const first = start([words, counter(poison)]);
    await caughtUp(first);
    await first.stop();
    const second = start([words, counter(poison)]);
    await record(log, 'a', { day: '2026-01-02', word: 'twee' });
    await caughtUp(second);
    expect(second.parked()).toHaveLength(1);
    expect(json('words', 'a')).toEqual({ words: ['gif', 'twee'] });
  });

  it('says so when a position is not visible in time', async () => {
    const runner = start();
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    await caughtUp(runner);
    expect(await runner.waitFor(7 as Position, 20)).toEqual({ kind: 'not-yet-visible', asked: 7, position: 0 });
  });

  it('folds a dossier again when its entries open differently, and keeps no copy of what was erased', async () => {
    const source = sourceOf(log);
    let erased = false;
    const open = (entry: StoredEntry) => {
      const event = source.open(entry)!;
      return erased ? ({ ...event, data: { word: 'gewist' } } as unknown as typeof event) : event;
    };
    await record(log, 'a', { day: '2026-01-01', word: 'Jansen' });
    const runner = start([words], { open });
    await caughtUp(runner);
    erased = true;
    await runner.refold('a');
    expect(json('words', 'a')).toEqual({ words: ['gewist'] });
    expect(views.store.rollback()).toBe(false);
  });

  it('builds a new version of a model beside the old documents and then follows', async () => {
    await record(log, 'a', { day: '2026-01-01', word: 'een' });
    const first = start([words]);
    await caughtUp(first);
    await first.stop();
    const louder: FoldedModel = {
      ...words,
      version: 2,
      initial: () => ({ loud: true, words: [] }),
    };
    const second = start([louder]);
    await caughtUp(second);
    expect(json('words', 'a')).toEqual({ loud: true, words: ['een'] });
    expect(views.store.rollback()).toBe(true);
    expect(json('words', 'a')).toEqual({ words: ['een'] });
  });
});
