import { refusal } from '../kernel/outcome.js';

export const FRAME_INCOMPLETE = refusal(
  'state',
  'FRAME_INCOMPLETE',
  'De kaders noemen samen scope, tijd, geld en kwaliteit, met de ruimte per niveau.',
  '§4.2',
);
export const FRAME_EXISTS = refusal(
  'state',
  'FRAME_EXISTS',
  'Elk orgaan heeft één geldend kader; een nieuw kader is een wijziging.',
  '§4.2',
);
export const NOT_THE_FRAME_OWNER = refusal(
  'authority',
  'NOT_THE_FRAME_OWNER',
  'Alleen het orgaan dat het kader vaststelde, wijzigt het.',
  'S1-05',
);
export const FRAME_BEYOND_RAAD = refusal(
  'authority',
  'FRAME_BEYOND_RAAD',
  'De kaders van het college blijven binnen die van de raad.',
  '§4.2; Gemw 160, 189',
);
export const DEADLINE_NOT_YOURS = refusal(
  'authority',
  'DEADLINE_NOT_YOURS',
  'Alleen het orgaan dat de deadline stelde, verschuift haar of geeft ontheffing.',
  '§4.2',
);
export const EXTERNAL_DEADLINE_FIXED = refusal(
  'state',
  'EXTERNAL_DEADLINE_FIXED',
  'Een externe deadline verschuift nooit. Alleen de oplegger kan ontheffing geven.',
  'S2-01',
);
export const EXTERNAL_DECISION_MISSING = refusal(
  'state',
  'EXTERNAL_DECISION_MISSING',
  'Bij ontheffing van een externe deadline hoort het kenmerk van het besluit van de oplegger.',
  '§4.2',
);
export const EXEMPTION_EMPTY = refusal(
  'state',
  'EXEMPTION_EMPTY',
  'Een ontheffing noemt de onderdelen en een datum na de deadline.',
  '§4.12',
);
export const DEADLINE_UNCHANGED = refusal(
  'state',
  'DEADLINE_UNCHANGED',
  'De nieuwe datum verschilt van de geldende.',
  '§4.2',
);
export const ALIGNMENT_VERSION_OLD = refusal(
  'state',
  'ALIGNMENT_VERSION_OLD',
  'Een afstemming krijgt een hoger nummer dan de vorige.',
  'S1-11',
);
export const ALIGNMENT_NEEDS_BOTH = refusal(
  'state',
  'ALIGNMENT_NEEDS_BOTH',
  'Afstemmen kan als beide opdrachtgevers er zijn.',
  'S1-11',
);
export const MILESTONE_ALREADY_REACHED = refusal(
  'state',
  'MILESTONE_ALREADY_REACHED',
  'Een bereikte mijlpaal verandert niet meer.',
  '§4.2',
);
export const DAY_IN_FUTURE = refusal('state', 'DAY_IN_FUTURE', 'Wat nog moet gebeuren, is niet bereikt.', '§4.1');
export const END_DATE_PASSED = refusal(
  'state',
  'END_DATE_PASSED',
  'Een einddatum ligt op of na de dag van de handeling.',
  'D5',
);

export const framesRefusals = [
  FRAME_INCOMPLETE,
  FRAME_EXISTS,
  NOT_THE_FRAME_OWNER,
  FRAME_BEYOND_RAAD,
  DEADLINE_NOT_YOURS,
  EXTERNAL_DEADLINE_FIXED,
  EXTERNAL_DECISION_MISSING,
  EXEMPTION_EMPTY,
  DEADLINE_UNCHANGED,
  ALIGNMENT_VERSION_OLD,
  ALIGNMENT_NEEDS_BOTH,
  MILESTONE_ALREADY_REACHED,
  DAY_IN_FUTURE,
  END_DATE_PASSED,
] as const;
