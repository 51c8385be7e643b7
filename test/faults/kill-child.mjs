// Appends under load until it is killed. Prints one line per act, and only after the log has acknowledged it.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { batchOf, openForActs } from './acts.mjs';
import { built } from './check.mjs';

const [dist, folder, over] = process.argv.slice(2);
const product = await built(dist);
const ports = await product.library('event-log');

const WRITERS = 48;
const STREAMS_PER_WRITER = 2;
const MAX_ENTRIES_PER_ACT = 3;
/** So often an act is the first of a person, whose key must be on the disk before it. */
const NEW_PERSON_EVERY = 4;

const { log, vault } = await openForActs(product, folder, { over });
// Synchronous, so that a line is out of this process before the next instruction runs.
const say = (line) => writeSync(1, `${line}\n`);

// What a caller does whose answer got lost: sends the last act again. It must be known, and stored once.
async function resendLast(stream, revision) {
  const [last] = await log.readStream(stream, revision, 1);
  const { act, count, index } = vault.open(last, () => true).data;
  const answer = await log.write(batchOf(ports, { stream, revision, act, count, person: act }));
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
    const person = turn % NEW_PERSON_EVERY === 0 ? act : `person-${writer}`;
    const batch = batchOf(ports, { stream: `stream-${writer}-${i}`, revision: revisions[i], act, count, person });
    const answer = await log.write(batch);
    if (answer.kind !== 'appended') return say(`fault act ${act} gave ${answer.kind}`);
    revisions[i] += count;
    say(`ok ${answer.firstPosition} ${count} ${act}`);
  }
}

say('ready');
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
