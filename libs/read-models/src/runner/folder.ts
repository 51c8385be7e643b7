import { MAX_PAGE } from '#event-log';
import type { LogReader, Position, StoredEntry } from '#event-log';
import { rectified, rectifies, type OpenedDossierEvent } from '#governance';
import type { ReadModel } from '../read-model.js';
import { NOTHING_FOLDED, type Flush, type FoldedRow, type KeptDossier, type Parked, type ViewRow } from './stored.js';
import type { ViewStore } from './view-store.js';

/** Dossiers per question to the store. */
const DOSSIERS_PER_LOAD = 100;

/** What the runner needs of a read model; `present` is for whoever shows the document. */
export type FoldedModel = Pick<ReadModel<unknown, unknown>, 'name' | 'version' | 'initial' | 'evolve' | 'made'>;

/** What is folded for a model: of a document that is made of others, only what is its own. */
const keptPart = (model: FoldedModel): FoldedModel =>
  model.made === undefined ? model : { ...model.made, name: model.name, version: model.version };

/** Where events come from. Everything is injected, for the runner knows neither keys nor the names of streams. */
export interface Source {
  readonly log: LogReader;
  /** Opens an entry once for all read models; undefined for what no read model has a use for. */
  readonly open: (entry: StoredEntry) => OpenedDossierEvent | undefined;
  /** The dossier of a stream, or undefined when the stream is none. */
  readonly dossierOf: (stream: string) => string | undefined;
  readonly streamOf: (dossier: string) => string;
}

/** The order of a fold: by the day that something happened, and within a day as it was recorded. */
export function foldsBefore(a: OpenedDossierEvent, b: OpenedDossierEvent): number {
  if (a.meta.day !== b.meta.day) return a.meta.day < b.meta.day ? -1 : 1;
  return a.meta.position - b.meta.position;
}

/** Which models of which versions a build holds: documents of other versions are never taken for these. */
export function modelsKey(models: readonly FoldedModel[]): string {
  return JSON.stringify(models.map(({ name, version }) => [name, version]).sort());
}

/** The events of one dossier up to a position, in the order of the fold. */
export async function eventsOf(source: Source, dossier: string, upTo: number): Promise<readonly OpenedDossierEvent[]> {
  const events: OpenedDossierEvent[] = [];
  for (let revision = 0; ; revision += MAX_PAGE) {
    const page = await source.log.readStream(source.streamOf(dossier), revision, MAX_PAGE);
    for (const entry of page) {
      if (entry.position > upTo) break;
      const event = source.open(entry);
      if (event !== undefined) events.push(event);
    }
    if (page.length < MAX_PAGE) return events.sort(foldsBefore);
  }
}

/** The documents of one dossier, for all read models together: an entry that touches one usually touches more. */
interface Kept {
  /** By index of the model. */
  documents: unknown[];
  /** What is in the store, so that a document that did not change is not written. */
  readonly texts: (string | undefined)[];
  position: number;
  /** The day of the last event in fold order; empty before the first. */
  day: string;
  changed: boolean;
  /** An event came that belongs before what was folded, so the dossier is folded again at the next flush. */
  late: boolean;
}

/** What a fold changed since it was asked the last time, and up to where: to be written as one, with the checkpoint. */
export type Changes = Pick<Flush, 'from' | 'position' | 'views' | 'folded' | 'parked'>;

export interface FolderOptions {
  readonly source: Source;
  readonly models: readonly FoldedModel[];
  readonly store: ViewStore;
  readonly version: number;
  /** The checkpoint to go on from. */
  readonly position: number;
  /** How many dossiers stay in memory between two flushes. */
  readonly maxDossiers: number;
  /** True for the runner that keeps the live build up; false for a build that is made beside it. */
  readonly live: boolean;
  readonly now: () => string;
  /** The consumers that are parked in this build already. */
  readonly parked: readonly Parked[];
}

/** The entries did not follow each other; nothing of this page may become visible. */
export class GapInLog extends Error {
  constructor(
    readonly expected: number,
    readonly found: number,
  ) {
    super(`Na regel ${expected - 1} van het logboek kwam regel ${found} in plaats van ${expected}.`);
    this.name = 'GapInLog';
  }
}

/** Folds entries into documents in memory and writes them, with the checkpoint, in one transaction per flush. */
export class Folder {
  /** The last entry folded in memory. */
  position: number;
  /** The last entry whose documents are in the store, or on their way there. */
  flushed: number;
  private readonly kept = new Map<string, Kept>();
  private readonly parked = new Set<string>();
  private newlyParked: Parked[] = [];
  /** The most recent dossier: entries of one meeting come together. */
  private last: { readonly dossier: string; readonly kept: Kept } | undefined;
  private readonly models: readonly FoldedModel[];

  constructor(private readonly options: FolderOptions) {
    this.models = options.models.map(keptPart);
    this.position = options.position;
    this.flushed = options.position;
    for (const { consumer } of options.parked) this.parked.add(consumer);
  }

  get dossiersInMemory(): number {
    return this.kept.size;
  }

  /** Folds a page. Once its dossiers are in memory nothing waits, so that nothing else sees a document half-way. */
  async fold(page: readonly StoredEntry[]): Promise<void> {
    const { dossierOf, open } = this.options.source;
    // Waiting for nothing would cost a turn per page.
    const missing = this.missingOf(page);
    if (missing.length > 0) await this.load(missing);
    for (const entry of page) {
      if (entry.position !== this.position + 1) throw new GapInLog(this.position + 1, entry.position);
      const dossier = dossierOf(entry.stream);
      if (dossier !== undefined) {
        const kept = this.take(dossier);
        // A dossier that is folded again anyway gets this entry from the log, in its place.
        const event = kept.late ? undefined : open(entry);
        if (event !== undefined) this.add(kept, event);
      }
      this.position = entry.position;
    }
  }

  /**
   * Writes what changed, and gives what was parked since the last flush. When it throws, nothing became visible and this
   * folder must be thrown away.
   */
  async flush(): Promise<readonly Parked[]> {
    if (this.position === this.flushed) return [];
    const { store, version, live } = this.options;
    const changes = await this.changes();
    await store.flush({ ...changes, version, onlyWhenLive: live });
    return changes.parked;
  }

  /** What is to be written now. Until it is in the store this folder may not fold on, for it may read there what it forgot. */
  async changes(): Promise<Changes> {
    const views: ViewRow[] = [];
    const folded: FoldedRow[] = [];
    for (const [dossier, kept] of this.kept) {
      if (kept.late) await this.foldAgain(dossier, kept);
      if (!kept.changed) continue;
      this.collect(dossier, kept, views);
      folded.push({ dossier, position: kept.position, day: kept.day });
      kept.changed = false;
    }
    const changes = {
      from: this.flushed,
      position: this.position,
      // What a read model folded before it failed on this page is dropped with it: its rows stay as the last flush left them.
      views: views.filter(({ name }) => !this.parked.has(name)),
      folded,
      parked: this.newlyParked,
    };
    this.newlyParked = [];
    this.flushed = this.position;
    this.forgetOldest();
    return changes;
  }

  /** The documents of one model for every dossier of this build, folded from the log. Used to take it back after a repair. */
  async foldOne(whole: FoldedModel): Promise<readonly ViewRow[]> {
    const { source, store, version } = this.options;
    const model = keptPart(whole);
    const rows: ViewRow[] = [];
    for (const dossier of await store.dossiers(version)) {
      const document = model.initial();
      let position = 0;
      for (const event of rectified(await eventsOf(source, dossier, this.flushed))) {
        model.evolve(document, event);
        position = Math.max(position, event.meta.position);
      }
      rows.push({ name: model.name, dossier, position, document: JSON.stringify(document) });
    }
    return rows;
  }

  private add(kept: Kept, event: OpenedDossierEvent): void {
    // A correction changes what an earlier event says, so it is folded in its place.
    if (event.meta.day < kept.day || rectifies(event)) {
      kept.late = true;
      return;
    }
    this.evolve(kept, event);
  }

  private evolve(kept: Kept, event: OpenedDossierEvent): void {
    const { models } = this;
    for (let index = 0; index < models.length; index++) {
      const model = models[index]!;
      if (this.parked.size > 0 && this.parked.has(model.name)) continue;
      try {
        model.evolve(kept.documents[index], event);
      } catch (error) {
        this.park(model.name, event.meta.position, error);
      }
    }
    kept.position = Math.max(kept.position, event.meta.position);
    kept.day = event.meta.day;
    kept.changed = true;
  }

  private async foldAgain(dossier: string, kept: Kept): Promise<void> {
    kept.documents = this.models.map((model) => model.initial());
    kept.late = false;
    for (const event of rectified(await eventsOf(this.options.source, dossier, this.position)))
      this.evolve(kept, event);
  }

  private collect(dossier: string, kept: Kept, views: ViewRow[]): void {
    this.models.forEach(({ name }, index) => {
      if (this.parked.has(name)) return;
      const document = this.textOf(name, kept, index);
      if (document === undefined || document === kept.texts[index]) return;
      // A build that is made beside the live one writes seldom, so there the memory counts for more.
      kept.texts[index] = this.options.live ? document : undefined;
      views.push({ name, dossier, position: kept.position, document });
    });
  }

  private textOf(name: string, kept: Kept, index: number): string | undefined {
    try {
      return JSON.stringify(kept.documents[index]);
    } catch (error) {
      this.park(name, kept.position, error);
      return undefined;
    }
  }

  private park(consumer: string, position: number, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.parked.add(consumer);
    this.newlyParked.push({ consumer, position, reason, since: this.options.now() });
  }

  /** The documents of a dossier; asking makes it the most recent one. */
  private take(dossier: string): Kept {
    if (this.last?.dossier === dossier) return this.last.kept;
    const kept = this.kept.get(dossier) ?? this.keptOf(undefined);
    this.kept.delete(dossier);
    this.kept.set(dossier, kept);
    this.last = { dossier, kept };
    return kept;
  }

  /** The dossiers of a page of which the store may know more than memory does. */
  private missingOf(page: readonly StoredEntry[]): readonly string[] {
    // Before its first flush a build has nothing in the store, which is all of a usual rebuild.
    if (this.flushed === NOTHING_FOLDED) return [];
    const missing = new Set<string>();
    for (const { stream } of page) {
      const dossier = this.options.source.dossierOf(stream);
      if (dossier !== undefined && !this.kept.has(dossier)) missing.add(dossier);
    }
    return [...missing];
  }

  private async load(dossiers: readonly string[]): Promise<void> {
    const { store, version } = this.options;
    const names = this.models.map(({ name }) => name);
    for (let from = 0; from < dossiers.length; from += DOSSIERS_PER_LOAD) {
      const some = dossiers.slice(from, from + DOSSIERS_PER_LOAD);
      const found = await store.kept(version, names, some);
      for (const dossier of some) this.kept.set(dossier, this.keptOf(found.get(dossier)));
    }
  }

  private keptOf(found: KeptDossier | undefined): Kept {
    const { models } = this;
    const texts = models.map(({ name }) => found?.documents.get(name));
    return {
      documents: models.map((model, index) => {
        const text = texts[index];
        return text === undefined ? model.initial() : (JSON.parse(text) as unknown);
      }),
      texts,
      position: found?.position ?? NOTHING_FOLDED,
      day: found?.day ?? '',
      changed: false,
      late: false,
    };
  }

  /** Everything in memory is in the store after a flush, so the dossiers that were longest unused can go. */
  private forgetOldest(): void {
    this.last = undefined;
    for (const dossier of this.kept.keys()) {
      if (this.kept.size <= this.options.maxDossiers) return;
      this.kept.delete(dossier);
    }
  }
}

/** A position of the log, or undefined for "from the beginning". */
export const afterPosition = (position: number): Position | undefined =>
  position < 0 ? undefined : (position as Position);
