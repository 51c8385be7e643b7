import type { DossierState } from '../dossier.js';
import type { Calendar } from '../kernel/calendar.js';
import { dutchDay, plusDays } from '../kernel/time.js';
import type { Policy } from '../organisation/policy.js';
import { completenessOn } from './completeness.js';

/** A signal without its severity, which stands in the catalogue of signals. */
export interface MeetingFinding {
  readonly code: string;
  readonly since: string;
  readonly detail: string;
  readonly subjectId: string;
}
interface Situation {
  readonly state: DossierState;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly day: string;
}

/** The signals of forums, meetings and reviews on a day. A term ends at 24:00 of its last day (X4). */
export function meetingSignals(situation: Situation): readonly MeetingFinding[] {
  return [...incomplete(situation), ...forums(situation), ...outcomes(situation), ...reviews(situation)];
}

function incomplete({ state, policy, calendar, day }: Situation): readonly MeetingFinding[] {
  const found = completenessOn(state, policy, calendar, day);
  return [
    ...found.meetingsWithoutReport.map(({ meetingId, heldOn, dueOn }) => ({
      code: 'VERSLAG_ONTBREEKT',
      since: plusDays(dueOn, 1),
      detail: `Van overleg ${meetingId} van ${dutchDay(heldOn)} is geen uitkomst vastgelegd; dat moest uiterlijk ${dutchDay(dueOn)}.`,
      subjectId: meetingId,
    })),
    ...found.meetingsWithoutList.map(({ meetingId, body, heldOn, dueOn }) => ({
      code: 'BESLUITENLIJST_TE_LAAT',
      since: plusDays(dueOn, 1),
      detail: `De besluitenlijst van ${body} van ${dutchDay(heldOn)} moest er uiterlijk ${dutchDay(dueOn)} zijn.`,
      subjectId: meetingId,
    })),
    ...found.numbersWithoutDecision.map(({ number, list }) => ({
      code: 'LIJSTNUMMER_ZONDER_BESLUIT',
      since: list.publishedOn,
      detail: `Nummer ${number} staat op de lijst van ${list.body} van ${dutchDay(list.meetingOn)}; een besluit met dat nummer is niet vastgelegd.`,
      subjectId: number,
    })),
  ];
}

function forums({ state, day }: Situation): readonly MeetingFinding[] {
  const found: MeetingFinding[] = [];
  for (const forum of state.meetings.forums.values()) {
    const { forumId, name, cadenceDays, preparer, elaborator, establishedOn, lastHeldOn } = forum;
    if (cadenceDays !== undefined) {
      const dueOn = plusDays(lastHeldOn ?? establishedOn, cadenceDays);
      if (dueOn < day)
        found.push({
          code: 'OVERLEG_VALT_UIT',
          since: plusDays(dueOn, 1),
          detail: `${name} had uiterlijk ${dutchDay(dueOn)} weer bijeen moeten komen.`,
          subjectId: forumId,
        });
    }
    const missing = [
      preparer === undefined ? 'wie voorbereidt' : '',
      elaborator === undefined ? 'wie uitwerkt' : '',
    ].filter((each) => each !== '');
    if (missing.length > 0)
      found.push({
        code: 'VOORBEREIDING_NIET_BELEGD',
        since: establishedOn,
        detail: `Bij ${name} is niet vastgelegd: ${missing.join(' en ')}.`,
        subjectId: forumId,
      });
  }
  return found;
}

function outcomes({ state, policy, calendar, day }: Situation): readonly MeetingFinding[] {
  return [...state.meetings.outcomes.values()]
    .filter(({ links }) => links.length === 0)
    .map((outcome) => ({ outcome, dueOn: calendar.plusWorkingDays(outcome.on, policy.linkOutcomeWithinDays) }))
    .filter(({ dueOn }) => dueOn < day)
    .map(({ outcome: { outcomeId, meetingId, on }, dueOn }) => ({
      code: 'UITKOMST_ZONDER_VERBAND',
      since: plusDays(dueOn, 1),
      detail: `Uitkomst ${outcomeId} van overleg ${meetingId} (${dutchDay(on)}) hoort nog bij geen deel van de planning.`,
      subjectId: outcomeId,
    }));
}

function reviews({ state, day }: Situation): readonly MeetingFinding[] {
  return [...state.meetings.reviews.values()]
    .filter(({ on, heldOn }) => heldOn === undefined && on < day)
    .map(({ reviewId, on }) => ({
      code: 'PDCA_ACHTERSTALLIG',
      since: plusDays(on, 1),
      detail: `De PDCA-toets ${reviewId} stond voor ${dutchDay(on)} en is niet gehouden.`,
      subjectId: reviewId,
    }));
}
