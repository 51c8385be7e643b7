import {
  CommitmentConfirmed,
  CommitmentWithdrawn,
  ConflictOfRoleAccepted,
  PrinciplesAdopted,
  ResponsibilityAccepted,
  SponsorBriefed,
  TeamFormed,
  TeamMemberAdded,
} from '../coalition/events.js';
import {
  AdviceRendered,
  ConditionAttached,
  ConditionFulfilled,
  DecisionAttested,
  DecisionRevoked,
  FactualDecisionRecorded,
  ProposalWithdrawn,
} from '../decisions/events.js';
import { EscalatedByLapse, EscalationAnswered, EscalationRaised } from '../escalations/events.js';
import {
  BenefitDefined,
  FrameAdopted,
  FrameAmended,
  HardDeadlineMoved,
  HardDeadlineSet,
  MilestonePlanned,
  MilestoneForecast,
  MilestoneReached,
  RiskAppetiteDeclared,
  StatusOverridden,
} from '../frames/events.js';
import {
  AftercarePlanned,
  CriterionAssessed,
  CriterionDefined,
  GoLiveConfirmed,
  GoLivePlanned,
  GoLiveRescheduled,
  GoLiveStrategyChosen,
  ImprovementBacklogSeeded,
  ReadinessPlanSet,
} from '../go-live/events.js';
import { JournalEntryRecorded } from '../journal/events.js';
import type { NewEvent } from '../kernel/event.js';
import { given, type Given } from '../kernel/test-kit.js';
import { plusDays } from '../kernel/time.js';
import {
  DependencyAligned,
  DependencyRegistered,
  LessonMappedToMeasure,
  LessonRecorded,
  PhaseEntered,
  ProgrammeRestarted,
  TemplateApplied,
  UrgencyEstablished,
} from '../lifecycle/events.js';
import { MandateWithdrawn } from '../mandates/events.js';
import { initialOrganisation, type OrganisationState } from '../organisation/state.js';
import { BaselineSet, ImpactAssessed, ScopeChangeProposed, ScopeChangeRejected } from '../scope/events.js';
import { signalCatalogue } from './catalogue.js';
import { appointed, codes, drafted, left, mandate, on, START, start, submitted, taken } from './spec-kit.js';

// Each signal in time: not there the day before, there on its first day with that day as its start, and gone again.

const ao = appointed('AO', 'ruben', START);
const lead = appointed('projectleider', 'saskia', START);
const advice = AdviceRendered.of({ decisionId: 'V', kind: 'financieel', verdict: 'positief', facts: 'f' });
const factual = FactualDecisionRecorded.of({
  decisionId: 'F',
  decisionType: 'fase',
  body: 'AO',
  subject: 's',
  decision: 'd',
  missingBasis: [],
});
const conditionUntil = (dueOn: string) =>
  ConditionAttached.of({ decisionId: 'V', conditionId: 'C', owner: 'PL', dueOn, blocks: 'niets', condition: 'c' });

type Frame = Parameters<typeof FrameAdopted.of>[0];
const frame = (fields: Partial<Frame> = {}): Frame => ({
  frameId: 'K',
  owner: 'college',
  scope: 's',
  scopeItems: 42,
  credit: 145_000_000,
  endDate: '2026-07-01',
  tolerances: [{ level: 'AO', cumulativePercent: 50, scopeItems: 5, days: 10 }],
  norms: [],
  decisionId: 'V',
  ...fields,
});
const adopted = on(FrameAdopted.of(frame()), '2025-05-06');
type Items = Parameters<typeof BaselineSet.of>[0]['items'];
const baseline = (number: number, itemCount: number, cumulativeAmount: number, items: Items = []) =>
  BaselineSet.of({
    baselineId: `B${number}`,
    number,
    decisionId: 'V',
    changeIds: [],
    items,
    itemCount,
    cumulativeAmount,
  });
const deadline = on(
  HardDeadlineSet.of({ deadlineId: 'D', kind: 'intern', body: 'college', dueOn: '2026-07-01', source: 's' }),
  '2025-05-06',
);
const golive = on(
  GoLivePlanned.of({
    goLiveId: 'G',
    label: 'l',
    plannedOn: '2026-06-01',
    citizenImpact: true,
    deadlineId: 'D',
    items: [],
  }),
  '2025-05-06',
);
const moved = (to: string) => GoLiveRescheduled.of({ goLiveId: 'G', from: '2026-06-01', to, reason: 'r' });
const bigBang = on(GoLiveStrategyChosen.of({ goLiveId: 'G', strategy: 'bigBang', decisionId: 'b' }), '2025-05-06');
const live = GoLiveConfirmed.of({ goLiveId: 'G', liveOn: '2026-06-15' });
const criterion = (criterionId: string) =>
  on(CriterionDefined.of({ goLiveId: 'G', criterionId, label: 'l', blocking: true }), '2025-05-06');
const met = CriterionAssessed.of({ goLiveId: 'G', criterionId: 'c1', met: true, evidence: 'e' });
const readinessPlan = ReadinessPlanSet.of({ goLiveId: 'G', steps: [{ on: '2026-05-12', percent: 80 }] });
const raised = on(
  EscalationRaised.of({
    escalationId: 'E-01',
    raiser: 'projectleider',
    level: 'L1',
    dueOn: '2025-11-18',
    subject: 's',
    reason: 'r',
    impact: 'i',
    ask: 'a',
  }),
  '2025-11-11',
);
const lapsed = EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' });
const answered = (level: 'L1' | 'L3') => EscalationAnswered.of({ escalationId: 'E-01', level, answer: 'ja' });
const journal = (kind: 'boegbeeld' | 'succes' | 'tegenslag' | 'notitie') =>
  JournalEntryRecorded.of({ kind, subject: 's', note: 'n', teams: [] });
const phase = on(PhaseEntered.of({ phase: 'Voorbereiding' }), '2025-03-04');
const member = (fields: object) => TeamMemberAdded.of({ memberId: 'L-1', team: 'burgerzaken', ...fields });
const accountable = (holder: string) =>
  ResponsibilityAccepted.of({ deliverable: 'handboek', kind: 'eindverantwoordelijk', holder });
const dependency = on(
  DependencyRegistered.of({ dependencyId: 'A', kind: 'cultuur', description: 'd', sharedMilestoneOn: '2025-09-01' }),
  '2025-02-01',
);
const change = (changeId: string, day: string, amount: number): readonly Given[] => [
  on(
    ScopeChangeProposed.of({
      changeId,
      subject: 's',
      motivation: 'm',
      added: [{ itemId: 'P-9', kind: 'proces' }],
      removed: [],
      amount,
      days: 0,
    }),
    day,
  ),
  on(
    ImpactAssessed.of({
      changeId,
      amount,
      days: 0,
      scopeItems: 0,
      hardDeadlineTouched: false,
      benefitDropped: false,
      normLowered: false,
    }),
    day,
  ),
];
const lesson = on(LessonRecorded.of({ lessonId: 'L', causeType: 'bestuur', lesson: 'x' }), START);
const restarted = on(ProgrammeRestarted.of({ predecessor: 'oud', justification: 'j' }), '2025-02-01');
const milestone = on(MilestonePlanned.of({ milestoneId: 'M', label: 'l', plannedOn: '2025-06-02' }), '2025-02-01');
const reached = on(MilestoneReached.of({ milestoneId: 'M', reachedOn: '2025-06-02' }), '2025-06-03');
const template = on(
  TemplateApplied.of({ templateId: 'zeven-stappen', version: 2, steps: ['Urgentie', 'Coalitie', 'Kaders'] }),
  START,
);
const urgency = on(UrgencyEstablished.of({ owner: 'MT', statement: 's' }), '2025-01-20');
const only = (kind: 'systeem' | 'gedrag'): Items[number] => ({ itemId: `I-${kind}`, kind, team: 'post' });

/** The name with its row, the code, its first day, what leads to it, and what ends it with the day of that. */
type Row = readonly [
  name: string,
  code: string,
  day: string,
  history: readonly Given[],
  end: readonly [NewEvent, string],
];
const rows: readonly Row[] = [
  ['S1-09', 'ALLEEN_AMBTELIJK_OPDRACHTGEVER', START, [ao], [appointed('BO', 'm', START)[0], '2025-03-04']],
  [
    'S1-02',
    'GEEN_AMBTELIJK_OPDRACHTGEVER',
    '2025-02-01',
    [ao, left('AO', 'ruben', '2025-02-01')],
    [ao[0], '2025-02-03'],
  ],
  [
    'S1-02',
    'GEEN_PROJECTLEIDER',
    '2025-02-01',
    [lead, left('projectleider', 'saskia', '2025-02-01')],
    [lead[0], '2025-02-03'],
  ],
  [
    'S1-08',
    'ROLCONFLICT',
    '2025-01-20',
    [ao, appointed('projectleider', 'ruben', '2025-01-20')],
    [ConflictOfRoleAccepted.of({ roles: ['AO', 'projectleider'], until: '2025-06-30', reason: 'r' }), '2025-01-21'],
  ],
  [
    'Awb 10:3 missing',
    'MANDAAT_ONTBREEKT',
    '2025-02-03',
    [ao, mandate('M', 'AO'), on(MandateWithdrawn.of({ mandateId: 'M', reason: 'r' }), '2025-02-03')],
    [mandate('M-2', 'AO')[0], '2025-02-04'],
  ],
  // Nineteen working days before 13 June, with Ascension Day and Whit Monday between.
  [
    'Awb 10:3',
    'MANDAAT_VERLOOPT',
    '2025-05-15',
    [mandate('M', 'AO', '2025-06-13')],
    [MandateWithdrawn.of({ mandateId: 'M', reason: 'r' }), '2025-05-20'],
  ],
  [
    'Awb 10:1',
    'FEITELIJK_BESLUIT_ZONDER_BEVOEGDHEID',
    '2025-06-02',
    [on(factual, '2025-06-02')],
    [DecisionRevoked.of({ decisionId: 'F', reason: 'r' }), '2025-06-03'],
  ],
  [
    'D4',
    'BESLUIT_NIET_GEATTESTEERD',
    '2025-06-18',
    [on(taken('V'), '2025-06-02')],
    [DecisionAttested.of({ decisionId: 'V', evidence: 'handtekening' }), '2025-06-20'],
  ],
  ['S1-04', 'BESLUIT_BLIJFT_LIGGEN', '2025-06-25', [drafted, submitted], [taken('V'), '2025-06-26']],
  ['WOR 25', 'ADVIES_ONTBREEKT', '2025-06-02', [drafted, submitted], [advice, '2025-06-04']],
  [
    '§4.4',
    'VOORWAARDE_VERLOPEN',
    '2026-06-15',
    [on(taken('V'), '2026-06-09'), on(conditionUntil('2026-06-14'), '2026-06-09')],
    [ConditionFulfilled.of({ conditionId: 'C', evidence: 'e' }), '2026-06-16'],
  ],
  [
    'D5',
    'TOLERANTIE_NADERT',
    '2025-09-16',
    [adopted, on(baseline(0, 42, 0), '2025-06-02'), on(baseline(1, 46, 0), '2025-09-16')],
    [baseline(2, 43, 0), '2025-10-01'],
  ],
  [
    'D5',
    'TOLERANTIE_OVERSCHREDEN',
    '2025-12-02',
    [adopted, on(baseline(0, 42, 0), '2025-06-02'), on(baseline(1, 42, 12_200_000), '2025-12-02')],
    [FrameAmended.of(frame({ credit: 400_000_000 })), '2026-01-05'],
  ],
  [
    'S4-06 S2-01',
    'HARDE_DEADLINE_IN_GEVAAR',
    '2026-05-19',
    [deadline, golive, on(moved('2026-06-18'), '2026-05-19')],
    [HardDeadlineMoved.of({ deadlineId: 'D', from: '2026-07-01', to: '2026-09-01', decisionId: 'B' }), '2026-05-26'],
  ],
  ['S2-01', 'HARDE_DEADLINE_IN_GEVAAR', '2026-07-02', [deadline, golive], [live, '2026-07-03']],
  [
    'D5',
    'STATUS_OVERRULED',
    '2025-06-02',
    [
      on(
        StatusOverridden.of({ axis: 'tijd', status: 'groen', until: '2025-06-30', decisionId: 'V', reason: 'r' }),
        '2025-06-02',
      ),
    ],
    [journal('notitie'), '2025-07-01'],
  ],
  ['§4.6', 'ESCALATIE_ZONDER_ANTWOORD', '2025-11-19', [raised], [answered('L1'), '2025-11-20']],
  ['D7', 'ESCALATIE_DOORGEZET', '2025-11-19', [raised, on(lapsed, '2025-11-19')], [answered('L3'), '2025-11-24']],
  [
    '§4.7',
    'GEREEDHEID_ACHTER',
    '2026-05-12',
    [golive, criterion('c1'), on(readinessPlan, '2026-05-01')],
    [met, '2026-05-13'],
  ],
  [
    'S3-09',
    'GO_ZONDER_NAZORGPLAN',
    '2026-05-01',
    [golive, bigBang, on(AftercarePlanned.of({ goLiveId: 'G', plan: 'p' }), '2025-06-02')],
    [ImprovementBacklogSeeded.of({ goLiveId: 'G', items: ['x'] }), '2026-05-06'],
  ],
  [
    'S4-13',
    'HERSTART_ZONDER_LESSEN',
    '2025-02-01',
    [lesson, restarted],
    [LessonMappedToMeasure.of({ lessonId: 'L', applicable: 'ja', measure: 'm' }), '2025-02-11'],
  ],
  ['S4-04', 'PROGRAMMA_SLAAPT', '2025-03-15', [on(journal('notitie'), '2025-03-01')], [taken('V'), '2025-03-20']],
  [
    'S1-19',
    'PROJECTGROEP_GEEN_AFSPIEGELING',
    '2025-06-02',
    [on(TeamFormed.of({ teams: ['burgerzaken'] }), START), on(baseline(0, 1, 0, [only('gedrag')]), '2025-06-02')],
    [member({ team: 'post' }), '2025-06-10'],
  ],
  [
    'S1-06',
    'COMMITMENT_VEROUDERD',
    '2026-03-05',
    [on(CommitmentConfirmed.of({ statement: 's' }), '2025-03-04')],
    [CommitmentConfirmed.of({ statement: 's' }), '2026-03-06'],
  ],
  [
    'S1-06 withdrawn',
    'COMMITMENT_VEROUDERD',
    '2025-04-01',
    [on(CommitmentWithdrawn.of({ reason: 'r' }), '2025-04-01')],
    [CommitmentConfirmed.of({ statement: 's' }), '2025-04-02'],
  ],
  [
    'S1-06 portfolio',
    'COMMITMENT_VEROUDERD',
    '2025-06-09',
    [on(CommitmentConfirmed.of({ statement: 's' }), '2025-03-04'), appointed('BO', 't', '2025-06-09')],
    [CommitmentConfirmed.of({ statement: 's' }), '2025-06-10'],
  ],
  [
    'S1-14',
    'AO_NIET_GEBRIEFD',
    '2025-03-04',
    [ao, on(SponsorBriefed.of({ role: 'AO', topics: 't' }), '2025-02-01')],
    [SponsorBriefed.of({ role: 'AO', topics: 't' }), '2025-03-05'],
  ],
  [
    'S1-07 S5-15',
    'AFHANKELIJKHEID_NIET_AFGESTEMD',
    '2025-07-04',
    [dependency],
    [DependencyAligned.of({ dependencyId: 'A', agreement: 'a' }), '2025-07-10'],
  ],
  [
    'S1-15',
    'BOEGBEELD_NIET_ZICHTBAAR',
    '2025-03-04',
    [on(journal('boegbeeld'), '2025-02-01'), phase],
    [journal('boegbeeld'), '2025-03-10'],
  ],
  [
    'S1-20',
    'FASE_ZONDER_KENNIS',
    '2025-03-04',
    [on(member({ expertise: 'beheer', phase: 'Verkenning' }), START), phase],
    [member({ memberId: 'L-2', expertise: 'testen', phase: 'Voorbereiding' }), '2025-03-10'],
  ],
  ['S1-26', 'GEEN_SAMENWERKINGSPRINCIPES', START, [], [PrinciplesAdopted.of({ principles: 'p' }), '2025-02-01']],
  [
    'S1-28',
    'VERANTWOORDELIJKHEID_ONDUIDELIJK',
    '2025-02-01',
    [on(ResponsibilityAccepted.of({ deliverable: 'handboek', kind: 'uitvoerend', holder: 'x' }), '2025-02-01')],
    [accountable('a'), '2025-02-03'],
  ],
  [
    'S1-27 S2-16',
    'SCOPE_ALLEEN_ICT',
    '2025-06-02',
    [on(baseline(0, 1, 0, [only('systeem')]), '2025-06-02')],
    [baseline(1, 2, 0, [only('systeem'), only('gedrag')]), '2025-09-16'],
  ],
  [
    '§4.5',
    'OPKNIPPEN_VERMOED',
    '2025-06-20',
    [...change('SW-1', '2025-06-02', 4_000_000), ...change('SW-2', '2025-06-20', 4_000_000)],
    [ScopeChangeRejected.of({ changeId: 'SW-2', reason: 'r' }), '2025-06-23'],
  ],
  ['S2-07', 'MIJLPAAL_NIET_GEMARKEERD', '2025-06-18', [milestone, reached], [journal('succes'), '2025-06-19']],
  [
    'S2-07 red',
    'TEGENSLAG_NIET_GEDEELD',
    '2025-12-17',
    [adopted, on(baseline(0, 42, 12_200_000), '2025-12-02')],
    [journal('tegenslag'), '2025-12-18'],
  ],
  [
    'S2-08',
    'BAAT_ZONDER_BASIS',
    '2025-06-02',
    [on(BenefitDefined.of({ benefitId: 'BT', label: 'l', owner: 'AO' }), '2025-06-02')],
    [BenefitDefined.of({ benefitId: 'BT', label: 'l', owner: 'AO', baseline: 50 }), '2025-06-03'],
  ],
  [
    'S1-29 S3-19',
    'STAP_OVERGESLAGEN',
    '2025-05-06',
    [template, urgency, adopted],
    [taken('B', { topics: ['stap-2'] }), '2025-05-07'],
  ],
];

describe('signals in time', () => {
  it.each(rows)('%s: %s begins on %s and ends', (_name, code, day, history, [ending, endsOn]) => {
    expect(
      codes(
        plusDays(day, -1),
        code,
        history.filter((each) => dayOf(each) < day),
      ),
    ).toEqual([]);
    expect(codes(day, code, history)).toMatchObject([{ since: day }]);
    expect(codes(plusDays(day, 1), code, history)).toMatchObject([{ since: day }]);
    expect(codes(endsOn, code, [...history, on(ending, endsOn)])).toEqual([]);
  });
  it('has words for every code that is tested here, and no code without them', () => {
    for (const [, code] of rows)
      expect(signalCatalogue.get(code)).toMatchObject({ label: expect.any(String) as string });
    for (const { label, explain, source } of signalCatalogue.values())
      expect([label, explain, source].every((words) => words.length > 1)).toBe(true);
  });
});

const dayOf = (each: Given): string => (each as readonly [NewEvent, { on: string }])[1].on;

describe('signals from the organisation', () => {
  const organisation = (change: (state: OrganisationState) => void): OrganisationState => {
    const state = initialOrganisation();
    change(state);
    return state;
  };
  it('S1-06 an election makes a commitment old', () => {
    const confirmed = [on(CommitmentConfirmed.of({ statement: 's' }), '2025-03-04')];
    const elected = organisation(({ elections }) => elections.push('2025-06-18'));
    expect(codes('2025-06-17', 'COMMITMENT_VEROUDERD', confirmed, elected)).toEqual([]);
    expect(codes('2025-06-18', 'COMMITMENT_VEROUDERD', confirmed, elected)).toMatchObject([{ since: '2025-06-18' }]);
    const again = [...confirmed, on(CommitmentConfirmed.of({ statement: 's' }), '2025-06-20')];
    expect(codes('2025-06-20', 'COMMITMENT_VEROUDERD', again, elected)).toEqual([]);
  });
  it('S1-03 a bestuurlijk opdrachtgever outside the college is a conflict until he is in it', () => {
    const bo = [appointed('BO', 'marit', START)];
    const member = organisation(({ bodies, memberships }) => {
      bodies.set('C', { bodyId: 'C', name: 'College', function: 'college', seats: undefined });
      memberships.push({ bodyId: 'C', person: 'marit', from: '2025-02-01', until: undefined });
    });
    expect(codes('2025-01-31', 'ROLCONFLICT', bo, member)).toMatchObject([{ since: START, subjectId: 'BO' }]);
    expect(codes('2025-02-01', 'ROLCONFLICT', bo, member)).toEqual([]);
  });
});

describe('single signals', () => {
  it('S1-04 a small change decided by the bestuur is no business of the bestuur; a declared appetite changes nothing', () => {
    const appetite = on(RiskAppetiteDeclared.of({ statement: 's' }), START);
    const small = (amount: number, days: number) =>
      codes('2025-06-03', 'OPERATIONEEL_OP_BESTUURLIJK_NIVEAU', [
        appetite,
        on(taken('S', { decisionType: 'scopewijziging', body: 'BO', amount, days }), '2025-06-02'),
      ]);
    expect(given(start, appetite).frames.riskAppetiteOn).toBe(START);
    expect(small(1_500_000, 5)).toMatchObject([{ since: '2025-06-02', severity: 'info' }]);
    expect(small(1_500_001, 5)).toEqual([]);
    expect(small(1_500_000, 6)).toEqual([]);
  });
  it('S1-28 two who answer for one thing is nobody who does', () => {
    const both = [on(accountable('a'), '2025-02-01'), on(accountable('b'), '2025-02-10')];
    expect(codes('2025-02-09', 'VERANTWOORDELIJKHEID_ONDUIDELIJK', both.slice(0, 1))).toEqual([]);
    expect(codes('2025-02-11', 'VERANTWOORDELIJKHEID_ONDUIDELIJK', both)).toMatchObject([{ since: '2025-02-10' }]);
  });
  it('suspects no split when the halves are far apart, on other things, or large by themselves', () => {
    const none = (...history: Given[]) => expect(codes('2025-12-01', 'OPKNIPPEN_VERMOED', history)).toEqual([]);
    none(...change('SW-1', '2025-06-02', 4_000_000), ...change('SW-2', '2025-07-03', 4_000_000));
    none(...change('SW-1', '2025-06-02', 4_000_000), ...change('SW-2', '2025-06-03', 6_000_000));
    none(...change('SW-1', '2025-06-02', 500_000), ...change('SW-2', '2025-06-03', 500_000));
  });
  it('a proposal that is withdrawn waits for nobody', () => {
    const withdrawn = on(ProposalWithdrawn.of({ decisionId: 'V', reason: 'r' }), '2025-06-30');
    expect(codes('2025-07-01', 'BESLUIT_BLIJFT_LIGGEN', [drafted, submitted, withdrawn])).toEqual([]);
  });
  it('D5 a milestone forecast beyond the room of the kader is red from the day it was said', () => {
    const late = on(MilestoneForecast.of({ milestoneId: 'M', forecastOn: '2026-07-20' }), '2026-02-03');
    const history = [adopted, milestone, late];
    expect(codes('2026-03-01', 'TOLERANTIE_OVERSCHREDEN', history)).toMatchObject([
      { since: '2026-02-03', subjectId: 'tijd' },
    ]);
    const back = on(MilestoneForecast.of({ milestoneId: 'M', forecastOn: '2026-06-30' }), '2026-03-02');
    expect(codes('2026-03-02', 'TOLERANTIE_OVERSCHREDEN', [...history, back])).toEqual([]);
  });
  it('X2 LAAT_VASTGELEGD counts the median of ninety days', () => {
    const late = (recordedAt: string): Given => [journal('notitie'), { on: '2025-02-03', recordedAt }];
    const history = [late('2025-02-14T11:00:00.000Z'), late('2025-02-14T11:00:00.000Z')];
    expect(codes('2025-02-13', 'LAAT_VASTGELEGD', history)).toEqual([]);
    expect(codes('2025-02-20', 'LAAT_VASTGELEGD', history)).toMatchObject([{ since: '2025-02-14' }]);
    expect(codes('2025-05-15', 'LAAT_VASTGELEGD', history)).toEqual([]);
  });
});
