import { afterPosition, Folder, modelsKey, type FoldedModel, type Source } from './folder.js';
import { BuildReplaced, NOTHING_FOLDED, type Build, type Comparison, type Parked } from './stored.js';
import type { ViewStore } from './view-store.js';

/** Entries per flush of a rebuild: each flush writes a growing document once more (measured: 0.57–0.79 against 0.20–0.35). */
const FLUSH_ENTRIES = 250_000;
/** With more dossiers than fit in memory a flush comes sooner, but never below this number of entries. */
const MIN_FLUSH_ENTRIES = 20_000;
const MAX_DOSSIERS_IN_MEMORY = 1_000;
/** Entries per read: of a larger page more outlives the young heap (measured: 205 MB copied by 1,000, 140 MB by 200). */
const PAGE = 200;

export interface RebuildOptions extends Source {
  readonly store: ViewStore;
  /** Called after every page, for a progress bar. */
  readonly progress?: (done: number, total: number) => void;
  /** Breaks off between two pages; the live documents are untouched and the next rebuild removes what is left. */
  readonly signal?: AbortSignal;
  readonly now?: () => string;
}

export interface RebuildReport {
  /** The number of the build that is live now. */
  readonly version: number;
  /** The last position in it, or -1 for an empty log. */
  readonly position: number;
  readonly dossiers: number;
  readonly documents: number;
  /** False when there was nothing to compare with: no live build, or one of other versions of the models. */
  readonly compared: boolean;
  readonly differing: number;
  readonly differences: Comparison['differences'];
  readonly parked: readonly Parked[];
}

/**
 * Builds all documents afresh beside the live ones, compares both byte for byte when they hold the same versions of the
 * same models, and makes the fresh ones live. The log is the truth, so differing documents are reported and replaced;
 * the old build is kept for `store.rollback()`. A runner at work on the same file takes the new build on by itself.
 */
export async function rebuild(models: readonly FoldedModel[], options: RebuildOptions): Promise<RebuildReport> {
  const { store } = options;
  await store.withoutSync(true);
  try {
    const build = await store.begin(modelsKey(models));
    const folder = freshFolder(models, options, build);
    for (;;) {
      await foldUpTo(folder, options, await goal(options, build));
      const report = await compareAndFlip(store, build.version);
      if (report !== undefined) return report;
    }
  } finally {
    await store.withoutSync(false);
  }
}

function freshFolder(models: readonly FoldedModel[], options: RebuildOptions, build: Build): Folder {
  const { store, now = () => new Date().toISOString() } = options;
  const { version, position } = build;
  return new Folder({
    source: options,
    models,
    store,
    version,
    position,
    maxDossiers: MAX_DOSSIERS_IN_MEMORY,
    live: false,
    now,
    parked: [],
  });
}

/** As far as the live build is, when the two can be compared; else to the end of the log. */
async function goal({ store, log }: RebuildOptions, build: Build): Promise<number> {
  const live = await store.live();
  if (live?.models === build.models) return live.position;
  return (await log.head()).position ?? NOTHING_FOLDED;
}

async function foldUpTo(folder: Folder, options: RebuildOptions, goalPosition: number): Promise<void> {
  while (folder.position < goalPosition) {
    options.signal?.throwIfAborted();
    const limit = Math.min(PAGE, goalPosition - folder.position);
    await folder.fold(await options.log.readAll(afterPosition(folder.position), limit));
    const waiting = folder.position - folder.flushed;
    const crowded = folder.dossiersInMemory > MAX_DOSSIERS_IN_MEMORY;
    if (waiting >= FLUSH_ENTRIES || (crowded && waiting >= MIN_FLUSH_ENTRIES)) await folder.flush();
    options.progress?.(folder.position + 1, goalPosition + 1);
    // Signals, timers and progress bars get their turn between two pages.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await folder.flush();
}

/** Undefined when the live build went on meanwhile, so that the fresh one has to catch up before they can be compared. */
function compareAndFlip(store: ViewStore, version: number): Promise<RebuildReport | undefined> {
  return store.change(async (_pointer, inside) => {
    const [fresh, live] = [await inside.build(version), await inside.live()];
    // Another rebuild that began meanwhile took this one for a broken-off one.
    if (fresh === undefined) throw new BuildReplaced(version);
    const compared = live?.models === fresh.models;
    if (compared && live.position !== fresh.position) return undefined;
    const comparison = await inside.compare(fresh.version, compared ? live.version : fresh.version);
    await inside.flip(fresh.version);
    return {
      version: fresh.version,
      position: fresh.position,
      dossiers: (await inside.dossiers(fresh.version)).length,
      ...comparison,
      compared,
      parked: await inside.parked(fresh.version),
    };
  });
}
