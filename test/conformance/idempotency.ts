import type { EventStoreDBClient } from '@eventstore/db-client';
import { WrongExpectedVersionError } from '@eventstore/db-client';
import type { Behaviour, Bench, Entry } from './bench.js';
import { ALONE, BATCH, PATHS, entries, entryOf, until } from './bench.js';

/** Shows something over both ways that an append can travel. */
async function onBothPaths(
  show: (name: string, options: (typeof PATHS)[keyof typeof PATHS]) => Promise<void>,
): Promise<void> {
  for (const [name, options] of Object.entries(PATHS)) await show(name, options);
}

const append = (
  bench: Bench,
  stream: string,
  events: Entry[],
  expectedRevision: bigint | 'no_stream' | 'any',
  options: object,
) => bench.connect().appendToStream(stream, events, { expectedRevision, ...options });

const IN_FLIGHT = 500;

/** What the server takes for a retry, and what it takes for a conflict. */
export const IDEMPOTENCY: readonly Behaviour[] = [
  {
    id: 'I1',
    says: 'an exact revision or NO_STREAM with the same ids gives the original revision and position',
    async show(bench) {
      await onBothPaths(async (path, options) => {
        const stream = bench.stream(path);
        const [one, two] = [entries(2), entries(2)];
        const first = await append(bench, stream, one, 'no_stream', options);
        const second = await append(bench, stream, two, 1n, options);
        expect(await append(bench, stream, one, 'no_stream', options)).toEqual(first);
        expect(await append(bench, stream, two, 1n, options)).toEqual(second);
        expect(await bench.read(stream)).toHaveLength(4);
      });
    },
  },
  {
    id: 'I2',
    says: 'a retry of a prefix of an append is a retry, told at the end of the prefix',
    async show(bench) {
      await onBothPaths(async (path, options) => {
        const stream = bench.stream(path);
        const events = entries(3);
        await append(bench, stream, events, 'no_stream', options);
        const retried = await append(bench, stream, events.slice(0, 2), 'no_stream', options);
        expect(retried).toMatchObject({ success: true, nextExpectedRevision: 1n });
        expect(await bench.read(stream)).toHaveLength(3);
      });
    },
  },
  {
    id: 'I3',
    says: 'partial overlap is WrongExpectedVersion, whichever part is new',
    async show(bench) {
      await onBothPaths(async (path, options) => {
        const stream = bench.stream(path);
        const events = entries(2);
        await append(bench, stream, events, 'no_stream', options);
        const longer = append(bench, stream, [...events, entryOf()], 'no_stream', options);
        await expect(longer).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 1n });
        const other = append(bench, stream, [entryOf(), events[1]!], 'no_stream', options);
        await expect(other).rejects.toBeInstanceOf(WrongExpectedVersionError);
        expect(await bench.read(stream)).toHaveLength(2);
      });
    },
  },
  {
    id: 'I4',
    says: 'ids are compared and bytes are not: a retry with other bytes succeeds and changes nothing',
    async show(bench) {
      const stream = bench.stream('a');
      const id = crypto.randomUUID();
      const first = await append(bench, stream, [entryOf('what was said', id)], 'no_stream', ALONE);
      expect(await append(bench, stream, [entryOf('something else', id)], 'no_stream', ALONE)).toEqual(first);
      expect(await bench.read(stream)).toEqual([[0n, 'what was said']]);
    },
  },
  {
    id: 'I5',
    says: 'ids are not unique: the same id at the next revision, or twice in one append, is accepted',
    async show(bench) {
      const stream = bench.stream('a');
      const event = entryOf();
      await append(bench, stream, [event, event], 'no_stream', ALONE);
      await append(bench, stream, [event], 1n, ALONE);
      expect(await bench.read(stream)).toHaveLength(3);
    },
  },
  {
    id: 'I6',
    says: 'ANY recognises a retry while the server remembers the id',
    async show(bench) {
      const stream = bench.stream('a');
      const event = entryOf();
      await append(bench, stream, [event], 'any', ALONE);
      await append(bench, stream, [event], 'any', ALONE);
      expect(await bench.read(stream)).toHaveLength(1);
    },
  },
  {
    id: 'I7',
    says: 'after a restart a retry under ANY is written twice, one under an exact revision is not',
    needs: 'restart',
    async show(bench) {
      const [loose, exact] = [bench.stream('loose'), bench.stream('exact')];
      const event = entryOf();
      await append(bench, loose, [event], 'any', ALONE);
      await append(bench, exact, [event], 'no_stream', ALONE);
      await bench.restart!();
      await until('the server answers again', () => bench.read(exact).then(Boolean, () => false));
      await append(bench, loose, [event], 'any', ALONE);
      await append(bench, exact, [event], 'no_stream', ALONE);
      expect(await bench.read(loose)).toHaveLength(2);
      expect(await bench.read(exact)).toHaveLength(1);
    },
  },
  {
    id: 'I8',
    says: 'a retry of an event that stream reads no longer show succeeds with position undefined',
    async show(bench) {
      const stream = bench.stream('a');
      const events = entries(3);
      for (const [index, event] of events.entries())
        await bench.write(stream, event, index === 0 ? undefined : BigInt(index - 1));
      await bench.connect().setStreamMetadata(stream, { truncateBefore: 2 }, ALONE);
      const retried = await append(bench, stream, [events[0]!], 'no_stream', ALONE);
      expect(retried).toEqual({ success: true, nextExpectedRevision: 0n, position: undefined });
    },
  },
  {
    id: 'I9',
    says: 'an empty append on a new stream "succeeds" at revision 0 though nothing exists',
    async show(bench) {
      const stream = bench.stream('a');
      const result = await append(bench, stream, [], 'no_stream', ALONE);
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n });
      await expect(bench.read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
      expect(await bench.write(stream, entryOf())).toMatchObject({ nextExpectedRevision: 0n });
    },
  },
  {
    id: 'I13',
    says: 'an empty append is never a retry: it succeeds at the current revision and conflicts at any other',
    async show(bench) {
      await onBothPaths(async (path, options) => {
        const stream = bench.stream(path);
        await bench.write(stream, entries(3));
        expect(await append(bench, stream, [], 2n, options)).toMatchObject({ success: true, nextExpectedRevision: 2n });
        for (const revision of ['no_stream', 1n, 5n] as const) {
          const late = append(bench, stream, [], revision, options);
          await expect(late).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 2n });
        }
      });
    },
  },
  {
    id: 'I10',
    says: 'un-awaited exact-revision appends to one stream all succeed on a batch stream that is open',
    async show(bench) {
      const stream = bench.stream('a');
      const client = bench.connect();
      await client.appendToStream(stream, entryOf(), { expectedRevision: 'no_stream', ...BATCH });
      const results = await Promise.allSettled(burst(client, stream, 1, BATCH));
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await bench.read(stream)).toHaveLength(IN_FLIGHT + 1);
    },
  },
  {
    id: 'I11',
    says: 'un-awaited appends overtake the very first one of a client while it opens its batch stream',
    async show(bench) {
      const stream = bench.stream('a');
      const results = await Promise.allSettled(burst(bench.connect(), stream, 0, BATCH));
      expect(results.map(({ status }) => status)).toContain('rejected');
    },
  },
  {
    id: 'I12',
    says: 'un-awaited exact-revision appends with a call of their own are stored in order or conflict, any number of them',
    async show(bench) {
      const stream = bench.stream('a');
      const results = await Promise.allSettled(burst(bench.connect(), stream, 0, ALONE));
      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(refused.filter((reason) => !(reason instanceof WrongExpectedVersionError))).toEqual([]);
      expect(await bench.read(stream)).toHaveLength(IN_FLIGHT - refused.length);
    },
  },
];

/** Appends to one stream, each expecting the one before it, none awaited. */
function burst(client: EventStoreDBClient, stream: string, from: number, options: object): Promise<unknown>[] {
  return Array.from({ length: IN_FLIGHT }, (_, n) => {
    const expectedRevision = from + n === 0 ? ('no_stream' as const) : BigInt(from + n - 1);
    return client.appendToStream(stream, entryOf(), { expectedRevision, ...options });
  });
}
