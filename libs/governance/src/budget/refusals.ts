import { refusal } from '../kernel/outcome.js';

export const INSTRUCTION_WITHOUT_TEAM = refusal(
  'state',
  'INSTRUCTION_WITHOUT_TEAM',
  'Een instructie noemt de teams voor wie zij geldt.',
  'S4-09',
);
export const INSTRUCTION_DUE_IN_PAST = refusal(
  'state',
  'INSTRUCTION_DUE_IN_PAST',
  'De dag waarop teams hun tijd toezeggen ligt niet voor de dag van de instructie.',
  'S4-09',
);
export const TEAM_NOT_INSTRUCTED = refusal(
  'state',
  'TEAM_NOT_INSTRUCTED',
  'Alleen een team dat in de instructie staat, zegt er tijd voor toe.',
  'S4-09',
);
export const CAPACITY_EMPTY = refusal('state', 'CAPACITY_EMPTY', 'Wie niets vrijmaakt, zegt geen tijd toe.', 'S4-09');

export const budgetRefusals = [
  INSTRUCTION_WITHOUT_TEAM,
  INSTRUCTION_DUE_IN_PAST,
  TEAM_NOT_INSTRUCTED,
  CAPACITY_EMPTY,
] as const;
