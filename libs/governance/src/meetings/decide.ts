import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import type { NewEvent } from '../kernel/event.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND, PROGRAMME_NOT_STARTED } from '../kernel/refusals.js';
import type { Decider, Role } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { requireActive } from '../lifecycle/active.js';
import { SecrecyImposed } from '../secrecy/events.js';
import * as act from './commands.js';
import * as made from './events.js';
import { FORUM_LEVELS, type LinkKind, type MeetingType } from './events.js';
import * as refusals from './refusals.js';
import { isHeld, listKey, type Forum, type PlanningLink, type Meeting } from './state.js';

/** Who keeps the papers of a body, beside the body itself. */
const SECRETARIAT: Readonly<Partial<Record<Decider, Role>>> = {
  college: 'collegesecretariaat',
  burgemeester: 'collegesecretariaat',
  raad: 'griffie',
  commissie: 'griffie',
};
/** What is said in a closed meeting of these is secret by law (Gemw 23, 82). A meeting of the college always is closed. */
const SECRET_WHEN_CLOSED: readonly (Decider | undefined)[] = ['raad', 'commissie'];

const active = (state: DossierState): Guard => requireActive(new Guard(), state);
/** What is left to write down when the programme has ended: the report, the list and the actions of its last meetings. */
const started = (state: DossierState): Guard =>
  new Guard().require(
    state.lifecycle.initiatedOn !== undefined,
    PROGRAMME_NOT_STARTED,
    'Het programma is nog niet gestart.',
  );
const unused = (guard: Guard, taken: boolean, id: string, field: string): Guard =>
  guard.require(!taken, ALREADY_EXISTS, `Het kenmerk ${id} bestaat al.`, field);

/** Where a link of each kind must be found. */
const KNOWN: Readonly<Record<LinkKind, (state: DossierState, ref: string) => boolean>> = {
  besluit: (state, ref) => state.decisions.decisions.has(ref),
  scopewijziging: (state, ref) => state.scope.changes.has(ref),
  mijlpaal: (state, ref) => state.frames.milestones.has(ref),
  deadline: (state, ref) => state.frames.deadlines.has(ref),
  livegang: (state, ref) => state.goLive.all.has(ref),
  escalatie: (state, ref) => state.escalations.all.has(ref),
  doel: (state, ref) => state.frames.objectives.has(ref),
  actie: (state, ref) => state.meetings.actions.has(ref),
};
function requireLinks(guard: Guard, links: readonly PlanningLink[], state: DossierState): void {
  for (const { kind, ref } of links)
    guard.require(KNOWN[kind](state, ref), NOT_FOUND, `In dit dossier is geen ${kind} met kenmerk ${ref}.`, 'links');
}
const plainLinks = (links: readonly PlanningLink[] = []): readonly PlanningLink[] =>
  links.map(({ kind, ref }) => ({ kind, ref }));

function findForum(guard: Guard, state: DossierState, forumId: string | undefined): Forum | undefined {
  if (forumId === undefined) return undefined;
  const forum = state.meetings.forums.get(forumId);
  guard.require(forum !== undefined, NOT_FOUND, `Overleg ${forumId} is niet ingesteld.`, 'forumId');
  return forum;
}

interface Whose {
  readonly forum: Forum | undefined;
  readonly body: Decider | undefined;
}
/** The chair of a forum or who prepares or works it out; for a meeting of a body the body or its secretariat. */
function requireKeeper(guard: Guard, { forum, body }: Whose, context: DossierContext): void {
  if (forum === undefined && body === undefined) return;
  const keepers = [
    forum?.chair,
    forum?.secretary,
    forum?.preparer,
    forum?.elaborator,
    body,
    body === undefined ? undefined : SECRETARIAT[body],
  ].filter((role): role is Role => role !== undefined);
  guard.require(
    keepers.includes(context.actor.as),
    refusals.NOT_FORUM_KEEPER,
    `Dit doet: ${[...new Set(keepers)].join(', ')}. U handelt als ${context.actor.as}.`,
  );
}

/** Whose meeting a new one is: it names a forum or a body. */
function whose(guard: Guard, state: DossierState, forumId?: string, body?: Decider): Whose {
  const forum = findForum(guard, state, forumId);
  guard.require(
    forumId !== undefined || body !== undefined,
    refusals.FORUM_OR_BODY_MISSING,
    'Er is geen overleg en geen orgaan genoemd.',
    'forumId',
  );
  return { forum, body: body ?? forum?.body };
}
function findMeeting(guard: Guard, state: DossierState, meetingId: string, context: DossierContext) {
  const meeting = state.meetings.meetings.get(meetingId);
  guard.require(meeting !== undefined, NOT_FOUND, `Overleg ${meetingId} bestaat niet.`, 'meetingId');
  if (meeting !== undefined) requireKeeper(guard, whoseMeeting(meeting, state), context);
  return meeting;
}
const whoseMeeting = ({ forumId, body }: Meeting, state: DossierState): Whose => ({
  forum: forumId === undefined ? undefined : state.meetings.forums.get(forumId),
  body,
});
function requireOpen(guard: Guard, meeting: Meeting | undefined): void {
  if (meeting === undefined) return;
  guard.require(!isHeld(meeting), refusals.MEETING_HELD, () => `Overleg ${meeting.meetingId} is al geweest.`);
  guard.require(
    meeting.cancelledOn === undefined,
    refusals.MEETING_CANCELLED,
    () => `Overleg ${meeting.meetingId} is afgezegd op ${dutchDay(meeting.cancelledOn!)}.`,
  );
}
function requireNotPast(guard: Guard, day: string, context: DossierContext, field: string): void {
  guard.require(day >= context.day, refusals.NOT_LATER, `${dutchDay(day)} ligt voor ${dutchDay(context.day)}.`, field);
}

const decideForums = [
  on(act.EstablishForum, (command, state, context) => {
    const forumId = command.forumId ?? context.newId('OV');
    const guard = unused(active(state), state.meetings.forums.has(forumId), forumId, 'forumId');
    const decisionRights = command.decisionRights ?? [];
    return guard.then(() => [made.ForumEstablished.of({ ...defined({ ...command }), forumId, decisionRights })]);
  }),
  on(act.SetForumMembers, ({ forumId, functions, members = [], external = [] }, state) => {
    const guard = active(state);
    findForum(guard, state, forumId);
    return guard.then(() => [made.ForumMembersSet.of({ forumId, functions, members, external })]);
  }),
  on(act.AdoptInteractionModel, ({ forums, explanation }, state) => {
    const guard = active(state);
    const named = forums.map((forumId) => findForum(guard, state, forumId));
    for (const level of FORUM_LEVELS) {
      const complete = named.some(
        (forum) =>
          forum !== undefined &&
          forum.level === level &&
          forum.cadenceDays !== undefined &&
          forum.decisionRights.length > 0,
      );
      guard.require(
        complete,
        refusals.INTERACTION_MODEL_INCOMPLETE,
        `Op ${level} niveau is er geen overleg met ritme en beslisrechten.`,
        'forums',
      );
    }
    const version = (state.meetings.model?.version ?? 0) + 1;
    return guard.then(() => [made.InteractionModelAdopted.of({ version, forums, ...defined({ explanation }) })]);
  }),
];

const decideMeetingActs = [
  on(act.ScheduleMeeting, (command, state, context) => {
    const meetingId = command.meetingId ?? context.newId('VG');
    const guard = unused(active(state), state.meetings.meetings.has(meetingId), meetingId, 'meetingId');
    const { forumId, meetingType, on: plannedOn } = command;
    const { forum, body } = whose(guard, state, forumId, command.body);
    requireKeeper(guard, { forum, body }, context);
    requireNotPast(guard, plannedOn, context, 'on');
    return guard.then(() => [
      made.MeetingScheduled.of({ meetingId, meetingType, on: plannedOn, ...defined({ forumId, body }) }),
    ]);
  }),
  on(act.HoldMeeting, holdMeeting),
  on(act.CancelMeeting, ({ meetingId, reason }, state, context) => {
    const guard = active(state);
    requireOpen(guard, findMeeting(guard, state, meetingId, context));
    return guard.then(() => [made.MeetingCancelled.of({ meetingId, reason })]);
  }),
  on(act.PlaceAgendaItem, (command, state, context) => {
    const { meetingId, subject } = command;
    const agendaItemId = command.agendaItemId ?? context.newId('AP');
    const guard = active(state);
    const meeting = findMeeting(guard, state, meetingId, context);
    requireOpen(guard, meeting);
    unused(guard, meeting?.agenda.has(agendaItemId) ?? false, agendaItemId, 'agendaItemId');
    const links = plainLinks(command.links);
    requireLinks(guard, links, state);
    return guard.then(() => [made.AgendaItemPlaced.of({ meetingId, agendaItemId, subject, links })]);
  }),
  on(act.RecordOutcome, (command, state, context) => {
    const { meetingId, agendaItemId, result } = command;
    const outcomeId = command.outcomeId ?? context.newId('UK');
    const guard = started(state);
    const meeting = findMeeting(guard, state, meetingId, context);
    guard.require(
      meeting === undefined || isHeld(meeting),
      refusals.MEETING_NOT_HELD,
      `Overleg ${meetingId} is nog niet geweest.`,
    );
    guard.require(
      agendaItemId === undefined || meeting === undefined || meeting.agenda.has(agendaItemId),
      NOT_FOUND,
      `Agendapunt ${agendaItemId} staat niet op de agenda van ${meetingId}.`,
      'agendaItemId',
    );
    const links = plainLinks(command.links);
    requireLinks(guard, links, state);
    const known = state.meetings.outcomes.get(outcomeId);
    unused(guard, known !== undefined && known.meetingId !== meetingId, outcomeId, 'outcomeId');
    guard.require(
      known === undefined || links.length > 0,
      refusals.OUTCOME_LINK_MISSING,
      `Uitkomst ${outcomeId} bestaat al; noem waar zij bij hoort.`,
      'links',
    );
    return guard.then(() => [
      made.OutcomeRecorded.of({ meetingId, outcomeId, result, links, ...defined({ agendaItemId }) }),
    ]);
  }),
  on(act.PublishDecisionList, publishList),
];

function holdMeeting(command: act.HoldMeeting, state: DossierState, context: DossierContext): Outcome {
  const guard = active(state);
  const planned = command.meetingId === undefined ? undefined : state.meetings.meetings.get(command.meetingId);
  requireOpen(guard, planned);
  const meetingId = command.meetingId ?? context.newId('VG');
  const forumId = planned?.forumId ?? command.forumId;
  const { forum, body } =
    planned === undefined ? whose(guard, state, forumId, command.body) : whoseMeeting(planned, state);
  requireKeeper(guard, { forum, body }, context);
  const meetingType: MeetingType = command.meetingType ?? planned?.meetingType ?? 'regulier';
  const { present, note } = command;
  return guard.then(() => [
    made.MeetingHeld.of({ meetingId, meetingType, ...defined({ forumId, body, present, note }) }),
    ...closedMeeting(meetingId, meetingType, body, context),
  ]);
}

/** Nobody imposes this secrecy: a closed meeting of raad or commissie has it by law, until that body lifts it. */
function closedMeeting(
  meetingId: string,
  meetingType: MeetingType,
  body: Decider | undefined,
  context: DossierContext,
): readonly NewEvent[] {
  if (meetingType !== 'besloten' || !SECRET_WHEN_CLOSED.includes(body)) return [];
  const organ = body as 'raad' | 'commissie';
  return [
    SecrecyImposed.of({
      secrecyId: context.newId('GH'),
      imposedBy: organ,
      grounds: [],
      byLaw: true,
      liftableBy: organ,
      entryIds: [],
      decisionIds: [],
      documentIds: [],
      meetingIds: [meetingId],
      subject: `Besloten vergadering van ${organ} op ${dutchDay(context.day)}`,
    }),
  ];
}

function publishList(command: act.PublishDecisionList, state: DossierState, context: DossierContext): Outcome {
  const { body, meetingOn, meetingId, numbers, withheld = [], uri } = command;
  const listId = command.listId ?? context.newId('BL');
  const guard = started(state);
  guard.require(
    context.actor.as === SECRETARIAT[body],
    refusals.LIST_OTHER_BODY,
    `De lijst van ${body} is niet van ${context.actor.as}.`,
    'body',
  );
  guard.require(
    meetingOn <= context.day,
    refusals.LIST_BEFORE_MEETING,
    `De vergadering is op ${dutchDay(meetingOn)}, na ${dutchDay(context.day)}.`,
    'meetingOn',
  );
  const earlier = state.meetings.lists.get(listKey(body, meetingOn));
  guard.require(
    earlier === undefined,
    refusals.LIST_PUBLISHED,
    () => `De lijst van ${body} van ${dutchDay(meetingOn)} is ${earlier!.listId}.`,
    'meetingOn',
  );
  const all = [...numbers, ...withheld];
  const twice = all.filter((number, index) => all.indexOf(number) !== index || state.meetings.listNumbers.has(number));
  guard.require(all.length > 0, refusals.LIST_NUMBERS, 'De lijst noemt geen nummers.', 'numbers');
  guard.require(
    twice.length === 0,
    refusals.LIST_NUMBERS,
    `Meer dan één keer genoemd: ${twice.join(', ')}.`,
    'numbers',
  );
  if (meetingId !== undefined) {
    const meeting = state.meetings.meetings.get(meetingId);
    guard.require(meeting !== undefined, NOT_FOUND, `Overleg ${meetingId} bestaat niet.`, 'meetingId');
    guard.require(
      meeting === undefined || (meeting.body === body && meeting.heldOn === meetingOn),
      refusals.MEETING_NOT_HELD,
      `Overleg ${meetingId} is geen vergadering van ${body} op ${dutchDay(meetingOn)}.`,
      'meetingId',
    );
  }
  return guard.then(() => [
    made.DecisionListPublished.of({ listId, body, meetingOn, numbers, withheld, ...defined({ meetingId, uri }) }),
  ]);
}

const decideActions = [
  on(act.AgreeAction, (command, state, context) => {
    const { action, owner, dueOn, meetingId, reviewId } = command;
    const actionId = command.actionId ?? context.newId('AC');
    const guard = unused(active(state), state.meetings.actions.has(actionId), actionId, 'actionId');
    requireNotPast(guard, dueOn, context, 'dueOn');
    if (meetingId !== undefined) findMeeting(guard, state, meetingId, context);
    guard.require(
      reviewId === undefined || state.meetings.reviews.has(reviewId),
      NOT_FOUND,
      `Toets ${reviewId} bestaat niet.`,
      'reviewId',
    );
    return guard.then(() => [
      made.ActionAgreed.of({ actionId, owner, dueOn, action, ...defined({ meetingId, reviewId }) }),
    ]);
  }),
  on(act.CompleteAction, ({ actionId, result }, state) => {
    const guard = started(state);
    const action = state.meetings.actions.get(actionId);
    guard.require(action !== undefined, NOT_FOUND, `Actie ${actionId} bestaat niet.`, 'actionId');
    guard.require(
      action?.doneOn === undefined,
      refusals.ACTION_DONE,
      () => `Actie ${actionId} is afgerond op ${dutchDay(action!.doneOn!)}.`,
    );
    return guard.then(() => [made.ActionDone.of({ actionId, ...defined({ result }) })]);
  }),
];

const decideReviews = [
  on(act.SchedulePdcaReview, (command, state, context) => {
    const reviewId = command.reviewId ?? context.newId('PD');
    const guard = active(state);
    const review = state.meetings.reviews.get(reviewId);
    // A planned review may be moved; one that was held may not.
    guard.require(review?.heldOn === undefined, refusals.PDCA_HELD, `Toets ${reviewId} is al gehouden.`, 'reviewId');
    requireNotPast(guard, command.on, context, 'on');
    return guard.then(() => [made.PdcaReviewScheduled.of({ reviewId, on: command.on })]);
  }),
  on(act.HoldPdcaReview, holdReview),
  on(act.AgreeAdjustment, (command, state, context) => {
    const { reviewId, adjustment, owner } = command;
    const adjustmentId = command.adjustmentId ?? context.newId('BS');
    const guard = unused(active(state), state.meetings.adjustments.has(adjustmentId), adjustmentId, 'adjustmentId');
    const review = state.meetings.reviews.get(reviewId);
    guard.require(review !== undefined, NOT_FOUND, `Toets ${reviewId} bestaat niet.`, 'reviewId');
    guard.require(
      review === undefined || review.heldOn !== undefined,
      refusals.PDCA_NOT_HELD,
      `Toets ${reviewId} is nog niet gehouden.`,
    );
    const links = plainLinks(command.links);
    requireLinks(guard, links, state);
    return guard.then(() => [made.AdjustmentAgreed.of({ adjustmentId, reviewId, owner, adjustment, links })]);
  }),
];

function holdReview(command: act.HoldPdcaReview, state: DossierState, context: DossierContext): Outcome {
  const { rightStakeholders, sharedView, adjusting, explanation, actions = [], nextOn } = command;
  const reviewId = command.reviewId ?? context.newId('PD');
  const guard = active(state);
  const held = state.meetings.reviews.get(reviewId)?.heldOn;
  guard.require(
    held === undefined,
    refusals.PDCA_HELD,
    () => `Toets ${reviewId} is gehouden op ${dutchDay(held!)}.`,
    'reviewId',
  );
  const no = [
    rightStakeholders ? '' : 'de juiste belanghebbenden',
    sharedView ? '' : 'een gedeeld beeld',
    adjusting ? '' : 'bijsturing',
  ].filter((each) => each !== '');
  guard.require(
    no.length === 0 || actions.length > 0,
    refusals.PDCA_ACTION_MISSING,
    `Het antwoord is nee op: ${no.join(', ')}. Er is geen actie genoemd.`,
    'actions',
  );
  const agreed = actions.map(({ actionId, action, owner, dueOn }) => ({
    actionId: actionId ?? context.newId('AC'),
    action,
    owner,
    dueOn,
  }));
  const actionIds = agreed.map(({ actionId }) => actionId);
  for (const { actionId, dueOn } of agreed) {
    const twice = actionIds.indexOf(actionId) !== actionIds.lastIndexOf(actionId);
    unused(guard, twice || state.meetings.actions.has(actionId), actionId, 'actions');
    requireNotPast(guard, dueOn, context, 'actions');
  }
  if (nextOn !== undefined) requireNotPast(guard, nextOn, context, 'nextOn');
  return guard.then(() => [
    made.PdcaReviewHeld.of({
      reviewId,
      rightStakeholders,
      sharedView,
      adjusting,
      actionIds,
      ...defined({ explanation }),
    }),
    ...agreed.map((action) => made.ActionAgreed.of({ ...action, reviewId })),
    ...(nextOn === undefined ? [] : [made.PdcaReviewScheduled.of({ reviewId: context.newId('PD'), on: nextOn })]),
  ]);
}

export const decideMeetings = [...decideForums, ...decideMeetingActs, ...decideActions, ...decideReviews];
