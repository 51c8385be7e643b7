import { Controller, Get, Inject, Param, Query, Req, Sse, type MessageEvent } from '@nestjs/common';
import { concatMap, from, map, mergeMap, Observable } from 'rxjs';
import { ATTEMPTS_SUFFIX, attemptDeclaration, Engine, EventTypes, READS_SUFFIX } from '#dossier';
import { comparePositions, positionText, type Position, type StoredEntry } from '#event-log';
import type { FastifyRequest } from 'fastify';
import { badRequest, forbidden, notFound } from '../http/problem.js';
import { callerOf } from '../http/token-guard.js';
import { EntryReader } from './entry-reader.js';
import { firstRevisionAfter } from './log-up-to.js';
import { numberFrom } from './query.js';

const MAX_ROWS = 1_000;
const DEFAULT_ROWS = 100;
interface Page {
  /** Entries after this one. */
  readonly after: Position | undefined;
  readonly count: number;
}
const attemptTypes = new EventTypes({ CommandRefused: attemptDeclaration });

/** The log itself, entry by entry, each opened as far as its reader may. */
@Controller('v1')
export class LogController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(EntryReader) private readonly reader: EntryReader,
  ) {}

  @Get('logboek/entries')
  async entries(
    @Query('na') after: string | undefined,
    @Query('aantal') amount: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const page = pageFrom(after, amount);
    const entries = await this.engine.options.log.readAll(page.after, page.count);
    return this.answer(entries, page, request);
  }

  @Get('logboek/entries/:positie')
  async entry(@Param('positie') position: string, @Req() request: FastifyRequest): Promise<object> {
    const wanted = numberFrom(position, 'positie', 0);
    const page = await this.engine.options.log.readAll(wanted === 0 ? undefined : ((wanted - 1) as Position), 1);
    const [shown] = await this.reader.show(page, callerOf(request), 'logboek');
    if (shown === undefined) throw notFound(`Het logboek heeft geen regel ${wanted}.`);
    return shown;
  }

  /** The live feed: every entry as it is committed, for the caller's audience. */
  @Sse('logboek/stroom')
  async feed(@Req() request: FastifyRequest): Promise<Observable<MessageEvent>> {
    const asking = callerOf(request);
    const head = await this.engine.options.log.head();
    const abort = new AbortController();
    request.raw.on('close', () => abort.abort());
    return from(this.engine.options.log.subscribe(head.position, abort.signal)).pipe(
      mergeMap((page) => from(page)),
      concatMap(async (entry) => ({ entry, shown: (await this.reader.show([entry], asking, 'logboek'))[0]! })),
      map(({ entry, shown }) => ({ id: String(entry.position), type: 'regel', data: shown })),
    );
  }

  @Get('programmas/:programma/pogingen')
  async attempts(
    @Param('programma') stream: string,
    @Query('na') after: string | undefined,
    @Query('aantal') amount: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { audience } = callerOf(request);
    if (audience !== 'auditor' && audience !== 'college' && audience !== 'ambtelijk')
      throw forbidden('Geweigerde pogingen zijn er voor de organisatie, het college en toezichthouders.');
    return this.beside(stream + ATTEMPTS_SUFFIX, pageFrom(after, amount), request, attemptTypes);
  }

  @Get('programmas/:programma/inzage')
  async reads(
    @Param('programma') stream: string,
    @Query('na') after: string | undefined,
    @Query('aantal') amount: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    if (callerOf(request).audience !== 'auditor') throw forbidden('Wie iets geheims las is er voor toezichthouders.');
    return this.beside(stream + READS_SUFFIX, pageFrom(after, amount), request);
  }

  /** What stands beside a dossier: a stream per server process, together in the order of the log. */
  private async beside(prefix: string, page: Page, request: FastifyRequest, types?: EventTypes): Promise<object> {
    const { log } = this.engine.options;
    const dossier = prefix.slice(0, prefix.indexOf('/'));
    if ((await log.streamHead(dossier)) === undefined) throw notFound('Dit programma bestaat niet.');
    const entries: StoredEntry[] = [];
    for (const head of await log.streams(prefix)) {
      const from = page.after === undefined ? 0 : await firstRevisionAfter(log, head, page.after);
      if (from <= head.revision) entries.push(...(await log.readStream(head.stream, from, page.count)));
    }
    const first = entries.sort((a, b) => comparePositions(a.position, b.position)).slice(0, page.count);
    return this.answer(first, page, request, types);
  }

  /** A page that is full may have a next one; it is asked from the last entry on. */
  private async answer(
    entries: readonly StoredEntry[],
    page: Page,
    request: FastifyRequest,
    types?: EventTypes,
  ): Promise<object> {
    const results = await this.reader.show(entries, callerOf(request), 'logboek', types);
    const last = entries.at(-1);
    const path = request.url.split('?')[0];
    return {
      count: results.length,
      results,
      ...(last === undefined || entries.length < page.count
        ? {}
        : { volgende: `${path}?na=${positionText(last.position)}&aantal=${page.count}` }),
    };
  }
}

function pageFrom(after: string | undefined, amount: string | undefined): Page {
  const count = numberFrom(amount, 'aantal', DEFAULT_ROWS);
  if (count < 1 || count > MAX_ROWS) throw badRequest('NUMBER_INVALID', `aantal is een getal van 1 tot ${MAX_ROWS}.`);
  return { after: after === undefined ? undefined : (numberFrom(after, 'na', 0) as Position), count };
}
