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
  MANDATE_EXPIRED,
  MANDATE_OF_OTHER,
  MANDATE_WITHDRAWN,
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
  /** The mandate that the body relies on; without it the one that reaches is found. */
  readonly mandateId?: string;
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
export const LADDER: readonly Decider[] = ['projectleider', 'AO', 'MT', 'BO', 'college'];
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
  // Who has power of his own needs no mandate; naming one all the same is a mistake that is told.
  if (OWN_POWER.includes(ask.body) && ask.mandateId === undefined)
    return found.length > 0 ? { broken: found } : { basis: { kind: 'eigen' } };
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
  const judged = [...mandates.values()]
    .filter((mandate) =>
      ask.mandateId === undefined
        ? mandate.grantee === ask.body && mandate.decisionTypes.includes(ask.decisionType)
        : mandate.mandateId === ask.mandateId,
    )
    .map((mandate) => ({ mandate, faults: faultsOf(mandate, mandates, ask, day) }));
  if (judged.length === 0) {
    const named = ask.mandateId === undefined ? '' : ` ${ask.mandateId}`;
    return {
      broken: [
        broken(
          NO_MANDATE,
          `${ask.body} heeft op ${dutchDay(day)} geen geldig mandaat${named} voor ${ask.decisionType}.`,
        ),
      ],
    };
  }
  const [best] = judged.sort((a, b) => rank(a.faults) - rank(b.faults));
  const { mandate, faults } = best!;
  return faults.length === 0 ? { basis: { kind: mandate.kind, mandateId: mandate.mandateId } } : { broken: faults };
}
/** The mandate that nearly reaches is told about: too narrow comes nearer than no longer or not yet valid. */
const rank = (faults: readonly Broken[]): number =>
  faults.length + (faults.some(({ refusal }) => refusal !== OUTSIDE_MANDATE) ? MAX_LIMITS : 0);
const MAX_LIMITS = 10;

/** Everything that keeps this body from deciding this on this mandate today. */
function faultsOf(mandate: Mandate, mandates: ReadonlyMap<string, Mandate>, ask: Ask, day: string): readonly Broken[] {
  const { mandateId, grantee } = mandate;
  const faults: Broken[] = [];
  if (grantee !== ask.body)
    faults.push(broken(MANDATE_OF_OTHER, `Mandaat ${mandateId} is van ${grantee}, niet van ${ask.body}.`));
  if (!mandate.decisionTypes.includes(ask.decisionType))
    faults.push(broken(NO_MANDATE, `Mandaat ${mandateId} gaat niet over ${ask.decisionType}.`));
  const chain = chainOf(mandates, mandate);
  for (const link of chain) {
    const name = link === mandate ? `Mandaat ${mandateId}` : `Mandaat ${link.mandateId}, waarop ${mandateId} rust,`;
    const fault = standing(link, name, day);
    if (fault !== undefined) faults.push(fault);
  }
  const exceeded = chain.flatMap((link) => limitsExceeded(link, ask));
  if (exceeded.length > 0)
    faults.push(broken(OUTSIDE_MANDATE, `Mandaat ${mandateId} reikt niet zo ver: ${exceeded.join('; ')}.`));
  return faults;
}
function standing(mandate: Mandate, name: string, day: string): Broken | undefined {
  const { validFrom, validUntil, withdrawnOn } = mandate;
  if (isValidOn(mandate, day)) return undefined;
  if (withdrawnOn !== undefined && withdrawnOn <= day)
    return broken(MANDATE_WITHDRAWN, `${name} is ingetrokken op ${dutchDay(withdrawnOn)}.`);
  if (validUntil !== undefined && validUntil < day)
    return broken(MANDATE_EXPIRED, `${name} liep tot en met ${dutchDay(validUntil)}.`);
  return broken(NO_MANDATE, `${name} geldt pas vanaf ${dutchDay(validFrom)}.`);
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
