import { standingConditions, type Decision, type DecisionStatus } from '../decisions/state.js';
import { currentStay } from '../escalations/state.js';
import { dutchDay, plusDays } from '../kernel/time.js';
import { decideTermOf, decisionTypeOf, type Policy } from '../organisation/policy.js';
import { raise, type Signal, type Situation } from './situation.js';

/** A proposal in one of these waits for the body that decides. */
const WAITING: readonly DecisionStatus[] = ['Ingediend', 'Voorgenomen'];
/** The advice whose absence is a red signal of its own; other advice is refused when a decision is taken. */
const SIGNALLED_ADVICE: readonly string[] = ['OR', 'DPIA', 'financieel'];

export function decisions(situation: Situation): readonly Signal[] {
  return [...situation.state.decisions.decisions.values()].flatMap((decision) => ofDecision(decision, situation));
}

function ofDecision(decision: Decision, { policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { decisionId, body, status, takenOn, submittedOn } = decision;
  if (status === 'Feitelijk' && takenOn !== undefined) {
    const detail = `${body} besloot zonder bevoegdheid op ${dutchDay(takenOn)}.`;
    signals.push(raise('FEITELIJK_BESLUIT_ZONDER_BEVOEGDHEID', takenOn, detail, decisionId));
  }
  const taken = status === 'Genomen' ? takenOn : undefined;
  const waiting = WAITING.includes(status) ? submittedOn : undefined;
  if (taken !== undefined && decision.attestedOn === undefined) {
    const from = calendar.plusWorkingDays(taken, policy.attestWithinDays + 1);
    const detail = `Besluit ${decisionId} van ${dutchDay(taken)} is niet bevestigd.`;
    if (from <= day) signals.push(raise('BESLUIT_NIET_GEATTESTEERD', from, detail, decisionId));
  }
  if (waiting !== undefined) {
    const from = calendar.plusWorkingDays(waiting, decideTermOf(policy, body) + 1);
    const detail = `Voorstel ${decisionId} ligt sinds ${dutchDay(waiting)} bij ${body}.`;
    if (from <= day) signals.push(raise('BESLUIT_BLIJFT_LIGGEN', from, detail, decisionId));
  }
  const asked = waiting ?? (taken === undefined ? undefined : (submittedOn ?? taken));
  const missing = missingAdvice(decision, policy);
  if (asked !== undefined && missing.length > 0) {
    const detail = `Bij ${decisionId} ontbreekt advies: ${missing.join(', ')}.`;
    signals.push(raise('ADVIES_ONTBREEKT', asked, detail, decisionId));
  }
  if (taken !== undefined && (body === 'BO' || body === 'college') && isSmall(decision, policy)) {
    const detail = `${body} nam besluit ${decisionId}, dat de projectleider had kunnen nemen.`;
    signals.push(raise('OPERATIONEEL_OP_BESTUURLIJK_NIVEAU', taken, detail, decisionId));
  }
  return signals;
}

const missingAdvice = (decision: Decision, policy: Policy): readonly string[] =>
  (decisionTypeOf(policy, decision.decisionType)?.advice ?? []).filter(
    (kind) => SIGNALLED_ADVICE.includes(kind) && decision.advice.get(kind)?.rendered === undefined,
  );

/** Could the projectleider have taken it? */
function isSmall(decision: Decision, policy: Policy): boolean {
  const room = policy.changeLimits.find((limit) => limit.level === 'projectleider');
  if (room === undefined || decision.decisionType !== 'scopewijziging') return false;
  const { amount = 0, days = 0, scopeItems = 0 } = decision;
  return (
    Math.abs(amount) <= room.amountPerChange && Math.abs(days) <= room.days && Math.abs(scopeItems) <= room.scopeItems
  );
}

export function conditions({ state, day }: Situation): readonly Signal[] {
  return standingConditions(state.decisions)
    .filter(({ dueOn }) => dueOn < day)
    .map(({ conditionId, owner, dueOn }) => {
      const detail = `Voorwaarde ${conditionId} van ${owner} had ${dutchDay(dueOn)} vervuld moeten zijn.`;
      return raise('VOORWAARDE_VERLOPEN', plusDays(dueOn, 1), detail, conditionId);
    });
}

export function escalations({ state, day }: Situation): readonly Signal[] {
  return [...state.escalations.all.values()].flatMap((escalation) => {
    if (escalation.status !== 'open') return [];
    const { escalationId } = escalation;
    const { level, dueOn, from } = currentStay(escalation);
    const signals: Signal[] = [];
    if (dueOn < day) {
      const detail = `Escalatie ${escalationId} op ${level} had ${dutchDay(dueOn)} een antwoord moeten hebben.`;
      signals.push(raise('ESCALATIE_ZONDER_ANTWOORD', plusDays(dueOn, 1), detail, escalationId));
    }
    if (escalation.history.at(-2)?.lapsed === true) {
      const detail = `Escalatie ${escalationId} ging zonder antwoord door naar ${level}.`;
      signals.push(raise('ESCALATIE_DOORGEZET', from, detail, escalationId));
    }
    return signals;
  });
}
