import { Worker } from 'node:worker_threads';
import {
  LogUnavailable,
  MAX_QUEUED_BATCHES,
  openSqliteReader,
  RETRY_AFTER_MS,
  commitTeller,
  type AppendBatch,
  type AppendResult,
  type EventLog,
  type LogReader,
  type Position,
  type StoredCommand,
} from '#event-log';
import type { Vault } from '#vault';
import {
  errorOf,
  lineTo,
  type Asked,
  type Answer,
  type Answered,
  type FromWriter,
  type Line,
  type Request,
} from './messages.js';
import type { DraftBatch, Writer } from './writer.js';
import type { WritingEndOptions } from './writing-end.js';

/** A log whose writing is done by a thread of its own, together with the sealing of what is written. */
export interface ThreadedLog extends EventLog, Writer {}

/**
 * Opens the SQLite log of which a thread of its own does the writing: sealing and committing take a quarter of the time
 * of an act, and the thread that reads requests and decides has that for more acts (docs/adr/0012).
 */
export async function openLogInThread(options: WritingEndOptions, vault: Vault): Promise<ThreadedLog> {
  const worker = new Worker(new URL('./writer-worker.js', import.meta.url), { workerData: options });
  const line = new WriterLine(lineTo(worker));
  worker.on('error', (error) => line.end(stopped(error)));
  worker.on('exit', () => line.end(stopped()));
  return logOver(line, { file: options.logFile, vault });
}

/** What was in hand may have been stored or not; nobody is told that it was. */
const stopped = (cause?: unknown): LogUnavailable =>
  new LogUnavailable(
    'LOG_CLOSED',
    'Het onderdeel dat vastlegt is gestopt. Start het programma opnieuw, en kijk of de laatste handeling er staat.',
    { cause },
  );
const closed = (): LogUnavailable =>
  new LogUnavailable('LOG_CLOSED', 'Het logboek is gesloten. Start het programma opnieuw.');

export interface LogOverOptions {
  readonly file: string;
  /** Makes and keeps the keys that the other end only reads. */
  readonly vault: Pick<Vault, 'introduceKeys' | 'flushKeys'>;
  /** How many requests may wait; MAX_QUEUED_BATCHES unless told. */
  readonly maxWaiting?: number | undefined;
}

/** The same over any line to `serveWriting`. */
export async function logOver(line: WriterLine, options: LogOverOptions): Promise<ThreadedLog> {
  await line.ready;
  return new LogOverLine(line, await openSqliteReader(options.file), options);
}

/**
 * How many requests go as one message, at most. A message has a price of its own, so more would be cheaper; but then
 * one thread waits while the other works, and they take turns instead of working side by side.
 */
const MESSAGE_REQUESTS = 16;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Carries requests to the writing end and its answers back. What is asked in one turn goes as one message. */
export class WriterLine {
  readonly ready: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private outbox: Request[] = [];
  private serial = 0;
  private lost: Error | undefined;
  private opened!: Waiting;

  /** Called before the answers of something that was stored are given. */
  onStored: () => void = () => {};
  /** Called before anything is asked; when it throws, what was to be stored is refused with it. */
  beforeSending: () => void = () => {};

  constructor(private readonly line: Line) {
    this.ready = new Promise((resolve, reject) => (this.opened = { resolve: resolve, reject }));
    line.hear((message: FromWriter) => this.hear(message));
  }

  /** How many have no answer yet. */
  get load(): number {
    return this.waiting.size;
  }

  ask<T extends Answered>(asked: Asked): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.lost !== undefined) throw this.lost;
      const id = this.serial++;
      this.waiting.set(id, { resolve, reject });
      if (this.outbox.length === 0) setImmediate(() => this.send());
      this.outbox.push({ id, asked });
      if (this.outbox.length === MESSAGE_REQUESTS) this.send();
    });
  }

  /** The other end is gone: whoever waits is told why, and so is whoever asks from now on. */
  end(reason: Error): void {
    this.lost ??= reason;
    this.opened.reject(this.lost);
    for (const { reject } of this.waiting.values()) reject(this.lost);
    this.waiting.clear();
    this.line.close();
  }

  private send(): void {
    let requests = this.outbox;
    if (requests.length === 0) return;
    this.outbox = [];
    try {
      this.beforeSending();
    } catch (error) {
      for (const { id } of requests.filter(stores)) this.settle(id, ({ reject }) => reject(error as Error));
      requests = requests.filter((request) => !stores(request));
    }
    this.line.send(requests);
  }

  private hear(message: FromWriter): void {
    if (message.kind === 'ready') return this.opened.resolve(undefined as never);
    if (message.kind === 'failed') return this.opened.reject(errorOf(message.fault));
    if (message.answers.some(stored)) this.onStored();
    for (const answer of message.answers)
      this.settle(answer.id, ({ resolve, reject }) =>
        'fault' in answer ? reject(errorOf(answer.fault)) : resolve(answer.value as never),
      );
  }

  private settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (waiting !== undefined) how(waiting);
  }
}

const stores = ({ asked: { kind } }: Request): boolean => kind === 'write' || kind === 'append';
const stored = (answer: Answer): boolean =>
  'value' in answer && typeof answer.value === 'object' && 'kind' in answer.value && answer.value.kind === 'appended';

class LogOverLine implements ThreadedLog {
  private closing: Promise<void> | undefined;

  private readonly vault: LogOverOptions['vault'];
  private readonly maxWaiting: number;

  constructor(
    private readonly line: WriterLine,
    private readonly reader: LogReader,
    { file, vault, maxWaiting = MAX_QUEUED_BATCHES }: LogOverOptions,
  ) {
    this.vault = vault;
    this.maxWaiting = maxWaiting;
    line.onStored = commitTeller(file);
    line.beforeSending = () => vault.flushKeys();
  }

  write(batch: DraftBatch): Promise<AppendResult> {
    if (this.line.load >= this.maxWaiting) return Promise.resolve(OVERLOADED);
    for (const draft of batch.drafts) this.vault.introduceKeys(draft);
    return this.line.ask({ kind: 'write', batch });
  }
  append(batch: AppendBatch): Promise<AppendResult> {
    if (this.line.load >= this.maxWaiting) return Promise.resolve(OVERLOADED);
    return this.line.ask({ kind: 'append', batch });
  }
  findCommand(stream: string, commandId: string): Promise<StoredCommand | undefined> {
    return this.line.ask({ kind: 'find-command', stream, commandId });
  }
  async replaceSealed(position: Position, keyId: string, box: Uint8Array | undefined): Promise<void> {
    await this.line.ask({ kind: 'replace-sealed', position, keyId, box });
  }
  removeGroups(keyId: string): Promise<number> {
    return this.line.ask({ kind: 'remove-groups', keyId });
  }
  forgetKeys(): void {
    // Nobody waits for it: what is asked later is handled later.
    this.line.ask({ kind: 'forget-keys' }).catch(() => undefined);
  }

  readStream: LogReader['readStream'] = (stream, from, limit) => this.reader.readStream(stream, from, limit);
  readAll: LogReader['readAll'] = (after, limit, options) => this.reader.readAll(after, limit, options);
  streams: LogReader['streams'] = (prefix) => this.reader.streams(prefix);
  streamHead: LogReader['streamHead'] = (stream) => this.reader.streamHead(stream);
  head: LogReader['head'] = () => this.reader.head();
  frontier: LogReader['frontier'] = () => this.reader.frontier();
  subscribe: LogReader['subscribe'] = (after, signal) => this.reader.subscribe(after, signal);

  close(): Promise<void> {
    this.closing ??= this.closeBoth();
    return this.closing;
  }
  private async closeBoth(): Promise<void> {
    await this.line.ask({ kind: 'close' });
    this.line.end(closed());
    await this.reader.close();
  }
}

const OVERLOADED = { kind: 'overloaded', retryAfterMs: RETRY_AFTER_MS } as const;
