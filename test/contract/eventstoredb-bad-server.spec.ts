import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemorySealedStore, openEventStoreDbLog, type EventLog } from '#event-log';
import { eventStoreDb } from '../../apps/server/src/doctor/eventstoredb.js';
import { startDouble, type DoubleOptions, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';

/** A server of the log that is not what it should be: each fault names itself in a Dutch sentence, in the log and in `doctor`. */

const LIMITS = { appendMs: 1_000, readMs: 1_000, appendTryMs: 1_000, readTryMs: 1_000 };
const folder = mkdtempSync(join(tmpdir(), 'bad-server-'));
const at = (name: string): string => join(folder, name);
const doubles: EventStoreDouble[] = [];
const servers: Server[] = [];
let opened: EventLog | undefined;

function certificate(name: string, subject: string, days: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at(`${name}.key`)];
  const request = ['req', '-new', ...key, '-out', at(`${name}.csr`), '-subj', '/CN=proef', '-addext', subject];
  execFileSync('openssl', request, { stdio: 'ignore' });
  const sign = ['-signkey', at(`${name}.key`), '-days', days, '-copy_extensions', 'copyall', '-out', at(`${name}.crt`)];
  execFileSync('openssl', ['x509', '-req', '-in', at(`${name}.csr`), ...sign], { stdio: 'ignore' });
}
beforeAll(() => {
  certificate('good', 'subjectAltName=IP:127.0.0.1', '2');
  certificate('other', 'subjectAltName=IP:127.0.0.1', '2');
  certificate('expired', 'subjectAltName=IP:127.0.0.1', '-1');
  certificate('elsewhere', 'subjectAltName=DNS:elders.example', '2');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  await Promise.all(doubles.splice(0).map((double) => double.stop()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  delete process.env['BESLUITSPOOR_LOG_URL'];
});

const tlsOf = (name: string) => ({
  key: readFileSync(at(`${name}.key`)),
  certificate: readFileSync(at(`${name}.crt`)),
});
async function start(options: DoubleOptions): Promise<number> {
  const double = await startDouble(options);
  doubles.push(double);
  return double.port;
}
async function open(url: string): Promise<EventLog> {
  opened = await openEventStoreDbLog({ url, logId: 'proef', sealed: createMemorySealedStore(), limits: LIMITS });
  return opened;
}
const KNOWN = { username: 'besluitspoor', password: 'geheim' };
const secure = (port: number, trusts: string, user = 'besluitspoor:geheim'): string =>
  `esdb://${user}@127.0.0.1:${port}?tls=true&tlsCAFile=${at(`${trusts}.crt`)}`;

describe('a server over TLS', () => {
  it('is opened when its certificate is trusted and the password is right', async () => {
    const port = await start({ tls: tlsOf('good'), credentials: KNOWN });
    expect((await (await open(secure(port, 'good'))).head()).size).toBe(0);
  });

  it.each([
    ['whose certificate nobody trusts', 'good', 'other', /certificaat.*niet te vertrouwen of verlopen/],
    ['whose certificate has expired', 'expired', 'expired', /certificaat.*niet te vertrouwen of verlopen/],
    ['whose certificate is of another', 'elsewhere', 'elsewhere', /certificaat.*niet te vertrouwen of verlopen/],
  ])('%s is not opened', async (_what, shows, trusts, words) => {
    const port = await start({ tls: tlsOf(shows) });
    const refused = open(secure(port, trusts));
    await expect(refused).rejects.toMatchObject({ name: 'LogUnavailable', code: 'LOG_CERTIFICATE' });
    await expect(refused).rejects.toThrow(words);
  });

  it('that does not speak TLS is told so', async () => {
    const port = await start({});
    await expect(open(secure(port, 'good'))).rejects.toMatchObject({ code: 'LOG_CERTIFICATE' });
  });

  it('that refuses the password is told so', async () => {
    const port = await start({ tls: tlsOf('good'), credentials: KNOWN });
    const refused = open(secure(port, 'good', 'besluitspoor:fout'));
    await expect(refused).rejects.toMatchObject({ name: 'LogUnavailable', code: 'LOG_CREDENTIALS' });
    await expect(refused).rejects.toThrow(/weigert de naam of het wachtwoord/);
  });
});

it('a server of a version that does not speak the protocol is not opened', async () => {
  const port = await listen(createPlainServer((_request, response) => void response.writeHead(404).end()));
  await expect(open(`esdb://127.0.0.1:${port}?tls=false`)).rejects.toMatchObject({
    name: 'LogUnavailable',
    code: expect.stringMatching(/^LOG_(UNREACHABLE|UNSUPPORTED)$/),
  });
});

describe('doctor, of a server of the log', () => {
  const telling =
    (status: number, info: object): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(info));
  const examine = async (url: string) => {
    process.env['BESLUITSPOOR_LOG_URL'] = url;
    return eventStoreDb.look({ folder, nowMs: Date.now, signal: new AbortController().signal });
  };

  it.each([
    ['an old version', 200, { esVersion: '5.0.9', state: 'master' }, 'ESDB_TOO_OLD', /versie 5\.0\.9/],
    ['another program', 200, { naam: 'iets anders' }, 'ESDB_UNKNOWN', /geen EventStoreDB/],
    ['a refused password', 401, {}, 'ESDB_REFUSED', /weigert naam of wachtwoord/],
    [
      'a node that does not take part yet',
      200,
      { esVersion: '23.10.6', state: 'catchingup' },
      'ESDB_NOT_READY',
      /catchingup/,
    ],
  ])('%s', async (_what, status, info, code, words) => {
    const port = await listen(createPlainServer(telling(status, info)));
    const [finding] = await examine(`esdb://127.0.0.1:${port}?tls=false`);
    expect(finding).toMatchObject({ code, words: expect.stringMatching(words) });
    expect(finding!.todo).not.toBe('');
  });

  it.each([
    ['untrusted', 'good', 'other', /DEPTH_ZERO_SELF_SIGNED_CERT|SIGNATURE/],
    ['expired', 'expired', 'expired', /CERT_HAS_EXPIRED/],
    ['of another', 'elsewhere', 'elsewhere', /ERR_TLS_CERT_ALTNAME_INVALID/],
  ])('a certificate that is %s', async (_what, shows, trusts, code) => {
    const { key, certificate: cert } = tlsOf(shows);
    const info = telling(200, { esVersion: '23.10.6', state: 'leader' });
    const port = await listen(createTlsServer({ key, cert }, info));
    const [finding] = await examine(secure(port, trusts));
    expect(finding).toMatchObject({ verdict: 'fout', code: 'ESDB_UNREACHABLE', words: expect.stringMatching(code) });
    expect(finding!.todo).toMatch(/certificaat/);
  });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
