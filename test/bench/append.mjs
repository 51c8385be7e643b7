// npm run bench -- append: acts into the log with everything on (sealing, keys, payload digests, FULL durability).
import { fork } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutTree } from './append-tree.mjs';
import { busyLoop, closedLoop, line, takeTurns } from './measure.mjs';
import { payloadOf, sampleActs } from './sample.mjs';

const RAW_GOAL = 0.4;
const SEALING_GOAL = 0.4;
const SEALING_P99_MS = 60;
const TREE_GOAL = 0.7;
const EMMETT_GOAL = 20;
const MANY = 256;
const IN_FLIGHT = [1, 4, 64, MANY];
const EMMETT_TYPE = 'BesluitGenomen';
const EMMETT_CHILD = fileURLToPath(new URL('./emmett-child.mjs', import.meta.url));
/** It waits a second for a lock, so that a round of half a second would be over before the first wait is. */
const EMMETT_ROUNDS = 4;
const EMMETT_FIRST_MS = 200;
const EMMETT_LIMIT_MS = 30_000;

/** Yields one line of figures per comparison. */
export async function* append({ folder, dist, peers, rounds, roundMs, say }) {
  const ours = await openOurs(join(folder, 'ours'), dist);
  try {
    yield* againstRaw(ours, folder, { rounds, roundMs, say });
    yield* againstSealing(ours, { rounds, roundMs, say });
    yield* againstNoTree(folder, dist, { rounds, roundMs, say });
    yield* againstEmmett(ours, folder, peers, { rounds, roundMs, say });
  } finally {
    await ours.close();
  }
}

async function openOurs(folder, dist) {
  const [vaultLib, logLib] = await Promise.all([dist('libs/vault/src/index.js'), dist('libs/event-log/src/index.js')]);
  mkdirSync(folder, { recursive: true });
  const keyring = vaultLib.openKeyring({
    keysFile: join(folder, 'keys.db'),
    masterKeyFile: join(folder, 'master.key'),
  });
  const vault = vaultLib.openVault({ keyring });
  const log = await logLib.openSqliteLog({
    file: join(folder, 'log.db'),
    durability: 'full',
    holder: 'prestatiemeting',
    beforeCommit: () => vault.flushKeys(),
  });
  const act = sampleActs(vaultLib, vault);
  const revisions = new Map();
  return {
    vault,
    log,
    act,
    async append(writer) {
      const revision = (revisions.get(writer) ?? -1) + 1;
      const batch = batchOf(vault, act(writer, revision), logLib.atRevision(revision - 1));
      const answer = await log.append(batch);
      if (answer.kind !== 'appended') throw Object.assign(new Error(answer.kind), { code: answer.kind });
      revisions.set(writer, revision);
    },
    async close() {
      await log.close();
      vault.close();
    },
  };
}

function batchOf(vault, draft, expected) {
  return {
    stream: draft.subject,
    expected,
    commandId: draft.commandid,
    commandMac: vault.commandMac(payloadOf(draft)),
    time: draft.time,
    entries: [vault.seal(draft)],
  };
}

/** One act at a time is bound by the disk: what does it allow to whoever only writes the bytes and waits? */
async function* againstRaw(ours, folder, { rounds, roundMs, say }) {
  const file = openSync(join(folder, 'raw'), 'a');
  const bytes = storedBytes(ours);
  const results = await takeTurns(
    {
      'log, 1 in flight': () => closedLoop({ inFlight: 1, ms: roundMs, call: ours.append }),
      'write + fdatasync': () =>
        busyLoop({
          ms: roundMs,
          call() {
            writeSync(file, bytes);
            fdatasyncSync(file);
          },
        }),
    },
    rounds,
    say,
  );
  closeSync(file);
  yield line({
    bench: 'append',
    measure: '1 in flight',
    ours: results['log, 1 in flight'],
    peer: results['write + fdatasync'],
    peerIs: `write + fdatasync of the same ${bytes.length} bytes on a growing file`,
    goal: RAW_GOAL,
    entryBytes: ours.vault.seal(ours.act(0, 1000)).bytes.length,
  });
}

/** What an act must leave behind: entry, leaf hash, sealed groups and the digest of its payload. */
function storedBytes(ours) {
  const [entry] = batchOf(ours.vault, ours.act(0, 1000), { kind: 'no-stream' }).entries;
  const mac = ours.vault.commandMac({});
  return Buffer.concat([entry.bytes, entry.leafHash, mac, ...entry.sealed.map(({ box }) => box)]);
}

/** Many acts at a time are bound by the processor: what does sealing alone take of it, on the same thread? */
async function* againstSealing(ours, { rounds, roundMs, say }) {
  let count = 0;
  const results = await takeTurns(
    {
      [`log, ${MANY} in flight`]: () => closedLoop({ inFlight: MANY, ms: roundMs, call: ours.append }),
      'sealing alone': () => busyLoop({ ms: roundMs, call: () => ours.vault.seal(ours.act(count++ % MANY, 1000)) }),
    },
    rounds,
    say,
  );
  // The keys that sealing alone may have introduced belong to no entry; they are flushed with the next act.
  yield line({
    bench: 'append',
    measure: `${MANY} in flight`,
    ours: results[`log, ${MANY} in flight`],
    peer: results['sealing alone'],
    peerIs: 'sealing alone, one thread',
    goal: SEALING_GOAL,
    p99GoalMs: SEALING_P99_MS,
  });
}

/** What do the tree, its frontier and the signing of checkpoints take of it? The one who signs is at work meanwhile. */
async function* againstNoTree(folder, dist, { rounds, roundMs, say }) {
  const withTree = await openOurs(join(folder, 'tree'), dist);
  const without = await openOurs(join(folder, 'no-tree'), withoutTree(join(folder, 'without')));
  const checkpointer = await startSigning(join(folder, 'tree'), withTree.log, dist);
  const [named, plain] = [`tree and checkpoints, ${MANY} in flight`, `without, ${MANY} in flight`];
  try {
    const results = await takeTurns(
      {
        [named]: () => closedLoop({ inFlight: MANY, ms: roundMs, call: withTree.append }),
        [plain]: () => closedLoop({ inFlight: MANY, ms: roundMs, call: without.append }),
      },
      rounds,
      say,
    );
    await checkpointer.signNow();
    const { signed, failure } = checkpointer.status();
    if (failure !== undefined) throw new Error(failure);
    yield line({
      bench: 'append',
      measure: `${MANY} in flight, with tree and checkpoints`,
      ours: results[named],
      peer: results[plain],
      peerIs: 'the same log that hashes no leaf, keeps no frontier and signs nothing',
      goal: TREE_GOAL,
      signed,
    });
  } finally {
    await checkpointer.stop();
    await withTree.close();
    await without.close();
  }
}

/** Signs the log as the server does: within a second of what is appended, on a thread of its own where it has one. */
async function startSigning(folder, log, dist) {
  const [{ startCheckpointer }, { Guard }] = await Promise.all([
    dist('apps/server/src/proof/start.js'),
    dist('apps/server/src/proof/guard.js'),
  ]);
  const guard = new Guard(join(folder, 'guard.db'));
  const clock = { now: () => new Date().toISOString() };
  const engine = { options: { clock }, halt: () => undefined };
  const checkpointer = await startCheckpointer({ folder, log, guard, engine, inThreads: true });
  await checkpointer.ready;
  return checkpointer;
}

/** Events of the same length, unsealed, into the published emmett-sqlite with its own defaults. */
async function* againstEmmett(ours, folder, peers, { rounds, roundMs, say }) {
  const emmett = await peers();
  if (emmett.missing !== undefined) {
    yield { bench: 'append', measure: 'emmett-sqlite', skipped: emmett.missing };
    return;
  }
  const event = { type: EMMETT_TYPE, data: JSON.parse(Buffer.from(ours.vault.seal(ours.act(0, 1000)).bytes)) };
  const parts = {};
  for (const inFlight of IN_FLIGHT) {
    const file = join(folder, `emmett-${inFlight}.db`);
    parts[`log, ${inFlight} in flight`] = () => closedLoop({ inFlight, ms: roundMs, call: ours.append });
    // Its process warms itself up, so that the first turn only makes the tables.
    parts[`emmett, ${inFlight} in flight`] = (round) =>
      playEmmett({ file, event, inFlight, ms: round === 0 ? EMMETT_FIRST_MS : EMMETT_ROUNDS * roundMs });
  }
  const results = await takeTurns(parts, rounds, say);
  const best = (who) =>
    IN_FLIGHT.map((inFlight) => ({ inFlight, ...results[`${who}, ${inFlight} in flight`] })).reduce((a, b) =>
      b.perSecond > a.perSecond ? b : a,
    );
  for (const inFlight of IN_FLIGHT) {
    const peer = results[`emmett, ${inFlight} in flight`];
    yield line({
      bench: 'append',
      measure: `emmett-sqlite, ${inFlight} in flight`,
      ours: results[`log, ${inFlight} in flight`],
      peer,
      peerIs: `emmett-sqlite ${emmett.version}, ${inFlight} in flight`,
      peerErrors: peer.errors,
    });
  }
  const peer = best('emmett');
  yield line({
    bench: 'append',
    measure: `${MANY} in flight against the best of emmett-sqlite`,
    ours: results[`log, ${MANY} in flight`],
    peer,
    peerIs: `emmett-sqlite ${emmett.version}, best of ${IN_FLIGHT.join(', ')} in flight: ${peer.inFlight}`,
    goal: EMMETT_GOAL,
    peerErrorsAllLevels: Object.fromEntries(
      IN_FLIGHT.map((inFlight) => [inFlight, results[`emmett, ${inFlight} in flight`].errors]),
    ),
  });
}

/** In a process of its own: what it leaves unanswered, and its threads that sleep on a lock, end with it. */
function playEmmett(how) {
  return new Promise((resolve, reject) => {
    const child = fork(EMMETT_CHILD, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const limit = setTimeout(() => child.kill('SIGKILL'), how.ms + EMMETT_LIMIT_MS);
    let result;
    child.once('message', (message) => {
      result = message;
      child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      // A peer that falls over is a figure as well.
      resolve(result ?? { perSecond: 0, latencies: [], errors: { [`process ended with ${signal ?? code}`]: 1 } });
    });
    child.send(how);
  });
}
