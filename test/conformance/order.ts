import { BACKWARDS, END, START, UnknownError, streamNameFilter } from '@eventstore/db-client';
import type { Behaviour } from './bench.js';
import { ALONE, PATHS, all, entries, entryOf, positionOf } from './bench.js';

/** Positions, reading, and what a read includes. */
export const ORDER: readonly Behaviour[] = [
  {
    id: 'P1',
    says: 'positions are byte offsets: strictly increasing, sparse, commit = prepare',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(3, 'some text'));
      const found: { commit: bigint; prepare: bigint }[] = [];
      for await (const { event } of bench.connect().readStream(stream)) found.push(event!.position!);
      expect(found.every(({ commit, prepare }) => commit === prepare)).toBe(true);
      expect(found[1]!.commit - found[0]!.commit).toBeGreaterThan(BigInt('some text'.length));
      expect(found[2]!.commit).toBeGreaterThan(found[1]!.commit);
    },
  },
  {
    id: 'P2',
    says: 'an append returns the revision and the position of its last event',
    async show(bench) {
      for (const [path, options] of Object.entries(PATHS)) {
        const stream = bench.stream(path);
        const client = bench.connect();
        const result = await client.appendToStream(stream, entries(3), { expectedRevision: 'no_stream', ...options });
        const [last] = await all(client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
        expect(result).toMatchObject({ success: true, nextExpectedRevision: 2n, position: last!.event!.position });
      }
    },
  },
  {
    id: 'P3',
    says: 'acknowledgement order matches position order',
    async show(bench) {
      const client = bench.connect();
      const acknowledged: bigint[] = [];
      const append = async (n: number): Promise<void> => {
        const result = await client.appendToStream(bench.stream(`s${n}`), entryOf(), { expectedRevision: 'no_stream' });
        acknowledged.push(positionOf(result).commit);
      };
      await Promise.all(Array.from({ length: 200 }, (_, n) => append(n)));
      expect(acknowledged).toEqual(acknowledged.toSorted((a, b) => (a < b ? -1 : 1)));
    },
  },
  {
    id: 'R1',
    says: 'readAll forwards reads the event at the given position too',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf('first'));
      await bench.write(stream, entryOf('second'), 0n);
      expect(await bench.inAll(position, stream)).toEqual([0n, 1n]);
    },
  },
  {
    id: 'R2',
    says: 'readAll backwards does not read the event at the given position',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entryOf('first'));
      const { position } = await bench.write(stream, entryOf('second'), 0n);
      const found: bigint[] = [];
      const read = bench.connect().readAll({ direction: BACKWARDS, fromPosition: position, maxCount: 20 });
      for await (const { event } of read) if (event?.streamId === stream) found.push(event.revision);
      expect(found).toEqual([0n]);
    },
  },
  {
    id: 'R3',
    says: 'a filter passed to readAll is silently ignored',
    async show(bench) {
      const stream = bench.stream('a');
      const { position } = await bench.write(stream, entryOf());
      const filter = streamNameFilter({ prefixes: ['nothing-has-this-name'] });
      const options = { fromPosition: position, filter };
      const found = await all(bench.connect().readAll(options));
      expect(found.map(({ event }) => event?.streamId)).toContain(stream);
    },
  },
  {
    id: 'R4',
    says: 'readAll from within a record is an UnknownError, from within the last one it is empty',
    async show(bench) {
      const client = bench.connect();
      const inside = ({ commit }: { commit: bigint }) =>
        all(client.readAll({ fromPosition: { commit: commit + 3n, prepare: commit + 3n } }));
      const stream = bench.stream('a');
      const { position: first } = await bench.write(stream, entryOf('a text of some length'));
      const { position: last } = await bench.write(stream, entryOf('another text'), 0n);
      await expect(inside(first)).rejects.toBeInstanceOf(UnknownError);
      expect(await inside(last)).toEqual([]);
    },
  },
  {
    id: 'R5',
    says: 'readAll from beyond the end is empty',
    async show(bench) {
      const { position } = await bench.write(bench.stream('a'), entryOf());
      const beyond = position.commit + 100_000_000n;
      const read = bench.connect().readAll({ fromPosition: { commit: beyond, prepare: beyond } });
      expect(await all(read)).toEqual([]);
    },
  },
  {
    id: 'R6',
    says: 'stream reads include the given revision in both directions, and may begin beyond the end',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entries(4));
      const revisions = async (options: Parameters<ReturnType<typeof bench.connect>['readStream']>[1]) =>
        (await all(bench.connect().readStream(stream, options))).map(({ event }) => event!.revision);
      expect(await revisions({ fromRevision: 2n })).toEqual([2n, 3n]);
      expect(await revisions({ fromRevision: 1n, direction: BACKWARDS })).toEqual([1n, 0n]);
      expect(await revisions({ fromRevision: START, direction: BACKWARDS })).toEqual([0n]);
      expect(await revisions({ fromRevision: 9n, direction: BACKWARDS })).toEqual([3n, 2n, 1n, 0n]);
      expect(await revisions({ fromRevision: 4n })).toEqual([]);
      expect(await revisions({ fromRevision: END, direction: BACKWARDS, maxCount: 1 })).toEqual([3n]);
    },
  },
  {
    id: 'R7',
    says: 'an event comes back with its bytes, id, type and metadata as they were sent',
    async show(bench) {
      const stream = bench.stream('a');
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const metadata = Uint8Array.from([0, 255, 7]);
      const event = { ...entryOf(), data: bytes, metadata };
      for (const [path, options] of Object.entries(PATHS)) {
        const name = `${stream}-${path}`;
        await bench.connect().appendToStream(name, event, { expectedRevision: 'no_stream', ...options });
        const [read] = await all(bench.connect().readStream(name));
        expect(read!.event).toMatchObject({ id: event.id, type: 'entry', isJson: false, revision: 0n });
        expect(Buffer.from(read!.event!.data as Uint8Array).equals(bytes)).toBe(true);
        expect(Buffer.from(read!.event!.metadata as Uint8Array).equals(metadata)).toBe(true);
      }
    },
  },
  {
    id: 'R8',
    says: 'requiresLeader on a read is answered by the leader itself',
    async show(bench) {
      const stream = bench.stream('a');
      await bench.write(stream, entryOf());
      const read = bench.connect().readStream(stream, { requiresLeader: true, ...ALONE });
      expect(await all(read)).toHaveLength(1);
    },
  },
];
