import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { LogUnavailable } from '#event-log';
import type { Broken } from '#governance';
import { EntryRefused, StrictJsonError } from '#vault';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  415: 'Niet ondersteund',
};

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof StrictJsonError) return badRequest('JSON_REFUSED', error.message).problem;
  if (error instanceof EntryRefused) return badRequest('ENTRY_REFUSED', error.message).problem;
  if (error instanceof LogUnavailable)
    return problem(503, error.code, 'Het logboek is niet beschikbaar', error.message, { retryAfterSeconds: 30 });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number } | undefined)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const detail =
      status === 404
        ? 'Dit adres bestaat niet.'
        : status === 413
          ? 'De aanvraag is groter dan 64 KiB.'
          : status === 415
            ? 'Stuur JSON: Content-Type: application/json.'
            : 'De aanvraag is niet juist.';
    return problem(status, `HTTP_${status}`, TITLES[status] ?? 'De aanvraag is niet juist', detail);
  }
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
  void reply
    .status(answer.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(answer));
}
