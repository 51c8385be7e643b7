import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ed25519Verifier,
  encodeBase64,
  formatSignatureLine,
  leafHash,
  openCheckpoint,
  parseVkey,
  proveConsistency,
  rangesFromLeaves,
  signCheckpoint,
  verifierFor,
  verifyTlogProof,
  type TrustedLog,
} from '#transparency';
import { createApp } from '../../apps/server/src/app.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { EVIDENCE_FILE } from '../../apps/server/src/proof/cosigners.js';
import { readGuard } from '../../apps/server/src/proof/guard.js';
import { draftPlace } from '../../apps/server/src/proof/guard-place.js';
import { openLogKey } from '../../apps/server/src/proof/log-key.js';
import { publish } from '../../apps/server/src/proof/publish.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { initWitness } from '../../apps/witness/src/folder.js';
import { Organ } from './organ.js';

const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
const NEVER = '9999-12-31T00:00:00.000Z';
const SOON_MS = 15_000;
jest.setTimeout(60_000);

/** Waits for what happens beside everything else. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + SOON_MS; !(await what()); await sleep(20))
    if (Date.now() > end) throw new Error(`did not happen in time: ${what.toString()}`);
}

let root: string;
let folder: string;
let runtime: Runtime;
let checkpointer: Checkpointer;
let app: NestFastifyApplication | undefined;
let authorization: string;
let raad: Organ;
let accountant: Organ;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'witnesses-'));
  folder = join(root, 'data');
  await (await openRuntime({ folder })).close();
  const { vkey } = openLogKey(join(folder, FILES.logKey));
  raad = await new Organ(join(root, 'raad'), 'raad', vkey).up();
  accountant = await new Organ(join(root, 'accountant'), 'accountant', vkey).up();
});
afterEach(async () => {
  await close();
  await raad.down();
  await accountant.down();
  rmSync(root, { recursive: true, force: true });
});

const policy = (quorum: number, ...organs: readonly Organ[]): void =>
  writeFileSync(
    join(folder, 'witnesses.json'),
    JSON.stringify({ quorum, witnesses: organs.map(({ settings }) => settings) }),
  );
async function open(): Promise<void> {
  runtime = await openRuntime({ folder });
  checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  app = await createApp(runtime, { checkpointer });
  const { token } = runtime.tokens.issue({ person: 'p', role: 'MT', audience: 'auditor', expiresAt: NEVER });
  authorization = `Bearer ${token}`;
}
async function close(): Promise<void> {
  if (app === undefined) return;
  await app.close();
  await checkpointer.stop();
  await runtime.close();
  app = undefined;
}
const http = () => app!.getHttpAdapter().getInstance();
const get = (url: string) => http().inject({ url, headers: { authorization } });
const act = () =>
  http().inject({ method: 'POST', url: '/v1/programmas', headers: { authorization }, payload: URGENCY });
async function acts(count: number): Promise<void> {
  for (let done = 0; done < count; done++) expect((await act()).statusCode).toBe(201);
  await checkpointer.signNow();
}
const origin = (): string => checkpointer.status().origin;
const signedSize = (): number => checkpointer.checkpoint?.size ?? 0;
const cosignedSize = (): number => checkpointer.cosigners.cosigned?.size ?? 0;
const trusted = (): TrustedLog => ({
  origin: origin(),
  logKeys: [ed25519Verifier(parseVkey(checkpointer.status().vkey))],
  witnessKeys: [verifierFor(raad.vkey), verifierFor(accountant.vkey)],
});
const shown = async () => openCheckpoint((await get('/v1/logboek/checkpoint')).rawPayload, trusted());
const health = async (): Promise<{ status: string; redenen: string[]; bewijs: { getuigen: object[] } }> =>
  JSON.parse((await get('/v1/gezondheid')).body);

describe('witnesses', () => {
  it('cosign what is signed, and everybody is shown their signatures', async () => {
    policy(2, raad, accountant);
    await open();
    await acts(3);
    await until(() => cosignedSize() === signedSize());
    const { size, cosignatures } = await shown();
    expect([size, cosignatures.length]).toEqual([signedSize(), 2]);
    const [entry] = await runtime.log.readAll(undefined, 1);
    const receipt = await get('/v1/logboek/entries/0/bewijs');
    const proven = verifyTlogProof(receipt.rawPayload, leafHash(entry!.bytes), trusted());
    expect(proven.checkpoint.cosignatures).toHaveLength(2);
    const mirror = join(root, 'mirror');
    await publish(mirror, runtime.log, checkpointer.tree, checkpointer.shown!.note);
    expect(openCheckpoint(readFileSync(join(mirror, 'checkpoint')), trusted()).cosignatures).toHaveLength(2);
    const { redenen, bewijs } = await health();
    expect(redenen.join()).not.toMatch(/getuige/i);
    expect(bewijs.getuigen).toEqual([
      { naam: 'getuige.example/raad', orgaan: 'raad', medeondertekend: size, achterstand: 0 },
      { naam: 'getuige.example/accountant', orgaan: 'accountant', medeondertekend: size, achterstand: 0 },
    ]);
  });

  it('hold nothing up when one of two is down, and meet on one checkpoint when it is back', async () => {
    policy(2, raad, accountant);
    await accountant.down();
    await open();
    await acts(2);
    await until(() => raad.size(origin()) === signedSize());
    await acts(2);
    await until(() => raad.size(origin()) === signedSize());
    expect((await shown()).cosignatures).toEqual([]);
    const { status, redenen } = await health();
    expect([status, redenen.join()]).toEqual(['oranje', expect.stringMatching(/accountant loopt \d+ regels achter/)]);
    await accountant.up();
    await until(() => cosignedSize() === signedSize());
    expect((await shown()).cosignatures).toHaveLength(2);
    await until(async () => !(await health()).redenen.join().includes('loopt'));
  });

  it('are enough when the quorum is met without the one that is down', async () => {
    policy(1, raad, accountant);
    await accountant.down();
    await open();
    await acts(1);
    await until(() => cosignedSize() === signedSize());
    expect((await shown()).cosignatures).toHaveLength(1);
  });

  it('go on after a restart of either side, and the cosigned checkpoint is there at once', async () => {
    policy(2, raad, accountant);
    await open();
    await acts(2);
    await until(() => cosignedSize() === signedSize());
    await close();
    await raad.down();
    await open();
    expect(cosignedSize()).toBe(signedSize());
    await raad.up();
    await acts(2);
    await until(() => cosignedSize() === signedSize());
    expect(raad.size(origin())).toBe(signedSize());
  });

  it('show a lag while everything is written at full speed, and none after', async () => {
    policy(2, raad, accountant);
    await open();
    for (let round = 0; round < 15; round++) await acts(1);
    await until(() => cosignedSize() === signedSize());
    expect((await shown()).cosignatures).toHaveLength(2);
  });

  it('may be asked for the checkpoint by many at once', async () => {
    policy(1, raad);
    await open();
    for (let round = 0; round < 3; round++) {
      expect((await act()).statusCode).toBe(201);
      await Promise.all(Array.from({ length: 8 }, () => checkpointer.signNow()));
    }
    expect(checkpointer.status().failure).toBeUndefined();
    await until(() => cosignedSize() === signedSize());
  });

  it.each([
    ['no list', {}],
    ['a quorum that one organ cannot make', { quorum: 2, witnesses: ['same', 'same'] }],
    ['the key of a log', { quorum: 1, witnesses: ['log'] }],
    ['an address that others can write on', { quorum: 1, witnesses: ['plain'] }],
    ['no object', []],
  ])('are refused at the start: %s', async (_what, settings) => {
    const made: Record<string, object> = {
      same: { ...raad.settings, organ: 'raad' },
      log: { ...raad.settings, vkey: openLogKey(join(folder, FILES.logKey)).vkey },
      plain: { ...raad.settings, url: 'http://getuige.example/' },
    };
    const witnesses = (settings as { witnesses?: string[] }).witnesses?.map((name) => made[name]);
    writeFileSync(join(folder, 'witnesses.json'), JSON.stringify({ ...settings, ...(witnesses && { witnesses }) }));
    runtime = await openRuntime({ folder });
    expect(() => startCheckpointer(runtime)).toThrow(/De getuigen in .* kloppen niet/);
    await runtime.close();
  });
});

describe('a witness that answers something strange', () => {
  let server: Server | undefined;
  afterEach(async () => {
    await close();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  });

  const large = 'x'.repeat(100_000);
  const line = (name: string): string => `— ${name} ${Buffer.alloc(76, 1).toString('base64')}\n`;
  it.each([
    ['nothing', 200, '', /medeondertekening die niet klopt/],
    ['words', 200, 'akkoord\n', /medeondertekening die niet klopt/],
    ['a signature by another', 200, line('getuige.example/ander'), /medeondertekening die niet klopt/],
    ['a signature that does not hold', 200, 'own', /medeondertekening die niet klopt/],
    ['too much', 200, large, /langer dan/],
    ['another address', 302, '', /./],
    ['that the log is unknown', 404, '', /kent dit logboek niet/],
    ['that the key is unknown', 403, '', /vertrouwt de sleutel/],
    ['a failure', 500, large.slice(0, 100), /geeft fout 500/],
    ['a size that is no number', 409, 'veel\n', /laat dat niet zien/],
    ['the size that it was told', 409, '0\n', /laat dat niet zien/],
    ['another size each time', 409, 'turns', /telkens iets anders/],
    ['that nothing fits, and shows no reason', 422, '', /laat dat niet zien/],
  ])('lags, and the log goes on: %s', async (_what, status, answer, failure) => {
    let turn = 0;
    const body = (): string => {
      if (answer === 'turns') return `${++turn % 2}\n`;
      const { name, keyId } = parseVkey(raad.vkey);
      if (answer !== 'own') return answer;
      return formatSignatureLine({ name, keyId, signature: Buffer.alloc(72, 1) });
    };
    server = createServer((request, response) => {
      const path = request.url ?? '';
      if (path !== '/add-checkpoint') return void response.writeHead(404).end();
      request.resume().on('end', () => response.writeHead(status, { Location: '/elsewhere' }).end(body()));
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(
      join(folder, 'witnesses.json'),
      JSON.stringify({ quorum: 1, witnesses: [{ ...raad.settings, url }] }),
    );
    await open();
    await acts(2);
    await until(() => checkpointer.cosigners.status()[0]!.failure !== undefined);
    expect(checkpointer.cosigners.status()[0]!.failure).toMatch(failure);
    expect(checkpointer.status().failure).toBeUndefined();
    await acts(1);
    expect(cosignedSize()).toBe(0);
    expect((await health()).status).toBe('oranje');
  });
});

describe('a log that went back in time, with its guard and all', () => {
  /** As a whole disk is put back: the guard itself cannot tell that it is a copy. */
  const putBack = (name = 'older'): void => {
    rmSync(folder, { recursive: true });
    cpSync(join(root, name), folder, { recursive: true });
    const guard = join(folder, FILES.guard);
    draftPlace(guard, readGuard(guard)!.size).take();
  };
  async function goOnFromCopy(): Promise<void> {
    policy(1, raad);
    await open();
    await acts(2);
    await until(() => cosignedSize() === signedSize());
    await close();
    cpSync(folder, join(root, 'older'), { recursive: true });
    await open();
    await acts(3);
    await until(() => cosignedSize() === signedSize());
    await close();
  }

  it('is stopped by the witness, also after a restart without it; and not when the newest copy is back', async () => {
    await goOnFromCopy();
    cpSync(folder, join(root, 'newest'), { recursive: true });
    putBack();
    await open();
    await until(() => checkpointer.status().failure !== undefined);
    expect((await act()).statusCode).toBe(503);
    const { status, redenen } = await health();
    expect(status).toBe('rood');
    expect(redenen.join()).toMatch(/getuige.example\/raad heeft \d+ regels medeondertekend/);
    expect(existsSync(join(folder, EVIDENCE_FILE))).toBe(true);
    await close();
    await raad.down();
    await open();
    expect((await act()).statusCode).toBe(503);
    expect((await health()).redenen.join()).toMatch(/oudere kopie/);
    await close();
    const evidence = readFileSync(join(folder, EVIDENCE_FILE));
    putBack('newest');
    writeFileSync(join(folder, EVIDENCE_FILE), evidence);
    await raad.up();
    await open();
    await acts(1);
    await until(() => cosignedSize() === signedSize());
  });

  it('and grew past what the witness knows, is stopped as another history', async () => {
    await goOnFromCopy();
    putBack();
    await raad.down();
    await open();
    await acts(6);
    await raad.up();
    await until(() => checkpointer.status().failure !== undefined);
    expect(checkpointer.status().failure).toMatch(/niet meer die welke een getuige/);
    expect((await act()).statusCode).toBe(503);
  });
});

const MAIN = join(__dirname, '../../dist/apps/witness/src/main.js');

describe('a witness that is killed between looking and answering', () => {
  const SIZES = 1_000;
  const ROUNDS = 6;
  const leaves = Array.from({ length: SIZES }, (_, at) => leafHash(Buffer.from(`regel ${at}`)));
  const forked = Array.from({ length: SIZES }, (_, at) => leafHash(Buffer.from(`andere regel ${at}`)));
  const rangesOf = (tree: readonly Uint8Array[]) => rangesFromLeaves((index) => tree[index]!);

  let child: ChildProcess | undefined;
  let url: string;
  async function start(map: string): Promise<void> {
    const words = [MAIN, 'serve', '--map', map, '--poort', '0'];
    child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout!.on('data', (part: Buffer) => (said += part.toString()));
    await until(() => said.includes('http://'));
    url = /http:\/\/[0-9.:]+/.exec(said)![0];
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => child!.once('exit', resolve));
    child!.kill(signal);
    await ended;
  }

  it('never forgets what it cosigned, and never signs two histories', async () => {
    if (!existsSync(MAIN)) throw new Error('dist/ is missing: run `npm run build` first (npm test does so by itself)');
    const key = openLogKey(join(root, 'other.key'));
    const map = join(root, 'killed');
    initWitness(map, 'getuige.example/killed', [key.vkey]);
    const bodyOf = async (from: number, to: number, tree: readonly Uint8Array[]): Promise<string> => {
      const proof = from === 0 || from === to ? [] : proveConsistency(from, to, rangesOf(tree));
      const note = await signCheckpoint({ origin: key.origin, size: to, root: rangesOf(tree)(0, to) }, key);
      return `old ${from}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${note}`;
    };
    const send = (body: string): Promise<Response | undefined> =>
      fetch(`${url}/add-checkpoint`, { method: 'POST', body }).catch(() => undefined);
    let answered = 0;
    let known = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await start(map);
      // What the log was told before the kill, the witness still holds or is beyond.
      const told = await send(await bodyOf(0, 1, leaves));
      const holds = told!.status === 409 ? Number(await told!.text()) : 1;
      expect(holds).toBeGreaterThanOrEqual(known);
      known = holds;
      const before = answered;
      if (known > 1) expect((await send(await bodyOf(known, known, forked)))!.status).toBe(422);
      let killed: Promise<void> | undefined;
      for (let to = known + 1; ; to++) {
        // After the first answer, a little later each round: while it looks, keeps or answers.
        if (answered > before) killed ??= sleep(round).then(() => end('SIGKILL'));
        const answer = await send(await bodyOf(known, to, leaves));
        const lines = await answer?.text().catch(() => undefined);
        if (answer?.status !== 200 || lines === undefined) break;
        known = to;
        answered += 1;
      }
      await killed;
    }
    await start(map);
    expect((await send(await bodyOf(0, SIZES, forked)))!.status).toBe(409);
    await end('SIGTERM');
    expect(child!.exitCode).toBe(0);
  });
});
