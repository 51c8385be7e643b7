import { Command, Day, Flag, Id, ListOf, OneOf, Text, Title } from '../kernel/command.js';
import { COALITION_ROLES, type CoalitionRole } from '../kernel/roles.js';
import { id, oneOf } from '../kernel/values.js';

const RACI = ['uitvoerend', 'eindverantwoordelijk', 'geraadpleegd', 'geinformeerd'] as const;

@Command({
  label: 'Leidende coalitie vormen',
  explain: 'De mensen die de verandering samen dragen.',
  source: 'S1-02',
  resource: 'coalities',
  verb: 'vormen',
  who: ['college', 'BO', 'AO', 'MT'],
  on: 'dossier',
})
export class FormCoalition {
  @Text() statement!: string;
}

@Command({
  label: 'Rol vervullen',
  explain: 'Een persoon vervult vanaf nu een rol in het programma.',
  source: 'S1-02, S1-03, S1-08',
  resource: 'rollen',
  verb: 'benoemen',
  who: ['college', 'MT', 'AO', 'projectleider'],
  on: 'dossier',
})
export class AppointRole {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Id() person!: string;
  @Flag({ explain: 'Is deze persoon ingehuurd?' }) hired!: boolean;
  @Title({ optional: true }) employer?: string;
}

@Command({
  label: 'Rol beëindigen',
  explain: 'De persoon vervult de rol niet meer, vanaf deze dag.',
  source: '§4.3',
  resource: 'rollen',
  verb: 'beeindigen',
  who: ['college', 'MT', 'AO', 'projectleider', 'griffie'],
  on: 'dossier',
})
export class EndRole {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Text({ optional: true }) reason?: string;
}

@Command({
  label: 'Vervanger aanwijzen',
  explain: 'Wie waarneemt als de ander afwezig is.',
  source: '§4.3',
  resource: 'vervangers',
  verb: 'aanwijzen',
  who: ['college', 'MT', 'AO', 'projectleider'],
  on: 'dossier',
})
export class DesignateSubstitute {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Id() person!: string;
  @Day() from!: string;
  @Day({ optional: true, explain: 'De laatste dag van de waarneming.' }) until?: string;
}

@Command({
  label: 'Vervanging beëindigen',
  explain: 'De vervanger neemt niet meer waar.',
  source: '§4.3',
  resource: 'vervangers',
  verb: 'intrekken',
  who: ['college', 'MT', 'AO', 'projectleider'],
  on: 'dossier',
})
export class WithdrawSubstitute {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Id() person!: string;
}

@Command({
  label: 'Opdracht aanvaarden',
  explain: 'De opdrachtgever neemt de opdracht aan.',
  source: 'S1-08',
  resource: 'opdrachten',
  verb: 'aanvaarden',
  who: ['AO', 'BO', 'projectleider'],
  on: 'dossier',
})
export class AcceptAssignment {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Text({ optional: true }) terms?: string;
}

@Command({
  label: 'Bestuurlijk commitment bevestigen',
  explain: 'Het bestuur staat achter het programma.',
  source: 'S1-06',
  resource: 'commitments',
  verb: 'bevestigen',
  who: ['BO', 'college'],
  on: 'dossier',
})
export class ConfirmCommitment {
  @Text() statement!: string;
}

@Command({
  label: 'Bestuurlijk commitment intrekken',
  explain: 'Het bestuur staat niet meer achter het programma.',
  source: 'S1-06',
  resource: 'commitments',
  verb: 'intrekken',
  who: ['BO', 'college'],
  on: 'dossier',
})
export class WithdrawCommitment {
  @Text() reason!: string;
}

@Command({
  label: 'Rolconflict aanvaarden',
  explain: 'Een dubbele rol is bewust toegestaan, tot een datum.',
  source: '§4.3',
  resource: 'rolconflicten',
  verb: 'aanvaarden',
  who: ['college', 'MT'],
  on: 'dossier',
})
export class AcceptRoleConflict {
  @ListOf(oneOf(COALITION_ROLES)) roles!: readonly CoalitionRole[];
  @Day() until!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Projectgroep vormen',
  explain: 'De projectgroep en de teams die erin zitten.',
  source: 'S1-17, S1-19',
  resource: 'projectgroepen',
  verb: 'vormen',
  who: ['AO', 'projectleider'],
  on: 'dossier',
})
export class FormTeam {
  @ListOf(id) teams!: readonly string[];
  @Text({ optional: true }) plan?: string;
}

@Command({
  label: 'Projectgroepslid toevoegen',
  explain: 'Een team of deskundigheid erbij.',
  source: 'S1-20',
  resource: 'projectgroepsleden',
  verb: 'toevoegen',
  who: ['AO', 'projectleider'],
  on: 'dossier',
})
export class AddTeamMember {
  @Id({ optional: true }) memberId?: string;
  @Id() team!: string;
  @Id({ optional: true }) person?: string;
  @Title({ optional: true }) expertise?: string;
  @Id({ optional: true }) phase?: string;
}

@Command({
  label: 'Projectgroepslid laten gaan',
  explain: 'Een lid verlaat de projectgroep.',
  source: 'S1-20',
  resource: 'projectgroepsleden',
  verb: 'verwijderen',
  item: 'memberId',
  who: ['AO', 'projectleider'],
  on: 'dossier',
})
export class RemoveTeamMember {
  @Id() memberId!: string;
}

@Command({
  label: 'Ambassadeur benoemen',
  explain: 'Een eindgebruiker die de boodschap in een team uitdraagt.',
  source: 'S1-21',
  resource: 'ambassadeurs',
  verb: 'benoemen',
  who: ['AO', 'projectleider', 'teamleider'],
  on: 'dossier',
})
export class NameAmbassador {
  @Id() team!: string;
  @Id() person!: string;
}

@Command({
  label: 'Verantwoordelijkheid aanvaarden',
  explain: 'Wie waarvoor verantwoordelijk is.',
  source: 'S1-28',
  resource: 'verantwoordelijkheden',
  verb: 'aanvaarden',
  who: ['AO', 'BO', 'projectleider', 'teamleider', 'proceseigenaar'],
  on: 'dossier',
})
export class AcceptResponsibility {
  @Id() deliverable!: string;
  @OneOf(RACI) kind!: (typeof RACI)[number];
  @Id() holder!: string;
}

@Command({
  label: 'Opdrachtgever bijpraten',
  explain: 'De opdrachtgever is geïnformeerd.',
  source: 'S1-14',
  resource: 'briefings',
  verb: 'vastleggen',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class BriefSponsor {
  @OneOf(COALITION_ROLES) role!: CoalitionRole;
  @Text() summary!: string;
}

@Command({
  label: 'Samenwerkingsprincipes vaststellen',
  explain: 'Hoe we met elkaar en met de omgeving omgaan.',
  source: 'S1-26, S5-11',
  resource: 'principes',
  verb: 'vaststellen',
  who: ['AO', 'BO', 'MT', 'projectleider'],
  on: 'dossier',
})
export class AdoptPrinciples {
  @Text() principles!: string;
}

@Command({
  label: 'Externe partij betrekken',
  explain: 'Een bureau of leverancier werkt mee.',
  source: 'S3-06',
  resource: 'partijen',
  verb: 'betrekken',
  who: ['AO', 'projectleider', 'college'],
  on: 'dossier',
})
export class EngagePartner {
  @Id({ optional: true }) partnerId?: string;
  @Title() name!: string;
  @Text() task!: string;
}

@Command({
  label: 'Externe partij laten gaan',
  explain: 'De partij werkt niet meer mee.',
  source: 'S3-06',
  resource: 'partijen',
  verb: 'beeindigen',
  item: 'partnerId',
  who: ['AO', 'projectleider', 'college'],
  on: 'dossier',
})
export class ReleasePartner {
  @Id() partnerId!: string;
}

export const coalitionCommands = [
  FormCoalition,
  AppointRole,
  EndRole,
  DesignateSubstitute,
  WithdrawSubstitute,
  AcceptAssignment,
  ConfirmCommitment,
  WithdrawCommitment,
  AcceptRoleConflict,
  FormTeam,
  AddTeamMember,
  RemoveTeamMember,
  NameAmbassador,
  AcceptResponsibility,
  BriefSponsor,
  AdoptPrinciples,
  EngagePartner,
  ReleasePartner,
] as const;
