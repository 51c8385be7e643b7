import type { ActEnvelope, Broken, NewEvent } from '#governance';
import type { Act } from './act.js';
import { BesideStreams } from './beside.js';
import type { EngineOptions, Recorder } from './recorder.js';
import { attemptDeclaration } from './system-events.js';

export const ATTEMPTS_SUFFIX = '/attempts/';
export const MAX_ATTEMPTS_PER_HOUR = 60;
const MAX_ATTEMPT_PAYLOAD = 10_000;
const HOUR_LENGTH = 'YYYY-MM-DDTHH'.length;

/** An act that was refused, and the policy by which it was. */
export interface Refused {
  readonly act: Act;
  readonly dossier: string;
  readonly broken: readonly Broken[];
  readonly now: string;
  readonly envelope: ActEnvelope;
  /** It is about something secret. */
  readonly namesSecret: boolean;
  readonly policyVersion: number;
}

/**
 * What was refused was never said to everybody, whatever the act was to be: it stays within the organisation, and what
 * it says of a secret thing is as secret as that.
 */
function forInside({ publicSummary: _notSaid, ...envelope }: ActEnvelope, namesSecret: boolean): ActEnvelope {
  if (namesSecret) return { ...envelope, classification: 'geheim' };
  return envelope.classification === 'openbaar' ? { ...envelope, classification: 'intern' } : envelope;
}

/**
 * Records refused acts, in a stream per dossier and server process, so that a refusal never moves the dossier's own
 * revision (X3). After MAX_ATTEMPTS_PER_HOUR of one person one more entry says that there were more.
 */
export class Attempts {
  private readonly streams: BesideStreams;
  private readonly counts = new Map<string, number>();
  private hour = '';

  constructor(options: EngineOptions, recorder: Recorder) {
    this.streams = new BesideStreams(options, recorder, ATTEMPTS_SUFFIX, attemptDeclaration);
  }

  async record({ act, dossier, broken, now, envelope, namesSecret, policyVersion }: Refused): Promise<void> {
    const count = this.countOf(act.caller.person, now);
    if (count > MAX_ATTEMPTS_PER_HOUR + 1) return;
    const event: NewEvent = {
      type: 'CommandRefused',
      data: {
        command: act.command.constructor.name,
        codes: [...new Set(broken.map(({ refusal }) => refusal.code))],
        details: broken.map(({ detail }) => detail),
        payload: JSON.stringify(act.command).slice(0, MAX_ATTEMPT_PAYLOAD),
        ...(count > MAX_ATTEMPTS_PER_HOUR ? { counted: count } : {}),
      },
    };
    const item = { event, envelope: forInside(envelope, namesSecret), late: false };
    await this.streams.record(dossier, item, { caller: act.caller, now, policyVersion });
  }

  private countOf(person: string, now: string): number {
    const hour = now.slice(0, HOUR_LENGTH);
    if (hour !== this.hour) this.counts.clear();
    this.hour = hour;
    const count = (this.counts.get(person) ?? 0) + 1;
    this.counts.set(person, count);
    return count;
  }
}
