// A log server in a process of its own, so that a double of it does not slow down whoever loads or measures it.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./double-child.mjs', import.meta.url));

/** The server that BESLUITSPOOR_TEST_ESDB names, or else a double of it, which ends with this process. */
export async function serverApart(nodeArguments = []) {
  const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: nodeArguments });
  const { url, name } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the double did not start')));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.disconnect();
    });
  return { url, name, stop };
}
