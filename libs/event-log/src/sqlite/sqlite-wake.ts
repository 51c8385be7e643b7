import { realpathSync } from 'node:fs';
import { LocalWake } from '../wake.js';
import type { Wake } from '../wake.js';

/** How often a reader asks whether another connection has committed. */
export const WAKE_POLL_MS = 25;

const wakes = new Map<string, LocalWake>();

/** The wake that a writer and the readers of the same file in the same thread share. */
export function sharedWake(file: string): LocalWake {
  const path = realpathSync(file);
  const wake = wakes.get(path) ?? new LocalWake();
  wakes.set(path, wake);
  return wake;
}

/** Calls `listener` after every commit of a writer in this thread, once it is durable; returns how to stop that. */
export const onCommit = (file: string, listener: () => void): (() => void) => sharedWake(file).listen(listener);

/** For who hears of commits from a writer in another thread: gives the call that tells this thread of each. */
export function commitTeller(file: string): () => void {
  const wake = sharedWake(file);
  return () => wake.notify();
}

/** Wakes on the writer's signal within this thread, and by asking SQLite for commits of anybody else. */
export class PollWake implements Wake {
  closed = false;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly dataVersion: () => number,
    private readonly local: LocalWake,
  ) {}

  version(): number {
    return this.dataVersion();
  }

  close(): void {
    this.closed = true;
    for (const done of [...this.waiting]) done();
  }

  changed(seen: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearInterval(timer);
        stop();
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const check = (): void => {
        if (this.closed || signal.aborted || this.hasChanged(seen)) done();
      };
      const timer = setInterval(check, WAKE_POLL_MS);
      const stop = this.local.listen(check);
      this.waiting.add(done);
      signal.addEventListener('abort', done);
      check();
    });
  }

  private hasChanged(seen: number): boolean {
    try {
      return this.dataVersion() !== seen;
    } catch {
      // The read that follows meets the same fault and can report it; a timer cannot.
      return true;
    }
  }
}
