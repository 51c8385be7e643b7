import { leafHash } from '#transparency';
import type { BatchRecord } from './ledger-record.js';
import { Promised } from './promised.js';

const at = (n: number) => ({ commit: BigInt(n), prepare: BigInt(n) });
const leaf = (text: string): Uint8Array => leafHash(Buffer.from(text));
const TIME = '2026-03-02T09:00:00.000Z';

/** A record that has these entries, each with the leaf of its text. */
const record = (upTo: number, ...entries: readonly (readonly [string, number, string])[]): BatchRecord => ({
  kind: 'batch',
  from: 0,
  leafHashes: entries.map(([, , text]) => leaf(text)),
  refs: entries.map(([stream, revision]) => ({ stream, revision, id: `${stream}-${revision}` })),
  lastPosition: at(upTo),
  lastTime: TIME,
  frontier: Buffer.alloc(0),
});

function promised(): Promised {
  const own = new Promised();
  own.add('a', { revision: 3, leafHash: leaf('a3'), at: at(20) });
  own.add('a', { revision: 4, leafHash: leaf('a4'), at: at(20) });
  own.add('b', { revision: 0, leafHash: leaf('b0'), at: at(30) });
  return own;
}

it('keeps what was stored until it has its place, among the entries of others', () => {
  const own = promised();
  expect(own.placed(record(15, ['x', 0, 'x0'], ['a', 2, 'a2'], ['a', 3, 'a3']))).toBeUndefined();
  expect([own.size, own.has('a'), own.has('b')]).toEqual([2, true, true]);
  expect(own.placed(record(29, ['a', 4, 'a4'], ['c', 0, 'c0']))).toBeUndefined();
  expect([own.size, own.has('a'), own.has('b')]).toEqual([1, false, true]);
  expect(own.placed(record(30, ['b', 0, 'b0']))).toBeUndefined();
  expect([own.size, own.has('b')]).toEqual([0, false]);
});

it('tells of an entry that is another by now', () => {
  expect(promised().placed(record(15, ['a', 3, 'changed']))).toEqual({ stream: 'a', revision: 3 });
});

it('tells of an entry that the order has passed over', () => {
  expect(promised().placed(record(19, ['x', 0, 'x0']))).toBeUndefined();
  expect(promised().placed(record(20, ['x', 0, 'x0'], ['a', 3, 'a3']))).toEqual({ stream: 'a', revision: 4 });
  expect(promised().placed(record(40, ['a', 3, 'a3'], ['a', 4, 'a4']))).toEqual({ stream: 'b', revision: 0 });
});
