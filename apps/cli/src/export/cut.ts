import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpointer } from '../../../server/src/proof/checkpointer.js';
import { readWitnessPolicy } from '../../../server/src/proof/witness-policy.js';
import type { Runtime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';

/** Where an export ends: the signed checkpoint of its last entry, cosigned when the log has witnesses. */
export interface Cut {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
}

/** So often it is tried again when something was recorded between the last entry and its signature. */
const MAX_TRIES = 5;
const LOOK_EVERY_MS = 10;
const SIGNED_WITHIN_MS = 60_000;
const COSIGNED_WITHIN_MS = 20_000;

/**
 * Signs the log as it stands. For one programme an entry is recorded first that tells up to where every stream goes,
 * and the checkpoint ends with exactly that entry.
 */
export async function cut(runtime: Runtime, checkpointer: Checkpointer, programme: string | undefined): Promise<Cut> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const heads = programme === undefined ? undefined : await runtime.engine.recordStreamHeads();
    const wanted = heads === undefined ? (await runtime.log.head()).size : heads + 1;
    await signedUpTo(checkpointer, wanted);
    const { size, root, note: signed } = checkpointer.checkpoint!;
    if (heads !== undefined && size !== wanted) continue;
    const note = await cosignedNote(runtime, checkpointer, { size, note: signed });
    if (note !== undefined) return { size, root, note };
  }
  throw notSigned('Er wordt intussen telkens iets anders vastgelegd. Probeer het zo opnieuw.');
}

async function signedUpTo(checkpointer: Checkpointer, size: number): Promise<void> {
  for (const end = Date.now() + SIGNED_WITHIN_MS; ; await sleep(LOOK_EVERY_MS)) {
    await checkpointer.signNow();
    const { failure } = checkpointer.status();
    if (failure !== undefined) throw notSigned(failure);
    if ((checkpointer.checkpoint?.size ?? 0) >= size) return;
    if (Date.now() > end) throw notSigned('Het ondertekenen van het logboek duurt te lang.');
  }
}

/**
 * Who checks an export accepts only what enough organs cosigned; without witnesses the log's own signature is all there
 * is. Undefined when the witnesses have cosigned a later checkpoint meanwhile.
 */
async function cosignedNote(
  { folder }: Runtime,
  { cosigners }: Checkpointer,
  { size, note }: Pick<Cut, 'size' | 'note'>,
): Promise<string | undefined> {
  const { quorum } = readWitnessPolicy(folder);
  if (quorum === 0) return note;
  if (!(await cosigners.reached(size, COSIGNED_WITHIN_MS)))
    throw new CliError(
      EXIT.unavailable,
      'NOT_COSIGNED',
      `Niet genoeg getuigen ondertekenen: er zijn er van ${quorum} verschillende organen nodig. Probeer het opnieuw als zij er weer zijn.`,
    );
  const { cosigned } = cosigners;
  return cosigned?.size === size ? cosigned.note : undefined;
}

const notSigned = (why: string): CliError => new CliError(EXIT.unavailable, 'NOT_SIGNED', why);
