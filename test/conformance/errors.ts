import { NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import type { Behaviour } from './bench.js';
import { ALONE, BATCH, all, entries, entryOf } from './bench.js';

const MEBIBYTE = 1_048_576;
const PART_BYTES = 300_000;
const HUGE_BYTES = 17 * MEBIBYTE;
const MANY_EVENTS = 5_000;

/** Limits, and the words and classes in which the server refuses. */
export const ERRORS: readonly Behaviour[] = [
  {
    id: 'E1',
    says: 'a conflict on a call of its own: WrongExpectedVersionError with what is there',
    async show(bench) {
      const stream = bench.stream('a');
      const client = bench.connect();
      const early = client.appendToStream(stream, entryOf(), { expectedRevision: 4n, ...ALONE });
      await expect(early).rejects.toMatchObject({
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 4n,
        actualVersion: 'no_stream',
      });
      await bench.write(stream, entries(2));
      const late = client.appendToStream(stream, entryOf(), { expectedRevision: NO_STREAM, ...ALONE });
      await expect(late).rejects.toMatchObject({ expectedVersion: 'no_stream', actualVersion: 1n });
    },
  },
  {
    id: 'E2',
    says: 'a conflict on the batch path has an empty message; actualVersion tells, and may be "no_stream"',
    async show(bench) {
      const stream = bench.stream('a');
      const client = bench.connect();
      const early = client.appendToStream(stream, entryOf(), { expectedRevision: 4n, ...BATCH });
      await expect(early).rejects.toMatchObject({ message: '', expectedVersion: 4n, actualVersion: 'no_stream' });
      await bench.write(stream, entries(2));
      const late = client.appendToStream(stream, entryOf(), { expectedRevision: 0n, ...BATCH });
      await expect(late).rejects.toMatchObject({ message: '', expectedVersion: 0n, actualVersion: 1n });
    },
  },
  {
    id: 'E3',
    says: 'throwOnAppendFailure: false reports revision 1 for every conflict on the batch path',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(5));
      const client = bench.connect('&throwOnAppendFailure=false');
      const result = await client.appendToStream(stream, entryOf(), { expectedRevision: NO_STREAM, ...BATCH });
      expect(result).toEqual({ success: false, nextExpectedRevision: 1n, position: undefined });
    },
  },
  {
    id: 'E4',
    says: 'STREAM_EXISTS on a stream that does not is a conflict',
    async show(bench) {
      const options = { expectedRevision: STREAM_EXISTS, ...ALONE } as const;
      const append = bench.connect().appendToStream(bench.stream('a'), entryOf(), options);
      await expect(append).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 'no_stream' });
    },
  },
  {
    id: 'E5',
    says: 'the limit of 1 MiB is summed over the data of one append: MaxAppendSizeExceededError, nothing stored',
    async show(bench) {
      const stream = bench.stream('a');
      for (const options of [ALONE, BATCH]) {
        const events = entries(4, 'x'.repeat(PART_BYTES));
        const append = bench.connect().appendToStream(stream, events, { expectedRevision: NO_STREAM, ...options });
        await expect(append).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: MEBIBYTE });
      }
      await expect(bench.read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
      const fits = entries(3, 'x'.repeat(PART_BYTES));
      expect(await bench.write(stream, fits)).toMatchObject({ nextExpectedRevision: 2n });
    },
  },
  {
    id: 'E6',
    says: 'exactly 1 MiB of data fits, one byte more does not',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entryOf('x'.repeat(MEBIBYTE)));
      const options = { expectedRevision: 0n, ...ALONE } as const;
      const append = bench.connect().appendToStream(stream, entryOf('x'.repeat(MEBIBYTE + 1)), options);
      await expect(append).rejects.toMatchObject({ type: 'maximum-append-size-exceeded' });
    },
  },
  {
    id: 'E7',
    says: 'metadata does not count towards the limit of an append',
    async show(bench) {
      const stream = bench.stream('a');
      const event = { ...entryOf('x'.repeat(MEBIBYTE)), metadata: new Uint8Array(PART_BYTES) };
      expect(await bench.write(stream, event)).toMatchObject({ nextExpectedRevision: 0n });
    },
  },
  {
    id: 'E8',
    says: 'beyond about 16 MB a message is refused as UnknownError, code 8',
    async show(bench) {
      const options = { expectedRevision: NO_STREAM, ...ALONE } as const;
      const append = bench.connect().appendToStream(bench.stream('a'), entryOf('x'.repeat(HUGE_BYTES)), options);
      await expect(append).rejects.toMatchObject({ type: 'unknown', code: 8 });
    },
  },
  {
    id: 'E9',
    says: 'there is no limit on the count of events in one append',
    async show(bench) {
      const stream = bench.stream('a');
      const result = await bench.write(stream, entries(MANY_EVENTS));
      expect(result.nextExpectedRevision).toBe(BigInt(MANY_EVENTS - 1));
    },
  },
  {
    id: 'E10',
    says: 'an id that is no UUID is an UnknownError, and stores nothing',
    async show(bench) {
      const stream = bench.stream('a');
      const options = { expectedRevision: NO_STREAM, ...ALONE } as const;
      const append = bench.connect().appendToStream(stream, entryOf('x', 'no-uuid'), options);
      await expect(append).rejects.toMatchObject({ type: 'unknown' });
      await expect(bench.read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    },
  },
  {
    id: 'E14',
    says: 'a stream without a name, and a read of nothing at all, are UnknownErrors',
    async show(bench) {
      const client = bench.connect();
      const append = client.appendToStream('', entryOf(), { expectedRevision: NO_STREAM, ...ALONE });
      await expect(append).rejects.toMatchObject({ type: 'unknown', code: 2 });
      const stream = bench.stream('a');
      await bench.write(stream, entryOf());
      await expect(all(client.readStream(stream, { maxCount: 0 }))).rejects.toMatchObject({ type: 'unknown' });
    },
  },
  {
    id: 'E11',
    says: 'a delete that expects another revision is WrongExpectedVersionError',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(3));
      const remove = bench.connect().deleteStream(stream, { expectedRevision: 0n });
      await expect(remove).rejects.toMatchObject({ type: 'wrong-expected-version', expectedVersion: 0n });
      expect(await bench.read(stream)).toHaveLength(3);
    },
  },
  {
    id: 'E12',
    says: 'a deadline that lies behind is DeadlineExceededError on a call of its own',
    async show(bench) {
      const options = { expectedRevision: NO_STREAM, deadline: -1_000, ...ALONE } as const;
      const append = bench.connect().appendToStream(bench.stream('a'), entryOf(), options);
      await expect(append).rejects.toMatchObject({ type: 'deadline-exceeded', code: 4 });
    },
  },
  {
    id: 'E13',
    says: 'a deadline that lies behind is DeadlineExceededError on the batch path, told by the server',
    async show(bench) {
      const options = { expectedRevision: NO_STREAM, deadline: -1_000, ...BATCH } as const;
      const append = bench.connect().appendToStream(bench.stream('a'), entryOf(), options);
      await expect(append).rejects.toMatchObject({ type: 'deadline-exceeded' });
    },
  },
];
