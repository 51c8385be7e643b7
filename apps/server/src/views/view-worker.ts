import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteReader, type LogReader, type Position, type StoredEntry } from '#event-log';
import { createRunner, openViewStore, readModels } from '#read-models';
import { openKeyring, openVault } from '#vault';
import { FILES } from '../runtime/files.js';
import { viewSource } from './view-source.js';
import type { FromWorker, ToWorker } from './kept-views.js';

/**
 * The thread that keeps the documents: it opens log and keys for itself, read-only, so that folding takes nothing from
 * the thread that records acts.
 */
const PAGE = 1_000;
/** Should word of a commit ever get lost, this is how late it is seen. */
const LOOK_ANYWAY_MS = 1_000;

const { folder } = workerData as { readonly folder: string };
const tell = (message: FromWorker): void => parentPort!.postMessage(message);

let told = 0;
let wakeUp = (): void => {};
/** Until word comes of a commit since `seen` of them, or until there is nothing to wait for any more. */
function nextCommit(seen: number, signal: AbortSignal): Promise<void> {
  if (told !== seen || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => wakeUp(), LOOK_ANYWAY_MS);
    wakeUp = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wakeUp);
      resolve();
    };
    signal.addEventListener('abort', wakeUp, { once: true });
  });
}
async function* follow(
  reader: LogReader,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredEntry[], void, undefined> {
  for (let last = after; !signal.aborted;) {
    const seen = told;
    const page = await reader.readAll(last, PAGE);
    if (page.length === 0) await nextCommit(seen, signal);
    else if (!signal.aborted) yield page;
    last = page.at(-1)?.position ?? last;
  }
}

const log = await openSqliteReader(join(folder, FILES.log));
/** The thread that records tells of every commit; asking SQLite for them would cost a wait of its own. */
const toldOfCommits: LogReader = {
  readStream: (stream, fromRevision, limit) => log.readStream(stream, fromRevision, limit),
  readAll: (after, limit) => log.readAll(after, limit),
  streams: (prefix) => log.streams(prefix),
  streamHead: (stream) => log.streamHead(stream),
  head: () => log.head(),
  subscribe: (after, signal) => follow(log, after, signal),
  close: () => log.close(),
};
const vault = openVault({
  keyring: openKeyring({
    keysFile: join(folder, FILES.keys),
    masterKeyFile: join(folder, FILES.masterKey),
    readOnly: true,
  }),
});
const store = openViewStore({ file: join(folder, FILES.views) });
tell({ kind: 'ready' });
const runner = createRunner({
  ...viewSource(toldOfCommits, vault),
  store,
  models: readModels,
  onVisible: (position) => tell({ kind: 'visible', position }),
  onParked: (parked) => tell({ kind: 'parked', parked }),
});

parentPort!.on('message', (message: ToWorker) => {
  if (message === 'look') {
    told += 1;
    wakeUp();
    return;
  }
  void runner.stop().then(async () => {
    store.close();
    vault.close();
    await log.close();
    parentPort!.close();
  });
});
