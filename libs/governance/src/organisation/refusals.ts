import { refusal } from '../kernel/outcome.js';

export const POLICY_INVALID = refusal(
  'state',
  'POLICY_INVALID',
  'Beleid bestaat alleen uit bekende instellingen van de juiste soort.',
  'D10; X5',
);
export const POLICY_VERSION = refusal(
  'state',
  'POLICY_VERSION',
  'Elke versie van het beleid volgt op de vorige.',
  'X5',
);
export const PERSON_SHREDDED = refusal(
  'state',
  'PERSON_SHREDDED',
  'De gegevens van deze persoon zijn vernietigd.',
  'AVG 17',
);
export const ALREADY_MEMBER = refusal(
  'state',
  'ALREADY_MEMBER',
  'Een persoon is maar één keer tegelijk lid van een orgaan.',
  'Gemw 34, 35',
);
export const PERIOD_INVALID = refusal('state', 'PERIOD_INVALID', 'De einddatum ligt niet in het verleden.', 'X6');
export const NOT_AUDITING = refusal(
  'state',
  'NOT_AUDITING',
  'Inzage voor toezicht is er alleen voor een functie die controleert.',
  'X6; Gemw 183, 213; AVG 38',
);
export const SCOPE_EMPTY = refusal('state', 'SCOPE_EMPTY', 'Inzage gaat over minstens één programma.', 'X6');
export const NOT_INDEPENDENT = refusal(
  'authority',
  'NOT_INDEPENDENT',
  'Wie het logboek toetst, legt dat zelf vast en beheert niet het systeem of de vastlegging.',
  'BIO2 8.15.06; X6',
);
export const VERIFICATION_INCOMPLETE = refusal(
  'state',
  'VERIFICATION_INCOMPLETE',
  'Een toets noemt de wortel als alles klopt, en anders wat er niet klopt.',
  'BIO2 8.15.06',
);
export const organisationRefusals = [
  POLICY_INVALID,
  POLICY_VERSION,
  PERSON_SHREDDED,
  ALREADY_MEMBER,
  PERIOD_INVALID,
  NOT_AUDITING,
  SCOPE_EMPTY,
  NOT_INDEPENDENT,
  VERIFICATION_INCOMPLETE,
] as const;
