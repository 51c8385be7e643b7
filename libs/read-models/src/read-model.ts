import type { Audience, Calendar, DossierContext, OpenedDossierEvent } from '#governance';

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
}
