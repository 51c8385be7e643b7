import { MessageChannel, type Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { createMemoryLog, LogUnavailable, type EventLog, type Position, type StoredEntry } from '#event-log';
import {
  createRunner,
  openViewStore,
  partHere,
  partInThread,
  rebuild,
  servePart,
  sharedOut,
  ViewStoreUnavailable,
  WHOLE_RUNNER,
  type FoldedModel,
  type PartsOf,
  type RebuildOptions,
  type Runner,
  type RunnerOptions,
  type ViewStore,
} from '#read-models';
import { eventsOf, GapInLog, modelsKey } from '../../libs/read-models/src/runner/folder.js';
import { BuildReplaced, NOTHING_FOLDED, type Flush } from '../../libs/read-models/src/runner/stored.js';
import { counter, openTiny, record, recordIn, scratch, sourceOf, words } from '../kit/tiny-views.js';

/** A store of its own for one test. */
export interface TestViews {
  readonly url: string;
  readonly store: ViewStore;
  /** Does to the tables what no program should. */
  sabotage(statement: string): Promise<void>;
  /** Makes it look as if a newer program had been here. */
  pretendVersion(version: number): Promise<void>;
  remove(): Promise<void>;
}

const SOON_MS = 5_000;
/** Stores are made and removed by the dozen, which takes its time on a busy disk. */
const MANY_STORES_MS = 60_000;

/** What every store of the kept documents must do, and the runner and the rebuild on top of it. */
export function viewStoreContract(name: string, fresh: () => Promise<TestViews>): void {
  describe(`view store: ${name}`, () => {
    storing(fresh);
    leading(fresh);
    following(fresh);
    rebuilding(fresh);
  });
}

const models: readonly FoldedModel[] = [words, counter()];

/** The same part at the other end of a channel, as if a thread of its own served it. */
function partOver(part: ReturnType<typeof partHere>): ReturnType<typeof partHere> {
  const { port1, port2 } = new MessageChannel();
  servePart(part, port2);
  const terminate = async (): Promise<void> => {
    port1.close();
    port2.close();
  };
  return partInThread(Object.assign(port1, { terminate }) as unknown as Worker);
}

function storing(fresh: () => Promise<TestViews>): void {
  describe('the store', () => {
    let views: TestViews;
    beforeEach(async () => {
      views = await fresh();
    });
    afterEach(() => views.remove());

    const flushOf = (version: number, part: Partial<Flush> = {}): Flush => ({
      version,
      from: NOTHING_FOLDED,
      position: 0,
      onlyWhenLive: false,
      views: [{ name: 'words', dossier: 'a', position: 0, document: '{"words":["een"]}' }],
      folded: [{ dossier: 'a', position: 0, day: '2026-01-01' }],
      parked: [],
      ...part,
    });
    const liveBuild = async (): Promise<number> => {
      const { version } = await views.store.begin(modelsKey(models));
      await views.store.flip(version);
      return version;
    };

    it('gives back every character of a document', async () => {
      const version = await liveBuild();
      const document = JSON.stringify({ text: 'één \u0000 \ud800 😀 \\ \' " \n', long: 'x'.repeat(100_000) });
      await views.store.flush(flushOf(version, { views: [{ name: 'words', dossier: 'ë-1', position: 0, document }] }));
      expect(await views.store.document('words', 'ë-1')).toEqual({
        json: document,
        position: 0,
        checkpoint: 0,
        version,
        models: modelsKey(models),
      });
    });

    it('keeps positions beyond 32 bits as numbers', async () => {
      const version = await liveBuild();
      const position = 2 ** 40;
      await views.store.flush(flushOf(version, { position }));
      expect(await views.store.live()).toMatchObject({ position });
    });

    it('gives the documents of all dossiers in the order of their bytes, page after page', async () => {
      const version = await liveBuild();
      const dossiers = Array.from({ length: 250 }, (_, index) => `${'aBéZ'[index % 4]}${index}`);
      const rows = dossiers.map((dossier) => ({ name: 'words', dossier, position: 0, document: dossier }));
      await views.store.flush(flushOf(version, { views: rows }));
      const seen: string[] = [];
      for await (const { dossier } of views.store.documents('words')) seen.push(dossier);
      const bytes = (text: string): Buffer => Buffer.from(text);
      expect(seen).toEqual([...dossiers].sort((a, b) => Buffer.compare(bytes(a), bytes(b))));
    });

    it('takes more rows and longer documents at once than fit in one statement', async () => {
      const version = await liveBuild();
      const rows = Array.from({ length: 900 }, (_, index) => ({
        name: 'words',
        dossier: `d-${index}`,
        position: 0,
        document: `${index}`.repeat(3_000),
      }));
      const folded = rows.map(({ dossier }) => ({ dossier, position: 0, day: '2026-01-01' }));
      await views.store.flush(flushOf(version, { views: rows, folded }));
      const kept = await views.store.kept(version, ['words'], ['d-0', 'd-899', 'd-900']);
      expect([...kept.keys()].sort()).toEqual(['d-0', 'd-899']);
      expect(kept.get('d-899')!.documents.get('words')).toBe('899'.repeat(3_000));
    });

    it('makes documents and checkpoint visible together, or neither', async () => {
      const version = await liveBuild();
      await views.store.flush(flushOf(version));
      const next = flushOf(version, {
        from: 0,
        position: 1,
        views: [{ name: 'words', dossier: 'a', position: 1, document: '{"words":["een","half"]}' }],
        // A row that the table refuses, after all others were written: what a kill half-way leaves.
        parked: [{ consumer: null as unknown as string, position: 1, reason: '', since: '' }],
      });
      await expect(views.store.flush(next)).rejects.toThrow();
      expect(await views.store.live()).toMatchObject({ position: 0 });
      expect((await views.store.document('words', 'a'))!.json).toBe('{"words":["een"]}');
      await views.store.flush({ ...next, parked: [] });
      expect((await views.store.document('words', 'a'))!.json).toBe('{"words":["een","half"]}');
    });

    it('lets only one of two writers on from the same checkpoint', async () => {
      const version = await liveBuild();
      const other = await openViewStore(views.url);
      const outcomes = await Promise.allSettled([
        views.store.flush(flushOf(version)),
        other.flush(flushOf(version, { position: 1 })),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(BuildReplaced) });
      await other.close();
    });

    it('refuses a flush for a build that is no longer the live one', async () => {
      const first = await liveBuild();
      await liveBuild();
      await expect(views.store.flush(flushOf(first, { onlyWhenLive: true }))).rejects.toBeInstanceOf(BuildReplaced);
      expect((await views.store.build(first))!.position).toBe(NOTHING_FOLDED);
    });

    it('is refused with words when a newer program was here, and left alone', async () => {
      await liveBuild();
      await views.pretendVersion(99);
      await expect(openViewStore(views.url)).rejects.toMatchObject({ code: 'VIEWS_NEWER_VERSION' });
      await expect(openViewStore(views.url, { readOnly: true })).rejects.toBeInstanceOf(ViewStoreUnavailable);
      await views.pretendVersion(1);
      const again = await openViewStore(views.url);
      expect(await again.live()).toBeDefined();
      await again.close();
    });

    it('is opened by many at once', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => openViewStore(views.url)));
      const version = await liveBuild();
      for (const store of stores) {
        expect(await store.live()).toMatchObject({ version });
        await store.close();
      }
    });
  });
}

function leading(fresh: () => Promise<TestViews>): void {
  describe('the right to lead', () => {
    let views: TestViews;
    let other: ViewStore;
    beforeEach(async () => {
      views = await fresh();
      other = await openViewStore(views.url);
    });
    afterEach(async () => {
      await other.close();
      await views.remove();
    });

    it('is one runner’s at a time, and is given back', async () => {
      const first = (await views.store.tryLead())!;
      expect(await other.tryLead()).toBeUndefined();
      await first.release();
      const second = (await other.tryLead())!;
      expect(await views.store.tryLead()).toBeUndefined();
      await second.release();
    });

    it('is not shared with another set of views', async () => {
      const elsewhere = await fresh();
      const first = (await views.store.tryLead())!;
      const second = (await elsewhere.store.tryLead())!;
      expect(second).toBeDefined();
      await first.release();
      await second.release();
      await elsewhere.remove();
    });

    it('goes over to a runner that waited, which goes on from the checkpoint', async () => {
      const log = createMemoryLog();
      const opened: string[] = [];
      const start = (name: string, store: ViewStore): Runner => {
        const source = sourceOf(log);
        const open = (entry: StoredEntry) => {
          opened.push(`${name}${entry.position}`);
          return source.open(entry);
        };
        return createRunner({ ...source, open, store, models });
      };
      const first = start('a', views.store);
      await record(log, 'x', { day: '2026-01-01', word: 'een' });
      expect((await first.waitFor(0 as Position, SOON_MS)).kind).toBe('visible');
      const second = start('b', other);
      // The one that waits tells how far the leader is, and writes nothing.
      expect((await second.waitFor(0 as Position, SOON_MS)).kind).toBe('visible');
      expect([first.leads(), second.leads()]).toEqual([true, false]);
      await expect(second.retry('words')).rejects.toThrow('andere server');
      await first.stop();
      await record(log, 'x', { day: '2026-01-02', word: 'twee' });
      expect((await second.waitFor(1 as Position, SOON_MS)).kind).toBe('visible');
      expect(second.leads()).toBe(true);
      expect(opened).toEqual(['a0', 'b1']);
      expect((await other.document('words', 'x'))!.json).toBe('{"words":["een","twee"]}');
      await second.stop();
      await log.close();
    });
  });
}

function following(fresh: () => Promise<TestViews>): void {
  describe('the runner', () => {
    let log: EventLog;
    let views: TestViews;
    const runners: Runner[] = [];
    beforeEach(async () => {
      log = createMemoryLog();
      views = await fresh();
    });
    afterEach(async () => {
      for (const runner of runners.splice(0)) await runner.stop();
      await log.close();
      await views.remove();
    });
    const start = (own: readonly FoldedModel[] = models, part: Partial<RunnerOptions> = {}): Runner => {
      const runner = createRunner({ ...sourceOf(log), store: views.store, models: own, ...part });
      runners.push(runner);
      return runner;
    };
    const caughtUp = async (runner: Runner): Promise<void> => {
      const head = (await log.head()).position!;
      expect(await runner.waitFor(head, SOON_MS)).toMatchObject({ kind: 'visible' });
    };
    const json = async (name: string, dossier: string): Promise<unknown> => {
      const found = await views.store.document(name, dossier);
      return found === undefined ? undefined : JSON.parse(found.json);
    };
    const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
      for (let tries = 0; !(await holds()) && tries < 500; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await holds()).toBe(true);
    };

    it('keeps once what a document shares with other read models, and puts it in when it is read', async () => {
      const { initial, evolve } = counter();
      const whole: FoldedModel = {
        name: 'report',
        version: 1,
        initial: () => ({ ...(initial() as object), told: words.initial() }),
        evolve(doc, event) {
          evolve(doc, event);
          words.evolve((doc as { told: unknown }).told, event);
        },
        made: { initial, evolve, parts: { told: words.name } },
      };
      await record(log, 'a', { day: '2026-01-01', word: 'een' });
      const runner = start([whole, words]);
      await caughtUp(runner);
      await record(log, 'b', { day: '2026-01-02', word: 'twee' });
      await caughtUp(runner);
      const parts = whole.made!.parts;
      expect((await views.store.document('report', 'a'))?.json).toBe('{"count":1}');
      for (const dossier of ['a', 'b']) {
        const events = await eventsOf(sourceOf(log), dossier, runner.position());
        const kept = await views.store.document('report', dossier, parts);
        expect(kept?.json).toBe(scratch(whole, events));
        expect(kept?.checkpoint).toBe(1);
      }
      expect(await views.store.document('report', 'a', { told: 'parked' })).toBeUndefined();
      expect(await views.store.document('report', 'onbekend', parts)).toBeUndefined();
    });

    it('shows what was there and what comes, per dossier, and leaves other streams alone', async () => {
      await record(log, 'a', { day: '2026-01-01', word: 'een' });
      const runner = start();
      await caughtUp(runner);
      await recordIn(log, 'organisatie', { day: '2026-01-02', word: 'beleid' });
      await record(log, 'b', { day: '2026-01-01', word: 'twee' }, { day: '2026-01-02', word: 'drie' });
      await caughtUp(runner);
      expect(await json('words', 'a')).toEqual({ words: ['een'] });
      expect(await json('words', 'b')).toEqual({ words: ['twee', 'drie'] });
      expect(await views.store.document('counter', 'b')).toMatchObject({
        position: 3,
        checkpoint: 3,
        json: '{"count":2}',
      });
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
      expect(await json('words', 'a')).toEqual({ words: ['een', 'anders'] });
    });

    it('keeps what another server wrote that had read further in the same log', async () => {
      await record(log, 'a', { day: '2026-01-01', word: 'een' }, { day: '2026-01-02', word: 'twee' });
      const before = start();
      await caughtUp(before);
      await before.stop();
      let hasRead = false;
      const nothing = { position: undefined, size: 0, lastTime: undefined };
      const behind: EventLog = Object.assign(Object.create(log) as EventLog, {
        head: () => (hasRead ? log.head() : Promise.resolve(nothing)),
        catchUp: () => Promise.resolve(void (hasRead = true)),
      });
      const opened: number[] = [];
      const open = (entry: StoredEntry) => {
        opened.push(entry.position);
        return openTiny(entry);
      };
      await caughtUp(start(undefined, { log: behind, open }));
      expect(opened).toEqual([]);
      expect(await json('words', 'a')).toEqual({ words: ['een', 'twee'] });
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
      expect(await json('words', 'a')).toEqual({ words: ['een', 'twee'] });
    });

    it('tries again from the checkpoint when a flush fails, and counts nothing twice', async () => {
      let failures = 2;
      const store = Object.create(views.store) as ViewStore;
      store.tryLead = async () => {
        const leading = await views.store.tryLead();
        if (leading === undefined) return undefined;
        const flush = leading.store.flush.bind(leading.store);
        leading.store.flush = async (what) => {
          if (failures-- > 0) throw new Error('disk');
          await flush(what);
        };
        return leading;
      };
      const runner = start(models, { store });
      await record(log, 'a', { day: '2026-01-01', word: 'een' });
      await caughtUp(runner);
      expect(failures).toBeLessThan(0);
      expect(await json('counter', 'a')).toEqual({ count: 1 });
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
      await eventually(async () => (await views.store.live()) !== undefined);
      await first.stop();
      const runner = start([words], { log: holed });
      await eventually(() => runner.parked().length > 0);
      expect(runner.parked()).toMatchObject([
        { consumer: WHOLE_RUNNER, position: 0, reason: new GapInLog(0, 1).message },
      ]);
      expect(await json('words', 'a')).toBeUndefined();
      expect(await runner.waitFor(1 as Position, 10)).toEqual({ kind: 'not-yet-visible', asked: 1, position: -1 });
      expect(await runner.lag()).toMatchObject({ entries: 2 });
      broken = false;
      await runner.retry(WHOLE_RUNNER);
      await caughtUp(runner);
      expect(runner.parked()).toEqual([]);
      expect(await json('words', 'a')).toEqual({ words: ['een', 'twee'] });
    });

    it(
      'folds a dossier again when something is recorded late, the same as from scratch',
      async () => {
        const dayArbitrary = fc.integer({ min: 1, max: 9 }).map((day) => `2026-01-0${day}`);
        const act = fc.record({ dossier: fc.constantFrom('a', 'b'), day: dayArbitrary, pause: fc.boolean() });
        await fc.assert(
          fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
            const own = createMemoryLog();
            const kept = await fresh();
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
              expect((await kept.store.document('words', dossier))?.json).toBe(scratch(words, events));
              expect((await kept.store.document('counter', dossier))?.json).toBe(scratch(counter(), events));
            }
            await runner.stop();
            await kept.remove();
          }),
          { numRuns: 40 },
        );
      },
      MANY_STORES_MS,
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
      expect(await json('counter', 'a')).toEqual({ count: 1 });
      expect(await json('words', 'a')).toEqual({ words: ['een', 'gif', 'drie'] });
      await expect(runner.retry('counter')).rejects.toThrow('gif');
      expect(runner.parked()).toHaveLength(1);
      delete poison.word;
      await runner.retry('counter');
      expect(runner.parked()).toEqual([]);
      expect(await json('counter', 'a')).toEqual({ count: 3 });
      await record(log, 'a', { day: '2026-01-04', word: 'vier' });
      await caughtUp(runner);
      expect(await json('counter', 'a')).toEqual({ count: 4 });
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
      expect(await json('words', 'a')).toEqual({ words: ['gif', 'twee'] });
    });

    it('says so when a position is not visible in time', async () => {
      const runner = start();
      await record(log, 'a', { day: '2026-01-01', word: 'een' });
      await caughtUp(runner);
      expect(await runner.waitFor(7 as Position, 20)).toEqual({ kind: 'not-yet-visible', asked: 7, position: 0 });
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
      expect(await json('words', 'a')).toEqual({ loud: true, words: ['een'] });
      expect(await views.store.rollback()).toBe(true);
      expect(await json('words', 'a')).toEqual({ words: ['een'] });
    });
  });
}

function rebuilding(fresh: () => Promise<TestViews>): void {
  describe('a rebuild', () => {
    let log: EventLog;
    let views: TestViews;
    beforeEach(async () => {
      log = createMemoryLog();
      views = await fresh();
      for (let index = 0; index < 30; index++) {
        // Every third act is recorded late, so that the fold is not in the order of the log.
        const day = `2026-01-${String(index % 3 === 2 ? 1 : 10 + Math.floor(index / 3)).padStart(2, '0')}`;
        await record(log, `dossier-${index % 4}`, { day, word: `${index}` });
      }
    });
    afterEach(async () => {
      await log.close();
      await views.remove();
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
      const { version } = (await views.store.live())!;
      const seen: [number, number][] = [];
      const report = await rebuild(models, options({ progress: (done, total) => seen.push([done, total]) }));
      expect(report).toMatchObject({
        position: 29,
        dossiers: 4,
        documents: 8,
        compared: true,
        differing: 0,
        parked: [],
      });
      expect(report.version).toBeGreaterThan(version);
      expect(seen.at(-1)).toEqual([30, 30]);
      expect((await views.store.live())!.version).toBe(report.version);
    });

    describe('in parts', () => {
      const inParts =
        (of: number, which = models): PartsOf =>
        (build) =>
          Array.from({ length: of }, (_, part) =>
            partOver(partHere(which, { ...sharedOut(sourceOf(log), part, of), store: views.store }, build)),
          );

      it.each([2, 3, 7])('gives the same bytes over %i of them', async (of) => {
        await follow();
        expect(await rebuild(models, options({ partsOf: inParts(of) }))).toMatchObject({
          position: 29,
          dossiers: 4,
          documents: 8,
          compared: true,
          differing: 0,
        });
      });

      it('parks for all what one of them could not go on with, at the first of its entries', async () => {
        const failing = [words, counter({ word: '7' })];
        const report = await rebuild(failing, options({ partsOf: inParts(2, failing) }));
        expect(report).toMatchObject({ documents: 4, parked: [{ consumer: 'counter', position: 7 }] });
        expect(await views.store.document('counter', 'dossier-0')).toBeUndefined();
      });

      it('fails as the log fails, with the live documents as they were', async () => {
        await follow();
        const live = await views.store.live();
        const broken = { ...log, readAll: () => Promise.reject(new LogUnavailable('LOG_DAMAGED', 'Kapot.')) };
        const partsOf: PartsOf = (build) => [
          partOver(partHere(models, { ...sourceOf(broken), store: views.store }, build)),
        ];
        const failure = await rebuild(models, options({ partsOf })).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(LogUnavailable);
        expect(failure).toMatchObject({ code: 'LOG_DAMAGED', message: 'Kapot.' });
        expect(await views.store.live()).toEqual(live);
      });

      it('fails when a thread ends, before it is asked or while it works', async () => {
        const { port1 } = new MessageChannel();
        const gone = port1 as unknown as Worker;
        const part = partInThread(gone);
        const folding = part.foldTo(3);
        gone.emit('exit', 1);
        await expect(folding).rejects.toThrow('gestopt');
        await expect(part.changes()).rejects.toThrow('gestopt');
        port1.close();
      });
    });

    it('names the documents that differ, replaces them, and can be undone', async () => {
      await follow();
      const before = (await views.store.document('words', 'dossier-2'))!.json;
      await views.sabotage(
        `UPDATE view SET document = '{"words":["vals"]}' WHERE name = 'words' AND dossier = 'dossier-2'`,
      );
      await views.sabotage(`DELETE FROM view WHERE name = 'counter' AND dossier = 'dossier-1'`);
      const report = await rebuild(models, options());
      expect(report).toMatchObject({ compared: true, differing: 2, documents: 8 });
      expect(report.differences).toEqual(
        expect.arrayContaining([
          { name: 'words', dossier: 'dossier-2' },
          { name: 'counter', dossier: 'dossier-1' },
        ]),
      );
      expect((await views.store.document('words', 'dossier-2'))!.json).toBe(before);
      expect(await views.store.rollback()).toBe(true);
      expect((await views.store.document('words', 'dossier-2'))!.json).toBe('{"words":["vals"]}');
    });

    it('leaves the live documents alone when it is broken off, and removes what it left at the next', async () => {
      await follow();
      const live = (await views.store.live())!;
      await expect(rebuild(models, options({ signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow('stop');
      expect(await views.store.live()).toEqual(live);
      const { version } = await rebuild(models, options());
      expect(await views.store.build(version - 1)).toBeUndefined();
      expect(await views.store.build(live.version)).toBeDefined();
    });

    it('is taken over by a runner that is at work', async () => {
      const runner = createRunner({ ...sourceOf(log), store: views.store, models });
      expect((await runner.waitFor((await log.head()).position!, SOON_MS)).kind).toBe('visible');
      const other = await openViewStore(views.url);
      const report = await rebuild(models, options({ store: other }));
      await other.close();
      await record(log, 'dossier-0', { day: '2026-02-01', word: 'erna' });
      expect((await runner.waitFor((await log.head()).position!, SOON_MS)).kind).toBe('visible');
      expect(await views.store.live()).toMatchObject({ version: report.version, position: 30 });
      expect((await views.store.document('words', 'dossier-0'))!.json).toContain('erna');
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
}
