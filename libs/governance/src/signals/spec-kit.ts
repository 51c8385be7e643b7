import { RoleAppointed, RoleEnded } from '../coalition/events.js';
import { ProposalDrafted, ProposalSubmitted } from '../decisions/events.js';
import { taken as decisionTaken, type TakenData } from '../decisions/spec-kit.js';
import type { NewEvent } from '../kernel/event.js';
import { given, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { MandateGranted } from '../mandates/events.js';
import { initialOrganisation } from '../organisation/state.js';
import { deriveSignals } from './derive.js';

/** A programme that has begun, and what happens in it: for specs of signals only. */
export const on = (event: NewEvent, day: string) => [event, { on: day }] as const;
export const START = '2025-01-14';
export const start = on(ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' }), START);

/** The signals of one code on a day. */
export const codes = (day: string, code: string, history: readonly Given[], organisation = initialOrganisation()) =>
  deriveSignals(given(start, ...history), organisation, day).filter((signal) => signal.code === code);

type Role = 'BO' | 'AO' | 'projectleider';
export const appointed = (role: Role, person: string, day: string) =>
  on(RoleAppointed.of({ role, person, hired: false }), day);
export const left = (role: Role, person: string, day: string) => on(RoleEnded.of({ role, person }), day);

export const mandate = (mandateId: string, grantee: 'AO' | 'BO', validUntil?: string) =>
  on(
    MandateGranted.of({
      mandateId,
      kind: 'mandaat',
      grantor: 'college',
      grantee,
      decisionTypes: ['fase'],
      subMandateAllowed: false,
      validFrom: START,
      ...(validUntil === undefined ? {} : { validUntil }),
    }),
    START,
  );

export const taken = (decisionId: string, fields: Partial<TakenData> = {}) =>
  decisionTaken({ decisionId, decisionType: 'kaders', subject: 's', ...fields });
export const drafted = on(
  ProposalDrafted.of({
    decisionId: 'V',
    decisionType: 'kaders',
    body: 'college',
    subject: 's',
    question: 'q',
    objectives: [],
    dependsOn: [],
    topics: [],
    isAwbDecision: false,
  }),
  '2025-06-02',
);
export const submitted = on(ProposalSubmitted.of({ decisionId: 'V' }), '2025-06-02');
