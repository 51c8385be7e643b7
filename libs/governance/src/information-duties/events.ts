import { event, narrative, open, sealed } from '../kernel/event.js';
import { ROLES } from '../kernel/roles.js';
import { SECRECY_GROUNDS } from '../secrecy/grounds.js';
import { count, day, flag, id, list, maybe, oneOf, sha256, text, title, uri, workingDays } from '../kernel/values.js';

// The stored format: versioned, never edited.

/** Why something is owed (governance.md §4.9). `college` is the briefing of the college by its own people. */
export const DUTY_KINDS = [
  'wettelijk',
  'kader',
  'periodiek',
  'toezegging',
  'motie',
  'raadsvraag',
  'college',
  'publicatie',
] as const;
export type DutyKind = (typeof DUTY_KINDS)[number];
/** To whom information can be owed. */
export const CREDITORS = ['raad', 'college', 'commissie', 'openbaar', 'belanghebbenden'] as const;
export type Creditor = (typeof CREDITORS)[number];
/** To whom information can be given: the creditors, and the people whose knowledge the matrix shows. */
export const RECEIVERS = [...CREDITORS, 'burgemeester', 'BO', 'AO', 'MT', 'projectleider'] as const;
export type Receiver = (typeof RECEIVERS)[number];
/** `mondeling` counts only with a dated note. */
export const CHANNELS = ['brief', 'rapportage', 'notitie', 'presentatie', 'publicatie', 'mondeling'] as const;
export const EXPOSURE_KINDS = ['pers', 'sociale-media', 'bijeenkomst', 'overig'] as const;

export const GROUND_CODES: readonly string[] = SECRECY_GROUNDS.map(({ code }) => code);

export const InformationDutyIncurred = event(
  'InformationDutyIncurred',
  'Informatieplicht ontstaan',
  'Iemand heeft recht op informatie, uiterlijk op een dag.',
  {
    dutyId: open(id),
    kind: open(oneOf(DUTY_KINDS)),
    owing: open(oneOf(ROLES)),
    creditor: open(oneOf(CREDITORS)),
    subject: sealed(title),
    /** The decision, change or other things that the information must cover. */
    about: open(list(id)),
    /** The type of the event from which the duty follows, when the engine derived it. */
    trigger: open(maybe(id)),
    /** The day on which the owing body or its officials could know: the clock starts here. */
    knownOn: open(day),
    dueOn: open(day),
  },
  'Gemw 169, 180; S1-10',
);
export const InformationDutyFulfilled = event(
  'InformationDutyFulfilled',
  'Aan informatieplicht voldaan',
  'Het hele orgaan heeft het document ontvangen.',
  {
    dutyId: open(id),
    deliveryId: open(id),
    fulfilledOn: open(day),
    workingDaysLate: open(workingDays),
  },
  'S1-10',
);
export const InformationDutyOverdue = event(
  'InformationDutyOverdue',
  'Informatieplicht verlopen',
  'De termijn is voorbij en er is niet geïnformeerd. De plicht blijft bestaan.',
  { dutyId: open(id), dueOn: open(day) },
  'S1-10; X4',
);
export const InformationDutySuperseded = event(
  'InformationDutySuperseded',
  'Informatieplicht opgegaan in een andere',
  'Een plicht die meer omvat, komt ervoor in de plaats.',
  { dutyId: open(id), byDutyId: open(id), reason: narrative(text) },
);
export const InformationDutyWithdrawn = event(
  'InformationDutyWithdrawn',
  'Informatieplicht kwijtgescholden',
  'Het orgaan dat er recht op heeft, ziet ervan af.',
  { dutyId: open(id), reason: narrative(text) },
);
export const InformationPlanned = event(
  'InformationPlanned',
  'Informatie ingepland',
  'Wanneer en hoe er wordt geïnformeerd.',
  { dutyId: open(id), plannedOn: open(day), channel: open(maybe(oneOf(CHANNELS))) },
);
export const InformationDelivered = event(
  'InformationDelivered',
  'Informatie gegeven',
  'Welk document, aan wie, en waar het over gaat.',
  {
    deliveryId: open(id),
    to: open(oneOf(RECEIVERS)),
    wholeBody: open(flag),
    /** Who were reached, when it was not the whole body. */
    members: sealed(maybe(list(id))),
    channel: open(oneOf(CHANNELS)),
    subject: sealed(title),
    sha256: sealed(maybe(sha256)),
    uri: sealed(maybe(uri)),
    /** The date of the note of what was told. */
    noteOn: open(maybe(day)),
    covers: open(list(id)),
    secrecyGround: open(maybe(oneOf(GROUND_CODES))),
  },
  'Gemw 169, 180; §4.9',
);
export const ReceiptConfirmed = event(
  'ReceiptConfirmed',
  'Ontvangst bevestigd',
  'De griffie of het secretariaat bevestigt dat het stuk er is.',
  { deliveryId: open(id), receivedOn: open(day) },
  'X6',
);
export const PromiseMade = event(
  'PromiseMade',
  'Toezegging gedaan',
  'Iemand heeft toegezegd om voor een dag te informeren.',
  {
    promiseId: open(id),
    by: open(oneOf(ROLES)),
    creditor: open(oneOf(CREDITORS)),
    subject: sealed(title),
    promise: narrative(text),
    dueOn: open(day),
  },
  'S5-11',
);
export const PromiseFulfilled = event('PromiseFulfilled', 'Toezegging nagekomen', 'Het toegezegde is gegeven.', {
  promiseId: open(id),
  deliveryId: open(id),
});
export const MotionAdopted = event(
  'MotionAdopted',
  'Motie aangenomen',
  'De raad vraagt het college om iets. Een motie is een verzoek, geen besluit.',
  {
    motionId: open(id),
    subject: sealed(title),
    request: narrative(text),
    dueOn: open(day),
    votesFor: open(maybe(count)),
    votesAgainst: open(maybe(count)),
  },
  '§4.9',
);
export const MotionExecuted = event('MotionExecuted', 'Motie afgedaan', 'Het college deed wat de motie vroeg.', {
  motionId: open(id),
  deliveryId: open(id),
});
export const CouncilQuestionAsked = event(
  'CouncilQuestionAsked',
  'Raadsvraag gesteld',
  'Een raadslid vraagt het college om inlichtingen.',
  { questionId: open(id), subject: sealed(title), question: narrative(text), dueOn: open(day) },
  'Gemw 155',
);
export const CouncilQuestionAnswered = event(
  'CouncilQuestionAnswered',
  'Raadsvraag beantwoord',
  'Het antwoord is gegeven, of geweigerd met de grond erbij.',
  { questionId: open(id), deliveryId: open(id), refusalGround: narrative(maybe(text)) },
  'Gemw 155, 169 lid 3',
);
export const PublicExposureRecorded = event(
  'PublicExposureRecorded',
  'In de openbaarheid gekomen',
  'Pers of anderen brachten iets naar buiten. Dat telt nooit als informeren.',
  {
    exposureId: open(id),
    kind: open(oneOf(EXPOSURE_KINDS)),
    medium: sealed(title),
    headline: sealed(title),
    uri: sealed(maybe(uri)),
    covers: open(list(id)),
  },
  'S1-10',
);

export const informationDutiesEvents = {
  InformationDutyIncurred,
  InformationDutyFulfilled,
  InformationDutyOverdue,
  InformationDutySuperseded,
  InformationDutyWithdrawn,
  InformationPlanned,
  InformationDelivered,
  ReceiptConfirmed,
  PromiseMade,
  PromiseFulfilled,
  MotionAdopted,
  MotionExecuted,
  CouncilQuestionAsked,
  CouncilQuestionAnswered,
  PublicExposureRecorded,
} as const;
