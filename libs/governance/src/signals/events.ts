import { event, narrative, open } from '../kernel/event.js';
import { day, id, maybe, text } from '../kernel/values.js';

// A signal itself is never an event: it is computed for any date. Only what people do with it is recorded (X4).

export const SignalAcknowledged = event('SignalAcknowledged', 'Signaal gezien', 'Iemand heeft het signaal gezien.', {
  code: open(id),
  /** What the signal is about; without it all signals of this code. */
  subjectId: open(maybe(id)),
  note: narrative(text),
});
export const SignalAccepted = event(
  'SignalAccepted',
  'Signaal aanvaard',
  'Het signaal mag tot een datum blijven staan, met de reden.',
  { code: open(id), subjectId: open(maybe(id)), until: open(day), reason: narrative(text) },
);

export const signalsEvents = { SignalAcknowledged, SignalAccepted } as const;
