import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedRandom, DRAFT, stored } from './fixtures.js';
import { memoryKeyring } from './keyring.js';
import type { EntryDraft, OpenedEntry, SealedEntry } from './port.js';
import { openVault } from './vault.js';

/**
 * A log cannot be migrated, so what these files hold must come out of every release: the same bytes for the same draft,
 * and the same answer for bytes and boxes that an older release wrote. Never change a file; a new format gets a new one.
 * A missing file is written, and never an existing one, with BESLUITSPOOR_WRITE_GOLDEN=1.
 */
const FOLDER = join(__dirname, 'golden');

interface Golden {
  readonly draft: EntryDraft;
  /** Seed of the counted random source: keys come from `<seed>/keys`, salts and nonces from `<seed>/seal`. */
  readonly seed: string;
  readonly bytes: string;
  readonly leafHash: string;
  readonly sealed: readonly { readonly keyId: string; readonly box: string }[];
  readonly opened: OpenedEntry;
  readonly openedByRaad: OpenedEntry;
}

const DRAFTS: Readonly<Record<string, EntryDraft>> = {
  open: DRAFT,
  confidential: { ...DRAFT, envelope: 'confidential' },
  'nothing-sealed': { ...DRAFT, sealed: [] },
};

function make(draft: EntryDraft, seed: string) {
  const keyring = memoryKeyring(countedRandom(`${seed}/keys`));
  const vault = openVault({ keyring, random: countedRandom(`${seed}/seal`) });
  return { vault, sealed: vault.seal(draft) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const raad = (label: string): boolean => label === 'raad';

function goldenOf(draft: EntryDraft, seed: string): Golden {
  const { vault, sealed } = make(draft, seed);
  const entry = stored(draft, sealed);
  return {
    draft,
    seed,
    bytes: Buffer.from(sealed.bytes).toString('utf8'),
    leafHash: hex(sealed.leafHash),
    sealed: sealed.sealed.map(({ keyId, box }) => ({ keyId, box: hex(box) })),
    opened: vault.open(entry, () => true),
    openedByRaad: vault.open(entry, raad),
  };
}

for (const [name, draft] of Object.entries(DRAFTS)) {
  const file = join(FOLDER, `${name}.json`);
  if (process.env['BESLUITSPOOR_WRITE_GOLDEN'] === '1' && !existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(goldenOf(draft, name), null, 2)}\n`);
  }
}

describe('golden entries', () => {
  it('are all there', () => {
    const files = readdirSync(FOLDER).sort();
    expect(files).toEqual(['confidential.json', 'nothing-sealed.json', 'open.json']);
  });

  it.each(readdirSync(FOLDER))('%s: the format has not moved', (file) => {
    const golden = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
    // Through text, which drops members that are undefined, as the file does.
    expect(JSON.parse(JSON.stringify(goldenOf(golden.draft, golden.seed)))).toEqual(golden);
  });

  it.each(readdirSync(FOLDER))('%s: what an older release wrote still opens', (file) => {
    const golden = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
    const sealed: SealedEntry = {
      id: golden.draft.id,
      bytes: Buffer.from(golden.bytes, 'utf8'),
      leafHash: unhex(golden.leafHash),
      sealed: golden.sealed.map(({ keyId, box }) => ({ keyId, box: unhex(box) })),
    };
    const { vault } = make(golden.draft, golden.seed);
    expect(vault.open(stored(golden.draft, sealed), () => true)).toEqual(golden.opened);
  });
});
