import { refusal } from '../kernel/outcome.js';

export const BASELINE_EXISTS = refusal(
  'state',
  'BASELINE_EXISTS',
  'B0 wordt één keer vastgesteld; daarna verandert de scope alleen door een scopewijziging.',
  'S1-12',
);
export const BASELINE_MISSING = refusal(
  'state',
  'BASELINE_MISSING',
  'Een scopewijziging gaat over een vastgestelde baseline.',
  'S1-12',
);
export const BASELINE_DECISION_MISSING = refusal(
  'state',
  'BASELINE_DECISION_MISSING',
  'Elke baseline noemt één genomen besluit.',
  '§4.5',
);
export const ALIGNMENT_MISSING = refusal(
  'state',
  'ALIGNMENT_MISSING',
  'Wensen, eisen en grenzen zijn afgestemd na de laatste wijziging van de kaders.',
  'S1-11',
);
export const CHANGE_CLOSED = refusal(
  'state',
  'CHANGE_CLOSED',
  'Dit kan alleen zolang over de wijziging niet is besloten.',
  '§4.5',
);
export const CHANGE_NOT_ROUTED = refusal(
  'state',
  'CHANGE_NOT_ROUTED',
  'Eerst worden de gevolgen beoordeeld en het niveau bepaald.',
  '§4.5',
);
export const ITEM_UNKNOWN = refusal('state', 'ITEM_UNKNOWN', 'Wat eruit gaat, moet in de baseline staan.', '§4.5');
export const ITEM_TWICE = refusal('state', 'ITEM_TWICE', 'Een onderdeel staat één keer in de baseline.', '§4.5');
export const IMPACT_DIFFERS = refusal(
  'state',
  'IMPACT_DIFFERS',
  'Het aantal onderdelen in de beoordeling klopt met het voorstel.',
  '§4.5',
);
export const scopeRefusals = [
  BASELINE_EXISTS,
  BASELINE_MISSING,
  BASELINE_DECISION_MISSING,
  ALIGNMENT_MISSING,
  CHANGE_CLOSED,
  CHANGE_NOT_ROUTED,
  ITEM_UNKNOWN,
  ITEM_TWICE,
  IMPACT_DIFFERS,
] as const;
