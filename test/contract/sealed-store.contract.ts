import { createHash } from 'node:crypto';
import { COMMAND_MAC_KEY_ID, MAX_LEAVES_AT_ONCE } from '#event-log';
import type { SealedGroup, SealedStore } from '#event-log';

/** What the contract may ask of an implementation under test. */
export interface SealedStoreFactory {
  /** A new, empty store. */
  open(): Promise<SealedStore>;
  /** Closes the store and opens what it left; undefined where nothing is left. */
  readonly reopen: ((store: SealedStore) => Promise<SealedStore>) | undefined;
}

const leaf = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());
const group = (keyId: string, ...box: number[]): SealedGroup => ({ keyId, box: Uint8Array.from(box) });
const shown = (groups: readonly SealedGroup[] | undefined): Record<string, string> =>
  Object.fromEntries(groups!.map(({ keyId, box }) => [keyId, Buffer.from(box).toString('hex')]));
const NOW = Date.parse('2026-03-02T09:00:00.000Z');

/** Every promise of `SealedStore`, for any implementation. */
export function sealedStoreContract(name: string, factory: SealedStoreFactory): void {
  describe(`sealed store contract: ${name}`, () => {
    let store: SealedStore;
    beforeEach(async () => {
      store = await factory.open();
    });
    afterEach(() => store.close());

    it('gives the groups of each leaf back, in the order of the question and exactly as they were put', async () => {
      const every = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.put(
        [
          { leafHash: leaf('a'), groups: [group('k1', 0, 255, 0), group('k2'), { keyId: 'k3', box: every }] },
          { leafHash: leaf('b'), groups: [group('k1', 7)] },
        ],
        NOW,
      );
      const [b, unknown, a, again] = await store.getMany([leaf('b'), leaf('x'), leaf('a'), leaf('b')]);
      expect(shown(b)).toEqual({ k1: '07' });
      expect(unknown).toEqual([]);
      expect(shown(a)).toEqual({ k1: '00ff00', k2: '', k3: Buffer.from(every).toString('hex') });
      expect(shown(again)).toEqual({ k1: '07' });
      expect(await store.getMany([])).toEqual([]);
    });

    it('keeps the digest of a command like any other group', async () => {
      await store.put([{ leafHash: leaf('a'), groups: [group(COMMAND_MAC_KEY_ID, 1), group('k', 2)] }], NOW);
      expect(shown((await store.getMany([leaf('a')]))[0])).toEqual({ [COMMAND_MAC_KEY_ID]: '01', k: '02' });
      await store.replace(leaf('a'), COMMAND_MAC_KEY_ID, undefined);
      expect(shown((await store.getMany([leaf('a')]))[0])).toEqual({ k: '02' });
    });

    it('leaves what stands as it is when the same leaf is put again, and adds what is new', async () => {
      await store.put([{ leafHash: leaf('a'), groups: [group('k', 1)] }], NOW);
      await store.put([{ leafHash: leaf('a'), groups: [group('k', 2), group('l', 3)] }], NOW + 1);
      expect(shown((await store.getMany([leaf('a')]))[0])).toEqual({ k: '01', l: '03' });
      await store.put([], NOW);
    });

    it('replaces and removes one group and nothing beside it', async () => {
      await store.put([{ leafHash: leaf('a'), groups: [group('k', 1), group('l', 2)] }], NOW);
      await store.put([{ leafHash: leaf('b'), groups: [group('k', 3)] }], NOW);
      await store.replace(leaf('a'), 'k', Uint8Array.of(9, 9));
      await store.replace(leaf('a'), 'l', undefined);
      await store.replace(leaf('a'), 'unknown', Uint8Array.of(1));
      await store.replace(leaf('x'), 'k', Uint8Array.of(1));
      const [a, b, x] = await store.getMany([leaf('a'), leaf('b'), leaf('x')]);
      expect([shown(a), shown(b), shown(x)]).toEqual([{ k: '0909' }, { k: '03' }, {}]);
    });

    it('removes every group of one key, tells how many, and nothing else', async () => {
      for (const text of ['a', 'b', 'c']) {
        const groups = text === 'c' ? [group('d', 2)] : [group('p', 1), group('d', 2)];
        await store.put([{ leafHash: leaf(text), groups }], NOW);
      }
      expect(await store.removeKey('p')).toBe(2);
      expect(await store.removeKey('p')).toBe(0);
      expect((await store.getMany(['a', 'b', 'c'].map(leaf))).map(shown)).toEqual([
        { d: '02' },
        { d: '02' },
        { d: '02' },
      ]);
    });

    it('removes orphans that are old enough, and never a leaf that was settled', async () => {
      const put = (text: string, ms: number) =>
        store.put([{ leafHash: leaf(text), groups: [group('k', 1), group('l', 2)] }], ms);
      await put('settled', NOW);
      await put('orphan', NOW);
      await put('young', NOW + 1);
      await store.settle(0, [leaf('without groups'), leaf('settled')]);
      expect(await store.removeOrphans(NOW)).toBe(0);
      expect(await store.removeOrphans(NOW + 1)).toBe(2);
      const left = await store.getMany([leaf('settled'), leaf('orphan'), leaf('young')]);
      expect(left.map((groups) => groups.length)).toEqual([2, 0, 2]);
      await store.settle(2, [leaf('young')]);
      expect(await store.removeOrphans(NOW + 10)).toBe(0);
    });

    it('counts what was settled, twice or in overlap, and refuses to skip', async () => {
      expect(await store.settledSize()).toBe(0);
      await store.settle(0, [leaf('0'), leaf('1'), leaf('2')]);
      expect(await store.settledSize()).toBe(3);
      await store.settle(1, [leaf('1')]);
      expect(await store.settledSize()).toBe(3);
      await store.settle(2, [leaf('2'), leaf('3')]);
      expect(await store.settledSize()).toBe(4);
      await expect(store.settle(5, [leaf('5')])).rejects.toThrow(RangeError);
      expect(await store.settledSize()).toBe(4);
    });

    it('refuses more leaves at once than it says', async () => {
      const many = Array.from({ length: MAX_LEAVES_AT_ONCE + 1 }, () => leaf('a'));
      await expect(store.getMany(many)).rejects.toThrow(RangeError);
      await expect(store.settle(0, many)).rejects.toThrow(RangeError);
      expect(await store.getMany(many.slice(1))).toHaveLength(MAX_LEAVES_AT_ONCE);
    });

    it('takes puts that come together', async () => {
      const texts = Array.from({ length: 50 }, (_, i) => `leaf ${i}`);
      await Promise.all(texts.map((text, i) => store.put([{ leafHash: leaf(text), groups: [group('k', i)] }], NOW)));
      const found = await store.getMany(texts.map(leaf));
      expect(found.map((groups) => groups[0]!.box[0])).toEqual(texts.map((_, i) => i));
    });

    if (factory.reopen === undefined) return;
    const { reopen } = factory;
    it('holds all of it after it was closed and opened again', async () => {
      await store.put([{ leafHash: leaf('a'), groups: [group('k', 1)] }], NOW);
      await store.put([{ leafHash: leaf('b'), groups: [group('k', 2)] }], NOW);
      await store.settle(0, [leaf('a')]);
      store = await reopen(store);
      expect((await store.getMany([leaf('a'), leaf('b')])).map(shown)).toEqual([{ k: '01' }, { k: '02' }]);
      expect(await store.settledSize()).toBe(1);
      expect(await store.removeOrphans(NOW + 1)).toBe(1);
    });
  });
}
