import { existsSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { LogUnavailable } from '../port.js';
import type { LogReader } from '../port.js';
import { toUnavailable } from './errors.js';
import { haltReason } from './halt.js';
import { SqliteReading } from './reading.js';
import { assertOurs, assertUpgraded } from './schema.js';
import { PollWake, sharedWake } from './sqlite-wake.js';

const BUSY_TIMEOUT_MS = 2_000;

/** Reads a log that another thread or process may be writing. Takes no lock and can change nothing. */
export async function openSqliteReader(file: string): Promise<LogReader> {
  if (!existsSync(file)) {
    throw new LogUnavailable('LOG_IO', `Het logboek ${file} bestaat niet. Controleer de naam en de map.`);
  }
  let db: DatabaseSyncInstance | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS, defensive: true });
    assertOurs(db, file);
    assertUpgraded(db, file);
    return new SqliteReader(db, file);
  } catch (error) {
    db?.close();
    throw toUnavailable(error, file);
  }
}

class SqliteReader extends SqliteReading<PollWake> implements LogReader {
  constructor(
    private readonly db: DatabaseSyncInstance,
    file: string,
  ) {
    const version = db.prepare('PRAGMA data_version');
    const dataVersion = (): number => (version.get() as { data_version: number }).data_version;
    super(db, file, new PollWake(dataVersion, sharedWake(file)));
  }

  get haltedBecause(): string | undefined {
    return this.read(() => haltReason(this.db));
  }

  async close(): Promise<void> {
    if (this.wake.closed) return;
    this.wake.close();
    this.db.close();
  }
}
