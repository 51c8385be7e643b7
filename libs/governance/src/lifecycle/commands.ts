import { ADVICE_DEVIATION } from '../decisions/commands.js';
import { Command, Count, Day, Id, ListOf, OneOf, Text, Title } from '../kernel/command.js';
import { oneOf, title } from '../kernel/values.js';
import type { GovernanceMode } from './state.js';
import { ANCHORING_DOMAINS, CAUSE_TYPES, GOVERNANCE_MODES, PAUSE_REASONS, PHASES, type Phase } from './events.js';

type Cause = (typeof CAUSE_TYPES)[number];
type AnchoringDomain = (typeof ANCHORING_DOMAINS)[number];
const DEPENDENCY_KINDS = ['bestuurlijk', 'cultuur', 'techniek', 'anders'] as const;
const CO_DECISION = 'Het besluit van de andere opdrachtgever, als die ook moet besluiten.';
const OWN_DECISION =
  'Een al voorgelegd voorstel waarop dit besluit rust; zonder voorstel wordt het besluit zelf vastgelegd.';

@Command({
  label: 'Urgentie vaststellen',
  explain: 'Leg vast waarom de verandering nu nodig is, van wie dat komt en waaruit het blijkt. Dit mag voor de start.',
  source: 'S1-01',
  resource: 'urgenties',
  verb: 'vaststellen',
  who: ['projectleider', 'AO', 'BO', 'MT', 'college'],
  on: 'dossier',
})
export class EstablishUrgency {
  @Id({ explain: 'De functie of persoon die de urgentie draagt.' }) owner!: string;
  @Text() statement!: string;
  @Text({ optional: true }) evidence?: string;
}

@Command({
  label: 'Programma starten',
  explain: 'Het programma bestaat vanaf nu en is in Verkenning. De urgentie moet zijn vastgesteld.',
  source: 'S1-29',
  resource: 'programmas',
  verb: 'starten',
  who: ['AO', 'BO', 'MT', 'college'],
  on: 'dossier',
})
export class InitiateProgramme {
  @Title() name!: string;
  @Text() objective!: string;
  @OneOf(GOVERNANCE_MODES) mode!: GovernanceMode;
}

@Command({
  label: 'Fase ingaan',
  explain: 'Het programma gaat naar de volgende fase. In de driehoek besluiten beide opdrachtgevers.',
  source: '§4.2',
  resource: 'fasen',
  verb: 'ingaan',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class EnterPhase {
  @OneOf(PHASES) phase!: Phase;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Id({ optional: true, explain: CO_DECISION }) coDecisionId?: string;
}

@Command({
  label: 'Programma stilleggen',
  explain: 'Het werk ligt stil. Termijnen voor informatie aan de raad en harde deadlines lopen door.',
  source: 'S1-10',
  resource: 'programmas',
  verb: 'stilleggen',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class PauseProgramme {
  @OneOf(PAUSE_REASONS) reason!: (typeof PAUSE_REASONS)[number];
  @Text() explanation!: string;
}

@Command({
  label: 'Programma hervatten',
  explain: 'Het werk gaat weer verder, op grond van een besluit.',
  resource: 'programmas',
  verb: 'hervatten',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class ResumeProgramme {
  @Text() explanation!: string;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Programma beëindigen',
  explain: 'Het programma stopt voor het doel is bereikt. Oorzaken en ten minste één les horen erbij.',
  source: 'S4-01',
  resource: 'programmas',
  verb: 'beeindigen',
  who: ['MT', 'AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class TerminateProgramme {
  @ListOf(oneOf(CAUSE_TYPES)) causes!: readonly Cause[];
  @Text() explanation!: string;
}

@Command({
  label: 'Herstart verklaren',
  explain: 'Dit programma is een nieuwe poging. Het noemt zijn voorganger, in de fase Verkenning.',
  source: 'S4-13',
  resource: 'programmas',
  verb: 'herstarten',
  who: ['MT', 'BO', 'college'],
  on: 'dossier',
})
export class RestartProgramme {
  @Id({ explain: 'Het dossier van de eerdere poging.' }) predecessor!: string;
  @Text() justification!: string;
}

@Command({
  label: 'Programma sluiten',
  explain: 'Het programma is afgerond: geëvalueerd, verankerd en belegd. Beide opdrachtgevers besluiten.',
  source: '§4.2',
  resource: 'programmas',
  verb: 'sluiten',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class CloseProgramme {
  @Text() statement!: string;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Id({ optional: true, explain: CO_DECISION }) coDecisionId?: string;
}

@Command({
  label: 'Sturingsvorm wijzigen',
  explain: 'Getrapt of driehoek. Beide opdrachtgevers besluiten, met een reden.',
  resource: 'sturingsvormen',
  verb: 'wijzigen',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class ChangeGovernanceMode {
  @OneOf(GOVERNANCE_MODES) mode!: GovernanceMode;
  @Text() reason!: string;
  @Id({ optional: true, explain: CO_DECISION }) coDecisionId?: string;
}

@Command({
  label: 'Groot project aanwijzen',
  explain: 'De raad houdt vanaf nu extra toezicht.',
  source: 'Regeling grote projecten',
  resource: 'grote-projecten',
  verb: 'aanwijzen',
  who: ['raad'],
  on: 'dossier',
})
export class DesignateMajorProject {
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Text({ optional: true }) reviveCondition?: string;
}

@Command({
  label: 'Aanwijzing groot project opschorten',
  explain: 'Het extra toezicht rust tot de genoemde voorwaarde zich voordoet.',
  resource: 'grote-projecten',
  verb: 'opschorten',
  who: ['raad'],
  on: 'dossier',
})
export class SuspendMajorProject {
  @Text({ explain: 'Waardoor het extra toezicht weer begint.' }) reviveCondition!: string;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Aanwijzing groot project beëindigen',
  explain: 'Het extra toezicht van de raad stopt.',
  resource: 'grote-projecten',
  verb: 'beeindigen',
  who: ['raad'],
  on: 'dossier',
})
export class EndMajorProject {
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Sjabloon toepassen',
  explain: 'Leg vast langs welke stappen het programma wordt ingericht.',
  source: 'S1-29, S3-19',
  resource: 'sjablonen',
  verb: 'toepassen',
  who: ['projectbureau', 'projectleider', 'AO'],
  on: 'dossier',
})
export class ApplyTemplate {
  @Id() templateId!: string;
  @Count() version!: number;
  @ListOf(title) steps!: readonly string[];
}

@Command({
  label: 'Vooronderzoek afronden',
  explain: 'Het onderzoek waar de aanpak en de livegangstrategie op rusten.',
  source: 'S3-07',
  resource: 'vooronderzoeken',
  verb: 'afronden',
  who: ['projectleider', 'AO', 'adviseur'],
  on: 'dossier',
})
export class CompletePreStudy {
  @Id({ optional: true }) studyId?: string;
  @Text() summary!: string;
}

@Command({
  label: 'Les vastleggen',
  explain: 'Wat er misging of goed ging, met het soort oorzaak. Bij een herstart ook de lessen van de voorganger.',
  source: 'S4-01, S4-18',
  resource: 'lessen',
  verb: 'vastleggen',
  who: ['projectbureau', 'projectleider', 'AO', 'BO', 'MT', 'college', 'raad', 'rekenkamer'],
  on: 'dossier',
})
export class RecordLesson {
  @Id({ optional: true }) lessonId?: string;
  @OneOf(CAUSE_TYPES) causeType!: Cause;
  @Text() lesson!: string;
}

@Command({
  label: 'Les vertalen naar maatregel',
  explain: 'Wat dit programma met de les doet, of waarom de les hier niet van toepassing is.',
  source: 'S4-13',
  resource: 'lessen',
  verb: 'vertalen',
  item: 'lessonId',
  who: ['projectleider', 'AO', 'BO', 'MT'],
  on: 'dossier',
})
export class MapLessonToMeasure {
  @Id() lessonId!: string;
  @OneOf(['ja', 'nietVanToepassing']) applicable!: 'ja' | 'nietVanToepassing';
  @Text() measure!: string;
}

@Command({
  label: 'Evaluatie vastleggen',
  explain: 'De terugblik op het programma. Zonder evaluatie kan het programma niet sluiten.',
  source: 'S3-20',
  resource: 'evaluaties',
  verb: 'vastleggen',
  who: ['projectleider', 'AO', 'BO', 'college', 'raad', 'rekenkamer'],
  on: 'dossier',
})
export class RecordEvaluation {
  @Id({ optional: true }) evaluationId?: string;
  @Text() summary!: string;
  @OneOf(['ja', 'deels', 'nee'], { optional: true }) recommendationsAdopted?: 'ja' | 'deels' | 'nee';
}

@Command({
  label: 'Verankering regelen',
  explain: 'Hoe de nieuwe werkwijze in de lijn blijft bestaan, per domein. Geen gegevens over personen.',
  source: 'S4-14',
  resource: 'verankeringen',
  verb: 'regelen',
  who: ['projectleider', 'AO', 'BO', 'MT', 'college'],
  on: 'dossier',
})
export class TakeAnchoringMeasure {
  @OneOf(ANCHORING_DOMAINS) domain!: AnchoringDomain;
  @Text() measure!: string;
}

@Command({
  label: 'Decharge verlenen',
  explain: 'De projectleider heeft de opdracht volbracht. Dit is een besluit van de opdrachtgever.',
  resource: 'decharges',
  verb: 'verlenen',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class GrantDischarge {
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Text() statement!: string;
}

@Command({
  label: 'Afhankelijkheid vastleggen',
  explain: 'Dit programma hangt samen met een ander programma.',
  source: 'S1-07, S5-15',
  resource: 'afhankelijkheden',
  verb: 'vastleggen',
  who: ['projectleider', 'AO', 'BO'],
  on: 'dossier',
})
export class RegisterDependency {
  @Id({ optional: true }) dependencyId?: string;
  @OneOf(DEPENDENCY_KINDS) kind!: (typeof DEPENDENCY_KINDS)[number];
  @Text() description!: string;
  @Day({ optional: true, explain: 'Een mijlpaal die beide programma’s delen.' }) sharedMilestoneOn?: string;
}

@Command({
  label: 'Afhankelijkheid afstemmen',
  explain: 'De betrokken programma’s zijn het eens.',
  source: 'S1-07',
  resource: 'afhankelijkheden',
  verb: 'afstemmen',
  item: 'dependencyId',
  who: ['projectleider', 'AO', 'BO'],
  on: 'dossier',
})
export class AlignDependency {
  @Id() dependencyId!: string;
  @Text() agreement!: string;
}

@Command({
  label: 'Samenwerking aangaan',
  explain: 'Besluiten raken ook een partner. Leg vast welke zeggenschap die heeft.',
  source: 'S4-05',
  resource: 'samenwerkingen',
  verb: 'aangaan',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class JoinCollaboration {
  @Title() partner!: string;
  @Text() rights!: string;
}

export const lifecycleCommands = [
  EstablishUrgency,
  InitiateProgramme,
  EnterPhase,
  PauseProgramme,
  ResumeProgramme,
  TerminateProgramme,
  RestartProgramme,
  CloseProgramme,
  ChangeGovernanceMode,
  DesignateMajorProject,
  SuspendMajorProject,
  EndMajorProject,
  ApplyTemplate,
  CompletePreStudy,
  RecordLesson,
  MapLessonToMeasure,
  RecordEvaluation,
  TakeAnchoringMeasure,
  GrantDischarge,
  RegisterDependency,
  AlignDependency,
  JoinCollaboration,
] as const;
