import { createMemoryLog, placeOf, type EventLog } from '#event-log';
import { commands, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import type { ActResult } from './act.js';
import { Aggregate } from './aggregate.js';
import { SimulatedClock } from './clock.js';
import { dossierKind, Engine } from './engine.js';

/** A log that gives entries their place after the fact, as the one on a server does. */
const DOSSIER = 'd-plaats';
const OTHER = 'd-ander';
const TODAY = '2025-11-11T10:00:00.000Z';
const EARLIER = '2025-11-10';
const vault = openVault({ keyring: memoryKeyring() });

function withoutPlaces(log: EventLog): EventLog {
  const later: EventLog = Object.create(log) as EventLog;
  later.append = async (batch) => {
    const answer = await log.append(batch);
    return answer.kind === 'appended' ? { ...answer, firstPosition: undefined } : answer;
  };
  return later;
}

const actOn =
  (engine: Engine) =>
  (name: string, fields: object, stream = DOSSIER, more: object = {}): Promise<ActResult> => {
    const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
    const caller = { person: 'p', role: 'projectbureau' as Role };
    return engine.handle({ command, stream, caller, onBehalfOf: 'AO', ...more });
  };

it('tells no position that it does not know, and folds as a later reader does', async () => {
  const log = createMemoryLog();
  const clock = new SimulatedClock(TODAY);
  const source = 'urn:nld:oin:0:systeem:test';
  const engine = await Engine.open({ log: withoutPlaces(log), vault, clock, source, server: 'a' });
  const act = actOn(engine);
  const urgency = { statement: 's', owner: 'AO' };
  const first = await act('EstablishUrgency', urgency);
  expect(first).toMatchObject({ kind: 'recorded', position: undefined, events: [{ position: undefined }] });
  // What others record in between makes places higher than this process can know.
  for (let n = 0; n < 5; n++) await act('EstablishUrgency', urgency, `${OTHER}${n}`);
  const start = { name: 'Z', objective: 'o', mode: 'projectdriehoek' };
  const key = { idempotencyKey: 'sleutel' };
  expect(await act('InitiateProgramme', start, DOSSIER, key)).toMatchObject({ kind: 'recorded', position: undefined });
  // Late, so that it sorts before the others and all is folded again; then one of today behind them.
  await act('EstablishUrgency', { ...urgency, statement: 'eerder' }, DOSSIER, { occurredAt: EARLIER });
  await act('EstablishUrgency', { ...urgency, statement: 'nu' });
  const warm = await engine.dossier(DOSSIER);
  const places = (await log.readStream(DOSSIER, 0, 100)).map(({ position }) => position as number);
  expect(places).toHaveLength(4);
  expect(warm.position).toBeLessThan(places.at(-1)!);
  const cold = await Aggregate.load(DOSSIER, dossierKind, log, vault);
  expect(warm.state).toEqual(cold.state);
  expect([warm.revision, [...warm.commands]]).toEqual([cold.revision, [...cold.commands]]);
  expect([cold.position, cold.revision]).toEqual([places.at(-1), places.length - 1]);
  // Asked again, it has its place by now.
  const again = await act('InitiateProgramme', start, DOSSIER, key);
  expect(again).toMatchObject({ kind: 'recorded', repeated: true, position: await placeOf(log, DOSSIER, 1) });
});
