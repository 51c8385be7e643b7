import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint, type TrustedLog } from './checkpoint.js';
import { requireHash, requireSize } from './hash.js';
import { MAX_NOTE_BYTES, parseNote } from './note.js';
import { MAX_PROOF_HASHES, verifyInclusion } from './proof.js';
import { refuse } from './refusal.js';
import { decodeBase64, decodeText, encodeBase64, parseDecimal, shown } from './text.js';

/** tlog-proof, "Format", first line. */
const HEADER = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';
const INDEX = 'index ';
/** Ours: extra data is context, not cargo. */
export const MAX_EXTRA_BYTES = 65_536;
/** A checkpoint, and room for the extra data in base64 and for 63 hashes. */
export const MAX_TLOG_PROOF_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES;
/** tlog-proof: proofs are stored with this ending. */
export const TLOG_PROOF_EXTENSION = '.tlog-proof';

/** A receipt: an entry's place in a log, to be checked offline. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling up to the root's child. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, byte for byte. */
  readonly checkpoint: string;
  /** Nobody signed this. */
  readonly extra?: Uint8Array;
}

/** tlog-proof, "Format". */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  requireSize(index, 'the index');
  requireLimits(proof.length, extra?.length ?? 0);
  for (const hash of proof) requireHash(hash, 'a hash of the proof');
  requireCheckpoint(checkpoint);
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`${EXTRA}${encodeBase64(extra)}`]),
    `${INDEX}${index}`,
    ...proof.map(encodeBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

const requireCheckpoint = (note: string): void => void parseCheckpoint(parseNote(Buffer.from(note, 'utf8')).text);

function requireLimits(hashes: number, extraBytes: number): void {
  if (hashes > MAX_PROOF_HASHES) {
    refuse('PROOF_WRONG_LENGTH', `a proof of ${hashes} hashes; ${MAX_PROOF_HASHES} is the limit`);
  }
  if (extraBytes > MAX_EXTRA_BYTES) {
    refuse('TOO_LARGE', `${extraBytes} bytes of extra data; ${MAX_EXTRA_BYTES} is the limit`);
  }
}

/** tlog-proof, "Format". Nothing is verified yet; the checkpoint has the form of one, and stays as it is. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const text = decodeText(bytes, MAX_TLOG_PROOF_BYTES, 'the proof');
  const blank = text.indexOf('\n\n');
  if (blank < 0) return refuse('TLOG_PROOF_MALFORMED', 'the proof has no blank line before its checkpoint');
  const lines = text.slice(0, blank).split('\n');
  if (lines.shift() !== HEADER) refuse('TLOG_PROOF_MALFORMED', `the first line of a proof is ${HEADER}`);
  const extraLine = lines[0]?.startsWith(EXTRA) === true ? lines.shift() : undefined;
  const indexLine = lines.shift() ?? '';
  if (!indexLine.startsWith(INDEX)) {
    refuse('TLOG_PROOF_MALFORMED', `the line of the index does not begin with "${INDEX}": ${shown(indexLine)}`);
  }
  const index = parseDecimal(indexLine.slice(INDEX.length), 'the index');
  const extra = extraLine === undefined ? undefined : decodeBase64(extraLine.slice(EXTRA.length), 'the extra data');
  requireLimits(lines.length, extra?.length ?? 0);
  const proof = lines.map((line) => {
    const hash = decodeBase64(line, 'a line of the proof');
    requireHash(hash, 'a line of the proof');
    return hash;
  });
  const checkpoint = text.slice(blank + 2);
  requireCheckpoint(checkpoint);
  return { index, proof, checkpoint, ...(extra !== undefined && { extra }) };
}

/** What an accepted receipt proves: the entry is number `index` in the log at `checkpoint`. */
export interface ProvenEntry {
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
  /** Not proven by anything (tlog-proof, "Format"). */
  readonly extra?: Uint8Array;
}

/** Checks a receipt whole: the log's signature over the checkpoint, and the way from the leaf to its root. */
export function verifyTlogProof(bytes: Uint8Array, leafHash: Uint8Array, log: TrustedLog): ProvenEntry {
  const { index, proof, checkpoint, extra } = parseTlogProof(bytes);
  const opened = openCheckpoint(Buffer.from(checkpoint, 'utf8'), log);
  verifyInclusion({ index, size: opened.size, leafHash, root: opened.root, proof });
  return { index, checkpoint: opened, ...(extra !== undefined && { extra }) };
}
