import { COMMAND_MAC_KEY_ID, NO_STREAM, atRevision } from '../port.js';
import type { AppendBatch, AppendResult, SealedGroup } from '../port.js';
import { refusal } from '../rules.js';
import type { GroupsOfLeaf, SealedStore } from '../sealed-store.js';
import { StoreFailure, failureOf, toUnavailable } from './failures.js';
import type { Limits } from './limits.js';
import type { NewRecord, StoreClient, StorePosition, StoredRecord } from './store-client.js';
import type { KnownCommand, KnownStream, StreamCache } from './stream-cache.js';
import { jittered, LEAST_TRIES, pause, retried } from './waiting.js';
import type { Window } from './window.js';

/** A batch with what was worked out when it was asked for. */
interface Asked {
  readonly batch: AppendBatch;
  readonly timeMs: number;
  readonly records: readonly NewRecord[];
}

/** What became of a batch in its stream; where that is in the whole log, only the ledger tells. */
type Outcome =
  | {
      readonly kind: 'appended';
      readonly firstRevision: number;
      readonly count: number;
      /** Where its last entry stands in the server's log; undefined when there was any doubt on the way. */
      readonly at: StorePosition | undefined;
    }
  | { readonly kind: 'known'; readonly command: KnownCommand }
  | Extract<AppendResult, { kind: 'conflict' | 'clock-untrusted' }>;

interface AppenderOptions {
  readonly window: Window<StoreClient>;
  readonly streams: StreamCache;
  readonly sealed: SealedStore;
  readonly prefix: string;
  readonly limits: Limits;
  readonly beforeCommit: (() => void) | undefined;
  readonly now: () => number;
  /** The highest recording time that is known of the log. */
  readonly highMs: () => number | undefined;
}

/** Appends batches, one at a time per stream, each under the exact revision that its caller expects. */
export class Appender {
  /** The append at hand of each stream, or the last of those that wait for it. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly options: AppenderOptions) {}

  /** In the order of asking within a stream; streams do not wait for each other. */
  append(asked: Asked): Promise<Outcome> {
    const { stream } = asked.batch;
    const before = this.turns.get(stream);
    const turn = before === undefined ? this.judge(asked) : before.then(() => this.judge(asked));
    const settled = turn.catch(() => undefined);
    this.turns.set(stream, settled);
    void settled.then(() => this.turns.get(stream) === settled && this.turns.delete(stream));
    return turn;
  }

  private async judge(asked: Asked): Promise<Outcome> {
    const { batch } = asked;
    const { streams } = this.options;
    const wanted = batch.expected.kind === 'no-stream' ? -1 : batch.expected.revision;
    // A stream that is new to its caller is new to us; when others know better, the server says so.
    const known = streams.peek(batch.stream) ?? (wanted < 0 ? streams.add(batch.stream) : undefined);
    const fits = known !== undefined && !known.doubtful && (known.tail?.revision ?? -1) === wanted;
    const answer = fits ? this.answerFrom(known, asked) : undefined;
    if (answer?.kind === 'known') return answer;
    if (fits && answer === undefined) return this.store(known, asked);
    // Nothing is refused before a look at what others stored: it may be this very command.
    const seen = await this.look(batch.stream);
    return this.answerFrom(seen, asked) ?? this.store(seen, asked);
  }

  /** What is known already decides about a batch: its command stands, or it cannot follow what stands. */
  private answerFrom(known: KnownStream, { batch, timeMs }: Asked): Outcome | undefined {
    const command = known.commands.get(batch.commandId);
    // A repeat is answered before its revision or its time is judged: it was right when it was stored.
    if (command !== undefined) return { kind: 'known', command };
    return refusal(batch, timeMs, known.tail, this.options.highMs()) as Outcome | undefined;
  }

  private async store(known: KnownStream, asked: Asked): Promise<Outcome> {
    const { batch, records, timeMs } = asked;
    const { streams, prefix, beforeCommit, sealed, now } = this.options;
    beforeCommit?.();
    const groups = groupsOf(batch);
    if (groups.length > 0) await sealed.put(groups, now());
    const firstRevision = (known.tail?.revision ?? -1) + 1;
    const stored = await this.appendUntilKnown(prefix + batch.stream, firstRevision, records).catch(
      (error: unknown) => {
        // What stands behind it nobody knows, so the next append of this stream begins with a look at that and at no more:
        // reading a long stream anew would itself need a network that holds for so long.
        known.doubtful = true;
        throw toUnavailable(error);
      },
    );
    if (stored === 'elsewhere') {
      const seen = await this.look(batch.stream);
      const actual = seen.tail === undefined ? NO_STREAM : atRevision(seen.tail.revision);
      // The stream has moved, so there is always an answer; without a repeat it is the conflict itself.
      return this.answerFrom(seen, asked) ?? { kind: 'conflict', actual };
    }
    const { commandId, entries } = batch;
    const count = entries.length;
    for (let index = 0; index < count; index++)
      streams.note(known, { revision: firstRevision + index, index, commandId, count }, timeMs);
    return { kind: 'appended', firstRevision, count, at: stored.at };
  }

  /**
   * Tells whether the records stand in the stream from `firstRevision` on, or others do. While nobody knows, the same
   * bytes go again with the same ids to the same revision, which cannot store them twice; and after any such
   * doubt the answer is read back, because the server would call another attempt with these ids a success as well.
   */
  private async appendUntilKnown(
    stream: string,
    firstRevision: number,
    records: readonly NewRecord[],
  ): Promise<{ readonly at: StorePosition | undefined } | 'elsewhere'> {
    const { window, limits } = this.options;
    const end = performance.now() + limits.appendTryMs;
    let doubt = false;
    for (let attempt = 0; ; attempt++) {
      let failure: StoreFailure | undefined;
      let at: StorePosition | undefined;
      try {
        at = await window.use((client) => client.append(stream, firstRevision - 1, records));
      } catch (error) {
        failure = failureOf(error);
      }
      if (failure === undefined && attempt === 0) return { at };
      if (failure === undefined || failure.kind === 'conflict') {
        const stands = doubt ? await this.standsThere(stream, firstRevision, records) : failure === undefined;
        return stands ? { at: undefined } : 'elsewhere';
      }
      doubt ||= failure.retryable && failure.kind !== 'unavailable';
      const over = attempt + 1 >= LEAST_TRIES && performance.now() >= end;
      if (!failure.retryable || over) throw doubt ? unknown(failure) : failure;
      await pause(jittered(attempt));
    }
  }

  private async standsThere(stream: string, firstRevision: number, records: readonly NewRecord[]): Promise<boolean> {
    const { window, limits } = this.options;
    const read = (): Promise<readonly StoredRecord[]> =>
      window.use((client) => client.readStream(stream, firstRevision, records.length));
    const stored = await retried(limits.appendTryMs, NEVER, read).catch((error: unknown) => {
      throw unknown(error);
    });
    return stored.length === records.length && records.every((record, index) => same(record, stored[index]!));
  }

  private async look(stream: string): Promise<KnownStream> {
    try {
      return await this.options.streams.refreshed(stream);
    } catch (error) {
      throw toUnavailable(error);
    }
  }
}

const NEVER = new AbortController().signal;
const unknown = (cause: unknown): StoreFailure => new StoreFailure('outcome-unknown', 'no answer', cause);

const same = (written: NewRecord, read: StoredRecord): boolean =>
  written.id === read.id && read.bytes !== undefined && Buffer.compare(written.bytes, read.bytes) === 0;

/** What must be durable before the entries: their sealed groups, and the digest of the command with the first. */
function groupsOf({ entries, commandMac }: AppendBatch): readonly GroupsOfLeaf[] {
  return entries.flatMap(({ leafHash, sealed }, index) => {
    const mac: readonly SealedGroup[] =
      index === 0 && commandMac !== undefined ? [{ keyId: COMMAND_MAC_KEY_ID, box: commandMac }] : [];
    const groups = [...mac, ...sealed];
    return groups.length === 0 ? [] : [{ leafHash, groups }];
  });
}
