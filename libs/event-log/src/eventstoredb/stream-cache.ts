import { timeToMs } from '../rules.js';
import type { StreamTail } from '../rules.js';
import { toEntry } from './entry-record.js';
import type { ReadEntry } from './entry-record.js';
import type { StoredRecord } from './store-client.js';

/** What is kept in memory of streams, all together; the stream that was used longest ago makes room. */
const MAX_KNOWN_STREAMS = 20_000;
const MAX_KNOWN_COMMANDS = 250_000;
/** Entries per read when a stream is read for the first time. */
const PAGE = 500;

/** What a command stored. */
export interface KnownCommand {
  readonly firstRevision: number;
  readonly count: number;
}

/** Where a stream ends, as far as we know, and its commands up to there. */
export interface KnownStream {
  readonly name: string;
  tail: StreamTail | undefined;
  readonly commands: Map<string, KnownCommand>;
  /** An append went out of which nobody knows what became: what is known stands, and something may stand behind it. */
  doubtful: boolean;
}

type ReadStream = (stream: string, fromRevision: number, limit: number) => Promise<readonly StoredRecord[]>;

/**
 * What was seen of streams. Others append too, so it may be behind, which an exact revision brings to light; it is never
 * ahead of the server.
 */
export class StreamCache {
  private readonly streams = new Map<string, KnownStream>();
  private commandCount = 0;

  constructor(
    private readonly read: ReadStream,
    private readonly prefix: string,
  ) {}

  /** What is known of a stream, without a look at the server; moves it behind all others. */
  peek(stream: string): KnownStream | undefined {
    const known = this.streams.get(stream);
    if (known === undefined) return undefined;
    this.streams.delete(stream);
    this.streams.set(stream, known);
    return known;
  }

  /** What is known of a stream after a look at what the server holds beyond it. */
  async refreshed(stream: string): Promise<KnownStream> {
    const known = this.peek(stream) ?? this.add(stream);
    for (;;) {
      const from = (known.tail?.revision ?? -1) + 1;
      const page = await this.read(this.prefix + stream, from, PAGE);
      for (const record of page) {
        const entry = toEntry(record, this.prefix);
        this.note(known, entry, timeToMs(entry.time));
      }
      if (page.length < PAGE) {
        known.doubtful = false;
        return known;
      }
    }
  }

  /** Notes an entry that stands in the stream. */
  note(known: KnownStream, entry: Pick<ReadEntry, 'revision' | 'index' | 'commandId' | 'count'>, timeMs: number): void {
    known.tail = { revision: entry.revision, timeMs };
    if (entry.index !== 0 || known.commands.has(entry.commandId)) return;
    known.commands.set(entry.commandId, { firstRevision: entry.revision, count: entry.count });
    // It may have made room for others while its append was under way.
    if (this.streams.get(known.name) === known) this.commandCount++;
  }

  /** Notes a stream of which nothing was read: it is made by the append that follows. */
  add(stream: string): KnownStream {
    this.makeRoom();
    const known: KnownStream = { name: stream, tail: undefined, commands: new Map(), doubtful: false };
    this.streams.set(stream, known);
    return known;
  }

  private forget(stream: string): void {
    this.commandCount -= this.streams.get(stream)?.commands.size ?? 0;
    this.streams.delete(stream);
  }

  private makeRoom(): void {
    for (const stream of this.streams.keys()) {
      if (this.streams.size < MAX_KNOWN_STREAMS && this.commandCount < MAX_KNOWN_COMMANDS) return;
      this.forget(stream);
    }
  }
}
