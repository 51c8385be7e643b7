import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

async function ask(path: string, body?: object, bearer = token): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
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

let ended: Promise<unknown> | undefined;
function stop(): Promise<unknown> {
  ended ??= new Promise((resolve) => {
    server.once('exit', resolve);
    server.kill('SIGTERM');
  });
  return ended;
}
afterAll(async () => {
  expect(await stop()).toBe(0);
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
  }, 20_000);
});

/** Last, for it stops the server. */
describe('after an erasure', () => {
  const WHY = ['--grond', 'Verzoek van betrokkene', '--bevoegdheid', 'FG'];
  const tokenFor = (role: string): string =>
    String(command('token', 'maak', '--persoon', `p-${role}`, '--functie', role)['token']);
  const filesWith = (text: string): readonly string[] =>
    readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(text));

  it('nothing of a person is in reports, views and other files: with a server, and without one', async () => {
    const [bureau, officer, college] = ['projectbureau', 'FG', 'college'].map(tokenFor);
    const people = { 'p-een': 'Xanthippe Zwaluwstaart', 'p-twee': 'Ysbrand Kwikstaart' };
    const act = await ask('/v1/programmas', URGENCY);
    const programme = `/v1/programmas/${String(act['programma'])}`;
    for (const [persoon, titel] of Object.entries(people)) {
      await ask('/v1/organisatie/personen/registreren', { persoon, titel, bestuurder: false }, bureau);
      const rol = persoon === 'p-een' ? 'AO' : 'projectleider';
      await ask(`${programme}/rollen/benoemen`, { rol, persoon, ingehuurd: false }, college);
    }
    const report = async () => JSON.stringify(await ask(`${programme}/collegerapportage`));
    for (const name of Object.values(people)) expect(await report()).toContain(name);
    // Beside the documents that a rebuild makes, those of before are kept.
    command('rebuild');
    expect(await caughtUp()).toMatchObject({ weergaven: { achterstand: 0 } });

    command('erase', '--persoon', 'p-een', ...WHY, '--token', officer!);
    expect(await report()).not.toContain('Zwaluwstaart');
    expect(filesWith('Zwaluwstaart')).toEqual([]);
    expect(await stop()).toBe(0);
    command('erase', '--persoon', 'p-twee', ...WHY, '--token', officer!);
    expect(filesWith('Kwikstaart')).toEqual([]);
    expect(command('rebuild')).toMatchObject({ vergeleken: true, verschillen: 0, geparkeerd: [] });
  }, 60_000);
});
