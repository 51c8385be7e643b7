import { LogUnavailable } from '#event-log';
import { secrecyEvents, type ActEnvelope, type Audience } from '#governance';
import type { Caller } from './act.js';
import { BesideStreams } from './beside.js';
import type { EngineOptions, Recorder } from './recorder.js';

export const READS_SUFFIX = '/inzage/';
/** One entry for who looks at the same thing again and again within so long. */
const SAME_READ_MS = 15 * 60 * 1_000;
const MAX_REMEMBERED_READS = 10_000;

export interface SecretReading {
  readonly dossier: string;
  readonly caller: Caller;
  readonly audience: Audience;
  /** What was read: a report by its name in the address, or an entry by its position. */
  readonly document: string;
  /** The last position that it rests on. */
  readonly position: number;
  /** The secrecies that are in force on what was read, as far as there is an act of imposing. */
  readonly secrecyIds: readonly string[];
}

/**
 * Records who read what is secret, before the bytes leave (ASVS 16.3.2), in a stream per dossier and server process, so
 * that a read never moves the dossier's own revision.
 */
export class SecretReads {
  private readonly streams: BesideStreams;
  /** When somebody last read a thing, by reader, document and position. */
  private readonly seen = new Map<string, number>();

  constructor(
    options: EngineOptions,
    private readonly recorder: Recorder,
  ) {
    this.streams = new BesideStreams(options, recorder, READS_SUFFIX, secrecyEvents.SecretRead);
  }

  async record(reading: SecretReading): Promise<void> {
    const now = this.recorder.now(undefined);
    const { dossier, caller, audience, document, position, secrecyIds } = reading;
    const key = [caller.person, dossier, document, position].join('\n');
    if (this.isRepeat(key, Date.parse(now))) return;
    const data = { reader: caller.person, audience, document, atPosition: position, secrecyIds };
    // It names what is secret, so it is as secret: who may not know of the secrecy may not read it here either.
    const envelope: ActEnvelope = { occurredAt: now, precision: 'minute', classification: 'geheim' };
    const item = { event: secrecyEvents.SecretRead.of(data), envelope, late: false };
    if (!(await this.streams.record(dossier, item, { caller, now, policyVersion: 0 })))
      throw new LogUnavailable('LOG_IO', 'Wie dit las kon niet worden vastgelegd, dus het wordt niet getoond.');
    // Only now: what was not recorded is no repeat the next time.
    if (this.seen.size >= MAX_REMEMBERED_READS) this.seen.clear();
    this.seen.set(key, Date.parse(now));
  }

  private isRepeat(key: string, nowMs: number): boolean {
    const before = this.seen.get(key);
    return before !== undefined && nowMs - before < SAME_READ_MS;
  }
}
