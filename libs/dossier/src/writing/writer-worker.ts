import { parentPort, workerData } from 'node:worker_threads';
import { lineOver } from './messages.js';
import { serveWriting, type WritingEndOptions } from './writing-end.js';

await serveWriting(lineOver(parentPort!), workerData as WritingEndOptions);
