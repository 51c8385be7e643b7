import { byPolicy, refusal } from '../kernel/outcome.js';

export const SIGNAL_NOT_OPEN = byPolicy(
  refusal('state', 'SIGNAL_NOT_OPEN', 'Alleen een signaal dat nu speelt kan worden gezien of aanvaard.', 'X4'),
);
export const ACCEPTANCE_ALREADY_OVER = refusal(
  'state',
  'ACCEPTANCE_ALREADY_OVER',
  'Een signaal wordt aanvaard tot en met een dag die nog komt.',
  '§4.11',
);

export const signalsRefusals = [SIGNAL_NOT_OPEN, ACCEPTANCE_ALREADY_OVER] as const;
