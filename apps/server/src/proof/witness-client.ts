import { createHash } from 'node:crypto';
import { encodeBase64, parseNote, parseSignatureLines, TransparencyRefused, type NoteSignature } from '#transparency';
import { fetchLimited, whyNoAnswer } from './fetch-limited.js';
import type { TrustedWitness } from './witness-policy.js';

/** What a log asks of a witness (tlog-witness, "add-checkpoint"). */
export interface Submission {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
}
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature }
  /** It cosigned another size last than the log thought. */
  | { readonly kind: 'elsewhere'; readonly size: number }
  /** What it cosigned before is not the beginning of this. */
  | { readonly kind: 'inconsistent' }
  | { readonly kind: 'failed'; readonly why: string };

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;
const SIZE = /^(0|[1-9][0-9]{0,15})\n$/;

export async function askWitness(
  witness: TrustedWitness,
  { oldSize, proof, note }: Submission,
  signal: AbortSignal,
): Promise<WitnessAnswer> {
  const body = `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${note}`;
  try {
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal };
    const answer = await fetchLimited(`${witness.url}/add-checkpoint`, { method: 'POST', body }, limits);
    return meaningOf(witness, note, answer.status, answer.body.toString('utf8'));
  } catch (error) {
    return { kind: 'failed', why: whyNoAnswer(error) };
  }
}

function meaningOf(witness: TrustedWitness, note: string, status: number, body: string): WitnessAnswer {
  switch (status) {
    case 200:
      return cosignatureIn(witness, note, body);
    case 409: {
      const size = Number(SIZE.exec(body)?.[1] ?? Number.NaN);
      // Version 1.0.0 of the specification gives 409 without a size for another root of the same size.
      return Number.isSafeInteger(size) ? { kind: 'elsewhere', size } : { kind: 'inconsistent' };
    }
    case 422:
      return { kind: 'inconsistent' };
    case 404:
      return { kind: 'failed', why: 'kent dit logboek niet' };
    case 403:
      return { kind: 'failed', why: 'vertrouwt de sleutel van dit logboek niet' };
    default:
      return { kind: 'failed', why: `geeft fout ${status}` };
  }
}

/** Signatures by others are ignored; one by this witness must hold. */
function cosignatureIn({ verifier }: TrustedWitness, note: string, lines: string): WitnessAnswer {
  try {
    const text = Buffer.from(parseNote(Buffer.from(note)).text);
    const signature = parseSignatureLines(lines).find(
      ({ name, keyId }) => name === verifier.name && keyId === verifier.keyId,
    );
    if (signature !== undefined && verifier.verify(text, signature.signature)) return { kind: 'cosigned', signature };
  } catch (error) {
    if (!(error instanceof TransparencyRefused)) throw error;
  }
  return { kind: 'failed', why: 'geeft een medeondertekening die niet klopt' };
}

/** What a witness shows of a log to whoever asks; undefined when it does not. Nothing of it is verified. */
export async function shownBy(
  witness: TrustedWitness,
  origin: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const hash = createHash('sha256').update(origin).digest('hex');
  try {
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal };
    const { status, body } = await fetchLimited(`${witness.url}/${hash}/checkpoint`, {}, limits);
    return status === 200 ? body : undefined;
  } catch {
    return undefined;
  }
}
