import { existingFile, host, logId, oin, path, port, serverName, text, type Kind, yesOrNo } from './kinds.js';
import { logUrl, storeUrl } from './urls.js';

/** Which program listens to a setting. */
export type Program = 'server' | 'opdrachtregel' | 'getuige';

export interface Setting<T, S extends string | undefined> {
  /** The environment variable; the witness has flags only. */
  readonly env?: string;
  /** As the help shows it. A flag goes before the environment. */
  readonly flag?: string;
  readonly of: readonly Program[];
  /** In Dutch, for the help and docs/configuration.md. */
  readonly meaning: string;
  /** What holds when nothing is given; undefined when the setting may be absent. */
  readonly standard: S;
  /** The same in words, where it depends on another setting. */
  readonly standardIs?: string;
  /** Never shown; may also be read from the file that `<name>_FILE` names. */
  readonly secret?: boolean;
  readonly kind: Kind<T>;
}
const setting = <T, S extends string | undefined>(value: Setting<T, S>): Setting<T, S> => value;

const BOTH: readonly Program[] = ['server', 'opdrachtregel'];

/** Everything that can be set from outside, once. docs/configuration.md is made from it. */
export const SETTINGS = {
  data: setting({
    env: 'BESLUITSPOOR_DATA',
    flag: '--data <map>',
    of: BOTH,
    meaning: 'map met het logboek',
    standard: 'data',
    kind: path,
  }),
  host: setting({
    env: 'BESLUITSPOOR_HOST',
    flag: '--host <adres>',
    of: ['server'],
    meaning: 'adres om op te luisteren',
    standard: '127.0.0.1',
    kind: host,
  }),
  port: setting({
    env: 'BESLUITSPOOR_PORT',
    flag: '--poort <poort>',
    of: ['server'],
    meaning: 'poort',
    standard: '3000',
    kind: port,
  }),
  metricsHost: setting({
    env: 'BESLUITSPOOR_METRICS_HOST',
    flag: '--metriek-host <adres>',
    of: ['server'],
    meaning: 'adres voor de meetgegevens; nooit een openbaar adres',
    standard: '127.0.0.1',
    kind: host,
  }),
  metricsPort: setting({
    env: 'BESLUITSPOOR_METRICS_PORT',
    flag: '--metriek-poort <poort>',
    of: ['server'],
    meaning: 'poort voor de meetgegevens (Prometheus)',
    standard: undefined,
    standardIs: 'geen meetgegevens',
    kind: port,
  }),
  threads: setting({
    env: 'BESLUITSPOOR_THREADS',
    of: ['server'],
    meaning: 'of verzegelen, opslaan en nalezen elk een eigen draad krijgen; nee voor een machine met één kern',
    standard: 'ja',
    kind: yesOrNo,
  }),
  log: setting({
    env: 'BESLUITSPOOR_LOG_URL',
    of: BOTH,
    meaning: 'waar het logboek staat',
    standard: undefined,
    standardIs: 'log.db in de map',
    secret: true,
    kind: logUrl,
  }),
  logId: setting({
    env: 'BESLUITSPOOR_LOG_ID',
    of: BOTH,
    meaning: 'welk logboek op EventStoreDB; verandert nooit meer',
    standard: 'besluitspoor',
    kind: logId,
  }),
  views: setting({
    env: 'BESLUITSPOOR_VIEWS_URL',
    of: BOTH,
    meaning: 'waar de weergaven staan; nooit in het bestand van het logboek',
    standard: undefined,
    standardIs: 'views.db in de map',
    secret: true,
    kind: storeUrl,
  }),
  sealed: setting({
    env: 'BESLUITSPOOR_SEALED_URL',
    of: BOTH,
    meaning: 'waar de verzegelde waarden staan als het logboek op EventStoreDB staat',
    standard: undefined,
    standardIs: 'in het logboek zelf (alleen SQLite)',
    secret: true,
    kind: storeUrl,
  }),
  guard: setting({
    env: 'BESLUITSPOOR_GUARD',
    of: BOTH,
    meaning: 'bestand van de bewaker: wat het laatst is ondertekend; zet het op een andere schijf dan het logboek',
    standard: undefined,
    standardIs: 'guard.db in de map',
    kind: path,
  }),
  witnesses: setting({
    env: 'BESLUITSPOOR_WITNESSES',
    of: BOTH,
    meaning: 'bestand met de getuigen',
    standard: undefined,
    standardIs: 'witnesses.json in de map, als dat er is',
    kind: existingFile,
  }),
  timestamps: setting({
    env: 'BESLUITSPOOR_TIMESTAMPS',
    of: BOTH,
    meaning: 'bestand met de tijdstempeldienst',
    standard: undefined,
    standardIs: 'timestamps.json in de map, als dat er is',
    kind: existingFile,
  }),
  server: setting({
    env: 'BESLUITSPOOR_SERVER',
    of: BOTH,
    meaning: 'naam van dit serverproces; elke server op hetzelfde logboek heeft een eigen naam',
    standard: 'a',
    kind: serverName,
  }),
  oin: setting({
    env: 'BESLUITSPOOR_OIN',
    flag: '--oin <oin>',
    of: BOTH,
    meaning: 'OIN van de gemeente (20 cijfers), voor een nieuw logboek; daarna staat het in het logboek zelf',
    standard: '00000000000000000000',
    kind: oin,
  }),
  token: setting({
    env: 'BESLUITSPOOR_TOKEN',
    flag: '--token <token>',
    of: ['opdrachtregel'],
    meaning: 'wie u bent',
    standard: undefined,
    secret: true,
    kind: text,
  }),
} as const;

/** The witness is a program of its own with flags only; a test holds these to its source. */
export const WITNESS_FLAGS: readonly Setting<string | number, string | undefined>[] = [
  { flag: '--map <map>', of: ['getuige'], meaning: 'map van de getuige (verplicht)', standard: undefined, kind: path },
  {
    flag: '--naam <naam>',
    of: ['getuige'],
    meaning: 'naam van een nieuwe getuige: een adres zonder https://',
    standard: 'getuige.invalid/1',
    kind: text,
  },
  {
    flag: '--logboek <sleutel>',
    of: ['getuige'],
    meaning: 'controlesleutel van een logboek; mag vaker',
    standard: undefined,
    kind: text,
  },
  { flag: '--host <adres>', of: ['getuige'], meaning: 'adres om op te luisteren', standard: '127.0.0.1', kind: host },
  { flag: '--poort <poort>', of: ['getuige'], meaning: 'poort', standard: '3100', kind: port },
];

export type SettingName = keyof typeof SETTINGS;
type ValueOf<X> = X extends Setting<infer T, infer S> ? (undefined extends S ? T | undefined : T) : never;
export type Configuration = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };
