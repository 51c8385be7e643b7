import { join } from 'node:path';
import { audienceMayOpen, dossierKind, isDossierStream, openedEventOf } from '#dossier';
import type { LogReader } from '#event-log';
import type { Audience, OpenedDossierEvent } from '#governance';
import type { RunnerOptions } from '#read-models';
import type { Vault } from '#vault';
import { fromEnvironment } from '../config/configuration.js';
import { urlText, type StoreUrl } from '../config/urls.js';
import { FILES } from '../runtime/files.js';

/**
 * The audience whose documents are kept. College and auditors ask for reports across all programmes; the other
 * audiences read one dossier at a time, which folds in milliseconds (architecture.md). Nor does a grant ever change
 * what the college may open, so its documents never have to be folded again for that.
 */
export const KEPT_AUDIENCE: Audience = 'college';

/** Where the kept documents of a data folder stand: in a file of their own, or where the operator says. */
export function viewsUrlOf(folder: string): string {
  const url: StoreUrl = fromEnvironment('views') ?? { engine: 'sqlite', file: join(folder, FILES.views) };
  return urlText(url);
}

/** Where the kept documents come from: every dossier's own stream, opened for the audience they are kept for. */
export function viewSource(
  log: LogReader,
  vault: Vault,
): Pick<RunnerOptions, 'log' | 'open' | 'dossierOf' | 'streamOf'> {
  const mayOpen = audienceMayOpen(KEPT_AUDIENCE);
  return {
    log,
    open: (entry) =>
      openedEventOf(dossierKind.types, vault.open(entry, mayOpen), entry.position) as OpenedDossierEvent | undefined,
    dossierOf: (stream) => (isDossierStream(stream) ? stream : undefined),
    streamOf: (dossier) => dossier,
  };
}
