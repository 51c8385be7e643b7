import { calendarWith, type Role } from '#governance';

/**
 * The example municipality Lindervoort, as acts. Rows are numbered as in the story (docs/lindervoort.md); supporting
 * acts that the rules ask for stand before the row they support. No figure that the engine computes is typed here.
 */
export interface StoryAct {
  readonly row: string;
  /** The day it happened. */
  readonly on: string;
  /** The day it was recorded, when that was later. */
  readonly recordedOn?: string;
  /** The command. */
  readonly do: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Who recorded: a reference, never a name. */
  readonly by: string;
  readonly recorder?: Role;
  readonly as?: Role;
  readonly openly?: boolean;
  readonly secret?: boolean;
  readonly summary?: string;
  readonly lateReason?: string;
  /** The meeting on whose list this confirmation stands (R2). */
  readonly list?: { readonly body: string; readonly meetingOn: string };
  /** The entry that this act is about, by its type and the change in it; the engine gave it its number. */
  readonly target?: { readonly type: string; readonly changeId: string };
  /** A delivery that ends the duties it covers; which those are the loader asks the engine, which made them. */
  readonly settles?: boolean;
  /** A check of the log: size and root are those that the loader recomputes at that moment. */
  readonly verifies?: boolean;
  /** The codes of the rules that must refuse it. */
  readonly refused?: readonly string[];
}
export const STORY_START = '2025-01-06T08:00:00.000Z';

export const OFFICE = 'p-projectbureau';
export const SECRETARY = 'p-secretaris';
export const CLERK = 'p-griffier';
export const euro = (amount: number): number => amount * 100;
/** Who confirms is never who recorded (R2): the keeper of the list for an organ, and otherwise who decided. */
const CONFIRMS: Readonly<Record<string, readonly [string, Role]>> = {
  college: ['p-lijst', 'collegesecretariaat'],
  raad: ['p-notulist', 'griffie'],
  MT: ['p-mt', 'MT'],
  AO: ['p-tichelaar', 'AO'],
};
const calendar = calendarWith([]);
const LIST_AFTER_DAYS = 2;

export type Rest = Partial<Omit<StoryAct, 'row' | 'on' | 'do' | 'with'>>;
export const act = (
  row: string,
  on: string,
  what: string,
  fields: Readonly<Record<string, unknown>>,
  rest: Rest = {},
): StoryAct => ({ row, on, do: what, with: fields, by: OFFICE, ...rest });

const ADVISERS: Readonly<Record<string, Role>> = {
  financieel: 'concerncontroller',
  juridisch: 'adviseur',
  OR: 'OR',
  DPIA: 'FG',
};
const EFFECTS = {
  effectScope: 'Zie het voorstel',
  effectTime: 'Zie het voorstel',
  effectMoney: 'Zie het voorstel',
  effectQuality: 'Geen',
  effectRisk: 'Beperkt',
};

/** A proposal with its options and advice, submitted: what the rules ask before a decision of this type (R1). */
export function proposal(
  row: string,
  on: string,
  decisionId: string,
  [decisionType, body, subject, ...advice]: readonly [string, Role, string, ...string[]],
): readonly StoryAct[] {
  return [
    act(
      row,
      on,
      'DraftProposal',
      { decisionId, decisionType, body, subject, question: `Stemt u in met: ${subject}?`, objectives: ['DOEL-1'] },
      { as: 'projectleider' },
    ),
    act(
      row,
      on,
      'RecordOption',
      { decisionId, optionId: `${decisionId}-0`, doNothing: true, label: 'Niets doen', ...EFFECTS },
      { as: 'projectleider' },
    ),
    act(
      row,
      on,
      'RecordOption',
      { decisionId, optionId: `${decisionId}-1`, doNothing: false, label: subject, ...EFFECTS },
      { as: 'projectleider' },
    ),
    ...advice.map((kind) =>
      act(
        row,
        on,
        'RenderAdvice',
        { decisionId, kind, verdict: 'positief', facts: 'Gelezen en akkoord.' },
        { as: ADVISERS[kind]!, by: `p-advies-${kind.toLowerCase()}` },
      ),
    ),
    act(row, on, 'SubmitProposal', { decisionId }, { as: 'projectleider' }),
  ];
}
/** What the college does, recorded by its secretariat. */
export const byCollege: Rest = { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college' };
/** What the raad does, recorded by the griffie. */
export const byRaad: Rest = { by: CLERK, recorder: 'griffie', as: 'raad' };
export const openly = (summary: string): Rest => ({ openly: true, summary });

export const collegeTakes = (
  row: string,
  on: string,
  decisionId: string,
  decision: string,
  more: Readonly<Record<string, unknown>> = {},
): StoryAct =>
  act(
    row,
    on,
    'TakeDecision',
    { decisionId, decision, art169: 'geenIngrijpendeGevolgen', ...more },
    { ...byCollege, ...openly(decision) },
  );

/** The list on the second working day after, with its number: the week and the place on the list (R2). */
export function listed(
  row: string,
  decidedOn: string,
  decisionId: string,
  place: number,
  body = 'college',
  publishedOn = calendar.plusWorkingDays(decidedOn, LIST_AFTER_DAYS),
): StoryAct {
  const listNumber = `${decidedOn.slice(0, 4)}-${weekOf(decidedOn)}/${place}`;
  const fields = { decisionId, evidence: 'besluitenlijst', listNumber };
  return { ...confirms(row, publishedOn, body, fields), list: { body, meetingOn: decidedOn } };
}
/** Who decides alone confirms it the next working day (R2). */
export const confirmed = (row: string, decidedOn: string, decisionId: string, body: string, by?: string): StoryAct =>
  confirms(row, calendar.plusWorkingDays(decidedOn, 1), body, { decisionId, evidence: 'bevestiging' }, by);
function confirms(row: string, on: string, body: string, fields: object, person?: string): StoryAct {
  const [by, recorder] = CONFIRMS[body] ?? [person!, body as Role];
  return act(row, on, 'AttestDecision', { ...fields }, { by: person ?? by, recorder });
}
/** ISO week of a day, in two digits. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return String(Math.ceil(((date.getTime() - start) / 86_400_000 + 1) / 7)).padStart(2, '0');
}

/** A change from proposal to routing; who decides follows from the figures. */
export function change(
  row: string,
  on: string,
  assessedOn: string,
  changeId: string,
  subject: string,
  figures: {
    readonly amount: number;
    readonly days: number;
    readonly added?: readonly object[];
    readonly removed?: readonly string[];
    readonly scopeItems: number;
    readonly milestoneId?: string;
  },
): readonly StoryAct[] {
  const { amount, days, added, removed, scopeItems, milestoneId } = figures;
  const milestone = milestoneId === undefined ? {} : { milestoneId };
  return [
    act(
      row,
      on,
      'ProposeScopeChange',
      {
        changeId,
        subject,
        motivation: subject,
        amount,
        days,
        ...milestone,
        ...(added === undefined ? {} : { added }),
        ...(removed === undefined ? {} : { removed }),
      },
      { as: 'projectleider' },
    ),
    act(
      row,
      assessedOn,
      'AssessImpact',
      {
        changeId,
        amount,
        days,
        scopeItems,
        ...milestone,
        hardDeadlineTouched: false,
        benefitDropped: false,
        normLowered: false,
      },
      { as: 'concerncontroller', by: 'p-boukhari' },
    ),
  ];
}
