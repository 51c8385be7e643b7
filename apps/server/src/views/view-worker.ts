import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteReader } from '#event-log';
import { createRunner, openViewStore, readModels } from '#read-models';
import { openKeyring, openVault } from '#vault';
import { FILES } from '../runtime/files.js';
import { viewSource } from './view-source.js';
import type { FromWorker } from './kept-views.js';

/**
 * The thread that keeps the documents: it opens log and keys for itself, read-only, so that folding takes nothing from
 * the thread that records acts.
 */
const { folder } = workerData as { readonly folder: string };
const tell = (message: FromWorker): void => parentPort!.postMessage(message);

const log = await openSqliteReader(join(folder, FILES.log));
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
  ...viewSource(log, vault),
  store,
  models: readModels,
  onVisible: (position) => tell({ kind: 'visible', position }),
  onParked: (parked) => tell({ kind: 'parked', parked }),
});

parentPort!.once('message', () => {
  void runner.stop().then(async () => {
    store.close();
    vault.close();
    await log.close();
    parentPort!.close();
  });
});
