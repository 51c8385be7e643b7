import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openFrontier } from '#transparency';
import { atRevision, MAX_GROUP_BATCHES, NO_STREAM } from '../port.js';
import type { AppendBatch, EventLog, NewEntry, Position } from '../port.js';
import { toUnavailable } from './errors.js';
import { openSqliteLog } from './sqlite-log.js';
import { openSqliteReader } from './sqlite-reader.js';

const NOBODY = 65_534;
const folder = mkdtempSync(join(tmpdir(), 'sqlite-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(folder, `log-${files++}.db`);

let serial = 0;
const entryOf = (size = 20, box?: Uint8Array): NewEntry => ({
  id: `entry-${serial++}`,
  bytes: new Uint8Array(size).fill(serial % 256),
  leafHash: new Uint8Array(32),
  sealed: box === undefined ? [] : [{ keyId: 'key', box }],
});
const batchOf = (part: Partial<AppendBatch> = {}): AppendBatch => ({
  stream: `stream-${serial}`,
  expected: NO_STREAM,
  commandId: `command-${serial}`,
  time: '2026-03-02T09:00:00.000Z',
  entries: [entryOf()],
  ...part,
});

/** A closed log with some entries. */
async function writtenFile(count = 50): Promise<string> {
  const file = newFile();
  const log = await openSqliteLog({ file });
  await Promise.all(Array.from({ length: count }, () => log.append(batchOf({ entries: [entryOf(1_000)] }))));
  await log.close();
  return file;
}

describe('the file', () => {
  it('refuses UPDATE and DELETE of an entry, also from another program', async () => {
    const file = await writtenFile(1);
    const db = new DatabaseSync(file);
    expect(() => db.exec(`UPDATE entry SET stream = 'x'`)).toThrow('entries cannot be changed');
    expect(() => db.exec('DELETE FROM entry')).toThrow('entries cannot be removed');
    expect(db.prepare('SELECT count(*) AS n FROM entry').get()['n']).toBe(1);
    db.close();
  });

  it('with the index that older files have on command ids works like any other', async () => {
    const file = newFile();
    const first = await openSqliteLog({ file });
    const batch = batchOf({ entries: [entryOf(), entryOf()] });
    await first.append(batch);
    await first.close();
    const db = new DatabaseSync(file);
    db.exec('CREATE UNIQUE INDEX entry_command ON entry (commandid, stream) WHERE batch IS NOT NULL');
    db.close();
    const log = await openSqliteLog({ file });
    const answer = { kind: 'repeated', firstPosition: 0, firstRevision: 0, count: 2 };
    expect(await log.append(batch)).toEqual(answer);
    const next = batchOf({ stream: batch.stream, expected: atRevision(1), commandId: 'next' });
    expect(await log.append(next)).toMatchObject({ kind: 'appended', firstPosition: 2 });
    expect(await log.findCommand(batch.stream, 'next')).toMatchObject({ firstPosition: 2, firstRevision: 2, count: 1 });
    await log.close();
  });

  it('from a newer version is refused in words, for writing and for reading', async () => {
    const file = await writtenFile(1);
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const refusal = { code: 'LOG_NEWER_VERSION', message: expect.stringContaining('nieuwere versie') as string };
    await expect(openSqliteLog({ file })).rejects.toMatchObject(refusal);
    await expect(openSqliteReader(file)).rejects.toMatchObject(refusal);
  });

  it('from an older version is brought up to date by who writes, and refused in words to who only reads', async () => {
    const file = await writtenFile(1);
    const db = new DatabaseSync(file);
    db.exec('ALTER TABLE entry DROP COLUMN frontier; PRAGMA user_version = 1');
    db.close();
    await expect(openSqliteReader(file)).rejects.toMatchObject({ code: 'LOG_OLDER_VERSION' });
    const log = await openSqliteLog({ file });
    const tree = openFrontier();
    for (const { leafHash } of await log.readAll(undefined, 10)) tree.append(leafHash);
    expect(Buffer.from(await log.frontier())).toEqual(tree.toBytes());
    const next = batchOf({ stream: 'after-upgrade' });
    await log.append(next);
    tree.append(next.entries[0]!.leafHash);
    expect(Buffer.from(await log.frontier())).toEqual(tree.toBytes());
    await log.close();
    await (await openSqliteReader(file)).close();
  });

  it('of which the frontier belongs to another size is refused as damaged', async () => {
    const file = await writtenFile(1);
    const db = new DatabaseSync(file);
    db.exec('DROP TRIGGER entry_no_update');
    db.prepare('UPDATE entry SET frontier = ? WHERE frontier IS NOT NULL').run(openFrontier().toBytes());
    db.close();
    const log = await openSqliteLog({ file });
    await expect(log.frontier()).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    await expect(log.append(batchOf({ stream: 'x' }))).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    await log.close();
  });

  it('of another program is refused and left as it was', async () => {
    const text = newFile();
    writeFileSync(text, 'geen logboek, maar een brief. '.repeat(200));
    const foreign = newFile();
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE brief (tekst TEXT)');
    db.close();
    for (const file of [text, foreign]) {
      const before = readFileSync(file);
      await expect(openSqliteLog({ file })).rejects.toMatchObject({ code: 'LOG_NOT_OURS' });
      await expect(openSqliteReader(file)).rejects.toMatchObject({ code: 'LOG_NOT_OURS' });
      expect(readFileSync(file).equals(before)).toBe(true);
    }
  });

  it.each([0, 50, 4_096, 20_000])('that was cut off at %i bytes is refused as damaged', async (size) => {
    const file = await writtenFile();
    truncateSync(file, size);
    const codes = size === 50 ? ['LOG_NOT_OURS', 'LOG_DAMAGED'] : ['LOG_DAMAGED'];
    const error = (await openSqliteLog({ file }).catch((e: unknown) => e)) as { code: string };
    expect(codes).toContain(error.code);
    expect(statSync(file).size).toBe(size);
  });

  it('that may not be written is refused in words', async () => {
    const place = join(folder, 'readonly');
    mkdirSync(place);
    const file = join(place, 'log.db');
    copyFileSync(await writtenFile(1), file);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o755);
    await asUnprivileged(place, async () => {
      const refusal = { code: 'LOG_READ_ONLY', message: expect.stringContaining('schrijfrechten') as string };
      await expect(openSqliteLog({ file })).rejects.toMatchObject(refusal);
      const reader = await openSqliteReader(file);
      expect((await reader.head()).size).toBe(1);
      await reader.close();
    });
  });

  it('in a folder that does not exist, or that a reader cannot find, gets a sentence', async () => {
    const file = join(folder, 'nowhere', 'log.db');
    await expect(openSqliteLog({ file })).rejects.toMatchObject({ code: 'LOG_IO' });
    await expect(openSqliteReader(file)).rejects.toMatchObject({ code: 'LOG_IO' });
  });

  it.each([
    ['a full disk', { errcode: 13 }, 'LOG_DISK_FULL'],
    ['no space behind an I/O error', { errcode: 778, systemErrno: 28 }, 'LOG_DISK_FULL'],
    ['a damaged page', { errcode: 11 }, 'LOG_DAMAGED'],
    ['an I/O error', { errcode: 1034 }, 'LOG_IO'],
    ['a key file on a full disk', { code: 'ENOSPC' }, 'LOG_DISK_FULL'],
  ])('turns %s into a sentence', (_, facts, code) => {
    expect(toUnavailable(Object.assign(new Error('raw'), facts), 'x.db')).toMatchObject({ code });
  });
});

// Root may write everything, so the test steps down for a moment when it is root.
async function asUnprivileged(place: string, run: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid!() === 0;
  if (isRoot) chownSync(place, NOBODY, NOBODY);
  if (isRoot) process.seteuid!(NOBODY);
  try {
    await run();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

describe('the lock', () => {
  it('refuses a second writer, also of this process, and names the first', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file, holder: 'de server' });
    await expect(openSqliteLog({ file })).rejects.toMatchObject({
      code: 'LOG_LOCKED',
      message: expect.stringContaining(`de server (proces ${process.pid}`) as string,
    });
    await log.close();
    await (await openSqliteLog({ file })).close();
  });

  it('of another process is free as soon as that process is killed', async () => {
    const file = newFile();
    const driver = createRequire(__filename).resolve('@photostructure/sqlite');
    const holder = JSON.stringify({ pid: 1, host: 'h', since: 'nu', holder: 'de andere' });
    const script = `const { DatabaseSync } = require(${JSON.stringify(driver)});
      const db = new DatabaseSync(${JSON.stringify(`${file}.lock`)});
      db.exec('BEGIN EXCLUSIVE');
      require('fs').writeFileSync(${JSON.stringify(`${file}.holder.json`)}, ${JSON.stringify(holder)});
      console.log('held'); setInterval(() => db.isOpen, 1000);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const refusal = { code: 'LOG_LOCKED', message: expect.stringContaining('de andere') as string };
    await expect(openSqliteLog({ file })).rejects.toMatchObject(refusal);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await openSqliteLog({ file })).close();
  });
});

describe('writing', () => {
  it('commits many batches at once, in groups of at most the limit', async () => {
    let commits = 0;
    const log = await openSqliteLog({ file: newFile(), beforeCommit: () => commits++ });
    const count = MAX_GROUP_BATCHES * 2 + 1;
    await Promise.all(Array.from({ length: count }, () => log.append(batchOf())));
    expect(commits).toBe(3);
    await log.append(batchOf());
    expect(commits).toBe(4);
    await log.close();
  });

  it('answers only after the commit: another connection sees what was acknowledged', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file });
    const reader = await openSqliteReader(file);
    for (let i = 0; i < 5; i++) {
      await log.append(batchOf());
      expect((await reader.head()).size).toBe(i + 1);
    }
    await reader.close();
    await log.close();
  });

  it('rejects the whole group when the storage fails, and is right about the log afterwards', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file });
    await log.append(batchOf({ stream: 'a' }));
    const other = new DatabaseSync(file);
    other.exec(`CREATE TRIGGER full BEFORE INSERT ON entry WHEN NEW.stream = 'bad'
      BEGIN SELECT RAISE(ROLLBACK, 'no room'); END`);
    const answers = await Promise.allSettled([
      log.append(batchOf({ stream: 'a', expected: atRevision(0) })),
      log.append(batchOf({ stream: 'bad' })),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
    expect((answers[0] as PromiseRejectedResult).reason).toMatchObject({ name: 'LogUnavailable' });
    const next = await log.append(batchOf({ stream: 'a', expected: atRevision(0) }));
    expect(next).toMatchObject({ kind: 'appended', firstPosition: 1, firstRevision: 1 });
    other.close();
    await log.close();
  });

  it('leaves no erased value behind in its files', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file });
    const secret = Buffer.from('dit-moet-weg-dit-moet-weg');
    await log.append(batchOf({ entries: [entryOf(20, secret)] }));
    await log.replaceSealed(0 as Position, 'key', undefined);
    await log.close();
    expect(readFileSync(file).includes(secret)).toBe(false);
  });
});

describe('a reader', () => {
  it('follows what another connection commits', async () => {
    const file = newFile();
    const log = await openSqliteLog({ file });
    const reader = await openSqliteReader(file);
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const page of reader.subscribe(undefined, stop.signal)) {
        seen.push(...page.map((entry) => entry.position));
        if (seen.length >= 3) stop.abort();
      }
    })();
    await appendSlowly(log, 3);
    await following;
    expect(seen).toEqual([0, 1, 2]);
    await reader.close();
    await log.close();
  });

  it('wakes by asking SQLite when the writer is not in this thread, and stops when it is closed', async () => {
    const file = await writtenFile(1);
    const reader = await openSqliteReader(file);
    const pages = reader.subscribe(0 as Position, new AbortController().signal)[Symbol.asyncIterator]();
    const first = pages.next();
    await new Promise((resolve) => setTimeout(resolve, 40));
    const db = new DatabaseSync(file);
    db.exec(`INSERT INTO entry SELECT 1, 'raw', 0, 'id', 'c', 1, time, high, leaf_hash, bytes, NULL FROM entry`);
    db.close();
    expect((await first).value).toMatchObject([{ position: 1, stream: 'raw' }]);
    const second = pages.next();
    await new Promise((resolve) => setTimeout(resolve, 40));
    await reader.close();
    expect((await second).done).toBe(true);
  });

  it('never passes over an entry that is missing', async () => {
    const file = await writtenFile(1);
    const db = new DatabaseSync(file);
    db.exec(`INSERT INTO entry SELECT 2, 'raw', 0, 'id', 'c', 1, time, high, leaf_hash, bytes, NULL FROM entry`);
    db.close();
    const reader = await openSqliteReader(file);
    await expect(reader.readAll(undefined, 10)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    await reader.close();
  });
});

async function appendSlowly(log: EventLog, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    await log.append(batchOf());
  }
}
