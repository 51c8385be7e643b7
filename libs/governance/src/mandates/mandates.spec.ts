import fc from 'fast-check';
import { RoleAppointed, RoleEnded } from '../coalition/events.js';
import { DecisionTaken } from '../decisions/events.js';
import type { DossierContext } from '../dossier.js';
import { context, expectAccepted, expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeTerminated } from '../lifecycle/events.js';
import { DEFAULT_POLICY } from '../organisation/policy.js';
import { initialOrganisation } from '../organisation/state.js';
import { authorityFor, type Ask } from './authority.js';
import * as act from './commands.js';
import { decideMandates } from './decide.js';
import { MandateConsentRecorded, MandateGranted, MandateWithdrawn } from './events.js';
import { isValidOn } from './state.js';

const FROM = '2025-01-06';
const appointed = (role: 'BO' | 'AO' | 'projectleider', hired = false): Given => [
  RoleAppointed.of({ role, person: `p-${role}`, hired }),
  { on: FROM },
];
type Granted = Parameters<typeof MandateGranted.of>[0];
const granted = (fields: Partial<Granted> = {}) =>
  MandateGranted.of({
    mandateId: 'M-A',
    kind: 'mandaat',
    grantor: 'college',
    grantee: 'AO',
    decisionTypes: ['scopewijziging'],
    subMandateAllowed: true,
    validFrom: FROM,
    ...fields,
  });
const withdrawn = MandateWithdrawn.of({ mandateId: 'M-A', reason: 'r' });
const decided = (basisMandateId: string, amount: number) =>
  DecisionTaken.of({
    decisionId: 'B-1',
    decisionType: 'scopewijziging',
    body: 'AO',
    subject: 'S',
    decision: 'd',
    basis: 'mandaat',
    basisMandateId,
    topics: [],
    isAwbDecision: false,
    amount,
    art169: 'nietVanToepassing',
    openQuestions: 0,
    dependsOn: [],
    informs: [],
  });

/** The codes that are broken, or the ground on which the body may decide. */
function asked(ask: Partial<Ask>, history: readonly Given[], about: Partial<DossierContext> & { as?: 'MT' } = {}) {
  const state = given(...history);
  const full: Ask = { decisionType: 'scopewijziging', body: 'AO', ...ask };
  const authority = authorityFor(full, state, context({ as: full.body, then: state, ...about }));
  return 'broken' in authority ? authority.broken.map(({ refusal }) => refusal.code).sort() : authority.basis;
}
const M1 = { kind: 'mandaat', mandateId: 'M-A' };
const goNoGo = { decisionType: 'go-no-go', deciders: ['BO', 'college'], political: true } as const;

describe('authority', () => {
  it('LV-09 S1-09 refuses the AO a political go while the BO is vacant, for exactly two reasons', () => {
    const history = [appointed('AO'), granted({ decisionTypes: ['go-no-go'] })];
    expect(asked(goNoGo, history)).toEqual(['OUTSIDE_AUTHORITY', 'ROLE_VACANT']);
    expect(asked(goNoGo, [...history, appointed('BO')])).toEqual(['OUTSIDE_AUTHORITY']);
    expect(asked({ decisionType: 'go-no-go' }, history)).toEqual(M1);
  });
  it.each(['college', 'raad', 'burgemeester', 'commissie'] as const)(
    'S1-09 never finds a role vacant for the own power of %s',
    (body) => {
      expect(asked({ ...goNoGo, body, deciders: [body] }, [])).toEqual({ kind: 'eigen' });
    },
  );
  it('S1-09 takes the BO for vacant from the day the role ended', () => {
    const ended: Given = [RoleEnded.of({ role: 'BO', person: 'p-BO' }), { on: '2025-05-01' }];
    const history = [appointed('AO'), appointed('BO'), ended, granted({ decisionTypes: ['status'] })];
    const ask = { decisionType: 'status', deciders: ['AO'] } as const;
    expect(asked(ask, history, { day: '2025-04-30' })).toEqual(M1);
    expect(asked(ask, history, { day: '2025-05-01' })).toEqual(['ROLE_VACANT']);
  });
  it('§4.3 lets the BO decide on a machtiging of the college only', () => {
    const machtiging = granted({ kind: 'machtiging', grantee: 'BO' });
    expect(asked({ body: 'BO' }, [appointed('BO'), machtiging])).toEqual({ kind: 'machtiging', mandateId: 'M-A' });
    expect(asked({ body: 'BO' }, [appointed('BO')])).toEqual(['NO_MANDATE']);
  });
  it('ends a mandate with the function and not with the person being away', () => {
    const ended: Given = [RoleEnded.of({ role: 'AO', person: 'p-AO' }), { on: '2025-05-01' }];
    expect(asked({}, [appointed('AO'), granted()])).toEqual(M1);
    expect(asked({}, [granted()])).toEqual(['NO_MANDATE']);
    expect(asked({}, [appointed('AO'), granted(), ended])).toEqual(['NO_MANDATE']);
  });
  it.each([
    ['2025-06-01', ['NO_MANDATE']],
    ['2025-06-02', M1],
    ['2025-06-30', M1],
    ['2025-07-01', ['MANDATE_EXPIRED']],
  ])('X4 takes a mandate of 2 to 30 June on %s to the end of its last day', (day, expected) => {
    const mandate = granted({ validFrom: '2025-06-02', validUntil: '2025-06-30' });
    expect(asked({}, [appointed('AO'), mandate], { day })).toEqual(expected);
  });
  it('Awb 10:8 ends a mandate on the day it is withdrawn', () => {
    const history = [appointed('AO'), granted(), [withdrawn, { on: '2025-06-10' }] as const];
    expect(asked({}, history, { day: '2025-06-09' })).toEqual(M1);
    expect(asked({}, history, { day: '2025-06-10' })).toEqual(['MANDATE_WITHDRAWN']);
  });
  it.each([
    ['amount per item', { amount: 1_001 }, { amount: 1_000 }, { maxAmountPerItem: 1_000 }],
    ['saving per item', { amount: -1_001 }, { amount: -1_000 }, { maxAmountPerItem: 1_000 }],
    ['days', { days: 6 }, { days: 5 }, { maxDays: 5 }],
    ['scope items', { scopeItems: -3 }, { scopeItems: -2 }, { maxScopeItems: 2 }],
  ])('holds a mandate to its limit of %s', (_name, over, within, limits) => {
    expect(asked(over, [appointed('AO'), granted(limits)])).toEqual(['OUTSIDE_MANDATE']);
    expect(asked(within, [appointed('AO'), granted(limits)])).toEqual(M1);
  });
  it('adds up what was decided under a mandate before', () => {
    const history = [appointed('AO'), granted({ maxAmountCumulative: 1_000 }), decided('M-A', 600)];
    expect(asked({ amount: 400 }, history)).toEqual(M1);
    expect(asked({ amount: 401 }, history)).toEqual(['OUTSIDE_MANDATE']);
  });
  describe('on a named mandate', () => {
    const AO = appointed('AO');
    const named = (mandateId: string, history: readonly Given[], ask: Partial<Ask> = {}) =>
      asked({ mandateId, ...ask }, [AO, ...history]);
    it('S1-16 rests on that one and no other', () => {
      const two = [granted(), granted({ mandateId: 'M-2' })];
      expect(named('M-2', two)).toEqual({ kind: 'mandaat', mandateId: 'M-2' });
      expect(named('M-9', two)).toEqual(['NO_MANDATE']);
      const short = [granted({ validUntil: '2025-06-01' }), granted({ mandateId: 'M-2' })];
      expect(named('M-A', short)).toEqual(['MANDATE_EXPIRED']);
      expect(asked({}, [AO, ...short])).toEqual({ kind: 'mandaat', mandateId: 'M-2' });
    });
    it.each([
      ['expired', granted({ validUntil: '2025-06-01' }), {}, 'MANDATE_EXPIRED', 'Awb 10:3; §4.3'],
      ['not begun', granted({ validFrom: '2025-06-03' }), {}, 'NO_MANDATE', 'Awb 10:3, 10:12; Gemw 168'],
      ['of another body', granted({ grantee: 'MT' }), {}, 'MANDATE_OF_OTHER', 'Awb 10:1, 10:3'],
      ['of another type', granted({ decisionTypes: ['pauze'] }), {}, 'NO_MANDATE', 'Awb 10:3, 10:12; Gemw 168'],
      ['too small', granted({ maxAmountCumulative: 9 }), { amount: 10 }, 'OUTSIDE_MANDATE', 'Awb 10:3'],
    ] as const)('is refused with the article when it is %s', (_how, mandate, ask, code, source) => {
      const then = given(AO, mandate);
      const full = { decisionType: 'scopewijziging', body: 'AO', mandateId: 'M-A', ...ask } as const;
      const authority = authorityFor(full, then, context({ as: 'AO', then }));
      expect(authority).toMatchObject({ broken: [{ refusal: { code, source, kind: 'authority' } }] });
      expect('broken' in authority && authority.broken).toHaveLength(1);
    });
    it('tells all that is wrong with it', () => {
      const wrong = granted({ grantee: 'MT', decisionTypes: ['pauze'], validUntil: '2025-06-01', maxDays: 1 });
      expect(named('M-A', [wrong], { days: 2 })).toEqual([
        'MANDATE_EXPIRED',
        'MANDATE_OF_OTHER',
        'NO_MANDATE',
        'OUTSIDE_MANDATE',
      ]);
    });
    it('is a mistake for a body with power of its own', () => {
      expect(asked({ body: 'college', mandateId: 'M-A' }, [granted()])).toEqual(['MANDATE_OF_OTHER']);
    });
    it('falls with the mandate above it, and says so', () => {
      const lead = appointed('projectleider');
      const sub = granted({ mandateId: 'M-2', grantor: 'AO', grantee: 'projectleider', parentMandateId: 'M-A' });
      const then = given(lead, granted({ validUntil: '2025-06-01' }), sub);
      const ask = { decisionType: 'scopewijziging', body: 'projectleider' } as const;
      expect(authorityFor(ask, then, context({ as: 'projectleider', then }))).toMatchObject({
        broken: [{ detail: 'Mandaat M-A, waarop M-2 rust, liep tot en met 1 juni 2025.' }],
      });
    });
  });
  it('tells of the mandate that comes nearest', () => {
    const history = [appointed('AO'), granted({ validUntil: '2025-06-01' }), granted({ mandateId: 'M-2', maxDays: 1 })];
    expect(asked({ days: 2 }, history)).toEqual(['OUTSIDE_MANDATE']);
  });
  it('never lets the decisions under a mandate, sub-mandates included, add up to more than its limit', () => {
    const share = fc.record({ amount: fc.integer({ min: -300, max: 300 }), sub: fc.boolean() });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 12 }), (asks) => {
        const sub = granted({ mandateId: 'M-2', grantor: 'AO', grantee: 'projectleider', parentMandateId: 'M-A' });
        const history: Given[] = [
          appointed('AO'),
          appointed('projectleider'),
          granted({ maxAmountCumulative: 500 }),
          sub,
        ];
        let spent = 0;
        for (const { amount, sub: byLead } of asks) {
          const answer = asked({ amount, body: byLead ? 'projectleider' : 'AO' }, history);
          expect(!Array.isArray(answer)).toBe(spent + Math.abs(amount) <= 500);
          if (Array.isArray(answer)) continue;
          spent += Math.abs(amount);
          history.push(decided(byLead ? 'M-2' : 'M-A', amount));
        }
      }),
      { numRuns: 50 },
    );
  });
  it('uses a second mandate where the first does not reach', () => {
    const history = [appointed('AO'), granted({ maxDays: 1 }), granted({ mandateId: 'M-2', maxDays: 9 })];
    expect(asked({ days: 5 }, history)).toEqual({ kind: 'mandaat', mandateId: 'M-2' });
  });
  it('S3-06 lets a partner, project group or steering group only advise', () => {
    for (const body of ['partner', 'projectgroep', 'stuurgroep'] as const)
      expect(asked({ body }, [granted({ grantee: body })])).toEqual(['ADVICE_ONLY']);
  });
  it('knows the body and the type', () => {
    expect(asked({}, [appointed('AO'), granted()], { as: 'MT' })).toEqual(['NOT_THE_BODY']);
    expect(asked({ decisionType: 'huur' }, [])).toEqual(['DECISION_TYPE_UNKNOWN']);
  });
  it('Awb 10:7 leaves the mandator his power, and does not put the raad above the college', () => {
    expect(asked({ body: 'college', deciders: ['AO'] }, [])).toEqual({ kind: 'eigen' });
    expect(asked({ body: 'raad', deciders: ['college'] }, [])).toEqual(['OUTSIDE_AUTHORITY']);
    expect(asked({ body: 'college', deciders: ['raad'] }, [])).toEqual(['OUTSIDE_AUTHORITY']);
  });
});

describe('sub-mandates in use', () => {
  const sub = granted({ mandateId: 'M-2', grantor: 'AO', grantee: 'projectleider', parentMandateId: 'M-A' });
  const roles = [appointed('AO'), appointed('projectleider')];
  const body = 'projectleider';
  it('Awb 10:9 stand while the mandate above them stands', () => {
    expect(asked({ body }, [...roles, granted(), sub])).toEqual({ kind: 'mandaat', mandateId: 'M-2' });
    expect(asked({ body }, [...roles, granted(), sub, withdrawn])).toEqual(['MANDATE_WITHDRAWN']);
  });
  it('use up the room of the mandate above them', () => {
    const history = [...roles, granted({ maxAmountCumulative: 1_000 }), sub, decided('M-2', 600)];
    expect(asked({ amount: 401 }, history)).toEqual(['OUTSIDE_MANDATE']);
    expect(asked({ amount: 401, body }, history)).toEqual(['OUTSIDE_MANDATE']);
    expect(asked({ amount: 400, body }, history)).toEqual({ kind: 'mandaat', mandateId: 'M-2' });
  });
});

describe('granting mandates', () => {
  const grant = {
    kind: 'mandaat',
    grantee: 'AO',
    decisionTypes: ['scopewijziging'],
    subMandateAllowed: false,
    validFrom: FROM,
  } as const;
  const toLead = { ...grant, grantee: 'projectleider' } as const;
  type About = Parameters<typeof when>[4];
  const granting = (history: readonly Given[], fields: Partial<act.GrantMandate>, about: About = { as: 'college' }) =>
    when(given(...history), decideMandates, act.GrantMandate, fields, about);
  const byAO = { as: 'AO' } as const;

  it('grants once, over a period that ends after it begins', () => {
    expectAccepted(granting([], grant), 'MandateGranted');
    expectRefused(granting([granted()], { ...grant, mandateId: 'M-A' }), 'ALREADY_EXISTS');
    expectRefused(granting([], { ...grant, validUntil: '2025-01-05' }), 'MANDATE_INTERVAL');
    expectAccepted(granting([], { ...grant, validUntil: FROM }), 'MandateGranted');
    expectRefused(granting([], grant, { as: 'griffie' }), 'NOT_THE_BODY');
    expectRefused(granting([ProgrammeTerminated.of({ causes: [], explanation: 'e' })], grant), 'PROGRAMME_ENDED');
  });
  it.each([
    ['machtiging', 'BO', true],
    ['volmacht', 'BO', true],
    ['mandaat', 'BO', false],
    ['mandaat', 'AO', true],
    ['machtiging', 'AO', false],
    ['volmacht', 'AO', true],
  ] as const)('Gemw 168 takes a %s of the college to the %s: %s', (kind, grantee, good) => {
    const outcome = granting([], { ...grant, kind, grantee });
    if (good) expectAccepted(outcome, 'MandateGranted');
    else expectRefused(outcome, 'WRONG_MANDATE_KIND');
  });
  it('S1-16 asks hired staff to consent in writing', () => {
    const consent = (by: 'gemandateerde' | 'werkgever' | 'beiden', person = 'p-AO') =>
      MandateConsentRecorded.of({ grantee: 'AO', person, by, evidence: 'brief' });
    const hired = appointed('AO', true);
    expectAccepted(granting([appointed('AO')], grant), 'MandateGranted');
    expectRefused(granting([hired], grant), 'MANDATE_CONSENT_MISSING');
    expectRefused(granting([hired, consent('gemandateerde', 'p-x')], grant), 'MANDATE_CONSENT_MISSING');
    expectRefused(granting([hired, consent('werkgever')], grant), 'MANDATE_CONSENT_MISSING');
    expectAccepted(granting([hired, consent('gemandateerde')], grant), 'MandateGranted');
    const organisation = initialOrganisation();
    const policy = { ...DEFAULT_POLICY, hiredConsentOf: 'beiden' } as const;
    organisation.policies.push({ version: 1, effectiveFrom: FROM, policy });
    const both = { as: 'college', organisation } as const;
    expectRefused(granting([hired, consent('gemandateerde')], grant, both), 'MANDATE_CONSENT_MISSING');
    expectAccepted(granting([hired, consent('gemandateerde'), consent('werkgever')], grant, both), 'MandateGranted');
    expectAccepted(granting([hired, consent('beiden')], grant, both), 'MandateGranted');
  });
  it('S1-16 gives the lead no more than the AO has', () => {
    const AO = appointed('AO');
    expect(granting([AO, granted()], toLead, byAO)).toMatchObject({ events: [{ data: { parentMandateId: 'M-A' } }] });
    expectRefused(granting([AO], toLead, byAO), 'MANDATE_BEYOND_GRANTOR');
    expectRefused(granting([AO, granted(), withdrawn], toLead, byAO), 'MANDATE_BEYOND_GRANTOR');
    expectRefused(granting([AO, granted()], { ...toLead, decisionTypes: ['pauze'] }, byAO), 'MANDATE_BEYOND_GRANTOR');
    expectRefused(granting([AO, granted({ subMandateAllowed: false })], toLead, byAO), 'SUB_MANDATE_NOT_ALLOWED');
  });
  it('Awb 10:9 rests a sub-mandate on any mandate that really covers it, and says on which', () => {
    const narrow = granted({ mandateId: 'M-1', maxAmountPerItem: 10 });
    const short = granted({ mandateId: 'M-2', validUntil: '2025-06-30' });
    const closed = granted({ mandateId: 'M-3', subMandateAllowed: false });
    const other = granted({ mandateId: 'M-4', decisionTypes: ['pauze'] });
    const wide = granted({ mandateId: 'M-5' });
    const history = [appointed('AO'), narrow, short, closed, other];
    const parentOf = (fields: Partial<act.GrantMandate>) =>
      granting([...history, wide], { ...toLead, mandateId: 'M-X', ...fields }, byAO);
    expect(parentOf({})).toMatchObject({ events: [{ data: { parentMandateId: 'M-5' } }] });
    expect(parentOf({ maxAmountPerItem: 10 })).toMatchObject({ events: [{ data: { parentMandateId: 'M-1' } }] });
    expect(parentOf({ validUntil: '2025-06-30' })).toMatchObject({ events: [{ data: { parentMandateId: 'M-2' } }] });
    expect(parentOf({ decisionTypes: ['pauze'] })).toMatchObject({ events: [{ data: { parentMandateId: 'M-4' } }] });
    expectRefused(granting(history, { ...toLead, mandateId: 'M-X' }, byAO), 'MANDATE_BEYOND_GRANTOR');
    expectRefused(parentOf({ parentMandateId: 'M-2' }), 'MANDATE_INTERVAL');
    expectRefused(parentOf({ parentMandateId: 'M-3' }), 'SUB_MANDATE_NOT_ALLOWED');
    expectRefused(parentOf({ parentMandateId: 'M-9' }), 'MANDATE_BEYOND_GRANTOR');
  });
  it.each([
    ['college', 'MT', true],
    ['college', 'projectleider', true],
    ['college', 'college', false],
    ['college', 'raad', false],
    ['college', 'stuurgroep', false],
    ['college', 'partner', false],
    ['AO', 'projectleider', true],
    ['AO', 'AO', false],
    ['AO', 'MT', false],
  ] as const)('S3-06 goes from %s to %s: %s', (as, grantee, good) => {
    const outcome = granting([appointed('AO'), granted()], { ...grant, mandateId: 'M-X', grantee }, { as });
    if (good) expectAccepted(outcome, 'MandateGranted');
    else expectRefused(outcome, 'MANDATE_UPWARD');
  });
  it('is for decisions that the policy knows', () => {
    expectRefused(granting([], { ...grant, decisionTypes: ['scopewijziging', 'huur'] }), 'DECISION_TYPE_UNKNOWN');
    expectRefused(granting([], { ...grant, decisionTypes: ['constructor'] }), 'DECISION_TYPE_UNKNOWN');
    expectRefused(granting([], { ...grant, decisionTypes: [] }), 'DECISION_TYPE_UNKNOWN');
    expectAccepted(granting([], { ...grant, decisionTypes: ['scopewijziging', 'pauze'] }), 'MandateGranted');
  });
  it('refuses a sub-mandate of a function that nobody fills', () => {
    expectRefused(granting([granted()], toLead, byAO), 'MANDATE_BEYOND_GRANTOR');
  });
  it.each(['maxAmountPerItem', 'maxAmountCumulative', 'maxDays', 'maxScopeItems'] as const)(
    'keeps %s of a sub-mandate within that of the mandate',
    (limit) => {
      const history = [appointed('AO'), granted({ [limit]: 10 })];
      expectAccepted(granting(history, { ...toLead, [limit]: 10 }, byAO), 'MandateGranted');
      expectRefused(granting(history, { ...toLead, [limit]: 11 }, byAO), 'MANDATE_BEYOND_GRANTOR');
      expectRefused(granting(history, toLead, byAO), 'MANDATE_BEYOND_GRANTOR');
    },
  );
  it('keeps the period of a sub-mandate within that of the mandate', () => {
    const history = [appointed('AO'), granted({ validUntil: '2025-12-31' })];
    expectAccepted(granting(history, { ...toLead, validUntil: '2025-12-31' }, byAO), 'MandateGranted');
    expectRefused(granting(history, { ...toLead, validUntil: '2026-01-01' }, byAO), 'MANDATE_INTERVAL');
    expectRefused(granting(history, toLead, byAO), 'MANDATE_INTERVAL');
    const early = { ...toLead, validFrom: '2025-01-05', validUntil: '2025-12-31' };
    expectRefused(granting(history, early, byAO), 'MANDATE_INTERVAL');
  });
  it('records consent, and lets only the grantor withdraw, once', () => {
    const rules = decideMandates;
    const consent = { grantee: 'AO', person: 'p', by: 'beiden', evidence: 'brief' } as const;
    expectAccepted(when(given(), rules, act.RecordMandateConsent, consent), 'MandateConsentRecorded');
    const fields = { mandateId: 'M-A', reason: 'r' };
    const withdraw = (history: readonly Given[], about: About) =>
      when(given(...history), rules, act.WithdrawMandate, fields, about);
    expectAccepted(withdraw([granted()], { as: 'college' }), 'MandateWithdrawn');
    expectRefused(withdraw([granted()], byAO), 'NOT_THE_BODY');
    expectRefused(withdraw([], { as: 'college' }), 'NOT_FOUND');
    expectRefused(withdraw([granted(), withdrawn], { as: 'college' }), 'NOT_FOUND');
  });
  it('ignores a withdrawal of what is unknown and keeps the first day of two', () => {
    const state = given(withdrawn, granted(), [withdrawn, { on: '2025-06-10' }], [withdrawn, { on: '2025-06-20' }]);
    expect(isValidOn(state.mandates.mandates.get('M-A')!, '2025-06-10')).toBe(false);
    expect(isValidOn(state.mandates.mandates.get('M-A')!, '2025-06-09')).toBe(true);
  });
});
