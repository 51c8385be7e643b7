import { FIRST_PROCESSES } from './story-processes.js';
import { act, byCollege, byRaad, euro, listed, openly, proposal, type StoryAct } from './story-parts.js';

const LIVE_ON = '2026-06-01';
export const DEADLINE = '2026-07-01';
const credit = { credit: euro(1_450_000), contingency: euro(150_000) };

const OFFERED_TO_RAAD = '2025-04-08';
const OFFER: readonly string[] = ['DraftProposal', 'SubmitProposal'];
/** Rows 17-30: advice, intention, frames of raad and college, and a team that mirrors the organisation. */
export const FRAMES: readonly StoryAct[] = [
  ...intention(),
  ...frameOfRaad(),
  ...frameOfCollege(),
  ...plan(),
  ...team(),
];

/** What the college intends and the OR advises on, before anything is decided. */
function intention(): readonly StoryAct[] {
  const openings = [
    ...drafted('B-kaders-college', 'kaders', 'Kaders van het college'),
    ...drafted('B-deadline', 'deadline', 'Harde deadline 1 juli 2026'),
  ];
  const pending = { decisionId: 'B-kaders-college', pending: ['OR', 'krediet'] };
  const facts = 'Positief, mits medewerkers getraind zijn voor de livegang.';
  return [
    ...openings,
    act(
      '17',
      '2025-02-25',
      'RequestAdvice',
      { decisionId: 'B-kaders-college', kind: 'OR', dueOn: '2025-04-01' },
      { as: 'AO' },
    ),
    act('19', '2025-03-11', 'SubmitProposal', { decisionId: 'B-kaders-college' }, { as: 'projectleider' }),
    act('19', '2025-03-11', 'SubmitProposal', { decisionId: 'B-deadline' }, { as: 'projectleider' }),
    act('19', '2025-03-11', 'StateIntention', pending, {
      ...byCollege,
      ...openly('Het college is van plan kaders vast te stellen, met een harde deadline op 1 juli 2026.'),
    }),
    act('19', '2025-03-11', 'StateIntention', { decisionId: 'B-deadline', pending: ['krediet'] }, byCollege),
    act(
      '22',
      '2025-04-01',
      'RenderAdvice',
      { decisionId: 'B-kaders-college', kind: 'OR', verdict: 'positiefMitsVoorwaarden', facts },
      { by: 'p-or', recorder: 'OR' },
    ),
  ];
}
function drafted(decisionId: string, type: string, subject: string): readonly StoryAct[] {
  const whole = proposal('17', '2025-02-25', decisionId, [type, 'college', subject]);
  return whole.filter(({ do: what }) => what !== 'SubmitProposal');
}

function frameOfRaad(): readonly StoryAct[] {
  const subject = 'Krediet en kaders Zaakgericht Lindervoort';
  const frame = {
    scope: 'Zaakgericht werken in de hele organisatie',
    ...credit,
    tolerances: [],
    norms: [],
    informRaadWithin: 10,
    informRaadAbovePercent: 50,
    informRaadAboveDays: 20,
  };
  return [
    // What is offered to the raad is public, and it lies before the raad while the commissie debates it (row 23).
    ...proposal('24', OFFERED_TO_RAAD, 'B-kaders-raad', ['kaders', 'raad', subject, 'financieel']).map((each) =>
      OFFER.includes(each.do) ? { ...each, ...openly(subject) } : each,
    ),
    act(
      '24',
      '2025-04-24',
      'AdoptFrame',
      { frameId: 'K-raad', decisionId: 'B-kaders-raad', frame, votesFor: 17, votesAgainst: 4 },
      {
        ...byRaad,
        ...openly('De raad stelt krediet en kaders vast, met 17 stemmen voor en 4 tegen en met een amendement.'),
      },
    ),
    listed('24', '2025-04-24', 'B-kaders-raad', 6, 'raad'),
  ];
}

function frameOfCollege(): readonly StoryAct[] {
  const frame = {
    scope: '42 processen digitaal',
    scopeItems: FIRST_PROCESSES.length,
    endDate: DEADLINE,
    ...credit,
    tolerances: [{ level: 'AO', amountPerChange: euro(50_000), cumulativePercent: 50, days: 15, scopeItems: 2 }],
    norms: [
      { measure: 'conversie', label: 'Conversie', norm: 995 },
      { measure: 'mt-training', label: 'MT getraind', norm: 900 },
    ],
  };
  const deadline = { deadlineId: 'HD-1', kind: 'intern', dueOn: DEADLINE, toleranceDays: 10, decisionId: 'B-deadline' };
  return [
    act(
      '26',
      '2025-05-06',
      'RenderAdvice',
      { decisionId: 'B-kaders-college', kind: 'financieel', verdict: 'positief', facts: 'Past binnen het krediet.' },
      { as: 'concerncontroller', by: 'p-boukhari' },
    ),
    act(
      '26',
      '2025-05-06',
      'AdoptFrame',
      { frameId: 'K-college', decisionId: 'B-kaders-college', frame },
      {
        ...byCollege,
        ...openly('Het college stelt zijn kaders vast: 42 processen, livegang 1 juni 2026.'),
      },
    ),
    act(
      '26',
      '2025-05-06',
      'SetHardDeadline',
      { ...deadline, source: 'Besluit van het college' },
      {
        ...byCollege,
        ...openly('Het college stelt een harde deadline: 1 juli 2026.'),
      },
    ),
    listed('26', '2025-05-06', 'B-kaders-college', 1),
    listed('26', '2025-05-06', 'B-deadline', 2),
  ];
}

function plan(): readonly StoryAct[] {
  const as = 'projectleider';
  const baseline = { decisionId: 'B-kaders-college', endDate: LIVE_ON, items: FIRST_PROCESSES };
  const agreement = 'Wensen, eisen en grenzen zijn afgestemd.';
  const condition = {
    decisionId: 'B-kaders-college',
    conditionId: 'VW-training',
    owner: 'projectleider',
    dueOn: LIVE_ON,
    blocks: 'go',
    condition: 'Medewerkers zijn getraind voor de livegang (advies OR).',
  };
  const goLive = { goLiveId: 'LG-1', label: 'Livegang zaaksysteem', plannedOn: LIVE_ON, deadlineId: 'HD-1' };
  return [
    act('26', '2025-05-06', 'AlignRequirements', { version: 1, agreement }, { as: 'BO' }),
    act('26', '2025-05-06', 'SetBaseline', baseline, { as }),
    act('26', '2025-05-06', 'AttachCondition', condition, byCollege),
    act(
      '26',
      '2025-05-06',
      'PlanMilestone',
      { milestoneId: 'integratietest', label: 'Integratietest', plannedOn: '2026-01-30' },
      { as },
    ),
    act(
      '26',
      '2025-05-06',
      'PlanMilestone',
      { milestoneId: 'livegang', label: 'Livegang', plannedOn: LIVE_ON },
      { as },
    ),
    act(
      '26',
      '2025-05-06',
      'PlanGoLive',
      { ...goLive, citizenImpact: true },
      { as, ...openly('Livegang op 1 juni 2026.') },
    ),
    act('26', '2025-05-06', 'EnterPhase', { phase: 'Uitvoering', decisionId: 'B-fase-uitvoering' }, byCollege),
    listed('26', '2025-05-06', 'B-fase-uitvoering', 3),
  ];
}

function team(): readonly StoryAct[] {
  const first = ['burgerzaken', 'sociaal', 'juridisch', 'financien', 'communicatie', 'ia', 'ruimte'];
  const later = ['vth', 'belastingen'];
  return [
    act('27', '2025-05-13', 'FormTeam', { teams: first, plan: 'Projectgroep van zeven teams' }, { as: 'AO' }),
    ...later.map((name) =>
      act('28', '2025-05-20', 'AddTeamMember', { memberId: `LID-${name}`, team: name }, { as: 'AO' }),
    ),
  ];
}
