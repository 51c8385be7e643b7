import { createMemoryLog, NO_STREAM, atRevision, type EventLog, type NewEntry } from '#event-log';
import { leafHash } from '#transparency';
import { logUpTo } from './log-up-to.js';

const ORDER = ['a', 'b', 'a', 'a', 'b/x', 'b', 'a'];

async function filled(): Promise<EventLog> {
  const log = createMemoryLog();
  const revisions = new Map<string, number>();
  for (const [index, stream] of ORDER.entries()) {
    const revision = revisions.get(stream) ?? -1;
    revisions.set(stream, revision + 1);
    const bytes = Buffer.from(`{"n":${index}}`);
    const entry: NewEntry = { id: `e-${index}`, bytes, leafHash: leafHash(bytes), sealed: [] };
    const result = await log.append({
      stream,
      expected: revision < 0 ? NO_STREAM : atRevision(revision),
      commandId: `c-${index}`,
      time: `2026-01-01T00:00:0${index}.000Z`,
      entries: [entry],
    });
    expect(result.kind).toBe('appended');
  }
  return log;
}

it('shows at every size exactly what had been recorded by then', async () => {
  const log = await filled();
  for (let size = 0; size <= ORDER.length + 1; size += 1) {
    const past = logUpTo(log, size);
    const then = ORDER.slice(0, size);
    for (const stream of ['a', 'b', 'b/x', 'c']) {
      const places = then.flatMap((name, position) => (name === stream ? [position] : []));
      const entries = await past.readStream(stream, 0, 10);
      expect(entries.map(({ position }) => Number(position))).toEqual(places);
      expect(await past.readStream(stream, places.length, 10)).toEqual([]);
      expect(await past.streamHead(stream)).toEqual(
        places.length === 0 ? undefined : { stream, revision: places.length - 1, lastPosition: places.at(-1) },
      );
    }
    expect((await past.streams('b')).map(({ stream }) => stream)).toEqual([
      ...new Set(then.filter((name) => name.startsWith('b')).sort()),
    ]);
  }
  await log.close();
});
