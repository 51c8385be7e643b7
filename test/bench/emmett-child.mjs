// Appends to emmett-sqlite for a while, sends what it reached to its parent, and is then killed: its
// threads may sleep on a lock for a long time.
import { closedLoop, nameOf } from './measure.mjs';

const WARM_UP_MS = 300;
/** Long enough for an append that runs; one that waits for a lock longer than this is counted as unanswered. */
const ANSWER_LIMIT_MS = 250;
const fell = {};
const count = (what) => (fell[what] = (fell[what] ?? 0) + 1);
// Its connections report some errors outside of every promise; they are counted, not fatal.
process.on('uncaughtException', (error) => count(`outside: ${nameOf(error)}`));
// And some it only logs, to try again.
console.log = (what) => what instanceof Error && count(`logged: ${nameOf(what)}`);

process.once('message', async ({ file, event, inFlight, ms }) => {
  const { getSQLiteEventStore } = await import('@event-driven-io/emmett-sqlite');
  // One store for all, as an application has; a store per writer reaches less when more than one is in flight.
  const store = getSQLiteEventStore({ fileName: file });
  const call = (writer) => store.appendToStream(`besluit-${writer}`, [event]);
  await closedLoop({ inFlight: 1, ms: WARM_UP_MS, call });
  const result = await closedLoop({ inFlight, ms, call, answerLimitMs: ANSWER_LIMIT_MS });
  process.send({ ...result, errors: { ...result.errors, ...fell } });
});
