import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openLogInThread, type Writer } from '#dossier';
import {
  LogUnavailable,
  openEventStoreDbLog,
  openSealedStore,
  openSqliteLog,
  openSqliteReader,
  type EventLog,
  type EventStoreDbLogOptions,
  type LogReader,
} from '#event-log';
import { fromEnvironment } from '../config/configuration.js';
import { urlText, type LogUrl } from '../config/urls.js';
import { openKeyring, openVault, type Vault } from '#vault';
import { FILES, keyFilesOf } from './files.js';

/** Which log belongs to a data folder: the one that the configuration names, else the file in the folder itself. */
export const logUrlOf = (folder: string): LogUrl =>
  fromEnvironment('log') ?? { engine: 'sqlite', file: join(folder, FILES.log) };

/** The file of the log, when it is one. */
export function logFileOf(folder: string): string | undefined {
  const url = logUrlOf(folder);
  return url.engine === 'sqlite' ? url.file : undefined;
}

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

/**
 * Opens the log of a data folder for recording, or makes it. Keys are durable before anything that needs them. On a server
 * nothing is acknowledged for as long as there is less than `signedSize`.
 */
export async function openLog(
  folder: string,
  vault: Vault,
  inThread: boolean,
  signedSize: () => number | undefined,
): Promise<OpenedLog> {
  const url = logUrlOf(folder);
  if (url.engine === 'eventstoredb')
    return { log: await openOnServer(url.url, folder, { beforeCommit: () => vault.flushKeys(), signedSize }) };
  const holder = `besluitspoor op ${hostname()}`;
  if (!inThread) return { log: await openSqliteLog({ file: url.file, beforeCommit: () => vault.flushKeys(), holder }) };
  const log = await openLogInThread({ logFile: url.file, ...keyFilesOf(folder), holder }, vault);
  return { log, writer: log };
}

/** Opens the log of a data folder for reading only, beside whoever records in it. */
export async function openLogReader(folder: string): Promise<LogReader> {
  const url = logUrlOf(folder);
  return url.engine === 'eventstoredb' ? openOnServer(url.url, folder) : openSqliteReader(url.file);
}

/** Opens what is sealed in the log of a data folder, beside whoever makes the keys. */
export const openReadingVault = (folder: string): Vault =>
  openVault({ keyring: openKeyring({ ...keyFilesOf(folder), readOnly: true }) });

/** Without `recording` it only reads, and leaves giving entries their place to whoever records. */
async function openOnServer(
  url: string,
  folder: string,
  recording?: Pick<EventStoreDbLogOptions, 'beforeCommit' | 'signedSize'>,
): Promise<EventLog> {
  const place = fromEnvironment('sealed');
  if (place === undefined) throw withoutSealedStore();
  const sealed = await openSealedStore(urlText(place));
  try {
    const log = await openEventStoreDbLog({
      url,
      logId: fromEnvironment('logId'),
      sealed,
      outlineFile: join(folder, FILES.outline),
      ...(recording ?? { sequence: false }),
    });
    const close = log.close.bind(log);
    // Whoever opened it knows one thing to close; the values go after the log that still reads them.
    log.close = () => close().finally(() => sealed.close());
    return log;
  } catch (error) {
    await sealed.close();
    throw error;
  }
}

const withoutSealedStore = (): LogUnavailable =>
  new LogUnavailable('LOG_IO', 'BESLUITSPOOR_SEALED_URL ontbreekt: daar staan de verzegelde waarden van dit logboek.');
