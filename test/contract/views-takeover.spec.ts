import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createMemoryLog, openSqliteLog, type EventLog, type Position } from '#event-log';
import { createRunner, openViewStore, type FoldedModel, type ViewStore } from '#read-models';
import { eventsOf } from '../../libs/read-models/src/runner/folder.js';
import { describeWithPostgres } from '../kit/postgres.js';
import { startPostgres, type PostgresServer } from '../kit/postgres.mjs';
import { counter, record, scratch, sourceOf, words } from '../kit/tiny-views.js';

const START_SERVER_MS = 60_000;
const SLOW_TEST_MS = 120_000;
const SOON_MS = 30_000;
const ROUNDS = 4;
const WRITES_PER_ROUND = 60;
const models: readonly FoldedModel[] = [words, counter()];
const dist = join(__dirname, '..', '..', 'dist');

async function eventually(holds: () => boolean, what: string): Promise<void> {
  const limit = Date.now() + SOON_MS;
  while (!holds()) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Every document is whole: the same as from scratch up to the very checkpoint that it was read with. */
async function mustBeWhole(store: ViewStore, log: EventLog, dossiers: readonly string[]): Promise<void> {
  for (const dossier of dossiers) {
    for (const model of models) {
      const kept = (await store.document(model.name, dossier))!;
      const events = await eventsOf(sourceOf(log), dossier, kept.checkpoint);
      expect(kept.json).toBe(scratch(model, events));
    }
  }
}

describeWithPostgres('kept views on a PostgreSQL server that fails', () => {
  let server: PostgresServer;
  let schemas = 0;
  beforeAll(async () => {
    server = await startPostgres();
  }, START_SERVER_MS);
  afterAll(() => server.stop());
  const nextUrl = (): string => `${server.url}?schema=takeover_${schemas++}`;

  it(
    'waits for a server that went away, says so in words, and goes on where it was',
    async () => {
      const log = createMemoryLog();
      const store = await openViewStore(nextUrl());
      const troubles: (string | undefined)[] = [];
      const runner = createRunner({ ...sourceOf(log), store, models, onTrouble: (said) => troubles.push(said) });
      await record(log, 'a', { day: '2026-01-01', word: 'een' });
      expect((await runner.waitFor(0 as Position, SOON_MS)).kind).toBe('visible');
      await server.halt();
      await record(log, 'a', { day: '2026-01-02', word: 'twee' });
      await eventually(() => troubles.length > 0, 'word of the trouble');
      expect(troubles[0]).toContain('niet bereikbaar');
      expect(troubles[0]).not.toContain('geheim');
      await expect(store.document('words', 'a')).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', passing: true });
      await server.start();
      expect((await runner.waitFor(1 as Position, SOON_MS)).kind).toBe('visible');
      expect(troubles.at(-1)).toBeUndefined();
      expect(runner.parked()).toEqual([]);
      await mustBeWhole(store, log, ['a']);
      await runner.stop();
      await store.close();
    },
    SLOW_TEST_MS,
  );

  it(
    'lets nobody write whose connection, and with it the lead, is gone',
    async () => {
      const url = nextUrl();
      const [one, other] = [await openViewStore(url), await openViewStore(url)];
      const version = (await one.begin('[]')).version;
      await one.flip(version);
      const leading = (await one.tryLead())!;
      await endLeader(server);
      const next = await tryUntilLeading(other);
      const part = { version, onlyWhenLive: true, views: [], folded: [], parked: [] };
      await expect(leading.store.flush({ ...part, from: -1, position: 0 })).rejects.toMatchObject({
        code: 'DATABASE_UNREACHABLE',
      });
      await eventually(() => leading.lost.aborted, 'the old leader to know');
      await next.store.flush({ ...part, from: -1, position: 1 });
      expect(await other.live()).toMatchObject({ position: 1 });
      await leading.release();
      await next.release();
      await one.close();
      await other.close();
    },
    SLOW_TEST_MS,
  );

  it('refuses a server that only follows another, in words', async () => {
    const url = nextUrl();
    const store = await openViewStore(url);
    const readOnly = new URL(url);
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
    const follower = await openViewStore(readOnly.href);
    await expect(follower.begin('[]')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    await follower.close();
    await store.close();
  });

  it(
    'takes over from a leader that is killed half-way, again and again, and is never half written',
    async () => {
      if (!existsSync(join(dist, 'libs/read-models/src/index.js')))
        throw new Error('dist/ is missing: run `npm run build` first (npm test does so by itself)');
      const folder = mkdtempSync(join(tmpdir(), 'besluitspoor-takeover-'));
      const logFile = join(folder, 'log.db');
      const log = await openSqliteLog({ file: logFile });
      const url = nextUrl();
      const store = await openViewStore(url);
      const dossiers = ['a', 'b', 'c'];
      const fleet = new Fleet(logFile, url);
      let last = 0;
      for (const dossier of dossiers) last = await record(log, dossier, { day: '2026-01-10', word: 'begin' });
      try {
        fleet.add();
        await eventually(() => fleet.shown() >= last, 'a first leader');
        for (let round = 0; round < ROUNDS; round++) {
          fleet.add();
          for (let write = 0; write < WRITES_PER_ROUND; write++) {
            // Some days lie before others, so that a dossier is sometimes folded again as a whole.
            const day = `2026-01-${String(10 + ((round * 7 + write * 3) % 20))}`;
            last = await record(log, dossiers[write % 3]!, { day, word: `${round}-${write}` });
            if (write === WRITES_PER_ROUND / 2) {
              fleet.killLeader();
              await mustBeWhole(store, log, dossiers);
            }
          }
          await eventually(() => fleet.shown() >= last, `the next leader to show ${last}`);
          await mustBeWhole(store, log, dossiers);
        }
        expect((await store.live())!.position).toBe(last);
      } finally {
        await fleet.end();
        await store.close();
        await log.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    SLOW_TEST_MS,
  );
});

/** Ends the connection that holds the lead, as a network or an administrator would. */
async function endLeader(server: PostgresServer): Promise<void> {
  const administrator = new pg.Client({ connectionString: server.url });
  await administrator.connect();
  await administrator.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`);
  await administrator.end();
}

async function tryUntilLeading(store: ViewStore) {
  for (;;) {
    const leading = await store.tryLead();
    if (leading !== undefined) return leading;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Member {
  readonly process: ChildProcess;
  leads: boolean;
  position: number;
}

/** Processes that each run a runner on the same views. */
class Fleet {
  private readonly members = new Set<Member>();

  constructor(
    private readonly logFile: string,
    private readonly url: string,
  ) {}

  add(): void {
    const script = join(__dirname, 'views-child.mjs');
    const child = spawn(process.execPath, [script, dist, this.logFile, this.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const member: Member = { process: child, leads: false, position: -1 };
    this.members.add(member);
    child.once('exit', () => this.members.delete(member));
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) Object.assign(member, JSON.parse(line));
    });
  }

  leader(): Member | undefined {
    return [...this.members].find(({ leads }) => leads);
  }

  shown(): number {
    return this.leader()?.position ?? -1;
  }

  killLeader(): void {
    const leader = this.leader();
    if (leader === undefined) throw new Error('nobody leads');
    this.members.delete(leader);
    leader.process.kill('SIGKILL');
  }

  async end(): Promise<void> {
    const ended = [...this.members].map(({ process: child }) => new Promise((resolve) => child.once('exit', resolve)));
    for (const { process: child } of this.members) child.kill('SIGKILL');
    await Promise.all(ended);
  }
}
