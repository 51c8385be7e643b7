import { closeSync, fsyncSync, openSync } from 'node:fs';

/** The name of a new file must last as its contents do. Windows cannot sync a folder and need not. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
