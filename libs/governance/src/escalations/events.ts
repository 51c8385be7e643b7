import { event, narrative, open, sealed } from '../kernel/event.js';
import { LEVELS, ROLES } from '../kernel/roles.js';
import { day, id, maybe, oneOf, text, title, workingDays } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const EscalationRaised = event(
  'EscalationRaised',
  'Escalatie opgeworpen',
  'Een vraag die het eigen niveau niet kan beslissen.',
  {
    escalationId: open(id),
    raiser: open(oneOf(ROLES)),
    level: open(oneOf(LEVELS)),
    dueOn: open(day),
    subject: sealed(title),
    reason: narrative(text),
    impact: narrative(text),
    ask: narrative(text),
  },
  '§4.6',
);
export const EscalationReceived = event(
  'EscalationReceived',
  'Escalatie ontvangen',
  'De eigenaar van het niveau heeft de vraag gezien.',
  { escalationId: open(id) },
);
export const EscalationAnswered = event('EscalationAnswered', 'Escalatie beantwoord', 'Een antwoord, of een besluit.', {
  escalationId: open(id),
  level: open(oneOf(LEVELS)),
  answer: narrative(maybe(text)),
  decisionId: open(maybe(id)),
});
export const EscalationRaisedToNextLevel = event(
  'EscalationRaisedToNextLevel',
  'Escalatie opgeschaald',
  'De vraag gaat een niveau hoger.',
  {
    escalationId: open(id),
    from: open(oneOf(LEVELS)),
    to: open(oneOf(LEVELS)),
    dueOn: open(day),
    ask: narrative(text),
  },
);
export const EscalationDeEscalated = event(
  'EscalationDeEscalated',
  'Escalatie teruggelegd',
  'De vraag gaat terug, met een opdracht en een termijn.',
  {
    escalationId: open(id),
    from: open(oneOf(LEVELS)),
    to: open(oneOf(LEVELS)),
    term: open(workingDays),
    dueOn: open(day),
    assignment: narrative(text),
  },
);
export const EscalationClockBreached = event(
  'EscalationClockBreached',
  'Termijn escalatie verstreken',
  'Er kwam geen antwoord binnen de termijn.',
  { escalationId: open(id), level: open(oneOf(LEVELS)), dueOn: open(day) },
);
export const EscalatedByLapse = event(
  'EscalatedByLapse',
  'Escalatie doorgezet',
  'Omdat de termijn verstreek gaat de vraag vanzelf een niveau hoger.',
  { escalationId: open(id), from: open(oneOf(LEVELS)), to: open(oneOf(LEVELS)), dueOn: open(day) },
  'D7',
);
export const EscalationClosed = event('EscalationClosed', 'Escalatie gesloten', 'De vraag is klaar.', {
  escalationId: open(id),
  conclusion: narrative(text),
});
export const EscalationWithdrawn = event(
  'EscalationWithdrawn',
  'Escalatie ingetrokken',
  'Wie de vraag stelde, trekt haar terug.',
  { escalationId: open(id), reason: narrative(text) },
);
export const EscalationReopened = event('EscalationReopened', 'Escalatie heropend', 'De vraag speelt weer.', {
  escalationId: open(id),
  level: open(oneOf(LEVELS)),
  dueOn: open(day),
  reason: narrative(text),
});
export const EmergencySkipUsed = event(
  'EmergencySkipUsed',
  'Niveau overgeslagen in nood',
  'De vraag ging meteen naar een hoger niveau, met de reden.',
  {
    escalationId: open(id),
    from: open(oneOf(LEVELS)),
    to: open(oneOf(LEVELS)),
    reason: narrative(text),
    approvedBy: open(maybe(id)),
  },
);

export const escalationsEvents = {
  EscalationRaised,
  EscalationReceived,
  EscalationAnswered,
  EscalationRaisedToNextLevel,
  EscalationDeEscalated,
  EscalationClockBreached,
  EscalatedByLapse,
  EscalationClosed,
  EscalationWithdrawn,
  EscalationReopened,
  EmergencySkipUsed,
} as const;
