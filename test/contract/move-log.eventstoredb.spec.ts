import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  atRevision,
  COMMAND_MAC_KEY_ID,
  createMemorySealedStore,
  leaveSource,
  moveLog,
  openEventStoreDbLog,
  openEventStoreDbMovable,
  openSqliteLog,
  openSqliteReader,
  openSqliteSource,
  openSqliteTarget,
  type AppendBatch,
  type EventLog,
  type EventStoreDbLog,
  type MovableLog,
  type Moved,
  type MoveOptions,
  type Position,
  type SealedStore,
  type StoredEntry,
} from '#event-log';
import { openFrontier } from '#transparency';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { appendPlaced, batchOf, entryOf, timeAt } from './event-log.contract.js';

/** A log moves between engines and stays the same log: what stands in it, how it is proved, and who repeats what. */

jest.setTimeout(300_000);

const PAGE = 5_000;
const STREAMS = 7;

const server = process.env['BESLUITSPOOR_TEST_ESDB'];

let double: EventStoreDouble;
let url: string;
let folder: string;
let sealed: SealedStore;
let logId: string;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  double = await startDouble();
  folder = mkdtempSync(join(tmpdir(), 'move-log-'));
});
afterAll(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  url = double.url;
  sealed = createMemorySealedStore();
  logId = randomUUID();
});
afterEach(async () => {
  await double.faults.clear();
  for (const log of opened.splice(0).reverse()) await log.close();
});

const kept = <L extends { close(): Promise<void> }>(log: L): L => {
  opened.push(log);
  return log;
};
const newFile = (): string => join(folder, `${randomUUID()}.db`);
const onServer = async (begin: boolean): Promise<MovableLog> =>
  kept(await openEventStoreDbMovable({ url, logId, sealed, shown: 'esdb://double' }, begin));
const inFile = async (file: string): Promise<MovableLog> => kept(await openSqliteSource(file));
const intoFile = async (file: string): Promise<MovableLog> => kept(await openSqliteTarget(file));
const serverLog = async (): Promise<EventStoreDbLog> => kept(await openEventStoreDbLog({ url, logId, sealed }));

const box = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** Batches of one to `most` entries in several streams, with sealed groups and, for some, a digest of the command. */
function batches(count: number, most = 4): readonly AppendBatch[] {
  const revisions = new Map<string, number>();
  return Array.from({ length: count }, (_, n) => {
    const stream = `s${(n * 5) % STREAMS}`;
    const revision = revisions.get(stream) ?? -1;
    const entries = Array.from({ length: 1 + (n % most) }, (_each, i) =>
      entryOf(`{"n":${n},"i":${i}}`, i === 0 ? [] : [{ keyId: `k${n % 3}`, box: box(`${n}/${i}`) }]),
    );
    revisions.set(stream, revision + entries.length);
    const mac = n % 2 === 0 ? { commandMac: box(`mac ${n}`) } : {};
    return batchOf({ stream, expected: atRevision(revision), time: timeAt(n), commandId: `c-${n}`, entries, ...mac });
  });
}

async function filled(log: EventLog, count: number, most?: number): Promise<readonly AppendBatch[]> {
  const all = batches(count, most);
  for (const batch of all) expect(await log.append(batch)).toMatchObject({ kind: 'appended' });
  return all;
}
async function fileWith(count: number, most?: number): Promise<string> {
  const file = newFile();
  const log = await openSqliteLog({ file, durability: 'normal' });
  await filled(log, count, most);
  await log.close();
  return file;
}

const move = (source: MovableLog, target: MovableLog, options: Partial<MoveOptions> = {}): Promise<Moved> =>
  moveLog({
    ...{ source, target, signed: [], dryRun: false, signal: new AbortController().signal, onProgress: () => undefined },
    ...options,
  });
/** As the program does it: the target gets its name, and the source is left. */
async function moveWhole(source: MovableLog, target: MovableLog): Promise<Moved> {
  const moved = await move(source, target);
  await target.finish();
  await leaveSource(source, target);
  await source.close();
  return moved;
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const plain = (entries: readonly StoredEntry[]): readonly object[] =>
  entries.map(({ bytes, leafHash, sealed: groups, ...rest }) => ({
    ...rest,
    bytes: hex(bytes),
    leafHash: hex(leafHash),
    sealed: groups.map(({ keyId, box: held }) => `${keyId} ${hex(held)}`).sort(),
  }));
/** Everything that the port tells of a log. */
async function told(log: EventLog): Promise<object> {
  const entries = await log.readAll(undefined, PAGE);
  const commands = new Set(entries.map(({ stream, commandId }) => JSON.stringify([stream, commandId])));
  const found: object[] = [];
  for (const text of commands) {
    const [stream, commandId] = JSON.parse(text) as [string, string];
    const { mac, ...rest } = (await log.findCommand(stream, commandId))!;
    found.push({ stream, commandId, ...rest, mac: hex(mac) });
  }
  const root = hex(openFrontier(await log.frontier()).root());
  return { head: await log.head(), heads: await log.streams(''), root, entries: plain(entries), commands: found };
}
/** The tables of a log in a file; the frontier stands where groups of appends ended, which is nobody's business. */
function rowsOf(file: string): object {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const columns = 'position, stream, revision, id, commandid, batch, time, high, hex(leaf_hash), hex(bytes)';
    return {
      entries: db.prepare(`SELECT ${columns} FROM entry ORDER BY position`).all(),
      sealed: db.prepare('SELECT position, keyid, hex(box) FROM sealed ORDER BY position, keyid').all(),
    };
  } finally {
    db.close();
  }
}
async function tellsAll(file: string): Promise<object> {
  const log = await openSqliteLog({ file, durability: 'normal' });
  try {
    return await told(log);
  } finally {
    await log.close();
  }
}
/** A move from what others open as well lets go of it first. */
async function closeAll(): Promise<void> {
  for (const log of opened.splice(0).reverse()) await log.close();
}

describe('a log that moves', () => {
  const places: readonly (readonly [string, () => string])[] = [
    ['EventStoreDB (double)', () => double.url],
    ...(server === undefined ? [] : [['EventStoreDB (server)', () => server] as const]),
  ];
  it.each(places)('is the same log on %s, and the same file when it comes back', async (_name, address) => {
    url = address();
    const file = await fileWith(120);
    const before = await tellsAll(file);
    const moved = await moveWhole(await inFile(file), await onServer(true));
    expect(moved).toMatchObject({ size: 300, found: 0, resealed: 0 });
    const there = await serverLog();
    expect(await told(there)).toEqual(before);
    await closeAll();
    const back = newFile();
    await moveWhole(await onServer(false), await intoFile(back));
    expect(await tellsAll(back)).toEqual(before);
    expect(rowsOf(back)).toEqual(rowsOf(file));
  });

  it('answers a repeated command as before, and refuses another one under its id', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file, durability: 'normal' });
    const [first, second] = await filled(log, 2);
    await log.close();
    await moveWhole(await inFile(file), await onServer(true));
    const there = await serverLog();
    const again = { ...first!, entries: [entryOf('decided again')] };
    expect(await there.append(again)).toMatchObject({ kind: 'repeated', firstPosition: 0, count: 1 });
    expect(await there.append({ ...again, commandMac: box('other') })).toMatchObject({ kind: 'command-reused' });
    const repeated = { ...second!, entries: again.entries };
    expect(await there.append(repeated)).toMatchObject({ kind: 'repeated', firstPosition: 1, count: 2 });
    const next = batchOf({ stream: 's0', expected: atRevision(0), time: timeAt(9) });
    expect(await appendPlaced(there, next)).toMatchObject({ kind: 'appended', firstPosition: 3, firstRevision: 1 });
  });

  it('takes along what was erased as erased, and a digest that was dropped as dropped', async () => {
    const file = await fileWith(8);
    const log = await openSqliteLog({ file, durability: 'normal' });
    await log.removeGroups('k1');
    await log.replaceSealed(0 as Position, COMMAND_MAC_KEY_ID, undefined);
    await log.close();
    const before = await tellsAll(file);
    await moveWhole(await inFile(file), await onServer(true));
    expect(await told(await serverLog())).toEqual(before);
  });

  it('brings over an act that is larger than one append on the server', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file, durability: 'normal' });
    const entries = Array.from({ length: 40 }, (_, i) => entryOf(`${i} ${'x'.repeat(60_000)}`));
    await log.append(batchOf({ stream: 'large', entries, commandId: 'large' }));
    await log.close();
    const before = await tellsAll(file);
    await moveWhole(await inFile(file), await onServer(true));
    const there = await serverLog();
    expect(await told(there)).toEqual(before);
    expect(await there.findCommand('large', 'large')).toMatchObject({ firstRevision: 0, count: 40 });
  });

  it('survives lost answers, resets and a server that restarts', async () => {
    const file = await fileWith(60);
    const before = await tellsAll(file);
    const [source, target] = [await inFile(file), await onServer(true)];
    for (const fault of ['cut-after-commit', 'cut-before-commit', 'timeout-after-commit', 'unavailable'] as const)
      double.faults.nextAppends(fault);
    const moving = moveWhole(source, target);
    setTimeout(() => void double.restart(), 50);
    await moving;
    expect(await told(await serverLog())).toEqual(before);
  });
});

describe('what is left behind', () => {
  it('a file takes nothing more, says where the log went, and can still be read', async () => {
    const file = await fileWith(3);
    await moveWhole(await inFile(file), await onServer(true));
    const refused = openSqliteLog({ file });
    await expect(refused).rejects.toMatchObject({ code: 'LOG_HALTED' });
    await expect(refused).rejects.toThrow(`verhuisd naar esdb://double, logboek ${logId}`);
    const reader = kept(await openSqliteReader(file));
    expect((await reader.head()).size).toBe(6);
    expect(reader.haltedBecause).toBe(`verhuisd naar esdb://double, logboek ${logId}`);
    // A program that does not know of this cannot write either.
    const old = new DatabaseSync(file);
    expect(() => old.exec("INSERT INTO entry SELECT 99, 'x', 0, 'x', 'x', 1, 0, 0, x'00', x'00', NULL")).toThrow(
      'halted',
    );
    old.close();
  });

  it('a log on the server takes nothing more, from whoever still has it open', async () => {
    const log = await serverLog();
    await filled(log, 5);
    const file = newFile();
    await moveWhole(await onServer(false), await intoFile(file));
    await expect(log.append(batchOf({ stream: 'later' }))).rejects.toMatchObject({ code: 'LOG_HALTED' });
    await expect(log.append(batchOf({ stream: 'later' }))).rejects.toThrow(`verhuisd naar sqlite:${file}`);
  });

  it('a log on the server is read as it was stopped, whatever reached it too late', async () => {
    const log = await serverLog();
    await filled(log, 5);
    const before = await told(log);
    await moveWhole(await onServer(false), await intoFile(newFile()));
    const { EventStoreDBClient, binaryEvent } = await import('@eventstore/db-client');
    const client = EventStoreDBClient.connectionString(url);
    const metadata = Buffer.from(JSON.stringify({ commandid: 'late', time: timeAt(99), index: 0, count: 1 }));
    for (const stream of ['s0', 's9']) {
      const late = binaryEvent({ type: 'entry', data: Buffer.from('late'), metadata });
      await client.appendToStream(`besluitspoor/${logId}/${stream}`, late);
    }
    await client.dispose();
    const left = await serverLog();
    expect(left.haltedBecause).toContain('verhuisd naar sqlite:');
    expect(await told(left)).toEqual(before);
    expect(plain(await left.readStream('s0', 0, PAGE))).toEqual(plain(await log.readStream('s0', 0, PAGE)));
    expect(await left.streamHead('s0')).toMatchObject({ revision: 0 });
    expect(await left.streamHead('s9')).toBeUndefined();
    expect(await left.readStream('s9', 0, PAGE)).toEqual([]);
  });

  it('is not moved a second time to somewhere else', async () => {
    const file = await fileWith(3);
    await moveWhole(await inFile(file), await onServer(true));
    logId = randomUUID();
    sealed = createMemorySealedStore();
    const again = move(await inFile(file), await onServer(true));
    await expect(again).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_HALTED' });
  });
});

describe('a log in which others record while it moves', () => {
  it('loses nothing that was acknowledged, and follows what is erased meanwhile', async () => {
    const log = await serverLog();
    await filled(log, 40);
    const acknowledged = new Set<string>();
    let recording = true;
    const recorder = (async () => {
      for (let n = 0; recording; n++) {
        const batch = batchOf({ stream: 'busy', expected: atRevision(n - 1), time: timeAt(1_000 + n) });
        const answer = await log.append(batch).catch((error: unknown) => error as { code: string });
        if ('code' in answer) return answer.code;
        acknowledged.add(batch.entries[0]!.id);
        if (n === 3) await log.removeGroups('k1');
      }
      return 'stopped';
    })();
    const file = newFile();
    const moved = await moveWhole(await onServer(false), await intoFile(file));
    recording = false;
    expect(await recorder).toBe('LOG_HALTED');
    const there = kept(await openSqliteLog({ file }));
    const entries = await there.readAll(undefined, PAGE);
    expect(entries.length).toBe(moved.size);
    const ids = new Set(entries.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(await told(there)).toEqual(await told(log));
  });
});

describe('a move that was cut off', () => {
  it.each([
    ['to EventStoreDB', false],
    ['to a file', true],
  ])('goes on where it was, %s, and follows what was erased in between', async (_where, back) => {
    const file = await fileWith(80, 40);
    if (back) {
      await moveWhole(await inFile(file), await onServer(true));
      await closeAll();
    }
    const into = newFile();
    const source = (): Promise<MovableLog> => (back ? onServer(false) : inFile(file));
    const target = (): Promise<MovableLog> => (back ? intoFile(into) : onServer(true));
    const stopping = new AbortController();
    const cut = move(await source(), await target(), {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    await expect(cut).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await closeAll();
    // Half a log has no name, and nobody begins to record in it.
    if (back) expect(existsSync(into)).toBe(false);
    const erasing = back ? await serverLog() : kept(await openSqliteLog({ file, durability: 'normal' }));
    if (!back) expect(await erasing.removeGroups('k2')).toBeGreaterThan(0);
    const wanted = await told(erasing);
    await closeAll();
    const moved = await moveWhole(await source(), await target());
    expect(moved.found).toBe(1_024);
    expect(moved.resealed > 0).toBe(!back);
    expect(await told(back ? kept(await openSqliteLog({ file: into })) : await serverLog())).toEqual(wanted);
  });

  it('is done when it is asked for again afterwards, and changes nothing', async () => {
    const file = await fileWith(5);
    await moveWhole(await inFile(file), await onServer(true));
    await closeAll();
    const again = await moveWhole(await inFile(file), await onServer(true));
    expect(again).toMatchObject({ size: 11, found: 11, resealed: 0 });
    // Once the log has gone on there, it is said and left alone.
    await closeAll();
    const there = await serverLog();
    await there.append(batchOf({ stream: 'later', time: timeAt(9) }));
    await closeAll();
    const late = move(await inFile(file), await onServer(true));
    await expect(late).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_HALTED' });
    await expect(late).rejects.toThrow('heeft er nu 12 regels');
  });
});

describe('a move that cannot be', () => {
  it('leaves a target alone that holds something else, or more', async () => {
    const other = await serverLog();
    await filled(other, 3);
    const before = await told(other);
    const file = await fileWith(9);
    await expect(move(await inFile(file), await onServer(true))).rejects.toMatchObject({
      code: 'MIGRATE_TARGET_OTHER',
    });
    expect(await told(other)).toEqual(before);
    await closeAll();
    const longer = await fileWith(12);
    const smaller = move(await onServer(false), await intoFile(longer));
    await expect(smaller).rejects.toMatchObject({ code: 'MIGRATE_TARGET_OTHER' });
  });

  it('does not mix its sealed values with those of another log', async () => {
    const other = await serverLog();
    await filled(other, 3);
    await other.tidySealed();
    logId = randomUUID();
    const refused = openEventStoreDbMovable({ url, logId, sealed, shown: '' }, true);
    await expect(refused).rejects.toMatchObject({ code: 'MIGRATE_SEALED_OTHER' });
  });

  it('refuses a source that is empty, older than what was signed, or not what was signed', async () => {
    const empty = newFile();
    await (await openSqliteLog({ file: empty })).close();
    const nothing = move(await inFile(empty), await onServer(true));
    await expect(nothing).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_EMPTY' });
    const [file, target] = [await inFile(await fileWith(5)), await onServer(true)];
    const older = move(file, target, { signed: [{ size: 12, root: box('any') }] });
    await expect(older).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_OLDER' });
    const forked = move(file, target, { signed: [{ size: 4, root: box('any') }] });
    await expect(forked).rejects.toMatchObject({ code: 'MIGRATE_SOURCE_FORKED' });
    // What was not moved goes on where it is.
    expect(await file.haltedBecause()).toBeUndefined();
  });

  it('notices bytes that were changed in the source', async () => {
    const file = await fileWith(5);
    const db = new DatabaseSync(file);
    db.exec("DROP TRIGGER entry_no_update; UPDATE entry SET bytes = x'00' WHERE position = 3");
    db.close();
    const changed = move(await inFile(file), await onServer(true));
    await expect(changed).rejects.toMatchObject({ code: 'MIGRATE_ENTRY_UNFIT' });
  });

  it('refuses a file that somebody has open, and one that is not there', async () => {
    const file = await fileWith(2);
    kept(await openSqliteLog({ file, holder: 'de server' }));
    await expect(inFile(file)).rejects.toMatchObject({ code: 'LOG_LOCKED' });
    await expect(inFile(newFile())).rejects.toMatchObject({ code: 'LOG_IO' });
  });

  it('shows in a trial what would be done, and does none of it', async () => {
    const file = await fileWith(4);
    const source = await inFile(file);
    const trial = await move(source, await onServer(false), { dryRun: true });
    expect(trial).toMatchObject({ size: 10, found: 0 });
    expect(await source.haltedBecause()).toBeUndefined();
    const there = await onServer(false);
    expect(await there.size()).toBe(0);
  });
});
