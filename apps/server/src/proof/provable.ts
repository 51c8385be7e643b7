import { LogUnavailable, placeOf, type LogReader } from '#event-log';
import type { SignedLogSource } from './signed-log.js';

/** How long an answer is held up at most, for who asked for it to be provable. */
export const MAX_PROVABLE_WAIT_MS = 10_000;
/** How often it is looked whether a new checkpoint was signed; that happens once a second at most. */
const LOOK_EVERY_MS = 50;

/** An act that is durable, by the last entry that it has. */
export interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly position: number | undefined;
}
/** How an act stands: durable, or covered by a signed checkpoint as well. Its place is not known as long as it has none. */
export interface Standing {
  readonly position: number | undefined;
  readonly provable: boolean;
}

/** How an act stands now. */
export function standingOf({ position }: Recorded, signedLog: SignedLogSource | undefined): Standing {
  return { position, provable: position !== undefined && (signedLog?.()?.size ?? 0) > position };
}

/** How an act stands once it is provable, or when the time is over; recorded it is in any case. */
export async function provableStanding(
  recorded: Recorded,
  log: Pick<LogReader, 'readStream'>,
  signedLog: SignedLogSource | undefined,
  ms = MAX_PROVABLE_WAIT_MS,
): Promise<Standing> {
  const end = performance.now() + ms;
  const position = recorded.position ?? (await Promise.race([placeInTime(recorded, log), pause(ms, false)]));
  for (;;) {
    const standing = standingOf({ ...recorded, position }, signedLog);
    const left = end - performance.now();
    if (standing.provable || position === undefined || left <= 0) return standing;
    await pause(Math.min(LOOK_EVERY_MS, left));
  }
}

/** Undefined when it has none in time, or the log is away: neither undoes what was recorded. */
async function placeInTime(
  { stream, revision }: Recorded,
  log: Pick<LogReader, 'readStream'>,
): Promise<number | undefined> {
  try {
    return await placeOf(log, stream, revision);
  } catch (error) {
    if (error instanceof LogUnavailable) return undefined;
    throw error;
  }
}

/** One that need not keep the process alive does not. */
const pause = (ms: number, alive = true): Promise<undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    if (!alive) timer.unref();
  });
