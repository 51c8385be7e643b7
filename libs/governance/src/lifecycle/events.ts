import { event, narrative, open, sealed } from '../kernel/event.js';
import { count, day, id, list, maybe, oneOf, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

/** *Actief* is Verkenning to Nazorg, Gepauzeerd included (governance.md §4.2). */
export const PHASES = ['Verkenning', 'Voorbereiding', 'Uitvoering', 'Nazorg'] as const;
export type Phase = (typeof PHASES)[number];
export const GOVERNANCE_MODES = ['getrapt', 'projectdriehoek'] as const;
export const PAUSE_REASONS = [
  'informatieplicht',
  'financien',
  'leverancier',
  'capaciteit',
  'bestuurlijk',
  'anders',
] as const;
export const CAUSE_TYPES = [
  'bestuur',
  'organisatie',
  'gedrag',
  'techniek',
  'financien',
  'leverancier',
  'omgeving',
] as const;
/** The domains of the scope, and the yearly talks of the organisation, which hold a new way of working too (S5-16). */
export const ANCHORING_DOMAINS = [
  'frontoffice',
  'backoffice',
  'post',
  'financien',
  'informatie',
  'overig',
  'HR-cyclus',
] as const;

export const ProgrammeInitiated = event(
  'ProgrammeInitiated',
  'Programma gestart',
  'Het programma bestaat en is in de fase Verkenning.',
  { name: sealed(title), objective: narrative(text), mode: open(oneOf(GOVERNANCE_MODES)) },
  'S1-29',
);
export const UrgencyEstablished = event(
  'UrgencyEstablished',
  'Urgentie vastgesteld',
  'Waarom dit nu moet, van wie dat komt en waaruit het blijkt.',
  { owner: open(id), statement: narrative(text), evidence: narrative(maybe(text)) },
  'S1-01',
);
export const PhaseEntered = event('PhaseEntered', 'Faseovergang', 'Het programma gaat een nieuwe fase in.', {
  phase: open(oneOf(PHASES)),
  decisionId: open(maybe(id)),
});
export const ProgrammePaused = event(
  'ProgrammePaused',
  'Programma stilgelegd',
  'Het werk ligt stil. Termijnen voor informatie aan de raad lopen door.',
  { reason: open(oneOf(PAUSE_REASONS)), explanation: narrative(text) },
  'S1-10',
);
export const ProgrammeResumed = event('ProgrammeResumed', 'Programma hervat', 'Het werk gaat weer verder.', {
  decisionId: open(maybe(id)),
  explanation: narrative(text),
});
export const ProgrammeTerminated = event(
  'ProgrammeTerminated',
  'Programma beëindigd',
  'Het programma stopt voor het doel is bereikt.',
  { causes: open(list(oneOf(CAUSE_TYPES))), explanation: narrative(text) },
  'S4-01',
);
export const ProgrammeRestarted = event(
  'ProgrammeRestarted',
  'Herstart verklaard',
  'Dit programma is een nieuwe poging en noemt zijn voorganger.',
  { predecessor: open(id), justification: narrative(text) },
  'S4-13',
);
export const ProgrammeClosed = event('ProgrammeClosed', 'Programma gesloten', 'Het programma is afgerond.', {
  statement: narrative(text),
});
export const GovernanceModeChanged = event(
  'GovernanceModeChanged',
  'Sturingsvorm gewijzigd',
  'Getrapt: projectleider, ambtelijk en bestuurlijk opdrachtgever na elkaar. Driehoek: samen.',
  { mode: open(oneOf(GOVERNANCE_MODES)), reason: narrative(text) },
);
export const MajorProjectDesignated = event(
  'MajorProjectDesignated',
  'Aangewezen als groot project',
  'De raad houdt extra toezicht.',
  { decisionId: open(id), reviveCondition: narrative(maybe(text)) },
  'Regeling grote projecten',
);
export const MajorProjectSuspended = event(
  'MajorProjectSuspended',
  'Aanwijzing groot project opgeschort',
  'Het extra toezicht rust, tot de genoemde voorwaarde zich voordoet.',
  { decisionId: open(id), reviveCondition: narrative(text) },
);
export const MajorProjectEnded = event(
  'MajorProjectEnded',
  'Aanwijzing groot project beëindigd',
  'Het extra toezicht stopt.',
  {
    decisionId: open(id),
  },
);
export const TemplateApplied = event(
  'TemplateApplied',
  'Sjabloon toegepast',
  'De stappen waarlangs het programma wordt ingericht.',
  { templateId: open(id), version: open(count), steps: open(list(title)) },
  'S1-29, S3-19',
);
export const PreStudyCompleted = event(
  'PreStudyCompleted',
  'Vooronderzoek afgerond',
  'Het onderzoek waar de aanpak op rust.',
  { studyId: open(id), summary: narrative(text) },
  'S3-07',
);
export const LessonRecorded = event(
  'LessonRecorded',
  'Les vastgelegd',
  'Wat er misging of goed ging, met het soort oorzaak.',
  { lessonId: open(id), causeType: open(oneOf(CAUSE_TYPES)), lesson: narrative(text) },
  'S4-01, S4-18',
);
export const LessonMappedToMeasure = event(
  'LessonMappedToMeasure',
  'Les vertaald naar maatregel',
  'Wat dit programma met een les van de voorganger doet, of waarom die niet van toepassing is.',
  { lessonId: open(id), applicable: open(oneOf(['ja', 'nietVanToepassing'])), measure: narrative(text) },
  'S4-13',
);
export const EvaluationRecorded = event(
  'EvaluationRecorded',
  'Evaluatie vastgelegd',
  'De terugblik op het programma.',
  {
    evaluationId: open(id),
    summary: narrative(text),
    recommendationsAdopted: open(maybe(oneOf(['ja', 'deels', 'nee']))),
  },
);
export const AnchoringMeasureTaken = event(
  'AnchoringMeasureTaken',
  'Verankering geregeld',
  'Hoe de nieuwe werkwijze in de lijn blijft bestaan, per domein.',
  { domain: open(oneOf(ANCHORING_DOMAINS)), measure: narrative(text) },
  'S4-14',
);
export const DischargeGranted = event(
  'DischargeGranted',
  'Decharge verleend',
  'De projectleider heeft de opdracht volbracht.',
  { decisionId: open(id), role: open(oneOf(['projectleider'])) },
);
export const DependencyRegistered = event(
  'DependencyRegistered',
  'Afhankelijkheid vastgelegd',
  'Dit programma hangt samen met een ander programma.',
  {
    dependencyId: open(id),
    kind: open(oneOf(['bestuurlijk', 'cultuur', 'techniek', 'anders'])),
    description: narrative(text),
    sharedMilestoneOn: open(maybe(day)),
  },
  'S1-07',
);
export const DependencyAligned = event(
  'DependencyAligned',
  'Afhankelijkheid afgestemd',
  'De betrokkenen zijn het eens.',
  {
    dependencyId: open(id),
    agreement: narrative(text),
  },
);
export const CollaborationJoined = event(
  'CollaborationJoined',
  'Samenwerking aangegaan',
  'Besluiten raken ook partners; hun zeggenschap staat erbij.',
  { partner: sealed(title), rights: narrative(text) },
  'S4-05',
);

export const lifecycleEvents = {
  ProgrammeInitiated,
  UrgencyEstablished,
  PhaseEntered,
  ProgrammePaused,
  ProgrammeResumed,
  ProgrammeTerminated,
  ProgrammeRestarted,
  ProgrammeClosed,
  GovernanceModeChanged,
  MajorProjectDesignated,
  MajorProjectSuspended,
  MajorProjectEnded,
  TemplateApplied,
  PreStudyCompleted,
  LessonRecorded,
  LessonMappedToMeasure,
  EvaluationRecorded,
  AnchoringMeasureTaken,
  DischargeGranted,
  DependencyRegistered,
  DependencyAligned,
  CollaborationJoined,
} as const;
