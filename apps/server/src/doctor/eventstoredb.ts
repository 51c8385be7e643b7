import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { fromEnvironment } from '../config/configuration.js';
import { esdbServers, type EsdbServer } from '../config/urls.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';
import { skewFinding } from './clock.js';

const ANSWER_WITHIN_MS = 5_000;
const MAX_ANSWER_BYTES = 65_536;
const HALF_SECOND_MS = 500;
/** The oldest line that the client speaks to (provability.md, D10). */
const VERSION_MIN = [20, 6];

interface Info {
  readonly esVersion?: unknown;
  readonly state?: unknown;
}
interface Answer {
  readonly status: number;
  readonly date: string | undefined;
  readonly body: string;
}

/** EventStoreDB, when the log is there: each server that is named, its version, its part in the cluster and its clock. */
export const eventStoreDb: Check = {
  part: 'EventStoreDB',
  look: async (place) => {
    const log = fromEnvironment('log');
    if (log?.engine !== 'eventstoredb') return [];
    const findings = await Promise.all(esdbServers(log.url).map((server) => ofServer(server, place)));
    return findings.flat();
  },
};

async function ofServer(server: EsdbServer, { nowMs, signal }: Place): Promise<readonly Finding[]> {
  const name = `${server.host}:${server.port}`;
  let answer: Answer;
  try {
    answer = await ask(server, signal);
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    return [
      wrong(
        'ESDB_UNREACHABLE',
        `${name} antwoordt niet${typeof code === 'string' ? ` (${code})` : ''}.`,
        'Kijk of de server draait, en of het certificaat klopt en nog geldig is.',
      ),
    ];
  }
  if (answer.status === 401 || answer.status === 403)
    return [wrong('ESDB_REFUSED', `${name} weigert naam of wachtwoord.`, 'Herstel BESLUITSPOOR_LOG_URL.')];
  return [ofInfo(name, infoOf(answer)), ...ofClock(name, answer, nowMs())];
}

/** Exported for its test: servers of other versions are not at hand. */
export function ofInfo(name: string, { esVersion, state }: Info): Finding {
  if (typeof esVersion !== 'string')
    return wrong('ESDB_UNKNOWN', `${name} is geen EventStoreDB.`, 'Herstel BESLUITSPOOR_LOG_URL.');
  const [major = 0, minor = 0] = esVersion.split('.').map(Number);
  if (major < VERSION_MIN[0]! || (major === VERSION_MIN[0] && minor < VERSION_MIN[1]!))
    return wrong('ESDB_TOO_OLD', `${name} is versie ${esVersion}.`, `Gebruik ${VERSION_MIN.join('.')} of nieuwer.`);
  const words = `${name} antwoordt, versie ${esVersion}, ${String(state)}.`;
  if (state === 'leader' || state === 'follower') return good(words);
  return attention('ESDB_NOT_READY', words, 'Wacht tot de server meedoet; duurt dat lang, kijk dan in zijn logboek.');
}

function infoOf({ body }: Answer): Info {
  try {
    return JSON.parse(body) as Info;
  } catch {
    return {};
  }
}
function ofClock(name: string, { date }: Answer, nowMs: number): readonly Finding[] {
  const there = Date.parse(date ?? '');
  return Number.isNaN(there) ? [] : [skewFinding(name, there + HALF_SECOND_MS - nowMs)];
}

/** Not through `fetch`: that knows no certificate authority of our own. */
function ask(server: EsdbServer, signal: AbortSignal): Promise<Answer> {
  const { host, port, tls, caFile, auth } = server;
  const options = {
    ...{ host, port, path: '/info', signal, timeout: ANSWER_WITHIN_MS, headers: { accept: 'application/json' } },
    ...(auth !== undefined && { auth }),
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
  };
  return new Promise((resolve, reject) => {
    const request = (tls ? tlsRequest : plainRequest)(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > MAX_ANSWER_BYTES) request.destroy();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, date: response.headers.date, body }));
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.end();
  });
}
