import { END, NO_STREAM, START, TimeoutError, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription } from '@eventstore/db-client';
import type { Behaviour } from './bench.js';
import { ALONE, all, entries, entryOf, take, until } from './bench.js';

const CONFIRMED = 'confirmation';
const confirmed = (subscription: AllStreamSubscription): Promise<unknown> =>
  new Promise((resolve) => subscription.once(CONFIRMED, () => resolve(undefined)));

/** More than any buffer between the server and a consumer that takes nothing. */
const FLOOD_EVENTS = 400;
const FLOOD_BYTES = 4_000;
const STREAMS_PER_CONNECTION = 100;
const HANGS_MS = 500;

export const SUBSCRIPTIONS: readonly Behaviour[] = [
  {
    id: 'S1',
    says: 'a subscription to $all goes on after the given position',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf());
      await bench.write(stream, entries(2), 0n);
      const subscription = bench.connect().subscribeToAll({ fromPosition: position });
      expect(await take(subscription, 2, (name) => name === stream)).toEqual([1n, 2n]);
    },
  },
  {
    id: 'S2',
    says: 'a subscription to a stream goes on after the given revision',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(4));
      const subscription = bench.connect().subscribeToStream(stream, { fromRevision: 1n });
      const found: bigint[] = [];
      for await (const { event } of subscription) if (found.push(event!.revision) === 2) break;
      expect(found).toEqual([2n, 3n]);
    },
  },
  {
    id: 'S3',
    says: 'history comes first, then caughtUp, then what is committed',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf());
      await bench.write(stream, entryOf(), 0n);
      const seen: string[] = [];
      const subscription = bench.connect().subscribeToAll({ fromPosition: position });
      subscription.on('caughtUp', () => seen.push('caughtUp'));
      subscription.on('data', ({ event }) => event?.streamId === stream && seen.push(`${event.revision}`));
      await until('caught up', () => seen.includes('caughtUp'));
      await bench.write(stream, entryOf(), 1n);
      await until('the live event', () => seen.includes('2'));
      expect(seen).toEqual(['1', 'caughtUp', '2']);
      await subscription.unsubscribe();
    },
  },
  {
    id: 'S4',
    says: 'from END only what comes is seen',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(2));
      const subscription = bench.connect().subscribeToAll({ fromPosition: END });
      const found = take(subscription, 1, (name) => name === stream);
      await confirmed(subscription);
      await bench.write(stream, entryOf(), 1n);
      expect(await found).toEqual([2n]);
    },
  },
  {
    id: 'S5',
    says: 'a filter on names lets only those through, in history and live',
    async show(bench) {
      const [wanted, other] = [bench.stream('wanted'), bench.stream('other')];
      const { position } = await bench.write(other, entries(3));
      await bench.write(wanted, entries(2));
      const filter = streamNameFilter({ prefixes: [wanted] });
      const subscription = bench.connect().subscribeToAll({ fromPosition: position, filter });
      const found = take(subscription, 3, () => true);
      await confirmed(subscription);
      await bench.write(other, entryOf(), 2n);
      await bench.write(wanted, entryOf(), 1n);
      expect(await found).toEqual([0n, 1n, 2n]);
    },
  },
  {
    id: 'S6',
    says: 'a filtered subscription tells checkpoints while nothing passes',
    async show(bench) {
      await bench.write(bench.stream('a'), entries(200));
      let reached = 0;
      const filter = streamNameFilter({
        prefixes: ['nothing-has-this-name'],
        maxSearchWindow: 10,
        checkpointInterval: 2,
        checkpointReached: () => void (reached += 1),
      });
      const subscription = bench.connect().subscribeToAll({ fromPosition: START, filter });
      subscription.on('data', () => undefined);
      await until('some checkpoints', () => reached > 2);
      await subscription.unsubscribe();
    },
  },
  {
    id: 'S7',
    says: 'a live subscription whose consumer takes nothing is dropped: TimeoutError, code 10, "Consumer too slow"',
    async show(bench) {
      const subscription = bench.connect().subscribeToAll({ fromPosition: END });
      let error: Error | undefined;
      subscription.on('error', (thrown) => (error = thrown));
      const live = new Promise((resolve) => subscription.once('caughtUp', resolve));
      await live;
      const client = bench.connect();
      const stream = bench.stream('a');
      const flood = entries(1, 'x'.repeat(FLOOD_BYTES));
      for (let n = 0; n < FLOOD_EVENTS && error === undefined; n++) {
        await client.appendToStream(
          stream,
          { ...flood[0]!, id: crypto.randomUUID() },
          { expectedRevision: 'any', ...ALONE },
        );
      }
      subscription.resume();
      await until('the drop', () => error !== undefined);
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error).toMatchObject({ code: 10, message: expect.stringContaining('Consumer too slow') });
    },
  },
  {
    id: 'S8',
    says: 'resubscribing from the last position after a drop loses nothing',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf());
      await bench.write(stream, entries(300, 'x'.repeat(FLOOD_BYTES / 4)), 0n);
      const subscription = bench.connect().subscribeToAll({ fromPosition: position });
      const found = await take(subscription, 300, (name) => name === stream);
      expect(found).toEqual(Array.from({ length: 300 }, (_, n) => BigInt(n + 1)));
    },
  },
  {
    id: 'S9',
    says: '100 HTTP/2 streams per connection: beyond, calls hang in silence',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entryOf());
      const client = bench.connect();
      const held = Array.from({ length: STREAMS_PER_CONNECTION }, () => client.subscribeToAll({ fromPosition: END }));
      await Promise.all(held.map(confirmed));
      const read = all(client.readStream(stream)).then(() => 'answered');
      const waited = new Promise((resolve) => setTimeout(() => resolve('hangs'), HANGS_MS));
      expect(await Promise.race([read, waited])).toBe('hangs');
      await held[0]!.unsubscribe();
      expect(await read).toBe('answered');
      await Promise.all(held.slice(1).map((subscription) => subscription.unsubscribe()));
    },
  },
  {
    id: 'S11',
    says: 'clients with equal settings share one connection; another keep-alive interval gives one of its own',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entryOf());
      const client = bench.connect();
      const held = Array.from({ length: STREAMS_PER_CONNECTION }, () => client.subscribeToAll({ fromPosition: END }));
      await Promise.all(held.map(confirmed));
      const waited = new Promise((resolve) => setTimeout(() => resolve('hangs'), HANGS_MS));
      const equal = all(bench.connect().readStream(stream)).then(() => 'answered');
      const own = all(bench.connect('&keepAliveInterval=10001').readStream(stream)).then(() => 'answered');
      expect(await Promise.race([own, waited])).toBe('answered');
      expect(await Promise.race([equal, waited])).toBe('hangs');
      await Promise.all(held.map((subscription) => subscription.unsubscribe()));
      expect(await equal).toBe('answered');
    },
  },
  {
    id: 'S12',
    says: 'subscribing to $all from within a record is an UnknownError',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf('a text of some length'));
      await bench.write(stream, entryOf(), 0n);
      const fromPosition = { commit: position.commit + 3n, prepare: position.prepare + 3n };
      const subscription = all(bench.connect().subscribeToAll({ fromPosition }));
      await expect(subscription).rejects.toMatchObject({ type: 'unknown', code: 2 });
    },
  },
  {
    id: 'S13',
    says: 'subscribing to $all from beyond the end sees what comes',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf());
      const beyond = position.commit + 100_000_000n;
      const subscription = bench.connect().subscribeToAll({ fromPosition: { commit: beyond, prepare: beyond } });
      const found = take(subscription, 1, (name) => name === stream);
      await new Promise((resolve) => subscription.once('caughtUp', resolve));
      await bench.write(stream, entryOf(), 0n);
      expect(await found).toEqual([1n]);
    },
  },
  {
    id: 'S14',
    says: 'a subscription to a stream does not see what is hidden; after a soft delete it goes on with what is new',
    async show(bench) {
      const [cut, gone] = [bench.stream('cut'), bench.stream('gone')];
      const client = bench.connect();
      for (const stream of [cut, gone]) await bench.write(stream, entries(3));
      await client.setStreamMetadata(cut, { truncateBefore: 2 }, ALONE);
      await client.deleteStream(gone, { expectedRevision: 2n });
      const first = async (stream: string): Promise<bigint> => {
        for await (const { event } of client.subscribeToStream(stream)) return event!.revision;
        throw new Error('the subscription ended');
      };
      expect(await first(cut)).toBe(2n);
      const next = first(gone);
      await bench.write(gone, entryOf());
      expect(await next).toBe(3n);
    },
  },
  {
    id: 'S10',
    says: 'an event may reach a subscriber, whether or not its append was acknowledged by then, exactly once',
    async show(bench) {
      const stream = bench.stream('a');
      const subscription = bench.connect().subscribeToAll({ fromPosition: END });
      const found = take(subscription, 50, (name) => name === stream);
      await confirmed(subscription);
      for (let n = 0; n < 50; n++) await bench.write(stream, entryOf(), n === 0 ? NO_STREAM : BigInt(n - 1));
      expect(await found).toEqual(Array.from({ length: 50 }, (_, n) => BigInt(n)));
    },
  },
];
