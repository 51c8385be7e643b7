import { refusal } from '../kernel/outcome.js';

export const PAPER_STREAM_CLOSED = refusal(
  'state',
  'PAPER_STREAM_CLOSED',
  'Wat gesloten is, krijgt geen einddatum meer en sluit niet nog eens.',
  'S4-02',
);
export const PHASE_OUT_IN_PAST = refusal(
  'state',
  'PHASE_OUT_IN_PAST',
  'De einddatum van papier ligt niet voor de dag waarop hij wordt bepaald.',
  'S4-02',
);
export const INVENTORY_WITHOUT_TEAM = refusal(
  'state',
  'INVENTORY_WITHOUT_TEAM',
  'Een inventarisatie noemt de teams die haar doen.',
  'S4-11',
);
export const INVENTORY_NOT_OPEN = refusal(
  'state',
  'INVENTORY_NOT_OPEN',
  'Een team rondt één keer af, en alleen wat voor dat team is geopend.',
  'S4-11',
);
export const processesRefusals = [
  PAPER_STREAM_CLOSED,
  PHASE_OUT_IN_PAST,
  INVENTORY_WITHOUT_TEAM,
  INVENTORY_NOT_OPEN,
] as const;
