import { dossierEvents, isHidden, type Hidden, type OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  basisPoints,
  ensure,
  figure,
  find,
  known,
  missing,
  nameOf,
  noteName,
  sinceOf,
  sum,
  told,
  unnamed,
  type Figure,
  type Named,
  type Table,
  type Told,
} from './shared.js';

interface ScopeItem {
  readonly itemId: string;
  readonly kind: string;
  readonly label?: string;
  readonly team?: string;
}
interface BaselineRow {
  baselineId: string;
  number: number;
  parent: string | null;
  decisionId: string;
  changeIds: string[];
  day: string;
  itemCount: Told<number>;
  cumulativeAmount: Told<number>;
  endDate: Told<string>;
  items: Told<ScopeItem[]>;
  entries: number[];
}
export type ChangeState =
  'voorgesteld' | 'beoordeeld' | 'gerouteerd' | 'goedgekeurd' | 'afgewezen' | 'ingetrokken' | 'verwerkt';
interface ChangeRow {
  changeId: string;
  subject: Told<string>;
  motivation: Told<string>;
  state: ChangeState;
  proposedOn: string | null;
  decidedOn: string | null;
  decisionId: string | null;
  amount: Told<number>;
  days: Told<number>;
  items: Told<number>;
  level: string | null;
  reasons: string[];
  entries: number[];
}
export interface ScopeDoc extends Named {
  baselines: BaselineRow[];
  changes: Table<ChangeRow>;
  /** The first credit the raad gave, incl. onvoorzien: every percentage is over this one. */
  credit: { amount: Told<number>; entries: number[] };
  /** The entries about a change or a baseline, so that a correction can say which thing it sets right. */
  recorded: Table<{ thing: string; label: string; position: number }>;
  rectified: Rectified[];
}
/** One value that was set right. Both stay to be read; the latest counts in every figure. */
interface Rectified {
  thing: string;
  label: string;
  on: string;
  field: string;
  was: Told<string>;
  is: Told<string>;
  reason: Told<string>;
  entries: number[];
}

function initialScopeDoc(): ScopeDoc {
  const none = { baselines: [], changes: {}, recorded: {}, rectified: [] };
  return { ...unnamed(), ...none, credit: { amount: null, entries: [] } };
}

const blank = (changeId: string): ChangeRow => ({
  changeId,
  subject: null,
  motivation: null,
  state: 'voorgesteld',
  proposedOn: null,
  decidedOn: null,
  decisionId: null,
  amount: null,
  days: null,
  items: null,
  level: null,
  reasons: [],
  entries: [],
});

function evolveScopeDoc(doc: ScopeDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  noteRecorded(doc, event);
  const { position, day } = event.meta;
  const row = (id: string): ChangeRow => {
    const found = ensure(doc.changes, id, () => blank(id));
    found.entries.push(position);
    return found;
  };
  switch (event.type) {
    case 'FrameAdopted':
    case 'FrameAmended':
      if (doc.credit.amount === null && event.data.credit !== undefined) {
        doc.credit = { amount: event.data.credit, entries: [position] };
      }
      return;
    case 'ScopeChangeProposed': {
      const { changeId, subject, motivation, amount, days, added, removed } = event.data;
      const plus = known(told(added));
      const minus = known(told(removed));
      const items = plus && minus ? plus.length - minus.length : missing(added, removed);
      const proposed = { subject, motivation, amount, days, items, proposedOn: day };
      Object.assign(row(changeId), proposed);
      return;
    }
    case 'ImpactAssessed': {
      const { changeId, amount, days, scopeItems } = event.data;
      Object.assign(row(changeId), { amount, days, items: scopeItems, state: 'beoordeeld' });
      return;
    }
    case 'ScopeChangeRouted':
      Object.assign(row(event.data.changeId), {
        state: 'gerouteerd',
        level: event.data.level,
        reasons: [...event.data.reasons],
      });
      return;
    case 'ScopeChangeApproved':
      Object.assign(row(event.data.changeId), {
        state: 'goedgekeurd',
        decidedOn: day,
        decisionId: event.data.decisionId,
      });
      return;
    case 'ScopeChangeRejected':
      Object.assign(row(event.data.changeId), {
        state: 'afgewezen',
        decidedOn: day,
        decisionId: event.data.decisionId ?? null,
      });
      return;
    case 'ScopeChangeWithdrawn':
      Object.assign(row(event.data.changeId), { state: 'ingetrokken', decidedOn: day });
      return;
    case 'BaselineSet':
      setBaseline(doc, event);
      return;
    case 'RecordRectified':
      rectify(doc, event);
      return;
    default:
      return;
  }
}

/** Which thing an entry is about, for corrections; an entry without a place in the log is not led to. */
export function noteRecorded(doc: ScopeDoc, { type, data, meta }: OpenedDossierEvent): void {
  const { changeId, baselineId } = data as { readonly changeId?: string; readonly baselineId?: string };
  const thing = changeId ?? baselineId;
  if (thing === undefined) return;
  doc.recorded[meta.entryId] = { thing, label: dossierEvents[type].label, position: meta.position };
}
function rectify(doc: ScopeDoc, { data, meta }: Extract<OpenedDossierEvent, { type: 'RecordRectified' }>): void {
  const target = find(doc.recorded, data.entryId);
  if (target === undefined) return;
  const { thing, label } = target;
  const entries = [target.position, meta.position].filter((position) => position >= 0);
  const changes = isHidden(data.changes)
    ? data.fields.map((field) => ({ field, was: data.changes as Hidden, is: data.changes as Hidden }))
    : data.changes;
  const reason = told(data.reason);
  for (const { field, was, is } of changes)
    doc.rectified.push({ thing, label, on: meta.day, field, was, is, reason, entries });
}

/** What stands on the parent and its changes, so that a corrected amount counts; undefined when one is not known here. */
function cumulativeOf(doc: ScopeDoc, parent: string | undefined, changeIds: readonly string[]): number | undefined {
  const before = known(doc.baselines.find(({ baselineId }) => baselineId === parent)?.cumulativeAmount);
  const amounts = changeIds.map((id) => known(find(doc.changes, id)?.amount));
  if (before === undefined || amounts.some((amount) => amount === undefined)) return undefined;
  return amounts.reduce<number>((sum, amount) => sum + amount!, before);
}

function setBaseline(doc: ScopeDoc, event: Extract<OpenedDossierEvent, { type: 'BaselineSet' }>): void {
  const { baselineId, number, parent, decisionId, changeIds, itemCount, cumulativeAmount, endDate, items } = event.data;
  const { day, position } = event.meta;
  for (const id of changeIds) {
    const change = find(doc.changes, id);
    if (change !== undefined) change.state = 'verwerkt';
  }
  doc.baselines.push({
    baselineId,
    number,
    parent: parent ?? null,
    decisionId,
    changeIds: [...changeIds],
    day,
    itemCount,
    cumulativeAmount: cumulativeOf(doc, parent, changeIds) ?? cumulativeAmount,
    endDate: told(endDate),
    items: items as Told<ScopeItem[]>,
    entries: [position],
  });
  doc.baselines.sort((a, b) => a.number - b.number);
}

export interface PresentedBaseline {
  readonly baselineId: string;
  readonly number: number;
  readonly label: string;
  readonly day: string;
  readonly decisionId: string;
  readonly changeIds: readonly string[];
  readonly itemCount: Figure<number>;
  readonly itemsVsOriginal: Figure<number>;
  readonly cumulativeAmount: Figure<number>;
  /** Hundredths of a percent of the original krediet: 841 is 8,41%. */
  readonly cumulativeBasisPoints: Figure<number>;
  readonly endDate: Figure<string>;
  readonly entries: readonly number[];
}
export interface PresentedItem {
  readonly itemId: string;
  readonly kind: string;
  readonly label: string;
  readonly team: string | null;
  readonly since: string;
  readonly until: string | null;
  readonly entries: readonly number[];
}
/** What changed from one baseline to another. */
export interface BaselineDifference {
  readonly from: string;
  readonly to: string;
  readonly added: Told<readonly string[]>;
  readonly removed: Told<readonly string[]>;
  readonly count: Figure<number>;
  readonly amount: Figure<number>;
  readonly endDates: { readonly from: Told<string>; readonly to: Told<string> };
}
export interface PresentedScope {
  readonly day: string;
  readonly name: Figure<string>;
  readonly since: string;
  /** Between every two baselines: the first with the last in front, then in order. */
  readonly differences: readonly BaselineDifference[];
  readonly credit: Figure<number>;
  readonly original: PresentedBaseline | null;
  readonly current: PresentedBaseline | null;
  readonly baselines: readonly PresentedBaseline[];
  readonly changes: readonly (Readonly<ChangeRow> & { readonly amountFigure: Figure<number> })[];
  readonly counts: {
    readonly open: Figure<number>;
    readonly approved: Figure<number>;
    readonly rejected: Figure<number>;
  };
  /** Working days of all approved changes together. */
  readonly cumulativeDays: Figure<number>;
  readonly rectified: readonly Readonly<Rectified>[];
  readonly items: readonly PresentedItem[];
}

/** There is an original baseline, since there is a later one; it was not released to this reader. */
export const NOT_SHOWN: Hidden = { hidden: 'withheld' };
export const APPROVED: ReadonlySet<ChangeState> = new Set(['goedgekeurd', 'verwerkt']);
const OPEN: ReadonlySet<ChangeState> = new Set(['voorgesteld', 'beoordeeld', 'gerouteerd']);

/** B0 itself, never the first that this reader may see: a later baseline in its place would hide the drift. */
const originalOf = (doc: ScopeDoc): BaselineRow | undefined => doc.baselines.find((row) => row.number === 0);

function presentBaseline(row: BaselineRow, doc: ScopeDoc): PresentedBaseline {
  const first = originalOf(doc);
  const credit = known(doc.credit.amount);
  const amount = known(row.cumulativeAmount);
  const count = known(row.itemCount);
  const original = known(first?.itemCount);
  const points =
    credit === undefined || amount === undefined
      ? missing(doc.credit.amount, row.cumulativeAmount)
      : basisPoints(amount, credit);
  const versus =
    first === undefined
      ? NOT_SHOWN
      : count === undefined || original === undefined
        ? missing(row.itemCount, first.itemCount)
        : count - original;
  return {
    baselineId: row.baselineId,
    number: row.number,
    label: `B${row.number}`,
    day: row.day,
    decisionId: row.decisionId,
    changeIds: row.changeIds,
    itemCount: figure(row.itemCount, row.entries),
    itemsVsOriginal: figure(versus, [...(first?.entries ?? []), ...row.entries]),
    cumulativeAmount: figure(row.cumulativeAmount, row.entries),
    cumulativeBasisPoints: figure(points, [...doc.credit.entries, ...row.entries]),
    endDate: figure(row.endDate, row.entries),
    entries: row.entries,
  };
}

function minus(a: Told<number>, b: Told<number>): Told<number> {
  const [left, right] = [known(a), known(b)];
  return left === undefined || right === undefined ? missing(a, b) : left - right;
}
/** The names of what stands in one list and not in the other. */
function beyond(these: Told<ScopeItem[]>, those: Told<ScopeItem[]>): Told<readonly string[]> {
  const [left, right] = [known(these), known(those)];
  if (left === undefined || right === undefined) return missing(these, those);
  const there = new Set(right.map((item) => item.itemId));
  return left.filter((item) => !there.has(item.itemId)).map((item) => item.label ?? item.itemId);
}
function differenceOf(from: BaselineRow, to: BaselineRow): BaselineDifference {
  const entries = [...from.entries, ...to.entries];
  return {
    from: `B${from.number}`,
    to: `B${to.number}`,
    added: beyond(to.items, from.items),
    removed: beyond(from.items, to.items),
    count: figure(minus(to.itemCount, from.itemCount), entries),
    amount: figure(minus(to.cumulativeAmount, from.cumulativeAmount), entries),
    endDates: { from: from.endDate, to: to.endDate },
  };
}
function differencesOf(baselines: readonly BaselineRow[]): BaselineDifference[] {
  const pairs = baselines.flatMap((from, index) => baselines.slice(index + 1).map((to) => [from, to] as const));
  const whole = pairs.find(([from, to]) => from === baselines[0] && to === baselines.at(-1));
  const others = pairs.filter((pair) => pair !== whole);
  return (whole === undefined ? others : [whole, ...others]).map(([from, to]) => differenceOf(from, to));
}

function lifecycles(baselines: readonly BaselineRow[]): PresentedItem[] {
  const seen = new Map<string, { -readonly [K in keyof PresentedItem]: PresentedItem[K] }>();
  for (const baseline of baselines) {
    const items = known(baseline.items);
    if (items === undefined) continue;
    const present = new Set(items.map((item) => item.itemId));
    for (const item of items) {
      if (seen.has(item.itemId)) continue;
      const { itemId, kind } = item;
      const named = { label: item.label ?? itemId, team: item.team ?? null };
      seen.set(itemId, {
        itemId,
        kind,
        ...named,
        since: `B${baseline.number}`,
        until: null,
        entries: baseline.entries,
      });
    }
    for (const item of seen.values()) {
      if (item.until === null && !present.has(item.itemId)) item.until = `B${baseline.number}`;
    }
  }
  return [...seen.values()];
}

export function presentScope(doc: ScopeDoc, at: PresentContext): PresentedScope {
  const baselines = doc.baselines.map((row) => presentBaseline(row, doc));
  const changes = Object.values(doc.changes).sort(
    (a, b) => (a.proposedOn ?? '').localeCompare(b.proposedOn ?? '') || a.changeId.localeCompare(b.changeId),
  );
  const counted = (states: ReadonlySet<ChangeState>): Figure<number> => {
    const hits = changes.filter((change) => states.has(change.state));
    return figure(
      hits.length,
      hits.flatMap((change) => change.entries.slice(-1)),
    );
  };
  const approved = changes.filter((change) => APPROVED.has(change.state));
  const hidden = missing(...approved.map((change) => change.days));
  return {
    day: at.day,
    name: nameOf(doc),
    since: sinceOf(at),
    differences: differencesOf(doc.baselines),
    credit: figure(doc.credit.amount, doc.credit.entries),
    original: baselines.find((one) => one.number === 0) ?? null,
    current: baselines.at(-1) ?? null,
    baselines,
    changes: changes.map((change) => ({ ...change, amountFigure: figure(change.amount, change.entries) })),
    counts: {
      open: counted(OPEN),
      approved: counted(APPROVED),
      rejected: counted(new Set(['afgewezen', 'ingetrokken'])),
    },
    cumulativeDays: figure(
      hidden ?? sum(approved.map((change) => known(change.days) ?? 0)),
      approved.flatMap((change) => change.entries.slice(-1)),
    ),
    rectified: doc.rectified,
    items: lifecycles(doc.baselines),
  };
}

/** Scope baseline and change history (governance.md, read model e). */
export const scopeHistory: ReadModel<ScopeDoc, PresentedScope> = {
  name: 'scope-history',
  version: 3,
  initial: initialScopeDoc,
  evolve: evolveScopeDoc,
  present: presentScope,
};
