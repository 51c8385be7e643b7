import { byPolicy, refusal } from '../kernel/outcome.js';

export const ESCALATION_NOT_OPEN = refusal(
  'state',
  'ESCALATION_NOT_OPEN',
  'Dit kan alleen bij een open escalatie.',
  '§4.6',
);
export const ESCALATION_ENDED = refusal(
  'state',
  'ESCALATION_ENDED',
  'De escalatie is al gesloten of ingetrokken.',
  '§4.6',
);
export const ESCALATION_NOT_ENDED = refusal(
  'state',
  'ESCALATION_NOT_ENDED',
  'Alleen wat klaar is, kan worden heropend.',
  '§4.6',
);
export const ANSWER_EMPTY = refusal(
  'state',
  'ANSWER_EMPTY',
  'Een antwoord heeft een tekst of een besluit nodig.',
  '§4.6',
);
export const NOT_LEVEL_HOLDER = refusal(
  'authority',
  'NOT_LEVEL_HOLDER',
  'Alleen wie het niveau draagt, mag dit doen.',
  '§4.6',
);
export const NOT_RAISER = refusal('authority', 'NOT_RAISER', 'Alleen wie de vraag stelde, mag dit doen.', '§4.6');
export const NO_HIGHER_LEVEL = byPolicy(
  refusal(
    'state',
    'NO_HIGHER_LEVEL',
    'Boven dit niveau is er geen trede; naar de raad gaat het nooit vanzelf.',
    'D6, D7',
  ),
);
export const LEVEL_ORDER = refusal(
  'state',
  'LEVEL_ORDER',
  'Het genoemde niveau ligt niet aan de goede kant van het huidige.',
  '§4.6',
);
export const LEVEL_SKIPPED = byPolicy(
  refusal('state', 'LEVEL_SKIPPED', 'In de projectdriehoek bestaat dit niveau niet.', '§4.6'),
);
export const ANSWER_DECISION_NOT_TAKEN = refusal(
  'state',
  'ANSWER_DECISION_NOT_TAKEN',
  'Een besluit dat antwoord geeft, is genomen en geldt nog.',
  '§4.6',
);

export const escalationsRefusals = [
  ESCALATION_NOT_OPEN,
  ESCALATION_ENDED,
  ESCALATION_NOT_ENDED,
  ANSWER_EMPTY,
  NOT_LEVEL_HOLDER,
  NOT_RAISER,
  NO_HIGHER_LEVEL,
  LEVEL_ORDER,
  LEVEL_SKIPPED,
  ANSWER_DECISION_NOT_TAKEN,
] as const;
