import { statSync } from 'node:fs';
import { LogUnavailable, type LogReader, type StoredEntry } from '#event-log';
import { dayOf, dutchDay } from '#governance';
import { keyIdText, signCheckpoint } from '#transparency';
import { Cosigners, type Cosigned, type WitnessStatus } from './cosigners.js';
import type { Guard, Guarded } from './guard.js';
import type { LogKey } from './log-key.js';
import type { Leaves } from './leaves.js';
import { LogTree } from './log-tree.js';
import type { Timestamper, TimestampStatus } from './timestamps.js';
import type { WitnessPolicy } from './witness-policy.js';

/**
 * How often it is looked whether there is something to sign. Reading and signing come after it, and together they keep
 * what is recorded unsigned for a second at most.
 */
const LOOK_EVERY_MS = 500;

/** The log is not what was signed, or can never be used again: signing and recording end. All else may pass by itself. */
const FINAL: ReadonlySet<LogUnavailable['code']> = new Set([
  'LOG_ROLLED_BACK',
  'LOG_FORKED',
  'LOG_DAMAGED',
  'LOG_NOT_OURS',
  'LOG_STREAM_GONE',
  'LOG_HALTED',
] as const);

export interface CheckpointerOptions {
  /** Ends with the checkpointer. */
  readonly leaves: Leaves;
  /** Undefined when the log is no file of this machine. */
  readonly logFile: string | undefined;
  readonly guard: Guard;
  readonly key: LogKey;
  readonly now: () => string;
  /** Who cosigns; the folder holds what they signed. */
  readonly witnesses: WitnessPolicy;
  readonly folder: string;
  /** Undefined when no authority is configured. */
  readonly timestamps: Timestamper | undefined;
  /** The log is not what was signed: nothing more may be recorded. */
  readonly onTampered: (error: LogUnavailable) => void;
}
export interface ProofStatus {
  readonly origin: string;
  readonly keyId: string;
  readonly vkey: string;
  /** How many entries the last checkpoint covers. */
  readonly signed: number;
  readonly signedAt: string | undefined;
  readonly failure: string | undefined;
  /** The guard cannot tell when log and guard are put back together. */
  readonly guardSharesDevice: boolean;
  readonly witnesses: readonly WitnessStatus[];
  /** How many entries the last checkpoint covers that enough organs cosigned. */
  readonly cosigned: number;
  readonly timestamps: TimestampStatus | undefined;
}

/**
 * Compares the log with what it signed last, before anything is appended: a log with fewer entries, or with another
 * last entry, is an older copy or another log. The whole tree is compared when it has been rebuilt.
 */
export async function compareWithGuard(log: LogReader, guarded: Guarded | undefined): Promise<void> {
  if (guarded === undefined) return;
  // Another server may have signed what it recorded a moment ago.
  await log.catchUp?.();
  const { size } = await log.head();
  if (size < guarded.size) throw rolledBack(size, guarded);
  const after = guarded.size === 1 ? undefined : guarded.size - 2;
  const [last] = await log.readAll(after as StoredEntry['position'] | undefined, 1);
  if (!Buffer.from(last!.leafHash).equals(guarded.lastLeaf)) throw forked(guarded);
}

const when = ({ signedAt }: Guarded): string => dutchDay(dayOf(signedAt));
const rolledBack = (size: number, guarded: Guarded): LogUnavailable =>
  new LogUnavailable(
    'LOG_ROLLED_BACK',
    `Het logboek heeft ${size} regels, maar op ${when(guarded)} zijn er ${guarded.size} ondertekend. ` +
      'Er is een oudere kopie teruggezet. Er wordt niets vastgelegd en niets ondertekend: zet de nieuwste kopie terug.',
  );
const forked = (guarded: Guarded): LogUnavailable =>
  new LogUnavailable(
    'LOG_FORKED',
    `De eerste ${guarded.size} regels van het logboek zijn niet meer die van ${when(guarded)}, toen ze zijn ondertekend. ` +
      'Er wordt niets vastgelegd en niets ondertekend: zet het logboek terug dat bij de handtekening hoort.',
  );

/** Signs the log as it grows, and never anything that contradicts what it signed before. */
export class Checkpointer {
  readonly tree = new LogTree();
  readonly cosigners: Cosigners;
  private stopping = false;
  /** Resolves when everything that was there at the start is checked and signed, or cannot be. */
  readonly ready: Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private latest: Guarded | undefined;
  /** Why nothing was signed at the last try. */
  private failure: string | undefined;
  /** Nothing will be signed any more. */
  private ended = false;
  private rebuilt = false;
  private signing: Promise<unknown> = Promise.resolve();
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CheckpointerOptions) {
    const { witnesses: policy, key, folder } = options;
    this.cosigners = new Cosigners({
      policy,
      key,
      folder,
      tree: this.tree,
      catchUp: () => this.readOn(),
      onTampered: (error) => this.tampered(error),
    });
    this.latest = options.guard.read();
    this.ready = this.begin();
  }

  /** The last signed checkpoint. */
  get checkpoint(): Guarded | undefined {
    return this.latest;
  }
  /** The last that enough witnesses cosigned, and until then the last that is signed: what others are shown. */
  get shown(): Cosigned | undefined {
    return this.cosigners.cosigned ?? this.latest;
  }

  status(): ProofStatus {
    const { key, guard, logFile } = this.options;
    return {
      origin: key.origin,
      keyId: keyIdText(key.keyId),
      vkey: key.vkey,
      signed: this.latest?.size ?? 0,
      signedAt: this.latest?.signedAt,
      failure: this.failure,
      guardSharesDevice: logFile !== undefined && statSync(guard.file).dev === statSync(logFile).dev,
      witnesses: this.cosigners.status(),
      cosigned: this.cosigners.cosigned?.size ?? 0,
      timestamps: this.options.timestamps?.status(),
    };
  }

  /** Signs what there is now; without waiting for more. One after the other: two at once would overtake each other. */
  signNow(): Promise<void> {
    const signed = this.signing.then(() => this.sign());
    this.signing = signed.catch(() => undefined);
    return signed;
  }

  private async sign(): Promise<void> {
    if (this.rebuilt && !this.ended) await this.attempt(() => this.signWhatIsNew());
  }

  private async signWhatIsNew(): Promise<void> {
    await this.readOn();
    const { tree, latest } = this;
    if (tree.size === 0 || latest?.size === tree.size) return;
    const { key, guard, now } = this.options;
    const root = tree.root();
    const { size } = tree;
    const note = await signCheckpoint({ origin: key.origin, size, root }, key);
    const lastLeaf = Uint8Array.from(tree.ranges(size)(size - 1, size));
    const next: Guarded = { size, root, lastLeaf, note, signedAt: now() };
    // The guard first: what it does not hold must never be seen by anybody.
    if (guard.replace(latest, next)) {
      this.latest = next;
      this.cosigners.signed(next);
    } else if (this.options.logFile === undefined) await this.takeOver(guard.read());
    else this.end('Een ander programma heeft intussen ondertekend. Er draait een tweede server op dit logboek.');
  }

  /**
   * Another server of the same log signed first. What it signed was durable before, so that a look at the log after it
   * tells whether it is ours too: when the log has less even then, or something else, it is not the log that was signed.
   */
  private async takeOver(signed: Guarded | undefined): Promise<void> {
    if (signed === undefined) return;
    if (signed.size > this.tree.size) await this.readOn();
    this.compareRoot(signed);
    this.latest = signed;
    this.cosigners.signed(signed);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.ready;
    await this.signNow();
    await this.options.leaves.close();
    await this.cosigners.stop();
    await this.options.timestamps?.stop();
  }

  private async begin(): Promise<void> {
    const compared = await this.attempt(async () => {
      await this.readOn();
      if (this.latest !== undefined) this.compareRoot(this.latest);
      this.cosigners.compare();
    });
    if (!compared) return this.later(() => this.begin());
    // Asked first, also when nothing is new: a witness may know more than an older copy of log and guard together, and
    // what is signed cannot be taken back. One that does not answer holds nothing up for longer than its time-out.
    if (this.latest !== undefined) {
      this.cosigners.signed(this.latest);
      await this.cosigners.heard();
    }
    this.rebuilt = true;
    await this.signNow();
    this.options.timestamps?.start(() => this.latest);
    this.lookLater();
  }

  private lookLater(): void {
    this.later(() => this.signNow().then(() => this.lookLater()));
  }
  private later(work: () => Promise<void>): void {
    if (this.stopping || this.ended) return;
    this.timer = setTimeout(() => void work(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Brings the tree up to the log as it durably is; one after the other, since two at once would both grow it. */
  private readOn(): Promise<void> {
    const read = this.reading.then(() => this.readWhatIsNew());
    this.reading = read.catch(() => undefined);
    return read;
  }
  private async readWhatIsNew(): Promise<void> {
    for await (const leaves of this.options.leaves.from(this.tree.size)) {
      this.tree.grow(leaves);
      if (this.stopping && !this.rebuilt) return;
    }
  }

  /** False when it failed, which is told until it succeeds. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      if (!this.ended) this.failure = undefined;
      return true;
    } catch (error) {
      if (this.stopping) return false;
      if (error instanceof LogUnavailable && FINAL.has(error.code)) this.tampered(error);
      else this.failure = (error as Error).message;
      return false;
    }
  }

  private tampered(error: LogUnavailable): void {
    this.end(error.message);
    this.options.onTampered(error);
  }
  private end(why: string): void {
    this.ended = true;
    this.failure = why;
  }

  private compareRoot(guarded: Guarded): void {
    if (this.tree.size < guarded.size) throw rolledBack(this.tree.size, guarded);
    if (!Buffer.from(this.tree.rootAt(guarded.size)).equals(guarded.root)) throw forked(guarded);
  }
}
