import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Engine } from '#dossier';
import { AUDITING_FUNCTIONS, auditAccessOn, dayOf } from '#governance';
import type { FastifyRequest } from 'fastify';
import { forbidden } from './problem.js';
import { askingOf } from './token-guard.js';

/** Stands for all programmes of the municipality: no grant names it, so only one without a list covers it. */
const EVERY_PROGRAMME = '*';

/**
 * Who audits reads what a recorded grant says, with its scope and end date (X6). It is a question of today, also when a
 * report of an earlier day is asked. The checkpoint, the tiles and the receipts show nothing that is sealed and are open
 * to every auditor.
 */
@Injectable()
export class AuditAccessGuard implements CanActivate {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const role = askingOf(request)?.caller.role;
    if (role === undefined || !AUDITING_FUNCTIONS.includes(role) || request.method !== 'GET') return true;
    const { programma } = request.params as { readonly programma?: string };
    const dossier =
      programma ?? (/^\/v1\/logboek\/(?:entries|stroom)/i.test(request.url) ? EVERY_PROGRAMME : undefined);
    if (dossier === undefined || /\/bewijs$/i.test(request.url)) return true;
    const organisation = await this.engine.organisation();
    const today = dayOf(this.engine.options.clock.now());
    if (auditAccessOn(organisation.state, role, dossier, today) !== undefined) return true;
    throw forbidden(
      `Er is voor de functie ${role} nu geen inzage verleend. De griffie of het collegesecretariaat verleent die.`,
    );
  }
}
