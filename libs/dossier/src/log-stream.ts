import { LogUnavailable, type LogReader } from '#event-log';
import type { ActEnvelope, EventDeclaration, NewEvent } from '#governance';
import { leafHash, openFrontier } from '#transparency';
import { entriesOf } from './as-of.js';
import { entryType } from './codec.js';
import { ENGINE, LOG_STREAM, Recorder, type EngineOptions } from './recorder.js';
import {
  logOpenedDeclaration,
  logSucceededDeclaration,
  streamHeadsDeclaration,
  verifierRecordedDeclaration,
} from './system-events.js';

/** So often the heads are taken again when something was recorded between taking them and recording them. */
const MAX_TRIES = 5;

/** The program with which exports are checked: its file, and what that file was made of. Both SHA-256 in hexadecimal. */
export interface RecordedVerifier {
  readonly sha256: string;
  readonly sourceSha256: string;
}

/** What a log that takes over says of the one before it. Roots in hexadecimal. */
export interface Succession {
  /** The name under which the predecessor was signed. */
  readonly predecessor: string;
  /** The largest checkpoint of the predecessor that anybody knows of. */
  readonly signedSize: number;
  readonly signedRoot: string;
  /** How many entries of the predecessor this log begins with. */
  readonly keptSize: number;
  readonly keptRoot: string;
  readonly cause: string;
}

/** Puts the succession in the log as its first entry of its own, before any engine records in it. */
export async function recordSuccession(options: EngineOptions, succession: Succession): Promise<void> {
  const recorder = new Recorder(options);
  const { lastTime } = await options.log.head();
  recorder.seen(lastTime);
  await new LogStream(options, recorder).recordSuccession(succession);
}
/** How often this log was taken over already. */
export async function successionsIn({ log, vault }: Pick<EngineOptions, 'log' | 'vault'>): Promise<number> {
  const entries = await entriesOf(log, LOG_STREAM);
  const type = entryType(logSucceededDeclaration);
  return entries.filter((entry) => vault.open(entry, () => false).type === type).length;
}

/** What the engine records of the log as a whole, in the log's own stream. */
export class LogStream {
  constructor(
    private readonly options: EngineOptions,
    private readonly recorder: Recorder,
  ) {}

  async recordOpening(): Promise<void> {
    const { source, clock } = this.options;
    const data = { origin: source, format: 1, clock: clock.kind };
    await this.record(-1, logOpenedDeclaration, { type: 'LogOpened', data }, clock.now());
  }

  async recordSuccession(succession: Succession): Promise<void> {
    const { log } = this.options;
    const revision = (await log.streamHead(LOG_STREAM))?.revision ?? -1;
    const event: NewEvent = { type: 'LogSucceeded', data: { ...succession } };
    if (!(await this.record(revision, logSucceededDeclaration, event, this.recorder.now(undefined))))
      throw busy('De opvolging');
  }

  /** Records a verifier, unless it is the one that was recorded last. */
  async recordVerifier({ sha256, sourceSha256 }: RecordedVerifier): Promise<void> {
    const { log, vault } = this.options;
    const type = entryType(verifierRecordedDeclaration);
    const entries = await entriesOf(log, LOG_STREAM);
    const recorded = entries.map((entry) => vault.open(entry, () => false)).filter((opened) => opened.type === type);
    const last = recorded.at(-1)?.data;
    if (last?.['sha256'] === sha256 && last['sourceSha256'] === sourceSha256) return;
    const event: NewEvent = { type: 'VerifierRecorded', data: { sha256, sourceSha256 } };
    if (!(await this.record(entries.length - 1, verifierRecordedDeclaration, event, this.recorder.now(undefined))))
      throw busy('Het controleprogramma');
  }

  /**
   * Records up to where every stream goes; gives the position of that entry. It speaks of all entries before it, so
   * that whoever has it sees when the end of a stream was left out.
   */
  async recordHeads(): Promise<number> {
    const { log } = this.options;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const { size } = await log.head();
      const heads = await log.streams('');
      const revision = heads.find(({ stream }) => stream === LOG_STREAM)?.revision ?? -1;
      const data = { size, streams: heads.length, root: streamHeadsRoot(heads) };
      const event: NewEvent = { type: 'StreamHeads', data };
      if (!(await this.record(revision, streamHeadsDeclaration, event, this.recorder.now(undefined)))) continue;
      const [recorded] = await log.readStream(LOG_STREAM, revision + 1, 1);
      // Anything recorded in between is not in these heads: they came too late, and are taken again.
      if (recorded?.position === size) return size;
    }
    throw busy('De stand van alle reeksen');
  }

  private record(revision: number, declaration: EventDeclaration, event: NewEvent, now: string): Promise<boolean> {
    const item = { event, envelope: envelopeAt(now), late: false };
    return this.recorder.recordBeside(LOG_STREAM, revision, declaration, item, {
      caller: ENGINE,
      now,
      policyVersion: 0,
    });
  }
}

const busy = (what: string): LogUnavailable =>
  new LogUnavailable('LOG_IO', `${what} kon niet worden vastgelegd: er wordt intussen telkens iets anders vastgelegd.`);

const envelopeAt = (now: string): ActEnvelope => ({ occurredAt: now, precision: 'minute', classification: 'intern' });

type Heads = Awaited<ReturnType<LogReader['streams']>>;

/**
 * The Merkle root (RFC 9162 §2.1.1) over the streams, sorted by the bytes of their names; a leaf is the name and the
 * last revision, each with a newline behind it. In hexadecimal.
 */
export function streamHeadsRoot(heads: readonly Pick<Heads[number], 'stream' | 'revision'>[]): string {
  const frontier = openFrontier();
  const sorted = heads
    .map(({ stream, revision }) => ({ name: Buffer.from(stream, 'utf8'), revision }))
    .sort((a, b) => Buffer.compare(a.name, b.name));
  for (const { name, revision } of sorted)
    frontier.append(leafHash(Buffer.concat([name, Buffer.from(`\n${revision}\n`)])));
  return frontier.root().toString('hex');
}
