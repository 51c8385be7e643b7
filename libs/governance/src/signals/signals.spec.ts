import { ConflictOfRoleAccepted } from '../coalition/events.js';
import {
  ConditionAttached,
  ConditionFulfilled,
  DecisionAttested,
  DecisionRevoked,
  FactualDecisionRecorded,
  AdviceRendered,
} from '../decisions/events.js';
import { EscalatedByLapse, EscalationAnswered, EscalationRaised } from '../escalations/events.js';
import { FrameAdopted, HardDeadlineSet, StatusOverridden } from '../frames/events.js';
import {
  AftercarePlanned,
  GoLivePlanned,
  GoLiveRescheduled,
  GoLiveStrategyChosen,
  ImprovementBacklogSeeded,
  ReadinessAssessed,
  ReadinessPlanSet,
} from '../go-live/events.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { LessonMappedToMeasure, LessonRecorded, ProgrammeRestarted, ProgrammeTerminated } from '../lifecycle/events.js';
import { MandateWithdrawn } from '../mandates/events.js';
import { readPolicy } from '../organisation/policy-settings.js';
import { initialOrganisation } from '../organisation/state.js';
import { BaselineSet } from '../scope/events.js';
import { AcceptSignal, AcknowledgeSignal } from './commands.js';
import { decideSignals } from './decide.js';
import { deriveSignals } from './derive.js';
import { SignalAccepted, SignalAcknowledged } from './events.js';
import { roleGaps } from './gaps.js';
import { appointed, codes as found, drafted, left, mandate, on, start, submitted, taken } from './spec-kit.js';

const codes = (day: string, code: string, ...history: Given[]) => found(day, code, history);

describe('signals', () => {
  const story = [
    start,
    appointed('AO', 'ruben', '2025-01-14'),
    appointed('projectleider', 'saskia', '2025-01-20'),
    appointed('BO', 'marit', '2025-03-04'),
    left('BO', 'marit', '2026-06-04'),
    appointed('BO', 'tobias', '2026-06-09'),
  ] as const;

  it('LV-02 counts the gaps of the bestuurlijk opdrachtgever in days', () => {
    expect(roleGaps(given(...story), 'BO', '2026-10-01')).toEqual([
      { from: '2025-01-14', to: '2025-03-04', days: 49 },
      { from: '2026-06-04', to: '2026-06-09', days: 5 },
    ]);
    expect(roleGaps(given(...story), 'AO', '2026-10-01')).toEqual([]);
  });

  const rolesAt: readonly [string, string, boolean][] = [
    ['S1-09 ALLEEN_AMBTELIJK_OPDRACHTGEVER', '2025-01-14', true],
    ['S1-09 ALLEEN_AMBTELIJK_OPDRACHTGEVER', '2025-03-03', true],
  ];
  it.each(rolesAt)('%s on %s', (name, day) => {
    const code = name.split(' ')[1] ?? '';
    expect(codes(day, code, ...story.slice(1, 3))).toMatchObject([{ severity: 'rood', since: '2025-01-14' }]);
    expect(codes('2025-03-04', code, ...story.slice(1, 4))).toEqual([]);
  });

  const bare = on(LessonRecorded.of({ lessonId: 'L', causeType: 'bestuur', lesson: 'x' }), '2025-01-14');
  const golive = [
    on(
      GoLivePlanned.of({
        goLiveId: 'G',
        label: 'l',
        plannedOn: '2026-06-01',
        citizenImpact: true,
        deadlineId: 'D',
        items: [],
      }),
      '2025-05-06',
    ),
    on(GoLiveStrategyChosen.of({ goLiveId: 'G', strategy: 'bigBang', decisionId: 'b' }), '2025-05-06'),
  ] as const;
  const aftercare = on(AftercarePlanned.of({ goLiveId: 'G', plan: 'p' }), '2025-05-06');
  const backlog = on(ImprovementBacklogSeeded.of({ goLiveId: 'G', items: ['x'] }), '2025-05-06');
  const deadline = on(
    HardDeadlineSet.of({ deadlineId: 'D', kind: 'intern', body: 'college', dueOn: '2026-07-01', source: 's' }),
    '2025-05-06',
  );
  const moved = (to: string) =>
    on(GoLiveRescheduled.of({ goLiveId: 'G', from: '2026-06-01', to, reason: 'r' }), '2026-05-19');
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
  const lapsed = on(
    EscalatedByLapse.of({ escalationId: 'E-01', from: 'L1', to: 'L3', dueOn: '2025-11-26' }),
    '2025-11-19',
  );
  const answered = on(EscalationAnswered.of({ escalationId: 'E-01', level: 'L3', answer: 'ja' }), '2025-11-24');
  const proposal = [drafted, submitted] as const;
  const advice = on(
    AdviceRendered.of({ decisionId: 'V', kind: 'financieel', verdict: 'positief', facts: 'f' }),
    '2025-06-02',
  );
  const decided = on(taken('V'), '2025-06-02');
  const condition = on(
    ConditionAttached.of({
      decisionId: 'V',
      conditionId: 'C',
      owner: 'PL',
      dueOn: '2026-06-14',
      blocks: 'niets',
      condition: 'c',
    }),
    '2026-06-09',
  );
  const frame = on(
    FrameAdopted.of({
      frameId: 'K',
      owner: 'college',
      scope: 's',
      scopeItems: 42,
      credit: 145_000_000,
      tolerances: [{ level: 'AO', cumulativePercent: 50, scopeItems: 5 }],
      norms: [],
      decisionId: 'V',
    }),
    '2025-05-06',
  );
  const baseline = (itemCount: number, cumulativeAmount: number) =>
    on(
      BaselineSet.of({
        baselineId: 'B',
        number: 0,
        decisionId: 'V',
        changeIds: [],
        items: [],
        itemCount,
        cumulativeAmount,
      }),
      '2025-09-16',
    );
  const restarted = on(ProgrammeRestarted.of({ predecessor: 'oud', justification: 'j' }), '2025-02-01');
  const mapped = on(LessonMappedToMeasure.of({ lessonId: 'L', applicable: 'ja', measure: 'm' }), '2025-02-11');
  const ao = appointed('AO', 'ruben', '2025-01-14');

  type Row = readonly [code: string, appears: string, ...history: Given[]];
  const appears: readonly Row[] = [
    ['GEEN_AMBTELIJK_OPDRACHTGEVER', '2025-01-14'],
    [
      'GEEN_PROJECTLEIDER',
      '2025-02-01',
      appointed('projectleider', 'p', '2025-01-20'),
      left('projectleider', 'p', '2025-02-01'),
    ],
    ['ROLCONFLICT', '2025-01-20', ao, appointed('projectleider', 'ruben', '2025-01-20')],
    ['MANDAAT_ONTBREEKT', '2025-01-14', ao],
    [
      'FEITELIJK_BESLUIT_ZONDER_BEVOEGDHEID',
      '2025-06-02',
      on(
        FactualDecisionRecorded.of({
          decisionId: 'F',
          decisionType: 'fase',
          body: 'AO',
          subject: 's',
          decision: 'd',
          missingBasis: [],
        }),
        '2025-06-02',
      ),
    ],
    ['ADVIES_ONTBREEKT', '2025-06-02', ...proposal],
    ['TOLERANTIE_NADERT', '2025-09-16', frame, baseline(46, 0)],
    ['TOLERANTIE_OVERSCHREDEN', '2025-09-16', frame, baseline(42, 12_200_000)],
    ['HARDE_DEADLINE_IN_GEVAAR', '2026-05-19', deadline, ...golive, moved('2026-06-18')],
    ['HERSTART_ZONDER_LESSEN', '2025-02-01', bare, restarted],
    [
      'GEREEDHEID_ACHTER',
      '2026-05-12',
      ...golive,
      on(ReadinessPlanSet.of({ goLiveId: 'G', steps: [{ on: '2026-05-12', percent: 80 }] }), '2026-05-01'),
      on(ReadinessAssessed.of({ goLiveId: 'G', met: 14, total: 18, blockingOpen: 2 }), '2026-05-11'),
    ],
    [
      'STATUS_OVERRULED',
      '2025-06-02',
      on(
        StatusOverridden.of({ axis: 'tijd', status: 'groen', until: '2025-06-30', decisionId: 'V', reason: 'r' }),
        '2025-06-02',
      ),
    ],
    [
      'OPERATIONEEL_OP_BESTUURLIJK_NIVEAU',
      '2025-06-02',
      on(taken('S', { decisionType: 'scopewijziging', amount: 100_000 }), '2025-06-02'),
    ],
  ];
  it.each(appears as unknown as [string, string, ...Given[]][])('%s is there on %s', (code, day, ...history: Given[]) =>
    expect(codes(day, code, ...history)).toHaveLength(1),
  );

  const bounds: readonly Row[] = [
    ['BESLUIT_NIET_GEATTESTEERD', '2025-06-18', decided],
    ['BESLUIT_BLIJFT_LIGGEN', '2025-06-25', ...proposal, advice],
    ['VOORWAARDE_VERLOPEN', '2026-06-15', decided, condition],
    ['ESCALATIE_ZONDER_ANTWOORD', '2025-11-19', raised],
    ['PROGRAMMA_SLAAPT', '2025-03-15'],
    ['HARDE_DEADLINE_IN_GEVAAR', '2026-07-02', deadline],
    ['GO_ZONDER_NAZORGPLAN', '2026-05-01', ...golive, aftercare],
  ];
  it.each(bounds as unknown as [string, string, ...Given[]][])(
    '%s appears exactly on %s',
    (code, day, ...history: Given[]) => {
      const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
      expect(codes(before, code, ...history)).toEqual([]);
      expect(codes(day, code, ...history)).toMatchObject([{ since: day }]);
    },
  );

  const gone: readonly Row[] = [
    ['GEEN_AMBTELIJK_OPDRACHTGEVER', '2025-01-14', ao],
    ['GEEN_PROJECTLEIDER', '2025-01-20', appointed('projectleider', 'p', '2025-01-20')],
    [
      'ROLCONFLICT',
      '2025-01-20',
      ao,
      appointed('projectleider', 'ruben', '2025-01-20'),
      on(ConflictOfRoleAccepted.of({ roles: ['AO', 'projectleider'], until: '2025-06-30', reason: 'r' }), '2025-01-20'),
    ],
    ['MANDAAT_ONTBREEKT', '2025-01-14', ao, mandate('M', 'AO')],
    [
      'MANDAAT_VERLOOPT',
      '2025-06-02',
      mandate('M', 'AO', '2025-06-13'),
      on(MandateWithdrawn.of({ mandateId: 'M', reason: 'r' }), '2025-06-02'),
    ],
    [
      'BESLUIT_NIET_GEATTESTEERD',
      '2025-07-01',
      decided,
      on(DecisionAttested.of({ decisionId: 'V', evidence: 'handtekening' }), '2025-06-03'),
    ],
    ['BESLUIT_BLIJFT_LIGGEN', '2025-08-01', ...proposal, advice, decided],
    [
      'VOORWAARDE_VERLOPEN',
      '2026-06-15',
      decided,
      condition,
      on(DecisionRevoked.of({ decisionId: 'V', reason: 'r' }), '2026-06-10'),
    ],
    [
      'VOORWAARDE_VERLOPEN',
      '2026-06-15',
      decided,
      condition,
      on(ConditionFulfilled.of({ conditionId: 'C', evidence: 'e' }), '2026-06-14'),
    ],
    ['ADVIES_ONTBREEKT', '2025-06-02', ...proposal, advice],
    ['TOLERANTIE_OVERSCHREDEN', '2025-09-16', frame, baseline(42, 5_000_000)],
    ['HARDE_DEADLINE_IN_GEVAAR', '2026-05-19', deadline, ...golive, moved('2026-06-15')],
    [
      'STATUS_OVERRULED',
      '2025-07-01',
      on(
        StatusOverridden.of({ axis: 'tijd', status: 'groen', until: '2025-06-30', decisionId: 'V', reason: 'r' }),
        '2025-06-02',
      ),
    ],
    ['ESCALATIE_DOORGEZET', '2025-11-24', raised, lapsed, answered],
    ['GO_ZONDER_NAZORGPLAN', '2026-05-20', ...golive, aftercare, backlog],
    ['HERSTART_ZONDER_LESSEN', '2025-02-11', bare, restarted, mapped],
    [
      'GEEN_PROJECTLEIDER',
      '2025-03-01',
      on(ProgrammeTerminated.of({ causes: ['bestuur'], explanation: 'x' }), '2025-02-01'),
    ],
  ];
  it.each(gone as unknown as [string, string, ...Given[]][])('%s is gone on %s', (code, day, ...history: Given[]) =>
    expect(codes(day, code, ...history)).toEqual([]),
  );

  it('D10 BESLUIT_BLIJFT_LIGGEN counts the term of the body where the proposal lies', () => {
    const waiting = (settings: string, day: string) => {
      const organisation = initialOrganisation();
      const read = readPolicy(settings);
      if (read.ok) organisation.policies.push({ version: 1, effectiveFrom: '2025-01-01', policy: read.policy });
      const found = deriveSignals(given(start, ...proposal), organisation, day);
      return found.filter(({ code }) => code === 'BESLUIT_BLIJFT_LIGGEN').map((signal) => signal.since);
    };
    const ofCollege = '{"decideWithinDaysOf":{"college":3}}';
    expect([waiting(ofCollege, '2025-06-05'), waiting(ofCollege, '2025-06-06')]).toEqual([[], ['2025-06-06']]);
    // The term of another body changes nothing here, and the term for all is that of who has none.
    expect(waiting('{"decideWithinDaysOf":{"raad":3}}', '2025-06-24')).toEqual([]);
    expect(waiting('{"decideWithinDays":3,"decideWithinDaysOf":{"raad":40}}', '2025-06-06')).toEqual(['2025-06-06']);
  });
  it('D7 ESCALATIE_DOORGEZET shows while the lapsed question waits', () =>
    expect(codes('2025-11-19', 'ESCALATIE_DOORGEZET', raised, lapsed)).toMatchObject([{ since: '2025-11-19' }]));
  it('MANDAAT_VERLOOPT shows within the last twenty working days', () =>
    expect(codes('2025-06-02', 'MANDAAT_VERLOOPT', mandate('M', 'AO', '2025-06-13'))).toHaveLength(1));
  it('X2 LAAT_VASTGELEGD shows a median lag above five working days, imports apart', () => {
    const late = (importBatch?: string) =>
      [
        bare[0],
        {
          on: '2025-01-14',
          recordedAt: '2025-02-14T11:00:00.000Z',
          ...(importBatch === undefined ? {} : { importBatch }),
        },
      ] as const;
    expect(codes('2025-02-14', 'LAAT_VASTGELEGD', late(), late())).toHaveLength(1);
    expect(codes('2025-02-14', 'LAAT_VASTGELEGD', late('H'), late('H'))).toEqual([]);
  });

  it('accepts a signal that plays, until a day to come, and no other', () => {
    const state = given(start, ao);
    const about = { as: 'AO' as const, day: '2025-01-14' };
    const fields = { code: 'ALLEEN_AMBTELIJK_OPDRACHTGEVER', until: '2025-02-01', reason: 'r' };
    expectAccepted(when(state, decideSignals, AcceptSignal, fields, about), 'SignalAccepted');
    expectAccepted(
      when(state, decideSignals, AcknowledgeSignal, { code: fields.code, note: 'n' }, about),
      'SignalAcknowledged',
    );
    expectRefused(
      when(state, decideSignals, AcceptSignal, { ...fields, until: '2025-01-13' }, about),
      'ACCEPTANCE_ALREADY_OVER',
    );
    expectRefused(
      when(state, decideSignals, AcceptSignal, { ...fields, code: 'ROLCONFLICT' }, about),
      'SIGNAL_NOT_OPEN',
    );
  });

  describe('§4.11 one signal out of many of the same code', () => {
    const code = 'MANDAAT_ONTBREEKT';
    const both = [start, ao, appointed('projectleider', 'saskia', '2025-01-14')];
    const until = '2025-02-01';
    const stands = (day: string, ...history: Given[]) =>
      deriveSignals(given(...both, ...history), initialOrganisation(), day)
        .filter((signal) => signal.code === code)
        .map(({ subjectId, acceptedUntil, acknowledgedOn }) => [subjectId, acceptedUntil, acknowledgedOn]);
    it('is accepted and seen by itself; the others stay', () => {
      const one = on(SignalAccepted.of({ code, subjectId: 'AO', until, reason: 'r' }), '2025-01-14');
      const seen = on(SignalAcknowledged.of({ code, subjectId: 'projectleider', note: 'n' }), '2025-01-15');
      expect(stands('2025-01-15', one, seen)).toEqual([
        ['AO', until, undefined],
        ['projectleider', undefined, '2025-01-15'],
      ]);
      expect(stands('2025-02-02', one)).toEqual([
        ['AO', undefined, undefined],
        ['projectleider', undefined, undefined],
      ]);
    });
    it('is accepted with all of them by who names no subject', () => {
      const all = on(SignalAccepted.of({ code, until, reason: 'r' }), '2025-01-14');
      const seen = on(SignalAcknowledged.of({ code, note: 'n' }), '2025-01-15');
      expect(stands('2025-01-15', all, seen)).toEqual([
        ['AO', until, '2025-01-15'],
        ['projectleider', until, '2025-01-15'],
      ]);
    });
    it('is named by a subject about which it plays', () => {
      const about = { as: 'AO' as const, day: '2025-01-14' };
      const accept = (subjectId: string) =>
        when(given(...both), decideSignals, AcceptSignal, { code, subjectId, until, reason: 'r' }, about);
      expect(accept('AO')).toMatchObject({ events: [{ data: { code, subjectId: 'AO', until } }] });
      expectRefused(accept('BO'), 'SIGNAL_NOT_OPEN');
      const see = (subjectId: string) =>
        when(given(...both), decideSignals, AcknowledgeSignal, { code, subjectId, note: 'n' }, about);
      expectAccepted(see('projectleider'), 'SignalAcknowledged');
      expectRefused(see('BO'), 'SIGNAL_NOT_OPEN');
    });
  });
});
