import { parentPort, workerData } from 'node:worker_threads';
import { faultOf, type LogReader } from '#event-log';
import { openLogReader } from '../runtime/open-log.js';
import { giveLeaves, type FromLeafReader } from './leaves.js';

/** The thread that reads what is new in the log again, for what is signed. */
const { folder } = workerData as { readonly folder: string };
const tell = (message: FromLeafReader): void => parentPort!.postMessage(message);
let log: LogReader | undefined;

async function give(size: number): Promise<void> {
  try {
    log ??= await openLogReader(folder);
    await giveLeaves(log, size, tell);
  } catch (error) {
    tell({ fault: faultOf(error) });
  }
}

parentPort!.on('message', (size: number) => void give(size));
