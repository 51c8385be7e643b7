import { byPolicy, refusal } from '../kernel/outcome.js';

export const GO_LIVE_STATE = refusal('state', 'GO_LIVE_STATE', 'De stappen van een livegang volgen op elkaar.', '§4.7');
export const BLOCKING_CRITERION_OPEN = refusal(
  'state',
  'BLOCKING_CRITERION_OPEN',
  'Voor een go zijn alle blokkerende criteria gehaald, of is er een voorwaarde met eigenaar en datum.',
  '§4.7',
);
export const CONDITION_OPEN = refusal(
  'state',
  'CONDITION_OPEN',
  'Een voorwaarde die de go tegenhoudt, moet eerst zijn vervuld.',
  '§4.4',
);
export const CONDITIONS_MISSING = refusal(
  'state',
  'CONDITIONS_MISSING',
  'Een go onder voorwaarden noemt minstens één voorwaarde.',
  '§4.7',
);
export const PROCESS_WITHOUT_OWNER = refusal(
  'state',
  'PROCESS_WITHOUT_OWNER',
  'Voor elk vastgelegd proces dat live gaat, is iemand verantwoordelijk.',
  'S4-12',
);
export const AFTERCARE_MISSING = refusal(
  'state',
  'AFTERCARE_MISSING',
  'Bij een big bang liggen nazorgplan en verbeterlijst klaar voor de go.',
  'S3-09',
);
export const GO_MISSING = refusal('state', 'GO_MISSING', 'De overgang begint pas na een go.', 'S3-15');
export const GO_EXPIRED = byPolicy(
  refusal('state', 'GO_EXPIRED', 'Een go geldt een beperkt aantal werkdagen.', '§4.7'),
);
export const ROLLBACK_POINT_PASSED = refusal(
  'state',
  'ROLLBACK_POINT_PASSED',
  'Na het terugvalpunt kan het niet meer worden teruggedraaid.',
  '§4.7',
);
export const SHIFT_NEEDS_DECISION = byPolicy(
  refusal(
    'state',
    'SHIFT_NEEDS_DECISION',
    'Verplaatsen buiten de tolerantie vraagt een genomen besluit.',
    '§4.5, §4.12',
  ),
);
export const PRE_STUDY_UNKNOWN = refusal(
  'state',
  'PRE_STUDY_UNKNOWN',
  'De keuze noemt een vooronderzoek dat is afgerond.',
  'S3-07',
);
export const DEADLINE_UNKNOWN = refusal(
  'state',
  'DEADLINE_UNKNOWN',
  'De genoemde harde deadline moet bestaan.',
  'S4-06',
);
export const NOT_ASSESSED = refusal('state', 'NOT_ASSESSED', 'Een go volgt op een gereedheidstoets.', '§4.7');
export const BACKLOG_EMPTY = refusal('state', 'BACKLOG_EMPTY', 'Een verbeterlijst noemt minstens één punt.', 'S3-09');
export const goLiveRefusals = [
  GO_LIVE_STATE,
  BLOCKING_CRITERION_OPEN,
  CONDITION_OPEN,
  CONDITIONS_MISSING,
  PROCESS_WITHOUT_OWNER,
  AFTERCARE_MISSING,
  GO_MISSING,
  GO_EXPIRED,
  ROLLBACK_POINT_PASSED,
  SHIFT_NEEDS_DECISION,
  PRE_STUDY_UNKNOWN,
  DEADLINE_UNKNOWN,
  NOT_ASSESSED,
  BACKLOG_EMPTY,
] as const;
