import type { Classification } from './audience.js';
import type { Calendar } from './calendar.js';
import type { Source } from './event.js';
import type { Role } from './roles.js';

/** Who acts. The recorder may act on behalf of a function; `as` is the function whose power counts. */
export interface Actor {
  readonly person: string;
  /** The function of the recorder, from the token. */
  readonly role: Role;
  /** The function that acts: `onBehalfOf`, else `role`. */
  readonly as: Role;
}

/** What every act says about itself beside its own fields. */
export interface ActEnvelope {
  readonly occurredAt: string;
  readonly precision: 'day' | 'minute';
  readonly onBehalfOf?: Role;
  readonly classification: Classification;
  readonly publicSummary?: string;
  readonly lateReason?: string;
  /** Why the text stays as it is although it looks as if it holds personal data (X8). */
  readonly lintOverride?: string;
  readonly sources?: readonly Source[];
}

/** An event of this dossier, with what guards may read of it. */
export interface RecordedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Clock, ids, policy and calendar as values, so that a replay is bit for bit (architecture.md). */
export interface Context<State, Organisation> {
  readonly now: string;
  /** The Amsterdam day of `now`. */
  readonly today: string;
  /** The Amsterdam day on which the act happened; authority is judged on it. */
  readonly day: string;
  readonly act: ActEnvelope;
  readonly actor: Actor;
  readonly newId: (prefix: string) => string;
  /** The organisation on `day`: bodies, members, persons, policy and calendar. */
  readonly organisation: Organisation;
  readonly calendar: Calendar;
  /** The dossier as it stood on `day`: authority is judged by it. For an act of today it is the state itself. */
  readonly then: State;
  /** What stands in one entry of this dossier, with its corrections; undefined when there is no such entry. */
  readonly recorded: (entryId: string) => RecordedEvent | undefined;
}
