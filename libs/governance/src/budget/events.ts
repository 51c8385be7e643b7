import { event, narrative, open, sealed } from '../kernel/event.js';
import { count, day, id, list, maybe, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const InstructionIssued = event(
  'InstructionIssued',
  'Instructie gegeven',
  'Teams krijgen de opdracht om tijd vrij te maken en zeggen die uiterlijk op de genoemde dag toe.',
  {
    instructionId: open(id),
    teams: open(list(id)),
    subject: sealed(title),
    dueOn: open(day),
    instruction: narrative(maybe(text)),
  },
  'S4-08, S4-09',
);
export const CapacityCommitted = event(
  'CapacityCommitted',
  'Tijd toegezegd',
  'Een team zegt tijd toe voor een instructie. De laatste toezegging telt.',
  { instructionId: open(id), team: open(id), hoursPerWeek: open(count) },
  'S4-09',
);

export const budgetEvents = { InstructionIssued, CapacityCommitted } as const;
