import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openLogInThread, type Writer } from '#dossier';
import { LogUnavailable, openSqliteLog, openSqliteReader, type EventLog, type LogReader } from '#event-log';
import { fromEnvironment } from '../config/configuration.js';
import type { LogUrl } from '../config/urls.js';
import type { Vault } from '#vault';
import { FILES } from './files.js';

/** Which log belongs to a data folder: the one that the configuration names, else the file in the folder itself. */
export const logUrlOf = (folder: string): LogUrl =>
  fromEnvironment('log') ?? { engine: 'sqlite', file: join(folder, FILES.log) };

/** Whether there is a log to open. Of a log on a server only the keys lie here, and they are made together with it. */
export function isInitialised(folder: string): boolean {
  const url = logUrlOf(folder);
  return existsSync(url.engine === 'sqlite' ? url.file : join(folder, FILES.keys));
}

/** A log that is open for recording, and who writes in it when that is not the thread that opened it. */
export interface OpenedLog {
  readonly log: EventLog;
  readonly writer?: Writer;
}

/** Opens the log of a data folder for recording, or makes it. Keys are durable before anything that needs them. */
export async function openLog(folder: string, vault: Vault, inThread: boolean): Promise<OpenedLog> {
  const url = logUrlOf(folder);
  if (url.engine === 'eventstoredb') throw withoutEventStoreDb();
  const holder = `besluitspoor op ${hostname()}`;
  if (!inThread) return { log: await openSqliteLog({ file: url.file, beforeCommit: () => vault.flushKeys(), holder }) };
  const keys = { keysFile: join(folder, FILES.keys), masterKeyFile: join(folder, FILES.masterKey) };
  const log = await openLogInThread({ logFile: url.file, ...keys, holder }, vault);
  return { log, writer: log };
}

/** Opens the log of a data folder for reading only, beside whoever records in it. */
export async function openLogReader(folder: string): Promise<LogReader> {
  const url = logUrlOf(folder);
  if (url.engine === 'eventstoredb') throw withoutEventStoreDb();
  return openSqliteReader(url.file);
}

const withoutEventStoreDb = (): LogUnavailable =>
  new LogUnavailable(
    'LOG_IO',
    'Deze versie opent een logboek op EventStoreDB niet. Kies een logboek met sqlite: in BESLUITSPOOR_LOG_URL.',
  );
