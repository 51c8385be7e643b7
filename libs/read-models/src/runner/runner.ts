import type { Position, StoredEntry } from '#event-log';
import { afterPosition, Folder, modelsKey, type FoldedModel, type Source } from './folder.js';
import { rebuild } from './rebuild.js';
import { BuildReplaced, NOTHING_FOLDED, type Parked, type ViewStore } from './view-store.js';
import { Visibility, type Visible } from './visibility.js';

/** Dossiers whose documents stay folded in memory between two pages. */
const MAX_DOSSIERS_IN_MEMORY = 1_000;
/** A failure of log or disk may pass: so often, from the last checkpoint on, before the runner is parked. */
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 50;
/** The consumer name under which the runner itself is parked: no read model could go on. */
export const WHOLE_RUNNER = '*';

export interface RunnerOptions extends Source {
  readonly models: readonly FoldedModel[];
  readonly store: ViewStore;
  /** Called after each checkpoint, so that another thread can answer `waitFor`. */
  readonly onVisible?: (position: number) => void;
  /** Called when a consumer is parked, for health and the journal of the server. */
  readonly onParked?: (parked: readonly Parked[]) => void;
  /** Progress of the rebuild that a new version of a model brings about. */
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
  /** Read-your-writes. Never to be called from within `evolve` or `open`: it would wait for itself. */
  waitFor(position: Position, timeoutMs: number): Promise<Visible>;
  parked(): readonly Parked[];
  /** Folds a parked read model again from the log and lets it go on; '*' starts the runner itself again. */
  retry(consumer: string): Promise<void>;
  /**
   * Folds one dossier again: after an erasure, or when the audience may open more or less of it than before. It also
   * drops the previous build, which would still hold what was erased.
   */
  refold(dossier: string): Promise<void>;
  lag(): Promise<Lag>;
  /** Ends after the page at hand; the checkpoint is in the store. */
  stop(): Promise<void>;
}

/**
 * Keeps the documents of all read models up with the log.
 *
 * It runs wherever it is called, and is meant for a worker thread: on the server's own thread it takes half of the rate
 * of acts. It imports no keys and no names of streams, so the composition root writes the worker's file, in which it
 * opens what the thread has for itself:
 *
 * ```ts
 * // apps/server/src/view-worker.ts
 * const log = await openSqliteReader(workerData.logFile); // read-only, wakes on commit
 * const vault = openVault({ keyring: openKeyring({ ...workerData.keys, readOnly: true }) });
 * const mayOpen = audienceMayOpen(workerData.audience);
 * const runner = createRunner({
 *   log,
 *   store: openViewStore({ file: workerData.viewsFile }),
 *   models: readModels,
 *   open: (entry) => openedEventOf(dossierKind.types, vault.open(entry, mayOpen), entry.position),
 *   // Undefined for the organisation and for the streams of attempts and reads that stand beside a dossier's own.
 *   dossierOf: (stream) => (isDossier(stream) ? stream : undefined),
 *   streamOf: (dossier) => dossier,
 *   onVisible: (position) => parentPort.postMessage({ position }),
 * });
 * // The server's thread keeps a `new Visibility()`, calls `reached(position)` on each message, answers `waitFor` from
 * // it, and reads documents through its own `openViewStore({ file, readOnly: true })`.
 * ```
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
  private folder: Folder | undefined;
  private version: number | undefined;
  private reported = '';

  constructor(private readonly options: RunnerOptions) {
    this.now = options.now ?? (() => new Date().toISOString());
    this.running = this.run();
  }

  position(): number {
    return this.visibility.position;
  }

  waitFor(position: Position, timeoutMs: number): Promise<Visible> {
    return this.visibility.waitFor(position, timeoutMs);
  }

  parked(): readonly Parked[] {
    return this.version === undefined ? [] : this.options.store.parked(this.version);
  }

  async retry(consumer: string): Promise<void> {
    if (consumer === WHOLE_RUNNER) return this.startAgain();
    const model = this.options.models.find(({ name }) => name === consumer);
    if (model === undefined) throw new RangeError(`there is no read model ${consumer}`);
    await this.exclusive(async () => {
      const { folder, version } = this;
      if (folder === undefined || version === undefined) return;
      const views = await folder.foldOne(model);
      this.options.store.replace(version, model.name, folder.flushed, views);
      // The folder in memory holds what the model left half-way; a new one reads what was just written.
      this.take(version, folder.flushed);
      this.report();
    });
  }

  async refold(dossier: string): Promise<void> {
    await this.exclusive(async () => {
      if (this.folder === undefined) throw new Error('the runner has no documents yet');
      await this.folder.again(dossier);
      this.options.store.forgetPrevious();
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
    for (let attempt = 1; !signal.aborted;) {
      try {
        await this.exclusive(() => this.takeLiveBuild());
        for await (const page of this.options.log.subscribe(afterPosition(this.position()), signal)) {
          await this.exclusive(() => this.show(page));
          attempt = 1;
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof BuildReplaced) continue;
        if (attempt === MAX_ATTEMPTS) return this.parkWhole(error);
        await pause(FIRST_PAUSE_MS * 2 ** attempt++, signal);
      }
    }
  }

  /** The build to go on with. Without one of these very models it is built first, beside what readers still see. */
  private async takeLiveBuild(): Promise<void> {
    const { store, models, log } = this.options;
    const head = (await log.head()).position ?? NOTHING_FOLDED;
    // After loss of power the log may have lost what nobody had an answer for and the views had seen.
    if ((store.live()?.position ?? NOTHING_FOLDED) > head) store.discard();
    const live = store.live();
    if (live?.models !== modelsKey(models)) await rebuild(models, { ...this.options, signal: this.stopping.signal });
    const { version, position } = store.live()!;
    store.unpark(version, WHOLE_RUNNER);
    this.take(version, position);
    this.visible(position);
  }

  private take(version: number, position: number): void {
    const { models, store } = this.options;
    this.version = version;
    this.folder = new Folder({
      source: this.options,
      models,
      store,
      version,
      position,
      maxDossiers: MAX_DOSSIERS_IN_MEMORY,
      live: true,
      now: this.now,
    });
  }

  private async show(page: readonly StoredEntry[]): Promise<void> {
    const folder = this.folder!;
    folder.fold(page);
    await folder.flush();
    this.visible(folder.flushed);
  }

  private visible(position: number): void {
    this.visibility.reached(position);
    this.options.onVisible?.(position);
    this.report();
  }

  private report(): void {
    const parked = this.parked();
    const text = JSON.stringify(parked);
    if (text === this.reported) return;
    this.reported = text;
    this.options.onParked?.(parked);
  }

  private parkWhole(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const position = (this.folder?.flushed ?? NOTHING_FOLDED) + 1;
    const { store } = this.options;
    const version = this.version ?? store.live()?.version;
    if (version === undefined)
      return this.options.onParked?.([{ consumer: WHOLE_RUNNER, position, reason, since: this.now() }]);
    store.park(version, { consumer: WHOLE_RUNNER, position, reason, since: this.now() });
    this.version = version;
    this.report();
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
