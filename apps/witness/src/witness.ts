import { createHash } from 'node:crypto';
import {
  formatNote,
  formatSignatureLine,
  openCheckpoint,
  signatureOver,
  TransparencyRefused,
  verifyConsistency,
  type NoteSigner,
  type OpenedCheckpoint,
  type TrustedLog,
} from '#transparency';
import { Malformed, parseAddCheckpoint, type AddCheckpoint } from './add-checkpoint.js';
import type { Cosigned, WitnessStore } from './store.js';

/** What the witness answers, as HTTP. */
export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

export const TEXT = 'text/plain; charset=utf-8';
/** tlog-witness, "add-checkpoint": the body of a 409 is a size. */
const SIZE_TYPE = 'text/x.tlog.size';

export interface WitnessOptions {
  readonly logs: readonly TrustedLog[];
  readonly store: WitnessStore;
  /** The witness's own, of type 0x04. */
  readonly signer: NoteSigner;
}

/**
 * An independent cosigner (tlog-witness). Its signature says one thing: this checkpoint begins with everything that I
 * signed for this log before. It looks at no entry and needs no trust in the log.
 */
export class Witness {
  private readonly logs: ReadonlyMap<string, TrustedLog>;

  constructor(private readonly options: WitnessOptions) {
    this.logs = new Map(options.logs.map((log) => [log.origin, log]));
  }

  /** tlog-witness, "add-checkpoint". The checks stand in the order of the specification. */
  async add(body: Uint8Array): Promise<Answer> {
    const request = parsed(body);
    if (request instanceof Malformed) return refusal(400, request.message);
    const { checkpoint, oldSize } = request;
    const log = this.logs.get(checkpoint.origin);
    if (log === undefined) return refusal(404, 'this witness does not know this log');
    const opened = openedBy(log, request.note);
    if (opened === undefined) return refusal(403, 'no key that this witness trusts for this log signed the checkpoint');
    if (oldSize > checkpoint.size) return refusal(400, 'the old size is larger than that of the checkpoint');
    const before = this.options.store.read(checkpoint.origin);
    if (oldSize !== (before?.size ?? 0)) return conflict(before);
    const inconsistency = inconsistencyOf(before, request);
    if (inconsistency !== undefined) return refusal(422, inconsistency);
    return this.cosign(opened, before);
  }

  /** tlog-witness, monitoring: what this witness cosigned last of a log, by the hash of its origin. */
  latest(originHash: string): Answer {
    const log = [...this.logs.keys()].find((origin) => hashOfOrigin(origin) === originHash);
    const cosigned = log === undefined ? undefined : this.options.store.read(log);
    if (cosigned === undefined) return refusal(404, 'this witness has cosigned nothing of this log');
    return { status: 200, type: TEXT, body: cosigned.note };
  }

  /** Kept first, answered after: what nobody was told may be kept, what somebody was told must be. */
  private async cosign(opened: OpenedCheckpoint, before: Cosigned | undefined): Promise<Answer> {
    const { origin, size, root, text, signatures } = opened;
    const cosignature = await signatureOver(text, this.options.signer);
    // Signatures of strangers are left out, so that nobody can fill this store with them.
    const note = formatNote({ text, signatures: [...signatures, cosignature] });
    const kept = this.options.store.replace(origin, before, { size, root, note });
    if (!kept) return conflict(this.options.store.read(origin));
    return { status: 200, type: TEXT, body: formatSignatureLine(cosignature) };
  }
}

export const hashOfOrigin = (origin: string): string => createHash('sha256').update(origin).digest('hex');

const refusal = (status: 400 | 403 | 404 | 422, why: string): Answer => ({ status, type: TEXT, body: `${why}\n` });
const conflict = (before: Cosigned | undefined): Answer => ({
  status: 409,
  type: SIZE_TYPE,
  body: `${before?.size ?? 0}\n`,
});

function parsed(body: Uint8Array): AddCheckpoint | Malformed {
  try {
    return parseAddCheckpoint(body);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function openedBy(log: TrustedLog, note: Uint8Array): OpenedCheckpoint | undefined {
  try {
    return openCheckpoint(note, log);
  } catch (error) {
    if (error instanceof TransparencyRefused) return undefined;
    throw error;
  }
}

/** Why the checkpoint does not begin with what was cosigned before; undefined when it does. */
function inconsistencyOf(before: Cosigned | undefined, { proof, checkpoint }: AddCheckpoint): string | undefined {
  // Every tree begins with the empty one: there is nothing to prove, and a proof of nothing is a mistake.
  if (before === undefined || before.size === 0)
    return proof.length === 0 ? undefined : 'a proof from the empty tree has no lines';
  try {
    const { size: size2, root: root2 } = checkpoint;
    verifyConsistency({ size1: before.size, root1: before.root, size2, root2, proof });
    return undefined;
  } catch (error) {
    if (error instanceof TransparencyRefused) return error.message;
    throw error;
  }
}
