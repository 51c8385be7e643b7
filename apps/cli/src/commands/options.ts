import { Option, type Command } from 'commander';

/** Options that most commands share. */
export const dataOption = (): Option =>
  new Option('--data <map>', 'map met het logboek').env('BESLUITSPOOR_DATA').default('data');
export const tokenOption = (): Option => new Option('--token <token>', 'wie u bent').env('BESLUITSPOOR_TOKEN');
export const jsonOption = (): Option => new Option('--json', 'geef het antwoord als JSON').default(false);

export interface Common {
  readonly data: string;
  readonly token?: string;
  readonly json: boolean;
}
export function common(command: Command): Command {
  return command.addOption(dataOption()).addOption(tokenOption()).addOption(jsonOption());
}
