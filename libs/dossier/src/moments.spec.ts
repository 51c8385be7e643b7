import { organisationEvents, policyOn, initialOrganisation } from '#governance';
import { atMoment } from './as-of.js';
import type { AnyEvent } from './codec.js';
import { organisationKind } from './engine.js';

const adopted = (version: number, recordedOn: string, effectiveFrom: string, lateAfterDays: number): AnyEvent => ({
  type: organisationEvents.PolicyAdopted.type,
  data: { policyVersion: version, effectiveFrom, settings: JSON.stringify({ lateAfterDays }), title: 't' },
  meta: {
    entryId: `e-${version}`,
    position: version,
    day: recordedOn,
    recordedAt: `${recordedOn}T10:00:00.000Z`,
  } as never,
});
const lateAfter = (events: readonly AnyEvent[], day: string, knownUntil?: string): number => {
  const organisation = initialOrganisation();
  for (const event of atMoment(events, { day, knownUntil })) organisationKind.evolve(organisation, event);
  return policyOn(organisation, day).policy.lateAfterDays;
};

it('a retroactive policy changes the past only for K after its recording (§4.13)', () => {
  const events = [adopted(1, '2025-01-06', '2025-01-06', 5), adopted(2, '2025-09-01', '2025-03-01', 3)];
  expect(lateAfter(events, '2025-06-01')).toBe(3);
  expect(lateAfter(events, '2025-02-01')).toBe(5);
  expect(lateAfter(events, '2025-06-01', '2025-08-31T22:00:00.000Z')).toBe(5);
});
