import { event, narrative, open, sealed } from '../kernel/event.js';
import { DECIDERS, ROLES } from '../kernel/roles.js';
import { count, day, flag, id, list, maybe, oneOf, shape, text, title, uri } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const FORUM_LEVELS = ['strategisch', 'tactisch', 'operationeel'] as const;
export type ForumLevel = (typeof FORUM_LEVELS)[number];
/** The council speaks of beeldvorming, oordeelsvorming and besluitvorming (BOB). */
export const MEETING_TYPES = ['regulier', 'beeldvormend', 'oordeelsvormend', 'besluitvormend', 'besloten'] as const;
export type MeetingType = (typeof MEETING_TYPES)[number];
/** What of the planning an item or an outcome is about (S5-13). */
export const LINK_KINDS = [
  'besluit',
  'scopewijziging',
  'mijlpaal',
  'deadline',
  'livegang',
  'escalatie',
  'doel',
  'actie',
] as const;
export type LinkKind = (typeof LINK_KINDS)[number];
const links = list(shape({ kind: oneOf(LINK_KINDS), ref: id }));

export const ForumEstablished = event(
  'ForumEstablished',
  'Overleg ingesteld',
  'Een vast overleg, met zijn niveau, voorzitter, ritme en waarover het beslist.',
  {
    forumId: open(id),
    name: open(title),
    level: open(oneOf(FORUM_LEVELS)),
    body: open(maybe(oneOf(DECIDERS))),
    chair: open(oneOf(ROLES)),
    secretary: open(maybe(oneOf(ROLES))),
    cadenceDays: open(maybe(count)),
    decisionRights: open(list(title)),
    preparer: open(maybe(oneOf(ROLES))),
    elaborator: open(maybe(oneOf(ROLES))),
  },
  'S5-07, S5-08, S5-09',
);
export const ForumMembersSet = event(
  'ForumMembersSet',
  'Leden van overleg vastgelegd',
  'Wie aan het overleg deelnemen, ook van andere overheden.',
  {
    forumId: open(id),
    functions: open(list(oneOf(ROLES))),
    members: sealed(list(id)),
    external: sealed(list(title)),
  },
  'S5-08, S5-10',
);
export const InteractionModelAdopted = event(
  'InteractionModelAdopted',
  'Interactiemodel vastgesteld',
  'Op elk niveau is er een overleg: strategisch, tactisch en operationeel.',
  { version: open(count), forums: open(list(id)), explanation: narrative(maybe(text)) },
  'S5-07',
);
export const MeetingScheduled = event('MeetingScheduled', 'Overleg gepland', 'Een overleg staat op de agenda.', {
  meetingId: open(id),
  forumId: open(maybe(id)),
  body: open(maybe(oneOf(DECIDERS))),
  meetingType: open(oneOf(MEETING_TYPES)),
  on: open(day),
});
export const MeetingHeld = event('MeetingHeld', 'Overleg gehouden', 'Het overleg heeft plaatsgevonden.', {
  meetingId: open(id),
  forumId: open(maybe(id)),
  body: open(maybe(oneOf(DECIDERS))),
  meetingType: open(oneOf(MEETING_TYPES)),
  present: open(maybe(count)),
  note: narrative(maybe(text)),
});
export const MeetingCancelled = event('MeetingCancelled', 'Overleg afgezegd', 'Het overleg gaat niet door.', {
  meetingId: open(id),
  reason: narrative(text),
});
export const AgendaItemPlaced = event(
  'AgendaItemPlaced',
  'Agendapunt geplaatst',
  'Waarover het overleg gaat, en bij welk deel van de planning dat hoort.',
  { meetingId: open(id), agendaItemId: open(id), subject: sealed(title), links: open(links) },
  'S5-13',
);
export const OutcomeRecorded = event(
  'OutcomeRecorded',
  'Uitkomst vastgelegd',
  'Wat uit het overleg kwam, en bij welk deel van de planning dat hoort.',
  {
    meetingId: open(id),
    outcomeId: open(id),
    agendaItemId: open(maybe(id)),
    result: narrative(text),
    links: open(links),
  },
  'S5-13',
);
export const DecisionListPublished = event(
  'DecisionListPublished',
  'Besluitenlijst gepubliceerd',
  'De nummers van de besluiten uit een vergadering. Wat geheim is, blijft van de lijst.',
  {
    listId: open(id),
    body: open(oneOf(DECIDERS)),
    meetingId: open(maybe(id)),
    meetingOn: open(day),
    numbers: open(list(title)),
    /** On the list of the body and kept from the public (Gemw 60 lid 3). */
    withheld: open(list(title)),
    uri: open(maybe(uri)),
  },
  'Gemw 23, 60',
);
export const ActionAgreed = event('ActionAgreed', 'Actie afgesproken', 'Wie iets doet, en wanneer het klaar is.', {
  actionId: open(id),
  meetingId: open(maybe(id)),
  reviewId: open(maybe(id)),
  owner: open(id),
  dueOn: open(day),
  action: narrative(text),
});
export const ActionDone = event('ActionDone', 'Actie afgerond', 'De afgesproken actie is klaar.', {
  actionId: open(id),
  result: narrative(maybe(text)),
});
export const PdcaReviewScheduled = event(
  'PdcaReviewScheduled',
  'PDCA-toets gepland',
  'De dag waarop de drie vragen over de omgeving worden gesteld.',
  { reviewId: open(id), on: open(day) },
  'S5-12',
);
export const PdcaReviewHeld = event(
  'PdcaReviewHeld',
  'PDCA-toets gehouden',
  'Drie vragen: de juiste belanghebbenden, een gedeeld beeld, bijsturing. Bij een nee hoort een actie.',
  {
    reviewId: open(id),
    rightStakeholders: open(flag),
    sharedView: open(flag),
    adjusting: open(flag),
    actionIds: open(list(id)),
    explanation: narrative(maybe(text)),
  },
  'S5-12',
);
export const AdjustmentAgreed = event(
  'AdjustmentAgreed',
  'Bijsturing afgesproken',
  'Wat er anders gaat na de toets.',
  {
    adjustmentId: open(id),
    reviewId: open(id),
    owner: open(id),
    adjustment: narrative(text),
    links: open(links),
  },
  'S5-12',
);

export const meetingsEvents = {
  ForumEstablished,
  ForumMembersSet,
  InteractionModelAdopted,
  MeetingScheduled,
  MeetingHeld,
  MeetingCancelled,
  AgendaItemPlaced,
  OutcomeRecorded,
  DecisionListPublished,
  ActionAgreed,
  ActionDone,
  PdcaReviewScheduled,
  PdcaReviewHeld,
  AdjustmentAgreed,
} as const;
