import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MAX_REQUEST_BYTES } from './add-checkpoint.js';
import { TEXT, type Witness } from './witness.js';

/** A whole request has arrived within this, or is dropped: a slow sender holds nothing up. */
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
const MAX_CONNECTIONS = 256;
const MONITORING = /^\/([0-9a-f]{64})\/checkpoint$/;

/** The witness over HTTP; not yet listening. TLS is for a proxy before it. */
export function witnessServer(witness: Witness): Server {
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: REQUEST_TIMEOUT_MS,
    },
    (request, response) => {
      answer(witness, request, response).catch((error: unknown) => {
        process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
        if (response.headersSent) response.destroy();
        else send(response, 500, TEXT, 'the witness cannot answer now\n');
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  const monitored = MONITORING.exec(path)?.[1];
  const method = path === '/add-checkpoint' ? 'POST' : 'GET';
  if (path !== '/add-checkpoint' && monitored === undefined)
    return send(response, 404, TEXT, 'there is nothing here\n');
  if (request.method !== method) {
    response.setHeader('Allow', method);
    return send(response, 405, TEXT, `only ${method}\n`);
  }
  if (monitored !== undefined) {
    const { status, type, body } = witness.latest(monitored);
    return send(response, status, type, body);
  }
  const sent = await bodyOf(request);
  if (sent === undefined) {
    // What is still on its way is not read.
    response.setHeader('Connection', 'close');
    return send(response, 413, TEXT, `a request has at most ${MAX_REQUEST_BYTES} bytes\n`);
  }
  const { status, type, body } = await witness.add(sent);
  send(response, status, type, body);
}

/** The body, or undefined when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_REQUEST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}
