import { emptyRoot, requireHash, requireSize, sameBytes } from './hash.js';
import type { NoteSigner, NoteVerifier } from './keys.js';
import { openNote, type NoteSignature, signNote } from './note.js';
import { refuse } from './refusal.js';
import { decodeBase64, encodeBase64, parseDecimal, refuseControls, shown } from './text.js';

/** A tree head as tlog-checkpoint writes it ("Note text"). */
export interface Checkpoint {
  /** The identity of the log; by custom also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** tlog-checkpoint, "Note text", line 4: not recommended, since no monitor can check them. We write none. */
  readonly extensions?: readonly string[];
}

/** tlog-checkpoint, "Note text": origin, size, root and, if any, extension lines. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions = [] } = checkpoint;
  requireSize(size, 'the size of the checkpoint');
  requireHash(root, 'the root of the checkpoint');
  requireEmptyRoot(size, root);
  for (const line of [origin, ...extensions]) requireLine(line);
  return [origin, String(size), encodeBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

function requireLine(line: string): void {
  if (line === '' || line.includes('\n')) {
    refuse('CHECKPOINT_MALFORMED', `a line of a checkpoint is not empty and is one line: ${shown(line)}`);
  }
  refuseControls(line, 'a line of the checkpoint');
}

/** RFC 9162 §2.1.1: a tree without leaves has one root. Another would be a promise that nobody can check. */
function requireEmptyRoot(size: number, root: Uint8Array): void {
  if (size === 0 && !sameBytes(root, emptyRoot())) {
    refuse('CHECKPOINT_EMPTY_TREE_ROOT', 'the root of size 0 is not the hash of the empty tree');
  }
}

/** tlog-checkpoint, "Note text". Reads what `formatCheckpoint` writes, and nothing that is written otherwise. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  // Behind the last newline stands nothing; every line before it says something.
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('')) {
    return refuse('CHECKPOINT_MALFORMED', 'a checkpoint has at least three lines, none of them empty');
  }
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = lines;
  refuseControls(text, 'the checkpoint');
  const size = parseDecimal(sizeLine, 'the size of the checkpoint');
  const root = decodeBase64(rootLine, 'the root of the checkpoint');
  requireHash(root, 'the root of the checkpoint');
  requireEmptyRoot(size, root);
  return extensions.length === 0 ? { origin, size, root } : { origin, size, root, extensions };
}

/**
 * tlog-checkpoint, "Signatures". A log must never sign a checkpoint that is inconsistent with one that it signed
 * before; whoever calls this keeps the last one and has checked it.
 */
export const signCheckpoint = (checkpoint: Checkpoint, ...signers: readonly NoteSigner[]): Promise<string> =>
  signNote(formatCheckpoint(checkpoint), ...signers);

/** Whom a reader of a log trusts. */
export interface TrustedLog {
  readonly origin: string;
  /** The keys of the log itself; more than one while it changes keys. At least one must have signed. */
  readonly logKeys: readonly NoteVerifier[];
  /** Keys of witnesses, whose cosignatures are verified when they are there. How many are needed is the reader's rule. */
  readonly witnessKeys?: readonly NoteVerifier[];
}

export interface OpenedCheckpoint extends Checkpoint {
  /** The text that was signed. */
  readonly text: string;
  /** By the log. */
  readonly signatures: readonly NoteSignature[];
  /** By known witnesses, verified; `cosignatureTime` tells when. */
  readonly cosignatures: readonly NoteSignature[];
  /** By keys that the reader does not know; they prove nothing. */
  readonly unknown: readonly NoteSignature[];
}

/**
 * A checkpoint that the log itself signed (tlog-checkpoint, "Signatures"); one that only witnesses signed is refused,
 * and so is one of another log under the same key.
 */
export function openCheckpoint(bytes: Uint8Array, { origin, logKeys, witnessKeys = [] }: TrustedLog): OpenedCheckpoint {
  const { text, verified, unknown } = openNote(bytes, [...logKeys, ...witnessKeys]);
  const isLog = ({ name, keyId }: NoteSignature): boolean =>
    logKeys.some((key) => key.name === name && key.keyId === keyId);
  const signatures = verified.filter(isLog);
  if (signatures.length === 0) {
    refuse('NOTE_NOT_SIGNED_BY_KNOWN_KEY', `the log ${shown(origin)} itself did not sign this checkpoint`);
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) {
    refuse('CHECKPOINT_ORIGIN_DIFFERS', `this is a checkpoint of ${shown(checkpoint.origin)}, not of ${shown(origin)}`);
  }
  return { ...checkpoint, text, signatures, cosignatures: verified.filter((one) => !isLog(one)), unknown };
}
