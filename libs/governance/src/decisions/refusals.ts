import { refusal } from '../kernel/outcome.js';

export const PROPOSAL_MISSING = refusal(
  'state',
  'PROPOSAL_MISSING',
  'Dit soort besluit begint met een ingediend voorstel.',
  '§4.4',
);
export const PROPOSAL_NOT_SUBMITTED = refusal(
  'state',
  'PROPOSAL_NOT_SUBMITTED',
  'Het orgaan besluit over een ingediend voorstel.',
  '§4.4',
);
export const PROPOSAL_SUBMITTED = refusal(
  'state',
  'PROPOSAL_SUBMITTED',
  'Een voorstel wordt één keer ingediend; de dag van indienen verandert niet meer.',
  '§4.4; X1',
);
export const OPTIONS_MISSING = refusal(
  'state',
  'OPTIONS_MISSING',
  'Een voorstel noemt genoeg opties, en niets doen is er een van.',
  'S3-01',
);
export const ADVICE_MISSING = refusal(
  'state',
  'ADVICE_MISSING',
  'Verplicht advies is gegeven, of de afwijking is gemotiveerd.',
  '§4.4; WOR 25',
);
export const OR_SUSPENDED = refusal(
  'state',
  'OR_SUSPENDED',
  'Wijkt het besluit af van het advies van de OR, dan wacht het een maand.',
  'WOR 25 lid 6',
);
export const DECISION_TAKEN = refusal(
  'state',
  'DECISION_TAKEN',
  'Een genomen besluit verandert niet; neem een nieuw besluit dat het vervangt.',
  'X1',
);
export const DECISION_NOT_TAKEN = refusal(
  'state',
  'DECISION_NOT_TAKEN',
  'Dit kan alleen bij een genomen besluit dat nog geldt.',
  '§4.4',
);
export const PROPOSAL_CLOSED = refusal(
  'state',
  'PROPOSAL_CLOSED',
  'Dit kan alleen zolang het voorstel open is.',
  '§4.4',
);
export const OTHER_BODY = refusal(
  'authority',
  'OTHER_BODY',
  'Alleen het orgaan van het besluit, of wie het mandaat gaf, doet dit.',
  'Awb 10:7, 10:8',
);
export const ATTESTER_IS_RECORDER = refusal(
  'authority',
  'ATTESTER_IS_RECORDER',
  'Wie een besluit vastlegde, bevestigt het niet zelf.',
  'X6 vier ogen',
);
export const ALREADY_ATTESTED = refusal('state', 'ALREADY_ATTESTED', 'Een besluit wordt één keer bevestigd.', 'D4');
export const DEPENDENCY_CYCLE = refusal(
  'state',
  'DEPENDENCY_CYCLE',
  'Besluiten mogen niet in een kring van elkaar afhangen.',
  '§4.4',
);
export const RAAD_NOT_HEARD = refusal(
  'state',
  'RAAD_NOT_HEARD',
  'Bij ingrijpende gevolgen kan de raad eerst wensen en bedenkingen geven.',
  'Gemw 169 lid 4',
);
export const VOTES_MISSING = refusal(
  'state',
  'VOTES_MISSING',
  'De raad besluit met een stemming; noem de stemmen voor en tegen.',
  '§4.4; Gemw 30',
);
export const VOTES_AGAINST = refusal('state', 'VOTES_AGAINST', 'Zonder meerderheid is er geen besluit.', 'Gemw 30');
export const CONDITION_BLOCKS_EXECUTION = refusal(
  'state',
  'CONDITION_BLOCKS_EXECUTION',
  'Uitvoering wacht tot de voorwaarde is vervuld.',
  '§4.4',
);
export const BASIS_IS_VALID = refusal(
  'state',
  'BASIS_IS_VALID',
  'Een feitelijk besluit is er alleen waar de bevoegdheid ontbreekt.',
  '§4.4',
);
export const OPTION_UNKNOWN = refusal(
  'state',
  'OPTION_UNKNOWN',
  'De gekozen optie moet in het voorstel staan.',
  'S3-01',
);
export const OPTION_EFFECTS = refusal(
  'state',
  'OPTION_EFFECTS',
  'Niets doen staat maar één keer bij de opties.',
  'S3-01',
);
export const decisionsRefusals = [
  PROPOSAL_MISSING,
  PROPOSAL_NOT_SUBMITTED,
  PROPOSAL_SUBMITTED,
  OPTIONS_MISSING,
  ADVICE_MISSING,
  OR_SUSPENDED,
  DECISION_TAKEN,
  DECISION_NOT_TAKEN,
  PROPOSAL_CLOSED,
  OTHER_BODY,
  ATTESTER_IS_RECORDER,
  ALREADY_ATTESTED,
  DEPENDENCY_CYCLE,
  RAAD_NOT_HEARD,
  VOTES_MISSING,
  VOTES_AGAINST,
  CONDITION_BLOCKS_EXECUTION,
  BASIS_IS_VALID,
  OPTION_UNKNOWN,
  OPTION_EFFECTS,
] as const;
