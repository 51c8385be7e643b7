import {
  decideTermOf,
  isHidden,
  type Classification,
  type Decider,
  type OpenedDossierEvent,
  type SecrecyOrgan,
} from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import { articlesOf } from './secret-items.js';
import {
  ensure,
  figure,
  find,
  known,
  median,
  nameOf,
  noteName,
  sinceOf,
  told,
  unnamed,
  type Figure,
  type Named,
  type Table,
  type Told,
} from './shared.js';

interface AdviceRow {
  kind: string;
  requestedOn: string | null;
  dueOn: string | null;
  renderedOn: string | null;
  verdict: Told<string>;
  entries: number[];
}
export interface ConditionRow {
  conditionId: string;
  decisionId: string;
  owner: string;
  dueOn: string;
  blocks: string;
  condition: Told<string>;
  fulfilledOn: string | null;
  entries: number[];
}
export type DecisionState =
  | 'concept'
  | 'ingediend'
  | 'voorgenomen'
  | 'aangehouden'
  | 'genomen'
  | 'afgewezen'
  | 'voorstel ingetrokken'
  | 'vervangen'
  | 'ingetrokken'
  | 'vervallen'
  | 'vernietigd'
  | 'feitelijk, zonder bevoegdheid';

interface DecisionRow {
  decisionId: string;
  type: string | null;
  body: string | null;
  subject: Told<string>;
  text: Told<string>;
  publicText: Told<string>;
  state: DecisionState;
  classification: Classification;
  draftedOn: string | null;
  submittedOn: string | null;
  deferredUntil: string | null;
  takenOn: string | null;
  recordedAt: string | null;
  late: boolean;
  attestedOn: string | null;
  attestedBy: string | null;
  listNumber: string | null;
  publishedOn: string | null;
  wooCategory: string | null;
  basis: string | null;
  mandateId: string | null;
  options: number;
  optionEntries: number[];
  advice: AdviceRow[];
  questionsOpen: string[];
  dissent: number;
  dependsOn: string[];
  /** The things that it is about. */
  topics: string[];
  supersededBy: string | null;
  executionStartedOn: string | null;
  executedOn: string | null;
  amount: Told<number>;
  days: Told<number>;
  votesFor: number | null;
  votesAgainst: number | null;
  caseUri: string | null;
  entries: number[];
}
export interface DecisionsDoc extends Named {
  decisions: Table<DecisionRow>;
  conditions: Table<ConditionRow>;
  /** The published lists, by body and number: when it came out and whether the number was kept from it. */
  listed: Table<{ publishedOn: string; withheld: boolean; entries: number[] }>;
  secrecies: SecrecyRow[];
}
/** A secrecy over decisions, for who may know which decisions those are. */
interface SecrecyRow {
  secrecyId: string;
  imposedBy: SecrecyOrgan;
  grounds: string[];
  byLaw: boolean;
  decisionIds: string[];
  imposedOn: string;
  reviewOn: string | null;
  liftedOn: string | null;
  entries: number[];
}

const blank = (decisionId: string): DecisionRow => ({
  decisionId,
  type: null,
  body: null,
  subject: null,
  text: null,
  publicText: null,
  state: 'concept',
  classification: 'intern',
  draftedOn: null,
  submittedOn: null,
  deferredUntil: null,
  takenOn: null,
  recordedAt: null,
  late: false,
  attestedOn: null,
  attestedBy: null,
  listNumber: null,
  publishedOn: null,
  wooCategory: null,
  basis: null,
  mandateId: null,
  options: 0,
  optionEntries: [],
  advice: [],
  questionsOpen: [],
  dissent: 0,
  dependsOn: [],
  topics: [],
  supersededBy: null,
  executionStartedOn: null,
  executedOn: null,
  amount: null,
  days: null,
  votesFor: null,
  votesAgainst: null,
  caseUri: null,
  entries: [],
});

function adviceOf(row: DecisionRow, kind: string): AdviceRow {
  const found = row.advice.find((advice) => advice.kind === kind);
  if (found) return found;
  const made: AdviceRow = { kind, requestedOn: null, dueOn: null, renderedOn: null, verdict: null, entries: [] };
  row.advice.push(made);
  return made;
}

function initialDecisionsDoc(): DecisionsDoc {
  return { ...unnamed(), decisions: {}, conditions: {}, listed: {}, secrecies: [] };
}

// eslint-disable-next-line max-lines-per-function -- one switch that reads as a table, a case per event
function evolveDecisionsDoc(doc: DecisionsDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  const { position, day } = event.meta;
  const row = (id: string): DecisionRow => {
    const found = ensure(doc.decisions, id, () => blank(id));
    found.entries.push(position);
    return found;
  };
  switch (event.type) {
    case 'ProposalDrafted': {
      const { decisionType, body, subject, dependsOn, topics } = event.data;
      const drafted = { type: decisionType, body, subject: told(subject), draftedOn: day };
      const about = { dependsOn: [...dependsOn], topics: [...topics], classification: event.meta.classification };
      Object.assign(row(event.data.decisionId), drafted, about);
      return;
    }
    case 'OptionRecorded': {
      const target = row(event.data.decisionId);
      target.options += 1;
      target.optionEntries.push(position);
      return;
    }
    case 'ProposalSubmitted':
      Object.assign(row(event.data.decisionId), { state: 'ingediend', submittedOn: day });
      return;
    case 'ProposalRejected':
      Object.assign(row(event.data.decisionId), { state: 'afgewezen' });
      return;
    case 'ProposalWithdrawn':
      Object.assign(row(event.data.decisionId), { state: 'voorstel ingetrokken' });
      return;
    case 'AdviceRequested': {
      const advice = adviceOf(row(event.data.decisionId), event.data.kind);
      advice.requestedOn = day;
      advice.dueOn = event.data.dueOn ?? null;
      advice.entries.push(position);
      return;
    }
    case 'AdviceRendered': {
      const advice = adviceOf(row(event.data.decisionId), event.data.kind);
      advice.renderedOn = day;
      advice.verdict = told(event.data.verdict);
      advice.entries.push(position);
      return;
    }
    case 'QuestionRaised':
      row(event.data.decisionId).questionsOpen.push(event.data.questionId);
      return;
    case 'QuestionAnswered': {
      const target = row(event.data.decisionId);
      target.questionsOpen = target.questionsOpen.filter((question) => question !== event.data.questionId);
      return;
    }
    case 'IntentionStated':
      Object.assign(row(event.data.decisionId), { state: 'voorgenomen' });
      return;
    case 'DecisionDeferred':
      Object.assign(row(event.data.decisionId), { state: 'aangehouden', deferredUntil: event.data.until ?? null });
      return;
    case 'DecisionTaken':
      takeDecision(row(event.data.decisionId), event);
      return;
    case 'FactualDecisionRecorded': {
      const { decisionType, body, subject, decision } = event.data;
      Object.assign(row(event.data.decisionId), {
        type: decisionType,
        body,
        subject: told(subject),
        text: told(decision),
        state: 'feitelijk, zonder bevoegdheid',
        takenOn: day,
        recordedAt: event.meta.recordedAt,
        late: event.meta.late,
        classification: event.meta.classification,
      });
      return;
    }
    case 'DecisionAttested': {
      const { evidence, listNumber } = event.data;
      const attestedBy = listNumber === undefined ? evidence : `${evidence} ${listNumber}`;
      Object.assign(row(event.data.decisionId), { attestedOn: day, attestedBy, listNumber: listNumber ?? null });
      return;
    }
    case 'DecisionPublished': {
      const { publicText, wooCategory } = event.data;
      Object.assign(row(event.data.decisionId), { publishedOn: day, publicText: told(publicText), wooCategory });
      return;
    }
    case 'DecisionSuperseded':
      Object.assign(row(event.data.decisionId), { state: 'vervangen', supersededBy: event.data.byDecisionId });
      return;
    case 'DecisionRevoked':
      Object.assign(row(event.data.decisionId), {
        state: 'ingetrokken',
        supersededBy: event.data.byDecisionId ?? null,
      });
      return;
    case 'DecisionLapsed':
      Object.assign(row(event.data.decisionId), { state: 'vervallen' });
      return;
    case 'DecisionAnnulled':
      Object.assign(row(event.data.decisionId), { state: 'vernietigd' });
      return;
    case 'DissentRecorded':
      row(event.data.decisionId).dissent += 1;
      return;
    case 'ConditionAttached': {
      const { conditionId, decisionId, owner, dueOn, blocks, condition } = event.data;
      const made = { conditionId, decisionId, owner, dueOn, blocks, condition: told(condition) };
      doc.conditions[conditionId] = { ...made, fulfilledOn: null, entries: [position] };
      row(decisionId);
      return;
    }
    case 'GoNoGoDecided':
      for (const condition of isHidden(event.data.conditions) ? [] : event.data.conditions) {
        const named = { ...condition, decisionId: event.data.decisionId, blocks: 'niets' };
        doc.conditions[condition.conditionId] = { ...named, fulfilledOn: null, entries: [position] };
      }
      return;
    case 'ConditionFulfilled': {
      const condition = find(doc.conditions, event.data.conditionId);
      if (condition === undefined) return;
      condition.fulfilledOn = day;
      condition.entries.push(position);
      return;
    }
    case 'ExecutionStarted':
      Object.assign(row(event.data.decisionId), { executionStartedOn: day });
      return;
    case 'ExecutionCompleted':
      Object.assign(row(event.data.decisionId), { executedOn: day });
      return;
    default:
      evolvePublicity(doc, event);
  }
}

/** The lists on which decisions stand, and the secrecies over them. */
function evolvePublicity(doc: DecisionsDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  switch (event.type) {
    case 'DecisionListPublished': {
      const { body, numbers, withheld } = event.data;
      for (const number of [...numbers, ...withheld]) {
        const listed = { publishedOn: day, withheld: withheld.includes(number), entries: [position] };
        ensure(doc.listed, `${body} ${number}`, () => listed);
      }
      return;
    }
    case 'SecrecyImposed': {
      const { secrecyId, imposedBy, grounds, byLaw, decisionIds, reviewOn } = event.data;
      if (isHidden(decisionIds)) return;
      const imposed = { secrecyId, imposedBy, grounds: [...grounds], byLaw, decisionIds: [...decisionIds] };
      doc.secrecies.push({
        ...imposed,
        imposedOn: day,
        reviewOn: reviewOn ?? null,
        liftedOn: null,
        entries: [position],
      });
      return;
    }
    case 'SecrecyLifted': {
      const secrecy = doc.secrecies.find(({ secrecyId }) => secrecyId === event.data.secrecyId);
      if (secrecy === undefined) return;
      secrecy.liftedOn ??= day;
      secrecy.entries.push(position);
      return;
    }
    default:
      return;
  }
}

function takeDecision(row: DecisionRow, event: Extract<OpenedDossierEvent, { type: 'DecisionTaken' }>): void {
  const { data, meta } = event;
  row.type = data.decisionType;
  row.body = data.body;
  row.subject = told(data.subject);
  row.text = told(data.decision);
  row.state = 'genomen';
  row.takenOn = meta.day;
  row.recordedAt = meta.recordedAt;
  row.late = meta.late;
  row.classification = meta.classification;
  row.basis = data.basis;
  row.mandateId = data.basisMandateId ?? null;
  row.amount = told(data.amount);
  row.days = told(data.days);
  row.votesFor = data.votesFor ?? null;
  row.votesAgainst = data.votesAgainst ?? null;
  row.caseUri = data.caseUri ?? null;
  row.topics = [...data.topics];
  row.dependsOn = [...new Set([...row.dependsOn, ...data.dependsOn])];
}

export interface PresentedDecision {
  readonly decisionId: string;
  readonly type: string | null;
  readonly typeLabel: string;
  readonly body: string | null;
  readonly subject: Told<string>;
  readonly text: Told<string>;
  readonly publicText: Told<string>;
  readonly state: DecisionState;
  readonly classification: Classification;
  readonly takenOn: string | null;
  readonly recordedAt: string | null;
  readonly late: boolean;
  readonly attestedOn: string | null;
  readonly attestedBy: string | null;
  readonly attestation: 'bevestigd' | 'nog niet bevestigd' | 'te laat' | 'niet van toepassing';
  readonly listNumber: string | null;
  /** The list on which its number came out; null when there is none yet. */
  readonly list: {
    readonly publishedOn: string;
    readonly withheld: boolean;
    readonly entries: readonly number[];
  } | null;
  readonly publishedOn: string | null;
  readonly wooCategory: string | null;
  readonly secrecy: readonly DecisionSecrecy[];
  readonly basis: string | null;
  readonly mandateId: string | null;
  readonly options: Figure<number>;
  readonly advice: readonly Readonly<AdviceRow>[];
  readonly adviceMissing: readonly string[];
  readonly questionsOpen: number;
  readonly conditions: readonly (Readonly<ConditionRow> & { readonly overdue: boolean })[];
  readonly conditionsOpen: number;
  readonly dissent: boolean;
  readonly dependsOn: readonly string[];
  readonly supersededBy: string | null;
  readonly executionStartedOn: string | null;
  readonly executedOn: string | null;
  readonly votes: { readonly for: number | null; readonly against: number | null };
  readonly amount: Told<number>;
  readonly caseUri: string | null;
  /** Working days from drafting to taking. */
  readonly leadTime: number | null;
  /** Working days that a proposal has been waiting, and the term that goes with its body. */
  readonly waiting: { readonly days: number; readonly term: number; readonly overdue: boolean } | null;
  readonly entries: readonly number[];
}
export interface DecisionSecrecy {
  readonly secrecyId: string;
  readonly imposedBy: SecrecyOrgan;
  readonly articles: readonly string[];
  readonly imposedOn: string;
  readonly reviewOn: string | null;
  readonly liftedOn: string | null;
  readonly entries: readonly number[];
}
/** One decision that rests on another, or stands in its place. */
export interface DecisionRelation {
  readonly from: string;
  readonly kind: 'hangt af van' | 'vervangen door' | 'ingetrokken door';
  readonly to: string;
  readonly entries: readonly number[];
}
export interface PresentedDecisionRegister {
  readonly day: string;
  readonly name: Figure<string>;
  readonly since: string;
  readonly relations: readonly DecisionRelation[];
  readonly counts: {
    readonly taken: Figure<number>;
    readonly waiting: Figure<number>;
    readonly unattested: Figure<number>;
    readonly conditionsOpen: Figure<number>;
    readonly withoutExecution: Figure<number>;
    readonly medianLeadTime: Figure<number>;
  };
  readonly decisions: readonly PresentedDecision[];
  readonly perBody: readonly { readonly body: string; readonly count: Figure<number> }[];
  readonly leadTimes: readonly { readonly label: string; readonly count: Figure<number> }[];
}

const WAITING: ReadonlySet<DecisionState> = new Set(['ingediend', 'voorgenomen', 'aangehouden']);
const STANDING: ReadonlySet<DecisionState> = new Set(['genomen', 'feitelijk, zonder bevoegdheid']);
/** Upper edges of the lead-time histogram, in working days. */
const LEAD_EDGES = [0, 5, 10, 20, 40] as const;

function presentDecision(row: DecisionRow, doc: DecisionsDoc, at: PresentContext): PresentedDecision {
  const { calendar, policy, day } = at;
  const type =
    row.type === null
      ? undefined
      : find(policy.decisionTypes as Table<(typeof policy.decisionTypes)[string]>, row.type);
  const conditions = Object.values(doc.conditions)
    .filter((condition) => condition.decisionId === row.decisionId)
    .map((condition) => ({ ...condition, overdue: condition.fulfilledOn === null && condition.dueOn < day }));
  const rendered = new Set(row.advice.filter((advice) => advice.renderedOn !== null).map((advice) => advice.kind));
  const { draftedOn, optionEntries, options, dissent, questionsOpen, votesFor, votesAgainst, submittedOn, ...rest } =
    row;
  const { days: _days, deferredUntil: _deferred, ...shownRow } = rest;
  const waited = submittedOn === null ? 0 : calendar.workingDaysBetween(submittedOn, day);
  const term = row.body === null ? policy.decideWithinDays : decideTermOf(policy, row.body as Decider);
  return {
    ...shownRow,
    typeLabel: type?.label ?? row.type ?? 'onbekend',
    attestation: attestationOf(row, at),
    options: figure(options, optionEntries),
    adviceMissing: (type?.advice ?? []).filter((kind) => !rendered.has(kind)),
    questionsOpen: questionsOpen.length,
    conditions,
    conditionsOpen: conditions.filter((condition) => condition.fulfilledOn === null).length,
    dissent: dissent > 0,
    list: row.listNumber === null ? null : (find(doc.listed, `${row.body} ${row.listNumber}`) ?? null),
    secrecy: secrecyOver(doc, row.decisionId),
    votes: { for: votesFor, against: votesAgainst },
    leadTime: draftedOn === null || row.takenOn === null ? null : calendar.workingDaysBetween(draftedOn, row.takenOn),
    waiting: WAITING.has(row.state) ? { days: waited, term, overdue: waited > term } : null,
  };
}

function secrecyOver(doc: DecisionsDoc, decisionId: string): DecisionSecrecy[] {
  return doc.secrecies
    .filter(({ decisionIds }) => decisionIds.includes(decisionId))
    .map(({ secrecyId, imposedBy, grounds, byLaw, imposedOn, reviewOn, liftedOn, entries }) => ({
      ...{ secrecyId, imposedBy, imposedOn, reviewOn, liftedOn, entries },
      articles: byLaw ? ['Gemw 23 lid 4'] : articlesOf(grounds),
    }));
}

function attestationOf(row: DecisionRow, at: PresentContext): PresentedDecision['attestation'] {
  if (row.attestedOn !== null) return 'bevestigd';
  if (row.takenOn === null || !STANDING.has(row.state)) return 'niet van toepassing';
  const waited = at.calendar.workingDaysBetween(row.takenOn, at.day);
  return waited > at.policy.attestWithinDays ? 'te laat' : 'nog niet bevestigd';
}

export function presentDecisions(doc: DecisionsDoc, at: PresentContext): PresentedDecisionRegister {
  const decisions = Object.values(doc.decisions)
    .map((row) => presentDecision(row, doc, at))
    .sort(
      (a, b) => (a.takenOn ?? '9999').localeCompare(b.takenOn ?? '9999') || a.decisionId.localeCompare(b.decisionId),
    );
  const counted = (test: (decision: PresentedDecision) => boolean): Figure<number> => {
    const hits = decisions.filter(test);
    return figure(
      hits.length,
      hits.flatMap((decision) => decision.entries.slice(-1)),
    );
  };
  const bodies = [...new Set(decisions.map((decision) => decision.body ?? 'onbekend'))].sort();
  const timed = decisions.filter((decision) => decision.leadTime !== null);
  return {
    day: at.day,
    name: nameOf(doc),
    since: sinceOf(at),
    relations: decisions.flatMap(relationsOf),
    counts: {
      taken: counted((decision) => decision.takenOn !== null),
      waiting: counted((decision) => decision.waiting !== null),
      unattested: counted((decision) => ['nog niet bevestigd', 'te laat'].includes(decision.attestation)),
      conditionsOpen: openConditions(doc),
      withoutExecution: counted((decision) => decision.state === 'genomen' && decision.executionStartedOn === null),
      medianLeadTime: figure(
        median(timed.map((decision) => decision.leadTime ?? 0)),
        timed.flatMap((decision) => decision.entries.slice(-1)),
      ),
    },
    decisions,
    perBody: bodies.map((body) => ({ body, count: counted((decision) => (decision.body ?? 'onbekend') === body) })),
    leadTimes: leadTimes(timed, counted),
  };
}

function relationsOf(one: PresentedDecision): DecisionRelation[] {
  const entries = one.entries.slice(-1);
  const { decisionId: from, supersededBy } = one;
  const replaced = one.state === 'ingetrokken' ? 'ingetrokken door' : 'vervangen door';
  return [
    ...one.dependsOn.map((to) => ({ from, kind: 'hangt af van' as const, to, entries })),
    ...(supersededBy === null ? [] : [{ from, kind: replaced as DecisionRelation['kind'], to: supersededBy, entries }]),
  ];
}

function openConditions(doc: DecisionsDoc): Figure<number> {
  const open = Object.values(doc.conditions).filter((condition) => condition.fulfilledOn === null);
  return figure(
    open.length,
    open.flatMap((condition) => condition.entries),
  );
}

function leadTimes(
  timed: readonly PresentedDecision[],
  counted: (test: (decision: PresentedDecision) => boolean) => Figure<number>,
): PresentedDecisionRegister['leadTimes'] {
  if (timed.length === 0) return [];
  const within = (from: number, to: number) => (decision: PresentedDecision) =>
    known(decision.leadTime) !== undefined && decision.leadTime! > from && decision.leadTime! <= to;
  const rows = LEAD_EDGES.map((edge, index) => ({
    label: index === 0 ? 'zelfde dag' : `${LEAD_EDGES[index - 1]! + 1} t/m ${edge}`,
    count: counted(within(index === 0 ? -Infinity : LEAD_EDGES[index - 1]!, edge)),
  }));
  return [...rows, { label: `meer dan ${LEAD_EDGES.at(-1)!}`, count: counted(within(LEAD_EDGES.at(-1)!, Infinity)) }];
}

/** The decision register (governance.md, read model c). */
export const decisionRegister: ReadModel<DecisionsDoc, PresentedDecisionRegister> = {
  name: 'decision-register',
  version: 4,
  initial: initialDecisionsDoc,
  evolve: evolveDecisionsDoc,
  present: presentDecisions,
};
