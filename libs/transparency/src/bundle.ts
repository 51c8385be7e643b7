import { leafHash, sameBytes } from './hash.js';
import { refuse } from './refusal.js';
import { viewOf } from './text.js';
import { TILE_WIDTH } from './tile-path.js';
import { parseTile } from './tiles.js';

const LENGTH_BYTES = 2;
/** The largest length that 16 bits can tell (tlog-tiles, "Log entries"). */
export const MAX_ENTRY_BYTES = 65_535;
/** 256 entries of that length. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/** tlog-tiles, "Log entries": each entry behind its length as a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  if (entries.length < 1 || entries.length > TILE_WIDTH) {
    refuse('BUNDLE_MALFORMED', `a bundle holds 1 to ${TILE_WIDTH} entries, not ${entries.length}`);
  }
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) {
      refuse('ENTRY_TOO_LARGE', `an entry has ${entry.length} bytes; ${MAX_ENTRY_BYTES} is the limit`);
    }
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(entry.length);
    parts.push(length, entry);
  }
  return Buffer.concat(parts);
}

/** The entries of a bundle of which the width is known: exactly that many, and not a byte more. Shares the bytes. */
export function parseBundle(bytes: Uint8Array, width: number): Buffer[] {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    refuse('TILE_OUT_OF_RANGE', `a bundle is 1 to ${TILE_WIDTH} wide, not ${width}`);
  }
  const view = viewOf(bytes);
  const entries: Buffer[] = [];
  let at = 0;
  while (entries.length < width) {
    const from = at + LENGTH_BYTES;
    const end = from <= view.length ? from + view.readUInt16BE(at) : from;
    if (end > view.length) {
      refuse('BUNDLE_MALFORMED', `the bundle ends inside entry ${entries.length} of ${width}`);
    }
    entries.push(view.subarray(from, end));
    at = end;
  }
  if (at !== view.length) {
    refuse('BUNDLE_MALFORMED', `the bundle has ${view.length - at} bytes behind its ${width} entries`);
  }
  return entries;
}

/** tlog-tiles, "Log entries": each entry hashes to the hash at its place in the level 0 tile. Gives the entries. */
export function verifyBundle(bundle: Uint8Array, tile: Uint8Array, width: number): Buffer[] {
  const entries = parseBundle(bundle, width);
  const hashes = parseTile(tile, width);
  entries.forEach((entry, at) => {
    if (!sameBytes(leafHash(entry), hashes[at]!)) {
      refuse('TILE_DIFFERS', `entry ${at} of the bundle does not hash to its place in the tile`);
    }
  });
  return entries;
}
