import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedClock } from '#dossier';
import {
  atRevision,
  openEventStoreDbLog,
  openSealedStore,
  openSqliteLog,
  openSqliteReader,
  type EventLog,
  type LogReader,
} from '#event-log';
import { openFrontier } from '#transparency';
import { openKeyring } from '#vault';
import { LINDERVOORT, loadLindervoort } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { createApp } from '../../apps/server/src/app.js';
import { examine } from '../../apps/server/src/doctor/doctor.js';
import { migrateLog, type MigrateOptions } from '../../apps/server/src/migrate/migrate.js';
import { readGuard } from '../../apps/server/src/proof/guard.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { verifyLog } from '../../apps/server/src/proof/verify-log.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { ReportService } from '../../apps/server/src/views/report-service.js';
import { batchOf, entryOf, timeAt } from '../contract/event-log.contract.js';
import { cli, started, type Ended } from '../hostile/cli-kit.js';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';

/** `besluitspoor migrate`: the log moves, and nobody who reads, checks or records has to know. */

jest.setTimeout(300_000);

const LATER = '2026-12-01T10:00:00.000Z';

let double: EventStoreDouble;
let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(async () => {
  double = await startDouble();
  folder = mkdtempSync(join(tmpdir(), 'migrate-'));
});
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('BESLUITSPOOR_')) delete process.env[name];
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a municipality whose log moves', () => {
  const sealed = { engine: 'sqlite' as const, file: '' };
  const onServer = () => ({ engine: 'eventstoredb' as const, url: double.url });
  const inFile = (name: string) => ({ engine: 'sqlite' as const, file: file(name) });
  const options = (part: Pick<MigrateOptions, 'from' | 'to'>): MigrateOptions => ({
    ...{
      sealed: { ...sealed, file: file('sealed.db') },
      logId: 'gemeente',
      guardFile: file(FILES.guard),
      dryRun: false,
    },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    ...part,
  });
  const useServer = (): void => {
    process.env['BESLUITSPOOR_LOG_URL'] = double.url;
    process.env['BESLUITSPOOR_LOG_ID'] = 'gemeente';
    process.env['BESLUITSPOOR_SEALED_URL'] = `sqlite:${file('sealed.db')}`;
  };

  const open = (): Promise<Runtime> => openRuntime({ folder, clock: new SimulatedClock(LATER) });
  async function sign(runtime: Runtime): Promise<void> {
    const checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    await checkpointer.stop();
    expect(checkpointer.status().failure).toBeUndefined();
  }
  /** Recomputed as `verify` does, with what was signed, and one report of everything. */
  async function seen({ log, vault, engine }: Runtime): Promise<object> {
    const guarded = readGuard(file(FILES.guard));
    const { signal } = new AbortController();
    const { findings, size, root, values } = await verifyLog({ log, vault, guarded, signal, onPage: () => undefined });
    expect(findings).toEqual([]);
    const report = await new ReportService(engine).make({
      ...{ report: 'collegerapportage', stream: LINDERVOORT, asOf: {}, audience: 'college' },
    });
    return { size, root, values, report: await report.html(), signed: guarded?.note };
  }

  it('keeps its signatures, its sealed values and its reports, there and back, and goes on', async () => {
    const clock = new SimulatedClock(STORY_START);
    const runtime = await openRuntime({ folder, clock });
    await loadLindervoort(runtime.engine, clock, () => undefined);
    await sign(runtime);
    await runtime.close();
    const here = await open();
    const before = await seen(here);
    await here.close();

    const there = await migrateLog(options({ from: inFile(FILES.log), to: onServer() }));
    expect(there.signed).toBe(there.size);
    expect(JSON.stringify(await examine(folder))).toContain('LOG_HALTED');
    await expect(open()).rejects.toMatchObject({ code: 'LOG_HALTED' });

    useServer();
    const onServerNow = await open();
    expect(await seen(onServerNow)).toEqual(before);
    // The log goes on under the same key: the next checkpoint continues the last one that was signed in the file.
    await onServerNow.engine.recordStreamHeads();
    await sign(onServerNow);
    expect(readGuard(file(FILES.guard))!.size).toBe(there.size + 1);
    const after = await seen(onServerNow);
    await onServerNow.close();

    await migrateLog(options({ from: onServer(), to: inFile('terug.db') }));
    // Servers that still run on what was left behind are sent nothing any more.
    const left = await open();
    const app = await createApp(left);
    const ready = await app.getHttpAdapter().getInstance().inject({ url: '/v1/gezondheid/gereed' });
    expect([ready.statusCode, ready.body]).toEqual([503, expect.stringContaining('stilgezet: verhuisd naar sqlite:')]);
    expect(JSON.stringify(await examine(folder))).toContain('LOG_HALTED');
    await app.close();
    await left.close();
    for (const name of Object.keys(process.env)) if (name.startsWith('BESLUITSPOOR_')) delete process.env[name];
    process.env['BESLUITSPOOR_LOG_URL'] = `sqlite:${file('terug.db')}`;
    const back = await open();
    expect(await seen(back)).toEqual(after);
    await back.close();
  });

  it('is refused when the guard knows of more than the log has', async () => {
    const runtime = await open();
    await runtime.engine.recordStreamHeads();
    await sign(runtime);
    await runtime.close();
    const older = await openSqliteLog({ file: file('older.db'), durability: 'normal' });
    await older.append(batchOf());
    await older.close();
    const refused = migrateLog(options({ from: inFile('older.db'), to: onServer() }));
    await expect(refused).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_OLDER' });
  });
});

describe('the command', () => {
  const ENTRIES = 2_304;
  const STREAMS = 7;
  /** A page of the move: the first is there when so many are. */
  const HALFWAY = 1_024;

  /** A log of which no two entries that follow each other are of one stream, so that each is an append of its own. */
  async function fill(log: EventLog, entries: number): Promise<void> {
    const appended = Array.from({ length: entries }, (_, n) =>
      log.append(
        batchOf({
          ...{ stream: `s${n % STREAMS}`, expected: atRevision(Math.floor(n / STREAMS) - 1), commandId: `c-${n}` },
          ...{ time: timeAt(n), entries: [entryOf(`{"n":${n}}`, [{ keyId: 'k', box: Uint8Array.of(n & 255, 7) }])] },
        }),
      ),
    );
    expect(new Set((await Promise.all(appended)).map(({ kind }) => kind))).toEqual(new Set(['appended']));
  }
  const args = (from: string, to: string, ...rest: readonly string[]): readonly string[] => [
    ...['migrate', '--from', from, '--to', to, '--verzegeld', `sqlite:${file('sealed.db')}`],
    ...['--data', folder, '--log-id', 'gemeente', '--json', ...rest],
  ];
  const answer = ({ stdout }: Ended): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;
  const told = ({ stderr }: Ended): { code: string; detail: string } =>
    JSON.parse(stderr) as { code: string; detail: string };

  async function stateOf(log: LogReader): Promise<object> {
    const entries = await log.readAll(undefined, 5_000);
    return {
      root: openFrontier(await log.frontier())
        .root()
        .toString('hex'),
      entries: entries.map(({ bytes, sealed, position, stream, revision, id }) => [
        ...[position, stream, revision, id, Buffer.from(bytes).toString(), sealed.length],
      ]),
    };
  }
  async function inFile(name: string): Promise<object> {
    const log = await openSqliteReader(file(name));
    return stateOf(log).finally(() => log.close());
  }
  const look = <T>(wanted: () => Promise<T | undefined>): Promise<T> =>
    (async () => {
      for (;;) {
        const found = await wanted().catch(() => undefined);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();

  /** Kills the command in the middle of its work, without a warning. */
  async function killed(command: readonly string[], halfway: () => Promise<boolean>): Promise<void> {
    const child = started(command);
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('exit', (_code, signal) => resolve(signal)),
    );
    await Promise.race([look(async () => ((await halfway()) ? true : undefined)), ended]);
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
  }

  async function begin(entries: number): Promise<void> {
    openKeyring({ keysFile: file(FILES.keys), masterKeyFile: file(FILES.masterKey) }).close();
    const log = await openSqliteLog({ file: file(FILES.log), durability: 'normal' });
    await fill(log, entries);
    await log.close();
  }

  it('goes on where it was killed with signal 9, to EventStoreDB and back', async () => {
    await begin(ENTRIES);
    const before = await inFile(FILES.log);
    const toServer = args(`sqlite:${file(FILES.log)}`, double.url);
    const sealed = await openSealedStore(`sqlite:${file('sealed.db')}`);
    let log: LogReader | undefined;
    await killed(toServer, async () => {
      log ??= await openEventStoreDbLog({
        ...{ url: double.url, logId: 'gemeente', sealed, sequence: false, limits: { sweepMs: 10 } },
      });
      return (await log.head()).size >= HALFWAY;
    });
    const half = (await log!.head()).size;
    expect(half).toBeLessThan(ENTRIES);
    const trial = answer(await cli([...toServer, '--dry-run']));
    expect(trial).toMatchObject({ proef: true, regels: ENTRIES });
    const done = answer(await cli(toServer));
    expect(done).toMatchObject({ proef: false, regels: ENTRIES, opnieuwVerzegeld: 0 });
    expect(done['stondErAl']).toBeGreaterThanOrEqual(half);
    await look(async () => ((await log!.head()).size === ENTRIES ? true : undefined));
    expect(await stateOf(log!)).toEqual(before);
    expect(`${done['wortel'] as string}`).toBe((before as { root: string }).root);
    await log!.close();
    await sealed.close();

    const toFile = args(double.url, `sqlite:${file('terug.db')}`);
    await killed(toFile, async () => {
      const draft = await openSqliteReader(file('terug.db.verhuizing'));
      return (await draft.head().finally(() => draft.close())).size >= HALFWAY;
    });
    await expect(openSqliteReader(file('terug.db'))).rejects.toMatchObject({ code: 'LOG_IO' });
    const back = answer(await cli(toFile));
    expect(back).toMatchObject({ regels: ENTRIES, wortel: (before as { root: string }).root });
    expect(back['stondErAl']).toBeGreaterThanOrEqual(HALFWAY);
    expect(await inFile('terug.db')).toEqual(before);
  });

  it('refuses, in words and with a stable code, and leaves the log at work', async () => {
    await begin(3);
    const from = `sqlite:${file(FILES.log)}`;
    const same = await cli(args(from, `sqlite:${file('other.db')}`));
    expect([same.code, told(same).code]).toEqual([2, 'MIGRATE_SAME_ENGINE']);
    const none = await cli(args(`sqlite:${file('none.db')}`, double.url));
    expect([none.code, told(none).code]).toEqual([3, 'LOG_IO']);
    const wrong = await cli(args(from, 'http://127.0.0.1'));
    expect([wrong.code, told(wrong).code]).toEqual([2, 'URL_SCHEME_UNKNOWN']);
    expect(told(wrong).detail).toContain('--to');
    const unnamed = await cli(args(from, double.url, '--log-id', '.geen'));
    expect([unnamed.code, told(unnamed).code]).toEqual([2, 'LOG_ID_INVALID']);
    const elsewhere = await cli(['migrate', '--from', from, '--to', double.url, '--data', tmpdir(), '--json']);
    expect([elsewhere.code, told(elsewhere).code]).toEqual([2, 'NOT_INITIALISED']);
    const unsealed = await cli(['migrate', '--from', from, '--to', double.url, '--data', folder, '--json']);
    expect([unsealed.code, told(unsealed).code]).toEqual([2, 'MIGRATE_SEALED_MISSING']);
    const open = await openSqliteLog({ file: file(FILES.log), holder: 'de server' });
    const locked = await cli(args(from, double.url));
    expect([locked.code, told(locked).code]).toEqual([3, 'LOG_LOCKED']);
    expect(told(locked).detail).toContain('de server');
    await open.close();
    await double.faults.goDown();
    const away = await cli(args(from, double.url));
    expect([away.code, told(away).code]).toEqual([3, 'LOG_UNREACHABLE']);
    await (await openSqliteLog({ file: file(FILES.log) })).close();
  });

  it('reads an address from a file, so that a password is in no list of processes', async () => {
    await begin(3);
    writeFileSync(file('adres'), `${double.url}\n`);
    const trial = await cli(args(`sqlite:${file(FILES.log)}`, `@${file('adres')}`, '--dry-run'));
    expect(answer(trial)).toMatchObject({
      proef: true,
      regels: 3,
      stondErAl: 0,
      naar: `${double.url}, logboek gemeente`,
    });
    const before = readFileSync(file(FILES.log));
    const missing = await cli(args(`sqlite:${file(FILES.log)}`, `@${file('geen')}`));
    expect([missing.code, told(missing).code]).toEqual([2, 'FILE_MISSING']);
    expect(readFileSync(file(FILES.log)).equals(before)).toBe(true);
  });
});
