import { DatabaseUnavailable } from '#event-log';
import type { ViewStore } from './view-store.js';

export interface ViewStoreOptions {
  /** For whoever only shows the documents, beside the runner that writes them. */
  readonly readOnly?: boolean;
}

const SQLITE = /^sqlite:(?:\/\/)?(.+)$/;
const POSTGRES = /^postgres(?:ql)?:\/\//;

/**
 * Opens the kept documents, or makes an empty store: `sqlite:<file>` or `postgres://…`. In PostgreSQL they stand in
 * their own schema, `besluitspoor_views` unless the address names another (`?schema=…`).
 *
 * Rejects with `ViewStoreUnavailable` for what stands there and with `DatabaseUnavailable` for the server.
 */
export async function openViewStore(url: string, { readOnly = false }: ViewStoreOptions = {}): Promise<ViewStore> {
  const file = SQLITE.exec(url)?.[1];
  // Each loads only the client that it needs.
  if (file !== undefined) return (await import('./sqlite-views.js')).openSqliteViews(file, readOnly);
  if (POSTGRES.test(url)) return (await import('./postgres-views.js')).openPostgresViews(url, readOnly);
  throw new DatabaseUnavailable(
    'DATABASE_URL_INVALID',
    'Het adres van de weergaven begint niet met sqlite: of postgres://. Verbeter het adres.',
  );
}
