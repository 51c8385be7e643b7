import { randomUUID } from 'node:crypto';
import { createMemorySealedStore, openEventStoreDbLog } from '#event-log';
import type { EventStoreDbLog, SealedStore } from '#event-log';
import { startDouble } from '../kit/eventstoredb-double/index.js';
import type { EventStoreDouble } from '../kit/eventstoredb-double/index.js';
import { eventLogContract } from './event-log.contract.js';
import type { LogFactory } from './event-log.contract.js';

/** Each log of the contract is one of its own on the same server. */
function factoryFor(url: () => string): LogFactory {
  const stores = new WeakMap<EventStoreDbLog, SealedStore>();
  const open = async (logId: string, sealed: SealedStore, options: object = {}): Promise<EventStoreDbLog> => {
    const log = await openEventStoreDbLog({ url: url(), logId, sealed, ...options });
    stores.set(log, sealed);
    return log;
  };
  return {
    open: (options) => open(randomUUID(), createMemorySealedStore(), options),
    reopen: async (log) => {
      const { logId } = log as EventStoreDbLog;
      const sealed = stores.get(log as EventStoreDbLog)!;
      await log.close();
      return open(logId, sealed);
    },
    ordersStreams: false,
  };
}

// Every act is several calls to a server, which may share its processor with other tests.
jest.setTimeout(60_000);

let double: EventStoreDouble;
beforeAll(async () => {
  double = await startDouble();
});
afterAll(() => double.stop());
eventLogContract(
  'eventstoredb (double)',
  factoryFor(() => double.url),
);

const server = process.env['BESLUITSPOOR_TEST_ESDB'];
if (server !== undefined)
  eventLogContract(
    'eventstoredb (server)',
    factoryFor(() => server),
  );
