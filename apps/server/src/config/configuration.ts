import { readFileSync } from 'node:fs';
import { WrongValue } from './kinds.js';
import { SETTINGS, type Configuration, type Setting, type SettingName } from './settings.js';

/** One thing that is wrong with what was set. */
export interface ConfigurationError {
  /** The environment variable or the flag. */
  readonly name: string;
  readonly code: string;
  readonly words: string;
}

/** Everything that is wrong, at once: nobody starts a server five times to hear of five mistakes. */
export class ConfigurationInvalid extends Error {
  readonly code: string;

  constructor(readonly errors: readonly ConfigurationError[]) {
    const lines = errors.map(({ name, words }) => `${name}: ${words}`);
    super(lines.length === 1 ? lines[0] : `Er kloppen ${lines.length} instellingen niet.\n${lines.join('\n')}`);
    this.name = 'ConfigurationInvalid';
    this.code = errors.length === 1 ? errors[0]!.code : 'CONFIG_INVALID';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
/** What was said on the command line, by setting. */
export type Flags = Readonly<Partial<Record<SettingName, string>>>;

const PREFIX = 'BESLUITSPOOR_';
/** What only tests and benches of this project read. */
const OF_TESTS = /^BESLUITSPOOR_(?:TEST_|WRITE_GOLDEN$|RUNS$)/;
const names = Object.keys(SETTINGS) as SettingName[];

/** All settings, from flags and environment. Throws ConfigurationInvalid with everything that is wrong. */
export function readConfiguration(flags: Flags = {}, environment: Environment = process.env): Configuration {
  const errors: ConfigurationError[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    try {
      values[name] = valueOf(name, flags[name], environment);
    } catch (error) {
      if (!(error instanceof WrongValue)) throw error;
      errors.push({ name: saidIn(name, flags[name]), code: error.code, words: error.message });
    }
  }
  const configuration = values as Configuration;
  if (errors.length === 0) errors.push(...together(configuration));
  if (errors.length > 0) throw new ConfigurationInvalid(errors);
  return configuration;
}

/** One setting from the environment alone, for what is opened without flags. */
export function fromEnvironment<Name extends SettingName>(name: Name): Configuration[Name] {
  try {
    return valueOf(name, undefined, process.env) as Configuration[Name];
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw new ConfigurationInvalid([{ name: saidIn(name, undefined), code: error.code, words: error.message }]);
  }
}

/** Names that begin as ours do and mean nothing: a mistyped one leaves what it was to change as it was. */
export function unknownNames(environment: Environment = process.env): readonly ConfigurationError[] {
  const settings: readonly Setting<unknown, string | undefined>[] = Object.values(SETTINGS);
  const known = new Set(settings.flatMap(({ env, secret }) => (secret === true ? [env, `${env}_FILE`] : [env])));
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name) && !OF_TESTS.test(name))
    .map((name) => ({
      name,
      code: 'CONFIG_UNKNOWN',
      words: 'Deze instelling bestaat niet. Zie docs/configuration.md.',
    }));
}

/** The demo is itself only: it must never reach the log, the guard or the witnesses that the environment names. */
export function forgetEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith(PREFIX)) delete process.env[name];
}

/** Where the system looks for programs such as OpenSSL. */
export const programPath = (): string => process.env['PATH'] ?? '';

function valueOf(name: SettingName, flag: string | undefined, environment: Environment): unknown {
  const setting: Setting<unknown, string | undefined> = SETTINGS[name];
  const text = flag ?? said(setting, environment) ?? setting.standard;
  return text === undefined ? undefined : setting.kind.read(text);
}

/** An empty variable is one that was not set: that is how compose files and manifests leave one out. */
function said({ env, secret }: Setting<unknown, string | undefined>, environment: Environment): string | undefined {
  if (env === undefined) return undefined;
  const text = environment[env];
  if (text !== undefined && text !== '') return text;
  const file = secret === true ? environment[`${env}_FILE`] : undefined;
  return file === undefined || file === '' ? undefined : secretIn(file);
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    throw new WrongValue('FILE_MISSING', `Het bestand ${file} met de waarde is niet te lezen.`);
  }
}

const flagOf = (setting: Setting<unknown, string | undefined>): string => setting.flag?.split(' ')[0] ?? '';
function saidIn(name: SettingName, flag: string | undefined): string {
  const setting: Setting<unknown, string | undefined> = SETTINGS[name];
  return flag === undefined ? (setting.env ?? flagOf(setting)) : flagOf(setting);
}

/** What is right by itself and wrong beside another. */
function together({ log, sealed, views, host, port, metricsHost, metricsPort }: Configuration): ConfigurationError[] {
  const errors: ConfigurationError[] = [];
  const wrong = (name: SettingName, code: string, words: string): void =>
    void errors.push({ name: saidIn(name, undefined), code, words });
  if (log?.engine === 'eventstoredb' && sealed === undefined)
    wrong(
      'sealed',
      'SEALED_URL_MISSING',
      'Een logboek op EventStoreDB heeft een plaats voor verzegelde waarden nodig.',
    );
  if (log?.engine !== 'eventstoredb' && sealed !== undefined)
    wrong('sealed', 'SEALED_URL_UNUSED', 'Een logboek op SQLite bewaart verzegelde waarden zelf. Haal dit weg.');
  if (log?.engine === 'sqlite' && views?.engine === 'sqlite' && log.file === views.file)
    wrong('views', 'VIEWS_IN_LOG', 'De weergaven staan nooit in het bestand van het logboek. Kies een ander bestand.');
  if (metricsPort !== undefined && metricsPort !== 0 && metricsPort === port && metricsHost === host)
    wrong('metricsPort', 'PORT_TWICE', 'De meetgegevens hebben een eigen poort nodig.');
  return errors;
}
