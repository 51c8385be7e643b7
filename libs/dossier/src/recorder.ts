import { randomFillSync } from 'node:crypto';
import { atRevision, type AppendResult, type EventLog } from '#event-log';
import type { ActEnvelope, EventDeclaration, NewEvent } from '#governance';
import {
  UUIDV4_RANDOM_BYTES,
  uuidv4,
  UUIDV7_RANDOM_BYTES,
  uuidv7,
  type EntryDraft,
  type Json,
  type Vault,
} from '#vault';
import type { ActResult, Caller } from './act.js';
import type { Aggregate } from './aggregate.js';
import { later, type Clock } from './clock.js';
import { draftOf, guardData, openedEventOf, recordedOf, type AnyEvent, type Recording } from './codec.js';
import { writerHere, type Writer } from './writing/writer.js';

/** Random bytes fetched from the system at once: asking for ten at a time costs more than the act's own digests. */
const RANDOM_POOL_BYTES = 8_192;
/** Pseudonyms that stay in memory; each is a keyed digest of a person in a dossier. */
const MAX_KNOWN_ACTORS = 10_000;

export interface EngineOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  /** Seals and appends; on this thread unless told. */
  readonly writer?: Writer;
  readonly clock: Clock;
  /** CloudEvents source: `urn:nld:oin:<OIN>:systeem:besluitspoor`. */
  readonly source: string;
  /** Name of this server process in attempt streams. */
  readonly server: string;
  readonly random?: (size: number) => Uint8Array;
}

/** The engine acts for itself where no person does: it has a pseudonym and no name. */
export const ENGINE = { person: undefined, role: 'functioneelBeheer' } as const;
export const ENGINE_PSEUDONYM = 'engine';
/** The stream of what happens to the log as a whole; its first entry is the first of the log. */
export const LOG_STREAM = 'log';

/** One event of an act, with what the act says of it. */
export interface ToRecord {
  readonly event: NewEvent;
  readonly envelope: ActEnvelope;
  readonly late: boolean;
  readonly importBatch?: string;
}

/** Everything that one command adds to one stream. */
export interface Recordable {
  readonly items: readonly ToRecord[];
  readonly caller: Caller | typeof ENGINE;
  readonly commandId: string;
  /** What the command said, when it can be repeated. */
  readonly payload?: Json | undefined;
  readonly now: string;
  readonly policyVersion: number;
}

/** Makes entries of events, appends them, and knows what time it is. */
export class Recorder {
  private lastTime: string | undefined;
  private readonly actors = new Map<string, Map<string, string>>();
  private knownActors = 0;
  private pool = Buffer.alloc(0);
  private readonly writer: Writer;

  constructor(private readonly options: EngineOptions) {
    this.writer = options.writer ?? writerHere(options.log, options.vault);
  }

  /** Recording times never go back, within a stream or within this process. */
  now(streamTime: string | undefined): string {
    return later(later(this.options.clock.now(), streamTime), this.lastTime);
  }

  /** The log may hold times that this process has not seen yet. */
  seen(time: string | undefined): void {
    if (time !== undefined && (this.lastTime === undefined || time > this.lastTime)) this.lastTime = time;
  }

  random(size: number): Uint8Array {
    if (this.options.random !== undefined) return this.options.random(size);
    if (this.pool.length < size) this.pool = randomFillSync(Buffer.allocUnsafe(Math.max(size, RANDOM_POOL_BYTES)));
    const bytes = this.pool.subarray(0, size);
    this.pool = this.pool.subarray(size);
    return bytes;
  }

  /** An id for what nobody will ask for again. From the one source, so that the same run gives the same log. */
  newUuid(): string {
    return uuidv4(this.random(UUIDV4_RANDOM_BYTES));
  }

  /** The pseudonym of a person in a dossier. */
  actorRef(person: string, stream: string): string {
    const known = this.actors.get(stream)?.get(person);
    if (known !== undefined) return known;
    if (this.knownActors >= MAX_KNOWN_ACTORS) this.forgetActors();
    const made = this.options.vault.actorRef(person, stream);
    const ofStream = this.actors.get(stream) ?? new Map<string, string>();
    this.actors.set(stream, ofStream.set(person, made));
    this.knownActors += 1;
    return made;
  }
  private forgetActors(): void {
    this.actors.clear();
    this.knownActors = 0;
  }

  /** Records events in a stream that is kept folded, and folds them. */
  async record<State>(aggregate: Aggregate<State>, recordable: Recordable): Promise<ActResult | 'conflict'> {
    const { items, commandId, payload, now } = recordable;
    const { declarations } = aggregate.kind;
    const recordings = this.recordingsOf(aggregate, recordable);
    const drafts = items.map(({ event }, index) => draftOf(declarations[event.type]!, event, recordings[index]!));
    const result = await this.write(aggregate.stream, aggregate.revision, { commandId, payload, now }, drafts);
    if (result.kind === 'conflict') return 'conflict';
    if (result.kind === 'overloaded') return { kind: 'overloaded', retryAfterMs: result.retryAfterMs };
    if (result.kind === 'clock-untrusted') return { kind: 'clock-untrusted' };
    if (result.kind === 'command-reused') return { kind: 'reused' };
    if (result.kind === 'repeated') {
      await aggregate.catchUp(this.options.log, this.options.vault);
      return this.repeat(aggregate, commandId, payload);
    }
    const { firstPosition, firstRevision, count } = result;
    const first = firstPosition ?? aggregate.position + 1;
    items.forEach(({ event }, index) =>
      aggregate.record({
        type: event.type,
        data: guardData(declarations[event.type]!, event.data),
        meta: recordedOf(recordings[index]!, first + index) as AnyEvent['meta'],
      }),
    );
    const placeOf = (index: number): number | undefined =>
      firstPosition === undefined ? undefined : firstPosition + index;
    return {
      kind: 'recorded',
      stream: aggregate.stream,
      revision: firstRevision + count - 1,
      position: placeOf(count - 1),
      recordedAt: now,
      events: items.map(({ event }, index) => ({
        type: event.type,
        revision: firstRevision + index,
        position: placeOf(index),
        data: event.data,
      })),
      repeated: false,
    };
  }

  /** The first answer to a command that was recorded before; another payload under the same key is refused. */
  async repeat<State>(aggregate: Aggregate<State>, commandId: string, payload: Json | undefined): Promise<ActResult> {
    const { log, vault } = this.options;
    const first = (await log.findCommand(aggregate.stream, commandId))!;
    if (payload !== undefined && first.mac !== undefined && !Buffer.from(vault.commandMac(payload)).equals(first.mac))
      return { kind: 'reused' };
    const entries = await log.readStream(aggregate.stream, first.firstRevision, first.count);
    const opened = entries.map((entry) => {
      const whole = vault.open(entry, () => true);
      return openedEventOf(aggregate.kind.types, whole, entry.position)!;
    });
    return {
      kind: 'recorded',
      stream: aggregate.stream,
      revision: first.firstRevision + first.count - 1,
      position: first.firstPosition + first.count - 1,
      recordedAt: opened[0]!.meta.recordedAt,
      events: opened.map(({ type, data, meta }) => ({ type, revision: meta.revision, position: meta.position, data })),
      repeated: true,
    };
  }

  /** Appends one entry to a stream that is not kept folded; false when another process was first. */
  async recordBeside(
    stream: string,
    revision: number,
    declaration: EventDeclaration,
    item: ToRecord,
    of: Pick<Recordable, 'caller' | 'now' | 'policyVersion'>,
  ): Promise<boolean> {
    const commandId = this.newUuid();
    const recording = this.recording(stream, revision + 1, 0, item, { ...of, items: [item], commandId });
    const draft = draftOf(declaration, item.event, recording);
    const result = await this.write(stream, revision, { commandId, payload: undefined, now: of.now }, [draft]);
    return result.kind === 'appended';
  }

  private recordingsOf<State>(aggregate: Aggregate<State>, recordable: Recordable): readonly Recording[] {
    return recordable.items.map((item, index) =>
      this.recording(aggregate.stream, aggregate.revision + 1 + index, index, item, recordable),
    );
  }

  private recording(stream: string, revision: number, index: number, item: ToRecord, of: Recordable): Recording {
    const { caller, commandId, now, policyVersion } = of;
    return {
      entryId: uuidv7(Date.parse(now), this.random(UUIDV7_RANDOM_BYTES)),
      source: this.options.source,
      stream,
      revision,
      time: now,
      commandId,
      commandIndex: index,
      act: item.envelope,
      actorRef: this.actorRef(caller.person ?? ENGINE_PSEUDONYM, stream),
      person: caller.person,
      role: caller.role,
      policyVersion,
      late: item.late,
      ...(item.importBatch === undefined ? {} : { importBatch: item.importBatch }),
    };
  }

  private write(
    stream: string,
    revision: number,
    { commandId, payload, now }: { commandId: string; payload: Json | undefined; now: string },
    drafts: readonly EntryDraft[],
  ): Promise<AppendResult> {
    this.seen(now);
    return this.writer.write({ stream, expected: atRevision(revision), commandId, time: now, drafts, payload });
  }
}
