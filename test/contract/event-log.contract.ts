import { createHash, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import {
  atRevision,
  COMMAND_MAC_KEY_ID,
  MAX_BATCH_ENTRIES,
  MAX_CLOCK_SKEW_MS,
  MAX_ENTRY_BYTES,
  MAX_PAGE,
  NO_STREAM,
  placeOf,
} from '#event-log';
import { openFrontier } from '#transparency';
import type { AppendBatch, AppendResult, EventLog, NewEntry, Position, StoredEntry } from '#event-log';

/** What the contract may ask of an adapter under test. */
export interface LogFactory {
  open(options?: { maxQueuedBatches?: number; beforeCommit?: () => void }): Promise<EventLog>;
  /** Closes the log and opens what it left; undefined where nothing is left. */
  readonly reopen: ((log: EventLog) => Promise<EventLog>) | undefined;
  /** Whether appends that are asked for together are stored in that order over all streams, and not only within each. */
  readonly ordersStreams: boolean;
}

const START = Date.parse('2026-03-02T09:00:00.000Z');
export const timeAt = (ms: number): string => new Date(START + ms).toISOString();

let serial = 0;

export function entryOf(text: string, sealed: NewEntry['sealed'] = []): NewEntry {
  return entryOfBytes(new TextEncoder().encode(text), sealed);
}

function entryOfBytes(bytes: Uint8Array, sealed: NewEntry['sealed'] = []): NewEntry {
  const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
  return { id: randomUUID(), bytes, leafHash, sealed };
}

export function batchOf(part: Partial<AppendBatch> = {}): AppendBatch {
  return {
    stream: 'dossier-1',
    expected: NO_STREAM,
    commandId: `command-${serial++}`,
    time: timeAt(0),
    entries: [entryOf(`{"n":${serial}}`)],
    ...part,
  };
}

const texts = (entries: readonly StoredEntry[]): string[] => entries.map((e) => Buffer.from(e.bytes).toString('utf8'));
const sealedOf = (entry: StoredEntry | undefined): Record<string, string> =>
  Object.fromEntries(entry!.sealed.map(({ keyId, box }) => [keyId, Buffer.from(box).toString('hex')]));

async function appendedBatch(log: EventLog, batch: AppendBatch): Promise<AppendBatch> {
  expect(await log.append(batch)).toMatchObject({ kind: 'appended' });
  return batch;
}

/** The answer with the place that it has or gets. */
export async function appendPlaced(log: EventLog, batch: AppendBatch): Promise<AppendResult> {
  const answer = await log.append(batch);
  if (answer.kind !== 'appended' || answer.firstPosition !== undefined) return answer;
  return { ...answer, firstPosition: await placeOf(log, batch.stream, answer.firstRevision) };
}

/** Every promise of the port, for any adapter. */
export function eventLogContract(name: string, factory: LogFactory): void {
  describe(`event log contract: ${name}`, () => {
    let log: EventLog;
    const opened: EventLog[] = [];
    const open = async (options?: Parameters<LogFactory['open']>[0]): Promise<EventLog> => {
      const made = await factory.open(options);
      opened.push(made);
      return made;
    };
    beforeEach(async () => {
      log = await open();
    });
    afterEach(async () => {
      for (const made of opened.splice(0)) await made.close();
    });

    it('begins empty', async () => {
      expect(await log.head()).toEqual({ position: undefined, size: 0, lastTime: undefined });
      expect(await log.readAll(undefined, 10)).toEqual([]);
      expect(await log.readStream('dossier-1', 0, 10)).toEqual([]);
      expect(await log.streamHead('dossier-1')).toBeUndefined();
      expect(await log.streams('')).toEqual([]);
    });

    it('has the frontier of the tree over all entries, durable with them', async () => {
      const expected = openFrontier();
      expect(Buffer.from(await log.frontier())).toEqual(expected.toBytes());
      const groups = [1, 2, 3].map((count) => Array.from({ length: count }, (_, i) => entryOf(`f${count}-${i}`)));
      await Promise.all(groups.map((entries, i) => log.append(batchOf({ stream: `f${i}`, entries }))));
      await log.append(batchOf({ stream: 'f0' })); // A conflict adds nothing.
      for (const { leafHash } of await log.readAll(undefined, MAX_PAGE)) expected.append(leafHash);
      expect(expected.size).toBe(6);
      expect(Buffer.from(await log.frontier())).toEqual(expected.toBytes());
      if (factory.reopen === undefined) return;
      log = await factory.reopen(log);
      opened.push(log);
      expect(Buffer.from(await log.frontier())).toEqual(expected.toBytes());
    });

    it('gives dense positions over the log and dense revisions in each stream', async () => {
      const two = [entryOf('a0'), entryOf('a1')];
      expect(await appendPlaced(log, batchOf({ stream: 'a', entries: two }))).toEqual({
        kind: 'appended',
        firstPosition: 0,
        firstRevision: 0,
        count: 2,
      });
      expect(await appendPlaced(log, batchOf({ stream: 'b' }))).toMatchObject({ firstPosition: 2, firstRevision: 0 });
      const third = await appendPlaced(
        log,
        batchOf({ stream: 'a', expected: atRevision(1), entries: [entryOf('a2')] }),
      );
      expect(third).toMatchObject({ kind: 'appended', firstPosition: 3, firstRevision: 2 });
      expect((await log.readAll(undefined, 10)).map((e) => [e.position, e.stream, e.revision])).toEqual([
        [0, 'a', 0],
        [1, 'a', 1],
        [2, 'b', 0],
        [3, 'a', 2],
      ]);
      expect(await log.head()).toEqual({ position: 3, size: 4, lastTime: timeAt(0) });
      expect(await log.streamHead('a')).toEqual({ stream: 'a', revision: 2, lastPosition: 3 });
    });

    it('returns bytes, ids, leaf hash and sealed groups exactly as they were written', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
      const id = randomUUID();
      const sealed = [
        { keyId: 'key-2', box: Uint8Array.of(0, 255, 0) },
        { keyId: 'key-1', box: new Uint8Array(0) },
      ];
      const batch = batchOf({ entries: [{ id, bytes, leafHash, sealed }, entryOf('next')] });
      await log.append(batch);
      const [first, second] = await log.readAll(undefined, 10);
      expect(Buffer.from(first!.bytes).equals(bytes)).toBe(true);
      expect(Buffer.from(first!.leafHash).equals(leafHash)).toBe(true);
      expect(first).toMatchObject({ id, stream: batch.stream, commandId: batch.commandId });
      expect(sealedOf(first)).toEqual({ 'key-1': '', 'key-2': '00ff00' });
      expect(second!.sealed).toEqual([]);
      expect(sealedOf((await log.readStream(batch.stream, 0, 1))[0])).toEqual({ 'key-1': '', 'key-2': '00ff00' });
    });

    it('joins sealed groups to the right entries of interleaved streams', async () => {
      for (let i = 0; i < 6; i++) {
        const sealed = i % 3 === 0 ? [] : [{ keyId: `key-${i}`, box: Uint8Array.of(i) }];
        const expected = atRevision(Math.floor(i / 2) - 1);
        await log.append(batchOf({ stream: `s${i % 2}`, expected, entries: [entryOf(`e${i}`, sealed)] }));
      }
      expect((await log.readStream('s1', 1, 10)).map(sealedOf)).toEqual([{}, { 'key-5': '05' }]);
      expect((await log.readAll(0 as Position, 4)).map(sealedOf)).toEqual([
        { 'key-1': '01' },
        { 'key-2': '02' },
        {},
        { 'key-4': '04' },
      ]);
    });

    it('leaves out what is sealed for who looks at bytes only, and nothing else', async () => {
      await log.append(batchOf({ entries: [entryOf('a', [{ keyId: 'key-1', box: Uint8Array.of(1) }]), entryOf('b')] }));
      const whole = await log.readAll(undefined, 10);
      const bare = await log.readAll(undefined, 10, { withoutSealed: true });
      expect(bare).toEqual(whole.map((entry) => ({ ...entry, sealed: [] })));
      expect(whole[0]!.sealed).toHaveLength(1);
      expect(texts(await log.readAll(0 as Position, 1, { withoutSealed: true }))).toEqual(['b']);
    });

    it('pages from where it is asked and no further than the limit', async () => {
      await log.append(batchOf({ entries: ['0', '1', '2', '3', '4'].map((t) => entryOf(t)) }));
      expect(texts(await log.readAll(1 as Position, 2))).toEqual(['2', '3']);
      expect(texts(await log.readStream('dossier-1', 3, 10))).toEqual(['3', '4']);
      expect(await log.readAll(4 as Position, 10)).toEqual([]);
      expect(await log.readStream('dossier-1', 5, 10)).toEqual([]);
    });

    it('gives the same entries whatever the size of the page', async () => {
      for (let i = 0; i < 7; i++) {
        const entries = Array.from({ length: 1 + (i % 3) }, (_, index) => entryOf(`${i}.${index}`));
        await log.append(batchOf({ stream: `s${i}`, entries }));
      }
      const whole = texts(await log.readAll(undefined, MAX_PAGE));
      expect(whole).toHaveLength(13);
      for (const size of [1, 2, 3, 5, 12]) {
        const pages: string[] = [];
        for (let after: Position | undefined; pages.length < whole.length; after = (pages.length - 1) as Position)
          pages.push(...texts(await log.readAll(after, size)));
        expect(pages).toEqual(whole);
      }
    });

    it('refuses a page that is empty or too large', async () => {
      await expect(log.readAll(undefined, 0)).rejects.toThrow(RangeError);
      await expect(log.readAll(undefined, MAX_PAGE + 1)).rejects.toThrow(RangeError);
      await expect(log.readStream('a', 0, MAX_PAGE + 1)).rejects.toThrow(RangeError);
      await expect(log.readStream('a', -1, 1)).rejects.toThrow(RangeError);
      expect(await log.readAll(undefined, MAX_PAGE)).toEqual([]);
    });

    it('lists the streams of a prefix by name, each with its head', async () => {
      for (const stream of ['b-1', 'a-2', 'a-1', 'a']) await log.append(batchOf({ stream }));
      await log.append(batchOf({ stream: 'a-1', expected: atRevision(0) }));
      expect(await log.streams('a-')).toEqual([
        { stream: 'a-1', revision: 1, lastPosition: 4 },
        { stream: 'a-2', revision: 0, lastPosition: 1 },
      ]);
      expect((await log.streams('')).map((head) => head.stream)).toEqual(['a', 'a-1', 'a-2', 'b-1']);
      expect((await log.streams('a')).map((head) => head.stream)).toEqual(['a', 'a-1', 'a-2']);
      expect(await log.streams('c')).toEqual([]);
    });

    it('answers a wrong expectation with where the stream is, and stores nothing', async () => {
      expect(await log.append(batchOf({ expected: atRevision(0) }))).toEqual({ kind: 'conflict', actual: NO_STREAM });
      await log.append(batchOf());
      for (const expected of [NO_STREAM, atRevision(1)]) {
        expect(await log.append(batchOf({ expected }))).toEqual({ kind: 'conflict', actual: atRevision(0) });
      }
      expect((await log.head()).size).toBe(1);
    });

    describe('a command id', () => {
      const mac = new Uint8Array(32).fill(1);
      const other = new Uint8Array(32).fill(2);

      it.each([
        ['the same digest', mac, mac],
        ['no digest the second time', mac, undefined],
        ['no digest the first time', undefined, mac],
        ['no digest at all', undefined, undefined],
      ])('gives the first answer again with %s, whatever it expects by then', async (_, first, second) => {
        await log.append(batchOf({ stream: 'x' }));
        const entries = [entryOf('a'), entryOf('b')];
        const batch = batchOf({ entries, ...(first && { commandMac: first }) });
        await log.append(batch);
        await log.append(batchOf({ expected: atRevision(1), time: timeAt(60_000) }));
        const { commandMac: _dropped, ...bare } = batch;
        for (const expected of [NO_STREAM, atRevision(2), atRevision(7)]) {
          const again = { ...bare, expected, ...(second && { commandMac: second }) };
          const answer = { kind: 'repeated', firstPosition: 1, firstRevision: 0, count: 2 };
          expect(await log.append(again)).toEqual(answer);
          expect(await log.append({ ...again, time: timeAt(60_000) })).toEqual(answer);
        }
        expect((await log.head()).size).toBe(4);
      });

      it('is refused with another payload', async () => {
        const batch = batchOf({ commandMac: mac });
        await log.append(batch);
        const reused = { kind: 'command-reused', firstPosition: 0 };
        expect(await log.append({ ...batch, commandMac: other })).toEqual(reused);
        expect(await log.append({ ...batch, expected: atRevision(0), commandMac: other })).toEqual(reused);
        expect((await log.head()).size).toBe(1);
      });

      it('can be looked up in its stream, with its digest for as long as that is kept', async () => {
        await log.append(batchOf({ stream: 'other' }));
        const entries = [entryOf('a'), entryOf('b')];
        const { commandId } = await appendedBatch(log, batchOf({ entries, commandMac: mac }));
        const found = { firstPosition: 1, firstRevision: 0, count: 2 };
        expect(await log.findCommand('dossier-1', commandId)).toEqual({ ...found, mac });
        await log.replaceSealed(1 as Position, COMMAND_MAC_KEY_ID, undefined);
        expect(await log.findCommand('dossier-1', commandId)).toEqual({ ...found, mac: undefined });
        expect(await log.findCommand('other', commandId)).toBeUndefined();
        expect(await log.findCommand('dossier-1', 'never')).toBeUndefined();
      });

      it('may occur in another stream', async () => {
        const batch = batchOf({ commandMac: mac });
        await log.append(batch);
        expect(await log.append({ ...batch, stream: 'other', commandMac: other })).toMatchObject({ kind: 'appended' });
      });

      it('is not used up by a batch that was refused', async () => {
        const batch = batchOf({ expected: atRevision(3) });
        expect(await log.append(batch)).toMatchObject({ kind: 'conflict' });
        expect(await log.append({ ...batch, expected: NO_STREAM })).toMatchObject({ kind: 'appended' });
      });

      it('is taken for a repeat once its digest was dropped, and its groups stay', async () => {
        const sealed = [{ keyId: 'key', box: Uint8Array.of(7) }];
        const batch = batchOf({ commandMac: mac, entries: [entryOf('a', sealed)] });
        await log.append(batch);
        await log.replaceSealed(0 as Position, COMMAND_MAC_KEY_ID, undefined);
        expect(await log.append({ ...batch, commandMac: other })).toMatchObject({ kind: 'repeated' });
        expect(sealedOf((await log.readAll(undefined, 1))[0])).toEqual({ key: '07' });
      });
    });

    it('removes every group of one key and nothing else', async () => {
      const sealed = (text: string) => [
        { keyId: 'p', box: new TextEncoder().encode(`${text}-p`) },
        { keyId: 'd', box: new TextEncoder().encode(`${text}-d`) },
      ];
      const before = [entryOf('a', sealed('a')), entryOf('b', sealed('b')), entryOf('c', sealed('c').slice(1))];
      await log.append(batchOf({ entries: before }));
      expect(await log.removeGroups('p')).toBe(2);
      expect(await log.removeGroups('p')).toBe(0);
      const after = await log.readAll(undefined, 10);
      expect(after.map((entry) => Object.keys(sealedOf(entry)))).toEqual([['d'], ['d'], ['d']]);
      expect(texts(after)).toEqual(['a', 'b', 'c']);
    });

    it('lets every batch see those that were asked for before it', async () => {
      const first = batchOf();
      const answers = await Promise.all([
        log.append(first),
        log.append(batchOf({ expected: atRevision(0) })),
        log.append(batchOf({ expected: atRevision(0) })),
        log.append(first),
        log.append(batchOf({ expected: atRevision(1) })),
      ]);
      expect(answers.map((answer) => answer.kind)).toEqual([
        'appended',
        'appended',
        'conflict',
        'repeated',
        'appended',
      ]);
      expect((await log.head()).size).toBe(3);
    });

    it('answers overload with when to come back, stores nothing of it, and recovers', async () => {
      const small = await open({ maxQueuedBatches: 3 });
      const answers = await Promise.all([0, 1, 2, 3, 4].map((i) => small.append(batchOf({ stream: `s${i}` }))));
      expect(answers.map((a) => a.kind)).toEqual(['appended', 'appended', 'appended', 'overloaded', 'overloaded']);
      expect((answers[3] as AppendResult & { kind: 'overloaded' }).retryAfterMs).toBeGreaterThan(0);
      expect((await small.head()).size).toBe(3);
      expect(await small.append(batchOf({ stream: 's4' }))).toMatchObject({ kind: 'appended' });
    });

    it('refuses a time before the stream, or more than the allowed skew before the log', async () => {
      await log.append(batchOf({ stream: 'a', time: timeAt(10_000) }));
      const untrusted = { kind: 'clock-untrusted', lastTime: timeAt(10_000) };
      const late = timeAt(10_000 - MAX_CLOCK_SKEW_MS);
      expect(await log.append(batchOf({ stream: 'b', time: timeAt(10_000 - MAX_CLOCK_SKEW_MS - 1) }))).toEqual(
        untrusted,
      );
      expect(await log.append(batchOf({ stream: 'a', expected: atRevision(0), time: late }))).toEqual(untrusted);
      expect(await log.append(batchOf({ stream: 'b', time: late }))).toMatchObject({ kind: 'appended' });
      const equal = batchOf({ stream: 'a', expected: atRevision(0), time: timeAt(10_000) });
      expect(await log.append(equal)).toMatchObject({ kind: 'appended' });
      expect((await log.head()).lastTime).toBe(timeAt(10_000));
    });

    it('throws for a programmer’s mistake and stores nothing', async () => {
      const entry = entryOf('x');
      const twice = [0, 1].map(() => ({ keyId: 'k', box: Uint8Array.of(1) }));
      const wrong: Partial<AppendBatch>[] = [
        { entries: [] },
        { entries: Array.from({ length: MAX_BATCH_ENTRIES + 1 }, () => entry) },
        { entries: [{ ...entry, bytes: new Uint8Array(MAX_ENTRY_BYTES + 1) }] },
        { entries: [{ ...entry, bytes: new Uint8Array(0) }] },
        { entries: [{ ...entry, leafHash: new Uint8Array(31) }] },
        { entries: [{ ...entry, id: '' }] },
        { entries: [{ ...entry, sealed: twice }] },
        { entries: [{ ...entry, sealed: [{ keyId: COMMAND_MAC_KEY_ID, box: Uint8Array.of(1) }] }] },
        { stream: '' },
        { stream: 'x'.repeat(129) },
        { stream: 'caf\u00e9' },
        { commandId: 'a\u0000b' },
        { expected: { kind: 'revision', revision: 0.5 } },
        { expected: { kind: 'revision', revision: -1 } },
        { time: '2026-02-30T00:00:00.000Z' },
        { time: '2026-03-02T09:00:00Z' },
      ];
      const good = log.append(batchOf());
      for (const part of wrong) await expect(log.append(batchOf(part))).rejects.toThrow(RangeError);
      expect(await good).toMatchObject({ kind: 'appended' });
      expect((await log.head()).size).toBe(1);
    });

    it('takes the largest entry and the largest batch', async () => {
      const largest = entryOfBytes(new Uint8Array(MAX_ENTRY_BYTES).fill(7));
      expect(await log.append(batchOf({ entries: [largest] }))).toMatchObject({ kind: 'appended' });
      const entries = Array.from({ length: MAX_BATCH_ENTRIES }, (_, i) => entryOf(String(i)));
      const many = batchOf({ expected: atRevision(0), entries });
      expect(await log.append(many)).toMatchObject({ kind: 'appended', count: MAX_BATCH_ENTRIES });
      expect((await log.readAll(undefined, 1))[0]!.bytes.byteLength).toBe(MAX_ENTRY_BYTES);
    });

    it('erases and replaces sealed groups, and never the entry', async () => {
      const sealed = ['a', 'b'].map((keyId) => ({ keyId, box: Uint8Array.of(1) }));
      await log.append(batchOf({ entries: [entryOf('kept', sealed)] }));
      await log.replaceSealed(0 as Position, 'a', Uint8Array.of(9));
      await log.replaceSealed(0 as Position, 'b', undefined);
      await log.replaceSealed(0 as Position, 'unknown', Uint8Array.of(3));
      await log.replaceSealed(99 as Position, 'a', Uint8Array.of(3));
      const [entry] = await log.readAll(undefined, 1);
      expect(sealedOf(entry)).toEqual({ a: '09' });
      expect(texts([entry!])).toEqual(['kept']);
      expect(sealedOf((await log.readStream('dossier-1', 0, 1))[0])).toEqual({ a: '09' });
      await expect(log.replaceSealed(0 as Position, COMMAND_MAC_KEY_ID, Uint8Array.of(1))).rejects.toThrow(RangeError);
    });

    it('stores nothing of a group whose keys could not be kept, and goes on afterwards', async () => {
      let fail = true;
      const guarded = await open({
        beforeCommit: () => {
          if (fail) throw new Error('keys');
        },
      });
      const batch = batchOf();
      const answers = await Promise.allSettled([guarded.append(batch), guarded.append(batchOf({ stream: 'b' }))]);
      expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
      expect((await guarded.head()).size).toBe(0);
      fail = false;
      const placed = { kind: 'appended', firstPosition: 0, firstRevision: 0 };
      expect(await appendPlaced(guarded, batch)).toMatchObject(placed);
    });

    it('follows: first what is there, then what comes, dense, until it is told to stop', async () => {
      await log.append(batchOf({ entries: [entryOf('0'), entryOf('1')] }));
      const stop = new AbortController();
      const seen: number[] = [];
      const following = (async () => {
        for await (const page of log.subscribe(0 as Position, stop.signal)) {
          seen.push(...page.map((entry) => entry.position));
          if (seen.length === 3) stop.abort();
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await log.append(batchOf({ expected: atRevision(1) }));
      await log.append(batchOf({ expected: atRevision(2) }));
      await following;
      expect(seen).toEqual([1, 2, 3]);
    });

    it('ends a subscription that waits when it is aborted, or when the log closes', async () => {
      const drain = async (signal: AbortSignal): Promise<string> => {
        for await (const page of log.subscribe(undefined, signal)) throw new Error(`unexpected ${page.length}`);
        return 'ended';
      };
      const stop = new AbortController();
      const aborted = drain(stop.signal);
      const closed = drain(new AbortController().signal);
      await new Promise((resolve) => setTimeout(resolve, 5));
      stop.abort();
      expect(await aborted).toBe('ended');
      await log.close();
      expect(await closed).toBe('ended');
    });

    it('stores what was asked before it closes, and answers nothing after', async () => {
      const asked = log.append(batchOf());
      await log.close();
      expect(await asked).toMatchObject({ kind: 'appended' });
      await expect(log.append(batchOf())).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      await expect(log.head()).rejects.toMatchObject({ code: 'LOG_CLOSED' });
      await log.close();
    });

    it('behaves like its model', () => followsModel(factory), 240_000);
  });
}

/** The whole log as a list: small enough to be seen to be right. */
interface Model {
  readonly entries: { stream: string; commandId: string; text: string }[];
  readonly answers: Map<string, { mac: number; firstPosition: number; firstRevision: number; count: number }>;
  readonly streamTimes: Map<string, number>;
  high: number;
}

type Step =
  | { kind: 'append'; stream: string; command: number; mac: number; count: number; off: number; time: number }
  | { kind: 'reopen' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.constantFrom('a', 'b', 'ab'),
      command: fc.nat(12),
      mac: fc.constantFrom(1, 1, 1, 2),
      count: fc.integer({ min: 1, max: 3 }),
      off: fc.constantFrom(0, 0, 0, 0, 1, -1),
      time: fc.nat(12_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
);

async function followsModel(factory: LogFactory): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
      const model: Model = { entries: [], answers: new Map(), streamTimes: new Map(), high: -Infinity };
      let log = await factory.open();
      try {
        for (const round of rounds) log = await playRound(log, factory, model, round);
        await expectSame(log, model);
      } finally {
        await log.close();
      }
    }),
    { numRuns: 40 },
  );
}

// The appends of one round are asked for together, so that they share groups.
async function playRound(log: EventLog, factory: LogFactory, model: Model, round: readonly Step[]): Promise<EventLog> {
  let current = log;
  const expected: unknown[] = [];
  const asked: Promise<AppendResult>[] = [];
  for (const one of round) {
    if (one.kind === 'append') {
      const batch = toBatch(model, one);
      expected.push(predict(model, batch, one));
      asked.push(appendPlaced(current, batch));
      if (!factory.ordersStreams) await Promise.allSettled(asked);
    } else if (factory.reopen !== undefined) {
      current = await factory.reopen(current);
    }
  }
  expect(await Promise.all(asked)).toEqual(expected);
  return current;
}

function toBatch(model: Model, one: Step & { kind: 'append' }): AppendBatch {
  const head = model.entries.filter((entry) => entry.stream === one.stream).length - 1;
  return batchOf({
    stream: one.stream,
    commandId: `c${one.command}`,
    commandMac: new Uint8Array(32).fill(one.mac),
    expected: atRevision(head + one.off),
    time: timeAt(one.time),
    entries: Array.from({ length: one.count }, () => entryOf(`text ${serial}`)),
  });
}

function predict(model: Model, batch: AppendBatch, one: Step & { kind: 'append' }): unknown {
  const key = `${batch.stream} ${batch.commandId}`;
  const known = model.answers.get(key);
  if (known !== undefined) {
    const { mac, ...first } = known;
    if (mac !== one.mac) return { kind: 'command-reused', firstPosition: first.firstPosition };
    return { kind: 'repeated', ...first };
  }
  const head = model.entries.filter((entry) => entry.stream === batch.stream).length - 1;
  const wanted = batch.expected.kind === 'no-stream' ? -1 : batch.expected.revision;
  if (wanted !== head) return { kind: 'conflict', actual: atRevision(head) };
  const tooEarly = one.time < (model.streamTimes.get(batch.stream) ?? -Infinity);
  if (tooEarly || one.time < model.high - MAX_CLOCK_SKEW_MS) {
    return { kind: 'clock-untrusted', lastTime: timeAt(model.high) };
  }
  const answer = { firstPosition: model.entries.length, firstRevision: head + 1, count: batch.entries.length };
  for (const { bytes } of batch.entries) {
    model.entries.push({ stream: batch.stream, commandId: batch.commandId, text: Buffer.from(bytes).toString() });
  }
  model.answers.set(key, { mac: one.mac, ...answer });
  model.streamTimes.set(batch.stream, one.time);
  model.high = Math.max(model.high, one.time);
  return { kind: 'appended', ...answer };
}

async function expectSame(log: EventLog, model: Model): Promise<void> {
  const stored = await log.readAll(undefined, MAX_PAGE);
  expect(texts(stored)).toEqual(model.entries.map((entry) => entry.text));
  expect(stored.map((e) => [e.position, e.stream, e.commandId])).toEqual(
    model.entries.map((e, index) => [index, e.stream, e.commandId]),
  );
  for (const { stream, revision } of await log.streams('')) {
    const own = await log.readStream(stream, 0, MAX_PAGE);
    expect(texts(own)).toEqual(model.entries.filter((e) => e.stream === stream).map((e) => e.text));
    expect(revision).toBe(own.length - 1);
  }
  const size = model.entries.length;
  const lastTime = size === 0 ? undefined : timeAt(model.high);
  expect(await log.head()).toEqual({ position: size === 0 ? undefined : size - 1, size, lastTime });
}
