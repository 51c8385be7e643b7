// Reads the leaf hashes of the log that the environment names, as a server does that signs it:
// node leaves-apart-child.mjs <dist> <folder> <few>. Says on stdout, one JSON line each, what came and whether a process
// of its own read it: from the beginning, and then from the last entry but one.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, folder, few] = process.argv.slice(2);
const built = (path) => import(pathToFileURL(join(dist, path)).href);
const { farInProcess, leavesOf } = await built('apps/server/src/proof/leaves.js');
const { openLogReader } = await built('apps/server/src/runtime/open-log.js');

const isApart = () => process.getActiveResourcesInfo().includes('ProcessWrap');
const log = await openLogReader(folder);
const { size } = await log.head();
for (const from of [0, size - 1]) {
  const leaves = [];
  let apart = false;
  let code;
  try {
    for await (const page of farInProcess(folder, log, leavesOf(log), Number(few)).from(from)) {
      apart ||= isApart();
      leaves.push(...page.map((hash) => Buffer.from(hash).toString('hex')));
    }
  } catch (error) {
    code = error.code;
  }
  process.stdout.write(`${JSON.stringify({ apart, leaves, code })}\n`);
}
await log.close();
