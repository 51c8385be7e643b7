import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { unavailable } from './errors.js';
import { syncFolder } from './sync-folder.js';

/**
 * Makes the write-ahead log durable on a thread of the system's own pool, so that a slow disk does not stop the thread
 * that decides and seals. SQLite writes its frames through another descriptor of the same file; a sync covers them all.
 *
 * Opening and closing this file is safe beside SQLite: its locks lie on the main file and the `-shm` file. The file
 * stays the same one for as long as the database is open.
 */
export class WalSync {
  private readonly descriptor: number;

  constructor(private readonly file: string) {
    this.descriptor = openSync(`${file}-wal`, 'r+');
    // It may be new.
    syncFolder(dirname(file));
  }

  /** Resolves when everything written before the call is on the disk. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.descriptor, (error) => {
        if (error === null) resolve();
        else reject(unavailable('LOG_IO', this.file, error));
      });
    });
  }

  /** The same on this thread: two hand-overs less, for a thread that has nothing better to do meanwhile. */
  syncNow(): void {
    try {
      fdatasyncSync(this.descriptor);
    } catch (error) {
      throw unavailable('LOG_IO', this.file, error);
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
