import { createMemoryLog } from '#event-log';
import { commands, type Audience, type Classification, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { accessFor, momentOf, openedEventsAt } from './as-of.js';
import { SimulatedClock } from './clock.js';
import { Engine } from './engine.js';

/** The raming of the example municipality, from the act to what each reader finds, through log and vault. */
const DOSSIER = 'd-raming';
const NOW = '2025-12-01';
const clock = new SimulatedClock('2025-01-02T08:00:00.000Z');
const vault = openVault({ keyring: memoryKeyring() });
const log = createMemoryLog();
let engine: Engine;

interface Said {
  readonly on: string;
  readonly as: Role;
  readonly classification?: Classification;
}
async function act(name: string, fields: object, { on, as, classification = 'intern' }: Said): Promise<string> {
  clock.set(`${on}T10:00:00.000Z`);
  const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
  const caller = { person: `p-${as}`, role: 'projectbureau' } as const;
  const result = await engine.handle({ command, stream: DOSSIER, caller, onBehalfOf: as, classification });
  if (result.kind === 'recorded') return 'recorded';
  return result.kind === 'refused' ? result.broken.map(({ refusal }) => refusal.code).join() : result.kind;
}

/** The subject of the decision as a reader finds it: opened, withheld, or not even there. */
async function found(audience: Audience, known?: string): Promise<unknown> {
  const at = momentOf(known === undefined ? {} : { known }, clock.now());
  if (!at.ok) throw new Error(at.detail);
  const events = await openedEventsAt(log, vault, DOSSIER, at.moment, audience);
  return events.find(({ type }) => type === 'DecisionTaken')?.data['subject'];
}
const WITHHELD = { hidden: 'withheld' };
const B = { decisionId: 'B-1' };
const GH = { secrecyId: 'GH-1' };

beforeAll(async () => {
  engine = await Engine.open({ log, vault, clock, source: 'urn:nld:oin:0:systeem:test', server: 'a' });
  const acts: readonly (readonly [string, object, Said])[] = [
    ['EstablishUrgency', { statement: 's', owner: 'AO', evidence: 'e' }, { on: '2025-01-14', as: 'AO' }],
    ['InitiateProgramme', { name: 'Z', objective: 'o', mode: 'projectdriehoek' }, { on: '2025-01-14', as: 'AO' }],
    [
      'DraftProposal',
      { ...B, decisionType: 'geheim', body: 'college', subject: 'Raming', question: 'q', objectives: [] },
      { on: '2025-06-24', as: 'projectleider', classification: 'geheim' },
    ],
    ['SubmitProposal', B, { on: '2025-06-24', as: 'projectleider', classification: 'geheim' }],
    [
      'TakeDecision',
      { ...B, decision: '€ 600.000', art169: 'nietVanToepassing' },
      { on: '2025-06-24', as: 'college', classification: 'geheim' },
    ],
    [
      'ImposeSecrecy',
      {
        ...GH,
        subject: 'Raming',
        grounds: ['5.1.2.b'],
        motivation: 'm',
        reviewOn: '2025-12-24',
        decisionIds: ['B-1'],
      },
      { on: '2025-06-24', as: 'college', classification: 'openbaar' },
    ],
    [
      'ShareSecret',
      { ...GH, to: 'raad', wholeBody: true },
      { on: '2025-07-01', as: 'college', classification: 'geheim' },
    ],
  ];
  for (const [name, fields, said] of acts)
    expect(`${name}: ${await act(name, fields, said)}`).toBe(`${name}: recorded`);
});
afterAll(async () => {
  await log.close();
  vault.close();
});

describe('what a reader finds of a secret', () => {
  it('LV-07 while it is secret: the college and the auditor, and from the day of sharing the raad', async () => {
    expect(await found('college')).toBe('Raming');
    expect(await found('auditor')).toBe('Raming');
    expect(await found('raad')).toBe('Raming');
    expect(await found('raad', '2025-06-30')).toBeUndefined();
    expect(await found('ambtelijk')).toBeUndefined();
    expect(await found('openbaar')).toBeUndefined();
  });
  it('LV-16 lets everyone count it, and hides what it is about', async () => {
    const at = momentOf({}, clock.now());
    const events = at.ok ? await openedEventsAt(log, vault, DOSSIER, at.moment, 'openbaar') : [];
    const imposed = events.find(({ type }) => type === 'SecrecyImposed');
    expect(imposed?.data).toMatchObject({ imposedBy: 'college', grounds: ['5.1.2.b'], subject: WITHHELD });
    expect(JSON.stringify(events)).not.toContain('Raming');
  });
  it('LV-07 refuses the college, and opens for everyone when the raad lifts it and it is published', async () => {
    const lift = { ...GH, motivation: 'gegund' };
    expect(await act('LiftSecrecy', lift, { on: '2025-10-14', as: 'college' })).toBe('SECRECY_OTHER_ORGAN');
    const openly = { on: '2025-10-30', classification: 'openbaar' } as const;
    expect(await act('LiftSecrecy', lift, { ...openly, as: 'raad' })).toBe('recorded');
    expect(await found('ambtelijk')).toBe('Raming');
    expect(await found('openbaar')).toBeUndefined();
    const text = { ...B, publicText: 'De raming was € 600.000.', wooCategory: 'besluiten' };
    expect(await act('PublishDecision', text, { ...openly, as: 'griffie' })).toBe('recorded');
    clock.set(`${NOW}T10:00:00.000Z`);
    expect(await found('openbaar')).toBe('Raming');
    expect(await found('openbaar', '2025-10-30')).toBe('Raming');
    expect(await found('openbaar', '2025-10-29')).toBeUndefined();
    expect(await found('ambtelijk', '2025-10-29')).toBeUndefined();
    expect(await found('raad', '2025-10-29')).toBe('Raming');
  });
  it('hides at every moment what is made secret again, in every entry that speaks of it', async () => {
    const everything = async (): Promise<string> => {
      const entries = await log.readStream(DOSSIER, 0, 1_000);
      const may = accessFor(vault, entries, 'openbaar', undefined);
      return JSON.stringify(entries.map((entry) => vault.open(entry, may(entry)).data));
    };
    expect(await everything()).toContain('Raming');
    const again = {
      secrecyId: 'GH-2',
      subject: 'Raming',
      grounds: ['5.1.1.c'],
      motivation: 'm',
      reviewOn: '2026-06-01',
      decisionIds: ['B-1'],
    };
    expect(await act('ImposeSecrecy', again, { on: NOW, as: 'college' })).toBe('recorded');
    expect(await found('openbaar')).toBeUndefined();
    expect(await found('openbaar', '2025-11-15')).toBeUndefined();
    expect(await found('raad', '2025-11-15')).toBeUndefined();
    expect(await found('college', '2025-11-15')).toBe('Raming');
    expect(await everything()).not.toContain('Raming');
  });
});
