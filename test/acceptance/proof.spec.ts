import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseSync } from '@photostructure/sqlite';
import { LogUnavailable } from '#event-log';
import { ed25519Verifier, leafHash, openCheckpoint, parseVkey, verifyTiles, verifyTlogProof } from '#transparency';
import { tilePath } from '#transparency';
import { createApp } from '../../apps/server/src/app.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { readGuard } from '../../apps/server/src/proof/guard.js';
import { draftPlace } from '../../apps/server/src/proof/guard-place.js';
import { publish } from '../../apps/server/src/proof/publish.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';

const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
const NEVER = '9999-12-31T00:00:00.000Z';

let root: string;
let folder: string;
let runtime: Runtime;
let checkpointer: Checkpointer;
let app: NestFastifyApplication;
let authorization: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'proof-'));
  folder = join(root, 'data');
  await open();
  const { token } = runtime.tokens.issue({ person: 'p', role: 'MT', audience: 'auditor', expiresAt: NEVER });
  authorization = `Bearer ${token}`;
});
afterEach(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  runtime = await openRuntime({ folder });
  checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  app = await createApp(runtime, { checkpointer });
}
async function close(): Promise<void> {
  await app.close();
  await checkpointer.stop();
  await runtime.close();
}
const get = (url: string) => app.getHttpAdapter().getInstance().inject({ url, headers: { authorization } });
const start = () =>
  app
    .getHttpAdapter()
    .getInstance()
    .inject({ method: 'POST', url: '/v1/programmas', headers: { authorization }, payload: URGENCY });
async function acts(count: number): Promise<void> {
  for (let done = 0; done < count; done++) expect((await start()).statusCode).toBe(201);
}
const trusted = () => {
  const { origin, vkey } = checkpointer.status();
  return { origin, logKeys: [ed25519Verifier(parseVkey(vkey))] };
};
const copyTo = (name: string): void => cpSync(folder, join(root, name), { recursive: true });
/** What is left of a disk that was put back as a whole: the guard cannot tell that it is a copy. */
const asOfWholeDisk = (guard: string): void => draftPlace(guard, readGuard(guard)!.size).take();
async function refusedAtOpening(): Promise<string> {
  const error: unknown = await openRuntime({ folder }).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(LogUnavailable);
  return (error as LogUnavailable).code;
}

describe('the signed log', () => {
  it('signs what was recorded, and gives each entry a receipt that foreign tools can check', async () => {
    await acts(3);
    const { body: note } = await get('/v1/logboek/checkpoint');
    const { size } = openCheckpoint(Buffer.from(note), trusted());
    expect(size).toBe((await runtime.log.head()).size);
    for (const entry of await runtime.log.readAll(undefined, 10)) {
      const receipt = await get(`/v1/logboek/entries/${entry.position}/bewijs`);
      const proven = verifyTlogProof(receipt.rawPayload, leafHash(entry.bytes), trusted());
      expect(proven).toMatchObject({ index: entry.position });
      expect(() => verifyTlogProof(receipt.rawPayload, leafHash(Buffer.from('anders')), trusted())).toThrow();
    }
    expect((await get(`/v1/logboek/entries/${size}/bewijs`)).statusCode).toBe(404);
  });

  it('is published as files that hold together, and grows by what is new', async () => {
    await acts(2);
    await checkpointer.signNow();
    const mirror = join(root, 'mirror');
    const first = await publish(mirror, runtime.log, checkpointer.tree, checkpointer.checkpoint!.note);
    await acts(1);
    await checkpointer.signNow();
    const second = await publish(mirror, runtime.log, checkpointer.tree, checkpointer.checkpoint!.note);
    expect(second.size).toBeGreaterThan(first.size);
    const opened = openCheckpoint(readFileSync(join(mirror, 'checkpoint')), trusted());
    verifyTiles(opened.size, opened.root, (address) => readFileSync(join(mirror, tilePath(address))));
    const same = await publish(mirror, runtime.log, checkpointer.tree, checkpointer.checkpoint!.note);
    expect(same.files).toBe(0);
    const served = await get(`/v1/logboek/tile/0/000.p/${opened.size}`);
    expect(served.rawPayload.equals(readFileSync(join(mirror, `tile/0/000.p/${opened.size}`)))).toBe(true);
  });

  it.each(['tile/0/000.p/255', 'tile/0/999', 'tile/entries/001'])('does not have %s', async (path) => {
    await acts(1);
    expect((await get(`/v1/logboek/${path}`)).statusCode).toBe(404);
  });
  it.each(['tile/00/000', 'tile/0/x000/000', 'tile/0/000.p/256', 'tile/..%2f..%2flog.key'])(
    'refuses the address %s',
    async (path) => {
      await acts(1);
      expect((await get(`/v1/logboek/${path}`)).statusCode).toBe(400);
    },
  );
});

describe('a log that is not what was signed', () => {
  it('is refused when an older copy was put back, and nothing is recorded', async () => {
    await acts(1);
    await close();
    copyTo('older');
    await open();
    await acts(2);
    await close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, FILES.log + suffix), { force: true });
    copyFileSync(join(root, 'older', FILES.log), join(folder, FILES.log));
    expect(await refusedAtOpening()).toBe('LOG_ROLLED_BACK');
    copyFileSync(join(root, 'older', FILES.guard), join(folder, FILES.guard));
    expect(await refusedAtOpening()).toBe('LOG_ROLLED_BACK');
    asOfWholeDisk(join(folder, FILES.guard));
    await open();
  });

  it('is refused when the last entry is another than was signed', async () => {
    await acts(1);
    await close();
    copyTo('fork');
    await open();
    await acts(1);
    await close();
    const mine = join(root, 'mine');
    cpSync(folder, mine, { recursive: true });
    rmSync(folder, { recursive: true });
    cpSync(join(root, 'fork'), folder, { recursive: true });
    expect(await refusedAtOpening()).toBe('GUARD_COPIED');
    asOfWholeDisk(join(folder, FILES.guard));
    await open();
    await acts(1);
    await close();
    copyFileSync(join(mine, FILES.guard), join(folder, FILES.guard));
    expect(await refusedAtOpening()).toBe('LOG_FORKED');
    copyFileSync(join(mine, FILES.log), join(folder, FILES.log));
    await open();
  });

  it('records nothing more when an earlier entry was changed, and says so in health', async () => {
    await acts(3);
    await close();
    const db = new DatabaseSync(join(folder, FILES.log));
    db.exec(`DROP TRIGGER entry_no_update; UPDATE entry SET bytes = CAST('{}' AS BLOB) WHERE position = 1`);
    db.close();
    await open();
    expect((await start()).statusCode).toBe(503);
    expect(JSON.parse((await get('/v1/gezondheid')).body)).toMatchObject({ status: 'rood' });
  });

  it('is not signed when somebody else signed meanwhile', async () => {
    await acts(1);
    await checkpointer.signNow();
    const before = runtime.guard.read()!;
    expect(runtime.guard.replace(before, { ...before, note: 'van een ander' })).toBe(true);
    await acts(1);
    await checkpointer.signNow();
    expect(checkpointer.status().failure).toMatch(/tweede server/);
    expect(runtime.guard.read()!.note).toBe('van een ander');
    runtime.guard.replace(runtime.guard.read(), before);
  });
});
