import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Audience } from '#governance';
import { MAX_TIMELINE_ROWS, TIMELINE_ROWS, type TimelinePage } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, forbidden, notFound } from '../http/problem.js';
import { callerOf } from '../http/token-guard.js';
import { asOfFrom, knowerFrom, numberFrom, type AsOfQuery } from './query.js';
import { audienceFor, AsOfRefused, REPORTS, ReportService, UnknownProgramme, type Report } from './report-service.js';

const MAX_SUBJECT_LENGTH = 100;
/** Who knew what is a question of oversight: it shows what was withheld from whom. */
const MAY_ASK_WHO_KNEW: readonly Audience[] = ['ambtelijk', 'college', 'auditor'];

/** Every sealed value that guards read stands in the state before and after an entry. */
const MAY_SEE_STATE: readonly Audience[] = ['college', 'auditor'];
/** The whole raad and who supervises it; the organisation has no part in what is secret. */
const MAY_SEE_ANNEX: readonly Audience[] = ['raad', 'college', 'auditor'];
/** Reports of oversight: they rest on the whole dossier, whatever a function knew. */
const OVERSIGHT: readonly string[] = ['volledigheid', 'tijdlijn', 'signalen'];

interface ReportQuery extends AsOfQuery {
  readonly bekendBij?: string;
  readonly na?: string;
  readonly aantal?: string;
}
interface KnowledgeQuery extends AsOfQuery {
  readonly wie?: string;
  readonly onderwerp?: string;
}

/** Reports of one programme, as a page or as JSON, each for the caller's own audience. */
@Controller('v1')
export class ReportsController {
  constructor(@Inject(ReportService) private readonly reports: ReportService) {}

  /** "Wat wist {wie} op {datum} over {onderwerp}?" */
  @Get('programmas/:programma/kennis')
  async knowledge(
    @Param('programma') stream: string,
    @Query() query: KnowledgeQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { audience, caller } = callerOf(request);
    mustOversee(audience);
    const asOf = asOfFrom(query, 'wie', 'onderwerp');
    const knower = knowerFrom(query.wie, 'wie');
    const { onderwerp: subject } = query;
    if (knower === undefined || subject === undefined || subject === '' || subject.length > MAX_SUBJECT_LENGTH)
      throw badRequest(
        'QUESTION_INCOMPLETE',
        `Vraag met wie en onderwerp, zoals ?wie=raad&onderwerp=SW-02; een onderwerp heeft ten hoogste ${MAX_SUBJECT_LENGTH} tekens.`,
      );
    await answer(request, reply, () => this.reports.answer({ stream, asOf, audience, caller }, knower, subject));
  }

  @Get('programmas/:programma/:rapport')
  async report(
    @Param('programma') stream: string,
    @Param('rapport') name: string,
    @Query() query: ReportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { audience: own, caller } = callerOf(request);
    if (!Object.hasOwn(REPORTS, name))
      throw notFound(`Er is geen overzicht ${name}. Er zijn: ${Object.keys(REPORTS).join(', ')}.`);
    const asOf = asOfFrom(query, 'bekendBij', ...(name === 'tijdlijn' ? ['na', 'aantal'] : []));
    const knownBy = knowerFrom(query.bekendBij, 'bekendBij');
    mayRead(name, own, knownBy !== undefined);
    const ask = {
      ...{ report: name, stream, asOf, audience: audienceFor(name, own), caller },
      ...(knownBy === undefined ? {} : { knownBy }),
      ...(name === 'tijdlijn' ? { page: pageFrom(query) } : {}),
    };
    await answer(request, reply, () => this.reports.make(ask));
  }
}

function mayRead(name: string, own: Audience, knownBy: boolean): void {
  if (name === 'tijdlijn' && !MAY_SEE_STATE.includes(own))
    throw forbidden('De tijdlijn met de volledige stand is er voor het college en toezichthouders.');
  if (name === 'beslotenbijlage' && !MAY_SEE_ANNEX.includes(own))
    throw forbidden('De besloten bijlage is er voor de raad, het college en toezichthouders.');
  if (name === 'signalen' && !MAY_ASK_WHO_KNEW.includes(own))
    throw forbidden('Signalen zijn er voor de organisatie, het college en toezichthouders.');
  if (name === 'volledigheid' && !MAY_ASK_WHO_KNEW.includes(own))
    throw forbidden('De volledigheid is er voor de organisatie, het college en toezichthouders.');
  if (name === 'kennismatrix' || knownBy) mustOversee(own);
  if (knownBy && (OVERSIGHT.includes(name) || name === 'beslotenbijlage'))
    throw badRequest('QUERY_UNKNOWN', `${name} kent geen bekendBij: het rust op het hele dossier.`);
}

function pageFrom({ na, aantal }: ReportQuery): TimelinePage {
  const count = numberFrom(aantal, 'aantal', TIMELINE_ROWS);
  if (count < 1 || count > MAX_TIMELINE_ROWS)
    throw badRequest('NUMBER_INVALID', `aantal is een getal van 1 tot ${MAX_TIMELINE_ROWS}.`);
  return na === undefined ? { count } : { count, after: numberFrom(na, 'na', 0) };
}

function mustOversee(audience: Audience): void {
  if (!MAY_ASK_WHO_KNEW.includes(audience))
    throw forbidden('Wie wat wist is een vraag voor de organisatie, het college en toezichthouders.');
}

/** As a page when the reader is a browser, else as JSON. */
async function answer(request: FastifyRequest, reply: FastifyReply, make: () => Promise<Report>): Promise<void> {
  try {
    const report = await make();
    if ((request.headers.accept ?? '').includes('text/html'))
      return void reply.header('Content-Type', 'text/html; charset=utf-8').send(await report.html());
    void reply.header('Content-Type', 'application/json; charset=utf-8').send(report.json());
  } catch (error) {
    if (error instanceof AsOfRefused) throw badRequest('DAY_AFTER_KNOWN', error.message);
    if (error instanceof UnknownProgramme) throw notFound('Dit programma bestaat niet.');
    throw error;
  }
}
