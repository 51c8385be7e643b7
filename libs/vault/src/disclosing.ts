import type { StoredEntry } from '#event-log';
import { digestOf, readDisclosure } from './disclosure.js';
import { CONFIDENTIAL_TYPE, HIDDEN_TYPE } from './entry.js';
import { VaultDamaged } from './errors.js';
import type { Keyring } from './keyring.js';
import { readBoxes, readClear } from './opening.js';
import type { DisclosedDigest, DisclosedEntry, MayOpen } from './port.js';

/**
 * What a reader may have of an entry as strings that he can check himself, digest by digest in the order of the entry.
 * The same policy as `open`: who may not have the type of a confidential entry gets nothing of it.
 */
export function discloseEntry(entry: StoredEntry, keyring: Keyring, mayOpen: MayOpen): DisclosedEntry {
  const clear = readClear(entry);
  const confidential = clear.type === CONFIDENTIAL_TYPE;
  const { members, sealed } = readBoxes(entry, clear, keyring);
  const byDigest = new Map(members.map((member) => [digestOf(member.disclosure), member]));
  const digests = clear.data._sd;
  const present = digests.filter((digest) => byDigest.has(digest)).length;
  if (present !== members.length) throw notCommitted(clear.id);
  const typeKnown =
    !confidential ||
    members.some(
      ({ disclosure, label }) => mayOpen(label) && readDisclosure(disclosure, clear.id).name === HIDDEN_TYPE,
    );
  return {
    digests: digests.map((digest): DisclosedDigest => {
      const member = byDigest.get(digest);
      if (member === undefined) return { kind: 'absent' };
      const { disclosure, label } = member;
      return typeKnown && mayOpen(label) ? { kind: 'disclosed', disclosure } : { kind: 'withheld', label };
    }),
    confidential,
    typeWithheld: !typeKnown,
    // At least one digest is a decoy, and in an open envelope exactly one is.
    erased: (sealed ?? digests.length - 1) - present,
  };
}

const notCommitted = (entryId: string): VaultDamaged =>
  new VaultDamaged(
    'DISCLOSURE_NOT_COMMITTED',
    entryId,
    `Regel ${entryId} heeft een afgeschermde waarde die er niet bij hoort. Controleer het logboek en zet de reservekopie terug.`,
  );
