import { vacancyOf } from '../coalition/state.js';
import type { Decision, DecisionStatus } from '../decisions/state.js';
import type { DossierState } from '../dossier.js';
import type { Duty } from '../information-duties/state.js';
import type { Calendar } from '../kernel/calendar.js';
import type { NewEvent } from '../kernel/event.js';
import type { Decider, Level } from '../kernel/roles.js';
import { dutchDay, endOf, plusDays } from '../kernel/time.js';
import { decideTermOf, DEFAULT_POLICY, type AutoRaise, type Policy } from '../organisation/policy.js';
import { policyOn, type OrganisationState } from '../organisation/state.js';
import { EscalationRaised } from './events.js';
import { escalationOf, levelAbove, levelOf, type Escalation } from './state.js';
import { termEnd } from './terms.js';

/** What the clock escalates by itself when policy says so (governance.md §4.6), and when the clock of it began. */
interface Matter {
  readonly trigger: AutoRaise;
  readonly escalationId: string;
  /** Names the matter in the key of the append, so that it is asked once. */
  readonly begin: string;
  /** The last day on which all is well still, under a policy. */
  readonly lastDay: (policy: Policy) => string;
  /** The level that is asked; undefined when there is none above who keeps it waiting. */
  readonly level: (policy: Policy) => Level | undefined;
  readonly says: Says;
}
interface Says {
  readonly subject: string;
  readonly reason: string;
  readonly impact: string;
  readonly ask: string;
}
/** An escalation that the clock raises: as an event, and as it stands from then on. */
export interface Raised {
  readonly key: string;
  readonly occurredAt: string;
  readonly event: NewEvent;
  readonly escalation: Escalation;
}

/** A proposal in one of these waits for the body where it lies. */
const WAITING: readonly DecisionStatus[] = ['Ingediend', 'Voorgenomen'];
const MAX_ID_LENGTH = 64;
const nameOf = (matter: string): string => `E-${matter}`.slice(0, MAX_ID_LENGTH);

/**
 * The earliest instant at which the clock could raise something: a bound from the dossier alone, for which terms count
 * and whether they count at all is for policy to say.
 */
export function mayRaiseFrom(state: DossierState): string | undefined {
  const days = [...waiting(state).map(({ submittedOn }) => submittedOn!), ...vacancy(state)];
  return days.length === 0 ? undefined : endOf(days.reduce((first, day) => (day < first ? day : first)));
}
const isNew = (state: DossierState, matter: string): boolean => !state.escalations.all.has(nameOf(matter));
const waiting = (state: DossierState): readonly Decision[] =>
  [...state.decisions.decisions.values()].filter(
    ({ status, submittedOn, decisionId }) =>
      WAITING.includes(status) && submittedOn !== undefined && isNew(state, decisionId),
  );
/** The day since which nobody is bestuurlijk opdrachtgever, as a list of none or one. */
function vacancy(state: DossierState): readonly string[] {
  const vacant = vacancyOf(state.coalition, 'BO');
  const since = vacant?.since ?? state.lifecycle.initiatedOn;
  return vacant !== undefined && since !== undefined && isNew(state, `BO-${since}`) ? [since] : [];
}

/** What the clock raises up to and including `today`: each matter once, at the end of its last day. */
export function raisedByClock(
  state: DossierState,
  today: string,
  organisation: OrganisationState,
  calendar: Calendar,
): readonly Raised[] {
  const matters = [
    ...waiting(state).map((decision) => ofDecision(decision, state, calendar)),
    ...vacancy(state).map((since) => ofVacancy(since, calendar)),
  ];
  return matters.flatMap((matter) => {
    const day = firstDay(matter, today, organisation);
    return day === undefined ? [] : raise(matter, day, state, organisation, calendar);
  });
}

/**
 * The day on which a matter is raised: the first on which the policy of that day names the trigger and its term is
 * over. Only where a policy begins or a term ends can that change, so only those days are looked at.
 */
function firstDay({ trigger, begin, lastDay }: Matter, today: string, organisation: OrganisationState) {
  const policies = [{ effectiveFrom: begin, policy: DEFAULT_POLICY }, ...organisation.policies];
  const days = policies.flatMap(({ effectiveFrom, policy }) => [effectiveFrom, plusDays(lastDay(policy), 1)]);
  return days.sort().find((day) => {
    if (day <= begin || day > today) return false;
    const { policy } = policyOn(organisation, day);
    return policy.autoRaise.includes(trigger) && lastDay(policy) < day;
  });
}

function raise(
  { escalationId, begin, level: levelUnder, says }: Matter,
  day: string,
  state: DossierState,
  organisation: OrganisationState,
  calendar: Calendar,
): readonly Raised[] {
  const { policy } = policyOn(organisation, day);
  const level = levelUnder(policy);
  if (level === undefined) return [];
  const dueOn = termEnd(level, day, state, policy, calendar);
  const data = { escalationId, raiser: 'timekeeper', level, dueOn, ...says } as const;
  return [
    {
      key: `raise:${escalationId}:${begin}`,
      occurredAt: endOf(plusDays(day, -1)),
      event: EscalationRaised.of(data),
      escalation: escalationOf(data, day),
    },
  ];
}

/** The stuurgroep stands where the directie does; above the college there is no level, and never the raad (D6). */
const levelOfBody = (body: Decider): Level | undefined => (body === 'stuurgroep' ? 'L2' : levelOf(body));

function ofDecision({ decisionId, body, submittedOn }: Decision, state: DossierState, calendar: Calendar): Matter {
  return {
    trigger: 'besluit',
    escalationId: nameOf(decisionId),
    begin: submittedOn!,
    lastDay: (policy) => calendar.plusWorkingDays(submittedOn!, decideTermOf(policy, body)),
    level: (policy) => {
      const own = levelOfBody(body);
      return own === undefined ? undefined : levelAbove(own, state.lifecycle.mode, policy);
    },
    says: {
      subject: `Voorstel ${decisionId} blijft liggen`,
      reason: `Voorstel ${decisionId} ligt sinds ${dutchDay(submittedOn!)} bij ${body}; de termijn is voorbij.`,
      impact: 'Wat op het besluit wacht, staat stil.',
      ask: `Hoe komt er een besluit op voorstel ${decisionId}?`,
    },
  };
}
function ofVacancy(since: string, calendar: Calendar): Matter {
  return {
    trigger: 'vacatureBO',
    escalationId: nameOf(`BO-${since}`),
    begin: since,
    lastDay: (policy) => calendar.plusWorkingDays(since, policy.boVacancyEscalatesAfterDays),
    // The college appoints its own member.
    level: () => 'L4',
    says: {
      subject: 'Er is geen bestuurlijk opdrachtgever',
      reason: `Sinds ${dutchDay(since)} is niemand bestuurlijk opdrachtgever.`,
      impact: 'Bestuurlijke besluiten en een go kunnen niet worden genomen.',
      ask: 'Wie van het college wordt bestuurlijk opdrachtgever?',
    },
  };
}

/** The escalation of a duty that runs out at the end of its last day, for the same append. */
export function raisedForDuty(
  { dutyId, creditor, dueOn }: Duty,
  state: DossierState,
  organisation: OrganisationState,
  calendar: Calendar,
): Raised | undefined {
  if (!isNew(state, dutyId)) return undefined;
  const matter: Matter = {
    trigger: 'informatieplicht',
    escalationId: nameOf(dutyId),
    begin: dueOn,
    lastDay: () => dueOn,
    // What the raad and the public are owed is owed by the college itself; the rest is for the BO to see to.
    level: () => (creditor === 'college' ? 'L3' : 'L4'),
    says: {
      subject: `Informatieplicht ${dutyId} is verlopen`,
      reason: `Plicht ${dutyId} aan ${creditor} liep tot en met ${dutchDay(dueOn)}.`,
      impact: `${creditor} weet niet op tijd wat er speelt.`,
      ask: `Wanneer wordt ${creditor} alsnog geïnformeerd?`,
    },
  };
  const day = plusDays(dueOn, 1);
  const { policy } = policyOn(organisation, day);
  if (!policy.autoRaise.includes('informatieplicht')) return undefined;
  return raise(matter, day, state, organisation, calendar)[0];
}
