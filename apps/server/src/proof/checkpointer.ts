import { statSync } from 'node:fs';
import { LogUnavailable, type LogReader, type StoredEntry } from '#event-log';
import { dayOf, dutchDay } from '#governance';
import { keyIdText, signCheckpoint } from '#transparency';
import { Cosigners, type Cosigned, type WitnessStatus } from './cosigners.js';
import type { Guard, Guarded } from './guard.js';
import type { LogKey } from './log-key.js';
import { LogTree } from './log-tree.js';
import type { Timestamper, TimestampStatus } from './timestamps.js';
import type { WitnessPolicy } from './witness-policy.js';

/** A checkpoint is signed so long after the first entry that it is to cover, at most. */
export const SIGN_WITHIN_MS = 1_000;

export interface CheckpointerOptions {
  readonly log: LogReader;
  readonly logFile: string;
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
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
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
    this.ready = this.rebuild();
    this.running = this.ready.then(() => this.follow());
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
      guardSharesDevice: statSync(guard.file).dev === statSync(logFile).dev,
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
    clearTimeout(this.timer);
    this.timer = undefined;
    const { tree, latest } = this;
    if (!this.rebuilt || this.failure !== undefined || tree.size === 0 || latest?.size === tree.size) return;
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
    } else this.failure = 'Een ander programma heeft intussen ondertekend. Er draait een tweede server op dit logboek.';
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.signNow();
    await this.cosigners.stop();
    await this.options.timestamps?.stop();
  }

  private async rebuild(): Promise<void> {
    await this.attempt(async () => {
      for (;;) {
        const page = await this.options.log.readAll(this.tree.last, PAGE);
        if (page.length === 0 || this.stopping.signal.aborted) break;
        this.tree.add(page);
        await nextTurn();
      }
      if (this.latest !== undefined) this.compareRoot(this.latest);
      this.cosigners.compare();
      this.rebuilt = true;
      // Asked also when nothing is new: a witness may know more than an older copy of log and guard together.
      if (this.latest !== undefined) this.cosigners.signed(this.latest);
      await this.signNow();
      this.options.timestamps?.start(() => this.latest);
    });
  }

  private async follow(): Promise<void> {
    if (this.failure !== undefined) return;
    await this.attempt(async () => {
      for await (const page of this.options.log.subscribe(this.tree.last, this.stopping.signal)) {
        this.tree.add(page);
        this.timer ??= setTimeout(() => void this.signNow(), SIGN_WITHIN_MS);
      }
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.failure = (error as Error).message;
      if (error instanceof LogUnavailable) this.tampered(error);
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

const PAGE = 1_000;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
