import type { Decider, Level } from '../kernel/roles.js';
import type { AdviceKind } from '../decisions/events.js';
import type { DutyKind } from '../information-duties/events.js';

/**
 * What a municipality sets for all its programmes: versioned, with an effective date, never in code (D10, X5).
 * `DEFAULT_POLICY` is version 1 of a new municipality and the example of how one looks.
 */
export interface DecisionTypePolicy {
  readonly label: string;
  /** Least number of options before submitting, *niets doen* among them. */
  readonly options: number;
  readonly advice: readonly AdviceKind[];
  /** Taken at political level: refused for AO, MT and BO while the role BO is vacant. */
  readonly political: boolean;
  /** Who may decide when no limit says otherwise, lowest first (governance.md §4.12). */
  readonly deciders: readonly Decider[];
}
/**
 * What can raise an escalation by itself (governance.md §4.6): a go-live after its hard deadline, a forecast beyond the
 * room of the frame, a proposal on which nobody decides, information that is not given in time, nobody as BO.
 */
export const AUTO_RAISE = ['deadline', 'prognose', 'besluit', 'informatieplicht', 'vacatureBO'] as const;
export type AutoRaise = (typeof AUTO_RAISE)[number];

/** The room of a level for a scope change; beyond it the next level decides. */
export interface ChangeLimit {
  readonly level: 'projectleider' | 'AO';
  readonly amountPerChange: number;
  readonly cumulativePermille?: number;
  readonly days: number;
  readonly scopeItems: number;
}
export interface Policy {
  readonly decisionTypes: Readonly<Record<string, DecisionTypePolicy>>;
  readonly changeLimits: readonly ChangeLimit[];
  /** Working days a level has to answer an escalation. L4 counts from the next meeting of the college. */
  readonly escalationTerms: Readonly<Record<Level, number>>;
  /** On lapse the question goes one level up (D7); never to the raad. */
  readonly escalateOnLapse: boolean;
  /** Levels that `projectdriehoek` skips. */
  readonly skippedInTriangle: readonly Level[];
  /** Working days after which a record needs a reason for being late (X2). */
  readonly lateAfterDays: number;
  readonly attestWithinDays: number;
  /** Working days a submitted proposal may wait, for a body without a term of its own. */
  readonly decideWithinDays: number;
  /** The term of a body that has one of its own: a raad meets less often than an ambtelijk opdrachtgever. */
  readonly decideWithinDaysOf: Readonly<Partial<Record<Decider, number>>>;
  readonly mandateExpiresSoonDays: number;
  /** A *go* is good for so many working days (governance.md §4.7). */
  readonly goValidDays: number;
  readonly goLiveShiftToleranceDays: number;
  readonly dormantAfterDays: number;
  readonly hardDeadlineMarginDays: number;
  readonly bigBangAftercareDays: number;
  /** Within fewer calendar days than this of its go-live a process has an owner (S4-12). */
  readonly processOwnerBeforeDays: number;
  readonly toleranceNearPercent: number;
  /** Whose written consent a mandate to hired staff needs (Awb 10:4). */
  readonly hiredConsentOf: 'gemandateerde' | 'werkgever' | 'beiden';
  /** What raises an escalation by itself. */
  readonly autoRaise: readonly AutoRaise[];
  /** Working days in which a kind of information duty must be met, when nothing else names the day. */
  readonly informationTerms: Readonly<Record<DutyKind, number>>;
  /** The clock starts at the event itself, or when the college knows of it (governance.md §4.9). */
  readonly informationClockStart: 'gebeurtenis' | 'college';
  /** A duty is near when fewer working days than this are left. */
  readonly informationNearDays: number;
  /** Types of event that the raad must know; see `INFORMATIEACHTERSTAND_RAAD`. */
  readonly materialForRaad: readonly string[];
  /** Working days that a material fact may be unknown to the raad before it is a backlog, and a red one. */
  readonly councilBacklogDays: number;
  readonly councilBacklogRedDays: number;
  readonly boVacancyEscalatesAfterDays: number;
  /** Calendar days from one meeting of the college to the next; counts until its meetings are in the log. */
  readonly collegeMeetsEveryDays: number;
  /** Calendar days within which the AO is briefed again (S1-14). */
  readonly sponsorBriefingDays: number;
  /** Calendar days after which the political commitment is confirmed again, elections apart (S1-06). */
  readonly commitmentRenewDays: number;
  /** Calendar days before a shared milestone by which a dependency is agreed (S1-07). */
  readonly dependencyAlignDays: number;
  /** Changes on one item within so many calendar days are looked at together (§4.5). */
  readonly splitWindowDays: number;
  /** Calendar days within which somebody independent checks the log again. */
  readonly integrityCheckDays: number;
  /** Working days after a meeting within which its list of decisions is published; a local term (D10). */
  readonly decisionListWithinDays: number;
  /** Working days after a meeting within which an outcome is recorded. */
  readonly reportWithinDays: number;
  /** Working days within which an outcome gets its place in the planning (S5-13). */
  readonly linkOutcomeWithinDays: number;
  /** Working days within which a milestone that was reached is marked (S2-07). */
  readonly markMilestoneWithinDays: number;
}

const type = (
  label: string,
  options: number,
  advice: readonly AdviceKind[],
  political: boolean,
  ...deciders: readonly Decider[]
): DecisionTypePolicy => ({ label, options, advice, political, deciders });

export const DEFAULT_POLICY: Policy = {
  decisionTypes: {
    programmastart: type('Programmastart', 2, [], false, 'MT', 'AO', 'BO', 'college'),
    kaders: type('Kaders', 2, ['financieel'], true, 'college', 'raad'),
    systeeminvoering: type('Systeeminvoering', 2, ['OR', 'DPIA', 'financieel'], true, 'college'),
    scopewijziging: type('Scopewijziging', 2, ['financieel'], false, 'projectleider', 'AO', 'BO', 'college', 'raad'),
    gunning: type('Gunning', 2, ['financieel', 'juridisch'], true, 'college'),
    'go-livestrategie': type('Livegangstrategie', 2, [], true, 'BO', 'college'),
    ontheffing: type('Ontheffing', 2, [], true, 'college'),
    inrichting: type('Inrichting', 2, ['juridisch'], false, 'AO', 'BO', 'college'),
    'go-no-go': type('Go/no-go', 0, [], false, 'AO', 'BO', 'college'),
    fase: type('Faseovergang', 0, [], false, 'AO', 'BO', 'college'),
    rol: type('Rol', 0, [], false, 'AO', 'MT', 'college'),
    geheim: type('Geheimhouding', 0, [], true, 'college', 'burgemeester', 'commissie', 'raad'),
    pauze: type('Pauze', 0, [], false, 'AO', 'BO', 'college'),
    hervatten: type('Hervatten', 0, [], false, 'AO', 'BO', 'college'),
    decharge: type('Decharge', 0, [], false, 'AO', 'BO', 'college'),
    deadline: type('Harde deadline', 2, [], true, 'college', 'raad'),
    'groot-project': type('Groot project', 0, [], true, 'raad'),
    status: type('Status overruled', 0, [], true, 'BO', 'college'),
  },
  changeLimits: [
    { level: 'projectleider', amountPerChange: 1_500_000, days: 5, scopeItems: 0 },
    { level: 'AO', amountPerChange: 5_000_000, cumulativePermille: 50, days: 15, scopeItems: 2 },
  ],
  escalationTerms: { L0: 5, L1: 5, L2: 10, L3: 5, L4: 2 },
  escalateOnLapse: true,
  skippedInTriangle: ['L2'],
  lateAfterDays: 5,
  attestWithinDays: 10,
  decideWithinDays: 15,
  decideWithinDaysOf: {},
  mandateExpiresSoonDays: 20,
  goValidDays: 10,
  goLiveShiftToleranceDays: 15,
  dormantAfterDays: 60,
  hardDeadlineMarginDays: 10,
  bigBangAftercareDays: 20,
  processOwnerBeforeDays: 30,
  toleranceNearPercent: 80,
  hiredConsentOf: 'gemandateerde',
  autoRaise: ['deadline'],
  informationTerms: {
    wettelijk: 10,
    kader: 10,
    periodiek: 20,
    toezegging: 20,
    motie: 20,
    raadsvraag: 20,
    college: 5,
    publicatie: 5,
  },
  informationClockStart: 'gebeurtenis',
  informationNearDays: 3,
  materialForRaad: [
    'ScopeChangeApproved',
    'HardDeadlineMoved',
    'HardDeadlineMissed',
    'ExemptionGranted',
    'GoNoGoDecided',
    'GoLiveRescheduled',
    'RolledBack',
    'ProgrammeTerminated',
  ],
  councilBacklogDays: 5,
  councilBacklogRedDays: 10,
  boVacancyEscalatesAfterDays: 5,
  collegeMeetsEveryDays: 7,
  sponsorBriefingDays: 30,
  commitmentRenewDays: 365,
  dependencyAlignDays: 60,
  splitWindowDays: 30,
  integrityCheckDays: 90,
  decisionListWithinDays: 3,
  reportWithinDays: 5,
  linkOutcomeWithinDays: 10,
  markMilestoneWithinDays: 10,
};

/** Working days within which a body decides on what lies before it. */
export const decideTermOf = (policy: Policy, body: Decider): number =>
  policy.decideWithinDaysOf[body] ?? policy.decideWithinDays;

/** The settings of a decision type, or undefined when the municipality does not know it. */
export function decisionTypeOf(policy: Policy, decisionType: string): DecisionTypePolicy | undefined {
  // Object.hasOwn: a name such as `constructor` is a valid reference, but not a decision type.
  return Object.hasOwn(policy.decisionTypes, decisionType) ? policy.decisionTypes[decisionType] : undefined;
}
