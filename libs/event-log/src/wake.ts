import { LogUnavailable, MAX_PAGE } from './port.js';
import type { Position, StoredEntry } from './port.js';

/** Entries per page of a subscription: enough to be quick, little enough to keep the event loop responsive. */
export const SUBSCRIPTION_PAGE = Math.min(1_000, MAX_PAGE);

/**
 * Tells that something was committed. A reader notes `version` before it reads and then waits for a change since that
 * version, so a commit between the read and the wait is never missed.
 */
export interface Wake {
  version(): number;
  /** Resolves when the version is no longer `seen`, when `signal` aborts, or when the log closes. Never rejects. */
  changed(seen: number, signal: AbortSignal): Promise<void>;
  readonly closed: boolean;
}

/** A wake for whoever shares the memory of the writer. */
export class LocalWake implements Wake {
  private commits = 0;
  private readonly listeners = new Set<() => void>();
  closed = false;

  version(): number {
    return this.commits;
  }

  notify(): void {
    this.commits++;
    for (const listener of [...this.listeners]) listener();
  }

  close(): void {
    this.closed = true;
    this.notify();
  }

  /** Calls `listener` after every commit; returns how to stop that. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  changed(seen: number, signal: AbortSignal): Promise<void> {
    if (this.closed || signal.aborted || this.commits !== seen) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const stop = this.listen(done);
      signal.addEventListener('abort', done);
    });
  }
}

/** The one way in which every adapter follows its log. */
export async function* follow(
  read: (after: Position | undefined, limit: number) => Promise<readonly StoredEntry[]>,
  wake: Wake,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEntry[], void, undefined> {
  let last = after;
  while (!signal.aborted && !wake.closed) {
    const seen = wake.version();
    const page = await read(last, SUBSCRIPTION_PAGE);
    if (signal.aborted) return;
    if (page.length === 0) {
      await wake.changed(seen, signal);
      continue;
    }
    yield page;
    last = page[page.length - 1]!.position;
  }
}

/** Every read of the whole log passes here: an entry that is missing in the middle is never passed over in silence. */
export function assertDense(page: readonly StoredEntry[], after: Position | undefined): void {
  let next = after === undefined ? 0 : after + 1;
  for (const entry of page) {
    if (entry.position !== next) throw gap(next);
    next++;
  }
}

function gap(position: number): LogUnavailable {
  return new LogUnavailable(
    'LOG_DAMAGED',
    `In het logboek ontbreekt regel ${position}. Stop het programma en zet een reservekopie terug.`,
  );
}
