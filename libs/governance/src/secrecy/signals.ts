import type { DossierState } from '../dossier.js';
import { dutchDay, plusDays } from '../kernel/time.js';
import { secrecyGround } from './grounds.js';
import { isInForceSecrecy } from './state.js';

/** A signal without its severity, which stands in the catalogue of signals. */
export interface SecrecyFinding {
  readonly code: string;
  readonly since: string;
  readonly detail: string;
  readonly subjectId: string;
}

/** The signals of secrecy that is in force on a day. They never say what is secret. */
export function secrecySignals({
  state,
  day,
}: {
  readonly state: DossierState;
  readonly day: string;
}): readonly SecrecyFinding[] {
  const found: SecrecyFinding[] = [];
  for (const secrecy of state.secrecy.all.values()) {
    const { secrecyId, grounds, byLaw, imposedOn, reviewOn, unequal } = secrecy;
    if (!isInForceSecrecy(secrecy)) continue;
    const raise = (code: string, since: string, detail: string): void =>
      void found.push({ code, since, detail, subjectId: secrecyId });
    // A guard refuses this; only history that was read in can have it.
    if (!byLaw && !grounds.some((code) => secrecyGround(code) !== undefined))
      raise(
        'GEHEIMHOUDING_ZONDER_GROND',
        imposedOn,
        `Geheimhouding ${secrecyId} heeft geen grond uit artikel 5.1 lid 1 of lid 2 van de Woo.`,
      );
    if (reviewOn !== undefined && reviewOn < day)
      raise(
        'REVIEW_VERLOPEN',
        plusDays(reviewOn, 1),
        `Geheimhouding ${secrecyId} had uiterlijk ${dutchDay(reviewOn)} heroverwogen moeten worden.`,
      );
    for (const [organ, since] of unequal)
      raise(
        'ONGELIJK_GEINFORMEERD',
        since,
        `Geheim ${secrecyId} is aan enkele leden van ${organ} gegeven; het moet naar het hele orgaan.`,
      );
  }
  return found;
}
