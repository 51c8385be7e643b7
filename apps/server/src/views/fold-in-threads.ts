import { Worker } from 'node:worker_threads';
import { partInThread, type PartsOf } from '#read-models';
import { logFileOf } from '../runtime/open-log.js';

/** More threads than this read the same log so often that they only wait for each other. */
const MAX_THREADS = 8;
/** What is opened of a page is soon done with: with room for it, little of it outlives the young heap and has to be copied. */
const YOUNG_HEAP_MIB = 192;
/** A thread takes a moment to start, in which one alone has folded a log of so many entries. */
const MIN_ENTRIES = 10_000;

export interface FoldWorkerData {
  readonly folder: string;
  readonly viewsUrl: string;
  readonly build: Parameters<PartsOf>[0];
  readonly part: number;
  readonly of: number;
}

/**
 * Shares the dossiers of a rebuild out over threads; undefined when one thread does as well. A log on a server is read by
 * one: each reader of it has its own connections and its own copy of the order.
 */
export function foldInThreads(folder: string, viewsUrl: string, entries: number, threads: number): PartsOf | undefined {
  const of = Math.min(threads, MAX_THREADS);
  if (of < 2 || entries < MIN_ENTRIES || logFileOf(folder) === undefined) return undefined;
  return (build) =>
    Array.from({ length: of }, (_, part) =>
      partInThread(
        new Worker(new URL('./fold-worker.js', import.meta.url), {
          workerData: { folder, viewsUrl, build, part, of } satisfies FoldWorkerData,
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
        }),
      ),
    );
}
