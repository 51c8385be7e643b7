/**
 * Who may open a sealed value. An audience is the set of sealed values it may open (architecture.md): the same fold
 * runs for all of them, over differently opened entries.
 */
export const AUDIENCES = ['openbaar', 'raad', 'college', 'ambtelijk', 'auditor'] as const;
export type Audience = (typeof AUDIENCES)[number];

/**
 * The class of a sealed value, stored beside it in the vault.
 * - `openbaar`: sealed only so that it can be erased; everybody may open it unless the act is geheim.
 * - `intern`: the organisation (ambtelijk), the college and auditors; everybody once the act is classified openbaar.
 * - `bestuur`: the college and auditors only; everybody once the act is classified openbaar.
 * - `persoon`: values about a person; never by audience alone, only for those who work with the dossier.
 */
export const SEAL_CLASSES = ['openbaar', 'intern', 'bestuur', 'persoon'] as const;
export type SealClass = (typeof SEAL_CLASSES)[number];

/**
 * What the recorder says of an act as a whole: `openbaar` may be shown to everyone, `intern` stays inside the
 * organisation and the college, `geheim` rests under geheimhouding (Gemw 87) and uses the generic envelope.
 */
export const CLASSIFICATIONS = ['openbaar', 'intern', 'geheim'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

const INSIDE: readonly Audience[] = ['college', 'ambtelijk', 'auditor'];

/** The vault's policy: may `audience` open a value of this class in an act of this classification? */
export function mayOpen(audience: Audience, seal: SealClass, classification: Classification): boolean {
  if (seal === 'persoon') return INSIDE.includes(audience);
  if (classification === 'openbaar') return true;
  if (seal === 'openbaar' && classification === 'intern') return true;
  if (classification === 'geheim') return audience === 'college' || audience === 'auditor';
  return seal === 'intern' ? INSIDE.includes(audience) : audience === 'college' || audience === 'auditor';
}

/**
 * May `audience` read the name of a person? Whoever holds a public office is known by name to everybody; of others only
 * who works with the dossier reads it.
 */
export const mayReadName = (audience: Audience, publicOfficial: boolean): boolean =>
  publicOfficial || INSIDE.includes(audience);

/**
 * What secrecy and publication say of one entry, beside its class and its classification (governance.md §4.13). A
 * value of `EntryGrants` never names an audience: it is a fact about the entry, so that it can be compared in time.
 */
export interface EntryGrants {
  /** Rests under geheimhouding: imposed and not lifted. */
  readonly secret: boolean;
  /** What is or was secret and was given to the whole raad (Gemw 88). */
  readonly raad: boolean;
  /** Outsiders may have it: classified openbaar, and, when it ever was secret, made public by an act of its own. */
  readonly public: boolean;
  /** It corrects an act of the organisation itself, so that it is read as one, whatever its own classification says. */
  readonly intern?: true;
}

/** What an entry grants when no act of secrecy or publication is about it: its classification speaks alone. */
export function grantsOfClassification(classification: Classification): EntryGrants {
  return { secret: classification === 'geheim', raad: false, public: classification === 'openbaar' };
}

/**
 * May `audience` open a value of this class, in an act of this classification, with these grants? With the grants of
 * the classification alone it answers as `mayOpen`, except that a person in a secret act is no business of the
 * organisation either.
 */
export function mayOpenUnder(
  audience: Audience,
  seal: SealClass,
  classification: Classification,
  grants: EntryGrants,
): boolean {
  if (audience === 'college' || audience === 'auditor') return true;
  if (seal === 'persoon') return audience === 'ambtelijk' && !grants.secret;
  if (audience === 'raad' && grants.raad) return true;
  if (grants.secret) return false;
  if (classification === 'intern' || grants.intern === true) return mayOpen(audience, seal, 'intern');
  // Lifted is not published: until the act of publication it stays within the organisation.
  return grants.public || (audience === 'ambtelijk' && seal !== 'bestuur');
}
