import { Controller, Inject, Post, Req, Res, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash, randomUUID } from 'node:crypto';
import { DOSSIER_PREFIX, Engine, type Act, type ActResult } from '#dossier';
import { commands, describeCommand, type Audience, type Broken, type CommandClass } from '#governance';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idempotencyKeyOf, revisionOf } from '../http/input.js';
import { busy, clockUntrusted, notFound, refused, reused, stale } from '../http/problem.js';
import { callerOf } from '../http/token-guard.js';
import { toDutch } from '../words.js';
import { parseAct } from './act-body.js';
import { RecordAct } from './record-act.js';

/** The path of a command, from its catalogue entry. */
export function pathOf(command: CommandClass): string {
  const { on, resource, verb, item } = describeCommand(command);
  const root = on === 'organisatie' ? 'organisatie' : 'programmas/:programma';
  return item === undefined ? `${root}/${resource}/${verb}` : `${root}/${resource}/:nummer/${verb}`;
}
/** The act that opens a dossier has no programme in its path. Urgency comes before the start (S1-01), so it is that. */
export const STARTS_DOSSIER = 'EstablishUrgency';

abstract class ActController {
  @Inject(CommandBus) protected readonly bus!: CommandBus;
  @Inject(Engine) protected readonly engine!: Engine;

  protected async record(command: CommandClass, request: FastifyRequest, reply: FastifyReply): Promise<void> {
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
    answer(result, reply);
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

function answer(result: Exclude<ActResult, Refusal>, reply: FastifyReply): void {
  switch (result.kind) {
    case 'recorded':
      void reply
        .status(result.repeated ? 200 : 201)
        .header('etag', `"${result.revision}"`)
        .send({
          programma: result.stream,
          versie: result.revision,
          positie: String(result.position),
          vastgelegdOp: result.recordedAt,
          herhaald: result.repeated,
          gebeurtenissen: result.events.map((event) => ({
            type: event.type,
            versie: event.revision,
            positie: String(event.position),
            gegevens: toDutch(event.data),
          })),
        });
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
  prototype[name] = function (this: ActController, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this['record'](command, request, reply);
  };
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
  Req()(prototype, name, 0);
  Res()(prototype, name, 1);
  Post(path)(prototype, name, descriptor);
}
