/** Functions in which people act (governance.md §4.1). `timekeeper` is the engine's own clock. */
export const ROLES = [
  'projectbureau',
  'projectleider',
  'AO',
  'BO',
  'MT',
  'college',
  'burgemeester',
  'raad',
  'commissie',
  'raadslid',
  'collegesecretariaat',
  'griffie',
  'teamleider',
  'OR',
  'adviseur',
  'omgevingsmanager',
  'concerncontroller',
  'accountant',
  'rekenkamer',
  'FG',
  'CISO',
  'communicatie',
  'proceseigenaar',
  'functioneelBeheer',
  'stuurgroep',
  'projectgroep',
  'partner',
  'timekeeper',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles in the coalition that a named person fills. */
export const COALITION_ROLES = ['BO', 'AO', 'projectleider', 'concerncontroller', 'omgevingsmanager'] as const;
export type CoalitionRole = (typeof COALITION_ROLES)[number];

/** Bodies and functions that decide or advise (governance.md §4.4). */
export const DECIDERS = [
  'projectgroep',
  'stuurgroep',
  'projectleider',
  'MT',
  'AO',
  'BO',
  'college',
  'burgemeester',
  'commissie',
  'raad',
  'partner',
] as const;
export type Decider = (typeof DECIDERS)[number];

/** The escalation ladder (governance.md §4.6). */
export const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4'] as const;
export type Level = (typeof LEVELS)[number];
export const LEVEL_HOLDER: Readonly<Record<Level, Role>> = {
  L0: 'projectleider',
  L1: 'AO',
  L2: 'MT',
  L3: 'BO',
  L4: 'college',
};
