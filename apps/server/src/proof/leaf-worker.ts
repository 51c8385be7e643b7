import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, type LogReader } from '#event-log';
import { openLogReader } from '../runtime/open-log.js';
import { readLeaves, type FromLeafWorker } from './leaves.js';

/** The thread that reads the log again for what is signed: asked for a size, it gives all leaves from there on. */
const { folder } = workerData as { readonly folder: string };
const tell = (message: FromLeafWorker): void => parentPort!.postMessage(message);
let log: LogReader | undefined;

async function give(size: number): Promise<void> {
  try {
    log ??= await openLogReader(folder);
    for await (const leaves of readLeaves(log, size)) tell({ packed: Buffer.concat(leaves) });
    tell({ packed: new Uint8Array() });
  } catch (error) {
    tell({ fault: faultOf(error) });
  }
}

parentPort!.on('message', (size: number) => void give(size));
