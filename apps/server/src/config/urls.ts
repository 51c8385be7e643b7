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

/** The same address for people: without the password. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^:@/]*):[^@/]*@/i, '$1:…@').replace(/([?&]password=)[^&]*/gi, '$1…');
}

function sqliteUrl(text: string): { readonly engine: 'sqlite'; readonly file: string } {
  const file = text.slice('sqlite:'.length);
  if (file === '' || file.startsWith('//') || file.includes('\0'))
    throw new WrongValue('URL_INVALID', 'Achter sqlite: staat een bestand, zoals sqlite:/var/lib/besluitspoor/log.db.');
  return { engine: 'sqlite', file };
}

/** Several servers with commas between them are no URL to the platform, so this one is taken apart here. */
function esdbUrl(text: string): string {
  const parts = /^(esdb(?:\+discover)?):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(text);
  const hosts = parts?.[3]?.split(',').map(hostOf) ?? [];
  if (parts === null || hosts.length === 0 || hosts.includes(undefined))
    throw new WrongValue('URL_INVALID', 'Na esdb:// staan een of meer servers, zoals esdb://naam:2113.');
  const settings = new Map(
    [...new URLSearchParams(parts[4] ?? '')].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const unknown = [...settings.keys()].filter((name) => !ESDB_SETTINGS.has(name));
  if (unknown.length > 0)
    throw new WrongValue('URL_SETTING_UNKNOWN', `EventStoreDB kent deze instelling niet: ${unknown.join(', ')}.`);
  if (settings.get('tlsverifycert') === 'false')
    throw new WrongValue(
      'TLS_UNVERIFIED',
      'tlsVerifyCert=false laat iedereen zich voordoen als de server. Haal het weg.',
    );
  if (settings.get('tls') === 'false' && !hosts.every((name) => LOOPBACK.has(name!)))
    throw new WrongValue('TLS_NEEDED', 'Zonder TLS (tls=false) mag alleen een server op deze machine.');
  return text;
}

function hostOf(text: string): string | undefined {
  const parts = /^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text);
  return parts === null || Number(parts[2] ?? 1) > MAX_PORT || Number(parts[2] ?? 1) < 1 ? undefined : parts[1];
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
