import { MAX_PORT, WrongValue, type Kind } from './kinds.js';

/** Which engine holds the log, and where. */
export type LogUrl =
  | { readonly engine: 'sqlite'; readonly file: string }
  /** As the client of EventStoreDB reads it; it may hold a password. */
  | { readonly engine: 'eventstoredb'; readonly url: string };
/** Where views, or sealed values, are kept. */
export type StoreUrl =
  | { readonly engine: 'sqlite'; readonly file: string }
  /** As `pg` reads it; it may hold a password. */
  | { readonly engine: 'postgres'; readonly url: string };

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);
/** What the client understands; it passes over anything else without a word, so a typing error would go unseen. */
const ESDB_SETTINGS = new Set(
  [
    ...['nodePreference', 'connectionName', 'tls', 'tlsVerifyCert', 'tlsCAFile', 'userCertFile', 'userKeyFile'],
    ...['maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout', 'dnsDiscover'],
    ...['keepAliveInterval', 'keepAliveTimeout', 'defaultDeadline', 'throwOnAppendFailure'],
  ].map((name) => name.toLowerCase()),
);
/** Those in which `pg` encrypts and checks who is on the other side. */
const POSTGRES_TLS = new Set(['require', 'verify-ca', 'verify-full']);

export const logUrl: Kind<LogUrl> = {
  allowed: '`sqlite:BESTAND`, `esdb://…` of `esdb+discover://…`',
  read: (text) => {
    if (text.startsWith('sqlite:')) return sqliteUrl(text);
    if (/^esdb(?:\+discover)?:\/\//.test(text)) return { engine: 'eventstoredb', url: esdbUrl(text) };
    throw new WrongValue('URL_SCHEME_UNKNOWN', 'Het adres begint met sqlite:, esdb:// of esdb+discover://.');
  },
};
export const storeUrl: Kind<StoreUrl> = {
  allowed: '`sqlite:BESTAND` of `postgres://…`',
  read: (text) => {
    if (text.startsWith('sqlite:')) return sqliteUrl(text);
    if (/^postgres(?:ql)?:\/\//.test(text)) return { engine: 'postgres', url: postgresUrl(text) };
    throw new WrongValue('URL_SCHEME_UNKNOWN', 'Het adres begint met sqlite: of postgres://.');
  },
};

/** The address again as text, for whoever opens it. */
export const urlText = (url: StoreUrl): string => (url.engine === 'sqlite' ? `sqlite:${url.file}` : url.url);

/** The same address for people: without the password. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^:@/]*):[^@/]*@/i, '$1:…@').replace(/([?&]password=)[^&]*/gi, '$1…');
}

/** One server of an address of EventStoreDB, for whoever asks it something over HTTP. */
export interface EsdbServer {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The certificate authority to believe; the system's own when undefined. */
  readonly caFile: string | undefined;
  /** `name:password`. */
  readonly auth: string | undefined;
}
const ESDB_PORT = 2113;

/** The servers that an address names, which `logUrl` has found right before. */
export function esdbServers(url: string): readonly EsdbServer[] {
  const { hosts, settings, auth } = esdbParts(url)!;
  return hosts.map((text) => {
    const [, host = '', port] = HOST_AND_PORT.exec(text)!;
    return {
      host: host.replace(/^\[|\]$/g, ''),
      port: port === undefined ? ESDB_PORT : Number(port),
      tls: settings.get('tls') !== 'false',
      caFile: settings.get('tlscafile'),
      auth: auth === undefined ? undefined : decodeURIComponent(auth),
    };
  });
}

function sqliteUrl(text: string): { readonly engine: 'sqlite'; readonly file: string } {
  const file = text.slice('sqlite:'.length);
  if (file === '' || file.startsWith('//') || file.includes('\0'))
    throw new WrongValue('URL_INVALID', 'Achter sqlite: staat een bestand, zoals sqlite:/var/lib/besluitspoor/log.db.');
  return { engine: 'sqlite', file };
}

const HOST_AND_PORT = /^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/;

/** Several servers with commas between them are no URL to the platform, so this one is taken apart here. */
function esdbParts(text: string) {
  const parts = /^esdb(?:\+discover)?:\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(text);
  if (parts === null) return undefined;
  const given = [...new URLSearchParams(parts[3] ?? '')];
  const settings = new Map(given.map(([name, value]) => [name.toLowerCase(), value]));
  return { auth: parts[1], hosts: parts[2]!.split(','), settings };
}

function esdbUrl(text: string): string {
  const parts = esdbParts(text);
  if (parts === undefined || !parts.hosts.every(isHost))
    throw new WrongValue('URL_INVALID', 'Na esdb:// staan een of meer servers, zoals esdb://naam:2113.');
  const { hosts, settings } = parts;
  const unknown = [...settings.keys()].filter((name) => !ESDB_SETTINGS.has(name));
  if (unknown.length > 0)
    throw new WrongValue('URL_SETTING_UNKNOWN', `EventStoreDB kent deze instelling niet: ${unknown.join(', ')}.`);
  if (settings.get('tlsverifycert') === 'false')
    throw new WrongValue(
      'TLS_UNVERIFIED',
      'tlsVerifyCert=false laat iedereen zich voordoen als de server. Haal het weg.',
    );
  if (settings.get('tls') === 'false' && !hosts.every((host) => LOOPBACK.has(HOST_AND_PORT.exec(host)![1]!)))
    throw new WrongValue('TLS_NEEDED', 'Zonder TLS (tls=false) mag alleen een server op deze machine.');
  return text;
}

function isHost(text: string): boolean {
  const parts = HOST_AND_PORT.exec(text);
  const port = Number(parts?.[2] ?? ESDB_PORT);
  return parts !== null && port >= 1 && port <= MAX_PORT;
}

function postgresUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A socket in a folder is named as host behind the question mark.
  const socket = url?.searchParams.get('host')?.startsWith('/') === true;
  if (url === undefined || (url.hostname === '' && !socket) || !/^\/[^/]+$/.test(url.pathname))
    throw new WrongValue('URL_INVALID', 'Het adres is postgres://GEBRUIKER:WACHTWOORD@SERVER:5432/DATABASE.');
  const safe = socket || LOOPBACK.has(url.hostname) || POSTGRES_TLS.has(url.searchParams.get('sslmode') ?? '');
  if (!safe)
    throw new WrongValue('TLS_NEEDED', 'Een PostgreSQL-server op een andere machine vraagt ?sslmode=verify-full.');
  return text;
}
