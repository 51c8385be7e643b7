import type { DossierEvent, DossierState } from '../dossier.js';
import type { Decider, Role } from '../kernel/roles.js';
import type { ForumLevel, LinkKind, MeetingType } from './events.js';

export interface PlanningLink {
  readonly kind: LinkKind;
  readonly ref: string;
}
export interface Forum {
  readonly forumId: string;
  readonly name: string;
  readonly level: ForumLevel;
  readonly body: Decider | undefined;
  readonly chair: Role;
  readonly secretary: Role | undefined;
  readonly cadenceDays: number | undefined;
  readonly decisionRights: readonly string[];
  readonly preparer: Role | undefined;
  readonly elaborator: Role | undefined;
  readonly establishedOn: string;
  functions: readonly Role[];
  /** Other governments and organisations at the table (S5-10). */
  external: readonly string[];
  lastHeldOn: string | undefined;
}
export interface Meeting {
  readonly meetingId: string;
  forumId: string | undefined;
  /** Of which body it is the meeting: its own, or that of its forum. */
  body: Decider | undefined;
  meetingType: MeetingType;
  on: string;
  heldOn: string | undefined;
  cancelledOn: string | undefined;
  firstOutcomeOn: string | undefined;
  readonly agenda: Map<string, readonly PlanningLink[]>;
}
export interface MeetingOutcome {
  readonly outcomeId: string;
  readonly meetingId: string;
  readonly on: string;
  links: readonly PlanningLink[];
}
export interface DecisionList {
  readonly listId: string;
  readonly body: Decider;
  readonly meetingOn: string;
  readonly publishedOn: string;
  readonly numbers: readonly string[];
  readonly withheld: readonly string[];
}
export interface AgreedAction {
  readonly actionId: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly agreedOn: string;
  doneOn: string | undefined;
}
export interface PdcaReview {
  readonly reviewId: string;
  on: string;
  heldOn: string | undefined;
  answers: { rightStakeholders: boolean; sharedView: boolean; adjusting: boolean } | undefined;
  adjustments: number;
}
export interface MeetingsState {
  readonly forums: Map<string, Forum>;
  model: { readonly version: number; readonly forums: readonly string[]; readonly on: string } | undefined;
  readonly meetings: Map<string, Meeting>;
  readonly outcomes: Map<string, MeetingOutcome>;
  /** By body and day of the meeting: each has one list. */
  readonly lists: Map<string, DecisionList>;
  readonly listNumbers: Map<string, DecisionList>;
  /** Which decisions were attested with a number of a list. */
  readonly attested: Map<string, string[]>;
  readonly actions: Map<string, AgreedAction>;
  readonly reviews: Map<string, PdcaReview>;
  readonly adjustments: Set<string>;
}
export const initialMeetings = (): MeetingsState => ({
  forums: new Map(),
  model: undefined,
  meetings: new Map(),
  outcomes: new Map(),
  lists: new Map(),
  listNumbers: new Map(),
  attested: new Map(),
  actions: new Map(),
  reviews: new Map(),
  adjustments: new Set(),
});

export const listKey = (body: Decider, meetingOn: string): string => `${body} ${meetingOn}`;
export const isHeld = (meeting: Meeting | undefined): boolean => meeting?.heldOn !== undefined;

/**
 * The first day after `day` on which a forum, or a body, meets: the term of L4 counts from the next college meeting
 * (governance.md §4.6). Undefined when no meeting is known.
 */
export function nextMeeting(state: MeetingsState, forumOrBody: string, day: string): string | undefined {
  let next: string | undefined;
  for (const { forumId, body, on, heldOn, cancelledOn } of state.meetings.values()) {
    const meetsOn = heldOn ?? on;
    if ((forumId !== forumOrBody && body !== forumOrBody) || cancelledOn !== undefined || meetsOn <= day) continue;
    if (next === undefined || meetsOn < next) next = meetsOn;
  }
  return next;
}

export function evolveMeetings(state: MeetingsState, event: DossierEvent, _whole: DossierState): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'ForumEstablished': {
      const { forumId, body, secretary, cadenceDays, preparer, elaborator } = event.data;
      state.forums.set(forumId, {
        ...event.data,
        body,
        secretary,
        cadenceDays,
        preparer,
        elaborator,
        establishedOn: day,
        functions: [],
        external: [],
        lastHeldOn: undefined,
      });
      return;
    }
    case 'ForumMembersSet': {
      const forum = state.forums.get(event.data.forumId);
      if (forum !== undefined) {
        forum.functions = event.data.functions;
        forum.external = event.data.external;
      }
      return;
    }
    case 'InteractionModelAdopted':
      state.model = { version: event.data.version, forums: event.data.forums, on: day };
      return;
    case 'ActionAgreed': {
      const { actionId, owner, dueOn } = event.data;
      state.actions.set(actionId, { actionId, owner, dueOn, agreedOn: day, doneOn: undefined });
      return;
    }
    case 'ActionDone': {
      const action = state.actions.get(event.data.actionId);
      if (action !== undefined) action.doneOn ??= day;
      return;
    }
    case 'DecisionListPublished': {
      const { listId, body, meetingOn, numbers, withheld } = event.data;
      const list: DecisionList = { listId, body, meetingOn, publishedOn: day, numbers, withheld };
      state.lists.set(listKey(body, meetingOn), list);
      for (const number of [...numbers, ...withheld]) state.listNumbers.set(number, list);
      return;
    }
    case 'DecisionAttested': {
      const { listNumber, decisionId } = event.data;
      if (listNumber === undefined) return;
      const decisions = state.attested.get(listNumber);
      if (decisions === undefined) state.attested.set(listNumber, [decisionId]);
      else decisions.push(decisionId);
      return;
    }
    default:
      evolveMeeting(state, event);
      evolveReview(state, event);
  }
}

function evolveMeeting(state: MeetingsState, event: DossierEvent): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'MeetingScheduled': {
      const { meetingId, forumId, body, meetingType, on } = event.data;
      state.meetings.set(meetingId, meetingOf(state, meetingId, { forumId, body, meetingType, on }));
      return;
    }
    case 'MeetingHeld': {
      const { meetingId, forumId, body, meetingType } = event.data;
      const held = meetingOf(state, meetingId, { forumId, body, meetingType, on: day });
      const meeting = state.meetings.get(meetingId) ?? held;
      meeting.heldOn = day;
      meeting.meetingType = meetingType;
      state.meetings.set(meetingId, meeting);
      const forum = meeting.forumId === undefined ? undefined : state.forums.get(meeting.forumId);
      if (forum !== undefined && (forum.lastHeldOn === undefined || forum.lastHeldOn < day)) forum.lastHeldOn = day;
      return;
    }
    case 'MeetingCancelled': {
      const meeting = state.meetings.get(event.data.meetingId);
      if (meeting !== undefined) meeting.cancelledOn = day;
      return;
    }
    case 'AgendaItemPlaced':
      state.meetings.get(event.data.meetingId)?.agenda.set(event.data.agendaItemId, event.data.links);
      return;
    case 'OutcomeRecorded': {
      const { meetingId, outcomeId, links } = event.data;
      const meeting = state.meetings.get(meetingId);
      if (meeting !== undefined) meeting.firstOutcomeOn ??= day;
      const known = state.outcomes.get(outcomeId);
      if (known === undefined) state.outcomes.set(outcomeId, { outcomeId, meetingId, on: day, links });
      else known.links = [...known.links, ...links];
      return;
    }
  }
}

function evolveReview(state: MeetingsState, event: DossierEvent): void {
  const { day } = event.meta;
  switch (event.type) {
    case 'PdcaReviewScheduled':
      reviewOf(state, event.data.reviewId, event.data.on).on = event.data.on;
      return;
    case 'PdcaReviewHeld': {
      const { reviewId, rightStakeholders, sharedView, adjusting } = event.data;
      const review = reviewOf(state, reviewId, day);
      review.heldOn = day;
      review.answers = { rightStakeholders, sharedView, adjusting };
      return;
    }
    case 'AdjustmentAgreed': {
      const review = state.reviews.get(event.data.reviewId);
      if (review !== undefined) review.adjustments += 1;
      state.adjustments.add(event.data.adjustmentId);
      return;
    }
  }
}

function reviewOf(state: MeetingsState, reviewId: string, on: string): PdcaReview {
  const review = state.reviews.get(reviewId) ?? { reviewId, on, heldOn: undefined, answers: undefined, adjustments: 0 };
  state.reviews.set(reviewId, review);
  return review;
}
function meetingOf(
  state: MeetingsState,
  meetingId: string,
  about: {
    readonly forumId: string | undefined;
    readonly body: Decider | undefined;
    readonly meetingType: MeetingType;
    readonly on: string;
  },
): Meeting {
  const ofForum = about.forumId === undefined ? undefined : state.forums.get(about.forumId)?.body;
  return {
    meetingId,
    ...about,
    body: about.body ?? ofForum,
    heldOn: undefined,
    cancelledOn: undefined,
    firstOutcomeOn: undefined,
    agenda: new Map(),
  };
}
