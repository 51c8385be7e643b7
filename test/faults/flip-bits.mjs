// Flips single bits of what is signed, published and stored, and counts what nobody would notice.
import { closeSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { below, entriesOf, exportedContent, letGo, makeStoredLog } from './stored-log.mjs';

/** Enough for every kind of page that the file has, and small enough to be read ten thousand times. */
const SIZE = 300;
const BITS_PER_BYTE = 8;
const CHECKED_EVERY = 100;

export async function flipBits(libs, folder, { bits, progress }) {
  const place = join(folder, 'bits');
  mkdirSync(place);
  const stored = await makeStoredLog(libs, place, { size: SIZE, signedAt: [SIZE] });
  const note = Buffer.from(stored.notes.get(SIZE));
  return {
    checkpoint: flipCheckpoint(libs, note, stored),
    published: await flipPublished(libs, stored, note, { bits, progress }),
    file: await flipFile(libs, stored, note, { bits, progress }),
  };
}

const flipped = (bytes, bit) => {
  const copy = Buffer.from(bytes);
  copy[Math.floor(bit / BITS_PER_BYTE)] ^= 1 << (bit % BITS_PER_BYTE);
  return copy;
};
const count = () => ({ flips: 0, noticed: 0, harmless: 0, undetected: 0 });

/** Every bit: whoever holds the key of the log accepts none of them. */
function flipCheckpoint({ transparency }, note, { trusted }) {
  const counted = count();
  for (let bit = 0; bit < note.length * BITS_PER_BYTE; bit++) {
    counted.flips++;
    try {
      transparency.openCheckpoint(flipped(note, bit), trusted);
      counted.undetected++;
    } catch (error) {
      if (!(error instanceof transparency.TransparencyRefused)) throw error;
      counted.noticed++;
    }
  }
  return counted;
}

/** Bits of tiles and bundles as a mirror has them, in proportion to their length, against the signed root. */
async function flipPublished({ log, transparency }, { file, trusted }, note, { bits, progress }) {
  const entries = [];
  for await (const { bytes } of entriesOf(log, file)) entries.push(Buffer.from(bytes));
  const { size, root } = transparency.openCheckpoint(note, trusted);
  const files = publishedFiles(transparency, entries);
  const check = (changed) => {
    const read = (address) => changed.get(transparency.tilePath(address)) ?? files.get(transparency.tilePath(address));
    transparency.verifyTiles(size, root, read);
    for (const address of transparency.tileAddresses(size, 0)) {
      if (address.level !== 'entries') continue;
      transparency.verifyBundle(read(address), read({ ...address, level: 0 }), address.width);
    }
  };
  check(new Map());
  const counted = count();
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  for (let flip = 0; flip < bits; flip++) {
    const [path, bit] = bitOf(files, below(total * BITS_PER_BYTE));
    counted.flips++;
    try {
      check(new Map([[path, flipped(files.get(path), bit)]]));
      counted.undetected++;
    } catch (error) {
      if (!(error instanceof transparency.TransparencyRefused)) throw error;
      counted.noticed++;
    }
    progress(flip + 1, bits);
  }
  return counted;
}

function publishedFiles({ encodeBundle, growTiles, leafHash, tileAddresses, tilePath }, entries) {
  const files = new Map();
  for (const { bytes, ...address } of growTiles(0, () => undefined, entries.map(leafHash)))
    files.set(tilePath(address), Buffer.from(bytes));
  for (const address of tileAddresses(entries.length, 0)) {
    const first = address.index * 256;
    if (address.level === 'entries')
      files.set(tilePath(address), encodeBundle(entries.slice(first, first + address.width)));
  }
  return files;
}

function bitOf(files, bit) {
  let rest = bit;
  for (const [path, bytes] of files) {
    if (rest < bytes.length * BITS_PER_BYTE) return [path, rest];
    rest -= bytes.length * BITS_PER_BYTE;
  }
  throw new RangeError('there is no such bit');
}

/**
 * Bits of the SQLite file. Free space, and what is never exported, may change unseen: then the export is byte for byte
 * what it was, and no harm was done. A value that went missing without an erasure in the log is noticed by who checks.
 */
async function flipFile(libs, { file, vault, trusted }, note, { bits, progress }) {
  const { size, root } = libs.transparency.openCheckpoint(note, trusted);
  const before = await exportedContent(libs, file, vault);
  if (before.size !== size || !before.root.equals(root) || before.erased > 0) throw new Error('the log is not right');
  const counted = count();
  const length = statSync(file).size;
  for (let flip = 0; flip < bits; flip++) {
    const bit = below(length * BITS_PER_BYTE);
    counted.flips++;
    flipInPlace(file, bit);
    counted[await outcome(libs, { file, vault, before })]++;
    flipInPlace(file, bit);
    if (flip % CHECKED_EVERY === 0) await mustReadAsBefore(libs, { file, vault, before });
    progress(flip + 1, bits);
  }
  await mustReadAsBefore(libs, { file, vault, before });
  return counted;
}

/** Otherwise something else than the flip is what is noticed. */
async function mustReadAsBefore(libs, { file, vault, before }) {
  await letGo();
  const after = await exportedContent(libs, file, vault);
  if (after.digest !== before.digest) throw new Error('flipping back did not give the same log');
}

async function outcome(libs, { file, vault, before }) {
  try {
    const after = await exportedContent(libs, file, vault);
    if (after.size !== before.size || !after.root.equals(before.root) || after.erased > 0) return 'noticed';
    return after.digest === before.digest ? 'harmless' : 'undetected';
  } catch {
    // Whatever reading says of it: nobody takes this for the log.
    return 'noticed';
  }
}

function flipInPlace(file, bit) {
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  const at = Math.floor(bit / BITS_PER_BYTE);
  readSync(descriptor, byte, 0, 1, at);
  writeSync(descriptor, flipped(byte, bit % BITS_PER_BYTE), 0, 1, at);
  closeSync(descriptor);
}
