import { serialize } from 'node:v8';
import fc from 'fast-check';
import { pack, PackedNumbers, PackedPlaces, unpack, type RecordPlace } from './packed.js';

const numbers = fc.array(fc.nat());
const places = fc.array(
  fc.record({
    revision: fc.nat(),
    from: fc.nat(),
    lastPosition: fc.record({ commit: fc.bigInt(0n, 2n ** 63n), prepare: fc.bigInt(0n, 2n ** 63n) }),
  }),
);

it('a packed list of numbers is the list, what came out of a file and what was added', () => {
  fc.assert(
    fc.property(numbers, numbers, (first, added) => {
      const list = new PackedNumbers(Float64Array.from(first));
      for (const value of added) list.push(value);
      const all = [...first, ...added];
      expect(list.length).toBe(all.length);
      expect(all.map((_, index) => list.at(index))).toEqual(all);
      expect(list.at(all.length)).toBeUndefined();
      expect([...list.packed()]).toEqual(all);
    }),
  );
});

it('packed places of records are those places, again and again', () => {
  const listOf = (first: readonly RecordPlace[], added: readonly RecordPlace[]): PackedPlaces => {
    const empty = new PackedPlaces();
    for (const place of first) empty.push(place);
    const list = new PackedPlaces(empty.packed());
    for (const place of added) list.push(place);
    return list;
  };
  fc.assert(
    fc.property(places, places, (first, added) => {
      const list = listOf(first, added);
      const all = [...first, ...added];
      expect(list.length).toBe(all.length);
      expect(all.map((_, index) => list.at(index))).toEqual(all);
      expect(listOf(all, []).packed()).toEqual(list.packed());
    }),
  );
});

it('what is packed is unpacked, wherever its bytes lie, and the lists are not copied', () => {
  const bytes = fc.uint8Array();
  const big = fc.array(fc.bigInt(0n, 2n ** 64n - 1n));
  fc.assert(
    fc.property(bytes, numbers, big, numbers, fc.nat(8), (head, one, two, three, offset) => {
      const packed = pack(head, [Float64Array.from(one), BigUint64Array.from(two), Float64Array.from(three)]);
      const room = new Uint8Array(new ArrayBuffer(offset + packed.length), offset);
      room.set(packed);
      const { head: again, numbers: list, bigNumbers } = unpack(room)!;
      expect(again).toEqual(head);
      const lists = [list(one.length), bigNumbers(two.length), list(three.length)] as const;
      expect(lists.map((each) => [...each])).toEqual([one, two, three]);
      if (offset % 8 === 0) expect(lists[0].buffer).toBe(room.buffer);
    }),
  );
});

it('what is no pack is told from one', () => {
  for (const length of [0, 7, 8]) expect(unpack(new Uint8Array(length).fill(255))).toBeUndefined();
  expect(unpack(serialize({ format: 2 }))).toBeUndefined();
});
