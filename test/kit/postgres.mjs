// Starts and stops a PostgreSQL server of its own for tests and benches: on the loopback address only, in a folder under
// the system's temporary one, from Debian's package (which must be installed).
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';
const OLDEST_MAJOR = 14;
const USER = 'besluitspoor';
const PASSWORD = 'geheim';
const START_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** The folder with the server's programs, the newest version first; undefined when there is none that we support. */
export function postgresPrograms() {
  if (!existsSync(DEBIAN)) return undefined;
  const [newest] = readdirSync(DEBIAN)
    .map(Number)
    .filter((major) => major >= OLDEST_MAJOR && existsSync(join(DEBIAN, String(major), 'bin/postgres')))
    .sort((a, b) => b - a);
  return newest === undefined ? undefined : join(DEBIAN, String(newest), 'bin');
}

/** PostgreSQL refuses to run as root; the package brings a user of its own. */
const asServer = (file, args) =>
  process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', file, ...args]] : [file, args];

/**
 * Starts a server. `durable: false` skips waiting for the disk, which tests do not need and benches do.
 * `under` is the folder in which its own folder is made.
 */
export async function startPostgres({ durable = false, under = tmpdir() } = {}) {
  const programs = postgresPrograms();
  if (programs === undefined)
    throw new Error(`PostgreSQL ${OLDEST_MAJOR} or newer is not installed (Debian: postgresql)`);
  const folder = mkdtempSync(join(under, 'besluitspoor-postgres-'));
  // The server runs as another user, and its files are its own.
  chmodSync(folder, 0o777);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  await run(...asServer(join(programs, 'initdb'), [...init, '--locale=C.UTF-8', '--no-sync']), { cwd: folder });
  const server = new Server(programs, folder, data, durable, await freePort());
  await server.start();
  return server;
}

class Server {
  constructor(programs, folder, data, durable, port) {
    Object.assign(this, { programs, folder, data, durable, port });
    this.url = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  }

  /** Also after `halt` or `kill`, with what was there. */
  async start() {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.port}`, `unix_socket_directories=${this.folder}`];
    if (!this.durable) settings.push('fsync=off', 'full_page_writes=off');
    const args = ['-D', this.data, ...settings.flatMap((setting) => ['-c', setting])];
    const [file, all] = asServer(join(this.programs, 'postgres'), args);
    this.process = spawn(file, all, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    // A test run that breaks off leaves no server behind.
    const onExit = () => this.process.kill('SIGQUIT');
    process.once('exit', onExit);
    this.process.once('exit', () => process.off('exit', onExit));
    this.said = '';
    this.process.stderr.on('data', (text) => (this.said += text));
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await this.answers())) {
      if (Date.now() > limit || this.process.exitCode !== null)
        throw new Error(`PostgreSQL does not start: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async answers() {
    const args = ['-q', '-h', '127.0.0.1', '-p', String(this.port)];
    return run(join(this.programs, 'pg_isready'), args).then(
      () => true,
      () => false,
    );
  }

  /** Ends the server without its saying goodbye to anybody, as a crash would; the folder stays. */
  async halt() {
    const args = ['stop', '-D', this.data, '-m', 'immediate', '-s'];
    await run(...asServer(join(this.programs, 'pg_ctl'), args), { cwd: this.folder });
    await this.ended;
  }

  /** Ends the server and removes what it kept. */
  async stop() {
    if (this.process.exitCode === null) await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
