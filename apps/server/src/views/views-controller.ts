import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { DOSSIER_PREFIX, Engine, isDossierStream, momentOf, stateAt } from '#dossier';
import { programmeNameFor, secreciesReadBy, stateOf } from '#governance';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, forbidden, notFound } from '../http/problem.js';
import { openApi } from '../http/openapi.js';
import { callerOf, OpenToAll } from '../http/token-guard.js';
import { asOfFrom, type AsOfQuery } from './query.js';

/** What there is, and how it stands. */
@Controller('v1')
export class ViewsController {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  @OpenToAll()
  @Get('openapi.json')
  document(@Res() reply: FastifyReply): void {
    void reply
      .header('Access-Control-Allow-Origin', '*')
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(JSON.stringify(openApi()));
  }

  @Get('programmas')
  async programmes(@Req() request: FastifyRequest): Promise<object> {
    const { audience } = callerOf(request);
    const results = [];
    for (const { stream, revision } of await this.engine.options.log.streams(DOSSIER_PREFIX)) {
      if (!isDossierStream(stream)) continue;
      const { state } = await this.engine.dossier(stream);
      const [first] = await this.engine.options.log.readStream(stream, 0, 1);
      results.push({
        programma: stream,
        versie: revision,
        fase: stateOf(state.lifecycle),
        naam: programmeNameFor(state, audience) ?? 'niet openbaar',
        eersteRegel: first?.position,
      });
    }
    return { count: results.length, results };
  }

  @Get('programmas/:programma/stand')
  async state(
    @Param('programma') stream: string,
    @Query() query: AsOfQuery,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { audience, caller } = callerOf(request);
    await this.mustExist(stream);
    // The state holds every sealed value, also of what is geheim: only who may open all of it may see it.
    if (audience !== 'college' && audience !== 'auditor')
      throw forbidden('De volledige stand is er voor het college en toezichthouders.');
    const moment = this.momentFrom(query);
    const { revision, state: live } = await this.engine.dossier(stream);
    const secrecyIds = secreciesReadBy(live.secrecy, audience);
    if (secrecyIds.length > 0)
      await this.engine.recordSecretRead({
        dossier: stream,
        caller,
        audience,
        document: 'stand',
        position: revision,
        secrecyIds,
      });
    const state = await stateAt(this.engine.options.log, this.engine.options.vault, stream, moment);
    return { programma: stream, opPeildatum: moment.day, stand: plain(state) };
  }

  private momentFrom(query: AsOfQuery) {
    const at = momentOf(asOfFrom(query), this.engine.options.clock.now());
    if (!at.ok) throw badRequest('DAY_AFTER_KNOWN', at.detail);
    return at.moment;
  }
  private async mustExist(stream: string): Promise<void> {
    if ((await this.engine.options.log.streamHead(stream)) === undefined) throw notFound('Dit programma bestaat niet.');
  }
}

/** Maps and sets as plain JSON. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}
