import { deserialize, serialize } from 'node:v8';
import { leafHash, openFrontier } from '#transparency';
import { LedgerIndex } from './ledger-index.js';
import { pack, unpack } from './packed.js';
import { decodeRecord, encodeRecord, LEDGER_TYPE } from './ledger-record.js';
import type { BatchRecord, LedgerRecord } from './ledger-record.js';
import { recordId, sha256 } from './names.js';
import type { StoredRecord } from './store-client.js';

const LOG = 'proef';
const at = (n: number) => ({ commit: BigInt(n), prepare: BigInt(n) });
const leaf = (text: string): Uint8Array => leafHash(Buffer.from(text));

/** A ledger as it is written: each record behind the one before it. */
class Written {
  readonly index = new LedgerIndex(LOG);
  private previous: Uint8Array | undefined;

  /** The next record, written as it should be but for what a test changes. */
  next(record: LedgerRecord, change: Partial<StoredRecord> = {}, previous = this.previous): StoredRecord {
    const bytes = encodeRecord(record, previous);
    const revision = this.index.revision + 1;
    const stored = { stream: `ledger-${LOG}`, revision, id: recordId(LOG, bytes), type: LEDGER_TYPE, bytes };
    return { ...stored, metadata: undefined, position: undefined, ...change };
  }

  add(record: LedgerRecord): void {
    const stored = this.next(record);
    this.index.apply(stored);
    this.previous = sha256(stored.bytes!);
  }

  batch(from: number, refs: readonly (readonly [string, number])[], part: Partial<BatchRecord> = {}): BatchRecord {
    const tree = openFrontier(this.index.frontier());
    const leafHashes = refs.map(([stream, revision]) => leaf(`${stream}/${revision}`));
    for (const hash of leafHashes) tree.append(hash);
    return {
      kind: 'batch',
      from,
      leafHashes,
      refs: refs.map(([stream, revision]) => ({ stream, revision, id: `${stream}-${revision}` })),
      lastPosition: at(10 * (from + refs.length)),
      lastTime: '2026-03-02T09:00:00.000Z',
      frontier: tree.toBytes(),
      ...part,
    };
  }
}

function begun(): Written {
  const ledger = new Written();
  ledger.add({ kind: 'opened', log: LOG, after: at(5) });
  ledger.add(ledger.batch(0, [['a', 0], ['b', 0], ['a', 1]])); // prettier-ignore
  return ledger;
}

describe('the ledger in memory', () => {
  it('knows the place of every entry, the heads of streams, and where to read on', () => {
    const ledger = begun();
    ledger.add(ledger.batch(3, [['b', 1], ['c', 0]])); // prettier-ignore
    const { index } = ledger;
    expect(index.size).toBe(5);
    expect([index.positionOf('a', 1), index.positionOf('b', 1), index.positionOf('c', 1)]).toEqual([2, 3, undefined]);
    expect(index.heads('')).toEqual([
      { stream: 'a', revision: 1, lastPosition: 2 },
      { stream: 'b', revision: 1, lastPosition: 3 },
      { stream: 'c', revision: 0, lastPosition: 4 },
    ]);
    expect(index.recordAt(2)).toEqual({ revision: 1, from: 0, after: at(5) });
    expect(index.recordAt(3)).toEqual({ revision: 2, from: 3, after: at(30) });
    expect(index.recordAt(4)).toEqual({ revision: 2, from: 3, after: at(30) });
    expect(index.fits(3 as never, leaf('b/1'))).toBe(true);
    expect(index.fits(3 as never, leaf('b/2'))).toBe(false);
  });

  it('reads back what was written, whatever the kind', () => {
    const ledger = begun();
    const batch = ledger.batch(3, [['é "x"', 0]]);
    for (const record of [
      batch,
      { kind: 'halting', reason: 'een reden' },
      { kind: 'halted', reason: 'een reden' },
      { kind: 'opened', log: LOG, after: undefined },
    ]) {
      const previous = sha256(Buffer.from('x'));
      const read = decodeRecord(encodeRecord(record as LedgerRecord, previous));
      expect(read.record).toEqual({ ...record, ...(record === batch && { frontier: Buffer.from(batch.frontier) }) });
      expect(Buffer.from(read.previous!).equals(previous)).toBe(true);
    }
  });

  const next: readonly (readonly [string, number])[] = [['a', 2], ['b', 1]]; // prettier-ignore
  const refusals: readonly [string, string, (ledger: Written) => StoredRecord][] = [
    ['leaves a place out', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(4, next))],
    ['gives a place twice', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(2, next))],
    ['names another record before it', 'LOG_FORKED', (l) => l.next(l.batch(3, next), {}, sha256(Buffer.from('x')))],
    [
      'has an id that is not of its content',
      'LOG_FORKED',
      (l) => l.next(l.batch(3, next), { id: recordId(LOG, Buffer.of(1)) }),
    ],
    ['is of another type', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(3, next), { type: 'other' })],
    ['was not written as bytes', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(3, next), { bytes: undefined })],
    ['comes after a revision that is missing', 'LOG_DAMAGED', (l) => l.next(l.batch(3, next), { revision: 3 })],
    ['goes back on the server', 'LOG_FORKED', (l) => l.next(l.batch(3, next, { lastPosition: at(30) }))],
    ['goes back in time', 'LOG_FORKED', (l) => l.next(l.batch(3, next, { lastTime: '2026-03-02T08:59:59.999Z' }))],
    ['skips a revision of a stream', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(3, [['a', 3]]))],
    ['repeats a revision of a stream', 'LOG_FORKED', (ledger) => ledger.next(ledger.batch(3, [['a', 1]]))],
    ['names another tree', 'LOG_FORKED', (l) => l.next(l.batch(3, next, { frontier: l.index.frontier() }))],
    ['begins the log again', 'LOG_FORKED', (ledger) => ledger.next({ kind: 'opened', log: LOG, after: at(40) })],
  ];
  it.each(refusals)('refuses a record that %s, and stays as it was', (_, code, record) => {
    const ledger = begun();
    const { size, revision } = ledger.index;
    const frontier = ledger.index.frontier();
    const stored = record(ledger);
    expect(() => ledger.index.apply(stored)).toThrow(expect.objectContaining({ code }));
    expect([ledger.index.size, ledger.index.revision, ledger.index.countOf('a')]).toEqual([size, revision, 2]);
    expect(ledger.index.frontier()).toEqual(frontier);
    ledger.add(ledger.batch(3, next));
    expect(ledger.index.size).toBe(5);
  });

  it('knows a log that is being stopped, and one that was stopped at once by an older version', () => {
    const stopping = begun();
    stopping.add({ kind: 'halting', reason: 'verhuisd' });
    expect([stopping.index.haltingBecause, stopping.index.haltedBecause]).toEqual(['verhuisd', undefined]);
    stopping.add(stopping.batch(3, [['b', 1]]));
    stopping.add({ kind: 'halted', reason: 'verhuisd' });
    expect([stopping.index.size, stopping.index.haltedBecause]).toEqual([4, 'verhuisd']);
    const older = begun();
    older.add({ kind: 'halted', reason: 'oud' });
    expect([older.index.haltingBecause, older.index.haltedBecause]).toEqual(['oud', 'oud']);
    const kept = LedgerIndex.fromOutline(LOG, stopping.index.outlined())!;
    expect([kept.haltingBecause, kept.haltedBecause]).toEqual(['verhuisd', 'verhuisd']);
  });

  it('takes no outline of another format: one from before would not tell that the log was stopped', () => {
    const stopped = begun();
    stopped.add({ kind: 'halted', reason: 'verhuisd' });
    const bytes = stopped.index.outlined();
    expect(LedgerIndex.fromOutline(LOG, bytes)).toMatchObject({ haltedBecause: 'verhuisd' });
    const outline = deserialize(unpack(bytes)!.head) as { format: number };
    const older = pack(serialize({ ...outline, format: outline.format - 1 }), []);
    expect(LedgerIndex.fromOutline(LOG, older)).toBeUndefined();
  });

  it('refuses the ledger of another log, and one that does not begin with its opening', () => {
    const other = new Written();
    expect(() => other.index.apply(other.next({ kind: 'opened', log: 'ander', after: undefined }))).toThrow(
      expect.objectContaining({ code: 'LOG_FORKED' }),
    );
    expect(() => other.index.apply(other.next(other.batch(0, [['a', 0]])))).toThrow(
      expect.objectContaining({ code: 'LOG_FORKED' }),
    );
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['another format', '{"format":2,"kind":"halted","previous":null,"reason":""}'],
    ['another kind', '{"format":1,"kind":"other","previous":null}'],
    ['a hash of the wrong length', '{"format":1,"kind":"halted","previous":"AAAA","reason":""}'],
    ['a batch of nothing', '{"format":1,"kind":"batch","previous":null,"from":0,"count":0,"leafHashes":[],"refs":[]}'],
    ['nothing', ''],
    ['null', 'null'],
  ])('refuses a record that cannot be read: %s', (_, text) => {
    expect(() => decodeRecord(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'LOG_DAMAGED' }));
  });
});
