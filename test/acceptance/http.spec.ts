import fc from 'fast-check';
import { audienceOf } from '#access';
import { commandFields, commands, type Role } from '#governance';
import { MAX_BODY_BYTES } from '../../apps/server/src/app.js';
import { pathOf } from '../../apps/server/src/acts/act-controllers.js';
import { dutchName } from '../../apps/server/src/words.js';
import { REPORTS } from '../../apps/server/src/views/report-service.js';
import { openHouse, type Answer, type Ask, type House } from '../hostile/http-kit.js';

const NEVER = '9999-12-31T00:00:00.000Z';
const FUZZED_REQUESTS = 300;
const START = { titel: 'Zaakgericht', doel: 'Digitaal werken.', sturingsvorm: 'projectdriehoek' };
const NOTE = { soort: 'succes', onderwerp: 'Eerste stap', notitie: 'De eerste stap is gezet.' };

let house: House;
let programme: string;
let tokens: Readonly<Record<'MT' | 'projectleider', string>>;

const ask = (url: string, more: Ask = {}) => house.ask(url, more);
const said = <T>({ text }: Answer): T => JSON.parse(text) as T;
const issue = (role: Role) =>
  house.runtime.tokens.issue({ person: `p-${role.toLowerCase()}`, role, audience: audienceOf(role), expiresAt: NEVER });
const note = (more: Ask = {}) =>
  ask(`/v1/programmas/${programme}/dagboeknotities/maken`, { token: tokens.projectleider, body: NOTE, ...more });

beforeAll(async () => {
  house = await openHouse();
  ({ programme } = house);
  tokens = { MT: house.tokenOf('MT'), projectleider: house.tokenOf('projectleider') };
}, 60_000);

afterAll(() => house.close());

it('opens a programme with its urgency and starts it: no other way in is needed', async () => {
  const started = await ask(`/v1/programmas/${programme}/programmas/starten`, { token: tokens.MT, body: START });
  expect(started.text).toContain('ProgrammeInitiated');
  expect(started.status).toBe(201);
  const list = await ask('/v1/programmas', { token: tokens.MT });
  expect(said<{ results: unknown[] }>(list).results).toEqual([
    expect.objectContaining({ programma: programme, naam: 'Zaakgericht' }),
  ]);
});

describe('who may', () => {
  it.each([{}, { token: 'bsp_onbekend' }, { token: 'onzin' }, { headers: { authorization: 'Basic eDp5' } }])(
    'asks for a token, given %j',
    async (given: Ask) => {
      const answer = await ask(`/v1/programmas/${programme}/dagboeknotities/maken`, { body: NOTE, ...given });
      expect([answer.status, answer.problem().code]).toEqual([401, 'TOKEN_REQUIRED']);
    },
  );
  it('lets go of a revoked token at once', async () => {
    const { token, id } = issue('AO');
    expect((await ask('/v1/programmas', { token })).status).toBe(200);
    house.runtime.tokens.revoke(id, '2026-05-19T10:00:00.000Z');
    expect((await ask('/v1/programmas', { token })).status).toBe(401);
  });
  it('refuses a function that may not act with 403 and the rule', async () => {
    const answer = await note({ token: issue('raadslid').token });
    expect(answer.status).toBe(403);
    expect(answer.problem().code).toBe('FUNCTION_NOT_ALLOWED');
  });
  it('refuses what the state does not allow with 409', async () => {
    const answer = await ask(`/v1/programmas/${programme}/programmas/starten`, { token: tokens.MT, body: START });
    expect(answer.status).toBe(409);
    expect(answer.problem().code).toBe('PROGRAMME_ALREADY_STARTED');
  });
  it('names every broken rule together', async () => {
    const answer = await ask(`/v1/programmas/${programme}/fasen/ingaan`, {
      token: issue('AO').token,
      body: { fase: 'Uitvoering' },
    });
    const codes = (answer.problem().invalidParams ?? []).map(({ code }) => code);
    expect(answer.status === 403 || answer.status === 409).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(2);
    expect(codes).toContain('FRAME_NOT_ADOPTED');
  });
});

describe('bad input', () => {
  it('names all wrong, missing and unknown fields together', async () => {
    const answer = await note({ body: { soort: 'feestje', notitie: 7, geheim: true } });
    expect(answer.status).toBe(400);
    expect(new Set(answer.problem().invalidParams?.map(({ name }) => name))).toEqual(
      new Set(['soort', 'onderwerp', 'notitie', 'geheim']),
    );
  });
  it.each([
    ['an array', '[]', 400],
    ['broken JSON', '{"soort":', 400],
    ['a repeated key', '{"soort":"succes","soort":"notitie","onderwerp":"a","notitie":"b"}', 400],
    ['a poisoned prototype', '{"__proto__":{"soort":"succes"}}', 400],
    ['more than fits', `{"notitie":"${'a'.repeat(MAX_BODY_BYTES)}"}`, 413],
  ])('refuses %s', async (_name, raw, status) => {
    const answer = await note({ raw });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });
  it.each(['1000-01-01', '9999-12-31'])('refuses %s, which would take minutes to count from', async (gebeurdOp) => {
    const answer = await note({ body: { ...NOTE, gebeurdOp } });
    expect([answer.status, answer.problem().invalidParams?.[0]?.name]).toEqual([400, 'gebeurdOp']);
  });
  it('takes JSON alone', async () => {
    expect((await note({ headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });
  it.each(['/v1/onbekend', '/v1/programmas/d-nergens/stand', '/v1/programmas/d-nergens/collegerapportage'])(
    'does not know %s',
    async (url) => {
      const answer = await ask(url, { token: tokens.MT });
      expect([answer.status, typeof answer.problem().code]).toEqual([404, 'string']);
    },
  );
  it('does not act on a programme that is not there', async () => {
    const answer = await ask('/v1/programmas/d-nergens/dagboeknotities/maken', {
      token: tokens.projectleider,
      body: NOTE,
    });
    expect(answer.status).toBe(404);
  });
  it.each(['opPeildatum=2026-02-30', 'zoalsBekendOp=gisteren', 'opPeildatum=2027-01-01', 'onbekend=1'])(
    'refuses the query %s',
    async (query) => {
      const url = `/v1/programmas/${programme}/collegerapportage?${query}`;
      expect((await ask(url, { token: tokens.MT })).status).toBe(400);
    },
  );
});

describe('who audits', () => {
  it('reads while an access is granted that covers the programme, and no longer', async () => {
    const { token } = issue('rekenkamer');
    const read = async (path = `programmas/${programme}/collegerapportage`) =>
      (await ask(`/v1/${path}`, { token })).status;
    const grant = (until: string, programmes: object = {}) =>
      ask('/v1/organisatie/inzagen/verlenen', {
        token: issue('griffie').token,
        body: { gemandateerde: 'rekenkamer', scope: 'Onderzoek', totEnMet: until, ...programmes },
      });
    expect(await read()).toBe(403);
    const granted = await grant('2026-12-31', { programmas: [programme] });
    expect(granted.text).toContain('AuditAccessGranted');
    expect([await read(), await read('logboek/entries')]).toEqual([200, 403]);
    await grant('2026-12-31');
    expect([await read(), await read('logboek/entries')]).toEqual([200, 200]);
    expect((await grant('2026-05-19', { programmas: [programme] })).status).toBe(201);
    expect(await read()).toBe(200);
  });
});

describe('personal data in free text', () => {
  it('is warned for before it is recorded, and stays when a reason is given', async () => {
    const body = { ...NOTE, notitie: 'Bel 06-12345678 voor het vervolg.' };
    const warned = await note({ body });
    expect([warned.status, warned.problem().code]).toEqual([409, 'FREE_TEXT_WARNING']);
    const kept = await note({ body: { ...body, ondanksWaarschuwing: 'Het algemene nummer van de gemeente.' } });
    expect(kept.status).toBe(201);
  });
});

describe('the same act twice', () => {
  interface Recorded {
    readonly positie: string;
    readonly herhaald: boolean;
  }
  it('gives the first answer for the same key, and refuses another payload', async () => {
    const headers = { 'idempotency-key': 'sleutel-1' };
    const first = await note({ headers });
    const again = await note({ headers });
    expect([first.status, said<Recorded>(first).herhaald]).toEqual([201, false]);
    expect([again.status, said<Recorded>(again).herhaald]).toEqual([200, true]);
    expect(said(again)).toEqual({ ...said<Recorded>(first), herhaald: true });
    expect(said<Recorded>(again).positie).toBe(said<Recorded>(first).positie);
    const other = await note({ headers, body: { ...NOTE, notitie: 'Iets anders.' } });
    expect([other.status, other.problem().code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });
  it('refuses an act on a dossier that has moved on', async () => {
    const recorded = await note();
    const stale = await note({ headers: { 'if-match': '"0"' } });
    expect([stale.status, stale.problem().code]).toEqual([412, 'STALE_REVISION']);
    expect((await note({ headers: { 'if-match': String(recorded.headers['etag']) } })).status).toBe(201);
    expect((await note({ headers: { 'if-match': 'onzin' } })).status).toBe(400);
  });
});

describe('without a token', () => {
  const reads = [
    'programmas',
    ...['stand', 'signalen', 'pogingen', ...Object.keys(REPORTS)].map((name) => `programmas/PROGRAMMA/${name}`),
    'logboek/entries',
    'logboek/entries/0',
    'logboek/stroom',
  ];
  const encoded = (path: string): string => `%${path.charCodeAt(0).toString(16)}${path.slice(1)}`;
  const spellings: readonly ((path: string) => string)[] = [
    (path) => `/v1/${path}`,
    (path) => `/v1/${path}/`,
    (path) => `/v1/${encoded(path)}`,
    (path) => `//v1/${path}`,
    (path) => `/V1/${path.toUpperCase()}`,
    (path) => `/v1/./${path}`,
    (path) => `/v1/${path};a=b`,
    (path) => `/v1/${path}?token=x`,
  ];
  it.each(reads)('%s gives nothing, however it is spelled', async (read) => {
    for (const method of ['GET', 'HEAD']) {
      for (const spell of spellings) {
        const url = spell(read.replace('PROGRAMMA', programme));
        const answer = await ask(url, { method });
        expect([method, url, answer.status >= 400 && answer.status < 500]).toEqual([method, url, true]);
        expect(answer.text).not.toContain('Zaakgericht');
      }
    }
  });
});

it('describes every command in the OpenAPI document', async () => {
  const { paths } = said<{ paths: Record<string, { post?: unknown }> }>(await ask('/v1/openapi.json'));
  for (const command of commands) {
    expect(paths[`/${pathOf(command).replace(/:(\w+)/g, '{$1}')}`]?.post).toBeDefined();
  }
});

it.each(['/', '/v1/openapi.json', '/v1/programmas', '/v1/onbekend'])('guards %s with headers', async (url) => {
  const { headers } = await ask(url);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'api-version': '1.0.0',
  });
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['strict-transport-security']).toBeDefined();
});

it('never answers with a fault of its own, whatever comes in', async () => {
  const words = fc.oneof(fc.string(), fc.constantFrom('B-1', 'college', 'E-01', '2026-05-19', 'scopewijziging'));
  const segment = fc.oneof(words.map(encodeURIComponent), fc.constantFrom('%', '%00', '%ff', '..', '%2f'));
  const value = fc.oneof(words, fc.integer(), fc.boolean(), fc.array(words), fc.jsonValue());
  const about = ['gebeurdOp', 'namens', 'bronnen', 'classificatie'];
  const act = fc.constantFrom(...commands).chain((command) => {
    const names = [...commandFields(command).map(({ name }) => dutchName(name)), ...about];
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const path = `/v1/${pathOf(command)}`.replace(':programma', programme);
    return fc.record({
      url: segment.map((item) => path.replace(':nummer', item)),
      raw: fc.oneof(
        fields.map((body) => JSON.stringify(body)),
        fc.string(),
        fc.json(),
      ),
    });
  });
  const read = fc.record({
    url: fc.tuple(segment, segment).map(([one, two]) => `/v1/programmas/${one}/${two}`),
    raw: fc.string(),
  });
  const method = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'HEAD', 'PUT', 'DELETE');
  const headers = fc.constantFrom<Record<string, string>>(
    {},
    { 'if-match': '"1"' },
    { 'idempotency-key': 'k' },
    { 'content-type': 'application/json; charset=utf-16' },
    { accept: 'text/html' },
  );
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(act, act, read), headers, async (how, { url, raw }, extra) => {
      const sent = how === 'GET' || how === 'HEAD' ? {} : { raw };
      const answer = await ask(url, { method: how, token: tokens.projectleider, headers: extra, ...sent });
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toMatch(/\n\s+at /);
    }),
    { numRuns: FUZZED_REQUESTS },
  );
}, 60_000);
