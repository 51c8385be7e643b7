import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLog, type EventLog } from '#event-log';
import { commands, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { SimulatedClock } from './clock.js';
import { clockFile } from './clock-file.js';
import { Engine } from './engine.js';
import { TICK_AGAIN_MS, Timekeeper } from './timekeeper.js';

const START = '2025-11-11T10:00:00.000Z';
const LAPSED = '2025-11-20T10:00:00.000Z';
const source = 'urn:nld:oin:0:systeem:test';
const folder = mkdtempSync(join(tmpdir(), 'clocks-'));
const file = join(folder, 'clocks.json');
afterEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

async function server(log: EventLog = createMemoryLog(), vault = openVault({ keyring: memoryKeyring() })) {
  const clock = new SimulatedClock(START);
  const engine = await Engine.open({ log, vault, clock, source, server: 'a' });
  const read: string[] = [];
  const readStream = log.readStream.bind(log);
  log.readStream = (stream, ...rest) => {
    read.push(stream);
    return readStream(stream, ...rest);
  };
  const act = async (stream: string, name: string, fields: object, as: Role): Promise<void> => {
    const command = Object.assign(new (commands.find((each) => each.name === name)!)(), fields);
    const caller = { person: `p-${as}`, role: 'projectbureau' } as const;
    const result = await engine.handle({ command, stream, caller, onBehalfOf: as, classification: 'intern' });
    if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
  };
  const keep = (program = '1'): Timekeeper => new Timekeeper(engine, clockFile(file, log, program));
  const dossiersRead = (): readonly string[] => read.splice(0).filter((stream) => stream.startsWith('d-'));
  return { log, vault, clock, engine, act, keep, dossiersRead };
}

const ALL = ['d-vraag', 'd-stil', 'd-leeg'];
const ask = { level: 'L1', subject: 's', reason: 'r', impact: 'i', ask: 'a' };
/** The first has a question that lapses after six working days; the last has not begun, so that nothing is ever due in it. */
async function dossiers() {
  const made = await server();
  for (const stream of ALL) await made.act(stream, 'EstablishUrgency', { statement: 's', owner: 'AO' }, 'AO');
  for (const stream of ['d-vraag', 'd-stil'])
    await made.act(stream, 'InitiateProgramme', { name: 'Z', objective: 'o', mode: 'projectdriehoek' }, 'AO');
  await made.act('d-vraag', 'RaiseEscalation', { ...ask, escalationId: 'E-1' }, 'projectleider');
  return made;
}
const lengthOf = async (log: EventLog, stream: string): Promise<number> => (await log.streamHead(stream))!.revision + 1;

it('writes what is due once, however often and by whomever it is asked', async () => {
  const one = await dossiers();
  const other = await server(one.log, one.vault);
  const before = await lengthOf(one.log, 'd-vraag');
  const [keeper, second] = [one.keep(), other.keep()];
  await keeper.tick();
  await second.tick();
  expect(await lengthOf(one.log, 'd-vraag')).toBe(before);
  one.clock.set(LAPSED);
  other.clock.set(LAPSED);
  await Promise.all([keeper.tick(), second.tick()]);
  await keeper.tick();
  expect([keeper.failure, second.failure]).toEqual([undefined, undefined]);
  // The breach and the step to the next level.
  expect(await lengthOf(one.log, 'd-vraag')).toBe(before + 2);
});

it('sees a deadline that another server recorded in a dossier that it keeps in memory', async () => {
  const one = await dossiers();
  const other = await server(one.log, one.vault);
  const keeper = other.keep();
  await other.engine.dossier('d-stil');
  await keeper.tick();
  await one.act('d-stil', 'RaiseEscalation', { ...ask, escalationId: 'E-2' }, 'projectleider');
  const before = await lengthOf(one.log, 'd-stil');
  await keeper.tick();
  other.clock.set(LAPSED);
  await keeper.tick();
  expect(await lengthOf(one.log, 'd-stil')).toBe(before + 2);
});

it('reads a dossier again only when it holds more or its deadline has come', async () => {
  const { keep, dossiersRead, act, clock } = await dossiers();
  const keeper = keep();
  await keeper.tick();
  dossiersRead();
  await keeper.tick();
  expect(dossiersRead()).toEqual([]);
  await act('d-stil', 'RaiseEscalation', { ...ask, escalationId: 'E-2' }, 'projectleider');
  dossiersRead();
  await keeper.tick();
  expect(new Set(dossiersRead())).toEqual(new Set(['d-stil']));
  clock.set(LAPSED);
  await keeper.tick();
  expect(new Set(dossiersRead())).toEqual(new Set(['d-stil', 'd-vraag']));
});

describe('after a restart', () => {
  it('reads no dossier in which nothing is due, and keeps the deadlines that it knew', async () => {
    const one = await dossiers();
    await one.keep().tick();
    const other = await server(one.log, one.vault);
    const keeper = other.keep();
    await keeper.tick();
    expect(other.dossiersRead()).toEqual([]);
    const before = await lengthOf(one.log, 'd-vraag');
    other.clock.set(LAPSED);
    await keeper.tick();
    expect(await lengthOf(one.log, 'd-vraag')).toBe(before + 2);
    expect(other.dossiersRead()).not.toContain('d-leeg');
  });

  it.each([
    ['by another program', (text: string) => text.replace('"program":"1"', '"program":"0"')],
    ['of another log', (text: string) => text.replace(/"lastLeaf":"../, '"lastLeaf":"zz')],
    ['longer than the log', (text: string) => text.replace('"size":', '"size":9')],
    ['half written', (text: string) => text.slice(0, text.length / 2)],
    ['of no known shape', () => '{"clocks":7}'],
  ])('reads every dossier when the file is %s', async (_what, spoil) => {
    const one = await dossiers();
    await one.keep().tick();
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    const other = await server(one.log, one.vault);
    const keeper = other.keep();
    await keeper.tick();
    expect(keeper.failure).toBeUndefined();
    expect(new Set(other.dossiersRead())).toEqual(new Set(ALL));
  });
});

it('gives others a turn between two dossiers', async () => {
  const { keep, log } = await dossiers();
  let turns = 0;
  const readStream = log.readStream.bind(log);
  const turnsBefore: number[] = [];
  log.readStream = (stream, ...rest) => {
    turnsBefore.push(turns);
    setImmediate(() => (turns += 1));
    return readStream(stream, ...rest);
  };
  await keep().tick();
  expect(turnsBefore).toEqual([0, 1, 2]);
});

it('tells a failure, and goes on at the next tick', async () => {
  const { keep, log, clock } = await dossiers();
  const keeper = keep();
  const streams = log.streams.bind(log);
  log.streams = () => Promise.reject(new Error('stil'));
  await keeper.tick();
  expect(keeper.failure).toEqual(new Error('stil'));
  log.streams = streams;
  clock.set(LAPSED);
  const before = await lengthOf(log, 'd-vraag');
  await keeper.tick();
  expect(keeper.failure).toBeUndefined();
  expect(await lengthOf(log, 'd-vraag')).toBe(before + 2);
});

it('looks again soon after a failure, and otherwise leaves the log alone', async () => {
  const { log, keep } = await dossiers();
  const streams = log.streams.bind(log);
  let looked = 0;
  let away = true;
  log.streams = async (prefix) => {
    looked += 1;
    if (away) throw new Error('the log is away');
    return streams(prefix);
  };
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
  const keeper = keep();
  try {
    keeper.start();
    await keeper.tick();
    expect(keeper.failure).toBeDefined();
    away = false;
    await jest.advanceTimersByTimeAsync(TICK_AGAIN_MS);
    expect(looked).toBe(2);
    // The turn that has begun.
    await keeper.tick();
    expect(keeper.failure).toBeUndefined();
    await jest.advanceTimersByTimeAsync(TICK_AGAIN_MS);
    expect(looked).toBe(2);
  } finally {
    await keeper.stop();
    jest.useRealTimers();
  }
});
