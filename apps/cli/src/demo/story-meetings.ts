import { calendarWith } from '#governance';
import { act, byCollege, byRaad, CLERK, openly, SECRETARY, type Rest, type StoryAct } from './story-parts.js';

const calendar = calendarWith([]);
const [STEERING, TRIANGLE, WORK] = ['stuurtafel', 'driehoek', 'werktafel'] as const;
/** The first Tuesday of each month in which the programme ran after the model was adopted (R3). */
const MONTHLY = firstTuesdays('2025-06', '2026-10');
const OUTCOME_AFTER_DAYS = 1;

/** Rows 21-56: the forums, the meetings of the raad before it decides, the triangle each month and the PDCA review. */
export const MEETINGS: readonly StoryAct[] = [
  ...model(),
  held('21', '2025-03-27', 'raad', 'beeldvormend', 'Presentatie van de lessen en de aanpak.'),
  outcome('21', '2025-03-28', 'raad', '2025-03-27', [{ kind: 'doel', ref: 'DOEL-1' }]),
  held('23', '2025-04-10', 'commissie', 'oordeelsvormend', 'Debat over de risico’s.'),
  outcome('23', '2025-04-11', 'commissie', '2025-04-10', [{ kind: 'doel', ref: 'DOEL-1' }]),
  ...MONTHLY.flatMap((on) => [...forumMeets(TRIANGLE, on, 'AO'), ...forumMeets(WORK, on, 'projectleider')]),
  ...MONTHLY.filter(isQuarterStart).flatMap((on) => forumMeets(STEERING, on, 'projectleider')),
  review(),
];

function model(): readonly StoryAct[] {
  const forums = [
    [STEERING, 'Strategisch overleg', 'strategisch', 'BO', 100, 'Koers en kaders'],
    [TRIANGLE, 'Driehoekoverleg', 'tactisch', 'AO', 35, 'Bijsturen binnen de kaders'],
    [WORK, 'Projectgroep', 'operationeel', 'projectleider', 35, 'Uitvoering'],
  ] as const;
  const done = { preparer: 'projectleider', elaborator: 'projectleider' } as const;
  return [
    ...forums.map(([forumId, name, level, chair, cadenceDays, right]) =>
      act(
        '29',
        '2025-05-27',
        'EstablishForum',
        { forumId, name, level, chair, cadenceDays, decisionRights: [right], ...done },
        { as: 'AO' },
      ),
    ),
    act(
      '29',
      '2025-05-27',
      'SetForumMembers',
      { forumId: TRIANGLE, functions: ['BO', 'AO', 'projectleider'] },
      { as: 'AO' },
    ),
    act(
      '29',
      '2025-05-27',
      'AdoptInteractionModel',
      {
        forums: forums.map(([forumId]) => forumId),
        explanation: 'Strategisch, tactisch en operationeel overleg.',
      },
      { as: 'AO' },
    ),
  ];
}

function meetingOf(body: string, on: string): string {
  return `VG-${body}-${on}`;
}
function keeperOf(body: string): Rest {
  return body === 'college' ? byCollege : body === 'raad' ? byRaad : { by: CLERK, recorder: 'griffie', as: 'griffie' };
}

function held(row: string, on: string, body: string, meetingType: string, note: string): StoryAct {
  const meeting = { meetingId: meetingOf(body, on), body, meetingType, note };
  return act(row, on, 'HoldMeeting', meeting, { ...keeperOf(body), ...openly(note) });
}
function outcome(row: string, recordedOn: string, body: string, on: string, links: readonly object[]): StoryAct {
  const result = 'Besproken zoals geagendeerd.';
  return act(row, recordedOn, 'RecordOutcome', { meetingId: meetingOf(body, on), result, links }, keeperOf(body));
}

/** What belongs to the decisions of an organ in one meeting (R2): the meeting, its list and its outcome. */
export function meetingsAround(acts: readonly StoryAct[]): readonly StoryAct[] {
  const groups = new Map<string, StoryAct[]>();
  for (const each of acts) {
    if (each.list === undefined) continue;
    const key = meetingOf(each.list.body, each.list.meetingOn);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap(aroundOne);
}
function aroundOne(confirmations: readonly StoryAct[]): readonly StoryAct[] {
  const [{ row, on, list }] = confirmations as readonly [StoryAct, ...StoryAct[]];
  const { body, meetingOn } = list!;
  const numbersOf = (secret: boolean): readonly unknown[] =>
    confirmations.filter((each) => (each.secret ?? false) === secret).map((each) => each.with['listNumber']);
  const links = confirmations.map((each) => ({ kind: 'besluit', ref: each.with['decisionId'] }));
  const published = {
    body,
    meetingOn,
    meetingId: meetingOf(body, meetingOn),
    numbers: numbersOf(false),
    withheld: numbersOf(true),
  };
  const keeper: Rest =
    body === 'raad' ? { by: CLERK, recorder: 'griffie' } : { by: SECRETARY, recorder: 'collegesecretariaat' };
  return [
    held(row, meetingOn, body, body === 'raad' ? 'besluitvormend' : 'regulier', `Vergadering van ${body}.`),
    outcome(row, calendar.plusWorkingDays(meetingOn, OUTCOME_AFTER_DAYS), body, meetingOn, links),
    act(row, on, 'PublishDecisionList', published, { ...keeper, ...openly(`Besluitenlijst van ${body}.`) }),
  ];
}

function isQuarterStart(day: string): boolean {
  return Number(day.slice(5, 7)) % 3 === 1;
}
function forumMeets(forumId: string, on: string, as: 'AO' | 'projectleider'): readonly StoryAct[] {
  const meetingId = `VG-${forumId}-${on}`;
  const links = [{ kind: 'doel', ref: 'DOEL-1' }];
  const after = calendar.plusWorkingDays(on, OUTCOME_AFTER_DAYS);
  return [
    act('R3', on, 'HoldMeeting', { meetingId, forumId }, { as }),
    act('R3', after, 'RecordOutcome', { meetingId, result: 'Voortgang en risico’s besproken.', links }, { as }),
  ];
}

function review(): StoryAct {
  const todo = ['Gesprekken per team', 'Filmpje over het waarom', 'Spreekuur in de hal'];
  return act(
    '56',
    '2026-01-27',
    'HoldPdcaReview',
    {
      reviewId: 'PDCA-1',
      rightStakeholders: true,
      sharedView: false,
      adjusting: true,
      explanation: 'De teams denken verschillend over het doel.',
      actions: todo.map((action) => ({ action, owner: 'projectleider', dueOn: '2026-02-27' })),
    },
    { as: 'projectleider' },
  );
}

function firstTuesdays(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let month = new Date(`${from}-01T00:00:00Z`); ; month.setUTCMonth(month.getUTCMonth() + 1)) {
    const first = new Date(month);
    while (first.getUTCDay() !== 2) first.setUTCDate(first.getUTCDate() + 1);
    const day = first.toISOString().slice(0, 10);
    if (day.slice(0, 7) > to) return days;
    days.push(day);
  }
}
