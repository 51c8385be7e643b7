import type { FastifyReply } from 'fastify';
import type { Runtime } from '../runtime/runtime.js';
import type { Checkpointer } from './checkpointer.js';
import type { Guarded } from './guard.js';

/** What every answer and every report says of the log: the last checkpoint that was signed. */
export interface SignedLog {
  /** How many entries it covers. Entries from this position on are not signed yet. */
  readonly size: number;
  /** The root of the tree over them (RFC 9162 §2.1.1), as lower-case hexadecimal. */
  readonly root: string;
  readonly signedAt: string;
}
/** Undefined before anything was signed. */
export type SignedLogSource = () => SignedLog | undefined;
export const SIGNED_LOG = 'signed-log';

const LOG_SIZE_HEADER = 'besluitspoor-log-size';
const LOG_ROOT_HEADER = 'besluitspoor-log-root';
/** Puts in an answer how far the log is signed; nothing for a log that never was. */
export function tellSigned(reply: FastifyReply, signed: SignedLog | undefined): void {
  if (signed !== undefined)
    void reply.header(LOG_SIZE_HEADER, String(signed.size)).header(LOG_ROOT_HEADER, signed.root);
}

/** Without a checkpointer (a command of the command line) it is what the guard holds. */
export function signedLogOf({ guard }: Pick<Runtime, 'guard'>, checkpointer?: Checkpointer): SignedLogSource {
  let told: { readonly guarded: Guarded; readonly signed: SignedLog } | undefined;
  return () => {
    const guarded = checkpointer === undefined ? guard.read() : checkpointer.checkpoint;
    if (guarded === undefined) return undefined;
    // Asked for every answer, and changed once a second at most.
    if (told?.guarded !== guarded) told = { guarded, signed: signedLogFrom(guarded) };
    return told.signed;
  };
}
const signedLogFrom = ({ size, root, signedAt }: Guarded): SignedLog => ({
  size,
  root: Buffer.from(root).toString('hex'),
  signedAt,
});
