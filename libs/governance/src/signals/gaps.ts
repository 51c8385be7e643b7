import type { DossierState } from '../dossier.js';
import type { CoalitionRole } from '../kernel/roles.js';
import { daysBetween } from '../kernel/time.js';

/** Half-open: `from` is the first day without, `to` the first day on which the role is filled again. */
export interface RoleGap {
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** When nobody filled a role while the programme was active, up to (not including) `until`. */
export function roleGaps(state: DossierState, role: CoalitionRole, until: string): readonly RoleGap[] {
  const { initiatedOn, ended } = state.lifecycle;
  if (initiatedOn === undefined) return [];
  const end = ended !== undefined && ended.on < until ? ended.on : until;
  const tenures = state.coalition.tenures
    .filter((tenure) => tenure.role === role)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const gaps: RoleGap[] = [];
  let covered = initiatedOn;
  const addGap = (to: string): void => {
    if (covered < to) gaps.push({ from: covered, to, days: daysBetween(covered, to) });
  };
  for (const tenure of tenures) {
    addGap(tenure.from < end ? tenure.from : end);
    const left = tenure.until ?? end;
    if (left > covered) covered = left;
  }
  addGap(end);
  return gaps;
}
