import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { audienceOf } from '#access';
import { LogUnavailable } from '#event-log';
import { createApp } from '../app.js';
import type { ProofStatus } from '../proof/checkpointer.js';
import { openRuntime, type Runtime } from '../runtime/runtime.js';
import { Metrics } from './metrics.js';
import { serveMetrics } from './metrics-server.js';

const SECRET_WORDS = 'Onuitsprekelijk-besluit-over-een-persoon';
const NEVER = '9999-12-31T00:00:00.000Z';
const PERSON = 'p-herkenbaar';
const SIGNED_AT = '2026-01-01T00:00:00.000Z';
const AGE_MS = 90_000;

let folder: string;
let runtime: Runtime;
let app: NestFastifyApplication;
let metrics: Metrics;
let token: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  runtime = await openRuntime({ folder });
  const proof = (): ProofStatus =>
    ({
      signed: 1,
      signedAt: SIGNED_AT,
      cosigned: 0,
      failure: undefined,
      witnesses: [{ name: 'getuige.example/1', organ: 'griffie', size: 0, lag: 1, failure: 'antwoordt niet' }],
      timestamps: undefined,
    }) as unknown as ProofStatus;
  metrics = new Metrics({
    log: runtime.log,
    timekeeper: runtime.timekeeper,
    proof,
    views: () => ({ position: 0, parked: [], failure: undefined }),
    nowMs: () => Date.parse(SIGNED_AT) + AGE_MS,
  });
  app = await createApp(runtime, { metrics });
  token = runtime.tokens.issue({ person: PERSON, role: 'MT', audience: audienceOf('MT'), expiresAt: NEVER }).token;
});
afterEach(async () => {
  await app.close();
  await runtime.close();
  rmSync(folder, { recursive: true });
});

const act = (path: string, body: object) =>
  app
    .getHttpAdapter()
    .getInstance()
    .inject({
      method: 'POST',
      url: `/v1/${path}`,
      payload: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': path },
    });
const urgency = () => act('programmas', { eigenaar: 'MT', verklaring: SECRET_WORDS });
const values = async (): Promise<ReadonlyMap<string, number>> =>
  new Map(
    (await metrics.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('the figures of a server', () => {
  it('count acts by outcome and refusals by code', async () => {
    expect((await urgency()).statusCode).toBe(201);
    expect((await urgency()).statusCode).toBe(200);
    const { statusCode, body } = await act('organisatie/organen/opheffen', {});
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(body).toContain('code');
    const counted = await values();
    expect(counted.get('besluitspoor_acts_total{outcome="recorded",code=""}')).toBe(1);
    expect(counted.get('besluitspoor_acts_total{outcome="repeated",code=""}')).toBe(1);
    expect(counted.get('besluitspoor_act_seconds_count')).toBe(2);
    expect(counted.get('besluitspoor_acts_waiting')).toBe(0);
  });

  it('count a refusal under each rule that was broken, and a log that cannot be used under its code', async () => {
    const broken = [{ refusal: { code: 'OUTSIDE_MANDATE' } }, { refusal: { code: 'ROLE_VACANT' } }];
    await metrics.watch(() => Promise.resolve({ kind: 'refused', broken } as never));
    await expect(metrics.watch(() => Promise.reject(new LogUnavailable('LOG_DISK_FULL', 'Vol.')))).rejects.toThrow(
      'Vol.',
    );
    const counted = await values();
    expect(counted.get('besluitspoor_acts_total{outcome="refused",code="OUTSIDE_MANDATE"}')).toBe(1);
    expect(counted.get('besluitspoor_acts_total{outcome="refused",code="ROLE_VACANT"}')).toBe(1);
    expect(counted.get('besluitspoor_acts_total{outcome="failed",code="LOG_DISK_FULL"}')).toBe(1);
  });

  it('show the acts that wait while they wait', async () => {
    let answer: (result: never) => void = () => undefined;
    const waiting = metrics.watch(() => new Promise((resolve) => (answer = resolve)));
    expect((await values()).get('besluitspoor_acts_waiting')).toBe(1);
    answer({ kind: 'busy' } as never);
    await waiting;
    expect((await values()).get('besluitspoor_acts_waiting')).toBe(0);
  });

  it('tell how far signing, witnesses, views and the clock of deadlines are', async () => {
    await urgency();
    const size = (await runtime.log.head()).size;
    const counted = await values();
    expect(Object.fromEntries(counted)).toMatchObject({
      besluitspoor_log_entries: size,
      besluitspoor_unsigned_entries: size - 1,
      besluitspoor_uncosigned_entries: 1,
      besluitspoor_checkpoint_age_seconds: AGE_MS / 1000,
      'besluitspoor_witness_lag_entries{witness="getuige.example/1"}': 1,
      'besluitspoor_witness_failed{witness="getuige.example/1"}': 1,
      besluitspoor_signing_failed: 0,
      besluitspoor_view_lag_entries: size - 1,
      besluitspoor_timekeeper_failed: 0,
    });
    expect([...counted.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_seconds'))).toBe(true);
    runtime.timekeeper.failure = new Error('stil');
    expect((await values()).get('besluitspoor_timekeeper_failed')).toBe(1);
  });

  it('hold nothing of a person or of what was recorded', async () => {
    await urgency();
    const told = await metrics.text();
    const opened = await app
      .getHttpAdapter()
      .getInstance()
      .inject({ url: '/v1/programmas', headers: { authorization: `Bearer ${token}` } });
    const [programme = 'd-'] = /d-[0-9a-f-]+/.exec(opened.body) ?? [];
    expect(programme.length).toBeGreaterThan(2);
    for (const word of [SECRET_WORDS, PERSON, token, programme, folder]) expect(told).not.toContain(word);
  });
});

describe('where the figures are served', () => {
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('is a port of their own, in the format of Prometheus, and nothing else is there', async () => {
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('# TYPE besluitspoor_acts_total counter');
    expect((await fetch(`${url}/v1/gezondheid`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('is never the port of the API', async () => {
    const answer = await app.getHttpAdapter().getInstance().inject({ url: '/metrics' });
    expect(answer.body).not.toContain('besluitspoor_acts_total');
  });

  it('says that it cannot when the log is closed', async () => {
    await runtime.log.close();
    expect((await fetch(`${url}/metrics`)).status).toBe(503);
  });
});

describe('the probes of health', () => {
  const ask = async (path: string) => {
    const { statusCode, body } = await app
      .getHttpAdapter()
      .getInstance()
      .inject({ url: `/v1/${path}` });
    return { statusCode, body: JSON.parse(body) as { readonly status?: unknown } };
  };
  it('are green without a token when all is well', async () => {
    expect(await ask('gezondheid/levend')).toEqual({ statusCode: 200, body: { status: 'groen' } });
    expect((await ask('gezondheid/gereed')).statusCode).toBe(200);
  });
  it('send nobody here when something is red, and do not ask for a restart', async () => {
    runtime.timekeeper.failure = new Error('stil');
    expect(await ask('gezondheid/gereed')).toMatchObject({ statusCode: 503, body: { status: 'rood' } });
    expect((await ask('gezondheid/levend')).statusCode).toBe(200);
  });
  it('send nobody here when the log cannot be read', async () => {
    await runtime.log.close();
    expect((await ask('gezondheid/gereed')).statusCode).toBe(503);
    expect((await ask('gezondheid/levend')).statusCode).toBe(200);
  });
});
