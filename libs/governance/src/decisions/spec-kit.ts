import type { DossierContext } from '../dossier.js';
import type { Role } from '../kernel/roles.js';
import { given, when, type Given } from '../kernel/test-kit.js';
import { MandateGranted } from '../mandates/events.js';
import { ProgrammeTerminated } from '../lifecycle/events.js';
import type * as act from './commands.js';
import { decideDecisions } from './decide.js';
import * as happened from './events.js';

export const D = { decisionId: 'B-1' };
export type Drafted = Parameters<typeof happened.ProposalDrafted.of>[0];
export type TakenData = Parameters<typeof happened.DecisionTaken.of>[0];
export const drafted = (fields: Partial<Drafted> = {}) =>
  happened.ProposalDrafted.of({
    ...D,
    decisionType: 'programmastart',
    body: 'college',
    subject: 'S',
    question: 'q',
    objectives: [],
    dependsOn: [],
    topics: ['T-1'],
    isAwbDecision: true,
    ...fields,
  });
export const effects = { effectScope: 's', effectTime: 't', effectMoney: 'm', effectQuality: 'q', effectRisk: 'r' };
export const option = (optionId: string, doNothing = false) =>
  happened.OptionRecorded.of({ ...D, optionId, doNothing, label: 'l', ...effects });
export const options = [option('O-1', true), option('O-2')];
export const submitted = happened.ProposalSubmitted.of(D);
export const proposal = (fields: Partial<Drafted> = {}): readonly Given[] => [drafted(fields), ...options, submitted];
export const taken = (fields: Partial<TakenData> = {}) =>
  happened.DecisionTaken.of({
    ...D,
    decisionType: 'programmastart',
    body: 'college',
    subject: 'S',
    decision: 'd',
    basis: 'eigen',
    topics: [],
    isAwbDecision: false,
    art169: 'nietVanToepassing',
    openQuestions: 0,
    dependsOn: [],
    informs: [],
    ...fields,
  });
export const advised = (kind: happened.AdviceKind, verdict: act.RenderAdvice['verdict'] = 'positief') =>
  happened.AdviceRendered.of({ ...D, kind, verdict, facts: 'f' });
export const rejected = happened.ProposalRejected.of({ ...D, reason: 'r' });
export const ended = ProgrammeTerminated.of({ causes: [], explanation: 'e' });

export type About = Partial<DossierContext> & { readonly as?: Role };
export const college: About = { as: 'college' };
export const doing = <C extends object>(
  history: readonly Given[],
  command: new () => C,
  fields: Partial<C>,
  about: About = college,
) => when(given(...history), decideDecisions, command, fields, about);

export const mandate = MandateGranted.of({
  mandateId: 'M-A',
  kind: 'mandaat',
  grantor: 'college',
  grantee: 'AO',
  decisionTypes: ['programmastart'],
  subMandateAllowed: false,
  validFrom: '2025-01-01',
});
