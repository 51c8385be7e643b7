import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable } from '#event-log';
import {
  ed25519Verifier,
  formatNote,
  openCheckpoint,
  parseNote,
  parseVkey,
  proveConsistency,
  TransparencyRefused,
  type NoteSignature,
  type OpenedCheckpoint,
} from '#transparency';
import type { Guarded } from './guard.js';
import type { LogKey } from './log-key.js';
import type { LogTree } from './log-tree.js';
import { askWitness, shownBy } from './witness-client.js';
import type { TrustedWitness, WitnessPolicy } from './witness-policy.js';

/** The last checkpoint that enough organs cosigned. May be thrown away: the witnesses give their signatures again. */
export const COSIGNED_FILE = 'cosigned.note';
/** A checkpoint with our own signature that this log contradicts; kept so that the next start does not forget it. */
export const EVIDENCE_FILE = 'witness-evidence.note';

const RETRY_FROM_MS = 1_000;
const RETRY_TO_MS = 300_000;
/** Checkpoints for which some, not enough, organs signed. Older ones are let go: witnesses only go forward. */
const MAX_PENDING = 64;
/** A witness that was elsewhere is asked again at once, so often. */
const MAX_TURNS = 3;

export interface CosignersOptions {
  readonly policy: WitnessPolicy;
  readonly key: Pick<LogKey, 'origin' | 'vkey'>;
  readonly tree: LogTree;
  /** Brings the tree up to the log as it durably is now, with what other servers recorded. */
  readonly catchUp: () => Promise<void>;
  readonly folder: string;
  /** A witness knows more of this log than there is, or something else. */
  readonly onTampered: (error: LogUnavailable) => void;
  readonly retryFromMs?: number;
  readonly random?: () => number;
}
export interface Cosigned {
  readonly size: number;
  /** With the log's signature first. */
  readonly note: string;
}
export interface WitnessStatus {
  readonly name: string;
  readonly organ: string;
  /** What it cosigned last; undefined until it answered. */
  readonly size: number | undefined;
  readonly lag: number;
  readonly failure: string | undefined;
}

/** A signed checkpoint with what came in for it. */
interface Pending {
  readonly signed: Pick<Guarded, 'size' | 'note'>;
  readonly signatures: Map<string, NoteSignature>;
}
/** The log and one witness. */
interface Line {
  readonly witness: TrustedWitness;
  size: number | undefined;
  asking: Pending | undefined;
  failure: string | undefined;
  failures: number;
  wake: () => void;
  /** Resolves when it was asked once, whatever it answered. */
  readonly heard: Promise<void>;
  readonly hear: () => void;
}

/**
 * Has each signed checkpoint cosigned by the witnesses, beside everything else: nothing waits for them. Each witness is
 * asked at its own pace; what one has signed or is signing the others are asked for too, so that their signatures meet
 * on the same checkpoint.
 */
export class Cosigners {
  private readonly lines: readonly Line[];
  private readonly stopping = new AbortController();
  private readonly pending = new Map<number, Pending>();
  private latest: Pending | undefined;
  private last: Cosigned | undefined;
  private running: Promise<unknown> | undefined;

  constructor(private readonly options: CosignersOptions) {
    this.lines = options.policy.witnesses.map((witness) => {
      let hear = (): void => undefined;
      const heard = new Promise<void>((resolve) => (hear = resolve));
      const line = { witness, size: undefined, asking: undefined, failure: undefined, failures: 0, heard, hear };
      return { ...line, wake: () => undefined };
    });
  }

  /** Resolves when each witness answered, or could not, what it knows of the checkpoint that was given first. */
  async heard(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.heard));
  }

  /** The last checkpoint that the policy is content with. */
  get cosigned(): Cosigned | undefined {
    return this.last;
  }
  status(): readonly WitnessStatus[] {
    const ours = this.latest?.signed.size ?? 0;
    return this.lines.map(({ witness: { name, organ }, size, failure }) => ({
      name,
      organ,
      size,
      lag: Math.max(0, ours - (size ?? 0)),
      failure,
    }));
  }

  /** Compares the rebuilt log with what was cosigned, and with evidence of a rollback. Throws when it is not that log. */
  compare(): void {
    for (const file of [EVIDENCE_FILE, COSIGNED_FILE]) {
      const opened = this.openFile(file);
      if (opened === undefined) continue;
      const finding = this.contradiction(opened);
      if (finding !== undefined) throw finding;
      if (file === COSIGNED_FILE && this.organsOf(opened.cosignatures) >= this.options.policy.quorum)
        this.last =
          this.lines.length === 0 ? undefined : { size: opened.size, note: readFileSync(this.path(file), 'utf8') };
    }
  }

  /** A new checkpoint; returns at once. */
  signed(signed: Pick<Guarded, 'size' | 'note'>): void {
    if (this.lines.length === 0 || this.stopping.signal.aborted) return;
    this.latest = { signed, signatures: new Map() };
    this.pending.set(signed.size, this.latest);
    this.prune();
    this.running ??= Promise.all(this.lines.map((line) => this.follow(line)));
    for (const line of this.lines) line.wake();
  }

  /** Waits until the policy is content with this size or more; false when that takes too long, or the log is stopped. */
  async reached(size: number, withinMs: number): Promise<boolean> {
    for (const end = Date.now() + withinMs; Date.now() < end && !this.stopping.signal.aborted; await sleep(POLL_MS))
      if (this.lines.length === 0 || (this.last?.size ?? 0) >= size) return true;
    return false;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const line of this.lines) line.wake();
    await this.running;
  }

  private async follow(line: Line): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const next = this.nextFor(line);
      if (next === undefined) {
        await new Promise<void>((resolve) => (line.wake = resolve));
        continue;
      }
      line.asking = next;
      const failure = await this.submit(line, next).catch((error: unknown) => (error as Error).message);
      line.asking = undefined;
      line.hear();
      line.failure = failure;
      line.failures = failure === undefined ? 0 : line.failures + 1;
      if (failure !== undefined) await this.pause(line.failures);
    }
  }

  /** Longer after each failure, and never all witnesses at the same moment. */
  private async pause(failures: number): Promise<void> {
    const { retryFromMs = RETRY_FROM_MS, random = Math.random } = this.options;
    const delay = Math.min(RETRY_TO_MS, retryFromMs * 2 ** (failures - 1)) * (0.5 + random());
    await sleep(delay, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
  }

  /** The newest that another witness signed or is signing, else the newest of all. */
  private nextFor(line: Line): Pending | undefined {
    const lacks = ({ signed, signatures }: Pending): boolean =>
      signed.size > (line.size ?? -1) || (signed.size === line.size && !signatures.has(line.witness.name));
    const shared = [...this.pending.values()].filter(
      (one) => lacks(one) && (one.signatures.size > 0 || this.isAsked(one, line)),
    );
    const newest = shared.sort((a, b) => b.signed.size - a.signed.size)[0];
    return newest ?? (this.latest !== undefined && lacks(this.latest) ? this.latest : undefined);
  }
  private isAsked(one: Pending, except?: Line): boolean {
    return this.lines.some((line) => line !== except && line.asking === one);
  }

  /** Undefined when there is nothing to wait for; otherwise why the witness did not sign. */
  private async submit(line: Line, one: Pending): Promise<string | undefined> {
    const { size, note } = one.signed;
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const oldSize = line.size ?? 0;
      if (oldSize > size) return turn === 0 ? undefined : await this.ahead(line.witness);
      const known = oldSize === 0 || oldSize === size;
      const proof = known ? [] : proveConsistency(oldSize, size, this.options.tree.ranges(size));
      const answer = await askWitness(line.witness, { oldSize, proof, note }, this.stopping.signal);
      switch (answer.kind) {
        case 'cosigned':
          line.size = size;
          this.collect(line.witness, one, answer.signature);
          return undefined;
        case 'failed':
          return answer.why;
        case 'inconsistent':
          return this.inconsistent(line.witness);
        case 'elsewhere':
          // Another server of this log may have shown it more than we have read so far.
          if (answer.size > this.options.tree.size) await this.options.catchUp();
          if (answer.size > this.options.tree.size) return this.rolledBack(line.witness, answer.size);
          if (answer.size === oldSize) return this.inconsistent(line.witness);
          line.size = answer.size;
      }
    }
    return 'zegt telkens iets anders over wat hij als laatste medeondertekende';
  }

  private collect({ name }: TrustedWitness, { signed, signatures }: Pending, signature: NoteSignature): void {
    signatures.set(name, signature);
    const { size, note } = signed;
    if (size < (this.last?.size ?? 0) || this.organsOf([...signatures.values()]) < this.options.policy.quorum) return;
    const { text, signatures: ours } = parseNote(Buffer.from(note));
    const cosigned = formatNote({ text, signatures: [...ours, ...signatures.values()] });
    this.last = { size, note: cosigned };
    this.keep(COSIGNED_FILE, cosigned);
    this.prune();
  }
  private organsOf(signatures: readonly NoteSignature[]): number {
    const names = new Set(signatures.map(({ name }) => name));
    return new Set(this.lines.flatMap(({ witness }) => (names.has(witness.name) ? [witness.organ] : []))).size;
  }

  /** What nobody signed, nobody is asked for and is not the newest will not be asked for any more. */
  private prune(): void {
    for (const [size, one] of this.pending) {
      const idle = one.signatures.size === 0 && !this.isAsked(one);
      const done = size < (this.last?.size ?? 0);
      if (one !== this.latest && (idle || done || this.pending.size > MAX_PENDING)) this.pending.delete(size);
    }
  }

  /** Stops the log, with the witness's own copy as evidence when it shows one that we signed. */
  private async rolledBack(witness: TrustedWitness, size: number): Promise<string> {
    const shown = await this.evidenceOf(witness);
    const finding = new LogUnavailable(
      'LOG_ROLLED_BACK',
      `Getuige ${witness.name} heeft ${size} regels medeondertekend, maar het logboek heeft er ${this.options.tree.size}. ` +
        `Er is een oudere kopie teruggezet. Er wordt niets vastgelegd en niets ondertekend: zet de nieuwste kopie terug. ` +
        (shown === undefined
          ? `Deze getuige laat niet zien wat hij tekende. Vergist hij zich? Haal hem dan uit witnesses.json.`
          : `Wat hij tekende staat in ${EVIDENCE_FILE}, met onze eigen handtekening.`),
    );
    this.alarm(finding);
    return finding.message;
  }

  /** An answer that anything on the way could give: the log stops only when the witness shows what contradicts it. */
  private async inconsistent(witness: TrustedWitness): Promise<string> {
    const shown = await this.evidenceOf(witness);
    if (shown === undefined) return 'zegt dat dit logboek niet verdergaat met wat hij tekende, en laat dat niet zien';
    this.alarm(shown);
    return shown.message;
  }
  /** It signed more than we knew of. That may be ours all the same; when what it shows is not, the log stops. */
  private async ahead(witness: TrustedWitness): Promise<string | undefined> {
    const shown = await this.evidenceOf(witness);
    if (shown !== undefined) this.alarm(shown);
    return shown?.message;
  }
  private alarm(finding: LogUnavailable): void {
    this.stopping.abort();
    for (const line of this.lines) line.wake();
    this.options.onTampered(finding);
  }

  private async evidenceOf(witness: TrustedWitness): Promise<LogUnavailable | undefined> {
    const note = await shownBy(witness, this.options.key.origin, this.stopping.signal);
    const opened = note === undefined ? undefined : this.opened(note);
    if (opened !== undefined && opened.size > this.options.tree.size) await this.options.catchUp();
    const finding = opened === undefined ? undefined : this.contradiction(opened);
    if (finding !== undefined) this.keep(EVIDENCE_FILE, note!);
    return finding;
  }

  /** What a checkpoint that we once signed says against the log as it is. */
  private contradiction({ size, root }: OpenedCheckpoint): LogUnavailable | undefined {
    const { tree } = this.options;
    if (size > tree.size)
      return new LogUnavailable(
        'LOG_ROLLED_BACK',
        `Er zijn ${size} regels ondertekend en door een getuige gezien, maar het logboek heeft er ${tree.size}. ` +
          'Er is een oudere kopie teruggezet. Er wordt niets vastgelegd en niets ondertekend: zet de nieuwste kopie terug.',
      );
    if (Buffer.from(tree.rootAt(size)).equals(root)) return undefined;
    return new LogUnavailable(
      'LOG_FORKED',
      `De eerste ${size} regels van het logboek zijn niet meer die welke een getuige medeondertekende. ` +
        'Er wordt niets vastgelegd en niets ondertekend: zet het logboek terug dat bij de handtekening hoort.',
    );
  }

  private openFile(name: string): OpenedCheckpoint | undefined {
    return existsSync(this.path(name)) ? this.opened(readFileSync(this.path(name))) : undefined;
  }
  /** Undefined when our own signature is not under it: then it says nothing about us. */
  private opened(note: Uint8Array): OpenedCheckpoint | undefined {
    const { origin, vkey } = this.options.key;
    const witnessKeys = this.lines.map(({ witness }) => witness.verifier);
    try {
      return openCheckpoint(note, { origin, logKeys: [ed25519Verifier(parseVkey(vkey))], witnessKeys });
    } catch (error) {
      if (error instanceof TransparencyRefused) return undefined;
      throw error;
    }
  }

  private path(name: string): string {
    return join(this.options.folder, name);
  }
  private keep(name: string, note: string | Uint8Array): void {
    // Whole or not there.
    writeFileSync(`${this.path(name)}.new`, note);
    renameSync(`${this.path(name)}.new`, this.path(name));
  }
}

const POLL_MS = 50;
