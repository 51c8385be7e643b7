import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { KeyringUnavailable } from './errors.js';
import { DOSSIER, DRAFT, PERSON, SEALED_VALUES, stored } from './fixtures.js';
import { memoryKeyring } from './keyring.js';
import { openKeyring } from './keyring-file.js';
import { pooledRandom, type RandomSource } from './random.js';
import { openVault } from './vault.js';

let folder: string;
let files: { keysFile: string; masterKeyFile: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyring-'));
  files = { keysFile: join(folder, 'sleutels.db'), masterKeyFile: join(folder, 'hoofdsleutel') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const all = (): boolean => true;

function failure(work: () => unknown): KeyringUnavailable {
  try {
    work();
  } catch (error) {
    if (error instanceof KeyringUnavailable) return error;
    throw error;
  }
  throw new Error('nothing thrown');
}

describe('a keyring in files', () => {
  it('keeps what was flushed, and only that', () => {
    const vault = openVault({ keyring: openKeyring(files) });
    const flushed = vault.seal(DRAFT);
    vault.flushKeys();
    const lost = vault.seal({ ...DRAFT, sealed: [{ ...DRAFT.sealed[0]!, key: { kind: 'dossier', id: 'other' } }] });
    const actor = vault.actorRef('p', 'd');
    vault.close();

    const keyring = openKeyring(files);
    expect(keyring.isNew).toBe(false);
    const again = openVault({ keyring });
    expect(again.open(stored(DRAFT, flushed), all)).toMatchObject({ data: SEALED_VALUES, erased: false });
    expect(again.open(stored(DRAFT, lost), all).erased).toBe(true);
    expect(again.actorRef('p', 'd')).toBe(actor);
    expect(keyring.keyFor(DOSSIER).id).toBe(flushed.sealed[0]?.keyId);
    again.close();
  });

  it('makes both files private, and names nobody in them', () => {
    const keyring = openKeyring(files);
    expect(keyring.isNew).toBe(true);
    keyring.keyFor(PERSON);
    keyring.flush();
    keyring.close();
    for (const file of Object.values(files)) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(files.keysFile).includes(PERSON.id)).toBe(false);
  });

  it('lets a reader find keys that came after it, and refuses to make any there', () => {
    const writer = openVault({ keyring: openKeyring(files) });
    const reading = openKeyring({ ...files, readOnly: true });
    const reader = openVault({ keyring: reading });
    const sealed = writer.seal(DRAFT);
    expect(reader.open(stored(DRAFT, sealed), all).erased).toBe(true);
    writer.flushKeys();
    expect(reader.open(stored(DRAFT, sealed), all)).toMatchObject({ data: SEALED_VALUES, erased: false });
    expect(failure(() => reading.keyFor({ kind: 'person', id: 'new' })).code).toBe('KEYS_READ_ONLY');
    expect(failure(() => reading.destroyKey(PERSON)).code).toBe('KEYS_READ_ONLY');
    reader.close();
    writer.close();
  });

  it('destroys a key for good: memory, file, write-ahead log, and for readers that forget', () => {
    const keyring = openKeyring(files);
    const vault = openVault({ keyring });
    const sealed = vault.seal(DRAFT);
    vault.flushKeys();
    const reading = openKeyring({ ...files, readOnly: true });
    const reader = openVault({ keyring: reading });
    expect(reader.open(stored(DRAFT, sealed), all).erased).toBe(false);

    const keyId = keyring.keyFor(PERSON).id;
    expect(keyring.destroyKey(PERSON)).toEqual({ keyId, scrubbed: true });
    expect(keyring.destroyKey(PERSON)).toEqual({ keyId: undefined, scrubbed: true });
    expect(vault.open(stored(DRAFT, sealed), all).erased).toBe(true);
    reading.forgetCached();
    expect(reader.open(stored(DRAFT, sealed), all).erased).toBe(true);
    for (const file of [files.keysFile, `${files.keysFile}-wal`]) {
      if (existsSync(file)) expect(readFileSync(file).includes(keyId)).toBe(false);
    }
    expect(keyring.keyFor(PERSON).id).not.toBe(keyId);
    reader.close();
    vault.close();
  });

  it('forgets a pending key that is destroyed before it was flushed', () => {
    const keyring = openKeyring(files);
    const { id } = keyring.keyFor(PERSON);
    keyring.forgetCached();
    expect(keyring.keyById(id)).toBeDefined();
    keyring.destroyKey(PERSON);
    keyring.flush();
    expect(keyring.keyById(id)).toBeUndefined();
    keyring.close();
  });
});

describe('key files that cannot be used', () => {
  const make = (): void => openKeyring(files).close();

  it('a missing master beside existing keys, with what to do', () => {
    make();
    rmSync(files.masterKeyFile);
    const refused = failure(() => openKeyring(files));
    expect(refused.code).toBe('KEYS_MASTER_MISSING');
    expect(refused.message).toContain('Zet de reservekopie van de hoofdsleutel terug');
    expect(existsSync(files.masterKeyFile)).toBe(false);
  });

  it('a damaged master, and the master of another keyring', () => {
    make();
    truncateSync(files.masterKeyFile, 40);
    expect(failure(() => openKeyring(files)).code).toBe('KEYS_MASTER_INVALID');
    const other = { keysFile: join(folder, 'b.db'), masterKeyFile: join(folder, 'b') };
    openKeyring(other).close();
    const mixed = { ...files, masterKeyFile: other.masterKeyFile };
    expect(failure(() => openKeyring(mixed)).code).toBe('KEYS_MASTER_WRONG');
  });

  it('a text file, a foreign database, a newer version, a truncated file', () => {
    writeFileSync(files.keysFile, 'geen database '.repeat(100));
    expect(failure(() => openKeyring(files)).code).toBe('KEYS_NOT_OURS');
    expect(existsSync(files.masterKeyFile)).toBe(false);

    rmSync(files.keysFile);
    const foreign = new DatabaseSync(files.keysFile);
    foreign.exec('CREATE TABLE t (a)');
    foreign.close();
    expect(failure(() => openKeyring(files)).code).toBe('KEYS_NOT_OURS');

    rmSync(files.keysFile);
    make();
    truncateSync(files.keysFile, 5_000);
    expect(failure(() => openKeyring(files)).code).toBe('KEYS_DAMAGED');

    rmSync(files.keysFile);
    make();
    const newer = new DatabaseSync(files.keysFile);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(failure(() => openKeyring(files)).code).toBe('KEYS_NEWER_VERSION');
  });

  it('a missing folder, a missing file for a reader, a closed keyring', () => {
    expect(failure(() => openKeyring({ ...files, keysFile: join(folder, 'x', 'y.db') })).code).toBe('KEYS_IO');
    expect(failure(() => openKeyring({ ...files, readOnly: true })).code).toBe('KEYS_MISSING');
    const keyring = openKeyring(files);
    keyring.close();
    expect(failure(() => keyring.keyFor(PERSON)).code).toBe('KEYS_CLOSED');
  });
});

describe('a keyring in memory', () => {
  it('answers like one in files', () => {
    const keyring = memoryKeyring();
    const { id } = keyring.keyFor(PERSON);
    keyring.flush();
    keyring.forgetCached();
    expect(keyring.keyFor(PERSON).id).toBe(id);
    expect(keyring.destroyKey(PERSON)).toEqual({ keyId: id, scrubbed: true });
    expect(keyring.keyById(id)).toBeUndefined();
  });
});

describe('keys that several servers share', () => {
  const shared = () => openKeyring({ ...files, shared: true });

  it('are one for each person, whoever meets him first, and open everywhere', () => {
    const [one, two] = [shared(), shared()];
    const key = one.keyFor(PERSON);
    expect(two.keyFor(PERSON).id).toBe(key.id);
    // Nothing waits for a flush, which would come too late for the other.
    one.flush();
    two.flush();
    expect(two.keyById(key.id)!.equals(key.key)).toBe(true);
    one.close();
    two.close();
  });

  it('are taken from the other when he makes one between the look and the making', () => {
    const two = shared();
    const random = pooledRandom();
    let theirs: string | undefined;
    const racing: RandomSource = {
      take: (bytes) => {
        // Making a key begins with random bytes, which is after the look for one that is there.
        theirs ??= two.keyFor(PERSON).id;
        return random.take(bytes);
      },
    };
    const one = openKeyring({ ...files, shared: true }, racing);
    expect(one.keyFor(PERSON).id).toBe(theirs);
    expect(one.keyById(theirs!)!.equals(two.keyById(theirs!)!)).toBe(true);
    one.close();
    two.close();
  });

  it('are forgotten everywhere when one of them destroys one', () => {
    const [one, two] = [shared(), shared()];
    const { id } = one.keyFor(PERSON);
    expect(two.keyFor(PERSON).id).toBe(id);
    expect(one.destroyKey(PERSON).keyId).toBe(id);
    expect(two.keyById(id)).toBeUndefined();
    expect(two.idOf(PERSON)).toBeUndefined();
    expect(two.keyFor(PERSON).id).not.toBe(id);
    one.close();
    two.close();
  });
});
