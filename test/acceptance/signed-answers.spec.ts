import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint, ed25519Verifier, parseVkey } from '#transparency';
import { createApp } from '../../apps/server/src/app.js';
import { openRuntime } from '../../apps/server/src/runtime/runtime.js';
import { serve, type Serving } from '../../apps/server/src/serve.js';

const NEVER = '9999-12-31T00:00:00.000Z';
const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
const SIZE = 'besluitspoor-log-size';
const ROOT = 'besluitspoor-log-root';

let folder: string;
let serving: Serving;
let headers: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signed-'));
  const runtime = await openRuntime({ folder });
  const { token } = runtime.tokens.issue({ person: 'p', role: 'MT', audience: 'auditor', expiresAt: NEVER });
  headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  serving = await serve(runtime, { host: '127.0.0.1', port: 0, keepViews: false });
});
afterEach(async () => {
  await serving.stop();
  rmSync(folder, { recursive: true, force: true });
});
const get = (path: string, own = headers) => fetch(serving.url + path, { headers: own });
const start = async (): Promise<{ readonly programma: string }> => {
  const answer = await fetch(`${serving.url}/v1/programmas`, {
    method: 'POST',
    headers,
    body: JSON.stringify(URGENCY),
  });
  return (await answer.json()) as { programma: string };
};
interface Checkpoint {
  readonly size: number;
  readonly root: string;
}
/** Signs what there is, and gives it. */
async function signed(): Promise<Checkpoint> {
  const note = await (await get('/v1/logboek/checkpoint')).text();
  const { bewijs } = (await (await get('/v1/gezondheid')).json()) as {
    bewijs: { oorsprong: string; controlesleutel: string };
  };
  const trusted = { origin: bewijs.oorsprong, logKeys: [ed25519Verifier(parseVkey(bewijs.controlesleutel))] };
  const { size, root } = openCheckpoint(Buffer.from(note), trusted);
  return { size, root: Buffer.from(root).toString('hex') };
}

it('says in every answer, refusals included, how far the log is signed and what its root is', async () => {
  const { programma } = await start();
  const { size, root } = await signed();
  expect(size).toBeGreaterThan(1);
  const paths = [
    '/',
    '/v1/openapi.json',
    '/v1/gezondheid',
    '/v1/programmas',
    `/v1/programmas/${programma}/collegerapportage`,
    `/v1/programmas/${programma}/nergens`,
    '/v1/logboek/entries?na=x',
    '/v1/logboek/entries/0/bewijs',
    '/nergens',
    '/v1/%E0%A4%A',
  ];
  for (const path of paths) {
    const answer = await get(path);
    expect([path, answer.headers.get(SIZE), answer.headers.get(ROOT)]).toEqual([path, String(size), root]);
  }
  const stranger = await get('/v1/programmas', {});
  expect([stranger.status, stranger.headers.get(SIZE)]).toEqual([401, String(size)]);
});

it('says it in the live feed as well', async () => {
  await start();
  const { size, root } = await signed();
  const { host, port, hostname } = new URL(serving.url);
  const head = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /v1/logboek/stroom HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${headers['authorization']}\r\n\r\n`,
      ),
    );
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1').toLowerCase());
    });
  });
  expect(head).toContain(`${SIZE}: ${size}\r\n`);
  expect(head).toContain(`${ROOT}: ${root}\r\n`);
});

it('moves on with what is signed, and an act is past it until then', async () => {
  await start();
  const before = await signed();
  const answer = await fetch(`${serving.url}/v1/programmas`, {
    method: 'POST',
    headers,
    body: JSON.stringify(URGENCY),
  });
  const { positie } = (await answer.json()) as { positie: string };
  expect(answer.headers.get(SIZE)).toBe(String(before.size));
  expect(Number(positie)).toBeGreaterThanOrEqual(before.size);
  const after = await signed();
  expect(after.size).toBeGreaterThan(Number(positie));
  expect((await get('/v1/gezondheid')).headers.get(ROOT)).toBe(after.root);
});

describe('an act says how it stands', () => {
  const act = (query: string, own: Readonly<Record<string, string>> = {}) =>
    fetch(`${serving.url}/v1/programmas${query}`, {
      method: 'POST',
      headers: { ...headers, ...own },
      body: JSON.stringify(URGENCY),
    });
  const size = async (): Promise<number> => ((await (await get('/v1/gezondheid')).json()) as { regels: number }).regels;

  it('durable at once; provable for who waits, and for who asks again later', async () => {
    const key = { 'idempotency-key': 'eerste' };
    const first = (await (await act('', key)).json()) as { staat: string; positie: string };
    expect(first.staat).toBe('duurzaam');
    const waited = await act('?wacht=aantoonbaar');
    const second = (await waited.json()) as typeof first & { gebeurtenissen: readonly { positie: string }[] };
    expect([waited.status, second.staat]).toEqual([201, 'aantoonbaar']);
    expect(Number(waited.headers.get(SIZE))).toBeGreaterThan(Number(second.positie));
    expect(second.gebeurtenissen.map(({ positie }) => positie)).toEqual([second.positie]);
    // What it says is provable has its proof.
    expect((await get(`/v1/logboek/entries/${second.positie}/bewijs`)).status).toBe(200);
    const again = await act('', key);
    expect([again.status, await again.json()]).toEqual([
      200,
      expect.objectContaining({ staat: 'aantoonbaar', positie: first.positie, herhaald: true }),
    ]);
  });

  it.each(['?wacht=lang', '?wacht=', '?wacht=Aantoonbaar'])('refuses %s, and records nothing', async (query) => {
    const before = await size();
    const answer = await act(query);
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'WAIT_INVALID' })]);
    expect((await act('?wacht=aantoonbaar&wacht=aantoonbaar')).status).toBe(400);
    expect(await size()).toBe(before);
  });
});

it('says nothing of a log that was never signed', async () => {
  const other = mkdtempSync(join(tmpdir(), 'unsigned-'));
  const runtime = await openRuntime({ folder: other });
  const app = await createApp(runtime);
  const answer = await app.getHttpAdapter().getInstance().inject({ url: '/v1/gezondheid' });
  expect([answer.headers[SIZE], answer.headers[ROOT]]).toEqual([undefined, undefined]);
  await app.close();
  await runtime.close();
  rmSync(other, { recursive: true, force: true });
});
