import type { DossierEvent, DossierState } from '../dossier.js';
import type { GuardEvent } from '../kernel/event.js';
import type { Role } from '../kernel/roles.js';
import { dayOf } from '../kernel/time.js';
import type { Creditor, DutyKind, InformationDelivered, PublicExposureRecorded, Receiver } from './events.js';
import { evolveKnowledge, nameOfFact, noKnowledge, type Knowledge } from './knowledge.js';
import { keyOf, triggersOf, type Trigger } from './triggers.js';

/** What somebody is owed. A duty is never deleted; what happened to it is kept beside it. */
export interface Duty {
  readonly dutyId: string;
  readonly kind: DutyKind;
  readonly owing: Role;
  readonly creditor: Creditor;
  readonly subject: string;
  readonly about: readonly string[];
  /** The day on which the clock started. */
  readonly knownOn: string;
  readonly dueOn: string;
  /** Imported duties have no clock (X9). */
  readonly imported: boolean;
  plannedOn: string | undefined;
  overdueOn: string | undefined;
  fulfilledOn: string | undefined;
  deliveryId: string | undefined;
  supersededBy: string | undefined;
  supersededOn: string | undefined;
  withdrawnOn: string | undefined;
}
export type DutyStatus =
  'Ontstaan' | 'Gepland' | 'Verlopen' | 'Voldaan' | 'Voldaan te laat' | 'Tijdig, te laat vastgelegd' | 'Vervallen';

/** The state of a duty, from its days alone, so that it does not matter in which order they were recorded. */
export function statusOf(duty: Duty): DutyStatus {
  if (duty.fulfilledOn !== undefined) {
    if (duty.fulfilledOn > duty.dueOn) return 'Voldaan te laat';
    return duty.overdueOn === undefined ? 'Voldaan' : 'Tijdig, te laat vastgelegd';
  }
  if (duty.withdrawnOn !== undefined || duty.supersededBy !== undefined) return 'Vervallen';
  if (duty.overdueOn !== undefined) return 'Verlopen';
  return duty.plannedOn === undefined ? 'Ontstaan' : 'Gepland';
}
/** Still owed, in time or not. */
export const isOwed = (duty: Duty): boolean => ['Ontstaan', 'Gepland', 'Verlopen'].includes(statusOf(duty));

/** A document, or a talk with a note, that went to somebody. */
export interface Delivery {
  readonly deliveryId: string;
  readonly to: Receiver;
  readonly wholeBody: boolean;
  readonly members: readonly string[];
  readonly channel: string;
  readonly subject: string;
  readonly sha256: string | undefined;
  readonly noteOn: string | undefined;
  readonly covers: readonly string[];
  readonly secrecyGround: string | undefined;
  readonly classification: string;
  readonly by: Role;
  readonly recorder: string | undefined;
  readonly entryId: string;
  readonly on: string;
  readonly recordedOn: string;
  receivedOn: string | undefined;
}
/** Something that came out without the engine's doing. */
export interface Exposure {
  readonly exposureId: string;
  readonly kind: string;
  readonly medium: string;
  readonly headline: string;
  readonly covers: readonly string[];
  readonly entryId: string;
  readonly on: string;
  readonly recordedOn: string;
}
/** A promise, a motion or a question, as the raad asked for it; its duty has the same id. */
export interface DutySource {
  readonly sourceId: string;
  readonly kind: 'toezegging' | 'motie' | 'raadsvraag';
  readonly by: Role;
  readonly creditor: Creditor;
  readonly subject: string;
  readonly on: string;
  readonly dueOn: string;
  endedOn: string | undefined;
  deliveryId: string | undefined;
}
/** A thing that happened, by every reference under which a document may cover it. */
export interface Fact {
  readonly type: string;
  readonly ids: readonly string[];
  readonly on: string;
}
interface Told {
  readonly first: string;
  readonly last: string;
}

export interface InformationDutiesState {
  readonly duties: Map<string, Duty>;
  readonly deliveries: Map<string, Delivery>;
  readonly exposures: Map<string, Exposure>;
  readonly sources: Map<string, DutySource>;
  /** First and last day on which a whole body came to know of a reference. */
  readonly told: Map<string, Map<string, Told>>;
  /** What a later act needs to tell whom it told what. */
  readonly memory: Pick<Knowledge, 'secrets' | 'bodies' | 'numbered' | 'published'>;
  /** Everything in this dossier that a document can cover: entries and the things they name. */
  readonly subjects: Set<string>;
  /** What happened and was not done by the raad itself, for the backlog of the raad. */
  readonly facts: Fact[];
  /** Duties that wait until the college knows, where the clock starts with its knowledge. */
  readonly pending: Map<string, Trigger>;
  /** How large a change was when the raad's duty about it arose. */
  readonly sizes: Map<string, { readonly amount: number; readonly days: number }>;
}
export const initialInformationDuties = (): InformationDutiesState => ({
  duties: new Map(),
  deliveries: new Map(),
  exposures: new Map(),
  sources: new Map(),
  told: new Map(),
  memory: { secrets: {}, bodies: {}, numbered: {}, published: {} },
  subjects: new Set(),
  facts: [],
  pending: new Map(),
  sizes: new Map(),
});

/** First and last day on which a body came to know of something, by itself, by document or because it was made public. */
export function toldOn(state: InformationDutiesState, to: string, subject: string): Told | undefined {
  const own = state.told.get(to)?.get(subject);
  const open = state.told.get('openbaar')?.get(subject);
  if (own === undefined || open === undefined) return own ?? open;
  return {
    first: own.first < open.first ? own.first : open.first,
    last: own.last > open.last ? own.last : open.last,
  };
}

export function evolveInformationDuties(state: InformationDutiesState, event: DossierEvent, whole: DossierState): void {
  note(state, event, whole);
  learn(state, event);
  const { meta } = event;
  switch (event.type) {
    case 'InformationDutyIncurred': {
      const { dutyId, about, trigger, creditor } = event.data;
      state.duties.set(dutyId, dutyOf(event));
      if (trigger !== undefined) {
        state.pending.delete(keyOf({ trigger, creditor, about } as Trigger));
        const impact = whole.scope.changes.get(about[0] ?? '')?.impact;
        if (impact !== undefined) state.sizes.set(about[0]!, { amount: impact.amount, days: impact.days });
      }
      return;
    }
    case 'InformationPlanned':
      change(state, event.data.dutyId, (duty) => void (duty.plannedOn = event.data.plannedOn));
      return;
    case 'InformationDutyOverdue':
      change(state, event.data.dutyId, (duty) => void (duty.overdueOn = meta.day));
      return;
    case 'InformationDutyFulfilled':
      change(state, event.data.dutyId, (duty) => {
        if (duty.fulfilledOn !== undefined && duty.fulfilledOn <= event.data.fulfilledOn) return;
        duty.fulfilledOn = event.data.fulfilledOn;
        duty.deliveryId = event.data.deliveryId;
      });
      return;
    case 'InformationDutySuperseded':
      change(state, event.data.dutyId, (duty) => {
        duty.supersededBy = event.data.byDutyId;
        duty.supersededOn = meta.day;
      });
      return;
    case 'InformationDutyWithdrawn':
      change(state, event.data.dutyId, (duty) => void (duty.withdrawnOn = meta.day));
      return;
    case 'InformationDelivered':
      deliver(state, event);
      return;
    case 'ReceiptConfirmed': {
      const delivery = state.deliveries.get(event.data.deliveryId);
      if (delivery !== undefined) delivery.receivedOn = event.data.receivedOn;
      return;
    }
    case 'PublicExposureRecorded':
      expose(state, event);
      return;
    default:
      evolveSources(state, event);
  }
}

/** Promises, motions and questions, also those of history, which have no duty with a clock. */
function evolveSources(state: InformationDutiesState, event: DossierEvent): void {
  const { day: on } = event.meta;
  const begin = (source: Omit<DutySource, 'on' | 'endedOn' | 'deliveryId'>): void =>
    void state.sources.set(source.sourceId, { ...source, on, endedOn: undefined, deliveryId: undefined });
  const end = (sourceId: string, deliveryId: string): void => {
    const source = state.sources.get(sourceId);
    if (source !== undefined) Object.assign(source, { endedOn: on, deliveryId });
  };
  switch (event.type) {
    case 'PromiseMade': {
      const { promiseId: sourceId, by, creditor, subject, dueOn } = event.data;
      return begin({ sourceId, kind: 'toezegging', by, creditor, subject, dueOn });
    }
    case 'MotionAdopted': {
      const { motionId: sourceId, subject, dueOn } = event.data;
      return begin({ sourceId, kind: 'motie', by: 'raad', creditor: 'raad', subject, dueOn });
    }
    case 'CouncilQuestionAsked': {
      const { questionId: sourceId, subject, dueOn } = event.data;
      return begin({ sourceId, kind: 'raadsvraag', by: 'raadslid', creditor: 'raad', subject, dueOn });
    }
    case 'PromiseFulfilled':
      return end(event.data.promiseId, event.data.deliveryId);
    case 'MotionExecuted':
      return end(event.data.motionId, event.data.deliveryId);
    case 'CouncilQuestionAnswered':
      return end(event.data.questionId, event.data.deliveryId);
  }
}

function dutyOf({ data, meta }: Extract<DossierEvent, { type: 'InformationDutyIncurred' }>): Duty {
  const { dutyId, kind, owing, creditor, subject, about, knownOn, dueOn } = data;
  return {
    dutyId,
    kind,
    owing,
    creditor,
    subject,
    about,
    knownOn,
    dueOn,
    imported: meta.importBatch !== undefined,
    plannedOn: undefined,
    overdueOn: undefined,
    fulfilledOn: undefined,
    deliveryId: undefined,
    supersededBy: undefined,
    supersededOn: undefined,
    withdrawnOn: undefined,
  };
}
function change(state: InformationDutiesState, dutyId: string, how: (duty: Duty) => void): void {
  const duty = state.duties.get(dutyId);
  if (duty !== undefined) how(duty);
}
function deliver(state: InformationDutiesState, { data, meta }: GuardEvent<typeof InformationDelivered>): void {
  const delivery: Delivery = {
    deliveryId: data.deliveryId,
    to: data.to,
    wholeBody: data.wholeBody,
    members: data.members ?? [],
    channel: data.channel,
    subject: data.subject,
    sha256: data.sha256,
    noteOn: data.noteOn,
    covers: data.covers,
    secrecyGround: data.secrecyGround,
    classification: meta.classification,
    by: meta.onBehalfOf ?? meta.role,
    recorder: meta.actorPerson,
    entryId: meta.entryId,
    on: meta.day,
    recordedOn: dayOf(meta.recordedAt),
    receivedOn: undefined,
  };
  state.deliveries.set(delivery.deliveryId, delivery);
}
/** Whom this event told what. One event at a time, so that the state keeps two days per thing and not the whole matrix. */
function learn(state: InformationDutiesState, event: DossierEvent): void {
  const knowledge: Knowledge = { ...noKnowledge(), ...state.memory };
  evolveKnowledge(knowledge, event);
  for (const { knower, covers, on } of knowledge.learned) tell(state, knower, covers, on);
}
function tell(state: InformationDutiesState, to: string, covers: readonly string[], day: string): void {
  let told = state.told.get(to);
  if (told === undefined) state.told.set(to, (told = new Map<string, Told>()));
  for (const subject of covers) {
    const known = told.get(subject);
    told.set(subject, {
      first: known === undefined || day < known.first ? day : known.first,
      last: known === undefined || day > known.last ? day : known.last,
    });
  }
}
function expose(state: InformationDutiesState, { data, meta }: GuardEvent<typeof PublicExposureRecorded>): void {
  const { exposureId, kind, medium, headline, covers } = data;
  state.exposures.set(exposureId, {
    exposureId,
    kind,
    medium,
    headline,
    covers,
    entryId: meta.entryId,
    on: meta.day,
    recordedOn: dayOf(meta.recordedAt),
  });
}

/** What every event leaves behind here: its references, the fact itself, and the duties that may follow from it. */
function note(state: InformationDutiesState, event: DossierEvent, whole: DossierState): void {
  const { meta } = event;
  const ids = [meta.entryId, ...referencesIn(event)];
  for (const reference of ids) state.subjects.add(reference);
  const by = meta.onBehalfOf ?? meta.role;
  // History that was read in starts no clocks (X9).
  if (meta.importBatch !== undefined) return;
  if (by !== 'raad') state.facts.push({ type: event.type, ids, on: meta.day });
  for (const trigger of triggersOf(event, whole, by)) state.pending.set(keyOf(trigger), trigger);
}
function referencesIn({ type, data, meta }: DossierEvent): readonly string[] {
  const named: string[] = [];
  for (const [name, value] of Object.entries(data))
    if (name.endsWith('Id') && typeof value === 'string') named.push(value);
  return named.length > 0 ? named : [nameOfFact(type, meta.day)];
}
