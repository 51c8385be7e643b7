// Reads the leaf hashes of the log that the environment names, as a server does that signs it:
// node leaves-in-thread-child.mjs <dist> <folder> <few>. Says on stdout, one JSON line each, what came and by how many
// threads: from the beginning, and then from the last entry but one.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, folder, few] = process.argv.slice(2);
const built = (path) => import(pathToFileURL(join(dist, path)).href);
const { leavesOfServer } = await built('apps/server/src/proof/leaves.js');
const { openLogReader } = await built('apps/server/src/runtime/open-log.js');

let threads = 0;
process.on('worker', () => (threads += 1));
const log = await openLogReader(folder);
const { size } = await log.head();
for (const from of [0, size - 1]) {
  threads = 0;
  const leaves = [];
  let code;
  try {
    for await (const page of leavesOfServer(folder, log, Number(few)).from(from))
      leaves.push(...page.map((hash) => Buffer.from(hash).toString('hex')));
  } catch (error) {
    code = error.code;
  }
  process.stdout.write(`${JSON.stringify({ threads, leaves, code })}\n`);
}
await log.close();
