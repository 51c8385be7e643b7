import type { DossierContext, DossierState } from '../dossier.js';
import type { NewEvent } from '../kernel/event.js';
import { policyOn } from '../organisation/state.js';
import { InformationDutyIncurred } from './events.js';
import { isOwed } from './state.js';
import { keyOf, triggersOf, type Happening, type Trigger } from './triggers.js';

/**
 * The duties that arise from what was just decided, for the same append (governance.md §4.9, §4.12).
 *
 * The clock starts when the owing body or its officials could know, which is the act itself; where policy lets it
 * start with the college's knowledge, the duty waits until the college decided on the matter or was told of it.
 */
export function dutiesFrom(
  events: readonly NewEvent[],
  state: DossierState,
  context: DossierContext,
): readonly NewEvent[] {
  const happenings = events as unknown as readonly Happening[];
  const { policy } = policyOn(context.organisation, context.day);
  const arisen = happenings.flatMap((event) => triggersOf(event, state, context.actor.as));
  const fresh = arisen.filter((trigger) => !isOwedAlready(trigger, happenings, state));
  const due =
    policy.informationClockStart === 'college'
      ? [
          ...fresh.filter(
            ({ creditor, about }) => creditor !== 'raad' || about.length === 0 || context.actor.as === 'college',
          ),
          ...learned(happenings, state, fresh),
        ]
      : fresh;
  if (due.length === 0) return [];
  const taken = new Set(state.informationDuties.duties.keys());
  return due.map(({ trigger, kind, creditor, about, subject }) =>
    InformationDutyIncurred.of({
      dutyId: nameOf(creditor, about[0] ?? context.day, taken, context),
      kind,
      owing: creditor === 'raad' ? 'college' : context.actor.as,
      creditor,
      subject,
      about,
      trigger,
      knownOn: context.day,
      dueOn: context.calendar.plusWorkingDays(context.day, termOf(trigger, kind, state, policy.informationTerms)),
    }),
  );
}

/** Named after what it is about, so that people recognise it; a second duty about the same gets a number. */
function nameOf(creditor: string, matter: string, taken: Set<string>, context: DossierContext): string {
  const name = creditor === 'raad' ? `IP-${matter}` : `IP-${matter}-${creditor}`;
  let dutyId = name.length <= MAX_NAME_LENGTH ? name : context.newId('IP');
  for (let number = 2; taken.has(dutyId); number += 1) dutyId = `${name}.${number}`;
  taken.add(dutyId);
  return dutyId;
}
/** Leaves room for the number within the length of a reference. */
const MAX_NAME_LENGTH = 56;

/** The raad may set its own term in its frame; it goes before that of policy. */
function termOf(trigger: string, kind: string, state: DossierState, terms: Readonly<Record<string, number>>): number {
  const own = state.frames.current.get('raad')?.informRaadWithin;
  return kind === 'kader' && own !== undefined ? own : (terms[kind] ?? 0);
}

interface Size {
  readonly amount: number;
  readonly days: number;
}
/** A change that is assessed again gives a second duty only when it has grown since the raad was told. */
function isOwedAlready(trigger: Trigger, happenings: readonly Happening[], state: DossierState): boolean {
  const { duties, sizes } = state.informationDuties;
  const [subject] = trigger.about;
  if (trigger.kind !== 'kader' || subject === undefined) return false;
  const same = [...duties.values()].filter((duty) => duty.kind === 'kader' && duty.about.includes(subject));
  if (same.some(isOwed)) return true;
  const size = sizes.get(subject);
  const decided = happenings.find(({ type }) => type === 'ImpactAssessed')?.data as Size | undefined;
  const assessed: Size | undefined = decided ?? state.scope.changes.get(subject)?.impact;
  if (same.length === 0 || size === undefined || assessed === undefined) return false;
  return assessed.amount <= size.amount && assessed.days <= size.days;
}

/** What waited for the college and of which it now knows, because it decides on it or is told. */
function learned(happenings: readonly Happening[], state: DossierState, fresh: readonly Trigger[]): readonly Trigger[] {
  const known = new Set(happenings.flatMap(collegeLearns));
  const already = new Set(fresh.map(keyOf));
  return [...state.informationDuties.pending.values()].filter(
    (trigger) =>
      trigger.creditor === 'raad' &&
      !already.has(keyOf(trigger)) &&
      trigger.about.some((subject) => known.has(subject)) &&
      !isOwedAlready(trigger, happenings, state),
  );
}
function collegeLearns(event: Happening): readonly string[] {
  const { type, data } = event as never as { type: string; data: Readonly<Record<string, unknown>> };
  const list = (name: string): readonly string[] => (data[name] as readonly string[] | undefined) ?? [];
  if (type === 'DecisionTaken' && data['body'] === 'college') return [String(data['decisionId']), ...list('topics')];
  return type === 'InformationDelivered' && data['to'] === 'college' && data['wholeBody'] === true
    ? list('covers')
    : [];
}
