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
const PEER_IS = 'bare Nest handler on Fastify, same body, same validation';
const CAUGHT_UP_GOAL_MS = 1_000;
const GIVE_UP_MS = 60_000;
const POLL_MS = 10;
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
  const serving = async (...args) => {
    const { ready, failed } = await answerOf(start(SERVER, args));
    if (failed !== undefined) throw new Error(failed);
    return ready;
  };
  try {
    const off = await serving('acts', join(folder, 'acts'), String(DOSSIERS));
    const on = await serving('kept', join(folder, 'kept'), String(DOSSIERS));
    const bare = await serving('bare');
    const load = start(LOAD, []);
    const msOf = (round) => (round === 0 ? WARM_UP_MS : roundMs);
    const lags = [];
    const results = await takeTurns(
      {
        off: (round) => answerOf(load, { ...off, inFlight: IN_FLIGHT, ms: msOf(round) }),
        on: async (round) => {
          const result = await answerOf(load, { ...on, inFlight: IN_FLIGHT, ms: msOf(round) });
          lags.push(await caughtUpMs(on.health));
          return result;
        },
        bare: (round) => answerOf(load, { ...off, ...bare, inFlight: IN_FLIGHT, ms: msOf(round) }),
      },
      rounds,
      say,
    );
    const against = { bench: 'act', peer: results.bare, peerIs: PEER_IS, peerErrors: results.bare.errors };
    yield line({ ...against, measure: MEASURE_OFF, ours: results.off, goal: GOAL_RUNNER_OFF });
    const caughtUp = Math.round(Math.max(...lags));
    const kept = line({ ...against, measure: MEASURE_ON, ours: results.on, goal: GOAL_RUNNER_ON });
    yield {
      ...kept,
      met: kept.met && caughtUp <= CAUGHT_UP_GOAL_MS,
      caughtUpMs: caughtUp,
      caughtUpGoalMs: CAUGHT_UP_GOAL_MS,
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

/** How long after the load the views have everything that was recorded, as health tells it. */
async function caughtUpMs(health) {
  const begin = performance.now();
  for (;;) {
    const { weergaven } = await (await fetch(health)).json();
    const ms = performance.now() - begin;
    if (weergaven.achterstand === 0 || ms > GIVE_UP_MS) return ms;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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
