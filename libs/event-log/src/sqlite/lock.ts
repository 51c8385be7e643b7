import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from '@photostructure/sqlite';
import { LogUnavailable } from '../port.js';
import { isBusy } from './errors.js';

/** Who writes in a log: told to whoever finds it locked. */
export interface LogHolder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly holder: string;
}

export interface LogLock {
  release(): void;
}

const holderFile = (file: string): string => `${file}.holder.json`;

/**
 * The exclusive right to write, held as an open transaction on a file of its own. The operating system drops it when
 * the process dies, however it dies; a heartbeat would cost fsyncs and go stale. `<file>.lock` is never opened
 * in another way, since closing a second descriptor would drop the lock.
 */
export function takeLock(file: string, holder: string): LogLock {
  const db = new DatabaseSync(`${file}.lock`);
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw isBusy(error) ? lockedError(file, error) : error;
  }
  try {
    writeHolder(file, holder);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    release: () => {
      rmSync(holderFile(file), { force: true });
      db.close();
    },
  };
}

/** Who says to hold the log; what a killed process left behind is still there, so ask only when the log is locked. */
export function readHolder(file: string): LogHolder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(file), 'utf8')) as LogHolder;
  } catch {
    // The holder has the lock and has not written its name yet, or may not be read: the refusal stands without a name.
    return undefined;
  }
}

function writeHolder(file: string, holder: string): void {
  const since = new Date(performance.timeOrigin).toISOString();
  const content: LogHolder = { pid: process.pid, host: hostname(), since, holder };
  writeFileSync(holderFile(file), `${JSON.stringify(content)}\n`);
}

function lockedError(file: string, cause: unknown): LogUnavailable {
  const by = readHolder(file);
  const name =
    by === undefined ? 'een ander programma' : `${by.holder} (proces ${by.pid} op ${by.host}, gestart ${by.since})`;
  const advice = 'Sluit dat programma, of laat het de opdracht uitvoeren.';
  return new LogUnavailable('LOG_LOCKED', `Het logboek ${file} is in gebruik door ${name}. ${advice}`, { cause });
}
