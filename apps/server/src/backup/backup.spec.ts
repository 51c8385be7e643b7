import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { NO_STREAM, openSqliteLog, openSqliteReader, type EventLog } from '#event-log';
import { cosignatureSigner, encodeBundle, openFrontier, signCheckpoint, tilePath, tileWidth } from '#transparency';
import { openKeyring, openVault, uuidv7, type Vault } from '#vault';
import { Guard } from '../proof/guard.js';
import { openLogKey } from '../proof/log-key.js';
import { FILES, keyFilesOf } from '../runtime/files.js';
import { openRuntime } from '../runtime/runtime.js';
import { readGuard } from '../proof/guard.js';
import { makeBackup } from './backup.js';
import { restoreBackup, type RestoreOptions } from './restore.js';

const NOW = '2026-03-02T09:15:00.000Z';
const signal = new AbortController().signal;

let root: string;
let data: string;
let log: EventLog;
let vault: Vault;
let entries = 0;

const at = (...names: string[]): string => join(root, ...names);
const guardFile = (): string => join(data, FILES.guard);

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'backup-'));
  data = at('data');
  entries = 0;
  await (await openRuntime({ folder: data })).close();
  await open();
});
afterEach(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

async function open(): Promise<void> {
  const keyring = openKeyring(keyFilesOf(data));
  vault = openVault({ keyring });
  log = await openSqliteLog({ file: join(data, FILES.log), beforeCommit: () => vault.flushKeys() });
}
async function close(): Promise<void> {
  await log.close();
  vault.close();
}

/** One entry with a sealed value, each in a dossier with a key of its own. */
async function act(): Promise<void> {
  entries += 1;
  const stream = `d-${entries}`;
  const key = { kind: 'dossier', id: stream } as const;
  const commandid = `c-${entries}`;
  const sealed = vault.seal({
    id: uuidv7(Date.now(), new Uint8Array(10).fill(entries)),
    source: 'urn:nld:oin:00000000000000000000:systeem:besluitspoor',
    type: 'nl.test.iets.v1',
    subject: stream,
    streamrev: 0,
    time: new Date().toISOString(),
    dataschema: 'urn:test:1',
    actorref: 'a-1',
    commandid,
    commandindex: 0,
    open: { nummer: entries },
    sealed: [{ name: 'geheim', value: `waarde ${entries}`, key, label: 'college' }],
    envelope: 'open',
    genericKey: key,
    genericLabel: 'college',
  });
  const time = (JSON.parse(Buffer.from(sealed.bytes).toString()) as { time: string }).time;
  await log.append({ stream, expected: NO_STREAM, commandId: commandid, time, entries: [sealed] });
}

async function leaves(): Promise<Uint8Array[]> {
  return (await log.readAll(undefined, 1_000)).map(({ leafHash: leaf }) => leaf);
}
/** Signs what there is, as the server does: the guard first. */
async function sign(): Promise<string> {
  const key = openLogKey(join(data, FILES.logKey));
  const all = await leaves();
  const frontier = openFrontier();
  for (const leaf of all) frontier.append(leaf);
  const [size, treeRoot] = [all.length, frontier.root()];
  const note = await signCheckpoint({ origin: key.origin, size, root: treeRoot }, key);
  const guard = new Guard(guardFile());
  guard.replace(guard.read(), { size, root: treeRoot, lastLeaf: Uint8Array.from(all.at(-1)!), note, signedAt: NOW });
  guard.close();
  return note;
}
/** What a mirror needs for recovery: the checkpoint and the bundles. */
async function mirror(name: string): Promise<string> {
  const note = await sign();
  const all = await log.readAll(undefined, 1_000);
  const width = tileWidth({ level: 'entries', index: 0 }, all.length);
  const file = at(name, tilePath({ level: 'entries', index: 0, width }));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, encodeBundle(all.map(({ bytes }) => bytes)));
  writeFileSync(at(name, 'checkpoint'), note);
  return at(name);
}

/** Shows one checkpoint of every log, as a witness does to whoever asks. */
async function witnessThatShows(answers: { note: string }) {
  const server = createServer((_request, response) => response.end(answers.note));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, close };
}

const backup = (name: string) => makeBackup({ folder: data, target: at(name), guardFile: guardFile(), now: NOW });
const restore = (options: Partial<RestoreOptions> = {}) =>
  restoreBackup({
    backup: at('kopie'),
    target: at('terug'),
    secrets: data,
    guard: { file: guardFile(), stays: false },
    mirrors: [],
    signal,
    ...options,
  });
const restoredSize = async (): Promise<number> => {
  const reader = await openSqliteReader(at('terug', FILES.log));
  const { size } = await reader.head();
  await reader.close();
  return size;
};

describe('a backup', () => {
  it('is made beside whoever writes, with every key of what it holds, and neither of the two secrets', async () => {
    await act();
    await sign();
    let writing = true;
    const writer = (async () => {
      while (writing) await act();
    })();
    const made = [await backup('een'), await backup('twee')];
    writing = false;
    await writer;
    expect(made[1]!.log.size).toBeGreaterThan(made[0]!.log.size);
    for (const name of ['een', 'twee']) {
      expect(existsSync(at(name, FILES.masterKey))).toBe(false);
      expect(existsSync(at(name, FILES.logKey))).toBe(false);
      const db = new DatabaseSync(at(name, FILES.log), { readOnly: true });
      db.exec(`ATTACH '${at(name, FILES.keys)}' AS k`);
      const lost =
        "SELECT count(*) AS n FROM sealed WHERE keyid <> '' AND keyid NOT IN (SELECT key_id FROM k.data_key)";
      expect(db.prepare(lost).get()).toEqual({ n: 0 });
      db.close();
    }
  });

  it('refuses a folder that holds something, and leaves nothing behind when it fails', async () => {
    mkdirSync(at('vol'));
    writeFileSync(at('vol', 'brief.txt'), 'van iemand anders');
    await expect(backup('vol')).rejects.toMatchObject({ code: 'BACKUP_TARGET_IN_USE' });
    await act();
    await sign();
    const guard = new Guard(guardFile());
    const held = guard.read()!;
    guard.replace(held, { ...held, root: new Uint8Array(32) });
    guard.close();
    await expect(backup('kopie')).rejects.toMatchObject({ code: 'BACKUP_NOT_CONSISTENT' });
    expect(existsSync(at('kopie'))).toBe(false);
    expect(existsSync(at('kopie.onaf'))).toBe(false);
  });

  it('is of the log that is configured, and not made here of one on a server', async () => {
    await act();
    await sign();
    process.env['BESLUITSPOOR_LOG_URL'] = `sqlite:${join(data, FILES.log)}`;
    try {
      expect((await backup('kopie')).log.size).toBe((await log.head()).size);
      await expect(restore()).rejects.toMatchObject({ code: 'RESTORE_LOG_ELSEWHERE' });
      process.env['BESLUITSPOOR_LOG_URL'] = 'esdb://log.example:2113';
      await expect(backup('nog-een')).rejects.toMatchObject({ code: 'BACKUP_LOG_ELSEWHERE' });
    } finally {
      delete process.env['BESLUITSPOOR_LOG_URL'];
    }
  });

  it('takes the place of one that was cut off, and not of one that is being made', async () => {
    mkdirSync(at('kopie.onaf'));
    writeFileSync(at('kopie.onaf', 'bezig.json'), JSON.stringify({ pid: 1 }));
    await expect(backup('kopie')).rejects.toMatchObject({ code: 'BACKUP_RUNNING' });
    writeFileSync(at('kopie.onaf', 'bezig.json'), '{');
    expect((await backup('kopie')).log.size).toBeGreaterThan(0);
    expect(existsSync(at('kopie.onaf'))).toBe(false);
  });

  it('is refused when one of its files is not what was written', async () => {
    await act();
    await sign();
    await backup('kopie');
    for (const name of [FILES.keys, FILES.tokens, 'checkpoint']) {
      const file = at('kopie', name);
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1)! ^ 1])]));
      await expect(restore()).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
      writeFileSync(file, bytes);
    }
    expect(existsSync(at('terug'))).toBe(false);
  });
});

describe('a restore', () => {
  it('goes on under the same name when the backup holds everything that was signed, and only there', async () => {
    await act();
    await sign();
    await backup('kopie');
    await close();
    const restored = await restore();
    expect(restored).toMatchObject({ recovered: 0, origin: openLogKey(join(data, FILES.logKey)).origin });
    const runtime = await openRuntime({ folder: at('terug') });
    expect(runtime.guard.read()!.size).toBe((await runtime.log.head()).size);
    await runtime.close();
    // The old folder signs nothing more, and nobody else can go on from its guard either.
    await expect(openRuntime({ folder: data })).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    await expect(restore({ target: at('nog-een') })).rejects.toMatchObject({ code: 'RESTORE_GUARD_MOVED' });
    await open();
  });

  it('refuses an older state, and says who knows that and what can be done', async () => {
    await act();
    await sign();
    await backup('kopie');
    await act();
    await sign();
    const refused = restore();
    await expect(refused).rejects.toMatchObject({ code: 'RESTORE_OLDER' });
    await expect(refused).rejects.toThrow(/Dat weet de bewaker.*--mirror.*--opvolger/);
    expect(existsSync(at('terug'))).toBe(false);
  });

  it('leaves a guard on another disk where it is, and lets it watch over the new folder', async () => {
    await act();
    await sign();
    await backup('kopie');
    const before = readGuard(guardFile())!;
    await restore({ guard: { file: guardFile(), stays: true } });
    expect(readGuard(guardFile())).toEqual(before);
    expect(existsSync(at('terug', FILES.guard))).toBe(false);
  });

  it('refuses an older state of which only a witness knows, and names a witness that is silent', async () => {
    await act();
    await sign();
    await backup('kopie');
    const before = readGuard(guardFile())!;
    await act();
    const second = await sign();
    // The guard was put back as well.
    const guard = new Guard(guardFile());
    guard.replace(guard.read(), before);
    guard.close();
    const answers = { note: second };
    const { port, close: closeWitness } = await witnessThatShows(answers);
    const { vkey } = cosignatureSigner('getuige.example/raad', generateKeyPairSync('ed25519').privateKey, () => 1);
    const witnesses = [{ organ: 'raad', vkey, url: `http://127.0.0.1:${port}` }];
    writeFileSync(at('getuigen.json'), JSON.stringify({ quorum: 1, witnesses }));
    process.env['BESLUITSPOOR_WITNESSES'] = at('getuigen.json');
    try {
      await expect(restore()).rejects.toThrow(/Dat weet getuige getuige\.example\/raad/);
      answers.note = 'onzin';
      expect((await restore({ target: at('stil') })).outside.silent).toEqual(['getuige.example/raad']);
    } finally {
      delete process.env['BESLUITSPOOR_WITNESSES'];
      await closeWitness();
    }
  });

  it('refuses to guess when no guard is left', async () => {
    await act();
    await sign();
    await backup('kopie');
    await expect(restore({ guard: undefined })).rejects.toMatchObject({ code: 'RESTORE_GUARD_MISSING' });
  });

  it('refuses when the guard holds another history of that length', async () => {
    await act();
    await sign();
    await backup('kopie');
    const guard = new Guard(guardFile());
    const held = guard.read()!;
    guard.replace(held, { ...held, root: new Uint8Array(32).fill(7) });
    guard.close();
    await expect(restore()).rejects.toMatchObject({ code: 'RESTORE_FORKED' });
  });

  it('refuses without the secrets that are not in the backup', async () => {
    await act();
    await sign();
    await backup('kopie');
    await expect(restore({ secrets: at('kopie') })).rejects.toMatchObject({ code: 'RESTORE_SECRETS_MISSING' });
  });

  it('takes what is missing from a mirror, byte for byte, and goes on under the same name', async () => {
    await act();
    await sign();
    await backup('kopie');
    await act();
    await act();
    const folder = await mirror('spiegel');
    const before = await log.readAll(undefined, 100);
    const restored = await restore({ mirrors: [folder] });
    expect(restored.recovered).toBe(2);
    const reader = await openSqliteReader(at('terug', FILES.log));
    const after = await reader.readAll(undefined, 100);
    await reader.close();
    expect(after.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
      before.map(({ bytes }) => Buffer.from(bytes).toString()),
    );
    expect(after.at(-1)!.sealed).toEqual([]);
  });

  it.each(['a changed entry', 'another signature'])('takes nothing from a mirror with %s', async (what) => {
    await act();
    await sign();
    await backup('kopie');
    await act();
    const folder = await mirror('spiegel');
    const size = (await log.head()).size;
    const file = what === 'another signature' ? 'checkpoint' : tilePath({ level: 'entries', index: 0, width: size });
    const bytes = readFileSync(join(folder, file));
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(join(folder, file), bytes);
    await expect(restore({ mirrors: [folder] })).rejects.toMatchObject({ code: 'MIRROR_UNUSABLE' });
    expect(existsSync(at('terug'))).toBe(false);
  });

  it('opens a successor that names the old log, what was signed and why, and closes the old one', async () => {
    await act();
    await sign();
    await backup('kopie');
    await act();
    await sign();
    const old = openLogKey(join(data, FILES.logKey)).origin;
    const kept = (await backupSize()) as number;
    await close();
    const restored = await restore({ successor: { cause: 'De schijf is verloren gegaan.' } });
    expect(restored.origin).toBe(`${old}/2`);
    expect(restored.succeeds).toEqual({ origin: old, signed: kept + 1, kept });
    expect(await restoredSize()).toBe(kept + 1);
    const reader = await openSqliteReader(at('terug', FILES.log));
    const [last] = await reader.readAll((kept - 1) as never, 1);
    await reader.close();
    const { data: said } = JSON.parse(Buffer.from(last!.bytes).toString()) as { data: Record<string, unknown> };
    expect(said).toMatchObject({ predecessor: old, signedSize: kept + 1, keptSize: kept });
    expect(said['cause']).toBe('De schijf is verloren gegaan.');
    await expect(openRuntime({ folder: data })).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    await (await openRuntime({ folder: at('terug') })).close();
    await open();
  });

  it('is followed by a third log under the name of the first', async () => {
    await act();
    await sign();
    await backup('kopie');
    const first = openLogKey(join(data, FILES.logKey)).origin;
    await restore({ successor: { cause: 'een' } });
    await close();
    data = at('terug');
    await open();
    await sign();
    rmSync(at('kopie'), { recursive: true });
    await backup('kopie');
    expect((await restore({ target: at('derde'), successor: { cause: 'twee' } })).origin).toBe(`${first}/3`);
  });
});

const backupSize = (): unknown =>
  (JSON.parse(readFileSync(at('kopie', 'manifest.json'), 'utf8')) as { log: { size: number } }).log.size;
