import { DOSSIER_PREFIX, isDossierStream, type Engine } from './engine.js';

/** How often the clock looks; deadlines fall on whole days, so this only bounds how late a lapse is seen unasked. */
export const TICK_MS = 60_000;

/**
 * Keeps the deadlines of all dossiers, durably: what is due is computed from the log, so a restart or a second server
 * changes nothing. An act on a dossier does the same for that dossier first, so no answer waits for this.
 */
export class Timekeeper {
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  /** The last failure, for health; the next tick tries again. */
  failure: unknown;

  constructor(private readonly engine: Engine) {}

  start(): void {
    void this.tick();
    this.timer = setInterval(() => void this.tick(), TICK_MS);
    this.timer.unref();
  }
  stop(): void {
    clearInterval(this.timer);
  }

  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const { stream } of await this.engine.options.log.streams(DOSSIER_PREFIX)) {
        if (isDossierStream(stream)) await this.engine.advanceDossier(stream);
      }
      this.failure = undefined;
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.running = false;
    }
  }
}
