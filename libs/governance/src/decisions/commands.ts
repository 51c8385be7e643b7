import { Cents, Command, Count, Day, Delta, Flag, Id, ListOf, OneOf, Text, Title, Uri } from '../kernel/command.js';
import { DECIDERS, type Decider, type Role } from '../kernel/roles.js';
import { id, oneOf } from '../kernel/values.js';
import { ADVICE_KINDS, CONDITION_BLOCKS, type AdviceKind } from './events.js';

/** What every act that takes a decision of its own says of going against advice. */
export const ADVICE_DEVIATION = 'Waarom van verplicht, negatief of voorwaardelijk advies is afgeweken.';
const OFFICE: readonly Role[] = ['projectbureau', 'projectleider', 'AO', 'BO', 'MT'];
const BODIES: readonly Role[] = ['projectleider', 'AO', 'BO', 'MT', 'college', 'burgemeester', 'raad', 'commissie'];
const ADVISERS: readonly Role[] = [
  'adviseur',
  'concerncontroller',
  'OR',
  'CISO',
  'FG',
  'communicatie',
  'partner',
  'projectgroep',
  'stuurgroep',
];
const ART_169 = ['geenIngrijpendeGevolgen', 'raadGehoord', 'nietVanToepassing'] as const;
const VERDICTS = ['positief', 'positiefMitsVoorwaarden', 'negatief', 'onthouden'] as const;
const PENDING = ['OR', 'wensenEnBedenkingen', 'krediet'] as const;
const EVIDENCE = ['besluitenlijst', 'handtekening', 'bevestiging'] as const;
const INFORMED = ['college', 'raad'] as const;

@Command({
  label: 'Voorstel opstellen',
  explain: 'Een vraag die een orgaan moet beslissen.',
  source: 'S3-01',
  resource: 'voorstellen',
  verb: 'opstellen',
  who: OFFICE,
  on: 'dossier',
})
export class DraftProposal {
  @Id({ optional: true }) decisionId?: string;
  @Id({ explain: 'Een besluittype uit het beleid.' }) decisionType!: string;
  @OneOf(DECIDERS) body!: Decider;
  @Title() subject!: string;
  @Text() question!: string;
  @ListOf(id) objectives!: readonly string[];
  @ListOf(id, { optional: true }) dependsOn?: readonly string[];
  @ListOf(id, { optional: true }) topics?: readonly string[];
  @Flag({ optional: true, explain: 'Is dit een besluit in de zin van de Awb (1:3)?' }) isAwbDecision?: boolean;
}

@Command({
  label: 'Optie vastleggen',
  explain: 'Een keuze met haar gevolgen. Niets doen hoort er altijd bij.',
  source: 'S3-01',
  resource: 'voorstellen',
  verb: 'optie-toevoegen',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class RecordOption {
  @Id() decisionId!: string;
  @Id({ optional: true }) optionId?: string;
  @Flag() doNothing!: boolean;
  @Title() label!: string;
  @Text() effectScope!: string;
  @Text() effectTime!: string;
  @Text() effectMoney!: string;
  @Text() effectQuality!: string;
  @Text() effectRisk!: string;
}

@Command({
  label: 'Voorstel indienen',
  explain: 'Het voorstel gaat naar het orgaan dat beslist.',
  source: '§4.4',
  resource: 'voorstellen',
  verb: 'indienen',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class SubmitProposal {
  @Id() decisionId!: string;
}

@Command({
  label: 'Voorstel afwijzen',
  explain: 'Het orgaan zegt nee.',
  source: '§4.4',
  resource: 'voorstellen',
  verb: 'afwijzen',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class RejectProposal {
  @Id() decisionId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Voorstel intrekken',
  explain: 'De indiener trekt het voorstel terug.',
  source: '§4.4',
  resource: 'voorstellen',
  verb: 'intrekken',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class WithdrawProposal {
  @Id() decisionId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Besluit aanhouden',
  explain: 'Het orgaan beslist later.',
  source: '§4.4',
  resource: 'besluiten',
  verb: 'aanhouden',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class DeferDecision {
  @Id() decisionId!: string;
  @Text() reason!: string;
  @Day({ optional: true }) until?: string;
}

@Command({
  label: 'Advies vragen',
  explain: 'Een adviseur wordt om advies gevraagd.',
  source: 'WOR 25; S3-02',
  resource: 'adviezen',
  verb: 'vragen',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class RequestAdvice {
  @Id() decisionId!: string;
  @OneOf(ADVICE_KINDS) kind!: AdviceKind;
  @Day({ optional: true }) dueOn?: string;
}

@Command({
  label: 'Advies geven',
  explain: 'Feiten en mening staan apart.',
  source: 'Woo 5.2; WOR 25',
  resource: 'adviezen',
  verb: 'geven',
  item: 'decisionId',
  who: ADVISERS,
  on: 'dossier',
})
export class RenderAdvice {
  @Id() decisionId!: string;
  @OneOf(ADVICE_KINDS) kind!: AdviceKind;
  @OneOf(VERDICTS) verdict!: (typeof VERDICTS)[number];
  @Text() facts!: string;
  @Text({ optional: true }) view?: string;
}

@Command({
  label: 'Vraag stellen',
  explain: 'Een lid van het orgaan stelt een vraag bij het voorstel.',
  source: 'S3-02',
  resource: 'voorstellen',
  verb: 'vraag-stellen',
  item: 'decisionId',
  who: [...BODIES, 'raadslid'],
  on: 'dossier',
})
export class RaiseQuestion {
  @Id() decisionId!: string;
  @Id({ optional: true }) questionId?: string;
  @Text() question!: string;
}

@Command({
  label: 'Vraag beantwoorden',
  explain: 'Het antwoord op de vraag.',
  source: 'S3-02',
  resource: 'voorstellen',
  verb: 'vraag-beantwoorden',
  item: 'decisionId',
  who: [...OFFICE, 'college'],
  on: 'dossier',
})
export class AnswerQuestion {
  @Id() decisionId!: string;
  @Id() questionId!: string;
  @Text() answer!: string;
}

@Command({
  label: 'Voornemen uitspreken',
  explain: 'Het orgaan wil zo besluiten, maar wacht nog op advies, wensen of krediet.',
  source: 'WOR 25; Gemw 169 lid 4',
  resource: 'besluiten',
  verb: 'voornemen',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class StateIntention {
  @Id() decisionId!: string;
  @ListOf(oneOf(PENDING)) pending!: readonly (typeof PENDING)[number][];
}

@Command({
  label: 'Besluit nemen',
  explain: 'Het orgaan besluit over een ingediend voorstel, op grond van eigen bevoegdheid of mandaat.',
  source: 'Awb 10:1–10:12; Gemw 160, 169',
  resource: 'besluiten',
  verb: 'nemen',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class TakeDecision {
  @Id() decisionId!: string;
  @Text() decision!: string;
  @OneOf(ART_169) art169!: (typeof ART_169)[number];
  @Id({ optional: true }) chosenOption?: string;
  @Cents({ optional: true, explain: 'In eurocenten.' }) amount?: number;
  @Delta({ optional: true, explain: 'In werkdagen.' }) days?: number;
  @Delta({ optional: true }) scopeItems?: number;
  @Count({ optional: true }) votesFor?: number;
  @Count({ optional: true }) votesAgainst?: number;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Flag({ optional: true, explain: 'Beroep op het primaat van de politiek (WOR 46d).' }) reservationPrimacy?: boolean;
  @Id({ optional: true, explain: 'Het mandaat waarop het besluit rust. Zonder keuze wordt het passende gezocht.' })
  basisMandateId?: string;
  @Day({ optional: true }) effectiveFrom?: string;
  @Day({ optional: true }) expiresOn?: string;
  @ListOf(oneOf(INFORMED), { optional: true }) informs?: readonly (typeof INFORMED)[number][];
  @Title({ optional: true }) retention?: string;
  @Uri({ optional: true }) caseUri?: string;
}

@Command({
  label: 'Feitelijk besluit vastleggen',
  explain: 'Zo is het gegaan, maar wie besloot was niet bevoegd.',
  source: 'Awb 10:1',
  resource: 'feitelijke-besluiten',
  verb: 'vastleggen',
  who: OFFICE,
  on: 'dossier',
})
export class RecordFactualDecision {
  @Id({ optional: true }) decisionId?: string;
  @Id() decisionType!: string;
  @OneOf(DECIDERS) body!: Decider;
  @Title() subject!: string;
  @Text() decision!: string;
}

@Command({
  label: 'Afwijkend standpunt vastleggen',
  explain: 'Een lid was het niet eens met het besluit.',
  source: 'Gemw 23',
  resource: 'besluiten',
  verb: 'afwijkend-standpunt',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class RecordDissent {
  @Id() decisionId!: string;
  @Id({ optional: true }) person?: string;
  @Text() position!: string;
}

@Command({
  label: 'Voorwaarde verbinden',
  explain: 'Wat moet gebeuren, door wie en wanneer, en wat tot dan wacht.',
  source: '§4.4',
  resource: 'voorwaarden',
  verb: 'verbinden',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class AttachCondition {
  @Id() decisionId!: string;
  @Id({ optional: true }) conditionId?: string;
  @Id() owner!: string;
  @Day() dueOn!: string;
  @OneOf(CONDITION_BLOCKS) blocks!: (typeof CONDITION_BLOCKS)[number];
  @Text() condition!: string;
}

@Command({
  label: 'Voorwaarde vervullen',
  explain: 'Er is aan de voorwaarde voldaan.',
  source: '§4.4',
  resource: 'voorwaarden',
  verb: 'vervullen',
  item: 'conditionId',
  who: OFFICE,
  on: 'dossier',
})
export class FulfilCondition {
  @Id() conditionId!: string;
  @Text() evidence!: string;
}

@Command({
  label: 'Besluit bevestigen',
  explain: 'Een ander dan de vastlegger bevestigt dat het besluit zo is genomen.',
  source: 'Gemw 60; X6',
  resource: 'besluiten',
  verb: 'bevestigen',
  item: 'decisionId',
  who: [...BODIES, 'collegesecretariaat', 'griffie'],
  on: 'dossier',
})
export class AttestDecision {
  @Id() decisionId!: string;
  @OneOf(EVIDENCE) evidence!: (typeof EVIDENCE)[number];
  @Title({ optional: true }) listNumber?: string;
}

@Command({
  label: 'Besluit openbaar maken',
  explain: 'De openbare tekst van het besluit.',
  source: 'Woo 3.1, 3.3',
  resource: 'besluiten',
  verb: 'publiceren',
  item: 'decisionId',
  who: ['communicatie', 'collegesecretariaat', 'griffie'],
  on: 'dossier',
})
export class PublishDecision {
  @Id() decisionId!: string;
  @Text() publicText!: string;
  @Title() wooCategory!: string;
}

@Command({
  label: 'Uitvoering beginnen',
  explain: 'Het besluit wordt uitgevoerd.',
  source: '§4.4',
  resource: 'uitvoeringen',
  verb: 'beginnen',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class StartExecution {
  @Id() decisionId!: string;
}

@Command({
  label: 'Uitvoering afronden',
  explain: 'Het besluit is uitgevoerd.',
  source: '§4.4',
  resource: 'uitvoeringen',
  verb: 'afronden',
  item: 'decisionId',
  who: OFFICE,
  on: 'dossier',
})
export class CompleteExecution {
  @Id() decisionId!: string;
}

@Command({
  label: 'Besluit vervangen',
  explain: 'Een later besluit komt ervoor in de plaats.',
  source: 'Awb 10:7',
  resource: 'besluiten',
  verb: 'vervangen',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class SupersedeDecision {
  @Id() decisionId!: string;
  @Id() byDecisionId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Besluit intrekken',
  explain: 'Het besluit geldt niet meer.',
  source: 'Awb 10:7, 10:8',
  resource: 'besluiten',
  verb: 'intrekken',
  item: 'decisionId',
  who: BODIES,
  on: 'dossier',
})
export class RevokeDecision {
  @Id() decisionId!: string;
  @Text() reason!: string;
  @Id({ optional: true }) byDecisionId?: string;
}

@Command({
  label: 'Besluit laten vervallen',
  explain: 'Het besluit is van rechtswege vervallen.',
  source: '§4.4',
  resource: 'besluiten',
  verb: 'vervallen',
  item: 'decisionId',
  who: ['collegesecretariaat', 'griffie', 'projectbureau'],
  on: 'dossier',
})
export class RecordLapse {
  @Id() decisionId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Vernietiging vastleggen',
  explain: 'Een rechter of de Kroon heeft het besluit vernietigd.',
  source: 'Gemw 268; Awb 8:72',
  resource: 'besluiten',
  verb: 'vernietigen',
  item: 'decisionId',
  who: ['collegesecretariaat', 'griffie', 'projectbureau'],
  on: 'dossier',
})
export class RecordAnnulment {
  @Id() decisionId!: string;
  @Text() reason!: string;
}

export const decisionsCommands = [
  DraftProposal,
  RecordOption,
  SubmitProposal,
  RejectProposal,
  WithdrawProposal,
  DeferDecision,
  RequestAdvice,
  RenderAdvice,
  RaiseQuestion,
  AnswerQuestion,
  StateIntention,
  TakeDecision,
  RecordFactualDecision,
  RecordDissent,
  AttachCondition,
  FulfilCondition,
  AttestDecision,
  PublishDecision,
  StartExecution,
  CompleteExecution,
  SupersedeDecision,
  RevokeDecision,
  RecordLapse,
  RecordAnnulment,
] as const;
