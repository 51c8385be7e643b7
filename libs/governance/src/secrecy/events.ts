import { AUDIENCES } from '../kernel/audience.js';
import { event, narrative, open, sealed } from '../kernel/event.js';
import { count, day, flag, id, list, maybe, oneOf, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

/** Who may impose geheimhouding (Gemw 87). A chair, a member or an official cannot. */
export const SECRECY_ORGANS = ['college', 'burgemeester', 'commissie', 'raad'] as const;
export type SecrecyOrgan = (typeof SECRECY_ORGANS)[number];

/**
 * That something is secret, on which ground and who may lift it is open: it can be counted by everyone. What it is
 * about is sealed, and rests under the secrecy itself.
 */
export const SecrecyImposed = event(
  'SecrecyImposed',
  'Geheimhouding opgelegd',
  'Een bestuursorgaan legt geheimhouding op over wat in dit dossier staat. Bij een besloten vergadering gaat het vanzelf.',
  {
    secrecyId: open(id),
    imposedBy: open(oneOf(SECRECY_ORGANS)),
    /** Codes of Woo 5.1; a list of words and not a closed one, so that an import can show what was wrong. */
    grounds: open(list(id)),
    /** By law, because a meeting of raad or commissie was closed; then no ground of the Woo is named. */
    byLaw: open(flag),
    liftableBy: open(oneOf(SECRECY_ORGANS)),
    reviewOn: open(maybe(day)),
    entryIds: sealed(list(id)),
    decisionIds: sealed(list(id)),
    documentIds: sealed(list(id)),
    meetingIds: sealed(list(id)),
    subject: sealed(title),
    motivation: narrative(maybe(text)),
  },
  'Gemw 23, 82, 87; Woo 5.1 lid 1 en 2',
);
export const SecretShared = event(
  'SecretShared',
  'Geheim gedeeld',
  'Wat geheim is, is aan een ander orgaan gegeven. De geheimhouding geldt ook daar.',
  {
    secrecyId: open(id),
    to: open(oneOf(SECRECY_ORGANS)),
    wholeBody: open(flag),
    recipients: sealed(maybe(list(id))),
    note: narrative(maybe(text)),
  },
  'Gemw 88',
);
export const SecrecyReviewed = event(
  'SecrecyReviewed',
  'Geheimhouding heroverwogen',
  'Het orgaan heeft gekeken of de geheimhouding nog nodig is.',
  {
    secrecyId: open(id),
    outcome: open(oneOf(['voortzetten', 'opheffen'])),
    reviewOn: open(maybe(day)),
    motivation: narrative(text),
  },
  'Gemw 89',
);
export const SecrecyLifted = event(
  'SecrecyLifted',
  'Geheimhouding opgeheven',
  'De geheimhouding geldt niet meer. Openbaar is het pas als het ook openbaar wordt gemaakt.',
  { secrecyId: open(id), liftedBy: open(oneOf(SECRECY_ORGANS)), motivation: narrative(text) },
  'Gemw 89',
);
/** A system event of the access stream of a dossier, never of the dossier itself. */
export const SecretRead = event(
  'SecretRead',
  'Geheim ingezien',
  'Iemand heeft iets gelezen dat onder geheimhouding rust.',
  {
    reader: sealed(id),
    audience: open(oneOf(AUDIENCES)),
    document: open(title),
    atPosition: open(count),
    secrecyIds: open(list(id)),
  },
  'ASVS 16.3.2; BIO2 8.15.01',
);

export const secrecyEvents = { SecrecyImposed, SecretShared, SecrecyReviewed, SecrecyLifted, SecretRead } as const;
