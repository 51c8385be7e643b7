import { GroupCommit, type Pending } from './group-commit.js';
import { NO_STREAM, type AppendBatch, type AppendResult, type Position } from './port.js';

const batchOf = (commandId: string): AppendBatch => ({
  stream: commandId,
  expected: NO_STREAM,
  commandId,
  time: '2026-03-02T09:00:00.000Z',
  entries: [{ id: commandId, bytes: new Uint8Array([1]), leafHash: new Uint8Array(32), sealed: [] }],
});
const appended = (): AppendResult => ({
  kind: 'appended',
  firstPosition: 0 as Position,
  firstRevision: 0,
  count: 1,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A disk that answers when the test says so. */
function slowDisk(answer: () => AppendResult = appended) {
  const groups: string[][] = [];
  const syncs: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const queue = new GroupCommit({
    commit: (group: readonly Pending[]) => {
      groups.push(group.map(({ batch }) => batch.commandId));
      return group.map(answer);
    },
    sync: () => new Promise<void>((resolve, reject) => void syncs.push({ resolve, reject })),
  });
  return { queue, groups, syncs };
}

it('answers nobody before the sync that came after his commit, and lets who comes meanwhile share the next', async () => {
  const { queue, groups, syncs } = slowDisk();
  const answered: string[] = [];
  const ask = (id: string) => queue.append(batchOf(id)).then(() => answered.push(id));
  const first = ask('a');
  await turn();
  const later = [ask('b'), ask('c')];
  await turn();
  expect({ groups, answered }).toEqual({ groups: [['a']], answered: [] });
  syncs[0]!.resolve();
  await first;
  expect(answered).toEqual(['a']);
  await turn();
  expect(groups).toEqual([['a'], ['b', 'c']]);
  syncs[1]!.resolve();
  await Promise.all(later);
  expect(answered).toEqual(['a', 'b', 'c']);
});

it('promises nothing more after a sync that failed', async () => {
  const { queue, groups, syncs } = slowDisk();
  const first = queue.append(batchOf('a'));
  await turn();
  const second = queue.append(batchOf('b'));
  syncs[0]!.reject(new Error('the disk is gone'));
  await expect(first).rejects.toThrow('the disk is gone');
  await expect(second).rejects.toThrow('the disk is gone');
  await expect(queue.append(batchOf('c'))).rejects.toThrow('the disk is gone');
  expect(groups).toEqual([['a']]);
});

it('needs no sync for a group that stored nothing', async () => {
  const { queue, syncs } = slowDisk(() => ({ kind: 'conflict', actual: NO_STREAM }));
  expect(await queue.append(batchOf('a'))).toMatchObject({ kind: 'conflict' });
  expect(syncs).toEqual([]);
});

it('stores what waits before it closes, and takes nothing after', async () => {
  const { queue, groups, syncs } = slowDisk();
  const waiting = queue.append(batchOf('a'));
  const closing = queue.close();
  await expect(queue.append(batchOf('b'))).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  await turn();
  syncs[0]!.resolve();
  await closing;
  expect(await waiting).toMatchObject({ kind: 'appended' });
  expect(groups).toEqual([['a']]);
});
