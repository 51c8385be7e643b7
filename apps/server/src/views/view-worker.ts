import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { follow, LocalWake, type LogReader } from '#event-log';
import { createRunner, openViewStore, readModels } from '#read-models';
import { logFileOf, openLogReader, openReadingVault } from '../runtime/open-log.js';
import { foldInThreads } from './fold-in-threads.js';
import { viewSource } from './view-source.js';
import type { FromWorker, ToWorker, ViewWorkerData } from './kept-views.js';

/**
 * The thread that keeps the documents: it opens log and keys for itself, read-only, so that folding takes nothing from
 * the thread that records acts.
 */
/** Should word of a commit ever get lost, this is how late it is seen. */
const LOOK_ANYWAY_MS = 1_000;

const { folder, viewsUrl } = workerData as ViewWorkerData;
const tell = (message: FromWorker): void => parentPort!.postMessage(message);

const log = await openLogReader(folder);
/** The thread that records tells of every commit; asking SQLite for them would cost a wait of its own. */
const wake = new LocalWake();
setInterval(() => wake.notify(), LOOK_ANYWAY_MS).unref();
const toldOfCommits: LogReader = {
  readStream: (stream, fromRevision, limit) => log.readStream(stream, fromRevision, limit),
  readAll: (after, limit) => log.readAll(after, limit),
  streams: (prefix) => log.streams(prefix),
  streamHead: (stream) => log.streamHead(stream),
  head: () => log.head(),
  frontier: () => log.frontier(),
  subscribe: (after, signal) => follow((last, limit) => log.readAll(last, limit), wake, after, signal),
  close: () => log.close(),
};
const vault = openReadingVault(folder);
const store = await openViewStore(viewsUrl);
tell({ kind: 'ready' });
const runner = createRunner({
  // A log on a server wakes its readers itself; other servers record in it too.
  ...viewSource(logFileOf(folder) === undefined ? log : toldOfCommits, vault),
  store,
  models: readModels,
  // One processor stays with whoever records acts.
  partsOf: foldInThreads(folder, viewsUrl, (await log.head()).size, availableParallelism() - 1),
  onVisible: (position) => tell({ kind: 'visible', position }),
  onParked: (parked) => tell({ kind: 'parked', parked }),
  onTrouble: (words) => tell({ kind: 'trouble', words }),
});

parentPort!.on('message', (message: ToWorker) => {
  if (message === 'look') return wake.notify();
  void runner.stop().then(async () => {
    await store.close();
    vault.close();
    await log.close();
    parentPort!.close();
  });
});
