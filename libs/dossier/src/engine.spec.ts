import { createMemoryLog } from '#event-log';
import { commands, type Classification, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { audienceMayOpen, openedEventOf } from './codec.js';
import { SimulatedClock } from './clock.js';
import { dossierKind, Engine } from './engine.js';

const DOSSIER = 'd-klok';

async function story(classification: Classification): Promise<readonly (readonly [string, string])[]> {
  const clock = new SimulatedClock('2025-11-11T10:00:00.000Z');
  const log = createMemoryLog();
  const vault = openVault({ keyring: memoryKeyring() });
  const engine = await Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
  const act = async (name: string, fields: object, as: Role, how: Classification = 'intern'): Promise<void> => {
    const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
    const caller = { person: `p-${as}`, role: 'projectbureau' } as const;
    const result = await engine.handle({ command, stream: DOSSIER, caller, onBehalfOf: as, classification: how });
    if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
  };
  await act('EstablishUrgency', { statement: 's', owner: 'AO' }, 'AO');
  await act('InitiateProgramme', { name: 'Z', objective: 'o', mode: 'projectdriehoek' }, 'AO');
  const ask = { escalationId: 'E-1', level: 'L1', subject: 's', reason: 'r', impact: 'i', ask: 'a' };
  await act('RaiseEscalation', ask, 'projectleider', classification);
  clock.set('2025-11-20T10:00:00.000Z');
  await engine.advanceDossier(DOSSIER);
  const entries = await log.readStream(DOSSIER, 0, 100);
  return entries.flatMap((entry) => {
    const event = openedEventOf(dossierKind.types, vault.open(entry, audienceMayOpen('auditor')), entry.position)!;
    return event.meta.role === 'timekeeper' ? [[event.type, event.meta.classification] as const] : [];
  });
}

it.each(['geheim', 'intern'] as const)(
  'writes what a term does to a thing that is %s as secret as that',
  async (how) => {
    expect(await story(how)).toEqual([
      ['EscalationClockBreached', how],
      ['EscalatedByLapse', how],
    ]);
  },
);
