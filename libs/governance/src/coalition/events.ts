import { event, narrative, open, sealed } from '../kernel/event.js';
import { COALITION_ROLES } from '../kernel/roles.js';
import { day, flag, id, list, maybe, oneOf, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const CoalitionFormed = event(
  'CoalitionFormed',
  'Leidende coalitie gevormd',
  'De mensen die de verandering samen dragen.',
  { statement: narrative(text) },
  'S1-02',
);
export const RoleAppointed = event(
  'RoleAppointed',
  'Rol vervuld',
  'Een persoon vervult een rol in het programma.',
  { role: open(oneOf(COALITION_ROLES)), person: sealed(id), hired: open(flag), employer: sealed(maybe(title)) },
  'S1-02, S1-03, S1-08, S1-16',
);
export const RoleEnded = event('RoleEnded', 'Rol geëindigd', 'De persoon vervult de rol niet meer.', {
  role: open(oneOf(COALITION_ROLES)),
  person: sealed(id),
  reason: narrative(maybe(text)),
});
export const SubstituteDesignated = event(
  'SubstituteDesignated',
  'Vervanger aangewezen',
  'Wie waarneemt bij afwezigheid.',
  {
    role: open(oneOf(COALITION_ROLES)),
    person: sealed(id),
    from: open(day),
    until: open(maybe(day)),
  },
);
export const SubstituteWithdrawn = event(
  'SubstituteWithdrawn',
  'Vervanging geëindigd',
  'De vervanger neemt niet meer waar.',
  {
    role: open(oneOf(COALITION_ROLES)),
    person: sealed(id),
  },
);
export const AssignmentAccepted = event(
  'AssignmentAccepted',
  'Opdracht aanvaard',
  'De ambtelijk opdrachtgever neemt de opdracht aan.',
  { role: open(oneOf(COALITION_ROLES)), terms: narrative(maybe(text)) },
  'S1-08',
);
export const CommitmentConfirmed = event(
  'CommitmentConfirmed',
  'Bestuurlijk commitment bevestigd',
  'Het bestuur staat achter het programma.',
  { statement: narrative(text) },
  'S1-06',
);
export const CommitmentWithdrawn = event(
  'CommitmentWithdrawn',
  'Bestuurlijk commitment ingetrokken',
  'Het bestuur staat niet meer achter het programma.',
  { reason: narrative(text) },
  'S1-06',
);
export const ConflictOfRoleAccepted = event(
  'ConflictOfRoleAccepted',
  'Rolconflict aanvaard',
  'Een dubbele rol is bewust toegestaan, met een einddatum.',
  { roles: open(list(oneOf(COALITION_ROLES))), until: open(day), reason: narrative(text) },
);
export const TeamFormed = event(
  'TeamFormed',
  'Projectgroep gevormd',
  'De projectgroep en de teams die erin zitten.',
  { teams: open(list(id)), plan: narrative(maybe(text)) },
  'S1-17, S1-19',
);
export const TeamMemberAdded = event(
  'TeamMemberAdded',
  'Projectgroepslid toegevoegd',
  'Een team of deskundigheid erbij.',
  {
    memberId: open(id),
    team: open(id),
    person: sealed(maybe(id)),
    expertise: sealed(maybe(title)),
    phase: open(maybe(id)),
  },
  'S1-20',
);
export const TeamMemberLeft = event(
  'TeamMemberLeft',
  'Projectgroepslid vertrokken',
  'Een lid verlaat de projectgroep.',
  { memberId: open(id) },
);
export const AmbassadorNamed = event(
  'AmbassadorNamed',
  'Ambassadeur benoemd',
  'Een eindgebruiker die de boodschap in een team uitdraagt.',
  { team: open(id), person: sealed(id) },
  'S1-21',
);
export const ResponsibilityAccepted = event(
  'ResponsibilityAccepted',
  'Verantwoordelijkheid aanvaard',
  'Wie waarvoor verantwoordelijk is.',
  {
    deliverable: open(id),
    kind: open(oneOf(['uitvoerend', 'eindverantwoordelijk', 'geraadpleegd', 'geinformeerd'])),
    holder: sealed(id),
  },
  'S1-28',
);
export const SponsorBriefed = event(
  'SponsorBriefed',
  'Opdrachtgever bijgepraat',
  'De opdrachtgever is geïnformeerd.',
  { role: open(oneOf(COALITION_ROLES)), topics: narrative(text) },
  'S1-14',
);
export const PrinciplesAdopted = event(
  'PrinciplesAdopted',
  'Samenwerkingsprincipes vastgesteld',
  'Hoe we met elkaar en met de omgeving omgaan.',
  { principles: narrative(text) },
  'S1-26, S5-11',
);
export const PartnerEngaged = event(
  'PartnerEngaged',
  'Externe partij betrokken',
  'Een bureau of leverancier werkt mee.',
  { partnerId: open(id), name: sealed(title), task: narrative(text) },
  'S3-06',
);
export const PartnerReleased = event('PartnerReleased', 'Externe partij vertrokken', 'De partij werkt niet meer mee.', {
  partnerId: open(id),
});

export const coalitionEvents = {
  CoalitionFormed,
  RoleAppointed,
  RoleEnded,
  SubstituteDesignated,
  SubstituteWithdrawn,
  AssignmentAccepted,
  CommitmentConfirmed,
  CommitmentWithdrawn,
  ConflictOfRoleAccepted,
  TeamFormed,
  TeamMemberAdded,
  TeamMemberLeft,
  AmbassadorNamed,
  ResponsibilityAccepted,
  SponsorBriefed,
  PrinciplesAdopted,
  PartnerEngaged,
  PartnerReleased,
} as const;
