import { RoleAppointed } from '../coalition/events.js';
import { AdviceRendered, OptionRecorded, ProposalDrafted, ProposalSubmitted } from '../decisions/events.js';
import { taken as decisionTaken } from '../decisions/spec-kit.js';
import type { DossierContext } from '../dossier.js';
import { FrameAdopted, RequirementsAligned } from '../frames/events.js';
import type { Decider, Role } from '../kernel/roles.js';
import { context, expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated, ProgrammeTerminated } from '../lifecycle/events.js';
import { MandateGranted } from '../mandates/events.js';
import * as act from './commands.js';
import { decideScope } from './decide.js';
import * as happened from './events.js';
import { route } from './routing.js';
import { coverageByDomain, currentBaseline, type Impact, type ScopeItem } from './state.js';

const euro = (amount: number): number => amount * 100;
const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' });
const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
type FrameData = Parameters<typeof FrameAdopted.of>[0];
const frame = (fields: Partial<FrameData> = {}) =>
  FrameAdopted.of({
    frameId: `K-${fields.owner ?? 'college'}`,
    owner: 'college',
    scope: 's',
    credit: euro(1_450_000),
    tolerances: [],
    norms: [],
    decisionId: 'B-kaders',
    ...fields,
  });
const aligned = RequirementsAligned.of({ version: 1, agreement: 'a' });
const item = (itemId: string, count?: number): ScopeItem => ({
  itemId,
  kind: 'proces',
  ...(count === undefined ? {} : { count }),
});
const baseline = (cumulativeAmount = 0, items: readonly ScopeItem[] = [item('P-1', 41), item('P-2')]) =>
  happened.BaselineSet.of({
    baselineId: 'B0',
    number: 0,
    decisionId: 'B-0',
    changeIds: [],
    items,
    itemCount: 42,
    cumulativeAmount,
    endDate: '2026-07-01',
  });
const C = { changeId: 'SW-A' };
type Proposed = Parameters<typeof happened.ScopeChangeProposed.of>[0];
const proposed = (fields: Partial<Proposed> = {}) =>
  happened.ScopeChangeProposed.of({
    ...C,
    subject: 'S',
    motivation: 'm',
    added: [item('P-3', 4)],
    removed: [],
    amount: euro(38_000),
    days: 0,
    ...fields,
  });
type Assessed = Parameters<typeof happened.ImpactAssessed.of>[0];
const flags = { hardDeadlineTouched: false, benefitDropped: false, normLowered: false };
const assessed = (fields: Partial<Assessed> = {}) =>
  happened.ImpactAssessed.of({ ...C, amount: euro(38_000), days: 0, scopeItems: 4, ...flags, ...fields });
const routed = (level: happened.ScopeLevel, reasons: readonly happened.RoutingReason[] = []) =>
  happened.ScopeChangeRouted.of({ ...C, level, reasons, cumulativeAmount: 0 });
const taken = decisionTaken({ decisionId: 'B-0' });

type About = Partial<DossierContext> & { readonly as?: Role };
const doing = <C extends object>(
  history: readonly Given[],
  command: new () => C,
  fields: Partial<C>,
  about: About = {},
) => when(given(...history), decideScope, command, fields, about);

describe('routing', () => {
  const impact = (fields: Partial<Impact>): Impact => ({
    amount: 0,
    days: 0,
    scopeItems: 0,
    milestoneId: undefined,
    ...flags,
    ...fields,
  });
  const routing = (fields: Partial<Impact>, ...history: readonly Given[]) => {
    const state = given(started, ...history);
    return route(impact(fields), state, context({ then: state }));
  };
  const usual = [frame(), baseline()];

  it('LV-03 sends +4 processes to the college for the scope alone, though € 38.000 is within the room', () => {
    const found = routing({ amount: euro(38_000), scopeItems: 4 }, ...usual);
    expect(found).toMatchObject({ level: 'college', reasons: ['scope'] });
  });
  it.each([
    [38_000, 84_000, 84],
    [122_000, -20_000, 70],
  ])('LV-04 adds € %i and € %i up to %i thousandths of the krediet', (before, amount, permille) => {
    const found = routing({ amount: euro(amount) }, frame(), baseline(euro(before)));
    expect(found).toMatchObject({ cumulativeAmount: euro(before + amount), cumulativePermille: permille });
  });
  it('LV-04 takes a fraction over five percent of the krediet for over it', () => {
    expect(routing({ amount: euro(20_000) }, frame(), baseline(euro(52_500)))).toMatchObject({ level: 'AO' });
    expect(routing({ amount: euro(20_000) + 1 }, frame(), baseline(euro(52_500)))).toMatchObject({
      level: 'college',
      reasons: ['cumulatief'],
    });
  });
  it.each([
    ['amount', { amount: euro(15_000) }, 'projectleider', []],
    ['amount', { amount: euro(15_000) + 1 }, 'AO', ['bedrag']],
    ['saving', { amount: -euro(15_000) - 1 }, 'AO', ['bedrag']],
    ['amount', { amount: euro(50_000) + 1 }, 'college', ['bedrag']],
    ['days', { days: 5 }, 'projectleider', []],
    ['days', { days: 6 }, 'AO', ['dagen']],
    ['days', { days: 15 }, 'AO', ['dagen']],
    ['days', { days: 16 }, 'college', ['dagen']],
    ['scope', { scopeItems: -1 }, 'AO', ['scope']],
    ['scope', { scopeItems: 2 }, 'AO', ['scope']],
    ['scope', { scopeItems: -3 }, 'college', ['scope']],
    ['deadline', { hardDeadlineTouched: true }, 'college', ['deadline']],
    ['benefit', { benefitDropped: true }, 'college', ['baat']],
    ['quality', { normLowered: true }, 'college', ['kwaliteit']],
    [
      'all at once',
      { amount: euro(84_000), days: 25, normLowered: true },
      'college',
      ['bedrag', 'cumulatief', 'dagen', 'kwaliteit'],
    ],
  ] as const)('§4.5 routes by %s: %j to %s', (_name, fields, level, reasons) => {
    expect(routing(fields, ...usual)).toMatchObject({ level, reasons });
  });
  it('adds up the days that approved changes moved one milestone', () => {
    const moved = assessed({ days: 10, milestoneId: 'M-1', scopeItems: 0 });
    const approved = happened.ScopeChangeApproved.of({ ...C, decisionId: 'B' });
    const history = [...usual, proposed(), moved, routed('AO'), approved];
    expect(routing({ days: 6, milestoneId: 'M-1' }, ...history)).toMatchObject({
      level: 'college',
      reasons: ['dagen'],
    });
    expect(routing({ days: 6, milestoneId: 'M-2' }, ...history)).toMatchObject({ level: 'AO', reasons: ['dagen'] });
  });
  it('goes beyond the krediet to the raad alone when the unforeseen is used up', () => {
    const raad = frame({ owner: 'raad', contingency: euro(150_000) });
    expect(routing({ amount: euro(50_000) }, raad, baseline(euro(100_000)))).toMatchObject({ level: 'college' });
    expect(routing({ amount: euro(50_000) + 1 }, raad, baseline(euro(100_000)))).toMatchObject({
      level: 'raad',
      reasons: ['krediet'],
    });
  });
  it('S1-05 takes the narrowest room that the frames of raad and college leave', () => {
    const room = (days: number) => [{ level: 'AO', days }] as const;
    const raad = frame({ owner: 'raad', tolerances: room(15) });
    const college = frame({ tolerances: room(8) });
    expect(routing({ days: 9 }, raad, college, baseline())).toMatchObject({ level: 'college', reasons: ['dagen'] });
    expect(routing({ days: 8 }, raad, college, baseline())).toMatchObject({ level: 'AO' });
  });
  it('has no cumulative part without a krediet', () => {
    expect(routing({ amount: euro(10_000) }, baseline()).cumulativePermille).toBeUndefined();
  });
});

describe('the first baseline', () => {
  const set = { decisionId: 'B-0', items: [item('P-1'), item('P-2', 41)] };
  const ready: readonly Given[] = [started, taken, [frame(), { on: '2025-05-06' }], [aligned, { on: '2025-05-06' }]];
  it('S1-12 is set once, on a decision that was taken', () => {
    expect(doing(ready, act.SetBaseline, set)).toMatchObject({
      events: [{ type: 'BaselineSet', data: { baselineId: 'B0', itemCount: 42, cumulativeAmount: 0 } }],
    });
    expectRefused(doing([...ready, baseline()], act.SetBaseline, set), 'BASELINE_EXISTS');
    expectRefused(doing(ready, act.SetBaseline, { ...set, decisionId: 'B-9' }), 'BASELINE_DECISION_MISSING');
    expectRefused(doing(ready, act.SetBaseline, { ...set, items: [item('P-1'), item('P-1')] }), 'ITEM_TWICE');
  });
  it('S1-11 needs an alignment as fresh as the frames', () => {
    const [begun, decision, framed] = ready;
    expectRefused(doing([begun!, decision!, framed!], act.SetBaseline, set), 'ALIGNMENT_MISSING');
    const stale: Given = [aligned, { on: '2025-05-05' }];
    expectRefused(doing([begun!, decision!, framed!, stale], act.SetBaseline, set), 'ALIGNMENT_MISSING');
  });
  it('is of a programme that began and did not end', () => {
    expectRefused(doing(ready.slice(1), act.SetBaseline, set), 'PROGRAMME_NOT_STARTED');
    expectRefused(doing([...ready, ended], act.SetBaseline, set), 'PROGRAMME_ENDED');
  });
});

describe('scope changes', () => {
  const open = [started, frame(), baseline()];
  const propose = { subject: 'S', motivation: 'm', amount: 0, days: 0 } as const;
  it('S1-12 are about what the baseline holds', () => {
    const proposing = (fields: Partial<act.ProposeScopeChange>, history: readonly Given[] = open) =>
      doing(history, act.ProposeScopeChange, { ...propose, ...fields });
    expectAccepted(proposing({ added: [item('P-9')], removed: ['P-1'] }), 'ScopeChangeProposed');
    expectAccepted(proposing({ added: [item('P-1', 40)], removed: ['P-1'] }), 'ScopeChangeProposed');
    expectRefused(proposing({}, [started]), 'BASELINE_MISSING');
    expectRefused(proposing({ removed: ['P-9'] }), 'ITEM_UNKNOWN');
    expectRefused(proposing({ added: [item('P-1')] }), 'ITEM_TWICE');
    expectRefused(proposing(C, [...open, proposed()]), 'ALREADY_EXISTS');
  });
  const assess = { ...C, amount: euro(38_000), days: 0, scopeItems: 4, ...flags };
  it('are assessed on what was proposed, and routed at once', () => {
    expect(doing([...open, proposed()], act.AssessImpact, assess)).toMatchObject({
      events: [
        { type: 'ImpactAssessed' },
        { type: 'ScopeChangeRouted', data: { level: 'college', reasons: ['scope'] } },
      ],
    });
    expectRefused(doing([...open, proposed()], act.AssessImpact, { ...assess, scopeItems: 3 }), 'IMPACT_DIFFERS');
    const swap = proposed({ added: [item('P-3', 4)], removed: ['P-2'] });
    expectAccepted(
      doing([...open, swap], act.AssessImpact, { ...assess, scopeItems: 3 }),
      'ImpactAssessed',
      'ScopeChangeRouted',
    );
  });
  const reason = { ...C, reason: 'r' };
  it.each([
    ['AssessImpact', act.AssessImpact, assess],
    ['WithdrawScopeChange', act.WithdrawScopeChange, reason],
  ] as const)('take %s only while nobody decided on them', (_name, command, fields) => {
    const doIt = (...history: readonly Given[]) =>
      doing([...open, ...history], command as new () => object, fields as object);
    expect(doIt(proposed()).ok).toBe(true);
    expectRefused(doIt(), 'NOT_FOUND');
    expectRefused(doIt(proposed(), happened.ScopeChangeRejected.of(reason)), 'CHANGE_CLOSED');
    expectRefused(doIt(proposed(), happened.ScopeChangeWithdrawn.of(reason)), 'CHANGE_CLOSED');
  });
});

describe('approving', () => {
  const D = { decisionId: 'B-1' };
  const effects = { effectScope: 's', effectTime: 't', effectMoney: 'm', effectQuality: 'q', effectRisk: 'r' };
  const option = (optionId: string, doNothing: boolean) =>
    OptionRecorded.of({ ...D, optionId, doNothing, label: 'l', ...effects });
  const proposalTo = (body: Decider): readonly Given[] => [
    ProposalDrafted.of({
      ...D,
      decisionType: 'scopewijziging',
      body,
      subject: 'S',
      question: 'q',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    }),
    option('O-1', true),
    option('O-2', false),
    AdviceRendered.of({ ...D, kind: 'financieel', verdict: 'positief', facts: 'f' }),
    ProposalSubmitted.of(D),
  ];
  const mandated = (role: 'AO' | 'projectleider'): readonly Given[] => [
    RoleAppointed.of({ role, person: `p-${role}`, hired: false }),
    MandateGranted.of({
      mandateId: `M-${role}`,
      kind: 'mandaat',
      grantor: 'college',
      grantee: role,
      decisionTypes: ['scopewijziging'],
      subMandateAllowed: false,
      validFrom: '2025-01-01',
    }),
  ];
  const BO = RoleAppointed.of({ role: 'BO', person: 'p-BO', hired: false });
  const open = [started, frame(), baseline(), BO, ...mandated('AO'), ...mandated('projectleider')];
  const small = [
    proposed({ added: [], amount: euro(20_000) }),
    assessed({ amount: euro(20_000), scopeItems: 0 }),
    routed('AO', ['bedrag']),
  ];
  const large = [proposed(), assessed(), routed('college', ['scope'])];
  const approving = (as: Role & Decider, ...history: readonly Given[]) =>
    doing([...open, ...history, ...proposalTo(as)], act.ApproveScopeChange, { ...C, ...D, decision: 'd' }, { as });
  const APPROVED = ['DecisionTaken', 'ScopeChangeApproved', 'BaselineSet'] as const;

  it('LV-03 is refused to the AO and left to the college when the scope grows by four', () => {
    expectRefused(approving('AO', ...large), 'OUTSIDE_AUTHORITY');
    expectAccepted(approving('college', ...large), ...APPROVED);
  });
  it('LV-03 makes baseline n+1 out of n and exactly the change', () => {
    expect(approving('college', ...large)).toMatchObject({
      events: [
        { data: { amount: euro(38_000), scopeItems: 4, topics: ['SW-A'] } },
        { data: { ...C, ...D } },
        {
          data: {
            baselineId: 'B1',
            number: 1,
            parent: 'B0',
            ...D,
            changeIds: ['SW-A'],
            items: [item('P-1', 41), item('P-2'), item('P-3', 4)],
            itemCount: 46,
            cumulativeAmount: euro(38_000),
            endDate: '2026-07-01',
          },
        },
      ],
    });
  });
  it('§4.12 is of the routed level or one above it', () => {
    expectAccepted(approving('AO', ...small), ...APPROVED);
    expectAccepted(approving('college', ...small), ...APPROVED);
    expectRefused(approving('projectleider', ...small), 'OUTSIDE_AUTHORITY');
  });
  it('is of the raad alone beyond the krediet', () => {
    const beyond = [proposed(), assessed(), routed('raad', ['krediet'])];
    expectAccepted(approving('raad', ...beyond), ...APPROVED);
    expectRefused(approving('college', ...beyond), 'OUTSIDE_AUTHORITY');
  });
  it('S1-09 needs no BO for what the AO decides within his room', () => {
    const withoutBO = open.filter((event) => event !== BO);
    const command = { ...C, ...D, decision: 'd' };
    const doIt = (...history: readonly Given[]) =>
      doing([...withoutBO, ...history, ...proposalTo('AO')], act.ApproveScopeChange, command, { as: 'AO' });
    expectAccepted(doIt(...small), ...APPROVED);
    expectRefused(doIt(...large), 'OUTSIDE_AUTHORITY', 'ROLE_VACANT');
  });
  it('comes after the assessment, on an open change and a proposal', () => {
    expectRefused(approving('college', proposed()), 'CHANGE_NOT_ROUTED');
    expectRefused(approving('college'), 'NOT_FOUND');
    const closed = happened.ScopeChangeRejected.of({ ...C, reason: 'r' });
    expectRefused(approving('college', ...large, closed), 'CHANGE_CLOSED');
    const without = doing(
      [...open, ...large],
      act.ApproveScopeChange,
      { ...C, ...D, decision: 'd' },
      { as: 'college' },
    );
    expectRefused(without, 'PROPOSAL_MISSING');
  });
  it('goes up a level when changes approved since the assessment used up the room', () => {
    const since = baseline(euro(60_000));
    expectRefused(approving('AO', ...small, since), 'OUTSIDE_AUTHORITY');
    expectAccepted(approving('college', ...small, since), ...APPROVED);
  });
  it('puts nothing in twice and takes nothing out that another change took out', () => {
    expectRefused(approving('college', ...large, baseline(0, [item('P-1'), item('P-3', 4)])), 'ITEM_TWICE');
    const removal = [proposed({ added: [], removed: ['P-2'] }), assessed({ scopeItems: -1 }), routed('AO', ['scope'])];
    expectRefused(approving('college', ...removal, baseline(0, [item('P-1')])), 'ITEM_UNKNOWN');
    expectAccepted(approving('college', ...removal), ...APPROVED);
  });
  describe('saying no', () => {
    const rejecting = (as: Role, ...history: readonly Given[]) =>
      doing([...open, ...history], act.RejectScopeChange, { ...C, reason: 'r' }, { as });
    const toRaad = [proposed(), assessed(), routed('raad', ['krediet'])];
    it('is for the level the change was routed to, or one above it', () => {
      expectAccepted(rejecting('AO', ...small), 'ScopeChangeRejected');
      expectAccepted(rejecting('college', ...small), 'ScopeChangeRejected');
      expectRefused(rejecting('projectleider', ...small), 'OUTSIDE_AUTHORITY');
      expectAccepted(rejecting('college', ...large), 'ScopeChangeRejected');
      expectRefused(rejecting('AO', ...large), 'OUTSIDE_AUTHORITY');
      expectAccepted(rejecting('raad', ...toRaad), 'ScopeChangeRejected');
      expectRefused(rejecting('college', ...toRaad), 'OUTSIDE_AUTHORITY');
      expectRefused(rejecting('raad', ...large), 'OUTSIDE_AUTHORITY');
    });
    it('asks a mandate, and a change that is routed and open', () => {
      const bare = [started, frame(), baseline(), ...small];
      expectRefused(doing(bare, act.RejectScopeChange, { ...C, reason: 'r' }, { as: 'AO' }), 'NO_MANDATE');
      expectRefused(rejecting('college', proposed()), 'CHANGE_NOT_ROUTED');
      expectRefused(rejecting('college'), 'NOT_FOUND');
      const closed = happened.ScopeChangeRejected.of({ ...C, reason: 'r' });
      expectRefused(rejecting('college', ...large, closed), 'CHANGE_CLOSED');
    });
  });
});

describe('coverage', () => {
  it('S3-04 counts the items of every domain, and those that name none', () => {
    const items: readonly ScopeItem[] = [
      { ...item('P-1', 3), domain: 'frontoffice' },
      { ...item('P-2'), domain: 'post' },
      { ...item('P-3', 2), domain: 'frontoffice' },
      item('P-4'),
    ];
    const state = given(started, baseline(0, items));
    expect(coverageByDomain(currentBaseline(state.scope)!.items)).toEqual([
      { domain: 'frontoffice', count: 5 },
      { domain: 'onbekend', count: 1 },
      { domain: 'post', count: 1 },
    ]);
    expect(coverageByDomain([])).toEqual([]);
  });
});
