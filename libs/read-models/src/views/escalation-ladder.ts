import { LEVELS, LEVEL_HOLDER, type Level, type OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import {
  evolveAround,
  initialAround,
  presentAround,
  secretCount,
  type AroundDoc,
  type PresentedAround,
  type ThingKind,
} from './around.js';
import { composed } from './composed.js';
import { decisionRegister, type DecisionsDoc } from './decision-register.js';
import {
  ensure,
  figure,
  median,
  nameOf,
  noteName,
  quarter,
  sinceOf,
  told,
  unnamed,
  type Figure,
  type Light,
  type Named,
  type Table,
  type Told,
} from './shared.js';

export type EscalationState = 'open' | 'ontvangen' | 'beantwoord' | 'gesloten' | 'ingetrokken';
interface Stay {
  level: Level;
  from: string;
  until: string | null;
  entries: number[];
}
interface Move {
  kind: 'opgeworpen' | 'opgeschaald' | 'doorgezet' | 'teruggelegd' | 'overgeslagen' | 'heropend';
  from: Level | null;
  to: Level;
  day: string;
  entries: number[];
}
interface EscalationRow {
  escalationId: string;
  subject: Told<string>;
  reason: Told<string>;
  ask: Told<string>;
  raiser: string | null;
  raisedOn: string;
  endedOn: string | null;
  state: EscalationState;
  dueOn: string | null;
  breaches: { level: Level; dueOn: string; day: string; entries: number[] }[];
  stays: Stay[];
  moves: Move[];
  answers: { level: Level; day: string; answer: Told<string>; decisionId: string | null; entries: number[] }[];
  entries: number[];
}
export interface EscalationsDoc extends Named {
  escalations: Table<EscalationRow>;
}

export function initialEscalationsDoc(): EscalationsDoc {
  return { ...unnamed(), escalations: {} };
}

export function evolveEscalationsDoc(doc: EscalationsDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  const { position, day } = event.meta;
  const row = (id: string): EscalationRow => {
    const found = ensure(doc.escalations, id, () => blank(id, day));
    found.entries.push(position);
    return found;
  };
  const go = (target: EscalationRow, kind: Move['kind'], from: Level | null, to: Level, dueOn: string | null): void => {
    leave(target, day);
    target.stays.push({ level: to, from: day, until: null, entries: [position] });
    target.moves.push({ kind, from, to, day, entries: [position] });
    target.state = 'open';
    target.endedOn = null;
    target.dueOn = dueOn;
  };
  switch (event.type) {
    case 'EscalationRaised': {
      const { escalationId, subject, reason, ask, raiser, level, dueOn } = event.data;
      const target = row(escalationId);
      Object.assign(target, { subject: told(subject), reason: told(reason), ask: told(ask), raiser, raisedOn: day });
      go(target, 'opgeworpen', null, level, dueOn);
      return;
    }
    case 'EscalationReceived': {
      const target = row(event.data.escalationId);
      if (target.state === 'open') target.state = 'ontvangen';
      return;
    }
    case 'EscalationAnswered': {
      const { escalationId, level, answer, decisionId } = event.data;
      const target = row(escalationId);
      target.answers.push({ level, day, answer: told(answer), decisionId: decisionId ?? null, entries: [position] });
      // An answer after a lapse is shown, but does not move the level back nor stop the higher level's clock.
      if (target.stays.at(-1)?.level === level) target.state = 'beantwoord';
      return;
    }
    case 'EscalationRaisedToNextLevel': {
      const { escalationId, from, to, dueOn, ask } = event.data;
      const target = row(escalationId);
      target.ask = told(ask);
      go(target, 'opgeschaald', from, to, dueOn);
      return;
    }
    case 'EscalationDeEscalated': {
      const { escalationId, from, to, dueOn, assignment } = event.data;
      const target = row(escalationId);
      target.ask = told(assignment);
      go(target, 'teruggelegd', from, to, dueOn);
      return;
    }
    case 'EscalationClockBreached': {
      const { escalationId, level, dueOn } = event.data;
      row(escalationId).breaches.push({ level, dueOn, day, entries: [position] });
      return;
    }
    case 'EscalatedByLapse':
      go(row(event.data.escalationId), 'doorgezet', event.data.from, event.data.to, event.data.dueOn);
      return;
    case 'EmergencySkipUsed': {
      const { escalationId, from, to } = event.data;
      row(escalationId).moves.push({ kind: 'overgeslagen', from, to, day, entries: [position] });
      return;
    }
    case 'EscalationClosed':
    case 'EscalationWithdrawn': {
      const target = row(event.data.escalationId);
      leave(target, day);
      target.state = event.type === 'EscalationClosed' ? 'gesloten' : 'ingetrokken';
      target.endedOn = day;
      return;
    }
    case 'EscalationReopened':
      go(row(event.data.escalationId), 'heropend', null, event.data.level, event.data.dueOn);
      return;
    default:
      return;
  }
}

const blank = (escalationId: string, day: string): EscalationRow => ({
  escalationId,
  subject: null,
  reason: null,
  ask: null,
  raiser: null,
  raisedOn: day,
  endedOn: null,
  state: 'open',
  dueOn: null,
  breaches: [],
  stays: [],
  moves: [],
  answers: [],
  entries: [],
});

function leave(row: EscalationRow, day: string): void {
  const stay = row.stays.at(-1);
  if (stay !== undefined && stay.until === null) stay.until = day;
}

export interface PresentedEscalation {
  readonly escalationId: string;
  readonly subject: Told<string>;
  readonly reason: Told<string>;
  readonly ask: Told<string>;
  readonly raiser: string | null;
  readonly raisedOn: string;
  readonly endedOn: string | null;
  readonly state: EscalationState;
  readonly active: boolean;
  readonly level: Level | null;
  readonly owner: string | null;
  readonly dueOn: string | null;
  /** Working days. */
  readonly ageTotal: Figure<number>;
  readonly ageAtLevel: Figure<number>;
  /** Working days left; negative when the term has passed; null when no clock runs. */
  readonly remaining: Figure<number>;
  readonly clock: Light;
  readonly bounced: Figure<number>;
  readonly lapsed: Figure<number>;
  readonly timePerLevel: readonly { readonly level: Level; readonly days: Figure<number> }[];
  readonly moves: readonly Readonly<Move>[];
  readonly answers: EscalationRow['answers'];
  readonly breaches: EscalationRow['breaches'];
  readonly entries: readonly number[];
}
export interface PresentedEscalationLadder {
  readonly day: string;
  readonly name: Figure<string>;
  readonly since: string;
  readonly counts: {
    readonly open: Figure<number>;
    readonly closed: Figure<number>;
    readonly lapses: Figure<number>;
    readonly deEscalations: Figure<number>;
  };
  readonly lanes: readonly {
    readonly level: Level;
    readonly holder: string;
    readonly escalations: readonly string[];
  }[];
  readonly escalations: readonly PresentedEscalation[];
  readonly medianPerLevel: readonly { readonly level: Level; readonly holder: string; readonly days: Figure<number> }[];
  readonly lapsesPerQuarter: readonly { readonly quarter: string; readonly count: Figure<number> }[];
}

/** With this many working days left the clock is shown as "let op". */
const CLOCK_NEAR_DAYS = 2;
const stayDays = (stay: Stay, at: PresentContext): number =>
  at.calendar.workingDaysBetween(stay.from, stay.until ?? at.day);

function presentEscalation(row: EscalationRow, at: PresentContext): PresentedEscalation {
  const { calendar, day } = at;
  const active = row.state !== 'gesloten' && row.state !== 'ingetrokken';
  const running = active && row.state !== 'beantwoord';
  const current = active ? row.stays.at(-1) : undefined;
  const left = running && row.dueOn !== null ? calendar.workingDaysBetween(day, row.dueOn) : null;
  const ofKind = (kind: Move['kind']): Figure<number> => {
    const moves = row.moves.filter((move) => move.kind === kind);
    return figure(
      moves.length,
      moves.flatMap((move) => move.entries),
    );
  };
  return {
    ...row,
    active,
    level: current?.level ?? null,
    owner: current === undefined ? null : LEVEL_HOLDER[current.level],
    ageTotal: figure(calendar.workingDaysBetween(row.raisedOn, row.endedOn ?? day), row.entries.slice(0, 1)),
    ageAtLevel: figure(current === undefined ? null : stayDays(current, at), current?.entries),
    remaining: figure(left, current?.entries),
    clock: left === null ? 'geen gegevens' : left < 0 ? 'fout' : left <= CLOCK_NEAR_DAYS ? 'let op' : 'goed',
    bounced: ofKind('teruggelegd'),
    lapsed: ofKind('doorgezet'),
    timePerLevel: LEVELS.flatMap((level) => {
      const stays = row.stays.filter((stay) => stay.level === level);
      if (stays.length === 0) return [];
      const days = stays.reduce((total, stay) => total + stayDays(stay, at), 0);
      return [
        {
          level,
          days: figure(
            days,
            stays.flatMap((stay) => stay.entries),
          ),
        },
      ];
    }),
  };
}

export function presentEscalations(doc: EscalationsDoc, at: PresentContext): PresentedEscalationLadder {
  const rows = Object.values(doc.escalations);
  const escalations = rows
    .map((row) => presentEscalation(row, at))
    .sort((a, b) => a.raisedOn.localeCompare(b.raisedOn) || a.escalationId.localeCompare(b.escalationId));
  const moves = (kind: Move['kind']): Move[] => rows.flatMap((row) => row.moves.filter((move) => move.kind === kind));
  const countedMoves = (list: readonly Move[]): Figure<number> =>
    figure(
      list.length,
      list.flatMap((move) => move.entries),
    );
  const counted = (list: readonly PresentedEscalation[]): Figure<number> =>
    figure(
      list.length,
      list.flatMap((one) => one.entries.slice(-1)),
    );
  const lapses = moves('doorgezet');
  const quarters = [...new Set(lapses.map((move) => quarter(move.day)))].sort();
  return {
    day: at.day,
    name: nameOf(doc),
    since: sinceOf(at),
    counts: {
      open: counted(escalations.filter((one) => one.active)),
      closed: counted(escalations.filter((one) => !one.active)),
      lapses: countedMoves(lapses),
      deEscalations: countedMoves(moves('teruggelegd')),
    },
    lanes: LEVELS.map((level) => ({
      level,
      holder: LEVEL_HOLDER[level],
      escalations: escalations.filter((one) => one.level === level).map((one) => one.escalationId),
    })),
    escalations,
    medianPerLevel: LEVELS.map((level) => {
      const stays = rows.flatMap((row) => row.stays.filter((stay) => stay.level === level));
      const days = median(stays.map((stay) => stayDays(stay, at)));
      return {
        level,
        holder: LEVEL_HOLDER[level],
        days: figure(
          days,
          stays.flatMap((stay) => stay.entries),
        ),
      };
    }),
    lapsesPerQuarter: quarters.map((name) => ({
      quarter: name,
      count: countedMoves(lapses.filter((move) => quarter(move.day) === name)),
    })),
  };
}

const ESCALATION: ThingKind = { field: 'escalationId', link: 'escalatie' };
interface OwnDoc extends EscalationsDoc {
  around: AroundDoc;
}
interface LadderDoc extends OwnDoc {
  register: DecisionsDoc;
}
const own = {
  initial: (): OwnDoc => ({ ...initialEscalationsDoc(), around: initialAround() }),
  evolve(doc: OwnDoc, event: OpenedDossierEvent): void {
    evolveEscalationsDoc(doc, event);
    evolveAround(doc.around, event, ESCALATION);
  },
};
export interface PresentedLadder extends PresentedEscalationLadder {
  /** What the dossier says around each escalation, by its number. */
  readonly around: Readonly<Table<PresentedAround>>;
  readonly secret: Figure<number>;
}

/** The escalation ladder (governance.md, read model d). */
export const escalationLadder: ReadModel<LadderDoc, PresentedLadder> = {
  name: 'escalation-ladder',
  version: 4,
  ...composed<OwnDoc, { register: DecisionsDoc }>(own, { register: decisionRegister }),
  present: (doc, at) => ({
    ...presentEscalations(doc, at),
    around: presentAround(doc.around, doc.register, Object.keys(doc.escalations), at),
    secret: secretCount(doc.around, at),
  }),
};
