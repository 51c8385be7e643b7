import { refuse } from './refusal.js';
import { requireSize } from './hash.js';
import { parseDecimal, shown } from './text.js';

/** tlog-tiles, "Merkle Tree": a full tile is exactly 256 hashes wide. */
export const TILE_WIDTH = 256;
/** tlog-tiles, "Merkle Tree": the level is between 0 and 63. */
export const MAX_TILE_LEVEL = 63;
/** Longer than the path of any tile: `tile/entries/` with six groups and `.p/255` has 43 characters. */
const MAX_PATH_CHARACTERS = 64;
const GROUP = 1_000;
const GROUP_DIGITS = 3;
const PATH = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** Where a tile or an entry bundle stands; the width is below 256 for a partial one. */
export interface TileAddress {
  /** A level of hashes, or the bundles of entries below level 0. */
  readonly level: number | 'entries';
  /** <N>, from 0 at the left. */
  readonly index: number;
  /** How many hashes or entries it holds: 256, or 1 … 255 when it is partial. */
  readonly width: number;
}

/** tlog-tiles, "Merkle Tree" and "Log entries": `tile/<L>/<N>[.p/<W>]`, with index 1234067 as `x001/x234/067`. */
export function tilePath({ level, index, width }: TileAddress): string {
  if (level !== 'entries' && !(Number.isInteger(level) && level >= 0 && level <= MAX_TILE_LEVEL)) {
    refuse('TILE_OUT_OF_RANGE', `a tile has level 0 to ${MAX_TILE_LEVEL}, not ${level}`);
  }
  requireSize(index, 'the index of the tile');
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    refuse('TILE_OUT_OF_RANGE', `a tile is 1 to ${TILE_WIDTH} wide, not ${width}`);
  }
  let groups = lastDigits(index);
  for (let rest = Math.floor(index / GROUP); rest > 0; rest = Math.floor(rest / GROUP)) {
    groups = `x${lastDigits(rest)}/${groups}`;
  }
  return `tile/${level}/${groups}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const lastDigits = (value: number): string => String(value % GROUP).padStart(GROUP_DIGITS, '0');

/** The same, read. Each address has one spelling: `x000/001`, a level `00` or a width of 256 are refused. */
export function parseTilePath(path: string): TileAddress {
  const parts = path.length <= MAX_PATH_CHARACTERS ? PATH.exec(path) : null;
  if (parts === null) return refuse('TILE_PATH_MALFORMED', `this is not the path of a tile: ${shown(path)}`);
  const [, level = '', groups = '', width] = parts;
  const digits = groups.replaceAll(/[x/]/g, '').replace(/^0+(?=[0-9])/, '');
  const address: TileAddress = {
    level: level === 'entries' ? level : parseDecimal(level, 'the level', 'TILE_PATH_MALFORMED'),
    index: parseDecimal(digits, 'the index of the tile', 'TILE_PATH_MALFORMED'),
    width: width === undefined ? TILE_WIDTH : parseDecimal(width, 'the width', 'TILE_PATH_MALFORMED'),
  };
  if (tilePath(address) !== path) {
    refuse('TILE_PATH_MALFORMED', `this is not how the path of that tile is written: ${shown(path)}`);
  }
  return address;
}

/** How many hashes stand on a level of tiles: floor(s / 256^l) (tlog-tiles, "Partial Tiles"). */
export const hashesOnLevel = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** tlog-tiles, "Partial Tiles": the width of a tile in a tree of `size`; 0 when it does not exist there. */
export function tileWidth({ level, index }: Pick<TileAddress, 'level' | 'index'>, size: number): number {
  const hashes = hashesOnLevel(level === 'entries' ? 0 : level, size);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/**
 * Every tile and bundle that a mirror of a tree of `size` holds (tlog-tiles, "Merkle Tree" and "Log entries"), the
 * bundles first; with `oldSize`, only those that a tree of that size did not have.
 */
export function* tileAddresses(size: number, oldSize = 0): Generator<TileAddress> {
  requireSize(size, 'the size');
  requireSize(oldSize, 'the old size');
  yield* addressesOnLevel('entries', size, oldSize);
  for (let level = 0; hashesOnLevel(level, size) > 0; level += 1) yield* addressesOnLevel(level, size, oldSize);
}

function* addressesOnLevel(level: TileAddress['level'], size: number, oldSize: number): Generator<TileAddress> {
  const before = hashesOnLevel(level === 'entries' ? 0 : level, oldSize);
  for (let index = Math.floor(before / TILE_WIDTH); ; index += 1) {
    const width = tileWidth({ level, index }, size);
    if (width === 0) return;
    if (index * TILE_WIDTH + width > before) yield { level, index, width };
  }
}
