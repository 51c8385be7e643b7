import { DatabaseSync } from '@photostructure/sqlite';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';

/** 'BSPV': tells the file of the views from any other SQLite file. */
const APPLICATION_ID = 0x42535056;
/** Raised with every change of the tables below. A program never opens a file of a higher version. */
const SCHEMA_VERSION = 1;
/** A rebuild in another thread holds the file for one comparison; longer than this is a fault to report. */
const BUSY_TIMEOUT_MS = 10_000;
/** A document is often larger than SQLite's usual page, and each page of it costs (measured: half for a comparison). */
const PAGE_BYTES = 16_384;
/** Stands for "no entry yet", so that the checkpoint is one comparable number. */
export const NOTHING_FOLDED = -1;
/** How many differing documents a report names; the count is always complete. */
const MAX_NAMED_DIFFERENCES = 20;

/**
 * A build is one set of kept documents: all read models, folded up to one position. `view.version` is the number of its
 * build and not of a read model, so that the same models can be built a second time beside the live documents and
 * compared with them. `build.models` says which models, of which versions, it holds.
 */
const SCHEMA = `
  CREATE TABLE build (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    models TEXT NOT NULL,
    position INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE pointer (id INTEGER PRIMARY KEY CHECK (id = 1), live INTEGER, previous INTEGER) STRICT;
  INSERT INTO pointer VALUES (1, NULL, NULL);
  CREATE TABLE view (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    dossier TEXT NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (name, version, dossier)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE folded (
    version INTEGER NOT NULL,
    dossier TEXT NOT NULL,
    position INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (version, dossier)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE parked (
    version INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (version, consumer)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

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
  /** The checkpoint that this flush stands on; another one in the file means that somebody else writes this build. */
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
  /** The checkpoint and the number of the build that it stands in. */
  readonly checkpoint: number;
  readonly version: number;
}

interface Difference {
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

/** The file of the views cannot be used; the message is Dutch and says what to do. */
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

export interface ViewStoreOptions {
  /** The file; it never is the log's own, so that a rebuild cannot block an append. */
  readonly file: string;
  /** For whoever only shows the documents, in another thread than the runner. */
  readonly readOnly?: boolean;
}

/** Opens the file of the kept documents, or makes it. */
export function openViewStore({ file, readOnly = false }: ViewStoreOptions): ViewStore {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, readOnly });
  try {
    if (!readOnly) prepareForWriting(db, file);
    assertOurs(db, file);
    return new ViewStore(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareForWriting(db: DatabaseSyncInstance, file: string): void {
  if (pragma(db, 'application_id', file) === 0 && pragma(db, 'schema_version', file) === 0) {
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
  }
  assertOurs(db, file);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536',
  );
}

function assertOurs(db: DatabaseSyncInstance, file: string): void {
  if (pragma(db, 'application_id', file) !== APPLICATION_ID) throw notOurs(file);
  if (pragma(db, 'user_version', file) > SCHEMA_VERSION) {
    throw new ViewStoreUnavailable(
      'VIEWS_NEWER_VERSION',
      `Het bestand ${file} is gemaakt door een nieuwere versie van Besluitspoor. Gebruik die versie.`,
    );
  }
}

function pragma(db: DatabaseSyncInstance, name: string, file: string): number {
  try {
    return (db.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]!;
  } catch (error) {
    throw notOurs(file, error);
  }
}

const notOurs = (file: string, cause?: unknown): ViewStoreUnavailable =>
  new ViewStoreUnavailable(
    'VIEWS_NOT_OURS',
    `Het bestand ${file} bevat geen leesbare weergaven. Verplaats het; de weergaven worden dan opnieuw opgebouwd uit het logboek.`,
    { cause },
  );

/**
 * The kept documents in a SQLite file of their own. They are derived, so the file may be thrown away at any time.
 * Reads for showing (`document`, `documents`) follow the pointer to the live build; everything else names its build.
 */
export class ViewStore {
  private readonly statements = new Map<string, StatementSyncInstance>();

  constructor(private readonly db: DatabaseSyncInstance) {}

  /** The live document of one dossier. */
  document(name: string, dossier: string): KeptDocument | undefined {
    return this.sql(
      `
      SELECT v.position, v.document AS json, b.position AS checkpoint, b.version
      FROM pointer p JOIN build b ON b.version = p.live
      JOIN view v ON v.name = ? AND v.version = p.live AND v.dossier = ?`,
    ).get(name, dossier) as KeptDocument | undefined;
  }

  /** The live documents of one read model over all dossiers, by dossier. */
  documents(name: string): IterableIterator<ViewRow> {
    return this.sql(
      `
      SELECT v.name, v.dossier, v.position, v.document FROM pointer p
      JOIN view v ON v.name = ? AND v.version = p.live ORDER BY v.dossier`,
    ).iterate(name) as IterableIterator<ViewRow>;
  }

  live(): Build | undefined {
    return this.sql('SELECT b.* FROM pointer p JOIN build b ON b.version = p.live').get() as Build | undefined;
  }

  build(version: number): Build | undefined {
    return this.sql('SELECT * FROM build WHERE version = ?').get(version) as Build | undefined;
  }

  /** Starts an empty build beside the live one, after removing what a broken-off rebuild left behind. */
  begin(models: string): Build {
    return this.transaction(() => {
      this.removeBuilds(
        'NOT IN (SELECT live FROM pointer WHERE live IS NOT NULL UNION SELECT previous FROM pointer WHERE previous IS NOT NULL)',
      );
      const { lastInsertRowid } = this.sql('INSERT INTO build (models, position) VALUES (?, ?)').run(
        models,
        NOTHING_FOLDED,
      );
      return { version: Number(lastInsertRowid), models, position: NOTHING_FOLDED };
    });
  }

  /** Makes a build the live one and keeps the one before it, for `rollback`; an older one is removed. */
  flip(version: number): void {
    this.sql('UPDATE pointer SET previous = live, live = ?').run(version);
    this.removeBuilds('< (SELECT min(live, coalesce(previous, live)) FROM pointer)');
  }

  /** Puts the previous build back; false when there is none. A runner then takes it on from its own checkpoint. */
  rollback(): boolean {
    return (
      this.sql('UPDATE pointer SET live = previous, previous = live WHERE previous IS NOT NULL').run().changes === 1
    );
  }

  /** After an erasure: the previous build still holds what was erased, and what was written over stays in the WAL. */
  forgetPrevious(): void {
    this.transaction(() => {
      this.removeBuilds('NOT IN (SELECT live FROM pointer WHERE live IS NOT NULL)');
      this.sql('UPDATE pointer SET previous = NULL').run();
    });
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Drops every build: they rest on entries that the log no longer has. */
  discard(): void {
    this.transaction(() => {
      this.sql('UPDATE pointer SET live = NULL, previous = NULL').run();
      this.removeBuilds('IS NOT NULL');
    });
  }

  folded(version: number, dossier: string): Folded | undefined {
    return this.sql('SELECT position, day FROM folded WHERE version = ? AND dossier = ?').get(version, dossier) as
      Folded | undefined;
  }

  dossiers(version: number): readonly FoldedRow[] {
    return this.sql('SELECT dossier, position, day FROM folded WHERE version = ? ORDER BY dossier').all(
      version,
    ) as FoldedRow[];
  }

  json(version: number, name: string, dossier: string): string | undefined {
    const select = this.sql('SELECT document FROM view WHERE name = ? AND version = ? AND dossier = ?');
    const row = select.get(name, version, dossier) as { document: string } | undefined;
    return row?.document;
  }

  /** Documents, checkpoint and parked consumers become visible together; a process killed half-way leaves none of it. */
  flush(flush: Flush): void {
    const { version, from, position } = flush;
    this.transaction(() => {
      const moved = this.sql('UPDATE build SET position = ? WHERE version = ? AND position = ?').run(
        position,
        version,
        from,
      );
      const replaced = flush.onlyWhenLive && this.live()?.version !== version;
      if (moved.changes !== 1 || replaced) throw new BuildReplaced(version);
      this.upsertViews(version, flush.views);
      const upsert = this.sql('INSERT OR REPLACE INTO folded (version, dossier, position, day) VALUES (?, ?, ?, ?)');
      for (const row of flush.folded) upsert.run(version, row.dossier, row.position, row.day);
      for (const parked of flush.parked) this.park(version, parked);
    });
  }

  /** Gives one read model fresh documents in a build and takes it back from the parked ones. */
  replace(version: number, name: string, at: number, views: readonly ViewRow[]): void {
    this.transaction(() => {
      if (this.build(version)?.position !== at) throw new BuildReplaced(version);
      this.sql('DELETE FROM view WHERE name = ? AND version = ?').run(name, version);
      this.upsertViews(version, views);
      this.unpark(version, name);
    });
  }

  park(version: number, { consumer, position, reason, since }: Parked): void {
    this.sql('INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?)').run(version, consumer, position, reason, since);
  }

  unpark(version: number, consumer: string): void {
    this.sql('DELETE FROM parked WHERE version = ? AND consumer = ?').run(version, consumer);
  }

  parked(version: number): readonly Parked[] {
    return this.sql('SELECT consumer, position, reason, since FROM parked WHERE version = ? ORDER BY consumer').all(
      version,
    ) as Parked[];
  }

  /**
   * Compares two builds byte for byte, both ways, leaving out the read models that are parked in either. The documents
   * are read once; only when some differ they are read again, for their names.
   */
  compare(left: number, right: number): Comparison {
    const kept = 'a.name NOT IN (SELECT consumer FROM parked WHERE version IN (?, ?))';
    const count = `SELECT count(*) AS documents FROM view a WHERE a.version = ? AND ${kept}`;
    const countOf = (version: number): number =>
      (this.sql(count).get(version, left, right) as { documents: number }).documents;
    const documents = countOf(left);
    if (left === right) return { documents, differing: 0, differences: [] };
    const from = `FROM view a LEFT JOIN view b ON b.name = a.name AND b.version = ? AND b.dossier = a.dossier
      WHERE a.version = ? AND ${kept}`;
    const same = `SELECT count(*) AS same ${from} AND b.document = a.document`;
    const found = this.sql(same).get(right, left, left, right) as { same: number };
    if (found.same === documents && countOf(right) === documents) return { documents, differing: 0, differences: [] };
    const changed = this.sql(`SELECT a.name, a.dossier ${from} AND b.document IS NOT a.document`);
    const missing = this.sql(`SELECT a.name, a.dossier ${from} AND b.document IS NULL`);
    const differences = [
      ...(changed.all(right, left, left, right) as Difference[]),
      ...(missing.all(left, right, left, right) as Difference[]),
    ];
    return { documents, differing: differences.length, differences: differences.slice(0, MAX_NAMED_DIFFERENCES) };
  }

  /** Derived data may skip waiting for the disk while it is rebuilt: after a loss of power it is built once more. */
  withoutSync(off: boolean): void {
    this.db.exec(`PRAGMA synchronous = ${off ? 'OFF' : 'NORMAL'}`);
  }

  transaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private upsertViews(version: number, views: readonly ViewRow[]): void {
    const upsert = this.sql(
      'INSERT OR REPLACE INTO view (name, version, dossier, position, document) VALUES (?, ?, ?, ?, ?)',
    );
    for (const row of views) upsert.run(row.name, version, row.dossier, row.position, row.document);
  }

  private removeBuilds(which: string): void {
    for (const table of ['view', 'folded', 'parked', 'build'])
      this.sql(`DELETE FROM ${table} WHERE version ${which}`).run();
  }

  private sql(text: string): StatementSyncInstance {
    let statement = this.statements.get(text);
    if (statement === undefined) {
      statement = this.db.prepare(text);
      this.statements.set(text, statement);
    }
    return statement;
  }
}
