import fc from 'fast-check';
import { commandFields, describeCommand, ROLES, type CommandField, type Role } from '#governance';
import { MAX_BODY_BYTES } from '../../apps/server/src/app.js';
import { dutchName } from '../../apps/server/src/words.js';
import { REPORTS } from '../../apps/server/src/views/report-service.js';
import { goodBody, openHouse, routesOf, type Answer, type Ask, type House, type Route } from './http-kit.js';

/** Wrong, contradictory, hostile and oversized input over HTTP: a sentence, a code and the field, and nothing recorded. */
const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
const FUZZED_BODIES = 300;
/** What can be read of a programme. */
const READS = ['stand', 'pogingen', 'inzage', 'kennis', ...Object.keys(REPORTS)];

let house: House;
let routes: readonly Route[];
beforeAll(async () => {
  house = await openHouse();
  routes = routesOf(house.programme);
}, 60_000);
afterAll(() => house.close());

/** What every refusal must be, whatever was wrong. */
function expectProblem(answer: Answer, status?: number): void {
  expect(answer.headers['content-type']).toBe(PROBLEM_JSON);
  const { code, detail, title, status: told } = answer.problem();
  expect([answer.status, told]).toEqual([status ?? told, answer.status]);
  expect(answer.status >= 400 && answer.status < 500).toBe(true);
  expect(code).toMatch(/^[A-Z][A-Z0-9_]{2,}$/);
  expect(detail).toMatch(/^[A-Z0-9a-z"“].* .*[.…]$/s);
  // The words of libraries are English and say what they check, not what to do.
  expect(`${title} ${detail}`).not.toMatch(/\b(must|should|cannot|invalid|unexpected|property|each value|failed)\b/i);
  expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:|\.js:/);
}
const namesIn = (answer: Answer): string[] => (answer.problem().invalidParams ?? []).map(({ name }) => name);
const names = (answer: Answer, field: string): boolean =>
  namesIn(answer).some((name) => name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`));

/** Nothing may be recorded, not even the attempt: what has no shape never reached the rules. */
async function withoutTrace(work: () => Promise<void>): Promise<void> {
  const before = await house.size();
  await work();
  expect(await house.size()).toBe(before);
}
const post = (route: Route, more: Ask): Promise<Answer> =>
  house.ask(route.path, { method: 'POST', token: house.tokenOf(route.role), ...more });

describe('a body that is no JSON object', () => {
  const deep = '['.repeat(5_000) + ']'.repeat(5_000);
  const bodies: readonly [string, string | Buffer, number][] = [
    ['null', 'null', 400],
    ['an array', '[]', 400],
    ['a text', '"x"', 400],
    ['a number', '7', 400],
    ['broken JSON', '{"a":', 400],
    ['a trailing comma', '{"a":1,}', 400],
    ['two values', '{}{}', 400],
    ['a comment', '{/* x */}', 400],
    ['NaN', '{"a":NaN}', 400],
    ['a repeated key', '{"reden":"a","reden":"b"}', 400],
    ['a repeated key, spelled otherwise', '{"reden":"a","r\\u0065den":"b"}', 400],
    ['a poisoned prototype', '{"__proto__":{"reden":"a"}}', 400],
    ['a poisoned prototype, spelled otherwise', '{"__pr\\u006fto__":{"reden":"a"}}', 400],
    ['a constructor', '{"constructor":{"prototype":{"x":1}}}', 400],
    ['deep nesting', `{"a":${deep}}`, 400],
    ['a lone surrogate', '{"reden":"\\ud800"}', 400],
    ['a lone surrogate as a name', '{"\\udc00":"x"}', 400],
    ['a number beyond every number', '{"bedrag":1e400}', 400],
    ['a number that is rounded', '{"bedrag":9007199254740993}', 400],
    ['minus nothing', '{"bedrag":-0}', 400],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
    ['a byte order mark', '\ufeff{}', 400],
    ['more than fits', `{"a":"${'a'.repeat(MAX_BODY_BYTES)}"}`, 413],
    ['an unknown field', '{"geheimVeld":1}', 400],
    ['an English field name', '{"occurredAt":"2026-05-19"}', 400],
    ['an unknown field of the envelope', '{"bronnen":[{"uri":"urn:x:1","opschrift":"x","pad":"/etc/passwd"}]}', 400],
  ];
  it.each(bodies)('%s is refused on every route', async (_name, raw, status) => {
    await withoutTrace(async () => {
      for (const route of routes) expectProblem(await post(route, { raw }), status);
    });
  });
  it.each([
    ['{"reden":"a","reden":"b"}', 'reden'],
    ['{"bronnen":[{"uri":"\\ud800"}]}', 'bronnen.0.uri'],
    ['{"bedrag":1e400}', 'bedrag'],
    ['{"geheimVeld":1}', 'geheimVeld'],
    ['{"occurredAt":"2026-05-19"}', 'occurredAt'],
  ])('%s names the field', async (raw, field) => {
    expect(namesIn(await post(routes[0]!, { raw }))).toContain(field);
  });
});

describe('a field of the wrong kind', () => {
  const texts = ['', ' \t', 'a\u0000b', 'a\u001bb', 'a\u202eb', 7, true, ['x'], { x: 1 }, 'a'.repeat(10_001), null];
  const hostile: Readonly<Record<string, readonly unknown[]>> = {
    id: [
      '',
      'a'.repeat(65),
      '../../etc/passwd',
      '..',
      'a b',
      'a\u0000b',
      'a/b',
      '%2e%2e',
      7,
      ['x'],
      { x: 1 },
      true,
      null,
    ],
    title: texts,
    text: texts,
    day: [
      '',
      '2026-02-30',
      '2026-13-01',
      'gisteren',
      '1000-01-01',
      '9999-12-31',
      '-000001-01-01',
      '2026-05-19T00:00:00Z',
      20260519,
      ['2026-05-19'],
      {},
      null,
    ],
    flag: ['ja', 'true', 1, 0, [], {}, null],
    uri: ['', 'geen uri', 'a'.repeat(3_000), 'https://x y', 7, ['urn:x:1'], null],
    sha256: ['', 'a'.repeat(63), 'G'.repeat(64), 7, ['a'.repeat(64)], null],
    number: ['1', '', 1.5, 1e13, -1e13, true, [1], {}, null],
    oneOf: ['onbekend', '', 'constructor', '__proto__', 'toString', 7, ['x'], {}, null],
    list: ['x', 7, {}, { aantal: 1 }, [null], [{}], [['X-1']], [7], Array.from({ length: 501 }, () => 'X-1'), null],
    part: ['x', 7, true, [], [[]], [{}], { onbekend: 1 }, null],
    parts: ['x', 7, {}, [null], ['x'], [7], [[]], [{ onbekend: 1 }], Array.from({ length: 501 }, () => ({})), null],
  };
  const of = ({ kind, nested }: CommandField): readonly unknown[] => {
    if (nested !== undefined) return hostile[kind.name === 'list' ? 'parts' : 'part']!;
    return hostile[kind.name] ?? (kind.schema['type'] === 'integer' ? hostile['number']! : []);
  };
  const rounds = Math.max(...Object.values(hostile).map((values) => values.length));

  it('is refused on every route, and every field is named', async () => {
    await withoutTrace(async () => {
      const passed: string[] = [];
      for (const route of routes) {
        for (let round = 0; round < rounds; round += 1) {
          const sent = route.fields.filter((field) => of(field).length > round);
          if (sent.length === 0) continue;
          const body = Object.fromEntries(sent.map((field) => [dutchName(field.name), of(field)[round]]));
          const answer = await post(route, { body });
          expectProblem(answer, 400);
          passed.push(
            ...sent
              .map(({ name }) => dutchName(name))
              .filter((name) => !names(answer, name))
              .map((name) => `${route.path} ${name} ${JSON.stringify(body[name]).slice(0, 60)}`),
          );
        }
      }
      expect(passed).toEqual([]);
    });
  }, 120_000);

  it('has something hostile for every kind of field', () => {
    const kinds = routes.flatMap(({ fields }) => fields).filter((field) => of(field).length === 0);
    expect(kinds.map(({ kind }) => kind.name)).toEqual([]);
  });

  it('is refused inside a part, and named with its place', async () => {
    await withoutTrace(async () => {
      for (const route of routes) {
        for (const field of route.fields) {
          if (field.nested === undefined) continue;
          for (const inner of commandFields(field.nested)) {
            for (const value of of(inner)) {
              const part = { [dutchName(inner.name)]: value };
              const body = { [dutchName(field.name)]: field.kind.name === 'list' ? [part] : part };
              const answer = await post(route, { body });
              expectProblem(answer, 400);
              const place = field.kind.name === 'list' ? `${dutchName(field.name)}.0` : dutchName(field.name);
              expect([body, names(answer, `${place}.${dutchName(inner.name)}`)]).toEqual([body, true]);
            }
          }
        }
      }
    });
  }, 120_000);

  it.each([
    [
      'gebeurdOp',
      ['', 'gisteren', '2026-02-30', '1000-01-01', '9999-12-31', '2026-05-19T25:00:00.000Z', 7, ['2026-05-19'], null],
    ],
    ['namens', ['', 'keizer', 7, ['college'], 'constructor', null]],
    ['classificatie', ['', 'topgeheim', 7, ['openbaar'], null]],
    ['openbareSamenvatting', texts],
    ['redenLaat', texts],
    ['bronnen', hostile['parts']!],
  ])('is refused in what an act says of itself: %s', async (name, values) => {
    await withoutTrace(async () => {
      for (const value of values) {
        const answer = await post(routes[0]!, { body: { ...goodBody(routes[0]!.fields), [name]: value } });
        expectProblem(answer, 400);
        expect([value, names(answer, name)]).toEqual([value, true]);
      }
    });
  });
});

describe('a header', () => {
  const good = (headers: Readonly<Record<string, string>>): Promise<Answer> => {
    const route = routes.find(({ command }) => command.name === 'RecordJournalEntry')!;
    return post(route, { body: goodBody(route.fields), headers });
  };
  const cases: readonly [string, string, number][] = [
    ...['', '*', '12', 'W/"1"', '"-1"', '"1", "2"', '"1e3"', `"${'9'.repeat(20)}"`, 'onzin', '"1"\u0000'].map(
      (value): [string, string, number] => ['If-Match', value, 400],
    ),
    ...['', 'a'.repeat(201), 'a\u0000b', 'a\u0007b', 'a b', 'a, b', 'é', '\t'].map(
      (value): [string, string, number] => ['Idempotency-Key', value, 400],
    ),
    ...[
      '',
      'Bearer',
      'Bearer ',
      'Bearer a b',
      'Bearer a, Bearer b',
      'Basic eDp5',
      'Digest x',
      'bsp_x',
      `Bearer ${'a'.repeat(5_000)}`,
      'Bearer a\u0000',
      'Bearer bsp_' + 'A'.repeat(43),
    ].map((value): [string, string, number] => ['Authorization', value, 401]),
    ...[
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/jsonx',
      'x',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
    ].map((value): [string, string, number] => ['Content-Type', value, 415]),
    ['Content-Encoding', 'gzip', 415],
  ];
  it.each(cases)('%s, case %#, is refused', async (name, value, status) => {
    await withoutTrace(async () => {
      const answer = await good({ [name.toLowerCase()]: value });
      expectProblem(answer, status);
      if (status === 400) expect(namesIn(answer)).toEqual([name]);
      if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
    });
  });
  it('takes the scheme of the token in any case, as HTTP has it', async () => {
    const answer = await house.ask('/v1/programmas', { headers: { authorization: `bearer ${house.tokenOf('MT')}` } });
    expect(answer.status).toBe(200);
  });
  it('never changes the method', async () => {
    await withoutTrace(async () => {
      for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
        const route = routes[0]!;
        const answer = await house.ask(route.path, { token: house.tokenOf(route.role), headers: { [name]: 'POST' } });
        expectProblem(answer, 404);
      }
    });
  });
});

describe('what is no HTTP at all', () => {
  it.each([
    ['nonsense', 'ONZIN\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /v1/programmas HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}', 400],
    [
      'length and chunks',
      'POST /v1/programmas HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header with a line break', 'GET /v1/programmas HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n', 400],
    ['no host', 'GET /v1/programmas HTTP/1.1\r\n\r\n', 400],
  ])('%s is answered with a problem', async (_name, bytes, status) => {
    const text = await house.wire(bytes.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).not.toMatch(/\n\s+at /);
    if (_name === 'no host') return;
    expect(text.toLowerCase()).toContain('content-type: application/problem+json');
    const problem = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as { status: number; detail: string };
    expect(problem.status).toBe(status);
    expect(problem.detail).toMatch(/ .*\.$/);
  });
});

describe('a query', () => {
  const reads = (): readonly string[] => [
    ...['stand', 'kennis', ...Object.keys(REPORTS)].map((name) => `/v1/programmas/${house.programme}/${name}`),
  ];
  const bad = [
    'opPeildatum=2026-05-19&opPeildatum=2026-05-18',
    'opPeildatum[]=2026-05-19',
    'opPeildatum=',
    'opPeildatum=2026-02-30',
    'opPeildatum=1000-01-01',
    'opPeildatum=9999-12-31',
    'opPeildatum=%00',
    'opPeildatum=2026-05-19%00',
    'zoalsBekendOp=gisteren',
    'zoalsBekendOp=2026-05-19T10:00:00',
    'zoalsBekendOp=2026-05-19&zoalsBekendOp=2026-05-19',
    'onbekend=1',
    '__proto__=1',
    'constructor=1',
    'OPPEILDATUM=2026-05-19',
  ];
  it.each(bad)('?%s is refused on every report', async (query) => {
    for (const url of reads())
      expectProblem(await house.ask(`${url}?${query}`, { token: house.tokenOf('college') }), 400);
  });
  it.each([
    'na=1&na=2',
    'na=x',
    'na=-1',
    'na=1.5',
    'na=1e3',
    'na=99999999999999999999',
    'aantal=0',
    'aantal=-1',
    'aantal=1001',
    'aantal=',
    'onbekend=1',
  ])('?%s is refused on the log', async (query) => {
    expectProblem(await house.ask(`/v1/logboek/entries?${query}`, { token: house.tokenOf('MT') }), 400);
  });
  it('is refused where nothing reads it', async () => {
    await withoutTrace(async () => {
      for (const route of routes) expectProblem(await post({ ...route, path: `${route.path}?x=1` }, { body: {} }), 400);
    });
    for (const url of ['/v1/programmas', `/v1/programmas/${house.programme}/pogingen`, '/v1/logboek/entries/0'])
      expectProblem(await house.ask(`${url}?x=1`, { token: house.tokenOf('college') }), 400);
  });
});

describe('an address', () => {
  const ids = [
    '..',
    '.',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    'd-%00',
    '%ff',
    '%',
    '%zz',
    'd-' + 'a'.repeat(61),
    'a'.repeat(5_000),
    '__proto__',
    'constructor',
    'D-1',
    'd- ',
    "d-'%20OR%201=1",
    'log',
    'o-1',
    '%F0%9F%92%A9',
    'd-x%2Fattempts%2Fa',
    '~',
    '*',
    '\\..\\..',
  ];
  it.each(ids.map((id) => [id.slice(0, 40), id]))('with the programme %s leads nowhere', async (_short, id) => {
    await withoutTrace(async () => {
      for (const read of READS) {
        const answer = await house.ask(`/v1/programmas/${id}/${read}`, { token: house.tokenOf('college') });
        expectProblem(answer);
      }
      for (const route of routes.filter(({ path }) => path.includes(house.programme))) {
        const path = route.path.replace(house.programme, id);
        expectProblem(await post({ ...route, path }, { body: goodBody(route.fields) }));
      }
    });
  });
  // What has the form of a number may be unknown; that is for the rules, which keep the attempt.
  const formless = ids.filter((id) => !/^[A-Za-z0-9-]{1,64}$/.test(id));
  it.each(formless.map((id) => [id.slice(0, 40), id]))('with the number %s is no number', async (_short, id) => {
    await withoutTrace(async () => {
      for (const route of routes.filter(({ path }) => path.includes('/X-1/'))) {
        const path = route.path.replace('/X-1/', `/${id}/`);
        const answer = await post({ ...route, path }, { body: goodBody(route.fields) });
        expectProblem(answer);
        expect([400, 404, 414]).toContain(answer.status);
      }
    });
  });
  it.each(['-1', '1.5', '1e3', 'x', '99999999999999999999', '%00', '999999', '..'])(
    'with the entry %s leads nowhere',
    async (position) => {
      expectProblem(await house.ask(`/v1/logboek/entries/${position}`, { token: house.tokenOf('MT') }));
    },
  );
  it.each([
    '0',
    '000.p/0',
    '000.p/257',
    '..',
    'x',
    '0/999/000',
    '-1/000',
    '0/../../../etc/passwd',
    'entries/%00',
    '__proto__',
  ])('with the tile %s leads nowhere', async (tile) => {
    expectProblem(await house.ask(`/v1/logboek/tile/${tile}`, { token: house.tokenOf('MT') }));
  });
  it.each(['-1', '1.5', 'x', '999999', '%00'])('with the receipt of entry %s leads nowhere', async (position) => {
    expectProblem(await house.ask(`/v1/logboek/entries/${position}/bewijs`, { token: house.tokenOf('MT') }));
  });
  it.each([
    '',
    'wie=raad',
    'onderwerp=X-1',
    'wie=iemand&onderwerp=X-1',
    'wie=__proto__&onderwerp=X-1',
    'wie=raad&wie=college&onderwerp=X-1',
    'wie=raad&onderwerp=',
    `wie=raad&onderwerp=${'a'.repeat(3_000)}`,
  ])('with the question %# about who knew what is incomplete', async (query) => {
    await withoutTrace(async () => {
      const url = `/v1/programmas/${house.programme}/kennis?${query}`;
      expectProblem(await house.ask(url, { token: house.tokenOf('college') }), 400);
    });
  });
  it.each(['onbekend', '__proto__', 'constructor', 'toString', '%00', '..'])(
    'with the report %s leads nowhere',
    async (name) => {
      expectProblem(await house.ask(`/v1/programmas/${house.programme}/${name}`, { token: house.tokenOf('college') }));
    },
  );
});

describe('who may', () => {
  const spellings: readonly [string, (path: string) => string][] = [
    ['as it is', (path) => path],
    ['with a slash behind', (path) => `${path}/`],
    ['in capitals', (path) => path.toUpperCase()],
    ['with two slashes', (path) => path.replaceAll('/', '//')],
    ['with two slashes before', (path) => `/${path}`],
    ['percent-encoded', (path) => path.replace(/[a-z]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)],
    ['with an encoded slash', (path) => path.replace('/v1/', '/v1%2f')],
    ['with a dot', (path) => path.replace('/v1/', '/v1/./')],
    ['with a way back', (path) => path.replace('/v1/', '/v1/openapi.json/../')],
    ['with a parameter', (path) => `${path};x=1`],
    ['with a backslash', (path) => path.replace('/v1/', '/v1\\')],
    ['as a whole address', (path) => `http://localhost${path}`],
    ['with a query', (path) => `${path}?token=x`],
    ['with a fragment', (path) => `${path}#x`],
    ['with another ending', (path) => `${path}.json`],
  ];
  const methods = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
  const paths = (): readonly string[] => [
    ...routes.map(({ path }) => path),
    '/v1/programmas',
    ...READS.map((name) => `/v1/programmas/${house.programme}/${name}`),
    '/v1/logboek/entries',
    '/v1/logboek/entries/0',
    '/v1/logboek/entries/0/bewijs',
    '/v1/logboek/checkpoint',
    '/v1/logboek/tile/0/000.p/1',
    '/v1/logboek/stroom',
  ];
  it.each(spellings)(
    'is asked on every route %s, with every method',
    async (_name, spell) => {
      await withoutTrace(async () => {
        for (const [index, path] of paths().entries()) {
          // Reading and acting everywhere; the other methods in turn.
          for (const method of ['GET', 'POST', methods[index % methods.length]!]) {
            const sent = method === 'GET' || method === 'HEAD' ? {} : { body: {} };
            const answer = await house.ask(spell(path), { method, ...sent });
            expect([method, spell(path), [400, 401, 404, 405, 415].includes(answer.status)]).toEqual([
              method,
              spell(path),
              true,
            ]);
          }
        }
      });
    },
    120_000,
  );
  it('is told with 401 on every act that is spelled right', async () => {
    for (const { path, fields } of routes) expectProblem(await house.ask(path, { body: goodBody(fields) }), 401);
  });

  it('holds for every act and every function: who is not named is refused', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { who } = describeCommand(route.command);
      const others = ROLES.filter((role) => !who.includes(role) && role !== 'timekeeper');
      // Recorders may act for another; of the rest two are asked, so that all functions have their turn.
      const strangers = others.filter((role): role is Role => !RECORDERS.includes(role));
      const turn = routes.indexOf(route);
      for (const role of [strangers[turn % strangers.length]!, strangers[(turn * 7 + 3) % strangers.length]!]) {
        const answer = await post(route, { body: goodBody(route.fields), token: house.tokenOf(role) });
        const codes = (answer.problem().invalidParams ?? []).map(({ code }) => code);
        if (answer.status !== 403 || !codes.includes('FUNCTION_NOT_ALLOWED'))
          wrong.push(`${role} ${route.path}: ${answer.status} ${answer.text.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('gives nothing of a report through another method', async () => {
    for (const path of paths().slice(routes.length)) {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
        const answer = await house.ask(path, { method, token: house.tokenOf('college') });
        expectProblem(answer);
      }
    }
  });
});
const RECORDERS: readonly Role[] = ['projectbureau', 'collegesecretariaat', 'griffie'];

it('never fails on its own account, whatever stands in the fields', async () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000', '\u202e', '𝟙', 'X-1', 'college', '2026-05-19', '2026-05-19T10:00:00.000Z', '__proto__'),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.constantFrom('X-1', 7, null), { maxLength: 3 }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const act = fc.nat().chain((index) => {
    const route = routes[index % routes.length]!;
    const good = Object.entries(goodBody(route.fields)).map(([name, value]) => [
      name,
      fc.oneof(fc.constant(value), nasty),
    ]);
    const others = route.fields.filter(({ optional }) => optional).map(({ name }) => [dutchName(name), nasty]);
    const record = fc.record(Object.fromEntries([...good, ...others]) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [],
    });
    return fc.tuple(fc.constant(route), record);
  });
  await fc.assert(
    fc.asyncProperty(act, async ([route, body]) => {
      const before = await house.size();
      const answer = await post(route, { body });
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expectProblem(answer);
      if (answer.status === 400) expect(await house.size()).toBe(before);
    }),
    { numRuns: FUZZED_BODIES },
  );
}, 120_000);
