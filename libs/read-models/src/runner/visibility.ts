import { NOTHING_FOLDED } from './stored.js';

/** The answer to "can I see what I have just recorded?". */
export type Visible =
  | { readonly kind: 'visible'; readonly position: number }
  /** NotYetVisible: the act stands in the log; the views will follow, and are at `position` now. */
  | { readonly kind: 'not-yet-visible'; readonly asked: number; readonly position: number };

interface Waiter {
  readonly asked: number;
  readonly answer: (visible: Visible) => void;
}

/** Knows up to where the views are and lets callers wait for a position. One in each thread that needs to know. */
export class Visibility {
  position = NOTHING_FOLDED;
  private readonly waiters = new Set<Waiter>();

  /** A build that takes the place of another may lie a little behind it, so the position can also go back. */
  reached(position: number): void {
    this.position = position;
    for (const waiter of this.waiters) {
      if (waiter.asked <= position) waiter.answer({ kind: 'visible', position });
    }
  }

  waitFor(asked: number, timeoutMs: number): Promise<Visible> {
    if (asked <= this.position) return Promise.resolve({ kind: 'visible', position: this.position });
    return new Promise((resolve) => {
      const answer = (visible: Visible): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(visible);
      };
      const waiter: Waiter = { asked, answer };
      const timer = setTimeout(() => answer(this.notYet(asked)), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  /** Nobody waits for what will not come. */
  close(): void {
    for (const { asked, answer } of [...this.waiters]) answer(this.notYet(asked));
  }

  private notYet(asked: number): Visible {
    return { kind: 'not-yet-visible', asked, position: this.position };
  }
}
