import { event, narrative, open, personal, sealed } from '../kernel/event.js';
import { ROLES } from '../kernel/roles.js';
import { count, day, flag, id, list, maybe, oneOf, sha256, text, title } from '../kernel/values.js';

// These declarations are the stored format of the organisation's stream: they are versioned, never edited.

export const BodyRegistered = event(
  'BodyRegistered',
  'Orgaan geregistreerd',
  'Een bestuursorgaan of overleg bestaat vanaf nu in het register.',
  { bodyId: open(id), name: open(title), function: open(oneOf(ROLES)), seats: open(maybe(count)) },
  'Gemw 6; Awb 1:1',
);
export const MembershipStarted = event(
  'MembershipStarted',
  'Lidmaatschap begonnen',
  'Een persoon is lid van een orgaan.',
  { bodyId: open(id), person: sealed(id), function: sealed(maybe(title)) },
  'Gemw 34, 35',
);
export const MembershipEnded = event('MembershipEnded', 'Lidmaatschap geëindigd', 'Een persoon is geen lid meer.', {
  bodyId: open(id),
  person: sealed(id),
  reason: narrative(maybe(text)),
});
export const TeamRegistered = event('TeamRegistered', 'Team geregistreerd', 'Een team van de organisatie.', {
  teamId: open(id),
  name: open(title),
  size: open(count),
});
export const CalendarSet = event(
  'CalendarSet',
  'Kalender vastgesteld',
  'De dagen waarop de gemeente gesloten is, naast de feestdagen.',
  { closingDays: open(list(day)), effectiveFrom: open(day) },
  'Algemene termijnenwet 3',
);
export const PolicyAdopted = event(
  'PolicyAdopted',
  'Beleid vastgesteld',
  'Termijnen, toleranties en bevoegdheden waarmee de regels rekenen. Elke toets noemt de versie.',
  { policyVersion: open(count), effectiveFrom: open(day), settings: open(text), title: open(title) },
  'Awb 10:3; financiële verordening (Gemw 212)',
);
export const ContextEventRecorded = event(
  'ContextEventRecorded',
  'Gebeurtenis in de omgeving vastgelegd',
  'Iets buiten het programma dat er wel toe doet, zoals verkiezingen.',
  { kind: open(oneOf(['verkiezingen', 'collegewissel', 'herindeling', 'anders'])), description: narrative(text) },
);
export const PersonRegistered = event(
  'PersonRegistered',
  'Persoon geregistreerd',
  'De naam van een persoon, onder een eigen sleutel zodat die gewist kan worden.',
  {
    person: open(id),
    name: personal(title, 'person'),
    contact: personal(maybe(text), 'person'),
    publicOfficial: open(flag),
  },
  'AVG 5, 17',
);
export const PersonalDataShredded = event(
  'PersonalDataShredded',
  'Persoonsgegevens vernietigd',
  'De sleutel en de waarden van een persoon zijn gewist. De eerdere gebeurtenissen blijven ongewijzigd.',
  { person: open(id), ground: open(title), authority: open(title) },
  'AVG 17',
);
export const AuditAccessGranted = event(
  'AuditAccessGranted',
  'Inzage voor toezicht verleend',
  'Een controlerende functie krijgt inzage, met doel en einddatum.',
  {
    grantee: open(oneOf(ROLES)),
    scope: open(title),
    until: open(day),
    /** The programmes it is about; without them all of the municipality. */
    dossierIds: open(maybe(list(id))),
  },
  'Gemw 183, 213',
);
export const IntegrityVerified = event(
  'IntegrityVerified',
  'Integriteit getoetst',
  'Een onafhankelijke functionaris heeft het logboek nagerekend.',
  {
    size: open(count),
    intact: open(flag),
    tool: open(title),
    /** Of the tree over the first `size` entries, so that others can check the very same log. */
    root: open(maybe(sha256)),
    /** The first thing that was wrong. */
    finding: open(maybe(title)),
  },
  'BIO2 8.15.06',
);

export const organisationEvents = {
  BodyRegistered,
  MembershipStarted,
  MembershipEnded,
  TeamRegistered,
  CalendarSet,
  PolicyAdopted,
  ContextEventRecorded,
  PersonRegistered,
  PersonalDataShredded,
  AuditAccessGranted,
  IntegrityVerified,
} as const;
