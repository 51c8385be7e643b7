import type { CommandDescription } from './kernel/command.js';
import type { ActEnvelope, Actor } from './kernel/context.js';
import type { Calendar } from './kernel/calendar.js';
import { freeTextsOf, LINT_LABELS, lintText } from './kernel/lint.js';
import { Guard, refusal, type Broken } from './kernel/outcome.js';
import { FUNCTION_NOT_ALLOWED } from './kernel/refusals.js';
import type { Role } from './kernel/roles.js';
import { dayOf, dutchDay } from './kernel/time.js';

/** Rules that hold for recording any act, whatever it is (governance.md §4.1, X2 and "Who"). */

export const OCCURRED_IN_FUTURE = refusal(
  'state',
  'OCCURRED_IN_FUTURE',
  'Wat nog niet gebeurd is, kan niet worden vastgelegd.',
  'X2',
);
export const LATE_REASON_MISSING = refusal(
  'state',
  'LATE_REASON_MISSING',
  'Wie later vastlegt dan de termijn toelaat, geeft daarvoor een reden.',
  'X2',
);
export const MAY_NOT_RECORD_FOR = refusal(
  'authority',
  'MAY_NOT_RECORD_FOR',
  'Deze functie mag niet namens die ander vastleggen.',
  'X6; Awb 10:10',
);
export const FREE_TEXT_WARNING = refusal(
  'state',
  'FREE_TEXT_WARNING',
  'Persoonsgegevens staan niet in vrije tekst, tenzij u zegt waarom het hier toch moet.',
  'X8; AVG 5 lid 1 onder c',
);
export const recordingRefusals = [
  OCCURRED_IN_FUTURE,
  LATE_REASON_MISSING,
  MAY_NOT_RECORD_FOR,
  FREE_TEXT_WARNING,
] as const;

/** The project office records and others decide (D4); these functions may record for these others. */
const MAY_RECORD_FOR: Readonly<Partial<Record<Role, readonly Role[] | 'anyone'>>> = {
  projectbureau: 'anyone',
  collegesecretariaat: ['college', 'burgemeester', 'BO'],
  griffie: ['raad', 'commissie', 'raadslid'],
};

export function mayRecordFor(recorder: Role, acting: Role): boolean {
  if (recorder === acting) return true;
  const allowed = MAY_RECORD_FOR[recorder];
  return allowed === 'anyone' || (allowed?.includes(acting) ?? false);
}

export interface RecordingFacts {
  readonly description: CommandDescription;
  /** The command itself, for its free texts. */
  readonly command?: object;
  readonly actor: Actor;
  readonly act: ActEnvelope;
  readonly now: string;
  readonly calendar: Calendar;
  /** Working days after which a record needs a reason (policy). */
  readonly lateAfterDays: number;
}

export function isLate(facts: Pick<RecordingFacts, 'act' | 'now' | 'calendar' | 'lateAfterDays'>): boolean {
  const from = dayOf(facts.act.occurredAt);
  const to = dayOf(facts.now);
  // Nearly every act is recorded on its own day, and that takes no counting.
  return from < to && facts.calendar.workingDaysBetween(from, to) > facts.lateAfterDays;
}

/** Every rule of recording that this act breaks. */
export function recordingRules(facts: RecordingFacts): readonly Broken[] {
  const { description, actor, act, now } = facts;
  const guard = new Guard();
  guard.require(
    mayRecordFor(actor.role, actor.as),
    MAY_NOT_RECORD_FOR,
    `De functie ${actor.role} mag niet namens ${actor.as} vastleggen.`,
    'onBehalfOf',
  );
  guard.require(
    description.who.includes(actor.as),
    FUNCTION_NOT_ALLOWED,
    () => `${description.label} mag door: ${description.who.join(', ')}. U handelt als ${actor.as}.`,
  );
  const future = act.precision === 'day' ? dayOf(act.occurredAt) > dayOf(now) : act.occurredAt > now;
  guard.require(
    !future,
    OCCURRED_IN_FUTURE,
    () => `De handeling zou op ${dutchDay(dayOf(act.occurredAt))} zijn gebeurd; dat is later dan nu.`,
    'occurredAt',
  );
  guard.require(
    !isLate(facts) || act.lateReason !== undefined,
    LATE_REASON_MISSING,
    () =>
      `De handeling gebeurde op ${dutchDay(dayOf(act.occurredAt))}, meer dan ${facts.lateAfterDays} werkdagen geleden. Geef de reden van het late vastleggen.`,
    'lateReason',
  );
  if (act.lintOverride === undefined) requireCleanText(guard, facts);
  return guard.broken;
}

/** Warns for every place where a text looks as if it holds personal data; a recorded reason lets it through. */
function requireCleanText(guard: Guard, { command, act }: RecordingFacts): void {
  const about = [
    { field: 'publicSummary', text: act.publicSummary ?? '' },
    { field: 'lateReason', text: act.lateReason ?? '' },
    ...(act.sources ?? []).map(({ title }, index) => ({ field: `sources.${index}.title`, text: title })),
  ];
  for (const { field, text } of [...(command === undefined ? [] : freeTextsOf(command)), ...about])
    for (const { code, start, end } of lintText(text))
      guard.add(
        FREE_TEXT_WARNING,
        `Teken ${start + 1} tot en met ${end} lijkt op ${LINT_LABELS[code]}. Haal het weg of geef de reden om het te laten staan.`,
        field,
      );
}
