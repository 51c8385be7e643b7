import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.js';

const PATH = '/metrics';
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 16;

export interface MetricsAddress {
  /** Loopback unless told otherwise: what is counted here is nothing for the public (ASVS 13.4.5). */
  readonly host: string;
  readonly port: number;
}

/** Serves the figures at a port of their own, so that no proxy before the API can give them away. Resolves when it listens. */
export function serveMetrics(metrics: Metrics, { host, port }: MetricsAddress): Promise<Server> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request, reply) => {
      if (request.url !== PATH) return send(reply, 404, 'text/plain', 'Hier staan alleen meetgegevens: /metrics.\n');
      if (request.method !== 'GET') return send(reply, 405, 'text/plain', 'Alleen GET.\n');
      metrics.text().then(
        (text) => send(reply, 200, metrics.type, text),
        () => send(reply, 503, 'text/plain', 'Het logboek is niet te lezen.\n'),
      );
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function send(reply: ServerResponse, status: number, type: string, text: string): void {
  reply.writeHead(status, {
    'Content-Type': `${type}${type.includes('charset') ? '' : '; charset=utf-8'}`,
    'Cache-Control': 'no-store',
  });
  reply.end(text);
}
