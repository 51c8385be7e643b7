import type { Decider, MeetingType, OpenedDossierEvent } from '#governance';
import type { PresentContext } from '../read-model.js';
import type { PresentedDecision } from './decision-register.js';
import { ensure, find, told, type Table, type Told } from './shared.js';

interface MeetingRow {
  meetingId: string;
  body: Decider | null;
  type: MeetingType;
  on: string;
  heldOn: string | null;
  cancelled: boolean;
  note: Told<string>;
  items: { subject: Told<string>; refs: string[]; entries: number[] }[];
  /** The things of the planning that were on the table, by their reference. */
  refs: string[];
  entries: number[];
}
/** The meetings of raad and commissie, for the stages of beeldvorming, oordeelsvorming and besluitvorming. */
export interface MeetingsDoc {
  forums: Table<Decider>;
  meetings: Table<MeetingRow>;
}
export const initialMeetingsDoc = (): MeetingsDoc => ({ forums: {}, meetings: {} });
const COUNCIL: readonly (Decider | null)[] = ['raad', 'commissie'];

export function evolveMeetingsDoc(doc: MeetingsDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  const known = (id: string): MeetingRow | undefined => {
    const row = find(doc.meetings, id);
    row?.entries.push(position);
    return row;
  };
  switch (event.type) {
    case 'ForumEstablished':
      if (event.data.body !== undefined) doc.forums[event.data.forumId] = event.data.body;
      return;
    case 'MeetingScheduled':
      return void meetingOf(doc, event.data, event.data.on, position);
    case 'MeetingHeld': {
      const meeting = meetingOf(doc, event.data, day, position);
      if (meeting !== undefined) Object.assign(meeting, { heldOn: day, on: day, note: told(event.data.note) });
      return;
    }
    case 'MeetingCancelled':
      return void Object.assign(known(event.data.meetingId) ?? {}, { cancelled: true });
    case 'AgendaItemPlaced': {
      const meeting = known(event.data.meetingId);
      const refs = event.data.links.map(({ ref }) => ref);
      meeting?.items.push({ subject: told(event.data.subject), refs, entries: [position] });
      meeting?.refs.push(...refs);
      return;
    }
    case 'OutcomeRecorded':
      known(event.data.meetingId)?.refs.push(...event.data.links.map(({ ref }) => ref));
      return;
    default:
      return;
  }
}
function meetingOf(
  doc: MeetingsDoc,
  data: { meetingId: string; forumId?: string; body?: Decider; meetingType: MeetingType },
  on: string,
  position: number,
): MeetingRow | undefined {
  const { meetingId, forumId, meetingType: type } = data;
  const body = data.body ?? (forumId === undefined ? undefined : find(doc.forums, forumId)) ?? null;
  if (!COUNCIL.includes(body)) return undefined;
  const made = { meetingId, body, type, on, heldOn: null, cancelled: false, note: null };
  const row = ensure(doc.meetings, meetingId, () => ({ ...made, items: [], refs: [], entries: [] }));
  row.entries.push(position);
  return row;
}

export type Stage = 'beeldvorming' | 'oordeelsvorming' | 'besluitvorming' | 'bespreking';
const STAGES: Readonly<Partial<Record<MeetingType, Stage>>> = {
  beeldvormend: 'beeldvorming',
  oordeelsvormend: 'oordeelsvorming',
  besluitvormend: 'besluitvorming',
};
/** One thing that is asked of the raad. */
export interface Asked {
  readonly what: Told<string>;
  readonly reference: string | null;
  /** The stage in which it is, or the next one that has been planned. */
  readonly stage: Stage | 'nog niet geagendeerd';
  readonly on: string | null;
  readonly entries: readonly number[];
}
/** One meeting of the raad that was held about the programme. */
export interface Treated {
  readonly body: Decider | null;
  readonly stage: Stage;
  readonly on: string;
  readonly what: Told<string>;
  readonly entries: readonly number[];
}

/** Proposals that wait for the raad, and what stands on its agendas. */
export function askedOfRaad(doc: MeetingsDoc, waiting: readonly PresentedDecision[], at: PresentContext): Asked[] {
  const meetings = ordered(doc).filter(({ cancelled }) => !cancelled);
  const proposals = waiting
    .filter(({ body }) => body === 'raad')
    .map((one): Asked => {
      const about = meetings.filter(({ refs }) => refs.includes(one.decisionId));
      const meeting = about.find(({ on, heldOn }) => heldOn === null && on >= at.day) ?? about.at(-1);
      const entries = [...one.entries, ...(meeting?.entries ?? [])];
      const stage = meeting === undefined ? 'nog niet geagendeerd' : stageOf(meeting);
      return {
        what: one.publicText ?? one.subject,
        reference: one.decisionId,
        stage,
        on: meeting?.on ?? null,
        entries,
      };
    });
  const told = new Set(proposals.map(({ reference }) => reference));
  const planned = meetings
    .filter(({ on, heldOn }) => heldOn === null && on >= at.day)
    .flatMap((meeting) =>
      meeting.items
        .filter(({ refs }) => !refs.some((ref) => told.has(ref)))
        .map(({ subject, refs, entries }) => ({
          ...{ what: subject, reference: refs[0] ?? null, stage: stageOf(meeting), on: meeting.on },
          entries: [...meeting.entries.slice(0, 1), ...entries],
        })),
    );
  return [...proposals, ...planned];
}
export function treatedByRaad(doc: MeetingsDoc): Treated[] {
  return ordered(doc)
    .filter(({ heldOn }) => heldOn !== null)
    .map((meeting) => ({
      ...{ body: meeting.body, stage: stageOf(meeting), on: meeting.on, entries: meeting.entries },
      what: meeting.items[0]?.subject ?? meeting.note,
    }));
}
const stageOf = ({ type }: MeetingRow): Stage => STAGES[type] ?? 'bespreking';
const ordered = (doc: MeetingsDoc): readonly MeetingRow[] =>
  Object.values(doc.meetings).sort((a, b) => a.on.localeCompare(b.on) || a.meetingId.localeCompare(b.meetingId));
