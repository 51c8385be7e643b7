import type { Role } from '../kernel/roles.js';
import { mayOpen } from '../kernel/audience.js';
import { context, expectAccepted, expectRefused, given, type Given } from '../kernel/test-kit.js';
import { MandateGranted } from '../mandates/events.js';
import { initialOrganisation } from '../organisation/state.js';
import { SecrecyImposed, SecrecyLifted } from '../secrecy/events.js';
import * as act from './commands.js';
import * as happened from './events.js';
import { waitingConditions } from './state.js';
import { D, drafted, proposal, taken, advised, ended, doing, mandate, type About } from './spec-kit.js';

describe('taken decisions', () => {
  const condition = { ...D, conditionId: 'VW-1', owner: 'p', dueOn: '2025-07-01', condition: 'c' };
  const attached = (blocks: 'uitvoering' | 'niets') => happened.ConditionAttached.of({ ...condition, blocks });
  const fulfilled = happened.ConditionFulfilled.of({ conditionId: 'VW-1', evidence: 'e' });
  const revoked = happened.DecisionRevoked.of({ ...D, reason: 'r' });
  const later = taken({ decisionId: 'B-2' });
  const started = happened.ExecutionStarted.of(D);
  const inForce: readonly (readonly [string, new () => object, object])[] = [
    ['ConditionAttached', act.AttachCondition, { ...condition, blocks: 'go' }],
    ['DecisionAttested', act.AttestDecision, { ...D, evidence: 'handtekening' }],
    ['DecisionPublished', act.PublishDecision, { ...D, publicText: 't', wooCategory: 'besluiten' }],
    ['ExecutionStarted', act.StartExecution, D],
    ['ExecutionCompleted', act.CompleteExecution, D],
    ['DecisionSuperseded', act.SupersedeDecision, { ...D, byDecisionId: 'B-2', reason: 'r' }],
    ['DecisionRevoked', act.RevokeDecision, { ...D, reason: 'r' }],
    ['DecisionLapsed', act.RecordLapse, { ...D, reason: 'r' }],
    ['DecisionAnnulled', act.RecordAnnulment, { ...D, reason: 'r' }],
  ];
  it.each(inForce)('X1 take %s only while they are in force', (type, command, fields) => {
    expectAccepted(doing([taken(), later, started], command, fields), type);
    expectRefused(doing([later], command, fields), 'NOT_FOUND');
    expectRefused(doing([taken(), later, started, revoked], command, fields), 'DECISION_NOT_TAKEN');
    // To confirm what was decided is no change of it.
    if (type !== 'DecisionAttested')
      expectRefused(doing([taken(), later, started, ended], command, fields), 'PROGRAMME_ENDED');
  });
  it.each([
    [act.AttachCondition, { ...condition, blocks: 'go' }],
    [act.SupersedeDecision, { ...D, byDecisionId: 'B-2', reason: 'r' }],
    [act.RevokeDecision, { ...D, reason: 'r' }],
  ] as const)('Awb 10:7 leave %p to the body or its mandator', (command, fields) => {
    const history = [mandate, taken({ body: 'AO', basis: 'mandaat', basisMandateId: 'M-A' }), later];
    const by = (as: Role) => doing(history, command as new () => object, fields, { as });
    expect([by('AO').ok, by('college').ok]).toEqual([true, true]);
    expectRefused(by('raad'), 'OTHER_BODY');
  });
  it('S4-08 are of the directie when it decided by its mandate, and of nobody when it had none', () => {
    const decides = (...before: readonly Given[]) => {
      const fields = { ...D, decision: 'd', art169: 'nietVanToepassing' } as const;
      return doing([...before, ...proposal({ body: 'MT' })], act.TakeDecision, fields, { as: 'MT' });
    };
    const mandated = MandateGranted.of({ ...mandate.data, mandateId: 'M-MT', grantee: 'MT' });
    expect(decides(mandated)).toMatchObject({
      events: [{ type: 'DecisionTaken', data: { body: 'MT', basis: 'mandaat', basisMandateId: 'M-MT' } }],
    });
    expectRefused(decides(), 'NO_MANDATE');
  });
  it('are superseded by another decision that is in force', () => {
    const by = (byDecisionId: string) => doing([taken()], act.SupersedeDecision, { ...D, byDecisionId, reason: 'r' });
    expectRefused(by('B-2'), 'NOT_FOUND');
    expectRefused(by('B-1'), 'DEPENDENCY_CYCLE');
  });
  it('X6 are attested once, by another than who recorded them', () => {
    const attest = { ...D, evidence: 'besluitenlijst', listNumber: '3.1' } as const;
    const recorded: Given = [taken(), { actorPerson: 'p-actor' }];
    expectRefused(doing([recorded], act.AttestDecision, attest), 'ATTESTER_IS_RECORDER');
    const attested = happened.DecisionAttested.of(attest);
    expectRefused(doing([taken(), attested], act.AttestDecision, attest), 'ALREADY_ATTESTED');
    const other: Given = [taken(), { actorPerson: 'p-other' }];
    expectAccepted(doing([other], act.AttestDecision, attest), 'DecisionAttested');
  });
  it('D4 are attested also after the programme has ended, as the decision that ended it can only be', () => {
    const attest = { ...D, evidence: 'handtekening' } as const;
    expectAccepted(doing([taken(), ended], act.AttestDecision, attest), 'DecisionAttested');
    expectRefused(doing([drafted(), ended], act.AttestDecision, attest), 'DECISION_NOT_TAKEN');
  });
  it('D4 are attested with evidence, by the body or a secretariat', () => {
    const attest = (fields: Partial<act.AttestDecision>, as: Role) =>
      doing([taken()], act.AttestDecision, { ...D, ...fields }, { as });
    expectRefused(attest({ evidence: 'besluitenlijst' }, 'griffie'), 'EVIDENCE_MISSING');
    for (const as of ['college', 'collegesecretariaat', 'griffie'] as const)
      expectAccepted(attest({ evidence: 'handtekening' }, as), 'DecisionAttested');
    for (const as of ['AO', 'raad'] as const) expectRefused(attest({ evidence: 'handtekening' }, as), 'OTHER_BODY');
  });
  it('Gemw 89 are not published while they are secret', () => {
    const publish = { ...D, publicText: 't', wooCategory: 'besluiten' };
    const secretly: Given = [taken(), { classification: 'geheim', entryId: 'e-besluit' }];
    const imposed = SecrecyImposed.of({
      secrecyId: 'G-1',
      imposedBy: 'college',
      grounds: ['5.1-2-b'],
      byLaw: false,
      liftableBy: 'college',
      entryIds: [],
      decisionIds: ['B-1'],
      documentIds: [],
      meetingIds: [],
      subject: 'S',
    });
    const lifted = SecrecyLifted.of({ secrecyId: 'G-1', liftedBy: 'college', motivation: 'm' });
    const publishing = (history: readonly Given[], about: About = { as: 'collegesecretariaat' }) =>
      doing(history, act.PublishDecision, publish, about);
    expectAccepted(publishing([taken()]), 'DecisionPublished');
    expectRefused(publishing([secretly]), 'DECISION_SECRET');
    expectRefused(publishing([taken(), imposed]), 'DECISION_SECRET');
    expectAccepted(publishing([secretly, imposed, lifted]), 'DecisionPublished');
    const { act: envelope } = context();
    const hidden = { as: 'griffie', act: { ...envelope, classification: 'geheim' } } as const;
    expectRefused(publishing([taken()], hidden), 'DECISION_SECRET');
  });
  it('WOR 25 wait a month with execution against the OR, or without its advice, unless politics come first', () => {
    const start = (history: readonly Given[], day: string) =>
      doing(history, act.StartExecution, D, { as: 'projectleider', day });
    const on = (event: ReturnType<typeof taken>): Given => [event, { on: '2025-05-02' }];
    const against = [...proposal(), advised('OR', 'negatief')];
    expectRefused(start([...against, on(taken())], '2025-06-02'), 'OR_SUSPENDED');
    expectAccepted(start([...against, on(taken())], '2025-06-03'), 'ExecutionStarted');
    expectAccepted(start([...proposal(), advised('OR'), on(taken())], '2025-05-02'), 'ExecutionStarted');
    expectAccepted(start([...against, on(taken({ reservationPrimacy: true }))], '2025-05-02'), 'ExecutionStarted');
    const requested = happened.AdviceRequested.of({ ...D, kind: 'OR' });
    expectRefused(start([...proposal(), requested, on(taken())], '2025-06-02'), 'OR_SUSPENDED');
    const unasked = on(taken({ decisionType: 'systeeminvoering' }));
    expectRefused(start([unasked], '2025-06-02'), 'OR_SUSPENDED');
    expectAccepted(start([unasked], '2025-06-03'), 'ExecutionStarted');
    const shortMonth: Given = [taken(), { on: '2025-01-31' }];
    expectRefused(start([...against, shortMonth], '2025-02-28'), 'OR_SUSPENDED');
    expectAccepted(start([...against, shortMonth], '2025-03-01'), 'ExecutionStarted');
  });
  it('have conditions for what is still to come', () => {
    const attach = (fields: Partial<act.AttachCondition>, ...history: readonly Given[]) =>
      doing([taken(), ...history], act.AttachCondition, { ...condition, blocks: 'uitvoering', ...fields });
    expectAccepted(attach({ dueOn: '2025-06-02' }), 'ConditionAttached');
    expectRefused(attach({ dueOn: '2025-06-01' }), 'DATE_PASSED');
    expectRefused(attach({}, started), 'CONDITION_TOO_LATE');
    expectAccepted(attach({ blocks: 'niets' }, started), 'ConditionAttached');
  });
  it('Awb 10:7 are superseded by a decision of the same body or its mandator, not an older one', () => {
    const first: Given = [taken({ body: 'AO', basis: 'mandaat', basisMandateId: 'M-A' }), { on: '2025-05-01' }];
    const second = (on: string, body: 'AO' | 'college' | 'raad'): Given => [taken({ decisionId: 'B-2', body }), { on }];
    for (const [command, type] of [
      [act.SupersedeDecision, 'DecisionSuperseded'],
      [act.RevokeDecision, 'DecisionRevoked'],
    ] as const) {
      const by = (next: Given) =>
        doing([mandate, first, next], command as new () => object, { ...D, byDecisionId: 'B-2', reason: 'r' });
      expectAccepted(by(second('2025-05-01', 'college')), type);
      expectAccepted(by(second('2025-05-02', 'AO')), type);
      expectRefused(by(second('2025-05-02', 'raad')), 'OTHER_BODY');
      expectRefused(by(second('2025-04-30', 'AO')), 'SUPERSEDED_BY_EARLIER');
      expectRefused(by(revoked), 'NOT_FOUND', 'DECISION_NOT_TAKEN');
    }
  });
  it('Awb 10:8 leave the whole chain of mandators their say', () => {
    const sub = MandateGranted.of({
      mandateId: 'M-P',
      kind: 'mandaat',
      grantor: 'AO',
      grantee: 'projectleider',
      decisionTypes: ['programmastart'],
      subMandateAllowed: false,
      parentMandateId: 'M-A',
      validFrom: '2025-01-01',
    });
    const history = [mandate, sub, taken({ body: 'projectleider', basis: 'mandaat', basisMandateId: 'M-P' })];
    const by = (as: Role) => doing(history, act.RevokeDecision, { ...D, reason: 'r' }, { as });
    expect([by('projectleider').ok, by('AO').ok, by('college').ok]).toEqual([true, true, true]);
    expectRefused(by('BO'), 'OTHER_BODY');
  });
  it('Awb 3:50 are carried out on conditional advice only with conditions, or a motive for going without', () => {
    const given = [...proposal(), advised('OR', 'positiefMitsVoorwaarden')];
    const start = (...history: readonly Given[]) => doing([...given, ...history], act.StartExecution, D);
    expectRefused(start(taken()), 'ADVICE_CONDITIONS_MISSING');
    expectAccepted(start(taken(), attached('niets')), 'ExecutionStarted');
    expectAccepted(start(taken(), attached('uitvoering'), fulfilled), 'ExecutionStarted');
    expectAccepted(start(taken({ adviceDeviation: 'r', deviatesFrom: ['OR'] })), 'ExecutionStarted');
    expectRefused(start(taken({ adviceDeviation: 'r', deviatesFrom: ['financieel'] })), 'ADVICE_CONDITIONS_MISSING');
    const better = advised('OR');
    expectAccepted(start(better, taken()), 'ExecutionStarted');
  });
  it('Woo 3.3 are published once', () => {
    const publish = { ...D, publicText: 't', wooCategory: 'besluiten' };
    const by = { as: 'communicatie' } as const;
    const published = happened.DecisionPublished.of(publish);
    expectAccepted(doing([taken()], act.PublishDecision, publish, by), 'DecisionPublished');
    expectRefused(doing([taken(), published], act.PublishDecision, publish, by), 'ALREADY_PUBLISHED');
  });
  it('wait with execution for the conditions that block it', () => {
    expectRefused(doing([taken(), attached('uitvoering')], act.StartExecution, D), 'CONDITION_BLOCKS_EXECUTION');
    expectAccepted(doing([taken(), attached('niets')], act.StartExecution, D), 'ExecutionStarted');
    expectAccepted(doing([taken(), attached('uitvoering'), fulfilled], act.StartExecution, D), 'ExecutionStarted');
    expectRefused(doing([taken()], act.CompleteExecution, D), 'DECISION_NOT_TAKEN');
    const other = [taken(), attached('uitvoering'), later];
    expectAccepted(doing(other, act.StartExecution, { decisionId: 'B-2' }), 'ExecutionStarted');
  });
  it('have each condition once, and fulfil it once', () => {
    const again = { ...condition, blocks: 'go' } as const;
    expectRefused(doing([taken(), attached('niets')], act.AttachCondition, again), 'ALREADY_EXISTS');
    const fulfil = { conditionId: 'VW-1', evidence: 'e' };
    expectAccepted(doing([taken(), attached('niets')], act.FulfilCondition, fulfil), 'ConditionFulfilled');
    expectRefused(doing([taken()], act.FulfilCondition, fulfil), 'NOT_FOUND');
    expectRefused(doing([taken(), attached('niets'), fulfilled], act.FulfilCondition, fulfil), 'NOT_FOUND');
  });
  it('Gemw 23 show who disagreed: a member of the body, about what was decided', () => {
    const organisation = initialOrganisation();
    organisation.bodies.set('C', { bodyId: 'C', name: 'College', function: 'college', seats: 5 });
    organisation.memberships.push({ bodyId: 'C', person: 'p-lid', from: '2022-06-01', until: '2025-06-03' });
    const dissent = (history: readonly Given[], fields: Partial<act.RecordDissent> = {}, as: Role = 'college') =>
      doing(history, act.RecordDissent, { ...D, position: 'p', ...fields }, { as, organisation, day: '2025-06-10' });
    expectAccepted(dissent([taken()]), 'DissentRecorded');
    expectAccepted(dissent([taken()], { person: 'p-lid' }), 'DissentRecorded');
    expectAccepted(dissent([taken(), revoked]), 'DissentRecorded');
    expectRefused(dissent([taken()], { person: 'p-gast' }), 'NOT_A_MEMBER');
    expectRefused(dissent([[taken(), { on: '2025-06-03' }]], { person: 'p-lid' }), 'NOT_A_MEMBER');
    expectRefused(dissent([taken()], {}, 'raad'), 'NOT_A_MEMBER');
    expectRefused(dissent(proposal()), 'DECISION_NOT_TAKEN');
    expectRefused(dissent([]), 'NOT_FOUND');
  });
  it('let a condition fall with its decision', () => {
    const waits = (...history: readonly Given[]) => waitingConditions(given(...history).decisions, 'uitvoering').length;
    expect(waits(taken(), attached('uitvoering'))).toBe(1);
    expect(waits(taken(), attached('niets'))).toBe(0);
    expect(waits(taken(), attached('uitvoering'), fulfilled)).toBe(0);
    expect(waits(taken(), attached('uitvoering'), revoked)).toBe(0);
  });
  it('Woo 5.2 keep the name of who disagreed and the opinion of an adviser within the organisation, also when the decision is public', () => {
    expect(happened.DissentRecorded.fields.person.seal).toBe('persoon');
    expect(happened.AdviceRendered.fields.view.seal).toBe('persoon');
    expect(mayOpen('openbaar', 'persoon', 'openbaar')).toBe(false);
  });
  it('Awb 10:1 without power are recorded as what happened, and only those', () => {
    const fact = { decisionType: 'kaders', body: 'AO', subject: 'S', decision: 'd' } as const;
    const record = (fields: Partial<act.RecordFactualDecision>, history: readonly Given[] = []) =>
      doing(history, act.RecordFactualDecision, { ...fact, ...fields }, { as: 'projectbureau' });
    expect(record({})).toMatchObject({ events: [{ data: { missingBasis: ['OUTSIDE_AUTHORITY', 'ROLE_VACANT'] } }] });
    expectRefused(record({ body: 'college' }), 'BASIS_IS_VALID');
    expectRefused(record({ decisionType: 'huur' }), 'NOT_FOUND');
    expectRefused(record({ decisionType: 'constructor' }), 'NOT_FOUND');
    expectRefused(record(D, [drafted()]), 'ALREADY_EXISTS');
    expectRefused(
      doing(
        [happened.FactualDecisionRecorded.of({ ...D, ...fact, missingBasis: [] })],
        act.RevokeDecision,
        { ...D, reason: 'r' },
        { as: 'AO' },
      ),
      'DECISION_NOT_TAKEN',
    );
  });
});
