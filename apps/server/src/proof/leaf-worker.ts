import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, openSqliteReader } from '#event-log';
import { readLeaves, type FromLeafWorker } from './leaves.js';

/** The thread that reads the log again for what is signed: asked for a size, it gives all leaves from there on. */
const { logFile } = workerData as { readonly logFile: string };
const tell = (message: FromLeafWorker): void => parentPort!.postMessage(message);
const log = await openSqliteReader(logFile);

async function give(size: number): Promise<void> {
  try {
    for await (const leaves of readLeaves(log, size)) tell({ packed: Buffer.concat(leaves) });
    tell({ packed: new Uint8Array() });
  } catch (error) {
    tell({ fault: faultOf(error) });
  }
}

parentPort!.on('message', (size: number) => void give(size));
