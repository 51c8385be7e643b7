// npm run bench -- act: a whole command over HTTP (token, validation, deciding, sealing, a durable append, the answer)
// against a bare handler of the same framework with the same validation.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { line, takeTurns } from './measure.mjs';

const IN_FLIGHT = 64;
const DOSSIERS = 64;
const GOAL_RUNNER_OFF = 0.45;
const GOAL_RUNNER_ON = 0.25;
/** A server that just started runs code that is not compiled yet. */
const WARM_UP_MS = 3_000;
const MEASURE_OFF = `${IN_FLIGHT} in flight over ${DOSSIERS} dossiers, view runner off`;
const MEASURE_ON = `${IN_FLIGHT} in flight over ${DOSSIERS} dossiers, view runner on`;
const SERVER = fileURLToPath(new URL('./act-server.mjs', import.meta.url));
const LOAD = fileURLToPath(new URL('./act-load.mjs', import.meta.url));

/** Yields one line of figures per comparison. */
export async function* act({ folder, rounds, roundMs, say }) {
  const children = [];
  const start = (file, args) => {
    const child = fork(file, args, { stdio: ['ignore', 2, 'inherit', 'ipc'] });
    children.push(child);
    return child;
  };
  try {
    const ours = await answerOf(start(SERVER, ['acts', join(folder, 'acts'), String(DOSSIERS)]));
    const bare = ours.failed ? ours : await answerOf(start(SERVER, ['bare']));
    const failed = ours.failed ?? bare.failed;
    if (failed !== undefined) {
      yield { bench: 'act', measure: MEASURE_OFF, goal: GOAL_RUNNER_OFF, skipped: failed };
      yield { bench: 'act', measure: MEASURE_ON, goal: GOAL_RUNNER_ON, skipped: failed };
      return;
    }
    const load = start(LOAD, []);
    const request = { ...ours.ready, inFlight: IN_FLIGHT };
    const msOf = (round) => (round === 0 ? WARM_UP_MS : roundMs);
    const results = await takeTurns(
      {
        'whole act': (round) => answerOf(load, { ...request, ms: msOf(round) }),
        'bare handler': (round) => answerOf(load, { ...request, ...bare.ready, ms: msOf(round) }),
      },
      rounds,
      say,
    );
    yield line({
      bench: 'act',
      measure: MEASURE_OFF,
      ours: results['whole act'],
      peer: results['bare handler'],
      peerIs: 'bare Nest handler on Fastify, same body, same validation',
      goal: GOAL_RUNNER_OFF,
      peerErrors: results['bare handler'].errors,
    });
    yield {
      bench: 'act',
      measure: MEASURE_ON,
      goal: GOAL_RUNNER_ON,
      skipped: 'the server does not run the view runner yet',
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** The next message of a child, after sending it a request if there is one; also rejects when it ends first. */
function answerOf(child, request) {
  return new Promise((resolve, reject) => {
    const ended = (code, signal) => reject(new Error(`a process of the benchmark ended (${signal ?? code})`));
    child.once('close', ended);
    child.once('message', (message) => {
      child.off('close', ended);
      resolve(message);
    });
    if (request !== undefined) child.send(request);
  });
}
