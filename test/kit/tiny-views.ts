import { createHash } from 'node:crypto';
import { atRevision, placeOf, type EventLog, type LogReader, type StoredEntry } from '#event-log';
import type { OpenedDossierEvent } from '#governance';
import type { FoldedModel, RunnerOptions } from '#read-models';

type Source = Pick<RunnerOptions, 'log' | 'open' | 'dossierOf' | 'streamOf'>;

/** For the specs of the kept views: a log of tiny events and models that show every mistake in the order of a fold. */

const PREFIX = 'programma-';
const NOON = '2026-03-02T12:00:00.000Z';
let serial = 0;

export interface Tiny {
  readonly day: string;
  readonly word: string;
}

export async function record(log: EventLog, dossier: string, ...events: readonly Tiny[]): Promise<number> {
  return recordIn(log, PREFIX + dossier, ...events);
}

export async function recordIn(log: EventLog, stream: string, ...events: readonly Tiny[]): Promise<number> {
  const head = await log.streamHead(stream);
  const result = await log.append({
    stream,
    expected: atRevision(head?.revision ?? -1),
    commandId: `command-${serial++}`,
    time: NOON,
    entries: events.map((event) => {
      const bytes = new TextEncoder().encode(JSON.stringify(event));
      const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
      return { id: `entry-${serial++}`, bytes, leafHash, sealed: [] };
    }),
  });
  if (result.kind !== 'appended') throw new Error(result.kind);
  return placeOf(log, stream, result.firstRevision + result.count - 1);
}

export function openTiny(entry: StoredEntry): OpenedDossierEvent {
  const { day, word } = JSON.parse(Buffer.from(entry.bytes).toString('utf8')) as Tiny;
  const meta = { position: entry.position, day, recordedAt: NOON };
  return { type: 'Tiny', data: { word }, meta } as unknown as OpenedDossierEvent;
}

export const sourceOf = (log: LogReader): Source => ({
  log,
  open: openTiny,
  dossierOf: (stream) => (stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined),
  streamOf: (dossier) => PREFIX + dossier,
});

export const wordOf = (event: OpenedDossierEvent): string => (event.data as unknown as { word: string }).word;

/** Holds every word in the order of the fold, so that any other order gives other bytes. */
export const words: FoldedModel = {
  name: 'words',
  version: 1,
  initial: () => ({ words: [] }),
  evolve: (doc, event) => void (doc as { words: string[] }).words.push(wordOf(event)),
};

/** Counts, and fails on the word that `poison` holds. */
export function counter(poison: { word?: string } = {}): FoldedModel {
  return {
    name: 'counter',
    version: 1,
    initial: () => ({ count: 0 }),
    evolve(doc, event) {
      (doc as { count: number }).count += 1;
      if (wordOf(event) === poison.word) throw new Error(`Het woord ${poison.word} kan niet worden geteld.`);
    },
  };
}

/** The bytes that a fold from scratch gives. */
export function scratch(model: FoldedModel, events: readonly OpenedDossierEvent[]): string {
  const document = model.initial();
  for (const event of events) model.evolve(document, event);
  return JSON.stringify(document);
}
