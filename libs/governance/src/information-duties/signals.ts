import type { DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import { daysBetween, dutchDay, plusDays } from '../kernel/time.js';
import type { Policy } from '../organisation/policy.js';
import type { Severity } from '../signals/catalogue.js';
import { isOwed, toldOn, type Duty, type Fact } from './state.js';

/** A signal as the signals slice shows it. */
interface DutySignal {
  readonly code: string;
  readonly severity: Severity;
  readonly since: string;
  readonly detail: string;
  readonly subjectId?: string;
}

/** Who learns by document only; people and the public are no organ that can be informed in part. */
const BODIES: readonly string[] = ['raad', 'college', 'commissie'];
/** What to call a duty that has run out, where it has a name of its own. */
const OVERDUE: Readonly<Partial<Record<Duty['kind'], string>>> = {
  toezegging: 'TOEZEGGING_VERLOPEN',
  motie: 'MOTIE_NIET_AFGEDAAN',
};

/**
 * The signals about who was informed, on a day: a pure function of the dossier as folded up to that day. They name
 * things by their reference and never by what they are about, for signals are also shown to who may not open that.
 */
export function informationDutySignals(
  state: DossierState,
  day: string,
  policy: Policy,
  calendar: Calendar,
): readonly DutySignal[] {
  return [
    ...owed(state, day, policy, calendar),
    ...viaPress(state, day),
    ...unequal(state, day),
    ...backlog(state, day, policy, calendar),
  ];
}

function owed(state: DossierState, day: string, policy: Policy, calendar: Calendar): readonly DutySignal[] {
  return [...state.informationDuties.duties.values()].filter(isOwed).flatMap((duty): readonly DutySignal[] => {
    const { dutyId, creditor, dueOn, kind } = duty;
    if (dueOn < day) {
      const late = calendar.workingDaysBetween(dueOn, day);
      return [
        {
          code: OVERDUE[kind] ?? 'INFORMATIEPLICHT_OVERSCHREDEN',
          severity: 'rood',
          since: plusDays(dueOn, 1),
          detail: `Plicht ${dutyId} (${kind}) aan ${creditor} liep tot en met ${dutchDay(dueOn)}, ${late} werkdagen geleden.`,
          subjectId: dutyId,
        },
      ];
    }
    const near = (on: string): boolean => calendar.workingDaysBetween(on, dueOn) < policy.informationNearDays;
    if (!near(day)) return [];
    let since = day;
    while (since > duty.knownOn && near(plusDays(since, -1))) since = plusDays(since, -1);
    const detail = `Plicht ${dutyId} (${kind}) aan ${creditor} loopt tot en met ${dutchDay(dueOn)}.`;
    return [{ code: 'INFORMATIEPLICHT_NADERT', severity: 'oranje', since, detail, subjectId: dutyId }];
  });
}

/** It came out before the raad had it, and the raad does not have it yet. */
function viaPress(state: DossierState, day: string): readonly DutySignal[] {
  return [...state.informationDuties.exposures.values()].flatMap(({ exposureId, kind, covers, on }) => {
    const unknown = covers.filter((subject) => !wasTold(state, 'raad', subject, day));
    if (on > day || unknown.length === 0) return [];
    const detail = `Naar buiten op ${dutchDay(on)} (${kind}); de raad kreeg nog niets over ${unknown.join(', ')}.`;
    return [{ code: 'RAAD_VIA_DE_KRANT', severity: 'rood', since: on, detail, subjectId: exposureId }];
  });
}
function wasTold(state: DossierState, to: string, subject: string, day: string): boolean {
  const told = toldOn(state.informationDuties, to, subject);
  return told !== undefined && told.first <= day;
}

/** Some members got what the body as a whole has not. */
function unequal(state: DossierState, day: string): readonly DutySignal[] {
  return [...state.informationDuties.deliveries.values()].flatMap(
    ({ deliveryId, to, wholeBody, covers, on, members }) => {
      if (wholeBody || on > day || !BODIES.includes(to)) return [];
      const missing = covers.filter((subject) => !wasTold(state, to, subject, day));
      if (missing.length === 0) return [];
      const detail = `Op ${dutchDay(on)} kregen ${members.length} leden van ${to} iets over ${missing.join(', ')}; de rest niet.`;
      return [{ code: 'ONGELIJK_GEINFORMEERD', severity: 'rood', since: on, detail, subjectId: deliveryId }];
    },
  );
}

/** Material facts that the raad does not know. A document covers only what had happened when it was written. */
export function unknownToRaad(state: DossierState, material: readonly string[]): readonly Fact[] {
  const { informationDuties } = state;
  return informationDuties.facts.filter(
    ({ type, ids, on }) =>
      material.includes(type) && !ids.some((subject) => (toldOn(informationDuties, 'raad', subject)?.last ?? '') >= on),
  );
}
function backlog(state: DossierState, day: string, policy: Policy, calendar: Calendar): readonly DutySignal[] {
  const unknown = unknownToRaad(state, policy.materialForRaad).filter(({ on }) => on <= day);
  const oldest = unknown.map(({ on }) => on).sort()[0];
  if (oldest === undefined) return [];
  const age = calendar.workingDaysBetween(oldest, day);
  if (age <= policy.councilBacklogDays) return [];
  const severity: Severity = age > policy.councilBacklogRedDays ? 'rood' : 'oranje';
  const since = calendar.plusWorkingDays(oldest, policy.councilBacklogDays + 1);
  const detail = `De raad weet ${unknown.length} ingrijpende feiten niet; het oudste is ${daysBetween(oldest, day)} dagen oud.`;
  return [{ code: 'INFORMATIEACHTERSTAND_RAAD', severity, since, detail }];
}
