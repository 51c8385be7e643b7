import type { EventLog, LogReader, StoredEntry } from '#event-log';
import { rectified, rectifies, type EventDeclaration } from '#governance';
import type { Vault } from '#vault';
import type { EventTypes } from './codec.js';
import { guardEventOf, type AnyEvent } from './codec.js';
import { secretNames } from './secret-names.js';

/** What kind of stream this is and how it folds. */
export interface AggregateKind<State> {
  readonly prefix: string;
  readonly types: EventTypes;
  readonly declarations: Readonly<Record<string, EventDeclaration>>;
  initial(): State;
  evolve(state: State, event: AnyEvent): void;
}

/** Where an entry stands and which command it came from. */
type Seen = Pick<AnyEvent['meta'], 'commandId' | 'position' | 'revision'>;

const PAGE = 1_000;
/** As many events as one fold may take before keyframes are needed (architecture.md, Limits). */
export const MAX_FOLDED_EVENTS = 100_000;

/** Fold order: by the day it happened, then by place in the log (governance.md §4.13). */
const before = (a: AnyEvent, b: AnyEvent): boolean =>
  a.meta.day < b.meta.day || (a.meta.day === b.meta.day && a.meta.position < b.meta.position);

const idsIn = (data: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Object.entries(data).flatMap(([name, value]) => (name.endsWith('Id') ? [value] : []));

/** One stream, folded and kept warm. */
export class Aggregate<State> {
  state: State;
  revision = -1;
  /**
   * Of the last entry. What was recorded here a moment ago may have no place in the log yet; then it is one that is no
   * higher than its own, so that it sorts between what came before and what comes after. It is never shown to anybody.
   */
  position = -1;
  lastTime: string | undefined;
  /** The ids of the commands that this stream holds. */
  readonly commands = new Set<string>();
  /** In fold order. Guards that look at an earlier day fold a prefix of it again. */
  private readonly events: AnyEvent[] = [];

  constructor(
    readonly stream: string,
    readonly kind: AggregateKind<State>,
  ) {
    this.state = kind.initial();
  }

  static async load<State>(
    stream: string,
    kind: AggregateKind<State>,
    log: EventLog,
    vault: Vault,
  ): Promise<Aggregate<State>> {
    const aggregate = new Aggregate(stream, kind);
    await aggregate.catchUp(log, vault);
    return aggregate;
  }

  /** Reads what was appended since, by us or by others. */
  async catchUp(log: LogReader, vault: Vault): Promise<void> {
    for (;;) {
      const page = await log.readStream(this.stream, this.revision + 1, PAGE);
      for (const entry of page) this.take(entry, vault);
      if (page.length < PAGE) return;
      // A long stream takes a second or more, and a log that answers at once gives nobody else a turn.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.events.length > MAX_FOLDED_EVENTS)
        throw new Error(`${this.stream} holds more than ${MAX_FOLDED_EVENTS} events`);
    }
  }

  private take(entry: StoredEntry, vault: Vault): void {
    const opened = vault.open(entry, () => true);
    const event = guardEventOf(this.kind.types, opened, entry.position);
    this.seen(entry, opened.time);
    if (event !== undefined) this.apply(event);
  }

  /** Applies an event that was recorded just now. */
  record(event: AnyEvent): void {
    this.seen(event.meta, event.meta.recordedAt);
    this.apply(event);
  }

  private seen({ commandId, position, revision }: Seen, time: string): void {
    this.commands.add(commandId);
    this.position = position;
    this.revision = revision;
    if (this.lastTime === undefined || time > this.lastTime) this.lastTime = time;
  }

  /** An event that sorts before the tail (recorded late), or corrects another, makes the whole stream fold again. */
  private apply(event: AnyEvent): void {
    const last = this.events.at(-1);
    if ((last === undefined || before(last, event)) && !rectifies(event)) {
      this.events.push(event);
      this.kind.evolve(this.state, event);
      return;
    }
    let index = this.events.length;
    while (index > 0 && before(event, this.events[index - 1]!)) index -= 1;
    this.events.splice(index, 0, event);
    this.state = this.fold(rectified(this.events));
  }

  /** What one entry says, with its corrections. */
  recorded(entryId: string): AnyEvent | undefined {
    return rectified(this.events).find(({ meta }) => meta.entryId === entryId);
  }

  /** What the secret things of this stream are called. */
  secretNames(): ReadonlySet<string> {
    return secretNames(this.events);
  }
  /** Does this name a thing that an act classified geheim made or named? */
  namesSecret(data: Readonly<Record<string, unknown>>): boolean {
    const ids = idsIn(data);
    return this.events.some(
      ({ meta, data: known }) => meta.classification === 'geheim' && idsIn(known).some((id) => ids.includes(id)),
    );
  }

  /** The state as far as it had happened on `day`. */
  asOfDay(day: string): State {
    const last = this.events.at(-1);
    if (last === undefined || last.meta.day <= day) return this.state;
    return this.fold(rectified(this.events).filter((event) => event.meta.day <= day));
  }

  private fold(events: readonly AnyEvent[]): State {
    const state = this.kind.initial();
    for (const event of events) this.kind.evolve(state, event);
    return state;
  }
}
