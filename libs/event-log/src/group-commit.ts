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

export interface GroupCommitOptions {
  readonly commit: CommitGroup;
  /**
   * Resolves when everything committed so far is durable; absent when committing is enough. `alone`: one batch was
   * committed and nothing else waits.
   */
  readonly sync?: ((alone: boolean) => Promise<void>) | undefined;
  /** How many batches may wait; MAX_QUEUED_BATCHES unless told. */
  readonly limit?: number | undefined;
}

/**
 * The bounded queue before the one writer. What arrives in one turn of the event loop, or while the disk is still busy
 * with the group before, shares a commit and an fsync; a lone act does not wait for company. The thread goes on with
 * other work while the disk is busy, and nobody has an answer before the fsync that came after his commit.
 */
export class GroupCommit {
  private queue: Pending[] = [];
  /** The writing at hand; it ends when the queue is empty. */
  private writing: Promise<void> | undefined;
  private closed = false;
  /** After a failed fsync nobody knows what is on the disk, so nothing more is promised until the log is opened again. */
  private broken: Error | undefined;

  constructor(private readonly options: GroupCommitOptions) {}

  append(batch: AppendBatch): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw closedError();
      if (this.broken !== undefined) throw this.broken;
      checkBatch(batch);
      const timeMs = timeToMs(batch.time);
      if (this.queue.length >= (this.options.limit ?? MAX_QUEUED_BATCHES))
        return resolve({ kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS });
      this.queue.push({ batch, timeMs, bytes: batchBytes(batch), resolve, reject });
      this.writing ??= this.write();
    });
  }

  /** Stores what is queued and takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.writing;
  }

  private async write(): Promise<void> {
    while (this.queue.length > 0) {
      // Whatever else this turn of the event loop brings joins the group, and who reads gets a turn between two groups.
      await nextTurn();
      await this.writeGroup(this.queue.splice(0, this.groupSize()));
    }
    this.writing = undefined;
  }

  private async writeGroup(group: readonly Pending[]): Promise<void> {
    try {
      if (this.broken !== undefined) throw this.broken;
      const answers = this.options.commit(group);
      if (answers.some(({ kind }) => kind === 'appended'))
        await this.makeDurable(group.length === 1 && this.queue.length === 0);
      group.forEach((pending, index) => pending.resolve(answers[index]!));
    } catch (error) {
      for (const pending of group) pending.reject(error);
    }
  }

  private async makeDurable(alone: boolean): Promise<void> {
    if (this.options.sync === undefined) return;
    try {
      await this.options.sync(alone);
    } catch (error) {
      this.broken = error instanceof Error ? error : new Error(String(error));
      throw this.broken;
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

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function closedError(): LogUnavailable {
  return new LogUnavailable('LOG_CLOSED', 'Het logboek is gesloten. Start het programma opnieuw.');
}
