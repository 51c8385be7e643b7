import { FOUND_PROCESSES, LEAVING_PROCESSES } from './story-processes.js';
import {
  act,
  byCollege,
  change,
  CLERK,
  collegeTakes,
  confirmed,
  euro,
  listed,
  openly,
  proposal,
  type StoryAct,
} from './story-parts.js';

/** Rows 34-66: three changes of scope, one escalation, a pause, and the way back. */
export const DELIVERY: readonly StoryAct[] = [
  ...moreProcesses(),
  ...award(),
  ...lateConnection(),
  ...pause(),
  ...signature(),
  ...fewerProcesses(),
];

function moreProcesses(): readonly StoryAct[] {
  const subject = '46 processen gevonden in plaats van 42';
  const figures = { amount: euro(38_000), days: 0, added: FOUND_PROCESSES, scopeItems: FOUND_PROCESSES.length };
  return [
    ...change('34', '2025-09-02', '2025-09-04', 'SW-01', subject, figures),
    ...proposal('35', '2025-09-09', 'B-SW-01-AO', ['scopewijziging', 'AO', 'Vier processen meer', 'financieel']),
    act(
      '35',
      '2025-09-09',
      'ApproveScopeChange',
      { changeId: 'SW-01', decisionId: 'B-SW-01-AO', decision: 'Akkoord' },
      { as: 'AO', refused: ['OUTSIDE_AUTHORITY'] },
    ),
    act(
      '35',
      '2025-09-10',
      'WithdrawProposal',
      { decisionId: 'B-SW-01-AO', reason: 'Het college is bevoegd.' },
      { as: 'projectleider' },
    ),
    ...proposal('36', '2025-09-16', 'B-SW-01', ['scopewijziging', 'college', 'Vier processen meer', 'financieel']),
    act(
      '36',
      '2025-09-16',
      'ApproveScopeChange',
      { changeId: 'SW-01', decisionId: 'B-SW-01', decision: '46 processen' },
      { ...byCollege, ...openly('Het college breidt het programma uit naar 46 processen.') },
    ),
    listed('36', '2025-09-16', 'B-SW-01', 4),
  ];
}

function award(): readonly StoryAct[] {
  const asked = ['gunning', 'college', 'Gunning zaaksysteem', 'financieel', 'juridisch'] as const;
  return [
    ...proposal('38', '2025-10-07', 'B-gunning', asked),
    collegeTakes('38', '2025-10-07', 'B-gunning', 'Gunning aan Zaakhuis BV', { amount: euro(612_000) }),
    listed('38', '2025-10-07', 'B-gunning', 2),
  ];
}

function lateConnection(): readonly StoryAct[] {
  const figures = { amount: euro(84_000), days: 25, scopeItems: 0, milestoneId: 'integratietest' };
  const question = {
    escalationId: 'E-01',
    subject: 'Koppeling zes weken later',
    reason: 'De leverancier levert de koppeling later.',
    impact: 'Zes weken vertraging op de integratietest.',
    ask: 'Kies de noodkoppeling.',
  };
  const answer = 'Tweesporenaanpak; voorstel naar het college.';
  const later = { milestoneId: 'integratietest', forecastOn: '2026-03-06', reason: 'Noodkoppeling (SW-02).' };
  return [
    act('43', '2025-11-11', 'RaiseEscalation', question, { as: 'projectleider' }),
    act('46', '2025-11-24', 'AnswerEscalation', { escalationId: 'E-01', answer }, { as: 'BO' }),
    ...change('47', '2025-11-25', '2025-11-25', 'SW-02', 'Noodkoppeling', figures),
    ...proposal('48', '2025-12-02', 'B-SW-02', ['scopewijziging', 'college', 'Noodkoppeling', 'financieel']),
    act(
      '48',
      '2025-12-02',
      'ApproveScopeChange',
      { changeId: 'SW-02', decisionId: 'B-SW-02', decision: 'Noodkoppeling' },
      { ...byCollege, ...openly('Het college kiest de noodkoppeling.') },
    ),
    act(
      '48',
      '2025-12-02',
      'CloseEscalation',
      { escalationId: 'E-01', conclusion: 'Noodkoppeling besloten.' },
      { as: 'projectleider' },
    ),
    act('48', '2025-12-02', 'ForecastMilestone', later, { as: 'projectleider' }),
    listed('51a', '2025-12-02', 'B-SW-02', 1, 'college', '2025-12-12'),
  ];
}

function pause(): readonly StoryAct[] {
  return [
    act(
      '53',
      '2025-12-19',
      'PauseProgramme',
      { reason: 'informatieplicht', explanation: 'De informatiepositie van de raad moet eerst op orde.' },
      { as: 'BO', ...openly('Het programma ligt stil tot de raad goed is geïnformeerd.') },
    ),
    ...proposal('54', '2026-01-13', 'B-hervatten', ['hervatten', 'college', 'Programma hervatten']),
    act(
      '54',
      '2026-01-13',
      'ResumeProgramme',
      { decisionId: 'B-hervatten', explanation: 'Aangescherpt informatieprotocol.' },
      { ...byCollege, ...openly('Het programma gaat verder met een strakker informatieprotocol.') },
    ),
    listed('54', '2026-01-13', 'B-hervatten', 3),
  ];
}

function signature(): readonly StoryAct[] {
  const decision = 'Het betrouwbaarheidsniveau bepaalt; wij gebruiken de geavanceerde handtekening.';
  return [
    ...proposal('61', '2026-03-03', 'B-handtekening', ['inrichting', 'AO', 'Digitale ondertekening', 'juridisch']),
    act(
      '61',
      '2026-03-03',
      'TakeDecision',
      { decisionId: 'B-handtekening', decision, art169: 'nietVanToepassing' },
      { as: 'AO', ...openly(decision) },
    ),
    confirmed('61', '2026-03-03', 'B-handtekening', 'AO'),
    act(
      '63',
      '2026-03-18',
      'RecordContextEvent',
      { kind: 'verkiezingen', description: 'Gemeenteraadsverkiezingen; het college is demissionair.' },
      { by: CLERK, recorder: 'griffie', openly: true },
    ),
  ];
}

function fewerProcesses(): readonly StoryAct[] {
  const subject = 'Drie processen naar doorontwikkeling';
  const figures = {
    amount: euro(-20_000),
    days: 0,
    removed: LEAVING_PROCESSES,
    scopeItems: -LEAVING_PROCESSES.length,
  };
  return [
    ...change('65', '2026-04-07', '2026-04-09', 'SW-03', subject, figures),
    ...proposal('66', '2026-04-14', 'B-SW-03', ['scopewijziging', 'college', subject, 'financieel']),
    act(
      '66',
      '2026-04-14',
      'ApproveScopeChange',
      { changeId: 'SW-03', decisionId: 'B-SW-03', decision: '43 processen' },
      { ...byCollege, ...openly('Het college brengt het programma terug naar 43 processen.') },
    ),
    listed('66', '2026-04-14', 'B-SW-03', 2),
    ...LEAVING_PROCESSES.map((itemId) =>
      act(
        '66',
        '2026-04-14',
        'AddImprovementItem',
        { itemId: `VP-${itemId}`, label: `Proces ${itemId} digitaal maken`, fromChange: 'SW-03' },
        { as: 'projectleider' },
      ),
    ),
  ];
}
