// Appends a fixed number of acts, one after the other, and says of each what became of it. It waits until strace looks
// at it, which lets one of its system calls fail or kills it there.
import { once } from 'node:events';
import { readSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { batchOf, filesIn, openForActs } from './acts.mjs';
import { built } from './check.mjs';

const [dist, folder, over, acts] = process.argv.slice(2);
const product = await built(dist);
const ports = await product.library('event-log');

const STREAMS = 2;
const say = (line) => writeSync(1, `${line}\n`);

/** Started before strace looks, and let through after. */
async function startWaitingThread() {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const { logFile, ...keys } = filesIn(folder);
  const workerData = { dist, options: { logFile, ...keys, holder: 'storingsproef' }, gate };
  const worker = new Worker(new URL('./syscalls-writer.mjs', import.meta.url), { workerData });
  const [id] = await once(worker, 'message');
  const letThrough = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    return worker;
  };
  return { id, letThrough };
}

const thread = over === 'thread' ? await startWaitingThread() : undefined;
say(`threads ${process.pid} ${thread?.id ?? ''}`);
readSync(0, Buffer.alloc(1));

async function append(log) {
  for (let act = 0; act < Number(acts); act++) {
    const stream = `stream-${act % STREAMS}`;
    const count = 1 + (act % 2);
    try {
      // Asked each time: after a failure only the log itself knows where its stream ends.
      const revision = (await log.streamHead(stream))?.revision ?? -1;
      const batch = batchOf(ports, { stream, revision, act: `act-${act}`, count, person: `person-${act}` });
      const answer = await log.write(batch);
      say(
        answer.kind === 'appended'
          ? `ok ${answer.firstPosition} ${count} act-${act}`
          : `fault act-${act} ${answer.kind}`,
      );
    } catch (error) {
      say(`failed act-${act} ${error.code}`);
    }
  }
}

let opened;
try {
  opened = await openForActs(product, folder, { over, startThread: thread?.letThrough });
} catch (error) {
  say(`closed ${error.code}`);
  process.exit(0);
}
await append(opened.log);
try {
  await opened.log.close();
  opened.vault.close();
} catch (error) {
  say(`closed ${error.code}`);
}
// A thread that was not told to end would keep the process alive.
process.exit(0);
