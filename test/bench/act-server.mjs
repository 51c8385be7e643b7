// A server to measure: `acts`, the product over a data folder with programmes in it, `kept`, the same with its view
// runner at work, and `bare`, a handler of the same framework that reads and validates the same body with the same
// classes and then does nothing.
import { randomUUID } from 'node:crypto';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [kind, folder, dossiers] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const PERSON = 'p-prestatiemeting';
const ROLE = 'AO';
const COMMAND = 'RecordJournalEntry';

const dist = (path) => import(pathToFileURL(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))).href);

try {
  process.send({ ready: kind === 'bare' ? await bare() : await acts(kind === 'kept') });
} catch (error) {
  process.send({ failed: error.message });
}

async function commandNamed(name) {
  const { commands } = await dist('libs/governance/src/index.js');
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw new Error(`the catalogue has no command ${name} yet`);
  return found;
}

async function acts(keepViews) {
  const [{ openRuntime }, { serve }, { pathOf }, { toDutch }, { JOURNAL_KINDS }] = await Promise.all([
    dist('apps/server/src/runtime/runtime.js'),
    dist('apps/server/src/serve.js'),
    dist('apps/server/src/acts/act-controllers.js'),
    dist('apps/server/src/words.js'),
    dist('libs/governance/src/journal/events.js'),
  ]);
  const runtime = await openRuntime({ folder, inThreads: true });
  const programmes = await startProgrammes(runtime.engine);
  const expiresAt = new Date(Date.now() + DAY_MS).toISOString();
  const { token } = runtime.tokens.issue({ person: PERSON, role: ROLE, audience: 'ambtelijk', expiresAt });
  const { url } = await serve(runtime, { host: '127.0.0.1', port: 0, keepViews });
  const path = pathOf(await commandNamed(COMMAND));
  return {
    port: Number(new URL(url).port),
    health: `${url}/v1/gezondheid`,
    token,
    paths: programmes.map((programme) => `/v1/${path.replace(':programma', programme)}`),
    body: toDutch({
      kind: JOURNAL_KINDS[0],
      subject: 'Gesprek met de wijkraad',
      note: 'De wijkraad is tevreden over de voortgang en vraagt om een bijeenkomst in het najaar.',
    }),
  };
}

async function startProgrammes(engine) {
  const [EstablishUrgency, InitiateProgramme] = await Promise.all(
    ['EstablishUrgency', 'InitiateProgramme'].map(commandNamed),
  );
  const programmes = Array.from({ length: Number(dossiers) }, () => `d-${randomUUID()}`);
  const record = async (stream, command) => {
    const result = await engine.handle({ command, stream, caller: { person: PERSON, role: ROLE } });
    if (result.kind !== 'recorded') throw new Error(`setting up gave ${JSON.stringify(result)}`);
  };
  for (const [index, stream] of programmes.entries()) {
    const urgency = { owner: 'AO', statement: 'Het stelsel wordt niet meer onderhouden.' };
    await record(stream, Object.assign(new EstablishUrgency(), urgency));
    const start = {
      name: `Programma ${index}`,
      objective: 'Een nieuw zaaksysteem voor alle teams.',
      mode: 'standaard',
    };
    await record(stream, Object.assign(new InitiateProgramme(), start));
  }
  return programmes;
}

async function bare() {
  await import('reflect-metadata');
  const [{ Controller, Module, Post, Req, Res }, { NestFactory }, { FastifyAdapter }, { parseAct }, { pathOf }] =
    await Promise.all([
      import('@nestjs/common'),
      import('@nestjs/core'),
      import('@nestjs/platform-fastify'),
      dist('apps/server/src/acts/act-body.js'),
      dist('apps/server/src/acts/act-controllers.js'),
    ]);
  const command = await commandNamed(COMMAND);
  class BareController {
    record(request, reply) {
      const parsed = parseAct(command, request.body, {});
      reply.status(201).send({ soort: parsed.command.kind });
    }
  }
  Req()(BareController.prototype, 'record', 0);
  Res()(BareController.prototype, 'record', 1);
  Post(pathOf(command))(
    BareController.prototype,
    'record',
    Object.getOwnPropertyDescriptor(BareController.prototype, 'record'),
  );
  Controller('v1')(BareController);
  class BareModule {}
  Module({ controllers: [BareController] })(BareModule);
  const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  return { port: app.getHttpServer().address().port };
}
