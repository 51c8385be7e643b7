// The writing thread of a server, which says under which number the system knows it and waits until strace looks at it.
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { built } from './check.mjs';

const { dist, options, gate } = workerData;
const { load } = await built(dist);
const { lineOver } = await load('libs/dossier/src/writing/messages.js');
const { serveWriting } = await load('libs/dossier/src/writing/writing-end.js');

parentPort.postMessage(Number(basename(readlinkSync('/proc/thread-self'))));
Atomics.wait(gate, 0, 0);
await serveWriting(lineOver(parentPort), options);
