import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import type { NewEvent } from '../kernel/event.js';
import { Guard, type Outcome } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND, PROGRAMME_NOT_STARTED } from '../kernel/refusals.js';
import type { Role } from '../kernel/roles.js';
import { dutchDay } from '../kernel/time.js';
import { policyOn } from '../organisation/state.js';
import * as act from './commands.js';
import * as made from './events.js';
import * as rules from './refusals.js';
import { counts, countsFrom } from './knowledge.js';
import { isOwed, statusOf, type Delivery, type Duty } from './state.js';

/**
 * Duties outlive the programme: what was owed when it stopped is still owed, and the raad may ask afterwards. So an
 * ended programme is no reason to refuse here.
 */
function begin(state: DossierState): Guard {
  return new Guard().require(
    state.lifecycle.initiatedOn !== undefined,
    PROGRAMME_NOT_STARTED,
    'Het programma is nog niet gestart.',
  );
}
const duties = (state: DossierState) => state.informationDuties.duties;
const policyTerm = (kind: made.DutyKind, context: DossierContext): string =>
  context.calendar.plusWorkingDays(
    context.day,
    policyOn(context.organisation, context.day).policy.informationTerms[kind],
  );
/** The college's members and secretariat act for it (governance.md §4.9); who briefs the college is its own affair. */
const actsFor = ({ owing, creditor }: Duty, as: Role): boolean =>
  as === owing || creditor === 'college' || (act.COLLEGE_SIDE.includes(owing) && act.COLLEGE_SIDE.includes(as));

function requireNew(guard: Guard, state: DossierState, id: string, field: string): void {
  guard.require(!duties(state).has(id), ALREADY_EXISTS, `Plicht ${id} bestaat al.`, field);
}
function requireDue(guard: Guard, dueOn: string, context: DossierContext): void {
  guard.require(
    dueOn >= context.day,
    rules.DUE_DATE_PASSED,
    `${dutchDay(dueOn)} ligt voor ${dutchDay(context.day)}.`,
    'dueOn',
  );
}
/** Every reference must be of something that this dossier knows. */
function requireKnown(guard: Guard, state: DossierState, ids: readonly string[], field: string): void {
  const unknown = ids.filter((id) => !state.informationDuties.subjects.has(id));
  guard.require(unknown.length === 0, NOT_FOUND, () => `Dit dossier kent niet: ${unknown.join(', ')}.`, field);
}
function dutyOf(guard: Guard, state: DossierState, dutyId: string, field: string): Duty | undefined {
  const duty = duties(state).get(dutyId);
  if (duty === undefined) guard.add(NOT_FOUND, `Er is geen informatieplicht ${dutyId}.`, field);
  return duty;
}
function openDuty(guard: Guard, state: DossierState, dutyId: string, field: string): Duty | undefined {
  const duty = dutyOf(guard, state, dutyId, field);
  if (duty !== undefined)
    guard.require(isOwed(duty), rules.DUTY_CLOSED, () => `Plicht ${dutyId} is ${statusOf(duty).toLowerCase()}.`, field);
  return duty;
}

export const decideInformationDuties = [
  on(act.RegisterDuty, (command, state, context) => {
    const dutyId = command.dutyId ?? context.newId('IP');
    const dueOn = command.dueOn ?? policyTerm(command.kind, context);
    const about = command.about ?? [];
    const guard = begin(state).require(
      !OWN_ACT.includes(command.kind),
      rules.KIND_HAS_OWN_ACT,
      `Leg een ${command.kind} vast met de eigen handeling.`,
      'kind',
    );
    requireNew(guard, state, dutyId, 'dutyId');
    requireDue(guard, dueOn, context);
    requireKnown(guard, state, about, 'about');
    const { kind, creditor, subject } = command;
    return guard.then(() => [
      incur({ dutyId, kind, owing: command.owing ?? 'college', creditor, subject, about, dueOn }, context),
    ]);
  }),
  on(act.PlanInformation, ({ dutyId, plannedOn, channel }, state, context) => {
    const guard = begin(state);
    const duty = openDuty(guard, state, dutyId, 'dutyId');
    requireDebtor(guard, duty, context);
    requireDue(guard, plannedOn, context);
    return guard.then(() => [made.InformationPlanned.of(defined({ dutyId, plannedOn, channel }))]);
  }),
  on(act.FulfilDuty, ({ dutyId, deliveryId }, state, context) =>
    settle({ dutyId, deliveryId, field: 'dutyId' }, state, context),
  ),
  on(act.SupersedeDuty, ({ dutyId, byDutyId, reason }, state) => {
    const guard = begin(state);
    const duty = openDuty(guard, state, dutyId, 'dutyId');
    const fuller = openDuty(guard, state, byDutyId, 'byDutyId');
    if (duty !== undefined && fuller !== undefined) {
      const wrong = notFuller(duty, fuller);
      guard.require(wrong.length === 0, rules.NOT_FULLER, () => wrong.join(' '), 'byDutyId');
    }
    return guard.then(() => [made.InformationDutySuperseded.of({ dutyId, byDutyId, reason })]);
  }),
  on(act.WithdrawDuty, ({ dutyId, reason }, state, context) => {
    const guard = begin(state);
    const duty = openDuty(guard, state, dutyId, 'dutyId');
    if (duty !== undefined)
      guard.require(
        duty.creditor === context.actor.as,
        rules.NOT_THE_CREDITOR,
        `Plicht ${dutyId} is aan ${duty.creditor}; ${context.actor.as} kan er niet van afzien.`,
      );
    return guard.then(() => [made.InformationDutyWithdrawn.of({ dutyId, reason })]);
  }),
  on(act.DeliverInformation, deliver),
  on(act.ConfirmReceipt, ({ deliveryId }, state, context) => {
    const guard = begin(state);
    const delivery = state.informationDuties.deliveries.get(deliveryId);
    guard.require(delivery !== undefined, NOT_FOUND, `Er is geen levering ${deliveryId}.`, 'deliveryId');
    if (delivery !== undefined) requireReceiver(guard, delivery, context);
    return guard.then(() => [made.ReceiptConfirmed.of({ deliveryId, receivedOn: context.day })]);
  }),
  on(act.MakePromise, (command, state, context) => {
    const dutyId = command.promiseId ?? context.newId('T');
    const by = command.by ?? act.PROMISERS.find((role) => role === context.actor.as) ?? 'college';
    const { creditor, subject, promise, dueOn, about = [] } = command;
    const guard = begin(state);
    requireNew(guard, state, dutyId, 'promiseId');
    requireDue(guard, dueOn, context);
    requireKnown(guard, state, about, 'about');
    requireCollegeToRaad(guard, creditor, by);
    return guard.then(() => [
      made.PromiseMade.of({ promiseId: dutyId, by, creditor, subject, promise, dueOn }),
      incur({ dutyId, kind: 'toezegging', owing: by, creditor, subject, about, dueOn }, context),
    ]);
  }),
  on(act.FulfilPromise, ({ promiseId, deliveryId }, state, context) =>
    settle({ dutyId: promiseId, deliveryId, field: 'promiseId', kind: 'toezegging' }, state, context),
  ),
  on(act.AdoptMotion, (command, state, context) => {
    const dutyId = command.motionId ?? context.newId('M');
    const { subject, request, dueOn, about = [], votesFor, votesAgainst } = command;
    const guard = begin(state);
    requireNew(guard, state, dutyId, 'motionId');
    requireDue(guard, dueOn, context);
    requireKnown(guard, state, about, 'about');
    return guard.then(() => [
      made.MotionAdopted.of(defined({ motionId: dutyId, subject, request, dueOn, votesFor, votesAgainst })),
      incur({ dutyId, kind: 'motie', owing: 'college', creditor: 'raad', subject, about, dueOn }, context),
    ]);
  }),
  on(act.ExecuteMotion, ({ motionId, deliveryId }, state, context) =>
    settle({ dutyId: motionId, deliveryId, field: 'motionId', kind: 'motie' }, state, context),
  ),
  on(act.AskCouncilQuestion, (command, state, context) => {
    const dutyId = command.questionId ?? context.newId('RV');
    const { subject, question, about = [] } = command;
    const dueOn = command.dueOn ?? policyTerm('raadsvraag', context);
    const guard = begin(state);
    requireNew(guard, state, dutyId, 'questionId');
    requireDue(guard, dueOn, context);
    requireKnown(guard, state, about, 'about');
    return guard.then(() => [
      made.CouncilQuestionAsked.of({ questionId: dutyId, subject, question, dueOn }),
      incur({ dutyId, kind: 'raadsvraag', owing: 'college', creditor: 'raad', subject, about, dueOn }, context),
    ]);
  }),
  on(act.AnswerCouncilQuestion, ({ questionId, deliveryId, refusalGround }, state, context) =>
    settle(
      defined({ dutyId: questionId, deliveryId, field: 'questionId', kind: 'raadsvraag' as const, refusalGround }),
      state,
      context,
    ),
  ),
  on(act.RecordPublicExposure, (command, state, context) => {
    const exposureId = command.exposureId ?? context.newId('OPB');
    const { kind, medium, headline, uri, covers } = command;
    const guard = begin(state)
      .require(
        !state.informationDuties.exposures.has(exposureId),
        ALREADY_EXISTS,
        `Openbaarheid ${exposureId} bestaat al.`,
        'exposureId',
      )
      .require(covers.length > 0, rules.COVERS_NOTHING, 'Er staat niet bij waar het over gaat.', 'covers');
    requireKnown(guard, state, covers, 'covers');
    return guard.then(() => [
      made.PublicExposureRecorded.of(defined({ exposureId, kind, medium, headline, uri, covers })),
    ]);
  }),
];

const OWN_ACT: readonly made.DutyKind[] = ['toezegging', 'motie', 'raadsvraag'];

type Owed = Pick<Duty, 'dutyId' | 'kind' | 'owing' | 'creditor' | 'subject' | 'about' | 'dueOn'>;
const incur = (owed: Owed, context: DossierContext): NewEvent =>
  made.InformationDutyIncurred.of({ ...owed, knownOn: context.day });

function requireDebtor(guard: Guard, duty: Duty | undefined, context: DossierContext): void {
  if (duty !== undefined)
    guard.require(
      actsFor(duty, context.actor.as),
      rules.NOT_THE_DEBTOR,
      `Plicht ${duty.dutyId} ligt bij ${duty.owing}, niet bij ${context.actor.as}.`,
    );
}
function requireCollegeToRaad(guard: Guard, to: string, by: Role): void {
  guard.require(
    (to !== 'raad' && to !== 'commissie') || act.COLLEGE_SIDE.includes(by),
    rules.RAAD_ONLY_BY_COLLEGE,
    `${by} informeert de ${to} niet zelf.`,
    'to',
  );
}
/** The griffie for raad and commissie, the secretariat for the college; never who recorded the delivery (X6). */
function requireReceiver(guard: Guard, delivery: Delivery, context: DossierContext): void {
  const receiver: Role = delivery.to === 'raad' || delivery.to === 'commissie' ? 'griffie' : 'collegesecretariaat';
  guard
    .require(
      context.actor.as === receiver,
      rules.RECEIPT_BY_OTHER,
      `Ontvangst door ${delivery.to} bevestigt ${receiver}, niet ${context.actor.as}.`,
    )
    .require(
      delivery.recorder !== context.actor.person,
      rules.RECEIPT_BY_OTHER,
      `U heeft levering ${delivery.deliveryId} zelf vastgelegd.`,
    )
    .require(
      delivery.receivedOn === undefined,
      rules.RECEIPT_CONFIRMED,
      () => `Ontvangst is bevestigd op ${dutchDay(delivery.receivedOn ?? '')}.`,
    );
}

function notFuller(duty: Duty, fuller: Duty): readonly string[] {
  const wrong: string[] = [];
  if (fuller.creditor !== duty.creditor)
    wrong.push(`${fuller.dutyId} is aan ${fuller.creditor}, niet aan ${duty.creditor}.`);
  if (fuller.dueOn > duty.dueOn)
    wrong.push(`${fuller.dutyId} eindigt op ${dutchDay(fuller.dueOn)}, na ${dutchDay(duty.dueOn)}.`);
  // A duty without anything named is taken in by one that names it.
  const missing = (duty.about.length > 0 ? duty.about : [duty.dutyId]).filter((id) => !fuller.about.includes(id));
  if (missing.length > 0 || fuller.dutyId === duty.dutyId)
    wrong.push(`${fuller.dutyId} omvat niet: ${missing.join(', ') || duty.dutyId}.`);
  return wrong;
}

type Document = Pick<Delivery, 'deliveryId' | 'to' | 'wholeBody' | 'channel' | 'noteOn' | 'covers' | 'on'>;
/** May this document end this duty? Every reason why not. */
function requireFulfils(
  guard: Guard,
  duty: Duty | undefined,
  document: Document,
  field: string,
  context: DossierContext,
): void {
  if (duty === undefined) return;
  const { dutyId } = duty;
  const from = countsFrom(document);
  // An earlier document may still turn up after a later one was counted; nothing else reopens a duty.
  const earlier = duty.fulfilledOn !== undefined && from < duty.fulfilledOn;
  guard
    .require(
      isOwed(duty) || earlier,
      rules.DUTY_CLOSED,
      () => `Plicht ${dutyId} is ${statusOf(duty).toLowerCase()}.`,
      field,
    )
    .require(
      document.to === duty.creditor,
      rules.OTHER_RECEIVER,
      `Plicht ${dutyId} is aan ${duty.creditor}; ${document.deliveryId} ging naar ${document.to}.`,
      field,
    )
    .require(
      document.wholeBody,
      rules.PARTIAL_DELIVERY,
      `Levering ${document.deliveryId} bereikte niet iedereen van ${document.to}.`,
      field,
    )
    .require(
      !document.wholeBody || counts(document),
      rules.ORAL_WITHOUT_NOTE,
      `Van ${document.deliveryId} is geen notitie met datum.`,
      'noteOn',
    )
    .require(
      from >= duty.knownOn,
      rules.DELIVERED_BEFORE_DUTY,
      `Plicht ${dutyId} ontstond op ${dutchDay(duty.knownOn)}, na ${dutchDay(from)}.`,
      field,
    );
  const missing = duty.about.filter((id) => !document.covers.includes(id));
  guard.require(
    missing.length === 0,
    rules.DUTY_NOT_COVERED,
    () => `Bij plicht ${dutyId} hoort ook: ${missing.join(', ')}.`,
    'covers',
  );
  requireDebtor(guard, duty, context);
}
function fulfilment(duty: Duty, document: Document, context: DossierContext, refusalGround?: string): NewEvent[] {
  const { dutyId } = duty;
  const { deliveryId } = document;
  const fulfilledOn = countsFrom(document);
  const workingDaysLate = fulfilledOn > duty.dueOn ? context.calendar.workingDaysBetween(duty.dueOn, fulfilledOn) : 0;
  const events: NewEvent[] = [made.InformationDutyFulfilled.of({ dutyId, deliveryId, fulfilledOn, workingDaysLate })];
  if (duty.kind === 'toezegging') events.push(made.PromiseFulfilled.of({ promiseId: dutyId, deliveryId }));
  if (duty.kind === 'motie') events.push(made.MotionExecuted.of({ motionId: dutyId, deliveryId }));
  if (duty.kind === 'raadsvraag')
    events.push(made.CouncilQuestionAnswered.of(defined({ questionId: dutyId, deliveryId, refusalGround })));
  return events;
}

interface Settlement {
  readonly dutyId: string;
  readonly deliveryId: string;
  /** The field of the command that names the duty. */
  readonly field: string;
  /** What the duty must be, where the command is about one kind only. */
  readonly kind?: made.DutyKind;
  readonly refusalGround?: string;
}
/** Ends a duty with a delivery that was recorded before. */
function settle(how: Settlement, state: DossierState, context: DossierContext): Outcome {
  const { dutyId, deliveryId, field, kind, refusalGround } = how;
  const guard = begin(state);
  const duty = dutyOf(guard, state, dutyId, field);
  const delivery = state.informationDuties.deliveries.get(deliveryId);
  guard.require(delivery !== undefined, NOT_FOUND, `Er is geen levering ${deliveryId}.`, 'deliveryId');
  if (duty !== undefined && kind !== undefined)
    guard.require(duty.kind === kind, NOT_FOUND, `${dutyId} is geen ${kind} maar ${duty.kind}.`, field);
  if (delivery !== undefined) requireFulfils(guard, duty, delivery, field, context);
  return guard.then(() => fulfilment(duty!, delivery!, context, refusalGround));
}

function deliver(command: act.DeliverInformation, state: DossierState, context: DossierContext): Outcome {
  const deliveryId = command.deliveryId ?? context.newId('L');
  const members = command.members ?? [];
  const guard = begin(state)
    .require(
      !state.informationDuties.deliveries.has(deliveryId),
      ALREADY_EXISTS,
      `Levering ${deliveryId} bestaat al.`,
      'deliveryId',
    )
    .require(command.covers.length > 0, rules.COVERS_NOTHING, 'Er staat niet bij waar het over gaat.', 'covers')
    .require(
      command.wholeBody === (members.length === 0),
      rules.REACH_UNCLEAR,
      command.wholeBody ? 'Het hele orgaan en ook losse leden zijn genoemd.' : 'De leden die het kregen ontbreken.',
      'members',
    );
  requireDocument(guard, command, context);
  requireKnown(guard, state, command.covers, 'covers');
  requireCollegeToRaad(guard, command.to, context.actor.as);
  const fulfilled = [...new Set(command.fulfils ?? [])].map((dutyId) => dutyOf(guard, state, dutyId, 'fulfils'));
  const document: Document = { ...defined({ ...command }), noteOn: command.noteOn, deliveryId, on: context.day };
  for (const duty of fulfilled) requireFulfils(guard, duty, document, 'fulfils', context);
  const { to, wholeBody, channel, subject, sha256, uri, noteOn, covers, secrecyGround } = command;
  return guard.then(() => [
    made.InformationDelivered.of(
      defined({
        deliveryId,
        to,
        wholeBody,
        members: members.length === 0 ? undefined : members,
        channel,
        subject,
        sha256,
        uri,
        noteOn,
        covers,
        secrecyGround,
      }),
    ),
    ...fulfilled.flatMap((duty) => fulfilment(duty!, document, context)),
  ]);
}

function requireDocument(guard: Guard, command: act.DeliverInformation, context: DossierContext): void {
  const oral = command.channel === 'mondeling';
  guard
    .require(
      command.sha256 !== undefined || (oral && command.noteOn === undefined),
      rules.DOCUMENT_MISSING,
      oral ? 'De notitie heeft geen SHA-256.' : 'Het document heeft geen SHA-256.',
      'sha256',
    )
    .require(
      command.noteOn === undefined || (oral && command.noteOn >= context.day && command.noteOn <= context.today),
      rules.ORAL_WITHOUT_NOTE,
      'De notitie is van na het gesprek en niet van later dan vandaag.',
      'noteOn',
    )
    .require(
      context.act.classification !== 'geheim' || command.secrecyGround !== undefined,
      rules.DELIVERY_GROUND_MISSING,
      'Het stuk is geheim en er is geen grond genoemd.',
      'secrecyGround',
    );
}
