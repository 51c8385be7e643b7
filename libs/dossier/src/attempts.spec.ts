import { createMemoryLog } from '#event-log';
import { commands, type Classification, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { ATTEMPTS_SUFFIX } from './attempts.js';
import { SimulatedClock } from './clock.js';
import { audienceMayOpen, EventTypes, openedEventOf } from './codec.js';
import { Engine } from './engine.js';
import { attemptDeclaration } from './system-events.js';

const DOSSIER = 'd-poging';
const types = new EventTypes({ CommandRefused: attemptDeclaration });

/** A programme with one escalation, and acts upon it. */
async function programme(classification: Classification) {
  const clock = new SimulatedClock('2025-11-11T10:00:00.000Z');
  const log = createMemoryLog();
  const vault = openVault({ keyring: memoryKeyring() });
  const engine = await Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
  const act = async (name: string, fields: object, as: Role, how: Classification = 'intern') => {
    const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
    const caller = { person: `p-${as}`, role: 'projectbureau' } as const;
    return engine.handle({ command, stream: DOSSIER, caller, onBehalfOf: as, classification: how });
  };
  const policy = { settings: '{"attestWithinDays":9}', effectiveFrom: '2025-01-01', title: 't' };
  const adopted = await act('AdoptPolicy', policy, 'functioneelBeheer');
  if (adopted.kind !== 'recorded') throw new Error(JSON.stringify(adopted));
  await act('EstablishUrgency', { statement: 's', owner: 'AO' }, 'AO');
  await act('InitiateProgramme', { name: 'Z', objective: 'o', mode: 'projectdriehoek' }, 'AO');
  const ask = { escalationId: 'E-77', level: 'L1', subject: 'Verborgen zaak', reason: 'r', impact: 'i', ask: 'a' };
  await act('RaiseEscalation', ask, 'projectleider', classification);
  const attempts = async () => {
    const entries = await log.readStream(`${DOSSIER}${ATTEMPTS_SUFFIX}a`, 0, 100);
    return entries.map((entry) => openedEventOf(types, vault.open(entry, audienceMayOpen('auditor')), entry.position)!);
  };
  return { act, attempts };
}

describe.each(['geheim', 'intern'] as const)('an act that is refused upon what is %s', (how) => {
  it('is kept as secretly, whether it names that itself or only the rule that refuses it does', async () => {
    const { act, attempts } = await programme(how);
    const told = await act('RaiseEscalation', { escalationId: 'E-77', level: 'L1' }, 'projectleider', 'openbaar');
    expect(told.kind).toBe('refused');
    const closing = await act('CloseProgramme', {}, 'AO');
    expect(closing).toMatchObject({ kind: 'refused', secretNames: how === 'geheim' ? ['E-77'] : [] });
    await act('AnswerQuestion', { decisionId: 'B-9', questionId: 'V-9', answer: 'a' }, 'AO');
    const kept = (await attempts()).map(({ meta }) => meta.classification);
    expect(kept).toEqual([how, how, 'intern']);
  });
});

it('X5 a refusal stands in the attempts with the policy by which it was given', async () => {
  const { act, attempts } = await programme('intern');
  await act('CloseProgramme', {}, 'AO');
  expect((await attempts()).map(({ meta }) => meta.policyVersion)).toEqual([1]);
});
