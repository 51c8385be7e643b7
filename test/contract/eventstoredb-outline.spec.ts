import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atRevision, createMemorySealedStore, openEventStoreDbLog, type EventStoreDbLog } from '#event-log';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { appendPlaced, batchOf, entryOf } from './event-log.contract.js';

/** A log that is opened with what was kept of its ledger must be the log that is opened without. */

let double: EventStoreDouble;
let folder: string;
let outlineFile: string;
let logId: string;
const sealed = createMemorySealedStore();
const limits = { sweepMs: 50 };

beforeEach(async () => {
  double = await startDouble();
  folder = mkdtempSync(join(tmpdir(), 'outline-'));
  outlineFile = join(folder, 'ledger.outline');
  logId = randomUUID();
});
afterEach(async () => {
  await double.stop();
  rmSync(folder, { recursive: true });
});

async function within<T>(
  use: (log: EventStoreDbLog) => Promise<T>,
  kept: string | undefined = outlineFile,
): Promise<T> {
  const log = await openEventStoreDbLog({ url: double.url, logId, sealed, limits, outlineFile: kept });
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}
const append = (log: EventStoreDbLog, revision: number, stream = 'a') =>
  appendPlaced(
    log,
    batchOf({ stream, expected: atRevision(revision - 1), entries: [entryOf(`${stream}${revision}`)] }),
  );

/** Everything that the log tells without a look at the entries, and the entries. */
const told = async (log: EventStoreDbLog) => ({
  head: await log.head(),
  streams: await log.streams(''),
  frontier: Buffer.from(await log.frontier()).toString('hex'),
  texts: (await log.readAll(undefined, 100)).map(({ bytes, position }) => [position, Buffer.from(bytes).toString()]),
  ofA: (await log.readStream('a', 0, 100)).map(({ position }) => position),
});

async function recorded(): Promise<void> {
  await within(async (log) => {
    await append(log, 0);
    await append(log, 0, 'b');
    await append(log, 1);
  });
}

it('is the same log with and without what was kept, also when it went on', async () => {
  await recorded();
  const older = `${outlineFile}.older`;
  copyFileSync(outlineFile, older);
  const withIt = await within(async (log) => {
    expect(await append(log, 2)).toMatchObject({ kind: 'appended', firstPosition: 3 });
    return told(log);
  });
  expect(withIt.texts.map(([, text]) => text)).toEqual(['a0', 'b0', 'a1', 'a2']);
  expect(await within(told)).toEqual(withIt);
  expect(await within(told, older)).toEqual(withIt);
  expect(await within(told, join(folder, 'none'))).toEqual(withIt);
});

it('opens without the beginning of the ledger, and still tells who reads there that it is gone', async () => {
  await recorded();
  double.operator.truncate(`ledger-${logId}`, 2);
  await within(async (log) => {
    expect(await log.head()).toMatchObject({ size: 3 });
    expect(await append(log, 2)).toMatchObject({ kind: 'appended', firstPosition: 3 });
    await expect(log.readAll(undefined, 10)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });
  await expect(within(told, join(folder, 'none'))).rejects.toMatchObject({ name: 'LogUnavailable' });
});

it.each([
  ['half a file', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['changed by one bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)))],
  ['empty', () => Buffer.alloc(0)],
])('takes no outline that is %s', async (_what, spoil) => {
  await recorded();
  const before = await within(told, join(folder, 'none'));
  writeFileSync(outlineFile, spoil(readFileSync(outlineFile)));
  expect(await within(told)).toEqual(before);
});

it('takes no outline of what the server does not hold', async () => {
  await recorded();
  await double.stop();
  double = await startDouble();
  // The same log id on a server with another history, of the same length.
  await within(async (log) => {
    expect(await log.head()).toMatchObject({ size: 0 });
    for (const revision of [0, 1, 2]) await append(log, revision, 'c');
    expect((await told(log)).texts.map(([, text]) => text)).toEqual(['c0', 'c1', 'c2']);
  }, `${outlineFile}.other`);
  expect((await within(told)).texts.map(([, text]) => text)).toEqual(['c0', 'c1', 'c2']);
});

it('is not written by who gives no places', async () => {
  await recorded();
  rmSync(outlineFile);
  const reader = await openEventStoreDbLog({ url: double.url, logId, sealed, limits, outlineFile, sequence: false });
  await reader.close();
  expect(existsSync(outlineFile)).toBe(false);
});
