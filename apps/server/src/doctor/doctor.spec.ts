import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { cosignatureSigner, signCheckpoint } from '#transparency';
import { openLogKey } from '../proof/log-key.js';
import { startCheckpointer } from '../proof/start.js';
import { openRuntime } from '../runtime/runtime.js';
import { skewFinding } from './clock.js';
import { examine, type Examined } from './doctor.js';
import { ofInfo } from './eventstoredb.js';
import { ofSharing } from './keys.js';
import { atLeast } from './platform.js';
import { findingsOf } from './views.js';

const DAY_MS = 86_400_000;
const SECRET = 'heel-geheim';
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  await sign();
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('BESLUITSPOOR_')) delete process.env[name];
  rmSync(folder, { recursive: true });
});

/** Opens the log and signs what there is, as a server does. */
async function sign(): Promise<void> {
  const runtime = await openRuntime({ folder });
  const checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  await checkpointer.stop();
  await runtime.close();
}
const codesOf = (found: readonly Examined[], verdict: Examined['verdict']): readonly string[] =>
  found.filter((finding) => finding.verdict === verdict).map(({ part, code }) => `${part} ${code}`);
const wrongIn = async (nowMs?: () => number) => codesOf(await examine(folder, nowMs), 'fout');
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !/-(wal|shm)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );

describe('doctor', () => {
  it('finds nothing wrong in a folder that is right, tells what would be better, and changes nothing', async () => {
    const before = contents();
    const found = await examine(folder);
    expect(codesOf(found, 'fout')).toEqual([]);
    expect(codesOf(found, 'let op')).toEqual(
      expect.arrayContaining(['bewaker GUARD_SHARES_DEVICE', 'getuigen NO_WITNESS', 'tijdstempels NO_TIMESTAMPS']),
    );
    for (const { words, todo, verdict } of found) {
      expect(words).not.toBe('');
      if (verdict === 'let op') expect(todo).not.toBe('');
    }
    expect(contents()).toEqual(before);
  });

  it('works beside whoever records', async () => {
    const runtime = await openRuntime({ folder });
    try {
      expect(await wrongIn()).toEqual([]);
    } finally {
      await runtime.close();
    }
  });

  it('works where there is nothing, and makes nothing', async () => {
    const nothing = join(folder, 'nergens');
    expect(codesOf(await examine(nothing), 'fout')).toEqual(['map FOLDER_MISSING', 'logboek NOT_INITIALISED']);
    expect(readdirSync(folder)).not.toContain('nergens');
  });

  it('tells every wrong setting, and goes on with the other parts', async () => {
    process.env['BESLUITSPOOR_PORT'] = 'x';
    process.env['BESLUITSPOOR_OIN'] = '1';
    process.env['BESLUITSPOOR_GAURD'] = 'y';
    const found = await examine(folder);
    expect(codesOf(found, 'fout')).toEqual(['instellingen PORT_INVALID', 'instellingen OIN_INVALID']);
    expect(codesOf(found, 'let op')).toContain('instellingen CONFIG_UNKNOWN');
    expect(found.map(({ part }) => part)).toContain('logboek');
  });

  it.each([
    ['log.db', 'logboek LOG_NOT_OURS'],
    ['keys.db', 'sleutels KEYS_NOT_OURS'],
    ['access.db', 'toegang TOKENS_UNUSABLE'],
    ['guard.db', 'bewaker FILE_UNUSABLE'],
    ['log.key', 'handtekening LOG_IO'],
  ])('names %s when a text stands in its place: %s', async (name, code) => {
    for (const beside of ['-wal', '-shm']) rmSync(join(folder, name + beside), { force: true });
    writeFileSync(join(folder, name), 'Dit is een brief.\n'.repeat(900));
    expect(await wrongIn()).toContain(code);
  });

  it('sees that an older copy of the log was put back', async () => {
    const older = join(folder, 'ouder');
    const guard = join(folder, 'guard.db');
    copyFileSync(guard, older);
    signedMore(5);
    expect(await wrongIn()).toContain('bewaker LOG_ROLLED_BACK');
    copyFileSync(older, guard);
    expect(await wrongIn()).toEqual([]);
  });

  it('sees the evidence that a witness left, and a signature of another key', async () => {
    writeFileSync(join(folder, 'witness-evidence.note'), 'iets');
    expect(await wrongIn()).toContain('handtekening WITNESS_EVIDENCE');
    rmSync(join(folder, 'witness-evidence.note'));
    rmSync(join(folder, 'log.key'));
    expect(await wrongIn()).toContain('handtekening LOG_KEY_MISSING');
    openLogKey(join(folder, 'log.key'));
    expect(await wrongIn()).toContain('handtekening SIGNATURE_INVALID');
  });

  it('sees key files and a folder that others may open', async () => {
    chmodSync(join(folder, 'keys.db'), 0o644);
    chmodSync(folder, 0o755);
    const found = codesOf(await examine(folder), 'let op');
    expect(found).toEqual(expect.arrayContaining(['sleutels KEY_FILE_OPEN', 'map FOLDER_OPEN']));
    chmodSync(join(folder, 'keys.db'), 0o600);
    chmodSync(folder, 0o700);
    expect(codesOf(await examine(folder), 'let op').join()).not.toMatch(/_OPEN/);
  });

  it('sees a clock that is behind the log', async () => {
    expect(await wrongIn(() => Date.now() - DAY_MS)).toContain('klok CLOCK_BEHIND_LOG');
    expect(await wrongIn(() => Date.now() - 1_000)).toEqual([]);
  });

  it('names a PostgreSQL and an EventStoreDB that do not answer, and never their passwords', async () => {
    process.env['BESLUITSPOOR_VIEWS_URL'] = `postgres://u:${SECRET}@127.0.0.1:1/weergaven`;
    process.env['BESLUITSPOOR_SEALED_URL'] = `postgres://u:${SECRET}@127.0.0.1:1/waarden`;
    process.env['BESLUITSPOOR_LOG_URL'] = `esdb://admin:${SECRET}@127.0.0.1:1?tls=false`;
    const found = await examine(folder);
    expect(codesOf(found, 'fout')).toEqual(
      expect.arrayContaining(['PostgreSQL POSTGRES_UNREACHABLE', 'EventStoreDB ESDB_UNREACHABLE']),
    );
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });
});

describe('doctor and a witness', () => {
  let witness: Server;
  let shown: string | undefined;
  beforeEach(async () => {
    witness = createServer((_request, response) => {
      response.writeHead(shown === undefined ? 404 : 200);
      response.end(shown);
    });
    await new Promise<void>((resolve) => witness.listen(0, '127.0.0.1', resolve));
    const { port } = witness.address() as AddressInfo;
    writeFileSync(
      join(folder, 'witnesses.json'),
      JSON.stringify({
        quorum: 1,
        witnesses: [{ vkey: witnessKey(), url: `http://127.0.0.1:${port}`, organ: 'griffie' }],
      }),
    );
  });
  afterEach(() => new Promise((resolve) => witness.close(resolve)));

  const ofWitness = async () => {
    const found = await examine(folder);
    return found.filter(({ part }) => part === 'getuigen').map(({ verdict, code }) => `${verdict} ${code}`);
  };
  const noteOf = (size: number): Promise<string> => {
    const key = openLogKey(join(folder, 'log.key'));
    return signCheckpoint({ origin: key.origin, size, root: Buffer.alloc(32) }, key);
  };

  it('tells whether it answers, lags, is level or knows more than there is', async () => {
    const size = signedMore(2);
    shown = undefined;
    expect(await ofWitness()).toEqual(['let op WITNESS_SILENT']);
    shown = await noteOf(size - 1);
    expect(await ofWitness()).toEqual(['let op WITNESS_LAGS']);
    shown = await noteOf(size);
    expect(await ofWitness()).toEqual(['goed OK']);
    shown = await noteOf(size + 1);
    expect(await ofWitness()).toEqual(['fout WITNESS_AHEAD']);
  });
});

describe('what one machine cannot show', () => {
  it('versions that are too old', () => {
    expect(atLeast('SQLite', '3.51.2', [3, 51, 3]).verdict).toBe('fout');
    for (const version of ['3.51.3', '3.52.0', '4.0.0'])
      expect(atLeast('SQLite', version, [3, 51, 3]).verdict).toBe('goed');
  });
  it('clocks that differ', () => {
    expect(skewFinding('x', 5_000).verdict).toBe('goed');
    expect([skewFinding('x', 5_001), skewFinding('x', -5_001)].map(({ code }) => code)).toEqual([
      'CLOCK_SKEW',
      'CLOCK_SKEW',
    ]);
  });
  it('views that lag or stopped', () => {
    expect(findingsOf({ position: 9, parked: [] }, 10).map(({ code }) => code)).toEqual(['OK']);
    expect(findingsOf({ position: 9, parked: [] }, 500).map(({ code }) => code)).toEqual(['VIEWS_LAG']);
    const parked = [{ consumer: 'programme', position: 3 }];
    expect(findingsOf({ position: 9, parked }, 10).map(({ code }) => code)).toEqual(['OK', 'VIEW_PARKED']);
  });
  it('warns of keys on a network disk, where servers share them', () => {
    const NFS = 0x6969;
    expect(ofSharing(folder, NFS)).toEqual([]);
    process.env['BESLUITSPOOR_LOG_URL'] = 'esdb://127.0.0.1:1?tls=false';
    expect(ofSharing(folder, NFS)).toMatchObject([{ verdict: 'let op', code: 'KEYS_ON_NETWORK' }]);
    expect(ofSharing(folder, 0xef53)).toEqual([]);
    delete process.env['BESLUITSPOOR_LOG_URL'];
  });

  it('servers of EventStoreDB of other versions and states', () => {
    expect(ofInfo('n', { esVersion: '23.10.6.0', state: 'leader' }).verdict).toBe('goed');
    expect(ofInfo('n', { esVersion: '20.6.0.0', state: 'follower' }).verdict).toBe('goed');
    expect(ofInfo('n', { esVersion: '5.0.9', state: 'master' }).code).toBe('ESDB_TOO_OLD');
    expect(ofInfo('n', { esVersion: '23.10.6.0', state: 'catchingup' }).code).toBe('ESDB_NOT_READY');
    expect(ofInfo('n', {}).code).toBe('ESDB_UNKNOWN');
  });
});

/** Has the guard say that so many more entries were signed, and gives how many. */
function signedMore(entries: number): number {
  const db = new DatabaseSync(join(folder, 'guard.db'));
  try {
    db.prepare('UPDATE guard SET size = size + ?').run(entries);
    return (db.prepare('SELECT size FROM guard').get() as { size: number }).size;
  } finally {
    db.close();
  }
}
const witnessKey = (): string =>
  cosignatureSigner('getuige.raad.example/1', generateKeyPairSync('ed25519').privateKey, () => 0).vkey;
