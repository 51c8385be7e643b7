// A log of sealed decisions with a key that signs it, and what somebody with the file, and not the key, can do to it.
import { createHash, generateKeyPairSync, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DatabaseSync } from '@photostructure/sqlite';
import { sampleActs } from '../bench/sample.mjs';

const ORIGIN = 'gemeente.example/logboek';
const DOSSIERS = 20;
const PAGE = 5_000;
const COLUMNS = 'position, stream, revision, id, commandid, batch, time, high, leaf_hash, bytes, frontier';

/** The libraries of the built product that reading and signing take. */
export async function libraries(product) {
  const [log, vault, transparency] = await Promise.all(['event-log', 'vault', 'transparency'].map(product.library));
  return { log, vault, transparency };
}

/**
 * Makes a log of `size` entries and signs it at each of `signedAt`. Gives the checkpoints, a vault that opens
 * everything, and what others need to check the signatures.
 */
export async function makeStoredLog(libs, folder, { size, signedAt }) {
  const { log: logLib, vault: vaultLib, transparency } = libs;
  const file = join(folder, 'log.db');
  const keyring = vaultLib.memoryKeyring();
  const vault = vaultLib.openVault({ keyring });
  const act = sampleActs(vaultLib, vault);
  const key = transparency.ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey);
  const log = await logLib.openSqliteLog({ file, durability: 'normal', holder: 'storingsproef' });
  const frontier = transparency.openFrontier();
  const notes = new Map();
  for (let at = 0; at < size; at++) {
    const draft = act(at % DOSSIERS, Math.floor(at / DOSSIERS));
    const entry = vault.seal(draft);
    const { subject: stream, streamrev, commandid: commandId, time } = draft;
    await log.append({ stream, expected: logLib.atRevision(streamrev - 1), commandId, time, entries: [entry] });
    frontier.append(entry.leafHash);
    if (!signedAt.includes(at + 1)) continue;
    const checkpoint = { origin: ORIGIN, size: at + 1, root: frontier.root() };
    notes.set(at + 1, await transparency.signCheckpoint(checkpoint, key));
  }
  await log.close();
  const trusted = {
    origin: ORIGIN,
    logKeys: [transparency.ed25519Verifier(transparency.parseVkey(key.vkey))],
  };
  return { file, vault, trusted, notes, size };
}

/** Every entry as it stands in the file. */
export function readRows(file) {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare(`SELECT ${COLUMNS} FROM entry ORDER BY position`).all();
    const sealed = db.prepare('SELECT position, keyid, box FROM sealed').all();
    const boxes = new Map();
    for (const { position, ...box } of sealed) boxes.set(position, [...(boxes.get(position) ?? []), box]);
    return rows.map((row) => ({ ...row, boxes: boxes.get(row.position) ?? [] }));
  } finally {
    db.close();
  }
}

/**
 * Writes other rows in the file, as somebody would who knows the format: dense positions, hashes that fit the bytes, and
 * a frontier that fits the hashes. Only the signature is not his to make.
 */
export function writeRows({ transparency }, file, rows) {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA synchronous = OFF; BEGIN; DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete');
    db.exec('DELETE FROM sealed; DELETE FROM entry');
    const entry = db.prepare(`INSERT INTO entry (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    const group = db.prepare('INSERT INTO sealed (position, keyid, box) VALUES (?, ?, ?)');
    const frontier = transparency.openFrontier();
    rows.forEach((row, position) => {
      const leaf = transparency.leafHash(row.bytes);
      frontier.append(leaf);
      const edge = position === rows.length - 1 ? frontier.toBytes() : null;
      const { stream, revision, id, commandid, batch, time, high, bytes } = row;
      entry.run(position, stream, revision, id, commandid, batch, time, high, leaf, bytes, edge);
      for (const { keyid, box } of row.boxes) group.run(position, keyid, box);
    });
    db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/** What an outsider does: hashes every entry anew, and compares with a checkpoint that he holds. Gives why not, if not. */
export async function findingAgainst({ log: logLib, transparency }, file, { note, trusted }) {
  try {
    const { size, root } = transparency.openCheckpoint(Buffer.from(note), trusted);
    const frontier = transparency.openFrontier();
    for await (const { bytes } of entriesOf(logLib, file)) {
      frontier.append(transparency.leafHash(bytes));
      if (frontier.size === size) return frontier.root().equals(root) ? undefined : 'another root';
    }
    return `fewer entries than ${size}`;
  } catch (error) {
    return error.code ?? error.message;
  }
}

/** What can be seen without any checkpoint: that a dossier skips a number, or that an entry is not where it says. */
export async function findingWithout({ log: logLib }, file, vault) {
  const revisions = new Map();
  try {
    for await (const entry of entriesOf(logLib, file)) {
      const { streamrev, subject } = vault.open(entry, () => true);
      if (streamrev !== (revisions.get(subject) ?? -1) + 1) return 'a gap in a dossier';
      revisions.set(subject, streamrev);
    }
    return undefined;
  } catch (error) {
    return error.code ?? error.message;
  }
}

/** Everything that an export of this log would hold: entry bytes, and every value with its salt. Throws when it cannot. */
export async function exportedContent({ log: logLib, transparency }, file, vault) {
  const content = createHash('sha256');
  const frontier = transparency.openFrontier();
  let erased = 0;
  for await (const entry of entriesOf(logLib, file)) {
    frontier.append(transparency.leafHash(entry.bytes));
    const disclosed = vault.disclose(entry, () => true);
    erased += disclosed.erased;
    content.update(entry.bytes).update(JSON.stringify(disclosed.digests));
  }
  return { size: frontier.size, root: frontier.root(), erased, digest: content.digest('hex') };
}

export async function* entriesOf({ openSqliteReader }, file) {
  const reader = await openSqliteReader(file);
  try {
    for (let last; ;) {
      const page = await reader.readAll(last, PAGE);
      if (page.length === 0) return;
      yield* page;
      last = page.at(-1).position;
    }
  } finally {
    await reader.close();
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
/**
 * The driver keeps a file open until its statements are collected and it has had a turn to close what they held. A
 * process may have so many files open; what cannot be opened any more would count as noticed.
 */
export async function letGo() {
  collectGarbage();
  await nextTurn();
}

export const below = (limit) => randomInt(limit);
