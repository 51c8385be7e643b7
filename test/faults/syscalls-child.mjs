// Appends a fixed number of acts, one after the other, and says of each what became of it. Runs under strace, which
// lets one of its system calls fail or kills it there.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [distFile, file, acts] = process.argv.slice(2);
const { openSqliteLog, NO_STREAM, atRevision } = await import(pathToFileURL(distFile).href);

const STREAMS = 2;
const say = (line) => writeSync(1, `${line}\n`);

function batchOf(stream, revision, act, count) {
  const entries = Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(JSON.stringify({ stream, act, index, count, filling: 'x'.repeat(200) }));
    const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
    return { id: `${act}.${index}`, bytes, leafHash, sealed: [{ keyId: 'key', box: Buffer.from(`${act}.${index}`) }] };
  });
  const expected = revision < 0 ? NO_STREAM : atRevision(revision);
  return { stream, expected, commandId: act, time: new Date().toISOString(), entries };
}

let log;
try {
  log = await openSqliteLog({ file, holder: 'storingsproef' });
} catch (error) {
  say(`closed ${error.code}`);
  process.exit(0);
}
for (let act = 0; act < Number(acts); act++) {
  const stream = `stream-${act % STREAMS}`;
  const count = 1 + (act % 2);
  try {
    // Asked each time: after a failure only the log itself knows where its stream ends.
    const head = await log.streamHead(stream);
    const answer = await log.append(batchOf(stream, head?.revision ?? -1, `act-${act}`, count));
    say(
      answer.kind === 'appended' ? `ok ${answer.firstPosition} ${count} act-${act}` : `fault act-${act} ${answer.kind}`,
    );
  } catch (error) {
    say(`failed act-${act} ${error.code}`);
  }
}
try {
  await log.close();
} catch (error) {
  say(`closed ${error.code}`);
}
