/** What stands in the store of the kept documents, and what can be wrong with it. */

/** Stands for "no entry yet", so that the checkpoint is one comparable number. */
export const NOTHING_FOLDED = -1;

/**
 * A build is one set of kept documents: all read models, folded up to one position. Its version is its own number and
 * not that of a read model, so that the same models can be built a second time beside the live documents and compared.
 */
export interface Build {
  readonly version: number;
  /** Names and versions of the models in it, as `modelsKey` writes them. */
  readonly models: string;
  /** The checkpoint: the last position that every document of this build has seen, or NOTHING_FOLDED. */
  readonly position: number;
}

/** How far one dossier is folded: `day` is the day of its last event in fold order. */
export interface Folded {
  readonly position: number;
  readonly day: string;
}

/** One dossier as the store has it. */
export interface KeptDossier extends Folded {
  /** JSON text by name of the read model; a model that was parked before it saw the dossier has none. */
  readonly documents: ReadonlyMap<string, string>;
}

export interface ViewRow {
  readonly name: string;
  readonly dossier: string;
  readonly position: number;
  readonly document: string;
}

export interface FoldedRow extends Folded {
  readonly dossier: string;
}

/** A consumer that stopped while the others went on. */
export interface Parked {
  readonly consumer: string;
  /** The entry at which it stopped. */
  readonly position: number;
  readonly reason: string;
  readonly since: string;
}

/** Everything that one flush makes visible, or nothing of it. */
export interface Flush {
  readonly version: number;
  /** The checkpoint that this flush stands on; another one in the store means that somebody else writes this build. */
  readonly from: number;
  readonly position: number;
  /** Refused when a rebuild has made another build the live one, for what is written here would not be seen. */
  readonly onlyWhenLive: boolean;
  readonly views: readonly ViewRow[];
  readonly folded: readonly FoldedRow[];
  readonly parked: readonly Parked[];
}

export interface KeptDocument {
  /** The last entry that changed this document. */
  readonly position: number;
  readonly json: string;
  /** The checkpoint, the number and the models of the build that it stands in. */
  readonly checkpoint: number;
  readonly version: number;
  readonly models: string;
}

export interface Difference {
  readonly name: string;
  readonly dossier: string;
}

export interface Comparison {
  readonly documents: number;
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly Difference[];
}

/** The build that a writer was at is not where it left it: a rebuild took its place, or another runner writes. */
export class BuildReplaced extends Error {
  constructor(version: number) {
    super(`Een ander onderdeel heeft de weergaven (opbouw ${version}) intussen bijgewerkt of vervangen.`);
    this.name = 'BuildReplaced';
  }
}

/** The store of the views holds something else than this program can use; the message is Dutch and says what to do. */
export class ViewStoreUnavailable extends Error {
  constructor(
    readonly code: 'VIEWS_NOT_OURS' | 'VIEWS_NEWER_VERSION',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ViewStoreUnavailable';
  }
}
