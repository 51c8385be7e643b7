import { readFile } from 'node:fs/promises';
import { writeWholeFile } from '../whole-file.js';
import { sha256 } from './names.js';

/**
 * The outline of a ledger in a file, so that a log of a million entries is opened without reading its ledger from the
 * beginning. It may be thrown away at any time. It counts only when the server still has the very record up to which it
 * goes: that record names the hash of the one before it, and so on to the first.
 */

const CHECK_BYTES = 32;

/** What was kept, or undefined when there is no such file or it is not whole. */
export async function readOutline(file: string): Promise<Uint8Array | undefined> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept === undefined || kept.length <= CHECK_BYTES) return undefined;
  const outline = kept.subarray(CHECK_BYTES);
  return sha256(outline).equals(kept.subarray(0, CHECK_BYTES)) ? outline : undefined;
}

/** Never rejects: without it the next opening reads a little more. */
export function writeOutline(file: string, outline: Uint8Array): Promise<void> {
  return writeWholeFile(file, Buffer.concat([sha256(outline), outline])).catch(() => undefined);
}
