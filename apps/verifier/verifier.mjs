#!/usr/bin/env node
// Besluitspoor verifier: checks an export of the log, offline, with nothing but Node (20 or newer).
//
//   node verifier.mjs EXPORT [--sleutel VKEY] [--getuige VKEY]… [--tsa PEM] [--taal nl|en]
//   node verifier.mjs compare A B [the same options]
//
// Exit codes: 0 everything that can be checked is right; 1 a finding: something is wrong, and the first thing that is
// wrong is told; 2 it cannot be read, or the command is not understood.
//
// One file, on purpose: whoever has to trust it can read it from top to bottom in an hour. It shares no line with the
// program that makes exports. Formats: C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-cosignature; RFC 6962 (tree),
// RFC 8785 (canonical JSON), RFC 9901 (disclosures). RFC 3161 timestamps are left to OpenSSL, when this machine has it.
// The words people read stand together at the end.
// @ts-check
import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, hash, verify as verifySignature } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const TILE_WIDTH = 256;
const HASH_BYTES = 32;
const MAX_ENTRY_BYTES = 65_535;
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const MAX_MANIFEST_BYTES = 256 * 2 ** 20;
const MAX_LINE_BYTES = 4 * 2 ** 20;
const MAX_NESTING = 40;
const MAX_TOKEN_BYTES = 65_536;
const MAX_PEM_BYTES = 2 ** 20;
const MAX_VERIFIER_BYTES = 2 ** 20;
const OPENSSL_TIMEOUT_MS = 60_000;
/**
 * Clocks may differ so much, and a stamp may come so much later: over the whole log a recording time may go back by
 * this, in a stream never; and so far it may lie outside the times that others gave.
 */
const CLOCK_SKEW_MS = 5_000;
/** A confidential entry has a multiple of this many digests, at least one and so at most this many of them decoys. */
const CONFIDENTIAL_STEP = 8;
const CONFIDENTIAL_TYPE = 'nl.gov.vertrouwelijk.v1';
/** Entries in which the log speaks of itself. */
const OF_THE_LOG = /^nl\.programmabesturing\.(log-opened|personal-data-shredded|stream-heads|verifier-recorded)\.v\d+$/;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const FORMAT = 'besluitspoor-export/1';
const MANIFEST_NOTE = 'besluitspoor.nl/export-manifest/v1';
/** From the narrowest to the widest; an auditor gets everything. */
const AUDIENCES = ['openbaar', 'raad', 'college', 'auditor'];

/** Something is wrong. The words are made from the key, in the language that was asked. */
class Finding extends Error {
  /** @param {string} key @param {...unknown} args */
  constructor(key, ...args) {
    super(key);
    this.key = key;
    this.args = args;
  }
}
/** It cannot be read at all. */
class Unreadable extends Finding {}

/** @param {string} key @param {...unknown} args @returns {never} */
function found(key, ...args) {
  throw new Finding(key, ...args);
}

// ---------------------------------------------------------------------------------------------------------- files

/** The whole path of a file that is there, and is a file: a pipe or a device could be read without end. @param {string} folder @param {string} path */
function fileAt(folder, path) {
  const file = join(folder, path);
  if (!existsSync(file)) found('fileMissing', path);
  return statSync(file).isFile() ? file : found('notAFile', path);
}

/** @param {string} folder @param {string} path @param {number} limit */
function read(folder, path, limit) {
  const file = fileAt(folder, path);
  if (statSync(file).size > limit) found('fileTooLarge', path);
  return readFileSync(file);
}

/** The text of bytes, when they are UTF-8. What is not becomes U+FFFD, which may also stand there by itself. @param {Buffer} bytes */
function utf8(bytes) {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') && !isUtf8(bytes) ? undefined : text;
}

/** @param {Buffer} bytes @param {string} path */
const textOf = (bytes, path) => utf8(bytes) ?? found('notUtf8', path);

/** The lines of a file, one at a time, however large it is. @param {string} folder @param {string} path */
function* linesOf(folder, path) {
  const file = openSync(fileAt(folder, path), 'r');
  const chunk = Buffer.alloc(2 ** 16);
  /** @type {Buffer[]} */
  let parts = [];
  let length = 0;
  try {
    for (;;) {
      const count = readSync(file, chunk, 0, chunk.length, null);
      if (count === 0) break;
      for (let from = 0; from < count;) {
        const end = chunk.subarray(0, count).indexOf(0x0a, from);
        const part = Buffer.from(chunk.subarray(from, end === -1 ? count : end));
        parts.push(part);
        length += part.length;
        if (length > MAX_LINE_BYTES) found('fileTooLarge', path);
        from += part.length + 1;
        if (end === -1) break;
        yield textOf(Buffer.concat(parts), path);
        parts = [];
        length = 0;
      }
    }
  } finally {
    closeSync(file);
  }
  if (length > 0) found('lastLine', path);
}

// ------------------------------------------------------------------------------------------------- hashes and tree

/**
 * In hexadecimal, as people write it: Node makes and compares texts at a lower price than buffers, and nothing can change
 * them. @typedef {string} Hash
 */
/** @param {Buffer | string} bytes @returns {Hash} */
const sha256 = (bytes) => hash('sha256', bytes, 'hex');

/** What is hashed stands here, one leaf or node after the other: a buffer for each would cost as much as its hash. */
const LEAF = Buffer.alloc(1 + MAX_ENTRY_BYTES, 0x00);
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);
/** RFC 6962 §2.1: SHA-256 of 0x00 and the entry. @param {Buffer} entry @returns {Hash} */
function leafHash(entry) {
  LEAF.set(entry, 1);
  return sha256(LEAF.subarray(0, 1 + entry.length));
}
/** RFC 6962 §2.1: SHA-256 of 0x01 and the two hashes below. @param {Hash} left @param {Hash} right @returns {Hash} */
function nodeHash(left, right) {
  NODE.write(left, 1, 'hex');
  NODE.write(right, 1 + HASH_BYTES, 'hex');
  return sha256(NODE);
}

/** tlog-tiles: index 1234067 is x001/x234/067. @param {number | 'entries'} level @param {number} index @param {number} width */
function tilePath(level, index, width) {
  let groups = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups = `x${String(rest % 1000).padStart(3, '0')}/${groups}`;
  return `tile/${level}/${groups}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The right edge of a growing tree: all that its root needs. */
class Edge {
  constructor() {
    this.size = 0;
    /** @type {Hash[]} roots of the full subtrees, the largest first */
    this.peaks = [];
  }

  /** @param {Hash} leaf */
  append(leaf) {
    let hash = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2)
      hash = nodeHash(/** @type {Hash} */ (this.peaks.pop()), hash);
    this.peaks.push(hash);
    this.size += 1;
  }

  /** @returns {Hash} */
  root() {
    return this.size === 0 ? sha256('') : this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Builds the tree from the entries and compares every tile of the export with it. */
class Tree extends Edge {
  /** @param {string} folder @param {number[]} sizes the roots at these smaller sizes are kept, to be compared with others */
  constructor(folder, sizes) {
    super();
    this.folder = folder;
    /** @type {Map<number, Hash | undefined>} */
    this.roots = new Map(sizes.map((size) => [size, undefined]));
    /** @type {{ index: number, hashes: Hash[] }[]} the tiles that are growing, by level */
    this.growing = [];
    /** @type {Set<string>} */
    this.paths = new Set();
  }

  /** @override @param {Hash} leaf */
  append(leaf) {
    super.append(leaf);
    this.push(0, leaf);
    if (this.roots.has(this.size)) this.roots.set(this.size, this.root());
  }

  /** @param {number} level @param {Hash} hash */
  push(level, hash) {
    const tile = (this.growing[level] ??= { index: 0, hashes: [] });
    tile.hashes.push(hash);
    if (tile.hashes.length < TILE_WIDTH) return;
    this.compare(level, tile);
    let row = tile.hashes;
    while (row.length > 1) row = row.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, row[2 * at + 1]));
    this.growing[level] = { index: tile.index + 1, hashes: [] };
    this.push(level + 1, row[0]);
  }

  /** Compares the tiles that did not become full. */
  finish() {
    this.growing.forEach((tile, level) => tile.hashes.length > 0 && this.compare(level, tile));
  }

  /** @param {number} level @param {{ index: number, hashes: Hash[] }} tile */
  compare(level, { index, hashes }) {
    const path = tilePath(level, index, hashes.length);
    this.paths.add(path);
    const file = read(this.folder, path, TILE_WIDTH * HASH_BYTES);
    if (file.toString('hex') !== hashes.join('')) found('tileDiffers', path);
  }
}

/** The entries of a bundle: each behind its length, and nothing behind the last. @param {Buffer} bundle @param {string} path @param {number} first @param {number} width */
function entriesOf(bundle, path, first, width) {
  const entries = [];
  let at = 0;
  for (let nth = 0; nth < width; nth += 1) {
    const end = at + 2 <= bundle.length ? at + 2 + bundle.readUInt16BE(at) : Infinity;
    if (end > bundle.length) found('bundleEnds', path, first + nth);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (at !== bundle.length) found('bundleTooLong', path);
  return entries;
}

// -------------------------------------------------------------------------------------------- keys, notes, checkpoint

/** Node takes sloppy base64, so that bits could be flipped unseen; here there is one spelling. @param {string} text */
function strictBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** signed-note: name+key ID+base64(type ‖ key); type 1 signs as a log, 4 as a witness. @param {string} vkey */
function parseVkey(vkey) {
  const [, name = '', id = '', material = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  const bytes = strictBase64(material);
  const type = bytes?.[0];
  if (bytes?.length !== 33 || (type !== 1 && type !== 4)) return undefined;
  if (sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes])).slice(0, id.length) !== id) return undefined;
  const der = Buffer.concat([SPKI_ED25519, bytes.subarray(1)]);
  return { vkey, name, id, type, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}
/** @typedef {NonNullable<ReturnType<typeof parseVkey>>} Key */

/** @param {Key} key @param {string} text @param {Buffer} signature */
function isSignature({ type, key }, text, signature) {
  if (type === 1) return signature.length === 64 && verifySignature(null, Buffer.from(text), key, signature);
  if (signature.length !== 72) return false;
  const message = `cosignature/v1\ntime ${signature.readBigUInt64BE()}\n${text}`;
  return verifySignature(null, Buffer.from(message), key, signature.subarray(8));
}

/** Splits a note into its text and its signatures. @param {Buffer} bytes @param {string} file */
function parseNote(bytes, file) {
  const note = textOf(bytes, file);
  const blank = note.lastIndexOf('\n\n');
  const lines = note.slice(blank + 2).split('\n');
  if (blank < 0 || lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES)
    found('noteMalformed', file);
  const signatures = lines.map((line) => {
    const [, name = '', base64 = ''] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
    const payload = strictBase64(base64);
    if (payload === undefined || payload.length <= 4) return found('noteMalformed', file);
    return { name, id: payload.toString('hex', 0, 4), signature: payload.subarray(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/** The text of a note that the log signed; a signature by a key that is known and does not hold rejects the note. @param {Buffer} bytes @param {string} file @param {Key} logKey @param {Key[]} [witnesses] */
function openNote(bytes, file, logKey, witnesses = []) {
  const { text, signatures } = parseNote(bytes, file);
  /** @type {Map<string, Buffer>} by key, its signature */
  const signers = new Map();
  let unknown = 0;
  for (const { name, id, signature } of signatures) {
    const key = [logKey, ...witnesses].find((one) => one.name === name && one.id === id);
    if (key === undefined) unknown += 1;
    else if (isSignature(key, text, signature)) signers.set(key.vkey, signature);
    else found('signatureWrong', file, name);
  }
  if (!signers.has(logKey.vkey)) found('notSigned', file, logKey.name);
  signers.delete(logKey.vkey);
  // Seconds since 1970 stand before a cosignature: when the witness gave it.
  const times = [...signers.values()].map((signature) => Number(signature.readBigUInt64BE()) * 1000);
  return { text, cosigners: witnesses.filter(({ vkey }) => signers.has(vkey)), unknown, times };
}

/** tlog-checkpoint: origin, size, root; no other lines. @param {string} text @param {string} file @param {string} name of the log */
function parseCheckpoint(text, file, name) {
  const [, origin = '', size = '', base64 = ''] = /^([^\n]+)\n(0|[1-9]\d{0,14})\n(\S+)\n$/.exec(text) ?? [];
  const root = strictBase64(base64);
  if (origin === '' || root?.length !== HASH_BYTES) return found('checkpointMalformed', file);
  if (origin !== name) found('otherOrigin', origin, name);
  return { origin, size: Number(size), root: root.toString('hex') };
}

// ---------------------------------------------------------------------------------------------------------- manifest

/**
 * @typedef {{ kind: 'withheld', class: string, secrecy?: { id: string, articles: string[] }[] }
 *   | { kind: 'erased', by: number[] } | { kind: 'decoy' }} Ground
 * @typedef {{ format: string, origin: string, vkey: string, size: number, root: string, audience: string,
 *   madeAt: string, programme?: { stream: string, streamHeads: number }, verifier: { sha256: string },
 *   witnesses: { quorum: number, keys: { organ: string, vkey: string }[] },
 *   timestamps?: { sizes: number[], ca: string, untrusted?: string },
 *   disclosures: { sha256: string }, grounds: Ground[], entries: [number, [number, number][]][] }} Manifest
 */

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' && value !== '';
/** @param {unknown} value */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** @param {any} ground */
function isGround(ground) {
  if (ground?.kind === 'decoy') return true;
  if (ground?.kind === 'erased') return Array.isArray(ground.by) && ground.by.every(isCount);
  if (ground?.kind !== 'withheld' || !isText(ground.class)) return false;
  const secrecy = ground.secrecy ?? [];
  /** @param {any} one */
  const isSecrecy = (one) => isText(one?.id) && Array.isArray(one.articles) && one.articles.every(isText);
  return Array.isArray(secrecy) && secrecy.every(isSecrecy);
}

/** @param {any} witnesses */
function areWitnesses(witnesses) {
  if (!isCount(witnesses?.quorum) || !Array.isArray(witnesses.keys)) return false;
  if (witnesses.keys.length >= MAX_SIGNATURES) return false;
  const keys = /** @type {any[]} */ (witnesses.keys);
  const organs = new Set(keys.map((key) => key?.organ));
  return witnesses.quorum <= organs.size && keys.every((key) => isText(key?.organ) && isText(key.vkey));
}

/** @param {any} timestamps @param {number} size */
function areTimestamps({ sizes, ca, untrusted }, size) {
  if (!Array.isArray(sizes) || sizes.length === 0 || !isText(ca)) return false;
  if (untrusted !== undefined && !isText(untrusted)) return false;
  return sizes.every((one, at) => isCount(one) && one > (at === 0 ? 0 : sizes[at - 1]) && one <= size);
}

/** @param {Buffer} bytes @returns {Manifest} */
function parseManifest(bytes) {
  const file = 'manifest.json';
  let manifest;
  try {
    manifest = JSON.parse(textOf(bytes, file));
  } catch (error) {
    if (error instanceof Finding) throw error;
    return found('manifestMalformed', 'JSON');
  }
  if (manifest?.format !== FORMAT) found('manifestMalformed', 'format');
  for (const name of ['origin', 'vkey', 'root', 'madeAt'])
    if (!isText(manifest[name])) found('manifestMalformed', name);
  if (!AUDIENCES.includes(manifest.audience)) found('manifestMalformed', 'audience');
  if (!isCount(manifest.size)) found('manifestMalformed', 'size');
  const { programme, timestamps, grounds, entries } = manifest;
  if (programme !== undefined && !(isText(programme?.stream) && isCount(programme.streamHeads)))
    found('manifestMalformed', 'programme');
  if (!areWitnesses(manifest.witnesses)) found('manifestMalformed', 'witnesses');
  if (timestamps !== undefined && !areTimestamps(timestamps ?? {}, manifest.size))
    found('manifestMalformed', 'timestamps');
  if (!isText(manifest.verifier?.sha256)) found('manifestMalformed', 'verifier');
  if (!isText(manifest.disclosures?.sha256)) found('manifestMalformed', 'disclosures');
  if (!Array.isArray(grounds) || !grounds.every(isGround)) found('manifestMalformed', 'grounds');
  if (!Array.isArray(entries)) return found('manifestMalformed', 'entries');
  let last = -1;
  for (const entry of entries) {
    const [index, counts] = Array.isArray(entry) ? entry : [];
    if (!isCount(index) || index <= last || index >= manifest.size || !Array.isArray(counts))
      return found('manifestMalformed', 'entries');
    for (const pair of counts)
      if (!Array.isArray(pair) || !isGround(grounds[pair[0]]) || !isCount(pair[1]) || pair[1] === 0)
        found('manifestMalformed', 'entries');
    last = index;
  }
  return manifest;
}

// ---------------------------------------------------------------------------------------------------- canonical JSON

// RFC 8259 §7 without surrogates: a pair of them is one character here, and half a character is none.
const CHARACTER = String.raw`[ !#-\[\]-\u{d7ff}\u{e000}-\u{10ffff}]`;
// RFC 8785 §3.2.2.2: one way to write each of the characters that cannot stand there as they are.
const ESCAPE = String.raw`\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))`;
/** What has to stand at one place of a text. @param {string} pattern */
const here = (pattern) => new RegExp(pattern, 'uy');
const STRING = here(`"${CHARACTER}*(?:${ESCAPE}${CHARACTER}*)*"`);
const WORD = here('true|false|null|-?\\d[-+.e\\d]*');

class NotCanonical extends Error {}

/**
 * Reads JSON that is written in the one way of RFC 8785: no spaces, no other escapes or numbers, and the members of each
 * object in order, none twice. No two programs can read it as two things, and nothing is written anew to be compared.
 */
class CanonicalReader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** @returns {never} */
  refuse() {
    throw new NotCanonical();
  }

  /** Goes past a character, if it stands here. @param {string} character */
  skip(character) {
    const isHere = this.text[this.at] === character;
    if (isHere) this.at += 1;
    return isHere;
  }

  /** Goes past a character that has to stand here. @param {string} character */
  take(character) {
    if (!this.skip(character)) this.refuse();
  }

  /** Goes past what has to stand here, and gives it with its parts. @param {RegExp} pattern */
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? this.refuse();
    this.at = pattern.lastIndex;
    return found;
  }

  /** @param {number} depth @returns {any} */
  value(depth) {
    if (depth > MAX_NESTING) this.refuse();
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === '{') return this.object(depth);
    return first === '[' ? this.array(depth) : this.word();
  }

  /** @returns {string} */
  string() {
    const from = this.at;
    STRING.lastIndex = from;
    if (!STRING.test(this.text)) this.refuse();
    this.at = STRING.lastIndex;
    return unquoted(this.text.slice(from, this.at));
  }

  /** One of the three words, or a number as ECMAScript writes it (RFC 8785 §3.2.2.3). */
  word() {
    const [word] = this.match(WORD);
    if (word === 'null') return null;
    if (word === 'true' || word === 'false') return word === 'true';
    return String(Number(word)) === word ? Number(word) : this.refuse();
  }

  /** @param {number} depth */
  array(depth) {
    /** @type {unknown[]} */
    const array = [];
    this.take('[');
    if (this.skip(']')) return array;
    do array.push(this.value(depth + 1));
    while (this.skip(','));
    this.take(']');
    return array;
  }

  /** RFC 8785 §3.2.3: sorted by UTF-16 code units, as JavaScript compares texts. @param {number} depth */
  object(depth) {
    /** @type {Record<string, any>} */
    const object = {};
    this.take('{');
    if (this.skip('}')) return object;
    let before;
    do {
      const name = this.string();
      // In JavaScript that is no member like others; no log takes it in.
      if (name === '__proto__' || (before !== undefined && name <= before)) this.refuse();
      this.take(':');
      object[name] = this.value(depth + 1);
      before = name;
    } while (this.skip(','));
    this.take('}');
    return object;
  }
}

/** What is read from canonical JSON; undefined when it is not that. @template T @param {string} text @param {(reader: CanonicalReader) => T} read */
function readCanonical(text, read) {
  const reader = new CanonicalReader(text);
  try {
    const value = read(reader);
    return reader.at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

/** The value that stands in canonical JSON. @param {string} text */
export const readJson = (text) => readCanonical(text, (reader) => reader.value(0));

// ----------------------------------------------------------------------------------------------------------- entries

const TEXT = `"(?!")${CHARACTER}*(?:${ESCAPE}${CHARACTER}*)*"`;
const COUNT = '(?:0|[1-9]\\d{0,14})';
/** The members of an entry, in the order of RFC 8785, and how each is written. */
const MEMBERS = {
  actorref: TEXT,
  commandid: TEXT,
  commandindex: COUNT,
  data: '\\{.*\\}',
  dataschema: TEXT,
  id: TEXT,
  source: TEXT,
  specversion: '"1\\.0"',
  streamrev: COUNT,
  // Printable ASCII, so that a name can never run on into what stands behind it.
  subject: String.raw`"(?:[ !#-\[\]-~]|\\["\\]){1,128}"`,
  time: String.raw`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`,
  type: TEXT,
};
const NAMES = /** @type {(keyof typeof MEMBERS)[]} */ (Object.keys(MEMBERS));
const HIDDEN_IF_CONFIDENTIAL = ['actorref', 'dataschema'];
const READ = ['id', 'streamrev', 'subject', 'time', 'type'];

/** The form of an entry before and behind its data; what is read of it is a part of the match. @param {typeof NAMES} names */
function formOf(names) {
  const members = names.map((name) => `"${name}":${READ.includes(name) ? `(${MEMBERS[name]})` : MEMBERS[name]}`);
  const data = names.indexOf('data');
  return {
    names,
    before: here(`\\{${members.slice(0, data).join(',')},"data":`),
    behind: here(`,${members.slice(data + 1).join(',')}\\}`),
  };
}
const CLEAR = formOf(NAMES);
const CONFIDENTIAL = formOf(NAMES.filter((name) => !HIDDEN_IF_CONFIDENTIAL.includes(name)));

/** @param {string} text with its quotes @returns {string} */
const unquoted = (text) => (text.includes('\\') ? JSON.parse(text) : text.slice(1, -1));

/** @param {CanonicalReader} reader */
function readEntry(reader) {
  const form = reader.text.startsWith('{"actorref":') ? CLEAR : CONFIDENTIAL;
  reader.match(form.before);
  const data = reader.object(1);
  const [, id, streamrev, subject, time, type] = reader.match(form.behind);
  const entry = {
    id,
    streamrev: Number(streamrev),
    subject: unquoted(subject),
    time: unquoted(time),
    type: unquoted(type),
    data,
  };
  if ((entry.type === CONFIDENTIAL_TYPE) !== (form === CONFIDENTIAL)) reader.refuse();
  return entry;
}

/** An entry, which can be written in one way only. @param {Buffer} bytes @param {number} index */
function parseEntry(bytes, index) {
  const text = utf8(bytes) ?? '';
  return readCanonical(text, readEntry) ?? tellWrong(text, index);
}

/** Tells what is wrong with an entry that does not have its form. @param {string} text @param {number} index @returns {never} */
function tellWrong(text, index) {
  const entry = readJson(text);
  if (entry === undefined) return found('entryNotCanonical', index);
  const { names } = entry?.type === CONFIDENTIAL_TYPE ? CONFIDENTIAL : CLEAR;
  const wrong = names.find(
    (name) => !new RegExp(`^${MEMBERS[name]}$`, 'u').test(String(JSON.stringify(entry?.[name]))),
  );
  return found(
    'entryMember',
    index,
    wrong ?? Object.keys(entry).find((name) => !names.some((known) => known === name)),
  );
}

/** The digests in the data of an entry. @param {ReturnType<typeof readEntry>} entry @param {number} index @returns {string[]} */
function digestsOf({ type, data }, index) {
  const digests = data._sd;
  if (!Array.isArray(digests) || digests.length === 0 || data._sd_alg !== 'sha-256')
    return found('entryMember', index, '_sd');
  let before = '';
  for (const digest of digests) {
    if (typeof digest !== 'string' || !DIGEST.test(digest) || digest <= before) found('entryMember', index, '_sd');
    before = digest;
  }
  const confidential = type === CONFIDENTIAL_TYPE;
  if (confidential && (digests.length % CONFIDENTIAL_STEP !== 0 || Object.keys(data).length !== 2))
    found('entryMember', index, '_sd');
  return digests;
}

/**
 * The same text, put together anew: in V8, what is cut from the text of an entry keeps all of that text in memory, and of
 * a million entries this is a gigabyte. @param {string} text
 */
const copyOf = (text) => ` ${text}`.slice(1);

/** What follows from one entry to the next: ids, revisions and times, and what the log says of itself. */
class Sequence {
  /** @param {Brackets} brackets */
  constructor(brackets) {
    this.brackets = brackets;
    /** @type {Map<string, { revision: number, ms: number }>} */
    this.streams = new Map();
    /** @type {Set<string>} */
    this.ids = new Set();
    this.lastMs = -Infinity;
    /** @type {Set<number>} entries that say that somebody's data were erased */
    this.erasures = new Set();
    /** @type {Set<number>} entries that rightly say up to where every stream goes */
    this.heads = new Set();
    /** @type {Map<string, number>} by the hash of a verifier, where it was recorded */
    this.verifiers = new Map();
    this.clock = 'unknown';
  }

  /** @param {Buffer} bytes @param {number} index */
  check(bytes, index) {
    const entry = parseEntry(bytes, index);
    const { id, streamrev, subject, time, type, data } = entry;
    const digests = digestsOf(entry, index);
    if (this.ids.has(id)) found('entryMember', index, 'id');
    this.ids.add(copyOf(id));
    const before = this.streams.get(subject);
    const next = before === undefined ? 0 : before.revision + 1;
    if (streamrev !== next) found('revision', index, subject, next, streamrev);
    const ms = Date.parse(time);
    if (Number.isNaN(ms)) found('entryMember', index, 'time');
    if (before !== undefined && ms < before.ms) found('timeInStream', index, subject, time, timeOf(before.ms));
    if (ms < this.lastMs - CLOCK_SKEW_MS) found('timeInLog', index, time, timeOf(this.lastMs));
    this.learn(entry, index);
    if (this.clock !== SIMULATED) this.brackets.check(index, ms);
    if (before === undefined) this.streams.set(copyOf(subject), { revision: streamrev, ms });
    else [before.revision, before.ms] = [streamrev, ms];
    this.lastMs = Math.max(this.lastMs, ms);
    return { digests, confidential: type === CONFIDENTIAL_TYPE, openNames: Object.keys(data) };
  }

  /** What the log says of itself. The heads are those before the entry that tells them. @param {ReturnType<typeof readEntry>} entry @param {number} index */
  learn({ type, data }, index) {
    const what = OF_THE_LOG.exec(type)?.[1];
    if (what === 'personal-data-shredded') this.erasures.add(index);
    if (what === 'log-opened' && index === 0) this.clock = String(data.clock);
    if (what === 'verifier-recorded') this.verifiers.set(String(data.sha256), index);
    // Heads of an earlier moment came too late: an export cannot be cut there, so they say nothing.
    if (what !== 'stream-heads' || (isCount(data.size) && data.size < index)) return;
    if (data.size !== index || data.streams !== this.streams.size || data.root !== this.headsRoot())
      found('headsWrong', index);
    this.heads.add(index);
  }

  /** The tree over the streams by name: of each its name and last revision. */
  headsRoot() {
    const tree = new Edge();
    for (const stream of [...this.streams.keys()].sort())
      tree.append(leafHash(Buffer.from(`${stream}\n${this.streams.get(stream)?.revision}\n`)));
    return tree.root();
  }
}
const SIMULATED = 'simulated';
/** @param {number} ms */
const timeOf = (ms) => new Date(ms).toISOString();

/** What others said of when: between two such moments lie the times of the entries that were recorded between them. */
class Brackets {
  /** @param {{ size: number, ms: number }[]} anchors so many entries were there at that moment */
  constructor(anchors) {
    this.anchors = anchors.toSorted((a, b) => a.size - b.size);
    this.at = 0;
    this.from = -Infinity;
    /** @type {number[]} by place, the earliest moment of that anchor and those after it */
    this.until = [];
    for (let at = anchors.length - 1; at >= 0; at -= 1)
      this.until[at] = Math.min(this.anchors[at].ms, this.until[at + 1] ?? Infinity);
  }

  /** @param {number} index @param {number} ms */
  check(index, ms) {
    for (; this.at < this.anchors.length && this.anchors[this.at].size <= index; this.at += 1)
      this.from = Math.max(this.from, this.anchors[this.at].ms);
    const until = this.until[this.at] ?? Infinity;
    if (ms < this.from - CLOCK_SKEW_MS) found('backDated', index, timeOf(ms), timeOf(this.from));
    if (ms > until + CLOCK_SKEW_MS) found('postDated', index, timeOf(ms), timeOf(until));
  }
}

// ------------------------------------------------------------------------------------------------------- disclosures

/** @param {string} line @param {number} index @returns {string[]} */
function parseLine(line, index) {
  try {
    const { disclosures } = JSON.parse(line);
    if (disclosures.every(isText) && JSON.stringify({ index, disclosures }) === line) return disclosures;
  } catch {
    // Told below.
  }
  return found('lineMalformed', index);
}

const NEWLINE = 0x0a;
/** What a line holds of disclosures is longer than what they say. */
const ROOM = Buffer.alloc(MAX_LINE_BYTES);
/** What disclosures say, a line each; nothing when other disclosures would say the same. @param {string[]} disclosures */
function decoded(disclosures) {
  let end = 0;
  for (const disclosure of disclosures) {
    const start = end;
    end += ROOM.write(disclosure, start, 'base64url');
    if (ROOM.toString('base64url', start, end) !== disclosure) return '';
    ROOM[end] = NEWLINE;
    end += 1;
  }
  return utf8(ROOM.subarray(0, end)) ?? '';
}

/** RFC 9901 §4.2.1: a list of salt, name and value. Gives the name. @param {CanonicalReader} reader */
function readDisclosure(reader) {
  reader.take('[');
  const salt = reader.string();
  reader.take(',');
  const name = reader.string();
  reader.take(',');
  reader.value(1);
  reader.take(']');
  reader.take('\n');
  return salt === '' || name === '' ? reader.refuse() : name;
}

/** Checks every disclosure of an entry against its digests. @param {string[]} disclosures @param {ReturnType<Sequence['check']>} entry @param {number} index */
function checkDisclosures(disclosures, { digests, openNames }, index) {
  let last = -1;
  for (const disclosure of disclosures) {
    const digest = hash('sha256', disclosure, 'base64url');
    last = digests.indexOf(digest, last + 1);
    if (last < 0) found(digests.includes(digest) ? 'disclosureOrder' : 'disclosureForeign', index);
  }
  const read = readCanonical(decoded(disclosures), (reader) => disclosures.map(() => readDisclosure(reader)));
  if (read === undefined) return found('disclosureMalformed', index);
  const names = [...openNames];
  for (const name of read) {
    if (names.includes(name)) found('disclosureName', index, name);
    names.push(name);
  }
}

/** What the manifest says of each entry, and how often each ground was used. */
class Grounds {
  /** @param {Manifest} manifest */
  constructor({ grounds, entries, audience, programme }) {
    this.grounds = grounds;
    this.entries = entries;
    this.getsAll = audience === 'auditor' && programme === undefined;
    this.at = 0;
    this.disclosed = 0;
    /** @type {number[]} how many values each ground stands for */
    this.counts = grounds.map(() => 0);
    /** @type {[number, number][]} entries with an erased value and who is said to have erased it */
    this.erased = [];
    /** @type {number[]} how many digests of each entry can stand for a value */
    this.rooms = [];
  }

  /** Nothing may be missing without a ground, and no ground may stand for nothing. @param {ReturnType<Sequence['check']>} entry @param {number} shown @param {number} index */
  check({ digests, confidential }, shown, index) {
    const pairs = this.entries[this.at]?.[0] === index ? this.entries[this.at++][1] : [];
    // An open envelope has exactly one decoy, so it needs no words; a confidential one tells its decoys, or nothing.
    let explained = confidential ? 0 : 1;
    let decoys = 0;
    for (const [which, count] of pairs) {
      const ground = this.grounds[which];
      explained += count;
      this.counts[which] += count;
      if (ground.kind === 'decoy') decoys += count;
      if (ground.kind === 'withheld' && this.getsAll) found('auditorWithheld', index);
      if (ground.kind === 'erased' && ground.by.length === 0) found('erasedByNobody', index);
      if (ground.kind === 'erased') for (const by of ground.by) this.erased.push([index, by]);
    }
    if (decoys > (confidential ? CONFIDENTIAL_STEP : 0)) found('tooManyDecoys', index, decoys);
    const missing = digests.length - shown - explained;
    if (missing > 0) found('missing', index, missing);
    if (missing < 0) found('tooMany', index, -missing);
    this.disclosed += shown;
    this.rooms.push(digests.length - (confidential ? 0 : 1));
  }

  /** @param {Set<number>} erasures */
  finish(erasures) {
    for (const [index, by] of this.erased) if (!erasures.has(by) || by <= index) found('erasedByOther', index, by);
  }
}

// ------------------------------------------------------------------------------------- signatures of an export

/** @typedef {{ sleutel?: string, getuigen: string[], tsa?: string, taal: 'nl' | 'en' }} Options */

/** @param {string} vkey */
function givenKey(vkey) {
  const key = parseVkey(vkey);
  if (key === undefined) throw new Unreadable('keyMalformed', vkey);
  return key;
}

/** Checks the signatures, and that manifest and checkpoint speak of one log. @param {string} folder @param {Options} options */
function openExport(folder, options) {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Unreadable('noFolder', folder);
  for (const file of ['checkpoint', 'manifest.json'])
    if (!existsSync(join(folder, file))) throw new Unreadable('notAnExport', file);
  const manifestBytes = read(folder, 'manifest.json', MAX_MANIFEST_BYTES);
  const manifest = parseManifest(manifestBytes);
  const given = options.sleutel === undefined ? undefined : givenKey(options.sleutel);
  const logKey = given ?? parseVkey(manifest.vkey);
  if (logKey?.type !== 1) return found('manifestMalformed', 'vkey');
  if (logKey.vkey !== manifest.vkey) found('otherKey', logKey.vkey, manifest.vkey);
  const witnesses = witnessesOf(manifest, options);
  const note = openNote(read(folder, 'checkpoint', MAX_NOTE_BYTES), 'checkpoint', logKey, witnesses);
  const checkpoint = parseCheckpoint(note.text, 'checkpoint', logKey.name);
  const manifestNote = openNote(read(folder, 'manifest.note', MAX_NOTE_BYTES), 'manifest.note', logKey);
  const expected = `${MANIFEST_NOTE}\n${logKey.name}\n${sha256(manifestBytes)}\n`;
  if (manifestNote.text !== expected) found('manifestOther');
  /** @type {[string, unknown, unknown][]} */
  const said = [
    ['origin', manifest.origin, checkpoint.origin],
    ['size', manifest.size, checkpoint.size],
    ['root', manifest.root, Buffer.from(checkpoint.root, 'hex').toString('base64')],
  ];
  for (const [name, says, is] of said) if (says !== is) found('manifestSays', name, says, is);
  const organs = organsOf(manifest, note.cosigners);
  if (organs.length < manifest.witnesses.quorum) found('quorum', organs.length, manifest.witnesses.quorum);
  const stamps = openStamps(folder, manifest, logKey, options);
  const anchors = [...note.times.map((ms) => ({ size: checkpoint.size, ms })), ...stamps.anchors];
  return { folder, manifest, checkpoint, ...note, organs, stamps, anchors };
}

/** The keys of witnesses that the auditor brought, and those of the log's own policy. @param {Manifest} manifest @param {Options} options */
function witnessesOf({ witnesses }, { getuigen }) {
  const own = witnesses.keys.map(({ vkey }) => parseVkey(vkey) ?? found('manifestMalformed', 'witnesses'));
  const all = [...getuigen.map(givenKey), ...own];
  if (all.some(({ type }) => type !== 4)) found('manifestMalformed', 'witnesses');
  return all.filter(({ vkey }, at) => all.findIndex((one) => one.vkey === vkey) === at);
}

/** Ten witnesses of one organ are one witness. @param {Manifest} manifest @param {Key[]} cosigners */
function organsOf({ witnesses }, cosigners) {
  const signed = new Set(cosigners.map(({ vkey }) => vkey));
  return [...new Set(witnesses.keys.filter(({ vkey }) => signed.has(vkey)).map(({ organ }) => organ))];
}

// --------------------------------------------------------------------------------------------- timestamps (RFC 3161)

/** What an authority said was there when. Its tokens are checked by OpenSSL. @param {string} folder @param {Manifest} manifest @param {Key} logKey @param {Options} options */
function openStamps(folder, { timestamps }, logKey, { tsa }) {
  const stamps = {
    /** @type {{ size: number, root: Hash }[]} */
    heads: [],
    /** @type {{ size: number, ms: number }[]} */
    anchors: [],
    /** @type {Set<string>} */
    paths: new Set(),
    unchecked: false,
  };
  if (timestamps === undefined) return stamps;
  /** @param {string} path @param {number} limit */
  const take = (path, limit) => {
    stamps.paths.add(path);
    return read(folder, path, limit);
  };
  /** @type {[string, string | undefined][]} */
  const certificates = [
    ['timestamps/ca.pem', timestamps.ca],
    ['timestamps/untrusted.pem', timestamps.untrusted],
  ];
  for (const [path, hash] of certificates)
    if (hash !== undefined && sha256(take(path, MAX_PEM_BYTES)) !== hash) found('otherFile', path);
  const trust = ['-CAfile', tsa ?? join(folder, 'timestamps/ca.pem')];
  if (timestamps.untrusted !== undefined) trust.push('-untrusted', join(folder, 'timestamps/untrusted.pem'));
  for (const size of timestamps.sizes) {
    const [data, token] = ['checkpoint', 'tsr'].map((kind) => `timestamps/${size}.${kind}`);
    const checkpoint = parseCheckpoint(openNote(take(data, MAX_NOTE_BYTES), data, logKey).text, data, logKey.name);
    if (checkpoint.size !== size) found('otherFile', data);
    take(token, MAX_TOKEN_BYTES);
    stamps.heads.push(checkpoint);
    const ms = stampedAt(join(folder, data), join(folder, token), trust, token);
    if (ms === undefined) stamps.unchecked = true;
    else stamps.anchors.push({ size, ms });
  }
  return stamps;
}

/** When the authority stamped it; undefined without OpenSSL. @param {string} data @param {string} token @param {string[]} trust @param {string} path */
function stampedAt(data, token, trust, path) {
  const reply = openssl('ts', '-reply', '-in', token, '-text');
  if (reply === undefined) return undefined;
  const ms = Date.parse(/^Time stamp: (.+ GMT)$/m.exec(reply)?.[1] ?? '');
  if (Number.isNaN(ms)) return found('stampWrong', path);
  // As the certificates were then: they expire, and what was stamped before does not.
  const then = ['-attime', String(Math.floor(ms / 1000))];
  return openssl('ts', '-verify', '-data', data, '-in', token, ...trust, ...then) === ''
    ? found('stampWrong', path)
    : ms;
}

/** What it wrote; nothing when it refused, undefined when it is not there. @param {...string} words */
function openssl(...words) {
  const { error, status, stdout } = spawnSync('openssl', words, {
    encoding: 'utf8',
    // Nothing of the settings of this machine, and no language but English: what is read back must be the same.
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: OPENSSL_TIMEOUT_MS,
  });
  if (error !== undefined && /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
  return status === 0 ? stdout || ' ' : '';
}

// ------------------------------------------------------------------------------------------------------ a whole export

/** Checks everything. @param {string} folder @param {Options} options @param {number} [otherSize] of an export that this one is compared with */
function verifyExport(folder, options, otherSize = -1) {
  const opened = openExport(folder, options);
  const { manifest, checkpoint, stamps } = opened;
  const tree = new Tree(folder, [otherSize, ...stamps.heads.map(({ size }) => size)]);
  const sequence = new Sequence(new Brackets(opened.anchors));
  const grounds = new Grounds(manifest);
  const lines = linesOf(folder, 'disclosures.jsonl');
  const linesHash = createHash('sha256');
  for (let first = 0; first < checkpoint.size; first += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, checkpoint.size - first);
    const path = tilePath('entries', first / TILE_WIDTH, width);
    tree.paths.add(path);
    const bundle = read(folder, path, TILE_WIDTH * (2 + MAX_ENTRY_BYTES));
    const entries = entriesOf(bundle, path, first, width);
    entries.forEach((bytes, nth) => {
      const index = first + nth;
      tree.append(leafHash(bytes));
      const entry = sequence.check(bytes, index);
      const line = lines.next();
      if (line.done === true) return found('lineMissing', index);
      linesHash.update(`${line.value}\n`);
      const disclosures = parseLine(line.value, index);
      checkDisclosures(disclosures, entry, index);
      grounds.check(entry, disclosures.length, index);
    });
    progress(first + width, checkpoint.size);
  }
  tree.finish();
  if (tree.root() !== checkpoint.root) found('rootDiffers', checkpoint.size);
  for (const { size, root } of stamps.heads) if (tree.roots.get(size) !== root) found('stampedOther', size);
  if (lines.next().done !== true) found('linesLeft', checkpoint.size);
  if (linesHash.digest('hex') !== manifest.disclosures.sha256) found('disclosuresOther');
  grounds.finish(sequence.erasures);
  checkWhole(opened, sequence);
  return { ...opened, tree, sequence, grounds };
}

/** What can be said when every entry has been seen. @param {ReturnType<typeof openExport>} opened @param {Sequence} sequence */
function checkWhole({ folder, manifest, checkpoint }, sequence) {
  const { programme, verifier } = manifest;
  if (programme !== undefined) {
    if (!sequence.streams.has(programme.stream)) found('noProgramme', programme.stream);
    if (programme.streamHeads !== checkpoint.size - 1 || !sequence.heads.has(programme.streamHeads))
      found('headsMissing', programme.streamHeads);
  }
  if (!sequence.verifiers.has(verifier.sha256)) found('verifierUnknown', verifier.sha256);
  if (!existsSync(join(folder, 'verifier.mjs'))) return;
  const copy = read(folder, 'verifier.mjs', MAX_VERIFIER_BYTES);
  if (sha256(copy) !== verifier.sha256) found('otherFile', 'verifier.mjs');
}

/** @param {number} done @param {number} total */
function progress(done, total) {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${total}${done === total ? '\n' : ''}`);
}

/** Files that no check has read: they prove nothing, and nobody should think that they were checked. @param {ReturnType<typeof verifyExport>} result */
function strangers({ folder, tree, stamps }) {
  const ours = new Set(['checkpoint', 'manifest.json', 'manifest.note', 'disclosures.jsonl', 'verifier.mjs']);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = files.map(({ name, parentPath }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'));
  return paths.filter((path) => !ours.has(path) && !tree.paths.has(path) && !stamps.paths.has(path));
}

// --------------------------------------------------------------------------------------------------- two exports

/** @typedef {ReturnType<typeof verifyExport>} Verified */
/** @typedef {(key: string, ...args: unknown[]) => void} Tell */

/** @param {string} a @param {string} b @param {Options} options @param {Tell} tell */
function compareExports(a, b, options, tell) {
  const sizes = [a, b].map((folder) => openExport(folder, options).checkpoint.size);
  const both = [a, b].map((folder, at) => {
    tell('comparing', folder);
    const result = verifyExport(folder, options, sizes[1 - at]);
    tellResult(result, options, tell);
    return result;
  });
  const [older, newer] = both[0].checkpoint.size <= both[1].checkpoint.size ? both : [both[1], both[0]];
  if (older.manifest.vkey !== newer.manifest.vkey) found('otherLog', older.manifest.vkey, newer.manifest.vkey);
  const size = older.checkpoint.size;
  // The root holds every byte of every entry, so equal roots are equal bundles.
  if (newer.tree.roots.get(size) !== older.checkpoint.root) found('fork', size);
  tell(size === newer.checkpoint.size ? 'sameLog' : 'grownLog', size, newer.checkpoint.size);
  const rank = (/** @type {Verified} */ { manifest }) => AUDIENCES.indexOf(manifest.audience);
  const [narrow, wide] = rank(both[0]) <= rank(both[1]) ? both : [both[1], both[0]];
  compareDisclosures(narrow, wide, size, tell);
}

/**
 * What the narrower audience has, the wider one has too, or its signed manifest says why not: erased since, or, at
 * another moment or of one programme, withheld with a ground. And no value that one shows may be gone by the other.
 * @param {Verified} narrow @param {Verified} wide @param {number} size @param {Tell} tell
 */
function compareDisclosures(narrow, wide, size, tell) {
  const sameMoment = narrow.checkpoint.size === wide.checkpoint.size;
  const mayWithhold = !sameMoment || wide.manifest.programme !== undefined;
  const names = [narrow, wide].map(({ manifest }) => manifest.audience);
  const lines = [narrow, wide].map(({ folder }) => linesOf(folder, 'disclosures.jsonl'));
  const said = [narrow, wide].map(({ manifest }) => new Map(manifest.entries));
  const counts = { shared: 0, withheld: 0, erased: 0, more: 0 };
  for (let index = 0; index < size; index += 1) {
    const [mine, theirs] = lines.map((each) => parseLine(String(each.next().value), index));
    const [ofNarrow, ofWide] = [narrow, wide].map(({ manifest }, at) => groundsAt(manifest, said[at].get(index)));
    const has = new Set(theirs);
    const lacking = mine.filter((disclosure) => !has.has(disclosure)).length;
    const erased = Math.min(lacking, sameMoment ? 0 : ofWide.erased);
    const withheld = Math.min(lacking - erased, mayWithhold ? ofWide.withheld : 0);
    if (lacking > erased + withheld) found('widerLacks', index, lacking - erased - withheld, names[0], names[1]);
    const there = theirs.length + lacking;
    const gone = Math.max(...[ofNarrow, ofWide].map((each) => each.decoys + (sameMoment ? each.erased : 0)));
    const tooMany = there + gone - wide.grounds.rooms[index];
    if (tooMany > 0) found('goneButThere', index, tooMany);
    counts.shared += mine.length - lacking;
    counts.erased += erased;
    counts.withheld += withheld;
    counts.more += theirs.length - (mine.length - lacking);
  }
  tell('compared', counts, names[0], names[1]);
}

/** How many values of an entry a manifest says are withheld, erased, or only decoys. @param {Manifest} manifest @param {[number, number][]} [pairs] */
function groundsAt({ grounds }, pairs = []) {
  const counts = { withheld: 0, erased: 0, decoys: 0 };
  for (const [which, count] of pairs) {
    const { kind } = grounds[which];
    counts[kind === 'decoy' ? 'decoys' : kind] += count;
  }
  return counts;
}

// ------------------------------------------------------------------------------------------------------------- words

/** @param {unknown} given */
const short = (given) => JSON.stringify(String(given).slice(0, 120));

/** @type {Record<'nl' | 'en', Record<string, (...args: any[]) => string>>} */
const WORDS = {
  nl: {
    usage: () =>
      'Gebruik: node verifier.mjs EXPORT [--sleutel VKEY] [--getuige VKEY]… [--tsa PEM] [--taal nl|en]\n' +
      '         node verifier.mjs compare A B [dezelfde opties]',
    wrong: (words) => `✗ ${words}`,
    firstWrong: () => '  Dit is het eerste dat niet klopt. Wat erna komt, is niet gecontroleerd.',
    allRight: () => '✓ Alles wat te controleren is, klopt.',
    unreadable: (words) => `Niet te lezen: ${words}`,
    failed: (words) => `De map of een bestand erin is niet te lezen (${words}).`,
    noFolder: (path) => `${path} is geen map.`,
    notAnExport: (path) => `het bestand ${path} ontbreekt, dus dit is geen export.`,
    keyMalformed: (key) => `${short(key)} is geen controlesleutel (naam+nummer+sleutel).`,
    fileMissing: (path) => `Het bestand ${path} ontbreekt.`,
    notAFile: (path) => `${path} is geen gewoon bestand.`,
    fileTooLarge: (path) => `Het bestand ${path} is groter dan het mag zijn.`,
    notUtf8: (path) => `Het bestand ${path} is geen leesbare tekst (UTF-8).`,
    lastLine: (path) => `Het bestand ${path} houdt midden in een regel op.`,
    tileDiffers: (path) => `Het bestand ${path} hoort niet bij de regels van het logboek.`,
    bundleEnds: (path, index) => `Het bestand ${path} houdt op in regel ${index}: er ontbreekt een stuk.`,
    bundleTooLong: (path) => `Het bestand ${path} heeft meer bytes dan zijn regels.`,
    rootDiffers: (size) => `De ${size} regels zijn niet de regels die zijn ondertekend.`,
    noteMalformed: (file) => `Het bestand ${file} heeft niet de vorm van een ondertekend bericht.`,
    signatureWrong: (file, name) => `De handtekening van ${short(name)} onder ${file} hoort niet bij deze tekst.`,
    notSigned: (file, name) => `Het bestand ${file} is niet ondertekend met de sleutel van ${short(name)}.`,
    checkpointMalformed: (file) => `De tekst van het bestand ${file} heeft niet de juiste vorm.`,
    otherKey: (given, own) => `De export is van een andere sleutel (${own}) dan die u gaf (${given}).`,
    otherOrigin: (is, wanted) => `Het checkpoint is van logboek ${short(is)} en niet van ${short(wanted)}.`,
    manifestMalformed: (what) => `In manifest.json klopt de vorm van "${what}" niet.`,
    manifestOther: () => 'Het manifest is niet het manifest dat is ondertekend: het is veranderd of van een ander.',
    manifestSays: (name, says, is) => `Het manifest zegt ${name} ${short(says)}, maar het checkpoint ${short(is)}.`,
    entryNotCanonical: (index) => `Regel ${index} is niet geschreven zoals het moet (canonieke JSON).`,
    entryMember: (index, name) => `In regel ${index} klopt "${name}" niet.`,
    revision: (index, stream, wanted, is) =>
      `Regel ${index}: in de reeks ${short(stream)} komt nu nummer ${wanted}, maar er staat ${is}.`,
    timeInStream: (index, stream, time, before) =>
      `Regel ${index} heeft tijd ${time}, eerder dan de vorige in ${short(stream)} (${before}).`,
    timeInLog: (index, time, before) => `Regel ${index} heeft tijd ${time}, meer dan 5 seconden voor ${before}.`,
    lineMissing: (index) => `In disclosures.jsonl ontbreekt de regel van nummer ${index}.`,
    lineMalformed: (index) => `In disclosures.jsonl heeft de regel van nummer ${index} niet de juiste vorm.`,
    linesLeft: (size) => `In disclosures.jsonl staat meer dan de ${size} regels van het logboek.`,
    disclosureForeign: (index) =>
      `Bij regel ${index} staat een waarde die niet is vastgelegd: zij is veranderd of hoort elders.`,
    disclosureOrder: (index) => `Bij regel ${index} staat een waarde twee keer, of niet op haar plaats.`,
    disclosureMalformed: (index) => `Bij regel ${index} staat een waarde die niet te lezen is.`,
    disclosureName: (index, name) => `Bij regel ${index} staat het veld ${short(name)} twee keer.`,
    disclosuresOther: () => 'Het bestand disclosures.jsonl is niet het bestand dat is ondertekend.',
    otherFile: (path) => `Het bestand ${path} is niet het bestand waarvan het manifest spreekt.`,
    quorum: (n, wanted) => `De getuigen van ${n} organen ondertekenden mee; dit logboek wil er ${wanted}.`,
    stampWrong: (path) => `De tijdstempel ${path} klopt niet, of is niet van de dienst van deze certificaten.`,
    stampedOther: (size) => `De eerste ${size} regels zijn niet de regels die toen zijn gestempeld.`,
    backDated: (index, time, from) =>
      `Regel ${index} heeft tijd ${time}, maar stond op ${from} nog niet in het logboek: zij is teruggedateerd.`,
    postDated: (index, time, until) => `Regel ${index} heeft tijd ${time}, maar stond op ${until} al in het logboek.`,
    headsWrong: (index) => `Regel ${index} zegt tot waar elke reeks gaat, en dat klopt niet met de regels ervoor.`,
    headsMissing: (index) => `De laatste regel hoort te zeggen tot waar elke reeks gaat; regel ${index} doet dat niet.`,
    noProgramme: (stream) => `Het programma ${short(stream)} staat niet in dit logboek.`,
    verifierUnknown: (sha) => `Het manifest noemt een verifier (${short(sha)}) die niet in het logboek staat.`,
    missing: (index, n) => `Bij regel ${index} ontbreken ${n} waarden zonder grond.`,
    tooMany: (index, n) => `Bij regel ${index} noemt het manifest ${n} waarden te veel.`,
    tooManyDecoys: (index, n) => `Bij regel ${index} heten ${n} waarden opvulling; zoveel kan niet.`,
    auditorWithheld: (index) => `Bij regel ${index} is een waarde achtergehouden, terwijl een auditor alles krijgt.`,
    erasedByNobody: (index) => `Bij regel ${index} is een waarde gewist, en geen regel zegt waarom.`,
    erasedByOther: (index, by) => `Bij regel ${index} heet een waarde gewist door regel ${by}, maar die wist niets.`,
    otherLog: (a, b) => `De twee exports zijn van verschillende logboeken of sleutels: ${short(a)} en ${short(b)}.`,
    fork: (size) =>
      `De eerste ${size} regels van de twee exports verschillen, terwijl beide zijn ondertekend. Bewaar ze allebei: dit is bewijs.`,
    widerLacks: (index, n, narrow, wide) => `Bij regel ${index} heeft ${narrow} ${n} waarden die ${wide} niet heeft.`,
    goneButThere: (index, n) =>
      `Bij regel ${index} heten ${n} waarden gewist of opvulling, terwijl een van de exports ze toont.`,
    self: (sha, at) =>
      at === undefined
        ? `! Deze verifier (sha256 ${sha}) staat niet in het logboek: het is een andere dan die van de gemeente.`
        : `✓ Deze verifier (sha256 ${sha}) staat in het logboek, in regel ${at}.`,
    checkpoint: ({ origin, size, root }) =>
      `✓ Checkpoint van ${origin}: ${size} regels, wortel ${root}. De handtekening klopt.`,
    keyFromExport: (vkey) =>
      `! De sleutel komt uit de export zelf. Dat bewijst alleen dat de bestanden bij elkaar horen. Vraag de sleutel langs een andere weg en geef hem met --sleutel. Nu gebruikt: ${vkey}`,
    cosigned: (names, organs, quorum) =>
      `✓ Medeondertekend door: ${names}.${quorum > 0 ? ` Organen: ${organs}; nodig: ${quorum}.` : ''}`,
    witnessesFromExport: () =>
      '! De sleutels van getuigen komen uit de export zelf. Geef ze met --getuige, langs een andere weg verkregen.',
    stamped: (stamps) =>
      `✓ ${stamps.length} tijdstempels: ${stamps.at(-1).size} regels waren er op ${timeOf(stamps.at(-1).ms)}.`,
    tsaFromExport: () =>
      '! De certificaten van de tijdstempeldienst komen uit de export zelf. Geef ze met --tsa, zelf gekozen.',
    bracketed: () => '✓ Geen regel heeft een tijd die niet past tussen wat getuigen en tijdstempels zeggen.',
    heads: (stream, revision, index) =>
      `✓ Regel ${index} legt vast tot waar elke reeks gaat: ${stream} is volledig, tot en met nummer ${revision}.`,
    manifest: ({ audience, madeAt }, dossier) =>
      `✓ Het manifest is ondertekend: voor ${audience}, gemaakt op ${madeAt}${dossier ? `, alleen waarden van ${dossier}` : ''}.`,
    tree: (files) => `✓ De boom is nagerekend uit de regels: ${files} bestanden, elk byte voor byte.`,
    entries: (size, streams) => `✓ ${size} regels in ${streams} reeksen: vorm, volgorde en tijden kloppen.`,
    disclosed: (n) => `✓ ${n} waarden getoond, en elke waarde hoort bij haar regel.`,
    withheld: (n, kind, secrecy) => `  ${n} achtergehouden met grond: ${kind}${secrecy}.`,
    erased: (n, by) => `  ${n} gewist door regel ${by}.`,
    decoys: (n) => `  ${n} opvulling in vertrouwelijke regels, volgens het manifest.`,
    otherProgramme: () => 'ander programma',
    not: () => 'Niet gecontroleerd:',
    notTrue: () => '  – of waar is wat is vastgelegd: een logboek bewijst alleen dat het zo is vastgelegd;',
    notWithheld: () => '  – of een genoemde grond terecht is, en wat er achter staat;',
    notCosigned: (n) =>
      `  – ${n > 0 ? `${n} van de bekende getuigen tekenden niet` : 'getuigen: dit logboek heeft er geen, en u gaf er geen'};`,
    notUnknown: (n) => `  – ${n} handtekeningen van sleutels die hier niet bekend zijn;`,
    notStamped: () => '  – tijdstempels van buiten: dit logboek heeft er geen;',
    noOpenssl: () => '  – de tijdstempels van buiten: op deze machine staat geen OpenSSL;',
    notReal: () => '  – de tijden: dit logboek zegt dat zijn klok niet echt is (voorbeeld of proef);',
    notFiles: (paths, n) => `  – ${n} bestanden die niet bij de export horen: ${paths};`,
    comparing: (folder) => `— ${folder}`,
    sameLog: (size) => `✓ Beide exports hebben hetzelfde logboek: ${size} regels, byte voor byte gelijk.`,
    grownLog: (a, b) => `✓ Het ene logboek (${a} regels) is het begin van het andere (${b}).`,
    compared: ({ shared, withheld, erased, more }, narrow, wide) =>
      `✓ ${shared} waarden in beide; ${more} alleen voor ${wide}; ${withheld + erased} alleen voor ${narrow}, met grond ` +
      `(${erased} sindsdien gewist, ${withheld} in de andere achtergehouden).`,
  },
  en: {
    usage: () =>
      'Usage: node verifier.mjs EXPORT [--sleutel VKEY] [--getuige VKEY]… [--tsa PEM] [--taal nl|en]\n' +
      '       node verifier.mjs compare A B [the same options]\n' +
      '       --sleutel: key; --getuige: witness; --tsa: certificates of the time stamp authority; --taal: language',
    wrong: (words) => `✗ ${words}`,
    firstWrong: () => '  This is the first thing that is wrong. What comes after it was not checked.',
    allRight: () => '✓ Everything that can be checked is right.',
    unreadable: (words) => `Cannot be read: ${words}`,
    failed: (words) => `The folder or a file in it cannot be read (${words}).`,
    noFolder: (path) => `${path} is not a folder.`,
    notAnExport: (path) => `the file ${path} is missing, so this is not an export.`,
    keyMalformed: (key) => `${short(key)} is not a verifier key (name+id+key).`,
    fileMissing: (path) => `The file ${path} is missing.`,
    notAFile: (path) => `${path} is not an ordinary file.`,
    fileTooLarge: (path) => `The file ${path} is larger than it may be.`,
    notUtf8: (path) => `The file ${path} is not readable text (UTF-8).`,
    lastLine: (path) => `The file ${path} ends in the middle of a line.`,
    tileDiffers: (path) => `The file ${path} does not belong to the entries of the log.`,
    bundleEnds: (path, index) => `The file ${path} ends inside entry ${index}: a part is missing.`,
    bundleTooLong: (path) => `The file ${path} has more bytes than its entries.`,
    rootDiffers: (size) => `The ${size} entries are not the entries that were signed.`,
    noteMalformed: (file) => `The file ${file} does not have the form of a signed note.`,
    signatureWrong: (file, name) => `The signature of ${short(name)} under ${file} does not belong to this text.`,
    notSigned: (file, name) => `The file ${file} is not signed with the key of ${short(name)}.`,
    checkpointMalformed: (file) => `The text of the file ${file} does not have the right form.`,
    otherKey: (given, own) => `The export is of another key (${own}) than the one you gave (${given}).`,
    otherOrigin: (is, wanted) => `The checkpoint is of log ${short(is)} and not of ${short(wanted)}.`,
    manifestMalformed: (what) => `In manifest.json the form of "${what}" is wrong.`,
    manifestOther: () => 'The manifest is not the one that was signed: it was changed, or is of another export.',
    manifestSays: (name, says, is) => `The manifest says ${name} ${short(says)}, but the checkpoint ${short(is)}.`,
    entryNotCanonical: (index) => `Entry ${index} is not written as it must be (canonical JSON).`,
    entryMember: (index, name) => `In entry ${index}, "${name}" is wrong.`,
    revision: (index, stream, wanted, is) =>
      `Entry ${index}: in stream ${short(stream)} number ${wanted} comes next, but there is ${is}.`,
    timeInStream: (index, stream, time, before) =>
      `Entry ${index} has time ${time}, before the previous one in ${short(stream)} (${before}).`,
    timeInLog: (index, time, before) => `Entry ${index} has time ${time}, more than 5 seconds before ${before}.`,
    lineMissing: (index) => `disclosures.jsonl lacks the line of entry ${index}.`,
    lineMalformed: (index) => `In disclosures.jsonl the line of entry ${index} does not have the right form.`,
    linesLeft: (size) => `disclosures.jsonl holds more than the ${size} entries of the log.`,
    disclosureForeign: (index) =>
      `With entry ${index} stands a value that was not recorded there: it was changed or belongs elsewhere.`,
    disclosureOrder: (index) => `With entry ${index} a value stands twice, or not in its place.`,
    disclosureMalformed: (index) => `With entry ${index} stands a value that cannot be read.`,
    disclosureName: (index, name) => `With entry ${index} the field ${short(name)} stands twice.`,
    disclosuresOther: () => 'The file disclosures.jsonl is not the file that was signed.',
    otherFile: (path) => `The file ${path} is not the file that the manifest speaks of.`,
    quorum: (n, wanted) => `Witnesses of ${n} organs cosigned; this log wants ${wanted}.`,
    stampWrong: (path) => `The timestamp ${path} does not hold, or is not by the authority of these certificates.`,
    stampedOther: (size) => `The first ${size} entries are not the entries that were stamped then.`,
    backDated: (index, time, from) =>
      `Entry ${index} has time ${time}, but was not yet in the log at ${from}: it is back-dated.`,
    postDated: (index, time, until) => `Entry ${index} has time ${time}, but was in the log already at ${until}.`,
    headsWrong: (index) =>
      `Entry ${index} says up to where every stream goes, and the entries before it say otherwise.`,
    headsMissing: (index) => `The last entry must say up to where every stream goes; entry ${index} does not.`,
    noProgramme: (stream) => `Programme ${short(stream)} is not in this log.`,
    verifierUnknown: (sha) => `The manifest names a verifier (${short(sha)}) that is not in the log.`,
    missing: (index, n) => `With entry ${index}, ${n} values are missing without ground.`,
    tooMany: (index, n) => `With entry ${index} the manifest names ${n} values too many.`,
    tooManyDecoys: (index, n) => `With entry ${index}, ${n} values are called decoys; there cannot be so many.`,
    auditorWithheld: (index) => `With entry ${index} a value is withheld, while an auditor gets everything.`,
    erasedByNobody: (index) => `With entry ${index} a value was erased, and no entry says why.`,
    erasedByOther: (index, by) =>
      `With entry ${index} a value is said to be erased by entry ${by}, which erases nothing.`,
    otherLog: (a, b) => `The two exports are of different logs or keys: ${short(a)} and ${short(b)}.`,
    fork: (size) =>
      `The first ${size} entries of the two exports differ, while both are signed. Keep both: this is evidence.`,
    widerLacks: (index, n, narrow, wide) => `With entry ${index}, ${narrow} has ${n} values that ${wide} has not.`,
    goneButThere: (index, n) =>
      `With entry ${index}, ${n} values are called erased or decoys, while one of the exports shows them.`,
    self: (sha, at) =>
      at === undefined
        ? `! This verifier (sha256 ${sha}) is not in the log: it is another one than that of the municipality.`
        : `✓ This verifier (sha256 ${sha}) is in the log, in entry ${at}.`,
    checkpoint: ({ origin, size, root }) =>
      `✓ Checkpoint of ${origin}: ${size} entries, root ${root}. The signature holds.`,
    keyFromExport: (vkey) =>
      `! The key comes from the export itself. That proves only that the files belong together. Ask for the key by another way and give it with --sleutel. Used now: ${vkey}`,
    cosigned: (names, organs, quorum) =>
      `✓ Cosigned by: ${names}.${quorum > 0 ? ` Organs: ${organs}; needed: ${quorum}.` : ''}`,
    witnessesFromExport: () =>
      '! The keys of witnesses come from the export itself. Give them with --getuige, obtained by another way.',
    stamped: (stamps) =>
      `✓ ${stamps.length} timestamps: ${stamps.at(-1).size} entries were there at ${timeOf(stamps.at(-1).ms)}.`,
    tsaFromExport: () =>
      '! The certificates of the time stamp authority come from the export itself. Give them with --tsa, of your own choice.',
    bracketed: () => '✓ No entry has a time that does not fit between what witnesses and timestamps say.',
    heads: (stream, revision, index) =>
      `✓ Entry ${index} lays down up to where every stream goes: ${stream} is whole, up to number ${revision}.`,
    manifest: ({ audience, madeAt }, dossier) =>
      `✓ The manifest is signed: for ${audience}, made at ${madeAt}${dossier ? `, values of ${dossier} only` : ''}.`,
    tree: (files) => `✓ The tree was computed again from the entries: ${files} files, byte for byte.`,
    entries: (size, streams) => `✓ ${size} entries in ${streams} streams: form, order and times are right.`,
    disclosed: (n) => `✓ ${n} values disclosed, and each matches its entry.`,
    withheld: (n, kind, secrecy) => `  ${n} withheld with ground: ${kind}${secrecy}.`,
    erased: (n, by) => `  ${n} erased by entry ${by}.`,
    decoys: (n) => `  ${n} decoys in confidential entries, by the manifest.`,
    otherProgramme: () => 'other programme',
    not: () => 'Not checked:',
    notTrue: () => '  – whether what was recorded is true: a log proves only that it was recorded so;',
    notWithheld: () => '  – whether a ground is justified, and what stands behind it;',
    notCosigned: (n) =>
      `  – ${n > 0 ? `${n} of the known witnesses did not sign` : 'witnesses: this log has none, and you gave none'};`,
    notUnknown: (n) => `  – ${n} signatures by keys that are not known here;`,
    notStamped: () => '  – timestamps from outside: this log has none;',
    noOpenssl: () => '  – the timestamps from outside: there is no OpenSSL on this machine;',
    notReal: () => '  – the times: this log says that its clock is not real (example or trial);',
    notFiles: (paths, n) => `  – ${n} files that do not belong to the export: ${paths};`,
    comparing: (folder) => `— ${folder}`,
    sameLog: (size) => `✓ Both exports have the same log: ${size} entries, equal byte for byte.`,
    grownLog: (a, b) => `✓ One log (${a} entries) is the beginning of the other (${b}).`,
    compared: ({ shared, withheld, erased, more }, narrow, wide) =>
      `✓ ${shared} values in both; ${more} only for ${wide}; ${withheld + erased} only for ${narrow}, with ground ` +
      `(${erased} erased since, ${withheld} withheld in the other).`,
  },
};

const SHOWN_STRANGERS = 5;
/** What the exporter calls a value of a dossier that was not asked for. */
const OTHER_PROGRAMME = 'ander-programma';

/** @param {Verified} result @param {Options} options @param {Tell} tell */
function tellResult(result, options, tell) {
  const { manifest, checkpoint, tree, sequence, grounds } = result;
  tell('checkpoint', checkpoint);
  if (options.sleutel === undefined) tell('keyFromExport', manifest.vkey);
  tellOutside(result, options, tell);
  tell('manifest', manifest, manifest.programme?.stream);
  tell('tree', tree.paths.size);
  tell('entries', checkpoint.size, sequence.streams.size);
  if (manifest.programme !== undefined) {
    const { stream, streamHeads } = manifest.programme;
    tell('heads', stream, sequence.streams.get(stream)?.revision, streamHeads);
  }
  tell('disclosed', grounds.disclosed);
  manifest.grounds.forEach((ground, which) => {
    const count = grounds.counts[which];
    if (count === 0) return;
    if (ground.kind === 'decoy') tell('decoys', count);
    else if (ground.kind === 'erased') tell('erased', count, ground.by.join(', '));
    else {
      const secrecy = (ground.secrecy ?? []).map(({ id, articles }) => `${id} (${articles.join('; ')})`).join(', ');
      const kind = ground.class === OTHER_PROGRAMME ? WORDS[options.taal].otherProgramme() : ground.class;
      tell('withheld', count, kind, secrecy === '' ? '' : `; ${secrecy}`);
    }
  });
  const self = sha256(readFileSync(fileURLToPath(import.meta.url)));
  tell('self', self, sequence.verifiers.get(self));
  tellUnchecked(result, options, tell);
}

/** What others than the municipality said of the log. @param {Verified} result @param {Options} options @param {Tell} tell */
function tellOutside({ manifest, cosigners, organs, stamps, anchors, sequence }, options, tell) {
  if (cosigners.length > 0) {
    tell('cosigned', cosigners.map(({ name }) => name).join(', '), organs.join(', '), manifest.witnesses.quorum);
    if (!cosigners.every(({ vkey }) => options.getuigen.includes(vkey))) tell('witnessesFromExport');
  }
  if (stamps.anchors.length > 0) {
    tell('stamped', stamps.anchors);
    if (options.tsa === undefined) tell('tsaFromExport');
  }
  if (anchors.length > 0 && sequence.clock !== SIMULATED) tell('bracketed');
}

/** @param {Verified} result @param {Options} options @param {Tell} tell */
function tellUnchecked(result, options, tell) {
  const { manifest, cosigners, unknown, stamps, sequence } = result;
  const known = witnessesOf(manifest, options).length;
  tell('not');
  tell('notTrue');
  if (manifest.grounds.some(({ kind }) => kind === 'withheld')) tell('notWithheld');
  if (known === 0 || known > cosigners.length) tell('notCosigned', known - cosigners.length);
  if (unknown > 0) tell('notUnknown', unknown);
  if (stamps.heads.length === 0) tell('notStamped');
  if (stamps.unchecked) tell('noOpenssl');
  if (sequence.clock !== 'real') tell('notReal');
  const others = strangers(result);
  if (others.length > 0) tell('notFiles', others.slice(0, SHOWN_STRANGERS).join(', '), others.length);
}

/** @param {string[]} words @returns {{ folders: string[], options: Options } | undefined} */
function parseWords(words) {
  /** @type {Options} */
  const options = { getuigen: [], taal: 'nl' };
  const folders = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word.startsWith('--')) {
      folders.push(word);
      continue;
    }
    const value = words[++at];
    if (value === undefined) return undefined;
    if (word === '--sleutel') options.sleutel = value;
    else if (word === '--getuige') options.getuigen.push(value);
    else if (word === '--tsa') options.tsa = value;
    else if (word === '--taal' && (value === 'nl' || value === 'en')) options.taal = value;
    else return undefined;
  }
  return { folders, options };
}

/** @param {string[]} words @param {(line: string) => void} write @returns {number} the exit code */
export function main(words, write) {
  const { folders, options } = parseWords(words) ?? { folders: [], options: /** @type {Options} */ ({ taal: 'nl' }) };
  const say = (/** @type {string} */ key, /** @type {unknown[]} */ ...args) => WORDS[options.taal][key](...args);
  const tell = (/** @type {string} */ key, /** @type {unknown[]} */ ...args) => void write(say(key, ...args));
  try {
    if (folders[0] === 'compare' && folders.length === 3) compareExports(folders[1], folders[2], options, tell);
    else if (folders.length === 1) tellResult(verifyExport(folders[0], options), options, tell);
    else {
      tell('usage');
      return 2;
    }
    tell('allRight');
    return 0;
  } catch (error) {
    if (!(error instanceof Finding)) {
      tell('unreadable', say('failed', /** @type {Error} */ (error).message));
      return 2;
    }
    const told = say(error.key, ...error.args);
    tell(error instanceof Unreadable ? 'unreadable' : 'wrong', told);
    if (error instanceof Unreadable) return 2;
    tell('firstWrong');
    return 1;
  }
}

const [, started, ...given] = process.argv;
if (started !== undefined && realpathSync(started) === realpathSync(fileURLToPath(import.meta.url)))
  process.exitCode = main(given, (line) => void process.stdout.write(`${line}\n`));
