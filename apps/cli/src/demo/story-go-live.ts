import { DEFAULT_CRITERIA } from '#governance';
import { asAdmin } from './story-organisation.js';
import { HYBRID_PROCESSES } from './story-processes.js';
import { act, byCollege, CLERK, confirmed, listed, openly, proposal, type Rest, type StoryAct } from './story-parts.js';

const GO_LIVE = { goLiveId: 'LG-1' } as const;
const [FORMER_BO, NEW_BO] = ['p-oldenhave', 'p-rengerink'];
/** What was not met on 12 May; the first two block a go (row 68). */
const NOT_MET = ['conversie', 'training-teams', 'communicatie', 'vloerondersteuning'];
const asLead: Rest = { as: 'projectleider' };

/** Rows 67-81: readiness, no-go, a vacancy, go and the change-over. */
export const GO_LIVE_ROWS: readonly StoryAct[] = [
  ...strategy(),
  ...noGo(),
  ...vacancy(),
  ...refusedGo(),
  ...go(),
  ...cutover(),
  ...live(),
];

function strategy(): readonly StoryAct[] {
  const decision = 'Big bang op 1 juni 2026.';
  const chosen = { ...GO_LIVE, strategy: 'bigBang', decisionId: 'B-strategie', preStudyId: 'VO-1', decision };
  const summary = 'Eén systeem tegelijk voor alle teams; parallel werken kost te veel.';
  return [
    act('67', '2026-04-21', 'CompletePreStudy', { studyId: 'VO-1', summary }, asLead),
    ...proposal('67', '2026-04-21', 'B-strategie', ['go-livestrategie', 'BO', 'Livegang in één keer']),
    act('67', '2026-04-21', 'ChooseGoLiveStrategy', chosen, { as: 'BO', ...openly(decision) }),
    confirmed('67', '2026-04-21', 'B-strategie', 'BO', FORMER_BO),
    act(
      '67',
      '2026-04-21',
      'PlanAftercare',
      { ...GO_LIVE, plan: 'Twaalf weken nazorg met spreekuur.', until: '2026-09-15' },
      { as: 'BO', ...openly('Het nazorgplan is vastgesteld.') },
    ),
    act(
      '67',
      '2026-04-21',
      'SeedImprovementBacklog',
      { ...GO_LIVE, items: ['E-dienstverlening', 'Rapportages', 'Website op het zaaksysteem'] },
      { as: 'BO', ...openly('De verbeterlijst is vastgesteld.') },
    ),
    act('67', '2026-04-21', 'DefineDefaultCriteria', GO_LIVE, asLead),
  ];
}

function assessed(row: string, on: string, ids: readonly string[], isMet: (id: string) => boolean): StoryAct[] {
  return ids.map((criterionId) => {
    const met = isMet(criterionId);
    const evidence = met ? 'Gezien en akkoord.' : 'Nog niet gehaald.';
    return act(row, on, 'AssessCriterion', { ...GO_LIVE, criterionId, met, evidence }, asLead);
  });
}

function noGo(): readonly StoryAct[] {
  const all = DEFAULT_CRITERIA.map(({ criterionId }) => criterionId);
  const decision = 'No-go: twee blokkerende criteria staan open.';
  return [
    ...assessed('68', '2026-05-12', all, (id) => !NOT_MET.includes(id)),
    act('68', '2026-05-12', 'AssessReadiness', { ...GO_LIVE, summary: 'Conversie en training blokkeren.' }, asLead),
    ...proposal('69', '2026-05-19', 'B-no-go', ['go-no-go', 'BO', 'Go of no-go op 1 juni']),
    act(
      '69',
      '2026-05-19',
      'DecideGoNoGo',
      { ...GO_LIVE, verdict: 'noGo', decisionId: 'B-no-go', decision },
      { as: 'BO', ...openly(decision) },
    ),
    act(
      '69',
      '2026-05-19',
      'RescheduleGoLive',
      { ...GO_LIVE, to: '2026-06-15', reason: 'Herstel van conversie en training.', decisionId: 'B-no-go' },
      { as: 'BO', ...openly('De livegang verschuift naar 15 juni 2026.') },
    ),
    confirmed('69', '2026-05-19', 'B-no-go', 'BO', FORMER_BO),
    act(
      '71',
      '2026-05-26',
      'RaiseEscalation',
      {
        escalationId: 'E-02',
        subject: 'Conversiefouten 3,1%',
        reason: 'De conversie haalt de norm niet.',
        impact: 'De livegang loopt gevaar.',
        ask: 'Laat de leverancier herstellen.',
      },
      asLead,
    ),
    act(
      '57a',
      '2026-05-28',
      'FulfilCondition',
      { conditionId: 'VW-training', evidence: '162 van 164 medewerkers zijn getraind.' },
      asLead,
    ),
    act(
      '72',
      '2026-05-29',
      'DeEscalate',
      { escalationId: 'E-02', to: 'L0', term: 10, assignment: 'Herstelplan van de leverancier uitvoeren.' },
      { as: 'AO' },
    ),
  ];
}

function vacancy(): readonly StoryAct[] {
  const left = { bodyId: 'college', person: FORMER_BO, reason: 'Nieuw college' };
  return [
    act(
      '73',
      '2026-06-04',
      'EndRole',
      { role: 'BO', reason: 'Nieuw college' },
      {
        by: CLERK,
        recorder: 'griffie',
        as: 'griffie',
        ...openly('Marit Oldenhave is geen bestuurlijk opdrachtgever meer.'),
      },
    ),
    act('73', '2026-06-04', 'EndMembership', left, asAdmin),
    act('73', '2026-06-04', 'StartMembership', { bodyId: 'college', person: NEW_BO, function: 'wethouder' }, asAdmin),
    act(
      '73',
      '2026-06-04',
      'RecordContextEvent',
      { kind: 'collegewissel', description: 'Nieuw college.' },
      { by: CLERK, recorder: 'griffie', openly: true },
    ),
  ];
}

function refusedGo(): readonly StoryAct[] {
  return [
    ...assessed('74', '2026-06-08', NOT_MET, () => true),
    act('74', '2026-06-08', 'AssessReadiness', { ...GO_LIVE, summary: 'Alles gehaald.' }, asLead),
    act(
      '74',
      '2026-06-08',
      'CloseEscalation',
      { escalationId: 'E-02', conclusion: 'De conversie haalt de norm.' },
      asLead,
    ),
    ...proposal('74', '2026-06-08', 'B-go-AO', ['go-no-go', 'AO', 'Go op 15 juni']),
    act(
      '74',
      '2026-06-08',
      'DecideGoNoGo',
      { ...GO_LIVE, verdict: 'go', decisionId: 'B-go-AO', decision: 'Go.' },
      { as: 'AO', refused: ['ROLE_VACANT', 'OUTSIDE_AUTHORITY'] },
    ),
    act('74', '2026-06-08', 'WithdrawProposal', { decisionId: 'B-go-AO', reason: 'Het college is bevoegd.' }, asLead),
  ];
}

function go(): readonly StoryAct[] {
  const condition = {
    conditionId: 'VW-terugval',
    owner: 'projectleider',
    dueOn: '2026-06-14',
    condition: 'Het terugvalplan blijft beschikbaar tot 14 juni 18.00 uur.',
  };
  const decision = 'Go, met een terugvalplan tot 14 juni 18.00 uur.';
  return [
    act(
      '75',
      '2026-06-09',
      'AppointRole',
      { role: 'BO', person: NEW_BO, hired: false },
      { ...byCollege, ...openly('Tobias Rengerink is bestuurlijk opdrachtgever.') },
    ),
    ...proposal('75', '2026-06-09', 'B-go', ['go-no-go', 'college', 'Go op 15 juni']),
    act(
      '75',
      '2026-06-09',
      'DecideGoNoGo',
      { ...GO_LIVE, verdict: 'goOnderVoorwaarden', decisionId: 'B-go', decision, conditions: [condition] },
      { ...byCollege, ...openly(decision) },
    ),
    act('75', '2026-06-09', 'AttachCondition', { ...condition, decisionId: 'B-go', blocks: 'niets' }, byCollege),
    listed('75', '2026-06-09', 'B-go', 1),
  ];
}

function cutover(): readonly StoryAct[] {
  return [
    act('76', '2026-06-12', 'StartCutover', GO_LIVE, asLead),
    act('77', '2026-06-14', 'PassRollbackPoint', { ...GO_LIVE, finding: 'Conversie 99,7%.' }, asLead),
    act(
      '77',
      '2026-06-14',
      'FulfilCondition',
      { conditionId: 'VW-terugval', evidence: 'Het terugvalplan was beschikbaar en is niet gebruikt.' },
      asLead,
    ),
  ];
}

function live(): readonly StoryAct[] {
  const [own, other] = ['B-fase-nazorg', 'B-fase-nazorg-BO'];
  const decision = 'Het programma gaat naar nazorg.';
  const accepted = {
    code: 'TOLERANTIE_OVERSCHREDEN',
    reason: 'Het college nam de besluiten SW-02 en SW-03; verder is bijsturen niet meer nodig.',
    until: '2026-10-13',
  };
  return [
    act('78', '2026-06-15', 'ConfirmGoLive', GO_LIVE, { as: 'AO', ...openly('Het zaaksysteem is in gebruik.') }),
    act(
      '78',
      '2026-06-15',
      'ReachMilestone',
      { milestoneId: 'livegang', reachedOn: '2026-06-15' },
      { as: 'AO', ...openly('De mijlpaal livegang is bereikt.') },
    ),
    act('78', '2026-06-15', 'StartAftercare', GO_LIVE, { as: 'AO', ...openly('De nazorg is begonnen.') }),
    act('78', '2026-06-15', 'AcceptSignal', accepted, { as: 'BO' }),
    ...proposal('78', '2026-06-15', other, ['fase', 'BO', 'Nazorg']),
    act('78', '2026-06-15', 'TakeDecision', { decisionId: other, decision, art169: 'nietVanToepassing' }, { as: 'BO' }),
    act('78', '2026-06-15', 'EnterPhase', { phase: 'Nazorg', decisionId: own, coDecisionId: other }, { as: 'AO' }),
    confirmed('78', '2026-06-15', own, 'AO'),
    confirmed('78', '2026-06-15', other, 'BO', NEW_BO),
    act(
      '80',
      '2026-06-25',
      'RecordJournalEntry',
      { kind: 'succes', subject: 'Mijlpaal gevierd', note: 'De livegang is gevierd.', teams: [] },
      { as: 'AO', ...openly('De mijlpaal is gevierd.') },
    ),
    act('80', '2026-06-25', 'ReportIncidents', { ...GO_LIVE, weekOf: '2026-06-15', count: 112 }, { as: 'AO' }),
    ...proposal('81', '2026-06-30', 'B-ontheffing', ['ontheffing', 'college', 'Ontheffing voor drie processen']),
    act(
      '81',
      '2026-06-30',
      'GrantExemption',
      {
        deadlineId: 'HD-1',
        exemptionId: 'ONT-1',
        until: '2026-10-01',
        items: HYBRID_PROCESSES,
        decisionId: 'B-ontheffing',
      },
      { ...byCollege, ...openly('Voor drie processen geldt de harde deadline op 1 oktober 2026.') },
    ),
    listed('81', '2026-06-30', 'B-ontheffing', 2),
  ];
}
