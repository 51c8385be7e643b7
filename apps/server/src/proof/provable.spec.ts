import { LogUnavailable, type LogReader } from '#event-log';
import { provableStanding, standingOf } from './provable.js';
import type { SignedLog } from './signed-log.js';

const signed = (size: number): SignedLog => ({ size, root: '', signedAt: '2026-11-02T09:00:00.000Z' });
const ACT = { stream: 'd-1', revision: 3, position: 7 };
const UNPLACED = { ...ACT, position: undefined };
type Log = Pick<LogReader, 'readStream'>;
const noLog: Log = { readStream: () => Promise.reject(new Error('not to be asked')) };
const placedAt = (position: number): Log => ({
  readStream: async (stream, revision) => [{ stream, revision, position } as never],
});

it('is provable when a checkpoint covers its last entry, and durable until then', () => {
  expect([undefined, signed(7), signed(8)].map((log) => standingOf(ACT, () => log).provable)).toEqual([
    false,
    false,
    true,
  ]);
  expect(standingOf(ACT, undefined)).toEqual({ position: 7, provable: false });
  expect(standingOf(UNPLACED, () => signed(100))).toEqual({ position: undefined, provable: false });
});

it('waits for its place and for the checkpoint', async () => {
  let log = signed(7);
  setTimeout(() => (log = signed(8)), 120);
  const begin = performance.now();
  expect(await provableStanding(UNPLACED, placedAt(7), () => log)).toEqual({ position: 7, provable: true });
  expect(performance.now() - begin).toBeGreaterThan(100);
  expect(await provableStanding(ACT, noLog, () => log)).toEqual({ position: 7, provable: true });
});

it('answers durable when the time is over, with its place where that is known', async () => {
  expect(await provableStanding(ACT, noLog, () => signed(7), 30)).toEqual({ position: 7, provable: false });
  expect(await provableStanding(UNPLACED, placedAt(7), undefined, 30)).toEqual({ position: 7, provable: false });
  const silent: Log = { readStream: () => new Promise(() => undefined) };
  const unknown = { position: undefined, provable: false };
  expect(await provableStanding(UNPLACED, silent, () => signed(9), 30)).toEqual(unknown);
  const late: Log = { readStream: () => Promise.reject(new LogUnavailable('LOG_ORDER_LATE', '')) };
  expect(await provableStanding(UNPLACED, late, () => signed(9), 1_000)).toEqual(unknown);
});

it('hides no mistake', async () => {
  await expect(provableStanding(UNPLACED, noLog, undefined, 30)).rejects.toThrow('not to be asked');
});
