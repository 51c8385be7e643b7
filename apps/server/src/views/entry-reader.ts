import { Inject, Injectable } from '@nestjs/common';
import {
  audienceMayOpen,
  audienceMayOpenUnder,
  dossierKind,
  Engine,
  guardEventOf,
  isDossierStream,
  openedEventOf,
  type EventTypes,
} from '#dossier';
import type { StoredEntry } from '#event-log';
import { grantsFor, secreciesOn, secretEntryOf, type Audience, type EntryGrants } from '#governance';
import type { Asking } from '../http/token-guard.js';
import { toDutch } from '../words.js';

interface Access {
  readonly mayOpen: (label: string) => boolean;
  /** The secrecies in force on this entry, when this reader may nevertheless open it. */
  readonly reads: readonly string[] | undefined;
}

/** Shows entries of the log, each as far as its reader may open it today. */
@Injectable()
export class EntryReader {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  /** What is secret and shown is recorded as read before this returns; `document` says how it was read. */
  async show(
    entries: readonly StoredEntry[],
    { caller, audience }: Asking,
    document: string,
    types: EventTypes = dossierKind.types,
  ): Promise<readonly object[]> {
    const shown: object[] = [];
    for (const entry of entries) {
      const { mayOpen, reads } = await this.accessTo(entry, audience);
      if (reads !== undefined)
        await this.engine.recordSecretRead({
          dossier: entry.stream,
          caller,
          audience,
          document,
          position: entry.position,
          secrecyIds: reads,
        });
      shown.push(this.shownEntry(entry, mayOpen, types));
    }
    return shown;
  }

  private async accessTo(entry: StoredEntry, audience: Audience): Promise<Access> {
    const plain: Access = { mayOpen: audienceMayOpen(audience), reads: undefined };
    if (!isDossierStream(entry.stream)) return plain;
    const whole = this.engine.options.vault.open(entry, () => true);
    const event = guardEventOf(dossierKind.types, whole, entry.position);
    if (event === undefined) return plain;
    const { secrecy } = (await this.engine.dossier(entry.stream)).state;
    const secret = secretEntryOf(event);
    const grants = grantsFor(secrecy, secret);
    return {
      mayOpen: audienceMayOpenUnder(audience, grants),
      reads: opensSecret(audience, grants) ? secreciesOn(secrecy, secret) : undefined,
    };
  }

  private shownEntry(entry: StoredEntry, mayOpen: (label: string) => boolean, types: EventTypes): object {
    const opened = this.engine.options.vault.open(entry, mayOpen);
    const event = openedEventOf(types, opened, entry.position);
    return {
      positie: String(entry.position),
      stroom: entry.stream,
      versie: entry.revision,
      vastgelegdOp: opened.time,
      type: event?.type ?? opened.type,
      gebeurdOp: opened.data['occurredAt'],
      gegevens: toDutch(event?.data ?? opened.data),
      onthouden: opened.withheld,
      regel: Buffer.from(entry.bytes).toString('utf8'),
      bladhash: Buffer.from(entry.leafHash).toString('hex'),
    };
  }
}

const opensSecret = (audience: Audience, grants: EntryGrants): boolean =>
  grants.secret && (audience === 'college' || audience === 'auditor' || (audience === 'raad' && grants.raad));
