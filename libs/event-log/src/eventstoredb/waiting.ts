import { StoreFailure, failureOf } from './failures.js';

/** The first wait before a call is made again; each next one is twice as long, up to the longest. */
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1_000;

/**
 * However much time has passed, this often a call is made before its caller is told: a process that was frozen for a
 * while has used up its time without trying anything.
 */
export const LEAST_TRIES = 3;

/** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** Between half and the whole of the wait, so that servers that failed together do not come back together. */
export function jittered(attempt: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return wait / 2 + (Math.random() * wait) / 2;
}

/** Rejects with no-answer when `work` takes longer; the client's own deadlines do not hold for every call. */
export function within<T>(ms: number, what: string, work: Promise<T>, onLate?: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate?.();
      reject(new StoreFailure('no-answer', `${what} took longer than ${ms} ms`));
    }, ms);
    const done = (): void => clearTimeout(timer);
    work.then(done, done);
    work.then(resolve, reject);
  });
}

/** Makes a call that stores nothing again until it succeeds, fails for good, or `totalMs` have passed. */
export async function retried<T>(totalMs: number, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  const end = performance.now() + totalMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const failure = failureOf(error);
      const over = attempt + 1 >= LEAST_TRIES && performance.now() >= end;
      if (!failure.retryable || over || signal.aborted) throw failure;
      await pause(jittered(attempt), signal);
    }
  }
}

/**
 * Makes of `work` something that many may ask for: it runs once at a time, and who asks while it runs gets the run after
 * it, so that everything that stood when he asked is seen.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> => {
    if (running === undefined) {
      running = work().finally(() => (running = undefined));
      return running;
    }
    const again = (): Promise<void> => {
      next = undefined;
      return run();
    };
    next ??= running.then(again, again);
    return next;
  };
  return run;
}
