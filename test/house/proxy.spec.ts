import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import { createServer as listen, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The proxy of the cluster profile, by a real nginx, with the settings as they are shipped. Only what differs between its
 * container and this machine is replaced: names, ports, folders, and how an older nginx writes HTTP/2.
 */

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path));
/** Set by .ci/run when it could install nginx: from then on these tests must run. */
const REQUIRED = process.env['BESLUITSPOOR_TEST_NGINX'] === 'required';
const SHIPPED = readFileSync(join(__dirname, '../../deploy/cluster/nginx.conf'), 'utf8');
const MAX_BODY_BYTES = 64 * 1024;
const START_MS = 10_000;
const LOOK_EVERY_MS = 50;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

async function freePort(): Promise<number> {
  const server = listen();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Backend {
  readonly server: Server;
  readonly asked: string[];
  /** What it answers; a test may change it. */
  handle: (request: IncomingMessage, response: ServerResponse) => void;
}

async function startBackend(name: string): Promise<Backend> {
  const asked: string[] = [];
  const backend = { asked, handle: (_: IncomingMessage, response: ServerResponse) => void response.end(name) };
  const server = createServer((asking, response) => {
    asked.push(`${asking.method} ${asking.url}`);
    asking.resume();
    asking.on('end', () => backend.handle(asking, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(backend, { server });
}

const describeWithNginx = NGINX !== undefined || REQUIRED ? describe : describe.skip;

describeWithNginx(
  `the proxy${NGINX === undefined ? ' (skipped: nginx is not installed; Debian has it as nginx-light)' : ''}`,
  () => {
    let folder: string;
    let port: number;
    let nginx: ChildProcess;
    let said = '';
    let backends: [Backend, Backend];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'besluitspoor-proxy-'));
      // Started by root, nginx works as another user, who must reach what he writes here.
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, 'logs'));
      backends = [await startBackend('een'), await startBackend('twee')];
      port = await freePort();
      makeCertificate(folder);
      writeFileSync(join(folder, 'nginx.conf'), settled(folder, port, backends));
      nginx = spawn(NGINX!, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;']);
      nginx.stderr!.on('data', (data: Buffer) => (said += data.toString()));
      await eventually(() => ask({ path: '/' }));
    }, 2 * START_MS);
    afterAll(async () => {
      const ended = new Promise((resolve) => nginx.once('exit', resolve));
      nginx.kill('SIGTERM');
      await ended;
      for (const { server } of backends) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      backends.forEach((backend, index) => {
        backend.asked.length = 0;
        backend.handle = (_, response) => void response.end(index === 0 ? 'een' : 'twee');
      });
    });

    async function eventually(holds: () => Promise<unknown>): Promise<void> {
      for (const end = Date.now() + START_MS; ;) {
        const why = await holds().then(() => undefined, String);
        if (why === undefined) return;
        if (Date.now() > end || nginx.exitCode !== null) throw new Error(`nginx did not start: ${why} ${said}`);
        await pause(LOOK_EVERY_MS);
      }
    }

    interface Question {
      readonly path: string;
      readonly method?: string;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
    function open({ path, method = 'GET', body, headers = {} }: Question): Promise<IncomingMessage> {
      return new Promise((resolve, reject) => {
        const ca = readFileSync(join(folder, 'node.crt'));
        const asking = request({ host: '127.0.0.1', port, path, method, headers, ca, agent: false }, resolve);
        asking.on('error', reject);
        asking.end(body);
      });
    }
    async function ask(question: Question): Promise<Answer> {
      const response = await open(question);
      let body = '';
      for await (const data of response) body += String(data);
      return { status: response.statusCode!, headers: response.headers, body };
    }

    it('gives requests to both servers, with their headers, and says of itself no more than its name', async () => {
      const seen: (string | undefined)[] = [];
      for (const backend of backends)
        backend.handle = ({ headers }, response) => {
          seen.push(headers.authorization);
          response.end();
        };
      for (let i = 0; i < 4; i++) {
        const { status, headers } = await ask({ path: '/v1/gezondheid', headers: { authorization: 'Bearer t' } });
        expect([status, headers['server']]).toEqual([200, 'nginx']);
      }
      expect(seen).toEqual(['Bearer t', 'Bearer t', 'Bearer t', 'Bearer t']);
      expect(backends.every(({ asked }) => asked.length > 0)).toBe(true);
    });

    it('asks the other server when one is not ready, and never sends an act a second time', async () => {
      backends[0].handle = (_, response) => void response.writeHead(503).end();
      for (let i = 0; i < 4; i++)
        expect(await ask({ path: '/v1/programmas' })).toMatchObject({ status: 200, body: 'twee' });
      for (const backend of backends) {
        backend.asked.length = 0;
        backend.handle = (_, response) => void response.writeHead(503).end();
      }
      expect(await ask({ path: '/v1/programmas', method: 'POST', body: '{}' })).toMatchObject({ status: 503 });
      expect(backends.flatMap(({ asked }) => asked)).toEqual(['POST /v1/programmas']);
    });

    it('lets no more through than a request may be', async () => {
      const length = { 'content-type': 'application/json' };
      const post = (bytes: number): Promise<Answer> =>
        ask({ path: '/v1/programmas', method: 'POST', body: 'x'.repeat(bytes), headers: length });
      expect(await post(MAX_BODY_BYTES)).toMatchObject({ status: 200 });
      expect(await post(MAX_BODY_BYTES + 1)).toMatchObject({ status: 413 });
    });

    it('gives the live feed as it comes', async () => {
      let finish: () => void = () => {};
      for (const backend of backends)
        backend.handle = (_, response) => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: 1\n\n');
          finish = () => response.end();
        };
      const [first] = (await once(await open({ path: '/v1/logboek/stroom' }), 'data')) as [Buffer];
      expect(first.toString()).toBe('data: 1\n\n');
      finish();
    });

    it('speaks nothing older than TLS 1.2, and keeps no record of who asked what', async () => {
      const old = {
        host: '127.0.0.1',
        port,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        rejectUnauthorized: false,
      } as const;
      const refused = await new Promise<Error>((resolve) => void request(old).on('error', resolve).end());
      expect(refused.message).toMatch(/protocol|alert|ssl/i);
      await ask({ path: '/v1/programmas/geheim' });
      for (const name of readdirSync(join(folder, 'logs')))
        expect(readFileSync(join(folder, 'logs', name), 'utf8')).not.toContain('geheim');
    });
  },
);

function makeCertificate(folder: string): void {
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'node.key')];
  const args = ['req', '-x509', '-days', '1', ...key, '-out', join(folder, 'node.crt'), ...names];
  execFileSync('openssl', args, { stdio: 'ignore' });
}

/** The shipped settings with the places of this machine; every one of them must be there to be replaced. */
function settled(folder: string, port: number, [one, two]: readonly [Backend, Backend]): string {
  const replaced: readonly (readonly [string, string])[] = [
    ['/tmp/', `${folder}/`],
    ['server1:3000', `127.0.0.1:${portOf(one.server)}`],
    ['server2:3000', `127.0.0.1:${portOf(two.server)}`],
    ['listen 8443 ssl;', `listen 127.0.0.1:${port} ssl http2;`],
    // Since 1.25.1 a line of its own; the line above says the same to every version.
    ['    http2 on;\n', ''],
    ['/certificates/proxy/', `${folder}/`],
  ];
  return replaced.reduce((text, [what, by]) => {
    if (!text.includes(what)) throw new Error(`nginx.conf has no ${what} any more`);
    return text.replaceAll(what, by);
  }, SHIPPED);
}
