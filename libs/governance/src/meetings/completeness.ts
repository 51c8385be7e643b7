import type { DossierState } from '../dossier.js';
import { isInForce } from '../decisions/state.js';
import type { Calendar } from '../kernel/calendar.js';
import type { Decider } from '../kernel/roles.js';
import type { Policy } from '../organisation/policy.js';
import { listKey, type DecisionList, type Meeting } from './state.js';

/** These publish a list of their decisions (Gemw 23, 60); others confirm a decision in another way. */
const LISTING: readonly Decider[] = ['college', 'raad'];
/** In these the body decides; a meeting to form a picture or an opinion has no list. */
const DECIDING: readonly string[] = ['regulier', 'besluitvormend'];

export interface MissingOfMeeting {
  readonly meetingId: string;
  readonly body: Decider | undefined;
  readonly heldOn: string;
  /** The last day of the term. */
  readonly dueOn: string;
}
/** What should be in the dossier and is not, on a day. Terms that still run are no finding. */
export interface Completeness {
  readonly meetingsWithoutReport: readonly MissingOfMeeting[];
  readonly meetingsWithoutList: readonly MissingOfMeeting[];
  /** On a published list, withheld numbers among them, and no decision was attested with it. */
  readonly numbersWithoutDecision: readonly { readonly number: string; readonly list: DecisionList }[];
  /** Taken in a meeting whose list was published, and not on that list. */
  readonly decisionsNotListed: readonly { readonly decisionId: string; readonly list: DecisionList }[];
}

/** Compares what was held and published with what was recorded: a pure function of dossier, policy, calendar and day. */
export function completenessOn(state: DossierState, policy: Policy, calendar: Calendar, day: string): Completeness {
  const { meetings, lists, attested } = state.meetings;
  const overdue = (meeting: Meeting, term: number): readonly MissingOfMeeting[] => {
    const { meetingId, body, heldOn } = meeting;
    if (heldOn === undefined) return [];
    const dueOn = calendar.plusWorkingDays(heldOn, term);
    return dueOn < day ? [{ meetingId, body, heldOn, dueOn }] : [];
  };
  const held = [...meetings.values()].filter(({ heldOn }) => heldOn !== undefined);
  const published = [...lists.values()];
  return {
    meetingsWithoutReport: held
      .filter(({ firstOutcomeOn }) => firstOutcomeOn === undefined)
      .flatMap((meeting) => overdue(meeting, policy.reportWithinDays)),
    meetingsWithoutList: held
      .filter((meeting) => needsList(meeting) && !lists.has(listKey(meeting.body!, meeting.heldOn!)))
      .flatMap((meeting) => overdue(meeting, policy.decisionListWithinDays)),
    numbersWithoutDecision: published.flatMap((list) =>
      numbersOf(list)
        .filter((number) => !attested.has(number))
        .map((number) => ({ number, list })),
    ),
    decisionsNotListed: notListed(state),
  };
}

const needsList = ({ body, meetingType }: Meeting): boolean =>
  body !== undefined && LISTING.includes(body) && DECIDING.includes(meetingType);
const numbersOf = ({ numbers, withheld }: DecisionList): readonly string[] => [...numbers, ...withheld];

function notListed(state: DossierState): Completeness['decisionsNotListed'] {
  const { lists, attested } = state.meetings;
  return [...state.decisions.decisions.values()].flatMap((decision) => {
    const { decisionId, body, takenOn } = decision;
    if (!isInForce(decision) || takenOn === undefined) return [];
    const list = lists.get(listKey(body, takenOn));
    if (list === undefined) return [];
    const listed = numbersOf(list).some((number) => attested.get(number)?.includes(decisionId) === true);
    return listed ? [] : [{ decisionId, list }];
  });
}
