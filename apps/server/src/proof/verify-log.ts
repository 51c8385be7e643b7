import { dossierKind, organisationKind } from '#dossier';
import { LogUnavailable, MAX_CLOCK_SKEW_MS, type LogReader, type Position, type StoredEntry } from '#event-log';
import { dayOf, dutchDay } from '#governance';
import { leafHash, openFrontier, type Frontier } from '#transparency';
import { VaultDamaged, type OpenedEntry, type Vault } from '#vault';
import type { Guarded } from './guard.js';

/** One thing that is wrong with the log: a stable code and a Dutch sentence. */
interface LogFinding {
  readonly code:
    | 'LOG_UNREADABLE'
    | 'ENTRY_CHANGED'
    | 'ENTRY_MISPLACED'
    | 'SEALED_CHANGED'
    | 'VALUES_MISSING'
    | 'REVISION_BROKEN'
    | 'TIME_BROKEN'
    | 'FRONTIER_DIFFERS'
    | 'LOG_ROLLED_BACK'
    | 'LOG_FORKED';
  readonly words: string;
}
/** Of more than this only the number is told. */
export const MAX_FINDINGS = 100;

/** How far a verification is: enough to go on from there, in another process. */
export interface VerifyProgress {
  /** As `openFrontier` reads it. */
  readonly frontier: Uint8Array;
  /** The highest recording time so far, in milliseconds since 1970. */
  readonly highMs: number;
  /** Of each stream its last revision and recording time. */
  readonly streams: readonly (readonly [stream: string, revision: number, time: string])[];
  readonly values: number;
  readonly erasedEntries: number;
  /** Persons of whom something is gone, with the first entry in which it is. */
  readonly missing: readonly (readonly [person: string, position: number])[];
  readonly shredded: readonly string[];
  readonly findings: readonly LogFinding[];
  readonly findingCount: number;
}
export interface LogVerification {
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly root: string;
  /** Sealed values that were opened and compared with what their entry commits to. */
  readonly values: number;
  /** Entries of which something was erased, on record. */
  readonly erasedEntries: number;
  readonly findings: readonly LogFinding[];
  readonly findingCount: number;
  /** False when it was stopped on the way. */
  readonly complete: boolean;
}
interface VerifyLogOptions {
  readonly log: LogReader;
  readonly vault: Vault;
  /** What was signed last; undefined when nothing was. */
  readonly guarded: Guarded | undefined;
  /** Where an earlier run stopped, at a size that was signed. */
  readonly from?: VerifyProgress | undefined;
  readonly signal: AbortSignal;
  /** After every page, and once more when it is stopped. `progress` is made only when it is asked for. */
  readonly onPage: (size: number, progress: () => VerifyProgress) => void;
}

const PAGE = 1_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Recomputes the whole log from its stored bytes: the hash of every entry, the tree over them against what was signed,
 * the order of revisions and recording times (provability.md §3.1), and every sealed value against the digest that its
 * entry holds. Reads only, up to the entry that is the last when it begins, so it runs beside a server at work.
 */
export async function verifyLog(options: VerifyLogOptions): Promise<LogVerification> {
  const { log, guarded, signal, onPage } = options;
  const { size } = await log.head();
  const pass = new Pass(options.vault, options.from);
  let complete = true;
  if (guarded !== undefined && size < guarded.size) pass.find('LOG_ROLLED_BACK', rolledBack(size, guarded));
  if (pass.size > 0 && pass.size === guarded?.size) pass.compareRoot(guarded);
  while (pass.size < size) {
    if (signal.aborted) {
      complete = false;
      onPage(pass.size, () => pass.progress());
      break;
    }
    const page = await pageOf(log, pass, size);
    if (page.length === 0) break;
    for (const entry of page) {
      pass.take(entry);
      if (pass.size === guarded?.size) pass.compareRoot(guarded);
    }
    onPage(pass.size, () => pass.progress());
    await nextTurn();
  }
  if (complete) await pass.finish(log);
  return { ...pass.result(), complete };
}

async function pageOf(log: LogReader, pass: Pass, size: number): Promise<readonly StoredEntry[]> {
  const after = pass.size === 0 ? undefined : ((pass.size - 1) as Position);
  try {
    const page = await log.readAll(after, Math.min(PAGE, size - pass.size));
    if (page.length === 0) pass.find('LOG_UNREADABLE', `Na regel ${pass.size - 1} ontbreken regels.`);
    return page;
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
    pass.find('LOG_UNREADABLE', error.message);
    return [];
  }
}

const rolledBack = (size: number, guarded: Guarded): string =>
  `Er zijn ${guarded.size} regels ondertekend, maar het logboek heeft er ${size}: het is een oudere kopie.`;

/** One walk over the log, entry by entry. */
class Pass {
  private readonly frontier: Frontier;
  private readonly streams: Map<string, { revision: number; time: string }>;
  private readonly missing: Map<string, number>;
  private readonly shredded: Set<string>;
  private readonly findings: LogFinding[];
  private findingCount: number;
  private highMs: number;
  private values: number;
  private erasedEntries: number;

  constructor(
    private readonly vault: Vault,
    from: VerifyProgress | undefined,
  ) {
    this.frontier = openFrontier(from?.frontier);
    this.streams = new Map((from?.streams ?? []).map(([stream, revision, time]) => [stream, { revision, time }]));
    this.missing = new Map(from?.missing);
    this.shredded = new Set(from?.shredded);
    this.findings = [...(from?.findings ?? [])];
    this.findingCount = from?.findingCount ?? 0;
    this.highMs = from?.highMs ?? 0;
    this.values = from?.values ?? 0;
    this.erasedEntries = from?.erasedEntries ?? 0;
  }

  get size(): number {
    return this.frontier.size;
  }

  find(code: LogFinding['code'], words: string): void {
    this.findingCount += 1;
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ code, words });
  }

  take(entry: StoredEntry): void {
    const { size } = this;
    const hash = leafHash(entry.bytes);
    if (entry.position !== size) this.find('ENTRY_MISPLACED', `Op de plaats van regel ${size} staat een andere regel.`);
    const unchanged = hash.equals(entry.leafHash);
    if (!unchanged) this.find('ENTRY_CHANGED', `Regel ${size} is veranderd nadat zij is vastgelegd.`);
    // What stands there now: a changed entry changes the root, which is compared with what was signed.
    this.frontier.append(hash);
    const opened = unchanged ? this.open(entry, size) : undefined;
    if (opened === undefined) return;
    this.checkOrder(entry, opened, size);
    this.countValues(entry, opened, size);
  }

  /** Opens every sealed value; the vault compares each with the digest in its entry. */
  private open(entry: StoredEntry, position: number): OpenedEntry | undefined {
    try {
      const opened = this.vault.open(entry, () => true);
      if (opened.commandid === entry.commandId) return opened;
      this.find('ENTRY_MISPLACED', `Regel ${position} staat onder een andere handeling dan waarin zij is vastgelegd.`);
    } catch (error) {
      if (!(error instanceof VaultDamaged)) throw error;
      const sealed = error.code === 'SEALED_BOX_CHANGED' || error.code === 'DISCLOSURE_NOT_COMMITTED';
      this.find(sealed ? 'SEALED_CHANGED' : 'ENTRY_MISPLACED', `Regel ${position}: ${error.message}`);
    }
    return undefined;
  }

  private checkOrder({ stream, revision }: StoredEntry, { time }: OpenedEntry, position: number): void {
    const last = this.streams.get(stream);
    const next = (last?.revision ?? -1) + 1;
    if (revision !== next)
      this.find(
        'REVISION_BROKEN',
        `Regel ${position} is nummer ${revision} van haar dossier, maar ${next} was aan de beurt.`,
      );
    const ms = TIME.test(time) ? Date.parse(time) : Number.NaN;
    if (Number.isNaN(ms)) this.find('TIME_BROKEN', `Regel ${position} heeft geen geldig tijdstip.`);
    else if (last !== undefined && time < last.time)
      this.find('TIME_BROKEN', `Regel ${position} is van eerder dan de regel ervoor in haar dossier.`);
    else if (ms < this.highMs - MAX_CLOCK_SKEW_MS)
      this.find(
        'TIME_BROKEN',
        `Regel ${position} is van meer dan ${MAX_CLOCK_SKEW_MS / 1_000} seconden voor een eerdere regel.`,
      );
    if (ms > this.highMs) this.highMs = ms;
    this.streams.set(stream, { revision, time });
  }

  /** What is gone must be gone by an erasure that is on record, of the person whom it was about. */
  private countValues(entry: StoredEntry, opened: OpenedEntry, position: number): void {
    const declaration = dossierKind.types.find(opened.type) ?? organisationKind.types.find(opened.type);
    this.values += Object.keys(opened.data).length - openFieldsOf(entry);
    const { person: gone } = opened.data;
    if (declaration?.type === 'PersonalDataShredded' && typeof gone === 'string') this.shredded.add(gone);
    if (!opened.erased) return;
    this.erasedEntries += 1;
    let explained = false;
    for (const [name, { person, disclosure, kind }] of Object.entries(declaration?.fields ?? {})) {
      if (opened.data[name] !== undefined || disclosure === 'open' || kind.optional === true) continue;
      const about = person === undefined ? undefined : opened.data[person];
      if (disclosure !== 'personal' || typeof about !== 'string') return this.valuesMissing(position);
      explained = true;
      if (!this.missing.has(about)) this.missing.set(about, position);
    }
    if (!explained) this.valuesMissing(position);
  }
  private valuesMissing(position: number): void {
    this.find(
      'VALUES_MISSING',
      `Van regel ${position} ontbreken afgeschermde waarden, en er is geen wissing vastgelegd die dat verklaart. Is het sleutelbestand een oudere kopie?`,
    );
  }

  compareRoot(guarded: Guarded): void {
    if (this.frontier.root().equals(guarded.root)) return;
    const on = dutchDay(dayOf(guarded.signedAt));
    this.find('LOG_FORKED', `De eerste ${guarded.size} regels zijn niet meer die van ${on}, toen ze zijn ondertekend.`);
  }

  async finish(log: LogReader): Promise<void> {
    for (const [person, position] of this.missing) if (!this.shredded.has(person)) this.valuesMissing(position);
    await this.compareStored(log);
  }
  /** The log keeps the edge of its tree beside its entries; while others record, it may already be further. */
  private async compareStored(log: LogReader): Promise<void> {
    try {
      const stored = openFrontier(await log.frontier());
      if (stored.size === this.size && !stored.root().equals(this.frontier.root()))
        this.find('FRONTIER_DIFFERS', 'De wortel die het logboek zelf bijhoudt, is niet die van zijn regels.');
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      this.find('LOG_UNREADABLE', error.message);
    }
  }

  progress(): VerifyProgress {
    const { highMs, values, erasedEntries, findings, findingCount } = this;
    return {
      ...{ highMs, values, erasedEntries, findings, findingCount },
      frontier: this.frontier.toBytes(),
      streams: [...this.streams].map(([stream, { revision, time }]) => [stream, revision, time]),
      missing: [...this.missing],
      shredded: [...this.shredded],
    };
  }
  result(): Omit<LogVerification, 'complete'> {
    const { size, values, erasedEntries, findings, findingCount } = this;
    return { size, root: this.frontier.root().toString('hex'), values, erasedEntries, findings, findingCount };
  }
}

/** How many members of the opened data stood in clear in the entry. A confidential entry has none. */
function openFieldsOf({ bytes }: StoredEntry): number {
  const { data } = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as {
    readonly data: object;
  };
  return Object.keys(data).filter((name) => name !== '_sd' && name !== '_sd_alg').length;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
