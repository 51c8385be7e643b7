import { holderOn, isVacant } from '../coalition/state.js';
import type { DossierContext, DossierState } from '../dossier.js';
import type { Broken, Refusal } from '../kernel/outcome.js';
import type { Decider } from '../kernel/roles.js';
import { dutchDay, dutchEuro } from '../kernel/time.js';
import { decisionTypeOf } from '../organisation/policy.js';
import { policyOn } from '../organisation/state.js';
import {
  ADVICE_ONLY,
  DECISION_TYPE_UNKNOWN,
  NO_MANDATE,
  NOT_THE_BODY,
  OUTSIDE_AUTHORITY,
  OUTSIDE_MANDATE,
  ROLE_VACANT,
} from './refusals.js';
import { chainOf, isValidOn, type Mandate } from './state.js';

/** What somebody wants to decide. */
export interface Ask {
  readonly decisionType: string;
  /** The body whose decision it is; normally the acting function. */
  readonly body: Decider;
  /** Who may decide this here, lowest first, when the matter itself says more than the type (scope routing, deadline). */
  readonly deciders?: readonly Decider[];
  readonly amount?: number;
  readonly days?: number;
  readonly scopeItems?: number;
  /** Taken at political level although its type is not (a go that touches a hard deadline). */
  readonly political?: boolean;
  /** Why this level is asked, as the end of a Dutch sentence. */
  readonly why?: string;
}
export interface Basis {
  readonly kind: 'eigen' | 'mandaat' | 'machtiging' | 'volmacht';
  readonly mandateId?: string;
}
export type Authority = { readonly basis: Basis } | { readonly broken: readonly Broken[] };

/** Bodies with power of their own; everybody else decides on a mandate. */
export const OWN_POWER: readonly Decider[] = ['college', 'raad', 'burgemeester', 'commissie'];
const ADVISORY: readonly Decider[] = ['projectgroep', 'stuurgroep', 'partner'];
/** Who has what a lower one has: a mandator keeps his power (Awb 10:7). The raad is not above the college. */
const LADDER: readonly Decider[] = ['projectleider', 'AO', 'MT', 'BO', 'college'];
/** Functions that a named person fills; their mandates end with the function. */
export const ROLE_BOUND = ['AO', 'BO', 'projectleider'] as const;

const broken = (refusal: Refusal, detail: string): Broken => ({ refusal, detail });

/**
 * On what ground may this body decide this, on the day of the act? All rules that are broken come back together. When
 * the matter lies above the body's level its mandate is not examined: a better mandate would not help.
 */
export function authorityFor(ask: Ask, _state: DossierState, context: DossierContext): Authority {
  const found: Broken[] = [];
  const { policy } = policyOn(context.organisation, context.day);
  const type = decisionTypeOf(policy, ask.decisionType);
  if (type === undefined)
    return { broken: [broken(DECISION_TYPE_UNKNOWN, `Het besluittype ${ask.decisionType} staat niet in het beleid.`)] };
  if (context.actor.as !== ask.body)
    found.push(broken(NOT_THE_BODY, `U handelt als ${context.actor.as}; dit is een besluit van ${ask.body}.`));
  if (ADVISORY.includes(ask.body))
    return { broken: [...found, broken(ADVICE_ONLY, `${ask.body} kan alleen adviseren.`)] };
  const then = context.then;
  const deciders = ask.deciders ?? type.deciders;
  const atLevel = mayDecide(ask.body, deciders);
  if (!atLevel) {
    found.push(
      broken(
        OUTSIDE_AUTHORITY,
        `${type.label} is hier aan ${deciders.join(' of ')}${ask.why === undefined ? '' : `: ${ask.why}`}; niet aan ${ask.body}.`,
      ),
    );
  }
  const political = type.political || ask.political === true;
  if (political && !OWN_POWER.includes(ask.body) && isVacant(then.coalition, 'BO', context.day)) {
    found.push(broken(ROLE_VACANT, `Op ${dutchDay(context.day)} is er geen bestuurlijk opdrachtgever.`));
  }
  if (OWN_POWER.includes(ask.body)) return found.length > 0 ? { broken: found } : { basis: { kind: 'eigen' } };
  if (!atLevel) return { broken: found };
  const ground = mandateFor(ask, then, context.day);
  if ('broken' in ground) return { broken: [...found, ...ground.broken] };
  return found.length > 0 ? { broken: found } : ground;
}

function mayDecide(body: Decider, deciders: readonly Decider[]): boolean {
  if (deciders.includes(body)) return true;
  const own = LADDER.indexOf(body);
  return own >= 0 && deciders.some((decider) => LADDER.indexOf(decider) >= 0 && LADDER.indexOf(decider) < own);
}

function mandateFor(ask: Ask, then: DossierState, day: string): Authority {
  const role = ROLE_BOUND.find((name) => name === ask.body);
  if (role !== undefined && holderOn(then.coalition, role, day) === undefined) {
    return {
      broken: [
        broken(NO_MANDATE, `De rol ${role} is op ${dutchDay(day)} niet vervuld; een mandaat eindigt met de functie.`),
      ],
    };
  }
  const { mandates } = then.mandates;
  const held = [...mandates.values()].filter(
    (mandate) =>
      mandate.grantee === ask.body &&
      mandate.decisionTypes.includes(ask.decisionType) &&
      chainOf(mandates, mandate).every((link) => isValidOn(link, day)),
  );
  if (held.length === 0) {
    return {
      broken: [
        broken(NO_MANDATE, `${ask.body} heeft op ${dutchDay(day)} geen geldig mandaat voor ${ask.decisionType}.`),
      ],
    };
  }
  const exceeded = held.map((mandate) => ({
    mandate,
    limits: chainOf(mandates, mandate).flatMap((link) => limitsExceeded(link, ask)),
  }));
  const fitting = exceeded.find(({ limits }) => limits.length === 0);
  if (fitting !== undefined) return { basis: { kind: fitting.mandate.kind, mandateId: fitting.mandate.mandateId } };
  const [closest] = exceeded.sort((a, b) => a.limits.length - b.limits.length);
  return {
    broken: [
      broken(
        OUTSIDE_MANDATE,
        `Mandaat ${closest!.mandate.mandateId} reikt niet zo ver: ${closest!.limits.join('; ')}.`,
      ),
    ],
  };
}

function limitsExceeded(mandate: Mandate, ask: Ask): readonly string[] {
  const exceeded: string[] = [];
  const amount = Math.abs(ask.amount ?? 0);
  if (mandate.maxAmountPerItem !== undefined && amount > mandate.maxAmountPerItem) {
    exceeded.push(`${dutchEuro(amount)} is meer dan ${dutchEuro(mandate.maxAmountPerItem)} per keer`);
  }
  if (mandate.maxAmountCumulative !== undefined && mandate.usedAmount + amount > mandate.maxAmountCumulative) {
    exceeded.push(
      `opgeteld ${dutchEuro(mandate.usedAmount + amount)} is meer dan ${dutchEuro(mandate.maxAmountCumulative)}`,
    );
  }
  if (mandate.maxDays !== undefined && Math.abs(ask.days ?? 0) > mandate.maxDays)
    exceeded.push(`${ask.days} werkdagen is meer dan ${mandate.maxDays}`);
  if (mandate.maxScopeItems !== undefined && Math.abs(ask.scopeItems ?? 0) > mandate.maxScopeItems)
    exceeded.push(`${ask.scopeItems} onderdelen is meer dan ${mandate.maxScopeItems}`);
  return exceeded;
}
