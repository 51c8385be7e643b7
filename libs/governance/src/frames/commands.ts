import { ADVICE_DEVIATION } from '../decisions/commands.js';
import {
  Cents,
  Command,
  Count,
  Day,
  Delta,
  Flag,
  Id,
  ListOf,
  OneOf,
  Part,
  Parts,
  Tenths,
  Text,
  Title,
  WorkingDays,
} from '../kernel/command.js';
import { id } from '../kernel/values.js';
import { BENEFIT_KINDS, FRAME_OWNERS, STATUS_AXES } from './events.js';
import type { FrameOwner, Light, StatusAxis } from './state.js';

const TOLERANCE_LEVELS = ['projectleider', 'AO', 'BO', 'college'] as const;
const OWN_DECISION = 'Het voorgelegde voorstel waarop dit besluit rust.';

/** The room of one level. */
export class TolerancePart {
  @OneOf(TOLERANCE_LEVELS) level!: (typeof TOLERANCE_LEVELS)[number];
  @Cents({ optional: true, explain: 'Hoogste bedrag per wijziging, in eurocenten.' }) amountPerChange?: number;
  @Delta({ optional: true, explain: 'Alle wijzigingen samen, in tienden van een procent van het krediet.' })
  cumulativePercent?: number;
  @WorkingDays({ optional: true }) days?: number;
  @Count({ optional: true }) scopeItems?: number;
}
/** A measure of quality or risk with its norm. */
export class NormPart {
  @Id() measure!: string;
  @Title() label!: string;
  @Tenths({ explain: 'In tienden: 99,5 is 995.' }) norm!: number;
  @OneOf(['ja', 'nee'], { optional: true, explain: 'Is meer beter? Zonder antwoord: ja.' }) higherIsBetter?:
    'ja' | 'nee';
}

/** The contents of a frame: scope, tijd, geld and kwaliteit, each with the room per level. */
export class FramePart {
  @Text({ explain: 'Wat er binnen de kaders gemaakt wordt.' }) scope!: string;
  @Count({ optional: true, explain: 'Aantal onderdelen, zoals processen.' }) scopeItems?: number;
  @Day({ optional: true }) endDate?: string;
  @Cents({ optional: true, explain: 'Krediet met onvoorzien erbij, in eurocenten.' }) credit?: number;
  @Cents({ optional: true }) contingency?: number;
  @Parts(TolerancePart) tolerances!: readonly TolerancePart[];
  @Parts(NormPart) norms!: readonly NormPart[];
  @WorkingDays({ optional: true, explain: 'Binnen hoeveel werkdagen de raad een overschrijding wil horen.' })
  informRaadWithin?: number;
  @Delta({ optional: true, explain: 'Boven welk deel van het krediet, in tienden van een procent.' })
  informRaadAbovePercent?: number;
  @WorkingDays({ optional: true, explain: 'Boven hoeveel werkdagen uitloop.' }) informRaadAboveDays?: number;
  @Flag({ optional: true, explain: 'Wil de raad ook van elke stillegging horen?' }) informRaadOnPause?: boolean;
}

@Command({
  label: 'Kaders voorstellen',
  explain: 'Een voorstel voor kaders, dat het college of de raad kan vaststellen.',
  source: 'S1-05',
  resource: 'kaders',
  verb: 'voorstellen',
  who: ['projectleider', 'AO', 'BO', 'college'],
  on: 'dossier',
})
export class ProposeFrame {
  @Id({ optional: true }) frameId?: string;
  @OneOf(FRAME_OWNERS) owner!: FrameOwner;
  @Part(FramePart) frame!: FramePart;
}

@Command({
  label: 'Kaders vaststellen',
  explain: 'Het college of de raad stelt kaders vast: scope, tijd, geld en kwaliteit, met de ruimte per niveau.',
  source: 'S1-05; Gemw 160, 189',
  resource: 'kaders',
  verb: 'vaststellen',
  who: ['college', 'raad'],
  on: 'dossier',
})
export class AdoptFrame {
  @Id({ optional: true }) frameId?: string;
  @Part(FramePart) frame!: FramePart;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Count({ optional: true }) votesFor?: number;
  @Count({ optional: true }) votesAgainst?: number;
}

@Command({
  label: 'Kaders wijzigen',
  explain: 'Alleen het orgaan dat de kaders vaststelde, wijzigt ze. Eerdere toetsen blijven zoals ze waren.',
  source: 'S1-05',
  resource: 'kaders',
  verb: 'wijzigen',
  item: 'frameId',
  who: ['college', 'raad'],
  on: 'dossier',
})
export class AmendFrame {
  @Id() frameId!: string;
  @Part(FramePart) frame!: FramePart;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Count({ optional: true }) votesFor?: number;
  @Count({ optional: true }) votesAgainst?: number;
}

@Command({
  label: 'Risicobereidheid uitspreken',
  explain: 'Hoeveel risico de bestuurlijk opdrachtgever wil lopen.',
  source: 'S1-04',
  resource: 'risicobereidheden',
  verb: 'uitspreken',
  who: ['BO', 'college'],
  on: 'dossier',
})
export class DeclareRiskAppetite {
  @Text() statement!: string;
}

@Command({
  label: 'Doel vaststellen',
  explain: 'Een doel waar besluiten naar verwijzen. Dit mag voor de start.',
  source: 'S3-03',
  resource: 'doelen',
  verb: 'vaststellen',
  who: ['projectleider', 'AO', 'BO', 'MT', 'college', 'raad'],
  on: 'dossier',
})
export class SetObjective {
  @Id({ optional: true }) objectiveId?: string;
  @Text() objective!: string;
}

@Command({
  label: 'Wensen, eisen en grenzen afstemmen',
  explain: 'De bestuurlijk en de ambtelijk opdrachtgever zijn het eens over wat het programma moet leveren.',
  source: 'S1-11',
  resource: 'afstemmingen',
  verb: 'vastleggen',
  who: ['AO', 'BO'],
  on: 'dossier',
})
export class AlignRequirements {
  @Count({ explain: 'Het nummer van de versie, hoger dan de vorige.' }) version!: number;
  @Text() agreement!: string;
}

@Command({
  label: 'Harde deadline stellen',
  explain: 'Een datum die alleen het orgaan dat haar stelt kan verschuiven. Een externe deadline verschuift nooit.',
  source: 'S2-01, S4-06',
  resource: 'deadlines',
  verb: 'stellen',
  who: ['projectleider', 'AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class SetHardDeadline {
  @Id({ optional: true }) deadlineId?: string;
  @OneOf(['intern', 'extern']) kind!: 'intern' | 'extern';
  @Day() dueOn!: string;
  @Text({ explain: 'De wet, afspraak of het besluit waar de datum uit komt.' }) source!: string;
  @WorkingDays({ optional: true, explain: 'De marge in werkdagen waaronder de deadline in gevaar is.' })
  toleranceDays?: number;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Harde deadline verschuiven',
  explain: 'Alleen het orgaan dat de deadline stelde kan haar verschuiven.',
  source: '§4.2',
  resource: 'deadlines',
  verb: 'verschuiven',
  item: 'deadlineId',
  who: ['AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class MoveHardDeadline {
  @Id() deadlineId!: string;
  @Day() to!: string;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Ontheffing verlenen',
  explain:
    'Voor een genoemd deel geldt de deadline later. Bij een externe deadline legt u het besluit van de oplegger vast.',
  source: '§4.2',
  resource: 'deadlines',
  verb: 'ontheffen',
  item: 'deadlineId',
  who: ['projectleider', 'AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class GrantExemption {
  @Id() deadlineId!: string;
  @Id({ optional: true }) exemptionId?: string;
  @Day() until!: string;
  @ListOf(id) items!: readonly string[];
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

@Command({
  label: 'Mijlpaal plannen',
  explain: 'Een datum in het plan.',
  resource: 'mijlpalen',
  verb: 'plannen',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class PlanMilestone {
  @Id({ optional: true }) milestoneId?: string;
  @Title() label!: string;
  @Day() plannedOn!: string;
}

@Command({
  label: 'Verwachting mijlpaal bijstellen',
  explain: 'Wanneer de mijlpaal nu wordt verwacht. Eerdere verwachtingen blijven staan.',
  resource: 'mijlpalen',
  verb: 'verwachten',
  item: 'milestoneId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class ForecastMilestone {
  @Id() milestoneId!: string;
  @Day() forecastOn!: string;
  @Text({ optional: true }) reason?: string;
}

@Command({
  label: 'Mijlpaal bereiken',
  explain: 'De mijlpaal is gehaald.',
  resource: 'mijlpalen',
  verb: 'bereiken',
  item: 'milestoneId',
  who: ['projectleider', 'AO'],
  on: 'dossier',
})
export class ReachMilestone {
  @Id() milestoneId!: string;
  @Day() reachedOn!: string;
}

@Command({
  label: 'Baat bepalen',
  explain: 'Wat het programma moet opleveren, met eigenaar en nulmeting.',
  source: 'S2-08',
  resource: 'baten',
  verb: 'bepalen',
  who: ['projectleider', 'AO', 'BO', 'college'],
  on: 'dossier',
})
export class DefineBenefit {
  @Id({ optional: true }) benefitId?: string;
  @Title() label!: string;
  @Id({ optional: true }) owner?: string;
  @OneOf(BENEFIT_KINDS, { optional: true, explain: 'Voor de organisatie zelf, of voor de samenleving.' })
  kind?: (typeof BENEFIT_KINDS)[number];
  @Tenths({ optional: true, explain: 'De nulmeting, in tienden.' }) baseline?: number;
  @Tenths({ optional: true, explain: 'Het doel, in tienden.' }) target?: number;
}

@Command({
  label: 'Baat meten',
  explain: 'Een meting van een baat, in tienden.',
  resource: 'baten',
  verb: 'meten',
  item: 'benefitId',
  who: ['projectleider', 'AO', 'concerncontroller'],
  on: 'dossier',
})
export class MeasureBenefit {
  @Id() benefitId!: string;
  @Tenths() value!: number;
}

@Command({
  label: 'Status overrulen',
  explain: 'Een afgeleide status bij besluit anders stellen, tot een datum. Beide blijven zichtbaar.',
  source: 'D5',
  resource: 'statussen',
  verb: 'overrulen',
  who: ['BO', 'college'],
  on: 'dossier',
})
export class OverrideStatus {
  @OneOf(STATUS_AXES) axis!: StatusAxis;
  @OneOf(['groen', 'oranje', 'rood']) status!: Light;
  @Day() until!: string;
  @Text() reason!: string;
  @Id({ optional: true, explain: OWN_DECISION }) decisionId?: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
}

export const framesCommands = [
  ProposeFrame,
  AdoptFrame,
  AmendFrame,
  DeclareRiskAppetite,
  SetObjective,
  AlignRequirements,
  SetHardDeadline,
  MoveHardDeadline,
  GrantExemption,
  PlanMilestone,
  ForecastMilestone,
  ReachMilestone,
  DefineBenefit,
  MeasureBenefit,
  OverrideStatus,
] as const;
