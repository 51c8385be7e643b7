import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERIFIER_FILE } from '../../apps/cli/src/export/verifier-file.js';
import { writeExports } from '../../apps/cli/src/export/write-export.js';
import type { Checkpointer } from '../../apps/server/src/proof/checkpointer.js';
import { openLogKey } from '../../apps/server/src/proof/log-key.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { readTimestampPolicy, stamp } from '../../apps/server/src/proof/timestamps.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { Organ } from './organ.js';
import { Authority } from './time-stamp-authority.js';

/** An export of a log with a real clock, with what witnesses and an authority said of it. */

const mayBeSkipped = (process.env['CI'] ?? '') === '';
const missing = spawnSync('openssl', ['version']).status !== 0;
const withOpenssl = missing && mayBeSkipped ? describe.skip : describe;
jest.setTimeout(120_000);

withOpenssl(`an export with witnesses and timestamps${missing ? ' (openssl is not on this machine)' : ''}`, () => {
  let root: string;
  let runtime: Runtime;
  let checkpointer: Checkpointer;
  let raad: Organ;
  let accountant: Organ;
  let authority: Authority;
  let vkey: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'export-outside-'));
    const data = join(root, 'data');
    await (await openRuntime({ folder: data })).close();
    ({ vkey } = openLogKey(join(data, FILES.logKey)));
    raad = await new Organ(join(root, 'raad'), 'raad', vkey).up();
    accountant = await new Organ(join(root, 'accountant'), 'accountant', vkey).up();
    const witnesses = [raad.settings, accountant.settings];
    writeFileSync(join(data, 'witnesses.json'), JSON.stringify({ quorum: 2, witnesses }));
    authority = new Authority(mkdtempSync(join(root, 'tsa-')));
    const url = await authority.up();
    copyFileSync(join(authority.folder, 'ca.pem'), join(data, 'tsa.pem'));
    runtime = await openRuntime({ folder: data });
    checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    writeFileSync(join(data, 'timestamps.json'), JSON.stringify({ url, ca: 'tsa.pem' }));
    await stamp(readTimestampPolicy(data)!, data, checkpointer.checkpoint!, new AbortController().signal);
    await runtime.engine.recordStreamHeads();
    await writeExports(runtime, checkpointer, asked('goed'));
  });
  afterAll(async () => {
    await checkpointer.stop();
    await runtime.close();
    await raad.down();
    await accountant.down();
    await authority.down();
    rmSync(root, { recursive: true, force: true });
  });
  const asked = (name: string) => ({
    exports: [{ audience: 'openbaar' as const, folder: join(root, name) }],
    verifierFile: VERIFIER_FILE,
  });
  const check = (name: string, ...words: readonly string[]) => {
    const args = [VERIFIER_FILE, join(root, name), '--sleutel', vkey, ...words];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, stdout };
  };
  const changed = (path: string, change: (bytes: Buffer) => Buffer | string): string => {
    const name = `anders-${path.replaceAll('/', '-')}`;
    cpSync(join(root, 'goed'), join(root, name), { recursive: true });
    writeFileSync(join(root, name, path), change(readFileSync(join(root, name, path))));
    return name;
  };

  it('is accepted, with what each of them said', () => {
    const ca = join(authority.folder, 'ca.pem');
    const { status, stdout } = check('goed', '--getuige', raad.vkey, '--getuige', accountant.vkey, '--tsa', ca);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Organen: ')]);
    expect(stdout).toContain('nodig: 2.');
    expect(stdout).toMatch(/✓ 1 tijdstempels: 1 regels waren er op 20/);
    expect(stdout).toContain('✓ Geen regel heeft een tijd die niet past');
    expect(stdout).not.toMatch(/uit de export zelf|tijdstempels van buiten|niet echt|tekenden niet/);
  });
  it('is rejected with a token of which a bit is turned, or that is of another authority', () => {
    const flip = (bytes: Buffer): Buffer => {
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      return bytes;
    };
    const tampered = check(changed('timestamps/1.tsr', flip));
    expect(tampered).toMatchObject({ status: 1, stdout: expect.stringContaining('timestamps/1.tsr klopt niet') });
    const other = new Authority(mkdtempSync(join(root, 'other-tsa-')));
    const told = check('goed', '--tsa', join(other.folder, 'ca.pem'));
    expect(told).toMatchObject({ status: 1, stdout: expect.stringContaining('van de dienst van deze certificaten') });
  });
  it('is rejected without the signature of a witness that the log says it needs', () => {
    const name = changed('checkpoint', (bytes) => bytes.toString().replace(/— getuige\.example\/raad .+\n/, ''));
    expect(check(name)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('van 1 organen ondertekenden mee'),
    });
  });
  it('is not made when a witness is away', async () => {
    await accountant.down();
    await runtime.engine.recordStreamHeads();
    await expect(writeExports(runtime, checkpointer, asked('zonder'))).rejects.toMatchObject({ code: 'NOT_COSIGNED' });
  });
});
