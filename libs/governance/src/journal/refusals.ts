import { refusal } from '../kernel/outcome.js';

export const BATCH_ALREADY_READ = refusal(
  'state',
  'BATCH_ALREADY_READ',
  'Een partij historie wordt één keer ingelezen.',
  'X9',
);
export const IMPORT_SHAPE_WRONG = refusal(
  'state',
  'IMPORT_SHAPE_WRONG',
  'Elke ingelezen gebeurtenis heeft een bekende soort, alle velden en een datum die voorbij is.',
  'X9',
);
export const IMPORT_NEEDS_OWN_DOSSIER = refusal(
  'state',
  'IMPORT_NEEDS_OWN_DOSSIER',
  'Historie staat in een eigen dossier, los van wat nu wordt vastgelegd.',
  'X9',
);

export const RECTIFY_NOT_ALLOWED = refusal(
  'state',
  'RECTIFY_NOT_ALLOWED',
  'Te rectificeren is een overgenomen waarde: een getal, een datum of een korte tekst, geen nummer en geen toelichting.',
  'X1',
);
export const RECTIFY_NOT_READABLE = refusal(
  'authority',
  'RECTIFY_NOT_READABLE',
  'Wie een waarde niet mag lezen, kan haar niet verbeteren.',
  'X1; X6',
);
export const RECTIFY_VALUE_WRONG = refusal(
  'state',
  'RECTIFY_VALUE_WRONG',
  'De juiste waarde past bij het veld en is een andere dan er staat.',
  'X1',
);

export const journalRefusals = [
  BATCH_ALREADY_READ,
  IMPORT_SHAPE_WRONG,
  IMPORT_NEEDS_OWN_DOSSIER,
  RECTIFY_NOT_ALLOWED,
  RECTIFY_NOT_READABLE,
  RECTIFY_VALUE_WRONG,
] as const;
