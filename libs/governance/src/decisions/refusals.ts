import { byPolicy, refusal } from '../kernel/outcome.js';

export const PROPOSAL_MISSING = byPolicy(
  refusal('state', 'PROPOSAL_MISSING', 'Dit soort besluit begint met een ingediend voorstel.', '§4.4'),
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
export const OPTIONS_MISSING = byPolicy(
  refusal('state', 'OPTIONS_MISSING', 'Een voorstel noemt genoeg opties, en niets doen is er een van.', 'S3-01'),
);
export const ADVICE_MISSING = byPolicy(
  refusal('state', 'ADVICE_MISSING', 'Verplicht advies is gegeven, of de afwijking is gemotiveerd.', '§4.4; WOR 25'),
);
export const ADVICE_NOT_FOLLOWED = refusal(
  'state',
  'ADVICE_NOT_FOLLOWED',
  'Wie afwijkt van een negatief advies, geeft daarvoor de reden.',
  'Awb 3:50; WOR 25 lid 5',
);
export const ADVICE_CONDITIONS_MISSING = refusal(
  'state',
  'ADVICE_CONDITIONS_MISSING',
  'Wie voorwaardelijk advies volgt, verbindt de voorwaarden aan het besluit; anders zegt het besluit waarom niet.',
  'Awb 3:50; WOR 25 lid 5',
);
export const ALREADY_PUBLISHED = refusal(
  'state',
  'ALREADY_PUBLISHED',
  'Een besluit wordt één keer openbaar gemaakt; een fout in de tekst wordt verbeterd.',
  'Woo 3.3; X1',
);
export const OTHER_ADVISER = refusal(
  'authority',
  'OTHER_ADVISER',
  'Een advies geeft de functie waaraan het is opgedragen.',
  'WOR 25; AVG 35 lid 2; §4.4',
);
export const OR_SUSPENDED = byPolicy(
  refusal(
    'state',
    'OR_SUSPENDED',
    'Wijkt het besluit af van het advies van de OR, dan wacht de uitvoering een maand.',
    'WOR 25 lid 6',
  ),
);
export const PRIMACY_NOT_POLITICAL = refusal(
  'authority',
  'PRIMACY_NOT_POLITICAL',
  'Alleen een politiek orgaan beroept zich op het primaat van de politiek.',
  'WOR 46d onder b',
);
export const PROPOSAL_OF_OTHER = refusal(
  'state',
  'PROPOSAL_OF_OTHER',
  'Een besluit volgt op een voorstel van dezelfde soort, aan hetzelfde orgaan.',
  '§4.4',
);
export const NOTHING_PENDING = refusal(
  'state',
  'NOTHING_PENDING',
  'Een voornemen zegt waarop het besluit nog wacht.',
  'WOR 25; Gemw 169 lid 4',
);
export const DATE_PASSED = refusal('state', 'DATE_PASSED', 'Een termijn eindigt niet voor hij begint.', '§4.4');
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
export const CREDIT_PENDING = refusal(
  'state',
  'CREDIT_PENDING',
  'Wacht een voornemen op krediet, dan besluit eerst de raad.',
  'Gemw 189, 192',
);
export const VOTES_MISSING = refusal(
  'state',
  'VOTES_MISSING',
  'De raad besluit met een stemming; noem de stemmen voor en tegen.',
  '§4.4; Gemw 30',
);
export const VOTES_AGAINST = refusal('state', 'VOTES_AGAINST', 'Zonder meerderheid is er geen besluit.', 'Gemw 30');
export const QUORUM_MISSING = refusal(
  'state',
  'QUORUM_MISSING',
  'Een orgaan besluit met genoeg leden, en niemand stemt twee keer.',
  'Gemw 20, 29, 56',
);
export const NOT_A_MEMBER = refusal(
  'state',
  'NOT_A_MEMBER',
  'Een afwijkend standpunt is van een lid van het orgaan dat besloot.',
  'Gemw 23; §4.4',
);
export const EVIDENCE_MISSING = refusal(
  'state',
  'EVIDENCE_MISSING',
  'Wie bevestigt met een besluitenlijst, noemt het nummer op die lijst.',
  'Gemw 60; D4',
);
export const DECISION_SECRET = refusal(
  'state',
  'DECISION_SECRET',
  'Wat onder geheimhouding ligt, wordt niet openbaar gemaakt.',
  'Gemw 87, 89; Woo 5.1',
);
export const SUPERSEDED_BY_EARLIER = refusal(
  'state',
  'SUPERSEDED_BY_EARLIER',
  'Alleen een later besluit vervangt een besluit.',
  'X1; §4.4',
);
export const CONDITION_TOO_LATE = refusal(
  'state',
  'CONDITION_TOO_LATE',
  'Aan uitvoering die al is begonnen, verbindt niemand nog een voorwaarde vooraf.',
  '§4.4',
);
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
  ADVICE_NOT_FOLLOWED,
  ADVICE_CONDITIONS_MISSING,
  ALREADY_PUBLISHED,
  OTHER_ADVISER,
  OR_SUSPENDED,
  PRIMACY_NOT_POLITICAL,
  PROPOSAL_OF_OTHER,
  NOTHING_PENDING,
  DATE_PASSED,
  DECISION_TAKEN,
  DECISION_NOT_TAKEN,
  PROPOSAL_CLOSED,
  OTHER_BODY,
  ATTESTER_IS_RECORDER,
  ALREADY_ATTESTED,
  DEPENDENCY_CYCLE,
  RAAD_NOT_HEARD,
  CREDIT_PENDING,
  VOTES_MISSING,
  VOTES_AGAINST,
  QUORUM_MISSING,
  NOT_A_MEMBER,
  EVIDENCE_MISSING,
  DECISION_SECRET,
  SUPERSEDED_BY_EARLIER,
  CONDITION_TOO_LATE,
  CONDITION_BLOCKS_EXECUTION,
  BASIS_IS_VALID,
  OPTION_UNKNOWN,
  OPTION_EFFECTS,
] as const;
