import type { DossierContext, DossierState } from '../dossier.js';
import { FrameAdopted } from '../frames/events.js';
import { calendarWith } from '../kernel/calendar.js';
import type { NewEvent } from '../kernel/event.js';
import type { Role } from '../kernel/roles.js';
import { given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { DEFAULT_POLICY, type Policy } from '../organisation/policy.js';
import { BaselineSet, ScopeChangeProposed } from '../scope/events.js';
import { decideInformationDuties as rules } from './decide.js';
import * as made from './events.js';
import { informationDutySignals } from './signals.js';

// A dossier of the example municipality around one scope change, for the specs of this slice.

const SHA = 'a'.repeat(64);
export const euro = (amount: number): number => amount * 100;
export const calendar = calendarWith([]);
export type Dated = readonly [NewEvent, { readonly on: string }];
export const started: Given = [
  ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' }),
  { on: '2025-01-14' },
];
export const raadFrame = (more: Partial<Parameters<typeof FrameAdopted.of>[0]> = {}): Given => [
  FrameAdopted.of({
    frameId: 'K-raad',
    owner: 'raad',
    scope: 's',
    credit: euro(1_450_000),
    contingency: euro(150_000),
    tolerances: [],
    norms: [],
    informRaadWithin: 10,
    informRaadAbovePercent: 50,
    informRaadAboveDays: 20,
    decisionId: 'B-raad',
    ...more,
  }),
  { on: '2025-04-24' },
];
export const baseline = (number: number, cumulativeAmount: number, changeIds: readonly string[] = []): NewEvent =>
  BaselineSet.of({
    baselineId: `B${number}`,
    number,
    ...(number === 0 ? {} : { parent: `B${number - 1}` }),
    decisionId: `B-${number}`,
    changeIds,
    items: [{ itemId: 'P', kind: 'proces', count: 46 }],
    itemCount: 46,
    cumulativeAmount,
  });
export const proposed = (changeId: string, on: string): Given => [
  ScopeChangeProposed.of({ changeId, subject: 's', motivation: 'm', added: [], removed: [], amount: 0, days: 0 }),
  { on },
];
export const impact = (changeId: string, amount: number, days = 0, milestoneId?: string) => ({
  changeId,
  amount,
  days,
  scopeItems: 0,
  hardDeadlineTouched: false,
  benefitDropped: false,
  normLowered: false,
  ...(milestoneId === undefined ? {} : { milestoneId }),
});
export const owed = (
  more: Partial<Parameters<typeof made.InformationDutyIncurred.of>[0]> = {},
  on = '2025-11-25',
): Dated => [
  made.InformationDutyIncurred.of({
    dutyId: 'IP-1',
    kind: 'kader',
    owing: 'college',
    creditor: 'raad',
    subject: 'Noodkoppeling',
    about: ['SW-02'],
    knownOn: '2025-11-25',
    dueOn: '2025-12-09',
    ...more,
  }),
  { on },
];
export const delivered = (
  more: Partial<Parameters<typeof made.InformationDelivered.of>[0]> = {},
  on = '2025-12-12',
): Dated => [
  made.InformationDelivered.of({
    deliveryId: 'L-1',
    to: 'raad',
    wholeBody: true,
    channel: 'brief',
    subject: 'Raadsbrief',
    sha256: SHA,
    covers: ['SW-02'],
    ...more,
  }),
  { on },
];
export const base: readonly Given[] = [started, raadFrame(), baseline(0, 0), proposed('SW-02', '2025-11-25')];
export const letter = {
  deliveryId: 'L-1',
  to: 'raad' as const,
  wholeBody: true,
  channel: 'brief' as const,
  subject: 'Raadsbrief',
  sha256: SHA,
  covers: ['SW-02'],
  fulfils: ['IP-1'],
};
export type About = Partial<DossierContext> & { readonly as?: Role };
export const ON: About = { as: 'college', day: '2025-12-12' };
export const doing = <C extends object>(
  history: readonly Given[],
  command: new () => C,
  fields: Partial<C>,
  about: About = ON,
) => when(given(...history), rules, command, fields, about);
export const signals = (state: DossierState, day: string, policy: Policy = DEFAULT_POLICY) =>
  informationDutySignals(state, day, policy, calendar);
export const codes = (state: DossierState, day: string) => signals(state, day).map(({ code }) => code);
export const duty = (state: DossierState, dutyId = 'IP-1') => state.informationDuties.duties.get(dutyId)!;
