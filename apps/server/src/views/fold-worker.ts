import { parentPort, workerData } from 'node:worker_threads';
import { openViewStore, partHere, readModels, servePart, sharedOut } from '#read-models';
import { openLogReader, openReadingVault } from '../runtime/open-log.js';
import type { FoldWorkerData } from './fold-in-threads.js';
import { viewSource } from './view-source.js';

/** One of the threads of a rebuild: it opens log, keys and documents for itself, and writes nothing. */
const { folder, viewsUrl, build, part, of } = workerData as FoldWorkerData;
const source = viewSource(await openLogReader(folder), openReadingVault(folder));
const store = await openViewStore(viewsUrl, { readOnly: true });
servePart(partHere(readModels, { ...sharedOut(source, part, of), store }, build), parentPort!);
