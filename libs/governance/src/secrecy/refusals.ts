import { refusal } from '../kernel/outcome.js';

export const SECRECY_GROUND_MISSING = refusal(
  'state',
  'SECRECY_GROUND_MISSING',
  'Geheimhouding heeft een grond nodig uit artikel 5.1 lid 1 of lid 2 van de Woo.',
  'Gemw 87; Woo 5.1',
);
export const SECRECY_GROUND_UNKNOWN = refusal(
  'state',
  'SECRECY_GROUND_UNKNOWN',
  'Geheimhouding kan alleen op een grond uit artikel 5.1 lid 1 of lid 2 van de Woo.',
  'Gemw 87; Woo 5.1',
);
export const SECRECY_SUBJECT_MISSING = refusal(
  'state',
  'SECRECY_SUBJECT_MISSING',
  'Geheimhouding gaat over een regel, een besluit of een document van dit dossier.',
  'Gemw 87',
);
export const SECRECY_REVIEW_NOT_LATER = refusal(
  'state',
  'SECRECY_REVIEW_NOT_LATER',
  'De dag van heroverweging ligt na de dag van de handeling.',
  'Gemw 89',
);
export const SECRECY_NOT_IN_FORCE = refusal(
  'state',
  'SECRECY_NOT_IN_FORCE',
  'Dit kan alleen zolang de geheimhouding geldt.',
  'Gemw 88, 89',
);
export const SECRECY_OTHER_ORGAN = refusal(
  'authority',
  'SECRECY_OTHER_ORGAN',
  'Alleen het orgaan dat erover gaat, doet dit; na het delen met de raad is dat de raad.',
  'Gemw 88, 89',
);
export const SECRET_ALREADY_SHARED = refusal(
  'state',
  'SECRET_ALREADY_SHARED',
  'Het hele orgaan heeft dit geheim al.',
  'Gemw 88',
);
export const SECRET_RECIPIENTS_MISSING = refusal(
  'state',
  'SECRET_RECIPIENTS_MISSING',
  'Noem de leden die het geheim kregen, of deel het met het hele orgaan.',
  'Gemw 88',
);

export const secrecyRefusals = [
  SECRECY_GROUND_MISSING,
  SECRECY_GROUND_UNKNOWN,
  SECRECY_SUBJECT_MISSING,
  SECRECY_REVIEW_NOT_LATER,
  SECRECY_NOT_IN_FORCE,
  SECRECY_OTHER_ORGAN,
  SECRET_ALREADY_SHARED,
  SECRET_RECIPIENTS_MISSING,
] as const;
