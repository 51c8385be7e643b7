import type { Engine, ImportItem } from '#dossier';
import { closingOf, dayOf, dossierEvents, importFaults, type Broken, type HistoryBatch } from '#governance';
import type { HistoryFile } from '#interchange';

/** An append holds at most a thousand entries; the closing line is one of them. */
const EVENTS_PER_APPEND = 999;
const CALLER = { person: 'import', role: 'projectbureau' } as const;

export type HistoryResult =
  | { readonly kind: 'recorded'; readonly recorded: number; readonly repeated: number }
  | { readonly kind: 'refused'; readonly broken: readonly Broken[] };

/**
 * Records what could be read as one batch in a dossier of its own, and closes it with HistoryImported. The keys are made
 * from the file, so a second run of the same file records nothing and an interrupted one is finished by running it again.
 */
export async function recordHistoryFile(
  engine: Engine,
  file: HistoryFile,
  into: { readonly stream: string; readonly batch: string },
): Promise<HistoryResult> {
  const batch: HistoryBatch = { batch: into.batch, sha256: file.sha256, sourceName: file.file, events: file.events };
  const today = dayOf(engine.options.clock.now());
  const history = file.events.map(
    ({ type, data, occurredOn, classification, publicSummary, onBehalfOf }): ImportItem => ({
      event: { type, data },
      occurredAt: occurredOn,
      classification,
      ...(publicSummary === undefined ? {} : { publicSummary }),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    }),
  );
  const tally = { recorded: 0, repeated: 0 };
  for (let from = 0; from === 0 || from < history.length; from += EVENTS_PER_APPEND) {
    const part = history.slice(from, from + EVENTS_PER_APPEND);
    const last = from + EVENTS_PER_APPEND >= history.length;
    const closing: ImportItem = { event: closingOf(batch), occurredAt: today, closing: true };
    const result = await engine.importEvents({
      stream: into.stream,
      caller: CALLER,
      batch: into.batch,
      key: `history:${file.sha256}:${from}`,
      classification: 'intern',
      items: last ? [...part, closing] : part,
      faults: (state, day) => importFaults(batch, dossierEvents, state, day),
    });
    if (result.kind === 'refused') return result;
    if (result.kind !== 'recorded') throw new Error(`import of ${file.file} stopped: ${result.kind}`);
    if (result.repeated) tally.repeated += part.length;
    else tally.recorded += part.length;
  }
  return { kind: 'recorded', ...tally };
}
