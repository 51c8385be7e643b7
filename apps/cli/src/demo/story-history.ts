/**
 * Batch H-01: the first attempt, as the project office read it in on 3 February 2025 (rows 1-7). These are the rows of
 * the file that `besluitspoor import history` reads (libs/interchange/historie/README.md); the loader takes that way.
 */
export interface HistoryLine {
  /** The row of the story; a reader of the file does not need it. */
  readonly story: string;
  readonly datum: string;
  readonly soort: string;
  readonly namens: string;
  readonly klasse: 'openbaar' | 'intern';
  readonly openbareTekst?: string;
  readonly gegevens: Readonly<Record<string, unknown>>;
}
export const HISTORY_BATCH = 'H-01';
/** Row 14 of the story: when the batch was read in. */
export const HISTORY_ROW = { row: '14', on: '2025-02-03' } as const;
export const HISTORY_FILE = 'h-01.jsonl';
export const FIRST_ATTEMPT = 'd-digitaal-werken';
const NO_SPONSOR = 'Gestopt: papier bleef leidend, geen bestuurlijke trekker.';
const EVALUATION = 'Evaluatie met vier lessen aan de raad.';

/** The lessons of the first attempt, with what the second does about each (row 15). */
export const LESSONS = [
  ['LES-1', 'organisatie', 'Papier bleef naast digitaal bestaan', 'Papier met einddatum'],
  ['LES-2', 'bestuur', 'Er was geen bestuurlijke trekker', 'Bestuurlijk opdrachtgever'],
  ['LES-3', 'gedrag', 'Medewerkers waren niet betrokken', 'Teams inventariseren zelf'],
  ['LES-4', 'techniek', 'Het systeem was niet de oorzaak', 'Gedrag en proces in de scope'],
] as const;

const line = (
  story: string,
  datum: string,
  soort: string,
  [namens, openbareTekst]: readonly [string, string?],
  gegevens: Readonly<Record<string, unknown>>,
): HistoryLine => ({
  story,
  datum,
  soort,
  namens,
  klasse: openbareTekst === undefined ? 'intern' : 'openbaar',
  ...(openbareTekst === undefined ? {} : { openbareTekst }),
  gegevens,
});

export const HISTORY: readonly HistoryLine[] = [
  line('1', '2022-03-15', 'ProgrammeInitiated', ['MT'], {
    name: 'Digitaal Werken',
    objective: 'Alle zaken digitaal afhandelen.',
    mode: 'getrapt',
  }),
  line('2', '2022-09-01', 'RoleAppointed', ['MT'], { role: 'AO', person: 'p-eerste-ao', hired: false }),
  line('3', '2023-02-06', 'PaperStreamRegistered', ['projectleider'], {
    streamId: 'PS-0',
    label: 'Papieren poststroom blijft naast het zaaksysteem bestaan',
  }),
  line('4', '2023-11-14', 'BenefitMeasured', ['projectleider'], { benefitId: 'BAAT-digitaal', value: 180 }),
  line('5', '2024-04-09', 'ProgrammeTerminated', ['MT', NO_SPONSOR], {
    causes: ['organisatie', 'bestuur'],
    explanation: NO_SPONSOR,
  }),
  line('6', '2024-05-16', 'MotionAdopted', ['raad', 'Motie M-2024-07: leren van de eerste poging.'], {
    motionId: 'M-2024-07',
    subject: 'Leren van de eerste poging',
    request: 'Evalueer de eerste poging vóór 31 december 2024.',
    dueOn: '2024-12-31',
  }),
  line('7', '2024-11-28', 'InformationDelivered', ['college', EVALUATION], {
    deliveryId: 'D-2024-11',
    to: 'raad',
    wholeBody: true,
    channel: 'brief',
    subject: EVALUATION,
    covers: [],
  }),
  ...LESSONS.map(([lessonId, causeType, lesson]) =>
    line('7', '2024-11-28', 'LessonRecorded', ['college', EVALUATION], { lessonId, causeType, lesson }),
  ),
  line('7', '2024-11-28', 'MotionExecuted', ['college', 'Motie M-2024-07 is afgedaan.'], {
    motionId: 'M-2024-07',
    deliveryId: 'D-2024-11',
  }),
];
