import { createHash } from 'node:crypto';
import { createMemorySealedStore } from '../memory/memory-sealed-store.js';
import { atRevision, NO_STREAM, type AppendBatch } from '../port.js';
import { Appender } from './appender.js';
import { toRecords } from './entry-record.js';
import { StoreFailure } from './failures.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { NewRecord, StoreClient, StoredRecord } from './store-client.js';
import { StreamCache } from './stream-cache.js';
import { Window } from './window.js';

const TIME = '2026-11-02T09:00:00.000Z';
const OLD_ENTRIES = 1_200;

function batchOf(revision: number, text: string, count = 1): AppendBatch {
  const entries = Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(`${text} ${index}`);
    const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
    return { id: crypto.randomUUID(), bytes, leafHash, sealed: [] };
  });
  return {
    stream: 's',
    expected: revision < 0 ? NO_STREAM : atRevision(revision),
    commandId: text,
    time: TIME,
    entries,
  };
}

/** A server with one stream, whose answers to appends get lost while `silent`. */
class LossyServer {
  readonly records: StoredRecord[] = [];
  readonly readFrom: number[] = [];
  silent = false;

  readonly client = {
    append: (stream: string, expected: number, records: readonly NewRecord[]): Promise<void> => {
      const again = this.records[expected + 1]?.id === records[0]!.id;
      if (!again && expected !== this.records.length - 1)
        return Promise.reject(new StoreFailure('conflict', '', undefined, this.records.length - 1));
      if (!again)
        for (const { metadata, ...record } of records) {
          const read: unknown = JSON.parse(Buffer.from(metadata!).toString());
          this.records.push({ ...record, metadata: read, stream, revision: this.records.length, position: undefined });
        }
      return this.silent ? Promise.reject(new StoreFailure('outcome-unknown', 'cut')) : Promise.resolve();
    },
    readStream: (_stream: string, from: number, limit: number) => {
      this.readFrom.push(from);
      return Promise.resolve(this.records.slice(from, from + limit));
    },
  } as unknown as StoreClient;
}

it('looks only behind what it knows of a long stream after an append without an answer', async () => {
  const server = new LossyServer();
  const appender = new Appender({
    window: new Window([server.client], 1),
    streams: new StreamCache((...what) => server.client.readStream(...what), 'log/'),
    sealed: createMemorySealedStore(),
    prefix: 'log/',
    limits: { ...DEFAULT_LIMITS, appendTryMs: 1 },
    beforeCommit: undefined,
    now: () => Date.parse(TIME),
    highMs: () => undefined,
  });
  const append = (batch: AppendBatch) =>
    appender.append({ batch, timeMs: Date.parse(TIME), records: toRecords(batch) });
  expect(await append(batchOf(-1, 'oud', OLD_ENTRIES))).toMatchObject({ kind: 'appended' });
  server.silent = true;
  const first = batchOf(OLD_ENTRIES - 1, 'nieuw');
  await expect(append(first)).rejects.toMatchObject({ code: 'LOG_OUTCOME_UNKNOWN' });
  server.silent = false;
  server.readFrom.length = 0;
  // Decided again: other ids and other bytes under the same command.
  expect(await append({ ...batchOf(OLD_ENTRIES - 1, 'nieuw') })).toMatchObject({
    kind: 'known',
    command: { firstRevision: OLD_ENTRIES, count: 1 },
  });
  expect(server.readFrom).toEqual([OLD_ENTRIES]);
  expect(server.records.length).toBe(OLD_ENTRIES + 1);
});
