import { DatabaseUnavailable, type Position, type StoredEntry } from '#event-log';
import { afterPosition, Folder, modelsKey, type FoldedModel, type Source } from './folder.js';
import type { PartsOf } from './part.js';
import { rebuild } from './rebuild.js';
import { BuildReplaced, NOTHING_FOLDED, type Build, type Parked } from './stored.js';
import type { Leadership, ViewStore } from './view-store.js';
import { Visibility, type Visible } from './visibility.js';

/** Dossiers whose documents stay folded in memory between two pages. */
const MAX_DOSSIERS_IN_MEMORY = 1_000;
/** A failure of log or disk may pass: so often, from the last checkpoint on, before the runner is parked. */
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 50;
/** A database server that is away is waited for without end, and asked no less often than this. */
const LONGEST_PAUSE_MS = 5_000;
/** Pauses differ by up to this share, so that servers that lost the same database do not all come back at once. */
const JITTER = 0.3;
/** How often a runner that is not the leader looks how far the leader is, and whether there still is one. */
const FOLLOW_LEADER_MS = 100;
/** The consumer name under which the runner itself is parked: no read model could go on. */
export const WHOLE_RUNNER = '*';

export interface RunnerOptions extends Source {
  readonly models: readonly FoldedModel[];
  readonly store: ViewStore;
  /** Called after each checkpoint, so that another thread can answer `waitFor`. */
  readonly onVisible?: (position: number) => void;
  /** Called when a consumer is parked, for health and the journal of the server. */
  readonly onParked?: (parked: readonly Parked[]) => void;
  /** Called when the database of the views went away, with what to do about it, and with undefined when it is back. */
  readonly onTrouble?: (words: string | undefined) => void;
  /** Who folds in the rebuild that a new version of a model brings about, and its progress. */
  readonly partsOf?: PartsOf | undefined;
  readonly progress?: (done: number, total: number) => void;
  readonly now?: () => string;
}

export interface Lag {
  /** Entries that are in the log and not yet in the documents. */
  readonly entries: number;
  /** Age of the oldest of those; 0 when there is none. */
  readonly ms: number;
}

export interface Runner {
  /** The checkpoint: every document has seen everything up to here. -1 before the first entry. */
  position(): number;
  /** True while this runner writes; false while it waits because another one does. */
  leads(): boolean;
  /** Read-your-writes. Never to be called from within `evolve` or `open`: it would wait for itself. */
  waitFor(position: Position, timeoutMs: number): Promise<Visible>;
  parked(): readonly Parked[];
  /** Folds a parked read model again from the log and lets it go on; '*' starts the runner itself again. */
  retry(consumer: string): Promise<void>;
  lag(): Promise<Lag>;
  /** Ends after the page at hand; the checkpoint is in the store. */
  stop(): Promise<void>;
}

/** Repairs are for the runner that writes. */
class NotLeading extends Error {
  constructor() {
    super('Een andere server houdt de weergaven bij. Geef de opdracht aan die server.');
    this.name = 'NotLeading';
  }
}

/**
 * Keeps the documents of all read models up with the log. Of several runners on one store one leads, and writes; the
 * others only tell how far it is. When it ends, however it ends, another takes over from the last checkpoint.
 *
 * It runs wherever it is called, and is meant for a worker thread: on the server's own thread it takes half of the rate
 * of acts. It imports no keys and no names of streams: the composition root opens what the thread has for itself
 * (apps/server/src/views/view-worker.ts). The server's thread keeps a `Visibility`, answers `waitFor` from it, and reads
 * documents through a store of its own.
 */
export function createRunner(options: RunnerOptions): Runner {
  return new FollowingRunner(options);
}

class FollowingRunner implements Runner {
  private readonly visibility = new Visibility();
  private readonly now: () => string;
  private stopping = new AbortController();
  private running: Promise<void>;
  private turn: Promise<unknown> = Promise.resolve();
  private leading: Leadership | undefined;
  private folder: Folder | undefined;
  private version: number | undefined;
  private parkedNow: readonly Parked[] = [];
  private attempt = 1;
  private inTrouble = false;

  constructor(private readonly options: RunnerOptions) {
    this.now = options.now ?? (() => new Date().toISOString());
    this.running = this.run();
  }

  position(): number {
    return this.visibility.position;
  }

  leads(): boolean {
    return this.leading !== undefined;
  }

  waitFor(position: Position, timeoutMs: number): Promise<Visible> {
    return this.visibility.waitFor(position, timeoutMs);
  }

  parked(): readonly Parked[] {
    return this.parkedNow;
  }

  async retry(consumer: string): Promise<void> {
    if (consumer === WHOLE_RUNNER) return this.startAgain();
    const model = this.options.models.find(({ name }) => name === consumer);
    if (model === undefined) throw new RangeError(`there is no read model ${consumer}`);
    await this.exclusive(async () => {
      const { folder, version, store } = this.atWork();
      const views = await folder.foldOne(model);
      await store.replace(version, model.name, folder.flushed, views);
      // The folder in memory holds what the model left half-way; a new one reads what was just written.
      await this.take(version, folder.flushed);
    });
  }

  async lag(): Promise<Lag> {
    const { log, open } = this.options;
    const head = (await log.head()).position ?? NOTHING_FOLDED;
    const entries = Math.max(0, head - this.position());
    if (entries === 0) return { entries, ms: 0 };
    const [oldest] = await log.readAll(afterPosition(this.position()), 1);
    const recordedAt = oldest === undefined ? undefined : open(oldest)?.meta.recordedAt;
    const ms = recordedAt === undefined ? 0 : Math.max(0, Date.parse(this.now()) - Date.parse(recordedAt));
    return { entries, ms };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.turn;
    this.visibility.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (this.attempt = 1; !signal.aborted;) {
      try {
        await this.takeTheLead(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof BuildReplaced) continue;
        const away = error instanceof DatabaseUnavailable && error.passing;
        if (away) this.trouble(error.message);
        else if (this.attempt === MAX_ATTEMPTS) return this.parkWhole(error);
        await pause(pauseMs(this.attempt++), signal);
      }
    }
  }

  /** Writes for as long as this runner may; ends when it is stopped or has lost the right. */
  private async takeTheLead(stopped: AbortSignal): Promise<void> {
    const leading = await this.waitForLead(stopped);
    if (leading === undefined) return;
    this.leading = leading;
    const signal = AbortSignal.any([stopped, leading.lost]);
    try {
      await this.exclusive(() => this.takeLiveBuild(leading.store, signal));
      for await (const page of this.options.log.subscribe(afterPosition(this.position()), signal)) {
        await this.exclusive(() => this.show(page));
      }
    } finally {
      await this.turn;
      this.leading = undefined;
      this.folder = undefined;
      await leading.release();
    }
  }

  private async waitForLead(stopped: AbortSignal): Promise<Leadership | undefined> {
    const { store } = this.options;
    while (!stopped.aborted) {
      const leading = await store.tryLead();
      if (leading !== undefined) return leading;
      await this.followLeader(await store.live());
      await pause(FOLLOW_LEADER_MS, stopped);
    }
    return undefined;
  }

  private async followLeader(live: Build | undefined): Promise<void> {
    this.reached();
    if (live === undefined || live.models !== modelsKey(this.options.models)) return;
    if (live.position !== this.position()) this.visible(live.position);
    await this.report(this.options.store, live.version);
  }

  /** The build to go on with. Without one of these very models it is built first, beside what readers still see. */
  private async takeLiveBuild(store: ViewStore, signal: AbortSignal): Promise<void> {
    const { models, log } = this.options;
    // The leader before may have been another server, that had read further in the same log.
    await log.catchUp?.();
    const head = (await log.head()).position ?? NOTHING_FOLDED;
    // After loss of power the log may have lost what nobody had an answer for and the views had seen.
    if (((await store.live())?.position ?? NOTHING_FOLDED) > head) await store.discard();
    const live = await store.live();
    if (live?.models !== modelsKey(models)) await rebuild(models, { ...this.options, store, signal });
    const { version, position } = (await store.live())!;
    await store.unpark(version, WHOLE_RUNNER);
    await this.take(version, position);
    this.reached();
    this.visible(position);
  }

  private async take(version: number, position: number): Promise<void> {
    const { models } = this.options;
    const { store } = this.leading!;
    await this.report(store, version);
    this.folder = new Folder({
      source: this.options,
      models,
      store,
      version,
      position,
      maxDossiers: MAX_DOSSIERS_IN_MEMORY,
      live: true,
      now: this.now,
      parked: this.parkedNow,
    });
  }

  private async show(page: readonly StoredEntry[]): Promise<void> {
    const { folder, version, store } = this.atWork();
    await folder.fold(page);
    const parked = await folder.flush();
    this.attempt = 1;
    this.reached();
    if (parked.length > 0) await this.report(store, version);
    this.visible(folder.flushed);
  }

  private atWork(): { readonly folder: Folder; readonly version: number; readonly store: ViewStore } {
    const { folder, version, leading } = this;
    if (folder === undefined || version === undefined || leading === undefined) throw new NotLeading();
    return { folder, version, store: leading.store };
  }

  private visible(position: number): void {
    this.visibility.reached(position);
    this.options.onVisible?.(position);
  }

  /** The store answered, so what went wrong before is over. */
  private reached(): void {
    if (this.inTrouble) this.trouble(undefined);
  }

  private trouble(words: string | undefined): void {
    this.inTrouble = words !== undefined;
    this.options.onTrouble?.(words);
  }

  private async report(store: ViewStore, version: number): Promise<void> {
    this.version = version;
    this.tellParked(await store.parked(version));
  }

  private tellParked(parked: readonly Parked[]): void {
    if (JSON.stringify(parked) === JSON.stringify(this.parkedNow)) return;
    this.parkedNow = parked;
    this.options.onParked?.(parked);
  }

  private async parkWhole(error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const whole = { consumer: WHOLE_RUNNER, position: this.position() + 1, reason, since: this.now() };
    const { store } = this.options;
    try {
      const version = this.version ?? (await store.live())?.version;
      if (version === undefined) return this.tellParked([whole]);
      await store.park(version, whole);
      await this.report(store, version);
    } catch {
      // The store that failed cannot keep it either; whoever asks this runner hears it all the same.
      this.tellParked([whole]);
    }
  }

  private async startAgain(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.stopping = new AbortController();
    this.running = this.run();
  }

  /** Pages and repairs take turns, so that neither sees the other's documents half-way. */
  private exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

function pauseMs(attempt: number): number {
  const least = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return least * (1 + JITTER * Math.random());
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
