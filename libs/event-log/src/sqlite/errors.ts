import { LogUnavailable } from '../port.js';
import type { RemoteCode } from '../port.js';

/** What SQLite and the file system report, as a sentence that says what to do. */

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const ERRNO_EACCES = 13;
const ERRNO_EROFS = 30;
const ERRNO_ENOSPC = 28;
const ERRNO_EDQUOT = 122;

/** What a file can tell by itself; that it is an older copy only somebody outside it can tell. */
type Code = Exclude<LogUnavailable['code'], 'LOG_ROLLED_BACK' | 'LOG_FORKED' | `GUARD_${string}` | RemoteCode>;

const WORDS: Readonly<Record<Code, (file: string) => string>> = {
  LOG_LOCKED: (file) =>
    `Het logboek ${file} is in gebruik door een ander programma. Sluit dat programma en probeer het opnieuw.`,
  LOG_NEWER_VERSION: (file) => `Het logboek ${file} is gemaakt door een nieuwere versie. Werk dit programma eerst bij.`,
  LOG_OLDER_VERSION: (file) =>
    `Het logboek ${file} is van een oudere versie. Start eerst de server: die werkt het bij.`,
  LOG_NOT_OURS: (file) =>
    `Het bestand ${file} is geen logboek van Besluitspoor. Kies een ander bestand; dit bestand is niet veranderd.`,
  LOG_DAMAGED: (file) =>
    `Het logboek ${file} is beschadigd of niet compleet. Gebruik het niet verder en zet een reservekopie terug.`,
  LOG_READ_ONLY: (file) =>
    `In het logboek ${file} mag niet worden geschreven. Geef dit programma schrijfrechten op het bestand en de map.`,
  LOG_DISK_FULL: (file) =>
    `De schijf met het logboek ${file} is vol. Er is niets vastgelegd. Maak ruimte vrij en probeer het opnieuw.`,
  LOG_CLOSED: (file) => `Het logboek ${file} is gesloten. Start het programma opnieuw.`,
  LOG_IO: (file) => `Het logboek ${file} kan niet worden gelezen of geschreven. Controleer de schijf en de map.`,
};

export function unavailable(code: Code, file: string, cause?: unknown): LogUnavailable {
  return new LogUnavailable(code, WORDS[code](file), cause === undefined ? undefined : { cause });
}

/** Any error of the storage becomes LogUnavailable; one that is not about storage (a wrong argument) stays as it is. */
export function toUnavailable(error: unknown, file: string): unknown {
  if (error instanceof LogUnavailable) return error;
  const code = codeOf(error);
  return code === undefined ? error : unavailable(code, file, error);
}

function codeOf(error: unknown): Code | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errcode, systemErrno, code } = error as { errcode?: number; systemErrno?: number; code?: string };
  if (typeof errcode === 'number') return ofSqlite(errcode & 0xff, systemErrno);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'LOG_DISK_FULL';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'LOG_READ_ONLY';
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? 'LOG_IO' : undefined;
}

function ofSqlite(primary: number, errno: number | undefined): Code {
  if (errno === ERRNO_ENOSPC || errno === ERRNO_EDQUOT) return 'LOG_DISK_FULL';
  if (primary === SQLITE_BUSY || primary === SQLITE_LOCKED) return 'LOG_LOCKED';
  if (primary === SQLITE_READONLY) return 'LOG_READ_ONLY';
  if (primary === SQLITE_FULL) return 'LOG_DISK_FULL';
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return 'LOG_DAMAGED';
  if (primary === SQLITE_CANTOPEN && (errno === ERRNO_EACCES || errno === ERRNO_EROFS)) return 'LOG_READ_ONLY';
  return 'LOG_IO';
}

export const isBusy = (error: unknown): boolean => {
  const errcode = (error as { errcode?: number }).errcode;
  return errcode !== undefined && ((errcode & 0xff) === SQLITE_BUSY || (errcode & 0xff) === SQLITE_LOCKED);
};

export const isNotADatabase = (error: unknown): boolean => (error as { errcode?: number }).errcode === SQLITE_NOTADB;
