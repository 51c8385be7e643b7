import '../properties/as-served.js';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, SimulatedClock } from '#dossier';
import {
  createMemorySealedStore,
  openEventStoreDbLog,
  openSealedStore,
  openSqliteLog,
  type EventLog,
  type StoredCommand,
  type StoredEntry,
} from '#event-log';
import type { Audience } from '#governance';
import { createRunner, openViewStore, partsOf, readModels, type FoldedModel, type ViewStore } from '#read-models';
import { openFrontier } from '#transparency';
import { memoryKeyring, openVault, type Vault } from '#vault';
import { LINDERVOORT, loadLindervoort } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { sourceOf } from '../../apps/server/src/runtime/log-source.js';
import type { KeptViews } from '../../apps/server/src/views/kept-views.js';
import { REPORTS, ReportService, type Report } from '../../apps/server/src/views/report-service.js';
import { KEPT_AUDIENCE, viewSource } from '../../apps/server/src/views/view-source.js';
import { countedRandom } from '../../libs/vault/src/fixtures.js';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { describeWithPostgres } from '../kit/postgres.js';
import { startPostgres, type PostgresServer } from '../kit/postgres.mjs';

/**
 * The example municipality, recorded on each engine with the same clock, ids and random source. Whatever is recorded,
 * sealed, proved or shown must be the same bytes: which engine holds the log is nobody's business but the operator's.
 */

jest.setTimeout(300_000);

const MODELS = readModels as readonly FoldedModel[];
const AUDIENCES: readonly Audience[] = ['college', 'raad'];
/** Now, and one day in the past as it was known then. */
const MOMENTS = [{}, { day: '2025-11-19', known: '2025-11-19' }];
const PAGE = 5_000;
const CAUGHT_UP_MS = 60_000;
/** Milliseconds; on a machine that other tests share, an answer that comes late proves nothing. */
const PATIENT = { appendMs: 30_000, readMs: 60_000, appendTryMs: 120_000, readTryMs: 120_000, orderMs: 120_000 };

interface Recorded {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly engine: Engine;
}

async function record(log: EventLog): Promise<Recorded> {
  const clock = new SimulatedClock(STORY_START);
  const vault = openVault({ keyring: memoryKeyring(countedRandom('keys')), random: countedRandom('salts') });
  const ids = countedRandom('ids');
  const random = (size: number): Uint8Array => ids.take(size);
  const source = sourceOf('00000001001234567000');
  const engine = await Engine.open({ log, vault, clock, source, server: 'a', random });
  await loadLindervoort(engine, clock, () => undefined);
  return { log, vault, engine };
}

async function entriesOf(log: EventLog): Promise<readonly StoredEntry[]> {
  const entries = await log.readAll(undefined, PAGE);
  expect(entries.length).toBe((await log.head()).size);
  return entries;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Everything that a log gives of its entries, as text; groups have no promised order. */
const asText = (entries: readonly StoredEntry[]): readonly string[] =>
  entries.map(({ bytes, leafHash, sealed, ...rest }) => {
    const groups = sealed.map(({ keyId, box }) => `${keyId} ${hex(box)}`).sort();
    return JSON.stringify({ ...rest, bytes: Buffer.from(bytes).toString('utf8'), leafHash: hex(leafHash), groups });
  });

async function commandsOf(log: EventLog): Promise<readonly (StoredCommand | undefined)[]> {
  const commands = new Map(
    (await entriesOf(log)).map(({ stream, commandId }) => [stream + commandId, { stream, commandId }]),
  );
  const found: (StoredCommand | undefined)[] = [];
  for (const { stream, commandId } of commands.values()) found.push(await log.findCommand(stream, commandId));
  return found;
}

const rootOf = async (log: EventLog): Promise<string> => hex(openFrontier(await log.frontier()).root());

/** Every report, and the answer to a question, as page and as JSON. */
async function reportsFor(
  { engine, log }: Recorded,
  audience: Audience,
  asOf: object,
  views?: KeptViews,
): Promise<readonly (readonly [string, string])[]> {
  const signed = { size: (await log.head()).size, root: await rootOf(log), signedAt: engine.options.clock.now() };
  const service = new ReportService(engine, views, () => signed);
  const about = { stream: LINDERVOORT, asOf, audience };
  const made: (readonly [string, string])[] = [];
  const keep = async (name: string, report: Report): Promise<void> =>
    void made.push([`${name} ${audience} ${JSON.stringify(asOf)}`, (await report.html()) + report.json()]);
  for (const report of Object.keys(REPORTS)) await keep(report, await service.make({ ...about, report }));
  await keep('kennis', await service.answer(about, 'raad', 'SW-02'));
  return made;
}

/** For college and for raad, of now and of then. */
async function allReports(of: Recorded): Promise<readonly (readonly [string, string])[]> {
  const made: (readonly [string, string])[] = [];
  for (const audience of AUDIENCES) for (const asOf of MOMENTS) made.push(...(await reportsFor(of, audience, asOf)));
  return made;
}

let folder: string;
let onSqlite: Recorded;
let reports: readonly (readonly [string, string])[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lindervoort-engines-'));
  onSqlite = await record(await openSqliteLog({ file: join(folder, 'log.db'), durability: 'normal' }));
  reports = await allReports(onSqlite);
});
afterAll(async () => {
  await onSqlite.log.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Holds what another engine recorded against what SQLite recorded. */
function sameAsOnSqlite(other: () => Recorded): void {
  it('has the same entries, byte for byte, at the same places and with the same sealed values', async () => {
    const wanted = asText(await entriesOf(onSqlite.log));
    expect(wanted.length).toBeGreaterThan(400);
    expect(asText(await entriesOf(other().log))).toEqual(wanted);
  });
  it('knows the same commands by the same digests, so that a repeat gets the first answer', async () => {
    expect(await commandsOf(other().log)).toEqual(await commandsOf(onSqlite.log));
  });
  it('has the same root', async () => {
    expect(await rootOf(other().log)).toBe(await rootOf(onSqlite.log));
  });
  it('gives the same bytes for every report of college and raad', async () => {
    expect(reports.length).toBe((Object.keys(REPORTS).length + 1) * AUDIENCES.length * MOMENTS.length);
    // A report is of one audience and one moment, so that no two are equal by having nothing in them.
    expect(new Set(reports.map(([, bytes]) => bytes)).size).toBe(reports.length);
    expect(await allReports(other())).toEqual(reports);
  });
}

it('gives another log when the random source is another, so that equal logs say something', async () => {
  const other = openVault({ keyring: memoryKeyring(countedRandom('keys')), random: countedRandom('other salts') });
  const log = await openSqliteLog({ file: join(folder, 'other.db'), durability: 'normal' });
  const clock = new SimulatedClock(STORY_START);
  await Engine.open({ log, vault: other, clock, source: sourceOf('00000001001234567000'), server: 'a' });
  const [first] = await log.readAll(undefined, 1);
  expect(hex(first!.leafHash)).not.toBe(hex((await onSqlite.log.readAll(undefined, 1))[0]!.leafHash));
  await log.close();
});

describe('Lindervoort on EventStoreDB (double)', () => {
  let double: EventStoreDouble;
  let recorded: Recorded;
  beforeAll(async () => {
    double = await startDouble();
    const sealed = createMemorySealedStore();
    recorded = await record(
      await openEventStoreDbLog({ url: double.url, logId: randomUUID(), sealed, limits: PATIENT }),
    );
  });
  afterAll(async () => {
    await recorded.log.close();
    await double.stop();
  });
  sameAsOnSqlite(() => recorded);
});

const server = process.env['BESLUITSPOOR_TEST_ESDB'];
if (server !== undefined)
  describe('Lindervoort on EventStoreDB (server)', () => {
    let recorded: Recorded;
    beforeAll(async () => {
      const sealed = createMemorySealedStore();
      recorded = await record(await openEventStoreDbLog({ url: server, logId: randomUUID(), sealed, limits: PATIENT }));
    });
    afterAll(() => recorded.log.close());
    sameAsOnSqlite(() => recorded);
  });

describeWithPostgres('Lindervoort with sealed values and views on PostgreSQL', () => {
  let double: EventStoreDouble;
  let postgres: PostgresServer;
  let recorded: Recorded;
  let closeSealed: () => Promise<void>;
  beforeAll(async () => {
    double = await startDouble();
    postgres = await startPostgres();
    const sealed = await openSealedStore(postgres.url);
    closeSealed = () => sealed.close();
    recorded = await record(
      await openEventStoreDbLog({ url: double.url, logId: randomUUID(), sealed, limits: PATIENT }),
    );
  });
  afterAll(async () => {
    await recorded.log.close();
    await closeSealed();
    await double.stop();
    await postgres.stop();
  });
  sameAsOnSqlite(() => recorded);

  /** The documents as a runner keeps them, and the reports that are made of them. */
  async function kept(of: Recorded, url: string): Promise<readonly (readonly [string, string])[]> {
    const store = await openViewStore(url);
    try {
      const runner = createRunner({ ...viewSource(of.log, of.vault), store, models: MODELS });
      const { position } = await of.log.head();
      const seen = await runner.waitFor(position!, CAUGHT_UP_MS);
      await runner.stop();
      expect(seen).toMatchObject({ kind: 'visible' });
      const made: (readonly [string, string])[] = [];
      for (const { name, made: whole } of MODELS)
        made.push([name, (await store.document(name, LINDERVOORT, whole?.parts))!.json]);
      const asked = new Set<string>();
      made.push(...(await reportsFor(of, KEPT_AUDIENCE, {}, keptIn(store, asked))));
      expect([...asked].sort()).toEqual(MODELS.map(({ name }) => name).sort());
      return made;
    } finally {
      await store.close();
    }
  }

  it('gives the same documents and reports as views in a file, from either log', async () => {
    const inFile = await kept(onSqlite, `sqlite:${join(folder, 'views.db')}`);
    const fromLog = new Map(reports);
    for (const [name, bytes] of inFile.slice(MODELS.length)) expect(bytes).toBe(fromLog.get(name));
    expect(await kept(onSqlite, `${postgres.url}?schema=views_sqlite`)).toEqual(inFile);
    expect(await kept(recorded, `${postgres.url}?schema=views_eventstoredb`)).toEqual(inFile);
    expect(await kept(recorded, `sqlite:${join(folder, 'views-eventstoredb.db')}`)).toEqual(inFile);
  });
});

function keptIn(store: ViewStore, asked: Set<string>): KeptViews {
  return {
    document: async (model, dossier, head) => {
      const found = await store.document(model, dossier, partsOf(model));
      if (found === undefined || found.checkpoint < head) return undefined;
      asked.add(model);
      return found.json;
    },
    status: () => ({ position: -1, parked: [], failure: undefined }),
    stop: () => Promise.resolve(),
  };
}
