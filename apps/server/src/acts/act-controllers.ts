import { Controller, Inject, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash, randomUUID } from 'node:crypto';
import { DOSSIER_PREFIX, Engine, type Act, type ActResult } from '#dossier';
import { commands, describeCommand, type Audience, type Broken, type CommandClass } from '#governance';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idempotencyKeyOf, revisionOf } from '../http/input.js';
import { badRequest, busy, clockUntrusted, notFound, refused, reused, stale } from '../http/problem.js';
import { callerOf } from '../http/token-guard.js';
import { provableStanding, standingOf, type Standing } from '../proof/provable.js';
import { SIGNED_LOG, tellSigned, type SignedLogSource } from '../proof/signed-log.js';
import { toDutch } from '../words.js';
import { parseAct } from './act-body.js';
import { RecordAct } from './record-act.js';

/** The path of a command, from its catalogue entry. */
export function pathOf(command: CommandClass): string {
  const { on, resource, verb, item } = describeCommand(command);
  const root = on === 'organisatie' ? 'organisatie' : 'programmas/:programma';
  return item === undefined ? `${root}/${resource}/${verb}` : `${root}/${resource}/:nummer/${verb}`;
}
/** `?wacht=aantoonbaar`: the answer comes once a signed checkpoint covers the act. */
export const WAIT_PARAMETER = 'wacht';
export const WAIT_PROVABLE = 'aantoonbaar';
/** The act that opens a dossier has no programme in its path. Urgency comes before the start (S1-01), so it is that. */
export const STARTS_DOSSIER = 'EstablishUrgency';

abstract class ActController {
  @Inject(CommandBus) protected readonly bus!: CommandBus;
  @Inject(Engine) protected readonly engine!: Engine;
  @Inject(SIGNED_LOG) protected readonly signedLog?: SignedLogSource;

  protected async record(command: CommandClass, asked: Asked): Promise<void> {
    const { request, reply, wait } = asked;
    if (wait !== undefined && wait !== WAIT_PROVABLE) throw unknownWait();
    const description = describeCommand(command);
    const params = request.params as { programma?: string; nummer?: string };
    const fromPath = description.item === undefined ? {} : { [description.item]: params.nummer ?? '' };
    const { command: parsed, envelope } = parseAct(command, request.body, fromPath);
    const { caller, audience } = callerOf(request);
    const key = idempotencyKeyOf(request);
    const stream = await this.streamOf(command, params.programma, caller.person, key);
    const ifRevision = revisionOf(request);
    const act: Act = {
      command: parsed,
      stream,
      caller,
      ...(envelope as Omit<Act, 'command' | 'stream' | 'caller'>),
      ...(key === undefined ? {} : { idempotencyKey: key }),
      ...(ifRevision === undefined ? {} : { ifRevision }),
    };
    const result = await this.bus.execute<RecordAct, ActResult>(new RecordAct(act));
    if (result.kind === 'refused') throw refused(toldTo(audience, result, JSON.stringify(parsed)));
    const standing = result.kind === 'recorded' ? await this.standing(result, wait !== undefined) : NOT_RECORDED;
    // Signed meanwhile: the answer names the log that covers it.
    if (wait !== undefined) tellSigned(reply, this.signedLog?.());
    answer(result, standing, reply);
  }

  private async standing(recorded: RecordedAct, wait: boolean): Promise<Standing> {
    if (wait) return provableStanding(recorded, this.engine.options.log, this.signedLog);
    return standingOf(recorded, this.signedLog);
  }

  private async streamOf(
    command: CommandClass,
    programme: string | undefined,
    person: string,
    key: string | undefined,
  ): Promise<string> {
    if (describeCommand(command).on === 'organisatie') return (await this.engine.organisation()).stream;
    if (programme === undefined) return DOSSIER_PREFIX + newDossierId(person, key);
    const dossier = await this.engine.dossier(programme);
    if (dossier.revision < 0) throw notFound('Dit programma bestaat niet.');
    return programme;
  }
}

/** The same key starts the same dossier, so that a repeated start is a repeat and not a second programme. */
function newDossierId(person: string, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  return createHash('sha256').update(`${person}\n${key}`).digest('hex').slice(0, 32);
}

/** Who may open everything is told everything; others read of what is secret only what they named themselves. */
function toldTo(audience: Audience, { broken, secretNames = [] }: Refusal, said: string): readonly Broken[] {
  if (audience === 'college' || audience === 'auditor') return broken;
  const unsaid = secretNames.filter((name) => !said.includes(name));
  return broken.map((each) => ({
    ...each,
    detail: unsaid.reduce((detail, name) => detail.replaceAll(name, '(geheim)'), each.detail),
  }));
}
type Refusal = Extract<ActResult, { kind: 'refused' }>;
type RecordedAct = Extract<ActResult, { kind: 'recorded' }>;
const NOT_RECORDED: Standing = { position: undefined, provable: false };

/** A request for an act, and how long its caller is willing to wait. */
interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly wait: string | undefined;
}
const unknownWait = (): Error => {
  const reason = `kan hier alleen ${WAIT_PROVABLE} zijn`;
  return badRequest('WAIT_INVALID', `${WAIT_PARAMETER} ${reason}. Er is niets vastgelegd.`, [
    { name: WAIT_PARAMETER, code: 'WAIT_INVALID', reason },
  ]);
};

/** What was recorded. A position is left out for as long as it has none; the entries of one act stand in a row. */
function told(result: RecordedAct, { position, provable }: Standing): object {
  const place = (revision: number): { readonly positie?: string } =>
    position === undefined ? {} : { positie: String(position - (result.revision - revision)) };
  return {
    programma: result.stream,
    versie: result.revision,
    ...place(result.revision),
    staat: provable ? 'aantoonbaar' : 'duurzaam',
    vastgelegdOp: result.recordedAt,
    herhaald: result.repeated,
    gebeurtenissen: result.events.map((event) => ({
      type: event.type,
      versie: event.revision,
      ...place(event.revision),
      gegevens: toDutch(event.data),
    })),
  };
}

function answer(result: Exclude<ActResult, Refusal>, standing: Standing, reply: FastifyReply): void {
  switch (result.kind) {
    case 'recorded':
      void reply
        .status(result.repeated ? 200 : 201)
        .header('etag', `"${result.revision}"`)
        .send(told(result, standing));
      return;
    case 'not-found':
      throw notFound('Dit programma bestaat niet.');
    case 'stale':
      throw stale(result.revision);
    case 'reused':
      throw reused();
    case 'busy':
      throw busy(1);
    case 'overloaded':
      throw busy(Math.max(1, Math.ceil(result.retryAfterMs / 1000)));
    case 'clock-untrusted':
      throw clockUntrusted();
  }
}

/** One controller per resource, made from the catalogue: nobody writes the hundredth by hand (architecture.md). */
export function actControllers(): Type[] {
  const byResource = new Map<string, CommandClass[]>();
  for (const command of commands) {
    const { on, resource } = describeCommand(command);
    const key = `${on}/${resource}`;
    byResource.set(key, [...(byResource.get(key) ?? []), command]);
  }
  return [...byResource.values()].map(controllerFor);
}

function controllerFor(ofResource: readonly CommandClass[]): Type {
  class ResourceController extends ActController {}
  for (const command of ofResource) addRoute(ResourceController, command.name, pathOf(command), command);
  const start = ofResource.find((command) => command.name === STARTS_DOSSIER);
  if (start !== undefined) addRoute(ResourceController, 'start', 'programmas', start);
  Controller('v1')(ResourceController);
  return ResourceController;
}

function addRoute(controller: Type, name: string, path: string, command: CommandClass): void {
  const prototype = controller.prototype as Record<string, unknown>;
  const handler = function (
    this: ActController,
    request: FastifyRequest,
    reply: FastifyReply,
    wait: string | undefined,
  ): Promise<void> {
    return this['record'](command, { request, reply, wait });
  };
  // Its name is what the parameters of a request are looked up by.
  prototype[name] = Object.defineProperty(handler, 'name', { value: name });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Req()(prototype, name, 0);
  Res()(prototype, name, 1);
  Query(WAIT_PARAMETER)(prototype, name, 2);
  Post(path)(prototype, name, descriptor);
}
