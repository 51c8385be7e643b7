import { cpSync, linkSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { cosignatureSigner, openFrontier, signCheckpoint } from '#transparency';
import { readGuard } from '../proof/guard.js';
import { placeFileOf } from '../proof/guard-place.js';
import { openLogKey } from '../proof/log-key.js';
import { startCheckpointer } from '../proof/start.js';
import { FILES } from '../runtime/files.js';
import { openRuntime } from '../runtime/runtime.js';
import { adoptGuard } from './adopt-guard.js';

let root: string;
let server: Server | undefined;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'adopt-'));
  expect(await act('data')).toBe('signed');
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true, force: true });
});

const at = (...names: string[]): string => join(root, ...names);
const guardOf = (name: string): string => at(name, FILES.guard);
const signedSize = (name: string): number => readGuard(guardOf(name))!.size;
const copy = (from: string, to: string): void => cpSync(at(from), at(to), { recursive: true });

/** Records something and signs it, as a server does; or says by which code that was refused. */
async function act(name: string): Promise<string> {
  try {
    const runtime = await openRuntime({ folder: at(name) });
    await runtime.engine.recordStreamHeads();
    const checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    await checkpointer.stop();
    await runtime.close();
    return checkpointer.status().failure ?? 'signed';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
async function adopt(name: string, originalIsGone = true): Promise<string> {
  const { signal } = new AbortController();
  try {
    await adoptGuard({ folder: at(name), guardFile: guardOf(name), originalIsGone, signal });
    return 'adopted';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
/** A witness that shows this log with `size` entries that it does not have, or nothing. */
async function witness(name: string, size: number | undefined): Promise<void> {
  const key = openLogKey(at(name, FILES.logKey));
  const frontier = openFrontier();
  for (let entry = 0; entry < (size ?? 0); entry++) frontier.append(Buffer.alloc(32, entry));
  const note = await signCheckpoint({ origin: key.origin, size: size ?? 0, root: frontier.root() }, key);
  server = createServer((_request, response) => response.writeHead(size === undefined ? 404 : 200).end(note));
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { vkey } = cosignatureSigner('getuige.example/raad', generateKeyPairSync('ed25519').privateKey, () => 0);
  writeFileSync(at(name, 'witnesses.json'), JSON.stringify({ quorum: 1, witnesses: [{ organ: 'raad', vkey, url }] }));
}

describe('a guard', () => {
  it('signs again after a restart, and in a folder that got another name', async () => {
    expect(await act('data')).toBe('signed');
    renameSync(at('data'), at('verplaatst'));
    expect(await act('verplaatst')).toBe('signed');
  });

  it('signs nothing in a copy of its folder, and goes on in the original', async () => {
    copy('data', 'kopie');
    expect(await act('kopie')).toBe('GUARD_COPIED');
    expect(await act('data')).toBe('signed');
    expect(await act('kopie')).toBe('GUARD_COPIED');
  });

  it('is refused when an older copy was written over it, file by file', async () => {
    copy('data', 'ouder');
    expect(await act('data')).toBe('signed');
    // As cp does: the files stay the same ones, and get older words.
    for (const name of readdirSync(at('ouder'))) writeFileSync(at('data', name), readFileSync(at('ouder', name)));
    expect(await act('data')).toBe('GUARD_COPIED');
  });

  it('is refused when it was put back without what lies beside it', async () => {
    copy('data', 'ouder');
    expect(await act('data')).toBe('signed');
    cpSync(guardOf('ouder'), guardOf('data'));
    expect(await act('data')).toBe('LOG_ROLLED_BACK');
  });

  it.each(['', '{', '{"size":1}'])('is refused when %j stands in its place', async (words) => {
    writeFileSync(placeFileOf(guardOf('data')), words);
    expect(await act('data')).toBe('GUARD_COPIED');
  });

  it('is refused without its place, and a log that was signed is refused without its guard', async () => {
    rmSync(placeFileOf(guardOf('data')));
    expect(await act('data')).toBe('GUARD_COPIED');
    rmSync(guardOf('data'));
    expect(await act('data')).toBe('GUARD_MISSING');
  });

  it('goes on after a kill between signing and taking its place', async () => {
    const place = placeFileOf(guardOf('data'));
    linkSync(place, at('plaats'));
    expect(await act('data')).toBe('signed');
    renameSync(at('plaats'), place);
    const before = signedSize('data');
    expect(await act('data')).toBe('signed');
    expect(signedSize('data')).toBeGreaterThan(before);
  });
});

describe('adopting a guard', () => {
  it('is done on the word that the original is gone, and then the copy signs', async () => {
    copy('data', 'kopie');
    expect(await adopt('kopie', false)).toBe('ADOPT_NOT_DECLARED');
    expect(await act('kopie')).toBe('GUARD_COPIED');
    expect(await adopt('kopie')).toBe('adopted');
    expect(await act('kopie')).toBe('signed');
  });

  it('is refused for an original', async () => {
    expect(await adopt('data')).toBe('ADOPT_IN_PLACE');
  });

  it('makes another where there is none any more', async () => {
    for (const file of [guardOf('data'), placeFileOf(guardOf('data'))]) rmSync(file);
    expect(await adopt('data')).toBe('adopted');
    expect(await act('data')).toBe('signed');
  });

  it.each([
    ['knows of more than there is', 100, 'ADOPT_CONTRADICTED'],
    ['knows of something else', 1, 'ADOPT_CONTRADICTED'],
    ['says nothing', undefined, 'ADOPT_WITNESS_SILENT'],
  ])('is refused when a witness %s', async (_what, size, code) => {
    copy('data', 'kopie');
    await witness('kopie', size);
    expect(await adopt('kopie')).toBe(code);
    expect(await act('kopie')).toBe('GUARD_COPIED');
  });

  it('is refused when the log has less than the guard knows of', async () => {
    copy('data', 'ouder');
    expect(await act('data')).toBe('signed');
    copy('data', 'kopie');
    for (const suffix of ['', '-wal', '-shm']) rmSync(at('kopie', FILES.log + suffix), { force: true });
    cpSync(at('ouder', FILES.log), at('kopie', FILES.log));
    expect(await adopt('kopie')).toBe('ADOPT_CONTRADICTED');
  });
});
