import { EventStoreDBClient, NO_STREAM, START, UnavailableError, binaryEvent } from '@eventstore/db-client';
import type { AppendFault, EventStoreDouble } from './index.js';
import { startDouble } from './index.js';

const event = (text = 'x', id: string = crypto.randomUUID()) =>
  binaryEvent({ id, type: 'entry', data: Buffer.from(text) });
/** With credentials the client gives each append a call of its own; an insecure server does not look at them. */
const ALONE = { credentials: { username: 'nobody', password: 'nothing' } };

describe('the double of EventStoreDB: its switchboard', () => {
  let double: EventStoreDouble;
  const clients: EventStoreDBClient[] = [];
  const connect = (url = double.url): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(url);
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    double = await startDouble();
  });
  afterEach(async () => {
    await double.faults.clear();
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await double.stop();
  });
  const count = async (stream: string): Promise<number> => {
    let found = 0;
    for await (const { event: read } of connect().readAll({ fromPosition: START })) {
      if (read?.streamId === stream) found += 1;
    }
    return found;
  };

  it.each<[AppendFault, stored: number]>([
    ['unavailable', 0],
    ['cut-before-commit', 0],
    ['cut-after-commit', 1],
    ['timeout-before-commit', 0],
    ['timeout-after-commit', 1],
    ['silent-before-commit', 0],
    ['silent-after-commit', 1],
    [{ commitAfterMs: 60_000 }, 0],
    [{ answerAfterMs: 60_000 }, 1],
  ])('fails one append: %p leaves %i events, and the next append succeeds', async (fault, stored) => {
    double.faults.nextAppends(fault);
    const options = { expectedRevision: NO_STREAM, deadline: 200, ...ALONE } as const;
    await expect(connect().appendToStream('a', event(), options)).rejects.toThrow();
    expect(await count('a')).toBe(stored);
    const answer = await connect().appendToStream('b', event(), { expectedRevision: NO_STREAM, ...ALONE });
    expect(answer.success).toBe(true);
  });

  it('stores an append late that nobody waits for any more', async () => {
    double.faults.nextAppends({ commitAfterMs: 300 });
    const options = { expectedRevision: NO_STREAM, deadline: 100, ...ALONE } as const;
    await expect(connect().appendToStream('a', event(), options)).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await count('a')).toBe(1);
  });

  it('is gone and comes back on the same port', async () => {
    const client = connect();
    await client.appendToStream('a', event(), { expectedRevision: NO_STREAM, ...ALONE });
    await double.faults.goDown();
    const gone = client.appendToStream('a', event(), { expectedRevision: 0n, ...ALONE });
    await expect(gone).rejects.toBeInstanceOf(UnavailableError);
    await double.faults.comeUp();
    const again = await connect().appendToStream('a', event(), { expectedRevision: 0n, ...ALONE });
    expect(again.nextExpectedRevision).toBe(1n);
  });
});
