import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { flip, naiveRoot, refusalOf, testLeaves } from './fixtures.js';
import { emptyRoot, leafHash, nodeHash } from './hash.js';
import {
  consistencyRanges,
  inclusionRanges,
  MAX_PROOF_HASHES,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from './proof.js';
import { openFrontier, rangesFromLeaves, splitPoint } from './tree.js';

const LEAVES = testLeaves(700);
const ROOTS = new Map<number, Buffer>();
const rootAt = (size: number): Buffer => {
  const root = ROOTS.get(size) ?? naiveRoot(LEAVES.slice(0, size));
  ROOTS.set(size, root);
  return root;
};
const ranges = rangesFromLeaves((index) => LEAVES[index]!);
const frontierOf = (size: number) => {
  const frontier = openFrontier();
  for (const leaf of LEAVES.slice(0, size)) frontier.append(leaf);
  return frontier;
};

const sizes = fc.integer({ min: 1, max: LEAVES.length });
/** A tree and a leaf in it. */
const leafInTree = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
/** An old and a new size. */
const twoSizes = sizes.chain((size) => fc.tuple(fc.integer({ min: 1, max: size }), fc.constant(size)));

/** Each bit or size is tried, which takes more than jest's five seconds on a busy machine. */
jest.setTimeout(60_000);

describe('hashes', () => {
  it('are those of the Certificate Transparency test tree', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const frontier = openFrontier();
    for (const entry of entries) frontier.append(leafHash(Buffer.from(entry, 'hex')));
    expect(leafHash(Buffer.alloc(0)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(frontier.root().toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
    expect(emptyRoot().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('of a leaf are those of its bytes and no others, whatever was hashed before', () => {
    const naive = (entry: Uint8Array) => createHash('sha256').update(Buffer.of(0)).update(entry).digest();
    for (const length of [65_536, 65_535, 70_000, 0, 1, 900]) {
      const entry = Buffer.alloc(length, length % 251);
      expect(leafHash(entry)).toEqual(naive(entry));
    }
  });

  it('of another size than 32 bytes are refused', () => {
    const hash = leafHash(Buffer.alloc(0));
    expect(refusalOf(() => nodeHash(hash, hash.subarray(1)))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => nodeHash(Buffer.alloc(33), hash))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => openFrontier().append(Buffer.alloc(31)))).toBe('HASH_WRONG_SIZE');
  });
});

describe('the frontier', () => {
  it('has the root of the definition at every size', () => {
    const frontier = openFrontier();
    expect(frontier.root()).toEqual(naiveRoot([]));
    for (let size = 1; size <= LEAVES.length; size += 1) {
      frontier.append(LEAVES[size - 1]!);
      if (size < 70 || size % 61 === 0 || size === 512) expect(frontier.root()).toEqual(rootAt(size));
      expect(frontier.size).toBe(size);
    }
  });

  it('goes on after it was written and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LEAVES.length }), sizes, (first, more) => {
        const restored = openFrontier(frontierOf(first).toBytes());
        expect(restored.size).toBe(first);
        const end = Math.min(LEAVES.length, first + more);
        for (const leaf of LEAVES.slice(first, end)) restored.append(leaf);
        expect(restored.root()).toEqual(rootAt(end));
        expect(restored.toBytes()).toEqual(frontierOf(end).toBytes());
      }),
    );
  });

  it('keeps nothing of the bytes that it was given', () => {
    const bytes = frontierOf(5).toBytes();
    const restored = openFrontier(bytes);
    bytes.fill(0);
    expect(restored.root()).toEqual(rootAt(5));
    const leaf = Buffer.from(LEAVES[5]!);
    restored.append(leaf);
    leaf.fill(0);
    restored.root().fill(0);
    expect(restored.root()).toEqual(rootAt(6));
  });

  it('is refused with a byte too many or too few, and with a size that is no size', () => {
    const bytes = frontierOf(11).toBytes();
    expect(bytes.length).toBe(8 + 3 * 32);
    expect(refusalOf(() => openFrontier(bytes.subarray(1)))).toBe('FRONTIER_MALFORMED');
    expect(refusalOf(() => openFrontier(bytes.subarray(0, -1)))).toBe('FRONTIER_MALFORMED');
    expect(refusalOf(() => openFrontier(Buffer.concat([bytes, Buffer.alloc(1)])))).toBe('FRONTIER_MALFORMED');
    expect(refusalOf(() => openFrontier(Buffer.alloc(7)))).toBe('FRONTIER_MALFORMED');
    expect(refusalOf(() => openFrontier(Buffer.alloc(8, 0xff)))).toBe('SIZE_OUT_OF_RANGE');
  });

  it('is full at the largest exact number', () => {
    const bytes = Buffer.alloc(8 + 53 * 32);
    bytes.writeBigUInt64BE(BigInt(Number.MAX_SAFE_INTEGER));
    const full = openFrontier(bytes);
    expect(full.size).toBe(Number.MAX_SAFE_INTEGER);
    expect(refusalOf(() => full.append(LEAVES[0]!))).toBe('SIZE_OUT_OF_RANGE');
  });

  it('splits where the standard says, also above 32 bits', () => {
    expect([2, 3, 4, 5, 8, 9].map(splitPoint)).toEqual([1, 2, 2, 4, 4, 8]);
    expect([2 ** 31, 2 ** 31 + 1, 2 ** 32, 2 ** 32 + 1].map(splitPoint)).toEqual([2 ** 30, 2 ** 31, 2 ** 31, 2 ** 32]);
    expect(splitPoint(Number.MAX_SAFE_INTEGER)).toBe(2 ** 52);
  });
});

describe('inclusion proofs', () => {
  const claim = (index: number, size: number) => ({
    index,
    size,
    leafHash: LEAVES[index]!,
    root: rootAt(size),
    proof: proveInclusion(index, size, ranges),
  });

  it('are accepted for every leaf of every small tree', () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) verifyInclusion(claim(index, size));
    }
  });

  it('are accepted when they are right, and refused when anything of them is changed', () => {
    fc.assert(
      fc.property(leafInTree, fc.nat(), fc.nat(), ([index, size], bit, at) => {
        const good = claim(index, size);
        expect(refusalOf(() => verifyInclusion(good))).toBeUndefined();
        const wrong = [
          { ...good, leafHash: flip(good.leafHash, bit % 256) },
          { ...good, root: flip(good.root, bit % 256) },
          { ...good, proof: [...good.proof, LEAVES[at % LEAVES.length]!] },
          { ...good, index: (index + 1 + (at % (size + 3))) % (size + 4) },
          ...mutatedProofs(good.proof, at, bit).map((proof) => ({ ...good, proof })),
        ];
        for (const one of wrong) expect(refusalOf(() => verifyInclusion(one))).toBeDefined();
      }),
    );
  });

  it('say what is wrong', () => {
    const good = claim(5, 13);
    expect(refusalOf(() => verifyInclusion({ ...good, index: 13 }))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => verifyInclusion({ ...good, index: -1 }))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => verifyInclusion({ ...good, index: 0.5 }))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => verifyInclusion({ ...good, size: 2 ** 53 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => verifyInclusion({ ...good, size: 0, index: 0 }))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => verifyInclusion({ ...good, root: Buffer.alloc(31) }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyInclusion({ ...good, leafHash: Buffer.alloc(0) }))).toBe('HASH_WRONG_SIZE');
    const alone = { index: 0, size: 1, root: Buffer.alloc(31), leafHash: Buffer.alloc(31), proof: [] };
    expect(refusalOf(() => verifyInclusion(alone))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyInclusion({ ...alone, root: rootAt(1) }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyInclusion({ ...alone, leafHash: LEAVES[0]! }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyInclusion({ ...good, proof: good.proof.slice(1) }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyInclusion({ ...good, proof: [...good.proof, good.root] }))).toBe('PROOF_WRONG_LENGTH');
    const endless = Array.from({ length: MAX_PROOF_HASHES + 1 }, () => good.root);
    expect(refusalOf(() => verifyInclusion({ ...good, proof: endless }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyInclusion({ ...good, proof: [Buffer.alloc(1), ...good.proof.slice(1)] }))).toBe(
      'HASH_WRONG_SIZE',
    );
    expect(refusalOf(() => verifyInclusion({ ...good, root: rootAt(12) }))).toBe('PROOF_ROOT_DIFFERS');
  });

  it('reach as high as the tree', () => {
    expect(inclusionRanges(0, Number.MAX_SAFE_INTEGER)).toHaveLength(53);
    expect(refusalOf(() => inclusionRanges(3, 3))).toBe('INDEX_OUT_OF_RANGE');
    expect(refusalOf(() => inclusionRanges(0, 2 ** 53))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => inclusionRanges(0, Number.NaN))).toBe('SIZE_OUT_OF_RANGE');
  });
});

describe('consistency proofs', () => {
  const claim = (size1: number, size2: number) => ({
    size1,
    root1: rootAt(size1),
    size2,
    root2: rootAt(size2),
    proof: proveConsistency(size1, size2, ranges),
  });

  it('are accepted for every pair of small sizes', () => {
    for (let size2 = 1; size2 <= 40; size2 += 1) {
      for (let size1 = 1; size1 <= size2; size1 += 1) verifyConsistency(claim(size1, size2));
    }
  });

  it('are accepted when they are right, and refused when anything of them is changed', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(), fc.nat(), ([size1, size2], bit, at) => {
        const good = claim(size1, size2);
        expect(refusalOf(() => verifyConsistency(good))).toBeUndefined();
        const wrong = [
          { ...good, root1: flip(good.root1, bit % 256) },
          { ...good, root2: flip(good.root2, bit % 256) },
          { ...good, size1: 0 },
          { ...good, size1: size2 + 1 },
          ...(size1 === size2 ? [] : [{ ...good, size1: size2, size2: size1 }]),
          { ...good, proof: [...good.proof, LEAVES[at % LEAVES.length]!] },
          ...mutatedProofs(good.proof, at, bit).map((proof) => ({ ...good, proof })),
        ];
        for (const one of wrong) expect(refusalOf(() => verifyConsistency(one))).toBeDefined();
      }),
    );
  });

  it('from a tree whose early leaf was changed are refused, however they are made', () => {
    const changed = LEAVES.map((leaf, at) => (at === 3 ? flip(leaf, 0) : leaf));
    const other = rangesFromLeaves((index) => changed[index]!);
    for (const [size1, size2] of [
      [4, 4],
      [4, 9],
      [7, 8],
      [8, 700],
      [300, 700],
    ] as const) {
      const proof = proveConsistency(size1, size2, other);
      const root2 = naiveRoot(changed.slice(0, size2));
      expect(refusalOf(() => verifyConsistency({ ...claim(size1, size2), root2, proof }))).toBeDefined();
      expect(refusalOf(() => verifyConsistency({ ...claim(size1, size2), root2 }))).toBeDefined();
    }
  });

  it('say what is wrong', () => {
    const good = claim(6, 13);
    expect(refusalOf(() => verifyConsistency({ ...good, size1: 0, root1: emptyRoot() }))).toBe('PROOF_FROM_EMPTY_TREE');
    expect(refusalOf(() => verifyConsistency({ ...good, size1: 0, size2: 0, proof: [] }))).toBe(
      'PROOF_FROM_EMPTY_TREE',
    );
    expect(refusalOf(() => verifyConsistency({ ...good, size1: 14 }))).toBe('PROOF_SIZES_REVERSED');
    expect(refusalOf(() => verifyConsistency({ ...good, size2: 2 ** 53 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => verifyConsistency({ ...good, size1: 1.5 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => verifyConsistency({ ...good, root1: Buffer.alloc(33) }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyConsistency({ ...good, root2: Buffer.alloc(33) }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => verifyConsistency({ ...good, proof: [] }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyConsistency({ ...good, proof: good.proof.slice(0, -1) }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyConsistency({ ...good, proof: [...good.proof, good.root1] }))).toBe(
      'PROOF_WRONG_LENGTH',
    );
    expect(refusalOf(() => verifyConsistency({ ...claim(6, 6), proof: [good.root1] }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyConsistency({ ...claim(6, 6), root2: rootAt(7) }))).toBe('PROOF_ROOT_DIFFERS');
    const endless = Array.from({ length: MAX_PROOF_HASHES + 1 }, () => good.root1);
    expect(refusalOf(() => verifyConsistency({ ...good, proof: endless }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => verifyConsistency({ ...good, root1: rootAt(5) }))).toBe('PROOF_OLD_ROOT_DIFFERS');
    expect(refusalOf(() => verifyConsistency({ ...good, root2: rootAt(5) }))).toBe('PROOF_ROOT_DIFFERS');
    const short = [Buffer.alloc(5), ...good.proof.slice(1)];
    expect(refusalOf(() => verifyConsistency({ ...good, proof: short }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => consistencyRanges(0, 5))).toBe('PROOF_FROM_EMPTY_TREE');
  });
});

/** Proofs that differ from a good one in one thing; none when the proof is empty. */
function mutatedProofs(proof: readonly Uint8Array[], at: number, bit: number): Uint8Array[][] {
  if (proof.length === 0) return [];
  const place = at % proof.length;
  const swapped = [...proof];
  const next = (place + 1) % proof.length;
  [swapped[place], swapped[next]] = [proof[next]!, proof[place]!];
  return [
    proof.map((hash, one) => (one === place ? flip(hash, bit % 256) : hash)),
    proof.filter((_, one) => one !== place),
    [...proof.slice(0, place), proof[place]!, ...proof.slice(place)],
    [LEAVES[LEAVES.length - 1]!, ...proof],
    ...(proof.length > 1 ? [swapped] : []),
  ];
}
