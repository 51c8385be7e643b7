import { Worker } from 'node:worker_threads';
import { DatabaseUnavailable, onCommit } from '#event-log';
import { modelsKey, openViewStore, partsOf, readModels, Visibility, type Parked, type ViewStore } from '#read-models';
import { logFileOf } from '../runtime/open-log.js';
import { viewsUrlOf } from './view-source.js';

/** How long a reader waits for what was recorded before it asked; after that the report is folded from the log. */
const MAX_WAIT_MS = 1_000;
/** A thread that ended by itself is started again after this pause, for as long as the server runs. */
const RESTART_PAUSE_MS = 5_000;

/** How long the thread may take to finish its page and close. */
const STOP_LIMIT_MS = 10_000;

/** `look`: something was committed. */
export type ToWorker = 'look' | 'stop';
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'visible'; readonly position: number }
  | { readonly kind: 'parked'; readonly parked: readonly Parked[] }
  /** The database of the views is away, in words; or, without words, it is back. */
  | { readonly kind: 'trouble'; readonly words: string | undefined };

export interface ViewWorkerData {
  readonly folder: string;
  readonly viewsUrl: string;
}

export interface ViewsStatus {
  /** The checkpoint: every kept document has seen everything up to here; -1 before the first entry. */
  readonly position: number;
  readonly parked: readonly Parked[];
  /** Why the documents are not kept up: the thread that does it is down, or their database is away. */
  readonly failure: string | undefined;
}

export const KEPT_VIEWS = 'kept-views';

/** What readers need of the kept documents. */
export interface KeptViews {
  /**
   * One document with everything up to `head`, as JSON text. Undefined when it is not there in time, or its model is
   * parked: the caller then folds it from the log, which gives the same bytes.
   */
  document(model: string, dossier: string, head: number): Promise<string | undefined>;
  status(): ViewsStatus;
  stop(): Promise<void>;
}

/** Keeps the documents of a data folder up with its log, in a thread of their own. */
export function keepViews(folder: string, viewsUrl = viewsUrlOf(folder)): KeptViews {
  return new ViewsInThread(folder, viewsUrl);
}

/** Servers of two versions may share one store for a while: documents of other models are of no use to this one. */
const MODELS = modelsKey(readModels);

class ViewsInThread implements KeptViews {
  private readonly visibility = new Visibility();
  private worker: Worker;
  private store: ViewStore | undefined;
  private parked: readonly Parked[] = [];
  private failure: string | undefined;
  private trouble: string | undefined;
  private opening = false;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly stopTelling: () => void;

  constructor(
    private readonly folder: string,
    private readonly viewsUrl: string,
  ) {
    this.worker = this.start();
    // The writer's signal, where the log is a file, reaches whoever is in its own thread; the other one is told, so that it need not poll.
    this.stopTelling = onCommit(logFileOf(this.folder) ?? '', () => this.tell('look'));
  }

  async document(model: string, dossier: string, head: number): Promise<string | undefined> {
    if (this.status().failure !== undefined) return undefined;
    const seen = await this.visibility.waitFor(head, MAX_WAIT_MS);
    if (seen.kind !== 'visible' || this.store === undefined) return undefined;
    const parts = partsOf(model);
    const needed = [model, ...Object.values(parts)];
    if (this.parked.some(({ consumer }) => needed.includes(consumer))) return undefined;
    try {
      const kept = await this.store.document(model, dossier, parts);
      return kept === undefined || kept.checkpoint < head || kept.models !== MODELS ? undefined : kept.json;
    } catch (error) {
      // The log has it all; the thread that keeps the documents meets the same trouble, and tells of it.
      if (error instanceof DatabaseUnavailable) return undefined;
      throw error;
    }
  }

  status(): ViewsStatus {
    return { position: this.visibility.position, parked: this.parked, failure: this.failure ?? this.trouble };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.stopTelling();
    clearTimeout(this.restart);
    this.visibility.close();
    await this.store?.close();
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    if (this.failure !== undefined) return;
    this.tell('stop');
    // A database that does not answer must not keep the server from stopping; what was not finished is made again.
    const giveUp = setTimeout(() => void this.worker.terminate(), STOP_LIMIT_MS);
    await ended;
    clearTimeout(giveUp);
  }

  private tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./view-worker.js', import.meta.url), {
      workerData: { folder: this.folder, viewsUrl: this.viewsUrl } satisfies ViewWorkerData,
    });
    worker.on('message', (message: FromWorker) => this.hear(message));
    worker.on('error', (error: Error) => (this.failure = error.message));
    worker.on('exit', () => this.ended());
    return worker;
  }

  private hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.failure = undefined;
      void this.openStore();
    } else if (message.kind === 'trouble') this.trouble = message.words;
    else if (message.kind === 'parked') this.parked = message.parked;
    else {
      this.visibility.reached(message.position);
      void this.openStore();
    }
  }

  private async openStore(): Promise<void> {
    if (this.store !== undefined || this.opening) return;
    this.opening = true;
    try {
      const store = await openViewStore(this.viewsUrl, { readOnly: true });
      if (this.stopping) return await store.close();
      this.store = store;
      this.trouble = undefined;
    } catch (error) {
      // Until it opens, reports are folded from the log; the next word of the thread tries again.
      this.trouble = (error as Error).message;
    } finally {
      this.opening = false;
    }
  }

  private ended(): void {
    if (this.stopping) return;
    this.failure ??= 'De weergaven worden niet bijgewerkt: het onderdeel dat dat doet is gestopt.';
    this.restart = setTimeout(() => (this.worker = this.start()), RESTART_PAUSE_MS);
    this.restart.unref();
  }
}
