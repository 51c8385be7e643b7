import { LogUnavailable, MAX_GROUP_BATCHES, MAX_GROUP_BYTES, MAX_QUEUED_BATCHES } from './port.js';
import type { AppendBatch, AppendResult } from './port.js';
import { batchBytes, checkBatch, timeToMs } from './rules.js';

/** What a caller who met a full queue is told to wait; a full queue drains in well under a second. */
export const RETRY_AFTER_MS = 1_000;

/** A batch with what the writer needs to know of it beside its contents. */
export interface Pending {
  readonly batch: AppendBatch;
  readonly timeMs: number;
  readonly bytes: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Stores a group in order, whole or not at all, and returns one answer per batch. */
export type CommitGroup = (group: readonly Pending[]) => readonly AppendResult[];

/**
 * The bounded queue before the one writer. What arrives in one turn of the event loop shares a commit, so the cost of an
 * fsync is divided among all who wait for it; a lone act does not wait for company.
 */
export class GroupCommit {
  private queue: Pending[] = [];
  private scheduled = false;
  private closed = false;

  constructor(
    private readonly commit: CommitGroup,
    private readonly limit: number = MAX_QUEUED_BATCHES,
  ) {}

  append(batch: AppendBatch): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw closedError();
      checkBatch(batch);
      const timeMs = timeToMs(batch.time);
      if (this.queue.length >= this.limit) return resolve({ kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS });
      this.queue.push({ batch, timeMs, bytes: batchBytes(batch), resolve, reject });
      this.schedule();
    });
  }

  /** Stores what is queued and takes no more. */
  close(): void {
    this.closed = true;
    while (this.queue.length > 0) this.commitNext();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.queue.length === 0) return;
      this.commitNext();
      // The event loop gets a turn between groups, so that a long queue does not starve who reads.
      if (this.queue.length > 0) this.schedule();
    });
  }

  private commitNext(): void {
    const group = this.queue.splice(0, this.groupSize());
    try {
      const answers = this.commit(group);
      group.forEach((pending, index) => pending.resolve(answers[index]!));
    } catch (error) {
      for (const pending of group) pending.reject(error);
    }
  }

  private groupSize(): number {
    const most = Math.min(this.queue.length, MAX_GROUP_BATCHES);
    let bytes = 0;
    for (let i = 0; i < most; i++) {
      bytes += this.queue[i]!.bytes;
      // The first batch always goes, however large: nothing may wait for ever.
      if (bytes > MAX_GROUP_BYTES) return Math.max(i, 1);
    }
    return most;
  }
}

export function closedError(): LogUnavailable {
  return new LogUnavailable('LOG_CLOSED', 'Het logboek is gesloten. Start het programma opnieuw.');
}
