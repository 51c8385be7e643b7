import type { ProjectHistory } from './history.js';
import type { Snapshot } from './snapshot.js';

/** The account of one file: `rowsIn` = `rowsRecorded` + `rowsListed`, always. */
export interface FileSummary {
  readonly file: string;
  readonly referenceDate: string;
  readonly sha256: string;
  readonly rowsIn: number;
  readonly rowsRecorded: number;
  /** Rows that are not recorded and stand whole in the list. */
  readonly rowsListed: number;
  /** Cells of recorded rows that count as not reported because they could not be read. */
  readonly cellsListed: number;
  /** Cells that are recorded with a remark. */
  readonly remarks: number;
}

export function summarise(snapshot: Snapshot): FileSummary {
  const count = (effect: string): number => snapshot.listed.filter((listed) => listed.effect === effect).length;
  const rowsListed = count('row-not-recorded');
  return {
    file: snapshot.file,
    referenceDate: snapshot.referenceDate,
    sha256: snapshot.sha256,
    rowsIn: snapshot.rowsIn,
    rowsRecorded: snapshot.rows.length,
    rowsListed,
    cellsListed: count('field-not-reported'),
    remarks: count('recorded'),
  };
}

/**
 * How far the whole-life cost of one project moved, from the first to the last time that it was reported. A cost of
 * zero is recorded as reported but never measured from or to: projects fill it in when they have no baseline yet.
 */
export interface CostDrift {
  readonly key: string;
  readonly name: string;
  readonly department: string;
  readonly from: { readonly referenceDate: string; readonly cents: number };
  readonly to: { readonly referenceDate: string; readonly cents: number };
  readonly driftCents: number;
}

/** Largest drift first, up or down; then by key, so that the order never depends on chance. */
export function costDrifts(projects: readonly ProjectHistory[]): readonly CostDrift[] {
  const size = (drift: CostDrift): number => Math.abs(drift.driftCents);
  return projects
    .map(costDrift)
    .filter((drift) => drift !== null)
    .sort((a, b) => size(b) - size(a) || (a.key < b.key ? -1 : 1));
}

function costDrift({ key, name, department, steps }: ProjectHistory): CostDrift | null {
  const reported = steps.flatMap(({ referenceDate, project }) =>
    project?.wholeLifeCost.kind === 'value' && project.wholeLifeCost.value !== 0
      ? [{ referenceDate, cents: project.wholeLifeCost.value }]
      : [],
  );
  const [from, to] = [reported[0], reported.at(-1)];
  if (from === undefined || to === undefined || reported.length < 2) return null;
  return { key, name, department, from, to, driftCents: to.cents - from.cents };
}
