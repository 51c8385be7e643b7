import { ADVICE_DEVIATION } from '../decisions/commands.js';
import { Command, Count, Day, Flag, Id, ListOf, OneOf, Parts, Text, Title } from '../kernel/command.js';
import { id, title } from '../kernel/values.js';
import { STRATEGIES, VERDICTS } from './events.js';

/** A condition under which a go is given: what, by whom, before when. */
export class GoConditionPart {
  @Id() conditionId!: string;
  @Id({ optional: true }) criterionId?: string;
  @Id() owner!: string;
  @Day() dueOn!: string;
  @Text() condition!: string;
}
/** One step of the readiness plan. */
export class ReadinessStepPart {
  @Day() on!: string;
  @Count({ explain: 'In hele procenten.' }) percent!: number;
}

@Command({
  label: 'Livegangstrategie kiezen',
  explain: 'Hoe het nieuwe in gebruik gaat; een besluit met opties.',
  source: 'S3-07, S3-08',
  resource: 'livegangen',
  verb: 'strategie-kiezen',
  item: 'goLiveId',
  who: ['BO', 'college'],
  on: 'dossier',
})
export class ChooseGoLiveStrategy {
  @Id() goLiveId!: string;
  @OneOf(STRATEGIES) strategy!: (typeof STRATEGIES)[number];
  @Id({ explain: 'Het ingediende voorstel waarop het besluit rust.' }) decisionId!: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Text() decision!: string;
  @Id({ optional: true }) preStudyId?: string;
}

@Command({
  label: 'Livegang plannen',
  explain: 'Wanneer het nieuwe in gebruik gaat en wie het raakt.',
  source: 'S3-15',
  resource: 'livegangen',
  verb: 'plannen',
  who: ['projectleider', 'AO', 'college'],
  on: 'dossier',
})
export class PlanGoLive {
  @Id({ optional: true }) goLiveId?: string;
  @Title() label!: string;
  @Day() plannedOn!: string;
  @Flag({ explain: 'Merken inwoners dit?' }) citizenImpact!: boolean;
  @Id({ optional: true }) deadlineId?: string;
  @ListOf(id, { optional: true }) items?: readonly string[];
}

@Command({
  label: 'Livegang verplaatsen',
  explain: 'Een nieuwe datum. De oude blijft zichtbaar.',
  source: '§4.5, §4.7',
  resource: 'livegangen',
  verb: 'verplaatsen',
  item: 'goLiveId',
  who: ['BO', 'college', 'AO', 'projectleider'],
  on: 'dossier',
})
export class RescheduleGoLive {
  @Id() goLiveId!: string;
  @Day() to!: string;
  @Text() reason!: string;
  @Id({ optional: true }) decisionId?: string;
}

@Command({
  label: 'Criterium bepalen',
  explain: 'Waaraan voldaan moet zijn voor de livegang.',
  source: 'S2-11',
  resource: 'livegangen',
  verb: 'criterium-bepalen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class DefineCriterion {
  @Id() goLiveId!: string;
  @Id({ optional: true }) criterionId?: string;
  @Title() label!: string;
  @Flag({ optional: true, explain: 'Zonder antwoord houdt het criterium de livegang tegen.' }) blocking?: boolean;
  @Id({ optional: true }) owner?: string;
}

@Command({
  label: 'Standaardcriteria overnemen',
  explain: 'De achttien standaardcriteria gelden voor deze livegang.',
  source: 'AcICT-toetskader',
  resource: 'livegangen',
  verb: 'standaardcriteria-overnemen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class DefineDefaultCriteria {
  @Id() goLiveId!: string;
}

@Command({
  label: 'Criterium beoordelen',
  explain: 'Gehaald of niet, met bewijs.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'criterium-beoordelen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class AssessCriterion {
  @Id() goLiveId!: string;
  @Id() criterionId!: string;
  @Flag() met!: boolean;
  @Text() evidence!: string;
}

@Command({
  label: 'Gereedheidsplan stellen',
  explain: 'Welk deel op welke dag gereed moet zijn.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'gereedheidsplan-stellen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class SetReadinessPlan {
  @Id() goLiveId!: string;
  @Parts(ReadinessStepPart) steps!: readonly ReadinessStepPart[];
}

@Command({
  label: 'Gereedheid toetsen',
  explain: 'Telt de gehaalde criteria en wat nog blokkeert.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'gereedheid-toetsen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class AssessReadiness {
  @Id() goLiveId!: string;
  @Text({ optional: true }) summary?: string;
}

@Command({
  label: 'Go/no-go besluiten',
  explain: 'Het besluit of de livegang doorgaat.',
  source: 'S3-15',
  resource: 'livegangen',
  verb: 'go-no-go-besluiten',
  item: 'goLiveId',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class DecideGoNoGo {
  @Id() goLiveId!: string;
  @OneOf(VERDICTS) verdict!: (typeof VERDICTS)[number];
  @Text() decision!: string;
  @Id({ optional: true }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Parts(GoConditionPart, { optional: true }) conditions?: readonly GoConditionPart[];
}

@Command({
  label: 'Overgang starten',
  explain: 'De overzetting begint.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'overgang-starten',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class StartCutover {
  @Id() goLiveId!: string;
}

@Command({
  label: 'Terugvalpunt passeren',
  explain: 'Terug kan niet meer.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'terugvalpunt-passeren',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class PassRollbackPoint {
  @Id() goLiveId!: string;
  @Text({ optional: true }) finding?: string;
}

@Command({
  label: 'Terugdraaien',
  explain: 'De overgang wordt teruggedraaid.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'terugdraaien',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class RollBack {
  @Id() goLiveId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Livegang bevestigen',
  explain: 'Het nieuwe is in gebruik.',
  source: 'S3-15',
  resource: 'livegangen',
  verb: 'bevestigen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class ConfirmGoLive {
  @Id() goLiveId!: string;
}

@Command({
  label: 'Nazorg plannen',
  explain: 'Hoe de nazorg is geregeld.',
  source: 'S3-09',
  resource: 'livegangen',
  verb: 'nazorg-plannen',
  item: 'goLiveId',
  who: ['projectleider', 'AO', 'BO'],
  on: 'dossier',
})
export class PlanAftercare {
  @Id() goLiveId!: string;
  @Text() plan!: string;
  @Day({ optional: true }) until?: string;
}

@Command({
  label: 'Nazorg beginnen',
  explain: 'De nazorgperiode loopt.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'nazorg-beginnen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class StartAftercare {
  @Id() goLiveId!: string;
}

@Command({
  label: 'Nazorg afronden',
  explain: 'De nazorgperiode is voorbij.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'nazorg-afronden',
  item: 'goLiveId',
  who: ['AO', 'BO'],
  on: 'dossier',
})
export class EndAftercare {
  @Id() goLiveId!: string;
  @Text() conclusion!: string;
}

@Command({
  label: 'Meldingen tellen',
  explain: 'Hoeveel meldingen er in een week waren.',
  source: '§4.7',
  resource: 'livegangen',
  verb: 'meldingen-tellen',
  item: 'goLiveId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class ReportIncidents {
  @Id() goLiveId!: string;
  @Day() weekOf!: string;
  @Count() count!: number;
}

@Command({
  label: 'Verbeterlijst starten',
  explain: 'Wat er na de livegang nog komt.',
  source: 'S3-09',
  resource: 'livegangen',
  verb: 'verbeterlijst-starten',
  item: 'goLiveId',
  who: ['projectleider', 'AO', 'BO'],
  on: 'dossier',
})
export class SeedImprovementBacklog {
  @Id() goLiveId!: string;
  @ListOf(title) items!: readonly string[];
}

@Command({
  label: 'Doorontwikkeling beginnen',
  explain: 'De lijn verbetert verder, met een eigenaar.',
  source: 'S3-16',
  resource: 'doorontwikkelingen',
  verb: 'beginnen',
  who: ['AO', 'BO', 'college'],
  on: 'dossier',
})
export class StartImprovementPhase {
  @Id() owner!: string;
  @Text({ optional: true }) statement?: string;
}

@Command({
  label: 'Verbeterpunt toevoegen',
  explain: 'Iets voor de doorontwikkeling.',
  source: 'S3-10',
  resource: 'verbeterpunten',
  verb: 'toevoegen',
  who: ['projectleider', 'AO', 'proceseigenaar', 'teamleider'],
  on: 'dossier',
})
export class AddImprovementItem {
  @Id({ optional: true }) itemId?: string;
  @Title() label!: string;
  @Id({ optional: true }) fromChange?: string;
}

@Command({
  label: 'Verbeterpunt opleveren',
  explain: 'Het verbeterpunt is klaar.',
  source: 'S3-10',
  resource: 'verbeterpunten',
  verb: 'opleveren',
  item: 'itemId',
  who: ['projectleider', 'AO', 'proceseigenaar', 'teamleider'],
  on: 'dossier',
})
export class DeliverImprovementItem {
  @Id() itemId!: string;
}

export const goLiveCommands = [
  ChooseGoLiveStrategy,
  PlanGoLive,
  RescheduleGoLive,
  DefineCriterion,
  DefineDefaultCriteria,
  AssessCriterion,
  SetReadinessPlan,
  AssessReadiness,
  DecideGoNoGo,
  StartCutover,
  PassRollbackPoint,
  RollBack,
  ConfirmGoLive,
  PlanAftercare,
  StartAftercare,
  EndAftercare,
  ReportIncidents,
  SeedImprovementBacklog,
  StartImprovementPhase,
  AddImprovementItem,
  DeliverImprovementItem,
] as const;
