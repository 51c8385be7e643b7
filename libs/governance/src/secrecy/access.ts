import type { DossierEvent } from '../dossier.js';
import type { EntryGrants } from '../kernel/audience.js';
import {
  evolveSecrecy,
  grantsFor,
  initialSecrecy,
  secretEntryOf,
  type SecrecyState,
  type SecretEntry,
} from './state.js';

/** The acts of secrecy and publication that were recorded before an instant; all of them when there is none. */
export function secrecyAt(events: readonly DossierEvent[], knownUntil: string | undefined): SecrecyState {
  const state = initialSecrecy();
  for (const event of events) {
    if (knownUntil === undefined || event.meta.recordedAt < knownUntil) evolveSecrecy(state, event);
  }
  return state;
}

/**
 * What each entry of a dossier grants to a reader of the moment `knownUntil`: what was granted by then, and what is
 * granted today. He may open what both let him (governance.md §4.13), each by a reason of its own: what was public and
 * is secret now stays open to a raad that has the secret. So what was lifted later stays hidden in a view of before,
 * and what was made secret later is hidden in every view. `events` are all of the dossier, in the order of recording,
 * opened for guards.
 */
export function accessAt(
  events: readonly DossierEvent[],
  knownUntil: string | undefined,
): (entry: SecretEntry) => readonly EntryGrants[] {
  const today = secrecyAt(events, undefined);
  if (knownUntil === undefined) return (entry) => [grantsFor(today, entry)];
  const then = secrecyAt(events, knownUntil);
  return (entry) => [grantsFor(then, entry), grantsFor(today, entry)];
}

/** The same by entry id, for whoever has the stored entry and not yet its event. */
export function accessByEntry(
  events: readonly DossierEvent[],
  knownUntil: string | undefined,
): (entryId: string) => readonly EntryGrants[] | undefined {
  const grants = accessAt(events, knownUntil);
  const entries = new Map(events.map((event) => [event.meta.entryId, secretEntryOf(event)]));
  return (entryId) => {
    const entry = entries.get(entryId);
    return entry === undefined ? undefined : grants(entry);
  };
}
