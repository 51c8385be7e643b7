import { byPolicy, refusal } from '../kernel/outcome.js';

export const OUTSIDE_AUTHORITY = byPolicy(
  refusal(
    'authority',
    'OUTSIDE_AUTHORITY',
    'Dit besluit hoort bij een hoger niveau of een ander orgaan.',
    '§4.12; Awb 10:3',
  ),
);
export const ROLE_VACANT = byPolicy(
  refusal(
    'authority',
    'ROLE_VACANT',
    'Zonder bestuurlijk opdrachtgever neemt de ambtelijke of bestuurlijke opdrachtgever geen bestuurlijk besluit.',
    'S1-09; §4.4',
  ),
);
export const NO_MANDATE = refusal(
  'authority',
  'NO_MANDATE',
  'Wie geen eigen bevoegdheid heeft, besluit alleen met een geldig mandaat.',
  'Awb 10:3, 10:12; Gemw 168',
);
export const MANDATE_EXPIRED = refusal(
  'authority',
  'MANDATE_EXPIRED',
  'Na de laatste dag van een mandaat is er geen bevoegdheid meer.',
  'Awb 10:3; §4.3',
);
export const MANDATE_WITHDRAWN = refusal(
  'authority',
  'MANDATE_WITHDRAWN',
  'Een ingetrokken mandaat geeft geen bevoegdheid, en wat erop rust ook niet.',
  'Awb 10:8, 10:9',
);
export const MANDATE_OF_OTHER = refusal(
  'authority',
  'MANDATE_OF_OTHER',
  'Niemand besluit op het mandaat van een ander.',
  'Awb 10:1, 10:3',
);
export const OUTSIDE_MANDATE = refusal(
  'authority',
  'OUTSIDE_MANDATE',
  'Een mandaat geldt alleen binnen zijn grenzen, ook opgeteld.',
  'Awb 10:3',
);
export const ADVICE_ONLY = refusal(
  'authority',
  'ADVICE_ONLY',
  'Dit overleg adviseert; het is geen bestuursorgaan en besluit niet.',
  'D3; Awb 1:1',
);
export const NOT_THE_BODY = refusal(
  'authority',
  'NOT_THE_BODY',
  'Alleen het orgaan zelf besluit; een ander kan het wel namens dat orgaan vastleggen.',
  'Awb 10:10',
);
export const DECISION_TYPE_UNKNOWN = byPolicy(
  refusal('state', 'DECISION_TYPE_UNKNOWN', 'Een besluittype moet in het beleid staan.', '§4.12'),
);
export const MANDATE_CONSENT_MISSING = byPolicy(
  refusal(
    'authority',
    'MANDATE_CONSENT_MISSING',
    'Een mandaat aan iemand die niet ondergeschikt is, vraagt schriftelijke instemming.',
    'Awb 10:4',
  ),
);
export const MANDATE_BEYOND_GRANTOR = refusal(
  'authority',
  'MANDATE_BEYOND_GRANTOR',
  'Niemand verleent meer bevoegdheid dan hij zelf heeft.',
  'Awb 10:3, 10:9',
);
export const SUB_MANDATE_NOT_ALLOWED = refusal(
  'authority',
  'SUB_MANDATE_NOT_ALLOWED',
  'Ondermandaat mag alleen als de mandaatgever dat heeft toegestaan.',
  'Awb 10:9',
);
export const WRONG_MANDATE_KIND = refusal(
  'state',
  'WRONG_MANDATE_KIND',
  'Het college machtigt een lid; aan een ambtenaar geeft het mandaat.',
  'Gemw 168; Awb 10:12',
);
export const MANDATE_UPWARD = refusal(
  'state',
  'MANDATE_UPWARD',
  'Een mandaat gaat naar een functie die besluit en die onder de mandaatgever staat.',
  'Awb 10:1, 10:4; D3',
);
export const MANDATE_INTERVAL = refusal(
  'state',
  'MANDATE_INTERVAL',
  'Een mandaat begint voor het eindigt en valt binnen dat van de mandaatgever.',
  '§4.3',
);
export const mandatesRefusals = [
  OUTSIDE_AUTHORITY,
  ROLE_VACANT,
  NO_MANDATE,
  MANDATE_EXPIRED,
  MANDATE_WITHDRAWN,
  MANDATE_OF_OTHER,
  OUTSIDE_MANDATE,
  ADVICE_ONLY,
  NOT_THE_BODY,
  DECISION_TYPE_UNKNOWN,
  MANDATE_CONSENT_MISSING,
  MANDATE_BEYOND_GRANTOR,
  SUB_MANDATE_NOT_ALLOWED,
  WRONG_MANDATE_KIND,
  MANDATE_UPWARD,
  MANDATE_INTERVAL,
] as const;
