import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedClock } from '#dossier';
import { openSqliteReader, type LogReader } from '#event-log';
import {
  createRunner,
  openViewStore,
  partsOf,
  readModels,
  rebuild,
  type FoldedModel,
  type ViewStore,
} from '#read-models';
import { openKeyring, openVault, type Vault } from '#vault';
import { LINDERVOORT, loadLindervoort } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import type { KeptViews } from '../../apps/server/src/views/kept-views.js';
import { REPORTS, ReportService } from '../../apps/server/src/views/report-service.js';
import { KEPT_AUDIENCE, viewSource } from '../../apps/server/src/views/view-source.js';

const MODELS = readModels as readonly FoldedModel[];
const NAMES = Object.keys(REPORTS);

/** The log of the example municipality, read as the thread of the views reads it. */
let folder: string;
let runtime: Runtime;
let log: LogReader;
let vault: Vault;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kept-views-'));
  const clock = new SimulatedClock(STORY_START);
  runtime = await openRuntime({ folder, clock });
  await loadLindervoort(runtime.engine, clock, () => {});
  log = await openSqliteReader(join(folder, FILES.log));
  const keysFile = join(folder, FILES.keys);
  vault = openVault({
    keyring: openKeyring({ keysFile, masterKeyFile: join(folder, FILES.masterKey), readOnly: true }),
  });
}, 120_000);

afterAll(async () => {
  vault.close();
  await log.close();
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

const nothingKept = (): Promise<undefined> => Promise.resolve(undefined);
const keptIn = (store: ViewStore, asked?: string[]): KeptViews => ({
  document: async (model, dossier, head) => {
    asked?.push(model);
    const kept = await store.document(model, dossier, partsOf(model));
    return kept !== undefined && kept.checkpoint >= head ? kept.json : undefined;
  },
  status: () => ({ position: -1, parked: [], failure: undefined }),
  stop: () => Promise.resolve(),
});

async function allReports(views: KeptViews): Promise<readonly string[]> {
  const service = new ReportService(runtime.engine, views);
  const reports = await Promise.all(
    NAMES.map((name) => service.make({ report: name, stream: LINDERVOORT, asOf: {}, audience: KEPT_AUDIENCE })),
  );
  return Promise.all(reports.map((report) => report.html()));
}

async function follow(store: ViewStore): Promise<void> {
  const runner = createRunner({ ...viewSource(log, vault), store, models: MODELS });
  const { position } = await log.head();
  const seen = await runner.waitFor(position!, 20_000);
  await runner.stop();
  expect(seen).toMatchObject({ kind: 'visible' });
}

describe('LV-15: dropping and rebuilding all projections', () => {
  it('gives byte-identical reports: kept by the runner, built afresh, and folded on request', async () => {
    const onRequest = await allReports({ ...keptIn(undefined as never), document: nothingKept });
    const file = join(folder, FILES.views);
    const store = await openViewStore(`sqlite:${file}`);
    await follow(store);
    const asked: string[] = [];
    expect(await allReports(keptIn(store, asked))).toEqual(onRequest);
    expect(asked.sort()).toEqual(MODELS.map(({ name }) => name).sort());
    await store.close();

    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    const dropped = await openViewStore(`sqlite:${file}`);
    expect(await dropped.live()).toBeUndefined();
    const report = await rebuild(MODELS, { ...viewSource(log, vault), store: dropped });
    expect(report).toMatchObject({ compared: false, parked: [] });
    expect(await allReports(keptIn(dropped))).toEqual(onRequest);

    const again = await rebuild(MODELS, { ...viewSource(log, vault), store: dropped });
    expect(again).toMatchObject({ compared: true, differing: 0, documents: report.dossiers * MODELS.length });
    await dropped.close();
  }, 60_000);
});
