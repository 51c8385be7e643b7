import { randomBytes, randomUUID } from 'node:crypto';
import { atRevision, LogUnavailable, type AppendResult, type EventLog, type NewEntry } from '#event-log';
import {
  advance,
  calendarOn,
  dayOf,
  decideDossier,
  decideOrganisation,
  describeCommand,
  dossierEvents,
  evolveDossier,
  evolveOrganisation,
  initialDossier,
  initialOrganisation,
  isLate,
  nextDeadline,
  organisationEvents,
  policyOn,
  recordingRules,
  type ActEnvelope,
  type Actor,
  type Broken,
  type CommandClass,
  type DossierState,
  type NewEvent,
  type OrganisationState,
  type Outcome,
} from '#governance';
import { commandIdOf, UUIDV7_RANDOM_BYTES, uuidv7, type Vault } from '#vault';
import { envelopeOf, importedEnvelope, payloadOf, type Act, type ActResult, type ImportBatch } from './act.js';
import { Aggregate, type AggregateKind } from './aggregate.js';
import { attemptDeclaration, logOpenedDeclaration } from './system-events.js';
import { draftOf, EventTypes, guardData, recordedOf, type AnyEvent, type Recording } from './codec.js';
import { later, type Clock } from './clock.js';
import { Mailboxes } from './mailbox.js';

export const MAX_CONFLICT_RETRIES = 5;
export const MAX_CACHED_DOSSIERS = 256;
export const MAX_ATTEMPTS_PER_HOUR = 60;
export const DOSSIER_PREFIX = 'd-';
export const ORGANISATION_PREFIX = 'o-';
export const ATTEMPTS_SUFFIX = '/attempts/';

export const dossierKind: AggregateKind<DossierState> = {
  prefix: DOSSIER_PREFIX,
  declarations: dossierEvents,
  types: new EventTypes(dossierEvents),
  initial: initialDossier,
  evolve: (state, event) => void evolveDossier(state, event as unknown as Parameters<typeof evolveDossier>[1]),
};
export const organisationKind: AggregateKind<OrganisationState> = {
  prefix: ORGANISATION_PREFIX,
  declarations: organisationEvents,
  types: new EventTypes(organisationEvents),
  initial: initialOrganisation,
  evolve: (state, event) =>
    void evolveOrganisation(state, event as unknown as Parameters<typeof evolveOrganisation>[1]),
};

export interface EngineOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly clock: Clock;
  /** CloudEvents source: `urn:nld:oin:<OIN>:systeem:besluitspoor`. */
  readonly source: string;
  /** Name of this server process in attempt streams. */
  readonly server: string;
  readonly random?: (size: number) => Uint8Array;
}

/** One municipality's log at work: handle an act, keep deadlines, travel in time. */
export class Engine {
  private readonly dossiers = new Map<string, Aggregate<DossierState>>();
  private readonly mailboxes = new Mailboxes();
  private readonly attempts = new Map<string, { hour: string; count: number }>();
  private readonly attemptRevisions = new Map<string, number>();
  private organisationAggregate: Promise<Aggregate<OrganisationState>> | undefined;
  private lastTime: string | undefined;

  private constructor(readonly options: EngineOptions) {}

  /** Opens the engine on a log; an empty log gets its first entry and its organisation. */
  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    const head = await options.log.head();
    engine.lastTime = head.lastTime;
    if (head.size === 0) await engine.openLog();
    return engine;
  }

  private async openLog(): Promise<void> {
    const time = this.options.clock.now();
    const recording = this.recording({
      stream: 'log',
      revision: 0,
      time,
      commandId: randomUUID(),
      commandIndex: 0,
      act: this.timekeeperAct(time),
      person: undefined,
      role: 'functioneelBeheer',
      policyVersion: 0,
      late: false,
    });
    const event: NewEvent = {
      type: 'LogOpened',
      data: { origin: this.options.source, format: 1, clock: this.options.clock.kind },
    };
    await this.append('log', -1, recording.commandId, undefined, time, [
      this.options.vault.seal(draftOf(logOpenedDeclaration, event, recording)),
    ]);
  }

  /** The organisation stream of this log; made by the first organisation act. */
  organisation(): Promise<Aggregate<OrganisationState>> {
    // The promise is kept, not its value: two first acts at once would otherwise each make an organisation.
    this.organisationAggregate ??= this.loadOrganisation();
    return this.organisationAggregate;
  }
  private async loadOrganisation(): Promise<Aggregate<OrganisationState>> {
    const [head] = await this.options.log.streams(ORGANISATION_PREFIX);
    const stream = head?.stream ?? `${ORGANISATION_PREFIX}${randomUUID()}`;
    return Aggregate.load(stream, organisationKind, this.options.log, this.options.vault);
  }

  async dossier(stream: string): Promise<Aggregate<DossierState>> {
    const cached = this.dossiers.get(stream);
    if (cached !== undefined) {
      this.dossiers.delete(stream);
      this.dossiers.set(stream, cached);
      return cached;
    }
    const loaded = await Aggregate.load(stream, dossierKind, this.options.log, this.options.vault);
    this.dossiers.set(stream, loaded);
    if (this.dossiers.size > MAX_CACHED_DOSSIERS) this.dossiers.delete(this.dossiers.keys().next().value!);
    return loaded;
  }

  /** Records one act, or says why not. Acts on one dossier queue behind each other. */
  handle(act: Act): Promise<ActResult> {
    return this.mailboxes.run(act.stream, () => this.handleInTurn(act));
  }

  private async handleInTurn(act: Act): Promise<ActResult> {
    const onOrganisation = describeCommand(act.command.constructor as CommandClass).on === 'organisatie';
    for (let attempt = 0; attempt <= MAX_CONFLICT_RETRIES; attempt += 1) {
      const aggregate = onOrganisation ? await this.organisation() : await this.dossier(act.stream);
      const result = await this.tryOnce(act, aggregate, onOrganisation);
      if (result !== 'conflict') return result;
      await aggregate.catchUp(this.options.log, this.options.vault);
    }
    return { kind: 'busy' };
  }

  private async tryOnce(
    act: Act,
    aggregate: Aggregate<DossierState | OrganisationState>,
    onOrganisation: boolean,
  ): Promise<ActResult | 'conflict'> {
    const { vault } = this.options;
    const stream = aggregate.stream;
    const commandId =
      act.idempotencyKey === undefined
        ? randomUUID()
        : commandIdOf(stream, vault.actorRef(act.caller.person, stream), act.idempotencyKey);
    const mac = act.idempotencyKey === undefined ? undefined : vault.commandMac(payloadOf(act));
    if (aggregate.commands.has(commandId)) return this.repeat(aggregate, commandId, mac);
    if (act.ifRevision !== undefined && act.ifRevision !== aggregate.revision)
      return { kind: 'stale', revision: aggregate.revision };
    const now = this.now(aggregate.lastTime);
    if (!onOrganisation && !(await this.keepDeadlines(aggregate as Aggregate<DossierState>, now))) return 'conflict';
    const decided = await this.decide(act, aggregate, now, onOrganisation);
    if (!decided.outcome.ok) {
      await this.recordAttempt(act, stream, decided.outcome.broken, now, decided.envelope);
      return { kind: 'refused', broken: decided.outcome.broken };
    }
    return this.record(aggregate, decided.outcome.events, { act, commandId, mac, now, ...decided });
  }

  private async decide(
    act: Act,
    aggregate: Aggregate<DossierState | OrganisationState>,
    now: string,
    onOrganisation: boolean,
  ) {
    const organisation = await this.organisation();
    const envelope = envelopeOf(act, now);
    const day = dayOf(envelope.occurredAt);
    const organisationThen = organisation.asOfDay(day);
    const { version, policy } = policyOn(organisationThen, day);
    const calendar = calendarOn(organisation.state);
    const actor: Actor = { person: act.caller.person, role: act.caller.role, as: act.onBehalfOf ?? act.caller.role };
    const command = act.command.constructor as CommandClass;
    const facts = {
      description: describeCommand(command),
      actor,
      act: envelope,
      now,
      calendar,
      lateAfterDays: policy.lateAfterDays,
    };
    const late = isLate(facts);
    const context = {
      now,
      today: dayOf(now),
      day,
      act: envelope,
      actor,
      newId: (prefix: string) => `${prefix}-${Buffer.from(this.random(5)).toString('hex')}`,
      organisation: organisationThen,
      calendar,
      then: aggregate.asOfDay(day),
    };
    const broken = recordingRules(facts);
    const outcome: Outcome =
      broken.length > 0
        ? { ok: false, broken }
        : onOrganisation
          ? decideOrganisation(act.command, aggregate.state as OrganisationState, context as never)
          : decideDossier(act.command, aggregate.state as DossierState, context as never);
    return { outcome, envelope, late, policyVersion: version };
  }

  private async record(
    aggregate: Aggregate<DossierState | OrganisationState>,
    events: readonly NewEvent[],
    how: {
      act: Act;
      commandId: string;
      mac: Uint8Array | undefined;
      now: string;
      envelope: ActEnvelope;
      late: boolean;
      policyVersion: number;
    },
  ): Promise<ActResult | 'conflict'> {
    const { declarations } = aggregate.stream.startsWith(ORGANISATION_PREFIX) ? organisationKind : dossierKind;
    const { caller } = how.act;
    const recordings = events.map((_, index) =>
      this.recording({
        stream: aggregate.stream,
        revision: aggregate.revision + 1 + index,
        time: how.now,
        commandId: how.commandId,
        commandIndex: index,
        act: how.envelope,
        person: caller.person,
        role: caller.role,
        policyVersion: how.policyVersion,
        late: how.late,
      }),
    );
    const entries = events.map((event, index) =>
      this.options.vault.seal(draftOf(declarations[event.type]!, event, recordings[index]!)),
    );
    const result = await this.append(aggregate.stream, aggregate.revision, how.commandId, how.mac, how.now, entries);
    if (result.kind === 'conflict') return 'conflict';
    if (result.kind === 'overloaded') return { kind: 'overloaded', retryAfterMs: result.retryAfterMs };
    if (result.kind === 'clock-untrusted') return { kind: 'clock-untrusted' };
    if (result.kind === 'command-reused') return { kind: 'reused' };
    const first = result.firstPosition as number;
    const recorded = events.map((event, index) => ({
      type: event.type,
      revision: result.firstRevision + index,
      position: first + index,
      data: event.data,
    }));
    if (result.kind === 'repeated') await aggregate.catchUp(this.options.log, this.options.vault);
    else {
      events.forEach((event, index) =>
        aggregate.record({
          type: event.type,
          data: guardData(declarations[event.type]!, event.data),
          meta: recordedOf(recordings[index]!, first + index) as AnyEvent['meta'],
        }),
      );
    }
    return {
      kind: 'recorded',
      stream: aggregate.stream,
      revision: result.firstRevision + result.count - 1,
      position: first + result.count - 1,
      recordedAt: how.now,
      events: recorded,
      repeated: result.kind === 'repeated',
    };
  }

  /** The first answer to a command that was recorded before, after comparing the payload in the log. */
  private async repeat(
    aggregate: Aggregate<unknown>,
    commandId: string,
    mac: Uint8Array | undefined,
  ): Promise<ActResult> {
    const first = aggregate.commands.get(commandId)!;
    const probe: NewEntry = { id: randomUUID(), bytes: new Uint8Array([0]), leafHash: new Uint8Array(32), sealed: [] };
    const result = await this.append(
      aggregate.stream,
      aggregate.revision,
      commandId,
      mac,
      this.now(aggregate.lastTime),
      [probe],
    );
    if (result.kind === 'command-reused') return { kind: 'reused' };
    const entries = await this.options.log.readStream(aggregate.stream, first.firstRevision, first.count);
    const events = entries.map((entry) => {
      const opened = this.options.vault.open(entry, () => true);
      return {
        type: opened.type,
        revision: entry.revision,
        position: entry.position,
        data: {},
        time: opened.time,
      };
    });
    return {
      kind: 'recorded',
      stream: aggregate.stream,
      revision: first.firstRevision + first.count - 1,
      position: first.firstPosition + first.count - 1,
      recordedAt: events[0]?.time ?? '',
      events: events.map(({ time: _, ...event }) => event),
      repeated: true,
    };
  }

  /**
   * Writes the deadline events that are due, before anything is decided, so that no answer depends on when the
   * timekeeper ran. False when another process was first and the dossier must be read again.
   */
  private async keepDeadlines(aggregate: Aggregate<DossierState>, now: string): Promise<boolean> {
    const next = nextDeadline(aggregate.state);
    if (next === undefined || next > now) return true;
    const organisation = await this.organisation();
    for (const due of advance(aggregate.state, now, organisation.state, calendarOn(organisation.state))) {
      const commandId = commandIdOf(aggregate.stream, 'timekeeper', due.key);
      if (aggregate.commands.has(commandId)) continue;
      const envelope: ActEnvelope = { ...this.timekeeperAct(now), occurredAt: due.occurredAt, precision: 'minute' };
      const act: Act = { command: {}, stream: aggregate.stream, caller: { person: 'timekeeper', role: 'timekeeper' } };
      const { version } = policyOn(organisation.state, dayOf(due.occurredAt));
      const result = await this.record(aggregate, due.events, {
        act,
        commandId,
        mac: undefined,
        now,
        envelope,
        late: false,
        policyVersion: version,
      });
      if (result === 'conflict') return false;
      if (result.kind !== 'recorded') throw new LogUnavailable('LOG_IO', 'Een termijn kon niet worden vastgelegd.');
    }
    return true;
  }

  /**
   * Records history: entries pass shape and dates, not guards, and carry their batch (X9). The same key records once.
   */
  importEvents(batch: ImportBatch): Promise<ActResult> {
    return this.mailboxes.run(batch.stream, async () => {
      const { vault, log } = this.options;
      const aggregate = await this.dossier(batch.stream);
      const actorRef = vault.actorRef(batch.caller.person, batch.stream);
      const commandId = commandIdOf(batch.stream, actorRef, batch.key);
      if (aggregate.commands.has(commandId)) return this.repeat(aggregate, commandId, undefined);
      const now = this.now(aggregate.lastTime);
      const broken = batch.faults?.(aggregate.state, dayOf(now)) ?? [];
      if (broken.length > 0) return { kind: 'refused', broken };
      const recordings = batch.items.map((item, index): Recording => ({
        ...this.recording({
          stream: batch.stream,
          revision: aggregate.revision + 1 + index,
          time: now,
          commandId,
          commandIndex: index,
          act: importedEnvelope(item, batch),
          person: batch.caller.person,
          role: batch.caller.role,
          policyVersion: 0,
          late: item.closing !== true,
        }),
        ...(item.closing === true ? {} : { importBatch: batch.batch }),
      }));
      const entries = batch.items.map(({ event }, index) =>
        vault.seal(draftOf(dossierEvents[event.type as keyof typeof dossierEvents], event, recordings[index]!)),
      );
      const result = await this.append(batch.stream, aggregate.revision, commandId, undefined, now, entries);
      if (result.kind === 'overloaded') return { kind: 'overloaded', retryAfterMs: result.retryAfterMs };
      if (result.kind === 'clock-untrusted') return { kind: 'clock-untrusted' };
      if (result.kind !== 'appended') return { kind: 'busy' };
      await aggregate.catchUp(log, vault);
      return {
        kind: 'recorded',
        stream: batch.stream,
        revision: aggregate.revision,
        position: result.firstPosition + result.count - 1,
        recordedAt: now,
        events: batch.items.map(({ event }, index) => ({
          type: event.type,
          data: event.data,
          revision: result.firstRevision + index,
          position: result.firstPosition + index,
        })),
        repeated: false,
      };
    });
  }

  /** Runs the clock of one dossier: used by the timekeeper. */
  advanceDossier(stream: string): Promise<void> {
    return this.mailboxes.run(stream, async () => {
      const aggregate = await this.dossier(stream);
      while (!(await this.keepDeadlines(aggregate, this.now(aggregate.lastTime))))
        await aggregate.catchUp(this.options.log, this.options.vault);
    });
  }

  private async recordAttempt(
    act: Act,
    dossier: string,
    broken: readonly Broken[],
    now: string,
    envelope: ActEnvelope,
  ): Promise<void> {
    const hour = now.slice(0, 13);
    const key = `${act.caller.person}/${hour}`;
    const seen = this.attempts.get(key) ?? { hour, count: 0 };
    seen.count += 1;
    this.attempts.set(key, seen);
    if (seen.count > MAX_ATTEMPTS_PER_HOUR + 1) return;
    const stream = `${dossier}${ATTEMPTS_SUFFIX}${this.options.server}`;
    const event: NewEvent = {
      type: 'CommandRefused',
      data: {
        command: act.command.constructor.name,
        codes: [...new Set(broken.map(({ refusal }) => refusal.code))],
        details: broken.map(({ detail }) => detail),
        payload: JSON.stringify(act.command).slice(0, MAX_ATTEMPT_PAYLOAD),
        ...(seen.count > MAX_ATTEMPTS_PER_HOUR ? { counted: seen.count } : {}),
      },
    };
    await this.mailboxes.run(stream, async () => {
      const revision = this.attemptRevisions.get(stream) ?? (await this.options.log.streamHead(stream))?.revision ?? -1;
      const recording = this.recording({
        stream,
        revision: revision + 1,
        time: now,
        commandId: randomUUID(),
        commandIndex: 0,
        act: envelope,
        person: act.caller.person,
        role: act.caller.role,
        policyVersion: 0,
        late: false,
      });
      const result = await this.append(stream, revision, recording.commandId, undefined, now, [
        this.options.vault.seal(draftOf(attemptDeclaration, event, recording)),
      ]);
      if (result.kind === 'appended') this.attemptRevisions.set(stream, revision + 1);
      else this.attemptRevisions.delete(stream);
    });
  }

  private append(
    stream: string,
    revision: number,
    commandId: string,
    mac: Uint8Array | undefined,
    time: string,
    entries: readonly NewEntry[],
  ): Promise<AppendResult> {
    if (this.lastTime === undefined || time > this.lastTime) this.lastTime = time;
    return this.options.log.append({
      stream,
      expected: atRevision(revision),
      commandId,
      time,
      entries,
      ...(mac === undefined ? {} : { commandMac: mac }),
    });
  }

  private now(streamTime: string | undefined): string {
    return later(later(this.options.clock.now(), streamTime), this.lastTime);
  }
  private random(size: number): Uint8Array {
    return this.options.random?.(size) ?? randomBytes(size);
  }
  private timekeeperAct(now: string): ActEnvelope {
    return { occurredAt: now, precision: 'minute', classification: 'intern' };
  }
  private recording(of: Omit<Recording, 'entryId' | 'source' | 'actorRef'>): Recording {
    return {
      ...of,
      entryId: uuidv7(Date.parse(of.time), this.random(UUIDV7_RANDOM_BYTES)),
      source: this.options.source,
      actorRef: this.options.vault.actorRef(of.person ?? 'engine', of.stream),
    };
  }
}

const MAX_ATTEMPT_PAYLOAD = 10_000;
