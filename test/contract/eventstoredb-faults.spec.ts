import { randomUUID } from 'node:crypto';
import { atRevision, createMemorySealedStore, openEventStoreDbLog, placeOf } from '#event-log';
import type {
  AppendResult,
  EventLog,
  EventStoreDbLog,
  EventStoreDbLogOptions,
  Position,
  SealedStore,
} from '#event-log';
import { startDouble } from '../kit/eventstoredb-double/index.js';
import type { AppendFault, EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { appendPlaced, batchOf, entryOf, timeAt } from './event-log.contract.js';

/** The rows of provability.md §4.3 that belong to the log and its sequencer, each with its fault brought about. */

const QUICK = { appendMs: 400, readMs: 2_000, appendTryMs: 5_000, readTryMs: 5_000, orderMs: 5_000, sweepMs: 50 };
/** For tests in which much happens at once: a deadline that is met only because the machine is busy proves nothing. */
const PATIENT = { sweepMs: 50 };
const PAGE = 5_000;

let double: EventStoreDouble;
let logId: string;
let sealed: SealedStore;
const opened: EventLog[] = [];

beforeEach(async () => {
  double = await startDouble();
  logId = randomUUID();
  sealed = createMemorySealedStore();
});
afterEach(async () => {
  await double.faults.clear();
  await Promise.all(opened.splice(0).map((log) => log.close()));
  await double.stop();
});

async function open(options: Partial<EventStoreDbLogOptions> = {}): Promise<EventStoreDbLog> {
  const log = await openEventStoreDbLog({ url: double.url, logId, sealed, limits: QUICK, ...options });
  opened.push(log);
  return log;
}

const onServer = (stream: string): string => `besluitspoor/${logId}/${stream}`;
const ledger = (): string => `ledger-${logId}`;

/** What stands in the log, which must be dense, without doubles, and the same in (ten of) its streams. */
async function textsOf(log: EventLog): Promise<string[]> {
  const entries = await log.readAll(undefined, PAGE);
  expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index));
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  for (const stream of [...new Set(entries.map((entry) => entry.stream))].slice(0, 10)) {
    const own = entries.filter((entry) => entry.stream === stream);
    expect((await log.readStream(stream, 0, PAGE)).map(({ position }) => position)).toEqual(
      own.map(({ position }) => position),
    );
  }
  return entries.map(({ bytes }) => Buffer.from(bytes).toString());
}

/** Resolves when `look` no longer throws; rejects with what it threw after five seconds. */
async function soon(look: () => Promise<void> | void): Promise<void> {
  for (const end = performance.now() + 5_000; ;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

jest.setTimeout(30_000);

describe('the sequencer dies', () => {
  it('before it wrote in the ledger: another goes on from the last place', async () => {
    const first = await open();
    await first.append(batchOf({ entries: [entryOf('0')] }));
    await first.close();
    const idle = await open({ sequence: false, limits: { ...QUICK, orderMs: 100 } });
    const durable = await idle.append(batchOf({ expected: atRevision(0), entries: [entryOf('1')] }));
    expect(durable).toEqual({ kind: 'appended', firstPosition: undefined, firstRevision: 1, count: 1 });
    // Whoever reads after his own act is not shown a log without it.
    const asked = [placeOf(idle, 'dossier-1', 1), idle.head(), idle.readAll(undefined, PAGE), idle.catchUp!()];
    for (const late of asked) await expect(late).rejects.toMatchObject({ code: 'LOG_ORDER_LATE' });
    const next = await open();
    await soon(async () => expect((await next.head()).size).toBe(2));
    expect(await textsOf(next)).toEqual(['0', '1']);
    // The one that only follows hears of it too.
    await soon(async () => expect((await idle.head()).size).toBe(2));
  });

  it.each<AppendFault>(['cut-before-commit', 'cut-after-commit', 'timeout-after-commit', 'silent-after-commit'])(
    'around writing in the ledger (%s): the ledger is read back, and nothing has two places',
    async (fault) => {
      const idle = await open({ sequence: false, limits: { ...QUICK, orderMs: 50 } });
      const asked = ['0', '1', '2'].map((text) => idle.append(batchOf({ stream: text, entries: [entryOf(text)] })));
      await Promise.allSettled(asked);
      double.faults.nextAppends(fault, 2);
      const log = await open();
      await soon(async () => expect((await log.head()).size).toBe(3));
      expect((await textsOf(log)).sort()).toEqual(['0', '1', '2']);
    },
  );
});

describe('several sequencers', () => {
  it('write one order, whoever wins, and every log tells the same', async () => {
    const logs = await Promise.all([0, 1, 2].map(() => open({ limits: PATIENT })));
    const asked: Promise<AppendResult>[] = [];
    for (let i = 0; i < 120; i++) {
      const log = logs[i % 3]!;
      asked.push(log.append(batchOf({ stream: `s${i}`, entries: [entryOf(`${i}.0`), entryOf(`${i}.1`)] })));
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['appended']));
    const places = await Promise.all(answers.map((_, i) => placeOf(logs[i % 3]!, `s${i}`, 0)));
    expect([...places].sort((a, b) => a - b)).toEqual(places.map((_, index) => 2 * index));
    await soon(async () => {
      for (const log of logs) expect((await log.head()).size).toBe(240);
    });
    const [one, two, three] = await Promise.all(logs.map(textsOf));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    places.forEach((place, i) => expect(one![place]).toBe(`${i}.0`));
    const frontiers = await Promise.all(logs.map(async (log) => Buffer.from(await log.frontier()).toString('hex')));
    expect(new Set(frontiers).size).toBe(1);
  });

  it('do not fork when the loser is late by more than its deadline', async () => {
    const [one, two] = [await open(), await open()];
    await one.append(batchOf({ stream: 'a' }));
    for (let i = 0; i < 5; i++) {
      const late = one.append(batchOf({ stream: `x${i}`, entries: [entryOf(`x${i}`)] }));
      // The entry itself, and then whatever comes next: often the ledger record of one of the two.
      double.faults.nextAppends({ commitAfterMs: 0 });
      double.faults.nextAppends({ commitAfterMs: QUICK.appendMs + 50 });
      const other = two.append(batchOf({ stream: `y${i}`, entries: [entryOf(`y${i}`)] }));
      expect((await Promise.all([late, other])).map(({ kind }) => kind)).toEqual(['appended', 'appended']);
    }
    await soon(async () => expect((await two.head()).size).toBe(11));
    await soon(async () => expect((await one.head()).size).toBe(11));
    expect(await textsOf(one)).toEqual(await textsOf(two));
  });
});

describe('an append of which the outcome is unknown', () => {
  const faults: readonly [string, AppendFault][] = [
    ['unavailable', 'unavailable'],
    ['cut before commit', 'cut-before-commit'],
    ['cut after commit', 'cut-after-commit'],
    ['time-out before commit', 'timeout-before-commit'],
    ['time-out after commit', 'timeout-after-commit'],
    ['silence before commit', 'silent-before-commit'],
    ['silence after commit', 'silent-after-commit'],
    ['committed after the deadline', { commitAfterMs: QUICK.appendMs + 100 }],
    ['answered after the deadline', { answerAfterMs: QUICK.appendMs + 100 }],
  ];

  it.each(faults)('is stored once and answered once: %s', async (_, fault) => {
    const log = await open({ sequence: false });
    await open({ limits: { ...QUICK, sweepMs: 20 } });
    double.faults.nextAppends(fault);
    const batch = batchOf({ entries: [entryOf('0'), entryOf('1')] });
    expect(await log.append(batch)).toMatchObject({ kind: 'appended', firstRevision: 0, count: 2 });
    expect(await log.append(batch)).toMatchObject({ kind: 'repeated', firstRevision: 0, count: 2 });
    const next = batchOf({ expected: atRevision(1), entries: [entryOf('2')] });
    expect(await log.append(next)).toMatchObject({ kind: 'appended', firstRevision: 2 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await textsOf(log)).toEqual(['0', '1', '2']);
  });

  it('is told as unknown when the server stays silent, and the same command tells later', async () => {
    const log = await open({ limits: { ...QUICK, appendTryMs: 400 } });
    await log.append(batchOf({ stream: 'other' }));
    double.faults.nextAppends('silent-after-commit', 20);
    const batch = batchOf({ entries: [entryOf('0')] });
    const told = await log.append(batch).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'LOG_OUTCOME_UNKNOWN' });
    await double.faults.clear();
    // Decided again, as the engine does it: other ids and other bytes under the same command.
    const again = { ...batch, entries: [entryOf('decided again')] };
    expect(await log.append(again)).toMatchObject({ kind: 'repeated', firstRevision: 0, count: 1 });
    expect((await textsOf(log)).slice(1)).toEqual(['0']);
  });

  it('is the other’s when another process stored the same command first', async () => {
    const [one, two] = [await open(), await open()];
    const batch = batchOf({ entries: [entryOf('theirs')] });
    // Ours believes the stream to be empty, and so does the caller.
    expect(await two.append(batch)).toMatchObject({ kind: 'appended' });
    const ours = { ...batch, entries: [entryOf('ours')] };
    expect(await one.append(ours)).toMatchObject({ kind: 'repeated', firstRevision: 0, count: 1 });
    const other = batchOf({ entries: [entryOf('late')] });
    expect(await one.append(other)).toEqual({ kind: 'conflict', actual: atRevision(0) });
    expect(await textsOf(one)).toEqual(['theirs']);
  });

  it('survives a cut at any byte of the request and of the answer', async () => {
    const log = await open();
    let revision = -1;
    for (let round = 0; round < 40; round++) {
      double.faults.cutAfterBytes(round % 2 === 0 ? 'request' : 'response', 1 + round * 13);
      const entries = [entryOf(String(round))];
      const answer = await log.append(batchOf({ expected: atRevision(revision), entries }));
      expect(answer).toMatchObject({ kind: 'appended', firstRevision: revision + 1 });
      revision++;
    }
    expect(await textsOf(log)).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
  });

  it('waits for a server that restarts, and goes on where it was', async () => {
    const log = await open();
    const first = Array.from({ length: 50 }, (_, i) => batchOf({ stream: `s${i}`, entries: [entryOf(`${i}`)] }));
    const asked = first.map((batch) => log.append(batch));
    await double.restart();
    expect(new Set((await Promise.all(asked)).map(({ kind }) => kind))).toEqual(new Set(['appended']));
    expect((await textsOf(log)).sort()).toEqual(first.map((_, i) => `${i}`).sort());
  });
});

describe('a log that is less than it was', () => {
  it('is not opened while it is smaller than what was signed', async () => {
    const log = await open();
    await log.append(batchOf());
    await log.close();
    await expect(open({ signedSize: () => 2 })).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    logId = randomUUID();
    // Nor begun: a server that was emptied must not look like a new one.
    await expect(open({ signedSize: () => 1 })).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    expect((await open({ signedSize: () => undefined })).logId).toBe(logId);
  });

  it('acknowledges nothing for as long as it is smaller', async () => {
    let signed = 0;
    const log = await open({ signedSize: () => signed });
    const append = (revision: number): Promise<AppendResult> =>
      log.append(batchOf({ expected: atRevision(revision - 1), entries: [entryOf(String(revision))] }));
    await append(0);
    signed = 9;
    await soon(() => expect(append(5)).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' }));
    signed = 1;
    await soon(async () => expect(await append(1)).toMatchObject({ kind: 'appended' }));
  });

  it('is not begun anew when nothing of its ledger can be seen', async () => {
    await (await open({ sequence: false })).append(batchOf());
    double.operator.truncate(ledger(), 1);
    await expect(open()).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });

  it('is noticed when the ledger was cut off, and is not begun anew over what is left', async () => {
    const log = await open();
    await appendPlaced(log, batchOf());
    double.operator.truncate(ledger(), 2);
    await soon(() => expect(log.append(batchOf({ stream: 'b' }))).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' }));
    await expect(log.append(batchOf({ stream: 'c' }))).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    double.operator.truncate(ledger(), 1);
    await expect(open()).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    double.operator.tombstone(ledger());
    await expect(open()).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
  });
});

describe('a log that was halted', () => {
  it('acknowledges nothing anywhere, now or later, and can still be read', async () => {
    const [one, two] = [await open(), await open()];
    await one.append(batchOf({ entries: [entryOf('0')] }));
    await soon(async () => expect((await two.head()).size).toBe(1));
    await two.halt('verkeerde kopie teruggezet');
    await expect(two.append(batchOf({ stream: 'b' }))).rejects.toMatchObject({ code: 'LOG_HALTED' });
    await soon(() => expect(one.append(batchOf({ stream: 'c' }))).rejects.toMatchObject({ code: 'LOG_HALTED' }));
    const later = await open();
    await expect(later.append(batchOf({ stream: 'd' }))).rejects.toMatchObject({ code: 'LOG_HALTED' });
    expect((await later.readAll(undefined, 10)).length).toBe(1);
  });
});

describe('a hand on the server', () => {
  /** Each has its place, in a ledger record of its own. */
  async function logOf(texts: readonly string[]): Promise<EventStoreDbLog> {
    const log = await open();
    for (const [index, text] of texts.entries()) {
      const batch = batchOf({ expected: atRevision(index - 1), entries: [entryOf(text)], time: timeAt(index) });
      expect(await appendPlaced(log, batch)).toMatchObject({ firstPosition: index });
    }
    return log;
  }

  it('that changes the settings of a stream is a finding', async () => {
    const heard: unknown[] = [];
    const log = await open({ onFinding: (finding) => heard.push(finding) });
    await log.append(batchOf());
    expect(log.findings).toEqual([]);
    double.operator.setMetadata(onServer('dossier-1'), { $maxCount: 5 });
    double.operator.setMetadata(ledger(), { $maxCount: 5 });
    double.operator.setMetadata('of-somebody-else', { $maxCount: 5 });
    const wanted = [
      { kind: 'stream-settings-changed', stream: onServer('dossier-1') },
      { kind: 'stream-settings-changed', stream: ledger() },
    ];
    await soon(() => expect(log.findings).toEqual(wanted));
    expect(heard).toEqual(wanted);
  });

  it('that hides the beginning of a stream is noticed by whoever reads it', async () => {
    const log = await logOf(['0', '1', '2']);
    double.operator.truncate(onServer('dossier-1'), 2);
    await expect(log.readStream('dossier-1', 0, 10)).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
    // Until it is scavenged, the whole log still has it.
    expect((await log.readAll(undefined, 10)).length).toBe(3);
    double.operator.scavenge();
    await expect(log.readAll(undefined, 10)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    expect((await log.readAll(1 as Position, 10)).map(({ position }) => position)).toEqual([2]);
  });

  it('that deletes a stream, or closes it for ever, is noticed by whoever reads or appends', async () => {
    const log = await logOf(['0']);
    double.operator.softDelete(onServer('dossier-1'));
    await expect(log.readStream('dossier-1', 0, 10)).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
    await expect(log.streamHead('dossier-1')).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
    double.operator.tombstone(onServer('dossier-1'));
    await expect(log.readStream('dossier-1', 0, 10)).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
    const next = batchOf({ expected: atRevision(0) });
    await expect(log.append(next)).rejects.toMatchObject({ code: 'LOG_STREAM_GONE' });
    await soon(() => expect(log.findings).toContainEqual({ kind: 'stream-closed', stream: onServer('dossier-1') }));
    expect(await log.append(batchOf({ stream: 'other' }))).toMatchObject({ kind: 'appended' });
  });

  it('that overwrites an entry is noticed in its stream and in the whole log', async () => {
    const log = await logOf(['0', '1', '2']);
    double.operator.redact(onServer('dossier-1'), 1);
    await expect(log.readStream('dossier-1', 0, 10)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    await expect(log.readAll(undefined, 10)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
    expect((await log.readAll(1 as Position, 10)).length).toBe(1);
  });

  it('that writes in a stream of ours stops the log', async () => {
    const log = await logOf(['0']);
    const { EventStoreDBClient, binaryEvent } = await import('@eventstore/db-client');
    const client = EventStoreDBClient.connectionString(double.url);
    await client.appendToStream(onServer('dossier-1'), binaryEvent({ type: 'other', data: Uint8Array.of(1) }));
    await client.dispose();
    await soon(() => expect(log.append(batchOf({ stream: 'b' }))).rejects.toMatchObject({ code: 'LOG_NOT_OURS' }));
  });
});

describe('a server that does not serve', () => {
  it.each([
    ['LOG_CREDENTIALS', () => (double.faults.denied = 'credentials')],
    ['LOG_CREDENTIALS', () => (double.faults.denied = 'rights')],
    ['LOG_UNREACHABLE', () => (double.faults.notReady = true)],
    ['LOG_UNREACHABLE', () => (double.faults.tooBusy = true)],
    ['LOG_UNREACHABLE', () => double.faults.freeze()],
    ['LOG_UNREACHABLE', () => double.faults.goDown()],
  ])('refuses to open with %s', async (code, fault) => {
    await Promise.resolve(fault());
    const limits = { ...QUICK, readTryMs: 700 };
    const told = await open({ limits }).catch((error: unknown) => error as Error & { code: string });
    expect(told).toMatchObject({ name: 'LogUnavailable', code });
    expect((told as Error).message).toContain('EventStoreDB');
  });

  it('is named by what is wrong with its address', async () => {
    for (const url of ['http://127.0.0.1:2113', 'esdb://', 'esdb://127.0.0.1:2113?tls=true&tlsCAFile=/nowhere/ca.pem'])
      await expect(open({ url })).rejects.toMatchObject({ code: 'LOG_ADDRESS' });
  });

  it.each([
    ['not ready', () => (double.faults.notReady = true)],
    ['too busy', () => (double.faults.tooBusy = true)],
    ['frozen', () => double.faults.freeze()],
    ['down', () => double.faults.goDown()],
    ['on a full disk', () => (double.faults.diskFull = true)],
  ])(
    'for a moment (%s) only makes an act wait',
    async (_, fault) => {
      const log = await open();
      await log.append(batchOf({ entries: [entryOf('0')] }));
      await Promise.resolve(fault());
      const asked = log.append(batchOf({ expected: atRevision(0), entries: [entryOf('1')] }));
      await new Promise((resolve) => setTimeout(resolve, 400));
      await double.faults.clear();
      expect(await asked).toMatchObject({ kind: 'appended', firstRevision: 1 });
      expect(await textsOf(log)).toEqual(['0', '1']);
    },
    20_000,
  );

  it('and says so when nothing was recorded', async () => {
    const log = await open({ limits: { ...QUICK, appendTryMs: 300 } });
    double.faults.notReady = true;
    await expect(log.append(batchOf())).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    double.faults.notReady = false;
    expect((await log.readAll(undefined, 10)).length).toBe(0);
  });

  it('but follows: the call goes to the leader that it names', async () => {
    const follower = await startDouble({ follows: double });
    try {
      const log = await open({ url: follower.url });
      expect(await appendPlaced(log, batchOf())).toMatchObject({ kind: 'appended', firstPosition: 0 });
      expect((await log.readAll(undefined, 10)).length).toBe(1);
    } finally {
      await Promise.all(opened.splice(0).map((log) => log.close()));
      await follower.stop();
    }
  });
});

describe('following the log', () => {
  it('misses nothing and repeats nothing when subscriptions are dropped', async () => {
    const [writer, reader] = [await open(), await open({ sequence: false, limits: { ...QUICK, sweepMs: 10_000 } })];
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const page of reader.subscribe(undefined, stop.signal)) {
        seen.push(...page.map(({ position }) => position));
        if (seen.length >= 30) stop.abort();
      }
    })();
    for (let i = 0; i < 30; i++) {
      if (i % 7 === 0) double.faults.dropSubscriptions();
      await writer.append(batchOf({ stream: `s${i}` }));
    }
    await following;
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});

describe('sealed groups beside the log', () => {
  it('that never got an entry are removed once they are a day old, and the others never', async () => {
    const group = (byte: number) => [{ keyId: 'key', box: Uint8Array.of(byte) }];
    let nowMs = Date.parse(timeAt(0));
    const log = await open({ now: () => nowMs });
    await log.append(batchOf({ entries: [entryOf('kept', group(1)), entryOf('bare')] }));
    const refused = entryOf('refused', group(2));
    double.faults.nextAppends('cut-before-commit', 1);
    const other = await open({ now: () => nowMs });
    await other.append(batchOf({ stream: 'x' }));
    // The stream has moved, which only the server knows: the groups stand before their append is refused.
    await other.append(batchOf({ expected: atRevision(1) }));
    expect(await log.append(batchOf({ expected: atRevision(1), entries: [refused] }))).toMatchObject({
      kind: 'conflict',
    });
    expect((await sealed.getMany([refused.leafHash]))[0]).toHaveLength(1);
    expect(await log.tidySealed()).toBe(0);
    nowMs += 25 * 60 * 60 * 1_000;
    expect(await log.tidySealed()).toBe(1);
    expect(await log.tidySealed()).toBe(0);
    expect((await log.readAll(undefined, 10)).map((entry) => entry.sealed.length)).toEqual([1, 0, 0, 0]);
    expect(await sealed.settledSize()).toBe(4);
  });
});
