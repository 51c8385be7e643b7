import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { audienceOf } from '#access';
import { createApp } from '../../apps/server/src/app.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { isInitialised, openLogReader } from '../../apps/server/src/runtime/open-log.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';

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
