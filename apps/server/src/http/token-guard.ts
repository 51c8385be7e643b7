import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Tokens, type Grant } from '#access';
import type { Caller } from '#dossier';
import type { Audience } from '#governance';
import type { FastifyRequest } from 'fastify';
import { checkInput } from './input.js';
import { unauthorised } from './problem.js';

export interface Asking {
  readonly caller: Caller;
  readonly audience: Audience;
}
const ASKING = Symbol('asking');
type Asked = FastifyRequest & { [ASKING]?: Asking };
/** Marks a handler that anyone may call; everything else needs a token (deny by default). */
export const OPEN_TO_ALL = 'open-to-all';
export const OpenToAll = () => SetMetadata(OPEN_TO_ALL, true);

/** Lets the demo choose a function with a cookie; absent outside the demo. */
export abstract class DemoSwitch {
  abstract grantFor(cookies: string | undefined): Grant | undefined;
}
export const DEMO_SWITCH = 'demo-switch';

@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @Inject(Tokens) private readonly tokens: Tokens,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(DEMO_SWITCH) private readonly demo: DemoSwitch | undefined,
  ) {}

  /** First who asks, then whether what they ask can be read: a stranger learns nothing of either. */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.identify(context, request);
    checkInput(context, request);
    return true;
  }

  private identify(context: ExecutionContext, request: FastifyRequest): void {
    const grant = this.grantOf(request);
    if (grant !== undefined) {
      const asking: Asking = { caller: { person: grant.person, role: grant.role }, audience: grant.audience };
      (request as Asked)[ASKING] = asking;
      return;
    }
    if (this.reflector.getAllAndOverride<boolean>(OPEN_TO_ALL, [context.getHandler(), context.getClass()])) return;
    throw unauthorised();
  }

  private grantOf(request: FastifyRequest): Grant | undefined {
    const header = request.headers.authorization;
    if (header !== undefined) {
      const match = /^Bearer ([A-Za-z0-9_-]{1,128})$/i.exec(header);
      return match === null ? undefined : this.tokens.find(match[1]!, new Date().toISOString());
    }
    // A cookie may only read: a form on another site could otherwise act with it.
    return request.method === 'GET' ? this.demo?.grantFor(request.headers.cookie) : undefined;
  }
}

/** Who asks, or undefined where anyone may. */
export const askingOf = (request: FastifyRequest): Asking | undefined => (request as Asked)[ASKING];

export function callerOf(request: FastifyRequest): Asking {
  const asking = askingOf(request);
  if (asking === undefined) throw unauthorised();
  return asking;
}
