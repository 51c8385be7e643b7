import { Command, Count, Day, Flag, Id, ListOf, OneOf, Sha256, Text, Title } from '../kernel/command.js';
import { ROLES, type Role } from '../kernel/roles.js';
import { day, id } from '../kernel/values.js';
import { INDEPENDENT_FUNCTIONS } from './integrity.js';

const REGISTRARS: readonly Role[] = ['functioneelBeheer', 'projectbureau', 'collegesecretariaat', 'griffie'];

@Command({
  label: 'Orgaan registreren',
  explain: 'Een bestuursorgaan of overleg komt in het register.',
  source: 'Gemw 6; Awb 1:1',
  resource: 'organen',
  verb: 'registreren',
  who: REGISTRARS,
  on: 'organisatie',
})
export class RegisterBody {
  @Id({ optional: true }) bodyId?: string;
  @Title() name!: string;
  @OneOf(ROLES) function!: Role;
  @Count({ optional: true }) seats?: number;
}
@Command({
  label: 'Lidmaatschap beginnen',
  explain: 'Een persoon wordt lid van een orgaan.',
  source: 'Gemw 34, 35',
  resource: 'organen',
  verb: 'lid-toevoegen',
  item: 'bodyId',
  who: REGISTRARS,
  on: 'organisatie',
})
export class StartMembership {
  @Id() bodyId!: string;
  @Id() person!: string;
  @Title({ optional: true }) function?: string;
}
@Command({
  label: 'Lidmaatschap beëindigen',
  explain: 'Een persoon is geen lid meer van een orgaan.',
  resource: 'organen',
  verb: 'lid-uitschrijven',
  item: 'bodyId',
  who: REGISTRARS,
  on: 'organisatie',
})
export class EndMembership {
  @Id() bodyId!: string;
  @Id() person!: string;
  @Text({ optional: true }) reason?: string;
}
@Command({
  label: 'Team registreren',
  explain: 'Een team van de organisatie, met het aantal medewerkers.',
  resource: 'teams',
  verb: 'registreren',
  who: ['functioneelBeheer', 'projectbureau'],
  on: 'organisatie',
})
export class RegisterTeam {
  @Id({ optional: true }) teamId?: string;
  @Title() name!: string;
  @Count() size!: number;
}
@Command({
  label: 'Kalender vaststellen',
  explain: 'De dagen waarop de gemeente gesloten is, naast de feestdagen.',
  source: 'Algemene termijnenwet 3',
  resource: 'kalenders',
  verb: 'vaststellen',
  who: ['functioneelBeheer', 'collegesecretariaat'],
  on: 'organisatie',
})
export class SetCalendar {
  @ListOf(day) closingDays!: readonly string[];
  @Day() effectiveFrom!: string;
}
@Command({
  label: 'Beleid vaststellen',
  explain: 'Termijnen, toleranties en bevoegdheden, als JSON. Wat er niet in staat, houdt de standaardwaarde.',
  source: 'Awb 10:3; Gemw 212',
  resource: 'beleid',
  verb: 'vaststellen',
  who: ['functioneelBeheer', 'concerncontroller', 'collegesecretariaat'],
  on: 'organisatie',
})
export class AdoptPolicy {
  @Count({ optional: true }) policyVersion?: number;
  @Day() effectiveFrom!: string;
  @Text() settings!: string;
  @Title() title!: string;
}
const CONTEXT_KINDS = ['verkiezingen', 'collegewissel', 'herindeling', 'anders'] as const;
@Command({
  label: 'Gebeurtenis in de omgeving vastleggen',
  explain: 'Iets buiten het programma dat er wel toe doet, zoals verkiezingen.',
  resource: 'omgevingsgebeurtenissen',
  verb: 'vastleggen',
  who: REGISTRARS,
  on: 'organisatie',
})
export class RecordContextEvent {
  @OneOf(CONTEXT_KINDS) kind!: (typeof CONTEXT_KINDS)[number];
  @Text() description!: string;
}
@Command({
  label: 'Persoon registreren',
  explain: 'De naam van een persoon, onder een eigen sleutel zodat die gewist kan worden.',
  source: 'AVG 5, 17',
  resource: 'personen',
  verb: 'registreren',
  who: REGISTRARS,
  on: 'organisatie',
})
export class RegisterPerson {
  @Id({ optional: true }) person?: string;
  @Title({ personal: true }) name!: string;
  @Text({ optional: true, personal: true }) contact?: string;
  @Flag() publicOfficial!: boolean;
}
@Command({
  label: 'Persoonsgegevens vernietigen',
  explain:
    'Wist de naam en de contactgegevens van een persoon, voor altijd en overal. Wat er is vastgelegd blijft, zonder de naam.',
  source: 'AVG 17',
  resource: 'personen',
  verb: 'vernietigen',
  item: 'person',
  who: ['FG'],
  on: 'organisatie',
})
export class ShredPersonalData {
  @Id() person!: string;
  @Title({ explain: 'Waarom, zoals het verzoek of de verlopen bewaartermijn.' }) ground!: string;
  @Title({ explain: 'Wie het heeft besloten.' }) authority!: string;
}
@Command({
  label: 'Inzage voor toezicht verlenen',
  explain:
    'Een controlerende functie krijgt inzage, met doel en einddatum. Een nieuwe inzage met een eerdere einddatum beëindigt de vorige.',
  source: 'Gemw 183, 213',
  resource: 'inzagen',
  verb: 'verlenen',
  who: ['functioneelBeheer', 'griffie', 'collegesecretariaat'],
  on: 'organisatie',
})
export class GrantAuditAccess {
  @OneOf(ROLES) grantee!: Role;
  @Title({ explain: 'Waarvoor de inzage nodig is.' }) scope!: string;
  @Day({ explain: 'Tot en met welke dag.' }) until!: string;
  @ListOf(id, { optional: true, explain: 'Zonder lijst geldt de inzage voor alle programma’s.' })
  dossierIds?: readonly string[];
}
@Command({
  label: 'Integriteit toetsen',
  explain:
    'Een onafhankelijke functionaris heeft het logboek nagerekend en legt zelf de uitkomst vast, ook als die niet goed is.',
  source: 'BIO2 8.15.06',
  resource: 'integriteitstoetsen',
  verb: 'vastleggen',
  who: INDEPENDENT_FUNCTIONS,
  on: 'organisatie',
})
export class VerifyIntegrity {
  @Count({ explain: 'Hoeveel regels zijn nagerekend.' }) size!: number;
  @Flag({ explain: 'Klopte alles?' }) intact!: boolean;
  @Title({ explain: 'Waarmee het is nagerekend.' }) tool!: string;
  @Sha256({ optional: true, explain: 'De wortel van de boom over deze regels; verplicht als alles klopte.' })
  root?: string;
  @Title({ optional: true, explain: 'Het eerste dat niet klopte; verplicht als niet alles klopte.' }) finding?: string;
}
export const organisationCommands = [
  RegisterBody,
  StartMembership,
  EndMembership,
  RegisterTeam,
  SetCalendar,
  AdoptPolicy,
  RecordContextEvent,
  RegisterPerson,
  ShredPersonalData,
  GrantAuditAccess,
  VerifyIntegrity,
] as const;
