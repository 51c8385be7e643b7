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
