import { dossierRules } from '../catalogue.js';
import {
  AdoptFrame,
  AmendFrame,
  GrantExemption,
  MoveHardDeadline,
  OverrideStatus,
  SetHardDeadline,
} from '../frames/commands.js';
import { FrameAdopted, HardDeadlineSet } from '../frames/events.js';
import { ChooseGoLiveStrategy, DecideGoNoGo } from '../go-live/commands.js';
import { GoLivePlanned } from '../go-live/events.js';
import { expectAccepted, given, when, type Given } from '../kernel/test-kit.js';
import {
  DesignateMajorProject,
  EndMajorProject,
  EnterPhase,
  GrantDischarge,
  ResumeProgramme,
} from '../lifecycle/commands.js';
import { MajorProjectDesignated, ProgrammeInitiated, ProgrammePaused } from '../lifecycle/events.js';
import { ApproveScopeChange } from '../scope/commands.js';
import { BaselineSet, ImpactAssessed, ScopeChangeProposed, ScopeChangeRouted } from '../scope/events.js';
import * as happened from './events.js';

// Every act that takes a decision of its own follows the same rules on advice as the act of deciding itself.

const D = { decisionId: 'B-1' };
const effects = { effectScope: 's', effectTime: 't', effectMoney: 'm', effectQuality: 'q', effectRisk: 'r' };
const option = (optionId: string, doNothing: boolean) =>
  happened.OptionRecorded.of({ ...D, optionId, doNothing, label: 'l', ...effects });
const advised = (kind: happened.AdviceKind, verdict: 'positief' | 'negatief') =>
  happened.AdviceRendered.of({ ...D, kind, verdict, facts: 'f' });
const proposal = (decisionType: string, body: 'college' | 'raad'): readonly Given[] => [
  happened.ProposalDrafted.of({
    ...D,
    decisionType,
    body,
    subject: 's',
    question: 'q',
    objectives: [],
    dependsOn: [],
    topics: [],
    isAwbDecision: false,
  }),
  option('niets', true),
  option('wel', false),
  happened.ProposalSubmitted.of(D),
];
const start = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'getrapt' });
const frame = {
  scope: 's',
  scopeItems: 42,
  credit: 100_000_000,
  endDate: '2026-07-01',
  tolerances: [{ level: 'AO' as const, days: 15 }],
  norms: [{ measure: 'm', label: 'l', norm: 995 }],
};
const adopted = FrameAdopted.of({ frameId: 'K', owner: 'college', ...frame, decisionId: 'B' });
const deadline = HardDeadlineSet.of({
  deadlineId: 'HD',
  kind: 'intern',
  body: 'college',
  dueOn: '2026-07-01',
  source: 's',
});
const planned = GoLivePlanned.of({
  goLiveId: 'LG',
  label: 'l',
  plannedOn: '2026-06-01',
  citizenImpact: false,
  items: [],
});
const paused = ProgrammePaused.of({ reason: 'anders', explanation: 'e' });
const major = MajorProjectDesignated.of({ decisionId: 'B-0' });
const change = { changeId: 'SW' };
const routed: readonly Given[] = [
  BaselineSet.of({
    baselineId: 'B0',
    number: 0,
    decisionId: 'B',
    changeIds: [],
    items: [],
    itemCount: 1,
    cumulativeAmount: 0,
  }),
  ScopeChangeProposed.of({
    ...change,
    subject: 's',
    motivation: 'm',
    added: [],
    removed: [],
    amount: 9_000_000,
    days: 1,
  }),
  ImpactAssessed.of({
    ...change,
    scopeItems: 0,
    amount: 9_000_000,
    days: 1,
    hardDeadlineTouched: false,
    benefitDropped: false,
    normLowered: false,
  }),
  ScopeChangeRouted.of({ ...change, level: 'college', reasons: ['bedrag'], cumulativeAmount: 9_000_000 }),
];

type Row = readonly [command: new () => object, type: string, fields: object, history: readonly Given[], of?: 'raad'];
const rows: readonly Row[] = [
  [AdoptFrame, 'kaders', { frame }, []],
  [AmendFrame, 'kaders', { frameId: 'K', frame }, [adopted]],
  [SetHardDeadline, 'deadline', { deadlineId: 'HD', kind: 'intern', dueOn: '2026-07-01', source: 's' }, []],
  [MoveHardDeadline, 'deadline', { deadlineId: 'HD', to: '2026-08-01' }, [deadline]],
  [GrantExemption, 'ontheffing', { deadlineId: 'HD', until: '2026-10-01', items: ['P'] }, [deadline]],
  [OverrideStatus, 'status', { axis: 'tijd', status: 'groen', until: '2026-06-30', reason: 'r' }, []],
  [ChooseGoLiveStrategy, 'go-livestrategie', { goLiveId: 'LG', strategy: 'pilot', decision: 'd' }, [planned]],
  [DecideGoNoGo, 'go-no-go', { goLiveId: 'LG', verdict: 'noGo', decision: 'd' }, [planned]],
  [ResumeProgramme, 'hervatten', { explanation: 'e' }, [paused]],
  [GrantDischarge, 'decharge', { statement: 's' }, []],
  [DesignateMajorProject, 'groot-project', {}, [], 'raad'],
  [EndMajorProject, 'groot-project', {}, [major], 'raad'],
  [ApproveScopeChange, 'scopewijziging', { ...change, decision: 'd' }, routed],
];
const CODES = ['ADVICE_MISSING', 'ADVICE_NOT_FOLLOWED'];

describe('an act that takes its own decision', () => {
  const deciding = ([command, type, fields, history, of]: Row, advice: readonly Given[], reason: object) => {
    const as = of ?? 'college';
    const state = given(start, ...history, ...proposal(type, as), ...advice);
    return when(state, dossierRules, command, { ...D, ...fields, ...reason }, { as });
  };
  const codesOf = (...of: Parameters<typeof deciding>) => {
    const outcome = deciding(...of);
    return outcome.ok ? [] : outcome.broken.map(({ refusal }) => refusal.code);
  };
  it.each(rows.map((row) => [row[0].name, row] as const))('Awb 3:50 %s says why it goes against advice', (_, row) => {
    const against = [advised('financieel', 'negatief')];
    expect(codesOf(row, against, {})).toEqual(['ADVICE_NOT_FOLLOWED']);
    const outcome = deciding(row, against, { adviceDeviation: 'Het moet toch.' });
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && outcome.events[0]).toMatchObject({
      type: 'DecisionTaken',
      data: { adviceDeviation: 'Het moet toch.' },
    });
    expect(codesOf(row, [advised('financieel', 'positief')], {})).toEqual([]);
  });
  it.each([rows[0]!, rows[12]!])('%p goes without mandatory advice only with a reason', (...row) => {
    expect(codesOf(row as unknown as Row, [], {})).toEqual(['ADVICE_MISSING']);
    expect(codesOf(row as unknown as Row, [], { adviceDeviation: 'Spoed.' })).toEqual([]);
  });
  it('Awb 3:50 lets a phase be entered against advice with a reason as well', () => {
    const row: Row = [EnterPhase, 'fase', { phase: 'Voorbereiding' }, []];
    const against = [advised('financieel', 'negatief')];
    const advice = (reason: object) => codesOf(row, against, reason).filter((code) => CODES.includes(code));
    expect(advice({})).toEqual(['ADVICE_NOT_FOLLOWED']);
    expect(advice({ adviceDeviation: 'r' })).toEqual([]);
  });
  it('needs no reason where nobody advised against it', () =>
    expectAccepted(deciding(rows[9]!, [], {}), 'DecisionTaken', 'DischargeGranted'));
});
