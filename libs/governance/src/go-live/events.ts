import { event, narrative, open, sealed } from '../kernel/event.js';
import { count, day, flag, id, list, maybe, oneOf, shape, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const STRATEGIES = ['bigBang', 'gefaseerd', 'pilot', 'parallel'] as const;
export const VERDICTS = ['go', 'noGo', 'goOnderVoorwaarden'] as const;
/** What stands in a subject that people read. */
export const IN_WORDS: Readonly<Record<(typeof STRATEGIES)[number] | (typeof VERDICTS)[number], string>> = {
  bigBang: 'big bang',
  gefaseerd: 'gefaseerd',
  pilot: 'pilot',
  parallel: 'parallel',
  go: 'go',
  noGo: 'no-go',
  goOnderVoorwaarden: 'go onder voorwaarden',
};
export const namedCondition = shape({
  conditionId: id,
  criterionId: maybe(id),
  owner: id,
  dueOn: day,
  condition: text,
});

export const GoLiveStrategyChosen = event(
  'GoLiveStrategyChosen',
  'Livegangstrategie gekozen',
  'Hoe het nieuwe in gebruik gaat.',
  { goLiveId: open(id), strategy: open(oneOf(STRATEGIES)), decisionId: open(id), preStudyId: open(maybe(id)) },
  'S3-07, S3-08',
);
export const GoLivePlanned = event(
  'GoLivePlanned',
  'Livegang gepland',
  'Wanneer het nieuwe in gebruik gaat.',
  {
    goLiveId: open(id),
    label: sealed(title),
    plannedOn: open(day),
    citizenImpact: open(flag),
    deadlineId: open(maybe(id)),
    items: sealed(list(id)),
  },
  'S3-15',
);
export const GoLiveRescheduled = event(
  'GoLiveRescheduled',
  'Livegang verplaatst',
  'Een nieuwe datum. De oude blijft zichtbaar.',
  { goLiveId: open(id), from: open(day), to: open(day), reason: narrative(text), decisionId: open(maybe(id)) },
);
export const CriterionDefined = event(
  'CriterionDefined',
  'Criterium bepaald',
  'Waaraan voldaan moet zijn voor de livegang.',
  { goLiveId: open(id), criterionId: open(id), label: sealed(title), blocking: open(flag), owner: open(maybe(id)) },
  'AcICT-toetskader; S2-11',
);
export const CriterionAssessed = event('CriterionAssessed', 'Criterium beoordeeld', 'Gehaald of niet, met bewijs.', {
  goLiveId: open(id),
  criterionId: open(id),
  met: open(flag),
  evidence: narrative(text),
});
export const ReadinessPlanSet = event(
  'ReadinessPlanSet',
  'Gereedheidsplan gesteld',
  'Welk deel op welke dag gereed moet zijn.',
  { goLiveId: open(id), steps: open(list(shape({ on: day, percent: count }))) },
);
export const ReadinessAssessed = event(
  'ReadinessAssessed',
  'Gereedheid getoetst',
  'Hoeveel criteria gehaald zijn en welke nog blokkeren.',
  {
    goLiveId: open(id),
    met: open(count),
    total: open(count),
    blockingOpen: open(count),
    summary: narrative(maybe(text)),
  },
);
export const GoNoGoDecided = event(
  'GoNoGoDecided',
  'Go/no-go besloten',
  'Het besluit of de livegang doorgaat.',
  {
    goLiveId: open(id),
    verdict: open(oneOf(VERDICTS)),
    decisionId: open(id),
    conditions: sealed(list(namedCondition)),
  },
  'S3-15',
);
export const CutoverStarted = event('CutoverStarted', 'Overgang gestart', 'De overzetting is begonnen.', {
  goLiveId: open(id),
});
export const RollbackPointPassed = event('RollbackPointPassed', 'Terugvalpunt gepasseerd', 'Terug kan niet meer.', {
  goLiveId: open(id),
  finding: narrative(maybe(text)),
});
export const RolledBack = event('RolledBack', 'Teruggedraaid', 'De overgang is teruggedraaid.', {
  goLiveId: open(id),
  reason: narrative(text),
});
export const GoLiveConfirmed = event('GoLiveConfirmed', 'Live', 'Het nieuwe is in gebruik.', {
  goLiveId: open(id),
  liveOn: open(day),
});
export const AftercarePlanned = event(
  'AftercarePlanned',
  'Nazorg gepland',
  'Hoe de nazorg is geregeld.',
  { goLiveId: open(id), plan: narrative(text), until: open(maybe(day)) },
  'S3-09',
);
export const AftercareStarted = event('AftercareStarted', 'Nazorg begonnen', 'De nazorgperiode loopt.', {
  goLiveId: open(id),
});
export const AftercareEnded = event('AftercareEnded', 'Nazorg afgerond', 'De nazorgperiode is voorbij.', {
  goLiveId: open(id),
  conclusion: narrative(text),
});
export const IncidentCountReported = event(
  'IncidentCountReported',
  'Aantal meldingen gemeld',
  'Hoeveel meldingen er in een week waren.',
  { goLiveId: open(id), weekOf: open(day), count: open(count) },
);
export const ImprovementBacklogSeeded = event(
  'ImprovementBacklogSeeded',
  'Verbeterlijst gestart',
  'Wat er na de livegang nog komt.',
  { goLiveId: open(id), items: sealed(list(title)) },
  'S3-09',
);
export const ImprovementPhaseStarted = event(
  'ImprovementPhaseStarted',
  'Doorontwikkeling begonnen',
  'De lijn verbetert verder, met een eigenaar.',
  { owner: open(id), statement: narrative(maybe(text)) },
  'S3-16',
);
export const ImprovementItemAdded = event(
  'ImprovementItemAdded',
  'Verbeterpunt toegevoegd',
  'Iets voor de doorontwikkeling.',
  { itemId: open(id), label: sealed(title), fromChange: open(maybe(id)) },
  'S3-10',
);
export const ImprovementItemDelivered = event(
  'ImprovementItemDelivered',
  'Verbeterpunt opgeleverd',
  'Het verbeterpunt is klaar.',
  { itemId: open(id) },
);

export const goLiveEvents = {
  GoLiveStrategyChosen,
  GoLivePlanned,
  GoLiveRescheduled,
  CriterionDefined,
  CriterionAssessed,
  ReadinessPlanSet,
  ReadinessAssessed,
  GoNoGoDecided,
  CutoverStarted,
  RollbackPointPassed,
  RolledBack,
  GoLiveConfirmed,
  AftercarePlanned,
  AftercareStarted,
  AftercareEnded,
  IncidentCountReported,
  ImprovementBacklogSeeded,
  ImprovementPhaseStarted,
  ImprovementItemAdded,
  ImprovementItemDelivered,
} as const;
