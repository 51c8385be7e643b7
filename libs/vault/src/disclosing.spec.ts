import fc from 'fast-check';
import { digestOf, readDisclosure } from './disclosure.js';
import { VaultDamaged } from './errors.js';
import { DOSSIER, DRAFT, PERSON, SEALED_VALUES, stored } from './fixtures.js';
import { memoryKeyring } from './keyring.js';
import type { DisclosedEntry, EntryDraft } from './port.js';
import { openVault } from './vault.js';

const all = (): boolean => true;

function setUp(envelope: EntryDraft['envelope'] = 'open') {
  const vault = openVault({ keyring: memoryKeyring() });
  const draft = { ...DRAFT, envelope };
  return { vault, entry: stored(draft, vault.seal(draft)) };
}
const given = ({ digests }: DisclosedEntry): readonly string[] =>
  digests.flatMap((digest) => (digest.kind === 'disclosed' ? [digest.disclosure] : []));
const count = ({ digests }: DisclosedEntry, kind: string): number => digests.filter((one) => one.kind === kind).length;

describe('disclosing', () => {
  it('gives the strings that the digests of the entry commit to, in their order', () => {
    const { vault, entry } = setUp();
    const disclosed = vault.disclose(entry, all);
    const { _sd } = (JSON.parse(Buffer.from(entry.bytes).toString('utf8')) as { data: { _sd: string[] } }).data;
    expect(disclosed.digests.map((one) => (one.kind === 'disclosed' ? digestOf(one.disclosure) : undefined))).toEqual(
      _sd.map((digest) => (given(disclosed).map(digestOf).includes(digest) ? digest : undefined)),
    );
    const values = given(disclosed).map((one) => readDisclosure(one, entry.id));
    expect(Object.fromEntries(values.map(({ name, value }) => [name, value]))).toEqual(SEALED_VALUES);
    expect([count(disclosed, 'absent'), disclosed.erased]).toEqual([1, 0]);
  });

  it('gives exactly what `open` opens, for whichever labels a reader may have', () => {
    const labels = [...new Set(DRAFT.sealed.map(({ label }) => label))];
    fc.assert(
      fc.property(fc.subarray(labels), fc.constantFrom('open' as const, 'confidential' as const), (mine, envelope) => {
        const { vault, entry } = setUp(envelope);
        const mayOpen = (label: string): boolean => mine.includes(label);
        const opened = vault.open(entry, mayOpen);
        const disclosed = vault.disclose(entry, mayOpen);
        const names = given(disclosed)
          .map((one) => readDisclosure(one, entry.id).name)
          .filter((name) => !name.startsWith('_'));
        const open = envelope === 'open' ? Object.keys(DRAFT.open) : [];
        expect(names.sort()).toEqual(
          Object.keys(opened.data)
            .filter((name) => !open.includes(name))
            .sort(),
        );
        expect(disclosed.typeWithheld).toBe(envelope === 'confidential' && !mine.includes('college'));
      }),
      { numRuns: 60 },
    );
  });

  it('counts what was erased apart from the decoys, in both envelopes', () => {
    for (const envelope of ['open', 'confidential'] as const) {
      const { vault, entry } = setUp(envelope);
      vault.destroyKey(PERSON);
      expect(vault.disclose(entry, all)).toMatchObject({ erased: 1, confidential: envelope === 'confidential' });
      vault.destroyKey(DOSSIER);
      expect(given(vault.disclose(entry, all))).toEqual([]);
      expect(vault.disclose({ ...entry, sealed: [] }, all).erased).toBeGreaterThanOrEqual(DRAFT.sealed.length);
    }
  });

  it('refuses a value that the entry does not commit to', () => {
    const { vault, entry } = setUp();
    const other = vault.seal(DRAFT);
    expect(() => vault.disclose({ ...entry, sealed: other.sealed }, all)).toThrow(VaultDamaged);
  });
});
