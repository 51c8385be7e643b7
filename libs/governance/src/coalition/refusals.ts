import { refusal } from '../kernel/outcome.js';

export const BO_NOT_IN_COLLEGE = refusal(
  'state',
  'BO_NOT_IN_COLLEGE',
  'De bestuurlijk opdrachtgever is lid van het college.',
  'S1-03',
);
export const AO_IN_COLLEGE = refusal(
  'state',
  'AO_IN_COLLEGE',
  'De ambtelijk opdrachtgever is geen lid van het college.',
  'S1-08',
);
export const ROLE_CONFLICT = refusal(
  'state',
  'ROLE_CONFLICT',
  'De ambtelijk opdrachtgever is niet ook de projectleider, tenzij dat conflict is aanvaard.',
  'S1-08',
);
export const ROLE_FILLED = refusal(
  'state',
  'ROLE_FILLED',
  'Een rol wordt door één persoon tegelijk vervuld.',
  'S1-03; §4.3',
);
export const ROLE_NOT_FILLED = refusal('state', 'ROLE_NOT_FILLED', 'De rol is niet vervuld door deze persoon.', '§4.3');
export const NOT_THE_APPOINTER = refusal(
  'authority',
  'NOT_THE_APPOINTER',
  'Het college benoemt BO en AO, de directie AO, de AO de projectleider.',
  '§4.3',
);
export const PERSON_UNKNOWN = refusal('state', 'PERSON_UNKNOWN', 'Een persoon moet in het register staan.', 'D9');
export const TEAM_UNKNOWN = refusal('state', 'TEAM_UNKNOWN', 'Een team moet in het register staan.', 'S1-19');
export const ACCOUNTABLE_TAKEN = refusal(
  'state',
  'ACCOUNTABLE_TAKEN',
  'Per product is precies één persoon eindverantwoordelijk.',
  'S1-28',
);
export const SUBSTITUTE_IS_HOLDER = refusal('state', 'SUBSTITUTE_IS_HOLDER', 'Niemand vervangt zichzelf.', '§4.3');
export const SUBSTITUTE_INTERVAL = refusal(
  'state',
  'SUBSTITUTE_INTERVAL',
  'Een vervanging begint niet voor de aanwijzing, eindigt niet voor ze begint en valt niet samen met een andere.',
  '§4.3; Awb 10:3',
);
export const CONFLICT_INVALID = refusal(
  'state',
  'CONFLICT_INVALID',
  'Aanvaard kan alleen worden dat een persoon ambtelijk opdrachtgever en projectleider is, tot een dag die nog komt.',
  'S1-08; §4.3',
);
export const coalitionRefusals = [
  BO_NOT_IN_COLLEGE,
  AO_IN_COLLEGE,
  ROLE_CONFLICT,
  ROLE_FILLED,
  ROLE_NOT_FILLED,
  NOT_THE_APPOINTER,
  PERSON_UNKNOWN,
  TEAM_UNKNOWN,
  ACCOUNTABLE_TAKEN,
  SUBSTITUTE_IS_HOLDER,
  SUBSTITUTE_INTERVAL,
  CONFLICT_INVALID,
] as const;
