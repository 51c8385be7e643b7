import { createMemoryLog } from '#event-log';
import { secrecyEvents, type Audience } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { audienceMayOpen, EventTypes, openedEventOf } from './codec.js';
import { SimulatedClock } from './clock.js';
import { Engine } from './engine.js';
import { READS_SUFFIX } from './secret-reads.js';

it('records once a quarter of an hour who reads what is secret, for auditors alone to see', async () => {
  const clock = new SimulatedClock('2025-11-11T10:00:00.000Z');
  const log = createMemoryLog();
  const vault = openVault({ keyring: memoryKeyring() });
  const engine = await Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
  const caller = { person: 'p-raadslid', role: 'raadslid' } as const;
  const reading = { dossier: 'd-1', caller, audience: 'raad', document: 'raadsrapportage', position: 7 } as const;
  const read = (more: object = {}) => engine.recordSecretRead({ ...reading, secrecyIds: ['GH-1'], ...more });
  await read();
  await read();
  await read({ position: 8 });
  await read({ caller: { person: 'p-ander', role: 'raadslid' } });
  clock.set('2025-11-11T10:16:00.000Z');
  await read();

  const types = new EventTypes(secrecyEvents);
  const entries = await log.readStream(`d-1${READS_SUFFIX}a`, 0, 10);
  const seenBy = (audience: Audience) =>
    entries.flatMap(
      (entry) => openedEventOf(types, vault.open(entry, audienceMayOpen(audience)), entry.position) ?? [],
    );
  expect(seenBy('auditor').map(({ data }) => [data['reader'], data['atPosition']])).toEqual([
    ['p-raadslid', 7],
    ['p-raadslid', 8],
    ['p-ander', 7],
    ['p-raadslid', 7],
  ]);
  expect([seenBy('raad'), seenBy('ambtelijk'), seenBy('openbaar')]).toEqual([[], [], []]);
});

it('gives nothing that it could not record, and does not take the next try for a repeat', async () => {
  const clock = new SimulatedClock('2025-11-11T10:00:00.000Z');
  const log = createMemoryLog();
  const vault = openVault({ keyring: memoryKeyring() });
  const engine = await Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
  const caller = { person: 'p-raadslid', role: 'raadslid' } as const;
  const read = () =>
    engine.recordSecretRead({ dossier: 'd-1', caller, audience: 'raad', document: 'x', position: 7, secrecyIds: [] });
  const full = jest.spyOn(log, 'append').mockResolvedValue({ kind: 'overloaded', retryAfterMs: 1 });
  await expect(read()).rejects.toThrow('kon niet worden vastgelegd');
  full.mockRestore();
  await read();
  expect(await log.readStream(`d-1${READS_SUFFIX}a`, 0, 10)).toHaveLength(1);
});
