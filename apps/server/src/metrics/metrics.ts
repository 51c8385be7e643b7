import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ActResult, Timekeeper } from '#dossier';
import { LogUnavailable, type LogReader, type Position } from '#event-log';
import type { ProofStatus } from '../proof/checkpointer.js';
import type { ViewsStatus } from '../views/kept-views.js';

/** Where the figures come from. What a server does not have (views, signing) is left out of the answer. */
export interface MeasuredParts {
  readonly log: Pick<LogReader, 'head' | 'readAll'>;
  readonly timekeeper: Pick<Timekeeper, 'failure'>;
  readonly proof: (() => ProofStatus) | undefined;
  readonly views: (() => ViewsStatus) | undefined;
  readonly nowMs: () => number;
}

export const METRICS = 'metrics';

const ACT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MS_PER_SECOND = 1_000;
/** Stands where an act was recorded and there is no code. */
const NO_CODE = '';

/**
 * What a server counts of itself, for Prometheus. Labels are outcomes, codes of refusals and names of witnesses: never a
 * person, a programme or a word of an act, since whoever watches machines may read none of that.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly acts: Counter<'outcome' | 'code'>;
  private readonly actSeconds: Histogram;
  private readonly actsWaiting: Gauge;
  private readonly gauges: ReturnType<typeof gaugesIn>;

  constructor(private readonly parts: MeasuredParts) {
    const registers = [this.registry];
    // Memory, processor, open files, and how late the event loop is (nodejs_eventloop_lag_*).
    collectDefaultMetrics({ register: this.registry });
    this.acts = new Counter({
      name: 'besluitspoor_acts_total',
      help: 'Acts by outcome; of a refusal, one for each rule that was broken.',
      labelNames: ['outcome', 'code'],
      registers,
    });
    this.actSeconds = new Histogram({
      name: 'besluitspoor_act_seconds',
      help: 'From an act that can be read to its durable answer: waiting its turn, deciding, sealing and appending.',
      buckets: ACT_SECONDS,
      registers,
    });
    this.actsWaiting = new Gauge({
      name: 'besluitspoor_acts_waiting',
      help: 'Acts that have no answer yet: the queue before the log.',
      registers,
    });
    this.gauges = gaugesIn(registers);
  }

  /** Runs one act and counts what became of it. */
  async watch(act: () => Promise<ActResult>): Promise<ActResult> {
    const seconds = this.actSeconds.startTimer();
    this.actsWaiting.inc();
    try {
      const result = await act();
      if (result.kind === 'refused')
        for (const { refusal } of result.broken) this.acts.inc({ outcome: 'refused', code: refusal.code });
      else this.acts.inc({ outcome: outcomeOf(result), code: NO_CODE });
      return result;
    } catch (error) {
      this.acts.inc({ outcome: 'failed', code: error instanceof LogUnavailable ? error.code : 'INTERNAL' });
      throw error;
    } finally {
      this.actsWaiting.dec();
      seconds();
    }
  }

  get type(): string {
    return this.registry.contentType;
  }
  /** Everything that is counted, in the text format of Prometheus. */
  async text(): Promise<string> {
    const { log, timekeeper } = this.parts;
    const { size } = await log.head();
    this.gauges.entries.set(size);
    this.gauges.timekeeperFailed.set(timekeeper.failure === undefined ? 0 : 1);
    this.lookAtProof(size);
    await this.lookAtViews(size);
    return this.registry.metrics();
  }

  /** The names of everything that is counted, for whoever draws it. */
  names(): readonly string[] {
    return this.registry.getMetricsAsArray().map(({ name }) => name);
  }

  private lookAtProof(size: number): void {
    const proof = this.parts.proof?.();
    if (proof === undefined) return;
    const { signed, signedAt, cosigned, failure, witnesses, timestamps } = proof;
    const { gauges } = this;
    gauges.unsigned.set(Math.max(0, size - signed));
    gauges.uncosigned.set(witnesses.length === 0 ? 0 : Math.max(0, signed - cosigned));
    gauges.signingFailed.set(failure === undefined ? 0 : 1);
    gauges.timestampFailed.set(timestamps?.failure === undefined ? 0 : 1);
    if (signedAt !== undefined)
      gauges.checkpointAge.set(Math.max(0, this.parts.nowMs() - Date.parse(signedAt)) / MS_PER_SECOND);
    for (const { name, lag, failure: why } of witnesses) {
      gauges.witnessLag.set({ witness: name }, lag);
      gauges.witnessFailed.set({ witness: name }, why === undefined ? 0 : 1);
    }
  }

  private async lookAtViews(size: number): Promise<void> {
    const views = this.parts.views?.();
    if (views === undefined) return;
    const { gauges } = this;
    gauges.viewLag.set(Math.max(0, size - 1 - views.position));
    gauges.viewLagMs.set(await this.viewLagMs(views.position));
    gauges.viewsParked.set(views.parked.length);
    gauges.viewsFailed.set(views.failure === undefined ? 0 : 1);
  }

  /** Age of the oldest entry that the views have not seen; 0 when they have seen all. */
  private async viewLagMs(position: number): Promise<number> {
    const after = position < 0 ? undefined : (position as Position);
    const [next] = await this.parts.log.readAll(after, 1);
    if (next === undefined) return 0;
    const { time } = JSON.parse(Buffer.from(next.bytes).toString('utf8')) as { readonly time: string };
    return Math.max(0, this.parts.nowMs() - Date.parse(time));
  }
}

const outcomeOf = (result: Exclude<ActResult, { readonly kind: 'refused' }>): string =>
  result.kind === 'recorded' && result.repeated ? 'repeated' : result.kind;

function gaugesIn(registers: Registry[]) {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> =>
    new Gauge({ name: `besluitspoor_${name}`, help, labelNames, registers });
  return {
    entries: gauge('log_entries', 'Entries in the log.'),
    unsigned: gauge('unsigned_entries', 'Entries that no checkpoint covers yet.'),
    uncosigned: gauge(
      'uncosigned_entries',
      'Signed entries that not enough organs have cosigned; 0 without witnesses.',
    ),
    checkpointAge: gauge(
      'checkpoint_age_seconds',
      'Age of the last signed checkpoint; it grows while nothing is recorded.',
    ),
    signingFailed: gauge('signing_failed', '1 when the log is not what was signed, or cannot be signed.'),
    timestampFailed: gauge('timestamp_failed', '1 when the timestamp authority failed the last time.'),
    witnessLag: gauge('witness_lag_entries', 'Signed entries that a witness has not cosigned.', ['witness']),
    witnessFailed: gauge('witness_failed', '1 when a witness failed the last time.', ['witness']),
    viewLag: gauge('view_lag_entries', 'Entries that the kept views have not seen.'),
    viewLagMs: gauge('view_lag_ms', 'Age of the oldest entry that the kept views have not seen.'),
    viewsParked: gauge('views_parked', 'Kept views that stopped at an entry.'),
    viewsFailed: gauge('views_failed', '1 while the thread that keeps the views is down.'),
    timekeeperFailed: gauge('timekeeper_failed', '1 when deadlines could not be kept the last time.'),
  };
}
