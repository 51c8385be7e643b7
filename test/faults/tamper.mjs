// Changes a stored log in every way that somebody could who has the file and not the key, and counts what is noticed.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './check.mjs';
import { flipBits } from './flip-bits.mjs';
import {
  below,
  findingAgainst,
  findingWithout,
  letGo,
  libraries,
  makeStoredLog,
  readRows,
  writeRows,
} from './stored-log.mjs';

const SIZE = 2_000;
const SIGNED_EVERY = 500;
const LET_GO_EVERY = 20;

/** What somebody makes of the rows; `at` is a place that is signed. */
const OPERATORS = {
  edit: (rows, at) => rows.with(at, { ...rows[at], bytes: otherBytes(rows[at].bytes) }),
  delete: (rows, at) => rows.toSpliced(at, 1),
  swap(rows, at) {
    const other = (at + 1 + below(rows.length - 1)) % rows.length;
    return rows.with(at, rows[other]).with(other, rows[at]);
  },
  insert: (rows, at) => rows.toSpliced(at, 0, forged(rows, rows[at].stream)),
  truncate: (rows) => rows.slice(0, rows.length - 1 - below(SIGNED_EVERY - 1)),
  rollBack: (rows) => rows.slice(0, rows.length - SIGNED_EVERY),
  rollBackAndAppend(rows) {
    const kept = rows.slice(0, rows.length - SIGNED_EVERY);
    while (kept.length < rows.length) kept.push(forged(kept, kept[below(kept.length)].stream));
    return kept;
  },
};

/** Plays every operator `rounds` times and flips `bits` bits of tiles, bundles and the file, and all of a checkpoint. */
export async function tamper({ rounds, bits, dist, progress = () => {} }) {
  const libs = await libraries(await built(dist));
  const folder = mkdtempSync(join(tmpdir(), 'besluitspoor-tamper-'));
  try {
    const signedAt = [SIZE - SIGNED_EVERY, SIZE];
    const stored = await makeStoredLog(libs, folder, { size: SIZE, signedAt });
    await mustBeUnchanged(libs, stored);
    const operators = {};
    for (const [nth, name] of Object.keys(OPERATORS).entries())
      operators[name] = await playOperator(libs, folder, stored, {
        name,
        rounds,
        progress: (done) => progress(nth * rounds + done, Object.keys(OPERATORS).length * rounds),
      });
    const flips = await flipBits(libs, folder, { bits, progress });
    const missed = Object.values(operators).reduce((sum, { withLatest }) => sum + rounds - withLatest, 0);
    const undetected = Object.values(flips).reduce((sum, flipped) => sum + flipped.undetected, 0);
    return { fault: 'tamper', entries: SIZE, signedEvery: SIGNED_EVERY, rounds, missed, undetected, operators, flips };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Otherwise everything would be noticed, and nothing would be shown. */
async function mustBeUnchanged(libs, { file, vault, trusted, notes }) {
  const findings = [await findingWithout(libs, file, vault)];
  for (const note of notes.values()) findings.push(await findingAgainst(libs, file, { note, trusted }));
  if (findings.some((finding) => finding !== undefined)) throw new Error(`the log itself is not right: ${findings}`);
}

/** How often the change was noticed: with the latest checkpoint, with the one before it, and with none at all. */
async function playOperator(libs, folder, stored, { name, rounds, progress }) {
  const rows = readRows(stored.file);
  const copy = join(folder, 'tampered.db');
  const noticed = { withLatest: 0, withPrevious: 0, withNone: 0 };
  const noticing = (finding) => (finding === undefined ? 0 : 1);
  for (let round = 0; round < rounds; round++) {
    copyFileSync(stored.file, copy);
    writeRows(libs, copy, OPERATORS[name](rows, below(rows.length)));
    const against = (size) => findingAgainst(libs, copy, { note: stored.notes.get(size), trusted: stored.trusted });
    noticed.withLatest += noticing(await against(SIZE));
    noticed.withPrevious += noticing(await against(SIZE - SIGNED_EVERY));
    noticed.withNone += noticing(await findingWithout(libs, copy, stored.vault));
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
    if (round % LET_GO_EVERY === 0) await letGo();
    progress(round + 1);
  }
  return noticed;
}

/** Another amount, name or day of the same length: what stands there still reads as an entry. */
function otherBytes(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.indexOf('"samenvatting":"') + '"samenvatting":"'.length + below(20);
  const changed = Buffer.from(bytes);
  changed[at] = changed[at] === 0x78 ? 0x79 : 0x78;
  return changed;
}

/** An entry that fits behind the last of its dossier in every way that can be seen without the key. */
function forged(rows, stream) {
  const model = rows.findLast((row) => row.stream === stream);
  const id = model.id.replace(/.{8}$/, () =>
    below(2 ** 31)
      .toString(16)
      .padStart(8, '0'),
  );
  const clear = JSON.parse(Buffer.from(model.bytes).toString('utf8'));
  const entry = { ...clear, id, streamrev: model.revision + 1, commandid: `${id.slice(0, -1)}f` };
  const bytes = Buffer.from(JSON.stringify(entry));
  return { ...model, id, revision: entry.streamrev, commandid: entry.commandid, bytes, boxes: [] };
}
