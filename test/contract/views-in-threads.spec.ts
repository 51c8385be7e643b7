import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMemoryLog } from '#event-log';
import { openViewStore, partHere, rebuild, sharedOut, type FoldedModel, type PartsOf } from '#read-models';
import { counter, recordIn, sourceOf, words } from '../kit/tiny-views.js';

const SLOW_TEST_MS = 120_000;
const ENTRIES = 12_000;
const dist = join(__dirname, '..', '..', 'dist');
const child = join(__dirname, 'views-in-threads-child.mjs');

describe('a rebuild over threads', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'besluitspoor-threads-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'gives every byte that one thread gives',
    async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [child, dist, folder, String(ENTRIES)]);
      const [three, one, two] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const whole = { position: ENTRIES - 1, dossiers: 200, parked: [], differing: 0 };
      expect(three).toMatchObject({ ...whole, inThreads: true, compared: false });
      expect(one).toMatchObject({ ...whole, inThreads: false, compared: true });
      expect(two).toMatchObject({ ...whole, inThreads: true, compared: true });
    },
    SLOW_TEST_MS,
  );

  it(
    'takes up again what it forgot when there are more dossiers than fit in memory',
    async () => {
      const models: readonly FoldedModel[] = [words, counter()];
      const log = createMemoryLog();
      const dossiers = 2_100;
      for (let turn = 0; turn < 2; turn++)
        for (let dossier = 0; dossier < dossiers; dossier++)
          await recordIn(
            log,
            `programma-${dossier}`,
            ...Array.from({ length: 10 }, (_, index) => ({ day: '2026-01-01', word: `${turn}-${index}` })),
          );
      const store = await openViewStore(`sqlite:${join(folder, 'views.db')}`);
      const options = { ...sourceOf(log), store };
      const steps: number[] = [];
      await rebuild(models, { ...options, progress: (done) => steps.push(done) });
      const partsOf: PartsOf = (build) =>
        [0, 1].map((part) => partHere(models, { ...sharedOut(sourceOf(log), part, 2), store }, build));
      const report = await rebuild(models, { ...options, partsOf });
      expect(report).toMatchObject({ compared: true, documents: 2 * dossiers, differing: 0 });
      expect(steps).toEqual([20_000, 40_000, 42_000]);
      const kept = await store.document('words', '7');
      expect(JSON.parse(kept!.json)).toMatchObject({ words: expect.arrayContaining(['0-0', '1-9']) as unknown });
      await store.close();
      await log.close();
    },
    SLOW_TEST_MS,
  );
});
