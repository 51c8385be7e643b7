import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMemorySealedStore, openEventStoreDbLog, type EventStoreDbLog } from '#event-log';
import { startDouble, type EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { appendPlaced, batchOf, entryOf } from './event-log.contract.js';

/** What is signed of a log on a server: a long way is read by a process of its own, from the built product. */

const SLOW_TEST_MS = 60_000;
const ENTRIES = 2_500;
const LOG_ID = 'leaves';
const dist = join(__dirname, '..', '..', 'dist');
const child = join(__dirname, 'leaves-apart-child.mjs');

interface Said {
  readonly apart: boolean;
  readonly leaves: readonly string[];
  readonly code?: string;
}

describe('leaf hashes of a log on a server', () => {
  let double: EventStoreDouble;
  let log: EventStoreDbLog;
  let folder: string;
  let expected: readonly string[];

  beforeAll(async () => {
    double = await startDouble();
    folder = mkdtempSync(join(tmpdir(), 'besluitspoor-leaves-'));
    log = await openEventStoreDbLog({ url: double.url, logId: LOG_ID, sealed: createMemorySealedStore() });
    const entries = Array.from({ length: ENTRIES }, (_, index) => entryOf(`${index}`));
    for (let at = 0; at < ENTRIES; at += 500)
      await appendPlaced(log, batchOf({ stream: `dossier-${at}`, entries: entries.slice(at, at + 500) }));
    expected = entries.map(({ leafHash }) => Buffer.from(leafHash).toString('hex'));
  }, SLOW_TEST_MS);
  afterAll(async () => {
    await log.close();
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  async function read(few: number): Promise<readonly Said[]> {
    const env = {
      ...process.env,
      BESLUITSPOOR_LOG_URL: double.url,
      BESLUITSPOOR_LOG_ID: LOG_ID,
      BESLUITSPOOR_SEALED_URL: `sqlite:${join(folder, 'sealed.db')}`,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [child, dist, folder, String(few)], {
      env,
      maxBuffer: 10_000_000,
    });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Said);
  }

  it(
    'are the same, read by a process of its own or not',
    async () => {
      const last = { apart: false, leaves: expected.slice(-1) };
      expect(await read(1_000)).toEqual([{ apart: true, leaves: expected }, last]);
      expect(await read(ENTRIES)).toEqual([{ apart: false, leaves: expected }, last]);
    },
    SLOW_TEST_MS,
  );

  it(
    'of which one was changed on the server are refused by that process in the same words',
    async () => {
      double.operator.redact(`besluitspoor/${LOG_ID}/dossier-2000`, 300);
      const [fromThere] = await read(1_000);
      const [fromHere] = await read(ENTRIES);
      expect(fromThere).toMatchObject({ apart: true, code: 'LOG_DAMAGED' });
      expect(fromHere).toMatchObject({ apart: false, code: 'LOG_DAMAGED' });
    },
    SLOW_TEST_MS,
  );
});
