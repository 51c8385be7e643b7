import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openKeyring } from '#vault';
import { createApp } from '../../apps/server/src/app.js';
import { makeBackup } from '../../apps/server/src/backup/backup.js';
import { restoreBackup, type RestoreOptions } from '../../apps/server/src/backup/restore.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { publish } from '../../apps/server/src/proof/publish.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';

const NEVER = '9999-12-31T00:00:00.000Z';
const PERSON = 'p-inwoner';
const NAME = 'Xanthippe Zwaluwstaart';
const URGENCY = { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' };
jest.setTimeout(120_000);

let root: string;
let runtime: Runtime;
let checkpointer: Checkpointer;
let app: NestFastifyApplication | undefined;

const at = (...names: string[]): string => join(root, ...names);
async function open(folder: string): Promise<void> {
  runtime = await openRuntime({ folder: at(folder) });
  checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  app = await createApp(runtime, { checkpointer });
}
async function close(): Promise<void> {
  await app?.close();
  if (app === undefined) return;
  app = undefined;
  await checkpointer.stop();
  await runtime.close();
}
async function post(role: 'MT' | 'FG' | 'projectbureau', url: string, payload: object): Promise<void> {
  const { token } = runtime.tokens.issue({ person: `p-${role}`, role, audience: 'auditor', expiresAt: NEVER });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app!.getHttpAdapter().getInstance().inject({ method: 'POST', url, headers, payload });
  expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, '']);
}
const startProgramme = (): Promise<void> => post('MT', '/v1/programmas', URGENCY);
const erase = (): Promise<void> =>
  post('FG', `/v1/organisatie/personen/${PERSON}/vernietigen`, { grond: 'Verzoek', bevoegdheid: 'FG' });
const hasKey = (folder: string): boolean => {
  const files = { keysFile: at(folder, FILES.keys), masterKeyFile: at(folder, FILES.masterKey) };
  const keyring = openKeyring(files);
  const key = keyring.idOf({ kind: 'person', id: PERSON });
  keyring.close();
  return key !== undefined;
};
const restore = (options: Partial<RestoreOptions> = {}) =>
  restoreBackup({
    backup: at('kopie'),
    target: at('terug'),
    secrets: at('data'),
    guard: { file: at('data', FILES.guard), stays: false },
    mirrors: [],
    signal: new AbortController().signal,
    ...options,
  });

/** A person in the log, and a backup of it while the server runs. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'backup-'));
  await open('data');
  await startProgramme();
  await post('projectbureau', '/v1/organisatie/personen/registreren', {
    persoon: PERSON,
    titel: NAME,
    bestuurder: false,
  });
  await checkpointer.signNow();
  const guardFile = at('data', FILES.guard);
  await makeBackup({ folder: at('data'), target: at('kopie'), guardFile, now: new Date().toISOString() });
});
afterEach(async () => {
  await close();
  rmSync(root, { recursive: true, force: true });
});

describe('after a restore', () => {
  it('the work goes on under the same name, with everything that was sealed', async () => {
    await close();
    await restore();
    expect(hasKey('terug')).toBe(true);
    await open('terug');
    await startProgramme();
    await checkpointer.signNow();
    expect(checkpointer.status().failure).toBeUndefined();
    expect(checkpointer.checkpoint!.size).toBe((await runtime.log.head()).size);
  });

  it('who was erased since the backup is erased here too, when the entries come from a mirror', async () => {
    await erase();
    await startProgramme();
    await checkpointer.signNow();
    await publish(at('spiegel'), runtime.log, checkpointer.tree, checkpointer.checkpoint!.note);
    const signed = checkpointer.checkpoint!;
    await close();
    expect(hasKey('data')).toBe(false);
    const restored = await restore({ mirrors: [at('spiegel')] });
    expect(restored.keysDestroyed).toBe(1);
    expect(hasKey('terug')).toBe(false);
    await open('terug');
    expect(checkpointer.checkpoint!.note).toBe(signed.note);
    const entries = await runtime.log.readAll(undefined, 1_000);
    const opened = entries.map((entry) => runtime.vault.open(entry, () => true));
    expect(JSON.stringify(opened)).not.toContain(NAME);
    await startProgramme();
    await checkpointer.signNow();
    expect(checkpointer.status().failure).toBeUndefined();
  });

  it('a successor goes on with the dossiers under a name and a key of its own', async () => {
    await startProgramme();
    await checkpointer.signNow();
    const before = checkpointer.status();
    await close();
    await expect(restore()).rejects.toMatchObject({ code: 'RESTORE_OLDER' });
    const restored = await restore({ successor: { cause: 'De schijf is verloren gegaan.' } });
    await open('terug');
    await startProgramme();
    await checkpointer.signNow();
    const after = checkpointer.status();
    expect(after.origin).toBe(`${before.origin}/2`);
    expect(after.origin).toBe(restored.origin);
    expect(after.vkey).not.toBe(before.vkey);
    expect(after.failure).toBeUndefined();
  });
});
