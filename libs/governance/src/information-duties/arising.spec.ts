import { decideDossier } from '../handling.js';
import { advance, nextDeadline } from '../advance.js';
import { RoleAppointed } from '../coalition/events.js';
import type { DossierState } from '../dossier.js';
import { DecisionAttested, ProposalDrafted } from '../decisions/events.js';
import { ExemptionGranted, HardDeadlineMoved, HardDeadlineSet } from '../frames/events.js';
import { GoLivePlanned, GoLiveRescheduled, GoNoGoDecided } from '../go-live/events.js';
import type { NewEvent } from '../kernel/event.js';
import type { Outcome } from '../kernel/outcome.js';
import type { Role } from '../kernel/roles.js';
import { context, expectAccepted, expectRefused, given, type Given } from '../kernel/test-kit.js';
import { endOf, noonOf } from '../kernel/time.js';
import { PauseProgramme } from '../lifecycle/commands.js';
import { ProgrammePaused, ProgrammeTerminated } from '../lifecycle/events.js';
import { DEFAULT_POLICY, type Policy } from '../organisation/policy.js';
import { readPolicy } from '../organisation/policy-settings.js';
import { initialOrganisation } from '../organisation/state.js';
import { AssessImpact } from '../scope/commands.js';
import { ImpactAssessed, ScopeChangeApproved } from '../scope/events.js';
import { DecisionListPublished } from '../meetings/events.js';
import { SecrecyImposed, SecretShared } from '../secrecy/events.js';
import * as act from './commands.js';
import { dutiesFrom } from './arise.js';
import * as made from './events.js';
import { unknownToRaad } from './signals.js';
import { statusOf, toldOn } from './state.js';
import {
  euro,
  calendar,
  type Dated,
  started,
  raadFrame,
  baseline,
  proposed,
  impact,
  owed,
  delivered,
  base,
  letter,
  type About,
  doing,
  signals,
  codes,
  duty,
} from './spec-kit.js';

describe('duties that arise', () => {
  const arise = (events: readonly NewEvent[], history: readonly Given[], about: About = {}) => {
    const state = given(...history);
    return dutiesFrom(events, state, context({ then: state, as: 'concerncontroller', day: '2025-11-25', ...about }));
  };
  const assessed = (amount: number, days = 0, milestoneId?: string) => [
    ImpactAssessed.of(impact('SW-02', euro(amount), days, milestoneId)),
  ];
  const history = (cumulative: number, frame: Given = raadFrame()): readonly Given[] => [
    started,
    frame,
    baseline(0, euro(cumulative)),
    proposed('SW-02', '2025-11-25'),
  ];
  it.each([
    ['below the limit', 0, 72_500, 0, 0],
    ['a cent over it', 0, 72_500.01, 0, 1],
    ['upward over it', 38_000, 84_000, 0, 1],
    ['further up above it', 122_000, 1, 0, 1],
    ['down while above it', 122_000, -20_000, 0, 0],
    ['just enough days', 0, 0, 20, 0],
    ['too many days', 0, 0, 21, 1],
    ['fewer days while the money goes up within', 0, 1, -30, 0],
  ])('S1-10 kader: %s', (_name, before, amount, days, found) => {
    const events = arise(assessed(amount, days), history(before));
    expect(events).toHaveLength(found);
    if (found === 1)
      expect(events).toMatchObject([
        { data: { kind: 'kader', owing: 'college', creditor: 'raad', about: ['SW-02'], dueOn: '2025-12-09' } },
      ]);
  });
  it('has no kader duty without limits, and policy has the term when the frame has not', () => {
    const none = raadFrame({ informRaadAbovePercent: undefined as never, informRaadAboveDays: undefined as never });
    expect(arise(assessed(140_000, 99), history(0, none))).toEqual([]);
    const noTerm = raadFrame({ informRaadWithin: undefined as never });
    expect(arise(assessed(84_000), history(0, noTerm))).toMatchObject([{ data: { dueOn: '2025-12-09' } }]);
  });
  it('adds up the days that approved changes moved one milestone', () => {
    const moved = [
      ...history(0),
      proposed('SW-01', '2025-09-02'),
      ImpactAssessed.of(impact('SW-01', 0, 15, 'M')),
      ScopeChangeApproved.of({ changeId: 'SW-01', decisionId: 'B' }),
    ];
    expect(arise(assessed(0, 6, 'M'), moved)).toHaveLength(1);
    expect(arise(assessed(0, 6, 'N'), moved)).toEqual([]);
  });
  it('is owed once for one change, and again only when it grows after the raad was told', () => {
    const first = [...history(38_000), ...assessed(84_000), owed({ trigger: 'ImpactAssessed' })];
    expect(arise(assessed(90_000), first)).toEqual([]);
    const met = { dutyId: 'IP-1', deliveryId: 'L-1', fulfilledOn: '2025-11-28', workingDaysLate: 0 };
    const told = [...first, made.InformationDutyFulfilled.of(met)];
    expect(arise(assessed(84_000), told)).toEqual([]);
    expect(arise(assessed(85_000), told)).toHaveLength(1);
  });
  it('sees two changes cross the limit together when the second is approved', () => {
    const approved = [
      ScopeChangeApproved.of({ changeId: 'SW-02', decisionId: 'B' }),
      baseline(1, euro(80_000), ['SW-02']),
    ];
    const second = [...history(40_000), ...assessed(30_000)];
    expect(arise(approved, second, { as: 'college' })).toHaveLength(1);
    expect(arise(approved, [...second, owed()], { as: 'college' })).toEqual([]);
    expect(arise([approved[0]!, baseline(1, euro(70_000), ['SW-02'])], second, { as: 'college' })).toEqual([]);
  });

  const deadline = (kind: 'intern' | 'extern') =>
    HardDeadlineSet.of({
      deadlineId: 'HD',
      kind,
      body: kind === 'intern' ? 'college' : 'extern',
      dueOn: '2026-07-01',
      source: 's',
    });
  const moved = HardDeadlineMoved.of({ deadlineId: 'HD', from: '2026-07-01', to: '2026-08-01', decisionId: 'B' });
  const exempt = ExemptionGranted.of({
    exemptionId: 'O',
    deadlineId: 'HD',
    until: '2026-10-01',
    items: [],
    decisionId: 'B',
  });
  const live = (citizenImpact: boolean) =>
    GoLivePlanned.of({ goLiveId: 'LG', label: 'l', plannedOn: '2026-06-01', citizenImpact, items: [] });
  const noGo = GoNoGoDecided.of({ goLiveId: 'LG', verdict: 'noGo', decisionId: 'B', conditions: [] });
  const shift = GoLiveRescheduled.of({ goLiveId: 'LG', from: '2026-06-01', to: '2026-06-15', reason: 'r' });
  const pause = ProgrammePaused.of({ reason: 'informatieplicht', explanation: 'e' });
  it.each<[string, NewEvent, readonly Given[], Role, readonly string[]]>([
    ['an internal deadline that moves', moved, [deadline('intern')], 'college', ['raad']],
    ['an external one', moved, [deadline('extern')], 'college', []],
    ['an internal deadline that the raad moves', moved, [deadline('intern')], 'raad', []],
    ['an exemption', exempt, [deadline('intern')], 'college', ['raad']],
    ['an exemption from outside', exempt, [deadline('extern')], 'college', []],
    ['a no-go that citizens notice', noGo, [live(true)], 'BO', ['raad']],
    ['a no-go that nobody notices', noGo, [live(false)], 'AO', []],
    ['a go-live that shifts', shift, [live(false)], 'BO', ['raad']],
    ['a pause', pause, [], 'BO', ['college']],
    ['a pause by the college', pause, [], 'college', []],
    [
      'a pause where the raad asked to hear of it',
      pause,
      [raadFrame({ informRaadOnPause: true })],
      'BO',
      ['college', 'raad'],
    ],
  ])('§4.12 %s', (_name, event, events, as, creditors) => {
    const duties = arise([event], [started, raadFrame(), ...events], { as, day: '2025-12-19' });
    expect(duties.map(({ data }) => data['creditor'])).toEqual(creditors);
  });
  it('names the outcome of a go-live in words and not by its code', () => {
    const [duty] = arise([noGo], [started, raadFrame(), live(true)], { as: 'BO', day: '2025-12-19' });
    expect(duty!.data['subject']).toBe('Besluit over livegang LG: no-go');
  });
  it('starts the clock with the knowledge of the college where policy says so', () => {
    const organisation = initialOrganisation();
    const policy: Policy = { ...DEFAULT_POLICY, informationClockStart: 'college' };
    organisation.policies.push({ version: 1, effectiveFrom: '2025-01-01', policy });
    expect(arise(assessed(84_000), history(38_000), { organisation })).toEqual([]);
    const waiting = [...history(38_000), ...assessed(84_000)];
    const briefing = [delivered({ to: 'college' })[0]];
    const about = { organisation, as: 'AO' as const, day: '2025-12-02' };
    expect(arise(briefing, waiting, about)).toMatchObject([{ data: { knownOn: '2025-12-02', dueOn: '2025-12-16' } }]);
    expect(arise([delivered({ to: 'AO' })[0]], waiting, about)).toEqual([]);
    expect(arise(briefing, [...waiting, owed({ trigger: 'ImpactAssessed' })], about)).toEqual([]);
    expect(arise(assessed(84_000), history(38_000), { organisation, as: 'college' })).toHaveLength(1);
  });
  it('D10 takes terms and clock start from policy, and only what exists', () => {
    const read = readPolicy('{"informationTerms":{"wettelijk":5},"informationClockStart":"college"}');
    const terms = read.ok ? read.policy.informationTerms : {};
    expect(terms).toMatchObject({ wettelijk: 5, kader: 10 });
    for (const wrong of ['{"informationClockStart":"krant"}', '{"informationTerms":{"x":5}}'])
      expect(readPolicy(wrong)).toMatchObject({ ok: false });
  });
  it('is named after what it is about, with a number when that is owed again', () => {
    const named = (event: NewEvent, ...events: readonly Given[]) =>
      arise([event], [started, raadFrame(), live(true), ...events], { as: 'BO', day: '2025-12-19' }).map(
        ({ data }) => data['dutyId'],
      );
    expect(named(shift)).toEqual(['IP-LG']);
    expect(named(shift, owed({ dutyId: 'IP-LG' }))).toEqual(['IP-LG.2']);
    expect(named(pause)).toEqual(['IP-2025-12-19-college']);
    expect(named({ ...noGo, data: { ...noGo.data, decisionId: 'B'.repeat(64) } })).toEqual(['IP-1']);
  });
  it('stands in the same append as the act', () => {
    const state = given(started);
    const command = Object.assign(new PauseProgramme(), { reason: 'informatieplicht', explanation: 'e' });
    expectAccepted(
      decideDossier(command, state, context({ as: 'BO', then: state })),
      'ProgrammePaused',
      'InformationDutyIncurred',
    );
  });
});

describe('the clock', () => {
  const due = (state: DossierState, now: string) => advance(state, now, initialOrganisation(), calendar);
  it('S1-10 runs out at 24:00 of the last day, once', () => {
    const state = given(...base, owed());
    const filled = RoleAppointed.of({ role: 'BO', person: 'p', hired: false });
    expect(nextDeadline(given(...base, filled, owed()))).toBe(endOf('2025-12-09'));
    expect(due(state, '2025-12-09T22:59:59.999Z')).toEqual([]);
    expect(due(state, endOf('2025-12-09'))).toEqual([
      {
        key: 'duty:IP-1:2025-12-09',
        occurredAt: '2025-12-09T23:00:00.000Z',
        events: [{ type: 'InformationDutyOverdue', data: { dutyId: 'IP-1', dueOn: '2025-12-09' } }],
      },
    ]);
    const overdue: Given = [
      made.InformationDutyOverdue.of({ dutyId: 'IP-1', dueOn: '2025-12-09' }),
      { on: '2025-12-10' },
    ];
    expect(due(given(...base, owed(), overdue), noonOf('2026-01-05'))).toEqual([]);
  });
  it('runs through a pause and past the end, and never for history or what is over', () => {
    const paused = ProgrammePaused.of({ reason: 'informatieplicht', explanation: 'e' });
    const stopped = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
    for (const event of [paused, stopped])
      expect(due(given(...base, owed(), event), noonOf('2026-01-05'))).toHaveLength(1);
    const imported: Given = [owed()[0], { on: '2025-11-25', importBatch: 'H-01' }];
    const withdrawn = made.InformationDutyWithdrawn.of({ dutyId: 'IP-1', reason: 'r' });
    const filled = RoleAppointed.of({ role: 'BO', person: 'p', hired: false });
    for (const state of [given(...base, filled, imported), given(...base, filled, owed(), withdrawn)])
      expect([due(state, noonOf('2026-01-05')), nextDeadline(state)]).toEqual([[], undefined]);
  });
  it.each([
    ['in time, recorded after it ran out', '2025-12-08', true, 'Tijdig, te laat vastgelegd'],
    ['in time', '2025-12-08', false, 'Voldaan'],
    ['on the last day', '2025-12-09', false, 'Voldaan'],
    ['late', '2025-12-12', true, 'Voldaan te laat'],
  ])('folds a delivery %s in both orders', (_name, fulfilledOn, ranOut, status) => {
    const met = made.InformationDutyFulfilled.of({
      dutyId: 'IP-1',
      deliveryId: 'L-1',
      fulfilledOn,
      workingDaysLate: 0,
    });
    const overdue = ranOut ? [made.InformationDutyOverdue.of({ dutyId: 'IP-1', dueOn: '2025-12-09' })] : [];
    for (const events of [
      [met, ...overdue],
      [...overdue, met],
    ])
      expect(statusOf(duty(given(...base, owed(), ...events)))).toBe(status);
  });
  it('X4 gives a duty that is recorded too late its own last day, and breaches it at that instant', () => {
    const history = [...base];
    const then = given(...history);
    const command = Object.assign(new AssessImpact(), impact('SW-02', euro(84_000)));
    const late = context({ as: 'concerncontroller', day: '2025-11-25', today: '2026-01-12', then });
    const outcome = decideDossier(command, then, late);
    if (outcome.ok) history.push(...outcome.events.map((event): Given => [event, { on: '2025-11-25' }]));
    expect(due(given(...history), noonOf('2026-01-12'))).toMatchObject([
      { occurredAt: endOf('2025-12-09'), events: [{ type: 'InformationDutyOverdue', data: { dutyId: 'IP-SW-02' } }] },
    ]);
  });
  it('nears when fewer than three working days are left', () => {
    const state = given(...base, owed());
    expect(codes(state, '2025-12-04')).toEqual([]);
    expect(signals(state, '2025-12-08')).toMatchObject([{ code: 'INFORMATIEPLICHT_NADERT', since: '2025-12-05' }]);
    expect(codes(state, '2025-12-10')).toEqual(['INFORMATIEPLICHT_OVERSCHREDEN']);
  });
});

describe('what the raad does not know', () => {
  const approved: Dated = [ScopeChangeApproved.of({ changeId: 'SW-02', decisionId: 'B' }), { on: '2025-12-02' }];
  it('S1-10 counts material facts, amber after a week and red after two', () => {
    const state = given(...base, approved);
    expect(codes(state, '2025-12-09')).toEqual([]);
    expect(signals(state, '2025-12-10')).toMatchObject([
      { code: 'INFORMATIEACHTERSTAND_RAAD', severity: 'oranje', since: '2025-12-10' },
    ]);
    expect(signals(state, '2025-12-17')).toMatchObject([{ severity: 'rood', since: '2025-12-10' }]);
    expect(codes(given(...base, approved, delivered()), '2025-12-17')).toEqual([]);
  });
  it('takes a document to cover only what had happened, and a publication to reach everybody', () => {
    const material = DEFAULT_POLICY.materialForRaad;
    expect(unknownToRaad(given(...base, approved, delivered({}, '2025-12-01')), material)).toHaveLength(1);
    expect(unknownToRaad(given(...base, approved, delivered({ to: 'openbaar' })), material)).toEqual([]);
    expect(unknownToRaad(given(...base, approved, delivered({ to: 'college' })), material)).toHaveLength(1);
    const byRaad: Given = [approved[0], { on: '2025-12-02', onBehalfOf: 'raad' }];
    expect(unknownToRaad(given(...base, byRaad), material)).toEqual([]);
    const shared = [
      SecrecyImposed.of({
        secrecyId: 'G-1',
        imposedBy: 'college',
        grounds: ['5.1.2.b'],
        byLaw: false,
        liftableBy: 'raad',
        entryIds: [],
        decisionIds: ['B'],
        documentIds: [],
        meetingIds: [],
        subject: 's',
      }),
      [SecretShared.of({ secrecyId: 'G-1', to: 'raad', wholeBody: true }), { on: '2025-12-03' }],
    ] as const;
    expect(unknownToRaad(given(...base, approved, ...shared), material)).toEqual([]);
  });
  it('takes a decision on a published list to be known to everybody, in whatever order it was attested', () => {
    const drafted = ProposalDrafted.of({
      decisionId: 'B',
      decisionType: 'scopewijziging',
      body: 'college',
      subject: 's',
      question: 'q',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    });
    const attested: Given = [
      DecisionAttested.of({ decisionId: 'B', evidence: 'besluitenlijst', listNumber: '48/3' }),
      { on: '2025-12-04' },
    ];
    const published = (withheld: readonly string[]): Given => [
      DecisionListPublished.of({ listId: 'L', body: 'college', meetingOn: '2025-12-02', numbers: ['48/3'], withheld }),
      { on: '2025-12-04' },
    ];
    const material = DEFAULT_POLICY.materialForRaad;
    for (const events of [
      [attested, published([])],
      [published([]), attested],
    ])
      expect(unknownToRaad(given(...base, drafted, approved, ...events), material)).toEqual([]);
    expect(unknownToRaad(given(...base, drafted, approved, attested, published(['48/3'])), material)).toHaveLength(1);
  });
  it('lets a document cite what has no reference of its own by what it is and its day', () => {
    const stopped: Given = [ProgrammeTerminated.of({ causes: [], explanation: 'e' }), { on: '2025-12-10' }];
    const covers = ['ProgrammeTerminated:2025-12-10'];
    const material = DEFAULT_POLICY.materialForRaad;
    expectAccepted(
      doing([...base, stopped], act.DeliverInformation, { ...letter, covers, fulfils: [] }),
      'InformationDelivered',
    );
    expect(unknownToRaad(given(...base, stopped), material)).toHaveLength(1);
    expect(unknownToRaad(given(...base, stopped, delivered({ covers })), material)).toEqual([]);
  });
  it('refuses an exposure that covers nothing, nothing known or was recorded before', () => {
    const fields = { exposureId: 'P-1', kind: 'pers' as const, medium: 'm', headline: 'h', covers: ['SW-02'] };
    const press: About = { as: 'communicatie', day: '2025-12-11' };
    const accepted = doing(base, act.RecordPublicExposure, fields, press);
    expectAccepted(accepted, 'PublicExposureRecorded');
    expectRefused(doing(base, act.RecordPublicExposure, { ...fields, covers: [] }, press), 'COVERS_NOTHING');
    expectRefused(doing(base, act.RecordPublicExposure, { ...fields, covers: ['X'] }, press), 'NOT_FOUND');
    if (accepted.ok)
      expectRefused(doing([...base, ...accepted.events], act.RecordPublicExposure, fields, press), 'ALREADY_EXISTS');
  });
  it('S1-10 is red when the raad reads it in the paper, and not when it had the document', () => {
    const paper: Given = [
      made.PublicExposureRecorded.of({
        exposureId: 'P',
        kind: 'pers',
        medium: 'Blad',
        headline: 'h',
        covers: ['SW-02'],
      }),
      { on: '2025-12-11' },
    ];
    expect(codes(given(...base, paper), '2025-12-10')).toEqual([]);
    expect(codes(given(...base, paper), '2025-12-11')).toEqual(['RAAD_VIA_DE_KRANT']);
    expect(codes(given(...base, paper, delivered()), '2025-12-12')).toEqual([]);
    expect(codes(given(...base, delivered({}, '2025-12-10'), paper), '2025-12-11')).toEqual([]);
  });
});

describe('rows 47 to 51: three working days too late', () => {
  /** Decides as the engine does and folds what came of it. */
  const story: Given[] = [
    ...[started, raadFrame(), baseline(0, 0), proposed('SW-01', '2025-09-02')],
    baseline(1, euro(38_000), ['SW-01']),
    proposed('SW-02', '2025-11-25'),
  ];
  const step = (command: object, as: Role, day: string): Outcome => {
    const state = given(...story);
    const outcome = decideDossier(command, state, context({ as, day, then: state }));
    if (outcome.ok) story.push(...outcome.events.map((event): Given => [event, { on: day, onBehalfOf: as }]));
    return outcome;
  };
  it('LV-05 owes the raad by 9-12, runs out, is in the paper on 11-12 and told on 12-12', () => {
    const assess = Object.assign(new AssessImpact(), impact('SW-02', euro(84_000), 25, 'integratietest'));
    const routed = step(assess, 'concerncontroller', '2025-11-25');
    expectAccepted(routed, 'ImpactAssessed', 'ScopeChangeRouted', 'InformationDutyIncurred');
    expect(duty(given(...story), 'IP-SW-02')).toMatchObject({
      kind: 'kader',
      knownOn: '2025-11-25',
      dueOn: '2025-12-09',
    });

    const overdue = advance(given(...story), noonOf('2025-12-10'), initialOrganisation(), calendar);
    for (const { occurredAt, events } of overdue) story.push(...events.map((event): Given => [event, { occurredAt }]));
    expect(given(...story).informationDuties.duties.get('IP-SW-02')).toMatchObject({ overdueOn: '2025-12-10' });

    const press = {
      kind: 'pers',
      medium: 'Streekblad',
      headline: 'Zaaksysteem loopt vertraging op',
      covers: ['SW-02'],
    };
    expectAccepted(
      step(Object.assign(new act.RecordPublicExposure(), press), 'communicatie', '2025-12-11'),
      'PublicExposureRecorded',
    );
    expect(codes(given(...story), '2025-12-11')).toEqual(['INFORMATIEPLICHT_OVERSCHREDEN', 'RAAD_VIA_DE_KRANT']);
    expect(toldOn(given(...story).informationDuties, 'raad', 'SW-02')).toBeUndefined();

    const told = step(
      Object.assign(new act.DeliverInformation(), { ...letter, fulfils: ['IP-SW-02'] }),
      'college',
      '2025-12-12',
    );
    expect(told).toMatchObject({ events: [{}, { data: { dutyId: 'IP-SW-02', workingDaysLate: 3 } }] });
    const state = given(...story);
    const { knownOn, fulfilledOn } = duty(state, 'IP-SW-02');
    expect(statusOf(duty(state, 'IP-SW-02'))).toBe('Voldaan te laat');
    expect(calendar.workingDaysBetween(knownOn, fulfilledOn!)).toBe(13);
    expect((Date.parse(fulfilledOn!) - Date.parse(knownOn)) / 86_400_000).toBe(17);
    expect(toldOn(state.informationDuties, 'raad', 'SW-02')).toEqual({ first: '2025-12-12', last: '2025-12-12' });
    expect(codes(state, '2025-12-12')).toEqual([]);
  });
});
