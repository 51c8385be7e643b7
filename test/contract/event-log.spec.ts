import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLog, openSqliteLog } from '#event-log';
import type { SqliteLog } from '#event-log';
import { eventLogContract } from './event-log.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'event-log-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

eventLogContract('memory', {
  open: async (options) => createMemoryLog(options),
  reopen: undefined,
  ordersStreams: true,
});

let files = 0;
eventLogContract('sqlite', {
  open: (options) => openSqliteLog({ file: join(folder, `log-${files++}.db`), ...options }),
  reopen: async (log) => {
    await log.close();
    return openSqliteLog({ file: (log as SqliteLog).file });
  },
  ordersStreams: true,
});
