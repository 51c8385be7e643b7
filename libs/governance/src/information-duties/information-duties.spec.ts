import type { Outcome } from '../kernel/outcome.js';
import type { Role } from '../kernel/roles.js';
import { expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { noonOf } from '../kernel/time.js';
import { ProgrammeTerminated } from '../lifecycle/events.js';
import { openWork } from '../lifecycle/facts.js';
import * as act from './commands.js';
import { decideInformationDuties as rules } from './decide.js';
import * as made from './events.js';
import { isOwed, statusOf, toldOn } from './state.js';
import { owed, delivered, base, letter, type About, ON, doing, signals, codes, duty } from './spec-kit.js';

describe('delivering', () => {
  const history = [...base, owed()];
  it.each<[string, readonly Given[], Partial<act.DeliverInformation>, About, readonly string[]]>([
    ['nothing covered', history, { covers: [], fulfils: [] }, ON, ['COVERS_NOTHING']],
    ['something unknown covered', history, { covers: ['SW-02', 'SW-99'] }, ON, ['NOT_FOUND']],
    ['no document', history, { sha256: undefined as never }, ON, ['DOCUMENT_MISSING']],
    ['a second time', [...history, delivered()], { fulfils: [] }, ON, ['ALREADY_EXISTS']],
    ['members of a whole body', history, { members: ['p-1'] }, ON, ['REACH_UNCLEAR']],
    ['nobody of a part', history, { wholeBody: false, fulfils: [] }, ON, ['REACH_UNCLEAR']],
    ['a part, to fulfil', history, { wholeBody: false, members: ['p-1'] }, ON, ['PARTIAL_DELIVERY']],
    ['another body', history, { to: 'commissie' }, ON, ['OTHER_RECEIVER']],
    ['another matter', history, { covers: ['IP-1'] }, ON, ['DUTY_NOT_COVERED']],
    ['an unknown duty', history, { fulfils: ['IP-9'] }, ON, ['NOT_FOUND']],
    ['before the duty', history, {}, { as: 'college', day: '2025-11-24' }, ['DELIVERED_BEFORE_DUTY']],
    ['talk without a note', history, { channel: 'mondeling', sha256: undefined as never }, ON, ['ORAL_WITHOUT_NOTE']],
    [
      'a note without a document',
      history,
      { channel: 'mondeling', sha256: undefined as never, noteOn: '2025-12-12' },
      ON,
      ['DOCUMENT_MISSING'],
    ],
    ['a note from the future', history, { channel: 'mondeling', noteOn: '2025-12-13' }, ON, ['ORAL_WITHOUT_NOTE']],
    ['officials to the raad', history, { fulfils: [] }, { ...ON, as: 'AO' }, ['RAAD_ONLY_BY_COLLEGE']],
    ['officials to fulfil', history, {}, { ...ON, as: 'AO' }, ['RAAD_ONLY_BY_COLLEGE', 'NOT_THE_DEBTOR']],
    [
      'a duty that was met',
      [
        ...history,
        [
          made.InformationDutyFulfilled.of({
            dutyId: 'IP-1',
            deliveryId: 'L-0',
            fulfilledOn: '2025-12-01',
            workingDaysLate: 0,
          }),
          { on: '2025-12-01' },
        ],
      ],
      {},
      ON,
      ['DUTY_CLOSED'],
    ],
    ['before the start', [], { covers: ['SW-02'], fulfils: [] }, ON, ['PROGRAMME_NOT_STARTED', 'NOT_FOUND']],
  ])('refuses %s', (_name, events, fields, about, broken) => {
    expectRefused(doing(events, act.DeliverInformation, { ...letter, ...fields }, about), ...broken);
  });
  it('asks the ground of a secret document, from the closed list', () => {
    const secret = {
      ...ON,
      act: { occurredAt: noonOf('2025-12-12'), precision: 'day', classification: 'geheim' },
    } as About;
    expectRefused(doing(history, act.DeliverInformation, letter, secret), 'DELIVERY_GROUND_MISSING');
    expectAccepted(
      doing(history, act.DeliverInformation, { ...letter, secrecyGround: '5.1.2.b' }, secret),
      'InformationDelivered',
      'InformationDutyFulfilled',
    );
  });
  it('fulfils by a document to the whole body, and by the secretariat or the BO for the college', () => {
    for (const as of ['college', 'BO', 'collegesecretariaat'] as const)
      expectAccepted(
        doing(history, act.DeliverInformation, letter, { ...ON, as }),
        'InformationDelivered',
        'InformationDutyFulfilled',
      );
  });
  it('is still owed after the programme stopped', () => {
    const stopped = ProgrammeTerminated.of({ causes: [], explanation: 'e' });
    expectAccepted(
      doing([...history, stopped], act.DeliverInformation, letter),
      'InformationDelivered',
      'InformationDutyFulfilled',
    );
  });
  it('counts talk from the date of its note, and without a note for nobody', () => {
    const talk = { ...letter, channel: 'mondeling' as const, noteOn: '2025-12-12' };
    const outcome = doing(history, act.DeliverInformation, talk, { as: 'BO', day: '2025-12-08', today: '2025-12-12' });
    expect(outcome).toMatchObject({ events: [{}, { data: { fulfilledOn: '2025-12-12', workingDaysLate: 3 } }] });
    const bare = { ...talk, noteOn: undefined as never, sha256: undefined as never, fulfils: [] };
    expectAccepted(doing(history, act.DeliverInformation, bare), 'InformationDelivered');
    const state = given(...history, delivered({ channel: 'mondeling' }));
    expect(toldOn(state.informationDuties, 'raad', 'SW-02')).toBeUndefined();
  });
  it('records a part of a body, in red until the rest has it', () => {
    const part = { ...letter, wholeBody: false, members: ['p-1', 'p-2'], fulfils: [] };
    expectAccepted(doing(history, act.DeliverInformation, part), 'InformationDelivered');
    const unequal = delivered({ deliveryId: 'L-0', wholeBody: false, members: ['p-1', 'p-2'] }, '2025-12-01');
    expect(codes(given(...base, unequal), '2025-12-01')).toEqual(['ONGELIJK_GEINFORMEERD']);
    expect(codes(given(...base), '2025-12-01')).toEqual([]);
    expect(codes(given(...base, unequal, delivered({}, '2025-12-02')), '2025-12-02')).toEqual([]);
    expect(codes(given(...base, delivered({ wholeBody: false, to: 'AO' })), '2025-12-12')).toEqual([]);
  });
  it('lets the griffie confirm receipt once, and nobody what he recorded himself', () => {
    const sent = (actorPerson: string): Given => [delivered()[0], { on: '2025-12-12', actorPerson }];
    const confirm = (events: readonly Given[], as: Role) =>
      doing(events, act.ConfirmReceipt, { deliveryId: 'L-1' }, { as, day: '2025-12-15' });
    expectAccepted(confirm([...base, sent('p-other')], 'griffie'), 'ReceiptConfirmed');
    expectRefused(confirm([...base, sent('p-other')], 'collegesecretariaat'), 'RECEIPT_BY_OTHER');
    expectRefused(confirm([...base, sent('p-actor')], 'griffie'), 'RECEIPT_BY_OTHER');
    expectRefused(confirm(base, 'griffie'), 'NOT_FOUND');
    const confirmed = made.ReceiptConfirmed.of({ deliveryId: 'L-1', receivedOn: '2025-12-15' });
    expectRefused(confirm([...base, sent('p-other'), confirmed], 'griffie'), 'RECEIPT_CONFIRMED');
    const college: Given = [delivered({ to: 'college' })[0], { on: '2025-12-12', actorPerson: 'p-other' }];
    expectAccepted(confirm([...base, college], 'collegesecretariaat'), 'ReceiptConfirmed');
  });
});

describe('duties', () => {
  it('takes its term from policy, and leaves promises, motions and questions to their own acts', () => {
    const fields = { kind: 'periodiek' as const, creditor: 'raad' as const, subject: 'Voortgang 1' };
    expect(doing(base, act.RegisterDuty, fields)).toMatchObject({
      events: [{ data: { dutyId: 'IP-1', owing: 'college', about: [], knownOn: '2025-12-12', dueOn: '2026-01-14' } }],
    });
    expectRefused(doing(base, act.RegisterDuty, { ...fields, dueOn: '2025-12-11' }), 'DUE_DATE_PASSED');
    expectRefused(doing(base, act.RegisterDuty, { ...fields, about: ['X'] }), 'NOT_FOUND');
    expectRefused(doing(base, act.RegisterDuty, { ...fields, kind: 'motie' }), 'KIND_HAS_OWN_ACT');
    expectRefused(doing([...base, owed()], act.RegisterDuty, { ...fields, dutyId: 'IP-1' }), 'ALREADY_EXISTS');
  });
  it('is planned by who owes it', () => {
    const plan = { dutyId: 'IP-1', plannedOn: '2025-12-12' };
    expectAccepted(doing([...base, owed()], act.PlanInformation, plan), 'InformationPlanned');
    expectRefused(doing([...base, owed()], act.PlanInformation, plan, { ...ON, as: 'AO' }), 'NOT_THE_DEBTOR');
    expectRefused(
      doing([...base, owed()], act.PlanInformation, { ...plan, plannedOn: '2025-12-01' }),
      'DUE_DATE_PASSED',
    );
    expectRefused(doing(base, act.PlanInformation, plan), 'NOT_FOUND');
    expect(statusOf(duty(given(...base, owed(), made.InformationPlanned.of(plan))))).toBe('Gepland');
  });
  it('is met with a delivery of before, by its own day', () => {
    const settled = { dutyId: 'IP-1', deliveryId: 'L-1' };
    const late = doing([...base, owed(), delivered()], act.FulfilDuty, settled, { ...ON, day: '2025-12-18' });
    expect(late).toMatchObject({ events: [{ data: { fulfilledOn: '2025-12-12', workingDaysLate: 3 } }] });
    expectRefused(doing([...base, owed()], act.FulfilDuty, settled), 'NOT_FOUND');
    expectRefused(
      doing([...base, owed(), delivered({ wholeBody: false, members: ['p'] })], act.FulfilDuty, settled),
      'PARTIAL_DELIVERY',
    );
  });
  it('lets an earlier document replace a later one, and never the other way round', () => {
    const met = (fulfilledOn: string) =>
      made.InformationDutyFulfilled.of({ dutyId: 'IP-1', deliveryId: 'L-0', fulfilledOn, workingDaysLate: 4 });
    const history = [...base, owed(), met('2025-12-15'), delivered({}, '2025-12-05')];
    const settled = { dutyId: 'IP-1', deliveryId: 'L-1' };
    expectAccepted(doing(history, act.FulfilDuty, settled), 'InformationDutyFulfilled');
    const state = given(...history, met('2025-12-05'), met('2025-12-08'));
    expect(duty(state)).toMatchObject({ fulfilledOn: '2025-12-05' });
  });
  it('goes up only in a fuller duty to the same body that ends no later', () => {
    const supersede = (more: object) =>
      doing([...base, owed(), owed({ dutyId: 'IP-2', about: ['SW-02', 'B-raad'], ...more })], act.SupersedeDuty, {
        dutyId: 'IP-1',
        byDutyId: 'IP-2',
        reason: 'r',
      });
    expectAccepted(supersede({}), 'InformationDutySuperseded');
    expectRefused(supersede({ creditor: 'college' }), 'NOT_FULLER');
    expectRefused(supersede({ dueOn: '2025-12-10' }), 'NOT_FULLER');
    expectRefused(supersede({ about: ['B-raad'] }), 'NOT_FULLER');
    expectRefused(
      doing([...base, owed()], act.SupersedeDuty, { dutyId: 'IP-1', byDutyId: 'IP-1', reason: 'r' }),
      'NOT_FULLER',
    );
  });
  it('is withdrawn by the creditor alone and stays in view', () => {
    const withdraw = { dutyId: 'IP-1', reason: 'r' };
    expectAccepted(
      doing([...base, owed()], act.WithdrawDuty, withdraw, { ...ON, as: 'raad' }),
      'InformationDutyWithdrawn',
    );
    expectRefused(doing([...base, owed()], act.WithdrawDuty, withdraw), 'NOT_THE_CREDITOR');
    const state = given(...base, owed(), made.InformationDutyWithdrawn.of(withdraw));
    expect([statusOf(duty(state)), isOwed(duty(state))]).toEqual(['Vervallen', false]);
    expectRefused(when(state, rules, act.WithdrawDuty, withdraw, { ...ON, as: 'raad' }), 'DUTY_CLOSED');
  });
  it('holds the closing of the programme until nothing is owed', () => {
    expect(openWork(given(...base, owed()))).toContain('Informatieplicht IP-1 aan raad is niet vervuld.');
    expect(openWork(given(...base))).toEqual([]);
  });
});

describe('promises, motions and questions', () => {
  const promise = { promiseId: 'T-1', creditor: 'raad' as const, subject: 's', promise: 'p', dueOn: '2025-12-31' };
  const motion = { motionId: 'M-1', subject: 's', request: 'r', dueOn: '2025-12-31' };
  const question = { questionId: 'RV-1', subject: 's', question: 'q' };
  const sourceOf = (outcome: Outcome): readonly Given[] =>
    outcome.ok ? outcome.events.map((event): Given => [event, { on: '2025-12-12' }]) : [];
  const clerk: About = { as: 'griffie', day: '2025-12-12' };
  it('S5-11 keeps a promise with its day, also one to stakeholders', () => {
    const aftercare = { ...promise, creditor: 'belanghebbenden' as const };
    const made = doing(base, act.MakePromise, aftercare, { ...ON, as: 'AO' });
    expect(made).toMatchObject({
      events: [
        { type: 'PromiseMade', data: { by: 'AO' } },
        { data: { dutyId: 'T-1', kind: 'toezegging', owing: 'AO' } },
      ],
    });
    const toAll = { ...letter, to: 'belanghebbenden' as const, fulfils: ['T-1'] };
    expectAccepted(
      doing([...base, ...sourceOf(made)], act.DeliverInformation, toAll, { ...ON, as: 'AO' }),
      'InformationDelivered',
      'InformationDutyFulfilled',
      'PromiseFulfilled',
    );
  });
  it('asks a day that is still to come, a new number and a promiser who may speak to the raad', () => {
    expectRefused(doing(base, act.MakePromise, { ...promise, dueOn: '2025-12-11' }), 'DUE_DATE_PASSED');
    expectRefused(doing(base, act.MakePromise, promise, { ...ON, as: 'AO' }), 'RAAD_ONLY_BY_COLLEGE');
    expectRefused(doing([...base, owed({ dutyId: 'T-1' })], act.MakePromise, promise), 'ALREADY_EXISTS');
    expectAccepted(
      doing(base, act.MakePromise, { ...promise, by: 'BO' }, clerk),
      'PromiseMade',
      'InformationDutyIncurred',
    );
    expectRefused(doing(base, act.AdoptMotion, { ...motion, dueOn: '2025-12-11' }, clerk), 'DUE_DATE_PASSED');
    expectRefused(doing(base, act.AskCouncilQuestion, { ...question, dueOn: '2025-12-11' }, clerk), 'DUE_DATE_PASSED');
  });
  it('ends each with a delivery and its own event', () => {
    const asked = doing(base, act.AskCouncilQuestion, question, clerk);
    expect(asked).toMatchObject({ events: [{}, { data: { kind: 'raadsvraag', dueOn: '2026-01-14' } }] });
    const history = [
      ...base,
      ...sourceOf(doing(base, act.MakePromise, promise)),
      ...sourceOf(doing(base, act.AdoptMotion, motion, clerk)),
      ...sourceOf(asked),
      delivered(),
    ];
    const L = { deliveryId: 'L-1' };
    const fulfilled = 'InformationDutyFulfilled';
    expectAccepted(doing(history, act.FulfilPromise, { promiseId: 'T-1', ...L }), fulfilled, 'PromiseFulfilled');
    expectAccepted(doing(history, act.ExecuteMotion, { motionId: 'M-1', ...L }), fulfilled, 'MotionExecuted');
    const answer = doing(history, act.AnswerCouncilQuestion, { questionId: 'RV-1', ...L, refusalGround: 'g' });
    expect(answer).toMatchObject({ events: [{}, { type: 'CouncilQuestionAnswered', data: { refusalGround: 'g' } }] });
    if (answer.ok)
      expect(given(...history, ...answer.events).informationDuties.sources.get('RV-1')).toMatchObject({
        kind: 'raadsvraag',
        dueOn: '2026-01-14',
        deliveryId: 'L-1',
      });
    expectRefused(doing(history, act.ExecuteMotion, { motionId: 'T-1', ...L }), 'NOT_FOUND');
    expectRefused(doing(history, act.ExecuteMotion, { motionId: 'M-1', ...L }, { ...ON, as: 'AO' }), 'NOT_THE_DEBTOR');
  });
  it.each([
    ['toezegging', 'TOEZEGGING_VERLOPEN'],
    ['motie', 'MOTIE_NIET_AFGEDAAN'],
    ['raadsvraag', 'INFORMATIEPLICHT_OVERSCHREDEN'],
  ] as const)('shows a %s that ran out as %s from the day after, until it is met', (kind, code) => {
    const history = [...base, owed({ kind, about: [] })];
    expect(codes(given(...history), '2025-12-09')).toEqual(['INFORMATIEPLICHT_NADERT']);
    expect(signals(given(...history), '2025-12-12')).toMatchObject([{ code, severity: 'rood', since: '2025-12-10' }]);
    const met = { dutyId: 'IP-1', deliveryId: 'L-1', fulfilledOn: '2025-12-12', workingDaysLate: 3 };
    expect(codes(given(...history, made.InformationDutyFulfilled.of(met)), '2025-12-12')).toEqual([]);
  });
});
