import { audienceMayOpen, ATTEMPTS_SUFFIX, DOSSIER_PREFIX, dossierKind, openedEventOf } from '#dossier';
import type { LogReader } from '#event-log';
import type { Audience, OpenedDossierEvent } from '#governance';
import type { RunnerOptions } from '#read-models';
import type { Vault } from '#vault';

/**
 * The audience whose documents are kept. College and auditors ask for reports across all programmes; the other
 * audiences read one dossier at a time, which folds in milliseconds (architecture.md). Nor does a grant ever change
 * what the college may open, so its documents never have to be folded again for that.
 */
export const KEPT_AUDIENCE: Audience = 'college';

export const isDossier = (stream: string): boolean =>
  stream.startsWith(DOSSIER_PREFIX) && !stream.includes(ATTEMPTS_SUFFIX);

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
    dossierOf: (stream) => (isDossier(stream) ? stream : undefined),
    streamOf: (dossier) => dossier,
  };
}
