import { openDatabase } from '../database/database.js';
import { LogUnavailable } from '../port.js';
import type { SealedStore } from '../sealed-store.js';
import { inWordsOfTheLog } from './failures.js';
import type { SealedTables } from './sealed-tables.js';

/** 'BSPG': tells the file of the sealed groups from any other SQLite file. */
const APPLICATION_ID = 0x42535047;
const SCHEMA = 'besluitspoor_sealed';

/**
 * Opens the sealed groups of a log that cannot keep them itself, or makes an empty store: `sqlite:<file>` or
 * `postgres://…`, there in the schema `besluitspoor_sealed` unless the address names another (`?schema=…`).
 * Rejects with `LogUnavailable`.
 */
export async function openSealedStore(url: string): Promise<SealedStore> {
  try {
    const { MIGRATIONS } = await import('./sealed-tables.js');
    const { SqlSealedStore } = await import('./sql-sealed-store.js');
    const database = await openDatabase<SealedTables>({
      url,
      migrations: MIGRATIONS,
      applicationId: APPLICATION_ID,
      schema: SCHEMA,
      durable: true,
      newerVersion,
      notOurs,
    });
    return new SqlSealedStore(database);
  } catch (error) {
    throw inWordsOfTheLog(error);
  }
}

const newerVersion = (where: string): LogUnavailable =>
  new LogUnavailable(
    'LOG_NEWER_VERSION',
    `De verzegelde waarden in ${where} zijn gemaakt door een nieuwere versie. Werk dit programma eerst bij.`,
  );

const notOurs = (where: string, cause?: unknown): LogUnavailable =>
  new LogUnavailable(
    'LOG_NOT_OURS',
    `In ${where} staan geen verzegelde waarden van Besluitspoor. Kies een andere plaats; wat er staat is niet veranderd.`,
    { cause },
  );
