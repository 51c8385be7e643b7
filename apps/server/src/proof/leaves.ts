import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import {
  errorOf,
  faultOf,
  LogUnavailable,
  type Fault,
  type LogReader,
  type Position,
  type StoredEntry,
} from '#event-log';
import { leafHash } from '#transparency';

/** Entries that are read and hashed at once; between two pages others get a turn. */
const PAGE = 1_000;
const HASH_BYTES = 32;
/** Entries that are read sooner than a process starts and opens the log. */
const FEW = 20_000;

/**
 * Where the tree gets its leaves from. They are never what the writer says that it wrote: what is signed is read from
 * the log again and hashed again.
 */
export interface Leaves {
  /** The leaf hashes of all entries from index `size` on, in pages; ends where the log ends. */
  from(size: number): AsyncIterable<readonly Uint8Array[]>;
  close(): Promise<void>;
}

/** Read on this thread, through any log. */
export const leavesOf = (log: LogReader): Leaves => ({
  from: (size) => readLeaves(log, size),
  close: () => Promise.resolve(),
});

export async function* readLeaves(
  log: LogReader,
  size: number,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  // What is signed and what is judged is the log as it durably is, with what other servers recorded in it.
  await log.catchUp?.();
  for (let next = size; ;) {
    const page = await log.readAll(next === 0 ? undefined : ((next - 1) as Position), PAGE, { withoutSealed: true });
    if (page.length === 0) return;
    yield hashedAgain(page, next);
    next += page.length;
    await nextTurn();
  }
}
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Their bytes are hashed again: what stands in the log must be what was appended. */
export function hashedAgain(entries: readonly StoredEntry[], from: number): readonly Uint8Array[] {
  return entries.map(({ position, bytes, leafHash: stored }, index) => {
    const hash = leafHash(bytes);
    if (position !== from + index || !hash.equals(stored)) throw damaged(position);
    return hash;
  });
}

const damaged = (position: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    `Regel ${position} van het logboek is niet wat er is vastgelegd. Gebruik het logboek niet verder en zet een reservekopie terug.`,
  );

/** `packed`: the hashes of one page behind each other; empty at the end of the log. */
export type FromLeafReader = { readonly packed: Uint8Array } | { readonly fault: Fault };

/** Who reads elsewhere: asked for a size, it gives all leaves from there on. */
export async function giveLeaves(log: LogReader, size: number, tell: (message: FromLeafReader) => void): Promise<void> {
  for await (const leaves of readLeaves(log, size)) tell({ packed: Buffer.concat(leaves) });
  tell({ packed: new Uint8Array() });
}

/**
 * A long way is read by a process of its own that ends with it: reading fills hundreds of megabytes with what it read, of
 * which a thread would leave half behind. What is new after it, and ways of no more than `few` entries, are read `near` by.
 */
export const farInProcess = (folder: string, log: LogReader, near: Leaves, few = FEW): Leaves => ({
  async *from(size) {
    let next = size;
    if ((await log.head()).size - size > few) {
      for await (const leaves of readInProcess(folder, size)) {
        yield leaves;
        next += leaves.length;
      }
    }
    yield* near.from(next);
  },
  close: () => near.close(),
});

async function* readInProcess(folder: string, size: number): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  const reader = fork(new URL('./leaf-process.js', import.meta.url), [folder, String(size)], {
    serialization: 'advanced',
  });
  const inbox = new Inbox();
  reader.on('message', (message) => inbox.put(message as FromLeafReader));
  reader.on('error', (error) => inbox.put({ fault: faultOf(error) }));
  reader.on('exit', () => inbox.put({ fault: faultOf(readerEnded()) }));
  try {
    yield* leavesIn(inbox);
  } finally {
    reader.kill();
  }
}

const readerEnded = (): LogUnavailable =>
  new LogUnavailable('LOG_IO', 'Het onderdeel dat het logboek naleest is gestopt. Het wordt vanzelf opnieuw gestart.');

/** Read by a thread of its own, so that hashing the log takes nothing from the thread that records acts. */
export function leavesInThread(folder: string): Leaves {
  const worker = new Worker(new URL('./leaf-worker.js', import.meta.url), { workerData: { folder } });
  // Keeps no process alive by itself; who asks waits for an answer that keeps it alive.
  worker.unref();
  const inbox = new Inbox();
  worker.on('message', (message: FromLeafReader) => inbox.put(message));
  worker.on('error', (error) => inbox.put({ fault: faultOf(error) }));
  return {
    async *from(size) {
      worker.ref();
      try {
        worker.postMessage(size);
        yield* leavesIn(inbox);
      } finally {
        worker.unref();
      }
    },
    close: async () => void (await worker.terminate()),
  };
}

async function* leavesIn(inbox: Inbox): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  for (;;) {
    const message = await inbox.take();
    if ('fault' in message) throw errorOf(message.fault);
    if (message.packed.length === 0) return;
    yield unpack(message.packed);
  }
}

const unpack = (packed: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: packed.length / HASH_BYTES }, (_, i) => packed.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));

/** Messages in the order in which they came, for one reader. */
class Inbox {
  private readonly messages: FromLeafReader[] = [];
  private waiting: ((message: FromLeafReader) => void) | undefined;

  put(message: FromLeafReader): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) this.messages.push(message);
    else waiting(message);
  }

  take(): Promise<FromLeafReader> {
    const message = this.messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => (this.waiting = resolve));
  }
}
