import { Controller, Get, Inject, Param, Query, Req, Res, Sse, type MessageEvent } from '@nestjs/common';
import { from, map, mergeMap, Observable } from 'rxjs';
import {
  ATTEMPTS_SUFFIX,
  attemptDeclaration,
  audienceMayOpen,
  DOSSIER_PREFIX,
  dossierKind,
  Engine,
  momentOf,
  openedEventOf,
  stateAt,
  Timekeeper,
  EventTypes,
  type AsOf,
} from '#dossier';
import type { Position, StoredEntry } from '#event-log';
import { deriveSignals, isDay, isInstant, type Audience } from '#governance';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, forbidden, notFound } from '../http/problem.js';
import { callerOf, OpenToAll } from '../http/token-guard.js';
import { openApi } from '../http/openapi.js';
import { toDutch } from '../words.js';
import { KEPT_VIEWS, type KeptViews } from './kept-views.js';
import { AsOfRefused, REPORTS, ReportService, UnknownProgramme } from './report-service.js';

const MAX_ROWS = 1_000;
const attemptTypes = new EventTypes({ CommandRefused: attemptDeclaration });

interface AsOfQuery {
  readonly opPeildatum?: string;
  readonly zoalsBekendOp?: string;
}
const QUERY_KEYS = ['opPeildatum', 'zoalsBekendOp', 'na', 'aantal'];

function asOfFrom(query: AsOfQuery): AsOf {
  const unknown = Object.keys(query).filter((key) => !QUERY_KEYS.includes(key));
  if (unknown.length > 0) throw badRequest('QUERY_UNKNOWN', `Onbekende parameter: ${unknown.join(', ')}.`);
  const { opPeildatum: day, zoalsBekendOp: known } = query;
  if (day !== undefined && !isDay(day))
    throw badRequest('DAY_INVALID', 'opPeildatum moet een bestaande datum zijn, zoals 2026-05-19.', [
      { name: 'opPeildatum', code: 'isDay', reason: 'is geen datum' },
    ]);
  if (known !== undefined && !isDay(known) && !isInstant(known))
    throw badRequest('KNOWN_INVALID', 'zoalsBekendOp moet een datum of een moment in UTC zijn.', [
      { name: 'zoalsBekendOp', code: 'isMoment', reason: 'is geen datum of moment' },
    ]);
  return { ...(day === undefined ? {} : { day }), ...(known === undefined ? {} : { known }) };
}
function numberFrom(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,15}$/.test(text)) throw badRequest('NUMBER_INVALID', `${name} moet een geheel getal zijn.`);
  return Number(text);
}

/** Everything that is read. Each answer is computed from the log for the caller's audience. */
@Controller('v1')
export class ViewsController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(ReportService) private readonly reports: ReportService,
    @Inject(Timekeeper) private readonly timekeeper: Timekeeper,
    @Inject(KEPT_VIEWS) private readonly kept?: KeptViews,
  ) {}

  @OpenToAll()
  @Get('openapi.json')
  document(@Res() reply: FastifyReply): void {
    void reply
      .header('Access-Control-Allow-Origin', '*')
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(JSON.stringify(openApi()));
  }

  @OpenToAll()
  @Get('gezondheid')
  async health(): Promise<object> {
    const head = await this.engine.options.log.head();
    const views = this.kept?.status();
    const hampered = views !== undefined && (views.failure !== undefined || views.parked.length > 0);
    return {
      status: this.timekeeper.failure !== undefined ? 'rood' : hampered ? 'oranje' : 'groen',
      regels: head.size,
      klok: this.engine.options.clock.kind,
      ...(views === undefined
        ? {}
        : {
            weergaven: {
              bijgewerktTot: String(views.position),
              achterstand: Math.max(0, head.size - 1 - views.position),
              geparkeerd: views.parked.map(({ consumer, position, since }) => ({
                weergave: consumer,
                positie: String(position),
                sinds: since,
              })),
              ...(views.failure === undefined ? {} : { storing: views.failure }),
            },
          }),
    };
  }

  @Get('programmas')
  async programmes(@Req() request: FastifyRequest): Promise<object> {
    const { audience } = callerOf(request);
    const results = [];
    for (const { stream, revision } of await this.engine.options.log.streams(DOSSIER_PREFIX)) {
      if (stream.includes(ATTEMPTS_SUFFIX)) continue;
      const { state } = await this.engine.dossier(stream);
      const [first] = await this.engine.options.log.readStream(stream, 0, 1);
      results.push({
        programma: stream,
        versie: revision,
        fase: state.lifecycle.phase,
        naam: await this.nameOf(stream, audience),
        eersteRegel: first?.position,
      });
    }
    return { count: results.length, results };
  }

  private async nameOf(stream: string, audience: Audience): Promise<string> {
    const { log, vault } = this.engine.options;
    for (const entry of await log.readStream(stream, 0, MAX_ROWS)) {
      const event = openedEventOf(dossierKind.types, vault.open(entry, audienceMayOpen(audience)), entry.position);
      if (event?.type === 'ProgrammeInitiated' && typeof event.data['name'] === 'string') return event.data['name'];
    }
    return 'niet openbaar';
  }

  @Get('programmas/:programma/stand')
  async state(
    @Param('programma') stream: string,
    @Query() query: AsOfQuery,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { audience } = callerOf(request);
    await this.mustExist(stream);
    // The state holds every sealed value, also of what is geheim: only who may open all of it may see it.
    if (audience !== 'college' && audience !== 'auditor')
      throw forbidden('De volledige stand is er voor het college en toezichthouders.');
    const moment = this.momentFrom(query);
    const state = await stateAt(this.engine.options.log, this.engine.options.vault, stream, moment);
    return { programma: stream, opPeildatum: moment.day, stand: plain(state) };
  }

  @Get('programmas/:programma/signalen')
  async signals(
    @Param('programma') stream: string,
    @Query() query: AsOfQuery,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { audience } = callerOf(request);
    if (audience === 'openbaar' || audience === 'raad')
      throw forbidden('Signalen zijn er voor de organisatie, het college en toezichthouders.');
    const moment = this.momentFrom(query);
    await this.mustExist(stream);
    const state = await stateAt(this.engine.options.log, this.engine.options.vault, stream, moment);
    const organisation = await this.engine.organisation();
    const results = deriveSignals(state, organisation.asOfDay(moment.day), moment.day);
    return { count: results.length, results };
  }

  @Get('programmas/:programma/pogingen')
  async attempts(@Param('programma') stream: string, @Req() request: FastifyRequest): Promise<object> {
    const { audience } = callerOf(request);
    if (audience !== 'auditor' && audience !== 'college' && audience !== 'ambtelijk')
      throw forbidden('Geweigerde pogingen zijn er voor de organisatie, het college en toezichthouders.');
    await this.mustExist(stream);
    const results = [];
    for (const head of await this.engine.options.log.streams(stream + ATTEMPTS_SUFFIX)) {
      for (const entry of await this.engine.options.log.readStream(head.stream, 0, MAX_ROWS))
        results.push(this.shownEntry(entry, audience, attemptTypes));
    }
    return { count: results.length, results };
  }

  @Get('programmas/:programma/:rapport')
  async report(
    @Param('programma') stream: string,
    @Param('rapport') name: string,
    @Query() query: AsOfQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { audience } = callerOf(request);
    if (REPORTS[name] === undefined)
      throw notFound(`Er is geen overzicht ${name}. Er zijn: ${Object.keys(REPORTS).join(', ')}.`);
    const asOf = asOfFrom(query);
    try {
      const report = await this.reports.make(
        name,
        stream,
        asOf,
        name === 'raadsrapportage' && audience !== 'openbaar' ? 'raad' : audience,
      );
      const wantsHtml = (request.headers.accept ?? '').includes('text/html');
      void reply
        .header('Content-Type', wantsHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
        .send(
          wantsHtml
            ? report.html
            : JSON.stringify({
                programma: stream,
                positie: String(report.position),
                rapport: toDutch(report.presented),
              }),
        );
    } catch (error) {
      if (error instanceof AsOfRefused) throw badRequest('DAY_AFTER_KNOWN', error.message);
      if (error instanceof UnknownProgramme) throw notFound('Dit programma bestaat niet.');
      throw error;
    }
  }

  @Get('logboek/entries')
  async entries(
    @Query('na') after: string | undefined,
    @Query('aantal') amount: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { audience } = callerOf(request);
    const from = after === undefined ? undefined : (numberFrom(after, 'na', 0) as Position);
    const limit = numberFrom(amount, 'aantal', 100);
    if (limit < 1 || limit > MAX_ROWS) throw badRequest('NUMBER_INVALID', `aantal is een getal van 1 tot ${MAX_ROWS}.`);
    const results = (await this.engine.options.log.readAll(from, limit)).map((entry) =>
      this.shownEntry(entry, audience),
    );
    return { count: results.length, results };
  }

  @Get('logboek/entries/:positie')
  async entry(@Param('positie') position: string, @Req() request: FastifyRequest): Promise<object> {
    const { audience } = callerOf(request);
    const wanted = numberFrom(position, 'positie', 0);
    const [entry] = await this.engine.options.log.readAll(wanted === 0 ? undefined : ((wanted - 1) as Position), 1);
    if (entry === undefined) throw notFound(`Het logboek heeft geen regel ${wanted}.`);
    return this.shownEntry(entry, audience);
  }

  /** The live feed: every entry as it is committed, for the caller's audience. */
  @Sse('logboek/stroom')
  async feed(@Req() request: FastifyRequest): Promise<Observable<MessageEvent>> {
    const { audience } = callerOf(request);
    const head = await this.engine.options.log.head();
    const abort = new AbortController();
    request.raw.on('close', () => abort.abort());
    return from(this.engine.options.log.subscribe(head.position, abort.signal)).pipe(
      mergeMap((page) => from(page)),
      map((entry) => ({ id: String(entry.position), type: 'regel', data: this.shownEntry(entry, audience) })),
    );
  }

  private shownEntry(entry: StoredEntry, audience: Audience, types: EventTypes = dossierKind.types): object {
    const opened = this.engine.options.vault.open(entry, audienceMayOpen(audience));
    const event = openedEventOf(types, opened, entry.position);
    return {
      positie: String(entry.position),
      stroom: entry.stream,
      versie: entry.revision,
      vastgelegdOp: opened.time,
      type: event?.type ?? opened.type,
      gebeurdOp: opened.data['occurredAt'],
      gegevens: toDutch(event?.data ?? opened.data),
      onthouden: opened.withheld,
      regel: Buffer.from(entry.bytes).toString('utf8'),
      bladhash: Buffer.from(entry.leafHash).toString('hex'),
    };
  }

  private momentFrom(query: AsOfQuery) {
    const at = momentOf(asOfFrom(query), this.engine.options.clock.now());
    if (!at.ok) throw badRequest('DAY_AFTER_KNOWN', at.detail);
    return at.moment;
  }
  private async mustExist(stream: string): Promise<void> {
    if (!stream.startsWith(DOSSIER_PREFIX) || (await this.engine.options.log.streamHead(stream)) === undefined)
      throw notFound('Dit programma bestaat niet.');
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
export { plain };
