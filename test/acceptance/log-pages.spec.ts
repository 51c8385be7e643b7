import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Engine, SimulatedClock } from '#dossier';
import { EnterPhase } from '../../libs/governance/src/lifecycle/commands.js';
import { createApp } from '../../apps/server/src/app.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';

const NEVER = '9999-12-31T00:00:00.000Z';
const ATTEMPTS = 7;

let folder: string;
let runtime: Runtime;
let app: NestFastifyApplication;
let authorization: string;
let programme: string;

interface Page {
  readonly count: number;
  readonly results: readonly { readonly positie: string; readonly stroom: string }[];
  readonly volgende?: string;
}
async function get(url: string): Promise<{ readonly status: number; readonly page: Page }> {
  const answer = await app.getHttpAdapter().getInstance().inject({ url, headers: { authorization } });
  return { status: answer.statusCode, page: JSON.parse(answer.body) as Page };
}
async function pages(first: string): Promise<readonly Page[]> {
  const all: Page[] = [];
  for (let next: string | undefined = first; next !== undefined; next = all.at(-1)!.volgende)
    all.push((await get(next)).page);
  return all;
}

/** Refused acts at two servers in turn, so that two streams stand beside the dossier. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'log-pages-'));
  runtime = await openRuntime({ folder, clock: new SimulatedClock('2026-05-19T10:00:00.000Z') });
  app = await createApp(runtime);
  const { token } = runtime.tokens.issue({ person: 'p', role: 'MT', audience: 'auditor', expiresAt: NEVER });
  authorization = `Bearer ${token}`;
  const started = await app
    .getHttpAdapter()
    .getInstance()
    .inject({
      method: 'POST',
      url: '/v1/programmas',
      headers: { authorization },
      payload: { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' },
    });
  const { programma: stream } = JSON.parse(started.body) as { programma: string };
  programme = stream;
  const other = await Engine.open({ ...runtime.engine.options, server: 'b' });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const command = Object.assign(new EnterPhase(), { phase: 'Uitvoering' });
    const engine = attempt % 2 === 0 ? runtime.engine : other;
    const result = await engine.handle({ command, stream, caller: { person: `p-${attempt}`, role: 'AO' } });
    expect(result.kind).toBe('refused');
  }
});
afterAll(async () => {
  await app.close();
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what stands beside a dossier, page by page', () => {
  it('gives every attempt once, in the order of the log, whichever server recorded it', async () => {
    const whole = await get(`/v1/programmas/${programme}/pogingen`);
    expect([whole.page.count, whole.page.volgende]).toEqual([ATTEMPTS, undefined]);
    const positions = whole.page.results.map(({ positie }) => Number(positie));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(whole.page.results.map(({ stroom }) => stroom)).size).toBe(2);
    for (const count of [1, 2, 3, ATTEMPTS]) {
      const found = await pages(`/v1/programmas/${programme}/pogingen?aantal=${count}`);
      expect(found.flatMap(({ results }) => results.map(({ positie }) => Number(positie)))).toEqual(positions);
    }
  });
  it('says where the next page of the log is, and nothing after the last', async () => {
    const { size } = await runtime.log.head();
    const found = await pages('/v1/logboek/entries?aantal=4');
    expect(found.flatMap(({ results }) => results.map(({ positie }) => Number(positie)))).toEqual(
      Array.from({ length: size }, (_, position) => position),
    );
  });
  it.each(['na=x', 'aantal=0', 'aantal=1001', 'vanaf=1', 'na=1&na=2'])('refuses ?%s', async (query) => {
    for (const list of ['pogingen', 'inzage'])
      expect((await get(`/v1/programmas/${programme}/${list}?${query}`)).status).toBe(400);
  });
  it('does not know the attempts of a programme that is not there', async () => {
    expect((await get('/v1/programmas/d-nergens/pogingen')).status).toBe(404);
  });
});
