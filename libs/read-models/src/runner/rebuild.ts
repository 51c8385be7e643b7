import { modelsKey, type Changes, type FoldedModel } from './folder.js';
import { MAX_DOSSIERS_IN_MEMORY, partHere, type Part, type PartOptions, type PartsOf } from './part.js';
import { BuildReplaced, NOTHING_FOLDED, type Build, type Comparison, type Parked } from './stored.js';
import type { ViewStore } from './view-store.js';

/** Entries per flush of a rebuild: each flush writes a growing document once more (measured: 0.57–0.79 against 0.20–0.35). */
const FLUSH_ENTRIES = 250_000;
/** With more dossiers than fit in memory a flush comes sooner, but never below this number of entries. */
const MIN_FLUSH_ENTRIES = 20_000;
/** After so many entries the parts wait for each other, and whoever watches hears how far they are. */
const STEP_ENTRIES = MIN_FLUSH_ENTRIES;

export interface RebuildOptions extends PartOptions {
  /** Who folds; one part with everything, in this thread, unless told. */
  readonly partsOf?: PartsOf | undefined;
  /** Called after every step, for a progress bar. */
  readonly progress?: (done: number, total: number) => void;
  /** Breaks off between two steps; the live documents are untouched and the next rebuild removes what is left. */
  readonly signal?: AbortSignal;
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
  const { store, partsOf = (build) => [partHere(models, options, build)] } = options;
  await store.withoutSync(true);
  try {
    const build = await store.begin(modelsKey(models));
    const parts = partsOf(build);
    try {
      const work = new Rebuilding(build, parts, options);
      for (;;) {
        await work.foldUpTo(await goal(options, build));
        const report = await compareAndFlip(store, build.version);
        if (report !== undefined) return report;
      }
    } finally {
      await Promise.all(parts.map((part) => part.close()));
    }
  } finally {
    await store.withoutSync(false);
  }
}

/** As far as the live build is, when the two can be compared; else to the end of the log. */
async function goal({ store, log }: RebuildOptions, build: Build): Promise<number> {
  const live = await store.live();
  if (live?.models === build.models) return live.position;
  return (await log.head()).position ?? NOTHING_FOLDED;
}

/** Lets the parts of one build fold, and writes what they give. */
class Rebuilding {
  private position: number;
  private flushed: number;
  /** What one part could not go on with, none may: its documents would be of different moments. */
  private readonly parked = new Set<string>();

  constructor(
    private readonly build: Build,
    private readonly parts: readonly Part[],
    private readonly options: RebuildOptions,
  ) {
    this.position = build.position;
    this.flushed = build.position;
  }

  async foldUpTo(goalPosition: number): Promise<void> {
    const { signal, progress } = this.options;
    while (this.position < goalPosition) {
      signal?.throwIfAborted();
      const next = Math.min(this.position + STEP_ENTRIES, goalPosition);
      const dossiers = await Promise.all(this.parts.map((part) => part.foldTo(next)));
      this.position = next;
      const waiting = this.position - this.flushed;
      const crowded = dossiers.some((inMemory) => inMemory > MAX_DOSSIERS_IN_MEMORY);
      if (waiting >= FLUSH_ENTRIES || (crowded && waiting >= MIN_FLUSH_ENTRIES)) await this.flush();
      progress?.(this.position + 1, goalPosition + 1);
    }
    if (this.position > this.flushed) await this.flush();
  }

  private async flush(): Promise<void> {
    const { store } = this.options;
    const changes = await Promise.all(this.parts.map((part) => part.changes()));
    const parked = firstOfEach(changes).filter(({ consumer }) => !this.parked.has(consumer));
    for (const { consumer } of parked) this.parked.add(consumer);
    await store.flush({
      version: this.build.version,
      from: this.flushed,
      position: this.position,
      onlyWhenLive: false,
      views: changes.flatMap(({ views }) => views.filter(({ name }) => !this.parked.has(name))),
      folded: changes.flatMap(({ folded }) => folded),
      parked,
    });
    this.flushed = this.position;
  }
}

/** Where each read model that failed did so first, whichever part met it. */
function firstOfEach(changes: readonly Changes[]): readonly Parked[] {
  const first = new Map<string, Parked>();
  for (const one of changes.flatMap(({ parked }) => parked)) {
    const known = first.get(one.consumer);
    if (known === undefined || one.position < known.position) first.set(one.consumer, one);
  }
  return [...first.values()];
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
