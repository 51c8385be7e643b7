import { Option, type Command } from 'commander';
import { readConfiguration, type Flags } from '../../../server/src/config/configuration.js';
import { SETTINGS, type Setting, type SettingName } from '../../../server/src/config/settings.js';

/** An option that can be set from the environment too, as the table of settings has it. */
export function settingOption(name: SettingName): Option {
  const { flag, meaning, env, standard }: Setting<unknown, string | undefined> = SETTINGS[name];
  const option = new Option(flag!, meaning);
  if (env !== undefined) option.env(env);
  return standard === undefined ? option : option.default(standard);
}

/** Options that most commands share. */
export const dataOption = (): Option => settingOption('data');
export const tokenOption = (): Option => settingOption('token');
export const jsonOption = (): Option => new Option('--json', 'geef het antwoord als JSON').default(false);

/**
 * These look after themselves: the demo uses nothing from outside, doctor tells what is wrong beside the rest, and while
 * a log moves the settings of the one engine stand beside those of the other.
 */
const WITHOUT_CHECK = new Set(['demo', 'doctor', 'migrate']);
const settingNames = Object.keys(SETTINGS) as SettingName[];

/**
 * Before a command does anything: all settings, from flags and environment, are checked together, and the command gets
 * what holds. Throws ConfigurationInvalid with everything that is wrong.
 */
export function applySettings(command: Command): void {
  if (WITHOUT_CHECK.has(command.name())) return;
  const offered = settingNames.flatMap((name) => {
    const { flag }: Setting<unknown, string | undefined> = SETTINGS[name];
    const option = command.options.find(({ flags }) => flags === flag);
    return option === undefined ? [] : [{ name, key: option.attributeName() }];
  });
  const flags = offered
    .filter(({ key }) => command.getOptionValueSource(key) === 'cli')
    .map(({ name, key }) => [name, command.getOptionValue(key) as string]);
  const settings = readConfiguration(Object.fromEntries(flags) as Flags);
  for (const { name, key } of offered) {
    const value = settings[name];
    if (typeof value === 'string') command.setOptionValueWithSource(key, value, 'config');
    if (typeof value === 'number') command.setOptionValueWithSource(key, String(value), 'config');
  }
}

export interface Common {
  readonly data: string;
  readonly token?: string;
  readonly json: boolean;
}
export function common(command: Command): Command {
  return command.addOption(dataOption()).addOption(tokenOption()).addOption(jsonOption());
}
