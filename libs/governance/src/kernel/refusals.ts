import { refusal } from './outcome.js';

/** Refusals that every part of the domain shares. */
export const NOT_FOUND = refusal('state', 'NOT_FOUND', 'Wat u noemt, moet in dit dossier bestaan.');
export const ALREADY_EXISTS = refusal('state', 'ALREADY_EXISTS', 'Een kenmerk mag maar één keer worden gebruikt.');
export const FUNCTION_NOT_ALLOWED = refusal(
  'authority',
  'FUNCTION_NOT_ALLOWED',
  'Alleen de genoemde functies mogen deze handeling doen.',
  'Awb 10:1',
);
export const PROGRAMME_NOT_STARTED = refusal(
  'state',
  'PROGRAMME_NOT_STARTED',
  'Deze handeling kan pas als het programma is gestart.',
  '§4.2',
);
export const PROGRAMME_ENDED = refusal(
  'state',
  'PROGRAMME_ENDED',
  'In een gesloten of beëindigd programma verandert niets meer.',
  '§4.2',
);

export const sharedRefusals = [
  NOT_FOUND,
  ALREADY_EXISTS,
  FUNCTION_NOT_ALLOWED,
  PROGRAMME_NOT_STARTED,
  PROGRAMME_ENDED,
] as const;
