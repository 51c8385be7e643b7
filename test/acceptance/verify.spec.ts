import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { audienceOf } from '#access';
import { SimulatedClock } from '#dossier';
import type { LogReader, Position, StoredEntry } from '#event-log';
import { commands, type Role } from '#governance';
import { openFrontier } from '#transparency';
import { program } from '../../apps/cli/src/program.js';
import { EXIT } from '../../apps/cli/src/exit.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { verifyLog, type LogVerification, type VerifyProgress } from '../../apps/server/src/proof/verify-log.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { serve } from '../../apps/server/src/serve.js';

const NEVER = '9999-12-31T00:00:00.000Z';
const MINUTE_MS = 60_000;

let folder: string;
let runtime: Runtime;
let clock: SimulatedClock;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
  clock = new SimulatedClock('2026-05-19T10:00:00.000Z');
  runtime = await openRuntime({ folder, clock });
  await act('RegisterPerson', { person: 'P-1', name: 'Een Inwoner', publicOfficial: false }, 'functioneelBeheer');
  await act('RegisterPerson', { person: 'P-2', name: 'Een Ander', publicOfficial: false }, 'functioneelBeheer');
  for (const dossier of ['d-1', 'd-2', 'd-1'])
    await act('EstablishUrgency', { owner: 'MT', statement: 'Het kost tijd.' }, 'MT', dossier);
});
afterEach(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

/** Each act a minute after the one before, so that their order can be told from their times. */
async function act(name: string, fields: object, role: Role, stream?: string): Promise<void> {
  clock.set(new Date(Date.parse(clock.now()) + MINUTE_MS).toISOString());
  const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
  const on = stream ?? (await runtime.engine.organisation()).stream;
  const result = await runtime.engine.handle({ command, stream: on, caller: { person: `p-${role}`, role } });
  expect([name, result.kind]).toEqual([name, 'recorded']);
}
async function sign(): Promise<void> {
  const checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  await checkpointer.stop();
}
async function verify(more: Partial<Parameters<typeof verifyLog>[0]> = {}): Promise<LogVerification> {
  const { log, vault, guard } = runtime;
  const quiet = { signal: new AbortController().signal, onPage: () => undefined };
  return verifyLog({ log, vault, guarded: guard.read(), ...quiet, ...more });
}
const codesOf = ({ findings }: LogVerification): readonly string[] => findings.map(({ code }) => code);

/** Changes the stored log, as somebody with the file in hands could. */
function tamper(sql: string): void {
  const db = new DatabaseSync(join(folder, FILES.log));
  for (const { name } of db.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all() as {
    name: string;
  }[])
    db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  db.close();
}
/** The log as somebody shows it: other entries, or fewer of them at a time. */
async function shown(change: (entries: StoredEntry[]) => readonly StoredEntry[], pageSize = 1_000): Promise<LogReader> {
  const { log } = runtime;
  const told = change([...(await log.readAll(undefined, 1_000))]);
  const entries = told.map((entry, position) => ({ ...entry, position: position as Position }));
  return {
    ...log,
    head: async () => ({ size: entries.length, position: entries.at(-1)?.position, lastTime: undefined }),
    readAll: async (after: Position | undefined, limit: number) => {
      const start = after === undefined ? 0 : after + 1;
      return entries.slice(start, start + Math.min(limit, pageSize));
    },
    frontier: () => log.frontier(),
  };
}

describe('a log that is as it was recorded', () => {
  it('is recomputed whole, up to the root that was signed', async () => {
    await sign();
    const verification = await verify();
    const { size } = await runtime.log.head();
    const root = Buffer.from(runtime.guard.read()!.root).toString('hex');
    expect(verification).toMatchObject({ size, root, findings: [], findingCount: 0, erasedEntries: 0, complete: true });
    // Three acts with a sealed statement, two names, and who recorded each of the five.
    expect(verification.values).toBeGreaterThanOrEqual(10);
  });
  it('may have an erasure that is on record', async () => {
    await act('ShredPersonalData', { person: 'P-1', ground: 'Verzoek', authority: 'FG' }, 'FG');
    expect(await verify()).toMatchObject({ findings: [], erasedEntries: 1 });
  });
  it('gives the same whatever the place where it was stopped and went on', async () => {
    await act('ShredPersonalData', { person: 'P-1', ground: 'Verzoek', authority: 'FG' }, 'FG');
    await sign();
    const whole = await verify();
    const log = await shown((entries) => entries, 1);
    for (let stopAt = 1; stopAt < whole.size; stopAt += 1) {
      const stopping = new AbortController();
      let left: VerifyProgress | undefined;
      const onPage = (size: number, progress: () => VerifyProgress): void => {
        if (size < stopAt) return;
        stopping.abort();
        left = progress();
      };
      const stopped = await verify({ log, signal: stopping.signal, onPage });
      expect([stopped.complete, openFrontier(left!.frontier).size]).toEqual([false, stopAt]);
      expect(await verify({ log, from: left })).toEqual(whole);
    }
  });
});

describe('a log that is not as it was recorded', () => {
  beforeEach(sign);
  it.each([
    [
      'an entry was edited',
      `UPDATE entry SET bytes = CAST('{}' AS BLOB) WHERE position = 2`,
      ['ENTRY_CHANGED', 'LOG_FORKED', 'FRONTIER_DIFFERS'],
    ],
    [
      'the end was cut off',
      'DELETE FROM sealed WHERE position > 3; DELETE FROM entry WHERE position > 3',
      ['LOG_ROLLED_BACK'],
    ],
    [
      'a sealed value was edited',
      `UPDATE sealed SET box = zeroblob(length(box)) WHERE position = 3 AND keyid <> ''`,
      ['SEALED_CHANGED'],
    ],
    ['sealed values went away', `DELETE FROM sealed WHERE position = 3 AND keyid <> ''`, ['VALUES_MISSING']],
    ['the name of a person went away', `DELETE FROM sealed WHERE position = 1 AND keyid <> ''`, ['VALUES_MISSING']],
    ['an entry stands in another stream', `UPDATE entry SET stream = 'd-9' WHERE position = 4`, ['ENTRY_MISPLACED']],
    ['an entry is of another command', `UPDATE entry SET commandid = 'x' WHERE position = 4`, ['ENTRY_MISPLACED']],
  ])('is caught when %s', async (_what, sql, codes) => {
    tamper(sql);
    expect(codesOf(await verify())).toEqual(expect.arrayContaining(codes));
  });
  it('is caught when an entry is left out, by root and by number', async () => {
    const log = await shown((entries) => entries.filter(({ position }) => position !== 3));
    expect(codesOf(await verify({ log, guarded: undefined }))).toContain('REVISION_BROKEN');
    expect(codesOf(await verify({ log }))).toEqual(expect.arrayContaining(['LOG_ROLLED_BACK']));
  });
  it('is caught when entries changed places, by root and by time', async () => {
    const log = await shown((entries) => [...entries.slice(0, 3), entries[4]!, entries[3]!, ...entries.slice(5)]);
    expect(codesOf(await verify({ log }))).toEqual(expect.arrayContaining(['TIME_BROKEN', 'LOG_FORKED']));
  });
  it('is caught when pages stop before the end that the log names', async () => {
    const whole = await shown((entries) => entries);
    const log = { ...whole, head: async () => ({ ...(await whole.head()), size: 99 }) };
    expect(codesOf(await verify({ log }))).toContain('LOG_UNREADABLE');
  });
  it('is caught when the log keeps another edge of its tree', async () => {
    const whole = await shown((entries) => entries);
    const other = openFrontier();
    for (let at = 0; at < (await whole.head()).size; at += 1) other.append(Buffer.alloc(32, at));
    const log = { ...whole, frontier: async () => other.toBytes() } as LogReader;
    expect(codesOf(await verify({ log }))).toEqual(['FRONTIER_DIFFERS']);
  });
});

describe('besluitspoor verify', () => {
  interface Answer {
    readonly regels: number;
    readonly bevindingen: readonly { readonly code: string }[];
    readonly vastgelegd?: { readonly gelukt: boolean; readonly uitleg: string };
  }
  async function cli(...words: readonly string[]): Promise<{ readonly answer: Answer; readonly exit: unknown }> {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      process.exitCode = undefined;
      await (
        await program('verify')
      ).parseAsync(['node', 'besluitspoor', 'verify', '--data', folder, '--json', ...words]);
      return { answer: JSON.parse(written.join('')) as Answer, exit: process.exitCode };
    } finally {
      write.mockRestore();
    }
  }
  const tokenOf = (role: Role): string =>
    runtime.tokens.issue({ person: `p-${role}`, role, audience: audienceOf(role), expiresAt: NEVER }).token;

  it('runs beside who records, and makes no guard where there is none', async () => {
    await sign();
    expect(await cli()).toMatchObject({ answer: { bevindingen: [] }, exit: undefined });
    await runtime.close();
    renameSync(join(folder, FILES.guard), join(folder, 'elders'));
    const { answer, exit } = await cli();
    expect([answer.bevindingen.map(({ code }) => code), exit]).toEqual([['GUARD_MISSING'], EXIT.wrong]);
    expect(existsSync(join(folder, FILES.guard))).toBe(false);
    await expect(openRuntime({ folder, clock })).rejects.toMatchObject({ code: 'GUARD_MISSING' });
    renameSync(join(folder, 'elders'), join(folder, FILES.guard));
    runtime = await openRuntime({ folder, clock });
  });
  it('says what is wrong, with an exit code of its own', async () => {
    await sign();
    tamper(`DELETE FROM sealed WHERE position = 3 AND keyid <> ''`);
    const { answer, exit } = await cli();
    expect([answer.bevindingen.map(({ code }) => code), exit]).toEqual([['VALUES_MISSING'], EXIT.wrong]);
  });
  it('records the outcome through the server, for who is independent and nobody else', async () => {
    const tokens = { CISO: tokenOf('CISO'), AO: tokenOf('AO'), projectbureau: tokenOf('projectbureau') };
    const serving = await serve(runtime, { host: '127.0.0.1', port: 0, keepViews: false });
    try {
      const refused = await cli('--vastleggen', '--token', tokens.AO);
      expect([refused.answer.vastgelegd?.gelukt, refused.exit]).toEqual([false, EXIT.refused]);
      const recorded = await cli('--vastleggen', '--token', tokens.CISO);
      expect([recorded.answer.vastgelegd?.gelukt, recorded.exit]).toEqual([true, undefined]);
      const { integrityChecks } = (await runtime.engine.organisation()).state;
      expect(integrityChecks).toMatchObject([{ intact: true, size: recorded.answer.regels }]);
      const health = await fetch(`${serving.url}/v1/gezondheid`);
      expect(await health.json()).toMatchObject({ toets: { ongewijzigd: true, regels: recorded.answer.regels } });
    } finally {
      await serving.stop();
    }
    runtime = await openRuntime({ folder, clock });
  });
});
