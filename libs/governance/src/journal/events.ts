import { event, narrative, open, sealed } from '../kernel/event.js';
import { count, id, list, maybe, oneOf, sha256, shape, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const JOURNAL_KINDS = [
  'boegbeeld',
  'succes',
  'tegenslag',
  'dialoog',
  'cosessie',
  'visieverhaal',
  'referentiebezoek',
  'gesprek',
  'kennisbron',
  'notitie',
] as const;

export const JournalEntryRecorded = event(
  'JournalEntryRecorded',
  'Dagboeknotitie',
  'Een zachte gebeurtenis die bij het verhaal van het programma hoort.',
  { kind: open(oneOf(JOURNAL_KINDS)), subject: sealed(title), note: narrative(text), teams: open(list(id)) },
  'D12',
);
export const HistoryImported = event(
  'HistoryImported',
  'Historie ingelezen',
  'Gebeurtenissen van vroeger, als een partij ingelezen en overal zo gemerkt.',
  { batch: open(id), sha256: open(sha256), count: open(count), sourceName: sealed(title) },
  'X9',
);
/** One imported figure or text of a portfolio snapshot; a field that could not be read is absent, a withheld one names its ground. */
export const PORTFOLIO_FIELDS = [
  'naam',
  'einddatum',
  'begindatum',
  'kosten',
  'jaarbudget',
  'oordeel',
  'aanwezig',
] as const;
export const SnapshotRecorded = event(
  'SnapshotRecorded',
  'Momentopname ingelezen',
  'De stand van een project volgens een jaarlijks overzicht.',
  {
    batch: open(id),
    row: open(count),
    fields: sealed(
      list(
        shape({
          field: oneOf(PORTFOLIO_FIELDS),
          state: oneOf(['waarde', 'onthouden', 'nietGemeld']),
          was: maybe(title),
          value: maybe(title),
          ground: maybe(title),
        }),
      ),
    ),
  },
  'X9',
);
export const CommandRefused = event(
  'CommandRefused',
  'Poging geweigerd',
  'Een handeling die de regels niet toelaten. Wie, wat, wanneer en waarom blijft staan.',
  {
    command: sealed(id),
    codes: open(list(id)),
    details: narrative(list(text)),
    payload: narrative(text),
    counted: open(maybe(count)),
  },
  'BIO2 8.15.01; X3',
);

/** `was` and `is` are JSON texts of one value; `fields` says which, also to who may not have the values. */
export const RecordRectified = event(
  'RecordRectified',
  'Vastlegging gerectificeerd',
  'Er was iets verkeerd overgenomen. Wat er stond blijft zichtbaar; het juiste telt.',
  {
    entryId: open(id),
    fields: open(list(title)),
    changes: sealed(list(shape({ field: title, was: text, is: text }))),
    reason: narrative(text),
    evidence: sealed(title),
  },
  'X1',
);

export const journalEvents = {
  JournalEntryRecorded,
  HistoryImported,
  SnapshotRecorded,
  CommandRefused,
  RecordRectified,
} as const;
