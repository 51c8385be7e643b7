import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DOSSIER_PREFIX } from '#dossier';
import type { FastifyRequest } from 'fastify';
import { badRequest, mediaTypeRefused, notFound } from './problem.js';

/** What comes in beside the body: headers and the query. Each is what its handler expects, or refused by name. */

const MAX_KEY_LENGTH = 200;
/** Visible ASCII. Node joins a header that came twice with a comma and a space, so neither may stand in a key. */
const KEY = /^[\x21-\x2b\x2d-\x7e]+$/;

const wrongHeader = (code: string, name: string, reason: string): Error =>
  badRequest(code, `${name} ${reason}.`, [{ name, code, reason }]);

export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length > MAX_KEY_LENGTH || !KEY.test(key))
    throw wrongHeader(
      'IDEMPOTENCY_KEY_INVALID',
      'Idempotency-Key',
      `moet 1 tot ${MAX_KEY_LENGTH} letters, cijfers of leestekens hebben, zonder spatie of komma`,
    );
  return key;
}

export function revisionOf(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  const match = /^"(\d{1,15})"$/.exec(header);
  if (match === null)
    throw wrongHeader('IF_MATCH_INVALID', 'If-Match', 'moet de ETag van het dossier zijn, zoals "12"');
  return Number(match[1]);
}

/** Called by the guard for every request, so that no route can forget it. */
export function checkInput(context: ExecutionContext, request: FastifyRequest): void {
  checkEncoding(request);
  checkProgramme(request.params as { readonly programma?: string });
  checkQuery(context, request.query as Readonly<Record<string, unknown>>);
}

/** Other streams of the log (the organisation, attempts, the log's own) are no programmes, though they can be named. */
const PROGRAMME = new RegExp(`^${DOSSIER_PREFIX}[a-z0-9][a-z0-9-]{0,61}$`);
function checkProgramme({ programma }: { readonly programma?: string }): void {
  if (programma !== undefined && !PROGRAMME.test(programma)) throw notFound('Dit programma bestaat niet.');
}

/** The body is read as UTF-8 that is not compressed; said otherwise, it would be read wrong. */
function checkEncoding({ headers }: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') throw mediaTypeRefused();
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw mediaTypeRefused();
}

/** A parameter that no handler reads is a mistake of the caller, and one that came twice is a contradiction. */
function checkQuery(context: ExecutionContext, query: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(query);
  if (given.length === 0) return;
  const read = queryNamesOf(context);
  const wrong = given.flatMap(([name, value]) => {
    if (typeof value !== 'string') return [{ name, code: 'isOnce', reason: 'mag er maar één keer staan' }];
    return read === 'all' || read.has(name)
      ? []
      : [{ name, code: 'isKnown', reason: 'is hier geen bekende parameter' }];
  });
  if (wrong.length === 0) return;
  const words = wrong.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  throw badRequest('QUERY_INVALID', `De parameters kloppen niet: ${words}.`, wrong);
}

/** What `@Query(…)` names on the handler; a handler that takes the whole query checks the names itself. */
function queryNamesOf(context: ExecutionContext): ReadonlySet<string> | 'all' {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ??
    {}) as Readonly<Record<string, { readonly data?: unknown }>>;
  const queries = Object.entries(args).filter(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  if (queries.some(([, { data }]) => typeof data !== 'string')) return 'all';
  return new Set(queries.map(([, { data }]) => data as string));
}
