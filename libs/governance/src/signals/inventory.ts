import { currentBaseline } from '../scope/state.js';
import { leftTheScope } from '../processes/state.js';
import { later, raise, type Signal, type Situation } from './situation.js';

/** A process that stands on one of two lists only, and since when that is so. */
interface Difference {
  readonly processId: string;
  readonly from: string;
}

/** What the teams found besides or instead of the scope, once all of them are ready and until a change is proposed. */
export function inventory({ state }: Situation): readonly Signal[] {
  const { inventories, processes } = state.processes;
  const baseline = currentBaseline(state.scope);
  const ready = [...inventories.values()].map(({ completedOn }) => completedOn);
  if (baseline === undefined || ready.length === 0 || ready.includes(undefined)) return [];
  const changes = [...state.scope.changes.values()];
  const asked = changes.filter(({ endedOn }) => endedOn === undefined);
  /** What was proposed for it and came to nothing leaves the difference as it is, from that day on. */
  const since = (processId: string, from: string): string =>
    changes
      .filter(({ added, removed }) => removed.includes(processId) || added.some(({ itemId }) => itemId === processId))
      .reduce((last, { endedOn }) => later(last, endedOn ?? last), from);
  const found: readonly Difference[] = [...processes.values()]
    .filter(({ processId, team }) => inventories.has(team) && !leftTheScope(state, processId))
    .filter(({ processId }) => !baseline.items.some(({ itemId }) => itemId === processId))
    .filter(({ processId }) => !asked.some(({ added }) => added.some(({ itemId }) => itemId === processId)))
    .map(({ processId, recordedOn }) => ({ processId, from: since(processId, recordedOn) }));
  const notFound: readonly Difference[] = baseline.items
    .filter(({ kind, team }) => kind === 'proces' && team !== undefined && inventories.has(team))
    .filter(({ itemId }) => !processes.has(itemId) && !asked.some(({ removed }) => removed.includes(itemId)))
    .map(({ itemId }) => ({ processId: itemId, from: since(itemId, baseline.setOn) }));
  if (found.length + notFound.length === 0) return [];
  const complete = ready.reduce<string>((last, on) => later(last, on!), ready[0]!);
  const from = [...found, ...notFound].map((each) => later(each.from, complete)).sort()[0]!;
  const detail = `De teams vonden ${found.length} processen buiten de scope; ${notFound.length} processen van de scope vonden zij niet.`;
  return [raise('INVENTARISATIE_WIJKT_AF', from, detail)];
}
