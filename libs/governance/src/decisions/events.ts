import { event, narrative, open, sealed } from '../kernel/event.js';
import { DECIDERS } from '../kernel/roles.js';
import { cents, count, day, delta, flag, id, list, maybe, oneOf, text, title, uri } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const ADVICE_KINDS = [
  'financieel',
  'juridisch',
  'CISO',
  'DPIA',
  'OR',
  'communicatie',
  'archivaris',
  'kwaliteit',
] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];
export const BASIS_KINDS = ['eigen', 'mandaat', 'machtiging', 'volmacht'] as const;
export const CONDITION_BLOCKS = ['uitvoering', 'go', 'niets'] as const;

export const ProposalDrafted = event(
  'ProposalDrafted',
  'Voorstel opgesteld',
  'Een vraag die een orgaan moet beslissen.',
  {
    decisionId: open(id),
    decisionType: open(id),
    body: open(oneOf(DECIDERS)),
    subject: sealed(title),
    question: narrative(text),
    objectives: open(list(id)),
    dependsOn: open(list(id)),
    topics: open(list(id)),
    isAwbDecision: open(flag),
  },
  'S3-01',
);
export const OptionRecorded = event(
  'OptionRecorded',
  'Optie vastgelegd',
  'Een keuze met haar gevolgen. Niets doen hoort er altijd bij.',
  {
    decisionId: open(id),
    optionId: open(id),
    doNothing: open(flag),
    label: sealed(title),
    effectScope: narrative(text),
    effectTime: narrative(text),
    effectMoney: narrative(text),
    effectQuality: narrative(text),
    effectRisk: narrative(text),
  },
  'S3-01',
);
export const ProposalSubmitted = event(
  'ProposalSubmitted',
  'Voorstel ingediend',
  'Het voorstel ligt bij het orgaan dat beslist.',
  { decisionId: open(id) },
);
export const ProposalRejected = event('ProposalRejected', 'Voorstel afgewezen', 'Het orgaan heeft nee gezegd.', {
  decisionId: open(id),
  reason: narrative(text),
});
export const ProposalWithdrawn = event(
  'ProposalWithdrawn',
  'Voorstel ingetrokken',
  'De indiener trekt het voorstel terug.',
  { decisionId: open(id), reason: narrative(text) },
);
export const AdviceRequested = event(
  'AdviceRequested',
  'Advies gevraagd',
  'Een adviseur is om advies gevraagd.',
  { decisionId: open(id), kind: open(oneOf(ADVICE_KINDS)), dueOn: open(maybe(day)) },
  'WOR 25; S3-02',
);
export const AdviceRendered = event(
  'AdviceRendered',
  'Advies gegeven',
  'Feiten en mening staan apart: feiten zijn openbaarder dan een persoonlijke beleidsopvatting.',
  {
    decisionId: open(id),
    kind: open(oneOf(ADVICE_KINDS)),
    verdict: sealed(oneOf(['positief', 'positiefMitsVoorwaarden', 'negatief', 'onthouden'])),
    facts: narrative(text),
    // A personal opinion on policy stays inside, also when facts and decision are public (Woo 5.2).
    view: narrative(maybe(text), 'persoon'),
  },
  'Woo 5.2; WOR 25',
);
export const QuestionRaised = event(
  'QuestionRaised',
  'Vraag gesteld',
  'Een lid van het orgaan stelt een vraag bij het voorstel.',
  { decisionId: open(id), questionId: open(id), question: narrative(text) },
  'S3-02',
);
export const QuestionAnswered = event(
  'QuestionAnswered',
  'Vraag beantwoord',
  'Het antwoord op de vraag.',
  { decisionId: open(id), questionId: open(id), answer: narrative(text) },
  'S3-02',
);
export const IntentionStated = event(
  'IntentionStated',
  'Voorgenomen besluit',
  'Het orgaan wil zo besluiten, maar wacht nog op advies, wensen of krediet.',
  { decisionId: open(id), pending: open(list(oneOf(['OR', 'wensenEnBedenkingen', 'krediet']))) },
  'WOR 25; Gemw 169 lid 4',
);
export const DecisionTaken = event(
  'DecisionTaken',
  'Besluit genomen',
  'Het besluit, met de grondslag waarop het orgaan bevoegd was.',
  {
    decisionId: open(id),
    decisionType: open(id),
    body: open(oneOf(DECIDERS)),
    subject: sealed(title),
    decision: narrative(text),
    basis: open(oneOf(BASIS_KINDS)),
    basisMandateId: open(maybe(id)),
    topics: open(list(id)),
    isAwbDecision: open(flag),
    effectiveFrom: open(maybe(day)),
    expiresOn: open(maybe(day)),
    amount: sealed(maybe(cents)),
    days: sealed(maybe(delta)),
    scopeItems: sealed(maybe(delta)),
    chosenOption: open(maybe(id)),
    votesFor: open(maybe(count)),
    votesAgainst: open(maybe(count)),
    /** Gemw 169 lid 4: no far-reaching consequences, or the raad could speak first. */
    art169: open(oneOf(['geenIngrijpendeGevolgen', 'raadGehoord', 'nietVanToepassing'])),
    adviceDeviation: narrative(maybe(text)),
    /** Which advice the motive is about: missing, against, or with conditions that are not taken over. */
    deviatesFrom: open(maybe(list(oneOf(ADVICE_KINDS)))),
    reservationPrimacy: open(maybe(flag)),
    openQuestions: open(count),
    dependsOn: open(list(id)),
    informs: open(list(oneOf(['college', 'raad']))),
    retention: open(maybe(title)),
    caseUri: open(maybe(uri)),
  },
  'Awb 1:3, 10:1–10:12; Gemw 160, 169',
);
export const DecisionDeferred = event('DecisionDeferred', 'Besluit aangehouden', 'Het orgaan beslist later.', {
  decisionId: open(id),
  reason: narrative(text),
  until: open(maybe(day)),
});
export const DecisionAttested = event(
  'DecisionAttested',
  'Besluit bevestigd',
  'Een ander dan de vastlegger bevestigt dat het besluit zo is genomen.',
  {
    decisionId: open(id),
    evidence: open(oneOf(['besluitenlijst', 'handtekening', 'bevestiging'])),
    listNumber: open(maybe(title)),
  },
  'Gemw 60; vier ogen',
);
export const DecisionPublished = event(
  'DecisionPublished',
  'Besluit openbaar gemaakt',
  'De openbare tekst van het besluit.',
  { decisionId: open(id), publicText: sealed(text, 'openbaar'), wooCategory: open(title) },
  'Woo 3.1, 3.3',
);
export const DecisionSuperseded = event(
  'DecisionSuperseded',
  'Besluit vervangen',
  'Een later besluit komt ervoor in de plaats.',
  { decisionId: open(id), byDecisionId: open(id), reason: narrative(text) },
);
export const DecisionRevoked = event(
  'DecisionRevoked',
  'Besluit ingetrokken',
  'Het besluit geldt niet meer.',
  { decisionId: open(id), reason: narrative(text), byDecisionId: open(maybe(id)) },
  'Awb 10:7, 10:8',
);
export const DecisionLapsed = event('DecisionLapsed', 'Besluit vervallen', 'Het besluit is van rechtswege vervallen.', {
  decisionId: open(id),
  reason: narrative(text),
});
export const DecisionAnnulled = event(
  'DecisionAnnulled',
  'Besluit vernietigd',
  'Een rechter of de Kroon heeft het besluit vernietigd.',
  { decisionId: open(id), reason: narrative(text) },
  'Gemw 268; Awb 8:72',
);
export const FactualDecisionRecorded = event(
  'FactualDecisionRecorded',
  'Feitelijk besluit zonder bevoegdheid',
  'Zo is het gegaan, maar wie besloot was niet bevoegd. Vastgelegd om de werkelijkheid niet te verbergen.',
  {
    decisionId: open(id),
    decisionType: open(id),
    body: open(oneOf(DECIDERS)),
    subject: sealed(title),
    decision: narrative(text),
    missingBasis: open(list(id)),
  },
  'Awb 10:1',
);
export const DissentRecorded = event(
  'DissentRecorded',
  'Afwijkend standpunt vastgelegd',
  'Een lid was het niet eens met het besluit.',
  // Who disagreed stays with the organisation, also when the decision itself is public.
  { decisionId: open(id), person: sealed(maybe(id), 'persoon'), position: narrative(text) },
  'Gemw 23',
);
export const ConditionAttached = event(
  'ConditionAttached',
  'Voorwaarde verbonden',
  'Wat moet gebeuren, door wie en wanneer, en wat tot dan wacht.',
  {
    decisionId: open(id),
    conditionId: open(id),
    owner: open(id),
    dueOn: open(day),
    blocks: open(oneOf(CONDITION_BLOCKS)),
    condition: narrative(text),
  },
  '§4.4',
);
export const ConditionFulfilled = event(
  'ConditionFulfilled',
  'Voorwaarde vervuld',
  'Er is aan de voorwaarde voldaan.',
  { conditionId: open(id), evidence: narrative(text) },
);
export const ExecutionStarted = event('ExecutionStarted', 'Uitvoering begonnen', 'Het besluit wordt uitgevoerd.', {
  decisionId: open(id),
});
export const ExecutionCompleted = event('ExecutionCompleted', 'Uitvoering afgerond', 'Het besluit is uitgevoerd.', {
  decisionId: open(id),
});

export const decisionsEvents = {
  ProposalDrafted,
  OptionRecorded,
  ProposalSubmitted,
  ProposalRejected,
  ProposalWithdrawn,
  AdviceRequested,
  AdviceRendered,
  QuestionRaised,
  QuestionAnswered,
  IntentionStated,
  DecisionTaken,
  DecisionDeferred,
  DecisionAttested,
  DecisionPublished,
  DecisionSuperseded,
  DecisionRevoked,
  DecisionLapsed,
  DecisionAnnulled,
  FactualDecisionRecorded,
  DissentRecorded,
  ConditionAttached,
  ConditionFulfilled,
  ExecutionStarted,
  ExecutionCompleted,
} as const;
