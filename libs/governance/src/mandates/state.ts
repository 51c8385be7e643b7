import type { DossierEvent, DossierState } from '../dossier.js';
import type { Decider } from '../kernel/roles.js';

export interface Mandate {
  readonly mandateId: string;
  readonly kind: 'mandaat' | 'machtiging' | 'volmacht';
  readonly grantor: Decider;
  readonly grantee: Decider;
  readonly decisionTypes: readonly string[];
  readonly maxAmountPerItem: number | undefined;
  readonly maxAmountCumulative: number | undefined;
  readonly maxDays: number | undefined;
  readonly maxScopeItems: number | undefined;
  readonly subMandateAllowed: boolean;
  readonly parentMandateId: string | undefined;
  readonly validFrom: string;
  readonly validUntil: string | undefined;
  withdrawnOn: string | undefined;
  /** Sum of the amounts decided under it and its sub-mandates so far, in cents. */
  usedAmount: number;
}
export interface MandatesState {
  readonly mandates: Map<string, Mandate>;
  /** Consents by person and function (Awb 10:4). */
  readonly consents: {
    readonly grantee: string;
    readonly person: string;
    readonly by: 'gemandateerde' | 'werkgever' | 'beiden';
    readonly on: string;
  }[];
}
export const initialMandates = (): MandatesState => ({ mandates: new Map(), consents: [] });

/** A mandate runs to the end of its last day; it expires by itself, that is not an event. */
export function isValidOn(mandate: Mandate, day: string): boolean {
  return (
    mandate.validFrom <= day &&
    (mandate.validUntil === undefined || day <= mandate.validUntil) &&
    (mandate.withdrawnOn === undefined || day < mandate.withdrawnOn)
  );
}

/**
 * A mandate and those it was derived from. A sub-mandate falls with the mandate above it and uses up its room, so both
 * validity and limits are asked of every link.
 */
export function chainOf(mandates: ReadonlyMap<string, Mandate>, mandate: Mandate): readonly Mandate[] {
  const chain: Mandate[] = [];
  for (
    let link: Mandate | undefined = mandate;
    link !== undefined && !chain.includes(link);
    link = link.parentMandateId === undefined ? undefined : mandates.get(link.parentMandateId)
  )
    chain.push(link);
  return chain;
}

export function evolveMandates(state: MandatesState, event: DossierEvent, _whole: DossierState): void {
  switch (event.type) {
    case 'MandateGranted': {
      const { data } = event;
      state.mandates.set(data.mandateId, {
        mandateId: data.mandateId,
        kind: data.kind,
        grantor: data.grantor,
        grantee: data.grantee,
        decisionTypes: data.decisionTypes,
        maxAmountPerItem: data.maxAmountPerItem,
        maxAmountCumulative: data.maxAmountCumulative,
        maxDays: data.maxDays,
        maxScopeItems: data.maxScopeItems,
        subMandateAllowed: data.subMandateAllowed,
        parentMandateId: data.parentMandateId,
        validFrom: data.validFrom,
        validUntil: data.validUntil,
        withdrawnOn: undefined,
        usedAmount: 0,
      });
      return;
    }
    case 'MandateConsentRecorded':
      state.consents.push({
        grantee: event.data.grantee,
        person: event.data.person,
        by: event.data.by,
        on: event.meta.day,
      });
      return;
    case 'MandateWithdrawn': {
      const mandate = state.mandates.get(event.data.mandateId);
      if (mandate !== undefined) mandate.withdrawnOn ??= event.meta.day;
      return;
    }
    case 'DecisionTaken': {
      const used = event.data.basisMandateId === undefined ? undefined : state.mandates.get(event.data.basisMandateId);
      if (used === undefined) return;
      for (const link of chainOf(state.mandates, used)) link.usedAmount += Math.abs(event.data.amount ?? 0);
      return;
    }
  }
}
