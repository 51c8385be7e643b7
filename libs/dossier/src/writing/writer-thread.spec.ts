import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { LogUnavailable, NO_STREAM, openSqliteReader, type Position } from '#event-log';
import { EntryRefused, openKeyring, openVault, type EntryDraft, type Vault } from '#vault';
import { lineOver } from './messages.js';
import { logOver, WriterLine, type ThreadedLog } from './writer-thread.js';
import { serveWriting } from './writing-end.js';

const folder = mkdtempSync(join(tmpdir(), 'writer-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TIME = '2026-05-19T10:00:00.000Z';
let serial = 0;

const draftOf = (part: Partial<EntryDraft> = {}): EntryDraft => ({
  id: `entry-${serial++}`,
  source: 'urn:nld:oin:00000000000000000000:systeem:besluitspoor',
  type: 'nl.besluitspoor.test.v1',
  subject: 'd-1',
  streamrev: 0,
  time: TIME,
  dataschema: 'urn:test',
  actorref: 'a-1',
  commandid: 'c-1',
  commandindex: 0,
  open: { day: '2026-05-19' },
  sealed: [{ name: 'name', value: 'Noor', key: { kind: 'person', id: 'p-1' }, label: 'personal' }],
  envelope: 'open',
  genericKey: { kind: 'dossier', id: 'd-1' },
  genericLabel: 'intern',
  ...part,
});

interface Opened {
  readonly log: ThreadedLog;
  readonly line: WriterLine;
  readonly vault: Vault;
  readonly file: string;
}
const opened: Opened[] = [];

/** Both ends on this thread: what goes between them is copied all the same. */
async function open(maxWaiting?: number): Promise<Opened> {
  const file = join(folder, `log-${serial++}.db`);
  const keys = { keysFile: `${file}.keys`, masterKeyFile: `${file}.master` };
  const vault = openVault({ keyring: openKeyring(keys) });
  const { port1, port2 } = new MessageChannel();
  const line = new WriterLine(lineOver(port1));
  void serveWriting(lineOver(port2), { logFile: file, ...keys, holder: 'test' });
  const log = await logOver(line, { file, vault, maxWaiting });
  const made = { log, line, vault, file };
  opened.push(made);
  return made;
}
afterEach(async () => {
  for (const { log, vault } of opened.splice(0)) {
    await log.close().catch(() => undefined);
    vault.close();
  }
});

function write({ log }: Opened, part: Partial<EntryDraft> = {}) {
  const stream = `d-${serial++}`;
  const commandId = `c-${serial++}`;
  const drafts = [draftOf({ subject: stream, commandid: commandId, ...part })];
  return log.write({ stream, expected: NO_STREAM, commandId, time: TIME, drafts, payload: { n: 1 } });
}

describe('writing on a thread of its own', () => {
  it('seals and stores what the deciding thread can read and open', async () => {
    const end = await open();
    expect(await write(end)).toEqual({ kind: 'appended', firstPosition: 0, firstRevision: 0, count: 1 });
    const [entry] = await end.log.readAll(undefined, 10);
    expect(end.vault.open(entry!, () => true).data).toEqual({ day: '2026-05-19', name: 'Noor' });
  });

  it('keeps the digest of what the command said, under the key of the deciding thread', async () => {
    const end = await open();
    await end.log.write({
      stream: 'd',
      expected: NO_STREAM,
      commandId: 'c',
      time: TIME,
      drafts: [draftOf()],
      payload: { n: 2 },
    });
    const { mac } = (await end.log.findCommand('d', 'c'))!;
    expect(Buffer.from(mac!)).toEqual(Buffer.from(end.vault.commandMac({ n: 2 })));
  });

  it('tells readers of this thread of every commit', async () => {
    const end = await open();
    const reader = await openSqliteReader(end.file);
    const pages = reader.subscribe(undefined, new AbortController().signal)[Symbol.asyncIterator]();
    const page = pages.next();
    await write(end);
    expect((await page).value).toMatchObject([{ position: 0 }]);
    await reader.close();
  });

  it('refuses one draft that cannot be sealed, by its own code and place, and stores those beside it', async () => {
    const end = await open();
    const answers = await Promise.allSettled([write(end), write(end, { open: { 'bad\ud800': 1 } }), write(end)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const { reason } = answers[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(EntryRefused);
    expect(reason).toMatchObject({ code: 'LONE_SURROGATE' });
    expect((await end.log.head()).size).toBe(2);
  });

  it('refuses a number that is none as on one thread, and does not make something else of it', async () => {
    const end = await open();
    await expect(write(end, { open: { n: NaN } })).rejects.toMatchObject({ code: 'NOT_FINITE' });
    await expect(write(end, { open: { n: -0 } })).rejects.toMatchObject({ code: 'NEGATIVE_ZERO' });
  });

  it('seals nothing under a key that was destroyed', async () => {
    const end = await open();
    const person = { kind: 'person', id: 'p-1' } as const;
    await write(end);
    const before = end.vault.keyIdOf(person)!;
    expect(await end.log.removeGroups(before)).toBe(1);
    end.vault.destroyKey(person);
    end.log.forgetKeys();
    await write(end);
    const after = end.vault.keyIdOf(person)!;
    const entries = await end.log.readAll(undefined, 10);
    expect(after).not.toBe(before);
    expect(entries.map(({ sealed }) => sealed.map(({ keyId }) => keyId))).toEqual([[], [after]]);
  });

  it('replaces a sealed group', async () => {
    const end = await open();
    await write(end);
    const keyId = end.vault.keyIdOf({ kind: 'person', id: 'p-1' })!;
    await end.log.replaceSealed(0 as Position, keyId, Uint8Array.of(7));
    expect((await end.log.readAll(undefined, 1))[0]!.sealed).toMatchObject([{ keyId, box: Uint8Array.of(7) }]);
  });

  it('stores nothing whose keys could not be kept', async () => {
    const end = await open();
    end.vault.flushKeys = () => {
      throw new Error('no room');
    };
    await expect(write(end)).rejects.toThrow('no room');
    expect((await end.log.head()).size).toBe(0);
  });

  it('answers that it is overloaded when too much waits', async () => {
    const end = await open(2);
    const answers = await Promise.all([write(end), write(end), write(end)]);
    expect(answers.map(({ kind }) => kind)).toEqual(['appended', 'appended', 'overloaded']);
  });

  it('tells whoever waits that the other end is gone, and whoever comes later', async () => {
    const end = await open();
    const waiting = write(end);
    end.line.end(new LogUnavailable('LOG_CLOSED', 'weg'));
    await expect(waiting).rejects.toMatchObject({ code: 'LOG_CLOSED', message: 'weg' });
    await expect(write(end)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  });

  it('says at the opening why the log cannot be written, in the words of the log', async () => {
    const { file } = await open();
    const { port1, port2 } = new MessageChannel();
    const line = new WriterLine(lineOver(port1));
    void serveWriting(lineOver(port2), {
      logFile: file,
      keysFile: `${file}.keys`,
      masterKeyFile: `${file}.master`,
      holder: 'b',
    });
    await expect(line.ready).rejects.toMatchObject({ name: 'LogUnavailable', code: 'LOG_LOCKED' });
    port1.close();
  });

  it('is closed once, and says so afterwards', async () => {
    const end = await open();
    await Promise.all([end.log.close(), end.log.close()]);
    await expect(write(end)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
    await expect(end.log.head()).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  });
});
