import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogReader, Position } from '#event-log';
import { encodeBundle, parseCheckpoint, parseNote, TILE_WIDTH, tileAddresses, tilePath } from '#transparency';
import type { LogTree } from './log-tree.js';

export const CHECKPOINT_FILE = 'checkpoint';

export interface Published {
  readonly size: number;
  /** How many files were written this time. */
  readonly files: number;
}

/**
 * Writes the log as static files (tlog-tiles): tiles, entry bundles and, last, the checkpoint. Any web server or USB
 * stick that holds them is a mirror that foreign tools can check. A second time it writes only what is new.
 */
export async function publish(folder: string, log: LogReader, tree: LogTree, note: string): Promise<Published> {
  const size = sizeOf(note);
  const there = published(join(folder, CHECKPOINT_FILE));
  const before = there === undefined ? 0 : sizeOf(there);
  // A mirror only grows: one that is further already has everything of this.
  if (before > size) return { size: before, files: 0 };
  let files = 0;
  const write = (path: string, bytes: Uint8Array | string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Whole or not there: a mirror may be copied while it is written.
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
    files += 1;
  };
  for (const address of tileAddresses(size, Math.min(before, size))) {
    const { level, index, width } = address;
    if (level === 'entries') write(tilePath(address), await bundleOf(log, index, width));
    else write(tilePath(address), tree.tile({ level, index, width }));
  }
  // Of the same size it may have been cosigned meanwhile.
  if (there !== note) write(CHECKPOINT_FILE, note);
  return { size, files };
}

export async function bundleOf(log: LogReader, index: number, width: number): Promise<Uint8Array> {
  const first = index * TILE_WIDTH;
  const entries = await log.readAll(first === 0 ? undefined : ((first - 1) as Position), width, {
    withoutSealed: true,
  });
  return encodeBundle(entries.map(({ bytes }) => bytes));
}

const sizeOf = (note: string): number => parseCheckpoint(parseNote(Buffer.from(note)).text).size;
const published = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
