import { Command, Count, Day, Flag, Id, ListOf, OneOf, Parts, Text, Title, Uri } from '../kernel/command.js';
import { DECIDERS, ROLES, type Decider, type Role } from '../kernel/roles.js';
import { id, oneOf, title } from '../kernel/values.js';
import { FORUM_LEVELS, LINK_KINDS, MEETING_TYPES, type ForumLevel, type LinkKind, type MeetingType } from './events.js';

/** Who can chair a forum or keep its papers; that it is their own forum is a guard. */
const KEEPERS: readonly Role[] = [
  'projectleider',
  'AO',
  'BO',
  'MT',
  'college',
  'burgemeester',
  'raad',
  'commissie',
  'collegesecretariaat',
  'griffie',
  'stuurgroep',
  'projectgroep',
  'omgevingsmanager',
  'concerncontroller',
];
const REVIEWERS: readonly Role[] = ['projectleider', 'AO', 'omgevingsmanager'];
const FOUNDERS: readonly Role[] = ['projectleider', 'AO', 'BO', 'MT', 'college', 'collegesecretariaat', 'griffie'];

const forums = (label: string, explain: string, source: string, verb: string, who: readonly Role[]) =>
  ({ label, explain, source, resource: 'overlegvormen', verb, who, on: 'dossier' }) as const;
const meetings = (label: string, explain: string, source: string, verb: string) =>
  ({ label, explain, source, resource: 'overleggen', verb, who: KEEPERS, on: 'dossier' }) as const;
const reviews = (label: string, explain: string, verb: string) =>
  ({ label, explain, source: 'S5-12', resource: 'pdca-toetsen', verb, who: REVIEWERS, on: 'dossier' }) as const;

/** A part of the planning. */
export class LinkPart {
  @OneOf(LINK_KINDS) kind!: LinkKind;
  @Id({ explain: 'Het kenmerk in dit dossier.' }) ref!: string;
}
export class ActionPart {
  @Id({ optional: true }) actionId?: string;
  @Text() action!: string;
  @Id({ explain: 'De functie of persoon die het doet.' }) owner!: string;
  @Day() dueOn!: string;
}

@Command(
  forums(
    'Overleg instellen',
    'Leg een vast overleg vast: niveau, voorzitter, ritme, waarover het beslist en wie het voorbereidt.',
    'S5-07, S5-08, S5-09',
    'instellen',
    FOUNDERS,
  ),
)
export class EstablishForum {
  @Id({ optional: true }) forumId?: string;
  @Title() name!: string;
  @OneOf(FORUM_LEVELS) level!: ForumLevel;
  @OneOf(DECIDERS, { optional: true, explain: 'Als het overleg de vergadering van een orgaan is.' }) body?: Decider;
  @OneOf(ROLES) chair!: Role;
  @OneOf(ROLES, { optional: true }) secretary?: Role;
  @Count({ optional: true, explain: 'Hooguit zoveel dagen tussen twee overleggen.' }) cadenceDays?: number;
  @ListOf(title, { optional: true, explain: 'Waarover dit overleg beslist of adviseert.' })
  decisionRights?: readonly string[];
  @OneOf(ROLES, { optional: true, explain: 'Wie het overleg voorbereidt.' }) preparer?: Role;
  @OneOf(ROLES, { optional: true, explain: 'Wie de uitkomsten uitwerkt.' }) elaborator?: Role;
}
@Command({
  ...forums('Leden vastleggen', 'Wie aan het overleg deelnemen.', 'S5-08, S5-10', 'leden-vastleggen', FOUNDERS),
  item: 'forumId',
})
export class SetForumMembers {
  @Id() forumId!: string;
  @ListOf(oneOf(ROLES)) functions!: readonly Role[];
  @ListOf(id, { optional: true }) members?: readonly string[];
  @ListOf(title, { optional: true, explain: 'Andere overheden en organisaties.' }) external?: readonly string[];
}
@Command({
  label: 'Interactiemodel vaststellen',
  explain: 'Welke overleggen er op de drie niveaus zijn. Elk niveau heeft voorzitter, ritme en beslisrechten.',
  source: 'S5-07',
  resource: 'interactiemodellen',
  verb: 'vaststellen',
  who: ['AO', 'BO', 'MT', 'college'],
  on: 'dossier',
})
export class AdoptInteractionModel {
  @ListOf(id) forums!: readonly string[];
  @Text({ optional: true }) explanation?: string;
}
@Command(meetings('Overleg plannen', 'Zet een overleg op de agenda.', 'S5-08', 'plannen'))
export class ScheduleMeeting {
  @Id({ optional: true }) meetingId?: string;
  @Id({ optional: true }) forumId?: string;
  @OneOf(DECIDERS, { optional: true }) body?: Decider;
  @OneOf(MEETING_TYPES) meetingType!: MeetingType;
  @Day() on!: string;
}
@Command(
  meetings(
    'Overleg gehouden melden',
    'Leg vast dat een overleg heeft plaatsgevonden, gepland of niet. Een besloten vergadering van raad of commissie is vanzelf geheim.',
    'S5-08; Gemw 23, 82, 87–89',
    'houden',
  ),
)
export class HoldMeeting {
  @Id({ optional: true, explain: 'Het geplande overleg; zonder kenmerk is het een nieuw overleg.' }) meetingId?: string;
  @Id({ optional: true }) forumId?: string;
  @OneOf(DECIDERS, { optional: true }) body?: Decider;
  @OneOf(MEETING_TYPES, { optional: true, explain: 'Zonder soort geldt die van de planning, anders regulier.' })
  meetingType?: MeetingType;
  @Count({ optional: true }) present?: number;
  @Text({ optional: true }) note?: string;
}
@Command({
  ...meetings('Overleg afzeggen', 'Het overleg gaat niet door.', 'S5-08', 'afzeggen'),
  item: 'meetingId',
})
export class CancelMeeting {
  @Id() meetingId!: string;
  @Text() reason!: string;
}
@Command({
  ...meetings('Agendapunt plaatsen', 'Zet een onderwerp op de agenda.', 'S5-13', 'agendapunt-plaatsen'),
  item: 'meetingId',
})
export class PlaceAgendaItem {
  @Id() meetingId!: string;
  @Id({ optional: true }) agendaItemId?: string;
  @Title() subject!: string;
  @Parts(LinkPart, { optional: true }) links?: readonly LinkPart[];
}
@Command({
  ...meetings(
    'Uitkomst vastleggen',
    'Wat uit het overleg kwam. Met hetzelfde kenmerk vult u een uitkomst aan met haar plaats in de planning.',
    'S5-13',
    'uitkomst-vastleggen',
  ),
  item: 'meetingId',
})
export class RecordOutcome {
  @Id() meetingId!: string;
  @Id({ optional: true }) outcomeId?: string;
  @Id({ optional: true }) agendaItemId?: string;
  @Text() result!: string;
  @Parts(LinkPart, { optional: true }) links?: readonly LinkPart[];
}
@Command({
  label: 'Besluitenlijst publiceren',
  explain: 'De nummers van de besluiten uit een vergadering, en de nummers die niet openbaar zijn.',
  source: 'Gemw 23, 60',
  resource: 'besluitenlijsten',
  verb: 'publiceren',
  who: ['collegesecretariaat', 'griffie'],
  on: 'dossier',
})
export class PublishDecisionList {
  @Id({ optional: true }) listId?: string;
  @OneOf(DECIDERS) body!: Decider;
  @Day({ explain: 'De dag van de vergadering.' }) meetingOn!: string;
  @Id({ optional: true }) meetingId?: string;
  @ListOf(title) numbers!: readonly string[];
  @ListOf(title, { optional: true, explain: 'Nummers die op grond van Gemw 60 niet openbaar zijn.' })
  withheld?: readonly string[];
  @Uri({ optional: true }) uri?: string;
}
@Command({
  label: 'Actie afspreken',
  explain: 'Wie iets doet, en wanneer het klaar is.',
  source: '§4.10',
  resource: 'acties',
  verb: 'afspreken',
  who: KEEPERS,
  on: 'dossier',
})
export class AgreeAction {
  @Id({ optional: true }) actionId?: string;
  @Text() action!: string;
  @Id({ explain: 'De functie of persoon die het doet.' }) owner!: string;
  @Day() dueOn!: string;
  @Id({ optional: true }) meetingId?: string;
  @Id({ optional: true }) reviewId?: string;
}
@Command({
  label: 'Actie afronden',
  explain: 'De afgesproken actie is klaar.',
  source: '§4.10',
  resource: 'acties',
  verb: 'afronden',
  item: 'actionId',
  who: [...KEEPERS, 'teamleider', 'proceseigenaar', 'communicatie'],
  on: 'dossier',
})
export class CompleteAction {
  @Id() actionId!: string;
  @Text({ optional: true }) result?: string;
}
@Command(reviews('PDCA-toets plannen', 'Plan de dag waarop de drie vragen worden gesteld.', 'plannen'))
export class SchedulePdcaReview {
  @Id({ optional: true }) reviewId?: string;
  @Day() on!: string;
}
@Command(
  reviews(
    'PDCA-toets houden',
    'Beantwoord de drie vragen over de omgeving. Bij een nee hoort ten minste één actie.',
    'houden',
  ),
)
export class HoldPdcaReview {
  @Id({ optional: true, explain: 'De geplande toets; zonder kenmerk is het een nieuwe.' }) reviewId?: string;
  @Flag({ explain: 'Zijn de juiste belanghebbenden betrokken?' }) rightStakeholders!: boolean;
  @Flag({ explain: 'Is er een gedeeld beeld?' }) sharedView!: boolean;
  @Flag({ explain: 'Wordt er bijgestuurd?' }) adjusting!: boolean;
  @Text({ optional: true }) explanation?: string;
  @Parts(ActionPart, { optional: true }) actions?: readonly ActionPart[];
  @Day({ optional: true, explain: 'Plant meteen de volgende toets.' }) nextOn?: string;
}
@Command({ ...reviews('Bijsturing afspreken', 'Wat er anders gaat na de toets.', 'bijsturen'), item: 'reviewId' })
export class AgreeAdjustment {
  @Id() reviewId!: string;
  @Id({ optional: true }) adjustmentId?: string;
  @Text() adjustment!: string;
  @Id({ explain: 'De functie of persoon die het doet.' }) owner!: string;
  @Parts(LinkPart, { optional: true }) links?: readonly LinkPart[];
}

export const meetingsCommands = [
  EstablishForum,
  SetForumMembers,
  AdoptInteractionModel,
  ScheduleMeeting,
  HoldMeeting,
  CancelMeeting,
  PlaceAgendaItem,
  RecordOutcome,
  PublishDecisionList,
  AgreeAction,
  CompleteAction,
  SchedulePdcaReview,
  HoldPdcaReview,
  AgreeAdjustment,
] as const;
