import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { onCommit } from '#event-log';
import { openViewStore, Visibility, type Parked, type ViewStore } from '#read-models';
import { FILES } from '../runtime/files.js';

/** How long a reader waits for what was recorded before it asked; after that the report is folded from the log. */
const MAX_WAIT_MS = 1_000;
/** A thread that ended by itself is started again after this pause, for as long as the server runs. */
const RESTART_PAUSE_MS = 5_000;

/** `look`: something was committed. */
export type ToWorker = 'look' | 'stop';
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'visible'; readonly position: number }
  | { readonly kind: 'parked'; readonly parked: readonly Parked[] };

export interface ViewsStatus {
  /** The checkpoint: every kept document has seen everything up to here; -1 before the first entry. */
  readonly position: number;
  readonly parked: readonly Parked[];
  /** Why the thread that keeps the documents is down, until it runs again. */
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
export function keepViews(folder: string): KeptViews {
  return new ViewsInThread(folder);
}

class ViewsInThread implements KeptViews {
  private readonly visibility = new Visibility();
  private worker: Worker;
  private store: ViewStore | undefined;
  private parked: readonly Parked[] = [];
  private failure: string | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly stopTelling: () => void;

  constructor(private readonly folder: string) {
    this.worker = this.start();
    // The writer's signal reaches whoever is in its own thread; the other one is told, so that it need not poll.
    this.stopTelling = onCommit(join(this.folder, FILES.log), () => this.tell('look'));
  }

  async document(model: string, dossier: string, head: number): Promise<string | undefined> {
    if (this.failure !== undefined) return undefined;
    const seen = await this.visibility.waitFor(head, MAX_WAIT_MS);
    if (seen.kind !== 'visible' || this.store === undefined) return undefined;
    if (this.parked.some(({ consumer }) => consumer === model)) return undefined;
    const kept = this.store.document(model, dossier);
    return kept === undefined || kept.checkpoint < head ? undefined : kept.json;
  }

  status(): ViewsStatus {
    return { position: this.visibility.position, parked: this.parked, failure: this.failure };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.stopTelling();
    clearTimeout(this.restart);
    this.visibility.close();
    this.store?.close();
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    if (this.failure !== undefined) return;
    this.tell('stop');
    await ended;
  }

  private tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./view-worker.js', import.meta.url), { workerData: { folder: this.folder } });
    worker.on('message', (message: FromWorker) => this.hear(message));
    worker.on('error', (error: Error) => (this.failure = error.message));
    worker.on('exit', () => this.ended());
    return worker;
  }

  private hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.failure = undefined;
      this.store ??= openViewStore({ file: join(this.folder, FILES.views), readOnly: true });
    } else if (message.kind === 'parked') this.parked = message.parked;
    else this.visibility.reached(message.position);
  }

  private ended(): void {
    if (this.stopping) return;
    this.failure ??= 'De weergaven worden niet bijgewerkt: het onderdeel dat dat doet is gestopt.';
    this.restart = setTimeout(() => (this.worker = this.start()), RESTART_PAUSE_MS);
    this.restart.unref();
  }
}
