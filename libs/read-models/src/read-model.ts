import type { Audience, Calendar, DossierContext, OpenedDossierEvent } from '#governance';
import type { CompletenessFacts } from './views/completeness.js';
import type { SignalWeek } from './views/signal-health.js';
import type { TimelinePage } from './views/timeline.js';

/** What a municipality sets for all its programmes. */
export type Policy = DossierContext['organisation']['policies'][number]['policy'];

/** A signal as the caller derived it for the same moment; a view never recomputes the rules behind it. */
export interface PresentedSignal {
  readonly code: string;
  readonly label: string;
  readonly severity: 'rood' | 'oranje' | 'info';
  /** The day on which it began. */
  readonly since: string;
  readonly detail: string;
  readonly subjectId?: string;
  /** The last day on which somebody said to have seen it. */
  readonly acknowledgedOn?: string;
  /** Until and including which day it may stand, by an act of AO or BO. */
  readonly acceptedUntil?: string;
}

/** A fact that policy calls material and that the raad has not been told. */
export interface UnknownFact {
  readonly type: string;
  readonly subject: string | null;
  readonly on: string;
  readonly entries: readonly number[];
}

/** Everything that is not in the events: the day asked for, the municipality's rules, and who reads. */
export interface PresentContext {
  /** `opPeildatum`: the day for which the view speaks. */
  readonly day: string;
  readonly calendar: Calendar;
  readonly policy: Policy;
  /** A person's name, or undefined when it may not be read (any more). */
  personName(id: string): string | undefined;
  readonly audience: Audience;
  /** Absent when nobody derived them; the report then says so. */
  readonly signals?: readonly PresentedSignal[];
  /** What the raad does not know and should, as the caller derived it from the same dossier. */
  readonly unknownToRaad?: readonly UnknownFact[];
  /** For the view of completeness only: what no fold of a dossier can tell. */
  readonly completeness?: CompletenessFacts;
  /** For the view of signals only: those of every week since the start. */
  readonly signalWeeks?: readonly SignalWeek[];
  /** For the timeline only. */
  readonly page?: TimelinePage;
  /** The day of the previous report; without it "changed since" looks back a fixed number of days. */
  readonly previousReportDay?: string;
}

/**
 * A view of one dossier. The document is plain JSON, because it is stored as such; it knows no "today", so that one
 * kept document serves every day that is asked for. What depends on the day is computed in `present`.
 */
export interface ReadModel<Doc, Presented> {
  readonly name: string;
  /** Goes up when `evolve` folds differently, so that kept documents are rebuilt. */
  readonly version: number;
  initial(): Doc;
  /** Changes its own document in place and never fails, whatever was withheld or erased. */
  evolve(doc: Doc, event: OpenedDossierEvent): void;
  present(doc: Doc, at: PresentContext): Presented;
  /** Only for a document that is made of others: what of it is kept, and where the rest is. */
  readonly made?: MadeOfOthers;
}

/**
 * A report may hold documents that other read models keep already. Those are folded and kept once, by the models whose
 * they are, and put in when the report is read.
 */
export interface MadeOfOthers {
  /** What is left for the report itself to fold and keep. */
  initial(): unknown;
  evolve(doc: unknown, event: OpenedDossierEvent): void;
  readonly parts: Parts;
}
/** By the field under which it stands in the whole: the name of the read model that keeps it. */
export type Parts = Readonly<Record<string, string>>;
