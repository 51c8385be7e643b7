import { createMemoryLog, type EventLog } from '#event-log';
import { leafHash, nodeHash } from '#transparency';
import { memoryKeyring, openVault } from '#vault';
import { SimulatedClock } from './clock.js';
import { Engine } from './engine.js';
import { recordSuccession, streamHeadsRoot, successionsIn } from './log-stream.js';
import { LOG_STREAM } from './recorder.js';

const A = { sha256: 'a'.repeat(64), sourceSha256: 'b'.repeat(64) };
const vault = openVault({ keyring: memoryKeyring() });
const open = (log: EventLog): Promise<Engine> => {
  const clock = new SimulatedClock('2025-11-11T10:00:00.000Z');
  return Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
};
const recorded = async (log: EventLog) =>
  (await log.readStream(LOG_STREAM, 0, 100)).map((entry) => {
    const { type, data } = vault.open(entry, () => false);
    return { type: type.split('.').at(-2), position: entry.position, data };
  });

describe('the stream of the log itself', () => {
  it('holds each verifier once, and again when it is another', async () => {
    const log = createMemoryLog();
    const engine = await open(log);
    await engine.recordVerifier(A);
    await engine.recordVerifier(A);
    await engine.recordVerifier({ ...A, sourceSha256: 'c'.repeat(64) });
    await engine.recordVerifier(A);
    const entries = await recorded(log);
    expect(entries.map(({ type, data }) => [type, data['sha256'], data['sourceSha256']])).toEqual([
      ['log-opened', undefined, undefined],
      ['verifier-recorded', A.sha256, A.sourceSha256],
      ['verifier-recorded', A.sha256, 'c'.repeat(64)],
      ['verifier-recorded', A.sha256, A.sourceSha256],
    ]);
  });

  it('tells up to where every stream goes, of exactly the entries before it', async () => {
    const log = createMemoryLog();
    const engine = await open(log);
    expect(await engine.recordStreamHeads()).toBe(1);
    expect(await engine.recordStreamHeads()).toBe(2);
    const [, first, second] = await recorded(log);
    expect(first?.data).toMatchObject({ size: 1, streams: 1, root: leafHash(Buffer.from('log\n0\n')).toString('hex') });
    expect(second?.data).toMatchObject({
      size: 2,
      streams: 1,
      root: leafHash(Buffer.from('log\n1\n')).toString('hex'),
    });
  });

  it('takes the heads again when something was recorded meanwhile, and gives up in words', async () => {
    const log = createMemoryLog();
    const engine = await open(log);
    let between = 0;
    const disturbed: EventLog = Object.assign(Object.create(log) as EventLog, {
      streams: async (prefix: string) => {
        const heads = await log.streams(prefix);
        if (prefix === '' && between-- > 0) await read(engine, between);
        return heads;
      },
    });
    const other = await open(disturbed);
    between = 2;
    expect(await other.recordStreamHeads()).toBe((await log.head()).size - 1);
    between = 100;
    await expect(other.recordStreamHeads()).rejects.toThrow('De stand van alle reeksen kon niet');
  });

  it('names the log that it takes over from, and counts how often that was', async () => {
    const log = createMemoryLog();
    const { options } = await open(log);
    expect(await successionsIn(options)).toBe(0);
    const succession = {
      predecessor: 'gemeente.example/logboek',
      signedSize: 9,
      signedRoot: 'd'.repeat(64),
      keptSize: 1,
      keptRoot: 'e'.repeat(64),
      cause: 'De schijf is verloren gegaan.',
    };
    await recordSuccession(options, succession);
    expect((await recorded(log)).at(-1)).toMatchObject({ type: 'log-succeeded', position: 1, data: succession });
    expect(await successionsIn(options)).toBe(1);
  });

  it('takes nothing when the log is halted', async () => {
    const log = createMemoryLog();
    const engine = await open(log);
    engine.halt(new Error('gestopt') as never);
    await expect(engine.recordStreamHeads()).rejects.toThrow('gestopt');
    await expect(engine.recordVerifier(A)).rejects.toThrow('gestopt');
    expect((await log.head()).size).toBe(1);
  });

  it('sorts streams by the bytes of their names', () => {
    const leaf = (text: string): Buffer => leafHash(Buffer.from(text));
    const heads = [
      { stream: 'log', revision: 3 },
      { stream: 'd-b', revision: 10 },
      { stream: 'D-b', revision: 0 },
    ];
    const root = nodeHash(nodeHash(leaf('D-b\n0\n'), leaf('d-b\n10\n')), leaf('log\n3\n'));
    expect(streamHeadsRoot(heads)).toBe(root.toString('hex'));
  });
});

/** Something that is recorded in another stream. */
function read(engine: Engine, position: number): Promise<void> {
  return engine.recordSecretRead({
    dossier: 'd-1',
    caller: { person: 'p', role: 'raadslid' },
    audience: 'raad',
    document: 'export',
    position,
    secrecyIds: [],
  });
}
