// npm run bench -- lag: how long after the call that records an act the kept documents show it, against how long the
// consumer of emmett-sqlite takes to hand an event on. At a modest rate, one act at a time, so that nothing queues.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { round } from './measure.mjs';

/** Ours at most so much of the peer's, at the 99th percentile. */
const GOAL = 1 / 40;
const SAMPLES_A_ROUND = 200;
/** Primes, so that no act keeps step with anybody's clock. */
const PAUSES_MS = [7, 11, 13, 17, 23, 29, 31, 37];
const READY_LIMIT_MS = 10_000;
const DOCUMENT = 'college-report';
const EMMETT_CHILD = fileURLToPath(new URL('./lag-emmett.mjs', import.meta.url));

/** Yields one line of figures. */
export async function* lag({ folder, dist, peers, rounds, say }) {
  const emmett = await peers();
  const house = await openHouse(dist, join(folder, 'huis'));
  const ours = [];
  const recorded = [];
  const peer = [];
  const peerErrors = {};
  try {
    for (let turn = 0; turn <= rounds; turn++) {
      const mine = await house.round();
      const theirs = emmett.missing === undefined ? await emmettRound(join(folder, `emmett-${turn}.db`)) : undefined;
      say(
        `${turn === 0 ? 'warm-up' : `round ${turn} of ${rounds}`}: p99 ${at99(mine.visible)} ms, peer ${at99(theirs?.latencies ?? [])} ms`,
      );
      // The first turn of each warms up.
      if (turn === 0) continue;
      ours.push(...mine.visible);
      recorded.push(...mine.recorded);
      peer.push(...(theirs?.latencies ?? []));
      for (const [what, count] of Object.entries(theirs?.errors ?? {}))
        peerErrors[what] = (peerErrors[what] ?? 0) + count;
    }
  } finally {
    await house.close();
  }
  const measure = 'from the call that records an act until its kept document is there to read, p99 in ms';
  if (emmett.missing !== undefined) {
    yield { bench: 'lag', measure, ours: at99(ours), skipped: emmett.missing };
    return;
  }
  const ratio = quantile(ours, 0.99) / quantile(peer, 0.99);
  yield {
    bench: 'lag',
    measure,
    ours: at99(ours),
    peer: at99(peer),
    peerIs: `emmett-sqlite ${emmett.version}: from the call that appends an event until its consumer, with its defaults, hands it to a processor`,
    ratio: round(ratio, 4),
    goal: GOAL,
    met: ratio <= GOAL,
    p50: round(quantile(ours, 0.5), 2),
    peerP50: round(quantile(peer, 0.5), 2),
    recordedP50: round(quantile(recorded, 0.5), 2),
    recordedP99: at99(recorded),
    samples: ours.length,
    peerSamples: peer.length,
    ...(Object.keys(peerErrors).length > 0 && { peerErrors }),
  };
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, share) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const at99 = (values) => (values.length === 0 ? undefined : round(quantile(values, 0.99), 2));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The product over a data folder, with its thread of views. */
async function openHouse(dist, folder) {
  const [{ openRuntime }, { keepViews }, { commands }] = await Promise.all([
    dist('apps/server/src/runtime/runtime.js'),
    dist('apps/server/src/views/kept-views.js'),
    dist('libs/governance/src/index.js'),
  ]);
  const runtime = await openRuntime({ folder });
  const views = keepViews(folder);
  const act = async (stream, name, fields) => {
    const command = Object.assign(new (commands.find((each) => each.name === name))(), fields);
    const result = await runtime.engine.handle({ command, stream, caller: { person: 'p-1', role: 'AO' } });
    if (result.kind !== 'recorded') throw new Error(`${name}: ${JSON.stringify(result)}`);
    return result.position;
  };
  const newDossier = async () => {
    const stream = `d-${randomUUID()}`;
    await act(stream, 'EstablishUrgency', { owner: 'AO', statement: 's', evidence: 'e' });
    return [stream, await act(stream, 'InitiateProgramme', { name: 'Z', objective: 'o', mode: 'projectdriehoek' })];
  };
  const round = async () => {
    const [stream, first] = await newDossier();
    await shown(views, stream, first);
    const [visible, recorded] = [[], []];
    for (let sample = 0; sample < SAMPLES_A_ROUND; sample++) {
      await pause(PAUSES_MS[sample % PAUSES_MS.length]);
      const begin = performance.now();
      const position = await act(stream, 'RecordJournalEntry', { kind: 'notitie', subject: 's', note: 'n' });
      recorded.push(performance.now() - begin);
      if ((await views.document(DOCUMENT, stream, position)) === undefined) throw new Error('not visible in time');
      visible.push(performance.now() - begin);
    }
    return { visible, recorded };
  };
  const close = async () => {
    await views.stop();
    await runtime.close();
  };
  return { round, close };
}

async function shown(views, stream, position) {
  const end = performance.now() + READY_LIMIT_MS;
  while ((await views.document(DOCUMENT, stream, position)) === undefined) {
    if (performance.now() > end) throw new Error(`the views do not run: ${JSON.stringify(views.status())}`);
    await pause(50);
  }
}

function emmettRound(file) {
  return new Promise((resolve, reject) => {
    const child = fork(EMMETT_CHILD, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('message', (result) => {
      child.kill('SIGKILL');
      resolve(result);
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ latencies: [], errors: { [`process ended with ${signal ?? code}`]: 1 } }),
    );
    child.send({ file, samples: SAMPLES_A_ROUND, pauses: PAUSES_MS });
  });
}
