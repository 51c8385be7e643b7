import { join } from 'node:path';
import { FILES } from '../runtime/files.js';
import { logFileOf } from '../runtime/open-log.js';
import type { Runtime } from '../runtime/runtime.js';
import { Checkpointer } from './checkpointer.js';
import { farInProcess, leavesInThread, leavesOf, type Leaves } from './leaves.js';
import { openLogKey } from './log-key.js';
import { readTimestampPolicy, Timestamper } from './timestamps.js';
import { readWitnessPolicy } from './witness-policy.js';

/** Lets an open runtime sign its log; when the log is not what was signed before, it records nothing more. */
export function startCheckpointer({ folder, log, guard, engine, inThreads }: Runtime): Checkpointer {
  const timestamps = readTimestampPolicy(folder);
  const logFile = logFileOf(folder);
  return new Checkpointer({
    leaves: leavesFor({ folder, log, inThreads }),
    logFile,
    guard,
    key: openLogKey(join(folder, FILES.logKey)),
    witnesses: readWitnessPolicy(folder),
    folder,
    timestamps: timestamps === undefined ? undefined : new Timestamper(timestamps, folder),
    now: () => engine.options.clock.now(),
    onTampered: (error) => engine.halt(error),
  });
}

function leavesFor({ folder, log, inThreads }: Pick<Runtime, 'folder' | 'log' | 'inThreads'>): Leaves {
  if (!inThreads) return leavesOf(log);
  // Of a log on a server a thread would need connections and the whole order of the log for a few entries.
  const near = logFileOf(folder) === undefined ? leavesOf(log) : leavesInThread(folder);
  return farInProcess(folder, log, near);
}
