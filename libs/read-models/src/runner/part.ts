import { afterPosition, Folder, type Changes, type FoldedModel, type Source } from './folder.js';
import type { Build } from './stored.js';
import type { ViewStore } from './view-store.js';

/** Dossiers of one part whose documents stay in memory between two flushes. */
export const MAX_DOSSIERS_IN_MEMORY = 1_000;
/** Entries per read: of a larger page more outlives the young heap (measured: 205 MB copied by 1,000, 140 MB by 200). */
const PAGE = 200;

/**
 * A share of the dossiers of a build, folded in this thread or in another. Every part reads the whole log and folds what
 * is its own, so that parts have nothing to tell each other.
 */
export interface Part {
  /** Folds up to and with a position; gives how many dossiers it holds in memory then. */
  foldTo(position: number): Promise<number>;
  /** What is not in the store yet. It must be there before this part folds on. */
  changes(): Promise<Changes>;
  close(): Promise<void>;
}

/** Makes the parts of a build; together they are to fold every dossier once. */
export type PartsOf = (build: Build) => readonly Part[];

export interface PartOptions extends Source {
  readonly store: ViewStore;
  readonly now?: () => string;
}

/** A part that is folded in this thread. Fails as the log or the store fails, and is then of no use any more. */
export function partHere(models: readonly FoldedModel[], options: PartOptions, { version, position }: Build): Part {
  const { store, log, now = () => new Date().toISOString() } = options;
  const folder = new Folder({
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
  return {
    async foldTo(goal) {
      while (folder.position < goal) {
        const limit = Math.min(PAGE, goal - folder.position);
        await folder.fold(await log.readAll(afterPosition(folder.position), limit));
        // Signals, timers and progress bars get their turn between two pages.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return folder.dossiersInMemory;
    },
    changes: () => folder.changes(),
    close: async () => {},
  };
}

/**
 * The dossiers of one part of `of`: in the order in which the log first names them each part gets the next, so that all
 * get equally many, old and new.
 */
export function sharedOut(source: Source, part: number, of: number): Source {
  const owners = new Map<string, number>();
  return {
    ...source,
    dossierOf(stream) {
      const dossier = source.dossierOf(stream);
      if (dossier === undefined) return undefined;
      const owner = owners.get(dossier) ?? owners.size % of;
      owners.set(dossier, owner);
      return owner === part ? dossier : undefined;
    },
  };
}
