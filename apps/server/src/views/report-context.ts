import {
  ATTEMPTS_SUFFIX,
  attemptDeclaration,
  entriesOf,
  EventTypes,
  holdsForDaysBefore,
  openedEventOf,
  openedEventsAt,
  organisationKind,
  stateAt,
  type AnyEvent,
  type Moment,
} from '#dossier';
import type { organisationEvents } from '#governance';
import {
  calendarOn,
  completenessOn,
  deriveSignals,
  evolveDossier,
  initialDossier,
  initialOrganisation,
  mayReadName,
  plusDays,
  policyOn,
  shown,
  signalCatalogue,
  unknownToRaad,
  type Audience,
  type DossierEvent,
  type DossierState,
  type Knower,
  type OpenedDataOf,
  type OrganisationState,
} from '#governance';
import type { ReportLog } from './log-up-to.js';
import type { ReportSource } from './report-service.js';
import type { CompletenessFacts, PresentContext, PresentedSignal, SignalWeek, UnknownFact } from '#read-models';

export interface ContextAsk {
  readonly stream: string;
  /** The log as it was when the report was asked. */
  readonly log: ReportLog;
  readonly moment: Moment;
  readonly audience: Audience;
  readonly live: boolean;
  readonly knownBy?: Knower;
}

const DAYS_A_WEEK = 7;
/** A programme of ten years; of a longer one the last ten are shown. */
const MAX_WEEKS = 520;

/** What a view cannot read from its own events: the organisation, the day, and what the guards' own fold tells. */
export class ReportContext {
  private constructor(
    private readonly source: ReportSource,
    private readonly ask: ContextAsk,
    private readonly organisationEvents: readonly AnyEvent[],
    private readonly organisation: OrganisationState,
    private readonly state: DossierState,
  ) {}

  static async at(source: ReportSource, ask: ContextAsk): Promise<ReportContext> {
    const { vault } = source.options;
    const { stream, log, moment, audience, live } = ask;
    const organisationStream = (await source.organisation()).stream;
    // As a whole, for every reader is judged by all of its rules; of its people each reader gets the names he may.
    const events = await openedEventsAt(log, vault, organisationStream, moment, 'auditor');
    const organisation = initialOrganisation();
    for (const event of events) organisationKind.evolve(organisation, event);
    // Signals name what they are about, so they rest on nothing that this audience may not even know of.
    const whole = live && (audience === 'college' || audience === 'auditor');
    const state = whole ? (await source.dossier(stream)).state : await stateAt(log, vault, stream, moment, audience);
    return new ReportContext(source, ask, events, organisation, state);
  }

  /** `model` says which of the costly parts are wanted. */
  async forModel(model: string): Promise<PresentContext> {
    const { moment, audience, knownBy } = this.ask;
    const names = this.names();
    const previousReportDay = this.previousReportDay(model);
    const base = {
      day: moment.day,
      calendar: calendarOn(this.organisation),
      policy: policyOn(this.organisation, moment.day).policy,
      personName: (id: string) => names.get(id),
      audience,
      ...(previousReportDay === undefined ? {} : { previousReportDay }),
    };
    // What follows rests on the whole dossier, so it would tell what this function did not know.
    if (knownBy !== undefined) return base;
    return {
      ...base,
      signals: signalsOf(this.state, this.organisation, moment.day),
      ...(model === 'college-report' ? { unknownToRaad: await this.unknown() } : {}),
      ...(model === 'completeness' ? { completeness: await this.completeness() } : {}),
      ...(model === 'signal-health' ? { signalWeeks: await this.signalWeeks() } : {}),
    };
  }

  private names(): ReadonlyMap<string, string | undefined> {
    const registered = this.organisationEvents.filter(({ type }) => type === 'PersonRegistered');
    return new Map(
      registered.map(({ data }) => {
        const { person, name, publicOfficial } = data as OpenedDataOf<
          typeof organisationEvents.PersonRegistered.fields
        >;
        return [person, mayReadName(this.ask.audience, publicOfficial) ? shown(name) : undefined];
      }),
    );
  }

  /** The last report that was given before this day: to the raad for its own report, to college or raad for the rest. */
  private previousReportDay(model: string): string | undefined {
    const readers: readonly string[] = model === 'council-report' ? ['raad'] : ['raad', 'college'];
    return [...this.state.informationDuties.deliveries.values()]
      .filter(({ to, channel, on }) => channel === 'rapportage' && readers.includes(to) && on < this.ask.moment.day)
      .map(({ on }) => on)
      .sort()
      .at(-1);
  }

  private async unknown(): Promise<readonly UnknownFact[]> {
    const { policy } = policyOn(this.organisation, this.ask.moment.day);
    const facts = unknownToRaad(this.state, policy.materialForRaad);
    if (facts.length === 0) return [];
    const positions = new Map(
      (await entriesOf(this.ask.log, this.ask.stream)).map(({ id, position }) => [id, Number(position)]),
    );
    return facts.map(({ type, ids: [entryId, subject], on }) => {
      const position = positions.get(entryId!);
      return { type, subject: subject ?? null, on, entries: position === undefined ? [] : [position] };
    });
  }

  private async completeness(): Promise<CompletenessFacts> {
    const { stream, log, moment } = this.ask;
    const { policy } = policyOn(this.organisation, moment.day);
    const entries = await entriesOf(log, stream);
    const seen = new Set(entries.map(({ revision }) => revision));
    const gaps = Array.from({ length: Math.max(-1, ...seen) + 1 }, (_, revision) => revision);
    const refused = await this.refused();
    return {
      findings: completenessOn(this.state, policy, calendarOn(this.organisation), moment.day),
      entries: entries.length,
      gaps: gaps.filter((revision) => !seen.has(revision)),
      refused: [...refused.codes].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
      refusedTotal: refused.total,
    };
  }

  /** Refused attempts stand beside the dossier, in a stream per server process; they have one time axis (§4.13). */
  private async refused(): Promise<{ readonly total: number; readonly codes: ReadonlyMap<string, number> }> {
    const { vault } = this.source.options;
    const { stream, log, moment } = this.ask;
    const types = new EventTypes({ CommandRefused: attemptDeclaration });
    const codes = new Map<string, number>();
    let total = 0;
    for (const head of await log.streams(stream + ATTEMPTS_SUFFIX)) {
      for (const entry of await entriesOf(log, head.stream)) {
        // An act upon something secret is counted too; only the open code of the rule leaves this function.
        const opened = vault.open(entry, () => true);
        const event = openedEventOf(types, opened, entry.position);
        if (event === undefined || event.meta.day > moment.day) continue;
        if (moment.knownUntil !== undefined && event.meta.recordedAt >= moment.knownUntil) continue;
        const count = (event.data['counted'] as number | undefined) ?? 1;
        total += count;
        for (const code of event.data['codes'] as readonly string[]) codes.set(code, (codes.get(code) ?? 0) + count);
      }
    }
    return { total, codes };
  }

  /** The signals of every week since the start: a pure function of the dossier and the organisation at that day. */
  private async signalWeeks(): Promise<readonly SignalWeek[]> {
    const { vault } = this.source.options;
    const { stream, log, moment, audience } = this.ask;
    // Folded as the guards do, over the entries of which this audience may know that they are there.
    const visible = await openedEventsAt(log, vault, stream, moment, audience);
    const places = new Set(visible.map(({ meta }) => meta.position));
    const whole = await openedEventsAt(log, vault, stream, moment, 'auditor');
    const events = whole.filter(({ meta }) => places.has(meta.position));
    const first = events[0]?.meta.day;
    if (first === undefined) return [];
    const state = initialDossier();
    const organisation = initialOrganisation();
    const dated = this.organisationEvents.filter((event) => !holdsForDaysBefore(event));
    for (const event of this.organisationEvents.filter(holdsForDaysBefore))
      organisationKind.evolve(organisation, event);
    const weeks: SignalWeek[] = [];
    let [seen, seenOrganisation] = [0, 0];
    for (const day of weeklyDays(first, moment.day)) {
      for (; seen < events.length && events[seen]!.meta.day <= day; seen += 1)
        evolveDossier(state, events[seen] as unknown as DossierEvent);
      for (; (dated[seenOrganisation]?.meta.day ?? '9999') <= day; seenOrganisation += 1)
        organisationKind.evolve(organisation, dated[seenOrganisation]!);
      weeks.push({ day, signals: signalsOf(state, organisation, day) });
    }
    return weeks;
  }
}

const signalsOf = (state: DossierState, organisation: OrganisationState, day: string): readonly PresentedSignal[] =>
  deriveSignals(state, organisation, day).map((signal) => ({
    ...signal,
    label: signalCatalogue.get(signal.code)?.label ?? signal.code,
  }));

/** Every seventh day back from the last one, so that the last look is that of the day asked for. */
function weeklyDays(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = last; day >= first && days.length < MAX_WEEKS; day = plusDays(day, -DAYS_A_WEEK)) days.unshift(day);
  return days;
}
