// What every benchmark needs: a closed loop with a number of calls in flight, rounds that take turns, and one way to print.

/** How long a round waits for what is still under way at its end; what has no answer by then is counted as that. */
const ANSWER_LIMIT_MS = 30_000;

/**
 * Runs `call(writer)` with `inFlight` writers for `ms`, and gives the rate and the latencies of what succeeded. What
 * was under way at the end is waited for and counted, and so is the time that it took.
 */
export async function closedLoop({ inFlight, ms, call, answerLimitMs = ANSWER_LIMIT_MS }) {
  const latencies = [];
  const errors = {};
  const count = (what, times = 1) => (errors[what] = (errors[what] ?? 0) + times);
  const begin = performance.now();
  const end = begin + ms;
  let underWay = inFlight;
  async function write(writer) {
    while (performance.now() < end) {
      const start = performance.now();
      try {
        await call(writer);
        latencies.push(performance.now() - start);
      } catch (error) {
        count(nameOf(error));
      }
    }
    underWay--;
  }
  await within(ms + answerLimitMs, Promise.all(Array.from({ length: inFlight }, (_, writer) => write(writer))));
  if (underWay > 0) count('unanswered', underWay);
  const seconds = (performance.now() - begin) / 1000;
  return { perSecond: latencies.length / seconds, latencies, errors };
}

export const nameOf = (error) => String(error?.code ?? error?.errorCode ?? error?.name ?? error);

async function within(ms, work) {
  let timer;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** Runs synchronous `call()` for `ms`: nothing else happens on this thread meanwhile. */
export function busyLoop({ ms, call }) {
  const begin = performance.now();
  const end = begin + ms;
  let count = 0;
  for (; performance.now() < end; count++) call();
  return { perSecond: count / ((performance.now() - begin) / 1000), latencies: [], errors: {} };
}

/**
 * Plays the named parts in turn, A B A B: what else the machine does in the meantime meets them alike. The first turn
 * of each warms up (compiled code, keys, caches of the file system) and is not counted.
 */
export async function takeTurns(parts, rounds, say) {
  const results = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, play] of Object.entries(parts)) {
      const result = await play(round);
      if (round > 0) results[name].push(result);
      say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${name} ${Math.round(result.perSecond)}/s`);
    }
  }
  return Object.fromEntries(Object.entries(results).map(([name, all]) => [name, summary(all)]));
}

function summary(rounds) {
  const latencies = rounds.flatMap((round) => round.latencies).sort((a, b) => a - b);
  const errors = {};
  for (const round of rounds) {
    for (const [what, count] of Object.entries(round.errors)) errors[what] = (errors[what] ?? 0) + count;
  }
  const rates = rounds.map((round) => round.perSecond);
  return {
    perSecond: median(rates),
    rounds: rates.map(Math.round),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    errors,
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** At least `goal` times the peer, and a p99 within `p99GoalMs` where there is one. */
export function line({ bench, measure, ours, peer, peerIs, goal, p99GoalMs, ...more }) {
  const ratio = ours.perSecond / peer.perSecond;
  const inTime = p99GoalMs === undefined || ours.p99Ms <= p99GoalMs;
  return {
    bench,
    measure,
    ours: Math.round(ours.perSecond),
    peer: Math.round(peer.perSecond),
    peerIs,
    ratio: round(ratio, 3),
    ...(goal !== undefined && { goal, met: ratio >= goal && inTime }),
    ...(ours.p50Ms !== undefined && { p50: round(ours.p50Ms, 2), p99: round(ours.p99Ms, 2) }),
    ...(p99GoalMs !== undefined && { p99Goal: p99GoalMs }),
    ...(Object.keys(ours.errors).length > 0 && { oursErrors: ours.errors }),
    oursRounds: ours.rounds,
    peerRounds: peer.rounds,
    ...more,
  };
}

export const round = (value, digits) => Number(value.toFixed(digits));
