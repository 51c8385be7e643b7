import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationInvalid, readConfiguration, unknownNames, type ConfigurationError } from './configuration.js';
import { SETTINGS, WITNESS_FLAGS, type Setting } from './settings.js';
import { withoutPassword } from './urls.js';

const ROOT = join(__dirname, '../../../..');
const SECRET = 'heel-geheim';

const wrongWith = (environment: Record<string, string>, flags = {}): readonly ConfigurationError[] => {
  try {
    readConfiguration(flags, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return error.errors;
    throw error;
  }
};
const codes = (environment: Record<string, string>): readonly string[] =>
  wrongWith(environment).map(({ name, code }) => `${name} ${code}`);

describe('the configuration', () => {
  it('needs nothing: every setting has a standard or may be absent', () => {
    expect(readConfiguration({}, {})).toMatchObject({ data: 'data', host: '127.0.0.1', port: 3000, server: 'a' });
    expect(readConfiguration({}, {}).metricsPort).toBeUndefined();
  });

  it('tells every mistake at once, each with its name, a code and a Dutch sentence', () => {
    const wrong = wrongWith({
      BESLUITSPOOR_PORT: '70000',
      BESLUITSPOOR_HOST: 'http://hier',
      BESLUITSPOOR_LOG_URL: 'mysql://x',
      BESLUITSPOOR_VIEWS_URL: 'postgres://db.example/x',
      BESLUITSPOOR_WITNESSES: '/bestaat/niet.json',
      BESLUITSPOOR_OIN: '12',
    });
    expect(wrong.map(({ name, code }) => `${name} ${code}`)).toEqual([
      'BESLUITSPOOR_HOST HOST_INVALID',
      'BESLUITSPOOR_PORT PORT_INVALID',
      'BESLUITSPOOR_LOG_URL URL_SCHEME_UNKNOWN',
      'BESLUITSPOOR_VIEWS_URL TLS_NEEDED',
      'BESLUITSPOOR_WITNESSES FILE_MISSING',
      'BESLUITSPOOR_OIN OIN_INVALID',
    ]);
    for (const { words } of wrong) expect(words).toMatch(/^\S+ .*\.$/);
    const told = new ConfigurationInvalid(wrong);
    expect(told.code).toBe('CONFIG_INVALID');
    expect(told.message.split('\n')).toHaveLength(1 + wrong.length);
  });

  it('takes a flag before the environment, and names what was wrong by where it was said', () => {
    expect(readConfiguration({ port: '8080' }, { BESLUITSPOOR_PORT: '9090' }).port).toBe(8080);
    expect(wrongWith({}, { port: 'x' }).map(({ name }) => name)).toEqual(['--poort']);
    expect(wrongWith({ BESLUITSPOOR_PORT: 'x' }).map(({ name }) => name)).toEqual(['BESLUITSPOOR_PORT']);
  });

  it('takes an empty variable for one that was not set, and an empty flag for a mistake', () => {
    expect(readConfiguration({}, { BESLUITSPOOR_PORT: '', BESLUITSPOOR_GUARD: '' })).toMatchObject({ port: 3000 });
    expect(readConfiguration({}, { BESLUITSPOOR_GUARD: '' }).guard).toBeUndefined();
    expect(wrongWith({}, { port: '' }).map(({ code }) => code)).toEqual(['PORT_INVALID']);
  });

  it('reads a secret from a file when that is named, and says so when it cannot', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    try {
      const file = join(folder, 'url');
      writeFileSync(file, 'sqlite:/ergens/log.db\n');
      expect(readConfiguration({}, { BESLUITSPOOR_LOG_URL_FILE: file }).log).toEqual({
        engine: 'sqlite',
        file: '/ergens/log.db',
      });
      expect(codes({ BESLUITSPOOR_LOG_URL_FILE: join(folder, 'weg') })).toEqual(['BESLUITSPOOR_LOG_URL FILE_MISSING']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names what looks like a setting and is none, and nothing else', () => {
    const names = (environment: Record<string, string>) => unknownNames(environment).map(({ name }) => name);
    expect(names({ BESLUITSPOOR_GAURD: 'x', PATH: '/bin', BESLUITSPOOR_PORT: '1' })).toEqual(['BESLUITSPOOR_GAURD']);
    expect(names({ BESLUITSPOOR_TEST_ESDB: 'x', BESLUITSPOOR_LOG_URL_FILE: 'y' })).toEqual([]);
  });
});

describe('addresses of log, views and sealed values', () => {
  const log = (url: string) => codes({ BESLUITSPOOR_LOG_URL: url, BESLUITSPOOR_SEALED_URL: 'sqlite:s.db' });
  const views = (url: string) => codes({ BESLUITSPOOR_VIEWS_URL: url });

  it.each([
    'esdb://127.0.0.1:2113?tls=false',
    'esdb://admin:geheim@een.example:2113,twee.example:2113?nodePreference=leader',
    'esdb+discover://log.example:2113?tlsCAFile=/etc/ca.pem',
  ])('takes %s', (url) => expect(log(url)).toEqual([]));

  it.each([
    ['esdb://', 'URL_INVALID'],
    ['esdb://naam:0', 'URL_INVALID'],
    ['esdb://naam:99999', 'URL_INVALID'],
    ['esdb://een,,twee', 'URL_INVALID'],
    ['esdb://naam?tlsVerifyCert=false', 'TLS_UNVERIFIED'],
    ['esdb://log.example?tls=false', 'TLS_NEEDED'],
    ['esdb://naam?tlss=false', 'URL_SETTING_UNKNOWN'],
    ['kurrent://naam', 'URL_SCHEME_UNKNOWN'],
    ['sqlite://log.db', 'URL_INVALID'],
  ])('refuses %s for the log: %s', (url, code) => expect(log(url)).toContain(`BESLUITSPOOR_LOG_URL ${code}`));

  it.each([
    'postgres://gebruiker:geheim@127.0.0.1:5432/weergaven',
    'postgresql://db.example/weergaven?sslmode=verify-full',
    'postgres:///weergaven?host=/var/run/postgresql',
    'sqlite:/var/lib/views.db',
  ])('takes %s for the views', (url) => expect(views(url)).toEqual([]));

  it.each([
    ['postgres://db.example/weergaven', 'TLS_NEEDED'],
    ['postgres://db.example/weergaven?sslmode=prefer', 'TLS_NEEDED'],
    ['postgres://db.example', 'URL_INVALID'],
    ['postgres:///weergaven', 'URL_INVALID'],
    ['sqlite:', 'URL_INVALID'],
    ['esdb://naam', 'URL_SCHEME_UNKNOWN'],
  ])('refuses %s for the views: %s', (url, code) => expect(views(url)).toEqual([`BESLUITSPOOR_VIEWS_URL ${code}`]));

  it('refuses what does not go together', () => {
    expect(codes({ BESLUITSPOOR_LOG_URL: 'esdb://naam' })).toEqual(['BESLUITSPOOR_SEALED_URL SEALED_URL_MISSING']);
    expect(codes({ BESLUITSPOOR_SEALED_URL: 'sqlite:s.db' })).toEqual(['BESLUITSPOOR_SEALED_URL SEALED_URL_UNUSED']);
    const both = { BESLUITSPOOR_LOG_URL: 'sqlite:een.db', BESLUITSPOOR_VIEWS_URL: 'sqlite:een.db' };
    expect(codes(both)).toEqual(['BESLUITSPOOR_VIEWS_URL VIEWS_IN_LOG']);
    expect(codes({ BESLUITSPOOR_METRICS_PORT: '3000' })).toEqual(['BESLUITSPOOR_METRICS_PORT PORT_TWICE']);
  });

  it('never tells a password, neither in a refusal nor where an address is shown', () => {
    const urls = [
      `esdb://admin:${SECRET}@naam?tls=nee&onbekend=1`,
      `postgres://u:${SECRET}@db.example/x`,
      `postgres://db.example/x?password=${SECRET}`,
    ];
    for (const url of urls) {
      const wrong = wrongWith({ BESLUITSPOOR_LOG_URL: url, BESLUITSPOOR_VIEWS_URL: url, BESLUITSPOOR_SEALED_URL: url });
      expect(wrong.length).toBeGreaterThan(0);
      expect(JSON.stringify(wrong)).not.toContain(SECRET);
      expect(withoutPassword(url)).not.toContain(SECRET);
    }
  });
});

describe('the table of settings is the only way in', () => {
  const sources = ['apps', 'libs'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/\.spec\.tsx?$/.test(path))
      .map((path) => join(top, path)),
  );
  it('nobody else reads the environment', () => {
    const readers = sources.filter((path) => /\bprocess\.env\b/.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(readers).toEqual(['apps/server/src/config/configuration.ts']);
  });
  it('every name is given once', () => {
    const settings: readonly Setting<unknown, string | undefined>[] = Object.values(SETTINGS);
    const names = settings.map(({ env }) => env);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^BESLUITSPOOR_[A-Z_]+$/);
  });
  it('the flags of the witness are those of its program', () => {
    const source = readFileSync(join(ROOT, 'apps/witness/src/main.ts'), 'utf8');
    const offered = [...source.matchAll(/^ {8}(\w+): \{ type: 'string'/gm)].map(([, name]) => `--${name}`);
    expect(WITNESS_FLAGS.map(({ flag }) => flag?.split(' ')[0])).toEqual(offered);
  });
});
