// Appends under load until it is killed. Prints one line per act, and only after the log has acknowledged it.
import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [distFile, file] = process.argv.slice(2);
const { openSqliteLog, NO_STREAM, atRevision } = await import(pathToFileURL(distFile).href);

const WRITERS = 48;
const STREAMS_PER_WRITER = 2;
const MAX_ENTRIES_PER_ACT = 3;

const log = await openSqliteLog({ file, holder: 'storingsproef' });
// Synchronous, so that a line is out of this process before the next instruction runs.
const say = (line) => writeSync(1, `${line}\n`);
const now = () => new Date().toISOString();

function entryOf(stream, act, index, count) {
  const bytes = Buffer.from(JSON.stringify({ stream, act, index, count, filling: 'x'.repeat(200) }));
  const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
  return { id: `${act}.${index}`, bytes, leafHash, sealed: [{ keyId: 'key', box: Buffer.from(`${act}.${index}`) }] };
}

function batchOf(stream, revision, act, count, time) {
  const entries = Array.from({ length: count }, (_, index) => entryOf(stream, act, index, count));
  const expected = revision < 0 ? NO_STREAM : atRevision(revision);
  return { stream, expected, commandId: act, commandMac: createHash('sha256').update(act).digest(), time, entries };
}

// What a caller does whose answer got lost: sends the last act again. It must be known, and stored once.
async function resendLast(stream, revision) {
  const [last] = await log.readStream(stream, revision, 1);
  const { act, count, index } = JSON.parse(Buffer.from(last.bytes).toString());
  const answer = await log.append(batchOf(stream, revision, act, count, now()));
  const first = last.position - index;
  if (answer.kind !== 'repeated' || answer.firstPosition !== first) say(`fault resend of ${act} gave ${answer.kind}`);
}

async function write(writer) {
  const revisions = [];
  for (let i = 0; i < STREAMS_PER_WRITER; i++) {
    const head = await log.streamHead(`stream-${writer}-${i}`);
    revisions.push(head?.revision ?? -1);
    if (head !== undefined) await resendLast(head.stream, head.revision);
  }
  for (let turn = 0; ; turn++) {
    const i = turn % STREAMS_PER_WRITER;
    const count = 1 + (turn % MAX_ENTRIES_PER_ACT);
    const act = randomUUID();
    const answer = await log.append(batchOf(`stream-${writer}-${i}`, revisions[i], act, count, now()));
    if (answer.kind !== 'appended') return say(`fault act ${act} gave ${answer.kind}`);
    revisions[i] += count;
    say(`ok ${answer.firstPosition} ${count} ${act}`);
  }
}

say('ready');
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
