import type { Kysely, Transaction } from 'kysely';
import {
  BuildReplaced,
  NOTHING_FOLDED,
  type Build,
  type Comparison,
  type Difference,
  type Flush,
  type FoldedRow,
  type KeptDocument,
  type KeptDossier,
  type Parked,
  type ViewRow,
} from './stored.js';
import type { Parts } from '../read-model.js';
import type { ViewTables } from './view-tables.js';

/** Rows and characters per statement: enough to be quick, little enough that a flush does not stand in memory twice. */
const MAX_ROWS_PER_STATEMENT = 200;
const MAX_CHARACTERS_PER_STATEMENT = 4_000_000;
/** Documents per page of a reader over all dossiers. */
const DOCUMENTS_PER_PAGE = 100;
/** How many differing documents a report names; the count is always complete. */
const MAX_NAMED_DIFFERENCES = 20;

type Pointer = { readonly live: number | null; readonly previous: number | null };

/** What the two dialects do each in their own way. */
export interface ViewEngine {
  readonly db: Kysely<ViewTables>;
  /**
   * Reads the pointer so that it stays as it is until the transaction ends: `flush` goes together with other flushes,
   * `change` with nothing else.
   */
  pointer(transaction: Transaction<ViewTables>, reason: 'flush' | 'change'): Promise<Pointer>;
  /** Derived data may skip waiting for the disk while it is rebuilt: after a loss of power it is built once more. */
  withoutSync(off: boolean): Promise<void>;
  /** The right to keep these views up, or undefined while somebody else has it. */
  tryLead(): Promise<Leadership | undefined>;
}

/**
 * The right to keep one set of views up with the log. It ends with the process or the connection that holds it, however
 * that ends, and then somebody else can have it.
 */
export interface Leadership {
  /** Writes through this store cannot outlive the right to write. */
  readonly store: ViewStore;
  /** Aborts when the right is gone. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * The kept documents, in SQLite or PostgreSQL. They are derived, so they may be thrown away at any time. Reads for
 * showing (`document`, `documents`) follow the pointer to the live build; everything else names its build.
 */
export class ViewStore {
  constructor(
    private readonly engine: ViewEngine,
    private readonly db: Kysely<ViewTables> = engine.db,
  ) {}

  /**
   * The live document of one dossier, with the documents of other models that it is made of put in under their fields.
   * All are of one moment: they come out of one statement. Undefined when one of them is not there.
   */
  async document(name: string, dossier: string, parts: Parts = {}): Promise<KeptDocument | undefined> {
    const rows = await this.db
      .selectFrom('pointer')
      .innerJoin('build', 'build.version', 'pointer.live')
      .innerJoin('view', 'view.version', 'pointer.live')
      .where('view.name', 'in', [name, ...Object.values(parts)])
      .where('view.dossier', '=', dossier)
      .select(['view.name', 'view.position', 'view.document as json'])
      .select(['build.position as checkpoint', 'build.version', 'build.models'])
      .execute();
    const found = new Map(rows.map(({ name: which, ...row }) => [which, row]));
    const own = found.get(name);
    if (own === undefined || found.size < 1 + new Set(Object.values(parts)).size) return undefined;
    const members = Object.entries(parts).map(([field, part]) => `${JSON.stringify(field)}:${found.get(part)!.json}`);
    return {
      ...own,
      position: Math.max(...rows.map(({ position }) => position)),
      json: `{${[own.json.slice(1, -1), ...members].join(',')}}`,
    };
  }

  /** The live documents of one read model over all dossiers, by dossier; all of the build that was live at the start. */
  async *documents(name: string): AsyncGenerator<ViewRow, void, undefined> {
    const live = await this.live();
    if (live === undefined) return;
    for (let last = ''; ;) {
      const page = await this.db
        .selectFrom('view')
        .where('name', '=', name)
        .where('version', '=', live.version)
        .where('dossier', '>', last)
        .select(['name', 'dossier', 'position', 'document'])
        .orderBy('dossier')
        .limit(DOCUMENTS_PER_PAGE)
        .execute();
      // A build that was removed meanwhile has no rows left, which would read as a list that ended here.
      if ((await this.build(live.version)) === undefined) throw new BuildReplaced(live.version);
      yield* page;
      if (page.length < DOCUMENTS_PER_PAGE) return;
      last = page[page.length - 1]!.dossier;
    }
  }

  live(): Promise<Build | undefined> {
    return this.db
      .selectFrom('pointer')
      .innerJoin('build', 'build.version', 'pointer.live')
      .selectAll('build')
      .executeTakeFirst();
  }

  build(version: number): Promise<Build | undefined> {
    return this.db.selectFrom('build').where('version', '=', version).selectAll().executeTakeFirst();
  }

  /** Starts an empty build beside the live one, after removing what a broken-off rebuild left behind. */
  begin(models: string): Promise<Build> {
    return this.change(async ({ live, previous }, inside) => {
      await inside.removeBuildsBut(live, previous);
      return inside.db
        .insertInto('build')
        .values({ models, position: NOTHING_FOLDED })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  /** Makes a build the live one and keeps the one before it, for `rollback`; an older one is removed. */
  flip(version: number): Promise<void> {
    return this.change(async ({ live }, inside) => {
      await inside.point(version, live);
      await inside.removeBuildsBut(version, live);
    });
  }

  /** Puts the previous build back; false when there is none. A runner then takes it on from its own checkpoint. */
  rollback(): Promise<boolean> {
    return this.change(async ({ live, previous }, inside) => {
      if (previous === null) return false;
      await inside.point(previous, live);
      return true;
    });
  }

  /** Drops every build: they rest on entries that the log no longer has. */
  discard(): Promise<void> {
    return this.change(async (_pointer, inside) => {
      await inside.point(null, null);
      await inside.removeBuildsBut();
    });
  }

  /** What is kept of these dossiers; one that no entry of this build has touched is not in the answer. */
  async kept(
    version: number,
    names: readonly string[],
    dossiers: readonly string[],
  ): Promise<ReadonlyMap<string, KeptDossier>> {
    const folded = await this.db
      .selectFrom('folded')
      .where('version', '=', version)
      .where('dossier', 'in', dossiers)
      .select(['dossier', 'position', 'day'])
      .execute();
    if (folded.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('view')
      .where('name', 'in', names)
      .where('version', '=', version)
      .where('dossier', 'in', dossiers)
      .select(['name', 'dossier', 'document'])
      .execute();
    const documents = new Map(folded.map(({ dossier }) => [dossier, new Map<string, string>()]));
    for (const { name, dossier, document } of rows) documents.get(dossier)?.set(name, document);
    return new Map(
      folded.map(({ dossier, position, day }) => [dossier, { position, day, documents: documents.get(dossier)! }]),
    );
  }

  async dossiers(version: number): Promise<readonly string[]> {
    const rows = await this.db
      .selectFrom('folded')
      .where('version', '=', version)
      .select('dossier')
      .orderBy('dossier')
      .execute();
    return rows.map(({ dossier }) => dossier);
  }

  /** Documents, checkpoint and parked consumers become visible together; a process killed half-way leaves none of it. */
  async flush({ version, from, position, onlyWhenLive, views, folded, parked }: Flush): Promise<void> {
    await this.db.transaction().execute(async (transaction) => {
      const inside = new ViewStore(this.engine, transaction);
      const { live } = await this.engine.pointer(transaction, 'flush');
      if (onlyWhenLive && live !== version) throw new BuildReplaced(version);
      const moved = await transaction
        .updateTable('build')
        .set({ position })
        .where('version', '=', version)
        .where('position', '=', from)
        .executeTakeFirstOrThrow();
      if (moved.numUpdatedRows !== 1n) throw new BuildReplaced(version);
      await inside.upsertViews(version, views);
      await inside.upsertFolded(version, folded);
      for (const one of parked) await inside.upsertParked(version, one);
    });
  }

  /** Gives one read model fresh documents in a build and takes it back from the parked ones. */
  replace(version: number, name: string, at: number, views: readonly ViewRow[]): Promise<void> {
    return this.change(async (_pointer, inside) => {
      if ((await inside.build(version))?.position !== at) throw new BuildReplaced(version);
      await inside.db.deleteFrom('view').where('name', '=', name).where('version', '=', version).execute();
      await inside.upsertViews(version, views);
      await inside.unpark(version, name);
    });
  }

  park(version: number, parked: Parked): Promise<void> {
    return this.change(async (_pointer, inside) => inside.upsertParked(version, parked));
  }

  unpark(version: number, consumer: string): Promise<void> {
    return this.change(async (_pointer, { db }) => {
      await db.deleteFrom('parked').where('version', '=', version).where('consumer', '=', consumer).execute();
    });
  }

  parked(version: number): Promise<readonly Parked[]> {
    return this.db
      .selectFrom('parked')
      .where('version', '=', version)
      .select(['consumer', 'position', 'reason', 'since'])
      .orderBy('consumer')
      .execute();
  }

  /**
   * Compares two builds byte for byte, both ways, leaving out the read models that are parked in either. The documents
   * are read once; only when some differ they are read again, for their names.
   */
  async compare(left: number, right: number): Promise<Comparison> {
    const skipped = new Set([...(await this.parked(left)), ...(await this.parked(right))].map((one) => one.consumer));
    const documents = await this.count(left, skipped);
    if (left === right) return { documents, differing: 0, differences: [] };
    const same = await this.beside(left, right, skipped)
      .whereRef('b.document', '=', 'a.document')
      .select(({ fn }) => fn.countAll<number>().as('same'))
      .executeTakeFirstOrThrow();
    if (same.same === documents && (await this.count(right, skipped)) === documents)
      return { documents, differing: 0, differences: [] };
    const changed = this.beside(left, right, skipped).whereRef('b.document', 'is distinct from', 'a.document');
    const missing = this.beside(right, left, skipped).where('b.document', 'is', null);
    const differences: readonly Difference[] = [
      ...(await changed.select(['a.name', 'a.dossier']).execute()),
      ...(await missing.select(['a.name', 'a.dossier']).execute()),
    ];
    return { documents, differing: differences.length, differences: differences.slice(0, MAX_NAMED_DIFFERENCES) };
  }

  withoutSync(off: boolean): Promise<void> {
    return this.engine.withoutSync(off);
  }

  tryLead(): Promise<Leadership | undefined> {
    return this.engine.tryLead();
  }

  /** Several changes as one, with nobody else at the pointer meanwhile. */
  change<T>(work: (pointer: Pointer, inside: ViewStore) => Promise<T>): Promise<T> {
    const inTransaction = async (transaction: Transaction<ViewTables>): Promise<T> =>
      work(await this.engine.pointer(transaction, 'change'), new ViewStore(this.engine, transaction));
    if (this.db.isTransaction) return inTransaction(this.db as Transaction<ViewTables>);
    return this.db.transaction().execute(inTransaction);
  }

  async close(): Promise<void> {
    await this.engine.db.destroy();
  }

  private async point(live: number | null, previous: number | null): Promise<void> {
    await this.db.updateTable('pointer').set({ live, previous }).execute();
  }

  private async removeBuildsBut(...kept: readonly (number | null)[]): Promise<void> {
    const builds = await this.db.selectFrom('build').select('version').execute();
    const versions = builds.map(({ version }) => version).filter((version) => !kept.includes(version));
    if (versions.length === 0) return;
    await this.db.deleteFrom('view').where('version', 'in', versions).execute();
    await this.db.deleteFrom('folded').where('version', 'in', versions).execute();
    await this.db.deleteFrom('parked').where('version', 'in', versions).execute();
    await this.db.deleteFrom('build').where('version', 'in', versions).execute();
  }

  private async upsertViews(version: number, views: readonly ViewRow[]): Promise<void> {
    for (const rows of inStatements(views, ({ document }) => document.length)) {
      await this.db
        .insertInto('view')
        .values(rows.map(({ name, dossier, position, document }) => ({ name, version, dossier, position, document })))
        .onConflict((conflict) =>
          conflict
            .columns(['name', 'version', 'dossier'])
            .doUpdateSet((row) => ({ position: row.ref('excluded.position'), document: row.ref('excluded.document') })),
        )
        .execute();
    }
  }

  private async upsertFolded(version: number, folded: readonly FoldedRow[]): Promise<void> {
    for (const rows of inStatements(folded, ({ dossier }) => dossier.length)) {
      await this.db
        .insertInto('folded')
        .values(rows.map(({ dossier, position, day }) => ({ version, dossier, position, day })))
        .onConflict((conflict) =>
          conflict
            .columns(['version', 'dossier'])
            .doUpdateSet((row) => ({ position: row.ref('excluded.position'), day: row.ref('excluded.day') })),
        )
        .execute();
    }
  }

  private async upsertParked(version: number, parked: Parked): Promise<void> {
    await this.db
      .insertInto('parked')
      .values({ version, ...parked })
      .onConflict((conflict) =>
        conflict.columns(['version', 'consumer']).doUpdateSet((row) => ({
          position: row.ref('excluded.position'),
          reason: row.ref('excluded.reason'),
          since: row.ref('excluded.since'),
        })),
      )
      .execute();
  }

  private async count(version: number, skipped: ReadonlySet<string>): Promise<number> {
    const { documents } = await this.db
      .selectFrom('view')
      .where('version', '=', version)
      .$if(skipped.size > 0, (query) => query.where('name', 'not in', [...skipped]))
      .select(({ fn }) => fn.countAll<number>().as('documents'))
      .executeTakeFirstOrThrow();
    return documents;
  }

  /** Each document of one build, with the same one of another beside it where that has it. */
  private beside(one: number, other: number, skipped: ReadonlySet<string>) {
    return this.db
      .selectFrom('view as a')
      .leftJoin('view as b', (join) =>
        join.onRef('b.name', '=', 'a.name').onRef('b.dossier', '=', 'a.dossier').on('b.version', '=', other),
      )
      .where('a.version', '=', one)
      .$if(skipped.size > 0, (query) => query.where('a.name', 'not in', [...skipped]));
  }
}

/** Cuts rows into statements that keep to both limits. */
function* inStatements<Row>(rows: readonly Row[], charactersOf: (row: Row) => number): Generator<readonly Row[]> {
  let from = 0;
  let characters = 0;
  for (let index = 0; index < rows.length; index++) {
    const more = charactersOf(rows[index]!);
    const full = index - from >= MAX_ROWS_PER_STATEMENT || characters + more > MAX_CHARACTERS_PER_STATEMENT;
    if (full && index > from) {
      yield rows.slice(from, index);
      from = index;
      characters = 0;
    }
    characters += more;
  }
  if (from < rows.length) yield rows.slice(from);
}
