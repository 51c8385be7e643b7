import { DatabaseUnavailable, type DatabaseFault } from '../database/unavailable.js';
import { LogUnavailable } from '../port.js';
import { toUnavailable } from '../sqlite/errors.js';

/** To whoever records, log and sealed values are one thing that can be used or not. */
const CODES: Readonly<Record<DatabaseFault, LogUnavailable['code']>> = {
  DATABASE_URL_INVALID: 'LOG_ADDRESS',
  DATABASE_UNREACHABLE: 'LOG_UNREACHABLE',
  DATABASE_REFUSED: 'LOG_CREDENTIALS',
  DATABASE_MISSING: 'LOG_ADDRESS',
  DATABASE_FORBIDDEN: 'LOG_CREDENTIALS',
  DATABASE_UNTRUSTED: 'LOG_CERTIFICATE',
  DATABASE_UNSUPPORTED: 'LOG_UNSUPPORTED',
  DATABASE_READ_ONLY: 'LOG_READ_ONLY',
  DATABASE_FULL: 'LOG_DISK_FULL',
  DATABASE_BUSY: 'LOG_UNREACHABLE',
};

/** What is wrong with the database as a `LogUnavailable`; a mistake of the caller stays as it is. */
export function inWordsOfTheLog(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable)
    return new LogUnavailable(CODES[error.code], error.message, { cause: error });
  return toUnavailable(error, 'met de verzegelde waarden');
}
