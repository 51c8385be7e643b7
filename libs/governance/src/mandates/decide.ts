import { holderOn } from '../coalition/state.js';
import { on, type DossierContext } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard, type Broken } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND } from '../kernel/refusals.js';
import { DECIDERS, type Decider } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireNotEnded } from '../lifecycle/active.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import { LADDER, OWN_POWER, ROLE_BOUND } from './authority.js';
import { GrantMandate, RecordMandateConsent, WithdrawMandate } from './commands.js';
import { MandateConsentRecorded, MandateGranted, MandateWithdrawn } from './events.js';
import {
  DECISION_TYPE_UNKNOWN,
  MANDATE_BEYOND_GRANTOR,
  MANDATE_CONSENT_MISSING,
  MANDATE_INTERVAL,
  MANDATE_UPWARD,
  NOT_THE_BODY,
  SUB_MANDATE_NOT_ALLOWED,
  WRONG_MANDATE_KIND,
} from './refusals.js';
import { chainOf, isValidOn, type Mandate } from './state.js';

const asDecider = (role: string): Decider | undefined => DECIDERS.find((decider) => decider === role);
type Limit = 'maxAmountPerItem' | 'maxAmountCumulative' | 'maxDays' | 'maxScopeItems';
const LIMITS: readonly Limit[] = ['maxAmountPerItem', 'maxAmountCumulative', 'maxDays', 'maxScopeItems'];

/**
 * What the grantor himself may not do, he cannot give away (Awb 10:3, 10:9). Any of his mandates that really covers the
 * new one will do; the event names which. When none does, what the closest lacks is told.
 */
function beyondGrantor(
  guard: Guard,
  command: GrantMandate,
  grantor: Decider,
  context: DossierContext,
): Mandate | undefined {
  if (OWN_POWER.includes(grantor)) return undefined;
  const role = ROLE_BOUND.find((name) => name === grantor);
  if (role !== undefined && holderOn(context.then.coalition, role, context.day) === undefined) {
    guard.add(MANDATE_BEYOND_GRANTOR, `De rol ${role} is op ${dutchDay(context.day)} niet vervuld.`);
    return undefined;
  }
  const { mandates } = context.then.mandates;
  const parents = [...mandates.values()]
    .filter(
      (mandate) =>
        mandate.grantee === grantor &&
        chainOf(mandates, mandate).every((link) => isValidOn(link, context.day)) &&
        (command.parentMandateId === undefined || mandate.mandateId === command.parentMandateId),
    )
    .map((mandate) => ({ mandate, lacks: lacksFor(command, mandate) }))
    .sort((a, b) => a.lacks.length - b.lacks.length);
  const [closest] = parents;
  if (closest === undefined) {
    const named = command.parentMandateId === undefined ? '' : ` ${command.parentMandateId}`;
    guard.add(
      MANDATE_BEYOND_GRANTOR,
      `${grantor} heeft op ${dutchDay(context.day)} zelf geen geldig mandaat${named}.`,
      ...(command.parentMandateId === undefined ? [] : ['parentMandateId']),
    );
    return undefined;
  }
  guard.merge(closest.lacks);
  return closest.mandate;
}

/** Every way in which the new mandate would reach further than this one. */
function lacksFor(command: GrantMandate, parent: Mandate): readonly Broken[] {
  const guard = new Guard();
  const foreign = command.decisionTypes.filter((type) => !parent.decisionTypes.includes(type));
  guard.require(
    foreign.length === 0,
    MANDATE_BEYOND_GRANTOR,
    `Mandaat ${parent.mandateId} gaat niet over ${foreign.join(', ')}.`,
    'decisionTypes',
  );
  guard.require(
    parent.subMandateAllowed,
    SUB_MANDATE_NOT_ALLOWED,
    `Mandaat ${parent.mandateId} staat geen ondermandaat toe.`,
  );
  for (const limit of LIMITS) {
    const ceiling = parent[limit];
    guard.require(
      ceiling === undefined || (command[limit] ?? Infinity) <= ceiling,
      MANDATE_BEYOND_GRANTOR,
      `De grens is ruimer dan die van mandaat ${parent.mandateId}.`,
      limit,
    );
  }
  const outlives =
    parent.validUntil !== undefined && (command.validUntil === undefined || command.validUntil > parent.validUntil);
  guard.require(
    command.validFrom >= parent.validFrom && !outlives,
    MANDATE_INTERVAL,
    `Mandaat ${parent.mandateId} loopt van ${parent.validFrom} tot en met ${parent.validUntil ?? 'intrekking'}.`,
  );
  return guard.broken;
}

/** The raad stands above nobody in this ladder, and a body that advises has nothing to decide. */
function requireBelow(guard: Guard, grantee: Decider, grantor: Decider): void {
  const rung = LADDER.indexOf(grantee);
  guard.require(
    rung >= 0 && rung < LADDER.indexOf(grantor),
    MANDATE_UPWARD,
    `${grantor} kan geen mandaat geven aan ${grantee}.`,
    'grantee',
  );
}

/** A mandate is for decisions that the policy knows, and for at least one of them. */
function requireTypes(guard: Guard, command: GrantMandate, context: DossierContext): void {
  const { policy } = policyOn(context.organisation, context.day);
  const unknown = command.decisionTypes.filter((type) => decisionTypeOf(policy, type) === undefined);
  guard.require(
    unknown.length === 0 && command.decisionTypes.length > 0,
    DECISION_TYPE_UNKNOWN,
    command.decisionTypes.length === 0 ? 'Noem minstens één besluittype.' : `Onbekend: ${unknown.join(', ')}.`,
    'decisionTypes',
  );
}

function requireConsent(guard: Guard, command: GrantMandate, context: DossierContext): void {
  const holder = holderOn(context.then.coalition, command.grantee, context.day);
  if (holder?.hired !== true) return;
  const { policy } = policyOn(context.organisation, context.day);
  const given = new Set(
    context.then.mandates.consents
      .filter(({ grantee, person }) => grantee === command.grantee && person === holder.person)
      .flatMap(({ by }) => (by === 'beiden' ? ['gemandateerde', 'werkgever'] : [by])),
  );
  const needed = policy.hiredConsentOf === 'beiden' ? ['gemandateerde', 'werkgever'] : [policy.hiredConsentOf];
  const missing = needed.filter((by) => !given.has(by));
  guard.require(
    missing.length === 0,
    MANDATE_CONSENT_MISSING,
    `De ${command.grantee} is ingehuurd; de instemming van de ${missing.join(' en de ')} ontbreekt.`,
  );
}

export const decideMandates = [
  on(GrantMandate, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    const grantor = asDecider(context.actor.as);
    if (grantor === undefined)
      return guard.add(NOT_THE_BODY, `${context.actor.as} kan geen mandaat verlenen.`).then(() => []);
    const mandateId = command.mandateId ?? context.newId('M');
    guard.require(
      !state.mandates.mandates.has(mandateId),
      ALREADY_EXISTS,
      `Mandaat ${mandateId} bestaat al.`,
      'mandateId',
    );
    guard.require(
      command.validUntil === undefined || command.validUntil >= command.validFrom,
      MANDATE_INTERVAL,
      'De laatste dag ligt voor de eerste.',
      'validUntil',
    );
    const toMember = grantor === 'college' && command.grantee === 'BO';
    guard.require(
      (command.kind === 'machtiging') === toMember || command.kind === 'volmacht',
      WRONG_MANDATE_KIND,
      toMember
        ? 'Aan een lid geeft het college een machtiging.'
        : 'Een machtiging is er alleen voor een lid van het college.',
      'kind',
    );
    requireBelow(guard, command.grantee, grantor);
    requireTypes(guard, command, context);
    const parent = beyondGrantor(guard, command, grantor, context);
    requireConsent(guard, command, context);
    return guard.then(() => [
      MandateGranted.of(
        defined({
          ...command,
          mandateId,
          grantor,
          // What the college grants derives from no other mandate.
          parentMandateId: parent?.mandateId,
        }),
      ),
    ]);
  }),
  on(RecordMandateConsent, (command, state) =>
    requireNotEnded(new Guard(), state).then(() => [MandateConsentRecorded.of({ ...command })]),
  ),
  on(WithdrawMandate, (command, state, context) => {
    const guard = requireNotEnded(new Guard(), state);
    const mandate = state.mandates.mandates.get(command.mandateId);
    if (mandate === undefined || mandate.withdrawnOn !== undefined)
      guard.add(NOT_FOUND, `Er is geen geldend mandaat ${command.mandateId}.`, 'mandateId');
    else
      guard.require(
        mandate.grantor === context.actor.as,
        NOT_THE_BODY,
        `Mandaat ${command.mandateId} is verleend door ${mandate.grantor}.`,
      );
    return guard.then(() => [MandateWithdrawn.of({ ...command })]);
  }),
] as const;
