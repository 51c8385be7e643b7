import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Tokens } from '#access';
import { Engine, Timekeeper } from '#dossier';
import { parseStrict } from '#vault';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actControllers } from './acts/act-controllers.js';
import { RecordActHandler } from './acts/record-act.js';
import { AuditAccessGuard } from './http/audit-guard.js';
import { answerUnreadable, ProblemFilter, sendProblem } from './http/problem.js';
import { DEMO_SWITCH, TokenGuard, type DemoSwitch } from './http/token-guard.js';
import type { Runtime } from './runtime/runtime.js';
import { HealthController } from './health-controller.js';
import { METRICS, type Metrics } from './metrics/metrics.js';
import type { Checkpointer } from './proof/checkpointer.js';
import { CHECKPOINTER, ProofController } from './proof/proof-controller.js';
import { SIGNED_LOG, signedLogOf, type SignedLogSource, tellSigned } from './proof/signed-log.js';
import { KEPT_VIEWS, type KeptViews } from './views/kept-views.js';
import { HomeController } from './views/home-controller.js';
import { EntryReader } from './views/entry-reader.js';
import { LogController } from './views/log-controller.js';
import { ReportService } from './views/report-service.js';
import { ReportsController } from './views/reports-controller.js';
import { ViewsController } from './views/views-controller.js';

export const MAX_BODY_BYTES = 65_536;
export const API_VERSION = '1.0.0';

/** What an application may have beside its runtime. */
export interface AppParts {
  readonly demo?: DemoSwitch | undefined;
  /** Without it every report is folded on request. */
  readonly views?: KeptViews | undefined;
  /** Without it the log is not signed: a command of the command line leaves that to the server. */
  readonly checkpointer?: Checkpointer | undefined;
  /** Without it nothing is counted. */
  readonly metrics?: Metrics | undefined;
}

@Module({})
class AppModule {
  static over(runtime: Runtime, { demo, views, checkpointer, metrics }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        HomeController,
        ...actControllers(),
        HealthController,
        ViewsController,
        LogController,
        ProofController,
        ReportsController,
      ],
      providers: [
        { provide: Engine, useValue: runtime.engine },
        { provide: Tokens, useValue: runtime.tokens },
        { provide: Timekeeper, useValue: runtime.timekeeper },
        { provide: DEMO_SWITCH, useValue: demo },
        { provide: KEPT_VIEWS, useValue: views },
        { provide: CHECKPOINTER, useValue: checkpointer },
        { provide: METRICS, useValue: metrics },
        { provide: SIGNED_LOG, useValue: signedLogOf(runtime, checkpointer) },
        Reflector,
        ReportService,
        EntryReader,
        RecordActHandler,
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_GUARD, useClass: AuditAccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}

/**
 * Headers that the Dutch API rules and the web application guidelines ask of every answer. In small letters, as they go
 * out: a name that must be made small first costs more than the rest of its header.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'api-version': API_VERSION,
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** What every answer carries: how the reader's browser keeps it, and how far the log was signed when it was asked. */
const replyHeaders =
  (signedLog: SignedLogSource) =>
  (reply: FastifyReply): void => {
    for (const name in HEADERS) void reply.header(name, HEADERS[name]);
    tellSigned(reply, signedLog());
  };

/** The HTTP application over an open runtime; not yet listening. */
export async function createApp(runtime: Runtime, parts: AppParts = {}): Promise<NestFastifyApplication> {
  const guardReply = replyHeaders(signedLogOf(runtime, parts.checkpointer));
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerUnreadable,
    // An address that cannot be read is refused by the router, before any hook.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      guardReply(reply);
      sendProblem(error, request, reply);
    },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (_request, reply, done) => {
    guardReply(reply);
    done();
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(runtime, parts), adapter, {
    logger: ['error', 'warn'],
    bodyParser: false,
  });
  // Fastify reads plain text by itself; here everything but JSON is refused as such (415).
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
    (_request, body, done) => {
      try {
        done(null, body.length === 0 ? undefined : parseStrict(body as string));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  await app.init();
  await fastify.ready();
  return app;
}
