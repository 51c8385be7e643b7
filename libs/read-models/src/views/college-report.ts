import type { OpenedDossierEvent } from '#governance';
import type { PresentContext, PresentedSignal, ReadModel, UnknownFact } from '../read-model.js';
import { composed } from './composed.js';
import { decisionRegister, presentDecisions, type DecisionsDoc, type PresentedDecision } from './decision-register.js';
import {
  escalationLadder,
  evolveEscalationsDoc,
  initialEscalationsDoc,
  presentEscalations,
  type EscalationsDoc,
  type PresentedEscalation,
} from './escalation-ladder.js';
import {
  evolveGoLiveDoc,
  goLiveCalendar,
  initialGoLiveDoc,
  lightOf,
  presentGoLives,
  type GoLiveDoc,
  type PresentedGoLiveCalendar,
} from './go-live-calendar.js';
import {
  evolveInforming,
  initialInforming,
  presentInforming,
  type InformingDoc,
  type PresentedInforming,
} from './informing.js';
import {
  changesSince,
  evolveProgramme,
  initialProgramme,
  roleGaps,
  roles,
  type PresentedRole,
  type ProgrammeDoc,
  type RoleGap,
} from './programme.js';
import {
  presentScope,
  scopeHistory,
  APPROVED,
  NOT_SHOWN,
  type PresentedScope,
  type ScopeDoc,
} from './scope-history.js';
import { evolveSecrets, secretItems, type SecretItem, type SecretsDoc } from './secret-items.js';
import { figure, known, missing, sum, type Change, type Figure, type Light, type Told } from './shared.js';

/** What no other view keeps. */
interface OwnDoc {
  programme: ProgrammeDoc;
  informing: InformingDoc;
  secrets: SecretsDoc;
}
interface OthersDoc {
  decisions: DecisionsDoc;
  escalations: EscalationsDoc;
  scope: ScopeDoc;
  goLive: GoLiveDoc;
}
export type CollegeDoc = OwnDoc & OthersDoc;
export interface PresentedTolerance {
  readonly axis: 'scope' | 'tijd' | 'geld' | 'kwaliteit' | 'risico' | 'baten';
  readonly label: string;
  readonly unit: string;
  readonly used: Figure<number>;
  readonly limit: number | null;
  readonly original: Told<number | string>;
  readonly current: Told<number | string>;
  readonly light: Light;
  readonly overruled: {
    readonly status: string;
    readonly until: string;
    readonly decisionId: string;
    readonly entries: readonly number[];
  } | null;
  readonly note: string | null;
}
export interface PresentedMoney {
  readonly credit: Figure<number>;
  readonly contingency: Figure<number>;
  readonly awarded: Figure<number>;
  readonly cumulative: Figure<number>;
  readonly cumulativeBasisPoints: Figure<number>;
  readonly changes: readonly {
    readonly label: string;
    readonly subject: Told<string>;
    readonly amount: Figure<number>;
  }[];
}
export interface PresentedReport {
  readonly day: string;
  readonly name: Figure<string>;
  readonly phase: Figure<string>;
  readonly mode: string | null;
  readonly paused: ProgrammeDoc['paused'];
  readonly status: Light;
  readonly roles: readonly PresentedRole[];
  readonly roleGaps: readonly RoleGap[];
  readonly tolerances: readonly PresentedTolerance[];
  readonly decisionsTaken: readonly PresentedDecision[];
  readonly decisionsWaiting: readonly PresentedDecision[];
  readonly escalations: readonly PresentedEscalation[];
  readonly scope: PresentedScope;
  readonly money: PresentedMoney;
  readonly goLive: PresentedGoLiveCalendar;
  readonly milestones: readonly ProgrammeDoc['milestones'][string][];
  readonly benefits: readonly ProgrammeDoc['benefits'][string][];
  readonly lessons: ProgrammeDoc['lessons'];
  readonly snapshots: ProgrammeDoc['snapshots'];
  readonly informing: PresentedInforming;
  /** What is secret, to be counted; never what it is about. */
  readonly secretItems: readonly SecretItem[];
  /** Null when nobody derived it. */
  readonly unknownToRaad: readonly UnknownFact[] | null;
  /** Null when nobody derived them. */
  readonly signals: readonly PresentedSignal[] | null;
  readonly since: string;
  readonly changes: readonly Change[];
}

const own = {
  initial: (): OwnDoc => ({ programme: initialProgramme(), informing: initialInforming(), secrets: {} }),
  evolve(doc: OwnDoc, event: OpenedDossierEvent): void {
    evolveProgramme(doc.programme, event);
    evolveInforming(doc.informing, event);
    evolveSecrets(doc.secrets, event);
  },
};

type Measured = Omit<PresentedTolerance, 'overruled'>;
const none = (axis: Measured['axis'], label: string, note: string): Measured => ({
  axis,
  label,
  unit: '',
  used: figure<number>(null),
  limit: null,
  original: null,
  current: null,
  light: 'geen gegevens',
  note,
});
function within(used: Figure<number>, limit: number, at: PresentContext): Light {
  const value = known(used.value);
  return value === undefined ? 'geen gegevens' : lightOf(value, limit, at.policy.toleranceNearPercent);
}

/** What stands for B0 when this reader may see later baselines only. */
const unseen = ({ original, current }: PresentedScope): Told<never> =>
  original === null && current !== null ? NOT_SHOWN : null;

function tolerances(
  doc: CollegeDoc,
  scope: PresentedScope,
  goLive: PresentedGoLiveCalendar,
  at: PresentContext,
): Measured[] {
  const set = doc.programme.frames.flatMap((frame) => known(frame.tolerances) ?? []);
  const mine = set.filter((one) => one.level === 'AO').at(-1);
  const policy = at.policy.changeLimits.find((one) => one.level === 'AO');
  const items = mine?.scopeItems ?? policy?.scopeItems ?? 0;
  const days = mine?.days ?? policy?.days ?? 0;
  // Policy counts per mille and a frame tenths of a percent, which is the same; the report counts hundredths.
  const money = (mine?.cumulativePercent ?? policy?.cumulativePermille ?? 0) * 10;
  const { original, current } = scope;
  const drift = current?.itemsVsOriginal ?? figure<number>(null);
  const points = current?.cumulativeBasisPoints ?? figure<number>(null);
  const next = goLive.goLives.at(-1);
  const axis = (
    name: Measured['axis'],
    label: string,
    unit: string,
    used: Figure<number>,
    limit: number,
  ): Measured => ({
    ...none(name, label, ''),
    unit,
    used,
    limit,
    light: within(used, limit, at),
    note: used.value === null ? 'Nog niets vastgelegd.' : null,
  });
  const time = next?.shift ?? scope.cumulativeDays;
  return [
    {
      ...axis('scope', 'Scope ten opzichte van B0', 'onderdelen', drift, items),
      original: unseen(scope) ?? original?.itemCount.value ?? null,
      current: current?.itemCount.value ?? null,
    },
    {
      ...axis(
        'tijd',
        next ? 'Verschuiving livegang' : 'Werkdagen van goedgekeurde wijzigingen',
        'werkdagen',
        time,
        next ? next.shiftTolerance : days,
      ),
      original: next?.originalOn.value ?? null,
      current: next?.plannedOn.value ?? null,
    },
    {
      ...axis(
        'geld',
        'Cumulatieve wijzigingen ten opzichte van het oorspronkelijke krediet',
        'basispunten',
        points,
        money,
      ),
      original: unseen(scope) ?? original?.cumulativeAmount.value ?? null,
      current: current?.cumulativeAmount.value ?? null,
    },
    none('kwaliteit', 'Kwaliteit', 'Er is nog geen meting van de kwaliteit vastgelegd.'),
    next === undefined
      ? none('risico', 'Marge tot de harde deadline', 'Er is nog geen livegang gepland.')
      : {
          ...none('risico', 'Marge tot de harde deadline (minimaal)', ''),
          unit: 'werkdagen',
          used: next.margin,
          limit: at.policy.hardDeadlineMarginDays,
          current: next.plannedOn.value,
          light: next.marginLight,
          note: null,
        },
    none(
      'baten',
      'Baten',
      Object.keys(doc.programme.benefits).length === 0
        ? 'Er zijn nog geen baten vastgelegd.'
        : 'Zie de tabel met baten.',
    ),
  ];
}

const LIGHT_OF: Readonly<Record<string, Light>> = { groen: 'goed', oranje: 'let op', rood: 'fout' };
function overruled(measured: Measured, doc: ProgrammeDoc, at: PresentContext): PresentedTolerance {
  const found = doc.overrides.filter((one) => one.axis === measured.axis && one.until >= at.day).at(-1);
  if (found === undefined) return { ...measured, overruled: null };
  const { status, until, decisionId, entries } = found;
  return { ...measured, overruled: { status: LIGHT_OF[status] ?? status, until, decisionId, entries } };
}

function money(doc: CollegeDoc, scope: PresentedScope): PresentedMoney {
  const awards = Object.values(doc.decisions.decisions).filter((one) => one.type === 'gunning' && one.takenOn !== null);
  const hidden = missing(...awards.map((one) => one.amount));
  const frame = doc.programme.frames.find((one) => one.contingency !== null);
  const awarded = awards.length === 0 ? null : (hidden ?? sum(awards.map((one) => known(one.amount) ?? 0)));
  return {
    credit: scope.credit,
    contingency: figure(frame?.contingency, frame?.entries),
    awarded: figure<number>(
      awarded,
      awards.flatMap((one) => one.entries),
    ),
    cumulative: scope.current?.cumulativeAmount ?? figure<number>(null),
    cumulativeBasisPoints: scope.current?.cumulativeBasisPoints ?? figure<number>(null),
    changes: scope.changes
      .filter((change) => APPROVED.has(change.state))
      .map((change) => ({ label: change.changeId, subject: change.subject, amount: change.amountFigure })),
  };
}

const WORST: readonly Light[] = ['fout', 'let op', 'goed'];
export function presentCollege(doc: CollegeDoc, at: PresentContext): PresentedReport {
  const scope = presentScope(doc.scope, at);
  const goLive = presentGoLives(doc.goLive, at);
  const { decisions } = presentDecisions(doc.decisions, at);
  const { since, changes } = changesSince(doc.programme, at);
  const judged = tolerances(doc, scope, goLive, at).map((one) => overruled(one, doc.programme, at));
  const vacant = roles(doc.programme, at).some((one) => one.person.value === null);
  const derived = WORST.find((light) => judged.some((one) => one.light === light)) ?? 'geen gegevens';
  return {
    day: at.day,
    name: figure(doc.programme.name.value, doc.programme.name.entries),
    phase: figure(doc.programme.phase.value, doc.programme.phase.entries),
    mode: doc.programme.mode,
    paused: doc.programme.paused,
    status: vacant && doc.programme.endedOn === null && doc.programme.startedOn !== null ? 'fout' : derived,
    roles: roles(doc.programme, at),
    roleGaps: roleGaps(doc.programme, at.day),
    tolerances: judged,
    decisionsTaken: decisions.filter((one) => one.takenOn !== null),
    decisionsWaiting: decisions.filter((one) => one.waiting !== null),
    escalations: presentEscalations(doc.escalations, at).escalations,
    scope,
    money: money(doc, scope),
    goLive,
    milestones: Object.values(doc.programme.milestones),
    benefits: Object.values(doc.programme.benefits),
    lessons: doc.programme.lessons,
    snapshots: doc.programme.snapshots,
    informing: presentInforming(doc.informing, at),
    secretItems: secretItems(doc.secrets, at),
    unknownToRaad: at.unknownToRaad ?? null,
    signals: at.signals ?? null,
    since,
    changes,
  };
}

/** The college report (governance.md, read model a). */
export const collegeReport: ReadModel<CollegeDoc, PresentedReport> = {
  name: 'college-report',
  version: 4,
  ...composed<OwnDoc, OthersDoc>(own, {
    decisions: decisionRegister,
    escalations: { name: escalationLadder.name, initial: initialEscalationsDoc, evolve: evolveEscalationsDoc },
    scope: scopeHistory,
    goLive: { name: goLiveCalendar.name, initial: initialGoLiveDoc, evolve: evolveGoLiveDoc },
  }),
  present: presentCollege,
};
