import fc from 'fast-check';
import { encodeBundle, MAX_BUNDLE_BYTES, MAX_ENTRY_BYTES, parseBundle, verifyBundle } from './bundle.js';
import { flip, keep, naiveRoot, readerOf, refusalOf, testLeaves, tilesOf } from './fixtures.js';
import { leafHash } from './hash.js';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proof.js';
import { MAX_TILE_LEVEL, parseTilePath, TILE_WIDTH, tileAddresses, tilePath, tileWidth } from './tile-path.js';
import {
  encodeTile,
  growTiles,
  leavesFromTiles,
  MAX_TILE_BYTES,
  parseTile,
  rangesFromTiles,
  verifyTiles,
} from './tiles.js';
import { openFrontier, rangesFromLeaves } from './tree.js';

const LEAVES = testLeaves(70_000);
const BIG = tilesOf(LEAVES);
const ROOTS = new Map<number, Buffer>();
/** The roots of all sizes that are asked for, each computed once. */
const rootAt = (size: number): Buffer => {
  const frontier = openFrontier();
  if (!ROOTS.has(size)) for (const leaf of LEAVES.slice(0, size)) frontier.append(leaf);
  const root = ROOTS.get(size) ?? frontier.root();
  ROOTS.set(size, root);
  return root;
};
/** Tens of thousands of hashes take more than jest's five seconds on a busy machine. */
jest.setTimeout(60_000);

describe('paths of tiles', () => {
  it('are written as the specification does', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 63, index: 0, width: 1 })).toBe('tile/63/000.p/1');
    expect(tilePath({ level: 'entries', index: 1_000, width: 255 })).toBe('tile/entries/x001/000.p/255');
    expect(tilePath({ level: 1, index: Number.MAX_SAFE_INTEGER, width: 256 })).toBe(
      'tile/1/x009/x007/x199/x254/x740/991',
    );
  });

  it('are read back', () => {
    const address = fc.record({
      level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: MAX_TILE_LEVEL })),
      index: fc.oneof(fc.nat(2_000_000), fc.maxSafeNat()),
      width: fc.integer({ min: 1, max: TILE_WIDTH }),
    });
    fc.assert(fc.property(address, (one) => expect(parseTilePath(tilePath(one))).toEqual(one)));
  });

  it.each([
    '',
    'tile/0/001 ',
    '/tile/0/001',
    'tile/0/1',
    'tile/0/0001',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/00/001',
    'tile/01/001',
    'tile/-1/001',
    'tile/100/001',
    'tile/data/001',
    'tile/8/0/001',
    'tile/0/001.p/0',
    'tile/0/001.p/01',
    'tile/0/001.p/256',
    'tile/0/001.p/',
    'tile/0/001.P/4',
    'tile/0/../001',
    'tile/0/x001/x001',
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x001/'.repeat(1_000)}001`,
  ])('are refused when written otherwise: %s', (path) => {
    expect(['TILE_PATH_MALFORMED', 'TILE_OUT_OF_RANGE']).toContain(refusalOf(() => parseTilePath(path)));
  });

  it('are not written for what is no tile', () => {
    expect(refusalOf(() => tilePath({ level: 64, index: 0, width: 1 }))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: 0.5, index: 0, width: 1 }))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: -1, index: 0, width: 1 }))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: 0, index: 0, width: 1.5 }))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: 0, index: -1, width: 1 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: 0, index: 0, width: 0 }))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => tilePath({ level: 0, index: 0, width: 257 }))).toBe('TILE_OUT_OF_RANGE');
  });
});

describe('the tiles of a tree', () => {
  it('of 70,000 leaves are those of the example in the specification', () => {
    const full = (level: number) =>
      [...BIG.keys()].filter((path) => path.startsWith(`tile/${level}/`) && !path.includes('.p/')).length;
    expect([full(0), full(1), full(2)]).toEqual([273, 1, 0]);
    expect([...BIG.keys()].filter((path) => path.includes('.p/'))).toEqual([
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ]);
    expect(tileWidth({ level: 3, index: 0 }, 70_000)).toBe(0);
    expect([...tilesOf(LEAVES.slice(0, 256)).keys()]).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  });

  it('are exactly those that tileAddresses names, with a bundle for each of level 0', () => {
    const named = [...tileAddresses(70_000)].map(tilePath);
    expect(named.filter((path) => !path.startsWith('tile/entries/')).sort()).toEqual([...BIG.keys()].sort());
    expect(named.filter((path) => path.startsWith('tile/entries/'))).toHaveLength(274);
    expect([...tileAddresses(0)]).toEqual([]);
  });

  it('hold the leaves and have the root', () => {
    expect([...leavesFromTiles(70_000, readerOf(BIG))]).toHaveLength(70_000);
    verifyTiles(70_000, rootAt(70_000), readerOf(BIG));
    verifyTiles(0, naiveRoot([]), readerOf(BIG));
  });

  it('grow to the same tiles, whatever the steps', () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 900 }), fc.constant(256));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const files = new Map<string, Uint8Array>();
        let size = 0;
        for (const more of steps) {
          const made = [...growTiles(size, readerOf(files), LEAVES.slice(size, size + more))];
          const announced = [...tileAddresses(size + more, size)].filter(({ level }) => level !== 'entries');
          expect(made.map(tilePath).sort()).toEqual(announced.map(tilePath).sort());
          for (const tile of made) keep(files, tile);
          size += more;
        }
        verifyTiles(size, naiveRoot(LEAVES.slice(0, size)), readerOf(files));
      }),
      { numRuns: 25 },
    );
  });

  it('give the same proofs as the leaves', () => {
    const sizes = fc.integer({ min: 1, max: 1_500 });
    const fromLeaves = rangesFromLeaves((index) => LEAVES[index]!);
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, one, other) => {
        const fromTiles = rangesFromTiles(size, readerOf(tilesOf(LEAVES.slice(0, size))));
        const index = one % size;
        const size1 = (other % size) + 1;
        expect(proveInclusion(index, size, fromTiles)).toEqual(proveInclusion(index, size, fromLeaves));
        expect(proveConsistency(size1, size, fromTiles)).toEqual(proveConsistency(size1, size, fromLeaves));
        expect(fromTiles(0, size)).toEqual(rootAt(size));
      }),
      { numRuns: 25 },
    );
  });

  it('prove in a large tree, from few tiles', () => {
    const asked: string[] = [];
    const reader = readerOf(BIG);
    const ranges = rangesFromTiles(70_000, (address) => {
      asked.push(tilePath(address));
      return reader(address);
    });
    const root = rootAt(70_000);
    const index = 65_535;
    const proof = proveInclusion(index, 70_000, ranges);
    verifyInclusion({ index, size: 70_000, leafHash: LEAVES[index]!, root, proof });
    // Each is read once, though a proof needs several hashes of it.
    expect(asked.length).toBeLessThanOrEqual(6);
    for (const size1 of [1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, 70_000]) {
      const steps = proveConsistency(size1, 70_000, ranges);
      verifyConsistency({ size1, root1: rootAt(size1), size2: 70_000, root2: root, proof: steps });
    }
  });

  it('are refused when one bit differs, on whatever level', () => {
    const root = rootAt(70_000);
    for (const path of ['tile/0/000', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1']) {
      const twin = new Map(BIG).set(path, flip(BIG.get(path)!, 77));
      expect(['TILE_DIFFERS', 'PROOF_ROOT_DIFFERS']).toContain(
        refusalOf(() => verifyTiles(70_000, root, readerOf(twin))),
      );
    }
    expect(refusalOf(() => verifyTiles(69_999, root, readerOf(tilesOf(LEAVES.slice(0, 69_999)))))).toBe(
      'PROOF_ROOT_DIFFERS',
    );
  });

  it('are refused when they have another size than the tree needs', () => {
    const short = new Map(BIG).set('tile/0/000', BIG.get('tile/0/000')!.subarray(1));
    expect(refusalOf(() => verifyTiles(70_000, rootAt(70_000), readerOf(short)))).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => rangesFromTiles(70_000, readerOf(short))(0, 1))).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => [...growTiles(5, () => Buffer.alloc(4 * 32), [])])).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => [...growTiles(0, readerOf(short), [Buffer.alloc(3)])])).toBe('HASH_WRONG_SIZE');
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('are of no tree of %s leaves', (size) => {
    const reader = readerOf(BIG);
    expect(refusalOf(() => verifyTiles(size, naiveRoot([]), reader))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => rangesFromTiles(size, reader))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => [...growTiles(size, reader, [])])).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => [...tileAddresses(size)])).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => [...tileAddresses(5, size)])).toBe('SIZE_OUT_OF_RANGE');
  });

  it('have no range outside the tree', () => {
    const ranges = rangesFromTiles(100, readerOf(tilesOf(LEAVES.slice(0, 100))));
    expect(refusalOf(() => ranges(0, 101))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => ranges(5, 5))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => ranges(-1, 5))).toBe('INDEX_OUT_OF_RANGE');
  });
});

describe('one tile', () => {
  it('is its hashes', () => {
    const hashes = LEAVES.slice(0, 9);
    expect(parseTile(encodeTile(hashes), 9)).toEqual(hashes);
    expect(encodeTile(LEAVES.slice(0, 256)).length).toBe(MAX_TILE_BYTES);
  });

  it('is refused with no hash, too many, or a piece of one', () => {
    expect(refusalOf(() => encodeTile([]))).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => encodeTile(LEAVES.slice(0, 257)))).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => encodeTile([Buffer.alloc(31)]))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => parseTile(Buffer.alloc(33), 1))).toBe('TILE_WRONG_SIZE');
    expect(refusalOf(() => parseTile(Buffer.alloc(0), 0))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => parseTile(Buffer.alloc(257 * 32), 257))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => parseTile(Buffer.alloc(48), 1.5))).toBe('TILE_OUT_OF_RANGE');
  });
});

describe('entry bundles', () => {
  const entryList = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(entryList, (entries) => {
        expect(parseBundle(encodeBundle(entries), entries.length)).toEqual(entries.map((one) => Buffer.from(one)));
      }),
      { numRuns: 50 },
    );
    const largest = Array.from({ length: 256 }, () => Buffer.alloc(MAX_ENTRY_BYTES, 7));
    expect(encodeBundle(largest).length).toBe(MAX_BUNDLE_BYTES);
    expect(parseBundle(encodeBundle(largest), 256)).toHaveLength(256);
  });

  it('are refused when cut off, too long, or of another width', () => {
    fc.assert(
      fc.property(entryList, fc.nat(), (entries, at) => {
        const bundle = encodeBundle(entries);
        expect(refusalOf(() => parseBundle(bundle.subarray(0, at % bundle.length), entries.length))).toBe(
          'BUNDLE_MALFORMED',
        );
        expect(refusalOf(() => parseBundle(Buffer.concat([bundle, Buffer.of(0)]), entries.length))).toBe(
          'BUNDLE_MALFORMED',
        );
      }),
      { numRuns: 50 },
    );
    const two = encodeBundle([Buffer.from('a'), Buffer.from('b')]);
    // Where it ends is told: that is where to look.
    expect(() => parseBundle(two.subarray(0, -1), 2)).toThrow('the bundle ends inside entry 1 of 2');
    expect(() => parseBundle(two.subarray(0, 4), 2)).toThrow('the bundle ends inside entry 1 of 2');
    expect(refusalOf(() => parseBundle(two, 1))).toBe('BUNDLE_MALFORMED');
    expect(refusalOf(() => parseBundle(two, 3))).toBe('BUNDLE_MALFORMED');
    expect(refusalOf(() => parseBundle(two, 0))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => parseBundle(two, 257))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => parseBundle(two, 1.5))).toBe('TILE_OUT_OF_RANGE');
    expect(refusalOf(() => encodeBundle([]))).toBe('BUNDLE_MALFORMED');
    expect(refusalOf(() => encodeBundle(Array.from({ length: 257 }, () => Buffer.of(1))))).toBe('BUNDLE_MALFORMED');
    expect(refusalOf(() => encodeBundle([Buffer.alloc(MAX_ENTRY_BYTES + 1)]))).toBe('ENTRY_TOO_LARGE');
  });

  it('belong to their tile', () => {
    const entries = ['first', 'second', 'third'].map((text) => Buffer.from(text));
    const tile = encodeTile(entries.map(leafHash));
    expect(verifyBundle(encodeBundle(entries), tile, 3)).toEqual(entries);
    const swapped = encodeBundle([entries[1]!, entries[0]!, entries[2]!]);
    expect(refusalOf(() => verifyBundle(swapped, tile, 3))).toBe('TILE_DIFFERS');
    expect(refusalOf(() => verifyBundle(encodeBundle(entries), tile.subarray(32), 3))).toBe('TILE_WRONG_SIZE');
  });
});
