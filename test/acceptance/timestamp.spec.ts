import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ed25519Signer, signCheckpoint } from '#transparency';
import { generateKeyPairSync } from 'node:crypto';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import {
  readTimestampPolicy,
  stamp,
  stampedSizes,
  TimestampRefused,
  TIMESTAMPS_FOLDER,
  verifyStamp,
  type TimestampPolicy,
} from '../../apps/server/src/proof/timestamps.js';
import { openRuntime } from '../../apps/server/src/runtime/runtime.js';
import { Authority } from './time-stamp-authority.js';

/** Without OpenSSL these tests are skipped and named; continuous integration must have it. */
const mayBeSkipped = (process.env['CI'] ?? '') === '';
const missing = spawnSync('openssl', ['version']).status !== 0;
const withOpenssl = missing && mayBeSkipped ? describe.skip : describe;
const LABEL = missing ? ' (openssl is not on this machine)' : '';
jest.setTimeout(60_000);

withOpenssl(`a timestamp over a checkpoint${LABEL}`, () => {
  let root: string;
  let data: string;
  let authority: Authority;
  let policy: TimestampPolicy;
  const signer = ed25519Signer('log.example/1', generateKeyPairSync('ed25519').privateKey);
  const checkpointOf = async (size: number) => ({
    size,
    note: await signCheckpoint({ origin: 'log.example/1', size, root: Buffer.alloc(32, size) }, signer),
  });
  const signal = new AbortController().signal;
  const codeOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'accepted',
      (error: unknown) => (error instanceof TimestampRefused ? error.code : String(error)),
    );

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'timestamps-'));
    data = mkdtempSync(join(root, 'data-'));
    authority = new Authority(mkdtempSync(join(root, 'tsa-')));
    const url = await authority.up();
    copyFileSync(join(authority.folder, 'ca.pem'), join(data, 'tsa.pem'));
    writeFileSync(join(data, 'timestamps.json'), JSON.stringify({ url, ca: 'tsa.pem' }));
    policy = readTimestampPolicy(data)!;
  });
  afterEach(async () => {
    await authority.down();
    rmSync(root, { recursive: true, force: true });
  });

  it('is asked once, kept, and verified again', async () => {
    const before = Date.now() - 2_000;
    const { size, time } = await stamp(policy, data, await checkpointOf(7), signal);
    expect(size).toBe(7);
    expect(Date.parse(time)).toBeGreaterThan(before);
    expect(await verifyStamp(policy, data, 7)).toEqual({ size, time });
    expect(await stamp(policy, data, await checkpointOf(7), signal)).toEqual({ size, time });
    expect([authority.asked, stampedSizes(data)]).toEqual([1, [7]]);
    expect(readdirSync(join(data, TIMESTAMPS_FOLDER)).sort()).toEqual(['7.checkpoint', '7.tsr']);
  });

  it('is refused when the checkpoint, the token or the authority is another', async () => {
    await stamp(policy, data, await checkpointOf(7), signal);
    await stamp(policy, data, await checkpointOf(8), signal);
    const file = (name: string): string => join(data, TIMESTAMPS_FOLDER, name);
    const [checkpoint, token] = [readFileSync(file('7.checkpoint')), readFileSync(file('7.tsr'))];
    writeFileSync(file('7.checkpoint'), checkpoint.toString().replace('\n7\n', '\n9\n'));
    expect(await codeOf(verifyStamp(policy, data, 7))).toBe('TIMESTAMP_INVALID');
    writeFileSync(file('7.checkpoint'), checkpoint);
    for (const at of [0, Math.floor(token.length / 3), Math.floor(token.length / 2), token.length - 1]) {
      const tampered = Buffer.from(token);
      tampered[at]! ^= 1;
      writeFileSync(file('7.tsr'), tampered);
      expect([at, await codeOf(verifyStamp(policy, data, 7))]).toEqual([at, 'TIMESTAMP_INVALID']);
    }
    copyFileSync(file('8.tsr'), file('7.tsr'));
    expect(await codeOf(verifyStamp(policy, data, 7))).toBe('TIMESTAMP_INVALID');
    writeFileSync(file('7.tsr'), token);
    expect(await codeOf(verifyStamp(policy, data, 7))).toBe('accepted');
    const other = new Authority(mkdtempSync(join(root, 'other-')));
    expect(await codeOf(verifyStamp({ ...policy, ca: join(other.folder, 'ca.pem') }, data, 7))).toBe(
      'TIMESTAMP_INVALID',
    );
    expect(await codeOf(verifyStamp(policy, data, 9))).toBe('TIMESTAMP_MISSING');
  });

  it.each([
    ['an old answer to another question', 'TIMESTAMP_INVALID', () => readFileSync(join(root, 'old.tsr'))],
    ['no token', 'TIMESTAMP_INVALID', () => Buffer.from('geen token')],
    ['nothing', 'TIMESTAMP_INVALID', () => Buffer.alloc(0)],
    ['too much', 'TSA_UNAVAILABLE', () => Buffer.alloc(100_000)],
  ])('is not kept when the authority answers with %s', async (_what, code, change) => {
    await stamp(policy, data, await checkpointOf(3), signal);
    copyFileSync(join(data, TIMESTAMPS_FOLDER, '3.tsr'), join(root, 'old.tsr'));
    authority.change = change;
    expect(await codeOf(stamp(policy, data, await checkpointOf(7), signal))).toBe(code);
    expect(readdirSync(join(data, TIMESTAMPS_FOLDER)).sort()).toEqual(['3.checkpoint', '3.tsr']);
  });

  it('is not there when the authority is down or angry, and the reason is', async () => {
    authority.status = 500;
    expect(await codeOf(stamp(policy, data, await checkpointOf(7), signal))).toBe('TSA_UNAVAILABLE');
    await authority.down();
    await expect(stamp(policy, data, await checkpointOf(7), signal)).rejects.toThrow(/is niet te bereiken/);
  });

  it('is asked by the server without anything waiting for it, and at most once an hour', async () => {
    const runtime = await openRuntime({ folder: data });
    const checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    for (const end = Date.now() + 15_000; checkpointer.status().timestamps?.last === undefined; await sleep(20))
      if (Date.now() > end) throw new Error(checkpointer.status().timestamps?.failure ?? 'no timestamp in time');
    const { size } = checkpointer.checkpoint!;
    expect(checkpointer.status().timestamps).toMatchObject({ last: { size }, failure: undefined });
    await checkpointer.stop();
    await runtime.close();
    expect(stampedSizes(data)).toEqual([size]);
    expect(authority.asked).toBe(1);
  });
});

describe('timestamps', () => {
  let data: string;
  beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'timestamps-'))));
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  it('say in words that OpenSSL is missing', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = data;
    try {
      const stamped = stamp(
        { url: 'http://127.0.0.1:9/', ca: '/none' },
        data,
        { size: 1, note: 'x' },
        AbortSignal.abort(),
      );
      await expect(stamped).rejects.toMatchObject({ code: 'OPENSSL_MISSING' });
    } finally {
      process.env['PATH'] = path;
    }
  });

  it.each([
    ['nothing', {}],
    ['an address that is none', { url: 'tsa', ca: 'tsa.pem' }],
    ['an address of a file', { url: 'file:///etc/passwd', ca: 'tsa.pem' }],
    ['certificates that are not there', { url: 'http://tsa.example/', ca: 'none.pem' }],
    ['something that is no certificate', { url: 'http://tsa.example/', ca: 'timestamps.json' }],
  ])('are refused at the start with %s', (_what, settings) => {
    expect(readTimestampPolicy(data)).toBeUndefined();
    writeFileSync(join(data, 'timestamps.json'), JSON.stringify(settings));
    expect(() => readTimestampPolicy(data)).toThrow(/De tijdstempeldienst in .* klopt niet/);
  });
});
