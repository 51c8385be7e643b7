import { closedError } from '../group-commit.js';
import { failureOf, toUnavailable } from './failures.js';
import type { LedgerRecord } from './ledger-record.js';
import type { Ledger } from './ledger.js';
import { LEASES_END_MS } from './lease.js';
import { pause } from './waiting.js';

interface Halting {
  readonly ledger: Ledger;
  readonly reason: string;
  /** Gives a place to everything that stands on the server at the call. */
  readonly placeAll: () => Promise<void>;
  /** Reads the ledger on, patiently. */
  readonly catchUp: () => Promise<void>;
  /** Aborts when the log closes: what is left then is for the next. */
  readonly signal: AbortSignal;
}

/**
 * Stops a log for good, in two steps: from the first record on nobody acknowledges anything new; once that holds for
 * every process, everything that stands gets its place, and the second record closes the log. One that was cut off
 * between the two is finished by the next, whose reason then is the first one's.
 */
export async function haltLog({ ledger, reason, placeAll, catchUp, signal }: Halting): Promise<void> {
  const writeUntil = async (stands: () => boolean, record: () => LedgerRecord): Promise<void> => {
    while (!stands()) {
      await ledger.write(record()).catch((error: unknown) => {
        const failure = failureOf(error);
        if (failure.kind !== 'conflict' && !failure.retryable) throw toUnavailable(failure);
      });
      await catchUp();
    }
  };
  const { index } = ledger;
  await catchUp();
  await writeUntil(
    () => index.haltingBecause !== undefined,
    () => ({ kind: 'halting', reason }),
  );
  if (index.haltedBecause !== undefined) return;
  await pause(LEASES_END_MS, signal);
  if (signal.aborted) throw closedError();
  await placeAll().catch((error: unknown) => {
    // In a log that somebody damaged nothing gets a place any more; it must be possible to stop it all the same.
    if (ledger.brokenBy === undefined) throw error;
  });
  await writeUntil(
    () => index.haltedBecause !== undefined,
    () => ({ kind: 'halted', reason: index.haltingBecause! }),
  );
}
