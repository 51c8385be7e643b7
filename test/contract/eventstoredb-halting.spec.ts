import { randomUUID } from 'node:crypto';
import { atRevision, createMemorySealedStore, openEventStoreDbLog, placeOf } from '#event-log';
import type { EventStoreDbLog, EventStoreDbLogOptions, SealedStore } from '#event-log';
import { startDouble } from '../kit/eventstoredb-double/index.js';
import type { EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { batchOf, entryOf } from './event-log.contract.js';

/** Acts are acknowledged before they have their place; a log that is stopped has a place for every one of them. */

const LIMITS = { appendMs: 6_000, readMs: 400, readTryMs: 800, orderMs: 1_500, sweepMs: 50 };
const REASON = 'verhuisd';
const PAGE = 5_000;
/** Longer than it takes to stop a log. */
const AFTER_HALT_MS = 3_000;
const WRITERS = 4;

let double: EventStoreDouble;
/** Another way to the same server, that can be disturbed apart. */
let aside: EventStoreDouble;
let logId: string;
let sealed: SealedStore;
const opened: EventStoreDbLog[] = [];

beforeEach(async () => {
  double = await startDouble();
  aside = await startDouble({ follows: double });
  aside.faults.leader = undefined;
  logId = randomUUID();
  sealed = createMemorySealedStore();
});
afterEach(async () => {
  aside.faults.readDelayMs = 0;
  double.faults.readDelayMs = 0;
  await Promise.all(opened.splice(0).map((log) => log.close()));
  await aside.stop();
  await double.stop();
});

jest.setTimeout(40_000);

async function open(options: Partial<EventStoreDbLogOptions> = {}): Promise<EventStoreDbLog> {
  const log = await openEventStoreDbLog({ url: double.url, logId, sealed, limits: LIMITS, ...options });
  opened.push(log);
  return log;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Appends to streams of its own until it is refused; gives the ids that were acknowledged, and with what it ended. */
async function record(log: EventStoreDbLog, name: string): Promise<{ ids: string[]; ended: Set<unknown> }> {
  const ids: string[] = [];
  const ended = new Set<unknown>();
  const write = async (stream: string): Promise<void> => {
    for (let revision = -1; ; revision++) {
      const batch = batchOf({ stream, expected: atRevision(revision), entries: [entryOf(`${stream}/${revision}`)] });
      const answer = await log.append(batch).catch((error: { code: unknown }) => ended.add(error.code));
      if (answer === ended) return;
      expect(answer).toMatchObject({ kind: 'appended' });
      ids.push(batch.entries[0]!.id);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(`${name}${writer}`)));
  return { ids, ended };
}

async function idsIn(log: EventStoreDbLog): Promise<ReadonlySet<string>> {
  const entries = await log.readAll(undefined, PAGE);
  expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index));
  return new Set(entries.map(({ id }) => id));
}

describe('a log that is halted while acts are recorded', () => {
  it('has a place for every act that was acknowledged', async () => {
    // given: servers that leave it to another to give places
    const [one, two, other] = [await open({ sequence: false }), await open({ sequence: false }), await open()];
    const recorded = Promise.all([record(one, 'one-'), record(two, 'two-')]);
    await pause(300);
    // when
    await other.halt(REASON);
    // then
    const ids = await idsIn(await open());
    for (const { ids: acknowledged, ended } of await recorded) {
      expect(ended).toEqual(new Set(['LOG_HALTED']));
      expect(acknowledged.length).toBeGreaterThan(WRITERS);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    }
  });

  it('has a place for every act of a server that no longer sees the ledger', async () => {
    // given: it can append, and cannot read
    const [cutOff, other] = [await open({ url: aside.url, sequence: false }), await open()];
    const recorded = record(cutOff, 'cut-off-');
    await pause(300);
    aside.faults.readDelayMs = 60_000;
    // when
    await other.halt(REASON);
    // then: it has stopped by itself, before the log was closed
    const { ids: acknowledged, ended } = await recorded;
    expect(ended).toEqual(new Set(['LOG_OUTCOME_UNKNOWN']));
    const ids = await idsIn(other);
    expect(acknowledged.length).toBeGreaterThan(WRITERS);
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    // and: what it stores now is in no log, and it says so to nobody
    const late = batchOf({ stream: 'late' });
    await expect(cutOff.append(late)).rejects.toMatchObject({ code: 'LOG_OUTCOME_UNKNOWN' });
    expect((await idsIn(await open())).has(late.entries[0]!.id)).toBe(false);
    aside.faults.readDelayMs = 0;
    await expect(cutOff.append(batchOf({ stream: 'later' }))).rejects.toMatchObject({ code: 'LOG_HALTED' });
  });

  it('acknowledges nothing of which the answer comes after it, whether it stands in it or not', async () => {
    const [one, other] = [await open({ sequence: false }), await open()];
    const [stored, late] = [batchOf({ stream: 'stored' }), batchOf({ stream: 'late' })];
    double.faults.nextAppends({ answerAfterMs: AFTER_HALT_MS });
    const first = one.append(stored).catch((error: unknown) => error);
    await pause(50);
    double.faults.nextAppends({ commitAfterMs: AFTER_HALT_MS });
    const second = one.append(late).catch((error: unknown) => error);
    await pause(50);
    await other.halt(REASON);
    expect(await Promise.all([first, second])).toMatchObject([{ code: 'LOG_HALTED' }, { code: 'LOG_HALTED' }]);
    const ids = await idsIn(await open());
    expect([stored, late].map(({ entries }) => ids.has(entries[0]!.id))).toEqual([true, false]);
  });

  it('acknowledges nothing between the two steps, and the next one finishes it for the first reason', async () => {
    const [one, dying] = [await open({ sequence: false }), await open()];
    const acknowledged = batchOf({ entries: [entryOf('0')] });
    expect(await one.append(acknowledged)).toMatchObject({ kind: 'appended' });
    const halting = dying.halt(REASON).catch((error: unknown) => error);
    while (one.haltedBecause === undefined) await pause(10);
    await dying.close();
    await expect(one.append(batchOf({ stream: 'b' }))).rejects.toMatchObject({ code: 'LOG_HALTED' });
    expect(await halting).toMatchObject({ code: 'LOG_CLOSED' });
    const next = await open();
    expect(next.haltedBecause).toBe(REASON);
    await expect(next.append(batchOf({ stream: 'c' }))).rejects.toThrow(`stilgezet: ${REASON}`);
    await next.halt('iets anders');
    expect(next.haltedBecause).toBe(REASON);
    expect(await idsIn(await open())).toEqual(new Set([acknowledged.entries[0]!.id]));
  });
});

describe('a server that cannot look at the ledger', () => {
  it('acknowledges nothing after a second, and goes on when it can', async () => {
    const log = await open();
    await log.append(batchOf({ stream: 'a' }));
    double.faults.readDelayMs = 60_000;
    const told: unknown[] = [];
    for (const end = performance.now() + 1_500; performance.now() < end; await pause(100)) {
      const answer = log.append(batchOf({ stream: randomUUID() }));
      told.push(await answer.catch((error: { code: unknown }) => error.code));
    }
    expect(told[0]).toMatchObject({ kind: 'appended' });
    expect(told.at(-1)).toBe('LOG_OUTCOME_UNKNOWN');
    double.faults.readDelayMs = 0;
    expect(await log.append(batchOf({ stream: 'b' }))).toMatchObject({ kind: 'appended' });
    expect(await placeOf(log, 'b', 0)).toBe((await log.head()).size - 1);
  });
});

describe('an act that was acknowledged and has no place yet', () => {
  async function acknowledged(stream: string): Promise<EventStoreDbLog> {
    const log = await open();
    await log.append(batchOf({ stream: 'before' }));
    await log.head();
    // Nobody gives places for a moment.
    double.faults.readDelayMs = 300;
    const durable = { kind: 'appended', firstPosition: undefined };
    expect(await log.append(batchOf({ stream, entries: [entryOf('0'), entryOf('1')] }))).toMatchObject(durable);
    return log;
  }
  const onServer = (stream: string): string => `besluitspoor/${logId}/${stream}`;
  async function refusesAll(log: EventStoreDbLog): Promise<void> {
    double.faults.readDelayMs = 0;
    await log.append(batchOf({ stream: 'next' })).catch(() => undefined);
    await expect(log.head().then(() => log.append(batchOf({ stream: 'last' })))).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
    });
    // Nor is such a log signed.
    await expect(log.catchUp!()).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  }

  it('is noticed when somebody overwrites it', async () => {
    const log = await acknowledged('dossier-1');
    double.operator.redact(onServer('dossier-1'), 1);
    await refusesAll(log);
  });

  it('is noticed when somebody removes it', async () => {
    const log = await acknowledged('dossier-1');
    double.operator.tombstone(onServer('dossier-1'));
    double.operator.scavenge();
    await refusesAll(log);
  });

  it('gets the place that it was stored with', async () => {
    const log = await acknowledged('dossier-1');
    double.faults.readDelayMs = 0;
    expect(await placeOf(log, 'dossier-1', 1)).toBe(2);
    expect((await log.head()).size).toBe(3);
  });
});
