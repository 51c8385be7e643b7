import fc from 'fast-check';
import { dossierKind, draftOf, type AnyEvent } from '#dossier';
import { atRevision, createMemoryLog, type EventLog } from '#event-log';
import { noonOf, type Classification, type NewEvent, type Role } from '#governance';
import { memoryKeyring, openVault, type Vault } from '#vault';

/**
 * Random dossiers, made as events without asking a guard: what a guard refuses today may stand in history that was read
 * in. Every value that is sealed is a word that occurs nowhere else, so that a single byte of it that gets out is seen.
 */
const ORGANS = ['college', 'burgemeester', 'commissie', 'raad'] as const;
const RECEIVERS = ['raad', 'college', 'openbaar', 'AO'] as const;
const ROLES: readonly Role[] = ['projectleider', 'AO', 'BO', 'college', 'raad', 'griffie'];
const KINDS = [
  'start',
  'proposal',
  'decision',
  'decision',
  'dissent',
  'publication',
  'escalation',
  'note',
  'delivery',
  'delivery',
  'meeting',
  'secrecy',
  'secrecy',
  'sharing',
  'review',
  'lifting',
  'rectification',
] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BEGIN = '2025-01-06T08:00:00.000Z';
/**
 * Longer than any story: what the clock of the engine records when a term passes is not as secret as what it is about
 * (it names the number of it), so that these stories say nothing of that.
 */
const NO_TERM_PASSES_DAYS = 300;
/** Few things, so that acts meet each other. */
const THINGS = 3;

/** One step of the story; numbers are read modulo what there is to choose from. */
interface Move {
  readonly kind: (typeof KINDS)[number];
  readonly thing: number;
  readonly other: number;
  readonly role: number;
  readonly classification: Classification;
  readonly yes: boolean;
  /** Since the step before it. */
  readonly pauseHours: number;
  /** How long before the recording it happened. */
  readonly lateDays: number;
}
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...KINDS.slice(1)),
  thing: fc.nat(THINGS - 1),
  other: fc.nat(40),
  role: fc.nat(ROLES.length - 1),
  classification: fc.constantFrom<Classification>('openbaar', 'intern', 'geheim'),
  yes: fc.boolean(),
  pauseHours: fc.nat(60),
  lateDays: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(20)),
});
export const moves = fc.array(move, { minLength: 5, maxLength: 30 });
/** Enough for a secret, who got it and what was said of it. */
export const fewMoves = fc.array(move, { minLength: 3, maxLength: 12 });

/** A point on both axes, as steps back from the end of the story. */
export interface Point {
  /** Undefined: what is known now. */
  readonly known: string | undefined;
  readonly day: string | undefined;
}
const pick = fc.record({ known: fc.option(fc.nat(30)), asDay: fc.boolean(), daysBack: fc.option(fc.nat(25)) });
export const picks = fc.tuple(pick, pick);
export type Chosen = typeof pick extends fc.Arbitrary<infer T> ? T : never;

/** One recorded event, as whoever wrote it down knows it: nothing withheld. */
export interface Told {
  readonly entryId: string;
  readonly position: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly classification: Classification;
  readonly occurredAt: string;
  readonly day: string;
  readonly recordedAt: string;
  readonly role: Role;
  readonly person: string;
  readonly publicSummary: string;
  readonly lateReason: string | undefined;
}
export interface Dossier {
  readonly told: readonly Told[];
  readonly stream: string;
  /** Which story it is, as it stands in its words, and one of the things that it is about. */
  readonly serial: string;
  readonly subject: string;
  /** Its first place in the log. */
  readonly first: number;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly now: string;
}

const AMSTERDAM = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' });
const days = new Map<string, string>();
/** Instants repeat by the million, and asking the calendar of the system takes longer than all the rest. */
export function amsterdamDay(instant: string): string {
  const hour = instant.slice(0, 'YYYY-MM-DDTHH'.length);
  const day = days.get(hour) ?? AMSTERDAM.format(Date.parse(instant));
  days.set(hour, day);
  return day;
}
export const laterDay = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Turns picks into points; the day asked for never lies after what is known. */
export function pointOf({ known, asDay, daysBack }: Chosen, { told, now }: Dossier): Point {
  const instant = known === null ? undefined : told[known % told.length]!.recordedAt;
  const knownDay = amsterdamDay(instant ?? now);
  return {
    known: instant === undefined ? undefined : asDay ? knownDay : instant,
    day: daysBack === null ? undefined : laterDay(knownDay, -daysBack),
  };
}

let dossiers = 0;
/** Tells the stories of a run apart from each other, and from everything else in the house. */
const SALT = Math.random().toString(36).slice(2, 8);

class Story {
  readonly told: Told[] = [];
  private readonly secrecies: string[] = [];
  private nowMs: number;
  readonly serial = dossiers++;

  constructor(begin: string) {
    this.nowMs = Date.parse(begin);
  }

  private word(name: string): string {
    return `zq${SALT}.${this.serial}.${this.told.length}.${name}.qz`;
  }
  private idOf(index: number): string {
    return `00000000-0000-7000-8000-${String(this.serial * 1_000 + index).padStart(12, '0')}`;
  }
  /** Also what a thing is called is a word: in a secret act it is as secret as the rest. */
  thing(kind: string, index: number): string {
    return `zq${SALT}.${this.serial}.${kind}${index}.qz`;
  }

  tell(step: Move): void {
    this.nowMs += step.pauseHours * HOUR_MS + 1;
    const recordedAt = new Date(this.nowMs).toISOString();
    const day = laterDay(amsterdamDay(recordedAt), -step.lateDays);
    const event = this.eventOf(step, day);
    if (event === undefined) return;
    const position = this.told.length;
    this.told.push({
      ...event,
      entryId: this.idOf(position),
      position,
      classification: step.classification,
      occurredAt: noonOf(day),
      day,
      recordedAt,
      role: ROLES[step.role]!,
      person: this.word('recorder'),
      publicSummary: this.word('summary'),
      lateReason: step.lateDays > 0 ? this.word('late') : undefined,
    });
  }

  private eventOf(step: Move, day: string): NewEvent | undefined {
    const id = { decisionId: this.thing('B', step.thing) };
    switch (step.kind) {
      case 'start':
        return this.make('ProgrammeInitiated', {
          name: this.word('name'),
          objective: this.word('objective'),
          mode: 'projectdriehoek',
        });
      case 'proposal':
        return this.make('ProposalDrafted', {
          ...this.decision(step),
          question: this.word('question'),
          objectives: [],
        });
      case 'decision':
        return this.make('DecisionTaken', this.taken(step));
      case 'dissent':
        return this.make('DissentRecorded', { ...id, person: this.word('person'), position: this.word('position') });
      case 'publication':
        return this.make('DecisionPublished', { ...id, publicText: this.word('public'), wooCategory: 'besluiten' });
      case 'escalation':
        return this.make('EscalationRaised', this.escalation(step, day));
      case 'note':
        return this.make('JournalEntryRecorded', {
          kind: 'notitie',
          subject: this.word('subject'),
          note: this.word('note'),
          teams: [],
        });
      case 'delivery':
        return this.make('InformationDelivered', this.delivery(step));
      case 'meeting':
        return this.make('MeetingHeld', {
          meetingId: this.thing('M', step.thing),
          body: ORGANS[step.other % 4],
          meetingType: 'besloten',
          note: this.word('note'),
        });
      default:
        return this.actOfSecrecy(step, day);
    }
  }

  private actOfSecrecy(step: Move, day: string): NewEvent | undefined {
    if (step.kind === 'secrecy') return this.make('SecrecyImposed', this.imposed(step, day));
    if (step.kind === 'rectification') return this.rectification(step);
    const secrecyId = this.secrecies[step.other % this.secrecies.length];
    if (secrecyId === undefined) return undefined;
    const organ = ORGANS[step.thing] ?? 'raad';
    if (step.kind === 'sharing') {
      const recipients = { recipients: [this.word('member')], note: this.word('note') };
      return this.make('SecretShared', {
        secrecyId,
        to: step.yes ? 'raad' : organ,
        wholeBody: step.yes,
        ...recipients,
      });
    }
    const motivation = this.word('why');
    if (step.kind === 'review')
      return this.make('SecrecyReviewed', { secrecyId, outcome: 'voortzetten', reviewOn: day, motivation });
    return this.make('SecrecyLifted', { secrecyId, liftedBy: organ, motivation });
  }

  private make(type: string, data: Readonly<Record<string, unknown>>): NewEvent {
    return { type, data };
  }
  private decision({ thing }: Move) {
    const about = { decisionType: 'gunning', body: 'college', isAwbDecision: false, dependsOn: [], topics: [] };
    return { decisionId: this.thing('B', thing), subject: this.word('subject'), ...about };
  }
  private taken(step: Move) {
    const rest = { basis: 'eigen', art169: 'nietVanToepassing', openQuestions: 0, informs: ['raad'] };
    return { ...this.decision(step), decision: this.word('decision'), ...rest };
  }
  private escalation({ thing }: Move, day: string) {
    const words = { reason: this.word('reason'), impact: this.word('impact'), ask: this.word('ask') };
    const who = { raiser: 'projectleider', level: 'L2', dueOn: laterDay(day, NO_TERM_PASSES_DAYS) };
    return { escalationId: this.thing('E', thing), ...who, subject: this.word('subject'), ...words };
  }
  private delivery(step: Move) {
    const { thing, other, yes } = step;
    const covers = [this.thing('B', thing), ...(yes ? [this.entryBefore(other), this.thing('I', other % 5)] : [])];
    const to = RECEIVERS[other % RECEIVERS.length]!;
    const what = { subject: this.word('subject'), uri: `urn:${this.word('uri')}`, members: [this.word('member')] };
    return {
      deliveryId: this.thing('I', this.told.length % 5),
      to,
      wholeBody: other % 3 !== 0,
      channel: 'brief',
      covers,
      ...what,
    };
  }
  private imposed({ thing, other, role, yes }: Move, day: string) {
    const secrecyId = this.thing('GH', this.secrecies.length);
    this.secrecies.push(secrecyId);
    const organ = ORGANS[role % ORGANS.length]!;
    const open = { imposedBy: organ, grounds: ['5.1.2.b'], byLaw: false, liftableBy: organ, reviewOn: day };
    const covered = {
      entryIds: other % 3 === 0 ? [this.entryBefore(other)] : [],
      decisionIds: yes ? [this.thing('B', thing)] : [],
      documentIds: other % 4 === 1 ? [this.thing('I', other % 5)] : [],
      meetingIds: other % 5 === 2 ? [this.thing('M', thing)] : [],
    };
    return { secrecyId, ...open, ...covered, subject: this.word('subject'), motivation: this.word('why') };
  }
  private rectification({ other }: Move): NewEvent | undefined {
    const wrong = this.told.filter(
      ({ type, data }) => type !== 'SecrecyImposed' && typeof data['subject'] === 'string',
    );
    const target = wrong[other % wrong.length];
    if (target === undefined) return undefined;
    const change = {
      field: 'subject',
      was: JSON.stringify(target.data['subject']),
      is: JSON.stringify(this.word('right')),
    };
    const why = { reason: this.word('why'), evidence: this.word('evidence') };
    return this.make('RecordRectified', { entryId: target.entryId, fields: ['subject'], changes: [change], ...why });
  }
  private entryBefore(other: number): string {
    return this.idOf(this.told.length === 0 ? 0 : other % this.told.length);
  }
  get now(): string {
    return new Date(this.nowMs + DAY_MS).toISOString();
  }
}

/** Where dossiers are recorded: each in a log of its own, or many after each other in one. */
export type House = Pick<Dossier, 'log' | 'vault'>;
export const newHouse = (): House => ({
  log: createMemoryLog(),
  vault: openVault({ keyring: memoryKeyring() }),
});

/** The story in a log, sealed as the engine seals it. */
export async function recordedDossier(steps: readonly Move[], { log, vault } = newHouse()): Promise<Dossier> {
  const story = new Story((await log.head()).lastTime ?? BEGIN);
  // Something to begin with, so that a story is never empty.
  story.tell({ ...steps[0]!, kind: 'start' });
  for (const step of steps) story.tell(step);
  const stream = `d-eigenschap-${story.serial}`;
  const first = (await log.head()).size;
  const appends = story.told.map((told) =>
    log.append({
      stream,
      expected: atRevision(told.position - 1),
      commandId: `c-${told.position}`,
      time: told.recordedAt,
      entries: [vault.seal(draftFrom(told, stream))],
    }),
  );
  for (const { kind } of await Promise.all(appends)) if (kind !== 'appended') throw new Error(kind);
  const about = { serial: String(story.serial), subject: story.thing('B', 0), first };
  return { told: story.told, now: story.now, stream, ...about, log, vault };
}

function draftFrom(told: Told, stream: string) {
  const { position, type, data, classification, occurredAt, publicSummary, lateReason } = told;
  const act = { occurredAt, precision: 'day' as const, classification, publicSummary };
  return draftOf(
    dossierKind.declarations[type]!,
    { type, data },
    {
      entryId: told.entryId,
      source: 'urn:nld:oin:0:systeem:test',
      stream,
      revision: position,
      time: told.recordedAt,
      commandId: `c-${position}`,
      commandIndex: 0,
      act: lateReason === undefined ? act : { ...act, lateReason },
      actorRef: 'iemand',
      person: told.person,
      role: told.role,
      policyVersion: 0,
      late: lateReason !== undefined,
    },
  );
}

/** The words of a story that stand in a text. */
export const wordsIn = (text: string): ReadonlySet<string> => new Set(text.match(/zq[a-z0-9.]*?\.qz/gi) ?? []);

export async function closeDossier({ log, vault }: Dossier): Promise<void> {
  await log.close();
  vault.close();
}

/** What of an event a reader has, in a shape that can be laid beside the naive model. */
export const readable = ({ type, data, meta }: AnyEvent) => ({
  type,
  data,
  position: meta.position,
  day: meta.day,
  recordedAt: meta.recordedAt,
  recorder: meta.actorPerson,
  publicSummary: meta['publicSummary'],
  lateReason: meta['lateReason'],
});
export type Readable = ReturnType<typeof readable>;
