import fc from 'fast-check';
import { RoleAppointed } from '../coalition/events.js';
import { ObjectiveSet } from '../frames/events.js';
import { context, expectAccepted, expectRefused, given, type Given } from '../kernel/test-kit.js';
import { initialOrganisation } from '../organisation/state.js';
import * as act from './commands.js';
import * as happened from './events.js';
import { takeOwnDecision } from './taking.js';
import {
  D,
  drafted,
  effects,
  option,
  options,
  submitted,
  proposal,
  taken,
  advised,
  rejected,
  ended,
  college,
  doing,
  type About,
  mandate,
} from './spec-kit.js';

describe('proposals', () => {
  const draft = { decisionType: 'kaders', body: 'college', subject: 'S', question: 'q', objectives: [] } as const;
  it('S3-01 begin with a known type, once', () => {
    expectAccepted(doing([], act.DraftProposal, draft), 'ProposalDrafted');
    expectRefused(doing([], act.DraftProposal, { ...draft, decisionType: 'huur' }), 'NOT_FOUND');
    expectRefused(doing([drafted()], act.DraftProposal, { ...draft, ...D }), 'ALREADY_EXISTS');
    expectRefused(doing([ended], act.DraftProposal, draft), 'PROGRAMME_ENDED');
  });
  it('S3-03 cite objectives that were set', () => {
    const set = ObjectiveSet.of({ objectiveId: 'D-1', objective: 'De klant centraal' });
    const cite = (...objectives: readonly string[]) => doing([set], act.DraftProposal, { ...draft, objectives });
    expectAccepted(cite('D-1'), 'ProposalDrafted');
    expect(cite('D-1')).toMatchObject({ events: [{ data: { objectives: ['D-1'] } }] });
    expectRefused(cite('D-1', 'D-9'), 'NOT_FOUND');
  });
  it('refuse a circle of decisions that wait for each other', () => {
    const history = [drafted({ decisionId: 'B-2', dependsOn: ['B-1'] }), drafted({ decisionId: 'B-3' })];
    const on = (dependsOn: readonly string[]) => doing(history, act.DraftProposal, { ...draft, ...D, dependsOn });
    expectAccepted(on(['B-3']), 'ProposalDrafted');
    expectRefused(on(['B-3', 'B-2']), 'DEPENDENCY_CYCLE');
    expectRefused(on(['B-1']), 'DEPENDENCY_CYCLE');
  });
  it('never come to wait for themselves, in whatever order they are drafted', () => {
    const ids = ['B-1', 'B-2', 'B-3', 'B-4', 'B-5'] as const;
    const anId = fc.constantFrom(...ids);
    fc.assert(
      fc.property(fc.array(fc.tuple(anId, fc.uniqueArray(anId)), { maxLength: 8 }), (drafts) => {
        const history: Given[] = [];
        for (const [decisionId, dependsOn] of drafts)
          if (doing(history, act.DraftProposal, { ...draft, decisionId, dependsOn }).ok)
            history.push(drafted({ decisionId, dependsOn }));
        const { decisions } = given(...history).decisions;
        // Whatever waits for nothing that is left can be taken; in the end nothing may be left.
        let left = [...decisions.values()];
        for (let before = -1; left.length !== before;) {
          before = left.length;
          left = left.filter((each) => each.dependsOn.some((id) => left.some(({ decisionId }) => decisionId === id)));
        }
        expect(left).toEqual([]);
      }),
    );
  });
  it('S3-01 hold every option once and doing nothing once', () => {
    const record = { ...D, optionId: 'O-1', doNothing: true, label: 'l', ...effects };
    expectAccepted(doing([drafted()], act.RecordOption, record), 'OptionRecorded');
    expectRefused(doing([drafted(), option('O-1')], act.RecordOption, record), 'ALREADY_EXISTS');
    expectRefused(doing([drafted(), option('O-9', true)], act.RecordOption, record), 'OPTION_EFFECTS');
    expectRefused(doing([], act.RecordOption, record), 'NOT_FOUND');
  });
  it('S3-01 are submitted with two options, one of them doing nothing', () => {
    expectAccepted(doing([drafted(), ...options], act.SubmitProposal, D), 'ProposalSubmitted');
    expectRefused(doing([drafted(), options[0]!], act.SubmitProposal, D), 'OPTIONS_MISSING');
    expectRefused(doing([drafted(), option('O-1'), option('O-2')], act.SubmitProposal, D), 'OPTIONS_MISSING');
    expectAccepted(doing([drafted({ decisionType: 'pauze' })], act.SubmitProposal, D), 'ProposalSubmitted');
  });
  it('S3-01 are submitted once, so that the day of submission stands', () => {
    expectRefused(doing(proposal(), act.SubmitProposal, D), 'PROPOSAL_SUBMITTED');
    const state = given(drafted(), [submitted, { on: '2025-06-03' }], [submitted, { on: '2025-06-09' }]);
    expect(state.decisions.decisions.get('B-1')?.submittedOn).toBe('2025-06-03');
  });
  const advice = { ...D, kind: 'financieel' } as const;
  const open: readonly (readonly [string, new () => object, object])[] = [
    ['ProposalRejected', act.RejectProposal, { ...D, reason: 'r' }],
    ['ProposalWithdrawn', act.WithdrawProposal, { ...D, reason: 'r' }],
    ['DecisionDeferred', act.DeferDecision, { ...D, reason: 'r' }],
    ['AdviceRequested', act.RequestAdvice, advice],
    ['QuestionRaised', act.RaiseQuestion, { ...D, question: 'q' }],
    ['IntentionStated', act.StateIntention, { ...D, pending: ['OR'] }],
  ];
  it.each(open)('take %s only while they are open', (type, command, fields) => {
    expectAccepted(doing(proposal(), command, fields), type);
    expectRefused(doing([], command, fields), 'NOT_FOUND');
    expectRefused(doing([...proposal(), rejected], command, fields), 'PROPOSAL_CLOSED');
    expectRefused(doing([...proposal(), taken()], command, fields), 'DECISION_TAKEN');
  });
  it.each([
    [act.RejectProposal, { ...D, reason: 'r' }],
    [act.DeferDecision, { ...D, reason: 'r' }],
    [act.StateIntention, { ...D, pending: ['OR'] }],
  ] as const)('leave %p to the body they lie with', (command, fields) => {
    expectRefused(doing(proposal(), command as new () => object, fields, { as: 'raad' }), 'OTHER_BODY');
  });
  it('WOR 25 know an intention only after submission', () => {
    expectRefused(doing([drafted()], act.StateIntention, { ...D, pending: ['OR'] }), 'PROPOSAL_NOT_SUBMITTED');
  });
  it('S3-02 take advice and answers to known questions', () => {
    const rendered = { ...advice, verdict: 'positief', facts: 'f' } as const;
    const controller = { as: 'concerncontroller' } as const;
    expectAccepted(doing([drafted()], act.RenderAdvice, rendered, controller), 'AdviceRendered');
    expectRefused(doing([], act.RenderAdvice, rendered, controller), 'NOT_FOUND');
    const asked = happened.QuestionRaised.of({ ...D, questionId: 'V-1', question: 'q' });
    const answer = { ...D, questionId: 'V-1', answer: 'a' };
    expectAccepted(doing([drafted(), asked], act.AnswerQuestion, answer), 'QuestionAnswered');
    expectRefused(doing([drafted()], act.AnswerQuestion, answer), 'NOT_FOUND');
  });
});

describe('proposals on their way', () => {
  it.each([
    ['OR', 'OR', true],
    ['OR', 'adviseur', false],
    ['DPIA', 'FG', true],
    ['DPIA', 'CISO', false],
    ['CISO', 'CISO', true],
    ['CISO', 'FG', false],
    ['financieel', 'adviseur', true],
    ['financieel', 'communicatie', false],
    ['juridisch', 'partner', true],
  ] as const)('S3-02 take %s advice of %s: %s', (kind, as, good) => {
    const fields = { ...D, kind, verdict: 'positief', facts: 'f' } as const;
    const outcome = doing([drafted()], act.RenderAdvice, fields, { as });
    if (good) expectAccepted(outcome, 'AdviceRendered');
    else expectRefused(outcome, 'OTHER_ADVISER');
  });
  it('are rejected or deferred only after they were submitted', () => {
    expectRefused(doing([drafted()], act.RejectProposal, { ...D, reason: 'r' }), 'PROPOSAL_NOT_SUBMITTED');
    expectRefused(doing([drafted()], act.DeferDecision, { ...D, reason: 'r' }), 'PROPOSAL_NOT_SUBMITTED');
  });
  it('have terms that end after they begin', () => {
    const defer = (until: string) => doing(proposal(), act.DeferDecision, { ...D, reason: 'r', until });
    expectAccepted(defer('2025-06-02'), 'DecisionDeferred');
    expectRefused(defer('2025-06-01'), 'DATE_PASSED');
    const ask = (dueOn: string) => doing(proposal(), act.RequestAdvice, { ...D, kind: 'OR', dueOn });
    expectAccepted(ask('2025-06-02'), 'AdviceRequested');
    expectRefused(ask('2025-06-01'), 'DATE_PASSED');
  });
  it('WOR 25 say in an intention what the decision waits for', () => {
    expectRefused(doing(proposal(), act.StateIntention, { ...D, pending: [] }), 'NOTHING_PENDING');
    expectAccepted(doing(proposal(), act.StateIntention, { ...D, pending: ['krediet'] }), 'IntentionStated');
  });
});

describe('taking a decision', () => {
  const take = { ...D, decision: 'd', art169: 'nietVanToepassing' } as const;
  const taking = (history: readonly Given[], more: Partial<act.TakeDecision> = {}, about: About = college) =>
    doing(history, act.TakeDecision, { ...take, ...more }, about);

  it('S3-01 follows a submitted proposal', () => {
    expectAccepted(taking(proposal()), 'DecisionTaken');
    expectRefused(taking([]), 'NOT_FOUND');
    expectRefused(taking([drafted(), ...options]), 'PROPOSAL_NOT_SUBMITTED');
    expectRefused(taking([drafted(), submitted]), 'OPTIONS_MISSING');
    expectRefused(taking([...proposal(), rejected]), 'PROPOSAL_CLOSED');
    expectRefused(taking([...proposal(), taken()]), 'DECISION_TAKEN');
  });
  it('keeps what the proposal said about topics and the Awb', () => {
    expect(taking(proposal())).toMatchObject({ events: [{ data: { topics: ['T-1'], isAwbDecision: true } }] });
  });
  it('S3-02 shows the questions that are still open', () => {
    const asked = (questionId: string) => happened.QuestionRaised.of({ ...D, questionId, question: 'q' });
    const answered = happened.QuestionAnswered.of({ ...D, questionId: 'V-1', answer: 'a' });
    const outcome = taking([...proposal(), asked('V-1'), asked('V-2'), answered]);
    expect(outcome).toMatchObject({ events: [{ data: { openQuestions: 1 } }] });
  });
  it('S3-01 chooses an option of the proposal', () => {
    expectAccepted(taking(proposal(), { chosenOption: 'O-2' }), 'DecisionTaken');
    expectRefused(taking(proposal(), { chosenOption: 'O-9' }), 'OPTION_UNKNOWN');
  });
  it('asks mandatory advice, or a reason for going without', () => {
    const frames = proposal({ decisionType: 'kaders' });
    expectRefused(taking(frames), 'ADVICE_MISSING');
    expectRefused(taking([...frames, advised('juridisch')]), 'ADVICE_MISSING');
    expectAccepted(taking([...frames, advised('financieel')]), 'DecisionTaken');
    expectAccepted(taking(frames, { adviceDeviation: 'spoed' }), 'DecisionTaken');
  });
  it('Awb 3:50 says why it goes against advice', () => {
    const against = (kind: happened.AdviceKind) => [...proposal(), advised(kind, 'negatief')];
    for (const kind of ['OR', 'financieel', 'communicatie'] as const) {
      expectRefused(taking(against(kind)), 'ADVICE_NOT_FOLLOWED');
      expectAccepted(taking(against(kind), { adviceDeviation: 'r' }), 'DecisionTaken');
    }
    expectAccepted(taking([...proposal(), advised('OR')]), 'DecisionTaken');
    expectAccepted(taking([...against('OR'), advised('OR')]), 'DecisionTaken');
  });
  it('Awb 3:50 names the advice that its motive is about, and no other', () => {
    const history = [
      ...proposal({ decisionType: 'gunning' }),
      advised('juridisch', 'negatief'),
      advised('OR', 'positiefMitsVoorwaarden'),
      advised('communicatie'),
    ];
    expect(taking(history, { adviceDeviation: 'r' })).toMatchObject({
      events: [{ data: { adviceDeviation: 'r', deviatesFrom: ['financieel', 'juridisch', 'OR'] } }],
    });
    const plain = taking(proposal(), { adviceDeviation: 'r' });
    expect(plain.ok && plain.events[0]?.data).not.toHaveProperty('deviatesFrom');
  });
  it('WOR 25 waits for the advice of the OR that the intention names, or says why not', () => {
    const waiting = [...proposal(), happened.IntentionStated.of({ ...D, pending: ['OR'] })];
    expectRefused(taking(waiting), 'ADVICE_MISSING');
    expectAccepted(taking(waiting, { adviceDeviation: 'r' }), 'DecisionTaken');
    expectAccepted(taking([...waiting, advised('OR')]), 'DecisionTaken');
  });
  it('WOR 46d relies on politics first only as a political body', () => {
    const primacy = { reservationPrimacy: true } as const;
    expectAccepted(taking(proposal(), primacy), 'DecisionTaken');
    const AO = RoleAppointed.of({ role: 'AO', person: 'p', hired: false });
    const byAO = [...proposal({ body: 'AO' }), AO, mandate];
    expectAccepted(taking(byAO, {}, { as: 'AO' }), 'DecisionTaken');
    expectRefused(taking(byAO, primacy, { as: 'AO' }), 'PRIMACY_NOT_POLITICAL');
  });
  it('ends its effect after it begins', () => {
    expectAccepted(taking(proposal(), { effectiveFrom: '2025-07-01', expiresOn: '2025-07-01' }), 'DecisionTaken');
    expectRefused(taking(proposal(), { effectiveFrom: '2025-07-01', expiresOn: '2025-06-30' }), 'DATE_PASSED');
    expectRefused(taking(proposal(), { expiresOn: '2025-06-01' }), 'DATE_PASSED');
  });
  it.each([
    ['raad', 21, 11, true],
    ['raad', 21, 10, false],
    ['raad', 21, 22, false],
    ['college', 5, 3, true],
    ['college', 4, 2, true],
    ['college', 5, 2, false],
    ['college', 5, 6, false],
  ] as const)(
    'Gemw 20 29 56 asks of a %s of %i that enough members vote, once each: %i is %s',
    (of, seats, n, good) => {
      const organisation = initialOrganisation();
      organisation.bodies.set('O', { bodyId: 'O', name: 'Orgaan', function: of, seats });
      const history = proposal({ decisionType: 'kaders', body: of });
      const outcome = taking(
        [...history, advised('financieel')],
        { votesFor: n, votesAgainst: 0 },
        { as: of, organisation },
      );
      if (good) expectAccepted(outcome, 'DecisionTaken');
      else expectRefused(outcome, 'QUORUM_MISSING');
    },
  );
  it('S3-01 needs a proposal when the policy asks options or advice, and none when it does not', () => {
    const codes = (decisionType: string) => {
      const own = { decisionType, body: 'college', subject: 's', decision: 'd', topics: [] } as const;
      return takeOwnDecision(own, given(), context({ as: 'college' })).broken.map(({ refusal }) => refusal.code);
    };
    expect(codes('kaders')).toEqual(['PROPOSAL_MISSING']);
    expect(codes('ontheffing')).toEqual(['PROPOSAL_MISSING']);
    expect(codes('pauze')).toEqual([]);
  });
  it('S3-01 follows a proposal of its own kind, to its own body', () => {
    const own = { ...D, decisionType: 'pauze', body: 'college', subject: 's', decision: 'd', topics: [] } as const;
    const codes = (history: readonly Given[]) => {
      const then = given(...history);
      return takeOwnDecision(own, then, context({ as: 'college', then })).broken.map(({ refusal }) => refusal.code);
    };
    expect(codes(proposal({ decisionType: 'pauze' }))).toEqual([]);
    expect(codes(proposal({ decisionType: 'rol' }))).toEqual(['PROPOSAL_OF_OTHER']);
    expect(codes(proposal({ decisionType: 'pauze', body: 'AO' }))).toEqual(['PROPOSAL_OF_OTHER']);
  });
  it('Gemw 169 waits until the raad was heard', () => {
    const intention = (pending: 'OR' | 'wensenEnBedenkingen') =>
      happened.IntentionStated.of({ ...D, pending: [pending] });
    const history = [...proposal(), intention('wensenEnBedenkingen')];
    expectRefused(taking(history), 'RAAD_NOT_HEARD');
    expectAccepted(taking(history, { art169: 'raadGehoord' }), 'DecisionTaken');
    expectAccepted(taking([...proposal(), intention('OR'), advised('OR')]), 'DecisionTaken');
  });
  it('Gemw 189 waits for the raad when credit is pending', () => {
    const intention: Given = [happened.IntentionStated.of({ ...D, pending: ['krediet'] }), { on: '2025-05-10' }];
    const byRaad = (on: string, body: 'raad' | 'college' = 'raad'): Given => [
      taken({ decisionId: 'B-raad', decisionType: 'kaders', body }),
      { on },
    ];
    const history = [...proposal(), intention];
    const revoked = happened.DecisionRevoked.of({ decisionId: 'B-raad', reason: 'r' });
    const instead = happened.IntentionStated.of({ ...D, pending: ['OR'] });
    expectRefused(taking(history), 'CREDIT_PENDING');
    expectRefused(taking([byRaad('2025-05-09'), ...history]), 'CREDIT_PENDING');
    expectRefused(taking([...history, byRaad('2025-05-10', 'college')]), 'CREDIT_PENDING');
    expectRefused(taking([...history, byRaad('2025-05-10'), revoked]), 'CREDIT_PENDING');
    expectAccepted(taking([...history, byRaad('2025-05-10')]), 'DecisionTaken');
    expectAccepted(taking([...history, instead, advised('OR')]), 'DecisionTaken');
  });
  it('Gemw 30 asks the raad for votes, and anybody who votes for a majority', () => {
    const raad = { as: 'raad' } as const;
    const history = proposal({ decisionType: 'groot-project', body: 'raad' });
    expectRefused(taking(history, {}, raad), 'VOTES_MISSING');
    expectRefused(taking(history, { votesFor: 14, votesAgainst: 14 }, raad), 'VOTES_AGAINST');
    expectAccepted(taking(history, { votesFor: 15, votesAgainst: 14 }, raad), 'DecisionTaken');
    expectRefused(taking(proposal(), { votesFor: 1, votesAgainst: 4 }), 'VOTES_AGAINST');
  });
  it('S1-05 is of the body that has the power, on its own ground or a mandate', () => {
    const byAO = proposal({ body: 'AO' });
    const AO = RoleAppointed.of({ role: 'AO', person: 'p', hired: false });
    expectRefused(taking(byAO, {}, { as: 'AO' }), 'NO_MANDATE');
    expect(taking([...byAO, AO, mandate], {}, { as: 'AO' })).toMatchObject({
      events: [{ data: { basis: 'mandaat', basisMandateId: 'M-A' } }],
    });
    const by = (basisMandateId: string) => taking([...byAO, AO, mandate], { basisMandateId }, { as: 'AO' });
    expect(by('M-A')).toMatchObject({ events: [{ data: { basisMandateId: 'M-A' } }] });
    expectRefused(by('M-9'), 'NO_MANDATE');
    expectRefused(taking([...proposal(), mandate], { basisMandateId: 'M-A' }), 'MANDATE_OF_OTHER');
    expectRefused(taking(proposal(), {}, { as: 'MT' }), 'NOT_THE_BODY');
    expect(taking(proposal())).toMatchObject({ events: [{ data: { basis: 'eigen' } }] });
  });
});
