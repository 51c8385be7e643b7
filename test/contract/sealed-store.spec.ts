import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemorySealedStore, openSealedStore, type SealedStore } from '#event-log';
import { describeWithPostgres } from '../kit/postgres.js';
import { startPostgres, type PostgresServer } from '../kit/postgres.mjs';
import { sealedStoreContract } from './sealed-store.contract.js';

const START_SERVER_MS = 60_000;
const NOW = Date.parse('2026-03-02T09:00:00.000Z');
const LEAF = new Uint8Array(32).fill(7);

sealedStoreContract('memory', { open: async () => createMemorySealedStore(), reopen: undefined });

/** Opens stores of their own at what `nextUrl` gives, and each again at its own place. */
function factoryOf(nextUrl: () => string) {
  const urls = new WeakMap<SealedStore, string>();
  const open = async (url = nextUrl()): Promise<SealedStore> => {
    const store = await openSealedStore(url);
    urls.set(store, url);
    return store;
  };
  return {
    open: () => open(),
    reopen: async (store: SealedStore) => {
      await store.close();
      return open(urls.get(store));
    },
  };
}

describe('in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-store-contract-'));
  let files = 0;
  const nextUrl = (): string => `sqlite:${join(folder, `sealed-${files++}.db`)}`;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  sealedStoreContract('sqlite', factoryOf(nextUrl));

  it('leaves no byte of a removed group in any file', async () => {
    const url = nextUrl();
    const store = await openSealedStore(url);
    const box = new TextEncoder().encode('dit mag nergens meer staan');
    await store.put([{ leafHash: LEAF, groups: [{ keyId: 'k', box }] }], NOW);
    const holding = () =>
      readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('dit mag nergens'));
    expect(holding().length).toBeGreaterThan(0);
    await store.removeKey('k');
    expect(holding()).toEqual([]);
    await store.close();
  });

  it('refuses what is no store, in words', async () => {
    await expect(openSealedStore('mysql://x')).rejects.toMatchObject({ code: 'LOG_ADDRESS' });
    const missing = `sqlite:${join(folder, 'no', 'folder.db')}`;
    await expect(openSealedStore(missing)).rejects.toMatchObject({ name: 'LogUnavailable' });
  });
});

describeWithPostgres('in PostgreSQL', () => {
  let server: PostgresServer;
  let schemas = 0;
  beforeAll(async () => {
    server = await startPostgres();
  }, START_SERVER_MS);
  afterAll(() => server.stop());

  sealedStoreContract(
    'postgresql',
    factoryOf(() => `${server.url}?schema=sealed_${schemas++}`),
  );

  it('lets several servers put the same leaves at once', async () => {
    const url = `${server.url}?schema=sealed_shared`;
    const stores = await Promise.all([1, 2, 3].map(() => openSealedStore(url)));
    const leaves = Array.from({ length: 40 }, (_, i) => new Uint8Array(32).fill(i));
    const groupsOf = (leafHash: Uint8Array) => ({ leafHash, groups: [{ keyId: 'k', box: Uint8Array.of(1) }] });
    await Promise.all(
      stores.flatMap((store, index) => {
        const own = index % 2 === 0 ? leaves : [...leaves].reverse();
        return own.map((leaf) => store.put([groupsOf(leaf), groupsOf(own[0]!)], NOW));
      }),
    );
    expect((await stores[0]!.getMany(leaves)).every((groups) => groups.length === 1)).toBe(true);
    for (const store of stores) await store.close();
  });

  it('says in words who is refused and what is away', async () => {
    const wrong = server.url.replace('geheim', 'fout');
    await expect(openSealedStore(wrong)).rejects.toMatchObject({ code: 'LOG_CREDENTIALS' });
    const missing = server.url.replace(/postgres$/, 'bestaat_niet');
    await expect(openSealedStore(missing)).rejects.toMatchObject({ code: 'LOG_ADDRESS' });
    const nobody = server.url.replace(`:${server.port}`, ':1');
    await expect(openSealedStore(nobody)).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
  });
});
