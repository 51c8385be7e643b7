import {
  decodeBase64,
  HASH_BYTES,
  MAX_PROOF_HASHES,
  parseCheckpoint,
  parseNote,
  TransparencyRefused,
  type Checkpoint,
} from '#transparency';

/** tlog-witness, "add-checkpoint": what a log sends. */
export interface AddCheckpoint {
  /** The size of what the log thinks that the witness cosigned last. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, byte for byte. */
  readonly note: Uint8Array;
  /** What it says; nothing is verified yet. */
  readonly checkpoint: Checkpoint;
}

/** Room for 63 lines of proof and a checkpoint with many signatures. */
export const MAX_REQUEST_BYTES = 65_536;
const OLD_SIZE = /^old (0|[1-9][0-9]{0,15})$/;
const BLANK_LINE = Buffer.from('\n\n');

/** Why a request is not one. */
export class Malformed extends Error {}

/** Reads a request of at most MAX_REQUEST_BYTES. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // The first blank line; the second one is that of the note.
  const blank = bytes.indexOf(BLANK_LINE);
  if (blank < 0) throw new Malformed('there is no empty line before the checkpoint');
  const [first = '', ...lines] = bytes.subarray(0, blank).toString('latin1').split('\n');
  const oldSize = Number(OLD_SIZE.exec(first)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(oldSize)) throw new Malformed('the first line is not: old <size>');
  if (lines.length > MAX_PROOF_HASHES) throw new Malformed(`a proof has at most ${MAX_PROOF_HASHES} lines`);
  const note = bytes.subarray(blank + BLANK_LINE.length);
  try {
    const proof = lines.map((line) => hashOf(line));
    return { oldSize, proof, note, checkpoint: parseCheckpoint(parseNote(note).text) };
  } catch (error) {
    if (error instanceof TransparencyRefused) throw new Malformed(error.message);
    throw error;
  }
}

function hashOf(line: string): Uint8Array {
  const hash = decodeBase64(line, 'a line of the proof');
  if (hash.length !== HASH_BYTES) throw new Malformed(`a hash has ${HASH_BYTES} bytes, not ${hash.length}`);
  return hash;
}
