import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { LogUnavailable } from '#event-log';
import type { Broken } from '#governance';
import { EntryRefused, StrictJsonError } from '#vault';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { dutchName } from '../words.js';

/** RFC 9457 problem details, with all errors together (NL API Design Rules). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly invalidParams?: readonly {
    readonly name: string;
    readonly code: string;
    readonly reason: string;
    readonly source?: string;
  }[];
  readonly retryAfterSeconds?: number;
}
const problem = (
  status: number,
  code: string,
  title: string,
  detail: string,
  more: Partial<Problem> = {},
): Problem => ({
  type: `urn:besluitspoor:fout:${code}`,
  title,
  status,
  detail,
  code,
  ...more,
});

/** A known failure on its way to the caller. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}
export const badRequest = (code: string, detail: string, invalidParams?: Problem['invalidParams']): ProblemError =>
  new ProblemError(
    problem(400, code, 'De aanvraag is niet juist', detail, invalidParams === undefined ? {} : { invalidParams }),
  );
export const unauthorised = (): ProblemError =>
  new ProblemError(
    problem(401, 'TOKEN_REQUIRED', 'Geen geldig token', 'Stuur een geldig token mee: Authorization: Bearer ….'),
  );
export const forbidden = (detail: string): ProblemError =>
  new ProblemError(problem(403, 'NOT_ALLOWED', 'Niet toegestaan', detail));
export const notFound = (detail: string): ProblemError =>
  new ProblemError(problem(404, 'NOT_FOUND', 'Niet gevonden', detail));
export const stale = (revision: number): ProblemError =>
  new ProblemError(
    problem(
      412,
      'STALE_REVISION',
      'Het dossier is intussen veranderd',
      `Het dossier staat op versie ${revision}. Haal het opnieuw op en probeer het weer.`,
    ),
  );
export const reused = (): ProblemError =>
  new ProblemError(
    problem(
      409,
      'IDEMPOTENCY_KEY_REUSED',
      'Sleutel al gebruikt',
      'Deze Idempotency-Key hoort bij een andere inhoud. Gebruik een nieuwe sleutel.',
    ),
  );
export const busy = (retryAfterSeconds: number): ProblemError =>
  new ProblemError(
    problem(503, 'BUSY', 'Het is te druk', 'De handeling is niet vastgelegd. Probeer het zo opnieuw.', {
      retryAfterSeconds,
    }),
  );
export const clockUntrusted = (): ProblemError =>
  new ProblemError(
    problem(
      503,
      'CLOCK_UNTRUSTED',
      'De klok is niet te vertrouwen',
      'De klok van de server loopt achter op het logboek. Er is niets vastgelegd; de beheerder moet de klok herstellen.',
      { retryAfterSeconds: 60 },
    ),
  );

export function refused(broken: readonly Broken[]): ProblemError {
  const status = broken.some(({ refusal }) => refusal.kind === 'authority') ? 403 : 409;
  const first = broken[0]!;
  const invalidParams = broken.map(({ refusal, detail, field }) => ({
    name: field === undefined ? '' : dutchName(field),
    code: refusal.code,
    reason: `${detail} (${refusal.rule})`,
    ...(refusal.source === undefined ? {} : { source: refusal.source }),
  }));
  return new ProblemError(
    problem(status, first.refusal.code, 'De regels laten dit niet toe', broken.map(({ detail }) => detail).join(' '), {
      invalidParams,
    }),
  );
}

const TITLES: Readonly<Record<number, string>> = {
  404: 'Niet gevonden',
  405: 'Niet toegestaan',
  413: 'Te groot',
  414: 'Te groot',
  415: 'Niet ondersteund',
  431: 'Te groot',
};

/** What an error knows of its place, as a field; the whole value has none. */
function ofPlace(error: StrictJsonError | EntryRefused, nameOf: (step: string) => string): Problem {
  const detail = /[.…]$/.test(error.message) ? error.message : `${error.message}.`;
  if (error.pointer === '') return badRequest(error.code, detail).problem;
  const steps = error.pointer.slice(1).split('/');
  const name = steps.map((step) => nameOf(step.replaceAll('~1', '/').replaceAll('~0', '~'))).join('.');
  return badRequest(error.code, detail, [{ name, code: error.code, reason: error.message }]).problem;
}

/** What a status of the framework means to whoever called. */
const DETAILS: Readonly<Record<number, string>> = {
  404: 'Dit adres bestaat niet.',
  408: 'De aanvraag kwam niet op tijd binnen.',
  413: 'De aanvraag is groter dan 64 KiB.',
  414: 'Dit adres is te lang.',
  415: 'Stuur JSON in UTF-8, niet ingepakt: Content-Type: application/json.',
  431: 'De kopregels zijn samen te groot.',
};
const ofStatus = (status: number): Problem =>
  problem(
    status,
    `HTTP_${status}`,
    TITLES[status] ?? 'De aanvraag is niet juist',
    DETAILS[status] ?? 'De aanvraag is niet juist.',
  );
export const mediaTypeRefused = (): ProblemError => new ProblemError(ofStatus(415));

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof StrictJsonError) return ofPlace(error, (name) => name);
  if (error instanceof EntryRefused) return ofPlace(error, dutchName);
  if (error instanceof LogUnavailable)
    return problem(503, error.code, 'Het logboek is niet beschikbaar', error.message, { retryAfterSeconds: 30 });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | undefined)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) return ofStatus(status);
  return problem(500, 'INTERNAL', 'Er ging iets mis', 'De fout ligt bij ons. Er is niets half vastgelegd.');
}

/** Turns every failure into a problem; never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(error, host.switchToHttp().getRequest<FastifyRequest>(), reply);
  }
}
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = problemOf(error);
  if (answer.status === 500)
    process.stderr.write(`${request.method} ${request.url}: ${(error as Error | undefined)?.stack ?? String(error)}\n`);
  if (answer.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(answer.retryAfterSeconds));
  // RFC 9110: a 401 says how to identify oneself.
  if (answer.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  void reply
    .status(answer.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(answer));
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Headers Too Large',
};
/** Answers what is no HTTP at all: there is no request and no reply yet, only the connection. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(ofStatus(status));
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
