import { Command, Count, Day, Flag, Id, ListOf, OneOf, Sha256, Text, Title, Uri } from '../kernel/command.js';
import type { Role } from '../kernel/roles.js';
import { id } from '../kernel/values.js';
import {
  CHANNELS,
  CREDITORS,
  DUTY_KINDS,
  EXPOSURE_KINDS,
  GROUND_CODES,
  RECEIVERS,
  type Creditor,
  type DutyKind,
  type Receiver,
} from './events.js';

/** The college and those who speak for it. The secretariat fulfils in the name of the college (governance.md §4.9). */
export const COLLEGE_SIDE: readonly Role[] = ['college', 'burgemeester', 'BO', 'collegesecretariaat'];
const OFFICIALS: readonly Role[] = ['AO', 'MT', 'projectleider', 'communicatie', 'omgevingsmanager'];
const INFORMERS: readonly Role[] = [...COLLEGE_SIDE, ...OFFICIALS];
const CREDITOR_SIDE: readonly Role[] = ['raad', 'commissie', 'griffie'];
/** Who may promise something; the griffie only registers what another promised. */
export const PROMISERS = ['BO', 'college', 'burgemeester', 'AO', 'MT', 'projectleider'] as const;
const onDuty = (label: string, explain: string, verb: string, who: readonly Role[]) =>
  ({
    label,
    explain,
    source: '§4.9',
    resource: 'informatieplichten',
    verb,
    item: 'dutyId',
    who,
    on: 'dossier',
  }) as const;

@Command({
  label: 'Informatieplicht vastleggen',
  explain: 'Leg vast dat een orgaan recht heeft op informatie. Zonder dag geldt de termijn uit het beleid.',
  source: 'Gemw 169, 180',
  resource: 'informatieplichten',
  verb: 'vastleggen',
  who: [...COLLEGE_SIDE, ...CREDITOR_SIDE, 'AO', 'projectleider'],
  on: 'dossier',
})
export class RegisterDuty {
  @Id({ optional: true }) dutyId?: string;
  @OneOf(DUTY_KINDS) kind!: DutyKind;
  @OneOf(CREDITORS) creditor!: Creditor;
  @OneOf(PROMISERS, { optional: true, explain: 'Wie moet informeren; zonder keuze het college.' })
  owing?: (typeof PROMISERS)[number];
  @Title() subject!: string;
  @ListOf(id, { optional: true, explain: 'Besluiten, wijzigingen of andere zaken die het document moet noemen.' })
  about?: readonly string[];
  @Day({ optional: true }) dueOn?: string;
}
@Command(onDuty('Informatie inplannen', 'Noem de dag waarop u informeert.', 'inplannen', INFORMERS))
export class PlanInformation {
  @Id() dutyId!: string;
  @Day() plannedOn!: string;
  @OneOf(CHANNELS, { optional: true }) channel?: (typeof CHANNELS)[number];
}
@Command(
  onDuty('Aan informatieplicht voldoen', 'Wijs de levering aan waarmee aan de plicht is voldaan.', 'vervullen', [
    ...INFORMERS,
  ]),
)
export class FulfilDuty {
  @Id() dutyId!: string;
  @Id() deliveryId!: string;
}
@Command(
  onDuty('Informatieplicht laten opgaan', 'Een plicht die meer omvat, komt ervoor in de plaats.', 'vervangen', [
    ...COLLEGE_SIDE,
    ...CREDITOR_SIDE,
  ]),
)
export class SupersedeDuty {
  @Id() dutyId!: string;
  @Id() byDutyId!: string;
  @Text() reason!: string;
}
@Command(
  onDuty('Van informatie afzien', 'Het orgaan dat recht heeft op de informatie, ziet ervan af.', 'intrekken', [
    'raad',
    'commissie',
    'college',
  ]),
)
export class WithdrawDuty {
  @Id() dutyId!: string;
  @Text() reason!: string;
}

@Command({
  label: 'Informatie geven',
  explain: 'Leg vast welk document wie heeft bereikt en waar het over gaat, en welke plichten het vervult.',
  source: 'Gemw 169, 180',
  resource: 'informatieleveringen',
  verb: 'vastleggen',
  who: INFORMERS,
  on: 'dossier',
})
export class DeliverInformation {
  @Id({ optional: true }) deliveryId?: string;
  @OneOf(RECEIVERS) to!: Receiver;
  @Flag({ explain: 'Kreeg het hele orgaan het?' }) wholeBody!: boolean;
  @ListOf(id, { optional: true, explain: 'Wie het kregen, als het niet het hele orgaan was.' })
  members?: readonly string[];
  @OneOf(CHANNELS) channel!: (typeof CHANNELS)[number];
  @Title() subject!: string;
  @Sha256({ optional: true, explain: 'Van het document of van de notitie over wat is verteld.' }) sha256?: string;
  @Uri({ optional: true }) uri?: string;
  @Day({ optional: true, explain: 'Datum van de notitie over wat mondeling is verteld.' }) noteOn?: string;
  @ListOf(id, { explain: 'Besluiten, wijzigingen, toezeggingen of regels van het logboek waar het over gaat.' })
  covers!: readonly string[];
  @ListOf(id, { optional: true, explain: 'De plichten die hiermee zijn vervuld.' }) fulfils?: readonly string[];
  @OneOf(GROUND_CODES, { optional: true, explain: 'Bij een geheim stuk: de grond in Woo 5.1.' }) secrecyGround?: string;
}
@Command({
  label: 'Ontvangst bevestigen',
  explain: 'De griffie of het secretariaat bevestigt dat het stuk er is.',
  source: 'X6',
  resource: 'informatieleveringen',
  verb: 'ontvangst-bevestigen',
  item: 'deliveryId',
  who: ['griffie', 'collegesecretariaat'],
  on: 'dossier',
})
export class ConfirmReceipt {
  @Id() deliveryId!: string;
}

@Command({
  label: 'Toezegging vastleggen',
  explain: 'Iemand zegt toe om voor een dag te informeren.',
  source: 'S5-11',
  resource: 'toezeggingen',
  verb: 'doen',
  who: [...PROMISERS, 'griffie'],
  on: 'dossier',
})
export class MakePromise {
  @Id({ optional: true }) promiseId?: string;
  @OneOf(CREDITORS) creditor!: Creditor;
  @OneOf(PROMISERS, { optional: true, explain: 'Wie het toezegde; zonder keuze wie handelt.' })
  by?: (typeof PROMISERS)[number];
  @Title() subject!: string;
  @Text() promise!: string;
  @Day() dueOn!: string;
  @ListOf(id, { optional: true }) about?: readonly string[];
}
@Command({
  label: 'Toezegging nakomen',
  explain: 'Wijs de levering aan waarmee de toezegging is nagekomen.',
  source: 'S5-11',
  resource: 'toezeggingen',
  verb: 'nakomen',
  item: 'promiseId',
  who: INFORMERS,
  on: 'dossier',
})
export class FulfilPromise {
  @Id() promiseId!: string;
  @Id() deliveryId!: string;
}
@Command({
  label: 'Motie vastleggen',
  explain: 'De raad neemt een motie aan; het college informeert uiterlijk op de genoemde dag.',
  source: '§4.9',
  resource: 'moties',
  verb: 'aannemen',
  who: ['raad', 'griffie'],
  on: 'dossier',
})
export class AdoptMotion {
  @Id({ optional: true }) motionId?: string;
  @Title() subject!: string;
  @Text() request!: string;
  @Day() dueOn!: string;
  @Count({ optional: true }) votesFor?: number;
  @Count({ optional: true }) votesAgainst?: number;
  @ListOf(id, { optional: true }) about?: readonly string[];
}
@Command({
  label: 'Motie afdoen',
  explain: 'Wijs de levering aan waarmee het college de motie afdoet.',
  source: '§4.9',
  resource: 'moties',
  verb: 'afdoen',
  item: 'motionId',
  who: COLLEGE_SIDE,
  on: 'dossier',
})
export class ExecuteMotion {
  @Id() motionId!: string;
  @Id() deliveryId!: string;
}
@Command({
  label: 'Raadsvraag stellen',
  explain: 'Een raadslid vraagt het college om inlichtingen. Zonder dag geldt de termijn uit het beleid.',
  source: 'Gemw 155',
  resource: 'raadsvragen',
  verb: 'stellen',
  who: ['raadslid', 'raad', 'griffie'],
  on: 'dossier',
})
export class AskCouncilQuestion {
  @Id({ optional: true }) questionId?: string;
  @Title() subject!: string;
  @Text() question!: string;
  @Day({ optional: true }) dueOn?: string;
  @ListOf(id, { optional: true }) about?: readonly string[];
}
@Command({
  label: 'Raadsvraag beantwoorden',
  explain: 'Wijs de levering met het antwoord aan. Wie weigert, noemt de grond.',
  source: 'Gemw 155, 169 lid 3',
  resource: 'raadsvragen',
  verb: 'beantwoorden',
  item: 'questionId',
  who: COLLEGE_SIDE,
  on: 'dossier',
})
export class AnswerCouncilQuestion {
  @Id() questionId!: string;
  @Id() deliveryId!: string;
  @Text({ optional: true }) refusalGround?: string;
}
@Command({
  label: 'Openbaarheid vastleggen',
  explain: 'Pers of anderen brachten iets naar buiten. Dat telt nooit als informeren.',
  source: 'S1-10',
  resource: 'openbaarheid',
  verb: 'vastleggen',
  who: ['communicatie', 'griffie', 'collegesecretariaat', 'projectleider', 'AO', 'BO'],
  on: 'dossier',
})
export class RecordPublicExposure {
  @Id({ optional: true }) exposureId?: string;
  @OneOf(EXPOSURE_KINDS) kind!: (typeof EXPOSURE_KINDS)[number];
  @Title({ explain: 'Waar het verscheen.' }) medium!: string;
  @Title() headline!: string;
  @Uri({ optional: true }) uri?: string;
  @ListOf(id) covers!: readonly string[];
}

export const informationDutiesCommands = [
  RegisterDuty,
  PlanInformation,
  FulfilDuty,
  SupersedeDuty,
  WithdrawDuty,
  DeliverInformation,
  ConfirmReceipt,
  MakePromise,
  FulfilPromise,
  AdoptMotion,
  ExecuteMotion,
  AskCouncilQuestion,
  AnswerCouncilQuestion,
  RecordPublicExposure,
] as const;
