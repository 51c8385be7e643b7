import { NO_STREAM, START, StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import type { Behaviour, Bench, Entry } from './bench.js';
import { ALONE, all, entries, entryOf } from './bench.js';

/** A stream of `count` events, one append each, so that each is in `$all` by itself. */
async function streamOf(bench: Bench, name: string, count: number) {
  const stream = bench.stream(name);
  const events: Entry[] = entries(count);
  const positions = [];
  for (const [index, event] of events.entries()) {
    const { position } = await bench.write(stream, event, index === 0 ? NO_STREAM : BigInt(index - 1));
    positions.push(position);
  }
  return { stream, events, positions };
}

const revisionsOf = async (bench: Bench, stream: string): Promise<bigint[]> =>
  (await bench.read(stream)).map(([revision]) => revision);

/** What is hidden, deleted, ended or scavenged, and where that shows. */
export const VISIBILITY: readonly Behaviour[] = [
  {
    id: 'V1',
    says: '$maxCount hides events from stream reads at once, $all shows them',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 4);
      await bench.connect().setStreamMetadata(stream, { maxCount: 2 }, ALONE);
      expect(await revisionsOf(bench, stream)).toEqual([2n, 3n]);
      expect(await bench.inAll(positions[0]!, stream)).toEqual([0n, 1n, 2n, 3n]);
    },
  },
  {
    id: 'V2',
    says: '$tb hides events from stream reads at once, $all shows them',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 4);
      await bench.connect().setStreamMetadata(stream, { truncateBefore: 3 }, ALONE);
      expect(await revisionsOf(bench, stream)).toEqual([3n]);
      expect(await bench.inAll(positions[0]!, stream)).toEqual([0n, 1n, 2n, 3n]);
    },
  },
  {
    id: 'V3',
    says: '$tb beyond the last event leaves an empty stream that is found',
    async show(bench) {
      const { stream } = await streamOf(bench, 'a', 2);
      await bench.connect().setStreamMetadata(stream, { truncateBefore: 9 }, ALONE);
      expect(await revisionsOf(bench, stream)).toEqual([]);
    },
  },
  {
    id: 'V4',
    says: 'after a soft delete the stream is not found, $all shows its events',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 2);
      await bench.connect().deleteStream(stream, { expectedRevision: 1n });
      await expect(bench.read(stream)).rejects.toBeInstanceOf(StreamNotFoundError);
      expect(await bench.inAll(positions[0]!, stream)).toEqual([0n, 1n]);
    },
  },
  {
    id: 'V5',
    says: 'after a soft delete NO_STREAM succeeds, revisions go on, and the old events stay hidden',
    async show(bench) {
      const { stream } = await streamOf(bench, 'a', 2);
      await bench.connect().deleteStream(stream, { expectedRevision: 1n });
      expect(await bench.write(stream, entryOf())).toMatchObject({ nextExpectedRevision: 2n });
      expect(await revisionsOf(bench, stream)).toEqual([2n]);
    },
  },
  {
    id: 'V6',
    says: 'a tombstone: read, append and subscribe give StreamDeletedError for ever',
    async show(bench) {
      const { stream } = await streamOf(bench, 'a', 2);
      const client = bench.connect();
      await client.tombstoneStream(stream, { expectedRevision: 1n });
      await expect(bench.read(stream)).rejects.toBeInstanceOf(StreamDeletedError);
      for (const options of [ALONE, {}]) {
        const append = client.appendToStream(stream, entryOf(), { expectedRevision: NO_STREAM, ...options });
        await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
      }
      await expect(all(client.subscribeToStream(stream))).rejects.toBeInstanceOf(StreamDeletedError);
    },
  },
  {
    id: 'V7',
    says: 'a tombstone stands in $all as an event of its own, and does not hide the others before a scavenge',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 2);
      await bench.connect().tombstoneStream(stream, { expectedRevision: 1n });
      const types: string[] = [];
      for await (const { event } of bench.connect().readAll({ fromPosition: positions[0]! })) {
        if (event?.streamId === stream) types.push(event.type);
      }
      expect(types).toEqual(['entry', 'entry', '$streamDeleted']);
    },
  },
  {
    id: 'V8',
    says: 'a change of metadata is an event of the metastream, and stands in $all',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 1);
      const client = bench.connect();
      await client.setStreamMetadata(stream, { maxCount: 5, truncateBefore: 0 }, ALONE);
      expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { maxCount: 5, truncateBefore: 0 } });
      expect(await bench.inAll(positions[0]!, `$$${stream}`)).toEqual([0n]);
    },
  },
  {
    id: 'V9',
    says: 'after a scavenge what was hidden is gone from $all; positions of survivors did not change',
    async show(bench) {
      const cut = await streamOf(bench, 'cut', 3);
      const ended = await streamOf(bench, 'ended', 2);
      await bench.connect().setStreamMetadata(cut.stream, { truncateBefore: 2 }, ALONE);
      await bench.connect().tombstoneStream(ended.stream, { expectedRevision: 1n });
      const from = cut.positions[0]!;
      await bench.scavengeUntil(async () => (await bench.inAll(from, cut.stream)).length === 1);
      const [survivor] = await all(bench.connect().readStream(cut.stream));
      expect(survivor!.event!.position).toEqual(cut.positions[2]);
      expect(await bench.inAll(from, ended.stream)).toHaveLength(1);
      await expect(bench.read(ended.stream)).rejects.toBeInstanceOf(StreamDeletedError);
    },
  },
  {
    id: 'V10',
    says: 'subscribing to $all from a scavenged position skips one real event, reading from there does not',
    async show(bench) {
      const { stream, positions } = await streamOf(bench, 'a', 4);
      await bench.connect().setStreamMetadata(stream, { truncateBefore: 1 }, ALONE);
      const fromPosition = positions[0]!;
      await bench.scavengeUntil(async () => (await bench.inAll(fromPosition, stream)).length === 3);
      // A server may have written of itself between our events, so the first there need not be ours.
      const there = await all(bench.connect().readAll({ fromPosition, maxCount: 4 }));
      expect(there.map(({ event }) => event?.position)).toContainEqual(positions[1]);
      const subscription = bench.connect().subscribeToAll({ fromPosition });
      const seen: unknown[] = [];
      for await (const { event } of subscription) if (seen.push(event?.position) === 3) break;
      expect(seen).toEqual(there.slice(1).map(({ event }) => event?.position));
    },
  },
  {
    id: 'V11',
    says: 'a retry of a scavenged event succeeds with position undefined while the server remembers its id',
    async show(bench) {
      const { stream, events, positions } = await streamOf(bench, 'a', 3);
      await bench.connect().setStreamMetadata(stream, { truncateBefore: 2 }, ALONE);
      await bench.scavengeUntil(async () => (await bench.inAll(positions[0]!, stream)).length === 1);
      const options = { expectedRevision: NO_STREAM, ...ALONE } as const;
      const retried = await bench.connect().appendToStream(stream, events[0]!, options);
      expect(retried).toEqual({ success: true, nextExpectedRevision: 0n, position: undefined });
    },
  },
  {
    id: 'V12',
    says: 'a stream that was never written is not found, and may be subscribed to',
    async show(bench) {
      const stream = bench.stream('a');
      const client = bench.connect();
      await expect(bench.read(stream)).rejects.toBeInstanceOf(StreamNotFoundError);
      const subscription = client.subscribeToStream(stream, { fromRevision: START });
      const first = subscription[Symbol.asyncIterator]().next();
      await bench.write(stream, entryOf('at last'));
      expect((await first).value).toMatchObject({ event: { streamId: stream, revision: 0n } });
      await subscription.unsubscribe();
    },
  },
];
