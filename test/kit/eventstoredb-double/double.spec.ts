import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, NO_STREAM, START, binaryEvent } from '@eventstore/db-client';
import type { AppendFault, DoubleOptions, EventStoreDouble } from './index.js';
import { startDouble } from './index.js';

// What the conformance suite cannot ask of a real server: the faults, and the operator behind our back. Each test shows
// the fault, and that it ends.

const event = (text = 'x', id: string = crypto.randomUUID()) =>
  binaryEvent({ id, type: 'entry', data: Buffer.from(text) });
/** With credentials the client gives each append a call of its own; an insecure server does not look at them. */
const ALONE = { credentials: { username: 'nobody', password: 'nothing' } };
const FIRST = { expectedRevision: NO_STREAM, ...ALONE } as const;

const doubles: EventStoreDouble[] = [];
const clients: EventStoreDBClient[] = [];
let double: EventStoreDouble;

async function start(options?: DoubleOptions): Promise<EventStoreDouble> {
  const started = await startDouble(options);
  doubles.push(started);
  return started;
}

function connect(url = double.url): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  clients.push(client);
  return client;
}

async function textsOf(stream: string, url = double.url): Promise<string[]> {
  const found: string[] = [];
  for await (const { event: read } of connect(url).readAll({ fromPosition: START })) {
    if (read?.streamId === stream) found.push(Buffer.from(read.data as Uint8Array).toString('latin1'));
  }
  return found;
}

/** The client does not offer it in its types; the adapter's `doctor` needs it all the same. */
const versionOf = async (client: EventStoreDBClient): Promise<string> =>
  (await (client as unknown as { capabilities: Promise<{ serverVersion: string }> }).capabilities).serverVersion;

/** Calls again until it succeeds: a client notices late that its connection has gone. */
async function eventually<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

beforeEach(async () => {
  double = await start();
});
afterEach(async () => {
  for (const { faults } of doubles) await faults.clear();
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  for (const started of doubles.splice(0)) await started.stop();
});

describe('faults of one append', () => {
  it.each<[AppendFault, stored: number]>([
    ['unavailable', 0],
    ['cut-before-commit', 0],
    ['cut-after-commit', 1],
    ['timeout-before-commit', 0],
    ['timeout-after-commit', 1],
    ['silent-before-commit', 0],
    ['silent-after-commit', 1],
    [{ commitAfterMs: 60_000 }, 0],
    [{ answerAfterMs: 60_000 }, 1],
  ])('%p leaves %i events, and the next append succeeds', async (fault, stored) => {
    double.faults.nextAppends(fault);
    await expect(connect().appendToStream('a', event(), { ...FIRST, deadline: 200 })).rejects.toThrow();
    expect(await eventually(() => textsOf('a'))).toHaveLength(stored);
    expect(await eventually(() => connect().appendToStream('b', event(), FIRST))).toMatchObject({ success: true });
  });

  it('an append is stored late that nobody waits for any more', async () => {
    double.faults.nextAppends({ commitAfterMs: 300 });
    await expect(connect().appendToStream('a', event(), { ...FIRST, deadline: 100 })).rejects.toThrow();
    await eventually(async () => expect(await textsOf('a')).toHaveLength(1));
  });

  it.each<AppendFault>(['cut-after-commit', 'timeout-after-commit'])('%p on the batch path too', async (fault) => {
    const client = connect();
    await client.appendToStream('warm', event(), { expectedRevision: NO_STREAM });
    double.faults.nextAppends(fault);
    await expect(client.appendToStream('a', event(), { expectedRevision: NO_STREAM })).rejects.toThrow();
    expect(await eventually(() => textsOf('a'))).toHaveLength(1);
  });
});

describe('a node that does not serve', () => {
  it('not ready: UnavailableError on a call of its own, an UnknownError without code in the batch stream', async () => {
    const client = connect();
    await client.appendToStream('warm', event(), { expectedRevision: NO_STREAM });
    double.faults.notReady = true;
    const alone = client.appendToStream('a', event(), FIRST);
    await expect(alone).rejects.toMatchObject({ type: 'unavailable', code: 14 });
    const batch = connect().appendToStream('a', event(), { expectedRevision: NO_STREAM });
    await expect(batch).rejects.toMatchObject({ type: 'unknown', code: undefined });
    await expect(textsOf('a')).rejects.toMatchObject({ type: 'unavailable' });
    double.faults.notReady = false;
    await eventually(() => connect().appendToStream('a', event(), FIRST));
    expect(await textsOf('a')).toHaveLength(1);
  });

  it('too busy: says so', async () => {
    double.faults.tooBusy = true;
    const append = connect().appendToStream('a', event(), FIRST);
    await expect(append).rejects.toMatchObject({ message: expect.stringContaining('Server Is Too Busy') });
  });

  it('a follower: NotLeaderError names the leader where one is asked for; else it reads and forwards itself', async () => {
    const follower = await start({ follows: double });
    const client = connect(follower.url);
    await client.appendToStream('a', event('forwarded'), FIRST);
    expect(await textsOf('a')).toEqual(['forwarded']);
    const asked = client.appendToStream('a', event(), { expectedRevision: 0n, requiresLeader: true, ...ALONE });
    await expect(asked).rejects.toMatchObject({ type: 'not-leader', leader: { port: double.port } });
    // The client goes to the leader that it was told of.
    const again = { expectedRevision: 0n, requiresLeader: true, ...ALONE };
    expect(await eventually(() => client.appendToStream('a', event(), again))).toMatchObject({ success: true });
  });

  it('a follower that lags: does not read its own writes yet', async () => {
    const follower = await start({ follows: double });
    follower.faults.lagMs = 60_000;
    await connect(follower.url).appendToStream('a', event(), FIRST);
    expect(await textsOf('a', follower.url)).toEqual([]);
    expect(await textsOf('a')).toHaveLength(1);
  });

  it('nobody is leader: an UnknownError', async () => {
    double.faults.leader = 'unknown';
    const append = connect().appendToStream('a', event(), { ...FIRST, requiresLeader: true });
    await expect(append).rejects.toMatchObject({ type: 'unknown' });
  });

  it.each(['credentials', 'rights'] as const)(
    'denied for its %s: AccessDeniedError, nothing stored',
    async (denied) => {
      double.faults.denied = denied;
      await expect(connect().appendToStream('a', event(), FIRST)).rejects.toMatchObject({ type: 'access-denied' });
      await expect(textsOf('a')).rejects.toMatchObject({ type: 'access-denied' });
      double.faults.denied = undefined;
      expect(await textsOf('a')).toEqual([]);
    },
  );

  it('an old version tells no features, so that the client takes no batch stream', async () => {
    double.faults.serverVersion = undefined;
    expect(await versionOf(connect())).toBe('unknown');
    await connect().appendToStream('a', event(), { expectedRevision: NO_STREAM });
    double.faults.serverVersion = '5.0.11';
    expect(await versionOf(connect())).toBe('5.0.11');
  });
});

describe('a cluster of doubles', () => {
  const clusterUrl = (nodes: readonly EventStoreDouble[], preference: string): string =>
    `esdb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false&nodePreference=${preference}`;

  it('is discovered by asking any node, and the node of the wanted kind is taken', async () => {
    const follower = await start({ follows: double });
    follower.faults.lagMs = 60_000;
    await connect().appendToStream('a', event(), FIRST);
    expect(await textsOf('a', clusterUrl([follower, double], 'leader'))).toHaveLength(1);
    // Only the follower lags: reading nothing shows that it was the one that was read.
    expect(await textsOf('a', clusterUrl([follower, double], 'follower'))).toEqual([]);
  });

  it('goes on after its leader is gone: the follower that takes over has all that was acknowledged', async () => {
    const follower = await start({ follows: double });
    const client = connect(clusterUrl([double, follower], 'leader'));
    await client.appendToStream('a', event('before'), FIRST);
    await double.faults.goDown();
    follower.faults.leader = undefined;
    const after = { expectedRevision: 0n, ...ALONE };
    expect(await eventually(() => client.appendToStream('a', event('after'), after))).toMatchObject({ success: true });
    expect(await textsOf('a', follower.url)).toEqual(['before', 'after']);
  });
});

describe('a connection that does not hold', () => {
  it('goes down and comes up on the same port', async () => {
    await connect().appendToStream('a', event(), FIRST);
    await double.faults.goDown();
    const gone = connect().appendToStream('a', event(), { expectedRevision: 0n, ...ALONE });
    await expect(gone).rejects.toMatchObject({ type: 'unavailable' });
    await double.faults.comeUp();
    const next = { expectedRevision: 0n, ...ALONE };
    expect(await eventually(() => connect().appendToStream('a', event(), next))).toMatchObject({ success: true });
  });

  it('a full disk ends the process before the commit; with room it comes back without what was not acknowledged', async () => {
    await connect().appendToStream('a', event('kept'), FIRST);
    double.faults.diskFull = true;
    await expect(connect().appendToStream('b', event(), FIRST)).rejects.toMatchObject({ type: 'unavailable' });
    await expect(connect().appendToStream('b', event(), FIRST)).rejects.toMatchObject({ type: 'unavailable' });
    await double.faults.clear();
    expect(await eventually(() => textsOf('b'))).toEqual([]);
    expect(await textsOf('a')).toEqual(['kept']);
  });

  it('frozen: accepts and says nothing, and answers after all when it thaws', async () => {
    const client = connect();
    await client.appendToStream('a', event(), FIRST);
    double.faults.freeze();
    const late = client.appendToStream('a', event(), { expectedRevision: 0n, deadline: 200, ...ALONE });
    await expect(late).rejects.toMatchObject({ type: 'deadline-exceeded' });
    double.faults.thaw();
    await eventually(() => client.appendToStream('b', event(), FIRST));
  });

  it.each(['request', 'response'] as const)(
    'is cut at any byte of the %s: stored whole or not at all',
    async (side) => {
      let lost = 0;
      for (let bytes = 1; bytes <= 400; bytes += 57) {
        const stream = `a${bytes}`;
        const client = connect();
        // Connected first, so that the cut falls into the append and not into the greeting.
        await eventually(() => textsOf('none'));
        double.faults.cutAfterBytes(side, bytes);
        const outcome = await client.appendToStream(stream, [event(), event()], FIRST).catch(() => undefined);
        double.faults.cutAfterBytes(side, Number.MAX_SAFE_INTEGER);
        const stored = await eventually(() => textsOf(stream));
        expect([0, 2]).toContain(stored.length);
        if (outcome !== undefined) expect(stored).toHaveLength(2);
        else lost += 1;
      }
      expect(lost).toBeGreaterThan(0);
    },
  );

  it('subscriptions are dropped on demand: TimeoutError, and a new one goes on', async () => {
    const subscription = connect().subscribeToAll({ fromPosition: START });
    subscription.resume();
    const dropped = new Promise<Error>((resolve) => subscription.once('error', resolve));
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    double.faults.dropSubscriptions();
    expect(await dropped).toMatchObject({ type: 'timeout', code: 10 });
  });
});

describe('the operator behind our back', () => {
  it('redacts: the bytes of one event are overwritten, its place and id stay', async () => {
    await connect().appendToStream('a', [event('one'), event('two')], FIRST);
    double.operator.redact('a', 0);
    expect(await textsOf('a')).toEqual(['\u00ff\u00ff\u00ff', 'two']);
  });

  it('truncates, deletes and scavenges', async () => {
    await connect().appendToStream('a', [event('one'), event('two')], FIRST);
    await connect().appendToStream('b', event('three'), FIRST);
    double.operator.truncate('a', 1);
    double.operator.tombstone('b');
    expect(await textsOf('a')).toEqual(['one', 'two']);
    double.operator.scavenge();
    expect(await textsOf('a')).toEqual(['two']);
    expect(await textsOf('b')).toEqual(['']);
    double.operator.softDelete('a');
    await expect(connect().readStream('a').toArray()).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it('a memory of ids that is full forgets the oldest: then ANY writes twice, an exact revision does not', async () => {
    const small = await start({ recentIdBytes: 100 });
    const client = connect(small.url);
    const [loose, exact] = [event('loose'), event('exact')];
    await client.appendToStream('exact', exact, FIRST);
    for (let round = 0; round < 2; round++) {
      await client.appendToStream('loose', loose, { expectedRevision: 'any', ...ALONE });
      await client.appendToStream(`others${round}`, [event(), event(), event(), event()], FIRST);
    }
    await client.appendToStream('exact', exact, FIRST);
    expect(await textsOf('loose', small.url)).toHaveLength(2);
    expect(await textsOf('exact', small.url)).toHaveLength(1);
  });
});

describe('traps of the client that only faults show', () => {
  const HANGS_MS = 1_500;
  const orHangs = <T>(call: Promise<T>): Promise<T | string> =>
    Promise.race([
      call.catch((error: { type?: string }) => `rejected: ${error.type}`),
      new Promise<string>((resolve) => setTimeout(() => resolve('hangs'), HANGS_MS)),
    ]);

  it('a read never honours its deadline; an append with a call of its own does', async () => {
    const client = connect();
    await client.appendToStream('a', event(), FIRST);
    double.faults.freeze();
    const read = (async () => {
      for await (const _ of client.readStream('a', { deadline: 100 })) return 'read';
      return 'nothing';
    })();
    expect(await orHangs(read)).toBe('hangs');
    const append = client.appendToStream('b', event(), { ...FIRST, deadline: 100 });
    expect(await orHangs(append)).toBe('rejected: deadline-exceeded');
    double.faults.thaw();
    expect(await read).toBe('read');
  });

  it('the batch path: a broken connection of one client rejects the pending appends of every other', async () => {
    const other = await start();
    const [here, there] = [connect(), connect(other.url)];
    for (const client of [here, there]) await client.appendToStream('warm', event(), { expectedRevision: NO_STREAM });
    other.faults.nextAppends({ answerAfterMs: 60_000 });
    const pending = there.appendToStream('a', event(), { expectedRevision: NO_STREAM });
    double.faults.nextAppends('cut-before-commit');
    await expect(here.appendToStream('a', event(), { expectedRevision: NO_STREAM })).rejects.toThrow();
    // The other server answers nothing and has lost nothing: its append stands, and its caller was told that it failed.
    expect(await orHangs(pending)).toMatch(/^rejected/);
    expect(await textsOf('a', other.url)).toHaveLength(1);
  });

  it('with a call of their own the appends of other clients stay as they are', async () => {
    const other = await start();
    other.faults.nextAppends({ answerAfterMs: 100 });
    const pending = connect(other.url).appendToStream('a', event(), FIRST);
    double.faults.nextAppends('cut-before-commit');
    await expect(connect().appendToStream('a', event(), FIRST)).rejects.toThrow();
    expect(await pending).toMatchObject({ success: true });
  });
});

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventstoredb-double-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  beforeAll(() => {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const startSecure = () =>
    start({
      tls: { key: readFileSync(key), certificate: readFileSync(certificate) },
      credentials: { username: 'besluitspoor', password: 'geheim' },
    });
  const urlFor = ({ port }: EventStoreDouble, user = 'besluitspoor:geheim@'): string =>
    `esdb://${user}127.0.0.1:${port}?tls=true&tlsCAFile=${certificate}`;

  it('serves who is known, and refuses a wrong password and who gives none', async () => {
    const secure = await startSecure();
    const options = { expectedRevision: NO_STREAM } as const;
    expect(await connect(urlFor(secure)).appendToStream('a', event(), options)).toMatchObject({ success: true });
    for (const [user, code] of [
      ['besluitspoor:fout@', 16],
      ['', 7],
    ] as const) {
      const refused = textsOf('a', urlFor(secure, user));
      await expect(refused).rejects.toMatchObject({ type: 'access-denied', code });
      const batch = connect(urlFor(secure, user)).appendToStream('b', event(), options);
      await expect(batch).rejects.toMatchObject({ type: 'access-denied', code: user === '' ? undefined : code });
    }
  });

  it('is not trusted by who does not know its certificate', async () => {
    const secure = await startSecure();
    const strange = connect(`esdb://127.0.0.1:${secure.port}?tls=true`);
    const append = strange.appendToStream('a', event(), { ...FIRST, deadline: 1_000 });
    await expect(append).rejects.toMatchObject({ type: expect.stringMatching(/unavailable|deadline-exceeded/) });
  });
});
