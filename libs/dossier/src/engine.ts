import { LogUnavailable } from '#event-log';
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
  type OrganisationState,
  type Outcome,
} from '#governance';
import { commandIdOf } from '#vault';
import {
  envelopeOf,
  importedEnvelope,
  payloadOf,
  type Act,
  type ActResult,
  type Caller,
  type ImportBatch,
} from './act.js';
import { Aggregate, type AggregateKind } from './aggregate.js';
import { Attempts } from './attempts.js';
import { EventTypes } from './codec.js';
import { erasePerson, finishErasures } from './erasure.js';
import { LogStream, type RecordedVerifier } from './log-stream.js';
import { Mailboxes } from './mailbox.js';
import { LOG_STREAM, Recorder, type EngineOptions } from './recorder.js';
import { namesIn } from './secret-names.js';
import { SecretReads, type SecretReading } from './secret-reads.js';

export const MAX_CONFLICT_RETRIES = 5;
export const MAX_CACHED_DOSSIERS = 256;
export const DOSSIER_PREFIX = 'd-';
export const ORGANISATION_PREFIX = 'o-';
/** A dossier's own stream, and none of those beside it (attempts, reads of what is secret). */
export const isDossierStream = (stream: string): boolean => stream.startsWith(DOSSIER_PREFIX) && !stream.includes('/');

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

/** One municipality's log at work: handle an act, keep deadlines, travel in time. */
export class Engine {
  /** The promise is kept, not its value: a reader and an act that load at once must share one copy. */
  private readonly dossiers = new Map<string, Promise<Aggregate<DossierState>>>();
  private readonly mailboxes = new Mailboxes();
  private halted: LogUnavailable | undefined;
  private readonly recorder: Recorder;
  private readonly attempts: Attempts;
  private readonly reads: SecretReads;
  private readonly logStream: LogStream;
  private organisationAggregate: Promise<Aggregate<OrganisationState>> | undefined;

  private constructor(readonly options: EngineOptions) {
    this.recorder = new Recorder(options);
    this.attempts = new Attempts(options, this.recorder);
    this.reads = new SecretReads(options, this.recorder);
    this.logStream = new LogStream(options, this.recorder);
  }

  /** Opens the engine on a log; an empty log gets its first entry and its organisation. */
  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    const head = await options.log.head();
    engine.recorder.seen(head.lastTime);
    if (head.size === 0) await engine.logStream.recordOpening();
    await finishErasures((await engine.organisation()).state, options);
    return engine;
  }

  /** The organisation stream of this log; made by the first organisation act. */
  organisation(): Promise<Aggregate<OrganisationState>> {
    // The promise is kept, not its value: two first acts at once would otherwise each make an organisation.
    this.organisationAggregate ??= this.loadOrganisation();
    return this.organisationAggregate;
  }
  private async loadOrganisation(): Promise<Aggregate<OrganisationState>> {
    const [head] = await this.options.log.streams(ORGANISATION_PREFIX);
    const stream = head?.stream ?? `${ORGANISATION_PREFIX}${this.recorder.newUuid()}`;
    return Aggregate.load(stream, organisationKind, this.options.log, this.options.vault);
  }

  dossier(stream: string): Promise<Aggregate<DossierState>> {
    const cached = this.dossiers.get(stream);
    if (cached !== undefined) {
      this.dossiers.delete(stream);
      this.dossiers.set(stream, cached);
      return cached;
    }
    const loading = Aggregate.load(stream, dossierKind, this.options.log, this.options.vault);
    this.dossiers.set(stream, loading);
    loading.catch(() => this.dossiers.delete(stream));
    if (this.dossiers.size > MAX_CACHED_DOSSIERS) this.dossiers.delete(this.dossiers.keys().next().value!);
    return loading;
  }

  /** From here on nothing is recorded: the log is not what was signed. */
  halt(reason: LogUnavailable): void {
    this.halted = reason;
  }

  /** Records one act, or says why not. Acts on one dossier queue behind each other. */
  async handle(act: Act): Promise<ActResult> {
    if (this.halted !== undefined) throw this.halted;
    const result = await this.mailboxes.run(act.stream, () => this.handleInTurn(act));
    if (result.kind === 'recorded') {
      for (const { type, data } of result.events)
        if (type === 'PersonalDataShredded') await erasePerson(String(data['person']), this.options);
    }
    return result;
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
    const stream = aggregate.stream;
    const commandId =
      act.idempotencyKey === undefined
        ? this.recorder.newUuid()
        : commandIdOf(stream, this.recorder.actorRef(act.caller.person, stream), act.idempotencyKey);
    const payload = act.idempotencyKey === undefined ? undefined : payloadOf(act);
    if (aggregate.commands.has(commandId)) return this.recorder.repeat(aggregate, commandId, payload);
    if (act.ifRevision !== undefined && act.ifRevision !== aggregate.revision)
      return { kind: 'stale', revision: aggregate.revision };
    const now = this.recorder.now(aggregate.lastTime);
    if (!onOrganisation && !(await this.keepDeadlines(aggregate as Aggregate<DossierState>, now))) return 'conflict';
    const decided = this.decide(act, aggregate, await this.organisation(), now);
    if (!decided.outcome.ok) {
      // A refusal is never judged on an older dossier than the log holds: another process may have been first.
      const head = await this.options.log.streamHead(stream);
      if ((head?.revision ?? -1) !== aggregate.revision) return 'conflict';
      const { broken } = decided.outcome;
      const secrets = aggregate.secretNames();
      const secretNames = namesIn(broken, secrets);
      const namesSecret =
        secretNames.length > 0 || Object.values(act.command).some((value) => secrets.has(value as string));
      const { envelope, policyVersion } = decided;
      await this.attempts.record({ act, dossier: stream, broken, now, envelope, namesSecret, policyVersion });
      return { kind: 'refused', broken, secretNames };
    }
    const { envelope, late, policyVersion } = decided;
    const items = decided.outcome.events.map((event) => ({ event, envelope, late }));
    return this.recorder.record(aggregate, { items, caller: act.caller, commandId, payload, now, policyVersion });
  }

  private decide(
    act: Act,
    aggregate: Aggregate<DossierState | OrganisationState>,
    organisation: Aggregate<OrganisationState>,
    now: string,
  ) {
    const envelope = envelopeOf(act, now);
    const day = dayOf(envelope.occurredAt);
    const organisationThen = organisation.asOfDay(day);
    const { version, policy } = policyOn(organisationThen, day);
    const calendar = calendarOn(organisation.state);
    const actor: Actor = { person: act.caller.person, role: act.caller.role, as: act.onBehalfOf ?? act.caller.role };
    const command = act.command.constructor as CommandClass;
    const facts = {
      description: describeCommand(command),
      command: act.command,
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
      newId: (prefix: string) => `${prefix}-${Buffer.from(this.recorder.random(5)).toString('hex')}`,
      organisation: organisationThen,
      calendar,
      then: aggregate.asOfDay(day),
      recorded: (entryId: string) => aggregate.recorded(entryId),
    };
    const domain =
      aggregate === organisation
        ? decideOrganisation(act.command, aggregate.state as OrganisationState, context as never)
        : decideDossier(act.command, aggregate.state as DossierState, context as never);
    return { outcome: withRecordingRules(recordingRules(facts), domain), envelope, late, policyVersion: version };
  }

  /**
   * Writes the deadline events that are due, before anything is decided, so that no answer depends on when the
   * timekeeper ran. False when another process was first and the dossier must be read again.
   */
  private async keepDeadlines(aggregate: Aggregate<DossierState>, now: string): Promise<boolean> {
    if (!isDue(aggregate, now)) return true;
    const organisation = await this.organisation();
    for (const due of advance(aggregate.state, now, organisation.state, calendarOn(organisation.state))) {
      const commandId = commandIdOf(aggregate.stream, 'timekeeper', due.key);
      if (aggregate.commands.has(commandId)) continue;
      const envelope: ActEnvelope = {
        ...clockEnvelope(now),
        occurredAt: due.occurredAt,
        // What the clock says of a secret thing names it, so it is as secret.
        ...(due.events.some((event) => aggregate.namesSecret(event.data)) ? { classification: 'geheim' } : {}),
      };
      const items = due.events.map((event) => ({ event, envelope, late: false }));
      const { version: policyVersion } = policyOn(organisation.state, dayOf(due.occurredAt));
      const result = await this.recorder.record(aggregate, {
        items,
        caller: TIMEKEEPER,
        commandId,
        now,
        policyVersion,
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
      if (this.halted !== undefined) throw this.halted;
      const aggregate = await this.dossier(batch.stream);
      const commandId = commandIdOf(batch.stream, this.recorder.actorRef(batch.caller.person, batch.stream), batch.key);
      if (aggregate.commands.has(commandId)) return this.recorder.repeat(aggregate, commandId, undefined);
      const now = this.recorder.now(aggregate.lastTime);
      const broken = batch.faults?.(aggregate.state, dayOf(now)) ?? [];
      if (broken.length > 0) return { kind: 'refused', broken };
      const items = batch.items.map((item) => ({
        event: item.event,
        envelope: importedEnvelope(item, batch),
        late: item.closing !== true,
        ...(item.closing === true ? {} : { importBatch: batch.batch }),
      }));
      const result = await this.recorder.record(aggregate, {
        items,
        caller: batch.caller,
        commandId,
        now,
        policyVersion: 0,
      });
      return result === 'conflict' ? { kind: 'busy' } : result;
    });
  }

  /** To be called before anything secret is given to a reader. */
  recordSecretRead(reading: SecretReading): Promise<void> {
    return this.reads.record(reading);
  }

  /** Puts in the log with which program its exports are checked, unless that stands there already. */
  recordVerifier(verifier: RecordedVerifier): Promise<void> {
    return this.inLogStream(() => this.logStream.recordVerifier(verifier));
  }
  /** Records up to where every stream goes, and gives the position of that entry; an export is cut there. */
  recordStreamHeads(): Promise<number> {
    return this.inLogStream(() => this.logStream.recordHeads());
  }
  private inLogStream<T>(record: () => Promise<T>): Promise<T> {
    return this.mailboxes.run(LOG_STREAM, async () => {
      if (this.halted !== undefined) throw this.halted;
      return record();
    });
  }

  /**
   * Runs the clock of one dossier, as it stands in the log now: used by the timekeeper. One that is not in memory is
   * read for this alone, unless something is due: whoever looks at all dossiers would push the busy ones out.
   */
  advanceDossier(stream: string): Promise<DossierClock> {
    return this.mailboxes.run(stream, async () => {
      if (this.halted !== undefined) throw this.halted;
      const { log, vault } = this.options;
      const kept = this.dossiers.has(stream);
      const looked = await (kept ? this.dossier(stream) : Aggregate.load(stream, dossierKind, log, vault));
      // Another server may have recorded in it since it was read.
      if (kept) await looked.catchUp(log, vault);
      if (!isDue(looked, this.recorder.now(looked.lastTime))) return clockOf(looked);
      const aggregate = await this.dossier(stream);
      while (!(await this.keepDeadlines(aggregate, this.recorder.now(aggregate.lastTime))))
        await aggregate.catchUp(log, vault);
      return clockOf(aggregate);
    });
  }
}

/** Up to where a dossier was read, and from when on something may be due in it; never, when undefined. */
export interface DossierClock {
  readonly revision: number;
  readonly next: string | undefined;
}
const clockOf = ({ revision, state }: Aggregate<DossierState>): DossierClock => ({
  revision,
  next: nextDeadline(state),
});

/** A refusal lists every broken rule, those of recording and those of the matter itself (governance.md §4.1). */
function withRecordingRules(broken: readonly Broken[], domain: Outcome): Outcome {
  if (broken.length === 0) return domain;
  return { ok: false, broken: domain.ok ? broken : [...broken, ...domain.broken] };
}

function isDue({ state }: Aggregate<DossierState>, now: string): boolean {
  const next = nextDeadline(state);
  return next !== undefined && next <= now;
}

const TIMEKEEPER: Caller = { person: 'timekeeper', role: 'timekeeper' };

/** What the engine says of an act of its own. */
const clockEnvelope = (now: string): ActEnvelope => ({
  occurredAt: now,
  precision: 'minute',
  classification: 'intern',
});
