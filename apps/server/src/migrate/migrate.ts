import { existsSync, rmSync } from 'node:fs';
import {
  createMemorySealedStore,
  leaveSource,
  moveLog,
  MoveRefused,
  openEventStoreDbLog,
  openEventStoreDbMovable,
  openSealedStore,
  openSqliteReader,
  openSqliteSource,
  openSqliteTarget,
  standsIn,
  type LogReader,
  type MovableLog,
  type Moved,
  type SealedStore,
} from '#event-log';
import { recompute } from '../backup/recompute.js';
import { urlText, withoutPassword, type LogUrl, type StoreUrl } from '../config/urls.js';
import { readGuard, type Guarded } from '../proof/guard.js';

export interface MigrateOptions {
  readonly from: LogUrl;
  readonly to: LogUrl;
  /** Where the sealed values are, or come, of the log that is on EventStoreDB. */
  readonly sealed: StoreUrl | undefined;
  /** Which log on EventStoreDB. */
  readonly logId: string;
  /** What was signed of this log; it goes on as it is, because the log stays the same log. */
  readonly guardFile: string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (what: string, done: number, total: number) => void;
}
export interface Migrated extends Moved {
  readonly from: string;
  readonly to: string;
  /** How many entries were signed; undefined when nothing was. */
  readonly signed: number | undefined;
}

/**
 * Moves a log to the other engine. Keys, guard, signatures, witnesses and timestamps stay what they are: they speak of
 * entries and of the tree over them, and those are the same. What is left behind is stopped for good, so that nobody
 * goes on in it and makes a second history.
 */
export async function migrateLog(options: MigrateOptions): Promise<Migrated> {
  const { from, to } = options;
  if (from.engine === to.engine)
    throw new MoveRefused(
      'MIGRATE_SAME_ENGINE',
      'Bron en doel zijn van dezelfde soort. Verhuizen gaat van sqlite: naar esdb:// of terug; een kopie maakt u met besluitspoor backup.',
    );
  const sealed = await sealedOf(options);
  try {
    return await between(options, sealed);
  } finally {
    await sealed.close();
  }
}

/** A trial makes no tables: it looks at the log, and not at where its sealed values would come. */
async function sealedOf({ sealed, to, dryRun }: MigrateOptions): Promise<SealedStore> {
  if (sealed === undefined)
    throw new MoveRefused(
      'MIGRATE_SEALED_MISSING',
      'Een logboek op EventStoreDB bewaart verzegelde waarden apart. Zeg waar met --verzegeld of BESLUITSPOOR_SEALED_URL.',
    );
  return dryRun && to.engine === 'eventstoredb' ? createMemorySealedStore() : openSealedStore(urlText(sealed));
}

async function between(options: MigrateOptions, sealed: SealedStore): Promise<Migrated> {
  // Asked first: what is signed meanwhile is never more than the source holds.
  const guarded = readGuard(options.guardFile);
  const source = await openSource(options, sealed);
  try {
    const target = await openTarget(options, sealed);
    try {
      return await move(options, sealed, { source, target, guarded });
    } finally {
      await target.close();
      if (options.dryRun) target.discard();
    }
  } finally {
    await source.close();
  }
}

interface Ends {
  readonly source: MovableLog;
  readonly target: MovableLog;
  readonly guarded: Guarded | undefined;
}

async function move(
  options: MigrateOptions,
  sealed: SealedStore,
  { source, target, guarded }: Ends,
): Promise<Migrated> {
  const { dryRun, signal, onProgress } = options;
  const moved = await moveLog({
    ...{ source, target, dryRun, signal },
    signed: guarded === undefined ? [] : [guarded],
    onProgress: (done, total) => onProgress('Verhuisd', done, total),
  });
  const told = { ...moved, from: source.name, to: target.name };
  if (dryRun) return { ...told, signed: guarded?.size };
  const signed = await checked(options, sealed, moved);
  await target.finish();
  await leaveSource(source, target);
  return { ...told, signed };
}

/** Recomputes the target as any reader of that engine does, and holds it against the source and what was signed. */
async function checked(options: MigrateOptions, sealed: SealedStore, moved: Moved): Promise<number | undefined> {
  const guarded = readGuard(options.guardFile);
  const reader = await readerOf(options, sealed);
  try {
    const state = await recompute(reader, guarded === undefined ? [] : [guarded.size], (done) =>
      options.onProgress('Nagerekend', done, moved.size),
    );
    const asSigned = guarded === undefined || state.rootAt.get(guarded.size)?.equals(guarded.root) === true;
    if (state.size === moved.size && state.root.equals(moved.root) && asSigned) return guarded?.size;
  } finally {
    await reader.close();
  }
  throw new MoveRefused(
    'MIGRATE_DIFFERS',
    'Het doel geeft bij narekenen een andere wortel dan de bron of dan wat is ondertekend. Gebruik het doel niet, en begin opnieuw met een leeg doel.',
  );
}

function readerOf({ to, logId }: MigrateOptions, sealed: SealedStore): Promise<LogReader> {
  if (to.engine === 'sqlite') return openSqliteReader(standsIn(to.file));
  return openEventStoreDbLog({ url: to.url, logId, sealed, sequence: false });
}

const placeOf = (url: string, { logId }: MigrateOptions, sealed: SealedStore) => ({
  ...{ url, logId, sealed },
  shown: withoutPassword(url),
});

function openSource(options: MigrateOptions, sealed: SealedStore): Promise<MovableLog> {
  const { from } = options;
  if (from.engine === 'sqlite') return openSqliteSource(from.file);
  return openEventStoreDbMovable(placeOf(from.url, options, sealed), false);
}

/** A target, and how to leave nothing of a trial that made it. */
async function openTarget(
  options: MigrateOptions,
  sealed: SealedStore,
): Promise<MovableLog & { readonly discard: () => void }> {
  const { to, dryRun } = options;
  if (to.engine === 'eventstoredb')
    return Object.assign(await openEventStoreDbMovable(placeOf(to.url, options, sealed), !dryRun), {
      discard: () => undefined,
    });
  const file = standsIn(to.file);
  const wasThere = existsSync(file);
  const discard = (): void => {
    if (!wasThere) for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(file + suffix, { force: true });
  };
  return Object.assign(await openSqliteTarget(to.file), { discard });
}
