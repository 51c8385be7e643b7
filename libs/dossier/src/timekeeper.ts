import { DOSSIER_PREFIX, isDossierStream, type DossierClock, type Engine } from './engine.js';

/** How often the clock looks; deadlines fall on whole days, so this only bounds how late a lapse is seen unasked. */
const TICK_MS = 60_000;
/** After a failure it looks again this soon: while it has not, its server counts as one that must not be used. */
export const TICK_AGAIN_MS = 5_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** When each dossier is to be looked at again, by stream. */
export type DossierClocks = ReadonlyMap<string, DossierClock>;

/** Where the clocks stay between two starts. They are derived: without them each dossier is read once. */
export interface ClockStore {
  /** What was kept, or nothing when it is not of this log. Never rejects. */
  read(): Promise<DossierClocks>;
  /** Never rejects: what could not be kept is worked out again. */
  write(clocks: DossierClocks): Promise<void>;
}

/**
 * Keeps the deadlines of all dossiers, durably: what is due is computed from the log, so a restart or a second server
 * changes nothing. An act on a dossier does the same for that dossier first, so no answer waits for this.
 *
 * A dossier is read only when it holds more than when it was read last, or when its next deadline has come: nothing
 * else can make anything due in it.
 */
export class Timekeeper {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private clocks: Map<string, DossierClock> | undefined;
  /** The last failure, for health; the next tick tries again. */
  failure: unknown;

  constructor(
    private readonly engine: Engine,
    private readonly store?: ClockStore,
  ) {}

  start(): void {
    void this.tick().then(() => {
      if (this.stopping) return;
      this.timer = setTimeout(() => this.start(), this.failure === undefined ? TICK_MS : TICK_AGAIN_MS);
      this.timer.unref();
    });
  }
  /** Resolves when the dossier at hand is done. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  tick(): Promise<void> {
    this.running ??= this.lookAtAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async lookAtAll(): Promise<void> {
    const { log, clock } = this.engine.options;
    let changed = false;
    try {
      this.clocks ??= new Map(await this.store?.read());
      for (const { stream, revision } of await log.streams(DOSSIER_PREFIX)) {
        if (this.stopping) break;
        if (!isDossierStream(stream) || !this.mustLook(stream, revision, clock.now())) continue;
        this.clocks.set(stream, await this.engine.advanceDossier(stream));
        changed = true;
        // A log that answers at once gives nobody else a turn, and a first round may read all of it.
        await nextTurn();
      }
      this.failure = undefined;
    } catch (failure) {
      this.failure = failure;
    }
    if (changed) await this.store?.write(this.clocks!);
  }

  private mustLook(stream: string, revision: number, now: string): boolean {
    const known = this.clocks!.get(stream);
    return known === undefined || known.revision !== revision || (known.next !== undefined && known.next <= now);
  }
}
