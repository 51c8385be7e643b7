import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogUnavailable } from '#event-log';
import { createApp } from '../../server/src/app.js';
import { FILES } from '../../server/src/runtime/files.js';
import { openRuntime } from '../../server/src/runtime/runtime.js';
import { CliError, EXIT } from './exit.js';
import { mustBeInitialised } from './folder.js';

/** How a command of the command line reaches the engine: by the same API, over the network or inside this process. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}
export interface Transport {
  request(method: 'GET' | 'POST', path: string, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}
export interface RequestOptions {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Opens the data folder itself, or goes through the server that holds it. */
export async function openTransport(folder: string, token: string | undefined): Promise<Transport> {
  mustBeInitialised(folder);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new CliError(EXIT.token, 'TOKEN_INVALID', 'Dit is geen token: het bevat een spatie of een stuurteken.');
  const authorisation: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    return await inProcess(folder, authorisation);
  } catch (error) {
    const url = error instanceof LogUnavailable && error.code === 'LOG_LOCKED' ? serverOf(folder) : undefined;
    if (url === undefined) throw error;
    return overHttp(url, authorisation);
  }
}

/** Where the server that holds the folder says to listen; nothing when the note cannot be read as such. */
function serverOf(folder: string): string | undefined {
  const note = join(folder, FILES.server);
  if (!existsSync(note)) return undefined;
  try {
    const { url } = JSON.parse(readFileSync(note, 'utf8')) as { readonly url?: unknown };
    return typeof url === 'string' && new URL(url).protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new CliError(
      EXIT.unavailable,
      'SERVER_UNREACHABLE',
      `Een ander programma houdt het logboek vast, en op ${url} antwoordt geen server. Stop dat programma of probeer het zo opnieuw.`,
    );
  }
}

function overHttp(url: string, authorisation: Readonly<Record<string, string>>): Transport {
  return {
    request: async (method, path, options = {}) => {
      const response = await send(url + path, {
        method,
        headers: headersOf(authorisation, options),
        ...(options.body === undefined ? {} : { body: options.body }),
      });
      return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
    },
    close: async () => undefined,
  };
}

async function inProcess(folder: string, authorisation: Readonly<Record<string, string>>): Promise<Transport> {
  const runtime = await openRuntime({ folder });
  const app = await createApp(runtime);
  return {
    request: async (method, path, options = {}) => {
      const response = await app.inject({
        method,
        url: path,
        headers: headersOf(authorisation, options),
        ...(options.body === undefined ? {} : { payload: options.body }),
      });
      return { status: response.statusCode, type: String(response.headers['content-type'] ?? ''), text: response.body };
    },
    close: async () => {
      await app.close();
      await runtime.close();
    },
  };
}
function headersOf(authorisation: Readonly<Record<string, string>>, options: RequestOptions): Record<string, string> {
  return {
    ...authorisation,
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  };
}
