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
  private failure: string | undefined;
  private rebuilt = false;
  private signing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CheckpointerOptions) {
    const { witnesses: policy, key, folder } = options;
    this.cosigners = new Cosigners({
      policy,
      key,
      folder,
      tree: this.tree,
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
    if (!this.rebuilt || this.failure !== undefined) return;
    if (!(await this.attempt(() => this.readOn()))) return;
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
    else this.failure = 'Een ander programma heeft intussen ondertekend. Er draait een tweede server op dit logboek.';
  }

  /** Another server of the same log signed first. Its checkpoint is ours too when our own tree has it; until then we wait. */
  private async takeOver(signed: Guarded | undefined): Promise<void> {
    if (signed === undefined || signed.size > this.tree.size) return;
    if (await this.attempt(() => Promise.resolve().then(() => this.compareRoot(signed)))) this.latest = signed;
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
    if (!compared) return;
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
    if (this.stopping || this.failure !== undefined) return;
    this.timer = setTimeout(() => void this.signNow().then(() => this.lookLater()), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Brings the tree up to the log. */
  private async readOn(): Promise<void> {
    for await (const leaves of this.options.leaves.from(this.tree.size)) {
      this.tree.grow(leaves);
      if (this.stopping && !this.rebuilt) return;
    }
  }

  /** False when it failed, which is told from then on. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (this.stopping) return false;
      this.failure = (error as Error).message;
      if (error instanceof LogUnavailable) this.tampered(error);
      return false;
    }
  }

  private tampered(error: LogUnavailable): void {
    this.failure = error.message;
    this.options.onTampered(error);
  }

  private compareRoot(guarded: Guarded): void {
    if (this.tree.size < guarded.size) throw rolledBack(this.tree.size, guarded);
    if (!Buffer.from(this.tree.rootAt(guarded.size)).equals(guarded.root)) throw forked(guarded);
  }
}
