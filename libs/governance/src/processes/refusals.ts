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
export const processesRefusals = [PAPER_STREAM_CLOSED, PHASE_OUT_IN_PAST] as const;
