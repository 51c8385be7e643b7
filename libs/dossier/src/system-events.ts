import { event, journalEvents, open, kinds } from '#governance';

/** The log's own first entry: what it is, its format, and whether its clock is real (provability.md §3.1). */
export const logOpenedDeclaration = event('LogOpened', 'Logboek geopend', 'De eerste regel van het logboek.', {
  origin: open(kinds.uri),
  format: open(kinds.count),
  clock: open(kinds.oneOf(['real', 'simulated'])),
});
/** A refused act, in the attempt stream of its dossier. */
export const attemptDeclaration = journalEvents.CommandRefused;
