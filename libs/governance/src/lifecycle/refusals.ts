import { byPolicy, refusal } from '../kernel/outcome.js';

export const PROGRAMME_ALREADY_STARTED = refusal(
  'state',
  'PROGRAMME_ALREADY_STARTED',
  'Een programma start één keer.',
  '§4.2',
);
export const URGENCY_MISSING = refusal(
  'state',
  'URGENCY_MISSING',
  'Zonder vastgestelde urgentie start een programma niet en verlaat het Verkenning niet.',
  'S1-01',
);
export const PHASE_OUT_OF_ORDER = refusal(
  'state',
  'PHASE_OUT_OF_ORDER',
  'De fasen volgen elkaar op: Verkenning, Voorbereiding, Uitvoering, Nazorg.',
  '§4.2',
);
export const PROGRAMME_PAUSED = refusal(
  'state',
  'PROGRAMME_PAUSED',
  'Een stilgelegd programma gaat geen nieuwe fase in.',
  '§4.2',
);
export const PROGRAMME_NOT_PAUSED = refusal(
  'state',
  'PROGRAMME_NOT_PAUSED',
  'Alleen een stilgelegd programma kan worden hervat.',
  '§4.2',
);
export const MANDATORY_ROLE_VACANT = refusal(
  'state',
  'MANDATORY_ROLE_VACANT',
  'In elke fase na Verkenning vervult een persoon de rollen BO, AO en projectleider.',
  'S1-02',
);
export const BLOCKING_SIGNAL_OPEN = byPolicy(
  refusal(
    'state',
    'BLOCKING_SIGNAL_OPEN',
    'Een rood signaal houdt de faseovergang tegen, tenzij het is aanvaard.',
    '§4.2',
  ),
);
export const RESTART_LESSONS_UNMAPPED = refusal(
  'state',
  'RESTART_LESSONS_UNMAPPED',
  'Bij een herstart is elke les van de voorganger vertaald voordat Voorbereiding begint.',
  'S4-13',
);
export const RESTART_ONLY_IN_EXPLORATION = refusal(
  'state',
  'RESTART_ONLY_IN_EXPLORATION',
  'Een herstart wordt verklaard in de fase Verkenning, en één keer.',
  '§4.2',
);
export const FRAME_NOT_ADOPTED = refusal(
  'state',
  'FRAME_NOT_ADOPTED',
  'Uitvoering begint pas als kaders zijn vastgesteld.',
  '§4.2',
);
export const CO_DECISION_MISSING = refusal(
  'authority',
  'CO_DECISION_MISSING',
  'Hierover besluiten beide opdrachtgevers: van elk is er een genomen besluit.',
  '§4.2',
);
export const CAUSES_MISSING = refusal(
  'state',
  'CAUSES_MISSING',
  'Wie een programma beëindigt, noemt de oorzaken.',
  'S4-01',
);
export const LESSON_MISSING = refusal(
  'state',
  'LESSON_MISSING',
  'Voor het beëindigen is ten minste één les vastgelegd.',
  'S4-01',
);
export const NOT_FRAME_OWNER = refusal(
  'authority',
  'NOT_FRAME_OWNER',
  'Alleen het orgaan dat de kaders vaststelde, mag dit.',
  '§4.2; S1-05',
);
export const MODE_UNCHANGED = refusal(
  'state',
  'MODE_UNCHANGED',
  'De nieuwe sturingsvorm verschilt van de huidige.',
  '§4.2',
);
export const MAJOR_PROJECT_STATE = refusal(
  'state',
  'MAJOR_PROJECT_STATE',
  'Een groot project wordt eerst aangewezen, en kan daarna rusten of eindigen.',
  'Regeling grote projecten',
);
export const LESSON_ALREADY_MAPPED = refusal(
  'state',
  'LESSON_ALREADY_MAPPED',
  'Een les wordt één keer vertaald.',
  'S4-13',
);
export const CLOSE_BEFORE_AFTERCARE = refusal(
  'state',
  'CLOSE_BEFORE_AFTERCARE',
  'Een programma sluit na de fase Nazorg.',
  '§4.2',
);
export const EVALUATION_MISSING = refusal(
  'state',
  'EVALUATION_MISSING',
  'Zonder evaluatie sluit een programma niet.',
  'S3-20',
);
export const IMPROVEMENT_OWNER_MISSING = refusal(
  'state',
  'IMPROVEMENT_OWNER_MISSING',
  'Zonder eigenaar van de doorontwikkeling sluit een programma niet.',
  'S3-16',
);
export const ANCHORING_MISSING = refusal(
  'state',
  'ANCHORING_MISSING',
  'Voor elk domein van de baseline is de verankering geregeld.',
  'S4-14',
);
export const OPEN_WORK_LEFT = refusal(
  'state',
  'OPEN_WORK_LEFT',
  'Bij het sluiten staan geen voorwaarden, escalaties of plichten meer open.',
  '§4.2',
);
export const ALREADY_DISCHARGED = refusal('state', 'ALREADY_DISCHARGED', 'Decharge wordt één keer verleend.', '§4.7');

export const lifecycleRefusals = [
  PROGRAMME_ALREADY_STARTED,
  URGENCY_MISSING,
  PHASE_OUT_OF_ORDER,
  PROGRAMME_PAUSED,
  PROGRAMME_NOT_PAUSED,
  MANDATORY_ROLE_VACANT,
  BLOCKING_SIGNAL_OPEN,
  RESTART_LESSONS_UNMAPPED,
  RESTART_ONLY_IN_EXPLORATION,
  FRAME_NOT_ADOPTED,
  CO_DECISION_MISSING,
  CAUSES_MISSING,
  LESSON_MISSING,
  NOT_FRAME_OWNER,
  MODE_UNCHANGED,
  MAJOR_PROJECT_STATE,
  LESSON_ALREADY_MAPPED,
  CLOSE_BEFORE_AFTERCARE,
  EVALUATION_MISSING,
  IMPROVEMENT_OWNER_MISSING,
  ANCHORING_MISSING,
  OPEN_WORK_LEFT,
  ALREADY_DISCHARGED,
] as const;
