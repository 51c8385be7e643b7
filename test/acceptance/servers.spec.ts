import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { audienceOf } from '#access';
import { leafHash, openFrontier, signCheckpoint } from '#transparency';
import { createApp } from '../../apps/server/src/app.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { EVIDENCE_FILE } from '../../apps/server/src/proof/cosigners.js';
import { openLogKey } from '../../apps/server/src/proof/log-key.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { isInitialised, openLogReader } from '../../apps/server/src/runtime/open-log.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { Organ } from './organ.js';

/** The server over a log on EventStoreDB, as the configuration names it: one server, and two on the same log. */

const NEVER = '9999-12-31T00:00:00.000Z';
const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
const GOAL = { doel: 'De hele organisatie werkt digitaal.', namens: 'MT' };

interface Running {
  readonly runtime: Runtime;
  readonly app: NestFastifyApplication;
  readonly checkpointer: Checkpointer;
}
let double: EventStoreDouble;
let folder: string;
let servers: Running[];

beforeEach(async () => {
  double = await startDouble();
  folder = mkdtempSync(join(tmpdir(), 'servers-'));
  servers = [];
  process.env['BESLUITSPOOR_LOG_URL'] = double.url;
  process.env['BESLUITSPOOR_SEALED_URL'] = `sqlite:${join(folder, 'sealed.db')}`;
});
afterEach(async () => {
  for (const { app, checkpointer, runtime } of servers) {
    await app.close();
    await checkpointer.stop();
    await runtime.close();
  }
  await double.stop();
  for (const name of Object.keys(process.env)) if (name.startsWith('BESLUITSPOOR_')) delete process.env[name];
  rmSync(folder, { recursive: true });
});

/** All servers of one log share its keys and its guard. */
async function start(name: string): Promise<Running> {
  process.env['BESLUITSPOOR_SERVER'] = name;
  const runtime = await openRuntime({ folder });
  const checkpointer = startCheckpointer(runtime);
  const running = { runtime, checkpointer, app: await createApp(runtime, { checkpointer }) };
  servers.push(running);
  await checkpointer.ready;
  return running;
}
async function ask({ app }: Running, url: string, token: string, body?: object) {
  const answer = await app
    .getHttpAdapter()
    .getInstance()
    .inject({
      method: body === undefined ? 'GET' : 'POST',
      url: `/v1/${url}`,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
  return { status: answer.statusCode, json: JSON.parse(answer.body) as Record<string, unknown> };
}
const tokenOf = ({ runtime }: Running): string =>
  runtime.tokens.issue({ person: 'p-mt', role: 'MT', audience: audienceOf('MT'), expiresAt: NEVER }).token;

it('records, seals and signs on EventStoreDB, and finds it again after a restart', async () => {
  expect(isInitialised(folder)).toBe(false);
  const server = await start('een');
  const token = tokenOf(server);
  const opened = await ask(server, 'programmas', token, URGENCY);
  expect(opened.status).toBe(201);
  await server.checkpointer.signNow();
  const { size } = await server.runtime.log.head();
  expect(server.checkpointer.status()).toMatchObject({ signed: size, failure: undefined, guardSharesDevice: false });
  servers.pop();
  await server.app.close();
  await server.checkpointer.stop();
  await server.runtime.close();
  const again = await start('een');
  expect((await again.runtime.log.head()).size).toBe(size);
  const entries = await ask(again, 'logboek/entries', token);
  expect(JSON.stringify(entries.json)).toContain(URGENCY.verklaring);
}, 60_000);

it('lets two servers act on one programme, and both read everything', async () => {
  const one = await start('een');
  const two = await start('twee');
  const token = tokenOf(one);
  const opened = await ask(one, 'programmas', token, URGENCY);
  const programme = String(opened.json['programma']);
  expect((await ask(two, `programmas/${programme}/doelen/vaststellen`, token, GOAL)).status).toBe(201);
  // What another recorded a moment ago is durable, and read by who asks for it.
  await one.runtime.log.catchUp!();
  const sizes = await Promise.all([one, two].map(async ({ runtime }) => (await runtime.log.head()).size));
  expect(sizes[0]).toBe(sizes[1]);
  // Both sign with one guard: whoever comes second takes over what the first one signed, and neither stops.
  for (const { checkpointer } of [one, two, one]) await checkpointer.signNow();
  for (const { checkpointer } of [one, two])
    expect(checkpointer.status()).toMatchObject({ signed: sizes[0], failure: undefined });
  const reader = await openLogReader(folder);
  expect((await reader.head()).size).toBe(sizes[0]);
  await reader.close();
}, 60_000);

it('answers an act when it is durable, shows it in what is asked next, and waits for proof when asked to', async () => {
  const server = await start('een');
  const token = tokenOf(server);
  const opened = await ask(server, 'programmas', token, URGENCY);
  expect(opened).toMatchObject({ status: 201, json: { staat: 'duurzaam', versie: 0 } });
  // Its place comes later, and nothing else is told instead of it.
  expect(JSON.stringify(opened.json)).not.toContain('positie');
  const programme = String(opened.json['programma']);
  const report = await ask(server, `programmas/${programme}/collegerapportage`, token);
  expect([report.status, JSON.stringify(report.json)]).toEqual([200, expect.stringContaining(programme)]);
  const waited = await ask(server, `programmas/${programme}/doelen/vaststellen?wacht=aantoonbaar`, token, GOAL);
  expect(waited).toMatchObject({ status: 201, json: { staat: 'aantoonbaar', versie: 1 } });
  const { size } = await server.runtime.log.head();
  expect(Number(waited.json['positie'])).toBe(size - 1);
  expect(server.checkpointer.status().signed).toBe(size);
  const entries = await server.runtime.log.readStream(programme, 0, 10);
  expect(entries.map(({ position }) => position)).toEqual([size - 2, size - 1]);
}, 60_000);

const SOON_MS = 20_000;
async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + SOON_MS; !what(); await sleep(20))
    if (Date.now() > end) throw new Error(`did not happen in time: ${what.toString()}`);
}

describe('a witness, over several servers', () => {
  let raad: Organ;
  let road: Server | undefined;

  beforeEach(async () => {
    const { vkey } = openLogKey(join(folder, FILES.logKey));
    raad = await new Organ(join(folder, 'raad'), 'raad', vkey).up();
  });
  afterEach(async () => {
    road?.closeAllConnections();
    road?.close();
    await raad.down();
  });

  const trust = (url: string | undefined): void =>
    writeFileSync(
      join(folder, 'witnesses.json'),
      JSON.stringify({ quorum: 1, witnesses: [{ ...raad.settings, ...(url !== undefined && { url }) }] }),
    );
  /** A road to the witness on which what is asked waits for `first`, once. */
  async function slowRoad(first: () => Promise<void>): Promise<string> {
    let waiting: Promise<void> | undefined;
    road = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        waiting ??= first();
        const { url } = raad.settings as { url: string };
        void waiting
          .then(() =>
            fetch(new URL(request.url!, url), {
              method: request.method!,
              ...(request.method === 'POST' ? { body: Buffer.concat(parts) } : {}),
            }),
          )
          .then(async (answer) => response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer())));
      });
    });
    await new Promise<void>((resolve) => road!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(road.address() as AddressInfo).port}/`;
  }

  it('that saw more of another server stops nobody: the server that lags reads on first', async () => {
    trust(undefined);
    const one = await start('een');
    const token = tokenOf(one);
    expect((await ask(one, 'programmas', token, URGENCY)).status).toBe(201);
    await one.checkpointer.signNow();
    await until(() => raad.size(one.checkpointer.status().origin) === one.checkpointer.status().signed);
    // The second asks for what it signed last; before its question arrives, the first has shown more than it has read.
    let hadRead = 0;
    const signedByOne = (): number => one.checkpointer.status().signed;
    trust(
      await slowRoad(async () => {
        hadRead = servers[1]!.checkpointer.tree.size;
        for (let act = 0; act < 3; act++) await ask(one, 'programmas', token, URGENCY);
        await one.checkpointer.signNow();
        await until(() => raad.size(one.checkpointer.status().origin) === one.checkpointer.status().signed);
      }),
    );
    const two = await start('twee');
    expect(hadRead).toBeGreaterThan(0);
    expect(hadRead).toBeLessThan(signedByOne());
    await until(() => two.checkpointer.tree.size >= signedByOne());
    for (const { checkpointer } of [one, two]) {
      await checkpointer.signNow();
      expect(checkpointer.status().failure).toBeUndefined();
    }
    expect((await ask(two, 'programmas', token, URGENCY)).status).toBe(201);
    await two.checkpointer.signNow();
    await until(() => two.checkpointer.cosigners.cosigned?.size === two.checkpointer.status().signed);
  }, 60_000);

  it.each([
    ['more entries than the ledger holds', 5, 'LOG_ROLLED_BACK'],
    ['as many entries, with another root', 0, 'LOG_FORKED'],
  ])(
    'that cosigned %s stops every server',
    async (_what, extra, code) => {
      const one = await start('een');
      const token = tokenOf(one);
      expect((await ask(one, 'programmas', token, URGENCY)).status).toBe(201);
      const key = openLogKey(join(folder, FILES.logKey));
      const other = openFrontier();
      const { size } = await one.runtime.log.head();
      for (let at = 0; at < size + extra; at++) other.append(leafHash(Buffer.from(`andere regel ${at}`)));
      const note = await signCheckpoint({ origin: key.origin, size: size + extra, root: other.root() }, key);
      const { url } = raad.settings as { url: string };
      const shown = await fetch(`${url}add-checkpoint`, { method: 'POST', body: `old 0\n\n${note}` });
      expect(shown.status).toBe(200);
      trust(undefined);
      for (const name of ['twee', 'drie']) {
        const server = await start(name);
        await until(() => server.checkpointer.status().failure !== undefined);
        expect(await ask(server, 'programmas', token, URGENCY)).toMatchObject({ status: 503, json: { code } });
        expect((await ask(server, 'gezondheid/gereed', token)).status).toBe(503);
      }
      expect(existsSync(join(folder, EVIDENCE_FILE))).toBe(true);
    },
    60_000,
  );
});
