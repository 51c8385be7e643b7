import { RecentIds } from './recent-ids.js';

/** One event as the double's log holds it. */
export interface StoredEvent {
  /** Byte offset of the record; commit and prepare position are the same. */
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Ticks of 100 ns since 1970. */
  readonly created: bigint;
}

export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'isJson' | 'data' | 'metadata'>;

export type ExpectedRevision =
  | { readonly kind: 'any' }
  | { readonly kind: 'no-stream' }
  | { readonly kind: 'stream-exists' }
  | { readonly kind: 'revision'; readonly revision: bigint };

export type AppendOutcome =
  | { readonly kind: 'success'; readonly revision: bigint; readonly position: bigint | undefined }
  | { readonly kind: 'wrong-expected-version'; readonly current: bigint }
  | { readonly kind: 'stream-deleted' };

/** What `$$stream` says of a stream, as far as the double acts on it. */
export interface StreamMetadata {
  readonly maxCount: number | undefined;
  readonly truncateBefore: bigint | undefined;
}

interface StreamRecord {
  /** By revision; undefined where a scavenge took the event. */
  readonly events: (StoredEvent | undefined)[];
  metadata: StreamMetadata;
  tombstoned: boolean;
}

/** The revision of a tombstone, and the `$tb` of a soft-deleted stream: the highest signed 64-bit number. */
export const DELETED_REVISION = 9_223_372_036_854_775_807n;
const NO_REVISION = -1n;
/** Framing and header of a record, without its names and its bytes. */
const RECORD_OVERHEAD_BYTES = 90;
const TICKS_PER_MS = 10_000n;
const REDACTED_BYTE = 0xff;
const NO_METADATA: StreamMetadata = { maxCount: undefined, truncateBefore: undefined };
const NOTHING = new Uint8Array(0);

/** The log of the double: records at byte offsets, streams over them, and what is hidden, deleted or scavenged. */
export class Storage {
  /** In order of position; scavenged events are gone from it. */
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<string, StreamRecord>();
  /** Every place where a record began; reading from elsewhere is an error, as it is in a real log file. */
  readonly #boundaries = new Set<bigint>([0n]);
  readonly #watchers = new Set<() => void>();
  readonly #recentIds: RecentIds;
  #end = 0n;

  constructor(recentIdBytes: number) {
    this.#recentIds = new RecentIds(recentIdBytes);
    this.#seed();
  }

  /** Where the next record will begin. */
  get end(): bigint {
    return this.#end;
  }

  /** Where the last record begins. */
  get lastPosition(): bigint {
    return this.#log.at(-1)?.position ?? 0n;
  }

  /** Calls `listener` after each commit until the returned function is called. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  isBoundary(position: bigint): boolean {
    return this.#boundaries.has(position);
  }

  lastRevision(stream: string): bigint {
    return BigInt(this.#streams.get(stream)?.events.length ?? 0) - 1n;
  }

  isTombstoned(stream: string): boolean {
    return this.#streams.get(stream)?.tombstoned ?? false;
  }

  isSoftDeleted(stream: string): boolean {
    return this.metadataOf(stream).truncateBefore === DELETED_REVISION;
  }

  metadataOf(stream: string): StreamMetadata {
    return this.#streams.get(stream)?.metadata ?? NO_METADATA;
  }

  eventAt(stream: string, revision: bigint): StoredEvent | undefined {
    return this.#streams.get(stream)?.events[Number(revision)];
  }

  /** The lowest revision that stream reads show: what `$maxCount` and `$tb` leave. */
  firstVisibleRevision(stream: string): bigint {
    const { maxCount, truncateBefore } = this.metadataOf(stream);
    const byCount = maxCount === undefined ? 0n : this.lastRevision(stream) - BigInt(maxCount) + 1n;
    return [0n, byCount, truncateBefore ?? 0n].reduce((a, b) => (a > b ? a : b));
  }

  isVisible(stream: string, revision: bigint): boolean {
    return revision >= this.firstVisibleRevision(stream) && this.eventAt(stream, revision) !== undefined;
  }

  /** Index in the log of the first event at or after `position`. */
  #indexFrom(position: bigint): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#log[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Events at or after `position`, at most `limit`. */
  allFrom(position: bigint, limit: number): readonly StoredEvent[] {
    const start = this.#indexFrom(position);
    return this.#log.slice(start, start + limit);
  }

  /** Events before `position`, the nearest first, at most `limit`. */
  allBefore(position: bigint, limit: number): readonly StoredEvent[] {
    const end = this.#indexFrom(position);
    return this.#log.slice(Math.max(0, end - limit), end).reverse();
  }

  /** How many events lie at or after `position`. */
  countFrom(position: bigint): number {
    return this.#log.length - this.#indexFrom(position);
  }

  append(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendOutcome {
    const refusal = this.#check(stream, expected, events);
    if (refusal !== undefined) return refusal;
    const wasSoftDeleted = this.isSoftDeleted(stream);
    const before = this.lastRevision(stream);
    if (events.length === 0) return { kind: 'success', revision: before, position: this.#storeNothing() };
    const stored = events.map((event) => this.#store(stream, event));
    // Recreating a soft-deleted stream moves its truncation to where it begins again.
    if (wasSoftDeleted) this.#storeMetadata(stream, { $tb: Number(before + 1n) });
    this.#wake();
    const last = stored.at(-1)!;
    return { kind: 'success', revision: last.revision, position: last.position };
  }

  /** Undefined when the append may be stored; else what it is answered with, which may be a success of earlier. */
  #check(stream: string, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendOutcome | undefined {
    const current = this.lastRevision(stream);
    if (this.isTombstoned(stream)) return { kind: 'stream-deleted' };
    const conflict: AppendOutcome = { kind: 'wrong-expected-version', current };
    if (expected.kind === 'stream-exists') {
      if (this.isSoftDeleted(stream)) return { kind: 'stream-deleted' };
      if (current === NO_REVISION && this.lastRevision(metastreamOf(stream)) === NO_REVISION) return conflict;
    }
    if (expected.kind === 'any' || expected.kind === 'stream-exists')
      return this.#checkRecent(stream, events, conflict);
    const from = expected.kind === 'no-stream' ? NO_REVISION : expected.revision;
    if (from === current) return undefined;
    if (from > current) return conflict;
    return this.#checkEarlier(stream, from, events, conflict);
  }

  /** ANY and STREAM_EXISTS recognise a retry by a bounded memory alone; what it has forgotten is written again. */
  #checkRecent(stream: string, events: readonly ProposedEvent[], conflict: AppendOutcome): AppendOutcome | undefined {
    let last: bigint | undefined;
    for (const [index, { id }] of events.entries()) {
      const known = this.#recentIds.get(id);
      if (known?.stream !== stream) return index === 0 ? undefined : conflict;
      last = known.revision;
    }
    return last === undefined ? undefined : this.#repeated(stream, last);
  }

  /** An exact revision that lies behind: a retry when all ids match what stands there, else a conflict. */
  #checkEarlier(
    stream: string,
    from: bigint,
    events: readonly ProposedEvent[],
    conflict: AppendOutcome,
  ): AppendOutcome | undefined {
    let revision = from;
    for (const [index, { id }] of events.entries()) {
      revision += 1n;
      const known = this.#recentIds.get(id);
      if (known?.stream === stream && known.revision === revision) continue;
      if (this.eventAt(stream, revision)?.id === id) continue;
      const reborn = index === 0 && from === NO_REVISION && this.isSoftDeleted(stream);
      return reborn ? undefined : conflict;
    }
    return revision === from ? conflict : this.#repeated(stream, revision);
  }

  /** The answer to a retry. The position is unknown when the event can no longer be read. */
  #repeated(stream: string, revision: bigint): AppendOutcome {
    const readable = !this.isSoftDeleted(stream) && this.isVisible(stream, revision);
    return {
      kind: 'success',
      revision,
      position: readable ? this.eventAt(stream, revision)?.position : undefined,
    };
  }

  /** Hides all events of a stream behind `$tb`; it may begin again. */
  softDelete(stream: string, expected: ExpectedRevision): AppendOutcome {
    const refusal = this.#checkDelete(stream, expected);
    if (refusal !== undefined) return refusal;
    if (this.lastRevision(stream) === NO_REVISION && this.lastRevision(metastreamOf(stream)) === NO_REVISION) {
      return { kind: 'wrong-expected-version', current: NO_REVISION };
    }
    // Written as text: the number is beyond what a JavaScript number holds exactly.
    const mark = this.#storeMetadataText(stream, `{"$tb":${DELETED_REVISION}}`);
    this.#wake();
    return { kind: 'success', revision: mark.revision, position: mark.position };
  }

  /** Ends a stream for ever. */
  tombstone(stream: string, expected: ExpectedRevision): AppendOutcome {
    const refusal = this.#checkDelete(stream, expected);
    if (refusal !== undefined) return refusal;
    const record = this.#recordOf(stream);
    record.tombstoned = true;
    const event = this.#write(stream, DELETED_REVISION, {
      id: crypto.randomUUID(),
      type: '$streamDeleted',
      isJson: true,
      data: NOTHING,
      metadata: NOTHING,
    });
    this.#wake();
    return { kind: 'success', revision: DELETED_REVISION, position: event.position };
  }

  /** A deletion has an id of its own, so that it is never taken for a retry. */
  #checkDelete(stream: string, expected: ExpectedRevision): AppendOutcome | undefined {
    return this.#check(stream, expected, [
      { id: crypto.randomUUID(), type: '', isJson: false, data: NOTHING, metadata: NOTHING },
    ]);
  }

  setMetadata(stream: string, metadata: Readonly<Record<string, unknown>>): void {
    this.#storeMetadata(stream, metadata);
    this.#wake();
  }

  /** Overwrites the bytes of an event in place, as the vendor's redactor does. */
  redact(stream: string, revision: bigint): void {
    const event = this.eventAt(stream, revision);
    if (event === undefined) throw new Error(`no event ${stream}@${revision} to redact`);
    const redacted = { ...event, data: new Uint8Array(event.data.length).fill(REDACTED_BYTE) };
    this.#streams.get(stream)!.events[Number(revision)] = redacted;
    this.#log[this.#indexFrom(event.position)] = redacted;
  }

  /** Removes for good what is hidden; the last event of a stream that is not tombstoned always stays. */
  scavenge(): void {
    const kept = this.#log.filter((event) => !this.#isScavengeable(event));
    for (const event of this.#log) {
      if (this.#isScavengeable(event)) this.#streams.get(event.stream)!.events[Number(event.revision)] = undefined;
    }
    this.#log.splice(0, this.#log.length, ...kept);
    this.#store('$scavengePoints', { id: crypto.randomUUID(), ...json('$scavengePoint', { threshold: 0 }) });
    this.#wake();
  }

  #isScavengeable({ stream, revision }: StoredEvent): boolean {
    if (revision === DELETED_REVISION) return false;
    if (this.isTombstoned(stream) || this.isTombstoned(originalOf(stream))) return true;
    const last = this.lastRevision(stream);
    return revision < last && (stream.startsWith('$$') || revision < this.firstVisibleRevision(stream));
  }

  /** An append without events leaves a record that nobody ever reads. */
  #storeNothing(): bigint {
    const position = this.#end;
    this.#end += BigInt(RECORD_OVERHEAD_BYTES);
    this.#boundaries.add(this.#end);
    return position;
  }

  /** What a restart of the server forgets. */
  forgetRecentIds(): void {
    this.#recentIds.clear();
  }

  #recordOf(stream: string): StreamRecord {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known;
    const made: StreamRecord = { events: [], metadata: NO_METADATA, tombstoned: false };
    this.#streams.set(stream, made);
    return made;
  }

  #store(stream: string, proposed: ProposedEvent): StoredEvent {
    const record = this.#recordOf(stream);
    const event = this.#write(stream, BigInt(record.events.length), proposed);
    record.events.push(event);
    if (stream.startsWith('$$')) this.#recordOf(originalOf(stream)).metadata = parseMetadata(event.data);
    return event;
  }

  #write(stream: string, revision: bigint, { id, type, isJson, data, metadata }: ProposedEvent): StoredEvent {
    const position = this.#end;
    const created = BigInt(Date.now()) * TICKS_PER_MS;
    const event = { position, stream, revision, id, type, isJson, data, metadata, created };
    const names = Buffer.byteLength(stream) + Buffer.byteLength(type);
    this.#end += BigInt(RECORD_OVERHEAD_BYTES + names + data.length + metadata.length);
    this.#boundaries.add(this.#end);
    this.#log.push(event);
    this.#recentIds.put(id, { stream, revision });
    return event;
  }

  #storeMetadata(stream: string, metadata: Readonly<Record<string, unknown>>): StoredEvent {
    return this.#storeMetadataText(stream, JSON.stringify(metadata));
  }

  #storeMetadataText(stream: string, text: string): StoredEvent {
    const data = new TextEncoder().encode(text);
    const id = crypto.randomUUID();
    return this.#store(metastreamOf(stream), { id, type: '$metadata', isJson: true, data, metadata: NOTHING });
  }

  #wake(): void {
    for (const listener of this.#watchers) listener();
  }

  /** A new node writes about itself first: `$all` never holds our events alone. */
  #seed(): void {
    this.#storeMetadata('$stats-node', { $maxCount: 1 });
    this.#store('$users', { id: crypto.randomUUID(), ...json('$User', 'admin') });
    this.#store('$user-admin', { id: crypto.randomUUID(), ...json('$UserCreated', { loginName: 'admin' }) });
  }
}

export const metastreamOf = (stream: string): string => `$$${stream}`;
const originalOf = (metastream: string): string => (metastream.startsWith('$$') ? metastream.slice(2) : metastream);

function json(type: string, value: unknown): Omit<ProposedEvent, 'id'> {
  return { type, isJson: true, data: new TextEncoder().encode(JSON.stringify(value)), metadata: NOTHING };
}

/** Metadata that is no JSON object counts as none. */
function parseMetadata(data: Uint8Array): StreamMetadata {
  const text = new TextDecoder().decode(data);
  // The mark of a soft delete does not survive JSON.parse, which rounds it.
  if (new RegExp(`"\\$tb"\\s*:\\s*${DELETED_REVISION}`).test(text)) {
    return { maxCount: undefined, truncateBefore: DELETED_REVISION };
  }
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null;
    const [maxCount, truncateBefore] = [value?.['$maxCount'], value?.['$tb']];
    return {
      maxCount: typeof maxCount === 'number' ? maxCount : undefined,
      truncateBefore: typeof truncateBefore === 'number' ? BigInt(truncateBefore) : undefined,
    };
  } catch {
    return NO_METADATA;
  }
}
