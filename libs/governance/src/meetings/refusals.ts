import { refusal } from '../kernel/outcome.js';

export const INTERACTION_MODEL_INCOMPLETE = refusal(
  'state',
  'INTERACTION_MODEL_INCOMPLETE',
  'Elk niveau heeft een overleg met voorzitter, ritme en beslisrechten.',
  'S5-07',
);
export const FORUM_OR_BODY_MISSING = refusal(
  'state',
  'FORUM_OR_BODY_MISSING',
  'Een vergadering is van een ingesteld overleg of van een orgaan.',
  'S5-08',
);
export const NOT_FORUM_KEEPER = refusal(
  'authority',
  'NOT_FORUM_KEEPER',
  'De voorzitter of de secretaris van het overleg legt dit vast.',
  '§4.10',
);
export const MEETING_HELD = refusal('state', 'MEETING_HELD', 'Het overleg is al geweest.', '§4.10');
export const MEETING_NOT_HELD = refusal('state', 'MEETING_NOT_HELD', 'Het overleg is nog niet geweest.', '§4.10');
export const MEETING_CANCELLED = refusal('state', 'MEETING_CANCELLED', 'Het overleg is afgezegd.', '§4.10');
export const OUTCOME_LINK_MISSING = refusal(
  'state',
  'OUTCOME_LINK_MISSING',
  'Wie een uitkomst aanvult, noemt waar zij in de planning bij hoort.',
  'S5-13',
);
export const LIST_OTHER_BODY = refusal(
  'authority',
  'LIST_OTHER_BODY',
  'Het collegesecretariaat publiceert de lijst van het college, de griffie die van raad en commissie.',
  '§4.10; Gemw 23, 60',
);
export const LIST_PUBLISHED = refusal(
  'state',
  'LIST_PUBLISHED',
  'Van een vergadering is er één besluitenlijst.',
  'Gemw 60',
);
export const LIST_NUMBERS = refusal(
  'state',
  'LIST_NUMBERS',
  'Een lijst noemt nummers, en elk nummer één keer.',
  '§4.10',
);
export const LIST_BEFORE_MEETING = refusal(
  'state',
  'LIST_BEFORE_MEETING',
  'De lijst komt na de vergadering.',
  'Gemw 60',
);
export const ACTION_DONE = refusal('state', 'ACTION_DONE', 'De actie is al klaar.', '§4.10');
export const PDCA_HELD = refusal('state', 'PDCA_HELD', 'De toets is al gehouden.', 'S5-12');
export const PDCA_NOT_HELD = refusal('state', 'PDCA_NOT_HELD', 'De toets is nog niet gehouden.', 'S5-12');
export const PDCA_ACTION_MISSING = refusal(
  'state',
  'PDCA_ACTION_MISSING',
  'Bij een nee hoort ten minste één actie.',
  'S5-12',
);
export const NOT_LATER = refusal('state', 'NOT_LATER', 'Wat gepland wordt, ligt op of na de dag zelf.', '§4.10');

export const meetingsRefusals = [
  INTERACTION_MODEL_INCOMPLETE,
  FORUM_OR_BODY_MISSING,
  NOT_FORUM_KEEPER,
  MEETING_HELD,
  MEETING_NOT_HELD,
  MEETING_CANCELLED,
  OUTCOME_LINK_MISSING,
  LIST_OTHER_BODY,
  LIST_PUBLISHED,
  LIST_NUMBERS,
  LIST_BEFORE_MEETING,
  ACTION_DONE,
  PDCA_HELD,
  PDCA_NOT_HELD,
  PDCA_ACTION_MISSING,
  NOT_LATER,
] as const;
