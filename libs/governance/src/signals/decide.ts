import { on, type DossierContext, type DossierState } from '../dossier.js';
import { Guard } from '../kernel/outcome.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import { AcceptSignal, AcknowledgeSignal } from './commands.js';
import { deriveSignals } from './derive.js';
import { SignalAccepted, SignalAcknowledged } from './events.js';
import { ACCEPTANCE_ALREADY_OVER, SIGNAL_NOT_OPEN } from './refusals.js';

export const decideSignals = [
  on(AcknowledgeSignal, (command, state, context) =>
    requireOpen(command.code, state, context).then(() => [
      SignalAcknowledged.of({ code: command.code, note: command.note }),
    ]),
  ),
  on(AcceptSignal, (command, state, context) =>
    requireOpen(command.code, state, context)
      .require(
        command.until >= context.day,
        ACCEPTANCE_ALREADY_OVER,
        `${dutchDay(command.until)} ligt voor ${dutchDay(context.day)}.`,
        'until',
      )
      .then(() => [SignalAccepted.of({ code: command.code, until: command.until, reason: command.reason })]),
  ),
];

function requireOpen(code: string, state: DossierState, context: DossierContext): Guard {
  const open = deriveSignals(state, context.organisation, context.day).some((signal) => signal.code === code);
  return requireActive(new Guard(), state).require(
    open,
    SIGNAL_NOT_OPEN,
    `${code} speelt niet op ${dutchDay(context.day)}.`,
    'code',
  );
}
