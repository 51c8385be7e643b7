import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { audienceOf } from '#access';
import { Engine, SimulatedClock } from '#dossier';
import { createMemoryLog } from '#event-log';
import { commandFields, commands, describeCommand, type CommandClass, type CommandField, type Role } from '#governance';
import { memoryKeyring, openVault } from '#vault';
import { pathOf, STARTS_DOSSIER } from '../../apps/server/src/acts/act-controllers.js';
import { createApp } from '../../apps/server/src/app.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { dutchName } from '../../apps/server/src/words.js';

/** A server at work in a folder of its own, and questions to it. */
export interface House {
  readonly runtime: Runtime;
  readonly app: NestFastifyApplication;
  readonly programme: string;
  ask(url: string, ask?: Ask): Promise<Answer>;
  tokenOf(role: Role): string;
  /** How many entries the log has. */
  size(): Promise<number>;
  /** Sends bytes over a real connection and gives what comes back. */
  wire(bytes: string): Promise<string>;
  close(): Promise<void>;
}
export interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly invalidParams?: readonly { readonly name: string; readonly code: string; readonly reason: string }[];
}
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  problem(): Problem;
}

const NEVER = '9999-12-31T00:00:00.000Z';
const NOW = '2026-05-19T10:00:00.000Z';

/** A house whose log and keys are kept in memory records thousands of acts in a second. */
async function inMemory(real: Runtime): Promise<Runtime> {
  const [log, vault] = [createMemoryLog(), openVault({ keyring: memoryKeyring() })];
  const { clock, source, server } = real.engine.options;
  const close = async (): Promise<void> => {
    await log.close();
    vault.close();
    await real.close();
  };
  return { ...real, log, vault, engine: await Engine.open({ log, vault, clock, source, server }), close };
}

export async function openHouse(kept: 'on disk' | 'in memory' = 'on disk'): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const real = await openRuntime({ folder, clock: new SimulatedClock(NOW) });
  const runtime = kept === 'on disk' ? real : await inMemory(real);
  const app = await createApp(runtime);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const tokens = new Map<Role, string>();
  const tokenOf = (role: Role): string => {
    const known = tokens.get(role);
    if (known !== undefined) return known;
    const { token } = runtime.tokens.issue({
      person: `p-${role.toLowerCase()}`,
      role,
      audience: audienceOf(role),
      expiresAt: NEVER,
    });
    tokens.set(role, token);
    return token;
  };
  const ask = asking(app);
  const opened = await ask('/v1/programmas', {
    token: tokenOf('MT'),
    body: { eigenaar: 'MT', verklaring: 'Papier en digitaal naast elkaar kost tijd.' },
  });
  const { programma } = JSON.parse(opened.text) as { programma: string };
  return {
    runtime,
    app,
    programme: programma,
    ask,
    tokenOf,
    size: async () => (await runtime.log.head()).size,
    wire: (bytes) => wire(port, bytes),
    close: async () => {
      await app.close();
      await runtime.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function asking(app: NestFastifyApplication): House['ask'] {
  return async (url, { method, token, body, raw, headers } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await app
      .getHttpAdapter()
      .getInstance()
      .inject({
        method: (method ?? (payload === undefined ? 'GET' : 'POST')) as 'GET',
        url,
        ...(payload === undefined ? {} : { payload }),
        headers: {
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      problem: () => JSON.parse(response.body) as Problem,
    };
  };
}

function wire(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer within 5 s')));
    socket.on('data', (part) => {
      text += part.toString('utf8');
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });
}

export interface Route {
  readonly command: CommandClass;
  readonly path: string;
  /** The fields that stand in the body: not the one in the path. */
  readonly fields: readonly CommandField[];
  /** A function that may do this. */
  readonly role: Role;
}
/** Every act of the catalogue with its address; `programme` and a number are filled in. */
export function routesOf(programme: string): readonly Route[] {
  return commands.flatMap((command) => {
    const { item, who } = describeCommand(command);
    const fields = commandFields(command).filter(({ name }) => name !== item);
    const path = `/v1/${pathOf(command)}`.replace(':programma', programme).replace(':nummer', 'X-1');
    const route = { command, path, fields, role: who[0]! };
    return command.name === STARTS_DOSSIER ? [route, { ...route, path: '/v1/programmas' }] : [route];
  });
}

/** A body of the right shape; whether the rules allow it is another matter. */
export function goodBody(fields: readonly CommandField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter(({ optional }) => !optional).map((field) => [dutchName(field.name), goodValue(field)]),
  );
}
function goodValue({ kind, nested }: CommandField): unknown {
  if (nested !== undefined) {
    const part = goodBody(commandFields(nested));
    return kind.name === 'list' ? [part] : part;
  }
  const choices = kind.schema['enum'] as readonly string[] | undefined;
  if (choices !== undefined) return choices[0];
  const examples: Readonly<Record<string, unknown>> = {
    id: 'X-1',
    day: '2026-05-19',
    instant: NOW,
    flag: true,
    uri: 'urn:x:1',
    sha256: 'a'.repeat(64),
    list: [],
    title: 'Iets',
    text: 'Iets.',
  };
  return kind.name in examples ? examples[kind.name] : 1;
}
