import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VerifyIntegrity } from '#governance';
import { openRuntime } from '../runtime/runtime.js';
import type { Finding } from './check.js';
import { verification } from './verification.js';

const DAY_MS = 86_400_000;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-verification-'));
  await (await openRuntime({ folder })).close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function checked(fields: Partial<VerifyIntegrity>): Promise<void> {
  const runtime = await openRuntime({ folder });
  const command = Object.assign(new VerifyIntegrity(), { size: 1, tool: 'besluitspoor verify', ...fields });
  const { stream } = await runtime.engine.organisation();
  const result = await runtime.engine.handle({ command, stream, caller: { person: 'p-ciso', role: 'CISO' } });
  expect(result.kind).toBe('recorded');
  await runtime.close();
}
async function look(days = 0): Promise<readonly (readonly [Finding['verdict'], string])[]> {
  const nowMs = () => Date.now() + days * DAY_MS;
  const found = await verification.look({ folder, nowMs, signal: new AbortController().signal });
  return found.map(({ verdict, code }) => [verdict, code]);
}

it('asks a check of a log that nobody checked in time, until there is one', async () => {
  expect(await look()).toEqual([['goed', 'OK']]);
  expect(await look(92)).toEqual([['let op', 'NOT_VERIFIED']]);
  await checked({ intact: true, root: 'a'.repeat(64) });
  expect(await look(80)).toEqual([['goed', 'OK']]);
  expect(await look(92)).toEqual([['let op', 'NOT_VERIFIED']]);
});
it('tells what a check found, until a good one', async () => {
  await checked({ intact: false, finding: 'Regel 0 is veranderd.' });
  expect(await look()).toEqual([['fout', 'CHAIN_INVALID']]);
  await checked({ intact: true, root: 'a'.repeat(64) });
  expect(await look()).toEqual([['goed', 'OK']]);
});
