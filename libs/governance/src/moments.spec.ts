import { advance, nextDeadline } from './advance.js';
import { evolveDossier, type DossierEvent, type DossierState } from './dossier.js';
import { AnswerEscalation } from './escalations/commands.js';
import {
  EscalatedByLapse,
  EscalationAnswered,
  EscalationClockBreached,
  EscalationRaised,
} from './escalations/events.js';
import { currentStay } from './escalations/state.js';
import { RescheduleGoLive } from './go-live/commands.js';
import { GoLivePlanned } from './go-live/events.js';
import { decideDossier } from './handling.js';
import {
  InformationDelivered,
  InformationDutyFulfilled,
  InformationDutyIncurred,
  InformationDutyOverdue,
} from './information-duties/events.js';
import { toldOn, statusOf } from './information-duties/state.js';
import { HistoryImported, RecordRectified } from './journal/events.js';
import { rectified } from './journal/rectification.js';
import { calendarWith } from './kernel/calendar.js';
import type { NewEvent } from './kernel/event.js';
import { context, given, type Given } from './kernel/test-kit.js';
import { endOf, noonOf } from './kernel/time.js';
import { ProgrammeInitiated } from './lifecycle/events.js';
import { PolicyAdopted } from './organisation/events.js';
import { evolveOrganisation, initialOrganisation, policyOn, type OrganisationEvent } from './organisation/state.js';
import { ProposalDrafted, ProposalSubmitted } from './decisions/events.js';
import { ImpactAssessed, ScopeChangeProposed, ScopeChangeRouted } from './scope/events.js';
import { deriveSignals } from './signals/derive.js';

// The sentences of governance.md §4.13 that the domain itself keeps; the two axes are kept where dossiers are read.

const on = (event: NewEvent, day: string, more: object = {}): Given => [event, { on: day, ...more }];
const started = on(ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'projectdriehoek' }), '2025-01-06');
const calendar = calendarWith([]);
const due = (state: DossierState, now: string) => advance(state, now, initialOrganisation(), calendar);

describe('§4.13 Rectification', () => {
  it('"Verdicts and routing stay as recorded": the amount changes, the level to which it was routed does not', () => {
    const C = { changeId: 'SW' };
    const flags = { hardDeadlineTouched: false, benefitDropped: false, normLowered: false };
    const history = [
      ScopeChangeProposed.of({ ...C, subject: 's', motivation: 'm', added: [], removed: [], amount: 1, days: 1 }),
      ImpactAssessed.of({ ...C, amount: 9_000_000, days: 1, scopeItems: 0, ...flags }),
      ScopeChangeRouted.of({ ...C, level: 'college', reasons: ['bedrag'], cumulativeAmount: 9_000_000 }),
      RecordRectified.of({
        entryId: 'e-1',
        fields: ['amount'],
        changes: [{ field: 'amount', was: '9000000', is: '900000' }],
        reason: 'Een nul te veel.',
      } as never),
    ].map((event, position) => ({
      ...event,
      meta: { entryId: `e-${position}`, position, day: '2025-06-02', recordedAt: noonOf('2025-06-02') },
    }));
    const state = given(started);
    for (const event of rectified(history as never)) evolveDossier(state, event as unknown as DossierEvent);
    const change = state.scope.changes.get('SW');
    expect(change?.impact?.amount).toBe(900_000);
    expect(change?.routed).toMatchObject({ level: 'college', reasons: ['bedrag'] });
  });
});

describe('§4.13 Timekeeper', () => {
  const D = { dutyId: 'IP-1' };
  const incurred = InformationDutyIncurred.of({
    ...D,
    kind: 'kader',
    owing: 'college',
    creditor: 'raad',
    subject: 's',
    about: [],
    knownOn: '2025-11-25',
    dueOn: '2025-12-09',
  });
  const owed = on(incurred, '2025-11-25');
  const overdue = on(InformationDutyOverdue.of({ ...D, dueOn: '2025-12-09' }), '2025-12-10');
  const met = on(
    InformationDutyFulfilled.of({ ...D, deliveryId: 'L', fulfilledOn: '2025-12-08', workingDaysLate: 0 }),
    '2025-12-08',
  );
  it('"Its events are never withdrawn": what ran out stays, also when the delivery was in time after all', () =>
    expect(given(started, owed, met, overdue).informationDuties.duties.get('IP-1')).toMatchObject({
      overdueOn: '2025-12-10',
      fulfilledOn: '2025-12-08',
    }));
  it('"A delivery that occurred in time but was recorded after the overdue event folds to tijdig, te laat vastgelegd"', () => {
    const status = (...events: readonly Given[]) =>
      statusOf(given(started, owed, ...events).informationDuties.duties.get('IP-1')!);
    expect(status(met, overdue)).toBe('Tijdig, te laat vastgelegd');
    expect(status(met)).toBe('Voldaan');
  });
  const E = { escalationId: 'E-01' };
  const raised = on(
    EscalationRaised.of({
      ...E,
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
  const lapsed = [
    on(EscalationClockBreached.of({ ...E, level: 'L1', dueOn: '2025-11-18' }), '2025-11-19'),
    on(EscalatedByLapse.of({ ...E, from: 'L1', to: 'L3', dueOn: '2025-11-26' }), '2025-11-19'),
  ];
  it('"An answer recorded after a lapse is shown and does not move the level back"', () => {
    const answer = on(EscalationAnswered.of({ ...E, level: 'L1', answer: 'Ja.' }), '2025-11-18');
    for (const history of [
      [raised, answer, ...lapsed],
      [raised, ...lapsed, answer],
    ]) {
      const escalation = given(started, ...history).escalations.all.get('E-01')!;
      expect([escalation.answeredOn, currentStay(escalation).level]).toEqual(['2025-11-18', 'L3']);
    }
    const state = given(started, raised, ...lapsed);
    const late = Object.assign(new AnswerEscalation(), { ...E, answer: 'Ja.' });
    const by = { as: 'AO', day: '2025-11-18', today: '2025-11-20' } as const;
    // After the lapse the question is no longer the AO's to answer.
    expect(decideDossier(late, state, context({ then: given(started, raised), ...by }))).toMatchObject({ ok: false });
  });
  it('"A late-recorded trigger whose term has passed incurs and breaches in one append (occurredAt = deadline, recordedAt = now)"', () => {
    const state = given(started, [incurred, { on: '2025-11-25', recordedAt: noonOf('2026-01-12'), late: true }]);
    expect(due(state, noonOf('2026-01-12'))).toMatchObject([
      { occurredAt: endOf('2025-12-09'), events: [{ type: 'InformationDutyOverdue', data: { dueOn: '2025-12-09' } }] },
    ]);
  });
});

describe('§4.13 Imports', () => {
  const batch = { importBatch: 'H-01', recordedAt: noonOf('2025-06-02'), late: true };
  const history = [
    on(ProgrammeInitiated.of({ name: 'oud', objective: 'o', mode: 'getrapt' }), '2023-01-09', batch),
    on(
      InformationDutyIncurred.of({
        dutyId: 'IP',
        kind: 'wettelijk',
        owing: 'college',
        creditor: 'raad',
        subject: 's',
        about: [],
        knownOn: '2023-02-01',
        dueOn: '2023-03-01',
      }),
      '2023-02-01',
      batch,
    ),
    on(HistoryImported.of({ batch: 'H-01', sha256: '0'.repeat(64), count: 2, sourceName: 'oud.csv' }), '2025-06-02'),
  ];
  it('"Late records without clocks": nothing of what was read in runs out', () => {
    const state = given(...history);
    expect([nextDeadline(state), due(state, noonOf('2026-01-05'))]).toEqual([undefined, []]);
  });
  it('"knowledge dates are those of the imported deliveries"', () => {
    const told = on(
      InformationDelivered.of({
        deliveryId: 'L',
        to: 'raad',
        wholeBody: true,
        members: [],
        channel: 'brief',
        subject: 's',
        covers: ['X'],
        documentId: 'D',
        sha256: '0'.repeat(64),
      } as never),
      '2023-03-14',
      batch,
    );
    expect(toldOn(given(...history, told).informationDuties, 'raad', 'X')).toEqual({
      first: '2023-03-14',
      last: '2023-03-14',
    });
  });
});

describe('§4.13 Policy and signals', () => {
  /** The organisation by what was recorded by then. */
  const known = (...policies: readonly [effectiveFrom: string, settings: object, adoptedOn?: string][]) =>
    policies.reduce(
      (state, [effectiveFrom, settings, day = effectiveFrom], index) =>
        evolveOrganisation(state, {
          ...PolicyAdopted.of({
            policyVersion: index + 1,
            effectiveFrom,
            settings: JSON.stringify(settings),
            title: 't',
          }),
          meta: { day },
        } as unknown as OrganisationEvent),
      initialOrganisation(),
    );
  const waiting = given(
    started,
    on(
      ProposalDrafted.of({
        decisionId: 'B',
        decisionType: 'fase',
        body: 'college',
        subject: 's',
        question: 'q',
        objectives: [],
        dependsOn: [],
        topics: [],
        isAwbDecision: false,
      }),
      '2025-06-02',
    ),
    on(ProposalSubmitted.of({ decisionId: 'B' }), '2025-06-02'),
  );
  const stalls = (organisation: ReturnType<typeof known>, day: string): boolean =>
    deriveSignals(waiting, organisation, day).some(({ code }) => code === 'BESLUIT_BLIJFT_LIGGEN');
  const first = ['2025-01-01', { decideWithinDays: 15 }] as const;
  it('"signal(P, K) uses the latest policy entry with effectiveFrom ≤ P"', () => {
    const both = known([...first], ['2025-06-10', { decideWithinDays: 3 }]);
    expect([stalls(both, '2025-06-09'), stalls(both, '2025-06-10')]).toEqual([false, true]);
    expect([policyOn(both, '2025-06-09').version, policyOn(both, '2025-06-10').version]).toEqual([1, 2]);
    // The latest entry, not the latest date: a third version may take the first's place from the same day.
    const third = known([...first], ['2025-06-10', { decideWithinDays: 3 }], ['2025-01-01', { decideWithinDays: 20 }]);
    expect([policyOn(third, '2025-06-10').version, stalls(third, '2025-06-10')]).toEqual([3, false]);
  });
  it('"a retroactive policy changes the past only for K after its recording"', () => {
    const before = known([...first]);
    const after = known([...first], ['2025-06-01', { decideWithinDays: 3 }, '2025-09-01']);
    expect([stalls(before, '2025-06-10'), stalls(after, '2025-06-10')]).toEqual([false, true]);
  });

  const planned = on(
    GoLivePlanned.of({ goLiveId: 'LG', label: 'l', plannedOn: '2026-06-01', citizenImpact: false, items: [] }),
    '2025-06-02',
  );
  const moving = (to: string, organisation: ReturnType<typeof known>, day: string, today = day) => {
    const state = given(started, planned);
    const command = Object.assign(new RescheduleGoLive(), { goLiveId: 'LG', to, reason: 'r' });
    return decideDossier(command, state, context({ then: state, organisation, day, today }));
  };
  const narrowed = known([...first], ['2025-09-01', { goLiveShiftToleranceDays: 2 }]);
  it('"Stored verdicts keep their version": an act of before the change is judged by the policy of its own day', () => {
    expect(moving('2026-06-08', narrowed, '2025-08-29', '2025-09-02')).toMatchObject({ ok: true });
    expect(moving('2026-06-08', narrowed, '2025-09-02')).toMatchObject({ ok: false });
  });
  it('X5 a refusal says by which version of the policy it was given', () => {
    const detail = (...of: Parameters<typeof moving>) => {
      const outcome = moving(...of);
      return outcome.ok ? undefined : outcome.broken[0]?.detail;
    };
    expect(detail('2026-06-08', narrowed, '2025-09-02')).toMatch(/mag het tot 2 \(beleid versie 2\)\.$/);
    expect(detail('2026-07-01', narrowed, '2025-08-29')).toMatch(/mag het tot 15 \(beleid versie 1\)\.$/);
    expect(detail('2026-07-01', known(), '2025-08-29')).toMatch(/mag het tot 15 \(het standaardbeleid\)\.$/);
    const unknown = decideDossier(
      Object.assign(new RescheduleGoLive(), { goLiveId: 'X', to: '2026-06-02', reason: 'r' }),
      given(started),
      context(),
    );
    expect(unknown).toMatchObject({ ok: false, broken: [{ detail: expect.not.stringContaining('beleid') as string }] });
  });
});
