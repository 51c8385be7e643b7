import { openDatabase } from '#event-log';
import { ViewStoreUnavailable } from './stored.js';
import type { ViewStore } from './view-store.js';
import type { ViewTables } from './view-tables.js';

/** 'BSPV': tells the file of the views from any other SQLite file. */
const APPLICATION_ID = 0x42535056;
const SCHEMA = 'besluitspoor_views';
/** A document is often larger than SQLite's usual page, and each page of it costs (measured: half for a comparison). */
const PAGE_BYTES = 16_384;

export interface ViewStoreOptions {
  /** For whoever only shows the documents, beside the runner that writes them. */
  readonly readOnly?: boolean;
}

/**
 * Opens the kept documents, or makes an empty store: `sqlite:<file>` (never the log's own, so that a rebuild cannot
 * block an append) or `postgres://…`, there in the schema `besluitspoor_views` unless the address names another
 * (`?schema=…`).
 *
 * Rejects with `ViewStoreUnavailable` for what stands there and with `DatabaseUnavailable` for the server.
 */
export async function openViewStore(url: string, { readOnly = false }: ViewStoreOptions = {}): Promise<ViewStore> {
  const { MIGRATIONS } = await import('./view-tables.js');
  const { ViewStore } = await import('./view-store.js');
  const database = await openDatabase<ViewTables>({
    url,
    readOnly,
    migrations: MIGRATIONS,
    applicationId: APPLICATION_ID,
    schema: SCHEMA,
    durable: false,
    pageBytes: PAGE_BYTES,
    newerVersion,
    notOurs,
  });
  if (database.dialect === 'postgres') {
    const { postgresEngine } = await import('./postgres-views.js');
    return new ViewStore(postgresEngine(database.db, database.schema));
  }
  const { sqliteEngine } = await import('./sqlite-views.js');
  return new ViewStore(sqliteEngine(database.db, database.connection, database.file));
}

const newerVersion = (where: string): ViewStoreUnavailable =>
  new ViewStoreUnavailable(
    'VIEWS_NEWER_VERSION',
    `De weergaven in ${where} zijn gemaakt door een nieuwere versie van Besluitspoor. Gebruik die versie.`,
  );

const notOurs = (where: string, cause?: unknown): ViewStoreUnavailable =>
  new ViewStoreUnavailable(
    'VIEWS_NOT_OURS',
    `In ${where} staan geen leesbare weergaven. Verplaats wat er staat of kies een andere plaats; de weergaven worden dan opnieuw opgebouwd uit het logboek.`,
    { cause },
  );
