import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The product as it is installed: the built command line, a server process of its own, real HTTP. */
const BIN = join(process.cwd(), 'bin/besluitspoor.mjs');
const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
const START_MS = 20_000;
const LAG_MS = 5_000;

let folder: string;
let server: ChildProcess;
let url: string;
let token: string;

function command(...args: readonly string[]): Record<string, unknown> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--data', folder, '--json'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function started(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes('\n')) return (JSON.parse(text) as { url: string }).url;
  }
  throw new Error(`the server ended before it listened: ${text}`);
}

async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

interface Health {
  readonly status: string;
  readonly weergaven: { readonly achterstand: number; readonly geparkeerd: readonly unknown[] };
}
async function caughtUp(): Promise<Health> {
  const until = Date.now() + LAG_MS;
  for (;;) {
    const health = (await ask('/v1/gezondheid')) as unknown as Health;
    if (health.weergaven.achterstand === 0 || Date.now() > until) return health;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'served-'));
  rmSync(folder, { recursive: true });
  command('init');
  token = command('token', 'maak', '--persoon', 'p-mt', '--functie', 'MT', '--publiek', 'college')['token'] as string;
  server = spawn(process.execPath, [BIN, 'serve', '--data', folder, '--poort', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await started(server);
}, START_MS);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', (code) => resolve(code)));
  server.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(folder, { recursive: true, force: true });
}, START_MS);

describe('a server at work keeps its views up', () => {
  it('shows in a report what was recorded just before it was asked for', async () => {
    const act = await ask('/v1/programmas', URGENCY);
    const report = await ask(`/v1/programmas/${String(act['programma'])}/collegerapportage`);
    expect(report['positie']).toBe(act['positie']);
    expect(await caughtUp()).toMatchObject({ weergaven: { achterstand: 0, geparkeerd: [] } });
  });

  it('takes on the documents that another process rebuilt beside it', async () => {
    await caughtUp();
    expect(command('rebuild')).toMatchObject({ vergeleken: true, verschillen: 0, geparkeerd: [] });
    const act = await ask('/v1/programmas', URGENCY);
    const report = await ask(`/v1/programmas/${String(act['programma'])}/besluitenregister`);
    expect(report['positie']).toBe(act['positie']);
    expect(await caughtUp()).toMatchObject({ weergaven: { achterstand: 0 } });
  });
});
