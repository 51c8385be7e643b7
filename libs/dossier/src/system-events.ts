import { event, journalEvents, open, kinds } from '#governance';

/** The log's own first entry: what it is, its format, and whether its clock is real (provability.md §3.1). */
export const logOpenedDeclaration = event('LogOpened', 'Logboek geopend', 'De eerste regel van het logboek.', {
  origin: open(kinds.uri),
  format: open(kinds.count),
  clock: open(kinds.oneOf(['real', 'simulated'])),
});
/** With which program exports of this log are checked, so that an auditor sees whether he has that one. */
export const verifierRecordedDeclaration = event(
  'VerifierRecorded',
  'Controleprogramma vastgelegd',
  'Met welk programma een export van dit logboek te controleren is.',
  { sha256: open(kinds.sha256), sourceSha256: open(kinds.sha256) },
);
/** Up to where every stream goes, so that the end of one cannot be left out of an export (provability.md §3.4). */
export const streamHeadsDeclaration = event(
  'StreamHeads',
  'Stand van alle reeksen',
  'Tot welk nummer elke reeks gaat, als wortel over alle reeksen samen.',
  { size: open(kinds.count), streams: open(kinds.count), root: open(kinds.sha256) },
);
/**
 * From here on the log is another than its predecessor, under a name of its own: what the predecessor signed and this
 * one does not hold (any more) is signed by nobody a second time (provability.md §4.3).
 */
export const logSucceededDeclaration = event(
  'LogSucceeded',
  'Logboek opgevolgd',
  'Dit logboek gaat onder een nieuwe naam verder waar een eerder logboek is gesloten.',
  {
    predecessor: open(kinds.title),
    signedSize: open(kinds.count),
    signedRoot: open(kinds.sha256),
    keptSize: open(kinds.count),
    keptRoot: open(kinds.sha256),
    cause: open(kinds.text),
  },
);
/** A refused act, in the attempt stream of its dossier. */
export const attemptDeclaration = journalEvents.CommandRefused;
