import type { Decision, DecisionStatus } from '../decisions/state.js';
import type { DossierState } from '../dossier.js';
import { currentStay } from '../escalations/state.js';
import { tolerances } from '../frames/tolerances.js';
import { lastDayOf } from '../frames/state.js';
import type { Calendar } from '../kernel/calendar.js';
import type { CoalitionRole } from '../kernel/roles.js';
import { daysBetween, dutchDay, plusDays } from '../kernel/time.js';
import { isActive } from '../lifecycle/state.js';
import { holderOf } from '../lifecycle/facts.js';
import { isValidOn } from '../mandates/state.js';
import type { Policy } from '../organisation/policy.js';
import { calendarOn, isMemberOf, policyOn, type OrganisationState } from '../organisation/state.js';
import { signalCatalogue, type Severity } from './catalogue.js';
import { roleGaps } from './gaps.js';

export interface Signal {
  readonly code: string;
  readonly severity: Severity;
  /** The first day on which the signal held. */
  readonly since: string;
  readonly detail: string;
  readonly subjectId?: string;
}
interface Situation {
  readonly state: DossierState;
  readonly organisation: OrganisationState;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly day: string;
}

/** Lateness is judged over so many days, so that old habits stop counting. */
const LAG_WINDOW_DAYS = 90;
/** No term is longer than this, so looking further back for the first day of a signal is of no use. */
const MAX_DAYS_BACK = 400;
/** A proposal in one of these waits for the body that decides. */
const WAITING: readonly DecisionStatus[] = ['Ingediend', 'Voorgenomen'];
/** The advice whose absence is a red signal of its own; other advice is refused when a decision is taken. */
const SIGNALLED_ADVICE: readonly string[] = ['OR', 'DPIA', 'financieel'];

/**
 * The signals of a programme on a day: a pure function of the dossier as folded up to that day, the organisation and
 * the day, so that any day can be shown exactly as it was (X4). An ended programme has no signals.
 */
export function deriveSignals(state: DossierState, organisation: OrganisationState, day: string): readonly Signal[] {
  if (!isActive(state.lifecycle)) return [];
  const { policy } = policyOn(organisation, day);
  const situation: Situation = { state, organisation, policy, calendar: calendarOn(organisation), day };
  return [people, mandates, decisions, conditions, frames, escalations, goLive, habits].flatMap((derive) =>
    derive(situation),
  );
}

function raise(code: string, since: string, detail: string, subjectId?: string): Signal {
  const severity = signalCatalogue.get(code)?.severity ?? 'info';
  return { code, severity, since, detail, ...(subjectId === undefined ? {} : { subjectId }) };
}

/** The first day of the unbroken run of days, ending on `day`, on which something holds. */
function since(day: string, holds: (day: string) => boolean): string {
  let first = day;
  for (let back = 0; back < MAX_DAYS_BACK && holds(plusDays(first, -1)); back += 1) first = plusDays(first, -1);
  return first;
}

function people({ state, organisation, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const held = (role: CoalitionRole): string | undefined => holderOf(state, role, day);
  const vacantSince = (role: CoalitionRole): string => roleGaps(state, role, plusDays(day, 1)).at(-1)?.from ?? day;
  const [bo, ao, lead] = [held('BO'), held('AO'), held('projectleider')];
  if (ao !== undefined && bo === undefined) {
    const from = vacantSince('BO');
    const days = daysBetween(from, day);
    signals.push(
      raise(
        'ALLEEN_AMBTELIJK_OPDRACHTGEVER',
        from,
        `Sinds ${dutchDay(from)} (${days} dagen) is er geen bestuurlijk opdrachtgever.`,
      ),
    );
  }
  if (ao === undefined) {
    const from = vacantSince('AO');
    signals.push(
      raise('GEEN_AMBTELIJK_OPDRACHTGEVER', from, `Sinds ${dutchDay(from)} is er geen ambtelijk opdrachtgever.`),
    );
  }
  if (lead === undefined) {
    const from = vacantSince('projectleider');
    signals.push(raise('GEEN_PROJECTLEIDER', from, `Sinds ${dutchDay(from)} is er geen projectleider.`));
  }
  if (state.coalition.acceptedConflicts.some((each) => each.from <= day && day <= each.until)) return signals;
  const startOfRole = (role: CoalitionRole): string =>
    state.coalition.tenures.findLast((each) => each.role === role)?.from ?? day;
  if (ao !== undefined && ao === lead) {
    const from = [startOfRole('AO'), startOfRole('projectleider')].sort()[1] ?? day;
    signals.push(raise('ROLCONFLICT', from, 'De ambtelijk opdrachtgever is ook projectleider.', 'AO-projectleider'));
  }
  const inCollege = (person: string): boolean => isMemberOf(organisation, person, 'college', day);
  if (bo !== undefined && !inCollege(bo)) {
    signals.push(
      raise('ROLCONFLICT', startOfRole('BO'), 'De bestuurlijk opdrachtgever is geen lid van het college.', 'BO'),
    );
  }
  if (ao !== undefined && inCollege(ao)) {
    signals.push(raise('ROLCONFLICT', startOfRole('AO'), 'De ambtelijk opdrachtgever is lid van het college.', 'AO'));
  }
  return signals;
}

function mandates({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const valid = [...state.mandates.mandates.values()].filter((mandate) => isValidOn(mandate, day));
  for (const role of ['BO', 'AO', 'projectleider'] as const) {
    if (holderOf(state, role, day) === undefined || valid.some((mandate) => mandate.grantee === role)) continue;
    signals.push(raise('MANDAAT_ONTBREEKT', day, `${role} heeft op ${dutchDay(day)} geen geldig mandaat.`, role));
  }
  for (const { mandateId, grantee, validUntil: until } of valid) {
    if (until === undefined) continue;
    const expires = (on: string): boolean => calendar.workingDaysBetween(on, until) < policy.mandateExpiresSoonDays;
    if (!expires(day)) continue;
    signals.push(
      raise(
        'MANDAAT_VERLOOPT',
        since(day, expires),
        `Het mandaat van ${grantee} eindigt op ${dutchDay(until)}.`,
        mandateId,
      ),
    );
  }
  return signals;
}

function decisions({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  for (const decision of state.decisions.decisions.values()) {
    const { decisionId, decisionType, body, status, takenOn, submittedOn } = decision;
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
      const from = calendar.plusWorkingDays(waiting, policy.decideWithinDays + 1);
      const detail = `Voorstel ${decisionId} ligt sinds ${dutchDay(waiting)} bij ${body}.`;
      if (from <= day) signals.push(raise('BESLUIT_BLIJFT_LIGGEN', from, detail, decisionId));
    }
    const from = waiting ?? (taken === undefined ? undefined : (submittedOn ?? taken));
    const missing = (policy.decisionTypes[decisionType]?.advice ?? []).filter(
      (kind) => SIGNALLED_ADVICE.includes(kind) && decision.advice.get(kind)?.rendered === undefined,
    );
    if (from !== undefined && missing.length > 0) {
      const detail = `Bij ${decisionId} ontbreekt advies: ${missing.join(', ')}.`;
      signals.push(raise('ADVIES_ONTBREEKT', from, detail, decisionId));
    }
    if (taken !== undefined && (body === 'BO' || body === 'college') && isSmall(decision, policy)) {
      const detail = `${body} nam besluit ${decisionId}, dat de projectleider had kunnen nemen.`;
      signals.push(raise('OPERATIONEEL_OP_BESTUURLIJK_NIVEAU', taken, detail, decisionId));
    }
  }
  return signals;
}
/** Could the projectleider have taken it? */
function isSmall(decision: Decision, policy: Policy): boolean {
  const room = policy.changeLimits.find((limit) => limit.level === 'projectleider');
  if (room === undefined || decision.decisionType !== 'scopewijziging') return false;
  const { amount = 0, days = 0, scopeItems = 0 } = decision;
  return (
    Math.abs(amount) <= room.amountPerChange && Math.abs(days) <= room.days && Math.abs(scopeItems) <= room.scopeItems
  );
}

function conditions({ state, day }: Situation): readonly Signal[] {
  return [...state.decisions.conditions.values()]
    .filter((condition) => condition.fulfilledOn === undefined && condition.dueOn < day)
    .map(({ conditionId, owner, dueOn }) =>
      raise(
        'VOORWAARDE_VERLOPEN',
        plusDays(dueOn, 1),
        `Voorwaarde ${conditionId} van ${owner} had ${dutchDay(dueOn)} vervuld moeten zijn.`,
        conditionId,
      ),
    );
}

function frames({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  for (const { axis, status, limit, current, overridden } of tolerances(state, policy, day, calendar)) {
    const detail = `Op ${axis} is ${current} van ${limit} verbruikt.`;
    // A light depends on the whole fold, not on the day alone; the day it is looked at is the only honest day.
    if (status === 'oranje') signals.push(raise('TOLERANTIE_NADERT', day, detail, axis));
    if (status === 'rood') signals.push(raise('TOLERANTIE_OVERSCHREDEN', day, detail, axis));
    if (overridden !== undefined) {
      signals.push(
        raise(
          'STATUS_OVERRULED',
          overridden.on,
          `De status van ${axis} is tot en met ${dutchDay(overridden.until)} op ${overridden.status} gesteld; afgeleid is ${status}.`,
          axis,
        ),
      );
    }
  }
  for (const deadline of state.frames.deadlines.values()) {
    const linked = [...state.goLive.all.values()].filter(({ deadlineId }) => deadlineId === deadline.deadlineId);
    if (linked.length > 0 && linked.every(({ liveOn }) => liveOn !== undefined)) continue;
    const last = lastDayOf(state.frames, deadline);
    if (last < day) {
      signals.push(
        raise(
          'HARDE_DEADLINE_IN_GEVAAR',
          plusDays(last, 1),
          `De harde deadline van ${dutchDay(last)} is voorbij.`,
          deadline.deadlineId,
        ),
      );
      continue;
    }
    const room = deadline.toleranceDays ?? policy.hardDeadlineMarginDays;
    for (const { plannedOn, liveOn } of linked) {
      if (liveOn !== undefined) continue;
      const margin = calendar.workingDaysBetween(plannedOn, deadline.dueOn);
      if (margin < room) {
        signals.push(
          raise(
            'HARDE_DEADLINE_IN_GEVAAR',
            day,
            `De marge is ${margin} werkdagen; nodig is ${room}.`,
            deadline.deadlineId,
          ),
        );
      }
    }
  }
  return signals;
}

function escalations({ state, day }: Situation): readonly Signal[] {
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

function goLive({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  for (const fact of state.goLive.all.values()) {
    if (fact.liveOn !== undefined) continue;
    const step = fact.readinessPlan
      .filter((each) => each.on <= day)
      .sort((a, b) => (a.on < b.on ? -1 : 1))
      .at(-1);
    const { met, total } = fact.readiness ?? { met: 0, total: 0 };
    if (step !== undefined && (total === 0 ? step.percent > 0 : met * 100 < step.percent * total)) {
      signals.push(
        raise(
          'GEREEDHEID_ACHTER',
          step.on,
          `Er zijn ${met} van ${total} criteria gehaald; gepland was ${step.percent}%.`,
          fact.goLiveId,
        ),
      );
    }
    const { plannedOn, aftercarePlanned, backlogSeeded } = fact;
    if (fact.strategy !== 'bigBang' || (aftercarePlanned && backlogSeeded)) continue;
    const near = (on: string): boolean => calendar.workingDaysBetween(on, plannedOn) < policy.bigBangAftercareDays;
    if (near(day)) {
      const missing = [aftercarePlanned ? '' : 'nazorgplan', backlogSeeded ? '' : 'verbeterlijst'].filter(
        (each) => each !== '',
      );
      signals.push(
        raise(
          'GO_ZONDER_NAZORGPLAN',
          since(day, near),
          `Livegang op ${dutchDay(plannedOn)}; nog niet: ${missing.join(' en ')}.`,
          fact.goLiveId,
        ),
      );
    }
  }
  return signals;
}

function habits({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { restart, lessons, unmappedLessons } = state.lifecycle;
  if (restart !== undefined && (unmappedLessons > 0 || lessons.size === 0)) {
    const detail =
      lessons.size === 0
        ? 'De lessen van de voorganger ontbreken.'
        : `${unmappedLessons} van ${lessons.size} lessen zijn niet vertaald.`;
    signals.push(raise('HERSTART_ZONDER_LESSEN', restart.on, detail, restart.predecessor));
  }
  const quietFrom = state.signals.lastActivityOn;
  if (quietFrom !== undefined && daysBetween(quietFrom, day) >= policy.dormantAfterDays) {
    signals.push(
      raise(
        'PROGRAMMA_SLAAPT',
        plusDays(quietFrom, policy.dormantAfterDays),
        `Sinds ${dutchDay(quietFrom)} is niets vastgelegd.`,
      ),
    );
  }
  const start = plusDays(day, -LAG_WINDOW_DAYS);
  const lags = state.signals.lags
    .filter((lag) => start < lag.recordedOn && lag.recordedOn <= day)
    .map((lag) => calendar.workingDaysBetween(lag.occurredOn, lag.recordedOn))
    .sort((a, b) => a - b);
  const median = lags[Math.floor((lags.length - 1) / 2)];
  if (median !== undefined && median > policy.lateAfterDays) {
    signals.push(raise('LAAT_VASTGELEGD', day, `De helft wordt later dan ${median - 1} werkdagen vastgelegd.`));
  }
  return signals;
}
