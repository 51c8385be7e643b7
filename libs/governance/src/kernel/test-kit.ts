import {
  dossierEvents,
  evolveDossier,
  initialDossier,
  type DossierContext,
  type DossierEvent,
  type DossierState,
} from '../dossier.js';
import { initialOrganisation } from '../organisation/state.js';
import { calendarWith } from './calendar.js';
import type { Actor } from './context.js';
import type { DecideRule } from './decider.js';
import type { NewEvent, Recorded } from './event.js';
import type { Outcome } from './outcome.js';
import type { Role } from './roles.js';
import { dayOf, noonOf } from './time.js';

/** Given / when / then for deciders: history in, command in, outcome out. Used by specs only. */

export type Given = NewEvent | readonly [NewEvent, Partial<Recorded> & { readonly on?: string }];
export const DEFAULT_DAY = '2025-06-02';

function guardEvent(given: Given, position: number): DossierEvent {
  const [event, about] = (Array.isArray(given) ? given : [given, {}]) as readonly [
    NewEvent,
    Partial<Recorded> & { on?: string },
  ];
  const occurredAt = about.occurredAt ?? noonOf(about.on ?? DEFAULT_DAY);
  const fields = dossierEvents[event.type as keyof typeof dossierEvents].fields as Readonly<
    Record<string, { disclosure: string }>
  >;
  const readable = Object.entries(event.data).filter(([name]) =>
    ['open', 'sealed'].includes(fields[name]?.disclosure ?? ''),
  );
  return {
    type: event.type,
    data: Object.fromEntries(readable),
    meta: {
      entryId: `e-${position}`,
      revision: position,
      position,
      occurredAt,
      precision: 'day',
      day: dayOf(occurredAt),
      recordedAt: occurredAt,
      commandId: `c-${position}`,
      actorRef: 'a-1',
      actorPerson: 'p-recorder',
      role: 'projectbureau',
      classification: 'intern',
      late: false,
      ...about,
    },
  } as unknown as DossierEvent;
}

/** The state of a dossier after these events. */
export function given(...events: readonly Given[]): DossierState {
  return events.reduce<DossierState>(
    (state, event, position) => evolveDossier(state, guardEvent(event, position)),
    initialDossier(),
  );
}

/** A context in which `as` acts on `day`; everything can be overridden. */
export function context(overrides: Partial<DossierContext> & { readonly as?: Role } = {}): DossierContext {
  const day = overrides.day ?? DEFAULT_DAY;
  const as = overrides.as ?? 'projectleider';
  const actor: Actor = overrides.actor ?? { person: 'p-actor', role: as, as };
  let ids = 0;
  return {
    now: noonOf(day),
    today: day,
    day,
    act: { occurredAt: noonOf(day), precision: 'day', classification: 'intern' },
    newId: (prefix) => `${prefix}-${(ids += 1)}`,
    organisation: initialOrganisation(),
    calendar: calendarWith([]),
    then: initialDossier(),
    recorded: () => undefined,
    ...overrides,
    actor,
  };
}

/** Decides a command on a state; unless told otherwise the act is of today, so that `then` is the state itself. */
export function when<C extends object>(
  state: DossierState,
  rules: readonly DecideRule<DossierState, DossierContext>[],
  command: new () => C,
  fields: Partial<C>,
  about: Partial<DossierContext> & { readonly as?: Role } = {},
): Outcome {
  const rule = rules.find((candidate) => candidate.command === command);
  if (rule === undefined) throw new Error(`no rule decides ${command.name}`);
  return rule.decide(Object.assign(new command(), fields) as never, state, context({ then: state, ...about }));
}

export function expectAccepted(outcome: Outcome, ...types: readonly string[]): void {
  expect(
    outcome.ok
      ? outcome.events.map(({ type }) => type)
      : outcome.broken.map(({ refusal, detail }) => `${refusal.code}: ${detail}`),
  ).toEqual(types);
}
export function expectRefused(outcome: Outcome, ...codes: readonly string[]): void {
  expect(
    outcome.ok
      ? `accepted: ${outcome.events.map(({ type }) => type).join(', ')}`
      : outcome.broken.map(({ refusal }) => refusal.code).sort(),
  ).toEqual([...codes].sort());
}
