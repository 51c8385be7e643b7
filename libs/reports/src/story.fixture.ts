import { calendarWith, isHidden, DEFAULT_POLICY, type Classification, type OpenedDossierEvent } from '#governance';
import type { PresentContext } from '#read-models';

export const DEFAULT_CALENDAR_DAYS: readonly string[] = [];
const NAMES: Readonly<Record<string, string>> = { 'P-1': 'Marit Oldenhave', 'P-2': 'Ruben Tichelaar' };
const SIGNAL = {
  code: 'RAAD_VIA_DE_KRANT',
  label: 'Raad hoort het via de krant',
  severity: 'rood',
  since: '2026-05-11',
  detail: 'Test',
} as const;
/** A moment for a test: the Dutch calendar, the default policy, two known people. */
export const at = (day: string): PresentContext => ({
  day,
  calendar: calendarWith(DEFAULT_CALENDAR_DAYS),
  policy: DEFAULT_POLICY,
  personName: (id) => NAMES[id],
  audience: 'college',
  unknownToRaad: [{ type: 'ScopeChangeApproved', subject: 'SW-02', on: '2025-12-02', entries: [16] }],
  signalWeeks: [
    { day: '2026-05-06', signals: [] },
    { day: '2026-05-13', signals: [SIGNAL] },
    { day: '2026-05-20', signals: [{ ...SIGNAL, acknowledgedOn: '2026-05-19' }] },
  ],
  completeness: {
    findings: {
      meetingsWithoutReport: [],
      meetingsWithoutList: [],
      numbersWithoutDecision: [],
      decisionsNotListed: [],
    },
    entries: 30,
    gaps: [7],
    refused: [{ code: 'ROLE_VACANT', count: 2 }],
    refusedTotal: 2,
  },
  signals: [{ code: 'ROLCONFLICT', label: 'Rolconflict', severity: 'rood', since: day, detail: 'Test' }],
});

type Line = readonly [day: string, type: string, data: Readonly<Record<string, unknown>>, kind?: Classification];
const OPEN_TEXT =
  /(Id|Ids|On|on|by|By|links|grounds|byLaw|wholeBody|creditor|owing|about|Type|day|kind|body|level|from|to|role|owner|phase|mode|strategy|verdict|basis|art169|evidence|reasons|topics|dependsOn|objectives|informs|raiser|number|parent|met|total|blockingOpen|doNothing|blocking|citizenImpact|isAwbDecision|openQuestions|weekOf|count|conditionId|hired|term)$/;

const items = (count: number): object[] =>
  Array.from({ length: count }, (_one, index) => ({ itemId: `P${index}`, kind: 'proces' }));
const DECISION = {
  decisionType: 'scopewijziging',
  body: 'college',
  decision: 'x',
  basis: 'eigen',
  topics: [],
  isAwbDecision: false,
  art169: 'nietVanToepassing',
  openQuestions: 0,
  dependsOn: [],
  informs: [],
};
/** Milestones that slip, decisions that rest on each other, a tested criterion: what the charts need. */
const planned: readonly Line[] = [
  [
    '2025-05-06',
    'MilestonePlanned',
    { milestoneId: 'M1', label: 'Koppelingen klaar', plannedOn: '2026-01-15' },
    'openbaar',
  ],
  ['2025-09-09', 'MilestoneForecast', { milestoneId: 'M1', forecastOn: '2026-02-10' }, 'openbaar'],
  ['2026-03-03', 'MilestoneReached', { milestoneId: 'M1', reachedOn: '2026-03-03' }, 'openbaar'],
  [
    '2025-05-06',
    'MilestonePlanned',
    { milestoneId: 'M2', label: 'Conversie klaar', plannedOn: '2026-04-30' },
    'openbaar',
  ],
  ['2026-03-10', 'MilestoneForecast', { milestoneId: 'M2', forecastOn: '2026-06-05' }, 'openbaar'],
  [
    '2026-04-14',
    'DecisionTaken',
    { ...DECISION, decisionId: 'D3', subject: 'Conversie uitstellen', dependsOn: ['D2', 'D1'] },
    'openbaar',
  ],
  ['2026-04-14', 'DecisionSuperseded', { decisionId: 'D2', byDecisionId: 'D3' }, 'openbaar'],
  [
    '2026-04-20',
    'BenefitDefined',
    { benefitId: 'BT1', label: 'Doorlooptijd aanvraag', baseline: 145, target: 90 },
    'openbaar',
  ],
  ['2026-05-10', 'BenefitMeasured', { benefitId: 'BT1', value: 120 }, 'openbaar'],
  [
    '2026-05-11',
    'CriterionDefined',
    { goLiveId: 'L1', criterionId: 'C1', label: 'Proefconversie', blocking: true, owner: 'P-2' },
    'openbaar',
  ],
  [
    '2026-05-12',
    'CriterionAssessed',
    { goLiveId: 'L1', criterionId: 'C1', met: false, evidence: 'Verslag proef 2' },
    'openbaar',
  ],
  ['2026-05-12', 'GoNoGoDecided', { goLiveId: 'L1', verdict: 'noGo', decisionId: 'D3', conditions: [] }, 'openbaar'],
  ['2026-05-18', 'IncidentCountReported', { goLiveId: 'L1', weekOf: '2026-05-11', count: 7 }, 'openbaar'],
];

/** What is secret, asked, promised and owed. */
const informed: readonly Line[] = [
  [
    '2026-04-20',
    'SecrecyImposed',
    {
      secrecyId: 'GH-1',
      imposedBy: 'college',
      grounds: ['5.1.2.b'],
      byLaw: false,
      liftableBy: 'college',
      reviewOn: '2026-05-01',
      entryIds: [],
      decisionIds: ['DG'],
      documentIds: [],
      meetingIds: [],
      subject: 'Geheime raming',
      motivation: 'x',
    },
  ],
  ['2026-04-21', 'SecretShared', { secrecyId: 'GH-1', to: 'raad', wholeBody: true }],
  [
    '2026-04-22',
    'PromiseMade',
    { promiseId: 'T-1', by: 'BO', creditor: 'raad', subject: 'Papierafbouw', promise: 'x', dueOn: '2026-06-01' },
    'openbaar',
  ],
  [
    '2026-04-22',
    'InformationDutyIncurred',
    {
      dutyId: 'T-1',
      kind: 'toezegging',
      owing: 'BO',
      creditor: 'raad',
      subject: 'Papierafbouw',
      about: ['T-1'],
      knownOn: '2026-04-22',
      dueOn: '2026-06-01',
    },
  ],
  [
    '2026-05-04',
    'InformationDutyIncurred',
    {
      dutyId: 'IP-1',
      kind: 'kader',
      owing: 'college',
      creditor: 'raad',
      subject: 'Verborgen onderwerp',
      about: ['SW-99'],
      knownOn: '2026-05-04',
      dueOn: '2026-05-18',
    },
  ],
  [
    '2026-05-05',
    'MeetingScheduled',
    { meetingId: 'VG-1', body: 'raad', meetingType: 'oordeelsvormend', on: '2026-06-04' },
    'openbaar',
  ],
  [
    '2026-05-05',
    'AgendaItemPlaced',
    {
      meetingId: 'VG-1',
      agendaItemId: 'A-1',
      subject: 'Zienswijze op de no-go',
      links: [{ kind: 'livegang', ref: 'L1' }],
    },
    'openbaar',
  ],
];

// eslint-disable-next-line max-lines-per-function -- it is a table of events, not a procedure
const lines = (subject: string): readonly Line[] => [
  [
    '2025-01-14',
    'ProgrammeInitiated',
    { name: 'Zaakgericht Lindervoort', objective: 'x', mode: 'projectdriehoek' },
    'openbaar',
  ],
  ['2025-01-14', 'RoleAppointed', { role: 'AO', person: 'P-2', hired: false }, 'openbaar'],
  ['2025-03-04', 'RoleAppointed', { role: 'BO', person: 'P-1', hired: false }, 'openbaar'],
  [
    '2025-04-24',
    'FrameAdopted',
    {
      frameId: 'K1',
      owner: 'raad',
      scope: 'x',
      credit: 145_000_000,
      contingency: 15_000_000,
      tolerances: [],
      norms: [],
      decisionId: 'D0',
    },
    'openbaar',
  ],
  [
    '2025-05-06',
    'HardDeadlineSet',
    { deadlineId: 'HD1', kind: 'intern', body: 'college', dueOn: '2026-07-01', source: 'x' },
    'openbaar',
  ],
  [
    '2025-05-06',
    'BaselineSet',
    {
      baselineId: 'B0',
      number: 0,
      decisionId: 'D1',
      changeIds: [],
      items: items(42),
      itemCount: 42,
      cumulativeAmount: 0,
    },
    'openbaar',
  ],
  [
    '2025-05-06',
    'GoLivePlanned',
    { goLiveId: 'L1', label: subject, plannedOn: '2026-06-01', citizenImpact: true, deadlineId: 'HD1', items: [] },
    'openbaar',
  ],
  [
    '2025-06-24',
    'ProposalDrafted',
    {
      decisionId: 'DG',
      decisionType: 'gunning',
      body: 'college',
      subject: 'Geheime raming',
      question: 'x',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    },
    'geheim',
  ],
  [
    '2025-11-11',
    'EscalationRaised',
    {
      escalationId: 'E-01',
      raiser: 'projectleider',
      level: 'L1',
      dueOn: '2025-11-18',
      subject: 'Koppeling',
      reason: 'x',
      impact: 'x',
      ask: 'kies',
    },
  ],
  ['2025-11-19', 'EscalationClockBreached', { escalationId: 'E-01', level: 'L1', dueOn: '2025-11-18' }],
  ['2025-11-19', 'EscalatedByLapse', { escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' }],
  ['2025-11-24', 'EscalationAnswered', { escalationId: 'E-01', level: 'L3', answer: 'twee sporen' }],
  [
    '2025-11-25',
    'ScopeChangeProposed',
    { changeId: 'SW-02', subject, motivation: 'x', added: [], removed: [], amount: 8_400_000, days: 25 },
  ],
  [
    '2025-11-25',
    'ScopeChangeRouted',
    { changeId: 'SW-02', level: 'college', reasons: ['bedrag'], cumulativeAmount: 12_200_000 },
  ],
  ['2025-12-02', 'DecisionTaken', { ...DECISION, decisionId: 'D2', subject }, 'openbaar'],
  ['2025-12-02', 'ScopeChangeApproved', { changeId: 'SW-02', decisionId: 'D2' }, 'openbaar'],
  [
    '2025-12-02',
    'BaselineSet',
    {
      baselineId: 'B2',
      number: 2,
      parent: 'B0',
      decisionId: 'D2',
      changeIds: ['SW-01', 'SW-02'],
      items: items(46),
      itemCount: 46,
      cumulativeAmount: 12_200_000,
    },
    'openbaar',
  ],
  ['2026-05-12', 'ReadinessAssessed', { goLiveId: 'L1', met: 14, total: 18, blockingOpen: 2 }, 'openbaar'],
  [
    '2026-05-19',
    'GoLiveRescheduled',
    { goLiveId: 'L1', from: '2026-06-01', to: '2026-06-15', reason: 'no-go' },
    'openbaar',
  ],
  ...planned,
  ...informed,
];

export interface StoryOptions {
  readonly hide?: 'withheld' | 'erased';
  readonly subject?: string;
}
function hideIn(data: Readonly<Record<string, unknown>>, hide: StoryOptions['hide']): Record<string, unknown> {
  const keep = (name: string, value: unknown): boolean => hide === undefined || isHidden(value) || OPEN_TEXT.test(name);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, keep(name, value) ? value : { hidden: hide }]),
  );
}
/** A short stretch of the Lindervoort story as opened events, whole or with its sealed values taken away. */
export function story({ hide, subject = 'Noodkoppeling' }: StoryOptions = {}): OpenedDossierEvent[] {
  return lines(subject).map(([day, type, data, classification = 'intern'], position) => {
    const instant = `${day}T11:00:00.000Z`;
    const who = { commandId: `C${position}`, actorRef: 'A', role: 'projectbureau' };
    const meta = {
      entryId: `N${position}`,
      revision: position,
      position,
      occurredAt: instant,
      recordedAt: instant,
      precision: 'day',
      day,
      classification,
      late: false,
      ...who,
    };
    return { type, data: hideIn(data, hide), meta } as unknown as OpenedDossierEvent;
  });
}
