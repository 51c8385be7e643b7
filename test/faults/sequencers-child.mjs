// One server process: appends as fast as it is answered and gives entries their place, until it is killed.
import { pathToFileURL } from 'node:url';
import { batchOf } from './log-server.mjs';

const WRITERS = 3;
const [, , library, url, logId, outlineFile, name] = process.argv;
const { openEventStoreDbLog, createMemorySealedStore, NO_STREAM, atRevision } = await import(
  pathToFileURL(library).href
);
const log = await openEventStoreDbLog({ url, logId, outlineFile, sealed: createMemorySealedStore(), connections: 1 });

async function write(writer) {
  const stream = `${name}-${writer}`;
  for (let n = 0, revision = -1; ; n++) {
    const expected = revision < 0 ? NO_STREAM : atRevision(revision);
    const count = 1 + (n % 3);
    const act = `${stream}-${n}`;
    const answer = await log.append(batchOf({ stream, expected, act, count }));
    if (answer.kind !== 'appended') {
      console.log(`fault ${act} ${answer.kind}`);
      return;
    }
    // It counts from here on, whether or not it has its place already.
    console.log(`ok ${answer.firstPosition ?? ''} ${count} ${act}`);
    revision = answer.firstRevision + count - 1;
  }
}
console.log('ready');
for (let writer = 0; writer < WRITERS; writer++) {
  write(writer).catch((error) => console.log(`fault ${error.code ?? ''} ${error.message}`));
}
