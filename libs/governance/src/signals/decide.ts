import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import { AcceptSignal, AcknowledgeSignal } from './commands.js';
import { deriveSignals } from './derive.js';
import { SignalAccepted, SignalAcknowledged } from './events.js';
import { ACCEPTANCE_ALREADY_OVER, SIGNAL_NOT_OPEN } from './refusals.js';
import { concerns } from './state.js';

export const decideSignals = [
  on(AcknowledgeSignal, (command, state, context) =>
    requireOpen(command, state, context).then(() => [SignalAcknowledged.of(defined({ ...command }))]),
  ),
  on(AcceptSignal, (command, state, context) =>
    requireOpen(command, state, context)
      .require(
        command.until >= context.day,
        ACCEPTANCE_ALREADY_OVER,
        `${dutchDay(command.until)} ligt voor ${dutchDay(context.day)}.`,
        'until',
      )
      .then(() => [SignalAccepted.of(defined({ ...command }))]),
  ),
];

function requireOpen(
  { code, subjectId }: AcknowledgeSignal | AcceptSignal,
  state: DossierState,
  context: DossierContext,
): Guard {
  const open = deriveSignals(state, context.organisation, context.day).some((signal) =>
    concerns({ code, subjectId }, signal),
  );
  return requireActive(new Guard(), state).require(
    open,
    SIGNAL_NOT_OPEN,
    `${code}${subjectId === undefined ? '' : ` over ${subjectId}`} speelt niet op ${dutchDay(context.day)}.`,
    subjectId === undefined ? 'code' : 'subjectId',
  );
}
