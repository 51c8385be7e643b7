import { DecisionAttested } from '../decisions/events.js';
import { taken as decisionTaken } from '../decisions/spec-kit.js';
import { calendarWith } from '../kernel/calendar.js';
import { describeCommand } from '../kernel/command.js';
import type { NewEvent } from '../kernel/event.js';
import type { Role } from '../kernel/roles.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { DEFAULT_POLICY } from '../organisation/policy.js';
import { grantsFor } from '../secrecy/state.js';
import * as act from './commands.js';
import { completenessOn } from './completeness.js';
import { decideMeetings as rules } from './decide.js';
import * as made from './events.js';
import { meetingSignals } from './signals.js';
import { nextMeeting } from './state.js';

const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' });
const forum = (forumId: string, level: made.ForumLevel, more: object = {}) =>
  made.ForumEstablished.of({
    forumId,
    name: `Overleg ${forumId}`,
    level,
    chair: 'AO',
    cadenceDays: 35,
    decisionRights: ['scopewijziging'],
    preparer: 'projectleider',
    elaborator: 'projectleider',
    ...more,
  });
const forums = [forum('S', 'strategisch', { chair: 'BO' }), forum('T', 'tactisch'), forum('O', 'operationeel')];
const planned = (meetingId: string, onDay: string, more: object = { forumId: 'T' }) =>
  made.MeetingScheduled.of({ meetingId, meetingType: 'regulier', on: onDay, ...more });
const held = (meetingId: string, more: object = { forumId: 'T' }) =>
  made.MeetingHeld.of({ meetingId, meetingType: 'regulier', ...more });
const outcome = (meetingId: string, links: readonly { kind: made.LinkKind; ref: string }[] = []) =>
  made.OutcomeRecorded.of({ meetingId, outcomeId: `U-${meetingId}`, result: 'r', links });
const taken = (decisionId: string, body: 'college' | 'raad' | 'AO' = 'college') =>
  decisionTaken({ decisionId, decisionType: 'fase', body, subject: 's' });
const attested = (decisionId: string, listNumber: string) =>
  DecisionAttested.of({ decisionId, evidence: 'besluitenlijst', listNumber });
const list = (meetingOn: string, numbers: readonly string[], withheld: readonly string[] = []) =>
  made.DecisionListPublished.of({ listId: 'BL-1', body: 'college', meetingOn, numbers, withheld });
const ao = { as: 'AO' } as const;

describe('forums', () => {
  const establish = { forumId: 'S', name: 'n', level: 'strategisch', chair: 'BO' } as const;
  it('S5-07 adopts a model only when each level has a forum with chair, cadence and decision rights', () => {
    const model = { forums: ['S', 'T', 'O'] };
    const adopt = (more: readonly Given[], fields = model) =>
      when(given(started, ...more), rules, act.AdoptInteractionModel, fields, ao);
    expectAccepted(adopt(forums), 'InteractionModelAdopted');
    expect(adopt([...forums, made.InteractionModelAdopted.of({ version: 1, forums: [] })])).toMatchObject({
      events: [{ data: { version: 2 } }],
    });
    expectRefused(adopt(forums, { forums: ['S', 'T'] }), 'INTERACTION_MODEL_INCOMPLETE');
    const rightless = forum('O', 'operationeel', { decisionRights: [] });
    expectRefused(adopt([forums[0]!, forums[1]!, rightless]), 'INTERACTION_MODEL_INCOMPLETE');
    expectRefused(adopt(forums.slice(0, 2)), 'INTERACTION_MODEL_INCOMPLETE', 'NOT_FOUND');
  });
  it('S5-08 establishes a forum once and sets its members', () => {
    expectAccepted(when(given(started), rules, act.EstablishForum, establish, ao), 'ForumEstablished');
    expectRefused(when(given(started, ...forums), rules, act.EstablishForum, establish, ao), 'ALREADY_EXISTS');
    expectRefused(when(given(), rules, act.EstablishForum, establish, ao), 'PROGRAMME_NOT_STARTED');
    const members = { forumId: 'S', functions: ['BO', 'AO'] as const };
    expectAccepted(when(given(started, ...forums), rules, act.SetForumMembers, members, ao), 'ForumMembersSet');
    expectRefused(when(given(started), rules, act.SetForumMembers, members, ao), 'NOT_FOUND');
  });
  it('S5-10 names the other governments at the table', () => {
    const set = made.ForumMembersSet.of({
      forumId: 'S',
      functions: ['BO'],
      members: ['p-1'],
      external: ['Provincie Overijssel'],
    });
    const state = given(started, ...forums, set);
    expect(state.meetings.forums.get('S')).toMatchObject({ functions: ['BO'], external: ['Provincie Overijssel'] });
  });
});

describe('meetings', () => {
  const inForums = (...more: readonly Given[]) => given(started, ...forums, ...more);
  const schedule = { meetingId: 'M', forumId: 'T', meetingType: 'regulier', on: '2025-07-01' } as const;

  const schedules: readonly [string, Partial<act.ScheduleMeeting>, Role, readonly string[]][] = [
    ['by the chair', {}, 'AO', []],
    ['by who prepares', {}, 'projectleider', []],
    ['by somebody else', {}, 'concerncontroller', ['NOT_FORUM_KEEPER']],
    ['of an unknown forum', { forumId: 'X' }, 'AO', ['NOT_FOUND']],
    ['in the past', { on: '2025-05-01' }, 'AO', ['NOT_LATER']],
  ];
  it.each(schedules)('S5-08 schedules a meeting %s', (_, fields, as, codes) => {
    const outcomeOf = when(inForums(), rules, act.ScheduleMeeting, { ...schedule, ...fields }, { as });
    if (codes.length === 0) expectAccepted(outcomeOf, 'MeetingScheduled');
    else expectRefused(outcomeOf, ...codes);
  });
  it('S5-08 schedules for a body by its secretariat, and once', () => {
    const { forumId: _, ...bare } = schedule;
    const ofCollege = { ...bare, body: 'college' } as const;
    expectAccepted(
      when(inForums(), rules, act.ScheduleMeeting, ofCollege, { as: 'collegesecretariaat' }),
      'MeetingScheduled',
    );
    expectRefused(when(inForums(), rules, act.ScheduleMeeting, ofCollege, { as: 'griffie' }), 'NOT_FORUM_KEEPER');
    expectRefused(when(inForums(), rules, act.ScheduleMeeting, bare, ao), 'FORUM_OR_BODY_MISSING');
    expectRefused(
      when(inForums(planned('M', '2025-07-01')), rules, act.ScheduleMeeting, schedule, ao),
      'ALREADY_EXISTS',
    );
  });
  it('holds a meeting, planned or not, and not twice or after it was cancelled', () => {
    const cancelled = made.MeetingCancelled.of({ meetingId: 'M', reason: 'ziek' });
    const hold = (more: readonly Given[], fields: Partial<act.HoldMeeting>, as: Role = 'AO') =>
      when(inForums(...more), rules, act.HoldMeeting, fields, { as });
    expect(hold([planned('M', '2025-06-02')], { meetingId: 'M' })).toMatchObject({
      events: [{ type: 'MeetingHeld', data: { forumId: 'T', meetingType: 'regulier' } }],
    });
    expectAccepted(hold([], { forumId: 'T' }), 'MeetingHeld');
    expectAccepted(hold([], { body: 'raad', meetingType: 'beeldvormend' }, 'raad'), 'MeetingHeld');
    expectRefused(hold([], {}), 'FORUM_OR_BODY_MISSING');
    expectRefused(hold([held('M')], { meetingId: 'M' }), 'MEETING_HELD');
    expectRefused(hold([planned('M', '2025-06-02'), cancelled], { meetingId: 'M' }), 'MEETING_CANCELLED');
    expectRefused(hold([], { forumId: 'T' }, 'griffie'), 'NOT_FORUM_KEEPER');
  });
  it('sets secrecy by itself in a closed meeting of raad or commissie, and only there', () => {
    const hold = (body: 'raad' | 'commissie' | 'college', as: Role, meetingType: made.MeetingType = 'besloten') =>
      when(inForums(), rules, act.HoldMeeting, { meetingId: 'M', body, meetingType }, { as });
    for (const [body, as] of [
      ['raad', 'griffie'],
      ['commissie', 'commissie'],
    ] as const)
      expect(hold(body, as)).toMatchObject({
        events: [
          { type: 'MeetingHeld' },
          { type: 'SecrecyImposed', data: { imposedBy: body, byLaw: true, liftableBy: body, meetingIds: ['M'] } },
        ],
      });
    const closed = hold('raad', 'griffie');
    const { secrecy } = inForums(...(closed.ok ? closed.events : []));
    const entry = { entryId: 'e-9', classification: 'intern' } as const;
    expect(grantsFor(secrecy, { ...entry, meetingId: 'M' })).toEqual({ secret: true, raad: true, public: false });
    expect(grantsFor(secrecy, { ...entry, meetingId: 'N' })).toMatchObject({ secret: false });
    expectAccepted(hold('college', 'college'), 'MeetingHeld');
    expectAccepted(hold('raad', 'raad', 'besluitvormend'), 'MeetingHeld');
  });
  it('cancels what is still to come', () => {
    const cancel = { meetingId: 'M', reason: 'r' };
    expectAccepted(
      when(inForums(planned('M', '2025-07-01')), rules, act.CancelMeeting, cancel, ao),
      'MeetingCancelled',
    );
    expectRefused(when(inForums(held('M')), rules, act.CancelMeeting, cancel, ao), 'MEETING_HELD');
    expectRefused(when(inForums(), rules, act.CancelMeeting, cancel, ao), 'NOT_FOUND');
  });
  it('S5-13 links agenda and outcomes to the planning that is there', () => {
    const here = [taken('B-1'), planned('M', '2025-07-01')];
    const item = { meetingId: 'M', agendaItemId: 'A', subject: 's', links: [{ kind: 'besluit', ref: 'B-1' }] } as const;
    expectAccepted(when(inForums(...here), rules, act.PlaceAgendaItem, item, ao), 'AgendaItemPlaced');
    const lost = { ...item, links: [{ kind: 'mijlpaal', ref: 'MP-9' }] } as const;
    expectRefused(when(inForums(...here), rules, act.PlaceAgendaItem, lost, ao), 'NOT_FOUND');
    expectRefused(when(inForums(held('M')), rules, act.PlaceAgendaItem, { ...item, links: [] }, ao), 'MEETING_HELD');
    const result = { meetingId: 'M', outcomeId: 'U-M', result: 'r' };
    const withLink = { ...result, links: [{ kind: 'besluit', ref: 'B-1' }] } as const;
    const after = [taken('B-1'), held('M')];
    expectAccepted(when(inForums(...after), rules, act.RecordOutcome, result, ao), 'OutcomeRecorded');
    expectRefused(when(inForums(...here), rules, act.RecordOutcome, result, ao), 'MEETING_NOT_HELD');
    expectRefused(when(inForums(...after, outcome('M')), rules, act.RecordOutcome, result, ao), 'OUTCOME_LINK_MISSING');
    expectAccepted(when(inForums(...after, outcome('M')), rules, act.RecordOutcome, withLink, ao), 'OutcomeRecorded');
    expectRefused(
      when(inForums(...after), rules, act.RecordOutcome, { ...result, agendaItemId: 'A-9' }, ao),
      'NOT_FOUND',
    );
    expectRefused(
      when(inForums(...after, held('N'), outcome('M')), rules, act.RecordOutcome, { ...withLink, meetingId: 'N' }, ao),
      'ALREADY_EXISTS',
    );
  });
  it('knows the next meeting of a forum or a body', () => {
    const { meetings } = inForums(
      planned('C1', '2025-06-10', { body: 'college' }),
      planned('C2', '2025-06-17', { body: 'college' }),
      made.MeetingCancelled.of({ meetingId: 'C1', reason: 'r' }),
      planned('T1', '2025-06-12'),
    );
    expect(nextMeeting(meetings, 'college', '2025-06-03')).toBe('2025-06-17');
    expect(nextMeeting(meetings, 'college', '2025-06-17')).toBeUndefined();
    expect(nextMeeting(meetings, 'T', '2025-06-03')).toBe('2025-06-12');
  });
});

describe('decision lists', () => {
  const publish = { listId: 'BL-1', body: 'college', meetingOn: '2025-06-02', numbers: ['2025-18'] } as const;
  const lists: readonly [string, Partial<act.PublishDecisionList>, Role, readonly string[]][] = [
    ['of the college by its secretariat', {}, 'collegesecretariaat', []],
    ['of the raad by the griffie', { body: 'raad' }, 'griffie', []],
    ['with withheld numbers only', { numbers: [], withheld: ['2025-18'] }, 'collegesecretariaat', []],
    ['of the raad by the secretariat', { body: 'raad' }, 'collegesecretariaat', ['LIST_OTHER_BODY']],
    ['of who has no list', { body: 'AO' }, 'griffie', ['LIST_OTHER_BODY']],
    ['without numbers', { numbers: [] }, 'collegesecretariaat', ['LIST_NUMBERS']],
    ['with one number twice', { withheld: ['2025-18'] }, 'collegesecretariaat', ['LIST_NUMBERS']],
    ['before the meeting', { meetingOn: '2025-06-03' }, 'collegesecretariaat', ['LIST_BEFORE_MEETING']],
    ['of an unknown meeting', { meetingId: 'M-9' }, 'collegesecretariaat', ['NOT_FOUND']],
  ];
  it.each(lists)('publishes a list %s', (_, fields, as, codes) => {
    const outcomeOf = when(given(started), rules, act.PublishDecisionList, { ...publish, ...fields }, { as });
    if (codes.length === 0) expectAccepted(outcomeOf, 'DecisionListPublished');
    else expectRefused(outcomeOf, ...codes);
  });
  it('publishes one list per meeting, of that body and that day', () => {
    const secretariat = { as: 'collegesecretariaat', day: '2025-06-04' } as const;
    const college = (...more: readonly Given[]) => given(started, held('C', { body: 'college' }), ...more);
    const ofMeeting = { ...publish, meetingId: 'C' };
    expectAccepted(when(college(), rules, act.PublishDecisionList, ofMeeting, secretariat), 'DecisionListPublished');
    expectRefused(
      when(college(), rules, act.PublishDecisionList, { ...ofMeeting, meetingOn: '2025-06-03' }, secretariat),
      'MEETING_NOT_HELD',
    );
    expectRefused(
      when(college(list('2025-06-02', ['2025-18'])), rules, act.PublishDecisionList, publish, secretariat),
      'LIST_NUMBERS',
      'LIST_PUBLISHED',
    );
  });
});

describe('actions and reviews', () => {
  const agree = { actionId: 'A', action: 'a', owner: 'AO', dueOn: '2025-07-01' };
  const agreed = made.ActionAgreed.of(agree);
  it('agrees and completes an action', () => {
    expectAccepted(when(given(started), rules, act.AgreeAction, agree), 'ActionAgreed');
    expectRefused(when(given(started, agreed), rules, act.AgreeAction, agree), 'ALREADY_EXISTS');
    expectRefused(
      when(given(started), rules, act.AgreeAction, { ...agree, dueOn: '2025-05-01', meetingId: 'M', reviewId: 'R' }),
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_LATER',
    );
    const done = { actionId: 'A' };
    expectAccepted(when(given(started, agreed), rules, act.CompleteAction, done), 'ActionDone');
    expectRefused(
      when(given(started, agreed, made.ActionDone.of(done)), rules, act.CompleteAction, done),
      'ACTION_DONE',
    );
    expectRefused(when(given(started), rules, act.CompleteAction, done), 'NOT_FOUND');
  });
  const reviewed = made.PdcaReviewHeld.of({
    reviewId: 'P',
    rightStakeholders: true,
    sharedView: true,
    adjusting: true,
    actionIds: [],
  });
  it('S5-12 asks three questions; a no needs an action', () => {
    const hold = (more: readonly NewEvent[], fields: Partial<act.HoldPdcaReview>) =>
      when(given(started, ...more), rules, act.HoldPdcaReview, {
        reviewId: 'P',
        rightStakeholders: true,
        sharedView: true,
        adjusting: true,
        ...fields,
      });
    expect(describeCommand(act.HoldPdcaReview).who).toContain('projectleider');
    expectAccepted(hold([], {}), 'PdcaReviewHeld');
    for (const no of ['rightStakeholders', 'sharedView', 'adjusting'])
      expectRefused(hold([], { [no]: false }), 'PDCA_ACTION_MISSING');
    const actions = ['1', '2', '3'].map((n) => ({ ...agree, actionId: `A-${n}` }));
    const row56 = hold([], { sharedView: false, actions, nextOn: '2025-09-01' });
    expectAccepted(row56, 'PdcaReviewHeld', 'ActionAgreed', 'ActionAgreed', 'ActionAgreed', 'PdcaReviewScheduled');
    expect(row56).toMatchObject({ events: [{ data: { actionIds: ['A-1', 'A-2', 'A-3'] } }, {}, {}, {}, {}] });
    expectRefused(hold([reviewed], {}), 'PDCA_HELD');
    expectRefused(hold([agreed], { actions: [agree, agree] }), 'ALREADY_EXISTS', 'ALREADY_EXISTS');
  });
  it('S5-12 plans and moves a review, and agrees an adjustment after it', () => {
    const plan = { reviewId: 'P', on: '2025-07-01' };
    expectAccepted(when(given(started), rules, act.SchedulePdcaReview, plan), 'PdcaReviewScheduled');
    expectRefused(when(given(started, reviewed), rules, act.SchedulePdcaReview, plan), 'PDCA_HELD');
    const adjust = { reviewId: 'P', adjustmentId: 'B', adjustment: 'a', owner: 'AO' };
    const scheduled = made.PdcaReviewScheduled.of(plan);
    const adjusted = made.AdjustmentAgreed.of({ ...adjust, links: [] });
    expectAccepted(when(given(started, reviewed), rules, act.AgreeAdjustment, adjust), 'AdjustmentAgreed');
    expectRefused(when(given(started, scheduled), rules, act.AgreeAdjustment, adjust), 'PDCA_NOT_HELD');
    expectRefused(when(given(started), rules, act.AgreeAdjustment, adjust), 'NOT_FOUND');
    expectRefused(when(given(started, reviewed, adjusted), rules, act.AgreeAdjustment, adjust), 'ALREADY_EXISTS');
  });
});

describe('completeness and signals', () => {
  const calendar = calendarWith([]);
  const codesOn = (day: string, ...events: readonly Given[]): readonly string[] =>
    meetingSignals({ state: given(started, ...events), policy: DEFAULT_POLICY, calendar, day }).map(({ code }) => code);
  const college = [held('C', { body: 'college' }), { on: '2025-12-02' }] as const;
  const written = [outcome('C', [{ kind: 'besluit', ref: 'B-1' }]), { on: '2025-12-03' }] as const;
  const decided = [taken('B-1'), { on: '2025-12-02' }] as const;
  const listed = [list('2025-12-02', ['2025-48']), { on: '2025-12-12' }] as const;
  const number = [attested('B-1', '2025-48'), { on: '2025-12-12' }] as const;

  it('row 51a: the list of 2 December is late from 6 up to and including 11 December', () => {
    expect(codesOn('2025-12-05', college, written)).toEqual([]);
    for (const day of ['2025-12-06', '2025-12-11'])
      expect(codesOn(day, college, written)).toEqual(['BESLUITENLIJST_TE_LAAT']);
    expect(codesOn('2025-12-12', college, decided, written, listed, number)).toEqual([]);
  });
  it('asks no list of a meeting that does not decide, nor of a body without one', () => {
    const raad = [held('R', { body: 'raad', meetingType: 'beeldvormend' }), { on: '2025-12-02' }] as const;
    const triangle = [held('T1', { body: 'AO' }), { on: '2025-12-02' }] as const;
    expect(codesOn('2025-12-09', raad, triangle)).toEqual([]);
  });
  it('misses the report on the sixth working day and no longer', () => {
    expect(codesOn('2025-12-09', college, listed, number)).toEqual([]);
    expect(codesOn('2025-12-10', college, listed, number)).toEqual(['VERSLAG_ONTBREEKT']);
    expect(codesOn('2025-12-10', college, listed, number, written)).toEqual([]);
  });
  it('joins list numbers and decisions both ways, the withheld numbers too', () => {
    const secret = [list('2025-12-02', [], ['2025-48']), { on: '2025-12-04' }] as const;
    expect(codesOn('2025-12-04', college, written, secret)).toEqual(['LIJSTNUMMER_ZONDER_BESLUIT']);
    expect(codesOn('2025-12-04', college, written, decided, secret, number)).toEqual([]);
    const found = (...events: readonly Given[]) =>
      completenessOn(given(started, ...events), DEFAULT_POLICY, calendar, '2025-12-12').decisionsNotListed;
    expect(found(college, decided, listed).map(({ decisionId }) => decisionId)).toEqual(['B-1']);
    expect(found(college, decided, listed, number)).toEqual([]);
    expect(found(college, [taken('B-2', 'AO'), { on: '2025-12-02' }], listed)).toEqual([]);
  });
  it('S5-08 says when a forum does not meet in its cadence', () => {
    const monthly = [forum('T', 'tactisch'), { on: '2025-01-07' }] as const;
    const met = [held('T1'), { on: '2025-02-04' }] as const;
    expect(codesOn('2025-02-11', monthly)).toEqual([]);
    expect(codesOn('2025-02-12', monthly)).toEqual(['OVERLEG_VALT_UIT']);
    expect(codesOn('2025-02-12', monthly, met)).not.toContain('OVERLEG_VALT_UIT');
    expect(codesOn('2025-03-12', monthly, met)).toContain('OVERLEG_VALT_UIT');
  });
  it('S5-09 says when nobody prepares or works out', () => {
    const bare = made.ForumEstablished.of({
      forumId: 'X',
      name: 'n',
      level: 'tactisch',
      chair: 'AO',
      decisionRights: [],
    });
    expect(codesOn('2025-06-02', bare)).toEqual(['VOORBEREIDING_NIET_BELEGD']);
    expect(codesOn('2025-06-02', forum('T', 'tactisch'))).toEqual([]);
  });
  it('S5-12 says when a review is overdue', () => {
    const review = made.PdcaReviewScheduled.of({ reviewId: 'P', on: '2025-06-03' });
    const done = made.PdcaReviewHeld.of({
      reviewId: 'P',
      rightStakeholders: true,
      sharedView: true,
      adjusting: true,
      actionIds: [],
    });
    expect(codesOn('2025-06-03', review)).toEqual([]);
    expect(codesOn('2025-06-04', review)).toEqual(['PDCA_ACHTERSTALLIG']);
    expect(codesOn('2025-06-04', review, done)).toEqual([]);
  });
  it('S5-13 says when an outcome belongs to nothing for more than ten working days', () => {
    const loose = [held('T1'), { on: '2025-06-02' }] as const;
    const bare = [outcome('T1'), { on: '2025-06-02' }] as const;
    const linked = [outcome('T1', [{ kind: 'besluit', ref: 'B-1' }]), { on: '2025-06-17' }] as const;
    expect(codesOn('2025-06-17', loose, bare)).toEqual([]);
    expect(codesOn('2025-06-18', loose, bare)).toEqual(['UITKOMST_ZONDER_VERBAND']);
    expect(codesOn('2025-06-18', loose, bare, linked)).toEqual([]);
  });
});
